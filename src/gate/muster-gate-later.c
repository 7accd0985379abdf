/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The later look: what nobody knew, what was not finished, and what may be there twice. It reads and writes the ledger;
 * it never sends anything again. */

#define G_LOG_DOMAIN "muster-gate"

#include "config.h"

#include "muster-error.h"

#include "muster-gate-effect.h"

/* What a vendor has not finished after so long is for a person */
#define GIVE_UP_US (7 * G_TIME_SPAN_DAY)

typedef struct
{
  MusterRunCap     *cap;        /* (owned) */
  MusterEffect     *effect;     /* (owned) */
  MusterEffectState to;
} Later;

static void
later_free (gpointer data)
{
  Later *op = data;

  g_clear_object (&op->cap);
  g_clear_object (&op->effect);
  g_free (op);
}

/* 3 of 3: a password that was set can be shown now, and one that was not set is deleted */
static void
swept_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(GError) error = NULL;

  if (!muster_gate_sweep_secrets_finish (MUSTER_GATE (source), result, &error))
    g_message ("Passwords are swept later: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

/* 2 of 3 */
static void
marked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterGate *self = g_task_get_source_object (task);
  Later *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_store_mark_effect_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else if (op->to == muster_effect_get_state (op->effect))
    g_task_return_boolean (task, TRUE);
  else
    muster_gate_sweep_secrets_async (self, swept_cb, g_object_ref (task));
}

/* What the ledger says after the look; @text: (out) (transfer full) (nullable): what is new for people */
static MusterEffectState
judge (MusterGate        *self,
       MusterEffect      *effect,
       MusterInspection  *found,
       char             **text)
{
  MusterEffectState state = muster_effect_get_state (effect);
  gint64 age = muster_clock_now (muster_gate_get_clock (self)) - muster_effect_get_dispatched_wall (effect);

  if (state == MUSTER_EFFECT_STATE_CONFIRMED)
    {
      if (found->count > 1)
        *text = g_strdup_printf ("done, but it is there %u times: remove what is too much by hand", found->count);
      return state;
    }
  if (found->looked && found->state == MUSTER_LOOK_MET)
    {
      *text = found->count > 1 ? g_strdup_printf ("done, but it is there %u times: remove what is too much by hand", found->count)
                               : g_strdup ("done, as a later look showed");
      return MUSTER_EFFECT_STATE_CONFIRMED;
    }
  if (found->looked && found->state == MUSTER_LOOK_FAILED)
    {
      *text = g_strdup (found->failure);
      return MUSTER_EFFECT_STATE_ABSENT;
    }
  if (found->looked && found->state == MUSTER_LOOK_PENDING && age < GIVE_UP_US)
    return MUSTER_EFFECT_STATE_DISPATCHED;
  *text = g_strdup (found->looked ? "not found by a later look either; look at it there" : "nothing tells whether it was done");
  return MUSTER_EFFECT_STATE_UNKNOWN;
}

/* 1 of 3 */
static void
inspected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterGate *self = MUSTER_GATE (source);
  Later *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(MusterInspection) found = muster_gate_inspect_finish (self, result, &error);
  g_autofree char *text = NULL;
  MusterEffectMark mark = { 0 };

  if (found == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  op->to = judge (self, op->effect, found, &text);
  if (found->count > 1)
    g_warning ("Effect %s is there %u times", muster_effect_get_id (op->effect), found->count);
  mark.outcome = text;
  mark.external_ref = found->external_ref;
  mark.look_due = op->to == MUSTER_EFFECT_STATE_DISPATCHED
    ? muster_clock_now (muster_gate_get_clock (self)) + MUSTER_GATE_POLL_MINUTES * 60 * G_USEC_PER_SEC : -1;
  muster_store_mark_effect_async (muster_gate_get_store (self), muster_effect_get_id (op->effect),
                                  muster_effect_get_state (op->effect), op->to, &mark, MUSTER_GATE_ACTOR, NULL, marked_cb,
                                  g_object_ref (task));
}

/**
 * muster_gate_look_later_async:
 * @self: a gate
 * @cap: who asks
 * @effect: an effect whose time to be looked at again has come
 *
 * Finds out what became of it and brings the ledger up to date.
 */
void
muster_gate_look_later_async (MusterGate          *self,
                              MusterRunCap        *cap,
                              MusterEffect        *effect,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Later *op = g_new0 (Later, 1);

  g_task_set_source_tag (task, muster_gate_look_later_async);
  op->cap = g_object_ref (cap);
  op->effect = g_object_ref (effect);
  op->to = muster_effect_get_state (effect);
  g_task_set_task_data (task, op, later_free);
  muster_gate_inspect_async (self, cap, effect, cancellable, inspected_cb, g_object_ref (task));
}

/**
 * muster_gate_look_later_finish:
 * @state: (out) (optional): what the ledger says now
 *
 * Returns: %FALSE when it could not be looked at now
 */
gboolean
muster_gate_look_later_finish (MusterGate         *self,
                               GAsyncResult       *result,
                               MusterEffectState  *state,
                               GError            **error)
{
  Later *op = g_task_get_task_data (G_TASK (result));

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (state != NULL)
    *state = op->to;
  return g_task_propagate_boolean (G_TASK (result), error);
}
