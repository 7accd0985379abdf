/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-approval-request.h"
#include "muster-error.h"
#include "muster-runner-private.h"
#include "muster-runner-text.h"

#define MAX_REQUESTS 100

/* MusterRunner: asking for a technician's yes, waiting for it, and its one use. The request and the note that asks are
 * stored with the step out of PLANNED; the yes is used in the transaction that prepares the first act it covers. */

/* 2 of 2 */
static void
request_made_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  g_autofree char *call = muster_runner_call (self, "approval-note");
  g_autofree char *text = NULL;
  g_autoptr(MusterEffect) note = NULL;
  g_autoptr(GPtrArray) effects = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(MusterApprovalRequest) request = NULL;
  MusterRunChange change = { 0 };
  GError *error = NULL;

  request = muster_approval_request_finish (result, &error);
  if (request != NULL)
    {
      text = muster_runner_render (self, request->note);
      note = muster_runner_new_act (self, "add-internal-note", call, "text", text, &error);
    }
  if (note == NULL && muster_planning_is_passing (error))
    {
      muster_runner_wait_for (self, error);
      return;
    }
  if (note == NULL)
    {
      muster_runner_give_to_person (self, error);
      return;
    }

  g_ptr_array_add (effects, g_object_ref (note));
  change.approval = request->approval;
  change.effects = effects;
  change.note_external_id = muster_run_get_note_external_id (self->brief->run);
  change.error_text = "";
  muster_runner_go (self, MUSTER_RUN_STATE_EXECUTING, &change);
}

/* 1 of 2: what stands now where the steps would write is read for the request. The reply is shown, and approved, in the
 * words that it will have when everything was done */
void
muster_runner_ask_approval (MusterRunner *self)
{
  g_autoptr(MusterPlan) shown = muster_record_copy (muster_run_get_plan (self->brief->run));
  g_autofree char *reply = muster_runner_expected_reply (self);

  muster_plan_set_reply_draft (shown, reply);
  muster_approval_request_async (self->gate, self->store, self->clock, self->brief, shown,
                                 self->decisions, g_task_get_cancellable (self->task), request_made_cb, g_object_ref (self));
}

/* --- Giving a plan up --- */

/* Void, or used for an act that was not done, because the world was another than was shown */
static gboolean
came_to_nothing (MusterRunner   *self,
                 MusterApproval *approval)
{
  for (guint i = 0; i < self->effects->len; i++)
    {
      MusterEffect *effect = g_ptr_array_index (self->effects, i);

      if (g_strcmp0 (muster_effect_get_approval_id (effect), muster_approval_get_id (approval)) == 0
          && muster_effect_get_state (effect) != MUSTER_EFFECT_STATE_ABSENT
          && muster_effect_get_state (effect) != MUSTER_EFFECT_STATE_PREPARED)
        return FALSE;
    }
  return TRUE;
}

static void
count_void_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  GError *error = NULL;
  g_autoptr(GPtrArray) approvals = muster_store_list_approvals_finish (MUSTER_STORE (source), result, &error);
  guint nothing = 0;

  for (guint i = 0; approvals != NULL && i < approvals->len; i++)
    nothing += came_to_nothing (self, approvals->pdata[i]);
  if (approvals == NULL)
    muster_runner_wait_for (self, error);
  else if (nothing >= MUSTER_RUNNER_MAX_VOID || self->revisions >= MUSTER_RUNNER_MAX_REVISIONS
           || muster_runner_count_done (self) > 0)
    muster_runner_report (self, self->why);
  else
    muster_runner_begin_revision (self);
}

static void
withdraw_next (MusterRunner *self);

static void
unsent_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  GError *error = NULL;

  if (muster_store_mark_effect_finish (MUSTER_STORE (source), result, &error))
    withdraw_next (self);
  else
    muster_runner_wait_for (self, error);
}

