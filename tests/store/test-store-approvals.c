/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Requests for a yes: one decision, one use, and nothing left of them when what they were made for changes */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "muster-error.h"
#include "muster-store-fixture.h"

#define ITEMS "[{\"step\":1,\"tool\":\"t:a\",\"gated\":true},{\"step\":2,\"tool\":\"t:b\",\"gated\":true}]"
#define N_RACERS 100

typedef struct
{
  char        *dir;
  MusterStore *store;
} Fixture;

static MusterApproval *
new_approval (const char *id)
{
  MusterApproval *approval = muster_approval_new ();

  muster_approval_set_id (approval, id);
  muster_approval_set_run_id (approval, "R1");
  muster_approval_set_client_id (approval, "K1");
  muster_approval_set_connection_id (approval, "C1");
  muster_approval_set_external_ticket_id (approval, "1001");
  muster_approval_set_plan_hash (approval, "hash");
  muster_approval_set_nonce (approval, "nonce");
  muster_approval_set_items (approval, ITEMS);
  muster_approval_set_boot (approval, "boot/1");
  muster_approval_set_expires (approval, g_get_real_time () + G_TIME_SPAN_HOUR);
  return approval;
}

static void
ask (MusterStore    *store,
     MusterApproval *approval)
{
  g_autoptr(MusterRun) run = MUST (store, get_run, "R1");
  MusterRunChange change = { .approval = approval };

  MUST (store, advance_run, "R1", muster_run_get_state (run), MUSTER_RUN_STATE_AWAITING_APPROVAL, &change, "engine");
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr(MusterApproval) approval = new_approval ("A1");

  fixture->dir = muster_test_dir ();
  fixture->store = fixture_open_or_die (fixture->dir);
  fixture_fill (fixture->store);
  ask (fixture->store, approval);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  fixture_close (fixture->store);
  muster_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

static MusterApprovalState
state_of (Fixture    *fixture,
          const char *id)
{
  g_autoptr(MusterApproval) approval = MUST (fixture->store, get_approval, id);

  return muster_approval_get_state (approval);
}

static gboolean
decide (Fixture            *fixture,
        MusterApprovalState from,
        MusterApprovalState to,
        const char         *hash,
        GError            **error)
{
  MusterApprovalDecision decision = { from, to, hash, to == MUSTER_APPROVAL_STATE_GRANTED ? ITEMS : NULL, "member:M", "app", NULL };

  return CALL (fixture->store, error, decide_approval, "A1", &decision);
}

static void
grant (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (decide (fixture, MUSTER_APPROVAL_STATE_OPEN, MUSTER_APPROVAL_STATE_GRANTED, "hash", &error));
  g_assert_no_error (error);
}

static gboolean
use (Fixture    *fixture,
     const char *hash,
     const char *effect_id,
     GError    **error)
{
  g_autoptr(MusterEffect) effect = fixture_effect (effect_id, "R1");

  muster_effect_set_approval_id (effect, "A1");
  muster_effect_set_call (effect, effect_id);
  return CALL (fixture->store, error, use_approval, "A1", hash, MUSTER_RUN_STATE_AWAITING_APPROVAL, effect, "engine");
}

static void
assert_conflict (gboolean  ok,
                 GError  **error)
{
  g_assert_false (ok);
  g_assert_error (*error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
  g_clear_error (error);
}

static void
test_use (Fixture      *fixture,
          gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterRun) run = NULL;
  g_autoptr(GPtrArray) effects = NULL;

  assert_conflict (use (fixture, "hash", "E0", &error), &error);
  assert_conflict (decide (fixture, MUSTER_APPROVAL_STATE_OPEN, MUSTER_APPROVAL_STATE_GRANTED, "hasj", &error), &error);
  grant (fixture);
  assert_conflict (use (fixture, "hasj", "E0", &error), &error);
  g_assert_true (use (fixture, "hash", "E1", &error));
  g_assert_no_error (error);
  assert_conflict (use (fixture, "hash", "E2", &error), &error);
  assert_conflict (decide (fixture, MUSTER_APPROVAL_STATE_GRANTED, MUSTER_APPROVAL_STATE_WITHDRAWN, "hash", &error), &error);
  g_assert_cmpint (state_of (fixture, "A1"), ==, MUSTER_APPROVAL_STATE_USED);
  run = MUST (fixture->store, get_run, "R1");
  g_assert_cmpint (muster_run_get_state (run), ==, MUSTER_RUN_STATE_EXECUTING);
  effects = MUST (fixture->store, list_effects, "R1");
  g_assert_cmpuint (effects->len, ==, 1);
  g_assert_cmpstr (muster_effect_get_approval_id (effects->pdata[0]), ==, "A1");
}

/* An act may not name a request that its run has not used */
static void
test_effect (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr(MusterEffect) effect = fixture_effect ("E9", "R1");
  g_autoptr(GError) error = NULL;

  muster_effect_set_approval_id (effect, "A1");
  assert_conflict (CALL (fixture->store, &error, prepare_effect, effect, "engine"), &error);
  grant (fixture);
  assert_conflict (CALL (fixture->store, &error, prepare_effect, effect, "engine"), &error);
  g_assert_true (use (fixture, "hash", "E1", &error));
  g_assert_no_error (error);
  MUST (fixture->store, prepare_effect, effect, "engine");
}

static void
test_expired (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(MusterApproval) late = new_approval ("A2");
  g_autoptr(GError) error = NULL;
  MusterApprovalDecision decision = { MUSTER_APPROVAL_STATE_OPEN, MUSTER_APPROVAL_STATE_GRANTED, "hash", ITEMS, "member:M", "app", NULL };

  muster_approval_set_expires (late, g_get_real_time () - 1);
  ask (fixture->store, late);
  assert_conflict (CALL (fixture->store, &error, decide_approval, "A2", &decision), &error);
  g_assert_cmpint (state_of (fixture, "A2"), ==, MUSTER_APPROVAL_STATE_OPEN);
}

static void
test_manager (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(MusterApproval) approval = new_approval ("A2");
  g_autoptr(MusterApproval) stored = NULL;
  g_autoptr(GError) error = NULL;
  MusterApprovalDecision decision = { MUSTER_APPROVAL_STATE_OPEN, MUSTER_APPROVAL_STATE_GRANTED, "hash", ITEMS, "member:M", "app", NULL };

  muster_approval_set_items (approval, "[{\"step\":1,\"gated\":true,\"manager\":true}]");
  muster_approval_set_manager (approval, "Jane <j@example>");
  ask (fixture->store, approval);
  decision.items = muster_approval_get_items (approval);
  assert_conflict (CALL (fixture->store, &error, decide_approval, "A2", &decision), &error);
  MUST (fixture->store, confirm_manager, "A2", "member:M", "called her");
  assert_conflict (CALL (fixture->store, &error, confirm_manager, "A2", "member:N", "again"), &error);
  MUST (fixture->store, decide_approval, "A2", &decision);
  stored = MUST (fixture->store, get_approval, "A2");
  g_assert_cmpstr (muster_approval_get_manager_by (stored), ==, "member:M\ncalled her");
}

static void
test_wrong_codes (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  for (guint i = 1; i < MUSTER_APPROVAL_WRONG_CODES; i++)
    {
      g_assert_cmpint (MUST (fixture->store, count_wrong_code, "A1", "psa:1"), ==, i);
      g_assert_cmpint (state_of (fixture, "A1"), ==, MUSTER_APPROVAL_STATE_OPEN);
    }
  g_assert_cmpint (MUST (fixture->store, count_wrong_code, "A1", "psa:1"), ==, MUSTER_APPROVAL_WRONG_CODES);
  g_assert_cmpint (state_of (fixture, "A1"), ==, MUSTER_APPROVAL_STATE_VOID);
  assert_conflict (decide (fixture, MUSTER_APPROVAL_STATE_OPEN, MUSTER_APPROVAL_STATE_GRANTED, "hash", &error), &error);
}

static void
test_at_most (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(MusterApproval) second = new_approval ("A2");
  g_autoptr(MusterApproval) third = new_approval ("A3");
  g_autoptr(MusterApproval) fourth = new_approval ("A4");
  g_autoptr(GError) error = NULL;
  MusterRunChange change = { .approval = fourth };

  ask (fixture->store, second);
  ask (fixture->store, third);
  assert_conflict (CALL (fixture->store, &error, advance_run, "R1", MUSTER_RUN_STATE_AWAITING_APPROVAL,
                         MUSTER_RUN_STATE_AWAITING_APPROVAL, &change, "engine"), &error);
}

/* --- What voids --- */

static void
change_policy (Fixture *fixture)
{
  g_autoptr(GPtrArray) policies = g_ptr_array_new_with_free_func (g_object_unref);
  MusterToolPolicy *policy = muster_tool_policy_new ();

  muster_tool_policy_set_tool (policy, "t:a");
  g_ptr_array_add (policies, policy);
  MUST (fixture->store, set_policies, NULL, policies);
}

static void
change_mapping (Fixture *fixture)
{
  g_autoptr(MusterMapping) mapping = muster_mapping_new ();

  muster_mapping_set_client_id (mapping, "K1");
  muster_mapping_set_connection_id (mapping, "C1");
  muster_mapping_set_kind (mapping, MUSTER_MAPPING_KIND_COMPANY);
  muster_mapping_set_external_id (mapping, "77");
  MUST (fixture->store, set_mapping, mapping);
}

static void
change_mode (Fixture *fixture)
{
  g_autoptr(MusterClient) client = MUST (fixture->store, get_client, "K1");

  muster_client_set_mode (client, MUSTER_MODE_EXECUTE);
  MUST (fixture->store, save_client, client);
}

static void
change_plan (Fixture *fixture)
{
  g_autoptr(MusterRun) run = MUST (fixture->store, get_run, "R1");
  MusterRunChange change = { .revise = TRUE };

  MUST (fixture->store, advance_run, "R1", muster_run_get_state (run), MUSTER_RUN_STATE_PLANNING, &change, "engine");
}

static void
test_void (Fixture      *fixture,
           gconstpointer data)
{
  void (*change) (Fixture *fixture) = data;
  g_autoptr(GError) error = NULL;

  grant (fixture);
  change (fixture);
  g_assert_cmpint (state_of (fixture, "A1"), ==, MUSTER_APPROVAL_STATE_VOID);
  assert_conflict (use (fixture, "hash", "E1", &error), &error);
}

/* --- Notes --- */

static MusterNoteSight
see (Fixture    *fixture,
     const char *text)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  MusterNoteSight sight = MUSTER_NOTE_SIGHT_CHANGED;

  muster_store_see_note_async (fixture->store, "C1", "1001/7", text, NULL, muster_test_wait_cb, &wait);
  g_assert_true (muster_store_see_note_finish (fixture->store, muster_test_wait (&wait), &sight, &error));
  g_assert_no_error (error);
  return sight;
}

