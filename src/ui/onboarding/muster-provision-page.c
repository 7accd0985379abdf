/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-error-text.h"
#include "muster-provision-page.h"
#include "muster-report-view.h"
#include "muster-ui.h"

/**
 * MusterProvisionPage:
 *
 * Provisions the first client and shows its status on the way: pending,
 * provisioning, active. Each part that failed says so and can be tried again.
 */
struct _MusterProvisionPage
{
  MusterOnboardingPage parent_instance;

  AdwActionRow     *client_row;
  GtkLabel         *status_pill;
  GtkSpinner       *spinner;
  MusterReportView *report;
  GtkButton        *retry_button;
  gboolean          active;
};

G_DEFINE_FINAL_TYPE (MusterProvisionPage, muster_provision_page, MUSTER_TYPE_ONBOARDING_PAGE)

static const char *
get_client_id (MusterProvisionPage *self)
{
  return muster_onboarding_get_value (muster_onboarding_page_get_progress (MUSTER_ONBOARDING_PAGE (self)), "client-id");
}

static void
client_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(MusterProvisionPage) self = user_data;
  g_autoptr(MusterClient) client = NULL;
  MusterClientStatus status;

  client = muster_context_get_client_finish (MUSTER_CONTEXT (source), result, NULL);
  if (client == NULL)
    return;
  status = muster_client_get_status (client);
  self->active = status == MUSTER_CLIENT_STATUS_ACTIVE;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->client_row), muster_client_get_name (client));
  adw_action_row_set_subtitle (self->client_row, muster_client_get_slug (client));
  muster_ui_set_pill (self->status_pill, muster_ui_status_title (status), muster_ui_status_tone (status));
  muster_onboarding_page_set_ready (MUSTER_ONBOARDING_PAGE (self), self->active);
}

static void
read_client (MusterProvisionPage *self)
{
  MusterOnboardingPage *page = MUSTER_ONBOARDING_PAGE (self);

  if (get_client_id (self) != NULL)
    muster_context_get_client_async (muster_onboarding_page_get_context (page), get_client_id (self),
                                     muster_onboarding_page_get_cancellable (page), client_read_cb,
                                     g_object_ref (self));
}

static void
set_running (MusterProvisionPage *self,
             gboolean             running)
{
  gtk_spinner_set_spinning (self->spinner, running);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), running);
  gtk_widget_set_sensitive (GTK_WIDGET (self->retry_button), !running);
}

static gboolean
has_failure (GListModel *checks)
{
  for (guint i = 0; i < g_list_model_get_n_items (checks); i++)
    {
      g_autoptr(MusterCheck) check = g_list_model_get_item (checks, i);

      if (muster_check_get_state (check) == MUSTER_CHECK_FAIL)
        return TRUE;
    }
  return FALSE;
}

static void
provisioned_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(MusterProvisionPage) self = user_data;
  MusterOnboardingPage *page = MUSTER_ONBOARDING_PAGE (self);
  g_autoptr(GListModel) checks = NULL;
  g_autoptr(GError) error = NULL;

  checks = muster_context_provision_client_finish (MUSTER_CONTEXT (source), result, &error);
  if (muster_ui_is_cancelled (error))
    return;
  set_running (self, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->retry_button), checks == NULL || has_failure (checks));
  if (checks != NULL)
    muster_report_view_set_checks (self->report, NULL, NULL, checks);
  else
    muster_onboarding_page_set_message (page, muster_error_text_describe (error).title,
                                        muster_error_text_advice (error));
  read_client (self);
  gtk_widget_activate_action (GTK_WIDGET (self), "onboarding.focus-next", NULL);
}

static void
provision (MusterProvisionPage *self)
{
  MusterOnboardingPage *page = MUSTER_ONBOARDING_PAGE (self);

  set_running (self, TRUE);
  muster_onboarding_page_set_message (page, NULL, NULL);
  muster_context_provision_client_async (muster_onboarding_page_get_context (page), get_client_id (self),
                                         muster_onboarding_page_get_cancellable (page), provisioned_cb,
                                         g_object_ref (self));
}

static void
muster_provision_page_prepare (MusterOnboardingPage *page)
{
  MusterProvisionPage *self = MUSTER_PROVISION_PAGE (page);

  read_client (self);
  if (!self->active)
    provision (self);
}

static void
muster_provision_page_constructed (GObject *object)
{
  MusterProvisionPage *self = MUSTER_PROVISION_PAGE (object);

  G_OBJECT_CLASS (muster_provision_page_parent_class)->constructed (object);
  g_signal_connect_object (muster_onboarding_page_get_context (MUSTER_ONBOARDING_PAGE (self)), "clients-changed",
                           G_CALLBACK (read_client), self, G_CONNECT_SWAPPED);
}

static void
muster_provision_page_dispose (GObject *object)
{
  muster_ui_dispose_template (GTK_WIDGET (object), MUSTER_TYPE_PROVISION_PAGE);
  G_OBJECT_CLASS (muster_provision_page_parent_class)->dispose (object);
}

static void
muster_provision_page_class_init (MusterProvisionPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = muster_provision_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = muster_provision_page_dispose;
  MUSTER_ONBOARDING_PAGE_CLASS (klass)->prepare = muster_provision_page_prepare;

  g_type_ensure (MUSTER_TYPE_REPORT_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/onboarding/muster-provision-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterProvisionPage, client_row);
  gtk_widget_class_bind_template_child (widget_class, MusterProvisionPage, status_pill);
  gtk_widget_class_bind_template_child (widget_class, MusterProvisionPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, MusterProvisionPage, report);
  gtk_widget_class_bind_template_child (widget_class, MusterProvisionPage, retry_button);
  gtk_widget_class_bind_template_callback (widget_class, provision);
}

static void
muster_provision_page_init (MusterProvisionPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

MusterOnboardingPage *
muster_provision_page_new (MusterContext *context,
                           const char    *argument)
{
  return g_object_new (MUSTER_TYPE_PROVISION_PAGE, "context", context, NULL);
}
