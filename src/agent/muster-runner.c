/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-conversation.h"
#include "muster-error.h"
#include "muster-runner-private.h"

/**
 * MusterRunner:
 *
 * Moves one run through its states. It owns nothing but the work under way: all that must survive is in the store,
 * where each state is committed before its work starts, so a runner can be thrown away at any moment and a new one
 * for the same run goes on. It lives on the main context.
 *
 * The states are one table. go () is the only writer of the state (but for the one use of an approval, which the store
 * does in the same transaction); an enter function starts one thing and its callback calls go (), wait_for () or
 * rest (). Every outward act is in the ledger from the transaction that decided on it; whether it was sent is read
 * from there, and what really happened from the vendor.
 *
 * When people go on talking on the ticket, the plan is made again as the next revision. In Plan mode that is done with
 * reads alone: the ledger has the ticket's note already, and a run has one note for ever. In Execute mode each revision
 * has its own note, because each may lead to acts.
 */

G_DEFINE_FINAL_TYPE (MusterRunner, muster_runner, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void enter_received (MusterRunner *self);
static void load_brief     (MusterRunner *self);

#define TO(state) (1u << MUSTER_RUN_STATE_##state)

/* The edges that exist. A state without an enter function is an end, out of which only somebody's word leads. Every
 * enter may be repeated: what was done already is found in the store or in the ledger. */
static const struct
{
  guint  next;
  void (*enter) (MusterRunner *self);
} states[] = {
  [MUSTER_RUN_STATE_RECEIVED]          = { TO (PLANNING) | TO (NEEDS_HUMAN), enter_received },
  [MUSTER_RUN_STATE_PLANNING]          = { TO (PLANNING) | TO (PLANNED) | TO (NEEDS_HUMAN), muster_runner_enter_planning },
  [MUSTER_RUN_STATE_PLANNED]           = { TO (DONE) | TO (PLANNING) | TO (EXECUTING) | TO (REPORTING) | TO (NEEDS_HUMAN),
                                           muster_runner_enter_planned },
  [MUSTER_RUN_STATE_AWAITING_APPROVAL] = { TO (EXECUTING) | TO (PLANNING) | TO (REPORTING) | TO (NEEDS_HUMAN),
                                           muster_runner_enter_awaiting },
  [MUSTER_RUN_STATE_EXECUTING]         = { TO (AWAITING_APPROVAL) | TO (PLANNING) | TO (REPORTING) | TO (NEEDS_HUMAN),
                                           muster_runner_enter_executing },
  [MUSTER_RUN_STATE_REPORTING]         = { TO (DONE) | TO (WAITING_ANSWER) | TO (REJECTED) | TO (EXPIRED) | TO (NEEDS_HUMAN),
                                           muster_runner_enter_reporting },
  [MUSTER_RUN_STATE_WAITING_ANSWER]    = { TO (PLANNING) | TO (REPORTING) | TO (NEEDS_HUMAN), muster_runner_enter_waiting },
  [MUSTER_RUN_STATE_DONE]              = { TO (PLANNING), NULL },
  [MUSTER_RUN_STATE_REJECTED]          = { TO (PLANNING), NULL },
  [MUSTER_RUN_STATE_EXPIRED]           = { TO (PLANNING), NULL },
  [MUSTER_RUN_STATE_NEEDS_HUMAN]       = { TO (PLANNING) | TO (PLANNED) | TO (REPORTING), NULL },
};

gboolean
muster_run_state_is_final (MusterRunState state)
{
  g_return_val_if_fail ((gsize) state < G_N_ELEMENTS (states), TRUE);
  return states[state].enter == NULL;
}

/* --- Small things that every part needs --- */

gboolean
muster_runner_executes (MusterRunner *self)
{
  return muster_run_get_mode (self->brief->run) == MUSTER_MODE_EXECUTE;
}

char *
muster_runner_call (MusterRunner *self,
                    const char   *name)
{
  gint64 revision = muster_run_get_revision (self->brief->run);

  if (revision <= 1 || !muster_runner_executes (self))
    return g_strdup (name);
  return g_strdup_printf ("%s-%" G_GINT64_FORMAT, *name != '\0' ? name : "note", revision);
}

char *
muster_runner_psa_tool (MusterRunner *self,
                        const char   *name)
{
  return g_strconcat (self->brief->psa, ":", name, NULL);
}

static void
forget_work (MusterRunner *self)
{
  g_clear_pointer (&self->planned, muster_planning_result_free);
  g_clear_pointer (&self->effects, g_ptr_array_unref);
  g_clear_pointer (&self->decisions, g_ptr_array_unref);
  g_clear_pointer (&self->statuses, json_object_unref);
  g_clear_pointer (&self->escalation, json_object_unref);
  g_clear_object (&self->approval);
  g_clear_object (&self->act.effect);
  g_clear_error (&self->act.error);
  g_clear_pointer (&self->act.call, g_free);
  g_clear_pointer (&self->why, g_free);
  if (self->trouble != NULL)
    g_string_free (g_steal_pointer (&self->trouble), TRUE);
}

/* How long it was worked on since the last time that was asked */
static gint64
take_active_time (MusterRunner *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 spent = now - self->active_since;

  self->active_since = now;
  return spent;
}

/* --- Where a run goes --- */

void
muster_runner_rest (MusterRunner *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  forget_work (self);
  g_task_return_boolean (task, TRUE);
}

/* Ends this pass; the run stays where it is and says why */
static void
stop_waiting (MusterRunner *self,
              GError       *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  forget_work (self);
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

void
muster_runner_wait_for (MusterRunner *self,
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
  change.add_active_us = take_active_time (self);
  muster_store_advance_run_async (self->store, self->run_id, self->state, self->state, &change, MUSTER_RUNNER_ACTOR, NULL,
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
    muster_runner_rest (self);
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
      /* Too little room for a new act may still be enough to say so; so may too many open requests on the ticket */
      if (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_DISK_FULL) || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT))
        muster_runner_wait_for (self, error);
      else
        stop_waiting (self, error);
      return;
    }

  g_debug ("Run %s: %s → %s", self->run_id, muster_run_state_to_string (self->state), muster_run_state_to_string (self->next));
  muster_runner_arrived (self);
}

