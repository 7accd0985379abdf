/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_ONBOARDING_VIEW (muster_onboarding_view_get_type ())
G_DECLARE_FINAL_TYPE (MusterOnboardingView, muster_onboarding_view, MUSTER, ONBOARDING_VIEW, AdwBin)

GtkWidget  *muster_onboarding_view_new         (MusterContext        *context);
const char *muster_onboarding_view_get_page_id (MusterOnboardingView *self);

G_END_DECLS
