/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Prompts with their history, policies with the manager's word, what is said about plans, and what was decided lately */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include "muster-error.h"
#include "muster-store-fixture.h"

typedef struct
{
  char        *dir;
  MusterStore *store;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->dir = muster_test_dir ();
}

static void
open_filled (Fixture *fixture)
{
  g_autoptr(MusterWorkspace) workspace = muster_workspace_new ();

  fixture->store = fixture_open_or_die (fixture->dir);
  muster_workspace_set_id (workspace, "W");
  muster_workspace_set_name (workspace, "Harrow");
  MUST (fixture->store, save_workspace, workspace);
  fixture_fill (fixture->store);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  if (fixture->store != NULL)
    fixture_close (fixture->store);
  muster_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

static const char *
text_of (GPtrArray *versions,
         guint      place)
{
  return muster_prompt_version_get_text (versions->pdata[place]);
}

static void
test_versions (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr(GPtrArray) msp = NULL, client = NULL, after = NULL;
  g_autoptr(MusterPrompt) of_msp = NULL, of_client = NULL, restored = NULL;
  g_autoptr(GError) error = NULL, other = NULL;

  open_filled (fixture);
  MUST (fixture->store, save_prompt, NULL, "Be brief.\n");
  MUST (fixture->store, save_prompt, NULL, "Be brief.");
  MUST (fixture->store, save_prompt, NULL, "Be brief and kind.");
  MUST (fixture->store, save_prompt, "K1", "They start at six.");
  msp = MUST (fixture->store, list_prompts, NULL);
  g_assert_cmpuint (msp->len, ==, 2);
  g_assert_cmpstr (text_of (msp, 0), ==, "Be brief and kind.");
  client = MUST (fixture->store, list_prompts, "K1");
  g_assert_cmpuint (client->len, ==, 1);

  of_msp = MUST (fixture->store, get_prompt, NULL);
  g_assert_cmpstr (of_msp->msp, ==, "Be brief and kind.");
  g_assert_null (of_msp->client);
  of_client = MUST (fixture->store, get_prompt, "K1");
  g_assert_cmpstr (of_client->client, ==, "They start at six.");
  g_assert_cmpstr (of_client->hash, !=, of_msp->hash);

  /* A version of the MSP is none of the client's */
  g_assert_false (CALL (fixture->store, &error, restore_prompt, "K1", muster_prompt_version_get_id (msp->pdata[1])));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
  MUST (fixture->store, restore_prompt, NULL, muster_prompt_version_get_id (msp->pdata[1]));
  MUST (fixture->store, save_prompt, "K1", NULL);
  after = MUST (fixture->store, list_prompts, NULL);
  g_assert_cmpuint (after->len, ==, 3);
  g_assert_cmpstr (text_of (after, 0), ==, "Be brief.");
  g_assert_cmpstr (text_of (after, 1), ==, "Be brief and kind.");
  restored = MUST (fixture->store, get_prompt, "K1");
  g_assert_cmpstr (restored->msp, ==, "Be brief.");
  g_assert_null (restored->client);

  g_assert_false (CALL (fixture->store, &other, save_prompt, "K9", "Nobody's"));
  g_assert_error (other, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
}

static void
test_too_long (Fixture      *fixture,
               gconstpointer data)
{
  g_autofree char *text = g_strnfill (MUSTER_PROMPT_MAX_BYTES + 1, 'x');
  g_autoptr(GError) error = NULL;

  open_filled (fixture);
  g_assert_false (CALL (fixture->store, &error, save_prompt, NULL, text));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
  text[MUSTER_PROMPT_MAX_BYTES] = '\0';
  MUST (fixture->store, save_prompt, NULL, text);
}

/* Prompts were settings once */
static void
test_migration (Fixture      *fixture,
                gconstpointer data)
{
  g_autofree char *old = muster_test_data ("store/v0002.db");
  g_autofree char *path = g_build_filename (fixture->dir, "muster.db", NULL);
  g_autofree char *contents = NULL;
  g_autofree char *value = NULL;
  g_autoptr(MusterPrompt) prompt = NULL;
  g_autoptr(GPtrArray) versions = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  g_file_get_contents (old, &contents, &length, &error);
  g_assert_no_error (error);
  g_file_set_contents_full (path, contents, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error);
  g_assert_no_error (error);
  fixture_tamper (fixture->dir,
                  "INSERT INTO settings VALUES ('prompt/msp', 'Old words'), ('prompt/client/K1', 'About K1'),"
                  " ('prompt/client/GONE', 'About nobody'), ('poll-seconds', '60')");
  fixture->store = fixture_open_or_die (fixture->dir);
  prompt = MUST (fixture->store, get_prompt, "K1");
  g_assert_cmpstr (prompt->msp, ==, "Old words");
  g_assert_cmpstr (prompt->client, ==, "About K1");
  versions = MUST (fixture->store, list_prompts, "GONE");
  g_assert_cmpuint (versions->len, ==, 0);
  g_assert_null (MUST (fixture->store, get_value, "prompt/msp"));
  value = MUST (fixture->store, get_value, "poll-seconds");
  g_assert_cmpstr (value, ==, "60");
}

static MusterToolPolicy *
add_change (GPtrArray   *changes,
            const char  *tool,
            MusterPolicy policy,
            gboolean     manager)
{
  MusterToolPolicy *change = muster_tool_policy_new ();

  muster_tool_policy_set_tool (change, tool);
  muster_tool_policy_set_policy (change, policy);
  muster_tool_policy_set_manager (change, manager);
  g_ptr_array_add (changes, change);
  return change;
}

static void
test_policies (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) rows = NULL, after = NULL;
  g_autoptr(MusterWorkspace) workspace = NULL;

  open_filled (fixture);
  add_change (changes, "microsoft365:reset-password", MUSTER_POLICY_APPROVAL_NEEDED, TRUE);
  add_change (changes, "microsoft365:update-user", MUSTER_POLICY_DISABLED, FALSE);
  MUST (fixture->store, set_policies, NULL, changes);
  rows = MUST (fixture->store, list_policies, NULL);
  g_assert_cmpuint (rows->len, ==, 2);
  g_assert_true (muster_tool_policy_get_manager (rows->pdata[0]));
  g_assert_false (muster_tool_policy_get_manager (rows->pdata[1]));

  /* One is taken back and one is changed, in one go */
  muster_tool_policy_set_source (changes->pdata[0], MUSTER_POLICY_SOURCE_INHERIT);
  muster_tool_policy_set_policy (changes->pdata[1], MUSTER_POLICY_AUTO);
  MUST (fixture->store, set_policies, NULL, changes);
  after = MUST (fixture->store, list_policies, NULL);
  g_assert_cmpuint (after->len, ==, 1);
  g_assert_cmpstr (muster_tool_policy_get_tool (after->pdata[0]), ==, "microsoft365:update-user");
  g_assert_cmpint (muster_tool_policy_get_policy (after->pdata[0]), ==, MUSTER_POLICY_AUTO);
  workspace = MUST (fixture->store, load_workspace);
  g_assert_cmpint (muster_workspace_get_policy_revision (workspace), ==, 2);
}

static void
plan_run (Fixture *fixture)
{
  g_autoptr(MusterPlan) plan = muster_plan_new ();
  g_autoptr(MusterRunCall) call = muster_run_call_new ();
  g_autoptr(JsonObject) args = json_object_new ();
  MusterRunChange change = { .plan = plan, .note_text = "The note", .planner = "built-in" };
  static const char *const tools[] = { "microsoft365:unblock-sign-in", "microsoft365:reset-password" };

  MUST (fixture->store, advance_run, "R1", MUSTER_RUN_STATE_RECEIVED, MUSTER_RUN_STATE_PLANNING, NULL, "engine");
  muster_run_call_set_run_id (call, "R1");
  muster_run_call_set_seq (call, 1);
  muster_run_call_set_tool (call, "microsoft365:get-user");
  muster_run_call_set_args (call, "{\"user\":\"1\"}");
  muster_run_call_set_status (call, "ok");
  muster_run_call_set_decision (call, "allow");
  MUST (fixture->store, add_call, call);

  json_object_set_string_member (args, "user", "user:1");
  muster_plan_set_outcome (plan, MUSTER_OUTCOME_PLAN);
  muster_plan_set_diagnosis (plan, "Sign-in is blocked");
  muster_plan_set_requester_id (plan, "user:1");
  muster_plan_set_identity_level (plan, MUSTER_IDENTITY_LEVEL_V1);
  for (guint i = 0; i < G_N_ELEMENTS (tools); i++)
    {
      MusterStep *step = muster_step_new ();

      muster_step_set_tool (step, tools[i]);
      muster_step_set_target (step, "user:1");
      muster_step_set_target_name (step, "Maeve Corrigan");
      muster_step_set_args (step, args);
      g_ptr_array_add (muster_step_get_rules (step), g_strdup ("R4"));
      g_ptr_array_add (muster_plan_get_steps (plan), step);
    }
  MUST (fixture->store, advance_run, "R1", MUSTER_RUN_STATE_PLANNING, MUSTER_RUN_STATE_PLANNED, &change, "engine");
}

static void
test_past_decisions (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) all = NULL, of_client = NULL, of_nobody = NULL, one = NULL;
  guint n_steps = 0;

  open_filled (fixture);
  plan_run (fixture);
  add_change (changes, "microsoft365:reset-password", MUSTER_POLICY_DISABLED, FALSE);
  MUST (fixture->store, set_policies, "K1", changes);

  all = MUST (fixture->store, list_past_decisions, NULL, 200);
  g_assert_cmpuint (all->len, ==, 3);
  for (guint i = 0; i < all->len; i++)
    {
      MusterPastDecision *past = all->pdata[i];
      gboolean step = g_strcmp0 (muster_past_decision_get_kind (past), "step") == 0;

      g_assert_cmpstr (muster_past_decision_get_client_id (past), ==, "K1");
      g_assert_cmpstr (muster_past_decision_get_ticket (past), ==, "1001");
      g_assert_cmpstr (muster_past_decision_get_requester_id (past), ==, "user:1");
      g_assert_cmpstr (muster_past_decision_get_identity (past), ==, "v1");
      g_assert_false (muster_past_decision_get_read_sensitive (past));
      g_assert_nonnull (muster_past_decision_get_args (past));
      g_assert_true (muster_past_decision_get_overridden (past) ==
                     (g_strcmp0 (muster_past_decision_get_tool (past), "microsoft365:reset-password") == 0));
      n_steps += step;
      if (!step)
        continue;
      g_assert_cmpstr (muster_past_decision_get_target_name (past), ==, "Maeve Corrigan");
      g_assert_cmpstr (muster_past_decision_get_rules (past), ==, "[\"R4\"]");
      g_assert_cmpstr (muster_past_decision_get_args (past), ==, "{\"user\":\"user:1\"}");
    }
  g_assert_cmpuint (n_steps, ==, 2);

  of_client = MUST (fixture->store, list_past_decisions, "K1", 200);
  g_assert_cmpuint (of_client->len, ==, 3);
  of_nobody = MUST (fixture->store, list_past_decisions, "K2", 200);
  g_assert_cmpuint (of_nobody->len, ==, 0);
  one = MUST (fixture->store, list_past_decisions, "K1", 1);
  g_assert_cmpuint (one->len, ==, 1);
}