static void
test_sight (Fixture      *fixture,
            gconstpointer data)
{
  g_assert_cmpint (see (fixture, "words"), ==, MUSTER_NOTE_SIGHT_NEW);
  /* Killed before it was dealt with */
  g_assert_cmpint (see (fixture, "words"), ==, MUSTER_NOTE_SIGHT_NEW);
  g_assert_cmpint (see (fixture, "other words"), ==, MUSTER_NOTE_SIGHT_CHANGED);
  MUST (fixture->store, settle_note, "C1", "1001/7", "words");
  g_assert_cmpint (see (fixture, "words"), ==, MUSTER_NOTE_SIGHT_SETTLED);
  g_assert_cmpint (see (fixture, "other words"), ==, MUSTER_NOTE_SIGHT_CHANGED);
}

/* The clock was set back before the plan was made again: the request of the newer plan counts */
/* A decision and the note that says it are one: after a crash the note is not read as one more, and a decision that did not
 * count leaves it open for its answer */
static void
test_decided_by_note (Fixture      *fixture,
                      gconstpointer data)
{
  MusterApprovalDecision wrong = { MUSTER_APPROVAL_STATE_OPEN, MUSTER_APPROVAL_STATE_GRANTED, "other hash", ITEMS, "psa:101", "comment",
                                   NULL, "C1", "1001/7" };
  MusterApprovalDecision right = wrong;
  g_autoptr(GError) error = NULL;

  right.plan_hash = "hash";
  g_assert_cmpint (see (fixture, "APPROVE CODE"), ==, MUSTER_NOTE_SIGHT_NEW);
  g_assert_false (CALL (fixture->store, &error, decide_approval, "A1", &wrong));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
  g_assert_cmpint (see (fixture, "APPROVE CODE"), ==, MUSTER_NOTE_SIGHT_NEW);
  MUST (fixture->store, decide_approval, "A1", &right);
  g_assert_cmpint (see (fixture, "APPROVE CODE"), ==, MUSTER_NOTE_SIGHT_SETTLED);
  g_assert_cmpint (state_of (fixture, "A1"), ==, MUSTER_APPROVAL_STATE_GRANTED);
}

