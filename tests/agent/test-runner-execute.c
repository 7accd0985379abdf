/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Execute mode on the demonstration world: Hugh Finch asks for write access for Owen Price, which needs a technician's yes. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "execute-fixture.h"
#include "muster-context-policies.h"
#include "muster-context-runs.h"
#include "muster-error.h"
#include "muster-json.h"

#define TICKET EXECUTE_TICKET
#define TOOL   EXECUTE_TOOL

/* Its control ticket: 320000 is a question about licences, which is answered without a yes */
#define QUESTION "320000"

static void
grant (AppFixture *self)
{
  execute_grant_of (self, TICKET);
}

static void
reject (AppFixture *self,
        const char *reason)
{
  g_autoptr(MusterApproval) approval = execute_open_approval (self);
  g_autoptr(GPtrArray) list = g_ptr_array_new ();
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (list, approval);
  muster_context_reject_approvals_async (self->context, list, reason, NULL, muster_test_wait_cb, &wait);
  g_assert_true (muster_context_reject_approvals_finish (self->context, muster_test_wait (&wait), &error));
  g_assert_no_error (error);
}

static void
test_granted (AppFixture   *self,
              gconstpointer data)
{
  g_autofree char *said = NULL;

  execute_begin (self);
  g_assert_cmpint (execute_state_of (self, TICKET), ==, MUSTER_RUN_STATE_AWAITING_APPROVAL);
  g_assert_cmpuint (execute_count_writes (self), ==, 0);
  /* The plan, and the request */
  g_assert_cmpuint (execute_count_own (self, TICKET), ==, 2);
  said = execute_visible_text (self, TICKET);
  g_assert_cmpstr (said, ==, "");

  grant (self);
  app_fixture_process (self);
  g_assert_cmpint (execute_state_of (self, TICKET), ==, MUSTER_RUN_STATE_DONE);
  g_assert_cmpuint (execute_count_writes (self), ==, 1);
  g_assert_cmpuint (execute_count_effects (self, ":add-group-member", MUSTER_EFFECT_STATE_CONFIRMED), ==, 1);
  g_free (said);
  said = execute_visible_text (self, TICKET);
  g_assert_nonnull (strstr (said, "Owen Price is now a member of"));

  /* And once more, with nothing to do */
  app_fixture_close (self);
  app_fixture_open (self);
  app_fixture_process (self);
  g_assert_cmpuint (execute_count_writes (self), ==, 1);
  g_assert_cmpuint (execute_count_own (self, TICKET), ==, 4);
}

static void
test_answer (AppFixture   *self,
             gconstpointer data)
{
  g_autofree char *said = NULL;

  execute_begin (self);
  said = execute_visible_text (self, QUESTION);
  g_assert_nonnull (strstr (said, "will send you the numbers"));
  /* That is for a person to do */
  g_assert_cmpint (execute_state_of (self, QUESTION), ==, MUSTER_RUN_STATE_NEEDS_HUMAN);
}

/* What the PSA shows of the ticket; (transfer full) */
static JsonNode *
ticket_of (AppFixture  *self,
           const char  *number,
           JsonObject **ticket)
{
  JsonNode *world = app_fixture_control (self, "GET", "/world", NULL);
  JsonArray *tickets = muster_json_arr (json_node_get_object (world), "tickets");

  *ticket = NULL;
  for (guint i = 0; i < json_array_get_length (tickets); i++)
    if (muster_json_int (muster_json_arr_obj (tickets, i), "id", 0) == g_ascii_strtoll (number, NULL, 10))
      *ticket = muster_json_arr_obj (tickets, i);
  g_assert_nonnull (*ticket);
  return world;
}