static void
test_judgements (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr(MusterJudgement) judgement = muster_judgement_new ();
  g_autoptr(MusterJudgement) stored = NULL;
  g_autoptr(GPtrArray) plans = NULL, of_nobody = NULL;
  g_autoptr(GError) error = NULL;

  open_filled (fixture);
  muster_judgement_set_run_id (judgement, "R1");
  muster_judgement_set_verdict (judgement, "partly");
  muster_judgement_set_word (judgement, "Wrong group");
  g_assert_false (CALL (fixture->store, &error, save_judgement, judgement));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);

  plan_run (fixture);
  g_assert_null (MUST (fixture->store, get_judgement, "R1"));
  MUST (fixture->store, save_judgement, judgement);
  muster_judgement_set_verdict (judgement, "wrong");
  MUST (fixture->store, save_judgement, judgement);
  stored = MUST (fixture->store, get_judgement, "R1");
  g_assert_cmpstr (muster_judgement_get_verdict (stored), ==, "wrong");
  g_assert_cmpstr (muster_judgement_get_word (stored), ==, "Wrong group");
  g_assert_cmpint (muster_judgement_get_revision (stored), ==, 1);

  plans = MUST (fixture->store, list_judged_plans, "K1", 10);
  g_assert_cmpuint (plans->len, ==, 1);
  g_assert_cmpstr (muster_judgement_get_verdict (plans->pdata[0]), ==, "wrong");
  g_assert_cmpstr (muster_judgement_get_diagnosis (plans->pdata[0]), ==, "Sign-in is blocked");
  g_assert_cmpstr (muster_judgement_get_outcome (plans->pdata[0]), ==, "plan");
  of_nobody = MUST (fixture->store, list_judged_plans, "K2", 10);
  g_assert_cmpuint (of_nobody->len, ==, 0);
}

#define ADD(path, function) g_test_add ("/store/prompts/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  ADD ("versions", test_versions);
  ADD ("too-long", test_too_long);
  ADD ("migration", test_migration);
  ADD ("policies", test_policies);
  ADD ("past-decisions", test_past_decisions);
  ADD ("judgements", test_judgements);

  return g_test_run ();
}
