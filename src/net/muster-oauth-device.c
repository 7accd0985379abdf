/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-net"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-net-util.h"
#include "muster-oauth-device.h"

#define GRANT "urn:ietf:params:oauth:grant-type:device_code"
/* RFC 8628, section 3.2: without an interval it is five seconds. */
#define DEFAULT_INTERVAL 5
#define MAX_INTERVAL 60
#define MAX_LIFETIME 1800
#define MAX_CODE 64

/**
 * MusterOauthDevice:
 *
 * Signs a person in with any browser anywhere: device authorization grant (RFC 8628).
 * One operation object for one sign-in. The person types a short code into the vendor's
 * page; meanwhile the token endpoint is asked at the pace that it wants, until it says
 * yes or no or the code has ended by either clock.
 */
struct _MusterOauthDevice
{
  GObject parent_instance;

  /* Inputs */
  MusterTransport *transport;      /* (owned) */
  char *device_url;
  char *token_url;
  char *client_id;
  MusterSecret *client_secret;     /* (owned) (nullable) */
  char *scope;                     /* (nullable) */
  const MusterOauthWords *words;   /* (nullable) */
  guint second;                    /* so many milliseconds long */
  MusterDevicePrompt prompt;
  gpointer prompt_data;

  /* In progress */
  GTask *task;                     /* (owned) (nullable) */
  GSource *timer;                  /* (owned) (nullable) */
  GSource *cancelled;              /* (owned) (nullable) */
  MusterSecret *device_code;       /* (owned) (nullable) */
  guint interval;
  gint64 end_wall;
  gint64 end_boot;

  /* Results */
  MusterOauthTokens tokens;
};

G_DEFINE_FINAL_TYPE (MusterOauthDevice, muster_oauth_device, G_TYPE_OBJECT)

static void wait_a_while (MusterOauthDevice *self);

/* --- The end --- */

static void
stop (MusterOauthDevice *self)
{
  muster_net_clear_source (&self->timer);
  muster_net_clear_source (&self->cancelled);
  g_clear_pointer (&self->device_code, muster_secret_unref);
}

/* Takes error */
static void
fail (MusterOauthDevice *self,
      GError            *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  stop (self);
  if (task != NULL)
    g_task_return_error (task, error);
  else
    g_error_free (error);
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      data)
{
  fail (data, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  return G_SOURCE_REMOVE;
}

/* --- Asking whether somebody has signed in --- */

/* The states that only mean to go on waiting */
static gboolean
goes_on (MusterOauthDevice *self,
         MusterAnswer      *answer)
{
  g_autoptr(JsonNode) body = muster_answer_parse_json (answer, NULL, NULL);
  const char *name = muster_json_str (muster_json_node_obj (body), "error");

  if (g_strcmp0 (name, "authorization_pending") == 0)
    return TRUE;
  /* A server in trouble has decided nothing: the code is still good */
  if (g_strcmp0 (name, "slow_down") != 0 && answer->status != 429 && answer->status < 500)
    return FALSE;

  /* RFC 8628, section 3.5: five seconds more from now on */
  self->interval = MIN (self->interval + 5, MAX_INTERVAL);
  return TRUE;
}

/* 4 of 4 */
static void
polled_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterOauthDevice) self = user_data;
  g_autoptr(MusterAnswer) answer = NULL;
  GError *error = NULL;
  gboolean used_up;

  answer = muster_transport_send_finish (MUSTER_TRANSPORT (source), result, &error);
  if (self->task == NULL)
    {
      g_clear_error (&error);
      return;
    }
  /* A lost connection is no answer: the code is still good (RFC 8628, section 3.5) */
  if ((answer == NULL && (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_TIMEOUT) ||
                          g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_OFFLINE))) ||
      (answer != NULL && !muster_answer_is_success (answer) && goes_on (self, answer)))
    {
      g_clear_error (&error);
      wait_a_while (self);
      return;
    }
  if (answer == NULL || !muster_oauth_read_tokens (answer, muster_transport_get_egress (self->transport), self->words,
                                                   &used_up, &self->tokens, &error))
    fail (self, error);
  else if (self->tokens.refresh_token == NULL)
    fail (self, g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_FORBIDDEN,
                                     "The sign-in gave no refresh token: the application may not have offline access"));
  else
    {
      g_autoptr(GTask) task = g_steal_pointer (&self->task);

      stop (self);
      g_task_return_boolean (task, TRUE);
    }
}