static void
test_clock_set_back (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr(MusterApproval) later = new_approval ("A0");
  g_autoptr(MusterApproval) found = NULL;

  muster_approval_set_revision (later, 2);
  muster_approval_set_created (later, g_get_real_time () - G_TIME_SPAN_HOUR);
  ask (fixture->store, later);
  found = MUST (fixture->store, find_approval, "R1");
  g_assert_cmpstr (muster_approval_get_id (found), ==, "A0");
}

/* --- Races --- */

typedef struct
{
  guint pending;
  guint won;
} Race;

static void
granted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Race *race = user_data;

  race->won += muster_store_decide_approval_finish (MUSTER_STORE (source), result, NULL) ? 1 : 0;
  race->pending--;
}

static void
used_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Race *race = user_data;

  race->won += muster_store_use_approval_finish (MUSTER_STORE (source), result, NULL) ? 1 : 0;
  race->pending--;
}

/* In the app and by comment at the same moment: one grant, and of all who would use it one use */
static void
test_race (Fixture      *fixture,
           gconstpointer data)
{
  Race grants = { N_RACERS, 0 };
  Race uses = { N_RACERS, 0 };
  g_autoptr(GPtrArray) effects = NULL;

  for (guint i = 0; i < N_RACERS; i++)
    {
      g_autofree char *by = g_strdup_printf (i % 2 == 0 ? "member:%u" : "psa:%u", i);
      MusterApprovalDecision decision = { MUSTER_APPROVAL_STATE_OPEN, MUSTER_APPROVAL_STATE_GRANTED, "hash", ITEMS, by,
                                          i % 2 == 0 ? "app" : "comment", NULL };

      muster_store_decide_approval_async (fixture->store, "A1", &decision, NULL, granted_cb, &grants);
    }
  for (guint i = 0; i < N_RACERS; i++)
    {
      g_autofree char *id = g_strdup_printf ("E%u", i);
      g_autoptr(MusterEffect) effect = fixture_effect (id, "R1");

      muster_effect_set_approval_id (effect, "A1");
      muster_effect_set_call (effect, id);
      muster_store_use_approval_async (fixture->store, "A1", "hash", MUSTER_RUN_STATE_AWAITING_APPROVAL, effect, "engine", NULL,
                                       used_cb, &uses);
    }
  while (grants.pending > 0 || uses.pending > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (grants.won, ==, 1);
  g_assert_cmpuint (uses.won, ==, 1);
  effects = MUST (fixture->store, list_effects, "R1");
  g_assert_cmpuint (effects->len, ==, 1);
}

/* --- kill -9 between the grant and its use --- */

static char *self_path;

static int
grant_until_killed (const char *dir,
                    gboolean    use_too)
{
  Fixture fixture = { (char *) dir, fixture_open_or_die (dir) };
  g_autoptr(GError) error = NULL;

  if (state_of (&fixture, "A1") == MUSTER_APPROVAL_STATE_OPEN)
    grant (&fixture);
  if (use_too)
    g_assert_true (use (&fixture, "hash", "E1", &error));
  g_assert_no_error (error);
  kill (getpid (), SIGKILL);
  return 1;
}

static void
kill_one (const char *dir,
          const char *how)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) child = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, self_path, how, dir, NULL);

  g_assert_no_error (error);
  g_subprocess_wait (child, NULL, NULL);
  g_assert_true (g_subprocess_get_if_signaled (child));
}

