/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-conversation.h"
#include "muster-error.h"
#include "muster-id.h"
#include "muster-placement.h"
#include "muster-run.h"

/* The chain: is it watched? has it a run? whose is it? what was said? how far may that client's agent go? then one
 * write. The conversation is stored before the run is made or told about it: what a crash leaves in between is found
 * again, because the ticket has no place yet. */

typedef struct
{
  MusterStore  *store;   /* (owned) */
  MusterGate   *gate;    /* (owned) */
  MusterRunCap *cap;     /* (owned): INTAKE */
  MusterClock  *clock;   /* (owned) */
  MusterTicket *ticket;  /* (owned) */
  MusterWatch  *watch;   /* (owned) */
  MusterRun    *run;     /* (owned) (nullable): that it has already */
  MusterClient *client;  /* (owned) (nullable) */
  char         *run_id;  /* (nullable) */
  gboolean      wait_changed;
} Placement;

static void
placement_free (Placement *op)
{
  g_clear_object (&op->store);
  g_clear_object (&op->gate);
  g_clear_object (&op->cap);
  g_clear_object (&op->clock);
  g_clear_object (&op->ticket);
  g_clear_object (&op->watch);
  g_clear_object (&op->run);
  g_clear_object (&op->client);
  g_free (op->run_id);
  g_free (op);
}

static void
wait_stored_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!muster_store_set_ticket_wait_finish (MUSTER_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_return_boolean (task, TRUE);
}

static void
set_wait (GTask           *task,
          MusterWaitReason reason)
{
  Placement *op = g_task_get_task_data (task);
  const char *client_id = op->client != NULL ? muster_client_get_id (op->client) : NULL;

  op->wait_changed = muster_ticket_get_wait_reason (op->ticket) != reason;
  muster_store_set_ticket_wait_async (op->store, muster_ticket_get_id (op->ticket), client_id, reason, NULL,
                                      wait_stored_cb, g_object_ref (task));
}

static void
ignored_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!muster_store_set_ticket_ignored_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
ignore (GTask      *task,
        const char *reason)
{
  Placement *op = g_task_get_task_data (task);

  op->wait_changed = muster_ticket_get_wait_reason (op->ticket) != MUSTER_WAIT_REASON_NONE;
  muster_store_set_ticket_ignored_async (op->store, muster_ticket_get_id (op->ticket), reason, NULL, ignored_cb,
                                         g_object_ref (task));
}

/* 5 of 5: there is a run, ours or one that was there before */
static void
run_created_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Placement *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (muster_store_create_run_finish (MUSTER_STORE (source), result, &error))
    {
      /* The same transaction ended the ticket's wait */
      op->wait_changed = muster_ticket_get_wait_reason (op->ticket) != MUSTER_WAIT_REASON_NONE;
      g_task_return_boolean (task, TRUE);
      return;
    }

  g_clear_pointer (&op->run_id, g_free);
  if (!g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  set_wait (task, MUSTER_WAIT_REASON_NONE);
}

/* 4 of 5: the mode is fixed when the run is made */
static void
workspace_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Placement *op = g_task_get_task_data (task);
  g_autoptr(MusterRun) run = muster_run_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterWorkspace) workspace = muster_store_load_workspace_finish (MUSTER_STORE (source), result, &error);
  MusterMode mode = muster_client_get_mode (op->client);

  if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (mode == MUSTER_MODE_INHERIT && workspace != NULL)
    mode = muster_workspace_get_default_mode (workspace);
  if (mode != MUSTER_MODE_EXECUTE)
    mode = MUSTER_MODE_PLAN;

  op->run_id = muster_id_new ();
  muster_run_set_id (run, op->run_id);
  muster_run_set_ticket_id (run, muster_ticket_get_id (op->ticket));
  muster_run_set_client_id (run, muster_client_get_id (op->client));
  muster_run_set_connection_id (run, muster_ticket_get_connection_id (op->ticket));
  muster_run_set_external_ticket_id (run, muster_ticket_get_external_id (op->ticket));
  muster_run_set_ticket_number (run, muster_ticket_get_number (op->ticket));
  muster_run_set_summary (run, muster_ticket_get_summary (op->ticket));
  muster_run_set_state (run, MUSTER_RUN_STATE_RECEIVED);
  muster_run_set_mode (run, mode);
  muster_run_set_conversation (run, muster_ticket_get_conversation (op->ticket));
  muster_run_set_created (run, muster_clock_now (op->clock));
  muster_run_set_state_since (run, muster_clock_now (op->clock));
  muster_store_create_run_async (op->store, run, "engine", NULL, run_created_cb, g_object_ref (task));
}

