/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-error.h"
#include "muster-json.h"
#include "muster-planning-private.h"
#include "muster-replay-private.h"
#include "muster-run-call.h"
#include "muster-store-runs.h"
#include "muster-store-turns.h"

/* A run once more from what is stored, plan by plan: the planner gets the ticket, what a language model said and the
 * answers of then, the gate decides again in memory, and both are compared with what was stored. Nothing is sent and
 * nothing of the run is written: a look-up that was not made then has no answer now, and ends it. What other policies
 * or a newer program decide otherwise comes out as a difference. */

#define MAX_ROUNDS 60

typedef struct
{
  /* Inputs */
  MusterStore   *store;      /* (owned) */
  MusterGate    *gate;       /* (owned) */
  MusterPlanner *plain;      /* (owned) */
  MusterPlanner *with_turns; /* (owned) */
  char          *run_id;

  /* In progress */
  GPtrArray     *calls;      /* (owned) (element-type MusterRunCall): of all plans */
  GPtrArray     *turns;      /* (owned) (element-type MusterStoredTurn) */
  GPtrArray     *plans;      /* (owned) (element-type MusterRun): the run at each of its plans, oldest first */
  guint          next;       /* of @plans */

  /* Results */
  MusterReplayReport *report; /* (owned) */
} Replay;

/* One plan; the data of its GTask, which muster-planning-plan.c ends */
typedef struct
{
  MusterPlanning base;
  GTask         *task;     /* (owned): of the whole */
  MusterRun     *run;      /* (owned): as it was then */
  GHashTable    *left;     /* (owned): stored calls that were not asked for again yet */
  GPtrArray     *turns;    /* (owned) (element-type MusterStoredTurn): of this plan */
  GPtrArray     *calls;    /* (owned) (element-type MusterRunCall): of this plan */
  guint          n_turns;  /* that the planner has */
} OnePlan;

static void next_plan (GTask *task);
static void ask       (GTask *one_task);

static void
replay_free (Replay *replay)
{
  g_clear_object (&replay->store);
  g_clear_object (&replay->gate);
  g_clear_object (&replay->plain);
  g_clear_object (&replay->with_turns);
  g_clear_pointer (&replay->calls, g_ptr_array_unref);
  g_clear_pointer (&replay->turns, g_ptr_array_unref);
  g_clear_pointer (&replay->plans, g_ptr_array_unref);
  g_clear_pointer (&replay->report, muster_replay_report_free);
  g_free (replay->run_id);
  g_free (replay);
}

static void
one_plan_free (OnePlan *one)
{
  g_clear_pointer (&one->base.brief, muster_run_brief_free);
  g_clear_object (&one->base.ticket_case);
  g_clear_pointer (&one->base.result, muster_planning_result_free);
  g_clear_error (&one->base.error);
  g_clear_object (&one->task);
  g_clear_object (&one->run);
  g_clear_pointer (&one->left, g_hash_table_unref);
  g_clear_pointer (&one->turns, g_ptr_array_unref);
  g_clear_pointer (&one->calls, g_ptr_array_unref);
  g_free (one);
}

static MusterReplayReport *
report_of (OnePlan *one)
{
  return ((Replay *) g_task_get_task_data (one->task))->report;
}

static char *
call_key (const char *tool,
          JsonObject *args)
{
  g_autoptr(JsonNode) node = args != NULL ? json_node_init_object (json_node_alloc (), args) : NULL;
  g_autofree char *text = node != NULL ? muster_json_canonical (node) : g_strdup ("{}");

  return g_strconcat (tool, " ", text, NULL);
}

static JsonObject *
call_args (MusterRunCall *call)
{
  const char *text = muster_run_call_get_args (call);
  g_autoptr(JsonNode) node = text != NULL ? muster_json_from_string_trusted (text, NULL) : NULL;
  JsonObject *args = muster_json_node_obj (node);

  return args != NULL ? json_object_ref (args) : json_object_new ();
}

/* --- One look-up --- */

