/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-onboarding-page.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_CONNECT_PAGE (muster_connect_page_get_type ())
G_DECLARE_FINAL_TYPE (MusterConnectPage, muster_connect_page, MUSTER, CONNECT_PAGE, MusterOnboardingPage)

MusterOnboardingPage *muster_connect_page_new (MusterContext *context,
                                                  const char    *argument);

G_END_DECLS
