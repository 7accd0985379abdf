/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The second of the two senders: everything that changes something.
 *
 *   dispatch:  authorize ▸ the tool's own reads ▸ DISPATCHED is on disk, with what was before ▸ send ▸ read back ▸ CONFIRMED
 *       the vendor is still at it: asked again, then left DISPATCHED for a later look
 *       it said yes and does not show it: asked again a few times, then UNKNOWN until a later look
 *   a lost answer, or recover after a crash:  settle ▸ look ▸ (gap ▸ look) ▸ CONFIRMED
 *       or not there: ABSENT ▸ send again (N, M; at most three attempts)
 *       or nobody can tell: UNKNOWN, for a person
 *
 * The state in the ledger is always ahead of the wire. An operation that
 * ends with an error has left the ledger in a state from which recover goes
 * on. */

#define G_LOG_DOMAIN "muster-gate"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-tool-undo.h"

#include "muster-gate-dispatch-private.h"
#include "muster-gate-secrets.h"

#define ATTEMPT_PREFIX "attempt "

static void
dispatch_free (gpointer data)
{
  MusterGateDispatch *op = data;

  g_clear_object (&op->cap);
  g_free (op->effect_id);
  g_clear_object (&op->effect);
  g_clear_pointer (&op->facts, muster_gate_facts_free);
  muster_gate_act_free (op->act);
  g_free (op->no_more);
  g_free (op->drift);
  g_clear_object (&op->exec);
  g_clear_object (&op->look);
  g_free (op->locked);
  g_free (op->before);
  g_free (op->op_link);
  g_free (op->made);
  g_free (op->external_ref);
  g_free (op->outcome);
  g_clear_error (&op->failure);
  g_free (op);
}

static void
unlock (GTask *task)
{
  MusterGateDispatch *op = g_task_get_task_data (task);

  muster_gate_release_secret (g_task_get_source_object (task), op->effect_id);
  muster_gate_unlock_target (g_task_get_source_object (task), op->locked);
  g_clear_pointer (&op->locked, g_free);
}

void
muster_gate_dispatch_fail (GTask  *task,
                           GError *error)
{
  unlock (task);
  g_task_return_error (task, error);
}

/* --- Storing a state --- */

void
muster_gate_dispatch_mark (GTask               *task,
                           MusterEffectState    to,
                           const char          *outcome,
                           GAsyncReadyCallback  next)
{
  MusterGate *self = g_task_get_source_object (task);
  MusterGateDispatch *op = g_task_get_task_data (task);
  g_autofree char *boot = to == MUSTER_EFFECT_STATE_DISPATCHED ? muster_gate_boot_stamp (self) : NULL;
  MusterEffectMark change = { 0 };
  MusterEffectState from = op->state;

  change.dispatched_boot = boot;
  change.external_ref = op->external_ref;
  change.outcome = outcome;
  change.before = op->before;
  change.op_link = op->op_link;
  change.made = op->made;
  change.already = op->already;
  change.look_due = op->look_due;
  op->state = to;
  muster_store_mark_effect_async (muster_gate_get_store (self), op->effect_id, from, to, &change, MUSTER_GATE_ACTOR,
                                  NULL, next, g_object_ref (task));
}

static void
end (GTask *task)
{
  MusterGateDispatch *op = g_task_get_task_data (task);

  if (op->failure != NULL)
    {
      muster_gate_dispatch_fail (task, g_steal_pointer (&op->failure));
      return;
    }
  unlock (task);
  g_task_return_boolean (task, TRUE);
}

/* A password that was never set is deleted by now */
static void
tidied_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);

  muster_gate_secrets_settle_finish (MUSTER_GATE (source), result);
  end (task);
}

static void
settled_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterGate *self = g_task_get_source_object (task);
  MusterGateDispatch *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_store_mark_effect_finish (MUSTER_STORE (source), result, &error))
    muster_gate_dispatch_fail (task, error);
  /* What the vendor is still at is not set yet: the later look tells */
  else if (op->state == MUSTER_EFFECT_STATE_DISPATCHED)
    end (task);
  else
    muster_gate_secrets_settle_async (self, op->act, !op->unused && op->state != MUSTER_EFFECT_STATE_ABSENT, tidied_cb,
                                      g_object_ref (task));
}

