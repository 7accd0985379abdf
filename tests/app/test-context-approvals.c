/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Decisions in the app: each forgery beside its genuine twin, equal requests in one row, what is told */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "app-fixture.h"
#include "muster-context-approvals.h"
#include "muster-context-private.h"
#include "muster-context-undo.h"
#include "muster-error.h"
#include "muster-run-progress.h"
#include "muster-step.h"
#include "muster-store-fixture.h"

#define ITEM(step, gated, manager) \
  "{\"step\":" #step ",\"tool\":\"microsoft365:add-group-member\",\"target\":\"user:1\",\"args\":{\"user\":\"1\"}," \
  "\"gated\":" gated ",\"manager\":" manager "}"
#define ITEMS   "[" ITEM (1, "true", "false") "," ITEM (2, "true", "false") "," ITEM (3, "false", "false") "]"
#define MANAGED "[" ITEM (1, "true", "true") "," ITEM (2, "true", "false") "," ITEM (3, "false", "false") "]"
#define HIDDEN  "[" ITEM (1, "true", "false") "]"

typedef enum { GRANT, REJECT, REJECT_MUTE, WITHDRAW, CONFIRM, CONFIRM_MUTE } Act;

typedef enum { NONE, SIGNED_OUT, REQUESTER, REQUESTER_UPPER, EXPIRED, JUMPED, MANAGER, OTHER_HASH, OTHER_ITEMS, OTHER_ID,
               PRIVILEGED, PRIVILEGED_NOBODY } Flaw;

#define OPEN MUSTER_APPROVAL_STATE_OPEN

static const struct
{
  const char         *name;
  Act                 act;
  Flaw                flaw;
  MusterApprovalState state;     /* before */
  gint64              declined[3];
} cases[] = {
  { "nobody signed in grants", GRANT, SIGNED_OUT, OPEN },
  { "nobody signed in rejects", REJECT, SIGNED_OUT, OPEN },
  { "nobody signed in withdraws", WITHDRAW, SIGNED_OUT, OPEN },
  { "nobody signed in confirms", CONFIRM, SIGNED_OUT, OPEN },
  { "the requester grants", GRANT, REQUESTER, OPEN },
  { "the requester rejects", REJECT, REQUESTER, OPEN },
  { "the requester grants with another case", GRANT, REQUESTER_UPPER, OPEN },
  { "the requester confirms the manager", CONFIRM, REQUESTER, OPEN },
  { "expired", GRANT, EXPIRED, OPEN },
  { "rejected after it expired", REJECT, EXPIRED, OPEN },
  { "the clock was set", GRANT, JUMPED, OPEN },
  { "rejected after the clock was set", REJECT, JUMPED, OPEN },
  { "the manager was not asked", GRANT, MANAGER, OPEN },
  { "no reason", REJECT_MUTE, NONE, OPEN },
  { "manager confirmed without saying how", CONFIRM_MUTE, MANAGER, OPEN },
  { "no manager to confirm", CONFIRM, NONE, OPEN },
  { "another plan than the one seen", GRANT, OTHER_HASH, OPEN },
  { "another plan rejected", REJECT, OTHER_HASH, OPEN },
  { "no such request", GRANT, OTHER_ID, OPEN },
  { "no such request rejected", REJECT, OTHER_ID, OPEN },
  { "a step that does not wait", GRANT, NONE, OPEN, { 3 } },
  { "no such step", GRANT, NONE, OPEN, { 9 } },
  { "a negative step", GRANT, NONE, OPEN, { -1 } },
  { "nothing granted", GRANT, NONE, OPEN, { 1, 2 } },
  { "granted twice", GRANT, NONE, MUSTER_APPROVAL_STATE_GRANTED },
  { "granted after a rejection", GRANT, NONE, MUSTER_APPROVAL_STATE_REJECTED },
  { "granted though void", GRANT, NONE, MUSTER_APPROVAL_STATE_VOID },
  { "granted though taken back", GRANT, NONE, MUSTER_APPROVAL_STATE_WITHDRAWN },
  { "granted though marked expired", GRANT, NONE, MUSTER_APPROVAL_STATE_EXPIRED },
  { "rejected though granted", REJECT, NONE, MUSTER_APPROVAL_STATE_GRANTED },
  { "rejected though void", REJECT, NONE, MUSTER_APPROVAL_STATE_VOID },
  { "taken back though rejected", WITHDRAW, NONE, MUSTER_APPROVAL_STATE_REJECTED },
  { "taken back though void", WITHDRAW, NONE, MUSTER_APPROVAL_STATE_VOID },
  { "confirmed though void", CONFIRM, MANAGER, MUSTER_APPROVAL_STATE_VOID },
};

