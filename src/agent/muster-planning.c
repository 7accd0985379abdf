/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-advice.h"
#include "muster-conversation.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-language.h"
#include "muster-note-text.h"
#include "muster-planning.h"
#include "muster-psa.h"

/* The work of the state PLANNING: ask the planner, read what it wants to know, store the answers, ask again.
 *
 * The planner is pure, so everything that it was told for this revision of the plan is replayed from the store: the
 * first call of every revision is the ticket's notes (and its contact, where the ticket does not show the address),
 * and a call that has been answered is never sent again. Answers of earlier revisions are not used. An answer is stored before it is
 * used. What may be different in a minute (no network, a busy vendor, a locked keyring) is not an answer; it ends
 * the pass with its error and the runner waits. After MAX_TRIES passes the other systems' silence is an answer
 * too, the PSA's never: without the PSA there is nobody to tell. */

#define MAX_TURNS 30
#define MAX_CALLS 60   /* the gate refuses beyond 40; this only ends a planner that goes on asking */
#define MAX_TRIES 4

typedef struct
{
  /* Inputs */
  MusterRunBrief *brief;   /* (unowned): the runner's */
  MusterStore    *store;   /* (owned) */
  MusterGate     *gate;    /* (owned) */
  MusterPlanner  *planner; /* (owned) */
  MusterDocsIndex *index;  /* (owned) (nullable) */
  guint           tries;

  /* In progress */
  MusterCase     *ticket_case; /* (owned) */
  guint           turns;
  guint           n_calls;     /* of this revision */
  gint64          last_seq;    /* of the whole run */
  guint           pending;     /* calls of this turn, plus one while they are being started */
  gint64          began;
  GError         *error;       /* (owned) (nullable): first thing that passes by itself, or a fault of ours */

  /* Results */
  MusterPlanningResult *result; /* (owned) */
} Planning;

typedef struct
{
  GTask         *task;  /* (owned) */
  MusterRunCall *call;  /* (owned) */
  JsonObject    *args;  /* (owned) */
  JsonNode      *node;  /* (owned) (nullable) */
} OneCall;

static void take_turn (GTask *task);

static void
one_call_free (OneCall *one)
{
  g_clear_object (&one->task);
  g_clear_object (&one->call);
  g_clear_pointer (&one->args, json_object_unref);
  g_clear_pointer (&one->node, json_node_unref);
  g_free (one);
}