void
muster_gate_dispatch_settle (GTask             *task,
                             MusterEffectState  state,
                             const char        *outcome)
{
  MusterGateDispatch *op = g_task_get_task_data (task);

  op->look_due = muster_gate_next_look (g_task_get_source_object (task), op->act->tool, state, op->was_lost);
  muster_gate_dispatch_mark (task, state, outcome, settled_cb);
}

/* --- Acting --- */

/* 6a: where the vendor says how far it is, is on disk before it is asked */
static void
link_stored_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!muster_store_mark_effect_finish (MUSTER_STORE (source), result, &error))
    muster_gate_dispatch_fail (task, error);
  else
    muster_gate_dispatch_read_back (task);
}

static void
note_made (MusterGateDispatch *op)
{
  g_autoptr(JsonObject) named = muster_tool_exec_made (op->exec);

  g_free (op->external_ref);
  op->external_ref = muster_gate_made_id (op->exec);
  g_free (op->made);
  op->made = muster_gate_json_text (named);
}

static void
confirm (GTask *task)
{
  MusterGate *self = g_task_get_source_object (task);
  MusterGateDispatch *op = g_task_get_task_data (task);

  note_made (op);
  op->op_link = g_strdup (muster_tool_exec_get_status_url (op->exec));
  op->already = op->already || muster_tool_exec_get_already (op->exec);
  op->looks = 0;
  op->verifying = TRUE;
  if (op->op_link == NULL)
    {
      muster_gate_dispatch_read_back (task);
      return;
    }
  muster_effect_set_op_link (op->act->effect, op->op_link);
  op->look_due = muster_gate_next_look (self, op->act->tool, MUSTER_EFFECT_STATE_DISPATCHED, FALSE);
  muster_gate_dispatch_mark (task, MUSTER_EFFECT_STATE_DISPATCHED, NULL, link_stored_cb);
}

/* What cannot be given to a person is worth nothing, and there is no other way out */
static void
secrets_kept_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterGateDispatch *op = g_task_get_task_data (task);

  if (muster_gate_secrets_keep_finish (MUSTER_GATE (source), result, &op->failure))
    confirm (task);
  else
    {
      op->unused = TRUE;
      muster_gate_dispatch_settle (task, MUSTER_EFFECT_STATE_CONFIRMED,
                                   "done, but what the vendor answered could not be kept for a person");
    }
}

static void
done (GTask *task)
{
  MusterGate *self = g_task_get_source_object (task);
  MusterGateDispatch *op = g_task_get_task_data (task);

  muster_gate_secrets_keep_async (self, op->act, op->exec, secrets_kept_cb, g_object_ref (task));
}

static gboolean
can_be_looked_for (MusterGateDispatch *op)
{
  return muster_tool_has_look (op->act->tool) && g_strcmp0 (muster_tool_get_retry (op->act->tool), "X") != 0;
}

/* A good status over garbage is as a lost answer, also where a person has to find out; so is what could not be read after
 * the change */
static gboolean
is_in_doubt (MusterGateDispatch *op)
{
  return can_be_looked_for (op) ? muster_tool_exec_is_in_doubt (op->exec) : muster_tool_exec_get_garbled (op->exec);
}

/* Nothing was done, and the connection waits as long as the vendor has asked for */
static gboolean
was_throttled (MusterGateDispatch *op,
               const GError       *error)
{
  return g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_RATE_LIMITED) && op->attempt < MUSTER_GATE_MAX_ATTEMPTS &&
         g_strcmp0 (muster_tool_get_retry (op->act->tool), "X") != 0;
}