void
muster_runner_arrived (MusterRunner *self)
{
  self->state = self->next;
  g_signal_emit (self, signals[CHANGED], 0);
  /* The plan and what belongs to it are read as they were stored; nothing is believed from before */
  if (self->revising || muster_runner_executes (self))
    load_brief (self);
  else
    enter (self);
}

void
muster_runner_go (MusterRunner    *self,
                  MusterRunState   next,
                  MusterRunChange *change)
{
  MusterRunChange nothing = { 0 };

  g_return_if_fail ((states[self->state].next & (1u << next)) != 0);
  g_return_if_fail (!self->saving);

  if (change == NULL)
    change = &nothing;
  change->add_active_us = take_active_time (self);
  self->saving = TRUE;
  self->next = next;
  self->revising = change->revise;
  muster_store_advance_run_async (self->store, self->run_id, self->state, next, change,
                                  self->state == MUSTER_RUN_STATE_NEEDS_HUMAN && self->reopened_by != NULL
                                  ? self->reopened_by : MUSTER_RUNNER_ACTOR, NULL, state_saved_cb, g_object_ref (self));
}

void
muster_runner_give_to_person (MusterRunner *self,
                              GError       *error)
{
  MusterRunChange change = { 0 };

  g_message ("Run %s needs a person: %s", self->run_id, error->message);
  change.error_text = error->message;
  muster_runner_go (self, MUSTER_RUN_STATE_NEEDS_HUMAN, &change);
  g_error_free (error);
}

void
muster_runner_begin_revision (MusterRunner *self)
{
  MusterRunChange change = { 0 };

  self->revisions++;
  g_clear_pointer (&self->planned, muster_planning_result_free);
  change.revise = TRUE;
  change.error_text = "";
  muster_runner_go (self, MUSTER_RUN_STATE_PLANNING, &change);
}

/* RECEIVED: nothing was done yet */
static void
enter_received (MusterRunner *self)
{
  muster_runner_go (self, MUSTER_RUN_STATE_PLANNING, NULL);
}

/* --- A pass --- */

/* One whose ticket is another client's by now is left as it is */
gboolean
muster_runner_is_outdated (MusterRunner *self)
{
  MusterRun *run = self->brief->run;

  if (muster_ticket_get_ignored (self->brief->ticket) != NULL
      || g_error_matches (self->brief->problem, MUSTER_ERROR, MUSTER_ERROR_CONFLICT))
    return FALSE;
  return muster_conversation_is_ahead (self->brief->ticket, muster_run_get_conversation (run))
         || muster_run_get_identity_time (run) > MAX (muster_run_get_created (run), muster_run_get_updated (run));
}

