/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "muster-case.h"
#include "muster-plan.h"

G_BEGIN_DECLS

/**
 * MusterTurn:
 * @calls: (element-type MusterToolCall): reads that are wanted before the planner can go on; empty when @plan is set
 * @plan: (nullable): the finished plan
 * @message: (nullable): what has to be stored before the turn is used, such as a language model’s answer
 *
 * What a planner says when it is asked: either what it wants to know, or the plan. With a @message and nothing else it
 * is asked again once the message is stored and in the case.
 */
typedef struct
{
  GPtrArray  *calls;
  MusterPlan *plan;
  JsonNode   *message;
} MusterTurn;

MusterTurn *muster_turn_new_calls   (GPtrArray  *calls);
MusterTurn *muster_turn_new_plan    (MusterPlan *plan);
MusterTurn *muster_turn_new_message (JsonNode   *message);
void        muster_turn_free        (MusterTurn *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterTurn, muster_turn_free)

#define MUSTER_TYPE_PLANNER (muster_planner_get_type ())
G_DECLARE_INTERFACE (MusterPlanner, muster_planner, MUSTER, PLANNER, GObject)

/**
 * MusterPlannerInterface:
 * @next_async: looks at the case and its answers so far and decides what comes next
 * @next_finish: the turn, or an error
 * @get_name: the name that goes into the plan, such as `built-in`
 *
 * A planner has no effects and keeps nothing between two turns: all that it knows is in the case.
 */
struct _MusterPlannerInterface
{
  GTypeInterface parent_iface;

  void         (*next_async)  (MusterPlanner        *self,
                               MusterCase           *ticket_case,
                               GCancellable         *cancellable,
                               GAsyncReadyCallback   callback,
                               gpointer              user_data);
  MusterTurn * (*next_finish) (MusterPlanner        *self,
                               GAsyncResult         *result,
                               GError              **error);
  const char * (*get_name)    (MusterPlanner        *self);
};

void        muster_planner_next_async  (MusterPlanner        *self,
                                        MusterCase           *ticket_case,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
MusterTurn *muster_planner_next_finish (MusterPlanner        *self,
                                        GAsyncResult         *result,
                                        GError              **error);
const char *muster_planner_get_name    (MusterPlanner        *self);

G_END_DECLS
