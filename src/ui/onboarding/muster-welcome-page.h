/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-onboarding-page.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_WELCOME_PAGE (muster_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (MusterWelcomePage, muster_welcome_page, MUSTER, WELCOME_PAGE, MusterOnboardingPage)

MusterOnboardingPage *muster_welcome_page_new (MusterContext *context,
                                                  const char    *argument);

G_END_DECLS