static void
test_kill (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(GPtrArray) effects = NULL;
  g_autoptr(GError) error = NULL;

  fixture_close (fixture->store);
  kill_one (fixture->dir, "--grant");
  kill_one (fixture->dir, "--grant-and-use");
  fixture->store = fixture_open_or_die (fixture->dir);
  g_assert_cmpint (state_of (fixture, "A1"), ==, MUSTER_APPROVAL_STATE_USED);
  g_assert_true (MUST (fixture->store, check));
  assert_conflict (use (fixture, "hash", "E2", &error), &error);
  effects = MUST (fixture->store, list_effects, "R1");
  g_assert_cmpuint (effects->len, ==, 1);
}

static void
test_list (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(GPtrArray) all = MUST (fixture->store, list_approvals, NULL, NULL, 0, 10);
  g_autoptr(GPtrArray) other = MUST (fixture->store, list_approvals, "K2", NULL, 0, 10);
  g_autoptr(GPtrArray) open = MUST (fixture->store, list_ticket_approvals, "C1", "1001");
  g_autoptr(MusterApproval) found = MUST (fixture->store, find_open_approval, "R1");
  g_autoptr(MusterApproval) gone = NULL;
  g_autoptr(GPtrArray) runs = MUST (fixture->store, void_approvals, NULL, "R1", "because", "engine");

  g_assert_cmpuint (all->len, ==, 1);
  g_assert_cmpuint (other->len, ==, 0);
  g_assert_cmpuint (open->len, ==, 1);
  g_assert_nonnull (muster_approval_get_ticket_number (found));
  g_assert_cmpuint (runs->len, ==, 1);
  gone = MUST (fixture->store, find_open_approval, "R1");
  g_assert_null (gone);
  gone = MUST (fixture->store, find_approval, "R1");
  g_assert_cmpstr (muster_approval_get_reason (gone), ==, "because");
}

