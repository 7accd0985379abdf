/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-case.h"
#include "muster-catalog.h"
#include "muster-plan.h"
#include "muster-step.h"

G_BEGIN_DECLS

/**
 * MusterToolChoice:
 * @reads: (element-type MusterTool): what a model may call, by name
 * @writes: (element-type MusterTool): what its plan may name, by name
 *
 * The tools that matter for one ticket, of all that are on offer.
 */
typedef struct
{
  GPtrArray *reads;
  GPtrArray *writes;
} MusterToolChoice;

#define MUSTER_TOOL_CHOICE_READS  7
#define MUSTER_TOOL_CHOICE_WRITES 10

MusterToolChoice *muster_tool_choice_new        (MusterCase         *ticket_case,
                                                 MusterCatalog      *catalog,
                                                 GPtrArray          *workflows,
                                                 MusterPlan         *draft);
MusterToolChoice *muster_tool_choice_from_names (MusterCatalog      *catalog,
                                                 JsonArray          *names);
JsonArray        *muster_tool_choice_names      (MusterToolChoice   *self);
void              muster_tool_choice_free       (MusterToolChoice   *self);

gboolean          muster_tool_choice_may_call   (MusterCase         *ticket_case,
                                                 MusterTool         *tool);
gboolean          muster_tool_choice_may_plan   (MusterCase         *ticket_case,
                                                 MusterTool         *tool);
gboolean          muster_tool_choice_is_bound   (MusterTool         *tool,
                                                 const char         *arg);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterToolChoice, muster_tool_choice_free)

G_END_DECLS