static void
planning_free (Planning *op)
{
  g_clear_object (&op->store);
  g_clear_object (&op->gate);
  g_clear_object (&op->planner);
  g_clear_object (&op->index);
  g_clear_object (&op->ticket_case);
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
accept_as_answer (Planning     *op,
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

static void
keep_error (Planning *op,
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

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  gint64 first = muster_note_get_created (*(MusterNote **) a);
  gint64 second = muster_note_get_created (*(MusterNote **) b);

  return first < second ? -1 : first > second;
}

static gboolean
is_time_entry (MusterNote *note)
{
  return g_strcmp0 (muster_note_get_kind (note), "time-entry") == 0;
}

/* Intake has read the time entries too. Where a run's own look at the notes has none, they stay */
static void
keep_time_entries (MusterTicket *ticket,
                   GPtrArray    *notes)
{
  GPtrArray *stored = muster_ticket_get_notes (ticket);
  guint n = notes->len;

  for (guint i = 0; i < n; i++)
    if (is_time_entry (notes->pdata[i]))
      return;
  for (guint i = 0; i < stored->len; i++)
    if (is_time_entry (stored->pdata[i]))
      g_ptr_array_add (notes, g_object_ref (stored->pdata[i]));
  if (notes->len > n)
    g_ptr_array_sort (notes, compare_times);
}

/* The notes make the ticket whole: at some vendors the description is one of them */
static void
apply_notes (Planning *op,
             JsonNode *node)
{
  MusterPsa *psa = muster_gate_get_psa (op->gate, muster_run_get_connection_id (op->brief->run));
  g_autoptr(GPtrArray) notes = NULL;
  GError *error = NULL;

  if (psa == NULL || node == NULL)
    return;
  notes = muster_psa_read_notes (psa, node, &error);
  if (notes == NULL)
    {
      keep_error (op, error);
      return;
    }
  keep_time_entries (op->brief->ticket, notes);
  muster_conversation_apply (psa, op->brief->ticket, notes);
}

static void
contact_stored_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  /* The answer itself is stored, and is asked again for every revision */
  if (!muster_store_set_ticket_contact_finish (MUSTER_STORE (source), result, &error))
    g_message ("Storing a contact: %s", error->message);
}

/* Where the ticket names its contact and not the address */
static void
apply_contact (Planning *op,
               JsonNode *node)
{
  MusterPsa *psa = muster_gate_get_psa (op->gate, muster_run_get_connection_id (op->brief->run));
  MusterTicket *ticket = op->brief->ticket;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) contacts = NULL;

  if (psa == NULL || node == NULL || muster_ticket_get_contact_email (ticket) != NULL)
    return;
  contacts = muster_psa_read_contacts (psa, node, &error);
  if (contacts == NULL)
    g_message ("Contact of ticket %s: %s", muster_ticket_get_number (ticket), error->message);
  for (guint i = 0; contacts != NULL && i < contacts->len; i++)
    {
      MusterPsaContact *contact = g_ptr_array_index (contacts, i);

      if (g_strcmp0 (contact->id, muster_ticket_get_contact_id (ticket)) != 0)
        continue;
      muster_ticket_set_contact_email (ticket, contact->email);
      if (muster_ticket_get_contact_name (ticket) == NULL)
        muster_ticket_set_contact_name (ticket, contact->name);
      muster_store_set_ticket_contact_async (op->store, muster_ticket_get_id (ticket), contact->name, contact->email, NULL,
                                             contact_stored_cb, NULL);
    }
}

static void
offer_tools (Planning *op)
{
  g_autoptr(GPtrArray) tools = muster_gate_offered_tools (op->gate, op->brief->cap);

  for (guint i = 0; i < tools->len; i++)
    {
      MusterTool *tool = g_ptr_array_index (tools, i);

      muster_case_offer_tool (op->ticket_case, muster_tool_get_id (tool),
                              muster_gate_policy_for (op->gate, op->brief->cap, tool));
    }
}

/* What is enabled and does not work for this client, with the reason */
static void
tell_unready (Planning *op)
{
  g_autoptr(GPtrArray) tools = muster_gate_unready_tools (op->gate, op->brief->cap);

  for (guint i = 0; i < tools->len; i++)
    {
      const char *id = muster_tool_get_id (g_ptr_array_index (tools, i));
      int code = MUSTER_ERROR_FORBIDDEN;
      const char *reason = muster_cap_get_unavailable (op->brief->cap, id, &code);

      muster_case_set_unavailable (op->ticket_case, id, muster_error_code_name (code), reason);
    }
}

/* What an administrator has to accept first: a plan may name it */
static void
tell_unaccepted (Planning *op)
{
  const char *reason = NULL;
  g_autoptr(GPtrArray) tools = muster_gate_unaccepted_tools (op->gate, op->brief->cap, &reason);

  for (guint i = 0; i < tools->len; i++)
    muster_case_set_unavailable (op->ticket_case, muster_tool_get_id (g_ptr_array_index (tools, i)),
                                 muster_error_code_name (MUSTER_ERROR_REFUSED_BY_POLICY), reason);
}

static void
make_case (Planning *op)
{
  MusterRunBrief *brief = op->brief;

  /* The revision's own time, so that a resumed planner sees the same clock */
  op->ticket_case = muster_case_new (brief->ticket, muster_client_get_name (brief->client),
                                     muster_client_get_slug (brief->client), muster_client_get_language (brief->client),
                                     muster_client_get_time_zone (brief->client),
                                     MAX (muster_run_get_created (brief->run), muster_run_get_updated (brief->run)));
  muster_case_set_psa (op->ticket_case, brief->psa);
  muster_case_set_docs (op->ticket_case, brief->docs);
  muster_case_set_workspace_language (op->ticket_case, muster_workspace_get_language (brief->workspace));
  offer_tools (op);
  tell_unready (op);
  tell_unaccepted (op);
}