/* What is PREPARED for a plan that is given up is not sent any more */
static void
withdraw_next (MusterRunner *self)
{
  MusterEffectMark mark = { 0 };

  mark.outcome = "not sent: the plan was given up";
  for (guint i = 0; i < self->effects->len; i++)
    {
      MusterEffect *effect = g_ptr_array_index (self->effects, i);

      if (muster_effect_get_step (effect) == 0 || muster_effect_get_state (effect) != MUSTER_EFFECT_STATE_PREPARED)
        continue;
      muster_effect_set_state (effect, MUSTER_EFFECT_STATE_ABSENT);
      muster_store_mark_effect_async (self->store, muster_effect_get_id (effect), MUSTER_EFFECT_STATE_PREPARED,
                                      MUSTER_EFFECT_STATE_ABSENT, &mark, MUSTER_RUNNER_ACTOR, NULL, unsent_cb,
                                      g_object_ref (self));
      return;
    }
  if (self->give_up_for_good)
    muster_runner_report (self, self->why);
  else
    muster_store_list_approvals_async (self->store, NULL, self->run_id,
                                       MUSTER_APPROVAL_STATE_BIT (MUSTER_APPROVAL_STATE_VOID)
                                       | MUSTER_APPROVAL_STATE_BIT (MUSTER_APPROVAL_STATE_USED), MAX_REQUESTS, NULL,
                                       count_void_cb, g_object_ref (self));
}

static void
voided_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  GError *error = NULL;
  g_autoptr(GPtrArray) runs = muster_store_void_approvals_finish (MUSTER_STORE (source), result, &error);

  if (runs == NULL)
    muster_runner_wait_for (self, error);
  else
    withdraw_next (self);
}

static void
give_up (MusterRunner *self,
         const char   *why,
         gboolean      for_good)
{
  g_autofree char *kept = g_strdup (why);

  g_message ("Run %s gives its plan up: %s", self->run_id, why);
  g_free (self->why);
  self->why = g_steal_pointer (&kept);
  self->give_up_for_good = for_good;
  muster_store_void_approvals_async (self->store, NULL, self->run_id, self->why, MUSTER_RUNNER_ACTOR, NULL, voided_cb,
                                     g_object_ref (self));
}

void
muster_runner_plan_again (MusterRunner *self,
                          const char   *why)
{
  give_up (self, why, FALSE);
}

void
muster_runner_stop_plan (MusterRunner *self,
                         const char   *why)
{
  give_up (self, why, TRUE);
}

void
muster_runner_stop_now (MusterRunner *self)
{
  muster_runner_stop_plan (self, self->why);
}

/* --- AWAITING_APPROVAL --- */

static void
used_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  GError *error = NULL;

  self->saving = FALSE;
  if (muster_store_use_approval_finish (MUSTER_STORE (source), result, &error))
    {
      self->next = MUSTER_RUN_STATE_EXECUTING;
      self->revising = FALSE;
      muster_runner_arrived (self);
    }
  else if (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT) && !self->looked_again)
    {
      /* It ran out, or somebody took it back, between our look and now: look once more */
      g_clear_error (&error);
      self->looked_again = TRUE;
      muster_runner_enter_awaiting (self);
    }
  else
    muster_runner_wait_for (self, error);
}

/* The first act that the yes covers is prepared with it; NULL when the next step was declined or hands out a secret */
static void
use (MusterRunner   *self,
     MusterApproval *approval)
{
  GPtrArray *steps = muster_plan_get_steps (muster_run_get_plan (self->brief->run));
  g_autoptr(MusterEffect) first = NULL;
  GError *error = NULL;

  for (guint i = 0; steps != NULL && i < steps->len && first == NULL; i++)
    {
      if (muster_runner_step_kind (self, i) == MUSTER_RUNNER_STEP_MANUAL || muster_runner_step_effect (self, i) != NULL)
        continue;
      if (muster_runner_step_declined (self, i))
        break;
      first = muster_runner_new_step (self, i, &error);
      if (first == NULL)
        {
          g_autofree char *why = muster_runner_say_step_failed (self, i, error->message);

          g_error_free (error);
          muster_runner_stop_plan (self, why);
          return;
        }
    }
  if (first != NULL)
    muster_effect_set_approval_id (first, muster_approval_get_id (approval));
  self->saving = TRUE;
  muster_store_use_approval_async (self->store, muster_approval_get_id (approval), muster_approval_get_plan_hash (approval),
                                   MUSTER_RUN_STATE_AWAITING_APPROVAL, first, MUSTER_RUNNER_ACTOR, NULL, used_cb,
                                   g_object_ref (self));
}

