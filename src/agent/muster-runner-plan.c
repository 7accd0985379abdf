/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-conversation.h"
#include "muster-error.h"
#include "muster-note-writer.h"
#include "muster-runner-private.h"
#include "muster-runner-text.h"

/* MusterRunner: PLANNING and PLANNED: the plan, and its note on the ticket before anything else is done */

/* PLANNING, 5 of 5: the plan, the note's text and the note's row in the ledger become one commit */
static void
audit_head_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  g_autofree char *head = NULL;
  g_autofree char *written = NULL;
  g_autofree char *text = NULL;
  g_autofree char *call = muster_runner_call (self, "");
  g_autoptr(MusterEffect) note = NULL;
  g_autoptr(JsonObject) args = json_object_new ();
  g_autoptr(GPtrArray) effects = g_ptr_array_new_with_free_func (g_object_unref);
  MusterPsa *psa = muster_gate_get_psa (self->gate, muster_run_get_connection_id (self->brief->run));
  MusterRunChange change = { 0 };
  GError *error = NULL;

  head = muster_store_get_audit_head_finish (MUSTER_STORE (source), result, NULL, &error);
  if (head != NULL)
    note = muster_runner_new_act (self, "add-internal-note", call, "text", "…", &error);
  if (note == NULL || psa == NULL)
    {
      if (error == NULL)
        error = g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT, "The PSA's connection is not ready");
      muster_runner_wait_for (self, error);
      return;
    }

  if (strlen (head) > 8)
    head[8] = '\0';
  written = muster_note_write (self->planned->plan, self->planned->ticket_case, self->run_id, muster_effect_get_id (note), head,
                               muster_run_get_mode (self->brief->run));
  text = muster_psa_render_note (psa, written);
  json_object_set_string_member (args, "ticket", muster_ticket_get_external_id (self->brief->ticket));
  json_object_set_string_member (args, "text", text);
  if (!muster_gate_set_effect_args (self->gate, note, args, &error))
    {
      muster_runner_give_to_person (self, error);
      return;
    }

  g_ptr_array_add (effects, g_object_ref (note));
  change.plan = self->planned->plan;
  change.planner = muster_plan_get_planner (self->planned->plan);
  change.prompt_hash = self->brief->prompt_hash;
  change.note_text = text;
  change.error_text = "";
  change.effects = effects;
  change.add_requests = self->planned->requests;
  muster_runner_go (self, MUSTER_RUN_STATE_PLANNED, &change);
}

/* The plan of a ticket that has its note, or will have it: the note stays what it was */
static void
keep_note (MusterRunner *self)
{
  MusterRunChange change = { 0 };

  change.plan = self->planned->plan;
  change.planner = muster_plan_get_planner (self->planned->plan);
  change.prompt_hash = self->brief->prompt_hash;
  change.error_text = "";
  change.add_requests = self->planned->requests;
  muster_runner_go (self, MUSTER_RUN_STATE_PLANNED, &change);
}

/* PLANNING, 4 of 5: one note per run, in Execute mode one per revision */
static void
earlier_note_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  g_autofree char *call = muster_runner_call (self, "");
  GError *error = NULL;
  GPtrArray *effects = muster_store_list_effects_finish (MUSTER_STORE (source), result, &error);

  if (effects == NULL)
    {
      muster_runner_wait_for (self, error);
      return;
    }
  g_clear_pointer (&self->effects, g_ptr_array_unref);
  self->effects = effects;
  if (muster_runner_find_effect (self, 0, call) != NULL)
    keep_note (self);
  else
    muster_store_get_audit_head_async (self->store, NULL, audit_head_cb, g_object_ref (self));
}

/* PLANNING, 3 of 5: has somebody written on the ticket meanwhile? */
static void
ticket_again_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  GError *error = NULL;
  g_autoptr(MusterTicket) ticket = muster_store_get_ticket_finish (MUSTER_STORE (source), result, &error);

  if (ticket == NULL)
    muster_runner_wait_for (self, error);
  else if (muster_conversation_is_ahead (ticket, muster_run_get_conversation (self->brief->run))
           && self->revisions < MUSTER_RUNNER_MAX_REVISIONS)
    muster_runner_begin_revision (self);
  else
    muster_store_list_effects_async (self->store, self->run_id, NULL, earlier_note_cb, g_object_ref (self));
}

/* PLANNING, 2 of 5 */
static void
plan_made_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  GError *error = NULL;

  g_clear_pointer (&self->planned, muster_planning_result_free);
  self->planned = muster_planning_finish (result, &error);
  if (self->planned != NULL)
    muster_store_get_ticket_async (self->store, muster_run_get_ticket_id (self->brief->run), NULL, ticket_again_cb,
                                   g_object_ref (self));
  else if (muster_planning_is_passing (error))
    muster_runner_wait_for (self, error);
  else
    muster_runner_give_to_person (self, error);
}

