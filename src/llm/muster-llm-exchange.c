/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-llm"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-llm-exchange.h"
#include "muster-llm-sse.h"
#include "muster-net-util.h"

#define CHUNK (16 * 1024)

/* After the mark of the end: so long is waited for the end of the connection's turn, so that it can be used again */
#define GRACE_MS 300

/**
 * MusterLlmExchange:
 *
 * One request and its answer, which is read while it comes. Must live until its callback was called.
 */
struct _MusterLlmExchange
{
  SoupMessage             *message;
  const MusterLlmProtocol *protocol;
  MusterLlmBuilder        *builder;      /* (unowned) */
  guint                    timeout_ms;

  GCancellable            *cancellable;  /* our own: time is over, or the caller's was cancelled */
  GCancellable            *outer;        /* (nullable) */
  gulong                   outer_id;
  GSource                 *timer;
  GInputStream            *stream;
  MusterLlmSse            *sse;          /* (nullable): it is a stream of events */
  GByteArray              *body;         /* what is no stream of events */
  guint                    status;
  gsize                    total;
  gboolean                 timed_out;
};

static gboolean
event_cb (const char *event,
          const char *data,
          gsize       length,
          gpointer    user_data,
          GError    **error)
{
  MusterLlmExchange *self = user_data;

  /* What comes after the mark of the end says nothing. */
  return self->builder->done || self->protocol->read_event (self->builder, event, data, length, error);
}

/**
 * muster_llm_exchange_new:
 * @message: (transfer full): what is to be sent
 * @protocol: how the answer is read
 * @builder: where it goes; must live as long
 * @timeout_ms: for the whole answer
 *
 * Returns: (transfer full): an exchange that has not begun
 */
MusterLlmExchange *
muster_llm_exchange_new (SoupMessage             *message,
                         const MusterLlmProtocol *protocol,
                         MusterLlmBuilder        *builder,
                         guint                    timeout_ms)
{
  MusterLlmExchange *self = g_new0 (MusterLlmExchange, 1);

  self->message = message;
  self->protocol = protocol;
  self->builder = builder;
  self->timeout_ms = timeout_ms;
  self->cancellable = g_cancellable_new ();
  self->body = g_byte_array_new ();

  return self;
}

void
muster_llm_exchange_free (MusterLlmExchange *self)
{
  muster_net_clear_source (&self->timer);
  g_clear_pointer (&self->sse, muster_llm_sse_free);
  g_clear_object (&self->stream);
  g_clear_object (&self->outer);
  g_object_unref (self->message);
  g_object_unref (self->cancellable);
  g_byte_array_unref (self->body);
  g_free (self);
}

/**
 * muster_llm_exchange_get_status:
 * @self: an exchange
 *
 * Returns: the HTTP status; 0: none came
 */
guint
muster_llm_exchange_get_status (MusterLlmExchange *self)
{
  return self->status;
}

/**
 * muster_llm_exchange_get_retry_after:
 * @self: an exchange
 *
 * Returns: (transfer none) (nullable): when the server wants to be asked again
 */
const char *
muster_llm_exchange_get_retry_after (MusterLlmExchange *self)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (self->message), "Retry-After");
}

/**
 * muster_llm_exchange_is_streamed:
 * @self: an exchange
 *
 * Returns: whether the answer is a stream of events, which is in the builder already
 */
gboolean
muster_llm_exchange_is_streamed (MusterLlmExchange *self)
{
  return self->sse != NULL;
}

/**
 * muster_llm_exchange_dup_body:
 * @self: an exchange
 *
 * Returns: (transfer full): what came, when it is no stream of events
 */
GBytes *
muster_llm_exchange_dup_body (MusterLlmExchange *self)
{
  return g_bytes_new (self->body->data, self->body->len);
}

static void
settle (MusterLlmExchange *self)
{
  muster_net_clear_source (&self->timer);
  if (self->outer_id != 0)
    g_cancellable_disconnect (self->outer, self->outer_id);
  self->outer_id = 0;
  g_clear_object (&self->stream);
}

static void
complete (GTask *task)
{
  settle (g_task_get_task_data (task));
  g_task_return_boolean (task, TRUE);
}

