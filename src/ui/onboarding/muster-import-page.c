/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-import-list.h"
#include "muster-import-page.h"
#include "muster-ui.h"

/**
 * MusterImportPage:
 *
 * The companies that become clients, right after the PSA was connected. The
 * first of them is the one with which the next pages go on. The first Next
 * imports and shows what came of it; the second goes on.
 */
struct _MusterImportPage
{
  MusterOnboardingPage parent_instance;

  MusterImportList *list;
};

G_DEFINE_FINAL_TYPE (MusterImportPage, muster_import_page, MUSTER_TYPE_ONBOARDING_PAGE)

static gboolean
has_client (MusterImportPage *self)
{
  MusterOnboarding *progress = muster_onboarding_page_get_progress (MUSTER_ONBOARDING_PAGE (self));

  return muster_onboarding_get_value (progress, "client-imported") != NULL;
}

static void
update (MusterImportPage *self)
{
  MusterOnboardingPage *page = MUSTER_ONBOARDING_PAGE (self);
  guint n_chosen = muster_import_list_get_n_chosen (self->list);
  g_autofree char *label = NULL;

  /* Translators: button; number of companies */
  label = n_chosen > 0 ? g_strdup_printf (ngettext ("Import %u", "Import %u", n_chosen), n_chosen)
                       : g_strdup (_("Next"));
  muster_onboarding_page_set_next_label (page, label);
  muster_onboarding_page_set_ready (page, n_chosen > 0 || has_client (self));
}

static void
muster_import_page_prepare (MusterOnboardingPage *page)
{
  MusterImportPage *self = MUSTER_IMPORT_PAGE (page);
  MusterContext *context = muster_onboarding_page_get_context (page);
  MusterConnection *connection = muster_context_find_connection (context, "psa");

  if (connection != NULL)
    muster_import_list_load (self->list, context, muster_connection_get_id (connection));
  update (self);
}

static void
imported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(MusterImportPage) self = user_data;
  MusterOnboardingPage *page = MUSTER_ONBOARDING_PAGE (self);
  MusterOnboarding *progress = muster_onboarding_page_get_progress (page);
  g_autoptr(GError) error = NULL;
  g_autofree char *client_id = NULL;
  gboolean ok = muster_import_list_import_finish (MUSTER_IMPORT_LIST (source), result, &error);

  client_id = muster_import_list_dup_client_id (self->list);
  if (client_id != NULL)
    {
      muster_onboarding_set_value (progress, "client-id", client_id);
      muster_onboarding_set_value (progress, "client-imported", "true");
    }
  update (self);
  if (ok || muster_ui_is_cancelled (error))
    muster_onboarding_page_applied (page, FALSE);
  else
    muster_onboarding_page_failed (page, error);
  if (ok)
    gtk_widget_activate_action (GTK_WIDGET (self), "onboarding.focus-next", NULL);
}

static void
muster_import_page_apply (MusterOnboardingPage *page)
{
  MusterImportPage *self = MUSTER_IMPORT_PAGE (page);

  if (muster_import_list_get_n_chosen (self->list) == 0)
    {
      muster_onboarding_page_applied (page, TRUE);
      return;
    }
  muster_onboarding_page_set_busy (page, TRUE);
  muster_import_list_import_async (self->list, imported_cb, g_object_ref (self));
}

static void
muster_import_page_dispose (GObject *object)
{
  muster_ui_dispose_template (GTK_WIDGET (object), MUSTER_TYPE_IMPORT_PAGE);
  G_OBJECT_CLASS (muster_import_page_parent_class)->dispose (object);
}

static void
muster_import_page_class_init (MusterImportPageClass *klass)
{
  MusterOnboardingPageClass *page_class = MUSTER_ONBOARDING_PAGE_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_import_page_dispose;
  page_class->prepare = muster_import_page_prepare;
  page_class->apply = muster_import_page_apply;

  g_type_ensure (MUSTER_TYPE_IMPORT_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/onboarding/muster-import-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterImportPage, list);
  gtk_widget_class_bind_template_callback (widget_class, update);
}

static void
muster_import_page_init (MusterImportPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

MusterOnboardingPage *
muster_import_page_new (MusterContext *context,
                        const char    *argument)
{
  return g_object_new (MUSTER_TYPE_IMPORT_PAGE, "context", context, NULL);
}
