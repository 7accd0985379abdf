/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-answer-view.h"
#include "muster-inquiry.h"
#include "muster-plan.h"

G_BEGIN_DECLS

/**
 * MusterModelBrief:
 * @ticket_case: the case
 * @inquiry: what the program makes of it
 * @workflows: (element-type MusterWorkflow): those that match, best first
 * @draft: (nullable): what the best one comes to
 * @labels: (element-type MusterToolCall): which call s1, s2, … stand for
 * @focus: what the ticket is about
 *
 * What a language model is told before it is asked for the first time.
 */
typedef struct
{
  MusterCase        *ticket_case;
  MusterInquiry     *inquiry;
  GPtrArray         *workflows;
  MusterPlan        *draft;
  GPtrArray         *labels;
  MusterAnswerFocus *focus;
} MusterModelBrief;

char       *muster_model_prompt_system (MusterCase        *ticket_case);
char       *muster_model_prompt_user   (MusterModelBrief  *brief);
char       *muster_model_place_of      (MusterCase        *ticket_case,
                                        GPtrArray         *labels,
                                        const char        *value);

G_END_DECLS