/* 5: the vendor has answered, or not */
static void
acted_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterGateDispatch *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  gboolean lost;
  gboolean sent = muster_gate_send_finish (MUSTER_GATE (source), result, NULL, &lost, &error);

  if (!sent)
    muster_gate_tell_refused (MUSTER_GATE (source), op->cap, op->act->tool, error);
  if (lost)
    muster_gate_dispatch_find_out (task, TRUE);
  else if (is_in_doubt (op))
    {
      note_made (op);
      muster_gate_dispatch_find_out (task, TRUE);
    }
  else if (sent)
    done (task);
  else if (muster_tool_exec_get_wrote (op->exec) || muster_tool_exec_get_garbled (op->exec))
    muster_gate_dispatch_settle (task, MUSTER_EFFECT_STATE_UNKNOWN, error->message);
  else if (was_throttled (op, error))
    muster_gate_dispatch_send_again (task, error->message);
  else
    muster_gate_dispatch_settle (task, MUSTER_EFFECT_STATE_ABSENT, error->message);
}

/* 4: DISPATCHED is on disk */
static void
dispatched_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterGate *self = g_task_get_source_object (task);
  MusterGateDispatch *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_store_mark_effect_finish (MUSTER_STORE (source), result, &error))
    {
      muster_gate_dispatch_fail (task, error);
      return;
    }
  g_clear_pointer (&op->before, g_free);
  muster_effect_set_dispatched_wall (op->act->effect, muster_clock_now (muster_gate_get_clock (self)));
  op->act->skew = op->act->link->skew;
  op->act->skew_known = op->act->link->skew_known;
  muster_gate_send_async (self, op->act->link, op->exec, TRUE, muster_gate_act_priority (op->act), NULL, acted_cb,
                          g_object_ref (task));
}

static void
store_dispatched (GTask *task)
{
  MusterGate *self = g_task_get_source_object (task);
  MusterGateDispatch *op = g_task_get_task_data (task);
  g_autofree char *attempt = g_strdup_printf (ATTEMPT_PREFIX "%u", op->attempt);

  /* What is no run's is taken up after a crash by the later look, and by nobody else */
  op->look_due = muster_effect_get_run_id (op->act->effect) == NULL
    ? muster_clock_now (muster_gate_get_clock (self)) + MUSTER_GATE_SWEEP_MINUTES * 60 * G_USEC_PER_SEC : 0;
  muster_gate_dispatch_mark (task, MUSTER_EFFECT_STATE_DISPATCHED, attempt, dispatched_cb);
}

/* 3b: whether it was so before. Then the way back would not lead to what was */
static void
looked_before_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterGateDispatch *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (muster_gate_send_finish (MUSTER_GATE (source), result, NULL, NULL, &error))
    op->already = muster_tool_exec_look_state (op->look) == MUSTER_LOOK_MET;
  else if (muster_gate_is_passing (error))
    {
      muster_gate_dispatch_fail (task, error);
      return;
    }
  g_clear_error (&error);
  store_dispatched (task);
}

/* 3a: what was there is written down with DISPATCHED, once: a second attempt may see what the first has left */
static void
note_before (GTask *task)
{
  MusterGate *self = g_task_get_source_object (task);
  MusterGateDispatch *op = g_task_get_task_data (task);

  if (op->attempt == 1 && muster_effect_get_before (op->act->effect) == NULL)
    {
      g_autoptr(JsonObject) before = muster_tool_exec_before (op->exec);

      op->before = muster_gate_json_text (before);
    }
  if (op->attempt > 1 || !muster_gate_must_look_before (op->act->tool))
    {
      store_dispatched (task);
      return;
    }
  g_clear_object (&op->look);
  op->look = muster_gate_act_new_look (op->act, FALSE);
  muster_gate_send_async (self, op->act->link, op->look, FALSE, muster_gate_act_priority (op->act),
                          g_task_get_cancellable (task), looked_before_cb, g_object_ref (task));
}

/* What is different where the tool itself writes may be of an attempt whose answer was lost: then nobody can say that
 * nothing was done */
