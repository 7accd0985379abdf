/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-advice.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-planning-private.h"

/* The calls of a turn: all are sent at once through the gate, or answered from the index of the documentation. An
 * answer is stored before it is used */

#define MAX_TRIES 4

typedef struct
{
  GTask         *task;  /* (owned) */
  MusterRunCall *call;  /* (owned) */
  JsonObject    *args;  /* (owned) */
  JsonNode      *node;  /* (owned) (nullable) */
} OneCall;

static void
one_call_free (OneCall *one)
{
  g_clear_object (&one->task);
  g_clear_object (&one->call);
  g_clear_pointer (&one->args, json_object_unref);
  g_clear_pointer (&one->node, json_node_unref);
  g_free (one);
}

/**
 * muster_planning_is_passing:
 * @error: why a call failed
 *
 * Returns: whether the same call may do better later, without anybody changing the plan
 */
gboolean
muster_planning_is_passing (const GError *error)
{
  if (error->domain != MUSTER_ERROR)
    return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  switch (error->code)
    {
    case MUSTER_ERROR_OFFLINE:
    case MUSTER_ERROR_TIMEOUT:
    case MUSTER_ERROR_RATE_LIMITED:
    case MUSTER_ERROR_BAD_REPLY:
    case MUSTER_ERROR_TLS:
    case MUSTER_ERROR_SIGNED_OUT:
    case MUSTER_ERROR_KEYRING_LOCKED:
    case MUSTER_ERROR_KEYRING_UNAVAILABLE:
    case MUSTER_ERROR_OUTCOME_UNKNOWN:
    case MUSTER_ERROR_STORE:
    case MUSTER_ERROR_DISK_FULL:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Silence that need not hold up the ticket for ever: one of the client's other systems does not answer */
static gboolean
accept_as_answer (MusterPlanning *op,
                  const char   *tool,
                  const GError *error)
{
  g_autofree char *psa_prefix = g_strconcat (op->brief->psa, ":", NULL);

  if (!muster_planning_is_passing (error))
    return TRUE;
  if (g_str_has_prefix (tool, psa_prefix) || error->domain != MUSTER_ERROR)
    return FALSE;

  switch (error->code)
    {
    case MUSTER_ERROR_OFFLINE:
    case MUSTER_ERROR_TIMEOUT:
    case MUSTER_ERROR_RATE_LIMITED:
    case MUSTER_ERROR_BAD_REPLY:
      return op->tries + 1 >= MAX_TRIES;
    default:
      return FALSE;
    }
}

/* Why the run waits, for the person who can do something about it */
static void
explain (const char *tool,
         GError    **error)
{
  g_auto(GStrv) parts = g_strsplit (tool, ":", 2);

  if (muster_planning_is_passing (*error) && !g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    muster_advice_explain (parts[0], "Looking things up", error);
}

void
muster_planning_keep_error (MusterPlanning *op,
                            GError   *error)
{
  if (op->error == NULL)
    op->error = error;
  else
    {
      g_debug ("Another call failed: %s", error->message);
      g_error_free (error);
    }
}

/* All calls of a turn are in: ask the planner again, or wait */
void
muster_planning_finish_call (GTask *task)
{
  MusterPlanning *op = g_task_get_task_data (task);

  if (--op->pending > 0)
    return;
  if (op->error != NULL)
    g_task_return_error (task, g_steal_pointer (&op->error));
  else
    muster_planning_take_turn (task);
}

/* Stored, so now it may be used */
static void
call_stored_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  OneCall *one = user_data;
  g_autoptr(GTask) task = g_object_ref (one->task);
  MusterPlanning *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_store_add_call_finish (MUSTER_STORE (source), result, &error))
    muster_planning_keep_error (op, error);
  else
    muster_planning_use_answer (op, muster_run_call_get_tool (one->call), one->args, muster_run_call_get_status (one->call), one->node);

  one_call_free (one);
  muster_planning_finish_call (task);
}

static void
describe_decision (OneCall            *one,
                   MusterGateDecision *decision)
{
  g_autofree char *rules = NULL;

  if (decision == NULL)
    return;
  rules = decision->rules != NULL ? g_strjoinv (" ", decision->rules) : NULL;
  muster_run_call_set_decision (one->call, muster_verdict_to_string (decision->verdict));
  muster_run_call_set_rules (one->call, rules);
}

/* Takes @error */
static void
keep_answer (OneCall *one,
             guint    requests,
             GError  *failure)
{
  g_autoptr(GTask) task = g_object_ref (one->task);
  MusterPlanning *op = g_task_get_task_data (task);
  g_autoptr(GError) error = failure;
  g_autofree char *text = NULL;

  op->result->requests += requests;
  if (error != NULL && !accept_as_answer (op, muster_run_call_get_tool (one->call), error))
    {
      explain (muster_run_call_get_tool (one->call), &error);
      muster_planning_keep_error (op, g_steal_pointer (&error));
      one_call_free (one);
      muster_planning_finish_call (task);
      return;
    }

  text = one->node != NULL ? muster_json_to_string (one->node) : NULL;
  muster_run_call_set_status (one->call, error == NULL ? "ok"
                                         : error->domain == MUSTER_ERROR ? muster_error_code_name (error->code) : "internal");
  muster_run_call_set_result (one->call, text);
  muster_run_call_set_requests (one->call, requests);
  muster_store_add_call_async (op->store, one->call, NULL, call_stored_cb, one);
}

static void
call_answered_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  OneCall *one = user_data;
  g_autoptr(MusterGateDecision) decision = NULL;
  GError *error = NULL;

  one->node = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  decision = muster_gate_read_get_decision (result);
  describe_decision (one, decision);
  keep_answer (one, muster_gate_read_get_requests (result), error);
}

