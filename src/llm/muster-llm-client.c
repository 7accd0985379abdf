/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-llm"

#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-json-guard.h"
#include "muster-llm-client.h"
#include "muster-llm-exchange.h"
#include "muster-llm-refusal.h"
#include "muster-llm-sse.h"
#include "muster-net-util.h"

#define RETRIES 2
#define LONGEST_WAIT (20 * G_TIME_SPAN_SECOND)

/* What a vendor puts around a request with tools, at most: Anthropic's documentation names 530 tokens */
#define AROUND 600

/**
 * MusterLlmClient:
 *
 * Asks one model, at the one host that was set up. What failed before an answer began is asked again; what failed later
 * may have been charged for, and is told to whoever asked.
 */
struct _MusterLlmClient
{
  GObject parent_instance;

  MusterLanguageModel *model;
  MusterSecret        *key;      /* (nullable) */
  SoupSession         *session;
  MusterLlmQuirks      quirks;   /* learned */
  guint                retries;
  gint64               longest_wait;
};

G_DEFINE_FINAL_TYPE (MusterLlmClient, muster_llm_client, G_TYPE_OBJECT)

typedef struct
{
  MusterLlmRequest  *request;
  MusterLlmDelta     delta;
  gpointer           delta_data;
  MusterLlmExchange *exchange;   /* (nullable) */
  MusterLlmBuilder  *builder;    /* (nullable) */
  GSource           *waiting;    /* (nullable) */
  GCancellable      *cancellable;
  guint              attempts;
  MusterLlmQuirks    quirks;     /* that the request under way was made with */
  gint64             begun;
  MusterLlmSpent     spent;
  const char        *problem;    /* (unowned): static */
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  muster_net_clear_source (&call->waiting);
  g_clear_pointer (&call->exchange, muster_llm_exchange_free);
  g_clear_pointer (&call->builder, muster_llm_builder_free);
  g_clear_object (&call->cancellable);
  muster_llm_request_unref (call->request);
  g_free (call);
}

static void
muster_llm_client_finalize (GObject *object)
{
  MusterLlmClient *self = MUSTER_LLM_CLIENT (object);

  g_clear_object (&self->model);
  g_clear_object (&self->session);
  g_clear_pointer (&self->key, muster_secret_unref);

  G_OBJECT_CLASS (muster_llm_client_parent_class)->finalize (object);
}

static void
muster_llm_client_class_init (MusterLlmClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_llm_client_finalize;
}

static void
muster_llm_client_init (MusterLlmClient *self)
{
  self->retries = RETRIES;
  self->longest_wait = LONGEST_WAIT;
}

static SoupSession *
make_session (gboolean local)
{
  SoupSession *session = soup_session_new_with_options ("user-agent", "Muster/" MUSTER_VERSION,
                                                        "max-conns", 64,
                                                        "max-conns-per-host", 64,
                                                        "idle-timeout", 60,
                                                        "timeout", 0,
                                                        NULL);

  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_SNIFFER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_COOKIE_JAR);
  if (local)
    soup_session_set_proxy_resolver (session, NULL);

  return session;
}

/**
 * muster_llm_client_new:
 * @model: a model; it is copied
 * @key: (nullable): its key
 *
 * Returns: (transfer full): who asks it
 */
MusterLlmClient *
muster_llm_client_new (MusterLanguageModel *model,
                       MusterSecret        *key)
{
  MusterLlmClient *self;
  const char *preset;

  g_return_val_if_fail (MUSTER_IS_LANGUAGE_MODEL (model), NULL);

  self = g_object_new (MUSTER_TYPE_LLM_CLIENT, NULL);
  self->model = muster_record_copy (model);
  self->key = key != NULL ? muster_secret_ref (key) : NULL;
  self->session = make_session (muster_language_model_is_local (model));
  preset = muster_language_model_get_preset (model);
  if (g_strcmp0 (preset, "openai") == 0 || g_strcmp0 (preset, "azure") == 0)
    self->quirks = MUSTER_LLM_NEW_LIMIT;

  return self;
}

/**
 * muster_llm_client_get_model:
 * @self: a client
 *
 * Returns: (transfer none): whom it asks
 */
MusterLanguageModel *
muster_llm_client_get_model (MusterLlmClient *self)
{
  g_return_val_if_fail (MUSTER_IS_LLM_CLIENT (self), NULL);

  return self->model;
}

/**
 * muster_llm_client_set_retries:
 * @self: a client
 * @retries: how often a request that was not begun to be answered is sent again
 * @longest_wait: microseconds; when the server wants a longer pause than this, it is not waited for
 */
void
muster_llm_client_set_retries (MusterLlmClient *self,
                               guint            retries,
                               gint64           longest_wait)
{
  g_return_if_fail (MUSTER_IS_LLM_CLIENT (self));

  self->retries = retries;
  self->longest_wait = longest_wait;
}