void
muster_gate_dispatch_settle_drift (GTask *task)
{
  MusterGate *self = g_task_get_source_object (task);
  MusterGateDispatch *op = g_task_get_task_data (task);
  g_autofree char *others = op->attempt > 1 ? muster_gate_act_drift (self, op->act, op->facts, op->exec, TRUE) : NULL;
  gboolean maybe_own = op->attempt > 1 && g_strcmp0 (op->drift, others) != 0;

  op->failure = g_error_new (MUSTER_ERROR, maybe_own ? MUSTER_ERROR_OUTCOME_UNKNOWN : MUSTER_ERROR_CONFLICT,
                             "Something has changed since the approval was asked for: %s", op->drift);
  muster_gate_dispatch_settle (task, maybe_own ? MUSTER_EFFECT_STATE_UNKNOWN : MUSTER_EFFECT_STATE_ABSENT, op->failure->message);
}

/* What was approved was approved for the world as it was shown. Before a second attempt that may be the first one's doing,
 * which has come through after all: that is looked for once more */
static gboolean
has_drifted (GTask *task)
{
  MusterGateDispatch *op = g_task_get_task_data (task);

  g_free (op->drift);
  op->drift = muster_gate_act_drift (g_task_get_source_object (task), op->act, op->facts, op->exec, FALSE);
  if (op->drift == NULL)
    return FALSE;
  if (op->attempt > 1)
    muster_gate_dispatch_find_out (task, FALSE);
  else
    muster_gate_dispatch_settle_drift (task);
  return TRUE;
}

/* When an earlier step of the same plan has changed something at the same vendor; 0: none has */
static gint64
last_change (MusterGateDispatch *op)
{
  GPtrArray *effects = op->facts != NULL ? op->facts->effects : NULL;
  gint64 last = 0;

  for (guint i = 0; effects != NULL && i < effects->len; i++)
    {
      MusterEffect *other = effects->pdata[i];

      if (muster_effect_get_step (other) > 0 && muster_effect_get_step (other) < muster_effect_get_step (op->act->effect) &&
          muster_effect_get_state (other) == MUSTER_EFFECT_STATE_CONFIRMED && !muster_effect_get_already (other) &&
          g_strcmp0 (muster_effect_get_call (other), muster_effect_get_call (op->act->effect)) == 0 &&
          g_strcmp0 (muster_effect_get_connection_id (other), muster_effect_get_connection_id (op->act->effect)) == 0)
        last = MAX (last, muster_effect_get_dispatched_wall (other));
    }
  return last;
}

/* What the step is about is not there, and an earlier step may be what makes it, in its time: Exchange makes a mailbox some
 * minutes after the licence was assigned. Takes @error */
static void
not_there_yet (GTask  *task,
               GError *error)
{
  MusterGateDispatch *op = g_task_get_task_data (task);
  gint64 last = last_change (op);
  gint64 passed = muster_clock_now (muster_gate_get_clock (g_task_get_source_object (task))) - last;
  g_autofree char *text = NULL;

  if (last == 0)
    muster_gate_dispatch_settle (task, MUSTER_EFFECT_STATE_ABSENT, error->message);
  else if (passed >= 0 && passed < MUSTER_GATE_SHOWS_MINUTES * G_TIME_SPAN_MINUTE)
    muster_gate_dispatch_fail (task, g_error_new (MUSTER_ERROR, MUSTER_ERROR_TIMEOUT,
                                                  "What an earlier step has started does not show at the vendor yet (%s). "
                                                  "It is tried again by itself, for %d minutes in all", error->message,
                                                  MUSTER_GATE_SHOWS_MINUTES));
  else
    {
      text = g_strdup_printf ("%d minutes after the step before it, the vendor still does not show what is needed (%s). "
                              "Look there whether it has come by now; then do this step by hand, or have the ticket worked on again",
                              MUSTER_GATE_SHOWS_MINUTES, error->message);
      muster_gate_dispatch_settle (task, MUSTER_EFFECT_STATE_ABSENT, text);
    }
  g_error_free (error);
}

