/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is true now about an act that was done: nothing is changed by asking. */

#define G_LOG_DOMAIN "muster-gate"

#include "config.h"

#include "muster-error.h"
#include "muster-tool-undo.h"

#include "muster-gate-effect.h"

typedef struct
{
  MusterGateAct    *act;      /* (owned) */
  MusterToolExec   *exec;     /* (owned) (nullable): the tool's own reads */
  MusterToolExec   *look;     /* (owned) (nullable) */
  MusterInspection *found;    /* (owned) */
} Inspect;

static void
inspect_free (gpointer data)
{
  Inspect *op = data;

  muster_gate_act_free (op->act);
  g_clear_object (&op->exec);
  g_clear_object (&op->look);
  muster_inspection_free (op->found);
  g_free (op);
}

void
muster_inspection_free (MusterInspection *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->now, json_object_unref);
  g_free (self->external_ref);
  g_free (self->failure);
  g_free (self);
}

/* 2 of 2: the tool's look; an object that is gone is an answer */
static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Inspect *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (muster_gate_send_finish (MUSTER_GATE (source), result, NULL, NULL, &error) ||
      g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND))
    {
      op->found->looked = TRUE;
      op->found->state = muster_tool_exec_look_state (op->look);
      op->found->count = muster_tool_exec_look_count (op->look);
      muster_tool_exec_look_met (op->look, &op->found->external_ref, NULL);
      if (op->found->state == MUSTER_LOOK_FAILED)
        op->found->failure = muster_gate_failure_text (MUSTER_GATE (source), op->look);
    }
  else if (muster_gate_is_passing (error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  g_task_return_pointer (task, g_steal_pointer (&op->found), (GDestroyNotify) muster_inspection_free);
}

static void
start_look (GTask *task)
{
  MusterGate *self = g_task_get_source_object (task);
  Inspect *op = g_task_get_task_data (task);

  op->look = muster_gate_act_new_look (op->act, TRUE);
  if (op->look == NULL)
    g_task_return_pointer (task, g_steal_pointer (&op->found), (GDestroyNotify) muster_inspection_free);
  else
    muster_gate_send_async (self, op->act->link, op->look, FALSE, muster_gate_act_priority (op->act),
                            g_task_get_cancellable (task), looked_cb, g_object_ref (task));
}

/* 1 of 2: what the tool would read before acting. That it would refuse to act now is no obstacle. */
static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Inspect *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_gate_send_finish (MUSTER_GATE (source), result, NULL, NULL, &error) && muster_gate_is_passing (error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  op->found->now = muster_tool_exec_before (op->exec);
  start_look (task);
}

/**
 * muster_gate_inspect_async:
 * @self: a gate
 * @cap: who asks
 * @effect: an effect as the ledger has it
 *
 * Reads what the effect's tool reads before it acts, and what it reads to
 * find out whether it was done.
 */
void
muster_gate_inspect_async (MusterGate          *self,
                           MusterRunCap        *cap,
                           MusterEffect        *effect,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Inspect *op = g_new0 (Inspect, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, muster_gate_inspect_async);
  g_task_set_task_data (task, op, inspect_free);
  op->found = g_new0 (MusterInspection, 1);
  op->act = muster_gate_act_open (self, cap, effect, &error);
  if (op->act == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  op->exec = muster_gate_act_new_exec (op->act);
  muster_gate_send_async (self, op->act->link, op->exec, FALSE, muster_gate_act_priority (op->act), cancellable, read_cb,
                          g_object_ref (task));
}

/**
 * muster_gate_inspect_finish:
 *
 * Returns: (transfer full) (nullable): what is true now
 */
MusterInspection *
muster_gate_inspect_finish (MusterGate    *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
