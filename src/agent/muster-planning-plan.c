/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-language.h"
#include "muster-note-text.h"
#include "muster-planning-private.h"

/* What becomes of a plan before anybody sees it: what the gate would say to each step, and whether a secret is in it */

MusterRunHistory
muster_planning_history (MusterPlanning *op)
{
  MusterRunHistory now = { 0 };

  now.calls = op->n_earlier + op->n_calls;
  now.active_us = muster_run_get_active_us (op->brief->run) + g_get_monotonic_time () - op->began;
  now.read_untrusted = TRUE;
  return now;
}

/* What cannot be taken back says so before anybody approves it */
static void
say_irreversible (MusterPlanning *op,
                  MusterStep *step)
{
  const char *reason = muster_gate_irreversible (op->gate, muster_step_get_tool (step));
  const char *explain = muster_step_get_explain (step);
  MusterLanguage *previous;
  g_autofree char *said = NULL;
  g_autofree char *whole = NULL;

  if (reason == NULL)
    return;
  previous = muster_language_push (muster_case_get_workspace_language (op->ticket_case));
  /* Translators: a whole sentence follows that says why */
  said = g_strdup_printf (_("Cannot be undone: %s"), muster_language_text (reason));
  muster_language_pop (previous);
  if (explain != NULL && strstr (explain, said) != NULL)
    return;
  whole = explain == NULL ? g_strdup (said)
          : g_strdup_printf ("%s%s %s", explain, g_str_has_suffix (explain, ".") ? "" : ".", said);
  muster_step_set_explain (step, whole);
}

/* What the gate would say to each step in Execute mode */
static void
preview_steps (MusterPlanning *op,
               MusterPlan *plan)
{
  GPtrArray *steps = muster_plan_get_steps (plan);

  muster_cap_set_requester (op->brief->cap, muster_plan_get_requester_id (plan), muster_plan_get_identity_level (plan));
  muster_gate_weigh_plan (op->brief->cap, steps);
  for (guint i = 0; i < steps->len; i++)
    {
      MusterStep *step = g_ptr_array_index (steps, i);
      MusterRunHistory past = muster_planning_history (op);
      g_autoptr(MusterGateDecision) decision = NULL;
      g_autoptr(GPtrArray) rules = g_ptr_array_new_with_free_func (g_free);

      past.writes_in_run = i;
      past.calls = 0;
      decision = muster_gate_preview (op->gate, op->brief->cap, step, &past);
      muster_step_set_policy (step, decision->verdict == MUSTER_VERDICT_ALLOW ? "auto"
                                    : decision->verdict == MUSTER_VERDICT_APPROVAL ? "approval_needed" : "disabled");
      for (guint r = 0; decision->rules != NULL && decision->rules[r] != NULL; r++)
        g_ptr_array_add (rules, g_strdup (decision->rules[r]));
      muster_step_set_rules (step, rules);
      say_irreversible (op, step);
    }
}

MusterPlan *
muster_planning_hand_over (MusterPlanning *op,
                           const char *why)
{
  MusterLanguage *previous = muster_language_push (muster_case_get_workspace_language (op->ticket_case));
  g_autoptr(MusterPlan) plan = muster_plan_new ();

  muster_plan_set_outcome (plan, MUSTER_OUTCOME_HANDOVER);
  muster_plan_set_diagnosis (plan, _(why));
  muster_language_pop (previous);
  muster_plan_set_confidence (plan, "low");
  muster_plan_set_planner (plan, muster_planner_get_name (op->planner));
  return g_steal_pointer (&plan);
}

void
muster_planning_finish_with_plan (GTask      *task,
                                  MusterPlan *plan)
{
  MusterPlanning *op = g_task_get_task_data (task);
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *text = NULL;
  g_autoptr(MusterPlan) instead = NULL;

  preview_steps (op, plan);
  node = muster_plan_to_json (plan);
  text = muster_json_to_string (node);
  if (muster_gate_blocks_text (op->gate, "plan", text))
    {
      instead = muster_planning_hand_over (op, N_("A password or key stood in what was found out, so the plan was thrown away. Please look at the ticket."));
      plan = instead;
    }
  g_set_object (&op->result->plan, plan);
  g_set_object (&op->result->ticket_case, op->ticket_case);
  g_task_return_pointer (task, g_steal_pointer (&op->result), (GDestroyNotify) muster_planning_result_free);
}
