/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-net"

#include "config.h"

#include "muster-attempt.h"
#include "muster-error.h"
#include "muster-message.h"
#include "muster-net-util.h"
#include "muster-transport-private.h"

#define MAX_ATTEMPTS   4
#define MAX_TIMEOUTS   2
#define MAX_RETRY_WAIT (120 * G_TIME_SPAN_SECOND)

/* The first pause of a connection whose vendor refuses without saying how long */
#define TOO_MANY_WAIT    (5 * G_TIME_SPAN_SECOND)
#define UNAVAILABLE_WAIT (G_TIME_SPAN_SECOND / 2)

/**
 * MusterTransport:
 *
 * Sends requests: over https or to this machine, without following redirects,
 * within the limits of their connection, with a cap on what is read and a time
 * for the whole of it. An HTTP status is an answer, whatever it is.
 *
 * What may be sent twice is sent again after 429, 502, 503, 504 or a lost
 * connection. Everything else is sent once, over a connection of its own: libsoup
 * sends a PUT or DELETE again by itself when a kept-alive connection loses the
 * reply. When nobody can say whether an effect arrived, the error is
 * %MUSTER_ERROR_OUTCOME_UNKNOWN.
 *
 * Belongs to the thread on which it was made. Calls hold a reference.
 */
G_DEFINE_FINAL_TYPE (MusterTransport, muster_transport, G_TYPE_OBJECT)

/* One call, which may take several attempts. The task data of its task. */
typedef struct {
  MusterRequest *request;              /* (owned): as it was given */
  MusterAuthenticator *authenticator;  /* (owned) (nullable) */
  char *scope;
  Queue *queue;
  MusterLaneEntry entry;               /* in the queue's lane */
  GSource *cancelled;                  /* (owned) (nullable) */
  GSource *pause;                      /* (owned) (nullable): before the next attempt */
  guint attempts;
  guint timeouts;
  gboolean signed_in_again;

  /* This attempt */
  gboolean running;
  MusterAttempt *attempt;  /* (owned) (nullable) */
} Call;

static GSource *
attach_source (GSource     *source,
               GTask       *task,
               GSourceFunc  func)
{
  g_source_set_callback (source, func, g_object_ref (task), g_object_unref);
  g_source_attach (source, g_task_get_context (task));
  return source;
}

static guint
to_ms (gint64 us)
{
  return (guint) CLAMP ((us + 999) / 1000, 0, G_MAXINT);
}

static void
call_free (gpointer data)
{
  Call *call = data;

  g_clear_pointer (&call->attempt, muster_attempt_free);
  muster_net_clear_source (&call->cancelled);
  muster_net_clear_source (&call->pause);
  muster_request_unref (call->request);
  g_clear_object (&call->authenticator);
  g_free (call->scope);
  g_free (call);
}

/* The sources hold the task, and the task holds them. */
static void
call_over (GTask *task)
{
  Call *call = g_task_get_task_data (task);

  muster_net_clear_source (&call->cancelled);
  muster_net_clear_source (&call->pause);
}

static void
attempt_over (MusterTransport *self,
              Call            *call)
{
  call->running = FALSE;
  muster_lane_end (call->queue->lane, &call->entry);
  muster_transport_pump (self, call->queue);
}

static void
log_call (MusterTransport *self,
          Call            *call,
          const char      *outcome)
{
  g_autofree char *line = muster_request_log_line (call->request);
  g_autofree char *clean = muster_egress_clean (self->egress, line);

  g_debug ("%s: %s, attempt %u", clean, outcome, call->attempts);
}

/* Takes error. */
static void
return_error (GTask  *task,
              GError *error)
{
  MusterTransport *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);

  log_call (self, call, error->domain == MUSTER_ERROR ? muster_error_code_name (error->code) : "cancelled");
  call_over (task);
  g_task_return_error (task, error);
}

static void
enqueue (GTask *task)
{
  MusterTransport *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);

  call->entry.item = g_object_ref (task);
  muster_lane_push (call->queue->lane, &call->entry);
  muster_transport_pump (self, call->queue);
}

static gboolean
pause_over_cb (gpointer data)
{
  GTask *task = data;
  Call *call = g_task_get_task_data (task);
  g_autoptr(GTask) keep = g_object_ref (task);

  muster_net_clear_source (&call->pause);
  enqueue (keep);

  return G_SOURCE_REMOVE;
}

