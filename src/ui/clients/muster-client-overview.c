/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-client-overview.h"
#include "muster-error-text.h"
#include "muster-item-row.h"
#include "muster-mode-dialog.h"
#include "muster-model-budgets.h"
#include "muster-report-view.h"
#include "muster-ui.h"
#include "muster-window.h"

/**
 * MusterClientOverview:
 *
 * Status and mode of a client, the tickets that wait and why, and its newest
 * runs. Provisioning can be done again here, and the client paused.
 */
struct _MusterClientOverview
{
  AdwBin parent_instance;

  MusterContext *context; /* (owned) */
  char          *client_id;
  MusterClient  *client;  /* (owned) (nullable): as last read */
  GCancellable  *cancellable;
  gboolean       showing; /* widgets are being set, nobody chose anything */

  AdwActionRow        *status_row;
  GtkLabel            *status_pill;
  GtkButton           *provision_button;
  AdwActionRow        *active_row;
  GtkSwitch           *active_switch;
  AdwComboRow         *mode_row;
  MusterReportView    *report;
  AdwPreferencesGroup *waiting_group;
  GtkListBox          *waiting_list;
  MusterModelBudgets  *budgets;
  GtkListBox          *runs_list;
};

G_DEFINE_FINAL_TYPE (MusterClientOverview, muster_client_overview, ADW_TYPE_BIN)

#define N_NEWEST_RUNS 5

static void
tell_error (MusterClientOverview *self,
            const GError         *error)
{
  g_autofree char *line = NULL;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (muster_ui_is_cancelled (error) || !MUSTER_IS_WINDOW (root))
    return;
  line = muster_error_text_line (error);
  muster_window_add_toast (MUSTER_WINDOW (root), line);
}

static void
show_client (MusterClientOverview *self)
{
  MusterClientStatus status = muster_client_get_status (self->client);
  gboolean provisioned = status == MUSTER_CLIENT_STATUS_ACTIVE || status == MUSTER_CLIENT_STATUS_INACTIVE;
  g_autofree char *activity = muster_ui_format_time (muster_client_get_last_activity (self->client));
  g_autofree char *subtitle = NULL;

  self->showing = TRUE;
  /* Translators: short name, and when something last happened */
  subtitle = g_strdup_printf (_("%s · Last activity: %s"), muster_client_get_slug (self->client), activity);
  adw_action_row_set_subtitle (self->status_row, subtitle);
  muster_ui_set_pill (self->status_pill, muster_ui_status_title (status), muster_ui_status_tone (status));
  gtk_button_set_label (self->provision_button, provisioned ? _("Check Again") : _("Provision"));
  gtk_widget_set_visible (GTK_WIDGET (self->active_row), provisioned);
  gtk_switch_set_active (self->active_switch, status == MUSTER_CLIENT_STATUS_ACTIVE);
  adw_combo_row_set_selected (self->mode_row, muster_client_get_mode (self->client));
  self->showing = FALSE;
}

static void
mode_saved_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(MusterClientOverview) self = user_data;
  g_autoptr(GError) error = NULL;

  if (muster_context_set_mode_finish (MUSTER_CONTEXT (source), result, &error))
    return;
  tell_error (self, error);
  show_client (self);
}

/* Switched or not, the row shows what holds */
static void
mode_dialog_done_cb (MusterClientOverview *self,
                     gboolean              switched)
{
  if (!switched && self->client != NULL)
    show_client (self);
}

static void
mode_selected_cb (MusterClientOverview *self)
{
  guint selected = adw_combo_row_get_selected (self->mode_row);

  if (self->showing || self->client == NULL || selected > MUSTER_MODE_EXECUTE)
    return;
  if (muster_mode_dialog_is_needed (self->context, muster_client_get_mode (self->client), (MusterMode) selected))
    {
      GtkWidget *dialog = muster_mode_dialog_new (GTK_WIDGET (self), self->context, self->client_id, (MusterMode) selected);

      g_signal_connect_object (dialog, "done", G_CALLBACK (mode_dialog_done_cb), self, G_CONNECT_SWAPPED);
      gtk_window_present (GTK_WINDOW (dialog));
      return;
    }
  muster_context_set_mode_async (self->context, self->client_id, (MusterMode) selected, NULL, mode_saved_cb,
                                 g_object_ref (self));
}