/* PLANNING, 1 of 5 */
void
muster_runner_enter_planning (MusterRunner *self)
{
  muster_planning_async (self->brief, self->store, self->gate, self->planner, self->index, self->tries,
                         g_task_get_cancellable (self->task), plan_made_cb, g_object_ref (self));
}

/* --- PLANNED --- */

static gboolean
has_reply (MusterPlan *plan)
{
  const char *reply = muster_plan_get_reply_draft (plan);

  return reply != NULL && *reply != '\0';
}

/* Execute mode, the note is on the ticket: what now? */
static void
begin (MusterRunner *self)
{
  MusterPlan *plan = muster_run_get_plan (self->brief->run);
  GPtrArray *steps = muster_plan_get_steps (plan);
  g_autofree char *denial = NULL;
  MusterRunChange change = { 0 };

  change.error_text = "";
  change.note_external_id = muster_run_get_note_external_id (self->brief->run);
  if (muster_runner_was_stopped (self) && muster_plan_get_outcome (plan) != MUSTER_OUTCOME_IGNORE)
    {
      change.error_text = muster_runner_say (self, MUSTER_RUNNER_SAY_PLAN_MODE);
      muster_runner_go (self, MUSTER_RUN_STATE_REPORTING, &change);
      return;
    }
  switch (muster_plan_get_outcome (plan))
    {
    case MUSTER_OUTCOME_PLAN:
    case MUSTER_OUTCOME_ANSWER:
      if ((steps == NULL || steps->len == 0) && !has_reply (plan))
        break;
      denial = muster_runner_denial (self);
      if (denial != NULL)
        {
          change.error_text = denial;
          muster_runner_go (self, MUSTER_RUN_STATE_REPORTING, &change);
        }
      else if (muster_runner_any_gated (self))
        muster_runner_ask_approval (self);
      else
        muster_runner_go (self, MUSTER_RUN_STATE_EXECUTING, &change);
      return;
    case MUSTER_OUTCOME_ASK:
      if ((steps == NULL || steps->len == 0) && has_reply (plan) && muster_runner_reply_gated (self))
        muster_runner_ask_approval (self);
      else
        muster_runner_go (self, MUSTER_RUN_STATE_REPORTING, &change);
      return;
    case MUSTER_OUTCOME_HANDOVER:
      muster_runner_go (self, MUSTER_RUN_STATE_REPORTING, &change);
      return;
    case MUSTER_OUTCOME_IGNORE:
    default:
      break;
    }
  muster_runner_go (self, MUSTER_RUN_STATE_DONE, &change);
}

static void
note_confirmed (MusterRunner *self,
                const char   *external_ref)
{
  MusterRunChange change = { 0 };

  if (muster_runner_executes (self))
    {
      muster_run_set_note_external_id (self->brief->run, external_ref);
      if (muster_runner_is_outdated (self) && self->revisions < MUSTER_RUNNER_MAX_REVISIONS)
        muster_runner_begin_revision (self);
      else
        muster_runner_load_facts (self, begin);
      return;
    }
  change.note_external_id = external_ref;
  change.error_text = "";
  change.add_requests = 1;
  muster_runner_go (self, MUSTER_RUN_STATE_DONE, &change);
}

/* The plan's note came to its end */
static void
note_settled (MusterRunner *self,
              MusterEffect *note,
              GError       *error)
{
  MusterEffectState state = note != NULL ? muster_effect_get_state (note) : MUSTER_EFFECT_STATE_UNKNOWN;
  const char *outcome = note != NULL ? muster_effect_get_outcome (note) : NULL;

  if (note != NULL && state == MUSTER_EFFECT_STATE_CONFIRMED && error == NULL)
    {
      note_confirmed (self, muster_effect_get_external_ref (note));
      return;
    }
  g_clear_pointer (&self->reopened_by, g_free);
  if (note == NULL && error == NULL)
    error = g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_STORE, "The plan is stored without its note");
  else if (error == NULL && state == MUSTER_EFFECT_STATE_ABSENT)
    error = g_error_new (MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "The note could not be posted: %s",
                         outcome != NULL ? outcome : "refused");
  else if (error == NULL)
    error = g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_OUTCOME_UNKNOWN,
                                 "It is not certain whether the note was posted; look at the ticket");
  muster_runner_give_to_person (self, error);
}

/* PLANNED: the note is in the ledger; post it, or find out whether it was posted */
void
muster_runner_enter_planned (MusterRunner *self)
{
  g_autofree char *call = muster_runner_call (self, "");

  muster_runner_act (self, 0, call, note_settled);
}