/* Takes error. */
static void
fail (GTask  *task,
      GError *error)
{
  MusterLlmExchange *self = g_task_get_task_data (task);
  g_autoptr(GError) foreign = error;
  GError *ours;

  if (self->builder->done && self->timed_out)
    {
      complete (task);
      return;
    }

  if (self->timed_out)
    ours = g_error_new (MUSTER_ERROR, MUSTER_ERROR_TIMEOUT, "%s: no whole answer within %u s",
                        g_uri_get_host (soup_message_get_uri (self->message)), (self->timeout_ms + 999) / 1000);
  else if (self->outer != NULL && g_cancellable_is_cancelled (self->outer))
    ours = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  else
    ours = muster_net_error (foreign, self->message);

  g_cancellable_cancel (self->cancellable);
  settle (self);
  g_task_return_error (task, ours);
}

static gboolean
time_over_cb (gpointer data)
{
  MusterLlmExchange *self = data;

  self->timed_out = TRUE;
  g_cancellable_cancel (self->cancellable);

  return G_SOURCE_REMOVE;
}

static void
start_timer (GTask *task,
             guint  ms)
{
  MusterLlmExchange *self = g_task_get_task_data (task);

  muster_net_clear_source (&self->timer);
  self->timer = g_timeout_source_new (ms);
  g_source_set_callback (self->timer, time_over_cb, self, NULL);
  g_source_attach (self->timer, g_task_get_context (task));
}

static gboolean
take_piece (MusterLlmExchange *self,
            GBytes            *piece,
            GError           **error)
{
  gsize size;
  const char *data = g_bytes_get_data (piece, &size);

  self->total += size;
  if (self->total > MUSTER_LLM_MAX_BYTES)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "%s sends more than %d bytes",
                   g_uri_get_host (soup_message_get_uri (self->message)), MUSTER_LLM_MAX_BYTES);
      return FALSE;
    }

  if (self->sse != NULL)
    return muster_llm_sse_feed (self->sse, data, size, error);

  g_byte_array_append (self->body, (const guint8 *) data, (guint) size);
  return TRUE;
}

static void piece_read_cb (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data);

static void
read_on (GTask *task)
{
  MusterLlmExchange *self = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (self->stream, CHUNK, G_PRIORITY_DEFAULT, self->cancellable, piece_read_cb,
                                   g_object_ref (task));
}

/* 2 of 2: once per piece */
static void
piece_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  MusterLlmExchange *self = g_task_get_task_data (task);
  g_autoptr(GBytes) piece = NULL;
  gboolean was_done = self->builder->done;
  GError *error = NULL;

  piece = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  if (piece != NULL && g_bytes_get_size (piece) == 0)
    {
      /* All is read: this only gives the connection back, for the next request. */
      g_input_stream_close (self->stream, NULL, NULL);
      if (self->sse != NULL && !muster_llm_sse_end (self->sse, &error))
        fail (task, error);
      else
        complete (task);
      return;
    }

  if (piece == NULL || !take_piece (self, piece, &error))
    {
      fail (task, error);
      return;
    }

  if (self->builder->done && !was_done)
    start_timer (task, GRACE_MS);
  read_on (task);
}

static gboolean
is_event_stream (SoupMessage *message)
{
  const char *type = soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);

  return g_strcmp0 (type, "text/event-stream") == 0;
}

/* 1 of 2 */
static void
head_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  MusterLlmExchange *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (self->stream == NULL)
    {
      fail (task, error);
      return;
    }

  self->status = soup_message_get_status (self->message);
  if (self->status < 300 && is_event_stream (self->message))
    self->sse = muster_llm_sse_new (event_cb, self);
  read_on (task);
}

static void
outer_cancelled_cb (GCancellable *outer,
                    GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

/**
 * muster_llm_exchange_send_async:
 * @self: an exchange that has not begun
 * @session: who sends it
 * @cancellable: (nullable): ends it
 * @callback: called when the answer is there or not
 * @user_data: for @callback
 */
void
muster_llm_exchange_send_async (MusterLlmExchange  *self,
                                SoupSession        *session,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, muster_llm_exchange_send_async);
  g_task_set_task_data (task, self, NULL);

  if (cancellable != NULL)
    {
      self->outer = g_object_ref (cancellable);
      self->outer_id = g_cancellable_connect (cancellable, G_CALLBACK (outer_cancelled_cb),
                                              g_object_ref (self->cancellable), g_object_unref);
    }
  start_timer (task, self->timeout_ms);
  soup_session_send_async (session, self->message, G_PRIORITY_DEFAULT, self->cancellable, head_read_cb,
                           g_object_ref (task));
}

/**
 * muster_llm_exchange_send_finish:
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether an answer came whole, whatever its status
 */
gboolean
muster_llm_exchange_send_finish (GAsyncResult *result,
                                 GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
