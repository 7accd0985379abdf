/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-inquiry.h"
#include "muster-plan.h"

G_BEGIN_DECLS

/* What the program adds to a plan, in the workspace’s language */

const char *muster_model_fallback_word      (const GError   *error);
void        muster_model_say_fallback       (MusterCase     *ticket_case,
                                             MusterPlan     *plan,
                                             const char     *why);
MusterPlan *muster_model_hand_over          (MusterCase     *ticket_case,
                                             MusterInquiry  *inquiry,
                                             const char     *why);
void        muster_model_compare_with_draft (MusterPlan     *plan,
                                             MusterPlan     *draft);
void        muster_model_say_injected       (MusterPlan     *plan,
                                             MusterInquiry  *inquiry);

G_END_DECLS
