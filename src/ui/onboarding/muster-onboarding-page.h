/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"
#include "muster-onboarding.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_ONBOARDING_PAGE (muster_onboarding_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (MusterOnboardingPage, muster_onboarding_page, MUSTER, ONBOARDING_PAGE, AdwBin)

/**
 * MusterOnboardingPageClass:
 * @prepare: the page is about to be shown; may be called again
 * @apply: Next was pressed: ends, now or later, with
 *   muster_onboarding_page_applied() or muster_onboarding_page_failed()
 * @fill: fill the form with the demonstration's values; NULL: nothing to fill
 */
struct _MusterOnboardingPageClass
{
  AdwBinClass parent_class;

  void (*prepare) (MusterOnboardingPage *self);
  void (*apply)   (MusterOnboardingPage *self);
  void (*fill)    (MusterOnboardingPage *self);
};

MusterContext    *muster_onboarding_page_get_context     (MusterOnboardingPage *self);
MusterOnboarding *muster_onboarding_page_get_progress    (MusterOnboardingPage *self);
GCancellable     *muster_onboarding_page_get_cancellable (MusterOnboardingPage *self);
const char       *muster_onboarding_page_get_title       (MusterOnboardingPage *self);
gboolean          muster_onboarding_page_can_fill        (MusterOnboardingPage *self);
gboolean          muster_onboarding_page_get_ready       (MusterOnboardingPage *self);
void              muster_onboarding_page_set_ready       (MusterOnboardingPage *self,
                                                          gboolean              ready);
void              muster_onboarding_page_set_busy        (MusterOnboardingPage *self,
                                                          gboolean              busy);
void              muster_onboarding_page_set_next_label  (MusterOnboardingPage *self,
                                                          const char           *label);
void              muster_onboarding_page_set_message     (MusterOnboardingPage *self,
                                                          const char           *title,
                                                          const char           *advice);
void              muster_onboarding_page_prepare         (MusterOnboardingPage *self);
void              muster_onboarding_page_apply           (MusterOnboardingPage *self);
void              muster_onboarding_page_fill            (MusterOnboardingPage *self);
void              muster_onboarding_page_applied         (MusterOnboardingPage *self,
                                                          gboolean              advance);
void              muster_onboarding_page_failed          (MusterOnboardingPage *self,
                                                          const GError         *error);

G_END_DECLS