/* Wherever it is: what was done so far is told on the ticket, and who takes it over */
static void
hand_over (MusterRunner *self)
{
  g_autofree char *why = g_steal_pointer (&self->escalated);

  if ((states[self->state].next & TO (REPORTING)) == 0 || !muster_runner_executes (self)
      || muster_run_get_plan (self->brief->run) == NULL)
    {
      if ((states[self->state].next & TO (NEEDS_HUMAN)) != 0)
        muster_runner_give_to_person (self, g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_CONFLICT, why));
      else
        muster_runner_rest (self);
      return;
    }
  self->why = g_steal_pointer (&why);
  muster_runner_load_facts (self, muster_runner_stop_now);
}

/* What a person's wish to have it worked on again leads to. A plan of Execute mode may have been carried out in part:
 * what is left to do is found out by planning again, when a person wants it. */
static void
reopen (MusterRunner *self)
{
  if (muster_run_get_plan (self->brief->run) == NULL)
    muster_runner_go (self, MUSTER_RUN_STATE_PLANNING, NULL);
  else if (muster_runner_executes (self) && muster_run_get_note_external_id (self->brief->run) != NULL
           && g_strcmp0 (self->reopened_by, MUSTER_RUNNER_ACTOR) == 0)
    muster_runner_rest (self);
  else if (muster_runner_executes (self) && muster_run_get_note_external_id (self->brief->run) != NULL)
    {
      g_clear_pointer (&self->reopened_by, g_free);
      muster_runner_begin_revision (self);
    }
  else
    muster_runner_go (self, MUSTER_RUN_STATE_PLANNED, NULL);
}

static void
brief_loaded_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(MusterRunner) self = MUSTER_RUNNER (user_data);
  GError *error = NULL;
  gboolean is_final;

  g_clear_pointer (&self->brief, muster_run_brief_free);
  self->brief = muster_run_brief_load_finish (result, &error);
  if (self->brief == NULL)
    {
      stop_waiting (self, error);
      return;
    }

  self->state = muster_run_get_state (self->brief->run);
  is_final = muster_run_state_is_final (self->state);
  if (is_final && self->reopened_by == NULL && self->escalated == NULL && !muster_runner_is_outdated (self))
    muster_runner_rest (self);
  else if (self->brief->problem != NULL)
    muster_runner_wait_for (self, g_error_copy (self->brief->problem));
  else if (is_final && muster_runner_is_outdated (self) && self->revisions < MUSTER_RUNNER_MAX_REVISIONS)
    muster_runner_begin_revision (self);
  else if (self->escalated != NULL)
    hand_over (self);
  else if (self->state == MUSTER_RUN_STATE_NEEDS_HUMAN && self->reopened_by != NULL)
    reopen (self);
  else
    enter (self);
}

static void
load_brief (MusterRunner *self)
{
  muster_run_brief_load_async (self->store, self->gate, self->run_id, g_task_get_cancellable (self->task), brief_loaded_cb,
                               g_object_ref (self));
}

void
muster_runner_refresh (MusterRunner *self)
{
  load_brief (self);
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
  self->refreshed = 0;
  self->active_since = g_get_monotonic_time ();
  g_hash_table_remove_all (self->pending);
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
  g_clear_object (&self->clock);
  g_clear_object (&self->index);
  forget_work (self);
  g_clear_pointer (&self->brief, muster_run_brief_free);
  g_hash_table_unref (self->pending);
  g_free (self->run_id);
  g_free (self->reopened_by);
  g_free (self->escalated);
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
  self->pending = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

MusterRunner *
muster_runner_new (MusterStore   *store,
                   MusterGate    *gate,
                   MusterPlanner *planner,
                   MusterClock   *clock,
                   const char    *run_id)
{
  MusterRunner *self = g_object_new (MUSTER_TYPE_RUNNER, NULL);

  self->store = g_object_ref (store);
  self->gate = g_object_ref (gate);
  self->planner = g_object_ref (planner);
  self->clock = g_object_ref (clock);
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

/**
 * muster_runner_escalate:
 * @reason: for people
 *
 * Lets the next pass end the plan where it is.
 */
void
muster_runner_escalate (MusterRunner *self,
                        const char   *reason)
{
  g_return_if_fail (MUSTER_IS_RUNNER (self));
  g_free (self->escalated);
  self->escalated = g_strdup (reason);
}
