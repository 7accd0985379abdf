/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-advice-row.h"
#include "muster-client-readiness.h"
#include "muster-context-tenants.h"
#include "muster-error-text.h"
#include "muster-ui.h"

/**
 * MusterClientReadiness:
 *
 * Whether the client's tenant gave what the tools need: one sentence, what is
 * missing by name, and the way to the tenant's page, which says what to click.
 * There is nothing of it for a client without a tenant.
 */
struct _MusterClientReadiness
{
  AdwBin parent_instance;

  MusterContext *context;       /* (owned) */
  char          *client_id;
  char          *connection_id; /* (nullable) */
  char          *tenant;        /* (nullable): the mapped one */
  GCancellable  *cancellable;

  GtkWidget *group;
  GtkWidget *row;               /* (nullable) */
};

G_DEFINE_FINAL_TYPE (MusterClientReadiness, muster_client_readiness, ADW_TYPE_BIN)

#define MAX_NAMED 4

static void
set_row (MusterClientReadiness *self,
         GtkWidget             *row)
{
  if (self->row != NULL)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self->group), self->row);
  self->row = row;
  if (row != NULL)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), row);
  gtk_widget_set_visible (GTK_WIDGET (self), row != NULL);
}

static void
add_buttons (MusterClientReadiness *self,
             GtkWidget             *row,
             gboolean               known)
{
  GtkWidget *check = gtk_button_new_with_label (known ? _("Check Again") : _("Check Now"));
  GtkWidget *open = gtk_button_new_with_label (_("Show the Tenant"));
  g_autofree char *id = g_strdup_printf ("%s/%s", self->connection_id, self->tenant);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (check), "readiness.check");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (open), "s", id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (open), "win.open-tenant");
  muster_advice_row_add_button (MUSTER_ADVICE_ROW (row), open);
  muster_advice_row_add_button (MUSTER_ADVICE_ROW (row), check);
}

static void
add_missing (GtkWidget          *row,
             MusterTenantReport *report)
{
  GListModel *rows = muster_tenant_report_get_rows (report);
  guint named = 0;

  for (guint i = 0; rows != NULL && i < g_list_model_get_n_items (rows) && named < MAX_NAMED; i++)
    {
      g_autoptr(MusterReadinessItem) item = g_list_model_get_item (rows, i);
      g_autofree char *text = NULL;

      if (muster_readiness_item_get_state (item) == MUSTER_READINESS_OK)
        continue;
      named++;
      /* Translators: one item of a list */
      text = g_strdup_printf (_("• %s"), muster_readiness_item_get_title (item));
      muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), text, TRUE);
    }
}

static void
show_report (MusterClientReadiness *self,
             MusterTenantReport    *report)
{
  static const MusterTone tones[] = { MUSTER_TONE_GOOD, MUSTER_TONE_WAIT, MUSTER_TONE_PLAIN, MUSTER_TONE_BAD };
  const char *names[] = { C_("readiness", "Ready"), C_("readiness", "Ends Soon"), C_("readiness", "Not Known"),
                          C_("readiness", "Incomplete") };
  GtkWidget *row = muster_advice_row_new (_("Readiness of the Tenant"));
  MusterReadinessState state;
  g_autofree char *time = NULL;
  g_autofree char *checked = NULL;

  if (report == NULL)
    {
      muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), _("It was not looked at yet which tools work in this tenant."), FALSE);
      add_buttons (self, row, FALSE);
      set_row (self, row);
      return;
    }
  state = muster_tenant_report_get_state (report);
  time = muster_ui_format_time (muster_tenant_report_get_checked (report));
  /* Translators: %s is a time */
  checked = g_strdup_printf (_("Checked %s"), time);
  muster_advice_row_set_pill (MUSTER_ADVICE_ROW (row), names[state], tones[state]);
  muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), muster_tenant_report_get_summary (report), FALSE);
  add_missing (row, report);
  muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), checked, TRUE);
  add_buttons (self, row, TRUE);
  set_row (self, row);
}

