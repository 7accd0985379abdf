/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include "muster-planner-page.h"
#include "muster-ui.h"

/**
 * MusterPlannerPage:
 *
 * A page that only explains; everything it says is in its template.
 */
struct _MusterPlannerPage
{
  MusterOnboardingPage parent_instance;
};

G_DEFINE_FINAL_TYPE (MusterPlannerPage, muster_planner_page, MUSTER_TYPE_ONBOARDING_PAGE)

static void
muster_planner_page_dispose (GObject *object)
{
  muster_ui_dispose_template (GTK_WIDGET (object), MUSTER_TYPE_PLANNER_PAGE);
  G_OBJECT_CLASS (muster_planner_page_parent_class)->dispose (object);
}

static void
muster_planner_page_class_init (MusterPlannerPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_planner_page_dispose;
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/io/github/mustermsp/Muster/ui/onboarding/muster-planner-page.ui");
}

static void
muster_planner_page_init (MusterPlannerPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

MusterOnboardingPage *
muster_planner_page_new (MusterContext *context,
                         const char    *argument)
{
  return g_object_new (MUSTER_TYPE_PLANNER_PAGE, "context", context, NULL);
}