static guint n_asked;

static void
fill (MusterStore *store)
{
  g_autoptr(MusterConnection) connection = fixture_connection ("C1");
  g_autoptr(MusterClient) client = fixture_client ("K1", "acme");

  MUST (store, save_connection, connection);
  MUST (store, save_client, client);
}

/* A run of its own with an open request, as it is stored */
static MusterApproval *
ask (AppFixture *self,
     Flaw        flaw)
{
  MusterStore *store = muster_context_get_store (self->context);
  g_autofree char *id = g_strdup_printf ("A%04u", ++n_asked);
  g_autofree char *boot = muster_clock_boot_stamp (self->clock);
  g_autoptr(MusterTicket) ticket = fixture_ticket (id, "v1");
  g_autoptr(GPtrArray) tickets = g_ptr_array_new ();
  g_autoptr(GPtrArray) news = NULL;
  g_autoptr(MusterRun) run = NULL;
  g_autoptr(MusterApproval) approval = muster_approval_new ();
  MusterRunChange change = { .approval = approval };
  gint64 now = muster_clock_now (self->clock);

  g_ptr_array_add (tickets, ticket);
  news = MUST (store, ingest, "C1", tickets, id);
  run = fixture_run (id, news->pdata[0], "K1");
  MUST (store, create_run, run, "engine");
  muster_approval_set_id (approval, id);
  muster_approval_set_run_id (approval, id);
  muster_approval_set_client_id (approval, "K1");
  muster_approval_set_connection_id (approval, "C1");
  muster_approval_set_external_ticket_id (approval, id);
  muster_approval_set_plan_hash (approval, id);
  muster_approval_set_nonce (approval, id);
  muster_approval_set_items (approval, flaw == MANAGER ? MANAGED : ITEMS);
  muster_approval_set_manager (approval, flaw == MANAGER ? "Jane" : NULL);
  muster_approval_set_requester (approval, flaw == REQUESTER ? "a@b.example\ntest@msp.example"
                                           : flaw == REQUESTER_UPPER ? "TEST@MSP.example" : "dana@acme.example");
  if (flaw == PRIVILEGED_NOBODY)
    muster_approval_set_requester (approval, NULL);
  muster_approval_set_effect_class (approval, flaw == PRIVILEGED || flaw == PRIVILEGED_NOBODY ? MUSTER_EFFECT_CLASS_PRIVILEGE
                                                                                               : MUSTER_EFFECT_CLASS_WRITE);
  muster_approval_set_created (approval, flaw == JUMPED ? now + G_TIME_SPAN_HOUR : now);
  muster_approval_set_expires (approval, flaw == EXPIRED ? now - 1 : now + 2 * G_TIME_SPAN_HOUR);
  muster_approval_set_boot (approval, boot);
  MUST (store, advance_run, id, MUSTER_RUN_STATE_RECEIVED, MUSTER_RUN_STATE_AWAITING_APPROVAL, &change, "engine");
  return MUST (store, get_approval, id);
}

static void
put_in_state (AppFixture         *self,
              MusterApproval     *approval,
              MusterApprovalState state)
{
  MusterApprovalDecision decision = { OPEN, state, muster_approval_get_plan_hash (approval), ITEMS, "engine", "engine", NULL };

  if (state != OPEN)
    MUST (muster_context_get_store (self->context), decide_approval, muster_approval_get_id (approval), &decision);
}