/* What the lane makes wait needs no pause of its own. */
static void
try_again (GTask  *task,
           gint64  wait)
{
  MusterTransport *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);

  g_clear_pointer (&call->attempt, muster_attempt_free);
  if (wait == 0)
    {
      enqueue (task);
      return;
    }

  call->pause = attach_source (g_timeout_source_new (to_ms ((gint64) ((double) wait * self->time_scale))),
                               task, pause_over_cb);
}

static gboolean
may_repeat (Call *call)
{
  return call->request->idempotent && !call->request->effect && call->attempts < MAX_ATTEMPTS;
}

/* Takes error: the attempt ended without an answer. */
static void
attempt_failed (GTask  *task,
                GError *error)
{
  MusterTransport *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);

  if (call->attempt->timed_out)
    call->timeouts++;

  attempt_over (self, call);

  if (call->request->effect && call->attempt->starting && !g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_TLS))
    {
      return_error (task, g_error_new (MUSTER_ERROR, MUSTER_ERROR_OUTCOME_UNKNOWN,
                                       "Sent, but the outcome is not known: %s", error->message));
      g_error_free (error);
    }
  else if (may_repeat (call) && call->timeouts < MAX_TIMEOUTS && call->attempt->lost)
    {
      log_call (self, call, error->message);
      g_error_free (error);
      try_again (task, muster_net_backoff (call->attempts, g_random_double ()));
    }
  else
    return_error (task, error);
}

/* How long the other side wants to be left alone, which holds for all requests of
 * the connection: FALSE if that is its own affair */
static gboolean
pause_lane (MusterTransport *self,
            Queue           *queue,
            MusterAnswer    *answer,
            gint64          *wait)
{
  gint64 now = muster_clock_boot (self->clock);

  if (answer->status < 500 && answer->status != 429)
    muster_lane_calm (queue->lane);
  if (answer->status != 429 && answer->status != 503 && answer->status != 504)
    return FALSE;

  if (muster_net_parse_retry_after (muster_answer_get_header (answer, "retry-after"),
                                    muster_clock_now (self->clock), wait))
    {
      muster_lane_pause (queue->lane, now + (gint64) ((double) *wait * self->time_scale));
      return TRUE;
    }
  if (answer->status == 504 || *queue->connection_id == '\0')
    return FALSE;

  *wait = muster_lane_strike (queue->lane,
                              (gint64) ((double) (answer->status == 429 ? TOO_MANY_WAIT : UNAVAILABLE_WAIT) *
                                        self->time_scale),
                              now, g_random_double ());
  return TRUE;
}

/* Whether the answer leads to another attempt, and after what time */
static gboolean
wants_repeat (MusterTransport *self,
              Call            *call,
              MusterAnswer    *answer,
              gint64          *wait)
{
  gboolean paused = pause_lane (self, call->queue, answer, wait);

  if (answer->status == 401 && call->authenticator != NULL)
    {
      gboolean again = muster_authenticator_invalidate (call->authenticator, call->scope);

      *wait = 0;
      again = again && !call->signed_in_again && !call->request->effect && call->attempts < MAX_ATTEMPTS;
      call->signed_in_again = TRUE;
      return again;
    }

  if (answer->status != 429 && answer->status != 502 && answer->status != 503 && answer->status != 504)
    return FALSE;

  if (!may_repeat (call) || (paused && *wait > MAX_RETRY_WAIT))
    return FALSE;

  *wait = paused ? 0 : muster_net_backoff (call->attempts, g_random_double ());
  return TRUE;
}

/* Takes got. */
static void
attempt_answered (GTask        *task,
                  MusterAnswer *got)
{
  MusterTransport *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  g_autoptr(MusterAnswer) answer = got;
  g_autofree char *outcome = NULL;
  gint64 wait = 0;
  gboolean again = wants_repeat (self, call, answer, &wait);

  attempt_over (self, call);

  if (again)
    {
      try_again (task, wait);
      return;
    }

  if (muster_message_is_redirect (call->attempt->message))
    {
      return_error (task, g_error_new (MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY,
                                       "%s answers with a redirect (%u), which is not followed",
                                       g_uri_get_host (soup_message_get_uri (call->attempt->message)),
                                       answer->status));
      return;
    }

  outcome = g_strdup_printf ("%u, %" G_GSIZE_FORMAT " bytes, %u ms", answer->status,
                             g_bytes_get_size (answer->body), answer->elapsed_ms);
  log_call (self, call, outcome);
  call_over (task);
  g_task_return_pointer (task, g_steal_pointer (&answer), (GDestroyNotify) muster_answer_unref);
}

