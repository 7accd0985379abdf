/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-onboarding-page.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_PLANNER_PAGE (muster_planner_page_get_type ())
G_DECLARE_FINAL_TYPE (MusterPlannerPage, muster_planner_page, MUSTER, PLANNER_PAGE, MusterOnboardingPage)

MusterOnboardingPage *muster_planner_page_new (MusterContext *context,
                                                  const char    *argument);

G_END_DECLS
