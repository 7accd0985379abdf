/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What keeps a plan of Execute mode from being carried out to its end: the mode or a policy is changed meanwhile, the world is
 * another than it was shown, a secret was read, nobody knows what became of an act, the keyring is locked. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "execute-fixture.h"
#include "muster-approval-watch.h"
#include "muster-context-policies.h"
#include "muster-context-private.h"
#include "muster-context-runs.h"
#include "muster-context-undo.h"
#include "muster-engine-private.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-runner.h"
#include "muster-undo-private.h"

/* Without a step; a look-up is all it needs */
#define QUESTION "320000"
/* Alder & Finch's, with a local administrator's password */
#define DEVICE   "e572f5c0-728f-551a-939b-80f70dd1b312"
#define HUGH     "339feb72-b6a7-5397-b63a-9810881a1bea"

static void
set_mode (AppFixture *self,
          MusterMode  mode)
{
  g_autoptr(MusterRun) run = execute_find_run (self, EXECUTE_TICKET);
  MusterStore *store = muster_context_get_store (self->context);
  g_auto(MusterTestWait) get = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) set = MUSTER_TEST_WAIT_INIT;
  g_autoptr(MusterClient) client = NULL;

  muster_store_get_client_async (store, muster_run_get_client_id (run), NULL, muster_test_wait_cb, &get);
  client = muster_store_get_client_finish (store, muster_test_wait (&get), NULL);
  g_assert_nonnull (client);
  muster_client_set_mode (client, mode);
  muster_store_save_client_async (store, client, NULL, muster_test_wait_cb, &set);
  g_assert_true (muster_store_save_client_finish (store, muster_test_wait (&set), NULL));
}

static void
set_policy (AppFixture  *self,
            const char  *tool,
            MusterPolicy policy)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  muster_context_set_policy_async (self->context, NULL, tool, policy, NULL, muster_test_wait_cb, &wait);
  g_assert_true (muster_context_set_policy_finish (self->context, muster_test_wait (&wait), &error));
  g_assert_no_error (error);
}

/* A person has it, nothing was changed, and the requester was told nothing. @words: in the reason */
static void
assert_left_to_person (AppFixture *self,
                       const char *words)
{
  g_autoptr(MusterRun) run = execute_find_run (self, EXECUTE_TICKET);
  g_autofree char *said = execute_visible_text (self, EXECUTE_TICKET);

  g_assert_cmpint (muster_run_get_state (run), ==, MUSTER_RUN_STATE_NEEDS_HUMAN);
  g_test_message ("%s", muster_run_get_error_text (run));
  g_assert_nonnull (strstr (muster_run_get_error_text (run), words));
  g_assert_cmpuint (execute_count_writes (self), ==, 0);
  g_assert_cmpstr (said, ==, "");
}

/* --- Switched while it is under way --- */

static void
test_mode_waiting (AppFixture   *self,
                   gconstpointer data)
{
  g_autoptr(MusterRun) run = NULL;

  execute_begin (self);
  set_mode (self, MUSTER_MODE_PLAN);
  app_fixture_process (self);
  assert_left_to_person (self, "switched to Plan mode");
  run = execute_find_run (self, EXECUTE_TICKET);
  /* Nothing is planned that may not be carried out */
  g_assert_cmpint (muster_run_get_revision (run), ==, 1);
  g_assert_cmpuint (execute_count_own (self, EXECUTE_TICKET), ==, 3);
}

typedef struct
{
  AppFixture *fixture;
  gboolean    to_plan;
  gboolean    done;
} Switch;