static void
index_answered_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  OneCall *one = user_data;
  MusterPlanning *op = g_task_get_task_data (one->task);
  guint requests = 0;
  GError *error = NULL;

  one->node = muster_docs_index_answer_finish (MUSTER_DOCS_INDEX (source), result, &requests, &error);
  if (one->node != NULL)
    muster_gate_replay_answer (op->gate, op->brief->cap, muster_run_call_get_tool (one->call), one->node);
  muster_run_call_set_decision (one->call, muster_verdict_to_string (MUSTER_VERDICT_ALLOW));
  keep_answer (one, requests, error);
}

/* Documentation is read from the index; whether it may be read is the gate's to say, as for everything */
static gboolean
goes_to_index (MusterPlanning *op,
               const char *tool)
{
  MusterTool *row = muster_catalog_lookup_tool (muster_gate_get_catalog (op->gate), tool);

  return row != NULL && op->index != NULL && muster_docs_index_takes (op->index, op->brief->cap, tool)
         && muster_case_is_offered (op->ticket_case, tool, NULL)
         && muster_gate_policy_for (op->gate, op->brief->cap, row) == MUSTER_POLICY_AUTO;
}

void
muster_planning_start_call (GTask      *task,
                            const char *tool,
                            JsonObject *args)
{
  MusterPlanning *op = g_task_get_task_data (task);
  MusterRunHistory past = muster_planning_history (op);
  OneCall *one = g_new0 (OneCall, 1);
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), args);
  g_autofree char *text = muster_json_canonical (node);
  MusterTool *row = muster_catalog_lookup_tool (muster_gate_get_catalog (op->gate), tool);

  op->n_calls++;
  op->pending++;
  one->task = g_object_ref (task);
  one->args = json_object_ref (args);
  one->call = muster_run_call_new ();
  muster_run_call_set_run_id (one->call, muster_run_get_id (op->brief->run));
  muster_run_call_set_seq (one->call, ++op->last_seq);
  muster_run_call_set_revision (one->call, muster_run_get_revision (op->brief->run));
  muster_run_call_set_tool (one->call, tool);
  /* R9 counts by it */
  if (row != NULL)
    muster_run_call_set_effect_class (one->call, muster_tool_get_effect_class (row));
  muster_run_call_set_args (one->call, text);
  if (goes_to_index (op, tool))
    muster_docs_index_answer_async (op->index, op->brief->cap, tool, args, muster_ticket_get_summary (op->brief->ticket),
                                    g_task_get_cancellable (task), index_answered_cb, one);
  else
    muster_gate_read_async (op->gate, op->brief->cap, tool, args, &past, g_task_get_cancellable (task), call_answered_cb, one);
}

void
muster_planning_start_calls (GTask     *task,
                             GPtrArray *calls)
{
  MusterPlanning *op = g_task_get_task_data (task);

  op->pending = 1;
  for (guint i = 0; i < calls->len; i++)
    {
      MusterToolCall *call = g_ptr_array_index (calls, i);

      muster_planning_start_call (task, call->tool, call->args);
    }
  muster_planning_finish_call (task);
}
