/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-conversation.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-note-writer.h"
#include "muster-planning.h"
#include "muster-run-brief.h"
#include "muster-runner.h"

/**
 * MusterRunner:
 *
 * Moves one run through its states. It owns nothing but the work under way: all that must survive is in the store,
 * where each state is committed before its work starts, so a runner can be thrown away at any moment and a new one
 * for the same run goes on. It lives on the main context.
 *
 * The states are one table. go() is the only writer of the state; an enter function starts one thing and its
 * callback calls go(), wait_for() or end(). The one outward act is the plan note. It is in the ledger from the
 * transaction that stores the plan; whether it was sent is read from there, and what really happened from the PSA.
 *
 * When people go on talking on the ticket, the plan is made again as the next revision, with reads alone: the ledger
 * has the ticket's note already, and a run has one note for ever.
 */

#define ACTOR "engine"
#define MAX_ATTEMPTS 3
#define MAX_REVISIONS 3  /* that one pass begins, on a ticket on which everybody is writing */

struct _MusterRunner
{
  GObject parent_instance;

  MusterStore    *store;      /* (owned) */
  MusterGate     *gate;       /* (owned) */
  MusterPlanner  *planner;    /* (owned) */
  MusterDocsIndex *index;     /* (owned) (nullable) */
  char           *run_id;
  guint           tries;
  char           *reopened_by; /* (nullable): the person who wants a run of NEEDS_HUMAN worked on again */

  /* In progress */
  GTask          *task;       /* (owned) (nullable): of work_async */
  MusterRunBrief *brief;      /* (owned) (nullable) */
  MusterRunState  state;
  MusterRunState  next;
  gboolean        saving;
  gboolean        revising;   /* what is being saved begins a revision */
  guint           revisions;  /* begun in this pass */
  MusterPlanningResult *planned; /* (owned) (nullable): between plan and its commit */
  MusterEffect   *note;       /* (owned) (nullable): the newest attempt of the plan note */
};

G_DEFINE_FINAL_TYPE (MusterRunner, muster_runner, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void enter_received (MusterRunner *self);
static void enter_planning (MusterRunner *self);
static void enter_planned  (MusterRunner *self);
static void load_brief     (MusterRunner *self);

#define TO(state) (1u << MUSTER_RUN_STATE_##state)

/* The edges that exist. A state without an enter function waits for a person or is an end. Every enter may be
 * repeated: what was done already is found in the store or in the ledger. */
static const struct
{
  guint  next;
  void (*enter) (MusterRunner *self);
} states[] = {
  [MUSTER_RUN_STATE_RECEIVED]          = { TO (PLANNING) | TO (NEEDS_HUMAN), enter_received },
  [MUSTER_RUN_STATE_PLANNING]          = { TO (PLANNING) | TO (PLANNED) | TO (NEEDS_HUMAN), enter_planning },
  [MUSTER_RUN_STATE_PLANNED]           = { TO (DONE) | TO (NEEDS_HUMAN), enter_planned },
  [MUSTER_RUN_STATE_AWAITING_APPROVAL] = { TO (NEEDS_HUMAN) | TO (REJECTED) | TO (EXPIRED), NULL },
  [MUSTER_RUN_STATE_EXECUTING]         = { TO (NEEDS_HUMAN), NULL },
  [MUSTER_RUN_STATE_REPORTING]         = { TO (NEEDS_HUMAN), NULL },
  [MUSTER_RUN_STATE_WAITING_ANSWER]    = { TO (NEEDS_HUMAN), NULL },
  [MUSTER_RUN_STATE_DONE]              = { TO (PLANNING), NULL },
  [MUSTER_RUN_STATE_REJECTED]          = { 0, NULL },
  [MUSTER_RUN_STATE_EXPIRED]           = { 0, NULL },
  [MUSTER_RUN_STATE_NEEDS_HUMAN]       = { TO (PLANNING) | TO (PLANNED), NULL },
};

gboolean
muster_run_state_is_final (MusterRunState state)
{
  g_return_val_if_fail ((gsize) state < G_N_ELEMENTS (states), TRUE);
  return states[state].enter == NULL;
}

static void
end (MusterRunner *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  g_clear_pointer (&self->planned, muster_planning_result_free);
  g_clear_object (&self->note);
  g_task_return_boolean (task, TRUE);
}

/* Ends this pass; the run stays where it is and says why */
static void
stop_waiting (MusterRunner *self,
              GError       *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  g_clear_pointer (&self->planned, muster_planning_result_free);
  g_clear_object (&self->note);
  g_task_return_error (task, error);
}

static void
reason_saved_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  GError *reason = g_task_get_task_data (self->task);
  g_autoptr(GError) error = NULL;

  if (!muster_store_advance_run_finish (MUSTER_STORE (source), result, &error))
    g_debug ("Could not store why run %s waits: %s", self->run_id, error->message);
  else
    g_signal_emit (self, signals[CHANGED], 0);
  stop_waiting (self, g_error_copy (reason));
}

