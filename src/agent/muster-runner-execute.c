/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-error.h"
#include "muster-json.h"
#include "muster-runner-private.h"
#include "muster-runner-text.h"

/* MusterRunner: EXECUTING: the steps of the plan, one after the other. Which comes next is read from the ledger, so
 * that nothing is done twice. The planner is not asked again: a step that does not work ends the plan. */

static void next_step (MusterRunner *self);

/* What has been done on this ticket is not done again without a person: the same words may only be asked twice */
static gboolean
was_done_before (MusterRunner *self,
                 MusterEffect *effect)
{
  for (guint i = 0; i < self->effects->len; i++)
    {
      MusterEffect *other = g_ptr_array_index (self->effects, i);

      if (muster_effect_get_step (other) > 0 && muster_effect_get_state (other) == MUSTER_EFFECT_STATE_CONFIRMED
          && g_strcmp0 (muster_effect_get_tool (other), muster_effect_get_tool (effect)) == 0
          && g_strcmp0 (muster_effect_get_target (other), muster_effect_get_target (effect)) == 0
          && g_strcmp0 (muster_effect_get_args_hash (other), muster_effect_get_args_hash (effect)) == 0
          && g_strcmp0 (muster_effect_get_call (other), muster_effect_get_call (effect)) != 0)
        return TRUE;
    }
  return FALSE;
}

MusterEffect *
muster_runner_new_step (MusterRunner *self,
                        guint         index,
                        GError      **error)
{
  MusterStep *step = g_ptr_array_index (muster_plan_get_steps (muster_run_get_plan (self->brief->run)), index);
  g_autofree char *call = muster_runner_step_call (self);
  g_autofree char *target = NULL;
  g_autoptr(JsonObject) args = NULL;
  g_autoptr(MusterEffect) effect = NULL;

  args = muster_gate_resolve_args (self->gate, muster_step_get_tool (step), muster_step_get_target (step),
                                   muster_step_get_args (step), self->effects, &target, error);
  if (args != NULL)
    effect = muster_gate_new_effect (self->gate, self->brief->cap, muster_step_get_tool (step), (int) index + 1, target, args,
                                     error);
  if (effect == NULL)
    return NULL;
  muster_effect_set_call (effect, call);
  if (was_done_before (self, effect))
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT, muster_runner_say (self, MUSTER_RUNNER_SAY_DONE_BEFORE));
      return NULL;
    }
  return g_steal_pointer (&effect);
}

static void
fail_step (MusterRunner *self,
           guint         index,
           const char   *reason)
{
  g_autofree char *why = muster_runner_say_step_failed (self, index, reason);

  muster_runner_stop_plan (self, why);
}

static gboolean
invites_new_plan (const GError *error)
{
  return g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT)
         || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_NEEDS_APPROVAL);
}

/* Refused before anything left: the rules say no, or what was shown is not so any more */
static gboolean
was_not_sent (MusterEffect *effect)
{
  MusterEffectState state = muster_effect_get_state (effect);

  return state == MUSTER_EFFECT_STATE_PREPARED || state == MUSTER_EFFECT_STATE_ABSENT;
}

/* Nobody was asked about it, and it was not sent: policies that have changed are read, and it is decided by those */
static gboolean
may_refresh (MusterRunner *self,
             MusterEffect *effect,
             const GError *error)
{
  return g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT) && muster_effect_get_approval_id (effect) == NULL
         && muster_effect_get_state (effect) == MUSTER_EFFECT_STATE_PREPARED && self->refreshed++ < MUSTER_RUNNER_MAX_REVISIONS;
}

/* A step did not come to its end; what the store knows now is loaded */
static void
step_failed (MusterRunner *self)
{
  g_autoptr(MusterEffect) effect = g_steal_pointer (&self->act.effect);
  g_autoptr(GError) error = g_steal_pointer (&self->act.error);
  guint index = (guint) self->act.step - 1;
  const char *outcome = effect != NULL ? muster_effect_get_outcome (effect) : NULL;

  if (error != NULL && (effect == NULL || was_not_sent (effect)) && muster_runner_was_stopped (self))
    muster_runner_stop_plan (self, muster_runner_say (self, MUSTER_RUNNER_SAY_PLAN_MODE));
  else if (effect != NULL && error != NULL && may_refresh (self, effect, error))
    muster_runner_refresh (self);
  else if (effect != NULL && was_not_sent (effect) && error != NULL && invites_new_plan (error))
    muster_runner_plan_again (self, error->message);
  else if (error != NULL && (effect == NULL || muster_effect_get_state (effect) != MUSTER_EFFECT_STATE_UNKNOWN))
    fail_step (self, index, error->message);
  else if (effect != NULL && muster_effect_get_state (effect) == MUSTER_EFFECT_STATE_UNKNOWN)
    fail_step (self, index, muster_runner_say (self, MUSTER_RUNNER_SAY_UNKNOWN));
  else
    fail_step (self, index, outcome != NULL ? outcome : muster_runner_say (self, MUSTER_RUNNER_SAY_REFUSED));
}

