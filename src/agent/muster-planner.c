/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-planner.h"

G_DEFINE_INTERFACE (MusterPlanner, muster_planner, G_TYPE_OBJECT)

static void
muster_planner_default_init (MusterPlannerInterface *iface)
{
}

/**
 * muster_turn_new_calls:
 * @calls: (transfer full) (element-type MusterToolCall): what the planner wants to know
 */
MusterTurn *
muster_turn_new_calls (GPtrArray *calls)
{
  MusterTurn *self = g_new0 (MusterTurn, 1);

  self->calls = calls;
  return self;
}

/**
 * muster_turn_new_plan:
 * @plan: (transfer full): the finished plan
 */
MusterTurn *
muster_turn_new_plan (MusterPlan *plan)
{
  MusterTurn *self = g_new0 (MusterTurn, 1);

  self->calls = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_tool_call_free);
  self->plan = plan;
  return self;
}

/**
 * muster_turn_new_message:
 * @message: (transfer full): what has to be stored before anything is done on it
 *
 * Returns: (transfer full): a turn without calls or a plan; either may be added
 */
MusterTurn *
muster_turn_new_message (JsonNode *message)
{
  MusterTurn *self = g_new0 (MusterTurn, 1);

  self->calls = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_tool_call_free);
  self->message = message;
  return self;
}

void
muster_turn_free (MusterTurn *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->calls, g_ptr_array_unref);
  g_clear_object (&self->plan);
  g_clear_pointer (&self->message, json_node_unref);
  g_free (self);
}

/**
 * muster_planner_next_async:
 * @ticket_case: the case with the answers so far
 */
void
muster_planner_next_async (MusterPlanner       *self,
                           MusterCase          *ticket_case,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (MUSTER_IS_PLANNER (self));
  MUSTER_PLANNER_GET_IFACE (self)->next_async (self, ticket_case, cancellable, callback, user_data);
}

/**
 * muster_planner_next_finish:
 *
 * Returns: (transfer full): calls or a plan, or %NULL with an error
 */
MusterTurn *
muster_planner_next_finish (MusterPlanner  *self,
                            GAsyncResult   *result,
                            GError        **error)
{
  g_return_val_if_fail (MUSTER_IS_PLANNER (self), NULL);
  return MUSTER_PLANNER_GET_IFACE (self)->next_finish (self, result, error);
}

const char *
muster_planner_get_name (MusterPlanner *self)
{
  g_return_val_if_fail (MUSTER_IS_PLANNER (self), NULL);
  return MUSTER_PLANNER_GET_IFACE (self)->get_name (self);
}
