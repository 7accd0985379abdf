/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-approval-watch.h"
#include "muster-engine-private.h"
#include "muster-error.h"

/* MusterEngine: what asks every connection and comes together in one answer: polls, reconsiderations, the start */

/* Polls and reconsiderations ask every intake and come together in one answer */
typedef struct
{
  guint   pending;  /* intakes, plus one while they are being asked */
  int     n;
  GError *error;    /* (owned) (nullable): the first */
} Round;

static void
round_free (Round *round)
{
  g_clear_error (&round->error);
  g_free (round);
}

static void
finish_round (GTask *task)
{
  MusterEngine *self = g_task_get_source_object (task);
  Round *round = g_task_get_task_data (task);

  if (--round->pending > 0)
    return;
  self->asking--;
  if (round->error != NULL)
    g_task_return_error (task, g_steal_pointer (&round->error));
  else
    g_task_return_int (task, round->n);
  muster_engine_tell_if_settled (self);
}

static void
keep_round_error (GTask  *task,
                  MusterIntake *intake,
                  GError *error)
{
  MusterEngine *self = g_task_get_source_object (task);
  Round *round = g_task_get_task_data (task);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, muster_engine_signals[MUSTER_ENGINE_TROUBLE], 0, muster_connection_get_id (muster_intake_get_connection (intake)),
                   error->domain == MUSTER_ERROR ? error->code : MUSTER_ERROR_INTERNAL, error->message);
  if (round->error == NULL)
    round->error = error;
  else
    g_error_free (error);
}

static void
intake_polled_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterEngine *self = g_task_get_source_object (task);
  Round *round = g_task_get_task_data (task);
  MusterIntake *intake = MUSTER_INTAKE (source);
  GError *error = NULL;
  int n = muster_intake_poll_finish (intake, result, &error);

  if (n < 0)
    keep_round_error (task, intake, error);
  else
    {
      round->n += n;
      g_signal_emit (self, muster_engine_signals[MUSTER_ENGINE_FINE], 0, muster_connection_get_id (muster_intake_get_connection (intake)));
    }
  finish_round (task);
}

/* What waits for a yes is looked at as often as the PSAs are */
static void
approvals_watched_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(GError) error = NULL;

  if (muster_approval_watch_finish (result, &error) < 0)
    g_message ("Requests that wait: %s", error->message);
  finish_round (task);
}

static void
watch_approvals (GTask *task)
{
  MusterEngine *self = g_task_get_source_object (task);
  Round *round = g_task_get_task_data (task);

  round->pending++;
  muster_approval_watch_async (self->store, self->gate, self->clock, self->cancellable, approvals_watched_cb,
                               g_object_ref (task));
}

static void
intake_reconsidered_cb (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterIntake *intake = MUSTER_INTAKE (source);
  GError *error = NULL;

  if (!muster_intake_reconsider_finish (intake, result, &error))
    keep_round_error (task, intake, error);
  finish_round (task);
}

static GTask *
begin_round (MusterEngine       *self,
             gpointer            tag,
             GCancellable       *cancellable,
             GAsyncReadyCallback callback,
             gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Round *round = g_new0 (Round, 1);

  g_task_set_source_tag (task, tag);
  round->pending = 1;
  g_task_set_task_data (task, round, (GDestroyNotify) round_free);
  self->asking++;
  g_object_notify (G_OBJECT (self), "busy");
  return task;
}

void
muster_engine_poll_async (MusterEngine       *self,
                          gboolean            full,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  Round *round;

  g_return_if_fail (MUSTER_IS_ENGINE (self));
  task = begin_round (self, muster_engine_poll_async, cancellable, callback, user_data);
  round = g_task_get_task_data (task);
  watch_approvals (task);
  for (guint i = 0; !self->held && i < self->intakes->len; i++)
    {
      round->pending++;
      muster_intake_poll_async (g_ptr_array_index (self->intakes, i), full, self->cancellable, intake_polled_cb,
                                g_object_ref (task));
    }
  finish_round (task);
}

int
muster_engine_poll_finish (MusterEngine *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);
  return (int) g_task_propagate_int (G_TASK (result), error);
}

static void
interval_polled_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  MusterEngine *self = MUSTER_ENGINE (source);
  g_autoptr(GError) error = NULL;

  /* What went wrong was told by "trouble" */
  self->polling = FALSE;
  if (muster_engine_poll_finish (self, result, &error) < 0)
    g_debug ("Poll: %s", error->message);
}

static gboolean
interval_cb (gpointer user_data)
{
  MusterEngine *self = MUSTER_ENGINE (user_data);

  if (self->polling || self->held || self->stop_task != NULL)
    return G_SOURCE_CONTINUE;
  self->polling = TRUE;
  muster_engine_poll_async (self, FALSE, NULL, interval_polled_cb, NULL);
  return G_SOURCE_CONTINUE;
}

void
muster_engine_set_poll_interval (MusterEngine *self,
                                 guint         seconds)
{
  g_return_if_fail (MUSTER_IS_ENGINE (self));

  if (self->interval == seconds)
    return;
  self->interval = seconds;
  g_clear_handle_id (&self->interval_id, g_source_remove);
  if (seconds > 0)
    self->interval_id = g_timeout_add_seconds (seconds, interval_cb, self);
}

guint
muster_engine_get_poll_interval (MusterEngine *self)
{
  g_return_val_if_fail (MUSTER_IS_ENGINE (self), 0);
  return self->interval;
}

void
muster_engine_reconsider_async (MusterEngine       *self,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  Round *round;

  g_return_if_fail (MUSTER_IS_ENGINE (self));
  task = begin_round (self, muster_engine_reconsider_async, cancellable, callback, user_data);
  round = g_task_get_task_data (task);
  muster_engine_wake_all (self);
  for (guint i = 0; i < self->intakes->len; i++)
    {
      round->pending++;
      muster_intake_reconsider_async (g_ptr_array_index (self->intakes, i), self->cancellable, intake_reconsidered_cb,
                                      g_object_ref (task));
    }
  finish_round (task);
}

gboolean
muster_engine_reconsider_finish (MusterEngine *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_int (G_TASK (result), error) >= 0;
}

static void
unfinished_listed_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterEngine *self = g_task_get_source_object (task);
  Round *round = g_task_get_task_data (task);
  g_autoptr(GPtrArray) runs = muster_store_list_unfinished_runs_finish (MUSTER_STORE (source), result, &round->error);

  for (guint i = 0; runs != NULL && i < runs->len; i++)
    muster_engine_enqueue (self, muster_run_get_id (g_ptr_array_index (runs, i)));
  muster_engine_start_some (self);
  finish_round (task);
}

void
muster_engine_resume_async (MusterEngine       *self,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (MUSTER_IS_ENGINE (self));
  task = begin_round (self, muster_engine_resume_async, cancellable, callback, user_data);
  watch_approvals (task);
  muster_store_list_unfinished_runs_async (self->store, cancellable, unfinished_listed_cb, g_object_ref (task));
}

gboolean
muster_engine_resume_finish (MusterEngine *self,
                             GAsyncResult *result,
                             GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_int (G_TASK (result), error) >= 0;
}