/* 3 of 4 */
static gboolean
poll_cb (gpointer data)
{
  MusterOauthDevice *self = data;
  MusterClock *clock = muster_transport_get_clock (self->transport);
  g_autoptr(MusterRequest) request = NULL;
  g_autoptr(GBytes) form = NULL;

  muster_net_clear_source (&self->timer);
  if (muster_clock_now (clock) >= self->end_wall || muster_clock_boot (clock) >= self->end_boot)
    {
      fail (self, g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_TIMEOUT,
                                       "The code has expired. Start the sign-in again."));
      return G_SOURCE_REMOVE;
    }

  form = muster_oauth_form ("grant_type", GRANT,
                            "client_id", self->client_id,
                            "client_secret", self->client_secret != NULL ? muster_secret_peek (self->client_secret) : NULL,
                            "device_code", muster_secret_peek (self->device_code), NULL);
  request = muster_oauth_token_request (self->token_url, form, FALSE);
  muster_transport_send_async (self->transport, request, NULL, NULL, g_task_get_cancellable (self->task), polled_cb,
                               g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
wait_a_while (MusterOauthDevice *self)
{
  muster_net_clear_source (&self->timer);
  self->timer = g_timeout_source_new (self->interval * self->second);
  g_source_set_callback (self->timer, poll_cb, self, NULL);
  g_source_attach (self->timer, g_task_get_context (self->task));
}

/* --- The code --- */

/* What a person can type in, and a page that can be opened */
static gboolean
is_fit_to_show (const char  *user_code,
                const char  *uri,
                GError     **error)
{
  g_autoptr(GError) bad_url = NULL;

  if (user_code == NULL || *user_code == '\0' || strlen (user_code) > MAX_CODE || uri == NULL ||
      !muster_net_check_url (uri, &bad_url))
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "The sign-in sent no code that can be used");
      return FALSE;
    }
  for (const char *p = user_code; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '-' && *p != ' ')
      {
        g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "The sign-in sent a code that nobody can type");
        return FALSE;
      }

  return TRUE;
}

static gboolean
take_code (MusterOauthDevice  *self,
           JsonObject         *object,
           GError            **error)
{
  MusterClock *clock = muster_transport_get_clock (self->transport);
  const char *device_code = muster_json_str (object, "device_code");
  const char *user_code = muster_json_str (object, "user_code");
  const char *uri = muster_json_str (object, "verification_uri");
  gint64 lifetime = CLAMP (muster_json_int (object, "expires_in", 0), 0, MAX_LIFETIME);

  if (!is_fit_to_show (user_code, uri, error))
    return FALSE;
  if (device_code == NULL || *device_code == '\0' || lifetime == 0)
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "The sign-in sent no code that can be used");
      return FALSE;
    }

  self->device_code = muster_secret_new (device_code);
  self->interval = (guint) CLAMP (muster_json_int (object, "interval", DEFAULT_INTERVAL), 1, MAX_INTERVAL);
  self->end_wall = muster_clock_now (clock) + lifetime * G_TIME_SPAN_SECOND;
  self->end_boot = muster_clock_boot (clock) + lifetime * G_TIME_SPAN_SECOND;
  self->prompt (user_code, uri, (guint) lifetime, self->prompt_data);

  return TRUE;
}

/* Of an endpoint that gives no tokens, in the words of one that does */
static void
read_refusal (MusterOauthDevice  *self,
              MusterAnswer       *answer,
              GError            **error)
{
  g_auto(MusterOauthTokens) none = { NULL };
  gboolean used_up;

  muster_oauth_read_tokens (answer, muster_transport_get_egress (self->transport), self->words, &used_up, &none, error);
}

/* 2 of 4 */
static void
code_got_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(MusterOauthDevice) self = user_data;
  g_autoptr(MusterAnswer) answer = NULL;
  g_autoptr(JsonNode) body = NULL;
  GError *error = NULL;

  answer = muster_transport_send_finish (MUSTER_TRANSPORT (source), result, &error);
  if (self->task == NULL)
    {
      g_clear_error (&error);
      return;
    }
  if (answer != NULL && !muster_answer_is_success (answer))
    read_refusal (self, answer, &error);
  else if (answer != NULL)
    body = muster_answer_parse_json (answer, NULL, &error);

  if (error != NULL || !take_code (self, muster_json_node_obj (body), &error))
    fail (self, error);
  /* The prompt may have ended it */
  else if (self->task != NULL)
    wait_a_while (self);
}

static void
muster_oauth_device_dispose (GObject *object)
{
  stop (MUSTER_OAUTH_DEVICE (object));

  G_OBJECT_CLASS (muster_oauth_device_parent_class)->dispose (object);
}

static void
muster_oauth_device_finalize (GObject *object)
{
  MusterOauthDevice *self = MUSTER_OAUTH_DEVICE (object);

  muster_oauth_tokens_clear (&self->tokens);
  g_clear_pointer (&self->client_secret, muster_secret_unref);
  g_free (self->scope);
  g_free (self->client_id);
  g_free (self->token_url);
  g_free (self->device_url);
  g_object_unref (self->transport);

  G_OBJECT_CLASS (muster_oauth_device_parent_class)->finalize (object);
}

static void
muster_oauth_device_class_init (MusterOauthDeviceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_oauth_device_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_oauth_device_finalize;
}

static void
muster_oauth_device_init (MusterOauthDevice *self)
{
  self->second = 1000;
}

/**
 * muster_oauth_device_new:
 * @transport: what to ask with
 * @device_url: the device authorization endpoint
 * @token_url: the token endpoint
 * @client_id: the application
 *
 * Returns: (transfer full): a sign-in that has not begun
 */