/* The run cannot go on now. Takes @error. */
static void
wait_for (MusterRunner *self,
          GError       *error)
{
  MusterRunChange change = { 0 };

  if (self->brief == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_STORE)
      || g_strcmp0 (muster_run_get_error_text (self->brief->run), error->message) == 0)
    {
      stop_waiting (self, error);
      return;
    }

  g_message ("Run %s waits in %s: %s", self->run_id, muster_run_state_to_string (self->state), error->message);
  g_task_set_task_data (self->task, error, (GDestroyNotify) g_error_free);
  change.error_text = error->message;
  muster_store_advance_run_async (self->store, self->run_id, self->state, self->state, &change, ACTOR, NULL,
                                  reason_saved_cb, g_object_ref (self));
}

static void
enter (MusterRunner *self)
{
  if (g_cancellable_is_cancelled (g_task_get_cancellable (self->task)))
    stop_waiting (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Stopped"));
  else if (states[self->state].enter != NULL)
    states[self->state].enter (self);
  else
    end (self);
}

static void
state_saved_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  GError *error = NULL;

  self->saving = FALSE;
  if (!muster_store_advance_run_finish (MUSTER_STORE (source), result, &error))
    {
      g_prefix_error (&error, "Saving the run as %s: ", muster_run_state_to_string (self->next));
      /* Too little room for a new act may still be enough to say so */
      if (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_DISK_FULL))
        wait_for (self, error);
      else
        stop_waiting (self, error);
      return;
    }

  g_debug ("Run %s: %s → %s", self->run_id, muster_run_state_to_string (self->state), muster_run_state_to_string (self->next));
  self->state = self->next;
  g_signal_emit (self, signals[CHANGED], 0);
  if (self->revising)
    load_brief (self);
  else
    enter (self);
}

static void
go (MusterRunner    *self,
    MusterRunState   next,
    MusterRunChange *change)
{
  g_return_if_fail ((states[self->state].next & (1u << next)) != 0);
  g_return_if_fail (!self->saving);

  self->saving = TRUE;
  self->next = next;
  self->revising = change != NULL && change->revise;
  muster_store_advance_run_async (self->store, self->run_id, self->state, next, change,
                                  self->state == MUSTER_RUN_STATE_NEEDS_HUMAN ? self->reopened_by : ACTOR, NULL,
                                  state_saved_cb, g_object_ref (self));
}

/* Takes @error */
static void
give_to_person (MusterRunner *self,
                GError       *error)
{
  MusterRunChange change = { 0 };

  g_message ("Run %s needs a person: %s", self->run_id, error->message);
  change.error_text = error->message;
  go (self, MUSTER_RUN_STATE_NEEDS_HUMAN, &change);
  g_error_free (error);
}

/* Plans once more, for what people have said since the last time */
static void
begin_revision (MusterRunner *self)
{
  MusterRunChange change = { 0 };

  self->revisions++;
  g_clear_pointer (&self->planned, muster_planning_result_free);
  change.revise = TRUE;
  change.error_text = "";
  go (self, MUSTER_RUN_STATE_PLANNING, &change);
}

/* RECEIVED: nothing was done yet */
static void
enter_received (MusterRunner *self)
{
  go (self, MUSTER_RUN_STATE_PLANNING, NULL);
}

static char *
note_tool (MusterRunner *self)
{
  return g_strconcat (self->brief->psa, ":add-internal-note", NULL);
}

