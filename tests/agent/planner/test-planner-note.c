/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <libintl.h>

#include "muster-finding.h"
#include "muster-note-writer.h"
#include "muster-step.h"
#include "muster-test.h"

static MusterCase *
a_case (void)
{
  g_autoptr(MusterTicket) ticket = muster_ticket_new ();
  g_autoptr(JsonObject) args = json_object_new ();
  g_autoptr(JsonObject) other = json_object_new ();
  MusterCase *ticket_case;

  muster_ticket_set_summary (ticket, "My account is locked out");
  ticket_case = muster_case_new (ticket, "Client", "client", "en", "Europe/London", G_GINT64_CONSTANT (1795170600000000));
  muster_case_add_answer (ticket_case, "microsoft365:find-users", args, "ok", NULL);
  muster_case_add_answer (ticket_case, "microsoft365:get-user-risk", args, "forbidden", NULL);
  json_object_set_string_member (other, "mail", "sean@client.example");
  muster_case_add_answer (ticket_case, "microsoft365:find-users", other, "ok", NULL);
  return ticket_case;
}

static MusterPlan *
a_plan (void)
{
  MusterPlan *plan = muster_plan_new ();
  g_autoptr(GPtrArray) steps = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) questions = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func (g_object_unref);
  MusterFinding *finding = muster_finding_new ();

  for (guint i = 0; i < 2; i++)
    {
      MusterStep *step = muster_step_new ();
      g_autoptr(JsonObject) names = json_object_new ();

      json_object_set_string_member (names, "group", "Partners");
      muster_step_set_tool (step, i == 0 ? "microsoft365:unblock-sign-in" : "microsoft365:add-group-member");
      muster_step_set_target (step, "user:1");
      muster_step_set_target_name (step, "Sean Fairhurst");
      muster_step_set_args (step, names);
      muster_step_set_arg_names (step, names);
      muster_step_set_explain (step, "Do it");
      muster_step_set_expected (step, "It works.");
      muster_step_set_policy (step, i == 0 ? "auto" : "approval_needed");
      g_ptr_array_add (steps, step);
    }
  g_ptr_array_add (questions, g_strdup ("Which\none?"));
  muster_finding_set_text (finding, "Sign-in is blocked\nsince October");
  muster_finding_set_source (finding, "microsoft365:get-user");
  g_ptr_array_add (findings, finding);
  muster_plan_set_outcome (plan, MUSTER_OUTCOME_PLAN);
  muster_plan_set_diagnosis (plan, "Blocked, not locked.");
  muster_plan_set_steps (plan, steps);
  muster_plan_set_questions (plan, questions);
  muster_plan_set_findings (plan, findings);
  muster_plan_set_requester_name (plan, "Sean Fairhurst");
  muster_plan_set_identity_level (plan, MUSTER_IDENTITY_LEVEL_V2);
  muster_plan_set_reply_draft (plan, "We are on it.");
  muster_plan_set_planner (plan, "built-in");
  muster_plan_set_workflow_id (plan, "lockout");
  muster_plan_set_confidence (plan, "high");
  return plan;
}

static void
test_whole (void)
{
  g_autoptr(MusterCase) ticket_case = a_case ();
  g_autoptr(MusterPlan) plan = a_plan ();
  g_autofree char *note = muster_note_write (plan, ticket_case, "01RUN", "01EFFECT", "abcd1234", MUSTER_MODE_PLAN);

  g_assert_nonnull (g_strstr_len (note, -1, "Blocked, not locked."));
  g_assert_nonnull (g_strstr_len (note, -1, "1) microsoft365:unblock-sign-in → Sean Fairhurst"));
  g_assert_nonnull (g_strstr_len (note, -1, "2) microsoft365:add-group-member → Sean Fairhurst (group Partners)"));
  g_assert_nonnull (g_strstr_len (note, -1, "Which one?"));
  /* Each tool once, the time to the minute by the client's clock */
  g_assert_nonnull (g_strstr_len (note, -1, "Looked up at 2026-11-20 10:30 GMT: find-users, get-user-risk (forbidden)\n"));
  g_assert_nonnull (g_strstr_len (note, -1, "We are on it."));
  g_assert_nonnull (g_strstr_len (note, -1, "abcd1234"));
  g_assert_true (g_str_has_suffix (note, "[ref:01EFFECT]"));
}