/* @data: the PSA. A ticket that is left to people gets the owner, the place and the status of the settings */
static void
test_escalated (AppFixture   *self,
                gconstpointer data)
{
  MusterEnding ending = { .handover = (char *) "In Progress", .member = (char *) "402", .board = (char *) "51",
                          .team = (char *) (g_str_equal (data, "connectwise") ? "551" : "51") };
  g_autoptr(MusterRun) run = NULL;
  g_autoptr(JsonNode) world = NULL;
  JsonObject *ticket;

  execute_begin_with (self, data, &ending);
  run = execute_find_run (self, QUESTION);
  g_assert_cmpint (muster_run_get_state (run), ==, MUSTER_RUN_STATE_NEEDS_HUMAN);
  g_assert_null (strstr (muster_run_get_error_text (run), "could not be changed"));
  world = ticket_of (self, QUESTION, &ticket);
  g_assert_cmpint (muster_json_int (ticket, "ownerId", 0), ==, 402);
  g_assert_cmpint (muster_json_int (ticket, "boardId", 0), ==, 51);
  g_assert_cmpint (muster_json_int (ticket, "statusId", 0), !=, 501);
  if (g_str_equal (data, "connectwise"))
    g_assert_cmpint (muster_json_int (ticket, "teamId", 0), ==, 551);
}

/* Taken back before anybody decided */
static void
test_withdrawn (AppFixture   *self,
                gconstpointer data)
{
  g_autoptr(MusterApproval) approval = NULL;
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  execute_begin (self);
  approval = execute_open_approval (self);
  grant (self);
  muster_context_withdraw_approval_async (self->context, muster_approval_get_id (approval), "not today", NULL, muster_test_wait_cb,
                                          &wait);
  g_assert_true (muster_context_withdraw_approval_finish (self->context, muster_test_wait (&wait), &error));
  g_assert_no_error (error);
  app_fixture_process (self);
  g_assert_cmpint (execute_state_of (self, TICKET), ==, MUSTER_RUN_STATE_NEEDS_HUMAN);
  g_assert_cmpuint (execute_count_writes (self), ==, 0);
}

/* Yes to the plan, but not to its one step */
static void
test_declined (AppFixture   *self,
               gconstpointer data)
{
  static const gint64 steps[] = { 1 };
  g_autoptr(MusterApproval) approval = NULL;
  g_autoptr(GPtrArray) list = g_ptr_array_new ();
  g_autoptr(MusterRun) run = NULL;
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autofree char *said = NULL;
  g_autoptr(GError) error = NULL;

  execute_begin (self);
  approval = execute_open_approval (self);
  g_ptr_array_add (list, approval);
  muster_context_grant_approvals_async (self->context, list, steps, 1, NULL, muster_test_wait_cb, &wait);
  if (!muster_context_grant_approvals_finish (self->context, muster_test_wait (&wait), &error))
    {
      /* A yes to nothing is a no, which has a reason */
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
      return;
    }
  app_fixture_process (self);
  run = execute_find_run (self, TICKET);
  g_assert_cmpint (muster_run_get_state (run), ==, MUSTER_RUN_STATE_NEEDS_HUMAN);
  g_assert_nonnull (strstr (muster_run_get_error_text (run), "Step 1 was not approved"));
  g_assert_cmpuint (execute_count_writes (self), ==, 0);
  said = execute_visible_text (self, TICKET);
  g_assert_cmpstr (said, ==, "");
}

/* What may be done has changed since somebody was asked: the request is void, and the plan is made again */
static void
test_policy_changed (AppFixture   *self,
                     gconstpointer data)
{
  g_autoptr(MusterRun) run = NULL;
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  execute_begin (self);
  muster_context_set_policy_async (self->context, NULL, TOOL, MUSTER_POLICY_DISABLED, NULL, muster_test_wait_cb, &wait);
  g_assert_true (muster_context_set_policy_finish (self->context, muster_test_wait (&wait), &error));
  g_assert_no_error (error);
  app_fixture_process (self);
  run = execute_find_run (self, TICKET);
  g_assert_cmpint (muster_run_get_state (run), ==, MUSTER_RUN_STATE_NEEDS_HUMAN);
  g_assert_cmpint (muster_run_get_revision (run), ==, 2);
  g_assert_cmpuint (execute_count_writes (self), ==, 0);
}

