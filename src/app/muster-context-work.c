/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "muster-context-import-private.h"
#include "muster-context-tenants-private.h"
#include "muster-context-webhooks-private.h"
#include "muster-error.h"
#include "muster-paged-list.h"
#include "muster-waiting-list.h"
#include "muster-undo-private.h"

/* MusterContext: polling, working until nothing moves, and what is shown of it */

#define TICK_SECONDS 60
#define CHECK_TICKS (24 * 60)   /* webhooks are looked after once a day */
#define RETEST_TICKS 5          /* a connection that nobody polls is tried again */
#define SWEEP_TICKS 15

static void poll_again_cb (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data);

static void
polled_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (muster_engine_poll_finish (MUSTER_ENGINE (source), result, &error) < 0)
    {
      g_task_set_task_data (task, error, (GDestroyNotify) g_error_free);
      muster_context_wait_rediscovery_async (self, poll_again_cb, g_object_ref (task));
      return;
    }
  self->swept = TRUE;
  g_task_return_boolean (task, TRUE);
}

static void
polled_again_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (muster_engine_poll_finish (MUSTER_ENGINE (source), result, &error) < 0)
    {
      g_task_return_error (task, error);
      return;
    }
  self->swept = TRUE;
  g_task_return_boolean (task, TRUE);
}

/* An API that has moved and was found is asked once more */
static void
poll_again_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = MUSTER_CONTEXT (source);

  if (muster_context_wait_rediscovery_finish (self, result))
    muster_engine_poll_async (self->engine, !self->swept, g_task_get_cancellable (task), polled_again_cb, g_object_ref (task));
  else
    g_task_return_error (task, g_error_copy (g_task_get_task_data (task)));
}

static void
resumed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!muster_engine_resume_finish (MUSTER_ENGINE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  self->resumed = TRUE;
  muster_context_reconsider (self);
  muster_engine_poll_async (self->engine, !self->swept, g_task_get_cancellable (task), polled_cb, g_object_ref (task));
}

void
muster_context_poll_now_async (MusterContext      *self,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_task_set_source_tag (task, muster_context_poll_now_async);

  /* The first poll of a session takes up what was left unfinished and looks at every open ticket */
  if (self->resumed)
    muster_engine_poll_async (self->engine, !self->swept, cancellable, polled_cb, g_object_ref (task));
  else
    muster_engine_resume_async (self->engine, cancellable, resumed_cb, g_object_ref (task));
}

gboolean
muster_context_poll_now_finish (MusterContext *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
tick_done_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!muster_context_poll_now_finish (MUSTER_CONTEXT (source), result, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("%s", error->message);
}

/* What nobody polls, such as Microsoft 365, tells only by a test that it works again */
static void
retest_failing (MusterContext *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->connections)); i++)
    {
      g_autoptr(MusterConnection) connection = g_list_model_get_item (G_LIST_MODEL (self->connections), i);

      if (muster_context_mapping_kind (self, connection) != MUSTER_MAPPING_KIND_COMPANY
          && g_strcmp0 (muster_connection_get_status (connection), "failing") == 0)
        muster_context_test_saved_connection_async (self, muster_connection_get_id (connection), NULL, NULL, NULL);
    }
}

static gboolean
tick_cb (gpointer user_data)
{
  MusterContext *self = user_data;

  self->ticks++;
  muster_context_look_later_async (self, NULL, NULL);
  if (self->ticks % CHECK_TICKS == 0)
    muster_context_check_webhooks (self);
  if (self->ticks % CHECK_TICKS == 0)
    muster_context_check_tenants (self);
  if (self->ticks % RETEST_TICKS == 0)
    retest_failing (self);
  if (self->ticks % SWEEP_TICKS == 0)
    muster_context_sweep_secrets_async (self, NULL, NULL);
  return G_SOURCE_CONTINUE;
}

void
muster_context_restart_polling (MusterContext *self)
{
  if (self->poll_source != 0)
    muster_engine_set_poll_interval (self->engine, self->poll_seconds);
}

