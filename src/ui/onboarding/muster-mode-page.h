/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-onboarding-page.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_MODE_PAGE (muster_mode_page_get_type ())
G_DECLARE_FINAL_TYPE (MusterModePage, muster_mode_page, MUSTER, MODE_PAGE, MusterOnboardingPage)

MusterOnboardingPage *muster_mode_page_new (MusterContext *context,
                                               const char    *argument);

G_END_DECLS
