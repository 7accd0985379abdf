/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Execute mode at the gate: the run's own history decides, an approval is held against the store, what was shown must still
 * be so, and mail stays inside the client's domains. The vendor is one page of documentation. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "gate-page.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-plan-hash.h"
#include "muster-store-approvals.h"
#include "muster-store-fixture.h"

#define CHANGED GATE_PAGE_CHANGED
#define EDITED  GATE_PAGE_EDITED
#define ITEM    "{\"step\":1,\"tool\":\"hudu:update-article\",\"target\":\"article:7\",\"args\":{\"content\":\"New words\"},\"gated\":true," \
  "\"choice\":null,\"before\":{\"r.article.updated_at\":\"" CHANGED "\"}}"

/* --- The run's history --- */

static void
remember_changes (GatePage *f,
                  guint    n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(MusterEffect) effect = gate_page_new_effect (f, (int) i + 1, NULL);

      MUST (f->store, prepare_effect, effect, "engine");
      MUST (f->store, mark_effect, muster_effect_get_id (effect), MUSTER_EFFECT_STATE_PREPARED, MUSTER_EFFECT_STATE_DISPATCHED, NULL,
            "engine");
    }
}

static void
test_history (GatePage       *f,
              gconstpointer  data)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) foreign = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) later = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterRunCall) call = muster_run_call_new ();
  g_autoptr(MusterEffect) prepared = gate_page_new_effect (f, 9, NULL);
  gint64 now = muster_clock_now (f->clock);
  MusterRunHistory history = { 0 };

  remember_changes (f, 3);
  MUST (f->store, prepare_effect, prepared, "engine");
  muster_run_call_set_run_id (call, "R1");
  muster_run_call_set_seq (call, 1);
  muster_run_call_set_revision (call, 1);
  muster_run_call_set_tool (call, "hudu:get-password");
  muster_run_call_set_effect_class (call, MUSTER_EFFECT_CLASS_READ_SENSITIVE);
  muster_run_call_set_status (call, "ok");
  MUST (f->store, add_call, call);
  /* Of another revision of the plan, which is the same run's */
  muster_run_call_set_seq (call, 2);
  muster_run_call_set_revision (call, 2);
  muster_run_call_set_effect_class (call, MUSTER_EFFECT_CLASS_READ);
  MUST (f->store, add_call, call);

  muster_store_get_run_history_async (f->store, "R1", "K1", now, NULL, muster_test_wait_cb, &wait);
  g_assert_true (muster_store_get_run_history_finish (f->store, muster_test_wait (&wait), &history, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (history.writes_in_run, ==, 3);
  g_assert_cmpuint (history.writes_last_hour, ==, 3);
  g_assert_cmpuint (history.calls, ==, 2);
  g_assert_true (history.read_sensitive);
  g_assert_true (history.read_untrusted);

  muster_store_get_run_history_async (f->store, "R1", "K1", now + 2 * G_TIME_SPAN_HOUR, NULL, muster_test_wait_cb, &later);
  g_assert_true (muster_store_get_run_history_finish (f->store, muster_test_wait (&later), &history, &error));
  g_assert_cmpuint (history.writes_in_run, ==, 3);
  g_assert_cmpuint (history.writes_last_hour, ==, 0);

  muster_store_get_run_history_async (f->store, "R1", "K2", now, NULL, muster_test_wait_cb, &foreign);
  g_assert_false (muster_store_get_run_history_finish (f->store, muster_test_wait (&foreign), &history, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
}

/* The MSP has put everything on automatic; what the run has done raises it all the same. @data: changes of the run so far */
static void
test_many (GatePage       *f,
           gconstpointer  data)
{
  guint n = GPOINTER_TO_UINT (data);
  g_autoptr(MusterEffect) effect = NULL;
  MusterEffectState state;
  int code;

  remember_changes (f, n);
  muster_cap_set_policy_lookup (f->cap, gate_page_all_auto, NULL, NULL);
  muster_cap_add_trusted (f->cap, MUSTER_LABEL_B, "article:7");
  effect = gate_page_new_effect (f, (int) n + 1, NULL);
  MUST (f->store, prepare_effect, effect, "engine");
  code = gate_page_dispatch (f, effect, &state);
  if (n < MUSTER_MAX_WRITES_PER_RUN)
    g_assert_cmpint (code, ==, -1);
  else if (n < MUSTER_MAX_WRITES_PER_HOUR)
    g_assert_cmpint (code, ==, MUSTER_ERROR_NEEDS_APPROVAL);
  else
    g_assert_cmpint (code, ==, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_assert_cmpuint (f->puts, ==, code == -1 ? 1 : 0);
}

/* --- Approvals --- */

static MusterApproval *
ask (GatePage *f)
{
  g_autoptr(MusterApproval) approval = muster_approval_new ();
  g_autoptr(JsonNode) node = muster_json_from_string_trusted (ITEM, NULL);
  g_autoptr(JsonArray) items = json_array_new ();
  g_autofree char *hash = NULL;
  g_autofree char *boot = NULL;
  g_autofree char *id = NULL;
  g_autoptr(GError) error = NULL;
  MusterRunChange change = { 0 };

  g_file_get_contents ("/proc/sys/kernel/random/boot_id", &id, NULL, NULL);
  boot = g_strdup_printf ("%s/%" G_GINT64_FORMAT, id != NULL ? g_strstrip (id) : "", muster_clock_boot (f->clock));
  g_assert_true (muster_gate_bind_item (f->gate, f->cap, json_node_get_object (node), &error));
  g_assert_no_error (error);
  json_array_add_element (items, g_steal_pointer (&node));
  muster_approval_store_items (approval, items);
  muster_approval_set_id (approval, "A1");
  muster_approval_set_run_id (approval, "R1");
  muster_approval_set_client_id (approval, "K1");
  muster_approval_set_connection_id (approval, "C1");
  muster_approval_set_external_ticket_id (approval, "1001");
  muster_approval_set_revision (approval, 1);
  muster_approval_set_mode (approval, MUSTER_MODE_EXECUTE);
  muster_approval_set_policy_revision (approval, muster_cap_get_policy_revision (f->cap));
  muster_approval_set_nonce (approval, "n");
  muster_approval_set_effect_class (approval, MUSTER_EFFECT_CLASS_WRITE);
  muster_approval_set_created (approval, muster_clock_now (f->clock));
  muster_approval_set_expires (approval, muster_clock_now (f->clock) + G_TIME_SPAN_HOUR);
  muster_approval_set_boot (approval, boot);
  hash = muster_plan_hash (approval);
  muster_approval_set_plan_hash (approval, hash);
  MUST (f->store, advance_run, "R1", MUSTER_RUN_STATE_RECEIVED, MUSTER_RUN_STATE_PLANNING, NULL, "engine");
  MUST (f->store, advance_run, "R1", MUSTER_RUN_STATE_PLANNING, MUSTER_RUN_STATE_PLANNED, NULL, "engine");
  change.approval = approval;
  MUST (f->store, advance_run, "R1", MUSTER_RUN_STATE_PLANNED, MUSTER_RUN_STATE_AWAITING_APPROVAL, &change, "engine");
  return g_steal_pointer (&approval);
}

static void
say_yes (GatePage        *f,
         MusterApproval *approval)
{
  MusterApprovalDecision decision = { 0 };
  g_autofree char *items = muster_approval_choose (approval, NULL, 0, NULL);

  decision.from = MUSTER_APPROVAL_STATE_OPEN;
  decision.to = MUSTER_APPROVAL_STATE_GRANTED;
  decision.plan_hash = muster_approval_get_plan_hash (approval);
  decision.items = items;
  decision.by = "member:M1";
  decision.via = "app";
  MUST (f->store, decide_approval, "A1", &decision);
}

static MusterEffect *
use (GatePage        *f,
     MusterApproval *approval)
{
  MusterEffect *effect = gate_page_new_effect (f, 1, "A1");

  MUST (f->store, use_approval, "A1", muster_approval_get_plan_hash (approval), MUSTER_RUN_STATE_AWAITING_APPROVAL, effect, "engine");
  return effect;
}

/* The capability is of the policies as they are */
static void
follow_policies (GatePage *f)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  MusterRunHistory history = { 0 };

  muster_store_get_run_history_async (f->store, "R1", "K1", 0, NULL, muster_test_wait_cb, &wait);
  g_assert_true (muster_store_get_run_history_finish (f->store, muster_test_wait (&wait), &history, NULL));
  g_clear_object (&f->cap);
  f->cap = gate_page_new_cap (history.policy_revision);
}

/* The capability looks policies up as they were when it was made: what was automatic then is looked at again */
static void
test_newer_policies (GatePage       *f,
                     gconstpointer  data)
{
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(MusterEffect) effect = gate_page_new_effect (f, 1, NULL);
  MusterToolPolicy *change = muster_tool_policy_new ();
  g_autoptr(MusterWorkspace) workspace = muster_workspace_new ();
  MusterEffectState state;

  muster_workspace_set_id (workspace, "W1");
  muster_workspace_set_name (workspace, "Acme IT");
  MUST (f->store, save_workspace, workspace);
  follow_policies (f);
  muster_tool_policy_set_tool (change, "hudu:update-article");
  muster_tool_policy_set_policy (change, MUSTER_POLICY_DISABLED);
  g_ptr_array_add (changes, change);
  muster_cap_set_policy_lookup (f->cap, gate_page_all_auto, NULL, NULL);
  muster_cap_add_trusted (f->cap, MUSTER_LABEL_B, "article:7");
  MUST (f->store, prepare_effect, effect, "engine");
  MUST (f->store, set_policies, NULL, changes);
  g_assert_cmpint (gate_page_dispatch (f, effect, &state), ==, MUSTER_ERROR_CONFLICT);
  g_assert_cmpuint (f->puts, ==, 0);
}

/* The run is one of Execute mode for its whole life; its client is not any more. @data: where that is said */
static void
test_stopped (GatePage       *f,
              gconstpointer  data)
{
  g_autoptr(MusterWorkspace) workspace = muster_workspace_new ();
  g_autoptr(MusterEffect) effect = gate_page_new_effect (f, 1, NULL);
  g_autoptr(MusterEffect) reply = NULL;
  g_autoptr(JsonObject) args = json_object_new ();
  g_autoptr(MusterEffect) again = gate_page_new_effect (f, 2, NULL);
  MusterEffectState state;

  muster_workspace_set_id (workspace, "W1");
  muster_workspace_set_name (workspace, "Acme IT");
  muster_workspace_set_default_mode (workspace, MUSTER_MODE_PLAN);
  MUST (f->store, save_workspace, workspace);
  follow_policies (f);
  muster_cap_set_policy_lookup (f->cap, gate_page_all_auto, NULL, NULL);
  muster_cap_add_trusted (f->cap, MUSTER_LABEL_B, "article:7");
  MUST (f->store, prepare_effect, effect, "engine");
  fixture_set_mode (f->store, "K1", g_str_equal (data, "client") ? MUSTER_MODE_PLAN : MUSTER_MODE_INHERIT);
  g_assert_cmpint (gate_page_dispatch (f, effect, &state), ==, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_assert_cmpint (state, ==, MUSTER_EFFECT_STATE_PREPARED);
  g_assert_cmpuint (f->puts, ==, 0);

  /* Nor is anything said to the customer */
  json_object_set_string_member (args, "ticket", "1001");
  json_object_set_string_member (args, "text", "Done.");
  reply = muster_gate_new_effect (f->gate, f->cap, "connectwise:reply-to-requester", 0, "ticket:1001", args, NULL);
  g_assert_nonnull (reply);
  MUST (f->store, prepare_effect, reply, "engine");
  g_assert_cmpint (gate_page_dispatch (f, reply, &state), ==, MUSTER_ERROR_REFUSED_BY_POLICY);

  /* And back */
  fixture_set_mode (f->store, "K1", MUSTER_MODE_EXECUTE);
  MUST (f->store, prepare_effect, again, "engine");
  g_assert_cmpint (gate_page_dispatch (f, again, &state), ==, -1);
  g_assert_cmpuint (f->puts, ==, 1);
}

static void
test_approved (GatePage       *f,
               gconstpointer  data)
{
  g_autoptr(MusterApproval) approval = NULL;
  g_autoptr(MusterEffect) effect = NULL;
  MusterEffectState state;

  follow_policies (f);
  approval = ask (f);
  say_yes (f, approval);
  effect = use (f, approval);
  g_assert_cmpint (gate_page_dispatch (f, effect, &state), ==, -1);
  g_assert_cmpint (state, ==, MUSTER_EFFECT_STATE_CONFIRMED);
  g_assert_cmpuint (f->puts, ==, 1);
}

/* Without an approval, or with the word of nobody, nothing is sent */
static void
test_not_approved (GatePage       *f,
                   gconstpointer  data)
{
  g_autoptr(MusterEffect) effect = NULL;
  MusterEffectState state;

  follow_policies (f);
  effect = gate_page_new_effect (f, 1, NULL);
  MUST (f->store, prepare_effect, effect, "engine");
  g_assert_cmpint (gate_page_dispatch (f, effect, &state), ==, MUSTER_ERROR_NEEDS_APPROVAL);
  g_assert_cmpuint (f->puts, ==, 0);
}

/* The earlier step of the same plan, done just now */
static void
remember_first_step (GatePage *f)
{
  g_autoptr(MusterEffect) first = gate_page_new_effect (f, 1, NULL);

  MUST (f->store, prepare_effect, first, "engine");
  MUST (f->store, mark_effect, muster_effect_get_id (first), MUSTER_EFFECT_STATE_PREPARED, MUSTER_EFFECT_STATE_DISPATCHED, NULL, "engine");
  MUST (f->store, mark_effect, muster_effect_get_id (first), MUSTER_EFFECT_STATE_DISPATCHED, MUSTER_EFFECT_STATE_CONFIRMED, NULL, "engine");
}

/* What an earlier step starts may take its time until a later one finds it: nothing is sent, and it is tried again */
static void
test_shows_later (GatePage       *f,
                  gconstpointer  data)
{
  g_autoptr(MusterEffect) effect = gate_page_new_effect (f, 2, NULL);
  MusterEffectState state;

  remember_first_step (f);
  muster_cap_set_policy_lookup (f->cap, gate_page_all_auto, NULL, NULL);
  muster_cap_add_trusted (f->cap, MUSTER_LABEL_B, "article:7");
  MUST (f->store, prepare_effect, effect, "engine");
  f->missing = TRUE;
  g_assert_cmpint (gate_page_dispatch (f, effect, &state), ==, MUSTER_ERROR_TIMEOUT);
  g_assert_cmpint (state, ==, MUSTER_EFFECT_STATE_PREPARED);
  f->missing = FALSE;
  g_assert_cmpint (gate_page_dispatch (f, effect, &state), ==, -1);
  g_assert_cmpint (state, ==, MUSTER_EFFECT_STATE_CONFIRMED);
  g_assert_cmpuint (f->puts, ==, 1);
}

/* …but not for ever; and where no earlier step can be what makes it, it is a plain no. @data: there is one */
static void
test_never_shows (GatePage       *f,
                  gconstpointer  data)
{
  g_autoptr(MusterClock) late = muster_clock_new_fixed (muster_clock_now (f->clock) + MUSTER_GATE_SHOWS_MINUTES * G_TIME_SPAN_MINUTE);
  g_autoptr(MusterEffect) effect = gate_page_new_effect (f, 2, NULL);
  g_autoptr(MusterEffect) stored = NULL;
  MusterEffectState state;

  if (data != NULL)
    remember_first_step (f);
  g_clear_object (&f->gate);
  f->gate = muster_gate_new (f->catalog, f->store, f->transport, late, f->egress);
  muster_gate_add_connection (f->gate, f->psa, NULL);
  muster_gate_add_connection (f->gate, f->docs, NULL);
  muster_cap_set_policy_lookup (f->cap, gate_page_all_auto, NULL, NULL);
  muster_cap_add_trusted (f->cap, MUSTER_LABEL_B, "article:7");
  MUST (f->store, prepare_effect, effect, "engine");
  f->missing = TRUE;
  g_assert_cmpint (gate_page_dispatch (f, effect, &state), ==, -1);
  g_assert_cmpint (state, ==, MUSTER_EFFECT_STATE_ABSENT);
  stored = MUST (f->store, get_effect, muster_effect_get_id (effect));
  g_assert_true ((strstr (muster_effect_get_outcome (stored), "do this step by hand") != NULL) == (data != NULL));
  g_assert_cmpuint (f->puts, ==, 0);
}

/* Somebody has written on the page since it was shown */
static void
test_drift (GatePage       *f,
            gconstpointer  data)
{
  g_autoptr(MusterApproval) approval = NULL;
  g_autoptr(MusterEffect) effect = NULL;
  g_autoptr(MusterEffect) stored = NULL;
  MusterEffectState state;

  follow_policies (f);
  approval = ask (f);
  say_yes (f, approval);
  effect = use (f, approval);
  g_free (f->changed);
  f->changed = g_strdup ("2026-11-23T08:00:00Z");
  g_assert_cmpint (gate_page_dispatch (f, effect, &state), ==, MUSTER_ERROR_CONFLICT);
  g_assert_cmpuint (f->puts, ==, 0);
  stored = MUST (f->store, get_effect, muster_effect_get_id (effect));
  g_assert_cmpint (muster_effect_get_state (stored), ==, MUSTER_EFFECT_STATE_ABSENT);
  g_assert_nonnull (strstr (muster_effect_get_outcome (stored), "updated_at"));
}

/* The first attempt was not heard of and is not there; meanwhile somebody has written on the page */
static void
test_drift_later (GatePage       *f,
                  gconstpointer  data)
{
  g_autoptr(MusterApproval) approval = NULL;
  g_autoptr(MusterEffect) effect = NULL;
  g_autoptr(MusterEffect) stored = NULL;
  MusterEffectState state;

  follow_policies (f);
  approval = ask (f);
  say_yes (f, approval);
  effect = use (f, approval);
  f->lose = TRUE;
  g_assert_cmpint (gate_page_dispatch (f, effect, &state), ==, MUSTER_ERROR_CONFLICT);
  g_assert_cmpint (state, ==, MUSTER_EFFECT_STATE_ABSENT);
  g_assert_cmpuint (f->puts, ==, 1);
  stored = MUST (f->store, get_effect, muster_effect_get_id (effect));
  g_assert_nonnull (strstr (muster_effect_get_outcome (stored), "updated_at"));
}

/* What has changed the page is the first attempt itself, which came through after it was looked for */
static void
test_drift_own (GatePage       *f,
                gconstpointer  data)
{
  g_autoptr(MusterApproval) approval = NULL;
  g_autoptr(MusterEffect) effect = NULL;
  MusterEffectState state;

  follow_policies (f);
  approval = ask (f);
  say_yes (f, approval);
  effect = use (f, approval);
  f->lose = TRUE;
  f->is_late = TRUE;
  g_assert_cmpint (gate_page_dispatch (f, effect, &state), ==, -1);
  g_assert_cmpint (state, ==, MUSTER_EFFECT_STATE_CONFIRMED);
  g_assert_cmpuint (f->puts, ==, 1);
}

/* A step that needs no yes of its own, in a plan that somebody was asked about. @data: the request is an earlier plan's, so
 * nothing was shown for this one */
static void
test_drift_ungated (GatePage       *f,
                    gconstpointer  data)
{
  gboolean earlier = data != NULL;
  g_autoptr(MusterApproval) approval = NULL;
  g_autoptr(MusterEffect) effect = NULL;
  MusterEffectState state;

  follow_policies (f);
  approval = ask (f);
  muster_cap_set_policy_lookup (f->cap, gate_page_all_auto, NULL, NULL);
  muster_cap_add_trusted (f->cap, MUSTER_LABEL_B, "article:7");
  effect = gate_page_new_effect (f, 1, NULL);
  if (earlier)
    muster_effect_set_call (effect, "revision-2");
  MUST (f->store, prepare_effect, effect, "engine");
  g_free (f->changed);
  f->changed = g_strdup (EDITED);
  g_assert_cmpint (gate_page_dispatch (f, effect, &state), ==, earlier ? -1 : MUSTER_ERROR_CONFLICT);
  g_assert_cmpuint (f->puts, ==, earlier ? 1 : 0);
}

/* The yes was to other words */
static void
test_other_words (GatePage       *f,
                  gconstpointer  data)
{
  g_autoptr(MusterApproval) approval = NULL;
  g_autoptr(MusterEffect) effect = NULL;
  g_autoptr(JsonObject) args = json_object_new ();
  MusterEffectState state;

  follow_policies (f);
  approval = ask (f);
  say_yes (f, approval);
  json_object_set_string_member (args, "content", "New Words");
  effect = muster_gate_new_effect (f->gate, f->cap, "hudu:update-article", 1, "article:7", args, NULL);
  muster_effect_set_approval_id (effect, "A1");
  MUST (f->store, use_approval, "A1", muster_approval_get_plan_hash (approval), MUSTER_RUN_STATE_AWAITING_APPROVAL, effect, "engine");
  g_assert_cmpint (gate_page_dispatch (f, effect, &state), ==, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_assert_cmpuint (f->puts, ==, 0);
}

/* What is to be shown before → after, read without changing anything */
static void
test_read_guard (GatePage       *f,
                 gconstpointer  data)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) foreign = MUSTER_TEST_WAIT_INIT;
  g_autoptr(JsonObject) args = json_object_new ();
  g_autoptr(JsonObject) before = NULL;
  g_autoptr(GError) error = NULL;

  json_object_set_string_member (args, "content", "New words");
  muster_gate_read_guard_async (f->gate, f->cap, "hudu:update-article", "article:7", args, NULL, muster_test_wait_cb, &wait);
  before = muster_gate_read_guard_finish (f->gate, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (muster_json_str (before, "r.article.updated_at"), ==, CHANGED);
  g_assert_cmpuint (f->puts, ==, 0);

  /* Of what the run has not found in its client nothing is read */
  g_assert_null ((muster_gate_read_guard_async (f->gate, f->cap, "hudu:update-article", "article:8", args, NULL, muster_test_wait_cb, &foreign),
                  muster_gate_read_guard_finish (f->gate, muster_test_wait (&foreign), &error)));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
}

/* --- Labels and places --- */

static void
test_domains (GatePage       *f,
              gconstpointer  data)
{
  g_autoptr(JsonNode) answer = muster_json_from_string_trusted ("{\"domains\":[{\"id\":\"Acme.example\",\"isVerified\":true},"
                                                                "{\"id\":\"evil.example\",\"isVerified\":false}]}", NULL);

  g_assert_false (muster_cap_is_inside (f->cap, "dana@acme.example"));
  muster_gate_replay_answer (f->gate, f->cap, "microsoft365:list-domains", answer);
  g_assert_true (muster_cap_is_inside (f->cap, "Dana@ACME.example"));
  g_assert_true (muster_cap_is_inside (f->cap, "smtp:dana@acme.example"));
  g_assert_false (muster_cap_is_inside (f->cap, "dana@evil.example"));
  g_assert_false (muster_cap_is_inside (f->cap, "dana@sub.acme.example"));
  g_assert_false (muster_cap_is_inside (f->cap, "dana@acme.example.evil.example"));
  g_assert_false (muster_cap_is_inside (f->cap, "dana@acme.example@evil.example"));
  g_assert_false (muster_cap_is_inside (f->cap, "dana@acme.example, x@evil.example"));
  g_assert_false (muster_cap_is_inside (f->cap, "@acme.example"));
  g_assert_false (muster_cap_is_inside (f->cap, "acme.example"));
  g_assert_false (muster_cap_is_inside (f->cap, "dana@аcme.example"));
  g_assert_false (muster_cap_is_inside (f->cap, NULL));
}

static void
test_labels (GatePage       *f,
             gconstpointer  data)
{
  g_assert_cmpint (muster_cap_label_of (f->cap, "article:7"), ==, MUSTER_LABEL_A);
  g_assert_cmpint (muster_cap_label_of (f->cap, "article:8"), ==, MUSTER_LABEL_U);
  g_assert_cmpint (muster_cap_label_of (f->cap, NULL), ==, MUSTER_LABEL_U);
  muster_cap_add_trusted (f->cap, MUSTER_LABEL_B, "group:Büro");
  g_assert_cmpint (muster_cap_label_of (f->cap, "GROUP:BU\xcc\x88RO"), ==, MUSTER_LABEL_B);
  muster_cap_add_trusted (f->cap, MUSTER_LABEL_T, "group:Büro");
  muster_cap_add_trusted (f->cap, MUSTER_LABEL_P, "group:Büro");
  g_assert_cmpint (muster_cap_label_of (f->cap, "group:büro"), ==, MUSTER_LABEL_T);
}

/* What is made at the client itself has nothing to be looked up; that it belongs there is the transport’s doing. Somebody says
 * yes to it all the same. */
static void
test_no_target (GatePage       *f,
                gconstpointer  data)
{
  g_autoptr(JsonObject) args = json_object_new ();
  g_autoptr(MusterStep) step = muster_step_new ();
  g_autoptr(MusterGateDecision) decision = NULL;
  MusterRunHistory history = { 0 };

  json_object_set_string_member (args, "name", "VPN for new people");
  json_object_set_string_member (args, "content", "Words");
  muster_step_set_tool (step, "hudu:create-article");
  muster_step_set_target (step, "client:acme");
  muster_step_set_args (step, args);
  muster_cap_set_policy_lookup (f->cap, gate_page_all_auto, NULL, NULL);
  decision = muster_gate_preview (f->gate, f->cap, step, &history);
  g_assert_cmpint (decision->verdict, ==, MUSTER_VERDICT_APPROVAL);
  g_assert_true (g_strv_contains ((const char * const *) decision->rules, "R3"));
  g_assert_false (g_strv_contains ((const char * const *) decision->rules, "R2"));
}

/* A step cannot use what is the engine's own, and a capability has its time */
static void
test_places (GatePage       *f,
             gconstpointer  data)
{
  g_autoptr(JsonObject) args = json_object_new ();
  g_autoptr(MusterEffect) status = NULL;
  g_autoptr(MusterEffect) page = NULL;
  g_autoptr(MusterEffect) late = NULL;
  MusterEffectState state;

  muster_cap_set_policy_lookup (f->cap, gate_page_all_auto, NULL, NULL);
  muster_cap_add_trusted (f->cap, MUSTER_LABEL_B, "article:7");
  json_object_set_int_member (args, "ticket", 1001);
  json_object_set_string_member (args, "status", "Closed");
  status = muster_gate_new_effect (f->gate, f->cap, "connectwise:set-ticket-status", 1, "ticket:1001", args, NULL);
  MUST (f->store, prepare_effect, status, "engine");
  g_assert_cmpint (gate_page_dispatch (f, status, &state), ==, MUSTER_ERROR_REFUSED_BY_POLICY);
  page = gate_page_new_effect (f, 0, NULL);
  MUST (f->store, prepare_effect, page, "engine");
  g_assert_cmpint (gate_page_dispatch (f, page, &state), ==, MUSTER_ERROR_REFUSED_BY_POLICY);
  muster_cap_set_expiry (f->cap, muster_clock_now (f->clock));
  late = gate_page_new_effect (f, 2, NULL);
  MUST (f->store, prepare_effect, late, "engine");
  /* The run's next pass has another capability, so that this one is only late */
  g_assert_cmpint (gate_page_dispatch (f, late, &state), ==, MUSTER_ERROR_TIMEOUT);
  g_assert_cmpuint (f->puts, ==, 0);
}

static MusterEffect *
made_user (const char *id,
           const char *upn)
{
  MusterEffect *effect = muster_effect_new ();
  g_autofree char *args = g_strdup_printf ("{\"client\":\"acme\",\"upn\":\"%s\",\"displayName\":\"N\"}", upn);

  muster_effect_set_tool (effect, "microsoft365:create-user");
  muster_effect_set_args (effect, args);
  muster_effect_set_external_ref (effect, id);
  muster_effect_set_state (effect, MUSTER_EFFECT_STATE_CONFIRMED);
  return effect;
}

/* What a plan could only name is what an earlier step has made, and nothing else */
static void
test_resolve (GatePage       *f,
              gconstpointer  data)
{
  g_autoptr(GPtrArray) effects = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(JsonObject) args = json_object_new ();
  g_autoptr(JsonObject) resolved = NULL;
  g_autofree char *target = NULL;
  g_autoptr(GError) error = NULL;

  json_object_set_string_member (args, "user", "new:Kim@Acme.example");
  json_object_set_string_member (args, "right", "full");
  g_assert_null (muster_gate_resolve_args (f->gate, "microsoft365:grant-mailbox-access", "mailbox:office@acme.example", args, effects, &target,
                                           &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_ptr_array_add (effects, made_user ("U9", "kim@acme.example"));
  resolved = muster_gate_resolve_args (f->gate, "microsoft365:grant-mailbox-access", "mailbox:office@acme.example", args, effects, &target,
                                       &error);
  g_assert_no_error (error);
  g_assert_cmpstr (muster_json_str (resolved, "user"), ==, "user:U9");
  g_assert_cmpstr (muster_json_str (resolved, "right"), ==, "full");
  g_assert_cmpstr (target, ==, "mailbox:office@acme.example");

  g_clear_pointer (&target, g_free);
  g_clear_pointer (&resolved, json_object_unref);
  resolved = muster_gate_resolve_args (f->gate, "microsoft365:assign-license", "new:kim@acme.example", NULL, effects, &target, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (target, ==, "user:U9");

  /* No id was told: the name does where the vendor takes one */
  muster_effect_set_external_ref (effects->pdata[0], NULL);
  g_clear_pointer (&target, g_free);
  g_clear_pointer (&resolved, json_object_unref);
  resolved = muster_gate_resolve_args (f->gate, "microsoft365:assign-license", "new:kim@acme.example", NULL, effects, &target, &error);
  g_assert_cmpstr (target, ==, "user:kim@acme.example");
  g_assert_null (muster_gate_resolve_args (f->gate, "microsoft365:grant-mailbox-access", "mailbox:a@b.example", args, effects, NULL, NULL));

  /* Who was there before was not made, and nobody has said yes to changing that person */
  muster_effect_set_external_ref (effects->pdata[0], "U9");
  muster_effect_set_already (effects->pdata[0], TRUE);
  g_assert_null (muster_gate_resolve_args (f->gate, "microsoft365:assign-license", "new:kim@acme.example", NULL, effects, NULL, NULL));
  muster_effect_set_already (effects->pdata[0], FALSE);

  /* What was not done has made nothing */
  muster_effect_set_state (effects->pdata[0], MUSTER_EFFECT_STATE_UNKNOWN);
  g_assert_null (muster_gate_resolve_args (f->gate, "microsoft365:assign-license", "new:kim@acme.example", NULL, effects, NULL, NULL));
  g_assert_null (muster_gate_resolve_args (f->gate, "microsoft365:no-such-tool", NULL, NULL, effects, NULL, NULL));
}

/* Each rule has a sentence of its own for people */
static void
test_words (GatePage       *f,
            gconstpointer  data)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *none = muster_gate_rule_text ("R12");

  for (guint i = 1; i <= 11; i++)
    {
      g_autofree char *rule = g_strdup_printf ("R%u", i);
      char *text = muster_gate_rule_text (rule);

      g_assert_true (g_str_has_suffix (text, "."));
      g_assert_true (g_hash_table_add (seen, text));
    }
  g_assert_cmpstr (none, ==, "R12");
}

#define ADD(path, data, func) g_test_add (path, GatePage, data, gate_page_set_up, func, gate_page_tear_down)

int
main (int   argc,
      char *argv[])
{
  muster_test_init (&argc, &argv);

  ADD ("/gate/execute/history", NULL, test_history);
  ADD ("/gate/execute/four-changes", GUINT_TO_POINTER (4), test_many);
  ADD ("/gate/execute/five-changes", GUINT_TO_POINTER (5), test_many);
  ADD ("/gate/execute/sixty-changes", GUINT_TO_POINTER (60), test_many);
  ADD ("/gate/execute/newer-policies", NULL, test_newer_policies);
  ADD ("/gate/execute/stopped/client", "client", test_stopped);
  ADD ("/gate/execute/stopped/workspace", "workspace", test_stopped);
  ADD ("/gate/execute/approved", NULL, test_approved);
  ADD ("/gate/execute/not-approved", NULL, test_not_approved);
  ADD ("/gate/execute/shows-later", NULL, test_shows_later);
  ADD ("/gate/execute/never-shows", "step", test_never_shows);
  ADD ("/gate/execute/not-there", NULL, test_never_shows);
  ADD ("/gate/execute/drift", NULL, test_drift);
  ADD ("/gate/execute/drift/later", NULL, test_drift_later);
  ADD ("/gate/execute/drift/own", NULL, test_drift_own);
  ADD ("/gate/execute/drift/ungated", NULL, test_drift_ungated);
  ADD ("/gate/execute/drift/earlier-plan", "earlier", test_drift_ungated);
  ADD ("/gate/execute/other-words", NULL, test_other_words);
  ADD ("/gate/execute/read-guard", NULL, test_read_guard);
  ADD ("/gate/execute/domains", NULL, test_domains);
  ADD ("/gate/execute/labels", NULL, test_labels);
  ADD ("/gate/execute/no-target", NULL, test_no_target);
  ADD ("/gate/execute/places", NULL, test_places);
  ADD ("/gate/execute/resolve", NULL, test_resolve);
  ADD ("/gate/execute/words", NULL, test_words);

  return g_test_run ();
}