/* What the gate says about it now, as it stands in the store */
static void
compare_decision (OnePlan       *one,
                  MusterRunCall *call,
                  JsonObject    *args)
{
  g_autoptr(MusterStep) step = muster_step_new ();
  g_autoptr(MusterGateDecision) decision = NULL;
  g_autofree char *rules = NULL;
  g_autofree char *then = NULL;
  g_autofree char *now = NULL;
  const char *stored = muster_run_call_get_rules (call);
  MusterRunHistory history = { 0 };

  if (muster_run_call_get_decision (call) == NULL)
    return;
  history.calls = one->base.n_calls;
  history.read_untrusted = TRUE;
  muster_step_set_tool (step, muster_run_call_get_tool (call));
  muster_step_set_args (step, args);
  decision = muster_gate_preview (one->base.gate, one->base.brief->cap, step, &history);
  rules = decision->rules != NULL ? g_strjoinv (" ", decision->rules) : g_strdup ("");
  then = g_strdup_printf ("%s %s", muster_run_call_get_decision (call), stored != NULL ? stored : "");
  now = g_strdup_printf ("%s %s", muster_verdict_to_string (decision->verdict), rules);
  muster_replay_compare (report_of (one), muster_run_get_revision (one->run), MUSTER_REPLAY_DECISION,
                         muster_run_call_get_tool (call), g_strchomp (then), g_strchomp (now));
}

static void
use_call (OnePlan       *one,
          MusterRunCall *call)
{
  const char *tool = muster_run_call_get_tool (call);
  const char *text = muster_run_call_get_result (call);
  g_autoptr(JsonObject) args = call_args (call);
  g_autoptr(JsonNode) node = text != NULL ? muster_json_from_string_trusted (text, NULL) : NULL;
  g_autofree char *key = call_key (tool, args);

  compare_decision (one, call, args);
  one->base.n_calls++;
  muster_gate_replay_answer (one->base.gate, one->base.brief->cap, tool, node);
  muster_gate_replay_secrets (one->base.gate, one->base.brief->cap, tool, args, node);
  muster_planning_use_answer (&one->base, tool, args, muster_run_call_get_status (call), node);
  g_hash_table_remove (one->left, key);
}

/* Whether the planner can go on with it */
static gboolean
answer_call (OnePlan        *one,
             MusterToolCall *wanted)
{
  g_autofree char *key = call_key (wanted->tool, wanted->args);
  MusterRunCall *call = g_hash_table_lookup (one->left, key);

  if (muster_case_find (one->base.ticket_case, wanted->tool, wanted->args) != NULL)
    return TRUE;
  muster_replay_compare (report_of (one), muster_run_get_revision (one->run), MUSTER_REPLAY_CALL, wanted->tool,
                         call != NULL ? key : NULL, key);
  if (call == NULL)
    return FALSE;
  use_call (one, call);
  return TRUE;
}

/* --- One plan --- */

static void
tell_left (OnePlan *one)
{
  for (guint i = 0; i < one->calls->len; i++)
    {
      MusterRunCall *call = g_ptr_array_index (one->calls, i);
      g_autoptr(JsonObject) args = call_args (call);
      g_autofree char *key = call_key (muster_run_call_get_tool (call), args);

      if (g_hash_table_contains (one->left, key))
        muster_replay_compare (report_of (one), muster_run_get_revision (one->run), MUSTER_REPLAY_CALL,
                               muster_run_call_get_tool (call), key, NULL);
    }
}

static void
planned_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Replay *replay = g_task_get_task_data (task);
  OnePlan *one = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterPlanningResult) planned = g_task_propagate_pointer (G_TASK (result), &error);
  gint64 revision = muster_run_get_revision (one->run);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (planned == NULL)
    muster_replay_compare (replay->report, revision, MUSTER_REPLAY_END, NULL, "", error->message);
  else if (muster_run_get_plan (one->run) != NULL)
    muster_replay_compare_plans (replay->report, revision, muster_run_get_plan (one->run), planned->plan);
  tell_left (one);
  replay->report->revisions++;
  next_plan (task);
}