static gboolean
act (AppFixture     *self,
     Act             what,
     MusterApproval *approval,
     const gint64   *declined,
     guint           n_declined,
     GError        **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GPtrArray) seen = g_ptr_array_new ();
  const char *id = muster_approval_get_id (approval);

  g_ptr_array_add (seen, approval);
  switch (what)
    {
    case GRANT:
      muster_context_grant_approvals_async (self->context, seen, declined, n_declined, NULL, muster_test_wait_cb, &wait);
      return muster_context_grant_approvals_finish (self->context, muster_test_wait (&wait), error);
    case REJECT:
    case REJECT_MUTE:
      muster_context_reject_approvals_async (self->context, seen, what == REJECT ? "The wrong group" : "", NULL, muster_test_wait_cb, &wait);
      return muster_context_reject_approvals_finish (self->context, muster_test_wait (&wait), error);
    case WITHDRAW:
      muster_context_withdraw_approval_async (self->context, id, NULL, NULL, muster_test_wait_cb, &wait);
      return muster_context_withdraw_approval_finish (self->context, muster_test_wait (&wait), error);
    case CONFIRM:
    case CONFIRM_MUTE:
    default:
      muster_context_confirm_manager_async (self->context, id, what == CONFIRM ? "called Jane" : NULL, NULL, muster_test_wait_cb, &wait);
      return muster_context_confirm_manager_finish (self->context, muster_test_wait (&wait), error);
    }
}

static void
sign_in (AppFixture *self)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(MusterSecret) password = muster_secret_new ("A-long-enough-password-7");
  g_autoptr(MusterMember) member = NULL;
  g_autoptr(GError) error = NULL;

  muster_context_sign_in_async (self->context, "test@msp.example", password, NULL, muster_test_wait_cb, &wait);
  member = muster_context_sign_in_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
}

static void
forge (AppFixture *self,
       gsize       i)
{
  g_autoptr(MusterApproval) seen = ask (self, cases[i].flaw);
  g_autofree char *id = g_strdup (muster_approval_get_id (seen));
  g_autoptr(MusterApproval) stored = NULL;
  g_autoptr(GError) error = NULL;
  guint n_declined = 0;

  put_in_state (self, seen, cases[i].state);
  if (cases[i].flaw == OTHER_HASH)
    muster_approval_set_plan_hash (seen, "another");
  if (cases[i].flaw == OTHER_ID)
    muster_approval_set_id (seen, "nothing");
  if (cases[i].flaw == SIGNED_OUT)
    muster_context_sign_out (self->context);
  while (n_declined < 3 && cases[i].declined[n_declined] != 0)
    n_declined++;
  if (act (self, cases[i].act, seen, cases[i].declined, n_declined, &error))
    g_error ("%s: accepted", cases[i].name);
  g_assert_nonnull (error);
  stored = MUST (muster_context_get_store (self->context), get_approval, id);
  g_assert_cmpint (muster_approval_get_state (stored), ==, cases[i].state);
  g_assert_null (muster_approval_get_manager_by (stored));
  if (cases[i].flaw == SIGNED_OUT)
    sign_in (self);
}

/* The same act without the flaw */
static void
twin (AppFixture *self,
      gsize       i)
{
  static const MusterApprovalState ends[] = {
    [GRANT] = MUSTER_APPROVAL_STATE_GRANTED, [REJECT] = MUSTER_APPROVAL_STATE_REJECTED,
    [REJECT_MUTE] = MUSTER_APPROVAL_STATE_REJECTED, [WITHDRAW] = MUSTER_APPROVAL_STATE_WITHDRAWN,
    [CONFIRM] = MUSTER_APPROVAL_STATE_OPEN, [CONFIRM_MUTE] = MUSTER_APPROVAL_STATE_OPEN,
  };
  Act what = cases[i].act == REJECT_MUTE ? REJECT : cases[i].act == CONFIRM_MUTE ? CONFIRM : cases[i].act;
  g_autoptr(MusterApproval) seen = ask (self, what == CONFIRM || cases[i].flaw == MANAGER ? MANAGER : NONE);
  g_autoptr(MusterApproval) stored = NULL;
  g_autoptr(GError) error = NULL;
  gint64 second = 2;

  if (cases[i].flaw == MANAGER && what == GRANT)
    g_assert_true (act (self, CONFIRM, seen, NULL, 0, &error));
  g_assert_true (act (self, what, seen, &second, i % 2, &error));
  g_assert_no_error (error);
  stored = MUST (muster_context_get_store (self->context), get_approval, muster_approval_get_id (seen));
  g_assert_cmpint (muster_approval_get_state (stored), ==, ends[what]);
  g_assert_true (what == CONFIRM || g_str_has_prefix (muster_approval_get_decided_by (stored), "member:"));
  if (what == GRANT)
    {
      g_assert_true (muster_approval_step_granted (stored, 1));
      g_assert_true (muster_approval_step_granted (stored, 2) == (i % 2 == 0));
    }
}