/**
 * muster_llm_client_make_body:
 * @self: a client
 * @request: what is asked
 *
 * Returns: (transfer full): what would be sent
 */
char *
muster_llm_client_make_body (MusterLlmClient  *self,
                             MusterLlmRequest *request)
{
  g_autoptr(JsonNode) node = NULL;

  g_return_val_if_fail (MUSTER_IS_LLM_CLIENT (self), NULL);

  node = muster_llm_protocol_of (self->model)->make_body (self->model, request, self->quirks);
  return muster_json_to_string (node);
}

/**
 * muster_llm_client_peek_body:
 * @self: a client
 * @request: what is asked, and will not change any more
 *
 * Makes the body once: it is looked through for secrets, counted, and sent.
 *
 * Returns: (transfer none): what will be sent; there is a zero byte behind it
 */
GBytes *
muster_llm_client_peek_body (MusterLlmClient  *self,
                             MusterLlmRequest *request)
{
  char *text;

  g_return_val_if_fail (MUSTER_IS_LLM_CLIENT (self), NULL);

  if (request->body != NULL && request->body_maker == self && request->body_quirks == (guint) self->quirks)
    return request->body;
  text = muster_llm_client_make_body (self, request);
  g_clear_pointer (&request->body, g_bytes_unref);
  request->body = g_bytes_new_take (text, strlen (text));
  request->body_maker = self;
  request->body_quirks = (guint) self->quirks;
  return request->body;
}

/**
 * muster_llm_client_bound:
 * @self: a client
 * @request: what is asked
 *
 * The tokenizers of all vendors begin with single bytes, so no text has more tokens than bytes.
 *
 * Returns: how many tokens the prompt can be at most
 */
guint
muster_llm_client_bound (MusterLlmClient  *self,
                         MusterLlmRequest *request)
{
  guint bound = (guint) MIN (g_bytes_get_size (muster_llm_client_peek_body (self, request)) + AROUND, G_MAXINT);
  gint64 context = muster_language_model_get_context_size (self->model);

  return context > 0 ? (guint) MIN (bound, context) : bound;
}

static void
header_cb (const char *name,
           const char *value,
           gpointer    user_data)
{
  soup_message_headers_replace (user_data, name, value);
}

static SoupMessage *
make_message (MusterLlmClient *self,
              Call            *call,
              GError         **error)
{
  const MusterLlmProtocol *protocol = muster_llm_protocol_of (self->model);
  g_autofree char *url = protocol->make_url (self->model);
  GBytes *body = muster_llm_client_peek_body (self, call->request);
  SoupMessage *message;

  call->quirks = self->quirks;
  if (!muster_net_check_url (url, error))
    return NULL;
  if (!muster_net_same_origin (url, muster_language_model_get_base_url (self->model)))
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "The address leads away from its host");
      return NULL;
    }

  message = soup_message_new ("POST", url);
  if (message == NULL)
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "Not an address");
      return NULL;
    }

  /* Without the mark of an idempotent request each POST would open a connection; asking twice changes nothing. */
  soup_message_set_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE |
                          SOUP_MESSAGE_IDEMPOTENT);
  protocol->add_headers (self->model, self->key != NULL ? muster_secret_peek (self->key) : NULL, header_cb,
                         soup_message_get_request_headers (message));
  soup_message_headers_replace (soup_message_get_request_headers (message), "Accept",
                                "text/event-stream, application/json");
  soup_message_set_request_body_from_bytes (message, "application/json", body);

  return message;
}

/* A server must not be able to put the key into our log or onto the screen. */
static GError *
without_key (MusterLlmClient *self,
             GError          *error)
{
  const char *key = self->key != NULL ? muster_secret_peek (self->key) : NULL;

  if (key == NULL || strlen (key) < 4 || error->domain != MUSTER_ERROR || strstr (error->message, key) == NULL)
    return error;

  g_free (error->message);
  error->message = g_strdup ("The server repeats the key in its answer, so its words are not shown");
  return error;
}

/* Takes error. */
static void
fail (GTask      *task,
      const char *problem,
      GError     *error)
{
  MusterLlmClient *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);

  call->problem = problem;
  g_task_return_error (task, without_key (self, error));
}

static const char *
problem_of (const GError *error)
{
  static const struct
  {
    int         code;
    const char *problem;
  } problems[] = {
    { MUSTER_ERROR_OFFLINE, "offline" },
    { MUSTER_ERROR_TIMEOUT, "timeout" },
    { MUSTER_ERROR_TLS, "tls" },
    { MUSTER_ERROR_BAD_REPLY, "garbage" },
    { MUSTER_ERROR_RATE_LIMITED, "rate-limited" },
    { MUSTER_ERROR_INVALID_INPUT, "address" },
  };

  for (guint i = 0; error->domain == MUSTER_ERROR && i < G_N_ELEMENTS (problems); i++)
    if (problems[i].code == error->code)
      return problems[i].problem;

  return "other";
}

