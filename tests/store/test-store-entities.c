/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Everything that is stored is read back as it was, also after closing and opening */

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
  fixture->store = fixture_open_or_die (fixture->dir);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  fixture_close (fixture->store);
  muster_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

static void
reopen (Fixture *fixture)
{
  fixture_close (fixture->store);
  fixture->store = fixture_open_or_die (fixture->dir);
}

/* Every plain property of both is the same */
static void
assert_same (gpointer            a,
             gpointer            b,
             const char * const *except)
{
  guint n;
  g_autofree GParamSpec **pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (a), &n);

  g_assert_true (G_OBJECT_TYPE (a) == G_OBJECT_TYPE (b));
  for (guint i = 0; i < n; i++)
    {
      GValue x = G_VALUE_INIT, y = G_VALUE_INIT;

      if (G_IS_PARAM_SPEC_BOXED (pspecs[i]) || G_IS_PARAM_SPEC_OBJECT (pspecs[i])
          || (except != NULL && g_strv_contains (except, pspecs[i]->name)))
        continue;
      g_object_get_property (a, pspecs[i]->name, &x);
      g_object_get_property (b, pspecs[i]->name, &y);
      if (g_param_values_cmp (pspecs[i], &x, &y) != 0)
        {
          g_test_message ("%s differs", pspecs[i]->name);
          g_test_fail ();
        }
      g_value_unset (&x);
      g_value_unset (&y);
    }
}

/* A value of its own for every plain property, so that mixed-up columns show */
static void
fill_plainly (gpointer            record,
              const char * const *except)
{
  guint n;
  g_autofree GParamSpec **pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (record), &n);

  for (guint i = 0; i < n; i++)
    {
      const char *name = pspecs[i]->name;

      if (g_strv_contains (except, name))
        continue;
      if (G_IS_PARAM_SPEC_STRING (pspecs[i]))
        {
          g_autofree char *value = g_strdup_printf ("%s “%u”", name, i);

          g_object_set (record, name, value, NULL);
        }
      else if (G_IS_PARAM_SPEC_INT64 (pspecs[i]))
        g_object_set (record, name, (gint64) 5000000000 + i, NULL);
      else if (G_IS_PARAM_SPEC_BOOLEAN (pspecs[i]))
        g_object_set (record, name, TRUE, NULL);
      else if (G_IS_PARAM_SPEC_ENUM (pspecs[i]))
        g_object_set (record, name, G_PARAM_SPEC_ENUM (pspecs[i])->enum_class->maximum, NULL);
    }
}

static void
test_workspace (Fixture      *fixture,
                gconstpointer data)
{
  const char * const except[] = { "default-mode", NULL };
  g_autoptr(MusterWorkspace) nothing = MUST (fixture->store, load_workspace);
  g_autoptr(MusterWorkspace) workspace = muster_workspace_new ();
  g_autoptr(MusterWorkspace) stored = NULL;

  g_assert_null (nothing);
  fill_plainly (workspace, except);
  MUST (fixture->store, save_workspace, workspace);
  reopen (fixture);
  stored = MUST (fixture->store, load_workspace);
  assert_same (workspace, stored, NULL);
}

static MusterMember *
find_member (MusterStore *store,
             const char  *email,
             char       **hash)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  MusterMember *member;

  muster_store_find_member_async (store, email, NULL, muster_test_wait_cb, &wait);
  member = muster_store_find_member_finish (store, muster_test_wait (&wait), hash, &error);
  g_assert_no_error (error);
  return member;
}

static void
test_members (Fixture      *fixture,
              gconstpointer data)
{
  const char * const except[] = { "role", NULL };
  g_autoptr(MusterMember) member = muster_member_new ();
  g_autoptr(MusterMember) stored = NULL;
  g_autoptr(GPtrArray) members = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *hash = NULL;

  fill_plainly (member, except);
  muster_member_set_role (member, "msp_admin");
  muster_member_set_email (member, "Ina@harrow.example");
  MUST (fixture->store, add_member, member, "$argon2id$x");
  g_assert_null (find_member (fixture->store, "nobody@harrow.example", NULL));
  stored = find_member (fixture->store, "INA@harrow.example", &hash);
  assert_same (member, stored, NULL);
  g_assert_cmpstr (hash, ==, "$argon2id$x");

  muster_member_set_id (member, "another");
  g_assert_false (CALL (fixture->store, &error, add_member, member, "x"));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
  members = MUST (fixture->store, list_members);
  g_assert_cmpuint (members->len, ==, 1);
}

