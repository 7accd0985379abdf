/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-answer-view.h"
#include "muster-model-plan.h"
#include "muster-model-talk.h"

G_BEGIN_DECLS

/**
 * MusterModelFollow:
 * @wanted: (element-type MusterToolCall): reads that the model asked for and that are not answered yet
 * @plan: (nullable): its plan
 * @asked: (element-type MusterLlmMessage): what it is to be told next, when there is neither
 * @labels: (element-type MusterToolCall): the labels that it will have been shown then
 * @wrong: nothing that it said was of use
 * @complaint: (nullable): the first thing that was wrong
 *
 * What follows from what a model said last.
 */
typedef struct
{
  GPtrArray  *wanted;
  MusterPlan *plan;
  GPtrArray  *asked;
  GPtrArray  *labels;
  gboolean    wrong;
  char       *complaint;
} MusterModelFollow;

MusterModelFollow *muster_model_follow_new  (MusterModelTalk        *talk,
                                         MusterModelPlanContext *context,
                                         MusterAnswerFocus      *focus);
void             muster_model_follow_free (MusterModelFollow        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterModelFollow, muster_model_follow_free)

G_END_DECLS
