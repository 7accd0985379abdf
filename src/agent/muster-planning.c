/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-error.h"
#include "muster-json.h"
#include "muster-note-text.h"
#include "muster-planning-private.h"

/* The work of the state PLANNING: ask the planner, read what it wants to know, store the answers, ask again.
 *
 * The planner is pure but for a language model, whose answers are stored before anything is done on them. So everything
 * that it was told for this revision of the plan is replayed from the store: what a model said, the
 * first call of every revision is the ticket's notes (and its contact, where the ticket does not show the address),
 * and a call that has been answered is never sent again. Answers of earlier revisions are not used. An answer is stored before it is
 * used. What may be different in a minute (no network, a busy vendor, a locked keyring) is not an answer; it ends
 * the pass with its error and the runner waits. After MAX_TRIES passes the other systems' silence is an answer
 * too, the PSA's never: without the PSA there is nobody to tell. */

#define MAX_TURNS 40
#define MAX_CALLS 60   /* the gate refuses beyond 40; this only ends a planner that goes on asking */

static void
planning_free (MusterPlanning *op)
{
  g_clear_object (&op->store);
  g_clear_object (&op->gate);
  g_clear_object (&op->planner);
  g_clear_object (&op->index);
  g_clear_object (&op->ticket_case);
  g_clear_pointer (&op->calls, g_ptr_array_unref);
  g_clear_error (&op->error);
  g_clear_pointer (&op->result, muster_planning_result_free);
  g_free (op);
}

void
muster_planning_result_free (MusterPlanningResult *self)
{
  g_clear_object (&self->plan);
  g_clear_object (&self->ticket_case);
  g_free (self);
}

static void
give_up (GTask      *task,
         const char *why)
{
  g_autoptr(MusterPlan) plan = muster_planning_hand_over (g_task_get_task_data (task), why);

  muster_planning_finish_with_plan (task, plan);
}

/* What is stored, or needs no storing, is done */
static void
act_on_turn (GTask      *task,
             MusterTurn *turn)
{
  MusterPlanning *op = g_task_get_task_data (task);

  if (turn->plan != NULL)
    muster_planning_finish_with_plan (task, turn->plan);
  else if (turn->calls->len == 0)
    muster_planning_take_turn (task);
  else if (op->n_calls + turn->calls->len <= MAX_CALLS)
    muster_planning_start_calls (task, turn->calls);
  else
    give_up (task, N_("This ticket needs more look-ups than one run may make. Nothing was planned; a technician should take it."));
}

typedef struct
{
  GTask      *task;  /* (owned) */
  MusterTurn *turn;  /* (owned) */
} StoringTurn;

static void
turn_stored_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autofree StoringTurn *storing = user_data;
  g_autoptr(GTask) task = storing->task;
  g_autoptr(MusterTurn) turn = storing->turn;
  MusterPlanning *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_store_add_turn_finish (MUSTER_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  muster_case_add_turn (op->ticket_case, turn->message);
  act_on_turn (task, turn);
}

/* Takes @turn */
static void
store_turn (GTask      *task,
            MusterTurn *turn)
{
  MusterPlanning *op = g_task_get_task_data (task);
  StoringTurn *storing = g_new0 (StoringTurn, 1);

  storing->task = g_object_ref (task);
  storing->turn = turn;
  muster_store_add_turn_async (op->store, muster_run_get_id (op->brief->run), muster_run_get_revision (op->brief->run),
                               muster_case_get_turns (op->ticket_case)->len + 1, turn->message, NULL, turn_stored_cb, storing);
}

static gboolean
is_empty (MusterTurn *turn)
{
  return turn->message == NULL && turn->plan == NULL && (turn->calls == NULL || turn->calls->len == 0);
}

/* The planner's turn is over */
static void
turn_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterPlanning *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterTurn) turn = muster_planner_next_finish (MUSTER_PLANNER (source), result, &error);

  if (turn == NULL && muster_planning_is_passing (error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
    }
  else if (turn == NULL || is_empty (turn))
    {
      g_warning ("Planner failed on run %s: %s", muster_run_get_id (op->brief->run),
                 error != NULL ? error->message : "an empty turn");
      give_up (task, N_("The planner could not make a plan for this ticket. A technician should take it."));
    }
  else if (turn->message != NULL)
    {
      store_turn (task, g_steal_pointer (&turn));
    }
  else
    {
      act_on_turn (task, turn);
    }
}

void
muster_planning_take_turn (GTask *task)
{
  MusterPlanning *op = g_task_get_task_data (task);

  if (op->turns++ < MAX_TURNS)
    muster_planner_next_async (op->planner, op->ticket_case, g_task_get_cancellable (task), turn_cb, g_object_ref (task));
  else
    give_up (task, N_("The planner did not come to an end on this ticket. A technician should take it."));
}