/* 3 of 3: there is an answer, or none */
static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  MusterAnswer *answer = muster_attempt_send_finish (result, &error);

  if (answer != NULL)
    attempt_answered (task, answer);
  else
    attempt_failed (task, error);
}

/* 2 of 3: the request is signed */
static void
send_prepared (GTask *task)
{
  MusterTransport *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);

  muster_attempt_send_async (call->attempt, self->session, sent_cb, g_object_ref (task));
}

static void
prepared_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (muster_authenticator_prepare_finish (MUSTER_AUTHENTICATOR (source), result, &error))
    send_prepared (task);
  else
    {
      MusterTransport *self = g_task_get_source_object (task);

      attempt_over (self, g_task_get_task_data (task));
      return_error (task, error);
    }
}

/* 1 of 3: there is a place in the queue's lane */
static void
begin_attempt (MusterTransport *self,
               GTask           *task)
{
  Call *call = g_task_get_task_data (task);

  muster_transport_count (call->queue, g_task_get_context (task));
  call->running = TRUE;
  call->attempts++;
  call->attempt = muster_attempt_new (call->request, self->clock);

  if (call->authenticator != NULL)
    muster_authenticator_prepare_async (call->authenticator, call->attempt->request, call->scope,
                                        call->attempt->cancellable, prepared_cb, g_object_ref (task));
  else
    send_prepared (task);
}

typedef struct {
  MusterTransport *self;  /* (owned) */
  Queue *queue;
} Wake;

static gboolean
queue_wakes_cb (gpointer data)
{
  Wake *wake = data;
  g_autoptr(MusterTransport) self = g_object_ref (wake->self);
  Queue *queue = wake->queue;

  muster_net_clear_source (&queue->timer);
  muster_transport_pump (self, queue);

  return G_SOURCE_REMOVE;
}

static void
wake_free (gpointer data)
{
  Wake *wake = data;

  g_object_unref (wake->self);
  g_free (wake);
}

static void
set_alarm (MusterTransport *self,
           Queue           *queue,
           gint64           wait)
{
  gint64 at = muster_clock_boot (self->clock) + wait;
  Wake *wake;

  if (queue->timer != NULL && queue->timer_at <= at)
    return;

  muster_net_clear_source (&queue->timer);
  wake = g_new0 (Wake, 1);
  wake->self = g_object_ref (self);
  wake->queue = queue;
  queue->timer_at = at;
  queue->timer = g_timeout_source_new (to_ms (wait));
  g_source_set_callback (queue->timer, queue_wakes_cb, wake, wake_free);
  g_source_attach (queue->timer, g_main_context_get_thread_default ());
}

/* Begins what may begin, and sets the alarm for what must wait. */
void
muster_transport_pump (MusterTransport *self,
                       Queue           *queue)
{
  gint64 wait;

  do
    {
      g_autoptr(GTask) task = muster_lane_pop (queue->lane, muster_clock_boot (self->clock), &wait);

      if (task != NULL)
        begin_attempt (self, task);
    }
  while (wait == 0);

  if (wait != MUSTER_LANE_FULL)
    set_alarm (self, queue, wait);
}

/* The caller lost interest. What runs ends by its own callback; an effect that
 * runs is not disturbed, because its outcome must be known. */
static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      data)
{
  g_autoptr(GTask) task = g_object_ref (data);
  MusterTransport *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);

  muster_net_clear_source (&call->cancelled);

  if (call->running)
    {
      if (!call->request->effect || !call->attempt->starting)
        g_cancellable_cancel (call->attempt->cancellable);
      return G_SOURCE_REMOVE;
    }

  if (muster_lane_remove (call->queue->lane, &call->entry))
    g_object_unref (task);

  return_error (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  muster_transport_pump (self, call->queue);

  return G_SOURCE_REMOVE;
}

static void
muster_transport_finalize (GObject *object)
{
  MusterTransport *self = MUSTER_TRANSPORT (object);

  if (self->usage_destroy != NULL)
    self->usage_destroy (self->usage_data);
  g_hash_table_unref (self->queues);
  g_object_unref (self->session);
  g_object_unref (self->egress);
  g_object_unref (self->clock);

  G_OBJECT_CLASS (muster_transport_parent_class)->finalize (object);
}

static void
muster_transport_class_init (MusterTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_transport_finalize;
}