static void
test_values (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *nothing = MUST (fixture->store, get_value, "onboarding");
  g_autofree char *value = NULL, *removed = NULL;

  g_assert_null (nothing);
  MUST (fixture->store, set_value, "onboarding", "{\"page\":1}");
  MUST (fixture->store, set_value, "onboarding", "{\"page\":2}");
  reopen (fixture);
  value = MUST (fixture->store, get_value, "onboarding");
  g_assert_cmpstr (value, ==, "{\"page\":2}");
  MUST (fixture->store, set_value, "onboarding", NULL);
  removed = MUST (fixture->store, get_value, "onboarding");
  g_assert_null (removed);
}

static void
test_connections (Fixture      *fixture,
                  gconstpointer data)
{
  const char * const except[] = { "status", NULL };
  g_autoptr(MusterConnection) connection = muster_connection_new ();
  g_autoptr(GPtrArray) connections = NULL, none = NULL;
  g_autoptr(GError) error = NULL;

  fill_plainly (connection, except);
  MUST (fixture->store, save_connection, connection);
  muster_connection_set_status (connection, "notes-off");
  muster_connection_set_last_error (connection, "Visible note");
  MUST (fixture->store, save_connection, connection);
  reopen (fixture);
  connections = MUST (fixture->store, list_connections);
  g_assert_cmpuint (connections->len, ==, 1);
  assert_same (connection, connections->pdata[0], NULL);

  MUST (fixture->store, delete_connection, muster_connection_get_id (connection));
  none = MUST (fixture->store, list_connections);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_false (CALL (fixture->store, &error, delete_connection, "C9"));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
}