int
main (int    argc,
      char **argv)
{
  if (argc == 3 && g_str_has_prefix (argv[1], "--grant"))
    return grant_until_killed (argv[2], g_str_equal (argv[1], "--grant-and-use"));
  muster_test_init (&argc, &argv);
  self_path = g_canonicalize_filename (argv[0], NULL);

#define ADD(path, function, data) g_test_add ("/store/approvals/" path, Fixture, data, set_up, function, tear_down)
  ADD ("use", test_use, NULL);
  ADD ("effect", test_effect, NULL);
  ADD ("expired", test_expired, NULL);
  ADD ("manager", test_manager, NULL);
  ADD ("wrong-codes", test_wrong_codes, NULL);
  ADD ("at-most", test_at_most, NULL);
  ADD ("void/policy", test_void, change_policy);
  ADD ("void/mapping", test_void, change_mapping);
  ADD ("void/mode", test_void, change_mode);
  ADD ("void/plan", test_void, change_plan);
  ADD ("sight", test_sight, NULL);
  ADD ("decided-by-note", test_decided_by_note, NULL);
  ADD ("clock-set-back", test_clock_set_back, NULL);
  ADD ("race", test_race, NULL);
  ADD ("kill", test_kill, NULL);
  ADD ("list", test_list, NULL);

  return g_test_run ();
}
