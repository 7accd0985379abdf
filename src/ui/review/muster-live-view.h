/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context-models.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_LIVE_VIEW (muster_live_view_get_type ())
G_DECLARE_FINAL_TYPE (MusterLiveView, muster_live_view, MUSTER, LIVE_VIEW, AdwBin)

void muster_live_view_set_run      (MusterLiveView *self,
                                    MusterContext  *context,
                                    const char     *run_id);
void muster_live_view_set_planning (MusterLiveView *self,
                                    gboolean        planning);

G_END_DECLS