/* The step is prepared and not sent yet; the store takes one thing after the other, so this comes before the step's facts */
static void
executing_cb (MusterContext *context,
              const char    *run_id,
              Switch        *self)
{
  MusterStore *store = muster_context_get_store (context);
  g_autoptr(MusterRun) run = NULL;
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;

  if (self->done)
    return;
  self->done = TRUE;
  if (self->to_plan)
    set_mode (self->fixture, MUSTER_MODE_PLAN);
  else
    set_policy (self->fixture, EXECUTE_TOOL, MUSTER_POLICY_DISABLED);
  muster_store_get_run_async (store, run_id, NULL, muster_test_wait_cb, &wait);
  run = muster_store_get_run_finish (store, muster_test_wait (&wait), NULL);
  g_test_message ("Switched in %s", muster_run_state_to_string (muster_run_get_state (run)));
}

/* @data: whether the mode, or else the tool's policy, is what is changed */
static void
test_switched_executing (AppFixture   *self,
                         gconstpointer data)
{
  Switch by = { self, GPOINTER_TO_INT (data), FALSE };
  gulong id;

  execute_begin (self);
  execute_grant_of (self, EXECUTE_TICKET);
  id = g_signal_connect (self->context, "run-changed", G_CALLBACK (executing_cb), &by);
  app_fixture_process (self);
  g_signal_handler_disconnect (self->context, id);
  g_assert_true (by.done);
  app_fixture_process (self);
  assert_left_to_person (self, by.to_plan ? "switched to Plan mode" : "");
  g_assert_cmpuint (execute_count_effects (self, ":add-group-member", MUSTER_EFFECT_STATE_PREPARED), ==, 0);
}

/* --- Nobody knows --- */

static MusterEffect *
unknown_step (AppFixture *self)
{
  g_autoptr(GPtrArray) effects = execute_effects_of (self, EXECUTE_TICKET);

  for (guint i = 0; i < effects->len; i++)
    if (muster_effect_get_state (effects->pdata[i]) == MUSTER_EFFECT_STATE_UNKNOWN)
      return g_object_ref (effects->pdata[i]);
  return NULL;
}

/* The vendor says yes and does not show it; @data: somebody says what is true, instead of looking */
static void
test_unknown (AppFixture   *self,
              gconstpointer data)
{
  g_autoptr(MusterRun) run = NULL;
  g_autoptr(MusterEffect) effect = NULL;
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) again = MUSTER_TEST_WAIT_INIT;
  g_autofree char *said = NULL;
  MusterEffectState state = MUSTER_EFFECT_STATE_UNKNOWN;
  g_autoptr(GError) error = NULL;

  execute_begin (self);
  json_node_unref (app_fixture_control (self, "POST", "/faults",
                                        "{\"vendor\":\"graph\",\"class\":\"write\",\"kind\":\"stale\",\"ms\":3600000,\"times\":1}"));
  execute_grant_of (self, EXECUTE_TICKET);
  app_fixture_process (self);
  run = execute_find_run (self, EXECUTE_TICKET);
  g_assert_cmpint (muster_run_get_state (run), ==, MUSTER_RUN_STATE_NEEDS_HUMAN);
  g_assert_nonnull (strstr (muster_run_get_error_text (run), "not certain whether it was done"));
  said = execute_visible_text (self, EXECUTE_TICKET);
  g_assert_cmpstr (said, ==, "");
  effect = unknown_step (self);
  g_assert_nonnull (effect);

  if (data != NULL)
    {
      muster_context_settle_effect_async (self->context, muster_effect_get_id (effect), FALSE, "looked in the portal", NULL,
                                          muster_test_wait_cb, &wait);
      g_assert_true (muster_context_settle_effect_finish (self->context, muster_test_wait (&wait), &error));
      g_assert_no_error (error);
      g_assert_cmpuint (execute_count_effects (self, ":add-group-member", MUSTER_EFFECT_STATE_ABSENT), ==, 1);
      /* Said once is said */
      muster_context_settle_effect_async (self->context, muster_effect_get_id (effect), TRUE, "no, I was wrong", NULL,
                                          muster_test_wait_cb, &again);
      g_assert_false (muster_context_settle_effect_finish (self->context, muster_test_wait (&again), &error));
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
      return;
    }
  json_node_unref (app_fixture_control (self, "POST", "/clock", "{\"advance\":7200}"));
  muster_context_check_effect_async (self->context, muster_effect_get_id (effect), NULL, muster_test_wait_cb, &wait);
  g_assert_true (muster_context_check_effect_finish (self->context, muster_test_wait (&wait), &state, &error));
  g_assert_no_error (error);
  g_assert_cmpint (state, ==, MUSTER_EFFECT_STATE_CONFIRMED);
  g_assert_cmpuint (execute_count_writes (self), ==, 1);
}