/* The MSP wants to read every reply before it is sent; where nothing else waits, the reply alone does */
static void
test_reply_alone (AppFixture   *self,
                  gconstpointer data)
{
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(MusterApproval) approval = NULL;
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  MusterToolPolicy *change = muster_tool_policy_new ();

  app_fixture_open (self);
  muster_tool_policy_set_tool (change, "connectwise:reply-to-requester");
  muster_tool_policy_set_policy (change, MUSTER_POLICY_APPROVAL_NEEDED);
  g_ptr_array_add (changes, change);
  muster_store_set_policies_async (muster_context_get_store (self->context), NULL, changes, NULL, muster_test_wait_cb, &wait);
  g_assert_true (muster_store_set_policies_finish (muster_context_get_store (self->context), muster_test_wait (&wait), &error));
  g_assert_no_error (error);
  app_fixture_close (self);

  execute_begin (self);
  g_assert_cmpint (execute_state_of (self, QUESTION), ==, MUSTER_RUN_STATE_AWAITING_APPROVAL);
  before = execute_visible_text (self, QUESTION);
  g_assert_cmpstr (before, ==, "");
  approval = execute_open_approval_of (self, QUESTION);
  g_assert_cmpint (muster_approval_get_effect_class (approval), ==, MUSTER_EFFECT_CLASS_REPLY);
  execute_grant_of (self, QUESTION);
  app_fixture_process (self);
  g_assert_cmpint (execute_state_of (self, QUESTION), ==, MUSTER_RUN_STATE_NEEDS_HUMAN);
  after = execute_visible_text (self, QUESTION);
  g_assert_cmpstr (after, !=, "");
}

static void
test_rejected (AppFixture   *self,
               gconstpointer data)
{
  g_autofree char *said = NULL;

  execute_begin (self);
  reject (self, "Owen starts next month only");
  app_fixture_process (self);
  g_assert_cmpint (execute_state_of (self, TICKET), ==, MUSTER_RUN_STATE_REJECTED);
  g_assert_cmpuint (execute_count_writes (self), ==, 0);
  /* The third says why */
  g_assert_cmpuint (execute_count_own (self, TICKET), ==, 3);
  said = execute_visible_text (self, TICKET);
  g_assert_cmpstr (said, ==, "");
}

static void
test_expired (AppFixture   *self,
              gconstpointer data)
{
  MusterApprovalDecision decision = { .from = MUSTER_APPROVAL_STATE_OPEN, .to = MUSTER_APPROVAL_STATE_EXPIRED, .by = "engine",
                                      .via = "engine" };
  g_autoptr(MusterApproval) approval = NULL;
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  execute_begin (self);
  approval = execute_open_approval (self);
  muster_store_decide_approval_async (muster_context_get_store (self->context), muster_approval_get_id (approval), &decision,
                                      NULL, muster_test_wait_cb, &wait);
  g_assert_true (muster_store_decide_approval_finish (muster_context_get_store (self->context), muster_test_wait (&wait), &error));
  app_fixture_process (self);
  g_assert_cmpint (execute_state_of (self, TICKET), ==, MUSTER_RUN_STATE_EXPIRED);
  g_assert_cmpuint (execute_count_writes (self), ==, 0);
}

/* Somebody writes while a technician is asked: what was asked for does not hold any more */
static void
test_new_words (AppFixture   *self,
                gconstpointer data)
{
  g_autoptr(MusterRun) run = NULL;

  execute_begin (self);
  json_node_unref (app_fixture_control (self, "POST", "/tickets/" TICKET "/notes",
                                        "{\"kind\":\"reply\",\"authorKind\":\"contact\",\"authorName\":\"Hugh Finch\",\"text\":\"It is urgent now.\"}"));
  app_fixture_process (self);
  run = execute_find_run (self, TICKET);
  g_assert_cmpint (muster_run_get_state (run), ==, MUSTER_RUN_STATE_AWAITING_APPROVAL);
  g_assert_cmpint (muster_run_get_revision (run), ==, 2);
  /* A plan and a request for each revision */
  g_assert_cmpuint (execute_count_own (self, TICKET), ==, 4);
  grant (self);
  app_fixture_process (self);
  g_assert_cmpint (execute_state_of (self, TICKET), ==, MUSTER_RUN_STATE_DONE);
  g_assert_cmpuint (execute_count_writes (self), ==, 1);
}

/* The vendor did it and nobody heard: it is found out, and not done twice */
static void
test_lost_answer (AppFixture   *self,
                  gconstpointer data)
{
  execute_begin (self);
  json_node_unref (app_fixture_control (self, "POST", "/faults",
                                        "{\"vendor\":\"graph\",\"class\":\"write\",\"kind\":\"lost-reply\",\"times\":1}"));
  grant (self);
  app_fixture_process (self);
  g_assert_cmpint (execute_state_of (self, TICKET), ==, MUSTER_RUN_STATE_DONE);
  g_assert_cmpuint (execute_count_writes (self), ==, 1);
}

