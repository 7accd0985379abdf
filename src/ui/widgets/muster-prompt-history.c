/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-error-text.h"
#include "muster-faces.h"
#include "muster-prompt-history.h"
#include "muster-ui.h"

/**
 * MusterPromptHistory:
 *
 * Every text of the MSP or of a client that was ever saved, newest first: who saved it, what it changed, line by line,
 * and a button that makes it the newest again. Nothing is lost by that: what holds now stays in the history.
 */
struct _MusterPromptHistory
{
  AdwWindow parent_instance;

  MusterContext *context;   /* (owned) */
  char          *client_id; /* (nullable) */
  GCancellable  *cancellable;
  GPtrArray     *versions;  /* (owned) (nullable) (element-type MusterPromptVersion) */

  MusterFaces   *faces;
  GtkListBox    *list_box;
  GtkLabel      *error_label;
};

G_DEFINE_FINAL_TYPE (MusterPromptHistory, muster_prompt_history, ADW_TYPE_WINDOW)

enum
{
  RESTORED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const struct
{
  char        kind;
  const char *css_class;
  const char *name;
} line_kinds[] = {
  { '+', "success", N_("Added") },
  { '-', "error", N_("Taken away") },
};

/* The sign says the same as the colour */
static GtkWidget *
create_line (MusterDiffLine *line)
{
  g_autofree char *text = g_strdup_printf ("%c %s", line->kind, line->text);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "muster-code");
  for (guint i = 0; i < G_N_ELEMENTS (line_kinds); i++)
    if (line_kinds[i].kind == line->kind)
      {
        g_autofree char *name = g_strdup_printf ("%s: %s", _(line_kinds[i].name), line->text);

        gtk_widget_add_css_class (label, line_kinds[i].css_class);
        muster_ui_set_name (label, name);
      }
  return label;
}

static GtkWidget *
create_difference (MusterPromptHistory *self,
                   guint                place)
{
  const char *after = muster_prompt_version_get_text (self->versions->pdata[place]);
  const char *before = place + 1 < self->versions->len ? muster_prompt_version_get_text (self->versions->pdata[place + 1]) : "";
  g_autoptr(GPtrArray) lines = muster_line_diff (before, after);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_widget_add_css_class (box, "muster-exact");
  for (guint i = 0; i < lines->len; i++)
    gtk_box_append (GTK_BOX (box), create_line (g_ptr_array_index (lines, i)));
  return box;
}

static void
expanded_cb (AdwExpanderRow      *row,
             GParamSpec          *pspec,
             MusterPromptHistory *self)
{
  guint place = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "place"));

  if (!adw_expander_row_get_expanded (row) || g_object_get_data (G_OBJECT (row), "filled") != NULL)
    return;
  g_object_set_data (G_OBJECT (row), "filled", GINT_TO_POINTER (TRUE));
  adw_expander_row_add_row (row, create_difference (self, place));
}

static GtkWidget *
create_row (MusterPromptHistory *self,
            guint                place)
{
  MusterPromptVersion *version = g_ptr_array_index (self->versions, place);
  const char *author = muster_prompt_version_get_author (version);
  gboolean empty = *muster_prompt_version_get_text (version) == '\0';
  g_autofree char *time = muster_ui_format_time (muster_prompt_version_get_time (version));
  g_autofree char *length = NULL;
  g_autofree char *subtitle = NULL;
  g_autofree char *name = NULL;
  GtkWidget *row = adw_expander_row_new ();
  GtkWidget *button;

  /* Translators: length of a text in tokens */
  length = empty ? g_strdup (_("Taken away")) : g_strdup_printf (_("About %u tokens"),
                                                                 muster_tokens_estimate (muster_prompt_version_get_text (version)));
  /* Translators: who saved a text, and how long it is */
  subtitle = author != NULL ? g_strdup_printf (_("%s · %s"), author, length) : g_strdup (length);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), time);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), subtitle);
  g_object_set_data (G_OBJECT (row), "place", GUINT_TO_POINTER (place));
  g_signal_connect_object (row, "notify::expanded", G_CALLBACK (expanded_cb), self, 0);
  if (place == 0)
    {
      adw_expander_row_add_action (ADW_EXPANDER_ROW (row), muster_ui_pill_new (_("Holds Now"), MUSTER_TONE_GOOD));
      return row;
    }
  button = gtk_button_new_with_label (_("Restore"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x", muster_prompt_version_get_id (version));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "history.restore");
  /* Translators: %s is when a text was saved */
  name = g_strdup_printf (_("Restore %s"), time);
  muster_ui_set_name (button, name);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (row), button);
  return row;
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterPromptHistory) self = user_data;
  g_autoptr(GError) error = NULL;
  GtkListBoxRow *row;

  g_clear_pointer (&self->versions, g_ptr_array_unref);
  self->versions = muster_context_list_prompts_finish (MUSTER_CONTEXT (source), result, &error);
  if (muster_ui_is_cancelled (error) || self->context == NULL)
    return;
  if (self->versions == NULL)
    {
      muster_faces_show_error (self->faces, error);
      return;
    }
  while ((row = gtk_list_box_get_row_at_index (self->list_box, 0)) != NULL)
    gtk_list_box_remove (self->list_box, GTK_WIDGET (row));
  for (guint i = 0; i < self->versions->len; i++)
    gtk_list_box_append (self->list_box, create_row (self, i));
  if (self->versions->len > 0)
    muster_faces_show_content (self->faces);
  else
    muster_faces_show_empty (self->faces);
}