/* A PSA may fold every line break into a blank: numbers, full stops and the marker still tell the parts apart. */
static void
test_folded (void)
{
  g_autoptr(MusterCase) ticket_case = a_case ();
  g_autoptr(MusterPlan) plan = a_plan ();
  g_autofree char *note = muster_note_write (plan, ticket_case, "01RUN", "01EFFECT", NULL, MUSTER_MODE_PLAN);
  const char *one;
  const char *two;

  g_strdelimit (note, "\n", ' ');
  one = g_strstr_len (note, -1, "1) microsoft365");
  two = g_strstr_len (note, -1, "] 2) microsoft365");
  g_assert_nonnull (one);
  g_assert_nonnull (two);
  g_assert_true (one < two);
  g_assert_nonnull (g_strstr_len (note, -1, "[ref:01EFFECT]"));
}

static void
test_no_plan (void)
{
  g_autoptr(MusterCase) ticket_case = a_case ();
  g_autoptr(MusterPlan) plan = muster_plan_new ();
  g_autofree char *note = NULL;

  muster_plan_set_outcome (plan, MUSTER_OUTCOME_HANDOVER);
  muster_plan_set_diagnosis (plan, "No workflow fits.");
  muster_plan_set_planner (plan, "built-in");
  muster_plan_set_confidence (plan, "low");
  note = muster_note_write (plan, ticket_case, "01RUN", "01EFFECT", NULL, MUSTER_MODE_PLAN);
  g_assert_nonnull (g_strstr_len (note, -1, "hand over"));
  g_assert_nonnull (g_strstr_len (note, -1, "find-users"));
  g_assert_null (g_strstr_len (note, -1, "1)"));
}

/* In the workspace's language, whatever the desktop speaks: here nothing. */
static void
test_german (void)
{
  g_autoptr(MusterCase) ticket_case = a_case ();
  g_autoptr(MusterPlan) plan = a_plan ();
  g_autofree char *folder = g_build_filename (g_getenv ("MUSTER_TEST_BUILD_ROOT"), "po", NULL);
  g_autofree char *note = NULL;
  const char *english[] = { "Result", "Requester", "Steps", "Expected", "Policy", "Open questions",
                            "What was read", "Looked up", "Suggested", "confidence", NULL };

  bindtextdomain (GETTEXT_PACKAGE, folder);
  muster_case_set_workspace_language (ticket_case, "de");
  note = muster_note_write (plan, ticket_case, "01RUN", "01EFFECT", "abcd1234", MUSTER_MODE_PLAN);
  g_assert_true (g_str_has_prefix (note, "Muster – Ergebnis: Plan\nAnfrage von: Sean Fairhurst, Identität bestätigt"));
  g_assert_nonnull (g_strstr_len (note, -1, "[Richtlinie: Freigabe nötig]"));
  g_assert_nonnull (g_strstr_len (note, -1, "2) microsoft365:add-group-member → Sean Fairhurst (group Partners)"));
  for (guint i = 0; english[i] != NULL; i++)
    g_assert_null (g_strstr_len (note, -1, english[i]));
  g_assert_true (g_str_has_suffix (note, "[ref:01EFFECT]"));
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  g_test_add_func ("/agent/note/whole", test_whole);
  g_test_add_func ("/agent/note/folded", test_folded);
  g_test_add_func ("/agent/note/no-plan", test_no_plan);
  g_test_add_func ("/agent/note/german", test_german);
  return g_test_run ();
}