/* --- The keyring is locked when it should begin --- */

static void
test_locked (AppFixture   *self,
             gconstpointer data)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  execute_begin (self);
  execute_grant_of (self, EXECUTE_TICKET);
  app_fixture_close (self);
  muster_secret_store_memory_set_state (self->secret_store, MUSTER_SECRET_LOCKED);
  app_fixture_open (self);
  app_fixture_process (self);
  g_assert_cmpuint (execute_count_writes (self), ==, 0);
  g_assert_cmpint (execute_state_of (self, EXECUTE_TICKET), ==, MUSTER_RUN_STATE_AWAITING_APPROVAL);

  muster_secret_store_memory_set_state (self->secret_store, MUSTER_SECRET_PRESENT);
  muster_context_unlock_keyring_async (self->context, NULL, muster_test_wait_cb, &wait);
  g_assert_true (muster_context_unlock_keyring_finish (self->context, muster_test_wait (&wait), &error));
  app_fixture_process (self);
  g_assert_cmpint (execute_state_of (self, EXECUTE_TICKET), ==, MUSTER_RUN_STATE_DONE);
  g_assert_cmpuint (execute_count_writes (self), ==, 1);
}

/* --- Nobody answers --- */

static int
watch (AppFixture *self,
       guint       minutes)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  int ended;

  muster_clock_advance (self->clock, minutes * G_TIME_SPAN_MINUTE);
  muster_approval_watch_async (muster_context_get_store (self->context), self->context->gate, self->clock, NULL, muster_test_wait_cb,
                               &wait);
  ended = muster_approval_watch_finish (muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  return ended;
}

/* Somebody is reminded once, and in the end the request is over */
static void
test_unanswered (AppFixture   *self,
                 gconstpointer data)
{
  gint64 reminded[3];

  execute_begin (self);
  for (gsize i = 0; i < G_N_ELEMENTS (reminded); i++)
    {
      g_autoptr(MusterApproval) approval = NULL;

      g_assert_cmpint (watch (self, i == 0 ? 59 : 61), ==, 0);
      approval = execute_open_approval (self);
      reminded[i] = muster_approval_get_reminded (approval);
    }
  g_assert_cmpint (reminded[0], ==, 0);
  g_assert_cmpint (reminded[1], >, 0);
  g_assert_cmpint (reminded[2], ==, reminded[1]);
  g_assert_cmpint (watch (self, 60), ==, 1);
  app_fixture_process (self);
  g_assert_cmpint (execute_state_of (self, EXECUTE_TICKET), ==, MUSTER_RUN_STATE_EXPIRED);
  g_assert_cmpuint (execute_count_writes (self), ==, 0);
}

/* --- An answer to a note that did not count, cut off by the end of the program --- */