/* The ledger's row of the note, with @text, in which the row's own marker stands */
static gboolean
fill_note (MusterRunner *self,
           MusterEffect *note,
           const char   *text,
           GError      **error)
{
  g_autoptr(JsonObject) args = json_object_new ();

  json_object_set_string_member (args, "ticket", muster_ticket_get_external_id (self->brief->ticket));
  json_object_set_string_member (args, "text", text);
  return muster_gate_set_effect_args (self->gate, note, args, error);
}

static MusterEffect *
new_note (MusterRunner *self,
          GError      **error)
{
  g_autoptr(JsonObject) args = json_object_new ();
  g_autofree char *tool = note_tool (self);
  g_autofree char *target = g_strconcat ("ticket:", muster_ticket_get_external_id (self->brief->ticket), NULL);

  json_object_set_string_member (args, "ticket", muster_ticket_get_external_id (self->brief->ticket));
  json_object_set_string_member (args, "text", "…");
  return muster_gate_new_effect (self->gate, self->brief->cap, tool, 0, target, args, error);
}

/* PLANNING, 5 of 5: the plan, the note's text and the note's row in the ledger become one commit */
static void
audit_head_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  g_autofree char *head = NULL;
  g_autofree char *written = NULL;
  g_autofree char *text = NULL;
  g_autoptr(MusterEffect) note = NULL;
  g_autoptr(GPtrArray) effects = g_ptr_array_new_with_free_func (g_object_unref);
  MusterPsa *psa = muster_gate_get_psa (self->gate, muster_run_get_connection_id (self->brief->run));
  MusterRunChange change = { 0 };
  GError *error = NULL;

  head = muster_store_get_audit_head_finish (MUSTER_STORE (source), result, NULL, &error);
  if (head != NULL)
    note = new_note (self, &error);
  if (note == NULL || psa == NULL)
    {
      if (error == NULL)
        error = g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT, "The PSA's connection is not ready");
      wait_for (self, error);
      return;
    }

  if (strlen (head) > 8)
    head[8] = '\0';
  written = muster_note_write (self->planned->plan, self->planned->ticket_case, self->run_id, muster_effect_get_id (note), head);
  text = muster_psa_render_note (psa, written);
  if (!fill_note (self, note, text, &error))
    {
      give_to_person (self, error);
      return;
    }

  g_ptr_array_add (effects, g_object_ref (note));
  change.plan = self->planned->plan;
  change.planner = muster_plan_get_planner (self->planned->plan);
  change.note_text = text;
  change.error_text = "";
  change.effects = effects;
  change.add_requests = self->planned->requests;
  go (self, MUSTER_RUN_STATE_PLANNED, &change);
}

/* The plan of a ticket that has its note, or will have it: the note stays what it was */
static void
keep_note (MusterRunner *self)
{
  MusterRunChange change = { 0 };

  change.plan = self->planned->plan;
  change.planner = muster_plan_get_planner (self->planned->plan);
  change.error_text = "";
  change.add_requests = self->planned->requests;
  go (self, MUSTER_RUN_STATE_PLANNED, &change);
}

static gboolean
has_note (GPtrArray *effects)
{
  for (guint i = 0; i < effects->len; i++)
    if (muster_effect_get_effect_class (effects->pdata[i]) == MUSTER_EFFECT_CLASS_NOTE_INTERNAL)
      return TRUE;
  return FALSE;
}

/* PLANNING, 4 of 5: one note per run */
static void
earlier_note_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  GError *error = NULL;
  g_autoptr(GPtrArray) effects = muster_store_list_effects_finish (MUSTER_STORE (source), result, &error);

  if (effects == NULL)
    wait_for (self, error);
  else if (has_note (effects))
    keep_note (self);
  else
    muster_store_get_audit_head_async (self->store, NULL, audit_head_cb, g_object_ref (self));
}

/* PLANNING, 3 of 5: has somebody written on the ticket meanwhile? */
static void
ticket_again_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  GError *error = NULL;
  g_autoptr(MusterTicket) ticket = muster_store_get_ticket_finish (MUSTER_STORE (source), result, &error);

  if (ticket == NULL)
    wait_for (self, error);
  else if (muster_conversation_is_ahead (ticket, muster_run_get_conversation (self->brief->run))
           && self->revisions < MAX_REVISIONS)
    begin_revision (self);
  else
    muster_store_list_effects_async (self->store, self->run_id, NULL, earlier_note_cb, g_object_ref (self));
}

