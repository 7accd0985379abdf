/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-onboarding-page.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_ACCOUNT_PAGE (muster_account_page_get_type ())
G_DECLARE_FINAL_TYPE (MusterAccountPage, muster_account_page, MUSTER, ACCOUNT_PAGE, MusterOnboardingPage)

MusterOnboardingPage *muster_account_page_new (MusterContext *context,
                                                  const char    *argument);

G_END_DECLS