static void
start_listening (MusterContext *self)
{
  g_autoptr(GError) error = NULL;

  self->listening = TRUE;
  if (muster_context_start_listener (self, &error))
    return;
  g_message ("The webhook listener could not start: %s", error->message);
  g_free (self->listener_problem);
  self->listener_problem = g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_IN_USE)
    ? g_strdup_printf (_("Port %u is used by another program."), self->listener_settings.port)
    : g_strdup (_("The address cannot be listened on. Check it in the settings."));
  muster_context_sync_webhooks (self);
}

void
muster_context_start (MusterContext *self)
{
  g_return_if_fail (MUSTER_IS_CONTEXT (self));

  if (self->poll_source != 0)
    return;
  self->poll_source = g_timeout_add_seconds (TICK_SECONDS, tick_cb, self);
  start_listening (self);
  muster_context_check_webhooks (self);
  muster_context_check_tenants (self);
  muster_context_restart_polling (self);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->connections)); i++)
    {
      g_autoptr(MusterConnection) connection = g_list_model_get_item (G_LIST_MODEL (self->connections), i);

      if (muster_context_mapping_kind (self, connection) == MUSTER_MAPPING_KIND_COMPANY)
        muster_context_resume_provisioning_async (self, muster_connection_get_id (connection), NULL, NULL);
    }
  muster_context_poll_now_async (self, NULL, tick_done_cb, NULL);
}

void
muster_context_stop (MusterContext *self)
{
  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_clear_handle_id (&self->poll_source, g_source_remove);
  if (self->engine != NULL)
    muster_engine_set_poll_interval (self->engine, 0);
  self->listening = FALSE;
  muster_context_stop_listener (self);
}

/* Until nothing moves */

typedef struct
{
  MusterWorkCounts counts;
  gint64           began;
  guint            timeout_s;
  guint            timer;
  gulong           settled_id;
  gulong           cancelled_id;
  GError          *poll_error;  /* (owned) (nullable) */
  gboolean         polled_twice;
} UntilIdle;

static void
until_idle_free (UntilIdle *op)
{
  g_clear_error (&op->poll_error);
  g_free (op);
}