/* PLANNING, 2 of 5 */
static void
plan_made_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  GError *error = NULL;

  g_clear_pointer (&self->planned, muster_planning_result_free);
  self->planned = muster_planning_finish (result, &error);
  if (self->planned != NULL)
    muster_store_get_ticket_async (self->store, muster_run_get_ticket_id (self->brief->run), NULL, ticket_again_cb,
                                   g_object_ref (self));
  else if (muster_planning_is_passing (error))
    wait_for (self, error);
  else
    give_to_person (self, error);
}

/* PLANNING, 1 of 5 */
static void
enter_planning (MusterRunner *self)
{
  muster_planning_async (self->brief, self->store, self->gate, self->planner, self->index, self->tries,
                         g_task_get_cancellable (self->task), plan_made_cb, g_object_ref (self));
}

static void
note_confirmed (MusterRunner *self,
                const char   *external_ref)
{
  MusterRunChange change = { 0 };

  change.note_external_id = external_ref;
  change.error_text = "";
  change.add_requests = 1;
  go (self, MUSTER_RUN_STATE_DONE, &change);
}

static void look_at_ledger (MusterRunner *self);

/* The gate has sent the note, or found out what became of it. After an error the ledger knows more than we. */
static void
note_settled (MusterRunner     *self,
              gboolean          ok,
              MusterEffectState state,
              const char       *external_ref,
              GError           *error)
{
  if (ok && state == MUSTER_EFFECT_STATE_CONFIRMED)
    note_confirmed (self, external_ref);
  else if (error == NULL)
    look_at_ledger (self);
  else if (muster_planning_is_passing (error) && !g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_OUTCOME_UNKNOWN))
    wait_for (self, g_steal_pointer (&error));
  else
    give_to_person (self, g_steal_pointer (&error));

  g_clear_error (&error);
}

static void
note_dispatched_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  g_autofree char *external_ref = NULL;
  MusterEffectState state = MUSTER_EFFECT_STATE_UNKNOWN;
  GError *error = NULL;
  gboolean ok = muster_gate_dispatch_finish (MUSTER_GATE (source), result, &state, &external_ref, &error);

  note_settled (self, ok, state, external_ref, error);
}

static void
note_recovered_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  g_autofree char *external_ref = NULL;
  MusterEffectState state = MUSTER_EFFECT_STATE_UNKNOWN;
  GError *error = NULL;
  gboolean ok = muster_gate_recover_finish (MUSTER_GATE (source), result, &state, &external_ref, &error);

  note_settled (self, ok, state, external_ref, error);
}

static gboolean
notes_are_off (MusterRunner *self)
{
  MusterConnection *connection = muster_gate_get_connection (self->gate, muster_run_get_connection_id (self->brief->run));

  return connection != NULL && g_strcmp0 (muster_connection_get_status (connection), "notes-off") == 0;
}

static void
next_attempt_stored_cb (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  GError *error = NULL;

  if (!muster_store_prepare_effect_finish (MUSTER_STORE (source), result, &error))
    wait_for (self, error);
  else
    look_at_ledger (self);
}

/* The text of the last attempt with @marker in the place of its own */
static char *
text_with_marker (MusterEffect *last,
                  const char   *marker)
{
  g_autoptr(JsonNode) args = muster_json_from_string_trusted (muster_effect_get_args (last), NULL);
  const char *old = args != NULL && JSON_NODE_HOLDS_OBJECT (args) ? muster_json_str (json_node_get_object (args), "text") : NULL;
  g_auto(GStrv) parts = g_strsplit (old != NULL ? old : "", muster_effect_get_id (last), -1);

  return g_strjoinv (marker, parts);
}