static void begin_attempt (GTask *task);

static gboolean
waited_cb (gpointer data)
{
  GTask *task = data;
  Call *call = g_task_get_task_data (task);

  muster_net_clear_source (&call->waiting);
  begin_attempt (task);

  return G_SOURCE_REMOVE;
}

/* Takes error: what is told when it is not worth waiting. */
static void
try_again (GTask      *task,
           const char *retry_after,
           const char *problem,
           GError     *error)
{
  MusterLlmClient *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  gint64 wait;

  if (!muster_net_parse_retry_after (retry_after, g_get_real_time (), &wait))
    wait = MIN (muster_net_backoff (call->attempts, g_random_double ()), self->longest_wait);

  if (call->attempts > self->retries || wait > self->longest_wait ||
      (call->cancellable != NULL && g_cancellable_is_cancelled (call->cancellable)))
    {
      fail (task, problem, error);
      return;
    }

  g_debug ("%s: tried %u times, again in %" G_GINT64_FORMAT " ms: %s", muster_language_model_get_name (self->model),
           call->attempts, wait / 1000, error->message);
  g_error_free (error);
  call->waiting = g_timeout_source_new ((guint) (wait / 1000));
  if (call->cancellable != NULL)
    {
      g_autoptr(GSource) cancelled = g_cancellable_source_new (call->cancellable);

      g_source_set_dummy_callback (cancelled);
      g_source_add_child_source (call->waiting, cancelled);
    }
  g_source_set_callback (call->waiting, waited_cb, g_object_ref (task), g_object_unref);
  g_source_attach (call->waiting, g_task_get_context (task));
}

static void
refused (GTask *task)
{
  MusterLlmClient *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  g_autoptr(GBytes) body = muster_llm_exchange_dup_body (call->exchange);
  g_autoptr(GUri) uri = g_uri_parse (muster_language_model_get_base_url (self->model), G_URI_FLAGS_NONE, NULL);
  g_auto(MusterLlmRefusal) refusal = { 0 };

  muster_llm_refusal_read (muster_llm_exchange_get_status (call->exchange), body, g_uri_get_host (uri), call->quirks,
                           &refusal);
  if (refusal.quirk != 0)
    {
      self->quirks |= refusal.quirk;
      begin_attempt (task);
    }
  else if (refusal.again)
    {
      try_again (task, muster_llm_exchange_get_retry_after (call->exchange), refusal.problem,
                 g_steal_pointer (&refusal.error));
    }
  else
    {
      fail (task, refusal.problem, g_steal_pointer (&refusal.error));
    }
}

static gboolean
feed_event_cb (const char *event,
               const char *data,
               gsize       length,
               gpointer    user_data,
               GError    **error)
{
  GTask *task = user_data;
  MusterLlmClient *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);

  return call->builder->done ||
         muster_llm_protocol_of (self->model)->read_event (call->builder, event, data, length, error);
}

static gboolean
read_events (GTask   *task,
             GBytes  *body,
             GError **error)
{
  g_autoptr(MusterLlmSse) sse = muster_llm_sse_new (feed_event_cb, task);
  gsize size;
  const char *data = g_bytes_get_data (body, &size);

  return muster_llm_sse_feed (sse, data, size, error) && muster_llm_sse_end (sse, error);
}

/* One piece: some servers know no stream, and some send events without saying so */
static gboolean
read_body (GTask   *task,
           GError **error)
{
  MusterLlmClient *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  g_autoptr(GBytes) body = muster_llm_exchange_dup_body (call->exchange);
  gsize size;
  const char *data = g_bytes_get_data (body, &size);
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(GError) problem = NULL;
  g_autofree char *looks = NULL;

  if ((size >= 5 && memcmp (data, "data:", 5) == 0) || (size >= 6 && memcmp (data, "event:", 6) == 0))
    return read_events (task, body, error);

  node = muster_json_parse (body, NULL, NULL, &problem);
  if (node != NULL)
    return muster_llm_protocol_of (self->model)->read_whole (call->builder, node, error);

  looks = muster_llm_looks_like (body);
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY,
               "The address answers with %s. Is it that of the API? (%s)", looks, problem->message);
  return FALSE;
}

/* What may have been charged for although no answer came of it */
static void
count_spent (Call *call)
{
  call->spent.prompt = call->builder->prompt >= 0 ? (guint) MIN (call->builder->prompt, G_MAXINT)
                                                  : muster_llm_request_estimate (call->request);
  call->spent.output = MAX (muster_llm_builder_estimate (call->builder),
                            (guint) CLAMP (call->builder->output, 0, G_MAXINT));
}

