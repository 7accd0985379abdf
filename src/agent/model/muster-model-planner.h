/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-catalog.h"
#include "muster-llm-pool.h"
#include "muster-planner.h"
#include "muster-workflow.h"

G_BEGIN_DECLS


#define MUSTER_TYPE_MODEL_PLANNER (muster_model_planner_get_type ())
G_DECLARE_FINAL_TYPE (MusterModelPlanner, muster_model_planner, MUSTER, MODEL_PLANNER, GObject)

MusterPlanner *muster_planner_model_new (MusterLlmPool         *pool,
                                         MusterPlanner         *fallback,
                                         MusterCatalog         *catalog,
                                         MusterWorkflowLibrary *library);

G_END_DECLS