/* The note is certainly not there: the same text under a new marker */
static void
try_again (MusterRunner *self)
{
  g_autoptr(MusterEffect) again = NULL;
  g_autofree char *text = NULL;
  GError *error = NULL;

  if (muster_effect_get_attempt (self->note) >= MAX_ATTEMPTS && self->reopened_by == NULL)
    {
      give_to_person (self, g_error_new (MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "The note could not be posted: %s",
                                         muster_effect_get_outcome (self->note) != NULL
                                         ? muster_effect_get_outcome (self->note) : "refused"));
      return;
    }

  again = new_note (self, &error);
  if (again != NULL)
    {
      text = text_with_marker (self->note, muster_effect_get_id (again));
      muster_effect_set_attempt (again, muster_effect_get_attempt (self->note) + 1);
    }
  if (again == NULL || !fill_note (self, again, text, &error))
    {
      give_to_person (self, error);
      return;
    }
  g_clear_pointer (&self->reopened_by, g_free);
  muster_store_prepare_effect_async (self->store, again, ACTOR, NULL, next_attempt_stored_cb, g_object_ref (self));
}

static void
dispatch_note (MusterRunner *self)
{
  if (notes_are_off (self))
    wait_for (self, g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY,
                                         "This connection writes no notes: an earlier note came out visible to the customer"));
  else
    muster_gate_dispatch_async (self->gate, self->brief->cap, muster_effect_get_id (self->note), NULL, note_dispatched_cb,
                                g_object_ref (self));
}

/* Sent before, by us or by a process that is gone: what is true is in the PSA */
static void
recover_note (MusterRunner *self)
{
#ifdef MUSTER_TEST_HOOKS
  /* The positive control of the kill test: without the read-back a note is doubled */
  if (g_getenv ("MUSTER_TEST_NO_READBACK") != NULL)
    {
      try_again (self);
      return;
    }
#endif
  muster_gate_recover_async (self->gate, self->brief->cap, muster_effect_get_id (self->note), NULL, note_recovered_cb,
                             g_object_ref (self));
}

static void
ledger_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  GError *error = NULL;
  g_autoptr(GPtrArray) effects = muster_store_list_effects_finish (MUSTER_STORE (source), result, &error);

  if (effects == NULL)
    {
      wait_for (self, error);
      return;
    }

  g_clear_object (&self->note);
  for (guint i = 0; i < effects->len; i++)
    {
      MusterEffect *effect = g_ptr_array_index (effects, i);

      if (muster_effect_get_effect_class (effect) == MUSTER_EFFECT_CLASS_NOTE_INTERNAL
          && (self->note == NULL || muster_effect_get_attempt (effect) > muster_effect_get_attempt (self->note)))
        g_set_object (&self->note, effect);
    }
  if (self->note == NULL)
    {
      give_to_person (self, g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_STORE, "The plan is stored without its note"));
      return;
    }

  switch (muster_effect_get_state (self->note))
    {
    case MUSTER_EFFECT_STATE_PREPARED:
      dispatch_note (self);
      break;
    case MUSTER_EFFECT_STATE_DISPATCHED:
      recover_note (self);
      break;
    case MUSTER_EFFECT_STATE_CONFIRMED:
      note_confirmed (self, muster_effect_get_external_ref (self->note));
      break;
    case MUSTER_EFFECT_STATE_ABSENT:
      try_again (self);
      break;
    case MUSTER_EFFECT_STATE_UNKNOWN:
    default:
      if (self->reopened_by != NULL)
        {
          g_clear_pointer (&self->reopened_by, g_free);
          recover_note (self);
          break;
        }
      give_to_person (self, g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_OUTCOME_UNKNOWN,
                                                 "It is not certain whether the note was posted; look at the ticket"));
    }
}

static void
look_at_ledger (MusterRunner *self)
{
  muster_store_list_effects_async (self->store, self->run_id, NULL, ledger_read_cb, g_object_ref (self));
}

/* PLANNED: the note is in the ledger; post it, or find out whether it was posted */
static void
enter_planned (MusterRunner *self)
{
  look_at_ledger (self);
}

/* A run that came to its end, on a ticket on which people have written since. One whose ticket is another client's by
 * now is left as it is. */