/* The planner wanted to ask a language model. What it has instead is what was said then */
static void
add_turn (GTask *one_task)
{
  OnePlan *one = g_task_get_task_data (one_task);

  if (one->n_turns >= one->turns->len)
    {
      g_task_return_new_error (one_task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND,
                               "It now asks a language model more than it was asked then");
      return;
    }
  muster_case_add_turn (one->base.ticket_case, ((MusterStoredTurn *) one->turns->pdata[one->n_turns++])->message);
  ask (one_task);
}

static void
turn_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) one_task = G_TASK (user_data);
  OnePlan *one = g_task_get_task_data (one_task);
  GError *error = NULL;
  g_autoptr(MusterTurn) turn = muster_planner_next_finish (MUSTER_PLANNER (source), result, &error);
  guint n_missing = 0;

  if (turn == NULL)
    {
      g_task_return_error (one_task, error);
      return;
    }
  if (turn->message != NULL)
    {
      add_turn (one_task);
      return;
    }
  if (turn->plan != NULL)
    {
      muster_planning_finish_with_plan (one_task, turn->plan);
      return;
    }
  for (guint i = 0; turn->calls != NULL && i < turn->calls->len; i++)
    n_missing += !answer_call (one, g_ptr_array_index (turn->calls, i));
  if (n_missing > 0)
    g_task_return_new_error (one_task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND,
                             "It now asks for something that was not looked up then");
  else
    ask (one_task);
}

static void
ask (GTask *one_task)
{
  OnePlan *one = g_task_get_task_data (one_task);

  if (one->base.error != NULL)
    g_task_return_error (one_task, g_steal_pointer (&one->base.error));
  else if (one->base.turns++ >= MAX_ROUNDS)
    g_task_return_new_error (one_task, MUSTER_ERROR, MUSTER_ERROR_CONFLICT, "The planner did not come to an end");
  else
    muster_planner_next_async (one->base.planner, one->base.ticket_case, g_task_get_cancellable (one_task), turn_cb,
                               g_object_ref (one_task));
}

/* What the engine reads before any planner is asked */
static void
use_first_calls (OnePlan *one)
{
  static const char *const first[] = { ":list-ticket-notes", ":get-contact" };

  for (guint i = 0; i < one->calls->len; i++)
    {
      MusterRunCall *call = g_ptr_array_index (one->calls, i);

      if (i < G_N_ELEMENTS (first) && (g_str_has_suffix (muster_run_call_get_tool (call), first[0])
                                       || g_str_has_suffix (muster_run_call_get_tool (call), first[1])))
        use_call (one, call);
    }
}

static void
collect (OnePlan *one,
         Replay  *replay)
{
  gint64 revision = muster_run_get_revision (one->run);

  one->left = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  one->calls = g_ptr_array_new_with_free_func (g_object_unref);
  one->turns = g_ptr_array_new ();
  for (guint i = 0; i < replay->calls->len; i++)
    {
      MusterRunCall *call = g_ptr_array_index (replay->calls, i);
      g_autoptr(JsonObject) args = call_args (call);

      if (muster_run_call_get_revision (call) != revision)
        continue;
      g_ptr_array_add (one->calls, g_object_ref (call));
      g_hash_table_insert (one->left, call_key (muster_run_call_get_tool (call), args), g_object_ref (call));
    }
  for (guint i = 0; i < replay->turns->len; i++)
    if (((MusterStoredTurn *) replay->turns->pdata[i])->revision == revision)
      g_ptr_array_add (one->turns, replay->turns->pdata[i]);
}

static void
brief_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Replay *replay = g_task_get_task_data (task);
  g_autoptr(GTask) one_task = NULL;
  OnePlan *one;
  GError *error = NULL;
  MusterRunBrief *brief = muster_run_brief_load_finish (result, &error);

  if (brief == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (brief->cap == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&brief->problem));
      muster_run_brief_free (brief);
      return;
    }
  one = g_new0 (OnePlan, 1);
  one->base.brief = brief;
  one->task = g_object_ref (task);
  one->run = g_object_ref (g_ptr_array_index (replay->plans, replay->next++));
  one_task = g_task_new (NULL, g_task_get_cancellable (task), planned_cb, g_object_ref (task));
  g_task_set_source_tag (one_task, muster_replay_async);
  g_task_set_task_data (one_task, one, (GDestroyNotify) one_plan_free);
  collect (one, replay);
  muster_run_set_revision (brief->run, muster_run_get_revision (one->run));
  muster_run_set_updated (brief->run, muster_run_get_updated (one->run));
  one->base.store = replay->store;
  one->base.gate = replay->gate;
  one->base.planner = one->turns->len > 0 ? replay->with_turns : replay->plain;
  one->base.began = g_get_monotonic_time ();
  one->base.result = g_new0 (MusterPlanningResult, 1);
  muster_planning_make_case (&one->base);
  use_first_calls (one);
  ask (one_task);
}

