/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-connection-row.h"
#include "muster-context-models.h"
#include "muster-error-text.h"
#include "muster-mode-dialog.h"
#include "muster-settings-page.h"
#include "muster-ui.h"
#include "muster-usage-row.h"
#include "muster-window.h"

/**
 * MusterSettingsPage:
 *
 * Connections, the workspace, the planner, the MSP's tool policies, approvals,
 * and the check of the activity log.
 */
struct _MusterSettingsPage
{
  AdwBin parent_instance;

  MusterContext *context; /* (owned) */
  GCancellable  *cancellable;
  GPtrArray     *rows;    /* (element-type GtkWidget): of the connections */
  GPtrArray     *usage_rows; /* (element-type GtkWidget): how much of their limits is used */
  gboolean       showing;

  AdwPreferencesGroup *connections_group;
  AdwPreferencesGroup *usage_group;
  AdwComboRow         *poll_row;
  AdwEntryRow         *name_row;
  AdwComboRow         *language_row;
  AdwComboRow         *mode_row;
  AdwActionRow        *models_row;
  AdwActionRow        *audit_row;
  GtkButton           *audit_button;
  AdwActionRow        *member_row;
  AdwActionRow        *policies_row;
  AdwActionRow        *prompt_row;
  AdwActionRow        *times_row;
  AdwActionRow        *approvers_row;
};

G_DEFINE_FINAL_TYPE (MusterSettingsPage, muster_settings_page, ADW_TYPE_BIN)

static const char *languages[] = { "en", "de" };
static const char *const categories[] = { "psa", "cloud", "docs" }; /* in this order */

static void
tell (MusterSettingsPage *self,
      const char         *text)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (MUSTER_IS_WINDOW (root))
    muster_window_add_toast (MUSTER_WINDOW (root), text);
}

static void
tell_error (MusterSettingsPage *self,
            const GError       *error)
{
  g_autofree char *line = muster_error_text_line (error);

  if (!muster_ui_is_cancelled (error))
    tell (self, line);
}

static void
remove_rows (AdwPreferencesGroup *group,
             GPtrArray           *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, g_ptr_array_index (rows, i));
  g_ptr_array_set_size (rows, 0);
}

static void
add_row (AdwPreferencesGroup *group,
         GPtrArray           *rows,
         GtkWidget           *row)
{
  adw_preferences_group_add (group, row);
  g_ptr_array_add (rows, row);
}

/* They belong to the PSA's connection */
static void
show_approvers (MusterSettingsPage *self)
{
  MusterConnection *psa = muster_context_find_connection (self->context, "psa");

  gtk_widget_set_visible (GTK_WIDGET (self->approvers_row), psa != NULL);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->approvers_row), "s", psa != NULL ? muster_connection_get_id (psa) : "");
}

static void
show_connections (MusterSettingsPage *self)
{
  show_approvers (self);
  remove_rows (self->connections_group, self->rows);
  remove_rows (self->usage_group, self->usage_rows);
  for (guint i = 0; i < G_N_ELEMENTS (categories); i++)
    {
      MusterConnection *connection = muster_context_find_connection (self->context, categories[i]);

      add_row (self->connections_group, self->rows, muster_connection_row_new (self->context, categories[i]));
      if (connection != NULL)
        add_row (self->usage_group, self->usage_rows, muster_usage_row_new (self->context, connection));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->usage_group), self->usage_rows->len > 0);
}

static void
workspace_saved_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(MusterSettingsPage) self = user_data;
  g_autoptr(GError) error = NULL;

  if (muster_context_save_workspace_finish (MUSTER_CONTEXT (source), result, &error))
    tell (self, _("Saved."));
  else
    tell_error (self, error);
}

static void
save_workspace (MusterSettingsPage *self)
{
  MusterWorkspace *workspace = muster_context_get_workspace (self->context);
  guint language = adw_combo_row_get_selected (self->language_row);

  if (self->showing || workspace == NULL)
    return;
  muster_workspace_set_name (workspace, gtk_editable_get_text (GTK_EDITABLE (self->name_row)));
  if (language < G_N_ELEMENTS (languages))
    muster_workspace_set_language (workspace, languages[language]);
  muster_context_save_workspace_async (self->context, workspace, NULL, workspace_saved_cb, g_object_ref (self));
}

