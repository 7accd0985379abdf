/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-context-private.h"
#include "muster-error.h"
#include "muster-undo-private.h"

/* MusterContext: acts that have to be looked at again, one after the other: the vendor was still at it, nobody knew what
 * became of it, it may be there twice, or the program ended before it was sent. */

typedef struct
{
  GPtrArray *due;    /* (owned) (element-type MusterEffect) */
  guint      index;
} Sweep;

static void
sweep_free (Sweep *op)
{
  g_clear_pointer (&op->due, g_ptr_array_unref);
  g_free (op);
}

static void look_at_next (GTask *task);

static MusterEffect *
current (GTask *task)
{
  Sweep *op = g_task_get_task_data (task);

  return g_ptr_array_index (op->due, op->index);
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Sweep *op = g_task_get_task_data (task);
  MusterEffect *effect = current (task);
  g_autoptr(GError) error = NULL;
  MusterEffectState state;

  if (!muster_gate_look_later_finish (MUSTER_GATE (source), result, &state, &error))
    g_message ("Effect %s could not be looked at again: %s", muster_effect_get_id (effect), error->message);
  else if (state == MUSTER_EFFECT_STATE_CONFIRMED && muster_effect_get_state (effect) != state &&
           muster_effect_get_run_id (effect) != NULL)
    muster_engine_retry (self->engine, muster_effect_get_run_id (effect), "engine");
  op->index++;
  look_at_next (task);
}

static void
reached_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = MUSTER_CONTEXT (source);
  Sweep *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterRunCap) cap = muster_context_reach_finish (self, result, &error);

  if (cap == NULL)
    {
      g_debug ("Effect %s is looked at later: %s", muster_effect_get_id (current (task)), error->message);
      op->index++;
      look_at_next (task);
      return;
    }
  muster_gate_look_later_async (self->gate, cap, current (task), NULL, looked_cb, g_object_ref (task));
}

static void
given_up_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Sweep *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!muster_store_mark_effect_finish (MUSTER_STORE (source), result, &error))
    g_debug ("An act was not given up: %s", error->message);
  op->index++;
  look_at_next (task);
}

/* A click was for then: what the program did not come to send before it ended is not sent any more, and stands in nobody's
 * way. One that is on its way after all finds that it is given up, and is not sent either. */
static void
give_up (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  MusterEffectMark mark = { .outcome = "Muster ended before it was sent", .look_due = -1 };

  muster_store_mark_effect_async (self->store, muster_effect_get_id (current (task)), MUSTER_EFFECT_STATE_PREPARED,
                                  MUSTER_EFFECT_STATE_ABSENT, &mark, "engine", NULL, given_up_cb, g_object_ref (task));
}

static void
look_at_next (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Sweep *op = g_task_get_task_data (task);
  MusterTool *tool = NULL;

  while (op->index < op->due->len && tool == NULL)
    {
      tool = muster_catalog_lookup_tool (self->catalog, muster_effect_get_tool (current (task)));
      op->index += tool == NULL;
    }
  if (tool == NULL || self->closing)
    {
      self->looking_later = FALSE;
      g_task_return_boolean (task, TRUE);
    }
  else if (muster_effect_get_state (current (task)) == MUSTER_EFFECT_STATE_PREPARED)
    give_up (task);
  else if (muster_effect_get_client_id (current (task)) != NULL)
    muster_context_reach_async (self, muster_effect_get_client_id (current (task)), tool,
                                muster_effect_get_connection_id (current (task)), reached_cb, g_object_ref (task));
  else
    {
      g_autoptr(MusterRunCap) cap = muster_cap_new_admin ("engine", muster_tool_get_id (tool),
                                                          muster_effect_get_connection_id (current (task)));

      muster_gate_look_later_async (self->gate, cap, current (task), NULL, looked_cb, g_object_ref (task));
    }
}

static void
due_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Sweep *op = g_task_get_task_data (task);
  GError *error = NULL;

  op->due = muster_store_list_effects_due_finish (MUSTER_STORE (source), result, &error);
  if (op->due != NULL)
    {
      look_at_next (task);
      return;
    }
  self->looking_later = FALSE;
  g_task_return_error (task, error);
}

/* What is due now is looked at again; one sweep at a time */
void
muster_context_look_later_async (MusterContext      *self,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  Sweep *op = g_new0 (Sweep, 1);

  g_task_set_source_tag (task, muster_context_look_later_async);
  g_task_set_task_data (task, op, (GDestroyNotify) sweep_free);
  if (self->looking_later || self->closing)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  self->looking_later = TRUE;
  muster_store_list_effects_due_async (self->store, muster_clock_now (self->clock), NULL, due_cb, g_object_ref (task));
}

gboolean
muster_context_look_later_finish (MusterContext *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
