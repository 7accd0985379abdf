/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_STEP_LIST (muster_step_list_get_type ())
G_DECLARE_FINAL_TYPE (MusterStepList, muster_step_list, MUSTER, STEP_LIST, AdwBin)

void muster_step_list_set_run (MusterStepList *self,
                               MusterContext  *context,
                               const char     *run_id);

G_END_DECLS