/* A plain no ends the plan; nobody is told that it was done */
static void
test_refused (AppFixture   *self,
              gconstpointer data)
{
  g_autoptr(MusterRun) run = NULL;
  g_autofree char *said = NULL;

  execute_begin (self);
  json_node_unref (app_fixture_control (self, "POST", "/faults",
                                        "{\"vendor\":\"graph\",\"method\":\"POST\",\"pathPattern\":\"*/members/*\",\"kind\":\"403\","
                                        "\"times\":-1}"));
  grant (self);
  app_fixture_process (self);
  run = execute_find_run (self, TICKET);
  g_assert_cmpint (muster_run_get_state (run), ==, MUSTER_RUN_STATE_NEEDS_HUMAN);
  g_assert_nonnull (strstr (muster_run_get_error_text (run), "Step 1 was not done"));
  g_assert_cmpuint (execute_count_effects (self, ":add-group-member", MUSTER_EFFECT_STATE_ABSENT), ==, 1);
  said = execute_visible_text (self, TICKET);
  g_assert_cmpstr (said, ==, "");
}

static void
test_handed_over (AppFixture   *self,
                  gconstpointer data)
{
  g_autoptr(MusterRun) before = NULL;
  g_autoptr(MusterRun) run = NULL;
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  execute_begin (self);
  before = execute_find_run (self, TICKET);
  muster_context_escalate_run_async (self->context, muster_run_get_id (before), "I do it by hand", NULL, muster_test_wait_cb,
                                     &wait);
  g_assert_true (muster_context_escalate_run_finish (self->context, muster_test_wait (&wait), &error));
  app_fixture_process (self);
  run = execute_find_run (self, TICKET);
  g_assert_cmpint (muster_run_get_state (run), ==, MUSTER_RUN_STATE_NEEDS_HUMAN);
  g_assert_nonnull (strstr (muster_run_get_error_text (run), "I do it by hand"));
  g_assert_nonnull (strstr (muster_run_get_error_text (run), " hands the ticket over"));
  g_assert_cmpuint (execute_count_writes (self), ==, 0);
}

/* What a technician confirms makes a new plan, with a name in the record */
static void
test_identity (AppFixture   *self,
               gconstpointer data)
{
  g_autoptr(MusterRun) before = NULL;
  g_autoptr(MusterRun) run = NULL;
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) again = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  execute_begin (self);
  before = execute_find_run (self, TICKET);
  muster_context_confirm_identity_async (self->context, muster_run_get_id (before), "called back", NULL, muster_test_wait_cb,
                                         &wait);
  g_assert_true (muster_context_confirm_identity_finish (self->context, muster_test_wait (&wait), &error));
  app_fixture_process (self);
  run = execute_find_run (self, TICKET);
  g_assert_cmpint (muster_run_get_identity_level (run), ==, MUSTER_IDENTITY_LEVEL_V2);
  g_assert_cmpstr (muster_run_get_identity_how (run), ==, "called back");
  g_assert_nonnull (muster_run_get_identity_by (run));
  g_assert_cmpint (muster_run_get_revision (run), ==, 2);
  g_assert_cmpint (muster_plan_get_identity_level (muster_run_get_plan (run)), ==, MUSTER_IDENTITY_LEVEL_V2);

  muster_context_confirm_identity_async (self->context, muster_run_get_id (before), " ", NULL, muster_test_wait_cb, &again);
  g_assert_false (muster_context_confirm_identity_finish (self->context, muster_test_wait (&again), &error));
}

/* --- Stopped in each state, and taken up by another process --- */

typedef struct
{
  AppFixture    *fixture;
  MusterRunState state;
  GMainLoop     *loop;
  gboolean       closed;
  gboolean       closing;
} Stop;

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Stop *stop = user_data;

  muster_context_close_finish (MUSTER_CONTEXT (source), result, NULL);
  stop->closed = TRUE;
  g_main_loop_quit (stop->loop);
}

static void
state_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  Stop *stop = user_data;
  g_autoptr(MusterRun) run = muster_store_get_run_finish (MUSTER_STORE (source), result, NULL);

  if (run == NULL || stop->closing || muster_run_get_state (run) != stop->state
      || g_strcmp0 (muster_run_get_external_ticket_id (run), TICKET) != 0)
    return;
  stop->closing = TRUE;
  muster_context_close_async (stop->fixture->context, closed_cb, stop);
}

