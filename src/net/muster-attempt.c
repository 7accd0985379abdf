/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-net"

#include "config.h"

#include "muster-attempt.h"
#include "muster-error.h"
#include "muster-message.h"
#include "muster-net-util.h"
#include "muster-test-point.h"
#include "muster-transport.h"

#define CHUNK (64 * 1024)

static guint
timeout_ms (MusterAttempt *self)
{
  return self->request->timeout_ms > 0 ? self->request->timeout_ms : MUSTER_TRANSPORT_TIMEOUT_MS;
}

static gsize
max_bytes (MusterAttempt *self)
{
  return self->request->max_bytes > 0 ? self->request->max_bytes : MUSTER_TRANSPORT_MAX_BYTES;
}

/* The timer holds the task. */
static void
stop_timer (MusterAttempt *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static MusterAnswer *
make_answer (MusterAttempt *self)
{
  g_autoptr(GBytes) body = g_byte_array_free_to_bytes (g_steal_pointer (&self->body));
  MusterAnswer *answer = muster_message_to_answer (self->message, body);
  gint64 elapsed = muster_clock_boot (self->clock) - self->started;

  answer->elapsed_ms = (guint) CLAMP ((elapsed + 999) / 1000, 0, G_MAXINT);
  return answer;
}

static void
answered (GTask *task)
{
  MusterAttempt *self = g_task_get_task_data (task);
  MusterAnswer *answer = make_answer (self);

  stop_timer (self);
  g_clear_object (&self->stream);
  g_task_return_pointer (task, answer, (GDestroyNotify) muster_answer_unref);
}

/* Takes error: there is no answer. */
static void
failed (GTask  *task,
        GError *error)
{
  MusterAttempt *self = g_task_get_task_data (task);
  g_autoptr(GError) foreign = error;
  GError *ours;

  if (self->timed_out)
    ours = g_error_new (MUSTER_ERROR, MUSTER_ERROR_TIMEOUT, "%s: no answer within %u ms",
                        g_uri_get_host (soup_message_get_uri (self->message)), timeout_ms (self));
  else
    ours = muster_net_error (foreign, self->message);

  self->lost = ours->domain == MUSTER_ERROR &&
               (ours->code == MUSTER_ERROR_OFFLINE || ours->code == MUSTER_ERROR_TIMEOUT ||
                g_error_matches (foreign, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT));

  stop_timer (self);
  g_clear_object (&self->stream);
  g_task_return_error (task, ours);
}

/* Takes error: the status came, the body did not. A refusal is a refusal
 * without its body too: Exchange declares a 403 full of NUL bytes as gzip. */
static void
body_failed (GTask  *task,
             GError *error)
{
  MusterAttempt *self = g_task_get_task_data (task);

  if (soup_message_get_status (self->message) >= 300 && !self->timed_out &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_error_free (error);
      g_byte_array_set_size (self->body, 0);
      answered (task);
      return;
    }

  failed (task, error);
}

static gboolean
time_over_cb (gpointer data)
{
  MusterAttempt *self = g_task_get_task_data (data);

  self->timed_out = TRUE;
  stop_timer (self);
  g_cancellable_cancel (self->cancellable);

  return G_SOURCE_REMOVE;
}

static void
starting_cb (SoupMessage   *message,
             MusterAttempt *self)
{
  self->starting = TRUE;
}

/* 2 of 2: once per piece of the body */
static void
piece_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  MusterAttempt *self = g_task_get_task_data (task);
  g_autoptr(GBytes) piece = NULL;
  GError *error = NULL;

  piece = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  if (piece == NULL)
    {
      body_failed (task, error);
      return;
    }

  if (g_bytes_get_size (piece) == 0)
    {
      /* All is read: this only gives the connection back, for the next request. */
      g_input_stream_close (self->stream, NULL, NULL);
      answered (task);
      return;
    }

  if (self->body->len + g_bytes_get_size (piece) > max_bytes (self))
    {
      g_cancellable_cancel (self->cancellable);
      body_failed (task, g_error_new (MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY,
                                      "%s sends more than %" G_GSIZE_FORMAT " bytes",
                                      g_uri_get_host (soup_message_get_uri (self->message)), max_bytes (self)));
      return;
    }

  g_byte_array_append (self->body, g_bytes_get_data (piece, NULL), (guint) g_bytes_get_size (piece));
  g_input_stream_read_bytes_async (self->stream, CHUNK, G_PRIORITY_DEFAULT, self->cancellable,
                                   piece_read_cb, g_object_ref (task));
}