MusterOauthDevice *
muster_oauth_device_new (MusterTransport *transport,
                         const char      *device_url,
                         const char      *token_url,
                         const char      *client_id)
{
  MusterOauthDevice *self;

  g_return_val_if_fail (MUSTER_IS_TRANSPORT (transport), NULL);
  g_return_val_if_fail (device_url != NULL && token_url != NULL && client_id != NULL, NULL);

  self = g_object_new (MUSTER_TYPE_OAUTH_DEVICE, NULL);
  self->transport = g_object_ref (transport);
  self->device_url = g_strdup (device_url);
  self->token_url = g_strdup (token_url);
  self->client_id = g_strdup (client_id);

  return self;
}

/**
 * muster_oauth_device_set_scope:
 * @self: a sign-in that has not begun
 * @scope: (nullable): what to ask for
 */
void
muster_oauth_device_set_scope (MusterOauthDevice *self,
                               const char        *scope)
{
  g_return_if_fail (MUSTER_IS_OAUTH_DEVICE (self));

  g_free (self->scope);
  self->scope = g_strdup (scope);
}

/**
 * muster_oauth_device_set_client_secret:
 * @self: a sign-in that has not begun
 * @client_secret: the application's secret, if it has one
 */
void
muster_oauth_device_set_client_secret (MusterOauthDevice *self,
                                       MusterSecret      *client_secret)
{
  g_return_if_fail (MUSTER_IS_OAUTH_DEVICE (self));
  g_return_if_fail (client_secret != NULL);

  g_clear_pointer (&self->client_secret, muster_secret_unref);
  self->client_secret = muster_secret_ref (client_secret);
}

/**
 * muster_oauth_device_set_words:
 * @self: a sign-in that has not begun
 * @words: (nullable): how its issuer's refusals are told
 */
void
muster_oauth_device_set_words (MusterOauthDevice      *self,
                               const MusterOauthWords *words)
{
  g_return_if_fail (MUSTER_IS_OAUTH_DEVICE (self));

  self->words = words;
}

/**
 * muster_oauth_device_set_second:
 * @self: a sign-in that has not begun
 * @milliseconds: how long a second of the endpoint's pace takes; less than 1000 in tests
 */
void
muster_oauth_device_set_second (MusterOauthDevice *self,
                                guint              milliseconds)
{
  g_return_if_fail (MUSTER_IS_OAUTH_DEVICE (self));

  self->second = milliseconds;
}

/**
 * muster_oauth_device_run_async:
 * @self: a sign-in; it runs once
 * @prompt: shows the code
 * @prompt_data: for @prompt
 * @cancellable: (nullable): a cancellable
 * @callback: called when somebody has signed in, or nobody will
 * @user_data: for @callback
 */
void
muster_oauth_device_run_async (MusterOauthDevice   *self,
                               MusterDevicePrompt   prompt,
                               gpointer             prompt_data,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  /* 1 of 4 */
  g_autoptr(MusterRequest) request = NULL;
  g_autoptr(GBytes) form = NULL;
  GError *error = NULL;

  g_return_if_fail (MUSTER_IS_OAUTH_DEVICE (self));
  g_return_if_fail (prompt != NULL);
  g_return_if_fail (self->task == NULL && self->prompt == NULL);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, muster_oauth_device_run_async);
  g_task_set_check_cancellable (self->task, FALSE);
  self->prompt = prompt;
  self->prompt_data = prompt_data;
  if (g_cancellable_set_error_if_cancelled (cancellable, &error) || !muster_net_check_url (self->device_url, &error) ||
      !muster_net_check_url (self->token_url, &error))
    {
      fail (self, error);
      return;
    }
  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->cancelled, g_task_get_context (self->task));
    }

  form = muster_oauth_form ("client_id", self->client_id, "scope", self->scope, NULL);
  request = muster_oauth_token_request (self->device_url, form, TRUE);
  muster_transport_send_async (self->transport, request, NULL, NULL, cancellable, code_got_cb, g_object_ref (self));
}

/**
 * muster_oauth_device_run_finish:
 * @self: a sign-in
 * @result: the result
 * @refresh_token: (out) (optional) (transfer full): what to sign in with from now on
 * @error: return location for an error
 *
 * Returns: whether somebody has signed in
 */
gboolean
muster_oauth_device_run_finish (MusterOauthDevice  *self,
                                GAsyncResult       *result,
                                MusterSecret      **refresh_token,
                                GError            **error)
{
  g_return_val_if_fail (MUSTER_IS_OAUTH_DEVICE (self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, muster_oauth_device_run_async), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (refresh_token != NULL)
    *refresh_token = self->tokens.refresh_token != NULL ? muster_secret_ref (self->tokens.refresh_token) : NULL;
  return TRUE;
}

/**
 * muster_oauth_device_get_tokens:
 * @self: a sign-in that has ended well
 *
 * Returns: (transfer none): all that the token endpoint gave
 */
const MusterOauthTokens *
muster_oauth_device_get_tokens (MusterOauthDevice *self)
{
  g_return_val_if_fail (MUSTER_IS_OAUTH_DEVICE (self), NULL);

  return &self->tokens;
}
