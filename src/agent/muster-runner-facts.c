/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-error.h"
#include "muster-json.h"
#include "muster-runner-private.h"

/* MusterRunner: what is known about a plan that is being carried out. Everything is read from the store again: which
 * objects the run has proved to be the client's, the ledger, the newest request for a yes; and what the rules say to
 * each step now. */

/* What later acts may point at is what this revision of the plan has looked up */
static void
replay_calls (MusterRunner *self,
              GPtrArray    *calls)
{
  for (guint i = 0; i < calls->len; i++)
    {
      MusterRunCall *call = g_ptr_array_index (calls, i);
      g_autoptr(JsonNode) args = muster_json_from_string_trusted (muster_run_call_get_args (call), NULL);
      g_autoptr(JsonNode) node = NULL;

      if (muster_run_call_get_revision (call) != muster_run_get_revision (self->brief->run)
          || muster_run_call_get_result (call) == NULL || !JSON_NODE_HOLDS_OBJECT (args))
        continue;
      node = muster_json_from_string_trusted (muster_run_call_get_result (call), NULL);
      muster_gate_replay_answer (self->gate, self->brief->cap, muster_run_call_get_tool (call), node);
      muster_gate_replay_secrets (self->gate, self->brief->cap, muster_run_call_get_tool (call), json_node_get_object (args),
                                  node);
    }
}

static void
set_requester (MusterRunner *self)
{
  MusterPlan *plan = muster_run_get_plan (self->brief->run);

  muster_cap_set_requester (self->brief->cap, muster_plan_get_requester_id (plan),
                            MAX (muster_plan_get_identity_level (plan),
                                 muster_run_brief_confirmed (self->brief, muster_plan_get_requester_id (plan))));
  muster_gate_weigh_plan (self->brief->cap, muster_plan_get_steps (plan));
}

/* Decided with what the gate will know when the step's turn comes. A step that is taken for automatic here and is
 * refused there would be planned again for ever */
static MusterGateDecision *
decide (MusterRunner *self,
        MusterStep   *step,
        guint         index)
{
  MusterRunHistory past = self->history;

  for (guint i = 0; i < index; i++)
    {
      MusterEffect *effect = muster_runner_step_effect (self, i);

      /* What was sent is counted already */
      past.writes_in_run += effect == NULL || muster_effect_get_state (effect) == MUSTER_EFFECT_STATE_PREPARED
                            || muster_effect_get_state (effect) == MUSTER_EFFECT_STATE_ABSENT;
    }
  return muster_gate_preview (self->gate, self->brief->cap, step, &past);
}

static void
decide_steps (MusterRunner *self)
{
  GPtrArray *steps = muster_plan_get_steps (muster_run_get_plan (self->brief->run));

  g_clear_pointer (&self->decisions, g_ptr_array_unref);
  self->decisions = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_gate_decision_free);
  for (guint i = 0; steps != NULL && i < steps->len; i++)
    g_ptr_array_add (self->decisions, decide (self, g_ptr_array_index (steps, i), i));
}

static void
approval_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  GError *error = NULL;
  MusterApproval *approval = muster_store_find_approval_finish (MUSTER_STORE (source), result, &error);

  if (error != NULL)
    {
      muster_runner_wait_for (self, error);
      return;
    }
  g_clear_object (&self->approval);
  self->approval = approval;
  decide_steps (self);
  self->then (self);
}

static void
history_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  GError *error = NULL;

  if (!muster_store_get_run_history_finish (MUSTER_STORE (source), result, &self->history, &error))
    muster_runner_wait_for (self, error);
  else
    muster_store_find_approval_async (self->store, self->run_id, NULL, approval_cb, g_object_ref (self));
}

static void
effects_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  GError *error = NULL;
  GPtrArray *effects = muster_store_list_effects_finish (MUSTER_STORE (source), result, &error);

  if (effects == NULL)
    {
      muster_runner_wait_for (self, error);
      return;
    }
  g_clear_pointer (&self->effects, g_ptr_array_unref);
  self->effects = effects;
  muster_store_get_run_history_async (self->store, self->run_id, muster_run_get_client_id (self->brief->run),
                                      muster_clock_now (self->clock), NULL, history_cb, g_object_ref (self));
}

static void
calls_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  GError *error = NULL;
  g_autoptr(GPtrArray) calls = muster_store_list_calls_finish (MUSTER_STORE (source), result, &error);

  if (calls == NULL)
    {
      muster_runner_wait_for (self, error);
      return;
    }
  replay_calls (self, calls);
  set_requester (self);
  muster_store_list_effects_async (self->store, self->run_id, NULL, effects_cb, g_object_ref (self));
}

void
muster_runner_load_facts (MusterRunner     *self,
                          MusterRunnerNext  then)
{
  self->then = then;
  muster_store_list_calls_async (self->store, self->run_id, NULL, calls_cb, g_object_ref (self));
}

MusterApproval *
muster_runner_own_approval (MusterRunner *self)
{
  return self->approval != NULL
         && muster_approval_get_revision (self->approval) == muster_run_get_revision (self->brief->run)
         ? self->approval : NULL;
}