static void
open_with_account (AppFixture   *self,
                   gconstpointer data)
{
  app_fixture_setup (self, data);
  app_fixture_open (self);
  app_fixture_account (self);
  fill (muster_context_get_store (self->context));
}

static void
test_forgeries (AppFixture   *self,
                gconstpointer data)
{
  g_assert_cmpuint (G_N_ELEMENTS (cases), >=, 30);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].name);
      forge (self, i);
      twin (self, i);
    }
}

/* What is granted are the stored steps, whatever the screen was made to show */
static void
test_hidden_steps (AppFixture   *self,
                   gconstpointer data)
{
  g_autoptr(MusterApproval) seen = ask (self, NONE);
  g_autoptr(MusterApproval) stored = NULL;
  g_autoptr(JsonArray) items = NULL;
  g_autoptr(GError) error = NULL;

  muster_approval_set_items (seen, HIDDEN);
  g_assert_true (act (self, GRANT, seen, NULL, 0, &error));
  g_assert_no_error (error);
  stored = MUST (muster_context_get_store (self->context), get_approval, muster_approval_get_id (seen));
  items = muster_approval_parse_items (stored);
  g_assert_cmpuint (json_array_get_length (items), ==, 3);
}

static void
requested_cb (MusterContext *context,
              const char    *id,
              GPtrArray     *told)
{
  g_ptr_array_add (told, g_strdup (id));
}

static void
wait_for (GListModel *model,
          guint       n)
{
  while (g_list_model_get_n_items (model) != n)
    g_main_context_iteration (NULL, TRUE);
}

/* Three that ask for the same are one row; deciding it decides those that the person chose */
static void
test_list (AppFixture   *self,
           gconstpointer data)
{
  g_autoptr(GListModel) model = muster_context_get_approvals_model (self->context, NULL);
  g_autoptr(GListModel) other = muster_context_get_approvals_model (self->context, "K2");
  g_autoptr(GPtrArray) told = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(MusterApproval) first = NULL;
  g_autoptr(MusterApproval) second = NULL;
  g_autoptr(MusterApproval) third = NULL;
  g_autoptr(MusterApproval) managed = NULL;
  g_autoptr(MusterApproval) row = NULL;
  g_autoptr(GPtrArray) same = NULL;
  g_autoptr(GError) error = NULL;

  g_signal_connect (self->context, "approval-requested", G_CALLBACK (requested_cb), told);
  first = ask (self, NONE);
  wait_for (model, 1);
  second = ask (self, NONE);
  third = ask (self, NONE);
  managed = ask (self, MANAGER);
  wait_for (model, 2);
  while (told->len < 4)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (other), ==, 0);
  row = g_list_model_get_item (model, 0);
  g_assert_cmpstr (muster_approval_get_id (row), ==, muster_approval_get_id (first));
  same = muster_context_get_same_approvals (self->context, row);
  g_assert_cmpuint (same->len, ==, 2);
  g_ptr_array_insert (same, 0, g_object_ref (row));
  {
    g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;

    muster_context_grant_approvals_async (self->context, same, NULL, 0, NULL, muster_test_wait_cb, &wait);
    g_assert_true (muster_context_grant_approvals_finish (self->context, muster_test_wait (&wait), &error));
    g_assert_no_error (error);
  }
  wait_for (model, 1);
  g_clear_object (&row);
  row = g_list_model_get_item (model, 0);
  g_assert_cmpstr (muster_approval_get_id (row), ==, muster_approval_get_id (managed));
  g_signal_handlers_disconnect_by_data (self->context, told);
}

static char *
describe (AppFixture     *self,
          MusterApproval *approval)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  char *text;

  muster_context_describe_approval_async (self->context, approval, NULL, muster_test_wait_cb, &wait);
  text = muster_context_describe_approval_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return text;
}

