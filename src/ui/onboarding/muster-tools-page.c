/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include "muster-policy-list.h"
#include "muster-tools-page.h"
#include "muster-ui.h"

/**
 * MusterToolsPage:
 *
 * Review of the MSP's tool policies; each change is saved at once.
 */
struct _MusterToolsPage
{
  MusterOnboardingPage parent_instance;

  MusterPolicyList *list;
};

G_DEFINE_FINAL_TYPE (MusterToolsPage, muster_tools_page, MUSTER_TYPE_ONBOARDING_PAGE)

static void
muster_tools_page_prepare (MusterOnboardingPage *page)
{
  muster_policy_list_load (MUSTER_TOOLS_PAGE (page)->list, muster_onboarding_page_get_context (page), NULL);
}

static void
muster_tools_page_dispose (GObject *object)
{
  muster_ui_dispose_template (GTK_WIDGET (object), MUSTER_TYPE_TOOLS_PAGE);
  G_OBJECT_CLASS (muster_tools_page_parent_class)->dispose (object);
}

static void
muster_tools_page_class_init (MusterToolsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = muster_tools_page_dispose;
  MUSTER_ONBOARDING_PAGE_CLASS (klass)->prepare = muster_tools_page_prepare;

  g_type_ensure (MUSTER_TYPE_POLICY_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/onboarding/muster-tools-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterToolsPage, list);
}

static void
muster_tools_page_init (MusterToolsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

MusterOnboardingPage *
muster_tools_page_new (MusterContext *context,
                       const char    *argument)
{
  return g_object_new (MUSTER_TYPE_TOOLS_PAGE, "context", context, NULL);
}
