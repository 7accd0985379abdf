/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-connect-dialog.h"
#include "muster-connection-row.h"
#include "muster-connection-view.h"
#include "muster-error-text.h"
#include "muster-exchange-group.h"
#include "muster-report-view.h"
#include "muster-subpage.h"
#include "muster-ui.h"
#include "muster-usage-row.h"
#include "muster-window.h"

/**
 * MusterConnectionView:
 *
 * One connection: whether it works, which tickets of a PSA are watched, its
 * import and webhooks, who may approve by note and what becomes of its tickets
 * after a run; the tenants and permissions of Microsoft 365, and what
 * was accepted for it; use of the limits, new credentials, and its end.
 */
struct _MusterConnectionView
{
  AdwBin parent_instance;

  MusterContext *context;       /* (owned) */
  char          *connection_id;
  GCancellable  *cancellable;

  MusterSubpage       *subpage;
  AdwActionRow        *error_row;
  GtkLabel            *pill;
  MusterReportView    *report;
  AdwPreferencesGroup *tickets_group;
  AdwActionRow        *watch_row;
  AdwActionRow        *import_row;
  AdwActionRow        *webhook_row;
  AdwPreferencesGroup *execute_group;
  AdwActionRow        *approvers_row;
  AdwActionRow        *ending_row;
  AdwPreferencesGroup *tenants_group;
  AdwActionRow        *tenants_row;
  AdwActionRow        *permissions_row;
  AdwPreferencesGroup *exchange_group;
  MusterExchangeGroup *exchange;
  AdwPreferencesGroup *usage_group;
};

G_DEFINE_FINAL_TYPE (MusterConnectionView, muster_connection_view, ADW_TYPE_BIN)

static MusterConnection *
get_connection (MusterConnectionView *self)
{
  return muster_context_find_connection (self->context, self->connection_id);
}

static void
tell_error (MusterConnectionView *self,
            const GError         *error)
{
  g_autofree char *line = muster_error_text_line (error);

  if (!muster_ui_is_cancelled (error))
    muster_window_tell (GTK_WIDGET (self), line);
}

static gboolean
is_microsoft365 (MusterConnection *connection)
{
  return connection != NULL && g_strcmp0 (muster_connection_get_integration (connection), "microsoft365") == 0;
}

static void
show_connection (MusterConnectionView *self)
{
  MusterConnection *connection = get_connection (self);
  MusterWebhook *webhook;
  const char *error = NULL;

  if (connection == NULL)
    return;
  if (g_strcmp0 (muster_connection_get_status (connection), "ok") != 0)
    error = muster_connection_get_last_error (connection);
  muster_subpage_set_title (self->subpage, muster_connection_get_name (connection), NULL);
  muster_connection_set_pill (self->pill, connection);
  muster_ui_row_set_subtitle (GTK_WIDGET (self->error_row), error);
  gtk_widget_set_visible (GTK_WIDGET (self->error_row), error != NULL);
  webhook = muster_context_find_webhook (self->context, self->connection_id);
  muster_ui_row_set_subtitle (GTK_WIDGET (self->webhook_row),
                              webhook != NULL ? muster_webhook_get_state_text (webhook) : NULL);
  if (is_microsoft365 (connection))
    muster_exchange_group_set_connection (self->exchange, self->context, connection);
}

static void
tested_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterConnectionView) self = user_data;
  g_autoptr(MusterConnectionReport) report = NULL;
  g_autoptr(GError) error = NULL;

  report = muster_context_test_saved_connection_finish (MUSTER_CONTEXT (source), result, &error);
  if (muster_ui_is_cancelled (error))
    return;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "connection.test", TRUE);
  if (report != NULL)
    muster_report_view_set_report (self->report, report);
  else
    tell_error (self, error);
}

static void
test_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  MusterConnectionView *self = MUSTER_CONNECTION_VIEW (widget);

  gtk_widget_action_set_enabled (widget, "connection.test", FALSE);
  muster_report_view_clear (self->report);
  muster_context_test_saved_connection_async (self->context, self->connection_id, self->cancellable, tested_cb,
                                              g_object_ref (self));
}

static void
credentials_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  MusterConnectionView *self = MUSTER_CONNECTION_VIEW (widget);
  MusterConnection *connection = get_connection (self);

  if (connection != NULL)
    gtk_window_present (GTK_WINDOW (muster_connect_dialog_new_credentials (widget, self->context, connection)));
}

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MusterConnectionView) self = user_data;
  g_autoptr(GError) error = NULL;
  const char *rest;

  if (!muster_context_remove_connection_finish (MUSTER_CONTEXT (source), result, &error))
    {
      tell_error (self, error);
      return;
    }
  rest = muster_context_remove_connection_get_rest (result);
  if (rest != NULL)
    muster_window_tell (GTK_WIDGET (self), rest);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
}

static void
remove_answered_cb (MusterConnectionView *self,
                    const char           *response)
{
  if (g_str_equal (response, "remove"))
    muster_context_remove_connection_async (self->context, self->connection_id, NULL, removed_cb,
                                            g_object_ref (self));
}