static void
mode_saved_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(MusterSettingsPage) self = user_data;
  g_autoptr(GError) error = NULL;

  if (muster_context_set_mode_finish (MUSTER_CONTEXT (source), result, &error))
    tell (self, _("Saved. It holds for new runs."));
  else
    tell_error (self, error);
}

static void show_mode (MusterSettingsPage *self);

/* Whatever somebody decided there, the row shows what holds now */
static void
mode_dialog_done_cb (MusterSettingsPage *self,
                     gboolean            switched)
{
  show_mode (self);
  if (switched)
    tell (self, _("Saved. It holds for new runs."));
}

static void
mode_selected_cb (MusterSettingsPage *self)
{
  MusterMode mode = adw_combo_row_get_selected (self->mode_row) == 1 ? MUSTER_MODE_EXECUTE : MUSTER_MODE_PLAN;
  GtkWidget *dialog;

  if (self->showing || self->context == NULL)
    return;
  if (!muster_mode_dialog_is_needed (self->context, MUSTER_MODE_INHERIT, mode))
    {
      muster_context_set_mode_async (self->context, NULL, mode, NULL, mode_saved_cb, g_object_ref (self));
      return;
    }
  dialog = muster_mode_dialog_new (GTK_WIDGET (self), self->context, NULL, mode);
  g_signal_connect_object (dialog, "done", G_CALLBACK (mode_dialog_done_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* How often there is a look at the PSA; the choices of the row, in seconds */
static const guint poll_choices[] = { 30, 60, 120, 300, 900 };

static void
poll_saved_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(MusterSettingsPage) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!muster_context_set_poll_seconds_finish (MUSTER_CONTEXT (source), result, &error))
    tell_error (self, error);
}

static void
poll_selected_cb (MusterSettingsPage *self)
{
  guint selected = adw_combo_row_get_selected (self->poll_row);

  if (self->showing || selected >= G_N_ELEMENTS (poll_choices))
    return;
  muster_context_set_poll_seconds_async (self->context, poll_choices[selected], NULL, poll_saved_cb,
                                         g_object_ref (self));
}

/* The choice that comes closest to what is set */
static void
show_poll_seconds (MusterSettingsPage *self)
{
  guint seconds = muster_context_get_poll_seconds (self->context);
  guint selected = 0;

  while (selected + 1 < G_N_ELEMENTS (poll_choices) && poll_choices[selected] < seconds)
    selected++;
  adw_combo_row_set_selected (self->poll_row, selected);
}

static void
show_mode (MusterSettingsPage *self)
{
  MusterWorkspace *workspace = self->context != NULL ? muster_context_get_workspace (self->context) : NULL;
  gboolean showing = self->showing;

  if (workspace == NULL)
    return;
  self->showing = TRUE;
  adw_combo_row_set_selected (self->mode_row, muster_workspace_get_default_mode (workspace) == MUSTER_MODE_EXECUTE);
  self->showing = showing;
}

static void
show_workspace (MusterSettingsPage *self)
{
  MusterWorkspace *workspace = muster_context_get_workspace (self->context);
  MusterMember *member = muster_context_get_member (self->context);

  self->showing = TRUE;
  if (workspace != NULL)
    {
      const char *name = muster_workspace_get_name (workspace);

      gtk_editable_set_text (GTK_EDITABLE (self->name_row), name != NULL ? name : "");
      adw_combo_row_set_selected (self->language_row, g_strcmp0 (muster_workspace_get_language (workspace), "de") == 0);
      show_mode (self);
    }
  if (member != NULL)
    {
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->member_row), muster_member_get_name (member));
      adw_action_row_set_subtitle (self->member_row, muster_member_get_email (member));
    }
  show_poll_seconds (self);
  self->showing = FALSE;
}

/* Who is asked first */
static void
show_models (MusterSettingsPage *self)
{
  GListModel *models = muster_context_get_models (self->context);
  g_autofree char *text = NULL;

  for (guint i = 0; text == NULL && i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(MusterLanguageModel) model = g_list_model_get_item (models, i);

      if (muster_language_model_get_enabled (model))
        /* Translators: %s is the name of a language model */
        text = g_strdup_printf (_("%s plans first. The built-in planner is the last resort."),
                                muster_language_model_get_name (model));
    }
  adw_action_row_set_subtitle (self->models_row, text != NULL ? text
                               : _("The built-in planner does all the work. Connect a model, or set budgets."));
}

