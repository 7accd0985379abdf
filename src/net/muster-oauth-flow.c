/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-net"

#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "muster-error.h"
#include "muster-net-util.h"
#include "muster-oauth-flow.h"
#include "muster-oauth-visit.h"
#include "muster-random.h"

/* So many browsers may come with a state that is not ours. */
#define MAX_STRANGERS 20

/**
 * MusterOauthFlow:
 *
 * Signs a person in with the browser: authorization code with PKCE (S256), the
 * answer on a loopback address (RFC 8252). One operation object for one sign-in.
 *
 * The state is random, holds for this operation alone, once and for ten minutes;
 * the redirect's path belongs to the issuer, so that no other issuer's answer fits;
 * `iss` is compared when it is sent or announced. Whoever comes with another state
 * is turned away and the flow goes on waiting; the first one with the right state
 * decides. The listener is gone after the answer, or after five minutes.
 */
struct _MusterOauthFlow
{
  GObject parent_instance;

  /* Inputs */
  MusterTransport *transport;   /* (owned) */
  char *authorize_url;
  char *token_url;
  char *client_id;
  MusterSecret *client_secret;  /* (owned) (nullable) */
  char *scope;                  /* (nullable) */
  const MusterOauthWords *words;  /* (nullable) */
  GString *extra;               /* (owned): more of the sign-in page's query */
  gboolean consent;             /* an administrator accepts the application; nobody signs in */
  char *issuer;                 /* (nullable): if it is known by name */
  gboolean announces_iss;
  char *host;                   /* of the redirect: 127.0.0.1, ::1 or localhost */
  guint16 port;
  char *path;

  /* In progress */
  GTask *task;                  /* (owned) (nullable) */
  SoupServer *server;           /* (owned) (nullable) */
  SoupServerMessage *waiting;   /* (owned) (nullable): the browser, while the code is exchanged */
  GSource *timer;               /* (owned) (nullable) */
  GSource *cancelled;           /* (owned) (nullable) */
  char *redirect_uri;
  char *origin;                 /* what Host must say */
  char *verifier;               /* wiped when freed */
  char *state;
  gint64 started_wall;
  gint64 started_boot;
  gboolean answered;            /* the state is used up */

  /* Results */
  MusterOauthTokens tokens;
  guint n_strangers;
};

G_DEFINE_FINAL_TYPE (MusterOauthFlow, muster_oauth_flow, G_TYPE_OBJECT)

/* --- The end --- */

static void
let_go (gpointer data)
{
  soup_server_disconnect (data);
  g_object_unref (data);
}

/* Not from inside the server's own work */
static void
let_go_later (gpointer  data,
              GClosure *closure)
{
  g_idle_add_once (let_go, data);
}

static void
page_sent_cb (SoupServerMessage *message,
              SoupServer        *server)
{
  g_debug ("The browser has its page");
}

/* The server lives until the browser has its page, but takes nobody else. */
static void
stop (MusterOauthFlow *self,
      MusterOauthPage  page)
{
  g_autoptr(SoupServerMessage) message = g_steal_pointer (&self->waiting);
  SoupServer *server = g_steal_pointer (&self->server);

  muster_net_clear_source (&self->timer);
  muster_net_clear_source (&self->cancelled);
  if (server == NULL)
    return;

  soup_server_remove_handler (server, NULL);
  g_signal_handlers_disconnect_by_data (server, self);
  if (message == NULL)
    {
      let_go (server);
      return;
    }

  g_signal_connect_data (message, "finished", G_CALLBACK (page_sent_cb), server, let_go_later, 0);
  muster_oauth_visit_answer (message, page == MUSTER_OAUTH_PAGE_DONE ? SOUP_STATUS_OK : SOUP_STATUS_BAD_REQUEST,
                             page);
  soup_server_message_unpause (message);
}

/* Takes error */
static void
fail (MusterOauthFlow *self,
      GError          *error)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  stop (self, g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_FORBIDDEN) ? MUSTER_OAUTH_PAGE_REFUSED
                                                                            : MUSTER_OAUTH_PAGE_FAILED);
  if (task != NULL)
    g_task_return_error (task, error);
  else
    g_error_free (error);
}