static MusterRunHistory
history (Planning *op)
{
  MusterRunHistory now = { 0 };

  now.calls = op->n_calls;
  now.active_us = g_get_monotonic_time () - op->began;
  now.read_untrusted = TRUE;
  return now;
}

static MusterLabel
target_label (Planning   *op,
              MusterStep *step)
{
  const char *target = muster_step_get_target (step);

  return target != NULL && muster_cap_has_resolved (op->brief->cap, target) ? MUSTER_LABEL_A : MUSTER_LABEL_U;
}

/* What cannot be taken back says so before anybody approves it */
static void
say_irreversible (Planning   *op,
                  MusterStep *step)
{
  const char *reason = muster_gate_irreversible (op->gate, muster_step_get_tool (step));
  const char *explain = muster_step_get_explain (step);
  MusterLanguage *previous;
  g_autofree char *said = NULL;
  g_autofree char *whole = NULL;

  if (reason == NULL)
    return;
  previous = muster_language_push (muster_case_get_workspace_language (op->ticket_case));
  /* Translators: a whole sentence follows that says why */
  said = g_strdup_printf (_("Cannot be undone: %s"), muster_language_text (reason));
  muster_language_pop (previous);
  if (explain != NULL && strstr (explain, said) != NULL)
    return;
  whole = explain == NULL ? g_strdup (said)
          : g_strdup_printf ("%s%s %s", explain, g_str_has_suffix (explain, ".") ? "" : ".", said);
  muster_step_set_explain (step, whole);
}

/* What the gate would say to each step in Execute mode */
static void
preview_steps (Planning   *op,
               MusterPlan *plan)
{
  GPtrArray *steps = muster_plan_get_steps (plan);

  muster_cap_set_requester (op->brief->cap, muster_plan_get_requester_id (plan), muster_plan_get_identity_level (plan));
  for (guint i = 0; i < steps->len; i++)
    {
      MusterStep *step = g_ptr_array_index (steps, i);
      MusterRunHistory past = history (op);
      g_autoptr(MusterGateDecision) decision = NULL;
      g_autoptr(GPtrArray) rules = g_ptr_array_new_with_free_func (g_free);

      past.writes_in_run = i;
      past.calls = 0;
      decision = muster_gate_preview (op->gate, op->brief->cap, step, target_label (op, step), &past);
      muster_step_set_policy (step, decision->verdict == MUSTER_VERDICT_ALLOW ? "auto"
                                    : decision->verdict == MUSTER_VERDICT_APPROVAL ? "approval_needed" : "disabled");
      for (guint r = 0; decision->rules != NULL && decision->rules[r] != NULL; r++)
        g_ptr_array_add (rules, g_strdup (decision->rules[r]));
      muster_step_set_rules (step, rules);
      say_irreversible (op, step);
    }
}

static MusterPlan *
hand_over (Planning   *op,
           const char *why)
{
  MusterLanguage *previous = muster_language_push (muster_case_get_workspace_language (op->ticket_case));
  g_autoptr(MusterPlan) plan = muster_plan_new ();

  muster_plan_set_outcome (plan, MUSTER_OUTCOME_HANDOVER);
  muster_plan_set_diagnosis (plan, _(why));
  muster_language_pop (previous);
  muster_plan_set_confidence (plan, "low");
  muster_plan_set_planner (plan, muster_planner_get_name (op->planner));
  return g_steal_pointer (&plan);
}

static void
finish_with_plan (GTask      *task,
                  MusterPlan *plan)
{
  Planning *op = g_task_get_task_data (task);
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *text = NULL;
  g_autoptr(MusterPlan) instead = NULL;

  preview_steps (op, plan);
  node = muster_plan_to_json (plan);
  text = json_to_string (node, FALSE);
  if (muster_gate_blocks_text (op->gate, "plan", text))
    {
      instead = hand_over (op, N_("A password or key stood in what was found out, so the plan was thrown away. Please look at the ticket."));
      plan = instead;
    }
  g_set_object (&op->result->plan, plan);
  g_set_object (&op->result->ticket_case, op->ticket_case);
  g_task_return_pointer (task, g_steal_pointer (&op->result), (GDestroyNotify) muster_planning_result_free);
}

