/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-advice-row.h"
#include "muster-client-docs.h"
#include "muster-error-text.h"
#include "muster-ui.h"

/**
 * MusterClientDocs:
 *
 * The client's documentation as a run reads it: how many documents there are
 * and when they were read, and a search that finds what a run would find, with
 * its folder, its date and the marks that a run goes by. A hit unfolds into its
 * text, without pictures, as the planner gets it.
 */
struct _MusterClientDocs
{
  AdwBin parent_instance;

  MusterContext *context;     /* (owned) */
  char          *client_id;
  GCancellable  *cancellable;
  GCancellable  *search;      /* (owned) (nullable): of the search under way */

  AdwPreferencesGroup *group;
  GtkWidget           *state_row;   /* (nullable) */
  GtkSpinner          *spinner;
  GtkSearchEntry      *search_entry;
  GtkListBox          *hits_list;
  GtkLabel            *search_label;
};

G_DEFINE_FINAL_TYPE (MusterClientDocs, muster_client_docs, ADW_TYPE_BIN)

static void
say (MusterClientDocs *self,
     const char       *text)
{
  gtk_label_set_text (self->search_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->search_label), text != NULL);
}

/* --- What there is --- */

static char *
state_text (MusterDocsState *state)
{
  g_autofree char *time = NULL;
  guint n = (guint) muster_docs_state_get_documents (state);

  if (muster_docs_state_get_read (state) == 0)
    return g_strdup (_("Not read yet. It is read before the first ticket, or now."));
  time = muster_ui_format_time (muster_docs_state_get_read (state));
  /* Translators: number of documents, and when they were read */
  return g_strdup_printf (ngettext ("%u document, read %s", "%u documents, read %s", n), n, time);
}

static void
drop_rows (MusterClientDocs *self)
{
  if (self->state_row != NULL)
    adw_preferences_group_remove (self->group, self->state_row);
  self->state_row = NULL;
}

static void
add_state (MusterClientDocs *self,
           GListModel       *states)
{
  GtkWidget *row = muster_advice_row_new (_("What Runs Read From"));
  gboolean mapped = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (states); i++)
    {
      g_autoptr(MusterDocsState) state = g_list_model_get_item (states, i);
      gboolean own = muster_docs_state_get_client_id (state) == NULL;
      g_autofree char *what = NULL;
      g_autofree char *text = NULL;

      if (!own && g_strcmp0 (muster_docs_state_get_client_id (state), self->client_id) != 0)
        continue;
      mapped = mapped || !own;
      what = state_text (state);
      /* Translators: whose documentation, and how much there is of it */
      text = g_strdup_printf (_("%s: %s"), own ? _("Your own, for all clients") : _("This client"), what);
      muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), text, own);
    }
  if (!mapped)
    muster_advice_row_add_text (MUSTER_ADVICE_ROW (row),
                                g_list_model_get_n_items (states) > 0
                                ? _("This client is not mapped to a company in the documentation. Choose it above.")
                                : _("No documentation platform is connected. Connect one in Settings."), FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->search_entry), mapped);
  if (mapped)
    {
      GtkWidget *button = gtk_button_new_with_label (_("Read Now"));

      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "docs.read");
      muster_advice_row_add_button (MUSTER_ADVICE_ROW (row), button);
    }
  self->state_row = row;
  adw_preferences_group_add (self->group, row);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterClientDocs) self = user_data;
  g_autoptr(GListModel) states = NULL;
  g_autoptr(GError) error = NULL;

  states = muster_context_list_docs_finish (MUSTER_CONTEXT (source), result, &error);
  if (muster_ui_is_cancelled (error))
    return;
  drop_rows (self);
  if (states != NULL)
    {
      add_state (self, states);
      return;
    }
  {
    g_autofree char *line = muster_error_text_line (error);

    say (self, line);
  }
}

static void
list (MusterClientDocs *self)
{
  muster_context_list_docs_async (self->context, self->cancellable, listed_cb, g_object_ref (self));
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(MusterClientDocs) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;

  if (!muster_context_sync_docs_finish (MUSTER_CONTEXT (source), result, NULL, &error))
    {
      if (muster_ui_is_cancelled (error))
        return;
      line = muster_error_text_line (error);
    }
  gtk_spinner_stop (self->spinner);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "docs.read", TRUE);
  say (self, line);
  list (self);
}

static void
read_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  MusterClientDocs *self = MUSTER_CLIENT_DOCS (widget);

  gtk_widget_action_set_enabled (widget, "docs.read", FALSE);
  gtk_spinner_start (self->spinner);
  say (self, NULL);
  muster_context_sync_docs_async (self->context, self->client_id, self->cancellable, read_cb, g_object_ref (self));
}

/* --- The search --- */

/* The platform's own way to write a date, as people write it */
static char *
date_text (const char *updated)
{
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr(GDateTime) time = updated != NULL ? g_date_time_new_from_iso8601 (updated, utc) : NULL;

  if (time == NULL)
    return g_strdup (updated != NULL ? updated : "");
  /* Translators: a day, for example 7 Mar 2026; see g_date_time_format () */
  return g_date_time_format (time, _("%-d %b %Y"));
}

