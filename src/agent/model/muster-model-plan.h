/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-catalog.h"
#include "muster-model-objects.h"
#include "muster-plan.h"
#include "muster-step.h"

G_BEGIN_DECLS

/**
 * MusterModelPlanContext:
 * @ticket_case: the case
 * @catalog: what there is
 * @labels: (element-type MusterToolCall): which call s1, s2, … stand for
 * @requester: (nullable): who asks, as the program found out; the model has no say in it
 * @requester_name: (nullable): that person’s name
 * @level: how sure that is
 * @findings: (nullable) (element-type MusterFinding): what the program found out by itself
 * @planner: the name that goes into the plan
 *
 * What a proposal is read against.
 */
typedef struct
{
  MusterCase          *ticket_case;
  MusterCatalog       *catalog;
  GPtrArray           *labels;
  const char          *requester;
  const char          *requester_name;
  MusterIdentityLevel  level;
  GPtrArray           *findings;
  const char          *planner;
} MusterModelPlanContext;

MusterPlan *muster_model_plan_read  (MusterModelPlanContext *context,
                                     JsonNode               *proposal,
                                     GPtrArray              *problems);

/* The arguments of a read call, resolved; the message of @error is for the model */
JsonObject *muster_model_args_read  (MusterModelPlanContext *context,
                                     MusterModelObjects     *objects,
                                     MusterTool             *tool,
                                     JsonObject             *written,
                                     GError                **error);

/* muster-model-step.c */
MusterStep *muster_model_step_read  (MusterModelPlanContext *context,
                                     MusterModelObjects     *objects,
                                     JsonObject             *written,
                                     GError                **error);

/* Whether people may read it: no ids, no handles, no references */
const char *muster_model_text_fault (const char             *text);

G_END_DECLS
