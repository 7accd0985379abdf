/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-planner.h"
#include "muster-workflow-ranker.h"
#include "muster-workflow.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_BUILTIN_PLANNER (muster_builtin_planner_get_type ())
G_DECLARE_FINAL_TYPE (MusterBuiltinPlanner, muster_builtin_planner, MUSTER, BUILTIN_PLANNER, GObject)

MusterPlanner *muster_builtin_planner_new  (MusterWorkflowLibrary  *library,
                                            MusterWorkflowRanker   *ranker);
MusterTurn    *muster_builtin_planner_next (MusterBuiltinPlanner   *self,
                                            MusterCase             *ticket_case,
                                            GPtrArray              *ranking);

G_END_DECLS
