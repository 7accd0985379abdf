/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-error-text.h"
#include "muster-json.h"
#include "muster-reveal-dialog.h"
#include "muster-secret-finder.h"
#include "muster-ui.h"

/**
 * MusterSecretFinder:
 *
 * Looks for a stored password or a device by name, and opens the window that
 * shows the secret of what was chosen. Each search is a call of a tool that
 * gives names only, and stands in Activity like any other; so it is made when
 * Return is pressed and not with every letter.
 */
struct _MusterSecretFinder
{
  AdwWindow parent_instance;

  MusterContext    *context;     /* (owned) */
  char             *client_id;
  MusterSecretKind  kind;
  const char       *integration; /* whose tools are used */
  GCancellable     *cancellable;

  GtkStack       *stack;
  GtkSearchEntry *search_entry;
  GtkListBox     *list;
  GtkSpinner     *spinner;
  GtkLabel       *hint_label;
};

G_DEFINE_FINAL_TYPE (MusterSecretFinder, muster_secret_finder, ADW_TYPE_WINDOW)

static const struct
{
  const char *category;
  const char *find;      /* gives names; takes @query */
  const char *query;
  const char *rows;      /* member of its answer */
  const char *show;      /* gives the value; takes @target */
  const char *target;
  const char *title;
  const char *subtitle;
  const char *hint;
} kinds[MUSTER_N_SECRET_KINDS] = {
  { "docs", "find-passwords", "query", "passwords", "get-password", "password",
    N_("Find a Password"), N_("Stored in the documentation"), N_("Name of the password, or a part of it") },
  { "cloud", "find-devices", "name", "devices", "get-bitlocker-key", "device",
    N_("BitLocker Recovery Key"), N_("Of a device, when its drive is locked"), N_("Beginning of the device’s name") },
  { "cloud", "find-devices", "name", "devices", "get-laps-password", "device",
    N_("Local Administrator’s Password"), N_("Of a device, kept by Windows LAPS"), N_("Beginning of the device’s name") },
};

const char *
muster_secret_finder_get_title (MusterSecretKind kind)
{
  return _(kinds[kind].title);
}

const char *
muster_secret_finder_get_subtitle (MusterSecretKind kind)
{
  return _(kinds[kind].subtitle);
}

const char *
muster_secret_finder_get_category (MusterSecretKind kind)
{
  return kinds[kind].category;
}

static void
show_hint (MusterSecretFinder *self,
           const char         *text)
{
  gtk_label_set_text (self->hint_label, text);
  gtk_stack_set_visible_child_name (self->stack, "hint");
}

/* --- What was found --- */

/* (transfer full): what tells two of the same name apart */
static char *
describe (JsonObject *row)
{
  static const char *const members[] = { "username", "category", "operatingSystem", "model", "userPrincipalName", "serialNumber" };
  g_autoptr(GPtrArray) parts = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (muster_json_str (row, members[i]) != NULL && *muster_json_str (row, members[i]) != '\0')
      g_ptr_array_add (parts, (gpointer) muster_json_str (row, members[i]));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

static const char *
name_of (JsonObject *row)
{
  const char *name = muster_json_str (row, "name");

  return name != NULL ? name : muster_json_str (row, "deviceName");
}

static void
add_found (MusterSecretFinder *self,
           JsonObject         *found)
{
  g_autofree char *detail = describe (found);
  GtkWidget *row = muster_ui_row_new (name_of (found), detail);

  if (!json_object_has_member (found, "id"))
    return;
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), g_object_new (GTK_TYPE_IMAGE, "icon-name", "muster-key-symbolic",
                                                                 "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                                                 NULL));
  g_object_set_data_full (G_OBJECT (row), "found", json_object_ref (found), (GDestroyNotify) json_object_unref);
  gtk_list_box_append (self->list, row);
}

static void
show_found (MusterSecretFinder *self,
            MusterToolOutcome  *outcome)
{
  JsonObject *answer = muster_json_node_obj (outcome->answer);
  JsonArray *rows = answer != NULL ? muster_json_arr (answer, kinds[self->kind].rows) : NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    if (muster_json_arr_obj (rows, i) != NULL)
      add_found (self, muster_json_arr_obj (rows, i));
  child = gtk_widget_get_first_child (GTK_WIDGET (self->list));
  if (child == NULL)
    {
      show_hint (self, _("Nothing found. Try a shorter name."));
      return;
    }
  gtk_stack_set_visible_child_name (self->stack, "list");
  gtk_widget_grab_focus (child);
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(MusterSecretFinder) self = user_data;
  g_autoptr(MusterToolOutcome) outcome = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;

  outcome = muster_context_run_tool_finish (MUSTER_CONTEXT (source), result, &error);
  if (muster_ui_is_cancelled (error))
    return;
  gtk_spinner_stop (self->spinner);
  gtk_widget_set_sensitive (GTK_WIDGET (self->search_entry), TRUE);
  if (outcome != NULL)
    {
      show_found (self, outcome);
      return;
    }
  line = muster_error_text_line (error);
  show_hint (self, line);
}

static void
search_activated_cb (MusterSecretFinder *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search_entry))));
  g_autofree char *tool = g_strdup_printf ("%s:%s", self->integration, kinds[self->kind].find);
  g_autoptr(JsonObject) args = json_object_new ();

  if (*text == '\0')
    {
      show_hint (self, _(kinds[self->kind].hint));
      return;
    }
  json_object_set_string_member (args, kinds[self->kind].query, text);
  gtk_spinner_start (self->spinner);
  gtk_widget_set_sensitive (GTK_WIDGET (self->search_entry), FALSE);
  gtk_stack_set_visible_child_name (self->stack, "busy");
  muster_context_run_tool_async (self->context, self->client_id, tool, args, self->cancellable, found_cb,
                                 g_object_ref (self));
}