static void
test_clients (Fixture      *fixture,
              gconstpointer data)
{
  const char * const counted[] = { "open-items", "last-activity", NULL };
  g_autoptr(MusterClient) client = muster_client_new ();
  g_autoptr(MusterClient) second = fixture_client ("K2", "100-percent_co");
  g_autoptr(MusterClient) by_id = NULL, by_slug = NULL, missing = NULL;
  g_autoptr(GPtrArray) found = NULL, all = NULL;
  g_autoptr(GError) error = NULL, taken = NULL;

  fill_plainly (client, counted);
  MUST (fixture->store, save_client, client);
  MUST (fixture->store, save_client, second);
  reopen (fixture);
  by_id = MUST (fixture->store, get_client, muster_client_get_id (client));
  by_slug = MUST (fixture->store, get_client, muster_client_get_slug (client));
  assert_same (client, by_id, NULL);
  assert_same (client, by_slug, NULL);

  /* Letters that mean something to LIKE are looked for as they are */
  found = MUST (fixture->store, list_clients, "t_c", 10, 0);
  g_assert_cmpuint (found->len, ==, 1);
  all = MUST (fixture->store, list_clients, NULL, 10, 0);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_cmpint (MUST (fixture->store, count_clients, "%"), ==, 0);
  g_assert_cmpint (MUST (fixture->store, count_clients, NULL), ==, 2);

  muster_client_set_slug (second, muster_client_get_slug (client));
  g_assert_false (CALL (fixture->store, &taken, save_client, second));
  g_assert_error (taken, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
  MUST (fixture->store, delete_client, "K2");
  missing = CALL (fixture->store, &error, get_client, "K2");
  g_assert_null (missing);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
}

static void
test_client_with_runs (Fixture      *fixture,
                       gconstpointer data)
{
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(GError) error = NULL;

  fixture_fill (fixture->store);
  client = MUST (fixture->store, get_client, "acme");
  g_assert_cmpint (muster_client_get_open_items (client), ==, 1);
  g_assert_false (CALL (fixture->store, &error, delete_client, "K1"));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
}

static void
test_mappings (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr(MusterConnection) connection = fixture_connection ("C1");
  g_autoptr(MusterClient) one = fixture_client ("K1", "one");
  g_autoptr(MusterClient) two = fixture_client ("K2", "two");
  g_autoptr(MusterMapping) mapping = muster_mapping_new ();
  g_autoptr(GPtrArray) none = NULL, single = NULL, both = NULL, left = NULL;

  MUST (fixture->store, save_connection, connection);
  MUST (fixture->store, save_client, one);
  MUST (fixture->store, save_client, two);
  muster_mapping_set_client_id (mapping, "K1");
  muster_mapping_set_connection_id (mapping, "C1");
  muster_mapping_set_kind (mapping, MUSTER_MAPPING_KIND_COMPANY);
  muster_mapping_set_external_id (mapping, "249");
  muster_mapping_set_external_name (mapping, "Old");
  MUST (fixture->store, set_mapping, mapping);
  muster_mapping_set_external_id (mapping, "250");
  muster_mapping_set_external_name (mapping, "Acme");
  MUST (fixture->store, set_mapping, mapping);

  none = MUST (fixture->store, find_clients_by_mapping, "C1", MUSTER_MAPPING_KIND_COMPANY, "249");
  g_assert_cmpuint (none->len, ==, 0);
  single = MUST (fixture->store, list_mappings, "K1");
  g_assert_cmpuint (single->len, ==, 1);
  assert_same (mapping, single->pdata[0], NULL);

  /* Two clients may claim one company; the ticket waits then */
  muster_mapping_set_client_id (mapping, "K2");
  MUST (fixture->store, set_mapping, mapping);
  both = MUST (fixture->store, find_clients_by_mapping, "C1", MUSTER_MAPPING_KIND_COMPANY, "250");
  g_assert_cmpuint (both->len, ==, 2);
  MUST (fixture->store, clear_mapping, "K2", "C1", MUSTER_MAPPING_KIND_COMPANY);
  left = MUST (fixture->store, list_mappings, NULL);
  g_assert_cmpuint (left->len, ==, 1);
}

/* One tenant is one client's: the other one's agent would work in it */
static void
test_mapping_conflict (Fixture      *fixture,
                       gconstpointer data)
{
  static const MusterMappingKind kinds[] = { MUSTER_MAPPING_KIND_TENANT, MUSTER_MAPPING_KIND_DOCS };
  g_autoptr(MusterConnection) connection = fixture_connection ("C1");
  g_autoptr(MusterClient) one = fixture_client ("K1", "one");
  g_autoptr(MusterClient) two = fixture_client ("K2", "two");

  MUST (fixture->store, save_connection, connection);
  MUST (fixture->store, save_client, one);
  MUST (fixture->store, save_client, two);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr(MusterMapping) mapping = muster_mapping_new ();
      g_autoptr(GError) error = NULL;

      muster_mapping_set_client_id (mapping, "K1");
      muster_mapping_set_connection_id (mapping, "C1");
      muster_mapping_set_kind (mapping, kinds[i]);
      muster_mapping_set_external_id (mapping, "t1");
      MUST (fixture->store, set_mapping, mapping);
      MUST (fixture->store, set_mapping, mapping);
      muster_mapping_set_client_id (mapping, "K2");
      g_assert_false (CALL (fixture->store, &error, set_mapping, mapping));
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
      MUST (fixture->store, clear_mapping, "K1", "C1", kinds[i]);
      MUST (fixture->store, set_mapping, mapping);
    }
}