/* 3: the tool's own reads are done, and nothing has been changed yet */
static void
read_before_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterGateDispatch *op = g_task_get_task_data (task);
  MusterSent sent;
  GError *error = NULL;

  if (!muster_gate_send_finish (MUSTER_GATE (source), result, &sent, NULL, &error))
    {
      if (muster_gate_is_passing (error))
        {
          muster_gate_dispatch_fail (task, error);
          return;
        }
      if (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND))
        {
          not_there_yet (task, error);
          return;
        }
      muster_gate_dispatch_settle (task, MUSTER_EFFECT_STATE_ABSENT, error->message);
      g_error_free (error);
    }
  else if (sent == MUSTER_SENT_ALL)
    {
      op->unused = TRUE;
      op->already = TRUE;
      muster_gate_dispatch_settle (task, MUSTER_EFFECT_STATE_CONFIRMED, "nothing was left to do");
    }
  else if (!has_drifted (task))
    note_before (task);
}

/* A password that nobody could be given is not set */
static void
prepared_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterGate *self = MUSTER_GATE (source);
  MusterGateDispatch *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_gate_secrets_prepare_finish (self, result, &error))
    muster_gate_dispatch_fail (task, error);
  else
    muster_gate_send_async (self, op->act->link, op->exec, FALSE, muster_gate_act_priority (op->act),
                            g_task_get_cancellable (task), read_before_cb, g_object_ref (task));
}

/* 2 */
void
muster_gate_dispatch_begin (GTask *task)
{
  MusterGate *self = g_task_get_source_object (task);
  MusterGateDispatch *op = g_task_get_task_data (task);

  g_clear_object (&op->exec);
  op->exec = muster_gate_act_new_exec (op->act);
  muster_gate_secrets_prepare_async (self, op->act, op->exec, prepared_cb, g_object_ref (task));
}

static guint
attempt_of (MusterEffect *effect)
{
  const char *outcome = muster_effect_get_outcome (effect);

  if (outcome == NULL || !g_str_has_prefix (outcome, ATTEMPT_PREFIX))
    return 1;
  return (guint) CLAMP (g_ascii_strtoll (outcome + strlen (ATTEMPT_PREFIX), NULL, 10), 1, MUSTER_GATE_MAX_ATTEMPTS);
}

static gboolean
lock (GTask   *task,
      GError **error)
{
  MusterGateDispatch *op = g_task_get_task_data (task);
  const char *target = muster_effect_get_target (op->act->effect);
  g_autofree char *key = g_strdup_printf ("%s/%s", muster_effect_get_connection_id (op->act->effect),
                                          target != NULL ? target : op->effect_id);

  if (!muster_gate_lock_target (g_task_get_source_object (task), key))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_IN_USE, "Something else is being done to %s", target);
      return FALSE;
    }
  op->locked = g_steal_pointer (&key);
  return TRUE;
}

/* What was sent may be looked for even when it may not be sent any more */
static gboolean
take_up (GTask   *task,
         GError **error)
{
  MusterGate *self = g_task_get_source_object (task);
  MusterGateDispatch *op = g_task_get_task_data (task);
  g_autoptr(GError) refused = NULL;

  op->act = muster_gate_act_authorize (self, op->cap, op->effect, op->facts, &refused);
  if (op->act == NULL && op->state == MUSTER_EFFECT_STATE_DISPATCHED)
    {
      op->no_more = g_strdup (refused->message);
      op->act = muster_gate_act_open (self, op->cap, op->effect, error);
    }
  else if (op->act == NULL)
    g_propagate_error (error, g_steal_pointer (&refused));
  return op->act != NULL && lock (task, error);
}

/* 1b: what the store knows about the run */
static void
facts_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterGateDispatch *op = g_task_get_task_data (task);
  GError *error = NULL;

  op->facts = muster_gate_load_facts_finish (MUSTER_GATE (source), result, &error);
  if (op->facts == NULL || !take_up (task, &error))
    g_task_return_error (task, error);
  else if (op->state == MUSTER_EFFECT_STATE_DISPATCHED)
    muster_gate_dispatch_find_out (task, FALSE);
  else
    muster_gate_dispatch_begin (task);
}

