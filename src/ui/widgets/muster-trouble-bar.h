/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_TROUBLE_BAR (muster_trouble_bar_get_type ())
G_DECLARE_FINAL_TYPE (MusterTroubleBar, muster_trouble_bar, MUSTER, TROUBLE_BAR, AdwBin)

void muster_trouble_bar_set_context (MusterTroubleBar *self,
                                     MusterContext    *context);

G_END_DECLS