/* A run that is there already is told when its plan is about an older conversation */
static void
conversation_settled (GTask *task)
{
  Placement *op = g_task_get_task_data (task);

  if (op->run == NULL)
    {
      muster_store_load_workspace_async (op->store, g_task_get_cancellable (task), workspace_cb, g_object_ref (task));
      return;
    }
  if (muster_conversation_is_ahead (op->ticket, muster_run_get_conversation (op->run)))
    op->run_id = g_strdup (muster_run_get_id (op->run));
  set_wait (task, MUSTER_WAIT_REASON_NONE);
}

/* Where a row does not say who entered a ticket, its first action does: ours are left alone there, too */
static gboolean
is_ours_after_all (Placement *op,
                   char     **reason)
{
  return op->run == NULL && muster_ticket_get_ours (op->ticket) && !muster_watch_takes (op->watch, op->ticket, reason);
}

static void
conversation_stored_cb (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autofree char *reason = NULL;
  GError *error = NULL;

  if (!muster_store_save_conversation_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else if (is_ours_after_all (g_task_get_task_data (task), &reason))
    ignore (task, reason);
  else
    conversation_settled (task);
}

/* What cannot be read now is read by the next look; what this account may not read is the run's to say */
static gboolean
can_go_without (const GError *error)
{
  return g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_FORBIDDEN)
         || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
}

static void
conversation_read_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Placement *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (muster_conversation_read_finish (result, &error))
    muster_store_save_conversation_async (op->store, op->ticket, NULL, conversation_stored_cb, g_object_ref (task));
  else if (can_go_without (error))
    conversation_settled (task);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* 3 of 5: what was said on it */
static void
read_conversation (GTask *task)
{
  Placement *op = g_task_get_task_data (task);

  muster_conversation_read_async (op->gate, op->cap, op->ticket, g_task_get_cancellable (task), conversation_read_cb,
                                  g_object_ref (task));
}

/* 2 of 5: none, one or several clients */
static void
clients_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Placement *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) clients = muster_store_find_clients_by_mapping_finish (MUSTER_STORE (source), result, &error);

  if (clients == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (clients->len != 1)
    {
      set_wait (task, clients->len == 0 ? MUSTER_WAIT_REASON_UNMAPPED : MUSTER_WAIT_REASON_AMBIGUOUS);
      return;
    }

  op->client = g_object_ref (g_ptr_array_index (clients, 0));
  if (muster_client_get_status (op->client) != MUSTER_CLIENT_STATUS_ACTIVE)
    set_wait (task, MUSTER_WAIT_REASON_CLIENT_INACTIVE);
  else
    read_conversation (task);
}

/* 1 of 5: one run per ticket, ever */
static void
run_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Placement *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterRun) run = muster_store_find_run_finish (MUSTER_STORE (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (run != NULL)
    {
      op->run = g_steal_pointer (&run);
      read_conversation (task);
    }
  else
    muster_store_find_clients_by_mapping_async (op->store, muster_ticket_get_connection_id (op->ticket),
                                                MUSTER_MAPPING_KIND_COMPANY, muster_ticket_get_company_id (op->ticket),
                                                g_task_get_cancellable (task), clients_cb, g_object_ref (task));
}

/**
 * muster_placement_async:
 * @ticket: a stored ticket, with the notes that are stored; gets the newest
 * @watch: what the connection's agent looks at
 * @cap: INTAKE
 */
void
muster_placement_async (MusterTicket       *ticket,
                        MusterWatch        *watch,
                        MusterStore        *store,
                        MusterGate         *gate,
                        MusterRunCap       *cap,
                        MusterClock        *clock,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autofree char *reason = NULL;
  Placement *op = g_new0 (Placement, 1);

  g_task_set_source_tag (task, muster_placement_async);
  op->store = g_object_ref (store);
  op->gate = g_object_ref (gate);
  op->cap = g_object_ref (cap);
  op->clock = g_object_ref (clock);
  op->ticket = g_object_ref (ticket);
  op->watch = g_object_ref (watch);
  g_task_set_task_data (task, op, (GDestroyNotify) placement_free);
  if (!muster_watch_takes (watch, ticket, &reason))
    ignore (task, reason);
  else
    muster_store_find_run_async (store, muster_ticket_get_connection_id (ticket), muster_ticket_get_external_id (ticket),
                                 cancellable, run_found_cb, g_object_ref (task));
}

gboolean
muster_placement_finish (GAsyncResult *result,
                         char        **run_id,
                         gboolean     *wait_changed,
                         GError      **error)
{
  Placement *op;

  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  op = g_task_get_task_data (G_TASK (result));
  *run_id = g_steal_pointer (&op->run_id);
  *wait_changed = op->wait_changed;
  return TRUE;
}