static void
row_activated_cb (MusterSecretFinder *self,
                  GtkListBoxRow      *row)
{
  JsonObject *found = g_object_get_data (G_OBJECT (row), "found");
  g_autofree char *tool = g_strdup_printf ("%s:%s", self->integration, kinds[self->kind].show);
  g_autofree char *what = NULL;
  g_autoptr(JsonObject) args = json_object_new ();
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  GtkWidget *dialog;

  json_object_set_member (args, kinds[self->kind].target, json_node_copy (json_object_get_member (found, "id")));
  /* Translators: what kind of secret, and of what */
  what = g_strdup_printf (_("%s: %s"), self->kind == MUSTER_SECRET_KIND_PASSWORD ? _("Password") : _(kinds[self->kind].title),
                          name_of (found));
  dialog = muster_reveal_dialog_new_for_tool (parent != NULL ? GTK_WIDGET (parent) : GTK_WIDGET (self), self->context,
                                              self->client_id, tool, args, what);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_window_close (GTK_WINDOW (self));
}

static void
muster_secret_finder_dispose (GObject *object)
{
  MusterSecretFinder *self = MUSTER_SECRET_FINDER (object);

  g_cancellable_cancel (self->cancellable);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_SECRET_FINDER);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_secret_finder_parent_class)->dispose (object);
}

static void
muster_secret_finder_finalize (GObject *object)
{
  MusterSecretFinder *self = MUSTER_SECRET_FINDER (object);

  g_object_unref (self->cancellable);
  g_free (self->client_id);
  G_OBJECT_CLASS (muster_secret_finder_parent_class)->finalize (object);
}

static void
muster_secret_finder_class_init (MusterSecretFinderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_secret_finder_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_secret_finder_finalize;

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/clients/muster-secret-finder.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterSecretFinder, stack);
  gtk_widget_class_bind_template_child (widget_class, MusterSecretFinder, search_entry);
  gtk_widget_class_bind_template_child (widget_class, MusterSecretFinder, list);
  gtk_widget_class_bind_template_child (widget_class, MusterSecretFinder, spinner);
  gtk_widget_class_bind_template_child (widget_class, MusterSecretFinder, hint_label);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
muster_secret_finder_init (MusterSecretFinder *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * muster_secret_finder_new:
 * @parent: a widget of the window that it belongs to
 * @context: an open context
 * @client_id: whose
 * @kind: what is looked for
 *
 * Returns: (transfer none): a window to present
 */
GtkWidget *
muster_secret_finder_new (GtkWidget        *parent,
                          MusterContext    *context,
                          const char       *client_id,
                          MusterSecretKind  kind)
{
  GtkRoot *root = gtk_widget_get_root (parent);
  MusterSecretFinder *self = g_object_new (MUSTER_TYPE_SECRET_FINDER, "title", _(kinds[kind].title), NULL);
  MusterConnection *connection = muster_context_find_connection (context, kinds[kind].category);

  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  self->context = g_object_ref (context);
  self->client_id = g_strdup (client_id);
  self->kind = kind;
  self->integration = connection != NULL ? g_intern_string (muster_connection_get_integration (connection)) : "";
  muster_ui_set_name (GTK_WIDGET (self->search_entry), _(kinds[kind].hint));
  g_object_set (self->search_entry, "placeholder-text", _(kinds[kind].hint), NULL);
  muster_ui_set_name (GTK_WIDGET (self->list), _(kinds[kind].title));
  show_hint (self, _("Press Return to search. Only names are read; what you look for stands in Activity."));
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  return GTK_WIDGET (self);
}