static void
show_error (MusterClientReadiness *self,
            const GError          *error)
{
  GtkWidget *row = muster_advice_row_new (_("Readiness of the Tenant"));
  g_autofree char *line = muster_error_text_line (error);

  muster_advice_row_set_pill (MUSTER_ADVICE_ROW (row), C_("readiness", "Not Known"), MUSTER_TONE_WAIT);
  muster_advice_row_add_text (MUSTER_ADVICE_ROW (row), line, FALSE);
  add_buttons (self, row, TRUE);
  set_row (self, row);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterClientReadiness) self = user_data;
  g_autoptr(MusterTenantReport) report = NULL;
  g_autoptr(GError) error = NULL;

  report = muster_context_load_tenant_finish (MUSTER_CONTEXT (source), result, &error);
  if (muster_ui_is_cancelled (error))
    return;
  if (error != NULL)
    show_error (self, error);
  else
    show_report (self, report);
}

static void
checked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MusterClientReadiness) self = user_data;
  g_autoptr(MusterTenantReport) report = NULL;
  g_autoptr(GError) error = NULL;

  report = muster_context_check_tenant_finish (MUSTER_CONTEXT (source), result, &error);
  if (muster_ui_is_cancelled (error))
    return;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "readiness.check", TRUE);
  if (report != NULL)
    show_report (self, report);
  else
    show_error (self, error);
}

static void
check_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  MusterClientReadiness *self = MUSTER_CLIENT_READINESS (widget);

  gtk_widget_action_set_enabled (widget, "readiness.check", FALSE);
  muster_context_check_tenant_async (self->context, self->connection_id, self->tenant, self->cancellable, checked_cb,
                                     g_object_ref (self));
}

static void
mappings_listed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(MusterClientReadiness) self = user_data;
  g_autoptr(GPtrArray) mappings = NULL;
  g_autoptr(GError) error = NULL;

  mappings = muster_context_list_mappings_finish (MUSTER_CONTEXT (source), result, &error);
  if (muster_ui_is_cancelled (error))
    return;
  g_clear_pointer (&self->connection_id, g_free);
  g_clear_pointer (&self->tenant, g_free);
  for (guint i = 0; mappings != NULL && i < mappings->len; i++)
    {
      MusterMapping *mapping = g_ptr_array_index (mappings, i);

      if (muster_mapping_get_kind (mapping) != MUSTER_MAPPING_KIND_TENANT)
        continue;
      g_free (self->connection_id);
      g_free (self->tenant);
      self->connection_id = g_strdup (muster_mapping_get_connection_id (mapping));
      self->tenant = g_strdup (muster_mapping_get_external_id (mapping));
    }
  if (self->tenant == NULL)
    set_row (self, NULL);
  else
    muster_context_load_tenant_async (self->context, self->connection_id, self->tenant, self->cancellable, loaded_cb,
                                      g_object_ref (self));
}

static void
load (MusterClientReadiness *self)
{
  muster_context_list_mappings_async (self->context, self->client_id, self->cancellable, mappings_listed_cb,
                                      g_object_ref (self));
}

static void
muster_client_readiness_dispose (GObject *object)
{
  MusterClientReadiness *self = MUSTER_CLIENT_READINESS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_client_readiness_parent_class)->dispose (object);
}

static void
muster_client_readiness_finalize (GObject *object)
{
  MusterClientReadiness *self = MUSTER_CLIENT_READINESS (object);

  g_object_unref (self->cancellable);
  g_free (self->client_id);
  g_free (self->connection_id);
  g_free (self->tenant);
  G_OBJECT_CLASS (muster_client_readiness_parent_class)->finalize (object);
}

static void
muster_client_readiness_class_init (MusterClientReadinessClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_client_readiness_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_client_readiness_finalize;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "readiness.check", NULL, check_action);
}

static void
muster_client_readiness_init (MusterClientReadiness *self)
{
  self->cancellable = g_cancellable_new ();
  self->group = adw_preferences_group_new ();
  adw_bin_set_child (ADW_BIN (self), self->group);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * muster_client_readiness_load:
 * @self: view
 * @context: an open context
 * @client_id: whose tenant
 */
void
muster_client_readiness_load (MusterClientReadiness *self,
                              MusterContext         *context,
                              const char            *client_id)
{
  g_return_if_fail (MUSTER_IS_CLIENT_READINESS (self));

  if (self->context == NULL)
    g_signal_connect_object (context, "clients-changed", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  g_set_object (&self->context, context);
  if (g_strcmp0 (self->client_id, client_id) != 0)
    {
      g_free (self->client_id);
      self->client_id = g_strdup (client_id);
    }
  load (self);
}