/* 1a: the effect as the ledger has it */
static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterGate *self = g_task_get_source_object (task);
  MusterGateDispatch *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(MusterEffect) effect = muster_store_get_effect_finish (MUSTER_STORE (source), result, &error);

  if (effect == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  op->state = muster_effect_get_state (effect);
  op->attempt = attempt_of (effect);
  op->external_ref = g_strdup (muster_effect_get_external_ref (effect));
  if (op->state != MUSTER_EFFECT_STATE_PREPARED && !(op->recover && op->state == MUSTER_EFFECT_STATE_DISPATCHED))
    {
      if (op->recover)
        g_task_return_boolean (task, TRUE);
      else
        g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_CONFLICT, "The effect is %s",
                                 muster_effect_state_to_string (op->state));
      return;
    }

  op->effect = g_steal_pointer (&effect);
  muster_gate_load_facts_async (self, op->cap, op->effect, g_task_get_cancellable (task), facts_cb, g_object_ref (task));
}

static void
start (MusterGate          *self,
       MusterRunCap        *cap,
       const char          *effect_id,
       gboolean             recover,
       gpointer             tag,
       GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  MusterGateDispatch *op = g_new0 (MusterGateDispatch, 1);

  op->cap = g_object_ref (cap);
  op->effect_id = g_strdup (effect_id);
  op->recover = recover;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, op, dispatch_free);
  g_task_set_check_cancellable (task, FALSE);
  if (muster_gate_get_store (self) == NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_STORE, "There is no ledger");
      return;
    }
  muster_store_get_effect_async (muster_gate_get_store (self), effect_id, NULL, loaded_cb, g_object_ref (task));
}

static gboolean
finish (MusterGate         *self,
        GAsyncResult       *result,
        MusterEffectState  *state,
        char              **external_ref,
        GError            **error)
{
  MusterGateDispatch *op = g_task_get_task_data (G_TASK (result));

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (state != NULL)
    *state = op->state;
  if (external_ref != NULL)
    *external_ref = g_strdup (op->external_ref);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * muster_gate_dispatch_async:
 * @self: a gate
 * @cap: who acts
 * @effect_id: an effect of the ledger, PREPARED
 *
 * Decides again, checks the approval again, stores DISPATCHED and only then
 * sends. A lost answer is found out about before this returns.
 */
void
muster_gate_dispatch_async (MusterGate          *self,
                            MusterRunCap        *cap,
                            const char          *effect_id,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  start (self, cap, effect_id, FALSE, muster_gate_dispatch_async, cancellable, callback, user_data);
}

/**
 * muster_gate_dispatch_finish:
 * @state: (out) (optional): the state that the ledger has now
 * @external_ref: (out) (optional) (transfer full) (nullable): the vendor's id of what came into being
 *
 * Returns: %FALSE when the effect needs another look: by recover, or by a person
 */
gboolean
muster_gate_dispatch_finish (MusterGate         *self,
                             GAsyncResult       *result,
                             MusterEffectState  *state,
                             char              **external_ref,
                             GError            **error)
{
  return finish (self, result, state, external_ref, error);
}

/**
 * muster_gate_recover_async:
 * @self: a gate
 * @cap: who acts
 * @effect_id: an effect of the ledger
 *
 * After a crash: what was PREPARED is dispatched, what was DISPATCHED is
 * found out about, and what has come to its end is only reported.
 */
void
muster_gate_recover_async (MusterGate          *self,
                           MusterRunCap        *cap,
                           const char          *effect_id,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  start (self, cap, effect_id, TRUE, muster_gate_recover_async, cancellable, callback, user_data);
}

gboolean
muster_gate_recover_finish (MusterGate         *self,
                            GAsyncResult       *result,
                            MusterEffectState  *state,
                            char              **external_ref,
                            GError            **error)
{
  return finish (self, result, state, external_ref, error);
}