/* Who decided by note is told by the name that was recorded; the number is the last resort */
static void
test_decided_by (AppFixture   *self,
                 gconstpointer data)
{
  static const struct { const char *by, *name, *not_there; } rows[] = {
    { "psa:402 Tariq Bell", "by Tariq Bell with a note", "402" },
    { "psa:402 Tariq \n Bell", "by Tariq Bell with a note", "402" },
    { "psa:402 ", "by technician 402 of the PSA with a note", "  " },
    { "psa:402", "by technician 402 of the PSA with a note", "  " },
  };

  fill (muster_context_get_store (self->context));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(MusterApproval) approval = ask (self, NONE);
      g_autofree char *text = NULL;

      muster_approval_set_state (approval, MUSTER_APPROVAL_STATE_GRANTED);
      muster_approval_set_decided_by (approval, rows[i].by);
      muster_approval_set_decided_via (approval, "comment");
      text = describe (self, approval);
      g_assert_nonnull (strstr (text, rows[i].name));
      g_assert_null (strstr (text, rows[i].not_there));
    }
  g_assert_null (muster_context_technician_name ("member:M1"));
  g_assert_null (muster_context_technician_name (NULL));
}

/* --- How far a plan is --- */

static const struct
{
  const char         *name;
  MusterRunState      run;
  gint64              revision;
  int                 effect;     /* MusterEffectState; -1: none */
  const char         *call;
  MusterApprovalState approval;
  const char         *items;
  MusterStepState     want;
} step_cases[] = {
  { "not begun", MUSTER_RUN_STATE_EXECUTING, 1, -1, NULL, OPEN, NULL, MUSTER_STEP_STATE_WAITING },
  { "sent", MUSTER_RUN_STATE_EXECUTING, 1, MUSTER_EFFECT_STATE_DISPATCHED, "", OPEN, NULL, MUSTER_STEP_STATE_UNDER_WAY },
  { "prepared", MUSTER_RUN_STATE_EXECUTING, 1, MUSTER_EFFECT_STATE_PREPARED, "", OPEN, NULL, MUSTER_STEP_STATE_UNDER_WAY },
  { "prepared, then ended", MUSTER_RUN_STATE_NEEDS_HUMAN, 1, MUSTER_EFFECT_STATE_PREPARED, "", OPEN, NULL, MUSTER_STEP_STATE_NOT_DONE },
  { "confirmed", MUSTER_RUN_STATE_EXECUTING, 1, MUSTER_EFFECT_STATE_CONFIRMED, "", OPEN, NULL, MUSTER_STEP_STATE_DONE },
  { "refused", MUSTER_RUN_STATE_REPORTING, 1, MUSTER_EFFECT_STATE_ABSENT, "", OPEN, NULL, MUSTER_STEP_STATE_FAILED },
  { "unknown", MUSTER_RUN_STATE_REPORTING, 1, MUSTER_EFFECT_STATE_UNKNOWN, "", OPEN, NULL, MUSTER_STEP_STATE_UNKNOWN },
  { "of the plan before", MUSTER_RUN_STATE_EXECUTING, 2, MUSTER_EFFECT_STATE_CONFIRMED, "", OPEN, NULL, MUSTER_STEP_STATE_WAITING },
  { "of the second plan", MUSTER_RUN_STATE_EXECUTING, 2, MUSTER_EFFECT_STATE_CONFIRMED, "revision-2", OPEN, NULL, MUSTER_STEP_STATE_DONE },
  { "asked for", MUSTER_RUN_STATE_AWAITING_APPROVAL, 1, -1, NULL, OPEN, ITEMS, MUSTER_STEP_STATE_APPROVAL },
  { "granted", MUSTER_RUN_STATE_EXECUTING, 1, -1, NULL, MUSTER_APPROVAL_STATE_USED, ITEMS, MUSTER_STEP_STATE_WAITING },
  { "rejected", MUSTER_RUN_STATE_REJECTED, 1, -1, NULL, MUSTER_APPROVAL_STATE_REJECTED, ITEMS, MUSTER_STEP_STATE_DECLINED },
  { "expired", MUSTER_RUN_STATE_EXPIRED, 1, -1, NULL, MUSTER_APPROVAL_STATE_EXPIRED, ITEMS, MUSTER_STEP_STATE_NOT_DONE },
  { "ended before it", MUSTER_RUN_STATE_NEEDS_HUMAN, 1, -1, NULL, OPEN, NULL, MUSTER_STEP_STATE_NOT_DONE },
};