/* 1 of 2: status and headers are there */
static void
headers_read_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  MusterAttempt *self = g_task_get_task_data (task);
  GError *error = NULL;

  muster_test_point ("answer to", self->request->method);
  self->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  self->body = g_byte_array_new ();

  if (self->stream != NULL)
    g_input_stream_read_bytes_async (self->stream, CHUNK, G_PRIORITY_DEFAULT, self->cancellable,
                                     piece_read_cb, g_object_ref (task));
  else if (soup_message_get_status (self->message) >= 400)
    body_failed (task, error);
  else
    failed (task, error);
}

#ifdef MUSTER_TEST_HOOKS
static void
wrote_body_cb (SoupMessage   *message,
               MusterAttempt *self)
{
  muster_test_point ("left with", self->request->method);
}
#endif

/**
 * muster_attempt_new:
 * @request: a request; it is copied
 * @clock: a clock
 *
 * Returns: (transfer full): an attempt that has not been sent
 */
MusterAttempt *
muster_attempt_new (MusterRequest *request,
                    MusterClock   *clock)
{
  MusterAttempt *self;

  g_return_val_if_fail (request != NULL, NULL);
  g_return_val_if_fail (MUSTER_IS_CLOCK (clock), NULL);

  self = g_new0 (MusterAttempt, 1);
  self->request = muster_request_copy (request);
  self->cancellable = g_cancellable_new ();
  self->clock = g_object_ref (clock);

  return self;
}

/**
 * muster_attempt_free:
 * @self: (transfer full): an attempt that is not under way
 */
void
muster_attempt_free (MusterAttempt *self)
{
  stop_timer (self);
  muster_request_unref (self->request);
  g_clear_pointer (&self->body, g_byte_array_unref);
  g_clear_object (&self->message);
  g_clear_object (&self->stream);
  g_object_unref (self->cancellable);
  g_object_unref (self->clock);
  g_free (self);
}

/**
 * muster_attempt_send_async:
 * @self: an attempt; it must live until @callback is called
 * @session: who sends it
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Sends the request. This is done once for each attempt.
 */
void
muster_attempt_send_async (MusterAttempt       *self,
                           SoupSession         *session,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (self != NULL && self->message == NULL);
  g_return_if_fail (SOUP_IS_SESSION (session));

  task = g_task_new (NULL, self->cancellable, callback, user_data);
  g_task_set_source_tag (task, muster_attempt_send_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, self, NULL);

  self->message = muster_message_from_request (self->request);
  if (self->message == NULL)
    {
      failed (task, g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "Not an address"));
      return;
    }

  g_signal_connect (self->message, "starting", G_CALLBACK (starting_cb), self);
#ifdef MUSTER_TEST_HOOKS
  g_signal_connect (self->message, "wrote-body", G_CALLBACK (wrote_body_cb), self);
#endif
  self->started = muster_clock_boot (self->clock);
  self->timer = g_timeout_source_new (timeout_ms (self));
  g_source_set_callback (self->timer, time_over_cb, g_object_ref (task), g_object_unref);
  g_source_attach (self->timer, g_task_get_context (task));
  soup_session_send_async (session, self->message, G_PRIORITY_DEFAULT, self->cancellable,
                           headers_read_cb, g_object_ref (task));
}

/**
 * muster_attempt_send_finish:
 * @result: the result
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the answer, whatever its status
 */
MusterAnswer *
muster_attempt_send_finish (GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, muster_attempt_send_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