/* All calls of a turn are in: ask the planner again, or wait */
static void
finish_call (GTask *task)
{
  Planning *op = g_task_get_task_data (task);

  if (--op->pending > 0)
    return;
  if (op->error != NULL)
    g_task_return_error (task, g_steal_pointer (&op->error));
  else
    take_turn (task);
}

static void
use_answer (Planning   *op,
            const char *tool,
            JsonObject *args,
            const char *status,
            JsonNode   *node)
{
  if (g_str_has_suffix (tool, ":list-ticket-notes") && g_str_equal (status, "ok"))
    apply_notes (op, node);
  else if (g_str_has_suffix (tool, ":get-contact") && g_str_equal (status, "ok"))
    apply_contact (op, node);
  muster_case_add_answer (op->ticket_case, tool, args, status, node);
}

/* Stored, so now it may be used */
static void
call_stored_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  OneCall *one = user_data;
  g_autoptr(GTask) task = g_object_ref (one->task);
  Planning *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_store_add_call_finish (MUSTER_STORE (source), result, &error))
    keep_error (op, error);
  else
    use_answer (op, muster_run_call_get_tool (one->call), one->args, muster_run_call_get_status (one->call), one->node);

  one_call_free (one);
  finish_call (task);
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
  Planning *op = g_task_get_task_data (task);
  g_autoptr(GError) error = failure;
  g_autofree char *text = NULL;

  op->result->requests += requests;
  if (error != NULL && !accept_as_answer (op, muster_run_call_get_tool (one->call), error))
    {
      explain (muster_run_call_get_tool (one->call), &error);
      keep_error (op, g_steal_pointer (&error));
      one_call_free (one);
      finish_call (task);
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
  Planning *op = g_task_get_task_data (one->task);
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
goes_to_index (Planning   *op,
               const char *tool)
{
  MusterTool *row = muster_catalog_lookup_tool (muster_gate_get_catalog (op->gate), tool);

  return row != NULL && op->index != NULL && muster_docs_index_takes (op->index, op->brief->cap, tool)
         && muster_case_is_offered (op->ticket_case, tool, NULL)
         && muster_gate_policy_for (op->gate, op->brief->cap, row) == MUSTER_POLICY_AUTO;
}

static void
start_call (GTask      *task,
            const char *tool,
            JsonObject *args)
{
  Planning *op = g_task_get_task_data (task);
  MusterRunHistory past = history (op);
  OneCall *one = g_new0 (OneCall, 1);
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), args);
  g_autofree char *text = muster_json_canonical (node);

  op->n_calls++;
  op->pending++;
  one->task = g_object_ref (task);
  one->args = json_object_ref (args);
  one->call = muster_run_call_new ();
  muster_run_call_set_run_id (one->call, muster_run_get_id (op->brief->run));
  muster_run_call_set_seq (one->call, ++op->last_seq);
  muster_run_call_set_revision (one->call, muster_run_get_revision (op->brief->run));
  muster_run_call_set_tool (one->call, tool);
  muster_run_call_set_args (one->call, text);
  if (goes_to_index (op, tool))
    muster_docs_index_answer_async (op->index, op->brief->cap, tool, args, muster_ticket_get_summary (op->brief->ticket),
                                    g_task_get_cancellable (task), index_answered_cb, one);
  else
    muster_gate_read_async (op->gate, op->brief->cap, tool, args, &past, g_task_get_cancellable (task), call_answered_cb, one);
}

static void
start_calls (GTask     *task,
             GPtrArray *calls)
{
  Planning *op = g_task_get_task_data (task);

  op->pending = 1;
  for (guint i = 0; i < calls->len; i++)
    {
      MusterToolCall *call = g_ptr_array_index (calls, i);

      start_call (task, call->tool, call->args);
    }
  finish_call (task);
}