static MusterStepState
step_state (AppFixture *self,
            gsize       row,
            const char *tool)
{
  g_autoptr(MusterRun) run = muster_run_new ();
  g_autoptr(MusterPlan) plan = muster_plan_new ();
  g_autoptr(MusterStep) step = muster_step_new ();
  g_autoptr(GPtrArray) steps = g_ptr_array_new ();
  g_autoptr(GPtrArray) effects = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(MusterApproval) approval = muster_approval_new ();

  muster_step_set_tool (step, tool);
  g_ptr_array_add (steps, step);
  muster_plan_set_steps (plan, steps);
  muster_run_set_plan (run, plan);
  muster_run_set_state (run, step_cases[row].run);
  muster_run_set_revision (run, step_cases[row].revision);
  muster_approval_set_revision (approval, step_cases[row].revision);
  muster_approval_set_state (approval, step_cases[row].approval);
  muster_approval_set_items (approval, step_cases[row].items);
  if (step_cases[row].effect >= 0)
    {
      MusterEffect *effect = muster_effect_new ();

      muster_effect_set_step (effect, 1);
      muster_effect_set_call (effect, step_cases[row].call);
      muster_effect_set_state (effect, (MusterEffectState) step_cases[row].effect);
      g_ptr_array_add (effects, effect);
    }
  return muster_step_state (muster_context_get_catalog (self->context), run, 0, effects,
                            step_cases[row].items != NULL ? approval : NULL);
}

static void
test_step_states (AppFixture   *self,
                  gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (step_cases); i++)
    {
      MusterStepState got = step_state (self, i, "microsoft365:add-group-member");

      if (got != step_cases[i].want)
        g_error ("%s: %d, not %d", step_cases[i].name, got, step_cases[i].want);
      g_assert_cmpint (step_state (self, i, "microsoft365:get-user"), ==, MUSTER_STEP_STATE_MANUAL);
    }
}

static void
count_changed_cb (guint *n)
{
  (*n)++;
}

static gboolean
has_changed (gpointer data)
{
  return *(guint *) data > 0;
}

/* It is read by itself, and again when something of the run is written */
static void
test_progress (AppFixture   *self,
               gconstpointer data)
{
  MusterStore *store = muster_context_get_store (self->context);
  g_autoptr(MusterApproval) approval = NULL;
  g_autoptr(MusterRunProgress) progress = NULL;
  guint n = 0;

  fill (store);
  approval = ask (self, NONE);
  progress = muster_run_progress_new (self->context, muster_approval_get_run_id (approval));
  g_signal_connect_swapped (progress, "changed", G_CALLBACK (count_changed_cb), &n);
  g_assert_null (muster_run_progress_get_run (progress));
  muster_test_until (has_changed, &n);
  g_assert_cmpint (muster_run_get_state (muster_run_progress_get_run (progress)), ==, MUSTER_RUN_STATE_AWAITING_APPROVAL);
  g_assert_null (muster_run_progress_get_question (progress));
  n = 0;
  put_in_state (self, approval, MUSTER_APPROVAL_STATE_REJECTED);
  muster_test_until (has_changed, &n);
}

