/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-docs-index.h"
#include "muster-planner.h"
#include "muster-run-brief.h"

G_BEGIN_DECLS

/**
 * MusterPlanningResult:
 * @plan: the plan, each step with the policy that would apply
 * @ticket_case: what it was made from
 * @requests: requests that were sent for it in this pass
 */
typedef struct
{
  MusterPlan *plan;
  MusterCase *ticket_case;
  guint       requests;
} MusterPlanningResult;

void                  muster_planning_result_free (MusterPlanningResult *self);

void                  muster_planning_async       (MusterRunBrief       *brief,
                                                   MusterStore          *store,
                                                   MusterGate           *gate,
                                                   MusterPlanner        *planner,
                                                   MusterDocsIndex      *index,
                                                   guint                 earlier_tries,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
MusterPlanningResult *muster_planning_finish      (GAsyncResult         *result,
                                                   GError              **error);

gboolean              muster_planning_is_passing  (const GError         *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterPlanningResult, muster_planning_result_free)

G_END_DECLS