static void
load (MusterPromptHistory *self)
{
  if (self->versions == NULL)
    muster_faces_show_loading (self->faces);
  muster_context_list_prompts_async (self->context, self->client_id, self->cancellable, listed_cb, g_object_ref (self));
}

static void
restored_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(MusterPromptHistory) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;

  if (!muster_context_restore_prompt_finish (MUSTER_CONTEXT (source), result, &error))
    line = muster_error_text_line (error);
  gtk_label_set_text (self->error_label, line != NULL ? line : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), line != NULL);
  if (line != NULL || self->context == NULL)
    return;
  g_signal_emit (self, signals[RESTORED], 0);
  load (self);
}

static void
restore_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  MusterPromptHistory *self = MUSTER_PROMPT_HISTORY (widget);

  muster_context_restore_prompt_async (self->context, self->client_id, g_variant_get_int64 (parameter), NULL, restored_cb,
                                       g_object_ref (self));
}

static void
muster_prompt_history_dispose (GObject *object)
{
  MusterPromptHistory *self = MUSTER_PROMPT_HISTORY (object);

  g_cancellable_cancel (self->cancellable);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_PROMPT_HISTORY);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_prompt_history_parent_class)->dispose (object);
}

static void
muster_prompt_history_finalize (GObject *object)
{
  MusterPromptHistory *self = MUSTER_PROMPT_HISTORY (object);

  g_object_unref (self->cancellable);
  g_free (self->client_id);
  g_clear_pointer (&self->versions, g_ptr_array_unref);
  G_OBJECT_CLASS (muster_prompt_history_parent_class)->finalize (object);
}

static void
muster_prompt_history_class_init (MusterPromptHistoryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_prompt_history_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_prompt_history_finalize;

  signals[RESTORED] = g_signal_new ("restored", MUSTER_TYPE_PROMPT_HISTORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                    0);
  gtk_widget_class_install_action (widget_class, "history.restore", "x", restore_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  g_type_ensure (MUSTER_TYPE_FACES);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/widgets/muster-prompt-history.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterPromptHistory, faces);
  gtk_widget_class_bind_template_child (widget_class, MusterPromptHistory, list_box);
  gtk_widget_class_bind_template_child (widget_class, MusterPromptHistory, error_label);
  gtk_widget_class_bind_template_callback (widget_class, load);
}

static void
muster_prompt_history_init (MusterPromptHistory *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * muster_prompt_history_new:
 * @parent: a widget of the window that it belongs to
 * @context: an open context
 * @client_id: (nullable): whose texts; %NULL: the MSP's
 *
 * Returns: (transfer none): a window to present
 */
MusterPromptHistory *
muster_prompt_history_new (GtkWidget     *parent,
                           MusterContext *context,
                           const char    *client_id)
{
  MusterPromptHistory *self = g_object_new (MUSTER_TYPE_PROMPT_HISTORY, NULL);
  GtkRoot *root = gtk_widget_get_root (parent);

  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  self->context = g_object_ref (context);
  self->client_id = g_strdup (client_id);
  load (self);
  return self;
}