char *
muster_runner_step_call (MusterRunner *self)
{
  gint64 revision = muster_run_get_revision (self->brief->run);

  return revision <= 1 ? g_strdup ("") : g_strdup_printf (MUSTER_REVISION_CALL, revision);
}

MusterEffect *
muster_runner_step_effect (MusterRunner *self,
                           guint         index)
{
  g_autofree char *call = muster_runner_step_call (self);

  return muster_runner_find_effect (self, (int) index + 1, call);
}

/* The row of a step in what was asked for */
static JsonObject *
find_item (MusterRunner *self,
           JsonArray    *items,
           guint         index)
{
  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    if (muster_json_int (muster_json_arr_obj (items, i), "step", 0) == (gint64) index + 1)
      return muster_json_arr_obj (items, i);
  return NULL;
}

static JsonArray *
parse_items (MusterRunner *self)
{
  MusterApproval *approval = muster_runner_own_approval (self);

  return approval != NULL ? muster_approval_parse_items (approval) : NULL;
}

/* Once somebody was asked, what they were shown counts; the gate decides again before anything is sent */
MusterRunnerStep
muster_runner_step_kind (MusterRunner *self,
                         guint         index)
{
  GPtrArray *steps = muster_plan_get_steps (muster_run_get_plan (self->brief->run));
  MusterTool *tool = muster_catalog_lookup_tool (muster_gate_get_catalog (self->gate),
                                                 muster_step_get_tool (g_ptr_array_index (steps, index)));
  MusterGateDecision *decision = g_ptr_array_index (self->decisions, index);
  g_autoptr(JsonArray) items = parse_items (self);
  JsonObject *item = find_item (self, items, index);

  if (tool != NULL && muster_tool_is_read (tool))
    return MUSTER_RUNNER_STEP_MANUAL;
  if (item != NULL)
    return muster_json_bool (item, "gated", TRUE) ? MUSTER_RUNNER_STEP_GATED : MUSTER_RUNNER_STEP_AUTO;
  if (decision->verdict == MUSTER_VERDICT_DENY)
    return MUSTER_RUNNER_STEP_DENIED;
  return decision->verdict == MUSTER_VERDICT_ALLOW ? MUSTER_RUNNER_STEP_AUTO : MUSTER_RUNNER_STEP_GATED;
}

gboolean
muster_runner_step_declined (MusterRunner *self,
                             guint         index)
{
  MusterApproval *approval = muster_runner_own_approval (self);

  return approval != NULL && !muster_approval_step_granted (approval, (gint64) index + 1);
}

guint
muster_runner_count_done (MusterRunner *self)
{
  GPtrArray *steps = muster_plan_get_steps (muster_run_get_plan (self->brief->run));
  guint n = 0;

  for (guint i = 0; steps != NULL && i < steps->len; i++)
    {
      MusterEffect *effect = muster_runner_step_effect (self, i);

      n += effect != NULL && muster_effect_get_state (effect) != MUSTER_EFFECT_STATE_ABSENT
           && muster_effect_get_state (effect) != MUSTER_EFFECT_STATE_PREPARED;
    }
  return n;
}

MusterPolicy
muster_runner_engine_policy (MusterRunner *self,
                             const char   *tool)
{
  g_autofree char *full = muster_runner_psa_tool (self, tool);
  MusterTool *row = muster_catalog_lookup_tool (muster_gate_get_catalog (self->gate), full);

  return row != NULL ? muster_gate_policy_for (self->gate, self->brief->cap, row) : MUSTER_POLICY_DISABLED;
}

gboolean
muster_runner_was_stopped (MusterRunner *self)
{
  return muster_runner_executes (self) && !self->history.may_execute;
}

/* By the policy, or by R9: who has read a secret may tell it */
gboolean
muster_runner_reply_gated (MusterRunner *self)
{
  MusterPolicy policy = muster_runner_engine_policy (self, "reply-to-requester");

  return policy == MUSTER_POLICY_APPROVAL_NEEDED || (policy == MUSTER_POLICY_AUTO && self->history.read_sensitive);
}

/* Of the steps, or the reply that goes with them */
gboolean
muster_runner_any_gated (MusterRunner *self)
{
  const char *reply = muster_plan_get_reply_draft (muster_run_get_plan (self->brief->run));

  if (reply != NULL && *reply != '\0' && muster_runner_reply_gated (self))
    return TRUE;
  for (guint i = 0; i < self->decisions->len; i++)
    if (muster_runner_step_kind (self, i) == MUSTER_RUNNER_STEP_GATED)
      return TRUE;
  return FALSE;
}

/* Half of a plan whose rest is known to be impossible would be worse than none */
char *
muster_runner_denial (MusterRunner *self)
{
  GPtrArray *steps = muster_plan_get_steps (muster_run_get_plan (self->brief->run));

  for (guint i = 0; i < self->decisions->len; i++)
    if (muster_runner_step_kind (self, i) == MUSTER_RUNNER_STEP_DENIED)
      return g_strdup_printf ("Step %u (%s) may not be done: %s", i + 1, muster_step_get_tool (g_ptr_array_index (steps, i)),
                              ((MusterGateDecision *) g_ptr_array_index (self->decisions, i))->reason);
  return NULL;
}