/* @data: it had left, and stands on the ticket; else it had not */
static void
test_answer_left_over (AppFixture   *self,
                       gconstpointer data)
{
  MusterStore *store = NULL;
  g_autoptr(GPtrArray) effects = NULL;
  g_autoptr(MusterEffect) answer = NULL;
  g_autoptr(MusterEffect) stored = NULL;
  g_auto(MusterTestWait) prepare = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) mark = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) look = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) get = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  guint before;

  execute_begin (self);
  store = muster_context_get_store (self->context);
  effects = execute_effects_of (self, EXECUTE_TICKET);
  before = execute_count_own (self, EXECUTE_TICKET);
  for (guint i = 0; i < effects->len && answer == NULL; i++)
    if (g_strcmp0 (muster_effect_get_call (effects->pdata[i]), "approval-note") == 0)
      answer = muster_record_copy (effects->pdata[i]);
  g_assert_nonnull (answer);
  muster_effect_set_id (answer, "ANSWER");
  muster_effect_set_call (answer, "answer-77");
  muster_effect_set_external_ref (answer, NULL);
  muster_effect_set_outcome (answer, NULL);
  muster_effect_set_state (answer, MUSTER_EFFECT_STATE_PREPARED);
  muster_effect_set_look_due (answer, muster_clock_now (self->clock) + 15 * G_TIME_SPAN_MINUTE);
  muster_store_prepare_effect_async (store, answer, "engine", NULL, muster_test_wait_cb, &prepare);
  g_assert_true (muster_store_prepare_effect_finish (store, muster_test_wait (&prepare), &error));
  g_assert_no_error (error);
  if (data != NULL)
    {
      muster_store_mark_effect_async (store, "ANSWER", MUSTER_EFFECT_STATE_PREPARED, MUSTER_EFFECT_STATE_DISPATCHED, NULL, "engine", NULL,
                                      muster_test_wait_cb, &mark);
      g_assert_true (muster_store_mark_effect_finish (store, muster_test_wait (&mark), &error));
    }

  muster_clock_advance (self->clock, 16 * G_TIME_SPAN_MINUTE);
  muster_context_look_later_async (self->context, muster_test_wait_cb, &look);
  muster_context_look_later_finish (self->context, muster_test_wait (&look), &error);
  g_assert_no_error (error);
  muster_store_get_effect_async (store, "ANSWER", NULL, muster_test_wait_cb, &get);
  stored = muster_store_get_effect_finish (store, muster_test_wait (&get), &error);
  g_assert_no_error (error);
  g_assert_cmpint (muster_effect_get_state (stored), ==, data != NULL ? MUSTER_EFFECT_STATE_CONFIRMED : MUSTER_EFFECT_STATE_ABSENT);
  /* Whatever it was, nobody is told twice */
  g_assert_cmpuint (execute_count_own (self, EXECUTE_TICKET), ==, before);
}

/* --- A planner with one look and one idea --- */

#define TEST_TYPE_SIMPLE (test_simple_get_type ())
G_DECLARE_FINAL_TYPE (TestSimple, test_simple, TEST, SIMPLE, GObject)

struct _TestSimple
{
  GObject       parent_instance;
  const char   *tool;     /* that is asked first */
  const char   *arg;
  const char   *value;
  MusterOutcome outcome;
  const char   *step;     /* (nullable): tool of the plan's one step, for what was looked at */
  const char   *reply;    /* (nullable) */
  gboolean      answered; /* the first call was */
};

static MusterTurn *
simple_plan (TestSimple *self)
{
  g_autoptr(MusterPlan) plan = muster_plan_new ();
  g_autoptr(GPtrArray) steps = g_ptr_array_new_with_free_func (g_object_unref);

  if (self->step != NULL)
    {
      MusterStep *step = muster_step_new ();
      g_autofree char *target = g_strdup_printf ("%s:%s", self->arg, self->value);

      muster_step_set_tool (step, self->step);
      muster_step_set_target (step, target);
      muster_step_set_effect_class (step, MUSTER_EFFECT_CLASS_WRITE);
      g_ptr_array_add (steps, step);
    }
  muster_plan_set_outcome (plan, self->outcome);
  muster_plan_set_diagnosis (plan, "A question.");
  muster_plan_set_reply_draft (plan, self->reply);
  muster_plan_set_confidence (plan, "high");
  muster_plan_set_planner (plan, "simple");
  muster_plan_set_steps (plan, steps);
  return muster_turn_new_plan (g_steal_pointer (&plan));
}