/* How long a request stands: at most a day */
static void
test_times (AppFixture   *self,
            gconstpointer data)
{
  g_auto(MusterTestWait) set = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) get = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) bad = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  guint expiry = 0;
  guint reminder = 0;

  muster_context_set_approval_times_async (self->context, 90, 0, NULL, muster_test_wait_cb, &set);
  g_assert_true (muster_context_set_approval_times_finish (self->context, muster_test_wait (&set), &error));
  muster_context_get_approval_times_async (self->context, NULL, muster_test_wait_cb, &get);
  g_assert_true (muster_context_get_approval_times_finish (self->context, muster_test_wait (&get), &expiry, &reminder, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (expiry, ==, 90);
  g_assert_cmpuint (reminder, ==, 0);
  muster_context_set_approval_times_async (self->context, 24 * 60 + 1, 0, NULL, muster_test_wait_cb, &bad);
  g_assert_false (muster_context_set_approval_times_finish (self->context, muster_test_wait (&bad), &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
}

static gboolean
grant_with (AppFixture *self,
            Flaw        flaw,
            const char *email,
            GError    **error)
{
  g_autoptr(MusterApproval) approval = ask (self, flaw);

  muster_context_set_operator_email (self->context, email);
  return act (self, GRANT, approval, NULL, 0, error);
}

/* Who runs musterctl has an account too, and R7 is held against its address: rights are given by nobody of whom it cannot be
 * told whether they asked for them */
static void
test_operator (AppFixture   *self,
               gconstpointer data)
{
  MusterStore *store = muster_context_get_store (self->context);
  g_autoptr(MusterMember) second = muster_member_new ();
  g_autoptr(GError) error = NULL;

  g_assert_false (grant_with (self, PRIVILEGED_NOBODY, NULL, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_clear_error (&error);

  /* One account: it is theirs */
  muster_context_sign_out (self->context);
  muster_context_set_operator (self->context, "musterctl:kim");
  g_assert_true (grant_with (self, PRIVILEGED, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (grant_with (self, REQUESTER, NULL, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_clear_error (&error);

  muster_member_set_id (second, "M2");
  muster_member_set_name (second, "Other Person");
  muster_member_set_email (second, "other@msp.example");
  muster_member_set_role (second, "msp_technician");
  muster_member_set_active (second, TRUE);
  MUST (store, add_member, second, "x");
  g_assert_false (grant_with (self, PRIVILEGED, NULL, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_assert_nonnull (strstr (error->message, "--as"));
  g_clear_error (&error);
  g_assert_true (grant_with (self, PRIVILEGED, "Other@msp.example", &error));
  g_assert_no_error (error);
  g_assert_false (grant_with (self, REQUESTER, "test@msp.example", &error));
  g_clear_error (&error);
  g_assert_false (grant_with (self, NONE, "nobody@msp.example", &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* What gives no rights is done all the same, and it is on record */
  g_assert_true (grant_with (self, NONE, NULL, &error));
  g_assert_no_error (error);
  app_fixture_close (self);
  g_assert_cmpint (fixture_number (self->data_dir, "SELECT count (*) FROM audit WHERE event = 'approver-not-compared'"), ==, 1);
  /* Nobody has proved that an account that was named is theirs, so it is on record who has named which */
  g_assert_cmpint (fixture_number (self->data_dir, "SELECT count (*) FROM audit WHERE event = 'approval-granted' AND "
                                   "actor = 'musterctl:kim as other@msp.example'"), ==, 1);
  g_assert_cmpint (fixture_number (self->data_dir, "SELECT count (*) FROM approvals WHERE "
                                   "decided_by = 'musterctl:kim as other@msp.example'"), ==, 1);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  guint *n = user_data;

  muster_context_load_app_key_finish (MUSTER_CONTEXT (source), result);
  (*n)++;
}

/* Two programs find no key at the same moment: one is made, and both have it */
static void
test_app_key (AppFixture   *self,
              gconstpointer data)
{
  AppFixture other = *self;
  MusterSecret *first;
  MusterSecret *second;
  guint loaded = 0;

  other.context = NULL;
  other.data_dir = muster_test_dir ();
  app_fixture_open (&other);
  g_assert_null (muster_gate_get_app_key (self->context->gate));
  muster_context_load_app_key_async (self->context, loaded_cb, &loaded);
  muster_context_load_app_key_async (other.context, loaded_cb, &loaded);
  while (loaded < 2)
    g_main_context_iteration (NULL, TRUE);
  first = muster_gate_get_app_key (self->context->gate);
  second = muster_gate_get_app_key (other.context->gate);
  g_assert_nonnull (first);
  g_assert_nonnull (second);
  g_assert_true (muster_secret_equal (first, second));
  app_fixture_close (&other);
  muster_test_remove_dir (other.data_dir);
  g_free (other.data_dir);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

#define ADD(path, function) g_test_add ("/app/approvals/" path, AppFixture, NULL, open_with_account, function, app_fixture_teardown)
  ADD ("forgeries", test_forgeries);
  ADD ("hidden-steps", test_hidden_steps);
  ADD ("list", test_list);
  ADD ("times", test_times);
  ADD ("operator", test_operator);
  ADD ("app-key", test_app_key);
  ADD ("decided-by", test_decided_by);
  ADD ("step-states", test_step_states);
  ADD ("progress", test_progress);

  return g_test_run ();
}