static void
muster_transport_init (MusterTransport *self)
{
  self->queues = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, muster_transport_queue_free);
  self->time_scale = 1.0;
  self->session = soup_session_new_with_options ("user-agent", "Muster/" MUSTER_VERSION,
                                                 "max-conns", 64,
                                                 "max-conns-per-host", 32,
                                                 "idle-timeout", 60,
                                                 "timeout", 0,
                                                 NULL);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CONTENT_SNIFFER);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_COOKIE_JAR);
  if (!soup_session_has_feature (self->session, SOUP_TYPE_CONTENT_DECODER))
    soup_session_add_feature_by_type (self->session, SOUP_TYPE_CONTENT_DECODER);
}

/**
 * muster_transport_new:
 * @clock: a clock
 * @egress: the live secrets, which no log line may hold
 *
 * Returns: (transfer full): a transport
 */
MusterTransport *
muster_transport_new (MusterClock  *clock,
                      MusterEgress *egress)
{
  MusterTransport *self;

  g_return_val_if_fail (MUSTER_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (MUSTER_IS_EGRESS (egress), NULL);

  self = g_object_new (MUSTER_TYPE_TRANSPORT, NULL);
  self->clock = g_object_ref (clock);
  self->egress = g_object_ref (egress);

  return self;
}

/**
 * muster_transport_get_clock:
 * @self: a transport
 *
 * Returns: (transfer none): its clock
 */
MusterClock *
muster_transport_get_clock (MusterTransport *self)
{
  g_return_val_if_fail (MUSTER_IS_TRANSPORT (self), NULL);

  return self->clock;
}

/**
 * muster_transport_get_egress:
 * @self: a transport
 *
 * Returns: (transfer none): the set of live secrets
 */
MusterEgress *
muster_transport_get_egress (MusterTransport *self)
{
  g_return_val_if_fail (MUSTER_IS_TRANSPORT (self), NULL);

  return self->egress;
}

/**
 * muster_transport_set_time_scale:
 * @self: a transport
 * @scale: what pauses before another attempt are multiplied with
 *
 * Lets tests and the sandbox wait shorter than the other side asked for.
 */
void
muster_transport_set_time_scale (MusterTransport *self,
                                 double           scale)
{
  g_return_if_fail (MUSTER_IS_TRANSPORT (self));
  g_return_if_fail (scale >= 0.0);

  self->time_scale = scale;
}

static Queue *
queue_for (MusterTransport *self,
           MusterRequest   *request)
{
  g_autoptr(GUri) uri = NULL;
  g_autofree char *key = NULL;

  if (request->connection_id != NULL)
    return muster_transport_tenant_queue (self, request->connection_id, request->tenant);

  uri = g_uri_parse (request->url, SOUP_HTTP_URI_FLAGS, NULL);
  key = g_strconcat ("@", uri != NULL ? g_uri_get_host (uri) : NULL, NULL);
  return muster_transport_ensure_queue (self, key);
}

/**
 * muster_transport_send_async:
 * @self: a transport
 * @request: what to send; not changed
 * @authenticator: (nullable): who signs it
 * @auth_scope: (nullable): for whom
 * @cancellable: (nullable): a cancellable; it does not stop an effect that is
 *   being sent
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Sends a request when its connection has a place for it.
 */
void
muster_transport_send_async (MusterTransport     *self,
                             MusterRequest       *request,
                             MusterAuthenticator *authenticator,
                             const char          *auth_scope,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  GError *error = NULL;
  Call *call;

  g_return_if_fail (MUSTER_IS_TRANSPORT (self));
  g_return_if_fail (request != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, muster_transport_send_async);
  g_task_set_check_cancellable (task, FALSE);

  if (!muster_net_check_url (request->url, &error) ||
      g_cancellable_set_error_if_cancelled (cancellable, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  call = g_new0 (Call, 1);
  call->request = muster_request_copy (request);
  call->authenticator = authenticator != NULL ? g_object_ref (authenticator) : NULL;
  call->scope = g_strdup (auth_scope);
  call->queue = queue_for (self, request);
  call->entry.priority = request->priority;
  call->entry.key = call->request->lane_key;
  g_task_set_task_data (task, call, call_free);

  if (cancellable != NULL)
    call->cancelled = attach_source (g_cancellable_source_new (cancellable), task, G_SOURCE_FUNC (cancelled_cb));

  enqueue (task);
}

/**
 * muster_transport_send_finish:
 * @self: a transport
 * @result: the result
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the answer, whatever its status
 */
MusterAnswer *
muster_transport_send_finish (MusterTransport  *self,
                              GAsyncResult     *result,
                              GError          **error)
{
  g_return_val_if_fail (MUSTER_IS_TRANSPORT (self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, muster_transport_send_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