/* What is there to be said about the runs that moved in this pass */
static void
runs_counted_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  UntilIdle *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) runs = muster_store_list_runs_finish (MUSTER_STORE (source), result, &error);

  for (guint i = 0; runs != NULL && i < runs->len; i++)
    {
      MusterRun *run = g_ptr_array_index (runs, i);

      op->counts.for_approval += muster_run_get_state (run) == MUSTER_RUN_STATE_AWAITING_APPROVAL;
      op->counts.for_answer += muster_run_get_state (run) == MUSTER_RUN_STATE_WAITING_ANSWER;
      op->counts.for_person += muster_run_get_state (run) == MUSTER_RUN_STATE_NEEDS_HUMAN;
      if (muster_run_get_state_since (run) < op->began)
        continue;
      if (muster_run_get_state (run) == MUSTER_RUN_STATE_DONE)
        op->counts.done++;
      else if (muster_run_get_state (run) == MUSTER_RUN_STATE_NEEDS_HUMAN)
        op->counts.needs_human++;
    }
  op->counts.stuck = muster_engine_count_waiting (self->engine);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (op->poll_error != NULL)
    g_task_return_error (task, g_steal_pointer (&op->poll_error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
waiting_counted_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  UntilIdle *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) tickets = muster_store_list_waiting_tickets_finish (MUSTER_STORE (source), result, &error);

  if (tickets == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  op->counts.waiting = tickets->len;
  muster_store_list_runs_async (self->store, NULL, G_MAXINT32, 0, NULL, runs_counted_cb, g_object_ref (task));
}

static void
count (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  UntilIdle *op = g_task_get_task_data (task);

  g_clear_handle_id (&op->timer, g_source_remove);
  if (op->settled_id != 0)
    g_signal_handler_disconnect (self->engine, op->settled_id);
  op->settled_id = 0;
  if (op->cancelled_id != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (task), op->cancelled_id);
  op->cancelled_id = 0;
  muster_store_list_waiting_tickets_async (self->store, NULL, waiting_counted_cb, g_object_ref (task));
}

static gboolean
time_over_cb (gpointer user_data)
{
  g_autoptr(GTask) task = g_object_ref (user_data);
  UntilIdle *op = g_task_get_task_data (task);

  op->timer = 0;
  op->counts.timed_out = TRUE;
  count (task);
  return G_SOURCE_REMOVE;
}

/* Stopped by a person: as when the time is over */
static void
cancelled_cb (GCancellable *cancellable,
              GTask        *task)
{
  UntilIdle *op = g_task_get_task_data (task);

  if (op->timer != 0)
    g_source_remove (op->timer);
  op->timer = g_idle_add_full (G_PRIORITY_DEFAULT, time_over_cb, g_object_ref (task), g_object_unref);
}

static void
settled_cb (MusterEngine *engine,
            GTask        *task)
{
  g_autoptr(GTask) hold = g_object_ref (task);

  count (hold);
}

static void until_idle_found_cb (GObject      *source,
                                 GAsyncResult *result,
                                 gpointer      user_data);

static void
wait_until_settled (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  UntilIdle *op = g_task_get_task_data (task);

  if (op->counts.timed_out)
    return;
  if (muster_engine_get_settled (self->engine))
    count (task);
  else
    op->settled_id = g_signal_connect_data (self->engine, "settled", G_CALLBACK (settled_cb), g_object_ref (task),
                                            (GClosureNotify) (void (*)(void))g_object_unref, 0);
}

static void
until_idle_polled_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  UntilIdle *op = g_task_get_task_data (task);
  int n = muster_engine_poll_finish (MUSTER_ENGINE (source), result, &op->poll_error);

  /* Without a poll there is still the work of earlier ones */
  if (n >= 0)
    {
      self->swept = TRUE;
      op->counts.new_tickets = (guint) n;
    }
  if (op->poll_error != NULL && !op->polled_twice)
    muster_context_wait_rediscovery_async (self, until_idle_found_cb, g_object_ref (task));
  else
    wait_until_settled (task);
}

static gboolean
may_pass (const GError *error)
{
  return g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY)
         || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_TIMEOUT)
         || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_RATE_LIMITED);
}

/* An API that has moved and was found is asked once more, and so is one that stumbled: nobody polls after this sitting */
static void
until_idle_found_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = MUSTER_CONTEXT (source);
  UntilIdle *op = g_task_get_task_data (task);

  op->polled_twice = TRUE;
  if (!muster_context_wait_rediscovery_finish (self, result) && !may_pass (op->poll_error))
    {
      wait_until_settled (task);
      return;
    }
  g_clear_error (&op->poll_error);
  muster_engine_poll_async (self->engine, !self->swept, NULL, until_idle_polled_cb, g_object_ref (task));
}

/* Its own errors are in the log; the tickets are looked at in any case */
static void
until_idle_provisioned_cb (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = MUSTER_CONTEXT (source);
  UntilIdle *op = g_task_get_task_data (task);

  muster_context_finish_provisioning_finish (self, result, NULL);
  if (op->counts.timed_out)
    return;
  muster_engine_poll_async (self->engine, !self->swept, NULL, until_idle_polled_cb, g_object_ref (task));
}

static void
until_idle_resumed_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!muster_engine_resume_finish (MUSTER_ENGINE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  self->resumed = TRUE;
  muster_context_reconsider (self);
  muster_context_finish_provisioning_async (self, g_task_get_cancellable (task), until_idle_provisioned_cb, g_object_ref (task));
}