static gboolean
wait_over_cb (gpointer data)
{
  fail (data, g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_TIMEOUT,
                                   "Nobody came back from the sign-in page within five minutes"));
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      data)
{
  fail (data, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  return G_SOURCE_REMOVE;
}

/* --- The code becomes a token --- */

static void
succeed (MusterOauthFlow *self)
{
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  stop (self, MUSTER_OAUTH_PAGE_DONE);
  g_task_return_boolean (task, TRUE);
}

/* 3 of 3 */
static void
exchanged_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(MusterOauthFlow) self = user_data;
  g_autoptr(MusterAnswer) answer = NULL;
  GError *error = NULL;
  gboolean used_up;

  answer = muster_transport_send_finish (MUSTER_TRANSPORT (source), result, &error);
  if (self->task == NULL)
    g_clear_error (&error);
  else if (answer == NULL ||
           !muster_oauth_read_tokens (answer, muster_transport_get_egress (self->transport), self->words, &used_up,
                                      &self->tokens, &error))
    fail (self, error);
  else if (self->tokens.refresh_token == NULL)
    fail (self, g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_FORBIDDEN,
                                     "The sign-in gave no refresh token: the application may not have offline access"));
  else
    succeed (self);
}

static void
exchange (MusterOauthFlow *self,
          const char      *code)
{
  g_autoptr(MusterRequest) request = NULL;
  g_autoptr(GBytes) form = NULL;

  form = muster_oauth_form ("grant_type", "authorization_code",
                            "client_id", self->client_id,
                            "client_secret", self->client_secret != NULL ? muster_secret_peek (self->client_secret) : NULL,
                            "redirect_uri", self->redirect_uri,
                            "code", code,
                            "code_verifier", self->verifier,
                            "scope", self->scope, NULL);
  g_clear_pointer (&self->verifier, muster_secret_free);
  request = muster_oauth_token_request (self->token_url, form, FALSE);
  muster_transport_send_async (self->transport, request, NULL, NULL, g_task_get_cancellable (self->task),
                               exchanged_cb, g_object_ref (self));
}

/* --- The browser comes back --- */

static gboolean
is_too_late (MusterOauthFlow *self)
{
  MusterClock *clock = muster_transport_get_clock (self->transport);
  gint64 wall = muster_clock_now (clock) - self->started_wall;
  gint64 boot = muster_clock_boot (clock) - self->started_boot;

  return wall < 0 || MAX (wall, boot) > MUSTER_OAUTH_FLOW_WAIT_S * G_TIME_SPAN_SECOND;
}

/* The name that came with the answer; without one of its own an issuer is known by
 * where its page lives. */
static gboolean
issuer_fits (MusterOauthFlow *self,
             const char      *iss)
{
  if (iss == NULL)
    return !self->announces_iss;
  return self->issuer != NULL ? g_str_equal (iss, self->issuer) : muster_net_same_origin (iss, self->authorize_url);
}

/* Whoever has the right state decides, so this is the one answer. */
static GError *
judge (MusterOauthFlow     *self,
       MusterOauthCallback *callback)
{
  MusterEgress *egress = muster_transport_get_egress (self->transport);

  if (is_too_late (self))
    return g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_TIMEOUT, "The answer of the sign-in page came too late");
  if (!issuer_fits (self, callback->iss))
    return g_error_new (MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY,
                        "The sign-in was answered by %s instead of %s; it is not used",
                        callback->iss != NULL ? callback->iss : "nobody by name",
                        self->issuer != NULL ? self->issuer : self->authorize_url);
  if (callback->error != NULL)
    {
      gboolean refused = g_str_equal (callback->error, "access_denied") || g_str_has_suffix (callback->error, "_required");
      g_autofree char *text = g_strconcat (callback->error, callback->error_description != NULL ? ": " : "",
                                           callback->error_description, NULL);
      g_autofree char *clean = muster_egress_clean (egress, text);
      GError *told = NULL;

      if (self->words != NULL)
        {
          self->words->text (callback->error, callback->error_description, &told);
          return told;
        }
      return g_error_new (MUSTER_ERROR, refused ? MUSTER_ERROR_FORBIDDEN : MUSTER_ERROR_BAD_REPLY,
                          "The sign-in page says %s", clean);
    }
  if (self->consent && (callback->admin_consent == NULL || g_ascii_strcasecmp (callback->admin_consent, "true") != 0))
    return g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_FORBIDDEN, "The consent page does not say that it was accepted");
  if (!self->consent && (callback->code == NULL || *callback->code == '\0'))
    return g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "The sign-in page brought back no code");

  return NULL;
}

static void
keep_browser (MusterOauthFlow   *self,
              SoupServerMessage *message)
{
  self->waiting = g_object_ref (message);
  soup_server_message_pause (message);
}