static void
client_saved_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(MusterClientOverview) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!muster_context_save_client_finish (MUSTER_CONTEXT (source), result, &error))
    tell_error (self, error);
}

static void
active_switched_cb (MusterClientOverview *self)
{
  if (self->showing || self->client == NULL)
    return;
  muster_client_set_status (self->client, gtk_switch_get_active (self->active_switch) ? MUSTER_CLIENT_STATUS_ACTIVE
                                                                                      : MUSTER_CLIENT_STATUS_INACTIVE);
  muster_context_save_client_async (self->context, self->client, NULL, client_saved_cb, g_object_ref (self));
}

static void
provisioned_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(MusterClientOverview) self = user_data;
  g_autoptr(GListModel) checks = NULL;
  g_autoptr(GError) error = NULL;

  checks = muster_context_provision_client_finish (MUSTER_CONTEXT (source), result, &error);
  gtk_widget_set_sensitive (GTK_WIDGET (self->provision_button), TRUE);
  if (checks != NULL)
    muster_report_view_set_checks (self->report, _("Provisioning"), NULL, checks);
  else
    tell_error (self, error);
}

static void
provision_clicked_cb (MusterClientOverview *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->provision_button), FALSE);
  muster_report_view_clear (self->report);
  muster_context_provision_client_async (self->context, self->client_id, self->cancellable, provisioned_cb,
                                         g_object_ref (self));
}

static GtkWidget *
create_waiting_row (gpointer item,
                    gpointer user_data)
{
  MusterTicket *ticket = MUSTER_TICKET (item);
  g_autofree char *title = NULL;

  /* Translators: number and summary of a ticket */
  title = g_strdup_printf (_("#%s %s"), muster_ticket_get_number (ticket), muster_ticket_get_summary (ticket));
  return muster_ui_row_new (title, muster_context_wait_text (muster_ticket_get_wait_reason (ticket)));
}

static void
waiting_changed_cb (MusterClientOverview *self,
                    guint                 position,
                    guint                 removed,
                    guint                 added,
                    GListModel           *model)
{
  gtk_widget_set_visible (GTK_WIDGET (self->waiting_group), g_list_model_get_n_items (model) > 0);
}

static void
show_run (MusterItemRow *row,
          MusterRecord  *record)
{
  MusterRun *run = MUSTER_RUN (record);
  g_autofree char *time = muster_ui_format_time (muster_run_get_created (run));
  g_autofree char *title = NULL;

  /* Translators: number and summary of a ticket */
  title = g_strdup_printf (_("#%s %s"), muster_run_get_ticket_number (run), muster_run_get_summary (run));
  muster_item_row_set_texts (row, title, NULL, time);
  muster_item_row_set_pill (row, muster_context_run_state_text (run),
                            muster_ui_run_state_tone (muster_run_get_state (run)));
}

static GtkWidget *
create_run_row (gpointer item,
                gpointer user_data)
{
  GtkWidget *row = muster_item_row_new (FALSE);

  muster_item_row_set_item (MUSTER_ITEM_ROW (row), item, show_run);
  return row;
}

static void
run_activated_cb (MusterClientOverview *self,
                  GtkListBoxRow        *row)
{
  MusterRecord *record = muster_item_row_get_record (MUSTER_ITEM_ROW (gtk_list_box_row_get_child (row)));

  if (record != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-run", "s", muster_run_get_id (MUSTER_RUN (record)));
}

static void
muster_client_overview_dispose (GObject *object)
{
  MusterClientOverview *self = MUSTER_CLIENT_OVERVIEW (object);

  g_cancellable_cancel (self->cancellable);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_CLIENT_OVERVIEW);
  g_clear_object (&self->client);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_client_overview_parent_class)->dispose (object);
}

static void
muster_client_overview_finalize (GObject *object)
{
  MusterClientOverview *self = MUSTER_CLIENT_OVERVIEW (object);

  g_object_unref (self->cancellable);
  g_free (self->client_id);
  G_OBJECT_CLASS (muster_client_overview_parent_class)->finalize (object);
}

