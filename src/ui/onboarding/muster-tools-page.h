/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-onboarding-page.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_TOOLS_PAGE (muster_tools_page_get_type ())
G_DECLARE_FINAL_TYPE (MusterToolsPage, muster_tools_page, MUSTER, TOOLS_PAGE, MusterOnboardingPage)

MusterOnboardingPage *muster_tools_page_new (MusterContext *context,
                                                const char    *argument);

G_END_DECLS