static void
turn_away (MusterOauthFlow   *self,
           SoupServerMessage *message,
           guint              status)
{
  muster_oauth_visit_answer (message, status, MUSTER_OAUTH_PAGE_STRANGER);
  if (self->answered || ++self->n_strangers < MAX_STRANGERS)
    return;

  keep_browser (self, message);
  fail (self, g_error_new_literal (MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY,
                                   "Something else on this computer keeps answering the sign-in"));
}

/* 2 of 3 */
static void
visited_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  g_autoptr(MusterOauthFlow) self = g_object_ref (MUSTER_OAUTH_FLOW (user_data));
  g_auto(MusterOauthCallback) callback = { NULL };
  guint status = muster_oauth_visit_check (message, self->origin, self->path, path);
  GError *error;

  if (status == 0 && self->answered)
    status = SOUP_STATUS_GONE;
  if (status == 0 &&
      (!muster_oauth_callback_parse (g_uri_get_query (soup_server_message_get_uri (message)), &callback, NULL) ||
       callback.state == NULL || !muster_net_same_text (callback.state, self->state)))
    status = SOUP_STATUS_BAD_REQUEST;
  if (status != 0)
    {
      turn_away (self, message, status);
      return;
    }

  self->answered = TRUE;
  keep_browser (self, message);
  error = judge (self, &callback);
  if (error != NULL)
    fail (self, error);
  else if (self->consent)
    succeed (self);
  else
    exchange (self, callback.code);
}

/* --- The beginning --- */

static gboolean
start_server (MusterOauthFlow  *self,
              GError          **error)
{
  guint16 port = 0;

  self->server = muster_oauth_visit_listen (self->host, self->port, &port, error);
  if (self->server == NULL)
    return FALSE;

  soup_server_add_handler (self->server, NULL, visited_cb, self, NULL);
  self->origin = g_strdup_printf (strchr (self->host, ':') != NULL ? "[%s]:%u" : "%s:%u", self->host, port);
  self->redirect_uri = g_strdup_printf ("http://%s%s", self->origin, self->path);

  return TRUE;
}

static char *
build_authorize_url (MusterOauthFlow *self)
{
  g_autofree char *challenge = self->consent ? NULL : muster_oauth_challenge (self->verifier);
  g_autoptr(GBytes) query = NULL;
  gsize length;
  const char *text;

  query = muster_oauth_form ("response_type", self->consent ? NULL : "code",
                             "client_id", self->client_id,
                             "redirect_uri", self->redirect_uri,
                             "scope", self->scope,
                             "state", self->state,
                             "code_challenge", challenge,
                             "code_challenge_method", self->consent ? NULL : "S256", NULL);
  text = g_bytes_get_data (query, &length);

  return g_strdup_printf ("%s%s%.*s%s", self->authorize_url, strchr (self->authorize_url, '?') != NULL ? "&" : "?",
                          (int) length, text, self->extra->str);
}

static void
muster_oauth_flow_dispose (GObject *object)
{
  stop (MUSTER_OAUTH_FLOW (object), MUSTER_OAUTH_PAGE_FAILED);

  G_OBJECT_CLASS (muster_oauth_flow_parent_class)->dispose (object);
}

static void
muster_oauth_flow_finalize (GObject *object)
{
  MusterOauthFlow *self = MUSTER_OAUTH_FLOW (object);

  g_clear_pointer (&self->verifier, muster_secret_free);
  g_clear_pointer (&self->client_secret, muster_secret_unref);
  muster_oauth_tokens_clear (&self->tokens);
  g_string_free (self->extra, TRUE);
  g_free (self->state);
  g_free (self->origin);
  g_free (self->redirect_uri);
  g_free (self->path);
  g_free (self->host);
  g_free (self->issuer);
  g_free (self->scope);
  g_free (self->client_id);
  g_free (self->token_url);
  g_free (self->authorize_url);
  g_object_unref (self->transport);

  G_OBJECT_CLASS (muster_oauth_flow_parent_class)->finalize (object);
}

static void
muster_oauth_flow_class_init (MusterOauthFlowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_oauth_flow_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_oauth_flow_finalize;
}

static void
muster_oauth_flow_init (MusterOauthFlow *self)
{
  self->host = g_strdup ("127.0.0.1");
  self->extra = g_string_new (NULL);
}

