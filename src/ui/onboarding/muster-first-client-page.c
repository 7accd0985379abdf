/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-client-form.h"
#include "muster-first-client-page.h"
#include "muster-ui.h"

/**
 * MusterFirstClientPage:
 *
 * Makes the first client. It starts as pending; the next page provisions it.
 */
struct _MusterFirstClientPage
{
  MusterOnboardingPage parent_instance;

  MusterClientForm    *form;
  AdwPreferencesGroup *created_group;
  AdwActionRow        *created_row;
  GtkLabel            *status_pill;
};

G_DEFINE_FINAL_TYPE (MusterFirstClientPage, muster_first_client_page, MUSTER_TYPE_ONBOARDING_PAGE)

static gboolean
is_created (MusterFirstClientPage *self)
{
  MusterOnboarding *progress = muster_onboarding_page_get_progress (MUSTER_ONBOARDING_PAGE (self));

  return muster_onboarding_get_value (progress, "client-id") != NULL;
}

static void
form_changed_cb (MusterFirstClientPage *self)
{
  MusterOnboardingPage *page = MUSTER_ONBOARDING_PAGE (self);
  MusterOnboarding *progress = muster_onboarding_page_get_progress (page);

  if (is_created (self))
    return;
  muster_onboarding_set_value (progress, "client-name", muster_client_form_get_name (self->form));
  muster_onboarding_set_value (progress, "client-slug", muster_client_form_get_slug (self->form));
  muster_onboarding_page_set_ready (page, muster_client_form_get_valid (self->form));
}

static void
show_created (MusterFirstClientPage *self,
              MusterClient          *client)
{
  gtk_widget_set_visible (GTK_WIDGET (self->form), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->created_group), TRUE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->created_row), muster_client_get_name (client));
  adw_action_row_set_subtitle (self->created_row, muster_client_get_slug (client));
  muster_ui_set_pill (self->status_pill, muster_ui_status_title (muster_client_get_status (client)),
                      muster_ui_status_tone (muster_client_get_status (client)));
  muster_onboarding_page_set_next_label (MUSTER_ONBOARDING_PAGE (self), _("Next"));
  muster_onboarding_page_set_ready (MUSTER_ONBOARDING_PAGE (self), TRUE);
}

static void
client_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(MusterFirstClientPage) self = user_data;
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(GError) error = NULL;

  client = muster_context_get_client_finish (MUSTER_CONTEXT (source), result, &error);
  if (client != NULL)
    show_created (self, client);
  else
    muster_onboarding_page_failed (MUSTER_ONBOARDING_PAGE (self), error);
}

static void
muster_first_client_page_prepare (MusterOnboardingPage *page)
{
  MusterFirstClientPage *self = MUSTER_FIRST_CLIENT_PAGE (page);
  MusterOnboarding *progress = muster_onboarding_page_get_progress (page);
  const char *id = muster_onboarding_get_value (progress, "client-id");

  muster_client_form_set_context (self->form, muster_onboarding_page_get_context (page));
  if (id != NULL)
    muster_context_get_client_async (muster_onboarding_page_get_context (page), id,
                                     muster_onboarding_page_get_cancellable (page), client_read_cb,
                                     g_object_ref (self));
  else if (muster_onboarding_get_value (progress, "client-name") != NULL)
    {
      /* Setting the name suggests a slug and saves it; what was saved before comes after. */
      g_autofree char *slug = g_strdup (muster_onboarding_get_value (progress, "client-slug"));

      muster_client_form_set_values (self->form, muster_onboarding_get_value (progress, "client-name"), slug);
    }
}

static void
client_created_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(MusterFirstClientPage) self = user_data;
  MusterOnboardingPage *page = MUSTER_ONBOARDING_PAGE (self);
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(GError) error = NULL;

  client = muster_context_create_client_finish (MUSTER_CONTEXT (source), result, &error);
  if (client == NULL)
    {
      muster_onboarding_page_failed (page, error);
      return;
    }
  muster_onboarding_set_value (muster_onboarding_page_get_progress (page), "client-id", muster_client_get_id (client));
  show_created (self, client);
  muster_onboarding_page_applied (page, FALSE);
  gtk_widget_activate_action (GTK_WIDGET (self), "onboarding.focus-next", NULL);
}

static void
muster_first_client_page_apply (MusterOnboardingPage *page)
{
  MusterFirstClientPage *self = MUSTER_FIRST_CLIENT_PAGE (page);

  if (is_created (self))
    {
      muster_onboarding_page_applied (page, TRUE);
      return;
    }
  muster_onboarding_page_set_busy (page, TRUE);
  muster_context_create_client_async (muster_onboarding_page_get_context (page),
                                      muster_client_form_get_name (self->form),
                                      muster_client_form_get_slug (self->form),
                                      NULL, client_created_cb, g_object_ref (self));
}

/* 2 of 2: take the first company that the demonstration's PSA names */
static void
companies_listed_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(MusterFirstClientPage) self = user_data;
  g_autoptr(GListModel) companies = NULL;
  g_autoptr(MusterCompany) company = NULL;

  companies = muster_context_list_companies_finish (MUSTER_CONTEXT (source), result, NULL);
  if (companies != NULL)
    company = g_list_model_get_item (companies, 0);
  if (company != NULL && !is_created (self))
    muster_client_form_set_values (self->form, muster_company_get_name (company), NULL);
}

/* 1 of 2 */
static void
muster_first_client_page_fill (MusterOnboardingPage *page)
{
  MusterContext *context = muster_onboarding_page_get_context (page);
  MusterConnection *psa = muster_context_find_connection (context, "psa");

  if (psa != NULL)
    muster_context_list_companies_async (context, muster_connection_get_id (psa),
                                         muster_onboarding_page_get_cancellable (page),
                                         companies_listed_cb, g_object_ref (page));
}

static void
muster_first_client_page_dispose (GObject *object)
{
  muster_ui_dispose_template (GTK_WIDGET (object), MUSTER_TYPE_FIRST_CLIENT_PAGE);
  G_OBJECT_CLASS (muster_first_client_page_parent_class)->dispose (object);
}

static void
muster_first_client_page_class_init (MusterFirstClientPageClass *klass)
{
  MusterOnboardingPageClass *page_class = MUSTER_ONBOARDING_PAGE_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_first_client_page_dispose;
  page_class->prepare = muster_first_client_page_prepare;
  page_class->apply = muster_first_client_page_apply;
  page_class->fill = muster_first_client_page_fill;

  g_type_ensure (MUSTER_TYPE_CLIENT_FORM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/onboarding/muster-first-client-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterFirstClientPage, form);
  gtk_widget_class_bind_template_child (widget_class, MusterFirstClientPage, created_group);
  gtk_widget_class_bind_template_child (widget_class, MusterFirstClientPage, created_row);
  gtk_widget_class_bind_template_child (widget_class, MusterFirstClientPage, status_pill);
  gtk_widget_class_bind_template_callback (widget_class, form_changed_cb);
}

static void
muster_first_client_page_init (MusterFirstClientPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

MusterOnboardingPage *
muster_first_client_page_new (MusterContext *context,
                              const char    *argument)
{
  return g_object_new (MUSTER_TYPE_FIRST_CLIENT_PAGE, "context", context, NULL);
}
