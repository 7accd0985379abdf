/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "muster-builtin-planner.h"
#include "muster-error.h"
#include "muster-finding.h"
#include "muster-resources.h"
#include "muster-step.h"
#include "muster-test.h"
#include "world-reader.h"

/* A workflow that somebody writes needs no C: conditions, steps and words are all in its document. */
static const char own_workflow[] =
  "{\"kind\": \"workflow\", \"id\": \"desk-move\", \"title\": \"Desk move\", \"family\": \"own\","
  " \"triggers\": {\"en\": \"desk move; move my desk\"},"
  " \"reads\": [\"requester\"],"
  " \"rules\": ["
  "  {\"when\": [\"requester=unknown\"], \"outcome\": \"handover\", \"say\": [\"requester-unknown\"]},"
  "  {\"when\": [\"word:tomorrow\"], \"outcome\": \"ask\", \"say\": [\"Too soon for {requester}.\"]},"
  "  {\"when\": [\"requester=known\", \"!says:wipe\"], \"any\": [\"identity=v1\", \"identity=v2\"], \"outcome\": \"plan\","
  "   \"say\": [\"{requester} moves.\"],"
  "   \"steps\": [{\"tool\": \"microsoft365:revoke-sessions\", \"target\": \"{requester}\", \"args\": {\"left\": \"{nothing}\", \"why\": \"desk\"}}]}"
  " ]}";

static MusterPlan *
plan_after (MusterWorkflowLibrary *library,
            const char            *summary,
            gboolean               offered,
            const char            *unready,
            const char            *remark)
{
  g_autofree char *path = muster_test_data ("world/dev.json");
  g_autoptr(WorldReader) reader = world_reader_new (path);
  g_autoptr(JsonObject) row = json_object_new ();
  g_autoptr(MusterCase) ticket_case = NULL;
  g_autoptr(MusterPlanner) planner = muster_builtin_planner_new (library, NULL);

  json_object_set_string_member (row, "clientKey", "klw");
  json_object_set_string_member (row, "summary", summary);
  json_object_set_string_member (row, "description", "Thanks, Lydia");
  json_object_set_string_member (row, "source", "portal");
  json_object_set_string_member (row, "fromEmail", "lydia.barraclough@keslowray.example");
  ticket_case = world_reader_case (reader, row);
  if (!offered)
    muster_case_offer_tool (ticket_case, "microsoft365:revoke-sessions", MUSTER_POLICY_DISABLED);
  if (unready != NULL)
    muster_case_set_unavailable (ticket_case, "microsoft365:revoke-sessions", "forbidden", unready);

  muster_case_set_remark (ticket_case, remark);

  for (guint turn = 0; turn < 5; turn++)
    {
      g_autoptr(MusterTurn) next = muster_builtin_planner_next (MUSTER_BUILTIN_PLANNER (planner), ticket_case, NULL);

      if (next->plan != NULL)
        return g_object_ref (next->plan);
      for (guint i = 0; i < next->calls->len; i++)
        {
          MusterToolCall *call = g_ptr_array_index (next->calls, i);
          const char *status;
          g_autoptr(JsonNode) answer = world_reader_answer (reader, "klw", call->tool, call->args, &status);

          muster_case_add_answer (ticket_case, call->tool, call->args, status, answer);
        }
    }
  return NULL;
}

static MusterPlan *
plan_for (MusterWorkflowLibrary *library,
          const char            *summary,
          gboolean               offered,
          const char            *unready)
{
  return plan_after (library, summary, offered, unready, NULL);
}

static void
test_own (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterWorkflowLibrary) library = muster_workflow_library_new ();
  g_autoptr(MusterPlan) plan = NULL;
  g_autoptr(MusterPlan) soon = NULL;
  MusterStep *step;

  g_assert_true (muster_workflow_library_add (library, own_workflow, -1, &error));
  g_assert_no_error (error);

  plan = plan_for (library, "desk move on Monday", TRUE, NULL);
  g_assert_cmpint (muster_plan_get_outcome (plan), ==, MUSTER_OUTCOME_PLAN);
  g_assert_cmpstr (muster_plan_get_diagnosis (plan), ==, "Lydia Barraclough moves.");
  g_assert_cmpstr (muster_plan_get_requester_name (plan), ==, "Lydia Barraclough");
  g_assert_cmpuint (muster_plan_get_steps (plan)->len, ==, 1);
  step = g_ptr_array_index (muster_plan_get_steps (plan), 0);
  g_assert_true (g_str_has_prefix (muster_step_get_target (step), "user:"));
  g_assert_false (json_object_has_member (muster_step_get_args (step), "left"));
  g_assert_cmpstr (json_object_get_string_member (muster_step_get_args (step), "why"), ==, "desk");

  soon = plan_for (library, "desk move tomorrow", TRUE, NULL);
  g_assert_cmpint (muster_plan_get_outcome (soon), ==, MUSTER_OUTCOME_ASK);
  g_assert_cmpuint (muster_plan_get_steps (soon)->len, ==, 0);
}

/* A tool that is switched off is never named; the plan becomes a hand-over. */
static void
test_disabled_tool (void)
{
  g_autoptr(MusterWorkflowLibrary) library = muster_workflow_library_new ();
  g_autoptr(MusterPlan) plan = NULL;

  g_assert_true (muster_workflow_library_add (library, own_workflow, -1, NULL));
  plan = plan_for (library, "desk move on Monday", FALSE, NULL);
  g_assert_cmpint (muster_plan_get_outcome (plan), ==, MUSTER_OUTCOME_HANDOVER);
  g_assert_cmpuint (muster_plan_get_steps (plan)->len, ==, 0);
}