/* Removing is never the default, and never one keystroke. */
static void
remove_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  MusterConnectionView *self = MUSTER_CONNECTION_VIEW (widget);
  MusterConnection *connection = get_connection (self);
  GtkWidget *dialog;
  g_autofree char *heading = NULL;
  g_autofree char *text = NULL;

  if (connection == NULL)
    return;
  /* Translators: %s is a product such as “ConnectWise PSA” */
  heading = g_strdup_printf (_("Disconnect %s?"), muster_connection_get_name (connection));
  text = muster_context_get_removal_text (self->context, connection);
  dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), heading, text);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("Cancel"), "remove", _("Disconnect"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (remove_answered_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
muster_connection_view_dispose (GObject *object)
{
  MusterConnectionView *self = MUSTER_CONNECTION_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_CONNECTION_VIEW);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_connection_view_parent_class)->dispose (object);
}

static void
muster_connection_view_finalize (GObject *object)
{
  MusterConnectionView *self = MUSTER_CONNECTION_VIEW (object);

  g_object_unref (self->cancellable);
  g_free (self->connection_id);
  G_OBJECT_CLASS (muster_connection_view_parent_class)->finalize (object);
}

static void
muster_connection_view_class_init (MusterConnectionViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_connection_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_connection_view_finalize;

  gtk_widget_class_install_action (widget_class, "connection.test", NULL, test_action);
  gtk_widget_class_install_action (widget_class, "connection.credentials", NULL, credentials_action);
  gtk_widget_class_install_action (widget_class, "connection.remove", NULL, remove_action);
  g_type_ensure (MUSTER_TYPE_EXCHANGE_GROUP);
  g_type_ensure (MUSTER_TYPE_REPORT_VIEW);
  g_type_ensure (MUSTER_TYPE_SUBPAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/settings/muster-connection-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterConnectionView, subpage);
  gtk_widget_class_bind_template_child (widget_class, MusterConnectionView, error_row);
  gtk_widget_class_bind_template_child (widget_class, MusterConnectionView, pill);
  gtk_widget_class_bind_template_child (widget_class, MusterConnectionView, report);
  gtk_widget_class_bind_template_child (widget_class, MusterConnectionView, tickets_group);
  gtk_widget_class_bind_template_child (widget_class, MusterConnectionView, watch_row);
  gtk_widget_class_bind_template_child (widget_class, MusterConnectionView, import_row);
  gtk_widget_class_bind_template_child (widget_class, MusterConnectionView, webhook_row);
  gtk_widget_class_bind_template_child (widget_class, MusterConnectionView, execute_group);
  gtk_widget_class_bind_template_child (widget_class, MusterConnectionView, approvers_row);
  gtk_widget_class_bind_template_child (widget_class, MusterConnectionView, ending_row);
  gtk_widget_class_bind_template_child (widget_class, MusterConnectionView, tenants_group);
  gtk_widget_class_bind_template_child (widget_class, MusterConnectionView, tenants_row);
  gtk_widget_class_bind_template_child (widget_class, MusterConnectionView, permissions_row);
  gtk_widget_class_bind_template_child (widget_class, MusterConnectionView, exchange_group);
  gtk_widget_class_bind_template_child (widget_class, MusterConnectionView, exchange);
  gtk_widget_class_bind_template_child (widget_class, MusterConnectionView, usage_group);
}

static void
muster_connection_view_init (MusterConnectionView *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * muster_connection_view_new:
 * @context: an open context
 * @connection_id: which connection
 *
 * Returns: (transfer floating): a page for the main view
 */
GtkWidget *
muster_connection_view_new (MusterContext *context,
                            const char    *connection_id)
{
  MusterConnectionView *self = g_object_new (MUSTER_TYPE_CONNECTION_VIEW, NULL);
  MusterConnection *connection;
  gboolean is_psa;

  self->context = g_object_ref (context);
  self->connection_id = g_strdup (connection_id);
  connection = get_connection (self);
  muster_ui_row_set_link (GTK_WIDGET (self->watch_row), "win.open-watch", connection_id);
  muster_ui_row_set_link (GTK_WIDGET (self->import_row), "win.open-import", connection_id);
  muster_ui_row_set_link (GTK_WIDGET (self->webhook_row), "win.open-webhook", connection_id);
  is_psa = connection != NULL && connection == muster_context_find_connection (context, "psa");
  gtk_widget_set_visible (GTK_WIDGET (self->tickets_group), is_psa);
  muster_ui_row_set_link (GTK_WIDGET (self->approvers_row), "win.open-approvers", connection_id);
  muster_ui_row_set_link (GTK_WIDGET (self->ending_row), "win.open-ending", connection_id);
  gtk_widget_set_visible (GTK_WIDGET (self->execute_group), is_psa);
  muster_ui_row_set_link (GTK_WIDGET (self->tenants_row), "win.open-tenants", connection_id);
  muster_ui_row_set_link (GTK_WIDGET (self->permissions_row), "win.open-permissions", connection_id);
  gtk_widget_set_visible (GTK_WIDGET (self->tenants_group), is_microsoft365 (connection));
  gtk_widget_set_visible (GTK_WIDGET (self->exchange_group), is_microsoft365 (connection));
  if (connection != NULL)
    adw_preferences_group_add (self->usage_group, muster_usage_row_new (context, connection));
  g_signal_connect_object (context, "connections-changed", G_CALLBACK (show_connection), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context, "webhooks-changed", G_CALLBACK (show_connection), self, G_CONNECT_SWAPPED);
  show_connection (self);
  return GTK_WIDGET (self);
}

/**
 * muster_connection_view_test:
 * @self: view
 *
 * Tests the connection, as its button does.
 */
void
muster_connection_view_test (MusterConnectionView *self)
{
  g_return_if_fail (MUSTER_IS_CONNECTION_VIEW (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "connection.test", NULL);
}
