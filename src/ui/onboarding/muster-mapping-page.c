/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include "muster-error-text.h"
#include "muster-mapping-editor.h"
#include "muster-mapping-page.h"
#include "muster-ui.h"

/**
 * MusterMappingPage:
 *
 * Maps the first client to its company, tenant and documentation. Next saves
 * what is suggested or chosen; what is left open can be mapped later.
 */
struct _MusterMappingPage
{
  MusterOnboardingPage parent_instance;

  MusterMappingEditor *editor;
};

G_DEFINE_FINAL_TYPE (MusterMappingPage, muster_mapping_page, MUSTER_TYPE_ONBOARDING_PAGE)

static void
failed_cb (MusterMappingPage *self,
           GError            *error)
{
  muster_onboarding_page_set_message (MUSTER_ONBOARDING_PAGE (self), muster_error_text_describe (error).title,
                                      muster_error_text_advice (error));
}

static void
muster_mapping_page_prepare (MusterOnboardingPage *page)
{
  const char *id = muster_onboarding_get_value (muster_onboarding_page_get_progress (page), "client-id");

  if (id != NULL)
    muster_mapping_editor_load (MUSTER_MAPPING_PAGE (page)->editor, muster_onboarding_page_get_context (page), id);
}

static void
applied_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MusterOnboardingPage) page = user_data;
  g_autoptr(GError) error = NULL;

  if (muster_mapping_editor_apply_finish (MUSTER_MAPPING_EDITOR (source), result, &error))
    muster_onboarding_page_applied (page, TRUE);
  else
    muster_onboarding_page_failed (page, error);
}

static void
muster_mapping_page_apply (MusterOnboardingPage *page)
{
  muster_onboarding_page_set_busy (page, TRUE);
  muster_mapping_editor_apply_async (MUSTER_MAPPING_PAGE (page)->editor, applied_cb, g_object_ref (page));
}

static void
muster_mapping_page_dispose (GObject *object)
{
  muster_ui_dispose_template (GTK_WIDGET (object), MUSTER_TYPE_MAPPING_PAGE);
  G_OBJECT_CLASS (muster_mapping_page_parent_class)->dispose (object);
}

static void
muster_mapping_page_class_init (MusterMappingPageClass *klass)
{
  MusterOnboardingPageClass *page_class = MUSTER_ONBOARDING_PAGE_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_mapping_page_dispose;
  page_class->prepare = muster_mapping_page_prepare;
  page_class->apply = muster_mapping_page_apply;

  g_type_ensure (MUSTER_TYPE_MAPPING_EDITOR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/onboarding/muster-mapping-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterMappingPage, editor);
  gtk_widget_class_bind_template_callback (widget_class, failed_cb);
}

static void
muster_mapping_page_init (MusterMappingPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

MusterOnboardingPage *
muster_mapping_page_new (MusterContext *context,
                         const char    *argument)
{
  return g_object_new (MUSTER_TYPE_MAPPING_PAGE, "context", context, NULL);
}