static void
test_policies (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr(MusterWorkspace) workspace = muster_workspace_new ();
  g_autoptr(MusterWorkspace) after = NULL;
  g_autoptr(MusterClient) client = fixture_client ("K1", "one");
  g_autoptr(MusterToolPolicy) policy = muster_tool_policy_new ();
  g_autoptr(GPtrArray) policies = g_ptr_array_new ();
  g_autoptr(GPtrArray) of_msp = NULL, of_client = NULL, cleared = NULL;

  muster_workspace_set_id (workspace, "W");
  muster_workspace_set_name (workspace, "Harrow");
  MUST (fixture->store, save_workspace, workspace);
  MUST (fixture->store, save_client, client);
  muster_tool_policy_set_tool (policy, "microsoft365:get-user");
  muster_tool_policy_set_policy (policy, MUSTER_POLICY_AUTO);
  g_ptr_array_add (policies, policy);
  MUST (fixture->store, set_policies, NULL, policies);
  muster_tool_policy_set_policy (policy, MUSTER_POLICY_DISABLED);
  MUST (fixture->store, set_policies, "K1", policies);
  MUST (fixture->store, set_policies, "K1", policies);

  of_msp = MUST (fixture->store, list_policies, NULL);
  g_assert_cmpuint (of_msp->len, ==, 1);
  g_assert_cmpint (muster_tool_policy_get_policy (of_msp->pdata[0]), ==, MUSTER_POLICY_AUTO);
  g_assert_cmpstr (muster_tool_policy_get_source (of_msp->pdata[0]), ==, "msp");
  of_client = MUST (fixture->store, list_policies, "K1");
  g_assert_cmpuint (of_client->len, ==, 1);
  g_assert_cmpint (muster_tool_policy_get_policy (of_client->pdata[0]), ==, MUSTER_POLICY_DISABLED);
  MUST (fixture->store, clear_policy, "K1", "microsoft365:get-user");
  cleared = MUST (fixture->store, list_policies, "K1");
  g_assert_cmpuint (cleared->len, ==, 0);
  after = MUST (fixture->store, load_workspace);
  g_assert_cmpint (muster_workspace_get_policy_revision (after), ==, 4);
}

static MusterPlan *
make_plan (void)
{
  MusterPlan *plan = muster_plan_new ();
  MusterStep *step = muster_step_new ();

  muster_plan_set_outcome (plan, MUSTER_OUTCOME_PLAN);
  /* Models write what they like, and a plan that cannot be read again stops its run */
  muster_plan_set_diagnosis (plan, "Sign-in is blocked\x1f");
  muster_step_set_tool (step, "microsoft365:unblock-sign-in");
  muster_step_set_target (step, "user:1");
  g_ptr_array_add (muster_plan_get_steps (plan), step);
  return plan;
}

static void
test_runs (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(MusterRun) run = NULL, found = NULL, none = NULL;
  g_autoptr(MusterPlan) plan = make_plan ();
  g_autoptr(GPtrArray) unfinished = NULL, all = NULL, finished = NULL;
  MusterRunChange change = { .plan = plan, .note_text = "The note", .planner = "built-in", .add_requests = 3 };

  fixture_fill (fixture->store);
  MUST (fixture->store, advance_run, "R1", MUSTER_RUN_STATE_RECEIVED, MUSTER_RUN_STATE_PLANNING, NULL, "engine");
  MUST (fixture->store, advance_run, "R1", MUSTER_RUN_STATE_PLANNING, MUSTER_RUN_STATE_PLANNED, &change, "engine");
  reopen (fixture);
  run = MUST (fixture->store, get_run, "R1");
  g_assert_cmpint (muster_run_get_state (run), ==, MUSTER_RUN_STATE_PLANNED);
  g_assert_cmpint (muster_run_get_mode (run), ==, MUSTER_MODE_PLAN);
  g_assert_cmpstr (muster_run_get_note_text (run), ==, "The note");
  g_assert_cmpstr (muster_run_get_planner (run), ==, "built-in");
  g_assert_cmpint (muster_run_get_requests (run), ==, 3);
  g_assert_cmpstr (muster_run_get_summary (run), ==, "My account is locked out");
  g_assert_nonnull (muster_run_get_plan (run));
  g_assert_cmpuint (muster_plan_get_steps (muster_run_get_plan (run))->len, ==, 1);

  found = MUST (fixture->store, find_run, "C1", "1001");
  g_assert_cmpstr (muster_run_get_id (found), ==, "R1");
  none = MUST (fixture->store, find_run, "C1", "1002");
  g_assert_null (none);
  unfinished = MUST (fixture->store, list_unfinished_runs);
  g_assert_cmpuint (unfinished->len, ==, 1);
  all = MUST (fixture->store, list_runs, "K1", 10, 0);
  g_assert_cmpuint (all->len, ==, 1);
  g_assert_cmpint (MUST (fixture->store, count_runs, NULL), ==, 1);
  g_assert_cmpint (MUST (fixture->store, count_runs, "K2"), ==, 0);

  /* What a change leaves out stays */
  MUST (fixture->store, advance_run, "R1", MUSTER_RUN_STATE_PLANNED, MUSTER_RUN_STATE_DONE, NULL, "engine");
  g_object_unref (run);
  run = MUST (fixture->store, get_run, "R1");
  g_assert_cmpstr (muster_run_get_note_text (run), ==, "The note");
  g_assert_nonnull (muster_run_get_plan (run));
  finished = MUST (fixture->store, list_unfinished_runs);
  g_assert_cmpuint (finished->len, ==, 0);
}