static void
next_plan (GTask *task)
{
  Replay *replay = g_task_get_task_data (task);

  if (replay->next >= replay->plans->len)
    g_task_return_pointer (task, g_steal_pointer (&replay->report), (GDestroyNotify) muster_replay_report_free);
  else
    muster_run_brief_load_async (replay->store, replay->gate, replay->run_id, g_task_get_cancellable (task), brief_cb,
                                 g_object_ref (task));
}

/* --- What is stored --- */

/* 4 of 4 */
static void
run_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Replay *replay = g_task_get_task_data (task);
  GError *error = NULL;
  MusterRun *run = muster_store_get_run_finish (MUSTER_STORE (source), result, &error);

  if (run == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_ptr_array_add (replay->plans, run);
  next_plan (task);
}

/* 3 of 4 */
static void
revisions_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Replay *replay = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) revisions = muster_store_list_revisions_finish (MUSTER_STORE (source), result, &error);

  if (revisions == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = revisions->len; i > 0; i--)
    g_ptr_array_add (replay->plans, g_object_ref (g_ptr_array_index (revisions, i - 1)));
  muster_store_get_run_async (replay->store, replay->run_id, g_task_get_cancellable (task), run_cb, g_object_ref (task));
}

/* 2 of 4 */
static void
turns_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Replay *replay = g_task_get_task_data (task);
  GError *error = NULL;

  replay->turns = muster_store_list_turns_finish (MUSTER_STORE (source), result, &error);
  if (replay->turns == NULL)
    g_task_return_error (task, error);
  else
    muster_store_list_revisions_async (replay->store, replay->run_id, g_task_get_cancellable (task), revisions_cb,
                                       g_object_ref (task));
}

/* 1 of 4 */
static void
calls_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Replay *replay = g_task_get_task_data (task);
  GError *error = NULL;

  replay->calls = muster_store_list_calls_finish (MUSTER_STORE (source), result, &error);
  if (replay->calls == NULL)
    g_task_return_error (task, error);
  else
    muster_store_list_turns_async (replay->store, replay->run_id, 0, g_task_get_cancellable (task), turns_cb,
                                   g_object_ref (task));
}

/**
 * muster_replay_async:
 * @store: what is stored
 * @gate: decides again; nothing is sent
 * @plain: the planner for plans that no language model had part in
 * @with_turns: the planner for the others; it must have no model to ask, so that it wants a turn to be stored instead
 * @run_id: which run
 *
 * Makes the plans of a run again from what is stored, and compares.
 */
void
muster_replay_async (MusterStore        *store,
                     MusterGate         *gate,
                     MusterPlanner      *plain,
                     MusterPlanner      *with_turns,
                     const char         *run_id,
                     GCancellable       *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Replay *replay = g_new0 (Replay, 1);

  g_task_set_source_tag (task, muster_replay_async);
  replay->store = g_object_ref (store);
  replay->gate = g_object_ref (gate);
  replay->plain = g_object_ref (plain);
  replay->with_turns = g_object_ref (with_turns);
  replay->run_id = g_strdup (run_id);
  replay->plans = g_ptr_array_new_with_free_func (g_object_unref);
  replay->report = muster_replay_report_new ();
  g_task_set_task_data (task, replay, (GDestroyNotify) replay_free);
  muster_store_list_calls_async (store, run_id, cancellable, calls_cb, g_object_ref (task));
}

MusterReplayReport *
muster_replay_finish (GAsyncResult *result,
                      GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