void
muster_context_process_until_idle_async (MusterContext      *self,
                                         guint               timeout_s,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  UntilIdle *op = g_new0 (UntilIdle, 1);

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_task_set_source_tag (task, muster_context_process_until_idle_async);
  op->began = muster_clock_now (self->clock);
  g_task_set_task_data (task, op, (GDestroyNotify) until_idle_free);
  if (timeout_s > 0)
    op->timer = g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, timeout_s, time_over_cb, g_object_ref (task), g_object_unref);
  g_task_set_check_cancellable (task, FALSE);
  if (cancellable != NULL)
    op->cancelled_id = g_signal_connect_data (cancellable, "cancelled", G_CALLBACK (cancelled_cb), g_object_ref (task),
                                              (GClosureNotify) (void (*)(void))g_object_unref, 0);
  muster_engine_resume_async (self->engine, NULL, until_idle_resumed_cb, g_object_ref (task));
}

gboolean
muster_context_process_until_idle_finish (MusterContext    *self,
                                          GAsyncResult     *result,
                                          MusterWorkCounts *counts,
                                          GError          **error)
{
  UntilIdle *op;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  op = g_task_get_task_data (G_TASK (result));
  if (counts != NULL)
    *counts = op->counts;
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Looking at runs */

static void
run_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  MusterRun *run = muster_store_find_run_finish (MUSTER_STORE (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, run, g_object_unref);
}

void
muster_context_find_run_async (MusterContext      *self,
                               const char         *external_ticket_id,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  MusterConnection *connection = muster_context_find_connection (self, "psa");

  g_task_set_source_tag (task, muster_context_find_run_async);
  if (connection == NULL)
    g_task_return_pointer (task, NULL, NULL);
  else
    muster_store_find_run_async (self->store, muster_connection_get_id (connection), external_ticket_id, cancellable,
                                 run_found_cb, g_object_ref (task));
}

MusterRun *
muster_context_find_run_finish (MusterContext *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* 5 of 5 */
static void
detail_ticket_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterRunDetail *detail = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterTicket) ticket = muster_store_get_ticket_finish (MUSTER_STORE (source), result, &error);

  if (ticket == NULL && !g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  muster_run_detail_set_ticket (detail, ticket);
  g_task_return_pointer (task, g_object_ref (detail), g_object_unref);
}

/* 4 of 5 */
static void
detail_revisions_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  MusterRunDetail *detail = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) revisions = muster_store_list_revisions_finish (MUSTER_STORE (source), result, &error);

  if (revisions == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  muster_run_detail_set_revisions (detail, revisions);
  muster_store_get_ticket_async (self->store, muster_run_get_ticket_id (muster_run_detail_get_run (detail)),
                                 g_task_get_cancellable (task), detail_ticket_cb, g_object_ref (task));
}

/* 3 of 5 */
static void
detail_effects_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  MusterRunDetail *detail = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) effects = muster_store_list_effects_finish (MUSTER_STORE (source), result, &error);

  if (effects == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  muster_run_detail_set_effects (detail, effects);
  muster_store_list_revisions_async (self->store, muster_run_get_id (muster_run_detail_get_run (detail)),
                                     g_task_get_cancellable (task), detail_revisions_cb, g_object_ref (task));
}

/* 2 of 5 */
static void
detail_calls_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  MusterRunDetail *detail = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) calls = muster_store_list_calls_finish (MUSTER_STORE (source), result, &error);

  if (calls == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  muster_run_detail_set_calls (detail, calls);
  muster_store_list_effects_async (self->store, muster_run_get_id (muster_run_detail_get_run (detail)),
                                   g_task_get_cancellable (task), detail_effects_cb, g_object_ref (task));
}

/* 1 of 5 */
static void
detail_run_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  MusterRunDetail *detail = muster_run_detail_new ();
  GError *error = NULL;
  g_autoptr(MusterRun) run = muster_store_get_run_finish (MUSTER_STORE (source), result, &error);

  g_task_set_task_data (task, detail, g_object_unref);
  if (run == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  muster_run_detail_set_run (detail, run);
  muster_store_list_calls_async (self->store, muster_run_get_id (run), g_task_get_cancellable (task), detail_calls_cb,
                                 g_object_ref (task));
}