static void
simple_next_async (MusterPlanner      *planner,
                   MusterCase         *ticket_case,
                   GCancellable       *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer            user_data)
{
  TestSimple *self = TEST_SIMPLE (planner);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(GPtrArray) calls = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_tool_call_free);
  g_autoptr(JsonObject) args = json_object_new ();
  const MusterCaseAnswer *answer;

  json_object_set_string_member (args, self->arg, self->value);
  answer = muster_case_find (ticket_case, self->tool, args);
  self->answered = answer != NULL && answer->result != NULL;
  g_ptr_array_add (calls, muster_tool_call_new (self->tool, json_object_ref (args)));
  g_task_return_pointer (task, answer != NULL ? simple_plan (self) : muster_turn_new_calls (g_steal_pointer (&calls)),
                         (GDestroyNotify) muster_turn_free);
}

static MusterTurn *
simple_next_finish (MusterPlanner *planner,
                    GAsyncResult  *result,
                    GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static const char *
simple_get_name (MusterPlanner *planner)
{
  return "simple";
}

static void
simple_planner_init (MusterPlannerInterface *iface)
{
  iface->next_async = simple_next_async;
  iface->next_finish = simple_next_finish;
  iface->get_name = simple_get_name;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestSimple, test_simple, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MUSTER_TYPE_PLANNER, simple_planner_init))

static void
test_simple_class_init (TestSimpleClass *klass)
{
}

static void
test_simple_init (TestSimple *self)
{
}

/* A technician wants the question worked on again, and from now on this planner does it */
static void
plan_simply (AppFixture *self,
             TestSimple *planner)
{
  g_autoptr(MusterRun) run = execute_find_run (self, QUESTION);
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(MusterRunner) runner = NULL;
  g_autoptr(GError) error = NULL;

  g_set_object (&self->context->engine->planner, MUSTER_PLANNER (planner));
  runner = muster_runner_new (muster_context_get_store (self->context), self->context->gate, MUSTER_PLANNER (planner), self->clock,
                              muster_run_get_id (run));
  muster_runner_reopen (runner, "member:M1");
  muster_runner_work_async (runner, NULL, muster_test_wait_cb, &wait);
  g_assert_true (muster_runner_work_finish (runner, muster_test_wait (&wait), &error));
  g_assert_no_error (error);
  g_assert_true (planner->answered);
}

/* --- R9: a run that has read a secret --- */

/* @data: the outcome of the plan. What is said to the requester is read by a technician first, and sent when they agree */
static void
test_sensitive (AppFixture   *self,
                gconstpointer data)
{
  g_autoptr(TestSimple) planner = g_object_new (TEST_TYPE_SIMPLE, NULL);
  g_autoptr(MusterApproval) approval = NULL;
  g_autofree char *before = NULL;
  g_autofree char *waiting = NULL;
  g_autofree char *after = NULL;

  execute_begin (self);
  before = execute_visible_text (self, QUESTION);
  set_policy (self, "microsoft365:get-laps-password", MUSTER_POLICY_AUTO);
  planner->tool = "microsoft365:get-laps-password";
  planner->arg = "device";
  planner->value = DEVICE;
  planner->outcome = (MusterOutcome) GPOINTER_TO_INT (data);
  planner->reply = "Hello, is it the laptop in the office?";
  plan_simply (self, planner);

  g_assert_cmpint (execute_state_of (self, QUESTION), ==, MUSTER_RUN_STATE_AWAITING_APPROVAL);
  waiting = execute_visible_text (self, QUESTION);
  g_assert_cmpstr (waiting, ==, before);
  approval = execute_open_approval_of (self, QUESTION);
  g_assert_cmpint (muster_approval_get_effect_class (approval), ==, MUSTER_EFFECT_CLASS_REPLY);
  g_assert_nonnull (strstr (muster_approval_get_reply (approval), "is it the laptop"));

  execute_grant_of (self, QUESTION);
  app_fixture_process (self);
  after = execute_visible_text (self, QUESTION);
  g_assert_nonnull (strstr (after, "is it the laptop"));
  g_assert_cmpint (execute_state_of (self, QUESTION), ==,
                   planner->outcome == MUSTER_OUTCOME_ASK ? MUSTER_RUN_STATE_WAITING_ANSWER : MUSTER_RUN_STATE_DONE);
}

