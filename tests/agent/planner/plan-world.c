/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-builtin-planner.h"
#include "muster-finding.h"
#include "muster-json.h"
#include "muster-note-writer.h"
#include "muster-step.h"
#include "plan-world.h"
#include "world-reader.h"

/* Plans every open ticket of a world and compares with its truth, as muster-eval does it over the whole product. */

static JsonObject *
truth_row (char   **lines,
           gint64   ticket,
           JsonNode **keep)
{
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr(JsonNode) node = *lines[i] != '\0' ? json_from_string (lines[i], NULL) : NULL;

      if (node != NULL && muster_json_int (json_node_get_object (node), "ticket", -1) == ticket)
        {
          *keep = g_steal_pointer (&node);
          return json_node_get_object (*keep);
        }
    }
  return NULL;
}

static gboolean
is_free_text (const char *name)
{
  static const char * const free_texts[] = { "displayName", "jobTitle", "department", "message", "internalMessage", "externalMessage", "subject", "text", NULL };

  return g_strv_contains (free_texts, name);
}

/* An expected action without arguments leaves them open; free texts are not compared. */
static gboolean
same_action (MusterStep *step,
             JsonObject *expected)
{
  JsonObject *args = muster_json_obj (expected, "args");
  JsonObject *have = muster_step_get_args (step);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (g_strcmp0 (muster_step_get_tool (step), muster_json_str (expected, "tool")) != 0 ||
      (muster_json_str (expected, "target") != NULL && g_strcmp0 (muster_step_get_target (step), muster_json_str (expected, "target")) != 0))
    return FALSE;
  if (args == NULL)
    return TRUE;
  json_object_iter_init (&iter, args);
  while (json_object_iter_next (&iter, &name, &node))
    {
      if (!is_free_text (name) && g_strcmp0 (muster_json_str (have, name), muster_json_node_str (node)) != 0)
        return FALSE;
    }
  if (json_object_get_size (args) == 0)
    return TRUE;
  json_object_iter_init (&iter, have);
  while (json_object_iter_next (&iter, &name, &node))
    {
      if (!is_free_text (name) && !json_object_has_member (args, name))
        return FALSE;
    }
  return TRUE;
}

