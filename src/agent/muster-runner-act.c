/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-runner-private.h"

/* MusterRunner: one act, from its row in the ledger to its end. The ledger is looked at, never a memory: PREPARED is
 * sent, DISPATCHED is found out about at the vendor, and what certainly did not happen is tried again under a new
 * mark, three times in all. */

static void look_at_ledger (MusterRunner *self);

MusterEffect *
muster_runner_find_effect (MusterRunner *self,
                           int           step,
                           const char   *call)
{
  MusterEffect *newest = NULL;

  for (guint i = 0; self->effects != NULL && i < self->effects->len; i++)
    {
      MusterEffect *effect = g_ptr_array_index (self->effects, i);

      if (muster_effect_get_step (effect) == step && g_strcmp0 (muster_effect_get_call (effect), call) == 0
          && (newest == NULL || muster_effect_get_attempt (effect) > muster_effect_get_attempt (newest)))
        newest = effect;
    }
  return newest;
}

/* What the vendor has taken and is still at counts as done: a later look tells how it ended */
gboolean
muster_runner_is_done (MusterRunner *self,
                       MusterEffect *effect)
{
  return muster_effect_get_state (effect) == MUSTER_EFFECT_STATE_CONFIRMED
         || (muster_effect_get_state (effect) == MUSTER_EFFECT_STATE_DISPATCHED
             && g_hash_table_contains (self->pending, muster_effect_get_id (effect)));
}

char *
muster_runner_render (MusterRunner *self,
                      const char   *text)
{
  MusterPsa *psa = muster_gate_get_psa (self->gate, muster_run_get_connection_id (self->brief->run));

  return psa != NULL ? muster_psa_render_note (psa, text) : g_strdup (text);
}

MusterEffect *
muster_runner_new_act (MusterRunner *self,
                       const char   *tool,
                       const char   *call,
                       const char   *arg,
                       const char   *value,
                       GError      **error)
{
  g_autoptr(JsonObject) args = json_object_new ();
  g_autofree char *full = muster_runner_psa_tool (self, tool);
  g_autofree char *target = g_strconcat ("ticket:", muster_ticket_get_external_id (self->brief->ticket), NULL);
  MusterEffect *effect;

  json_object_set_string_member (args, "ticket", muster_ticket_get_external_id (self->brief->ticket));
  json_object_set_string_member (args, arg, value);
  effect = muster_gate_new_effect (self->gate, self->brief->cap, full, 0, target, args, error);
  if (effect != NULL)
    muster_effect_set_call (effect, call);
  return effect;
}

static void
settle (MusterRunner *self)
{
  MusterRunnerSettled settled = self->act.settled;
  g_autoptr(MusterEffect) effect = g_steal_pointer (&self->act.effect);
  GError *error = g_steal_pointer (&self->act.error);

  g_clear_pointer (&self->act.call, g_free);
  settled (self, effect, error);
}

/* The gate has sent it, or found out what became of it. After an error the ledger knows more than we. Takes @error */
static void
answered (MusterRunner     *self,
          MusterEffectState state,
          GError           *error)
{
  if (error == NULL && state == MUSTER_EFFECT_STATE_DISPATCHED)
    g_hash_table_add (self->pending, g_strdup (muster_effect_get_id (self->act.effect)));
  if (error != NULL && (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_IN_USE)
                        || (muster_planning_is_passing (error)
                            && !g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_OUTCOME_UNKNOWN))))
    {
      muster_runner_wait_for (self, error);
      return;
    }
  self->act.error = error;
  look_at_ledger (self);
}

static void
dispatched_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  MusterEffectState state = MUSTER_EFFECT_STATE_UNKNOWN;
  GError *error = NULL;

  muster_gate_dispatch_finish (MUSTER_GATE (source), result, &state, NULL, &error);
  answered (self, state, error);
}

static void
recovered_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  MusterEffectState state = MUSTER_EFFECT_STATE_UNKNOWN;
  GError *error = NULL;

  muster_gate_recover_finish (MUSTER_GATE (source), result, &state, NULL, &error);
  answered (self, state, error);
}

static gboolean
is_note (MusterEffect *effect)
{
  return muster_effect_get_effect_class (effect) == MUSTER_EFFECT_CLASS_NOTE_INTERNAL;
}

static gboolean
notes_are_off (MusterRunner *self)
{
  MusterConnection *connection = muster_gate_get_connection (self->gate, muster_run_get_connection_id (self->brief->run));

  return connection != NULL && g_strcmp0 (muster_connection_get_status (connection), "notes-off") == 0;
}

static void
prepared_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  GError *error = NULL;

  if (!muster_store_prepare_effect_finish (MUSTER_STORE (source), result, &error))
    muster_runner_wait_for (self, error);
  else
    look_at_ledger (self);
}

/* The same arguments with the mark of @again in the place of that of @last */
static JsonObject *
args_with_new_mark (MusterEffect *last,
                    MusterEffect *again)
{
  const char *text = muster_effect_get_args (last);
  g_auto(GStrv) parts = g_strsplit (text != NULL ? text : "{}", muster_effect_get_id (last), -1);
  g_autofree char *whole = g_strjoinv (muster_effect_get_id (again), parts);
  g_autoptr(JsonNode) node = muster_json_from_string_trusted (whole, NULL);
  JsonObject *args = muster_json_node_obj (node);

  return args != NULL ? json_object_ref (args) : json_object_new ();
}

