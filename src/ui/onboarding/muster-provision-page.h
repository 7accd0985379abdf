/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-onboarding-page.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_PROVISION_PAGE (muster_provision_page_get_type ())
G_DECLARE_FINAL_TYPE (MusterProvisionPage, muster_provision_page, MUSTER, PROVISION_PAGE, MusterOnboardingPage)

MusterOnboardingPage *muster_provision_page_new (MusterContext *context,
                                                    const char    *argument);

G_END_DECLS