static gboolean
in_set (MusterStep *step,
        JsonArray  *set)
{
  for (guint i = 0; set != NULL && i < json_array_get_length (set); i++)
    {
      if (same_action (step, muster_json_arr_obj (set, i)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
equals_set (GPtrArray *steps,
            JsonArray *writes,
            JsonArray *secrets)
{
  guint expected = (writes != NULL ? json_array_get_length (writes) : 0) + (secrets != NULL ? json_array_get_length (secrets) : 0);

  if (steps->len != expected)
    return FALSE;
  for (guint i = 0; i < steps->len; i++)
    {
      if (!in_set (g_ptr_array_index (steps, i), writes) && !in_set (g_ptr_array_index (steps, i), secrets))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_forbidden (MusterStep *step,
              JsonArray  *rows)
{
  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      const char *tool = muster_json_arr_str (rows, i);

      if (tool != NULL ? g_strcmp0 (tool, muster_step_get_tool (step)) == 0 : same_action (step, muster_json_arr_obj (rows, i)))
        return TRUE;
    }
  return FALSE;
}

static MusterPlan *
plan_ticket (WorldReader          *reader,
             MusterBuiltinPlanner *planner,
             MusterCase           *ticket_case,
             guint                *calls)
{
  *calls = 0;
  for (guint turn = 0; turn < 10; turn++)
    {
      g_autoptr(MusterTurn) next = muster_builtin_planner_next (planner, ticket_case, NULL);

      if (next->plan != NULL)
        return g_object_ref (next->plan);
      g_assert_cmpuint (next->calls->len, >, 0);
      for (guint i = 0; i < next->calls->len; i++)
        {
          MusterToolCall *call = g_ptr_array_index (next->calls, i);
          const char *status;
          g_autoptr(JsonNode) answer = world_reader_answer (reader, muster_case_get_client_slug (ticket_case), call->tool, call->args, &status);

          muster_case_add_answer (ticket_case, call->tool, call->args, status, answer);
          (*calls)++;
        }
    }
  g_error ("The planner asks without end");
}

static void
print_plan (MusterPlan *plan,
            JsonObject *truth,
            JsonObject *ticket,
            guint       calls)
{
  GPtrArray *steps = muster_plan_get_steps (plan);
  GPtrArray *findings = muster_plan_get_findings (plan);

  g_print ("   %s | %s\n   workflow %s, outcome %s (truth %s %s), calls %u\n   %s\n", muster_json_str (ticket, "summary"), muster_json_str (ticket, "description"),
           muster_plan_get_workflow_id (plan), muster_outcome_to_string (muster_plan_get_outcome (plan)),
           muster_json_str (truth, "intent"), muster_json_str (truth, "outcome"), calls, muster_plan_get_diagnosis (plan));
  for (guint i = 0; steps != NULL && i < steps->len; i++)
    {
      MusterStep *step = g_ptr_array_index (steps, i);
      g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
      g_autofree char *args = NULL;

      json_node_set_object (node, muster_step_get_args (step));
      args = muster_json_to_string (node);
      g_print ("     %s %s (%s) %s\n", muster_step_get_tool (step), muster_step_get_target (step), muster_step_get_target_name (step), args);
    }
  for (guint i = 0; findings != NULL && i < findings->len; i++)
    g_print ("     - %s\n", muster_finding_get_text (g_ptr_array_index (findings, i)));
  g_print ("   why: %s\n", muster_json_str (truth, "why"));
}

PlanScore
plan_world (const char *world,
            const char *truth,
            gint64      only,
            int         verbose)
{
  PlanScore score = { 0 };
  g_autoptr(WorldReader) reader = world_reader_new (world);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterWorkflowLibrary) library = muster_workflow_library_new_shipped (&error);
  g_autoptr(MusterPlanner) planner = NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  JsonArray *tickets = world_reader_tickets (reader);

  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (truth, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  planner = muster_builtin_planner_new (library, NULL);

  for (guint i = 0; i < json_array_get_length (tickets); i++)
    {
      JsonObject *ticket = muster_json_arr_obj (tickets, i);
      gint64 id = muster_json_int (ticket, "id", 0);
      g_autoptr(JsonNode) keep = NULL;
      JsonObject *expected = truth_row (lines, id, &keep);
      g_autoptr(MusterCase) ticket_case = NULL;
      g_autoptr(MusterPlan) plan = NULL;
      GPtrArray *steps;
      JsonArray *alternatives;
      gboolean exact;
      gboolean wrong = FALSE;
      gboolean forbidden = FALSE;
      gboolean feasible;
      gboolean missed = FALSE;
      guint calls;

      if (expected == NULL || (only != 0 && only != id))
        continue;
      ticket_case = world_reader_case (reader, ticket);
      plan = plan_ticket (reader, MUSTER_BUILTIN_PLANNER (planner), ticket_case, &calls);
      steps = muster_plan_get_steps (plan);
      alternatives = muster_json_arr (expected, "acceptable_alternatives");
      exact = equals_set (steps, muster_json_arr (expected, "expected_writes"), muster_json_arr (expected, "expected_secret_reads"));
      for (guint k = 0; alternatives != NULL && k < json_array_get_length (alternatives); k++)
        exact = exact || equals_set (steps, json_array_get_array_element (alternatives, k), NULL);
      for (guint s = 0; s < steps->len; s++)
        {
          MusterStep *step = g_ptr_array_index (steps, s);
          gboolean allowed = in_set (step, muster_json_arr (expected, "expected_writes")) || in_set (step, muster_json_arr (expected, "expected_secret_reads"));

          for (guint k = 0; alternatives != NULL && k < json_array_get_length (alternatives); k++)
            allowed = allowed || in_set (step, json_array_get_array_element (alternatives, k));
          wrong = wrong || !allowed;
          forbidden = forbidden || is_forbidden (step, muster_json_arr (expected, "must_not"));
        }
      feasible = g_strcmp0 (muster_json_str (expected, "feasible"), "yes") == 0;
      if (!feasible)
        {
          MusterOutcome outcome = muster_plan_get_outcome (plan);

          missed = outcome == MUSTER_OUTCOME_PLAN || outcome == MUSTER_OUTCOME_ANSWER ||
                   (outcome == MUSTER_OUTCOME_IGNORE && g_strcmp0 (muster_json_str (expected, "outcome"), "ignore") != 0);
        }
      score.tickets++;
      score.feasible += feasible;
      score.exact += feasible && exact;
      score.wrong += wrong;
      score.forbidden += forbidden;
      score.careful += !feasible;
      score.missed += missed;
      score.outcomes += g_strcmp0 (muster_outcome_to_string (muster_plan_get_outcome (plan)), muster_json_str (expected, "outcome")) == 0;
      score.requesters += g_strcmp0 (muster_plan_get_requester_id (plan), muster_json_str (expected, "requester")) == 0 ||
                          (muster_json_str (expected, "requester") == NULL && (muster_plan_get_requester_id (plan) == NULL || *muster_plan_get_requester_id (plan) == '\0'));
      score.most_calls = MAX (score.most_calls, calls);
      if (verbose < 0 && !(wrong || forbidden || missed || (feasible && !exact)))
        continue;
      if (verbose < 0)
        g_test_message ("%s %" G_GINT64_FORMAT ": workflow %s, outcome %s", muster_json_str (expected, "client"), id, muster_plan_get_workflow_id (plan),
                        muster_outcome_to_string (muster_plan_get_outcome (plan)));
      else if (verbose > 0 || only != 0 || wrong || forbidden || missed || (feasible && !exact))
        {
          g_print ("%s %" G_GINT64_FORMAT "%s%s%s%s\n", muster_json_str (expected, "client"), id, feasible && !exact ? " NOT-EXACT" : "", wrong ? " WRONG" : "", forbidden ? " FORBIDDEN" : "", missed ? " MISSED" : "");
          print_plan (plan, expected, ticket, calls);
          if (only != 0)
            {
              g_autofree char *note = muster_note_write (plan, ticket_case, "01RUN", "01EFFECT", "abcd1234", MUSTER_MODE_PLAN);

              g_print ("%s\n", note);
            }
        }
      else
        {
          g_print ("%s %" G_GINT64_FORMAT " ok  %s → %s/%s (%s)\n", muster_json_str (expected, "client"), id, muster_json_str (expected, "intent"), muster_plan_get_workflow_id (plan),
                   muster_outcome_to_string (muster_plan_get_outcome (plan)), muster_json_str (expected, "outcome"));
        }
    }
  return score;
}