static void
step_settled (MusterRunner *self,
              MusterEffect *effect,
              GError       *failure)
{
  if (effect != NULL && muster_runner_is_done (self, effect))
    {
      g_clear_error (&failure);
      next_step (self);
      return;
    }
  /* Why may have changed since the facts were loaded */
  g_set_object (&self->act.effect, effect);
  g_clear_error (&self->act.error);
  self->act.error = failure;
  muster_runner_load_facts (self, step_failed);
}

/* A step that is in the ledger already */
static void
go_on_with (MusterRunner *self,
            guint         index)
{
  g_autofree char *call = muster_runner_step_call (self);

  muster_runner_act (self, (int) index + 1, call, step_settled);
}

static void
begin_step (MusterRunner   *self,
            guint           index,
            MusterApproval *approval)
{
  GError *error = NULL;
  g_autoptr(MusterEffect) effect = muster_runner_new_step (self, index, &error);

  if (effect == NULL)
    {
      fail_step (self, index, error->message);
      g_error_free (error);
      return;
    }
  if (approval != NULL)
    muster_effect_set_approval_id (effect, muster_approval_get_id (approval));
  muster_runner_begin_act (self, effect, step_settled);
}

static void
begin_gated (MusterRunner *self,
             guint         index)
{
  MusterApproval *approval = muster_runner_own_approval (self);

  if (approval == NULL)
    muster_runner_plan_again (self, muster_runner_say (self, MUSTER_RUNNER_SAY_VOID));
  else if (muster_approval_get_state (approval) != MUSTER_APPROVAL_STATE_USED)
    muster_runner_go (self, MUSTER_RUN_STATE_AWAITING_APPROVAL, NULL);
  else if (muster_runner_step_declined (self, index))
    {
      g_autofree char *why = muster_runner_say_declined (self, index);

      muster_runner_report (self, why);
    }
  else
    begin_step (self, index, approval);
}

/* All steps are done. What was asked for beside them, such as the reply alone, waits for its yes too */
static void
finish (MusterRunner *self)
{
  MusterApproval *approval = muster_runner_own_approval (self);

  if (approval != NULL && muster_approval_is_waiting (approval))
    muster_runner_go (self, MUSTER_RUN_STATE_AWAITING_APPROVAL, NULL);
  else
    muster_runner_report (self, "");
}

static void
next_step (MusterRunner *self)
{
  GPtrArray *steps = muster_plan_get_steps (muster_run_get_plan (self->brief->run));
  guint n = steps != NULL ? steps->len : 0;
  guint i;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (self->task)))
    {
      muster_runner_wait_for (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Stopped"));
      return;
    }
  for (i = 0; i < n; i++)
    {
      MusterEffect *effect = muster_runner_step_effect (self, i);

      if (muster_runner_step_kind (self, i) == MUSTER_RUNNER_STEP_MANUAL
          || (effect != NULL && muster_runner_is_done (self, effect)))
        continue;
      if (muster_runner_was_stopped (self) && (effect == NULL || was_not_sent (effect)))
        muster_runner_stop_plan (self, muster_runner_say (self, MUSTER_RUNNER_SAY_PLAN_MODE));
      else if (effect != NULL)
        go_on_with (self, i);
      else if (muster_runner_step_kind (self, i) == MUSTER_RUNNER_STEP_GATED)
        begin_gated (self, i);
      else if (muster_runner_step_kind (self, i) == MUSTER_RUNNER_STEP_AUTO)
        begin_step (self, i, NULL);
      else
        fail_step (self, i, ((MusterGateDecision *) g_ptr_array_index (self->decisions, i))->reason);
      return;
    }
  finish (self);
}

static void
approval_note_settled (MusterRunner *self,
                       MusterEffect *note,
                       GError       *failure)
{
  g_autoptr(GError) error = failure;

  if (note != NULL && error == NULL && muster_effect_get_state (note) == MUSTER_EFFECT_STATE_CONFIRMED)
    next_step (self);
  else
    {
      g_autofree char *why = g_strdup_printf ("%s %s", muster_runner_say (self, MUSTER_RUNNER_SAY_NO_APPROVAL_NOTE),
                                              error != NULL ? error->message : "");

      muster_runner_stop_plan (self, g_strchomp (why));
    }
}

static void
execute (MusterRunner *self)
{
  g_autofree char *call = muster_runner_call (self, "approval-note");

  /* Nobody has been asked, or who was asked has something to read */
  if (muster_runner_own_approval (self) == NULL)
    {
      if (muster_runner_is_outdated (self) && muster_runner_count_done (self) == 0)
        muster_runner_plan_again (self, muster_runner_say (self, MUSTER_RUNNER_SAY_NEW_WORDS));
      else
        next_step (self);
    }
  else
    muster_runner_act (self, 0, call, approval_note_settled);
}

/* EXECUTING */
void
muster_runner_enter_executing (MusterRunner *self)
{
  muster_runner_load_facts (self, execute);
}

/* What became of the plan is told on the ticket; @why: "" when all went well */
void
muster_runner_report (MusterRunner *self,
                      const char   *why)
{
  MusterRunChange change = { 0 };

  change.error_text = why != NULL ? why : "";
  muster_runner_go (self, MUSTER_RUN_STATE_REPORTING, &change);
}
