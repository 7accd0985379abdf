/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-onboarding-page.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_MAPPING_PAGE (muster_mapping_page_get_type ())
G_DECLARE_FINAL_TYPE (MusterMappingPage, muster_mapping_page, MUSTER, MAPPING_PAGE, MusterOnboardingPage)

MusterOnboardingPage *muster_mapping_page_new (MusterContext *context,
                                                  const char    *argument);

G_END_DECLS