/* It certainly did not happen: once more under a new mark */
static void
try_again (MusterRunner *self)
{
  MusterEffect *last = self->act.effect;
  g_autoptr(MusterEffect) fresh = NULL;
  g_autoptr(JsonObject) blank = args_with_new_mark (last, last);
  g_autoptr(JsonObject) args = NULL;
  GError *error = NULL;

  fresh = muster_gate_new_effect (self->gate, self->brief->cap, muster_effect_get_tool (last), self->act.step,
                                  muster_effect_get_target (last), blank, &error);
  if (fresh != NULL)
    {
      args = args_with_new_mark (last, fresh);
      muster_effect_set_call (fresh, self->act.call);
      muster_effect_set_approval_id (fresh, muster_effect_get_approval_id (last));
      muster_effect_set_attempt (fresh, muster_effect_get_attempt (last) + 1);
    }
  if (fresh == NULL || !muster_gate_set_effect_args (self->gate, fresh, args, &error))
    {
      self->act.error = error;
      settle (self);
      return;
    }
  g_clear_pointer (&self->reopened_by, g_free);
  muster_store_prepare_effect_async (self->store, fresh, MUSTER_RUNNER_ACTOR, NULL, prepared_cb, g_object_ref (self));
}

static void
dispatch (MusterRunner *self)
{
  if (is_note (self->act.effect) && notes_are_off (self))
    muster_runner_wait_for (self, g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY,
                                                       "This connection writes no notes: an earlier note came out visible to the customer"));
  else
    muster_gate_dispatch_async (self->gate, self->brief->cap, muster_effect_get_id (self->act.effect), NULL, dispatched_cb,
                                g_object_ref (self));
}

/* Sent before, by us or by a process that is gone: what is true is at the vendor */
static void
recover (MusterRunner *self)
{
#ifdef MUSTER_TEST_HOOKS
  /* The positive control of the kill tests: without the read-back an act is doubled */
  if (g_getenv ("MUSTER_TEST_NO_READBACK") != NULL)
    {
      try_again (self);
      return;
    }
#endif
  muster_gate_recover_async (self->gate, self->brief->cap, muster_effect_get_id (self->act.effect), NULL, recovered_cb,
                             g_object_ref (self));
}

/* Class L: two clocks were compared, and they may not agree */
static gboolean
is_known_by_time_alone (MusterEffect *effect)
{
  return g_strcmp0 (muster_effect_get_retry_class (effect), "L") == 0;
}

/* A vendor's plain no to a step is an answer; what belongs to the ticket is asked for again, as is what a crash left open */
static gboolean
may_try_again (MusterRunner *self)
{
  MusterEffect *effect = self->act.effect;

  if (self->reopened_by != NULL)
    return TRUE;
  return muster_effect_get_attempt (effect) < MUSTER_RUNNER_MAX_ATTEMPTS
         && (is_note (effect)
             || (g_strcmp0 (muster_effect_get_outcome (effect), "not there") == 0 && !is_known_by_time_alone (effect)));
}

static void
ledger_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  GError *error = NULL;
  GPtrArray *effects = muster_store_list_effects_finish (MUSTER_STORE (source), result, &error);
  MusterEffect *effect;

  if (effects == NULL)
    {
      muster_runner_wait_for (self, error);
      return;
    }

  g_clear_pointer (&self->effects, g_ptr_array_unref);
  self->effects = effects;
  effect = muster_runner_find_effect (self, self->act.step, self->act.call);
  g_set_object (&self->act.effect, effect);
  if (effect == NULL || self->act.error != NULL)
    settle (self);
  else if (muster_effect_get_state (effect) == MUSTER_EFFECT_STATE_PREPARED)
    dispatch (self);
  else if (muster_effect_get_state (effect) == MUSTER_EFFECT_STATE_DISPATCHED && !muster_runner_is_done (self, effect))
    recover (self);
  else if (muster_effect_get_state (effect) == MUSTER_EFFECT_STATE_ABSENT && may_try_again (self))
    try_again (self);
  else
    settle (self);
}

static void
look_at_ledger (MusterRunner *self)
{
  muster_store_list_effects_async (self->store, self->run_id, NULL, ledger_read_cb, g_object_ref (self));
}

void
muster_runner_act (MusterRunner       *self,
                   int                 step,
                   const char         *call,
                   MusterRunnerSettled settled)
{
  char *name = g_strdup (call);

  g_free (self->act.call);
  g_clear_object (&self->act.effect);
  g_clear_error (&self->act.error);
  self->act.step = step;
  self->act.call = name;
  self->act.settled = settled;
  look_at_ledger (self);
}

void
muster_runner_begin_act (MusterRunner       *self,
                         MusterEffect       *effect,
                         MusterRunnerSettled settled)
{
  g_free (self->act.call);
  g_clear_object (&self->act.effect);
  g_clear_error (&self->act.error);
  self->act.step = (int) muster_effect_get_step (effect);
  self->act.call = g_strdup (muster_effect_get_call (effect));
  self->act.settled = settled;
  muster_store_prepare_effect_async (self->store, effect, MUSTER_RUNNER_ACTOR, NULL, prepared_cb, g_object_ref (self));
}
