/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include "muster-ui.h"
#include "muster-welcome-page.h"

/**
 * MusterWelcomePage:
 *
 * A page that only explains; everything it says is in its template.
 */
struct _MusterWelcomePage
{
  MusterOnboardingPage parent_instance;
};

G_DEFINE_FINAL_TYPE (MusterWelcomePage, muster_welcome_page, MUSTER_TYPE_ONBOARDING_PAGE)

static void
muster_welcome_page_dispose (GObject *object)
{
  muster_ui_dispose_template (GTK_WIDGET (object), MUSTER_TYPE_WELCOME_PAGE);
  G_OBJECT_CLASS (muster_welcome_page_parent_class)->dispose (object);
}

static void
muster_welcome_page_class_init (MusterWelcomePageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_welcome_page_dispose;
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/io/github/mustermsp/Muster/ui/onboarding/muster-welcome-page.ui");
}

static void
muster_welcome_page_init (MusterWelcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

MusterOnboardingPage *
muster_welcome_page_new (MusterContext *context,
                         const char    *argument)
{
  return g_object_new (MUSTER_TYPE_WELCOME_PAGE, "context", context, NULL);
}
