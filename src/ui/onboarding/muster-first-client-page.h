/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-onboarding-page.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_FIRST_CLIENT_PAGE (muster_first_client_page_get_type ())
G_DECLARE_FINAL_TYPE (MusterFirstClientPage, muster_first_client_page, MUSTER, FIRST_CLIENT_PAGE, MusterOnboardingPage)

MusterOnboardingPage *muster_first_client_page_new (MusterContext *context,
                                                       const char    *argument);

G_END_DECLS