static void
test_calls (Fixture      *fixture,
            gconstpointer data)
{
  const char * const except[] = { "run-id", "client-id", "seq", NULL };
  g_autoptr(MusterRunCall) call = muster_run_call_new ();
  g_autoptr(MusterRun) run = NULL;
  g_autoptr(GPtrArray) calls = NULL, activity = NULL, of_other = NULL;
  g_autoptr(GError) again = NULL, foreign = NULL;

  fixture_fill (fixture->store);
  fill_plainly (call, except);
  muster_run_call_set_run_id (call, "R1");
  muster_run_call_set_seq (call, 1);
  muster_run_call_set_requests (call, 2);
  MUST (fixture->store, add_call, call);
  g_assert_false (CALL (fixture->store, &again, add_call, call));
  g_assert_error (again, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
  muster_run_call_set_seq (call, 2);
  muster_run_call_set_client_id (call, "K2");
  g_assert_false (CALL (fixture->store, &foreign, add_call, call));
  g_assert_error (foreign, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);

  reopen (fixture);
  calls = MUST (fixture->store, list_calls, "R1");
  g_assert_cmpuint (calls->len, ==, 1);
  assert_same (call, calls->pdata[0], (const char * const[]) { "client-id", "seq", NULL });
  g_assert_cmpstr (muster_run_call_get_client_id (calls->pdata[0]), ==, "K1");
  run = MUST (fixture->store, get_run, "R1");
  g_assert_cmpint (muster_run_get_requests (run), ==, 2);

  activity = MUST (fixture->store, list_activity, "K1", 10, 0);
  g_assert_cmpuint (activity->len, ==, 1);
  g_assert_cmpstr (muster_activity_entry_get_kind (activity->pdata[0]), ==, "call");
  g_assert_cmpstr (muster_activity_entry_get_tool (activity->pdata[0]), ==, muster_run_call_get_tool (call));
  g_assert_cmpstr (muster_activity_entry_get_parameters (activity->pdata[0]), ==, muster_run_call_get_args (call));
  g_assert_cmpint (MUST (fixture->store, count_activity, "K1"), ==, 1);
  of_other = MUST (fixture->store, list_activity, "K2", 10, 0);
  g_assert_cmpuint (of_other->len, ==, 0);
}

static void
test_effects (Fixture      *fixture,
              gconstpointer data)
{
  const char * const except[] = { "id", "run-id", "client-id", "retry-class", "state", "undo-of", "undone-by", "approval-id", NULL };
  const char * const own[] = { "state", "client-id", "dispatched-wall", "dispatched-boot", "external-ref", "outcome",
                               "before", "made", "already", "actor", "look-due", NULL };
  g_autoptr(MusterEffect) effect = muster_effect_new ();
  g_autoptr(MusterEffect) stored = NULL;
  g_autoptr(GPtrArray) of_run = NULL, open = NULL, activity = NULL;
  MusterEffectMark sent = { .dispatched_boot = "boot 5", .before = "{\"u.enabled\":true}" };
  MusterEffectMark done = { .external_ref = "note:77", .outcome = "Posted", .made = "{\"n.id\":77}" };

  fixture_fill (fixture->store);
  fill_plainly (effect, except);
  muster_effect_set_id (effect, "E1");
  muster_effect_set_run_id (effect, "R1");
  MUST (fixture->store, prepare_effect, effect, "engine");
  MUST (fixture->store, mark_effect, "E1", MUSTER_EFFECT_STATE_PREPARED, MUSTER_EFFECT_STATE_DISPATCHED, &sent, "engine");
  open = MUST (fixture->store, list_effects_in_state, MUSTER_EFFECT_STATE_DISPATCHED);
  g_assert_cmpuint (open->len, ==, 1);
  MUST (fixture->store, mark_effect, "E1", MUSTER_EFFECT_STATE_DISPATCHED, MUSTER_EFFECT_STATE_CONFIRMED, &done, "engine");
  reopen (fixture);
  stored = MUST (fixture->store, get_effect, "E1");
  assert_same (effect, stored, own);
  g_assert_cmpint (muster_effect_get_state (stored), ==, MUSTER_EFFECT_STATE_CONFIRMED);
  g_assert_cmpstr (muster_effect_get_client_id (stored), ==, "K1");
  g_assert_cmpstr (muster_effect_get_dispatched_boot (stored), ==, "boot 5");
  /* What was there before came with the first mark and stays through the second */
  g_assert_cmpstr (muster_effect_get_before (stored), ==, sent.before);
  g_assert_cmpstr (muster_effect_get_made (stored), ==, done.made);
  g_assert_false (muster_effect_get_already (stored));
  g_assert_cmpstr (muster_effect_get_actor (stored), ==, "engine");
  g_assert_cmpint (muster_effect_get_dispatched_wall (stored), >, 0);
  g_assert_cmpstr (muster_effect_get_external_ref (stored), ==, "note:77");
  of_run = MUST (fixture->store, list_effects, "R1");
  g_assert_cmpuint (of_run->len, ==, 1);
  activity = MUST (fixture->store, list_activity, NULL, 10, 0);
  g_assert_cmpuint (activity->len, ==, 1);
  g_assert_cmpstr (muster_activity_entry_get_result (activity->pdata[0]), ==, "confirmed: Posted");
}

static void
test_rank (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(GPtrArray) workflows = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_workflow_text_free);
  const char * const tokens[] = { "account", "locked", "out", NULL };
  const char * const none[] = { "?!", NULL };
  g_autoptr(GPtrArray) ranked = NULL, nothing = NULL;

  g_ptr_array_add (workflows, muster_workflow_text_new ("printer", "Printer", "printer jam", "my account prints", "en"));
  g_ptr_array_add (workflows, muster_workflow_text_new ("locked-out", "Locked out", "account locked", "cannot sign in", "en"));
  MUST (fixture->store, set_workflows, workflows);
  MUST (fixture->store, set_workflows, workflows);
  ranked = MUST (fixture->store, rank, tokens, 10);
  g_assert_cmpuint (ranked->len, ==, 2);
  g_assert_cmpstr (((MusterRanked *) ranked->pdata[0])->id, ==, "locked-out");
  g_assert_cmpfloat (((MusterRanked *) ranked->pdata[0])->score, >, ((MusterRanked *) ranked->pdata[1])->score);
  nothing = MUST (fixture->store, rank, none, 10);
  g_assert_cmpuint (nothing->len, ==, 0);
}

#define ADD(path, test) g_test_add ("/store/entities/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  ADD ("workspace", test_workspace);
  ADD ("members", test_members);
  ADD ("values", test_values);
  ADD ("connections", test_connections);
  ADD ("clients", test_clients);
  ADD ("client-with-runs", test_client_with_runs);
  ADD ("mappings", test_mappings);
  ADD ("mapping-conflict", test_mapping_conflict);
  ADD ("policies", test_policies);
  ADD ("runs", test_runs);
  ADD ("calls", test_calls);
  ADD ("effects", test_effects);
  ADD ("rank", test_rank);

  return g_test_run ();
}