void
muster_context_get_run_async (MusterContext      *self,
                              const char         *run_id,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, muster_context_get_run_async);
  muster_store_get_run_async (self->store, run_id, cancellable, detail_run_cb, g_object_ref (task));
}

MusterRunDetail *
muster_context_get_run_finish (MusterContext *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
muster_context_retry_run_async (MusterContext      *self,
                                const char         *run_id,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, muster_context_retry_run_async);
  muster_engine_retry (self->engine, run_id, muster_context_get_actor (self));
  g_task_return_boolean (task, TRUE);
}

gboolean
muster_context_retry_run_finish (MusterContext *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Models */

GListModel *
muster_context_get_clients_model (MusterContext *self)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self) && self->store != NULL, NULL);
  return G_LIST_MODEL (muster_paged_list_new (self->store, MUSTER_PAGED_LIST_CLIENTS, NULL));
}

GListModel *
muster_context_get_runs_model (MusterContext *self,
                               const char    *client_id)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self) && self->store != NULL, NULL);
  return G_LIST_MODEL (muster_paged_list_new (self->store, MUSTER_PAGED_LIST_RUNS, client_id));
}

GListModel *
muster_context_get_activity_model (MusterContext *self,
                                   const char    *client_id)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self) && self->store != NULL, NULL);
  return G_LIST_MODEL (muster_paged_list_new (self->store, MUSTER_PAGED_LIST_ACTIVITY, client_id));
}

GListModel *
muster_context_get_waiting_model (MusterContext *self,
                                  const char    *client_id)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self) && self->store != NULL, NULL);
  return muster_waiting_list_new (self, client_id);
}

const char *
muster_context_wait_text (MusterWaitReason reason)
{
  switch (reason)
    {
    case MUSTER_WAIT_REASON_UNMAPPED:
      return _("Its company is mapped to no client");
    case MUSTER_WAIT_REASON_AMBIGUOUS:
      return _("Its company is mapped to several clients");
    case MUSTER_WAIT_REASON_CLIENT_INACTIVE:
      return _("Its client is not active");
    case MUSTER_WAIT_REASON_CONNECTION:
      return _("A connection does not work");
    case MUSTER_WAIT_REASON_KEYRING:
      return _("The keyring is locked");
    case MUSTER_WAIT_REASON_NONE:
    default:
      return "";
    }
}

const char *
muster_context_run_state_text (MusterRun *run)
{
  gboolean waits = muster_run_get_error_text (run) != NULL && muster_run_get_error_text (run)[0] != '\0';

  switch (muster_run_get_state (run))
    {
    case MUSTER_RUN_STATE_RECEIVED:
      return waits ? _("Waiting") : _("Received");
    case MUSTER_RUN_STATE_PLANNING:
      return waits ? _("Waiting") : _("Reading");
    case MUSTER_RUN_STATE_PLANNED:
      return waits ? _("Plan made, note waits") : _("Posting the plan");
    case MUSTER_RUN_STATE_AWAITING_APPROVAL:
      return _("Waiting for approval");
    case MUSTER_RUN_STATE_EXECUTING:
      return _("Working");
    case MUSTER_RUN_STATE_REPORTING:
      return _("Reporting");
    case MUSTER_RUN_STATE_WAITING_ANSWER:
      return _("Waiting for an answer");
    case MUSTER_RUN_STATE_DONE:
      return muster_run_get_mode (run) == MUSTER_MODE_EXECUTE ? C_("run", "Done") : _("Plan posted");
    case MUSTER_RUN_STATE_REJECTED:
      return _("Rejected");
    case MUSTER_RUN_STATE_EXPIRED:
      return _("Expired");
    case MUSTER_RUN_STATE_NEEDS_HUMAN:
    default:
      return _("Needs a person");
    }
}