static void
run_changed_cb (MusterContext *context,
                const char    *run_id,
                Stop          *stop)
{
  if (!stop->closing)
    muster_store_get_run_async (muster_context_get_store (context), run_id, NULL, state_read_cb, stop);
}

static void
test_resume (AppFixture   *self,
             gconstpointer data)
{
  Stop stop = { self, (MusterRunState) GPOINTER_TO_INT (data), g_main_loop_new (NULL, FALSE), FALSE, FALSE };
  gulong id;

  execute_begin (self);
  id = g_signal_connect (self->context, "run-changed", G_CALLBACK (run_changed_cb), &stop);
  grant (self);
  g_main_loop_run (stop.loop);
  g_assert_true (stop.closed);
  g_signal_handler_disconnect (self->context, id);
  g_clear_object (&self->context);
  g_main_loop_unref (stop.loop);

  app_fixture_open (self);
  app_fixture_process (self);
  g_assert_cmpint (execute_state_of (self, TICKET), ==, MUSTER_RUN_STATE_DONE);
  g_assert_cmpuint (execute_count_writes (self), ==, 1);
  g_assert_cmpuint (execute_count_own (self, TICKET), ==, 4);
}

static void
test_ending (AppFixture   *self,
             gconstpointer data)
{
  MusterEnding wanted = { .done = (char *) "Completed" };
  g_autoptr(MusterEnding) stored = NULL;
  g_auto(MusterTestWait) set = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) get = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  MusterConnection *psa;

  app_fixture_open (self);
  app_fixture_account (self);
  app_fixture_connect_all (self);
  psa = muster_context_find_connection (self->context, "psa");
  muster_context_set_ending_async (self->context, muster_connection_get_id (psa), &wanted, NULL, muster_test_wait_cb, &set);
  g_assert_true (muster_context_set_ending_finish (self->context, muster_test_wait (&set), &error));
  muster_context_get_ending_async (self->context, muster_connection_get_id (psa), NULL, muster_test_wait_cb, &get);
  stored = muster_context_get_ending_finish (self->context, muster_test_wait (&get), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (stored->done, ==, "Completed");
  g_assert_null (stored->member);
}

#define CASE(name, function) \
  g_test_add ("/agent/runner/execute/" name, AppFixture, NULL, app_fixture_setup, function, app_fixture_teardown)

int
main (int    argc,
      char **argv)
{
  static const MusterRunState edges[] = { MUSTER_RUN_STATE_EXECUTING, MUSTER_RUN_STATE_REPORTING };

  muster_test_init (&argc, &argv);
  CASE ("granted", test_granted);
  CASE ("answer", test_answer);
  CASE ("withdrawn", test_withdrawn);
  CASE ("declined", test_declined);
  CASE ("policy-changed", test_policy_changed);
  g_test_add ("/agent/runner/execute/escalated/connectwise", AppFixture, "connectwise", app_fixture_setup, test_escalated,
              app_fixture_teardown);
  g_test_add ("/agent/runner/execute/escalated/halopsa", AppFixture, "halopsa", app_fixture_setup, test_escalated,
              app_fixture_teardown);
  g_test_add ("/agent/runner/execute/escalated/autotask", AppFixture, "autotask", app_fixture_setup, test_escalated,
              app_fixture_teardown);
  CASE ("reply-alone", test_reply_alone);
  CASE ("rejected", test_rejected);
  CASE ("expired", test_expired);
  CASE ("new-words", test_new_words);
  CASE ("lost-answer", test_lost_answer);
  CASE ("refused", test_refused);
  CASE ("handed-over", test_handed_over);
  CASE ("identity", test_identity);
  CASE ("ending", test_ending);
  for (gsize i = 0; i < G_N_ELEMENTS (edges); i++)
    {
      g_autofree char *path = g_strconcat ("/agent/runner/execute/resume/", muster_run_state_to_string (edges[i]), NULL);

      g_test_add (path, AppFixture, GINT_TO_POINTER ((int) edges[i]), app_fixture_setup, test_resume, app_fixture_teardown);
    }
  return g_test_run ();
}