static gboolean
has_finding (MusterPlan *plan,
             const char *text)
{
  GPtrArray *findings = muster_plan_get_findings (plan);

  for (guint i = 0; i < findings->len; i++)
    if (g_str_equal (muster_finding_get_text (g_ptr_array_index (findings, i)), text))
      return TRUE;
  return FALSE;
}

/* What a technician has said no to is not asked for again; the reason goes to who takes the ticket */
static void
test_rejected (void)
{
  g_autoptr(MusterWorkflowLibrary) library = muster_workflow_library_new ();
  g_autoptr(MusterPlan) plan = NULL;

  g_assert_true (muster_workflow_library_add (library, own_workflow, -1, NULL));
  plan = plan_after (library, "desk move on Monday", TRUE, NULL, "Not this week");
  g_assert_cmpint (muster_plan_get_outcome (plan), ==, MUSTER_OUTCOME_HANDOVER);
  g_assert_cmpuint (muster_plan_get_steps (plan)->len, ==, 0);
  g_assert_true (has_finding (plan, "A technician rejected the plan that was made before: Not this week"));
}

/* A tool that the tenant is not ready for stands in the plan, held back, and the plan says why */
static void
test_unready_tool (void)
{
  g_autoptr(MusterWorkflowLibrary) library = muster_workflow_library_new ();
  g_autoptr(MusterPlan) plan = NULL;
  MusterStep *step;

  g_assert_true (muster_workflow_library_add (library, own_workflow, -1, NULL));
  plan = plan_for (library, "desk move on Monday", TRUE, "You do not have the role there.");
  g_assert_cmpint (muster_plan_get_outcome (plan), ==, MUSTER_OUTCOME_HANDOVER);
  g_assert_cmpuint (muster_plan_get_steps (plan)->len, ==, 1);
  step = g_ptr_array_index (muster_plan_get_steps (plan), 0);
  g_assert_cmpstr (muster_step_get_policy (step), ==, "disabled");
  g_assert_true (has_finding (plan, "You do not have the role there"));
}

static void
test_no_match (void)
{
  g_autoptr(MusterWorkflowLibrary) library = muster_workflow_library_new ();
  g_autoptr(MusterPlan) plan = NULL;

  g_assert_true (muster_workflow_library_add (library, own_workflow, -1, NULL));
  plan = plan_for (library, "The aquarium leaks", TRUE, NULL);
  g_assert_cmpint (muster_plan_get_outcome (plan), ==, MUSTER_OUTCOME_HANDOVER);
  g_assert_cmpuint (muster_plan_get_steps (plan)->len, ==, 0);
  g_assert_null (muster_plan_get_workflow_id (plan));
  g_assert_cmpstr (muster_plan_get_requester_name (plan), ==, "Lydia Barraclough");
}

static void
test_bad_documents (void)
{
  static const char * const bad[] = {
    "{\"kind\": \"workflow\", \"title\": \"no id\"}",
    "{\"kind\": \"workflow\", \"id\": \"a\", \"rules\": []}",
    "{\"kind\": \"workflow\", \"id\": \"a\", \"rules\": [{\"when\": []}]}",
    "{\"kind\": \"workflow\", \"id\": \"a\", \"rules\": [{\"outcome\": \"plan\", \"steps\": [{\"tool\": \"x:y\"}]}]}",
    "{\"kind\": \"workflow\"",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MusterWorkflowLibrary) library = muster_workflow_library_new ();

      g_assert_false (muster_workflow_library_add (library, bad[i], -1, &error));
      g_assert_nonnull (error);
      g_assert_cmpuint (muster_workflow_library_list (library)->len, ==, 0);
    }
}

/* Every shipped workflow has its words in all five languages. */
static void
test_shipped (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterWorkflowLibrary) library = muster_workflow_library_new_shipped (&error);
  GPtrArray *workflows;

  g_assert_no_error (error);
  workflows = muster_workflow_library_list (library);
  g_assert_cmpuint (workflows->len, >=, 16);
  for (guint i = 0; i < workflows->len; i++)
    {
      const MusterWorkflow *workflow = g_ptr_array_index (workflows, i);

      g_assert_nonnull (workflow->instructions);
      g_assert_cmpuint (workflow->triggers->len, >=, 5);
      g_assert_cmpuint (workflow->examples->len, >=, 1);
      for (guint r = 0; r < json_array_get_length (workflow->rules); r++)
        {
          JsonObject *rule = json_array_get_object_element (workflow->rules, r);

          if (json_object_has_member (rule, "goto"))
            g_assert_nonnull (muster_workflow_library_find (library, json_object_get_string_member (rule, "goto")));
        }
    }
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  muster_core_register_resources ();
  g_test_add_func ("/agent/planner/rules/own", test_own);
  g_test_add_func ("/agent/planner/rules/disabled-tool", test_disabled_tool);
  g_test_add_func ("/agent/planner/rules/unready-tool", test_unready_tool);
  g_test_add_func ("/agent/planner/rules/rejected", test_rejected);
  g_test_add_func ("/agent/planner/rules/no-match", test_no_match);
  g_test_add_func ("/agent/planner/rules/bad-documents", test_bad_documents);
  g_test_add_func ("/agent/planner/rules/shipped", test_shipped);
  return g_test_run ();
}