static void
answered (GTask *task)
{
  MusterLlmClient *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  MusterLlmReply *reply;
  GError *error = NULL;

  if (!muster_llm_exchange_is_streamed (call->exchange) && !read_body (task, &error))
    {
      count_spent (call);
      fail (task, "garbage", error);
      return;
    }

  reply = muster_llm_builder_finish (call->builder, call->request, &error);
  if (reply == NULL)
    {
      count_spent (call);
      fail (task, call->builder->done ? "garbage" : "cut", error);
      return;
    }

  reply->streamed = muster_llm_exchange_is_streamed (call->exchange);
  reply->ms = (guint) MIN ((g_get_monotonic_time () - call->begun) / 1000, G_MAXINT);
  reply->cost = muster_language_model_cost (self->model, reply->prompt, reply->cached, reply->written, reply->output);
  if (reply->model == NULL)
    reply->model = g_strdup (muster_language_model_get_model (self->model));
  reply->model_id = g_strdup (muster_language_model_get_id (self->model));
  reply->model_name = g_strdup (muster_language_model_get_name (self->model));
  g_task_return_pointer (task, reply, (GDestroyNotify) muster_llm_reply_unref);
}

static void
exchanged_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  guint status = muster_llm_exchange_get_status (call->exchange);
  GError *error = NULL;
  gboolean ok = muster_llm_exchange_send_finish (result, &error);

  if (ok && status >= 200 && status < 300)
    answered (task);
  else if (ok || (status >= 300 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
    {
      g_clear_error (&error);
      refused (task);
    }
  else if (status == 0 && g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_OFFLINE))
    try_again (task, NULL, "offline", error);
  else
    {
      /* An answer had begun, or may have: also a time that is over costs what was worked on until then. */
      if (status != 0 || g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_TIMEOUT)
          || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        count_spent (call);
      if (status != 0 && g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_OFFLINE))
        fail (task, "cut", error);
      else
        fail (task, problem_of (error), error);
    }
}

static void
begin_attempt (GTask *task)
{
  MusterLlmClient *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  guint timeout_ms = (guint) CLAMP (muster_language_model_get_timeout_s (self->model), 1, 3600) * 1000;
  SoupMessage *message;
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;

  message = make_message (self, call, &error);
  if (message == NULL)
    {
      fail (task, "address", error);
      return;
    }

  g_clear_pointer (&call->exchange, muster_llm_exchange_free);
  g_clear_pointer (&call->builder, muster_llm_builder_free);
  call->attempts++;
  call->builder = muster_llm_builder_new (call->delta, call->delta_data);
  call->exchange = muster_llm_exchange_new (message, muster_llm_protocol_of (self->model), call->builder, timeout_ms);
  muster_llm_exchange_send_async (call->exchange, self->session, call->cancellable, exchanged_cb, g_object_ref (task));
}

/**
 * muster_llm_client_send_async:
 * @self: a client
 * @request: what is asked; it must not change until @callback is called
 * @delta: (nullable): told each piece of text while it comes
 * @delta_data: for @delta
 * @cancellable: (nullable): ends it
 * @callback: called when the reply is there or not
 * @user_data: for @callback
 *
 * Asks the model, streaming where it can. What was not begun to be answered (429, a server's fault, no connection) is
 * asked again, after the pause that the server wants or one that grows.
 */
void
muster_llm_client_send_async (MusterLlmClient    *self,
                              MusterLlmRequest   *request,
                              MusterLlmDelta      delta,
                              gpointer            delta_data,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  Call *call;

  g_return_if_fail (MUSTER_IS_LLM_CLIENT (self));
  g_return_if_fail (request != NULL);

  call = g_new0 (Call, 1);
  call->request = muster_llm_request_ref (request);
  call->delta = delta;
  call->delta_data = delta_data;
  call->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  call->begun = g_get_monotonic_time ();

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, muster_llm_client_send_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, call, call_free);
  begin_attempt (task);
}

/**
 * muster_llm_client_send_finish:
 * @self: a client
 * @result: the result
 * @spent: (out) (optional): what it may have cost without a reply
 * @problem: (out) (optional) (nullable) (transfer none): what is wrong in one word, such as "wrong-key"
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the reply
 */
MusterLlmReply *
muster_llm_client_send_finish (MusterLlmClient *self,
                               GAsyncResult    *result,
                               MusterLlmSpent  *spent,
                               const char     **problem,
                               GError         **error)
{
  Call *call;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  call = g_task_get_task_data (G_TASK (result));
  if (spent != NULL)
    *spent = call->spent;
  if (problem != NULL)
    *problem = call->problem;

  return g_task_propagate_pointer (G_TASK (result), error);
}
