/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-onboarding-page.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_TEST_PAGE (muster_test_page_get_type ())
G_DECLARE_FINAL_TYPE (MusterTestPage, muster_test_page, MUSTER, TEST_PAGE, MusterOnboardingPage)

MusterOnboardingPage *muster_test_page_new (MusterContext *context,
                                               const char    *argument);

G_END_DECLS
