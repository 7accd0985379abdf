/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-onboarding-page.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_IMPORT_PAGE (muster_import_page_get_type ())
G_DECLARE_FINAL_TYPE (MusterImportPage, muster_import_page, MUSTER, IMPORT_PAGE, MusterOnboardingPage)

MusterOnboardingPage *muster_import_page_new (MusterContext *context,
                                              const char    *argument);

G_END_DECLS
