/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-case.h"
#include "muster-llm.h"
#include "muster-plan.h"

G_BEGIN_DECLS

/**
 * MusterModelTalk:
 * @messages: (element-type MusterLlmMessage): all that was said, without the system’s prompt
 * @labels: (element-type MusterToolCall): which call s1, s2, … stood for when the last answer was given
 * @tools: (nullable): names of the tools that were chosen for the ticket
 * @draft: (nullable): the plan that the best workflow came to
 * @last: (nullable): what the model said last; in @messages too
 * @planner: (nullable): which model that was, as plans name it
 * @cut: it was cut at the limit of its length
 * @asks: how often a model was asked
 * @repairs: how many answers before the last were of no use
 * @fallback: (nullable): why no model is asked any more: "budget", "unreachable", "nonsense", "endless", "secret"
 *
 * A conversation with a language model, as it is stored turn by turn.
 */
typedef struct
{
  GPtrArray        *messages;
  GPtrArray        *labels;
  JsonArray        *tools;
  MusterPlan       *draft;
  MusterLlmMessage *last;
  char             *planner;
  gboolean          cut;
  guint             asks;
  guint             repairs;
  char             *fallback;
} MusterModelTalk;

MusterModelTalk *muster_model_talk_new          (MusterCase        *ticket_case);
void             muster_model_talk_free         (MusterModelTalk   *self);

guint            muster_model_labels_add        (GPtrArray         *labels,
                                                 const char        *tool,
                                                 JsonObject        *args);

JsonNode        *muster_model_turn_new          (MusterModelTalk   *talk,
                                                 GPtrArray         *asked,
                                                 GPtrArray         *labels,
                                                 guint              repairs,
                                                 MusterLlmReply    *reply);
JsonNode        *muster_model_turn_new_fallback (const char        *why,
                                                 const char        *detail);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterModelTalk, muster_model_talk_free)

G_END_DECLS