static char *
hit_text (MusterDocsHit *hit)
{
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  const char *folder = muster_docs_hit_get_folder (hit);
  g_autofree char *date = date_text (muster_docs_hit_get_updated (hit));

  if (muster_docs_hit_get_general (hit))
    g_ptr_array_add (parts, g_strdup (_("Your own, for all clients")));
  if (folder != NULL && *folder != '\0')
    g_ptr_array_add (parts, g_strdup (folder));
  if (*date != '\0')
    /* Translators: %s is a day */
    g_ptr_array_add (parts, g_strdup_printf (_("changed %s"), date));
  if (muster_docs_hit_get_newer (hit) != NULL)
    /* Translators: %s is the title of an article */
    g_ptr_array_add (parts, g_strdup_printf (_("“%s” is newer on the same subject"), muster_docs_hit_get_newer (hit)));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

/* Made when somebody opens it: a text can be long. */
static void
hit_expanded_cb (AdwExpanderRow *expander,
                 GParamSpec     *pspec,
                 MusterDocsHit  *hit)
{
  const char *text = muster_docs_hit_get_text (hit);
  GtkWidget *label;

  if (!adw_expander_row_get_expanded (expander) || g_object_get_data (G_OBJECT (expander), "filled") != NULL)
    return;
  g_object_set_data (G_OBJECT (expander), "filled", GINT_TO_POINTER (TRUE));
  label = g_object_new (GTK_TYPE_LABEL, "label", text != NULL ? text : "", "selectable", TRUE, "wrap", TRUE,
                        "wrap-mode", PANGO_WRAP_WORD_CHAR, "xalign", 0.0f, NULL);
  gtk_widget_add_css_class (label, "muster-exact");
  adw_expander_row_add_row (expander, label);
}

static GtkWidget *
create_hit (gpointer item,
            gpointer user_data)
{
  MusterDocsHit *hit = MUSTER_DOCS_HIT (item);
  GtkWidget *row = adw_expander_row_new ();
  g_autofree char *subtitle = hit_text (hit);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), muster_docs_hit_get_title (hit));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), subtitle);
  if (muster_docs_hit_get_stale (hit))
    adw_expander_row_add_action (ADW_EXPANDER_ROW (row), muster_ui_pill_new (C_("article", "Old"), MUSTER_TONE_WAIT));
  else if (muster_docs_hit_get_newer (hit) != NULL)
    adw_expander_row_add_action (ADW_EXPANDER_ROW (row), muster_ui_pill_new (C_("article", "Outdated"), MUSTER_TONE_WAIT));
  g_signal_connect_data (row, "notify::expanded", G_CALLBACK (hit_expanded_cb), g_object_ref (hit),
                         (GClosureNotify) (GCallback) g_object_unref, 0);
  return row;
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(MusterClientDocs) self = user_data;
  g_autoptr(GListModel) hits = NULL;
  g_autoptr(GError) error = NULL;

  hits = muster_context_search_docs_finish (MUSTER_CONTEXT (source), result, &error);
  if (muster_ui_is_cancelled (error))
    return;
  gtk_spinner_stop (self->spinner);
  gtk_list_box_bind_model (self->hits_list, hits, create_hit, NULL, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->hits_list), hits != NULL && g_list_model_get_n_items (hits) > 0);
  if (hits == NULL)
    {
      g_autofree char *line = muster_error_text_line (error);

      say (self, line);
      return;
    }
  say (self, g_list_model_get_n_items (hits) > 0 ? NULL : _("Nothing found. A run would find nothing, either."));
}

static void
search (MusterClientDocs *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search_entry))));

  g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  if (*text == '\0')
    {
      gtk_spinner_stop (self->spinner);
      gtk_widget_set_visible (GTK_WIDGET (self->hits_list), FALSE);
      say (self, NULL);
      return;
    }
  self->search = g_cancellable_new ();
  gtk_spinner_start (self->spinner);
  muster_context_search_docs_async (self->context, self->client_id, text, self->search, found_cb, g_object_ref (self));
}

static void
muster_client_docs_dispose (GObject *object)
{
  MusterClientDocs *self = MUSTER_CLIENT_DOCS (object);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->search);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_CLIENT_DOCS);
  g_clear_object (&self->search);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_client_docs_parent_class)->dispose (object);
}

static void
muster_client_docs_finalize (GObject *object)
{
  MusterClientDocs *self = MUSTER_CLIENT_DOCS (object);

  g_object_unref (self->cancellable);
  g_free (self->client_id);
  G_OBJECT_CLASS (muster_client_docs_parent_class)->finalize (object);
}

static void
muster_client_docs_class_init (MusterClientDocsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_client_docs_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_client_docs_finalize;
  gtk_widget_class_install_action (widget_class, "docs.read", NULL, read_action);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/clients/muster-client-docs.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterClientDocs, group);
  gtk_widget_class_bind_template_child (widget_class, MusterClientDocs, spinner);
  gtk_widget_class_bind_template_child (widget_class, MusterClientDocs, search_entry);
  gtk_widget_class_bind_template_child (widget_class, MusterClientDocs, hits_list);
  gtk_widget_class_bind_template_child (widget_class, MusterClientDocs, search_label);
  gtk_widget_class_bind_template_callback (widget_class, search);
}

static void
muster_client_docs_init (MusterClientDocs *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * muster_client_docs_load:
 * @self: view
 * @context: an open context
 * @client_id: whose documentation
 */
void
muster_client_docs_load (MusterClientDocs *self,
                         MusterContext    *context,
                         const char       *client_id)
{
  g_return_if_fail (MUSTER_IS_CLIENT_DOCS (self));

  if (self->context == NULL)
    {
      g_signal_connect_object (context, "clients-changed", G_CALLBACK (list), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (context, "connections-changed", G_CALLBACK (list), self, G_CONNECT_SWAPPED);
    }
  g_set_object (&self->context, context);
  if (g_strcmp0 (self->client_id, client_id) != 0)
    {
      g_free (self->client_id);
      self->client_id = g_strdup (client_id);
    }
  list (self);
}