static gboolean
is_outdated (MusterRunner *self)
{
  return (self->state == MUSTER_RUN_STATE_DONE || self->state == MUSTER_RUN_STATE_NEEDS_HUMAN)
         && muster_ticket_get_ignored (self->brief->ticket) == NULL
         && muster_conversation_is_ahead (self->brief->ticket, muster_run_get_conversation (self->brief->run))
         && !g_error_matches (self->brief->problem, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
}

static void
brief_loaded_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  GError *error = NULL;

  g_clear_pointer (&self->brief, muster_run_brief_free);
  self->brief = muster_run_brief_load_finish (result, &error);
  if (self->brief == NULL)
    {
      stop_waiting (self, error);
      return;
    }

  self->state = muster_run_get_state (self->brief->run);
  if (muster_run_state_is_final (self->state) && self->reopened_by == NULL && !is_outdated (self))
    end (self);
  else if (self->brief->problem != NULL)
    wait_for (self, g_error_copy (self->brief->problem));
  else if (is_outdated (self))
    begin_revision (self);
  else if (self->state == MUSTER_RUN_STATE_NEEDS_HUMAN && self->reopened_by != NULL)
    go (self, muster_run_get_plan (self->brief->run) != NULL ? MUSTER_RUN_STATE_PLANNED : MUSTER_RUN_STATE_PLANNING, NULL);
  else
    enter (self);
}

static void
load_brief (MusterRunner *self)
{
  muster_run_brief_load_async (self->store, self->gate, self->run_id, g_task_get_cancellable (self->task), brief_loaded_cb,
                               g_object_ref (self));
}

/**
 * muster_runner_work_async:
 *
 * Works on the run until it ends or has to wait. @cancellable is honoured between two states and in reads, never
 * while something is being sent.
 */
void
muster_runner_work_async (MusterRunner       *self,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_return_if_fail (MUSTER_IS_RUNNER (self));
  g_return_if_fail (self->task == NULL);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, muster_runner_work_async);
  g_task_set_check_cancellable (self->task, FALSE);
  self->revisions = 0;
  load_brief (self);
}

gboolean
muster_runner_work_finish (MusterRunner *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
muster_runner_finalize (GObject *object)
{
  MusterRunner *self = MUSTER_RUNNER (object);

  g_clear_object (&self->store);
  g_clear_object (&self->gate);
  g_clear_object (&self->planner);
  g_clear_object (&self->index);
  g_clear_object (&self->note);
  g_clear_pointer (&self->brief, muster_run_brief_free);
  g_clear_pointer (&self->planned, muster_planning_result_free);
  g_free (self->run_id);
  g_free (self->reopened_by);
  G_OBJECT_CLASS (muster_runner_parent_class)->finalize (object);
}

static void
muster_runner_class_init (MusterRunnerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_runner_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
muster_runner_init (MusterRunner *self)
{
}

MusterRunner *
muster_runner_new (MusterStore   *store,
                   MusterGate    *gate,
                   MusterPlanner *planner,
                   const char    *run_id)
{
  MusterRunner *self = g_object_new (MUSTER_TYPE_RUNNER, NULL);

  self->store = g_object_ref (store);
  self->gate = g_object_ref (gate);
  self->planner = g_object_ref (planner);
  self->run_id = g_strdup (run_id);
  return self;
}

const char *
muster_runner_get_run_id (MusterRunner *self)
{
  g_return_val_if_fail (MUSTER_IS_RUNNER (self), NULL);
  return self->run_id;
}

MusterRunState
muster_runner_get_state (MusterRunner *self)
{
  g_return_val_if_fail (MUSTER_IS_RUNNER (self), MUSTER_RUN_STATE_RECEIVED);
  return self->state;
}

const char *
muster_runner_get_connection_id (MusterRunner *self)
{
  g_return_val_if_fail (MUSTER_IS_RUNNER (self), NULL);
  return self->brief != NULL ? muster_run_get_connection_id (self->brief->run) : NULL;
}

void
muster_runner_set_docs_index (MusterRunner    *self,
                              MusterDocsIndex *index)
{
  g_return_if_fail (MUSTER_IS_RUNNER (self));
  g_set_object (&self->index, index);
}

void
muster_runner_set_tries (MusterRunner *self,
                         guint         tries)
{
  g_return_if_fail (MUSTER_IS_RUNNER (self));
  self->tries = tries;
}

/**
 * muster_runner_reopen:
 * @actor: who wants it, such as `member:ID`
 *
 * Lets the next pass go on with a run that was given to a person.
 */
void
muster_runner_reopen (MusterRunner *self,
                      const char   *actor)
{
  g_return_if_fail (MUSTER_IS_RUNNER (self));
  g_free (self->reopened_by);
  self->reopened_by = g_strdup (actor);
}
