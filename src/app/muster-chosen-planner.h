/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-llm-pool.h"
#include "muster-planner.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_CHOSEN_PLANNER (muster_chosen_planner_get_type ())
G_DECLARE_FINAL_TYPE (MusterChosenPlanner, muster_chosen_planner, MUSTER, CHOSEN_PLANNER, GObject)

MusterPlanner *muster_chosen_planner_new (MusterLlmPool *pool,
                                          MusterPlanner *with_model,
                                          MusterPlanner *without);

G_END_DECLS