static void
set_path_of_issuer (MusterOauthFlow *self,
                    const char      *issuer)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, issuer, -1);

  g_free (self->path);
  self->path = g_strdup_printf ("/signed-in/%.16s", hash);
}

/**
 * muster_oauth_flow_new:
 * @transport: what to fetch the token with
 * @authorize_url: the sign-in page, with the query that it wants
 * @token_url: the token endpoint, likewise
 * @client_id: the application
 *
 * Returns: (transfer full): a sign-in that has not begun
 */
MusterOauthFlow *
muster_oauth_flow_new (MusterTransport *transport,
                       const char      *authorize_url,
                       const char      *token_url,
                       const char      *client_id)
{
  MusterOauthFlow *self;

  g_return_val_if_fail (MUSTER_IS_TRANSPORT (transport), NULL);
  g_return_val_if_fail (authorize_url != NULL && token_url != NULL && client_id != NULL, NULL);

  self = g_object_new (MUSTER_TYPE_OAUTH_FLOW, NULL);
  self->transport = g_object_ref (transport);
  self->authorize_url = g_strdup (authorize_url);
  self->token_url = g_strdup (token_url);
  self->client_id = g_strdup (client_id);
  set_path_of_issuer (self, authorize_url);

  return self;
}

/**
 * muster_oauth_flow_set_scope:
 * @self: a sign-in that has not begun
 * @scope: (nullable): what to ask for
 */
void
muster_oauth_flow_set_scope (MusterOauthFlow *self,
                             const char      *scope)
{
  g_return_if_fail (MUSTER_IS_OAUTH_FLOW (self));

  g_free (self->scope);
  self->scope = g_strdup (scope);
}

/**
 * muster_oauth_flow_set_words:
 * @self: a sign-in that has not begun
 * @words: (nullable): how its issuer's refusals are told
 */
void
muster_oauth_flow_set_words (MusterOauthFlow        *self,
                             const MusterOauthWords *words)
{
  g_return_if_fail (MUSTER_IS_OAUTH_FLOW (self));

  self->words = words;
}

/**
 * muster_oauth_flow_add_parameter:
 * @self: a sign-in that has not begun
 * @name: of a parameter of the sign-in page
 * @value: (nullable): its value; %NULL does nothing
 */
void
muster_oauth_flow_add_parameter (MusterOauthFlow *self,
                                 const char      *name,
                                 const char      *value)
{
  g_return_if_fail (MUSTER_IS_OAUTH_FLOW (self));
  g_return_if_fail (name != NULL);

  if (value == NULL)
    return;
  g_string_append_printf (self->extra, "&%s=", name);
  g_string_append_uri_escaped (self->extra, value, NULL, FALSE);
}

/**
 * muster_oauth_flow_set_consent:
 * @self: a sign-in that has not begun
 *
 * The page asks an administrator to accept the application (Microsoft's
 * `/adminconsent`). It brings back no code: nothing is exchanged.
 */
void
muster_oauth_flow_set_consent (MusterOauthFlow *self)
{
  g_return_if_fail (MUSTER_IS_OAUTH_FLOW (self));

  self->consent = TRUE;
}

/**
 * muster_oauth_flow_set_issuer:
 * @self: a sign-in that has not begun
 * @issuer: who answers, as its metadata spells it
 * @announces_iss: whether its metadata says that each answer names it (RFC 9207)
 *
 * Also gives the redirect a path of this issuer's own.
 */
void
muster_oauth_flow_set_issuer (MusterOauthFlow *self,
                              const char      *issuer,
                              gboolean         announces_iss)
{
  g_return_if_fail (MUSTER_IS_OAUTH_FLOW (self));
  g_return_if_fail (issuer != NULL);

  g_free (self->issuer);
  self->issuer = g_strdup (issuer);
  self->announces_iss = announces_iss;
  set_path_of_issuer (self, issuer);
}

/**
 * muster_oauth_flow_set_redirect:
 * @self: a sign-in that has not begun
 * @host: "127.0.0.1", "::1" or "localhost"; nothing else can be waited for
 * @port: 0 for any that is free
 * @path: (nullable): where the vendor has it registered, "" for no path; %NULL for the issuer's own
 */
void
muster_oauth_flow_set_redirect (MusterOauthFlow *self,
                                const char      *host,
                                guint16          port,
                                const char      *path)
{
  g_return_if_fail (MUSTER_IS_OAUTH_FLOW (self));
  g_return_if_fail (host != NULL && (path == NULL || *path == '/' || *path == '\0'));

  g_free (self->host);
  self->host = g_strdup (host);
  self->port = port;
  if (path == NULL)
    return;
  g_free (self->path);
  self->path = g_strdup (path);
}