/* --- Another world than was shown --- */

/* An administrator does it by hand */
static void
do_by_hand (AppFixture *self,
            const char *client_id,
            const char *tool)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(JsonObject) args = json_object_new ();
  g_autoptr(MusterToolOutcome) outcome = NULL;
  g_autoptr(GError) error = NULL;

  json_object_set_string_member (args, "user", HUGH);
  muster_context_run_tool_async (self->context, client_id, tool, args, NULL, muster_test_wait_cb, &wait);
  outcome = muster_context_run_tool_finish (self->context, muster_test_wait (&wait), &error);
  g_assert_no_error (error);
}

/* Each time it is planned again, and at the third a person looks at it */
static void
test_drift (AppFixture   *self,
            gconstpointer data)
{
  g_autoptr(TestSimple) planner = g_object_new (TEST_TYPE_SIMPLE, NULL);
  g_autoptr(GPtrArray) effects = NULL;
  g_autoptr(MusterRun) run = NULL;

  execute_begin (self);
  planner->tool = "microsoft365:get-user";
  planner->arg = "user";
  planner->value = HUGH;
  planner->outcome = MUSTER_OUTCOME_PLAN;
  planner->step = "microsoft365:block-sign-in";
  plan_simply (self, planner);
  run = execute_find_run (self, QUESTION);
  for (int i = 0; i < 3; i++)
    {
      g_assert_cmpint (muster_run_get_state (run), ==, MUSTER_RUN_STATE_AWAITING_APPROVAL);
      g_assert_cmpint (muster_run_get_revision (run), ==, 2 + i);
      do_by_hand (self, muster_run_get_client_id (run), i % 2 == 0 ? "microsoft365:block-sign-in" : "microsoft365:unblock-sign-in");
      execute_grant_of (self, QUESTION);
      app_fixture_process (self);
      g_object_unref (run);
      run = execute_find_run (self, QUESTION);
    }
  g_assert_cmpint (muster_run_get_state (run), ==, MUSTER_RUN_STATE_NEEDS_HUMAN);
  g_assert_nonnull (strstr (muster_run_get_error_text (run), "accountEnabled was"));
  effects = execute_effects_of (self, QUESTION);
  for (guint i = 0; i < effects->len; i++)
    g_assert_false (muster_effect_get_step (effects->pdata[i]) > 0
                    && muster_effect_get_state (effects->pdata[i]) != MUSTER_EFFECT_STATE_ABSENT);
}

#define CASE(name, data, function) \
  g_test_add ("/agent/runner/stops/" name, AppFixture, data, app_fixture_setup, function, app_fixture_teardown)

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  CASE ("mode/waiting", NULL, test_mode_waiting);
  CASE ("mode/executing", GINT_TO_POINTER (TRUE), test_switched_executing);
  CASE ("policy/executing", GINT_TO_POINTER (FALSE), test_switched_executing);
  CASE ("drift", NULL, test_drift);
  CASE ("unknown/checked", NULL, test_unknown);
  CASE ("unknown/settled", "settled", test_unknown);
  CASE ("keyring-locked", NULL, test_locked);
  CASE ("unanswered", NULL, test_unanswered);
  CASE ("answer/not-sent", NULL, test_answer_left_over);
  CASE ("answer/sent", "sent", test_answer_left_over);
  CASE ("sensitive/answer", GINT_TO_POINTER (MUSTER_OUTCOME_ANSWER), test_sensitive);
  CASE ("sensitive/ask", GINT_TO_POINTER (MUSTER_OUTCOME_ASK), test_sensitive);
  return g_test_run ();
}
