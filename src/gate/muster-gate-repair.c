/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A note that the customer can see is taken back at once, whatever the mode:
 * ledger, DELETE, ledger. */

#define G_LOG_DOMAIN "muster-gate"

#include "config.h"

#include "muster-error.h"

#include "muster-gate-effect.h"

typedef struct
{
  MusterEffect   *effect;   /* (owned): the repair's own row */
  MusterGateAct  *act;      /* (owned): of the repair */
  MusterToolExec *exec;     /* (owned) */
  GError         *error;    /* (owned) (nullable): of the vendor */
} Repair;

static void
repair_free (gpointer data)
{
  Repair *repair = data;

  g_clear_object (&repair->effect);
  muster_gate_act_free (repair->act);
  g_clear_object (&repair->exec);
  g_clear_error (&repair->error);
  g_free (repair);
}

/* 4 of 4: the outcome is stored */
static void
repair_recorded_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Repair *repair = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!muster_store_mark_effect_finish (MUSTER_STORE (source), result, &error))
    g_warning ("The outcome of a repair was not stored: %s", error->message);
  if (repair->error != NULL)
    g_task_return_error (task, g_steal_pointer (&repair->error));
  else
    g_task_return_boolean (task, TRUE);
}

/* 3 of 4: the note is gone, or nobody knows */
static void
repair_sent_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterGate *self = MUSTER_GATE (source);
  Repair *repair = g_task_get_task_data (task);
  MusterEffectMark mark = { 0 };
  gboolean ok = muster_gate_send_finish (self, result, NULL, NULL, &repair->error);

  mark.outcome = ok ? "the visible note was removed" : repair->error->message;
  muster_store_mark_effect_async (muster_gate_get_store (self), muster_effect_get_id (repair->effect),
                                  MUSTER_EFFECT_STATE_DISPATCHED,
                                  ok ? MUSTER_EFFECT_STATE_CONFIRMED : MUSTER_EFFECT_STATE_UNKNOWN,
                                  &mark, MUSTER_GATE_ACTOR, NULL, repair_recorded_cb, g_object_ref (task));
}

/* 2 of 4: the ledger says that it is about to be sent */
static void
repair_dispatched_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterGate *self = g_task_get_source_object (task);
  Repair *repair = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_store_mark_effect_finish (MUSTER_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  repair->exec = muster_gate_act_new_exec (repair->act);
  muster_gate_send_async (self, repair->act->link, repair->exec, TRUE, MUSTER_PRIORITY_NOTE, NULL, repair_sent_cb,
                          g_object_ref (task));
}

/* 1 of 4: the row is in the ledger */
static void
repair_prepared_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterGate *self = g_task_get_source_object (task);
  Repair *repair = g_task_get_task_data (task);
  g_autofree char *boot = muster_gate_boot_stamp (self);
  MusterEffectMark mark = { 0 };
  GError *error = NULL;

  if (!muster_store_prepare_effect_finish (MUSTER_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  mark.dispatched_boot = boot;
  muster_store_mark_effect_async (MUSTER_STORE (source), muster_effect_get_id (repair->effect),
                                  MUSTER_EFFECT_STATE_PREPARED, MUSTER_EFFECT_STATE_DISPATCHED,
                                  &mark, MUSTER_GATE_ACTOR, NULL, repair_dispatched_cb, g_object_ref (task));
}

void
muster_gate_repair_async (MusterGate          *self,
                          MusterGateAct       *act,
                          const char          *note_id,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  Repair *repair = g_new0 (Repair, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, muster_gate_repair_async);
  g_task_set_task_data (task, repair, repair_free);

  repair->effect = muster_gate_act_new_repair (self, act, note_id, &error);
  if (repair->effect != NULL)
    repair->act = muster_gate_act_authorize (self, act->cap, repair->effect, NULL, &error);
  if (repair->act == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  muster_store_prepare_effect_async (muster_gate_get_store (self), repair->effect, MUSTER_GATE_ACTOR, NULL,
                                     repair_prepared_cb, g_object_ref (task));
}

gboolean
muster_gate_repair_finish (MusterGate    *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