static void
show_audit (MusterSettingsPage *self,
            MusterAuditReport  *report)
{
  g_autofree char *text = NULL;

  if (report->ok)
    /* Translators: number of entries of the activity log */
    text = g_strdup_printf (ngettext ("%u entry, nothing was changed or removed",
                                      "%u entries, nothing was changed or removed", (gulong) report->rows),
                            (guint) report->rows);
  else
    /* Translators: number of the first entry that does not fit */
    text = g_strdup_printf (_("Entry %u does not fit the one before: the log was changed"),
                            (guint) report->first_bad_seq);
  adw_action_row_set_subtitle (self->audit_row, text);
}

static void
audit_checked_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(MusterSettingsPage) self = user_data;
  g_autoptr(MusterAuditReport) report = NULL;
  g_autoptr(GError) error = NULL;

  report = muster_context_audit_verify_finish (MUSTER_CONTEXT (source), result, &error);
  gtk_widget_set_sensitive (GTK_WIDGET (self->audit_button), TRUE);
  if (report != NULL)
    show_audit (self, report);
  else
    tell_error (self, error);
}

static void
audit_clicked_cb (MusterSettingsPage *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->audit_button), FALSE);
  muster_context_audit_verify_async (self->context, self->cancellable, audit_checked_cb, g_object_ref (self));
}

static void
muster_settings_page_dispose (GObject *object)
{
  MusterSettingsPage *self = MUSTER_SETTINGS_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_SETTINGS_PAGE);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_settings_page_parent_class)->dispose (object);
}

static void
muster_settings_page_finalize (GObject *object)
{
  MusterSettingsPage *self = MUSTER_SETTINGS_PAGE (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->usage_rows);
  G_OBJECT_CLASS (muster_settings_page_parent_class)->finalize (object);
}

static void
muster_settings_page_class_init (MusterSettingsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_settings_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_settings_page_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/settings/muster-settings-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterSettingsPage, connections_group);
  gtk_widget_class_bind_template_child (widget_class, MusterSettingsPage, usage_group);
  gtk_widget_class_bind_template_child (widget_class, MusterSettingsPage, poll_row);
  gtk_widget_class_bind_template_child (widget_class, MusterSettingsPage, name_row);
  gtk_widget_class_bind_template_child (widget_class, MusterSettingsPage, language_row);
  gtk_widget_class_bind_template_child (widget_class, MusterSettingsPage, mode_row);
  gtk_widget_class_bind_template_child (widget_class, MusterSettingsPage, models_row);
  gtk_widget_class_bind_template_child (widget_class, MusterSettingsPage, audit_row);
  gtk_widget_class_bind_template_child (widget_class, MusterSettingsPage, audit_button);
  gtk_widget_class_bind_template_child (widget_class, MusterSettingsPage, member_row);
  gtk_widget_class_bind_template_child (widget_class, MusterSettingsPage, policies_row);
  gtk_widget_class_bind_template_child (widget_class, MusterSettingsPage, prompt_row);
  gtk_widget_class_bind_template_child (widget_class, MusterSettingsPage, times_row);
  gtk_widget_class_bind_template_child (widget_class, MusterSettingsPage, approvers_row);
  gtk_widget_class_bind_template_callback (widget_class, save_workspace);
  gtk_widget_class_bind_template_callback (widget_class, mode_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, poll_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, audit_clicked_cb);
}

static void
muster_settings_page_init (MusterSettingsPage *self)
{
  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new ();
  self->usage_rows = g_ptr_array_new ();
  self->showing = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  muster_ui_row_set_link (GTK_WIDGET (self->policies_row), "win.open-policies", "");
  muster_ui_row_set_link (GTK_WIDGET (self->prompt_row), "win.open-prompt", "");
  muster_ui_row_set_link (GTK_WIDGET (self->times_row), "win.open-approval-times", "");
  muster_ui_row_set_link (GTK_WIDGET (self->approvers_row), "win.open-approvers", "");
  self->showing = FALSE;
}

GtkWidget *
muster_settings_page_new (MusterContext *context)
{
  MusterSettingsPage *self = g_object_new (MUSTER_TYPE_SETTINGS_PAGE, NULL);

  self->context = g_object_ref (context);
  g_signal_connect_object (context, "connections-changed", G_CALLBACK (show_connections), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "models-changed", G_CALLBACK (show_models), self, G_CONNECT_SWAPPED);
  show_connections (self);
  show_workspace (self);
  show_models (self);
  return GTK_WIDGET (self);
}
