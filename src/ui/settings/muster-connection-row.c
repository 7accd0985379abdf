/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-connect-dialog.h"
#include "muster-connection-row.h"
#include "muster-error-text.h"
#include "muster-report-view.h"
#include "muster-ui.h"
#include "muster-window.h"

/**
 * MusterConnectionRow:
 *
 * One integration of the catalog: its connection with status, a live test, new
 * keys and removal; or the offer to connect it.
 */
struct _MusterConnectionRow
{
  AdwExpanderRow parent_instance;

  MusterContext     *context;     /* (owned) */
  MusterIntegration *integration; /* (owned) */
  MusterConnection  *connection;  /* (owned) (nullable) */
  MusterReportView  *report;
  GtkWidget         *pill;
};

G_DEFINE_FINAL_TYPE (MusterConnectionRow, muster_connection_row, ADW_TYPE_EXPANDER_ROW)

static void
tell_error (MusterConnectionRow *self,
            const GError        *error)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *line = muster_error_text_line (error);

  if (MUSTER_IS_WINDOW (root) && !muster_ui_is_cancelled (error))
    muster_window_add_toast (MUSTER_WINDOW (root), line);
}

static void
tested_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterConnectionRow) self = user_data;
  g_autoptr(MusterConnectionReport) report = NULL;
  g_autoptr(GError) error = NULL;

  report = muster_context_test_saved_connection_finish (MUSTER_CONTEXT (source), result, &error);
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
  MusterConnectionRow *self = MUSTER_CONNECTION_ROW (widget);

  gtk_widget_action_set_enabled (widget, "connection.test", FALSE);
  muster_report_view_clear (self->report);
  muster_context_test_saved_connection_async (self->context, muster_connection_get_id (self->connection), NULL,
                                              tested_cb, g_object_ref (self));
}

static void
connect_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  MusterConnectionRow *self = MUSTER_CONNECTION_ROW (widget);

  gtk_window_present (GTK_WINDOW (muster_connect_dialog_new (widget, self->context, self->integration)));
}

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MusterConnectionRow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!muster_context_remove_connection_finish (MUSTER_CONTEXT (source), result, &error))
    tell_error (self, error);
}

static void
remove_answered_cb (MusterConnectionRow *self,
                    const char          *response)
{
  if (g_str_equal (response, "remove"))
    muster_context_remove_connection_async (self->context, muster_connection_get_id (self->connection), NULL,
                                            removed_cb, g_object_ref (self));
}

/* Removing is never the default, and never one keystroke. */
static void
remove_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  MusterConnectionRow *self = MUSTER_CONNECTION_ROW (widget);
  GtkWidget *dialog;
  g_autofree char *heading = NULL;

  /* Translators: %s is a product such as “ConnectWise PSA” */
  heading = g_strdup_printf (_("Remove %s?"), muster_integration_get_name (self->integration));
  dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), heading,
                                   _("Its keys are deleted from the keyring, and what clients are mapped to there is forgotten. Tickets wait until it is connected again."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("Cancel"), "remove", _("Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (remove_answered_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static GtkWidget *
create_button (MusterConnectionRow *self,
               const char          *label,
               const char          *action,
               const char          *css_class)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  g_autofree char *name = NULL;

  /* Translators: what a button does, and to which product */
  name = g_strdup_printf (_("%s: %s"), label, muster_integration_get_name (self->integration));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  muster_ui_set_name (button, name);
  if (css_class != NULL)
    gtk_widget_add_css_class (button, css_class);
  return button;
}

static void
show_status (MusterConnectionRow *self)
{
  const char *status = self->connection != NULL ? muster_connection_get_status (self->connection) : NULL;

  if (self->connection == NULL)
    muster_ui_set_pill (GTK_LABEL (self->pill), _("Not connected"), MUSTER_TONE_PLAIN);
  else if (g_strcmp0 (status, "ok") == 0)
    muster_ui_set_pill (GTK_LABEL (self->pill), _("Connected"), MUSTER_TONE_GOOD);
  else if (g_strcmp0 (status, "notes-off") == 0)
    muster_ui_set_pill (GTK_LABEL (self->pill), _("Notes stopped"), MUSTER_TONE_BAD);
  else
    muster_ui_set_pill (GTK_LABEL (self->pill), _("Failing"), MUSTER_TONE_BAD);
}

static void
build (MusterConnectionRow *self)
{
  AdwExpanderRow *expander = ADW_EXPANDER_ROW (self);
  const char *last_error = self->connection != NULL ? muster_connection_get_last_error (self->connection) : NULL;
  GtkWidget *row;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), muster_integration_get_name (self->integration));
  adw_expander_row_set_subtitle (expander, muster_ui_category_title (muster_integration_get_category (self->integration)));
  adw_expander_row_add_action (expander, self->pill);
  show_status (self);
  if (self->connection == NULL)
    {
      adw_expander_row_set_enable_expansion (expander, FALSE);
      adw_expander_row_add_action (expander, create_button (self, _("Connect…"), "connection.connect", NULL));
      return;
    }
  row = muster_ui_row_new (muster_connection_get_name (self->connection), last_error);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), create_button (self, _("Test"), "connection.test", NULL));
  adw_expander_row_add_row (expander, row);
  row = muster_ui_row_new (_("New Keys"), _("When they have expired or were changed"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), create_button (self, _("Enter…"), "connection.connect", NULL));
  adw_expander_row_add_row (expander, row);
  row = muster_ui_row_new (_("Remove"), _("Forget the connection, its keys and its mappings"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             create_button (self, _("Remove…"), "connection.remove", "destructive-action"));
  adw_expander_row_add_row (expander, row);
  gtk_widget_set_margin_top (GTK_WIDGET (self->report), 12);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->report), 12);
  gtk_widget_set_margin_start (GTK_WIDGET (self->report), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (self->report), 12);
  adw_expander_row_add_row (expander, GTK_WIDGET (self->report));
}

static void
muster_connection_row_dispose (GObject *object)
{
  MusterConnectionRow *self = MUSTER_CONNECTION_ROW (object);

  g_clear_object (&self->context);
  g_clear_object (&self->integration);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (muster_connection_row_parent_class)->dispose (object);
}

static void
muster_connection_row_class_init (MusterConnectionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_connection_row_dispose;
  gtk_widget_class_install_action (widget_class, "connection.test", NULL, test_action);
  gtk_widget_class_install_action (widget_class, "connection.connect", NULL, connect_action);
  gtk_widget_class_install_action (widget_class, "connection.remove", NULL, remove_action);
}

static void
muster_connection_row_init (MusterConnectionRow *self)
{
  self->pill = muster_ui_pill_new ("", MUSTER_TONE_PLAIN);
  self->report = MUSTER_REPORT_VIEW (muster_report_view_new ());
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
}

/**
 * muster_connection_row_new:
 * @context: an open context
 * @integration: an integration of the catalog
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
muster_connection_row_new (MusterContext     *context,
                           MusterIntegration *integration)
{
  MusterConnectionRow *self = g_object_new (MUSTER_TYPE_CONNECTION_ROW, NULL);

  self->context = g_object_ref (context);
  self->integration = g_object_ref (integration);
  g_set_object (&self->connection,
                muster_context_find_connection (context, muster_integration_get_id (integration)));
  build (self);
  return GTK_WIDGET (self);
}