static void
muster_client_overview_class_init (MusterClientOverviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_client_overview_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_client_overview_finalize;

  g_type_ensure (MUSTER_TYPE_MODEL_BUDGETS);
  g_type_ensure (MUSTER_TYPE_REPORT_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/clients/muster-client-overview.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterClientOverview, status_row);
  gtk_widget_class_bind_template_child (widget_class, MusterClientOverview, status_pill);
  gtk_widget_class_bind_template_child (widget_class, MusterClientOverview, provision_button);
  gtk_widget_class_bind_template_child (widget_class, MusterClientOverview, active_row);
  gtk_widget_class_bind_template_child (widget_class, MusterClientOverview, active_switch);
  gtk_widget_class_bind_template_child (widget_class, MusterClientOverview, mode_row);
  gtk_widget_class_bind_template_child (widget_class, MusterClientOverview, report);
  gtk_widget_class_bind_template_child (widget_class, MusterClientOverview, waiting_group);
  gtk_widget_class_bind_template_child (widget_class, MusterClientOverview, waiting_list);
  gtk_widget_class_bind_template_child (widget_class, MusterClientOverview, budgets);
  gtk_widget_class_bind_template_child (widget_class, MusterClientOverview, runs_list);
  gtk_widget_class_bind_template_callback (widget_class, mode_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, active_switched_cb);
  gtk_widget_class_bind_template_callback (widget_class, provision_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, run_activated_cb);
}

static void
muster_client_overview_init (MusterClientOverview *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* The names of the modes, with what Inherit stands for now */
static void
fill_modes (MusterClientOverview *self)
{
  MusterWorkspace *workspace = muster_context_get_workspace (self->context);
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  g_autofree char *inherit = NULL;

  /* Translators: %s is the workspace's mode */
  inherit = g_strdup_printf (_("Inherit (%s)"),
                             muster_ui_mode_title (workspace != NULL ? muster_workspace_get_default_mode (workspace)
                                                                     : MUSTER_MODE_PLAN));
  gtk_string_list_append (names, inherit);
  gtk_string_list_append (names, muster_ui_mode_title (MUSTER_MODE_PLAN));
  gtk_string_list_append (names, muster_ui_mode_title (MUSTER_MODE_EXECUTE));
  self->showing = TRUE;
  adw_combo_row_set_model (self->mode_row, G_LIST_MODEL (names));
  self->showing = FALSE;
}

GtkWidget *
muster_client_overview_new (MusterContext *context,
                            const char    *client_id)
{
  MusterClientOverview *self = g_object_new (MUSTER_TYPE_CLIENT_OVERVIEW, NULL);
  g_autoptr(GListModel) waiting = muster_context_get_waiting_model (context, client_id);
  g_autoptr(GListModel) runs = muster_context_get_runs_model (context, client_id);
  g_autoptr(GtkSliceListModel) newest = NULL;

  self->context = g_object_ref (context);
  self->client_id = g_strdup (client_id);
  muster_model_budgets_set_context (self->budgets, context, client_id);
  fill_modes (self);

  gtk_list_box_bind_model (self->waiting_list, waiting, create_waiting_row, NULL, NULL);
  g_signal_connect_object (waiting, "items-changed", G_CALLBACK (waiting_changed_cb), self, G_CONNECT_SWAPPED);
  waiting_changed_cb (self, 0, 0, 0, waiting);

  newest = gtk_slice_list_model_new (g_object_ref (runs), 0, N_NEWEST_RUNS);
  gtk_list_box_bind_model (self->runs_list, G_LIST_MODEL (newest), create_run_row, NULL, NULL);
  return GTK_WIDGET (self);
}

/**
 * muster_client_overview_set_client:
 * @self: overview
 * @client: the client as it is now
 */
void
muster_client_overview_set_client (MusterClientOverview *self,
                                   MusterClient         *client)
{
  g_return_if_fail (MUSTER_IS_CLIENT_OVERVIEW (self));

  g_set_object (&self->client, client);
  show_client (self);
}