/* Which objects of this client the stored answers proved; the gate keeps that for calls it sent itself */
static void
replay (MusterPlanning *op,
        GPtrArray *calls)
{
  for (guint i = 0; i < calls->len; i++)
    {
      MusterRunCall *call = g_ptr_array_index (calls, i);
      g_autoptr(JsonNode) args = muster_json_from_string_trusted (muster_run_call_get_args (call), NULL);
      g_autoptr(JsonNode) node = NULL;

      op->last_seq = MAX (op->last_seq, muster_run_call_get_seq (call));
      if (muster_run_call_get_revision (call) != muster_run_get_revision (op->brief->run))
        {
          op->n_earlier++;
          continue;
        }
      op->n_calls++;
      if (muster_run_call_get_result (call) != NULL)
        node = muster_json_from_string_trusted (muster_run_call_get_result (call), NULL);
      if (args == NULL || !JSON_NODE_HOLDS_OBJECT (args))
        continue;
      muster_gate_replay_answer (op->gate, op->brief->cap, muster_run_call_get_tool (call), node);
      muster_gate_replay_secrets (op->gate, op->brief->cap, muster_run_call_get_tool (call), json_node_get_object (args),
                                  node);
      muster_planning_use_answer (op, muster_run_call_get_tool (call), json_node_get_object (args), muster_run_call_get_status (call), node);
    }
}

/* Calls that the engine makes before the planner is asked for the first time; a resumed run makes those that it lacks */
static void
start_first_call (GTask      *task,
                  const char *name,
                  const char *arg,
                  const char *value)
{
  MusterPlanning *op = g_task_get_task_data (task);
  g_autofree char *tool = g_strconcat (op->brief->psa, ":", name, NULL);
  g_autoptr(JsonObject) args = json_object_new ();

  json_object_set_string_member (args, arg, value);
  if (muster_case_find (op->ticket_case, tool, args) == NULL)
    muster_planning_start_call (task, tool, args);
}

static void
make_first_calls (GTask *task)
{
  MusterPlanning *op = g_task_get_task_data (task);
  MusterTicket *ticket = op->brief->ticket;

  op->pending = 1;
  start_first_call (task, "list-ticket-notes", "ticket", muster_ticket_get_external_id (ticket));
  if (muster_ticket_get_contact_email (ticket) == NULL && muster_ticket_get_contact_id (ticket) != NULL)
    start_first_call (task, "get-contact", "contact", muster_ticket_get_contact_id (ticket));
  muster_planning_finish_call (task);
}

static void
turns_loaded_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterPlanning *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) turns = muster_store_list_turns_finish (MUSTER_STORE (source), result, &error);

  if (turns == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  muster_planning_make_case (op);
  for (guint i = 0; i < turns->len; i++)
    muster_case_add_turn (op->ticket_case, ((MusterStoredTurn *) turns->pdata[i])->message);
  replay (op, op->calls);
  g_clear_pointer (&op->calls, g_ptr_array_unref);
  if (op->error != NULL)
    g_task_return_error (task, g_steal_pointer (&op->error));
  else if (op->n_earlier + op->n_calls >= MUSTER_MAX_CALLS && op->n_calls == 0)
    give_up (task, N_("Muster has looked up as much for this ticket as it may. A technician should take it."));
  else if (muster_planning_history (op).active_us >= MUSTER_MAX_ACTIVE_US)
    give_up (task, N_("Muster has worked on this ticket as long as it may. A technician should take it."));
  else
    make_first_calls (task);
}

static void
calls_loaded_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterPlanning *op = g_task_get_task_data (task);
  GError *error = NULL;

  op->calls = muster_store_list_calls_finish (MUSTER_STORE (source), result, &error);
  if (op->calls == NULL)
    g_task_return_error (task, error);
  else
    muster_store_list_turns_async (op->store, muster_run_get_id (op->brief->run), muster_run_get_revision (op->brief->run),
                                   g_task_get_cancellable (task), turns_loaded_cb, g_object_ref (task));
}

/**
 * muster_planning_async:
 * @brief: must live until the answer
 * @index: (nullable): where documentation is read from
 * @earlier_tries: how often this run had to wait before
 *
 * Makes the plan of a run, with as many reads as the planner wants and the rules allow.
 */
void
muster_planning_async (MusterRunBrief     *brief,
                       MusterStore        *store,
                       MusterGate         *gate,
                       MusterPlanner      *planner,
                       MusterDocsIndex    *index,
                       guint               earlier_tries,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  MusterPlanning *op = g_new0 (MusterPlanning, 1);

  g_task_set_source_tag (task, muster_planning_async);
  op->brief = brief;
  op->store = g_object_ref (store);
  op->gate = g_object_ref (gate);
  op->planner = g_object_ref (planner);
  op->index = index != NULL ? g_object_ref (index) : NULL;
  op->tries = earlier_tries;
  op->began = g_get_monotonic_time ();
  op->result = g_new0 (MusterPlanningResult, 1);
  g_task_set_task_data (task, op, (GDestroyNotify) planning_free);

  muster_store_list_calls_async (store, muster_run_get_id (brief->run), cancellable, calls_loaded_cb, g_object_ref (task));
}

MusterPlanningResult *
muster_planning_finish (GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