static void
expired_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  g_autoptr(GError) error = NULL;

  if (!muster_store_decide_approval_finish (MUSTER_STORE (source), result, &error))
    g_debug ("A request of run %s: %s", self->run_id, error->message);
  muster_runner_report (self, muster_runner_say (self, MUSTER_RUNNER_SAY_EXPIRED));
}

/* A yes that came in time and was not used in time is worth nothing */
static void
expire (MusterRunner   *self,
        MusterApproval *approval)
{
  MusterApprovalDecision decision = { 0 };

  decision.from = muster_approval_get_state (approval);
  decision.to = MUSTER_APPROVAL_STATE_EXPIRED;
  decision.by = MUSTER_RUNNER_ACTOR;
  decision.via = "engine";
  muster_store_decide_approval_async (self->store, muster_approval_get_id (approval), &decision, NULL, expired_cb,
                                      g_object_ref (self));
}

static void
rejected (MusterRunner   *self,
          MusterApproval *approval)
{
  g_autofree char *why = muster_runner_say_rejected (self, approval);
  const char *reason = muster_approval_get_reason (approval);

  /* Who can understand the reason gets another try with it; a planner without words would ask for the same again */
  if (reason != NULL && *reason != '\0' && muster_runner_count_done (self) == 0
      && g_strcmp0 (muster_plan_get_planner (muster_run_get_plan (self->brief->run)), "built-in") != 0
      && muster_run_get_revision (self->brief->run) < MUSTER_RUNNER_MAX_REVISIONS)
    muster_runner_begin_revision (self);
  else
    muster_runner_report (self, why);
}

static void
await (MusterRunner *self)
{
  MusterApproval *approval = muster_runner_own_approval (self);
  MusterApprovalState state = approval != NULL ? muster_approval_get_state (approval) : MUSTER_APPROVAL_STATE_VOID;

  if (muster_runner_is_outdated (self)
      && (state == MUSTER_APPROVAL_STATE_OPEN || state == MUSTER_APPROVAL_STATE_GRANTED || state == MUSTER_APPROVAL_STATE_VOID))
    {
      muster_runner_plan_again (self, muster_runner_say (self, MUSTER_RUNNER_SAY_NEW_WORDS));
      return;
    }
  if (muster_runner_was_stopped (self) && state != MUSTER_APPROVAL_STATE_REJECTED && state != MUSTER_APPROVAL_STATE_EXPIRED
      && state != MUSTER_APPROVAL_STATE_WITHDRAWN)
    {
      muster_runner_stop_plan (self, muster_runner_say (self, MUSTER_RUNNER_SAY_PLAN_MODE));
      return;
    }
  switch (state)
    {
    case MUSTER_APPROVAL_STATE_OPEN:
      muster_runner_rest (self);
      break;
    case MUSTER_APPROVAL_STATE_GRANTED:
      if (muster_approval_get_expires (approval) <= muster_clock_now (self->clock))
        expire (self, approval);
      else
        use (self, approval);
      break;
    case MUSTER_APPROVAL_STATE_USED:
      muster_runner_go (self, MUSTER_RUN_STATE_EXECUTING, NULL);
      break;
    case MUSTER_APPROVAL_STATE_REJECTED:
      rejected (self, approval);
      break;
    case MUSTER_APPROVAL_STATE_EXPIRED:
      muster_runner_report (self, muster_runner_say (self, MUSTER_RUNNER_SAY_EXPIRED));
      break;
    case MUSTER_APPROVAL_STATE_WITHDRAWN:
      muster_runner_report (self, muster_runner_say (self, MUSTER_RUNNER_SAY_WITHDRAWN));
      break;
    case MUSTER_APPROVAL_STATE_VOID:
    default:
      muster_runner_plan_again (self, approval != NULL && muster_approval_get_reason (approval) != NULL
                                ? muster_approval_get_reason (approval) : muster_runner_say (self, MUSTER_RUNNER_SAY_VOID));
    }
}

void
muster_runner_enter_awaiting (MusterRunner *self)
{
  muster_runner_load_facts (self, await);
}