/**
 * muster_oauth_flow_set_client_secret:
 * @self: a sign-in that has not begun
 * @client_secret: the application's secret, if it has one
 */
void
muster_oauth_flow_set_client_secret (MusterOauthFlow *self,
                                     MusterSecret    *client_secret)
{
  g_return_if_fail (MUSTER_IS_OAUTH_FLOW (self));
  g_return_if_fail (client_secret != NULL);

  g_clear_pointer (&self->client_secret, muster_secret_unref);
  self->client_secret = muster_secret_ref (client_secret);
}

/**
 * muster_oauth_flow_get_redirect_uri:
 * @self: a sign-in
 *
 * Returns: (transfer none) (nullable): where the browser is sent back to, once it has begun
 */
const char *
muster_oauth_flow_get_redirect_uri (MusterOauthFlow *self)
{
  g_return_val_if_fail (MUSTER_IS_OAUTH_FLOW (self), NULL);

  return self->redirect_uri;
}

static gboolean
begin (MusterOauthFlow  *self,
       GError          **error)
{
  if (strcmp (self->host, "127.0.0.1") != 0 && strcmp (self->host, "::1") != 0 && strcmp (self->host, "localhost") != 0)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT,
                   "The sign-in page can send the browser back to this computer only, not to %s", self->host);
      return FALSE;
    }

  return muster_net_check_url (self->authorize_url, error) && muster_net_check_url (self->token_url, error) &&
         start_server (self, error);
}

/**
 * muster_oauth_flow_run_async:
 * @self: a sign-in; it runs once
 * @open_uri: shows the sign-in page
 * @open_data: for @open_uri
 * @cancellable: (nullable): a cancellable
 * @callback: called when somebody has signed in, or nobody will
 * @user_data: for @callback
 */
void
muster_oauth_flow_run_async (MusterOauthFlow     *self,
                             MusterOpenUriFunc    open_uri,
                             gpointer             open_data,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  /* 1 of 3 */
  MusterClock *clock;
  g_autofree char *url = NULL;
  GError *error = NULL;

  g_return_if_fail (MUSTER_IS_OAUTH_FLOW (self));
  g_return_if_fail (open_uri != NULL);
  g_return_if_fail (self->task == NULL && self->redirect_uri == NULL);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, muster_oauth_flow_run_async);
  g_task_set_check_cancellable (self->task, FALSE);
  if (g_cancellable_set_error_if_cancelled (cancellable, &error) || !begin (self, &error))
    {
      fail (self, error);
      return;
    }

  clock = muster_transport_get_clock (self->transport);
  self->started_wall = muster_clock_now (clock);
  self->started_boot = muster_clock_boot (clock);
  self->verifier = muster_random_base64url (32);
  self->state = muster_random_base64url (16);
  self->timer = g_timeout_source_new_seconds (MUSTER_OAUTH_FLOW_WAIT_S);
  g_source_set_callback (self->timer, wait_over_cb, self, NULL);
  g_source_attach (self->timer, g_task_get_context (self->task));
  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->cancelled, g_task_get_context (self->task));
    }

  url = build_authorize_url (self);
  open_uri (url, open_data);
}

/**
 * muster_oauth_flow_run_finish:
 * @self: a sign-in
 * @result: the result
 * @refresh_token: (out) (optional) (transfer full): what to sign in with from now on
 * @error: return location for an error
 *
 * Returns: whether somebody has signed in
 */
gboolean
muster_oauth_flow_run_finish (MusterOauthFlow  *self,
                              GAsyncResult     *result,
                              MusterSecret    **refresh_token,
                              GError          **error)
{
  g_return_val_if_fail (MUSTER_IS_OAUTH_FLOW (self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, muster_oauth_flow_run_async), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (refresh_token != NULL)
    *refresh_token = self->tokens.refresh_token != NULL ? muster_secret_ref (self->tokens.refresh_token) : NULL;
  return TRUE;
}

/**
 * muster_oauth_flow_get_tokens:
 * @self: a sign-in that has ended well
 *
 * Returns: (transfer none): all that the token endpoint gave
 */
const MusterOauthTokens *
muster_oauth_flow_get_tokens (MusterOauthFlow *self)
{
  g_return_val_if_fail (MUSTER_IS_OAUTH_FLOW (self), NULL);

  return &self->tokens;
}