/* The planner's turn is over */
static void
turn_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Planning *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterTurn) turn = muster_planner_next_finish (MUSTER_PLANNER (source), result, &error);
  g_autoptr(MusterPlan) plan = NULL;

  if (turn == NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (turn != NULL && turn->plan == NULL && turn->calls != NULL && turn->calls->len > 0)
    {
      if (op->n_calls + turn->calls->len <= MAX_CALLS)
        {
          start_calls (task, turn->calls);
          return;
        }
      plan = hand_over (op, N_("This ticket needs more look-ups than one run may make. Nothing was planned; a technician should take it."));
    }
  else if (turn != NULL && turn->plan != NULL)
    plan = g_object_ref (turn->plan);
  else
    {
      g_warning ("Planner failed on run %s: %s", muster_run_get_id (op->brief->run),
                 error != NULL ? error->message : "an empty turn");
      plan = hand_over (op, N_("The planner could not make a plan for this ticket. A technician should take it."));
    }

  finish_with_plan (task, plan);
}

static void
take_turn (GTask *task)
{
  Planning *op = g_task_get_task_data (task);
  g_autoptr(MusterPlan) plan = NULL;

  if (op->turns++ < MAX_TURNS)
    {
      muster_planner_next_async (op->planner, op->ticket_case, g_task_get_cancellable (task), turn_cb, g_object_ref (task));
      return;
    }
  plan = hand_over (op, N_("The planner did not come to an end on this ticket. A technician should take it."));
  finish_with_plan (task, plan);
}

/* Which objects of this client the stored answers proved; the gate keeps that for calls it sent itself */
static void
replay (Planning  *op,
        GPtrArray *calls)
{
  for (guint i = 0; i < calls->len; i++)
    {
      MusterRunCall *call = g_ptr_array_index (calls, i);
      g_autoptr(JsonNode) args = muster_json_from_string_trusted (muster_run_call_get_args (call), NULL);
      g_autoptr(JsonNode) node = NULL;

      op->last_seq = MAX (op->last_seq, muster_run_call_get_seq (call));
      if (muster_run_call_get_revision (call) != muster_run_get_revision (op->brief->run))
        continue;
      op->n_calls++;
      if (muster_run_call_get_result (call) != NULL)
        node = muster_json_from_string_trusted (muster_run_call_get_result (call), NULL);
      if (args == NULL || !JSON_NODE_HOLDS_OBJECT (args))
        continue;
      muster_gate_replay_answer (op->gate, op->brief->cap, muster_run_call_get_tool (call), node);
      muster_gate_replay_secrets (op->gate, op->brief->cap, muster_run_call_get_tool (call), json_node_get_object (args),
                                  node);
      use_answer (op, muster_run_call_get_tool (call), json_node_get_object (args), muster_run_call_get_status (call), node);
    }
}

/* Calls that the engine makes before the planner is asked for the first time; a resumed run makes those that it lacks */
static void
start_first_call (GTask      *task,
                  const char *name,
                  const char *arg,
                  const char *value)
{
  Planning *op = g_task_get_task_data (task);
  g_autofree char *tool = g_strconcat (op->brief->psa, ":", name, NULL);
  g_autoptr(JsonObject) args = json_object_new ();

  json_object_set_string_member (args, arg, value);
  if (muster_case_find (op->ticket_case, tool, args) == NULL)
    start_call (task, tool, args);
}

static void
calls_loaded_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Planning *op = g_task_get_task_data (task);
  MusterTicket *ticket = op->brief->ticket;
  GError *error = NULL;
  g_autoptr(GPtrArray) calls = muster_store_list_calls_finish (MUSTER_STORE (source), result, &error);

  if (calls == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  make_case (op);
  replay (op, calls);
  if (op->error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&op->error));
      return;
    }

  op->pending = 1;
  start_first_call (task, "list-ticket-notes", "ticket", muster_ticket_get_external_id (ticket));
  if (muster_ticket_get_contact_email (ticket) == NULL && muster_ticket_get_contact_id (ticket) != NULL)
    start_first_call (task, "get-contact", "contact", muster_ticket_get_contact_id (ticket));
  finish_call (task);
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
  Planning *op = g_new0 (Planning, 1);

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
