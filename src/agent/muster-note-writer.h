/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-case.h"
#include "muster-plan.h"

G_BEGIN_DECLS

char *muster_note_write (MusterPlan *plan,
                         MusterCase *ticket_case,
                         const char *run_id,
                         const char *effect_id,
                         const char *audit_head,
                         MusterMode  mode);

G_END_DECLS
