/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "hook-client.h"
#include "muster-error.h"
#include "muster-oauth-token.h"
#include "oauth-issuer.h"

#define ISSUER "https://issuer.example/"

typedef struct {
  OauthIssuer *issuer;
  MusterOauthFlow *flow;
  MusterTestWait wait;
  GCancellable *cancellable;
  char *shown;            /* what the browser was sent to */
  char *state;
  char *redirect_uri;
  guint16 port;
  char *path;
} Fixture;

static MusterOauthFlow *
new_flow (OauthIssuer *issuer,
          gboolean     announces)
{
  g_autofree char *authorize = oauth_issuer_url (issuer, "/authorize?tenant=example");
  g_autofree char *token = oauth_issuer_token_url (issuer);
  MusterOauthFlow *flow = muster_oauth_flow_new (issuer->transport, authorize, token, "client-1");

  muster_oauth_flow_set_scope (flow, "all offline_access");
  muster_oauth_flow_set_issuer (flow, ISSUER, announces);
  return flow;
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  f->issuer = oauth_issuer_new ();
  f->flow = new_flow (f->issuer, FALSE);
  f->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  muster_test_wait_clear (&f->wait);
  g_object_unref (f->flow);
  g_object_unref (f->cancellable);
  oauth_issuer_free (f->issuer);
  g_free (f->shown);
  g_free (f->state);
  g_free (f->redirect_uri);
  g_free (f->path);
}

static void
open_uri (const char *uri,
          gpointer    user_data)
{
  Fixture *f = user_data;

  g_assert_null (f->shown);
  f->shown = g_strdup (uri);
}

/* Begins, and does what the sign-in page does: remembers the challenge, gives a code. */
static void
begin (Fixture *f)
{
  g_autoptr(GHashTable) params = NULL;
  g_autoptr(GUri) uri = NULL;
  g_autoptr(GUri) redirect = NULL;

  muster_oauth_flow_run_async (f->flow, open_uri, f, f->cancellable, muster_test_wait_cb, &f->wait);
  g_assert_nonnull (f->shown);
  uri = g_uri_parse (f->shown, G_URI_FLAGS_ENCODED, NULL);
  params = g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_NONE, NULL);
  f->state = g_strdup (g_hash_table_lookup (params, "state"));
  f->redirect_uri = g_strdup (g_hash_table_lookup (params, "redirect_uri"));
  redirect = g_uri_parse (f->redirect_uri, G_URI_FLAGS_ENCODED, NULL);
  f->port = (guint16) g_uri_get_port (redirect);
  f->path = g_strdup (g_uri_get_path (redirect));

  g_assert_cmpstr (g_hash_table_lookup (params, "tenant"), ==, "example");
  g_assert_cmpstr (g_hash_table_lookup (params, "response_type"), ==, "code");
  g_assert_cmpstr (g_hash_table_lookup (params, "client_id"), ==, "client-1");
  g_assert_cmpstr (g_hash_table_lookup (params, "scope"), ==, "all offline_access");
  g_assert_cmpstr (g_hash_table_lookup (params, "code_challenge_method"), ==, "S256");
  g_assert_cmpuint (strlen (g_hash_table_lookup (params, "code_challenge")), ==, 43);
  g_assert_cmpuint (strlen (f->state), ==, 22);
  g_assert_cmpstr (f->redirect_uri, ==, muster_oauth_flow_get_redirect_uri (f->flow));

  g_mutex_lock (&f->issuer->lock);
  g_free (f->issuer->code);
  g_free (f->issuer->challenge);
  g_free (f->issuer->redirect_uri);
  f->issuer->code = g_strdup ("code-1");
  f->issuer->challenge = g_strdup (g_hash_table_lookup (params, "code_challenge"));
  f->issuer->redirect_uri = g_strdup (f->redirect_uri);
  g_mutex_unlock (&f->issuer->lock);
}

/* "@S" is the state, "@P" the port, "@R" the path of the redirect. */
static char *
fill_in (Fixture    *f,
         const char *text)
{
  g_autofree char *port = g_strdup_printf ("%u", f->port);
  GString *filled = g_string_new (text);

  g_string_replace (filled, "@S", f->state, 0);
  g_string_replace (filled, "@P", port, 0);
  g_string_replace (filled, "@R", f->path, 0);
  return g_string_free (filled, FALSE);
}

/* (transfer full) (nullable): the whole answer */
static char *
visit (Fixture    *f,
       const char *line,
       const char *headers)
{
  g_autofree char *text = g_strconcat (line, " HTTP/1.1\r\n", headers, "\r\n", NULL);
  g_autofree char *request = fill_in (f, text);

  return hook_client_say (f->port, request);
}

#define HOST "Host: 127.0.0.1:@P\r\n"

static guint
come_back (Fixture *f)
{
  g_autofree char *answer = visit (f, "GET @R?code=code-1&state=@S", HOST);

  return hook_client_status (answer);
}

static void
assert_signed_in (Fixture *f)
{
  g_autoptr(MusterSecret) secret = NULL;
  g_autoptr(GError) error = NULL;

  muster_oauth_flow_run_finish (f->flow, muster_test_wait (&f->wait), &secret, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (muster_secret_peek (secret), ==, "refresh-1");
}

static void
assert_failed (Fixture *f,
               int      code)
{
  g_autoptr(MusterSecret) secret = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_false (muster_oauth_flow_run_finish (f->flow, muster_test_wait (&f->wait), &secret, &error));
  g_assert_error (error, MUSTER_ERROR, code);
  g_assert_null (secret);
  g_assert_null (strstr (error->message, f->state != NULL ? f->state : "@"));
}

static gboolean
port_is_shut (gpointer data)
{
  Fixture *f = data;
  g_autofree char *answer = visit (f, "GET @R?code=code-1&state=@S", HOST);

  /* Shutting is no event: ask again. */
  g_main_context_wakeup (NULL);
  return answer == NULL;
}

/* --- What may come back --- */

/* end: -1: signed in; -2: turned away, the flow goes on; else the error */
#define GOOD    -1
#define GOES_ON -2

typedef struct {
  const char *name;
  const char *line;
  const char *headers;
  guint status;
  int end;
  gboolean no_page;  /* libsoup refuses it by itself, or there is no body */
} Visit;

static const Visit visits[] = {
  { "good", "GET @R?code=code-1&state=@S", HOST, 200, GOOD },
  { "good-from-browser", "GET @R?code=code-1&state=@S",
    HOST "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\nSec-Fetch-Site: cross-site\r\n", 200, GOOD },
  { "good-with-more", "GET @R?session_state=x&code=code-1&state=@S&flag", HOST, 200, GOOD },
  { "good-with-iss", "GET @R?code=code-1&state=@S&iss=https%3A%2F%2Fissuer.example%2F", HOST, 200, GOOD },
  { "state-wrong", "GET @R?code=code-1&state=AAAAAAAAAAAAAAAAAAAAAA", HOST, 400, GOES_ON },
  { "state-missing", "GET @R?code=code-1", HOST, 400, GOES_ON },
  { "state-empty", "GET @R?code=code-1&state=", HOST, 400, GOES_ON },
  { "state-longer", "GET @R?code=code-1&state=@SA", HOST, 400, GOES_ON },
  { "state-with-space", "GET @R?code=code-1&state=@S+", HOST, 400, GOES_ON },
  { "state-twice", "GET @R?code=code-1&state=@S&state=@S", HOST, 400, GOES_ON },
  { "state-in-fragment-of-query", "GET @R?code=code-1;state=@S", HOST, 400, GOES_ON },
  { "state-not-text", "GET @R?code=code-1&state=%FF%FE", HOST, 400, GOES_ON },
  { "code-twice", "GET @R?code=code-1&code=code-2&state=@S", HOST, 400, GOES_ON },
  { "code-with-nul", "GET @R?code=code-1%00x&state=@S", HOST, 400, GOES_ON },
  { "code-broken-escape", "GET @R?code=%zz&state=@S", HOST, 400, GOES_ON, .no_page = TRUE },
  { "code-with-line-break", "GET @R?code=a%0Ab&state=@S", HOST, 400, GOES_ON },
  { "code-missing", "GET @R?state=@S", HOST, 400, MUSTER_ERROR_BAD_REPLY },
  { "code-empty", "GET @R?code=&state=@S", HOST, 400, MUSTER_ERROR_BAD_REPLY },
  { "code-unknown", "GET @R?code=code-2&state=@S", HOST, 400, MUSTER_ERROR_SIGNED_OUT },
  { "nothing", "GET @R", HOST, 400, GOES_ON },
  { "error-denied", "GET @R?error=access_denied&state=@S", HOST, 400, MUSTER_ERROR_FORBIDDEN },
  { "error-consent", "GET @R?error=consent_required&state=@S", HOST, 400, MUSTER_ERROR_FORBIDDEN },
  { "error-server", "GET @R?error=server_error&error_description=%3Cscript%3E&state=@S", HOST, 400, MUSTER_ERROR_BAD_REPLY },
  { "error-and-code", "GET @R?error=x&code=code-1&state=@S", HOST, 400, MUSTER_ERROR_BAD_REPLY },
  { "error-without-state", "GET @R?error=access_denied", HOST, 400, GOES_ON },
  { "error-wrong-state", "GET @R?error=access_denied&state=x", HOST, 400, GOES_ON },
  { "iss-other", "GET @R?code=code-1&state=@S&iss=https%3A%2F%2Fevil.example%2F", HOST, 400, MUSTER_ERROR_REFUSED_BY_POLICY },
  { "iss-without-slash", "GET @R?code=code-1&state=@S&iss=https%3A%2F%2Fissuer.example", HOST, 400, MUSTER_ERROR_REFUSED_BY_POLICY },
  { "iss-empty", "GET @R?code=code-1&state=@S&iss=", HOST, 400, MUSTER_ERROR_REFUSED_BY_POLICY },
  { "iss-twice", "GET @R?code=code-1&state=@S&iss=https%3A%2F%2Fissuer.example%2F&iss=x", HOST, 400, GOES_ON },
  { "host-foreign", "GET @R?code=code-1&state=@S", "Host: evil.example\r\n", 421, GOES_ON },
  { "host-rebound", "GET @R?code=code-1&state=@S", "Host: evil.example:@P\r\n", 421, GOES_ON },
  { "host-other-port", "GET @R?code=code-1&state=@S", "Host: 127.0.0.1:1\r\n", 421, GOES_ON },
  { "host-without-port", "GET @R?code=code-1&state=@S", "Host: 127.0.0.1\r\n", 421, GOES_ON },
  { "host-other-name", "GET @R?code=code-1&state=@S", "Host: localhost:@P\r\n", 421, GOES_ON },
  { "host-missing", "GET @R?code=code-1&state=@S", "", 400, GOES_ON, .no_page = TRUE },
  { "path-other", "GET /?code=code-1&state=@S", HOST, 404, GOES_ON },
  { "path-longer", "GET @R/?code=code-1&state=@S", HOST, 404, GOES_ON },
  { "path-of-another-issuer", "GET /signed-in/0123456789abcdef?code=code-1&state=@S", HOST, 404, GOES_ON },
  { "method-post", "POST @R?code=code-1&state=@S", HOST "Content-Length: 0\r\n", 405, GOES_ON },
  { "method-head", "HEAD @R?code=code-1&state=@S", HOST, 405, GOES_ON, .no_page = TRUE },
  { "method-options", "OPTIONS @R?code=code-1&state=@S", HOST, 405, GOES_ON },
  { "from-script", "GET @R?code=code-1&state=@S", HOST "Sec-Fetch-Mode: cors\r\n", 403, GOES_ON },
  { "from-frame", "GET @R?code=code-1&state=@S", HOST "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n", 403, GOES_ON },
  { "from-image", "GET @R?code=code-1&state=@S", HOST "Sec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\n", 403, GOES_ON },
  { "with-origin", "GET @R?code=code-1&state=@S", HOST "Origin: https://evil.example\r\n", 403, GOES_ON },
};

static void
test_visit (Fixture       *f,
            gconstpointer  data)
{
  const Visit *visit_case = data;
  g_autofree char *answer = NULL;

  begin (f);
  answer = visit (f, visit_case->line, visit_case->headers);
  g_assert_cmpuint (hook_client_status (answer), ==, visit_case->status);
  if (!visit_case->no_page)
    {
      /* A page for a person, with nothing from elsewhere and nothing of what came */
      g_assert_nonnull (strstr (answer, "<h1>"));
      g_assert_nonnull (strstr (answer, "default-src 'none'"));
      g_assert_nonnull (strstr (answer, "no-store"));
      g_assert_null (strstr (answer, "script"));
      g_assert_null (strstr (answer, "http://"));
      g_assert_null (strstr (answer, f->state));
      g_assert_null (strstr (answer, "code-1"));
    }

  if (visit_case->end == GOES_ON)
    {
      g_assert_null (f->wait.result);
      g_assert_cmpuint (f->issuer->n_sign_ins, ==, 0);
      g_assert_cmpuint (come_back (f), ==, 200);
    }
  if (visit_case->end < 0)
    assert_signed_in (f);
  else
    assert_failed (f, visit_case->end);
  muster_test_until (port_is_shut, f);
}

/* The name that was announced and did not come */
static void
test_iss_announced (Fixture       *f,
                    gconstpointer  data)
{
  g_object_unref (f->flow);
  f->flow = new_flow (f->issuer, TRUE);
  begin (f);
  g_assert_cmpuint (come_back (f), ==, 400);
  assert_failed (f, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_assert_cmpuint (f->issuer->n_sign_ins, ==, 0);
}

/* Whoever has no name must at least live where the page lives. */
static void
test_iss_without_a_name (Fixture       *f,
                         gconstpointer  data)
{
  g_autofree char *authorize = oauth_issuer_url (f->issuer, "/authorize?tenant=example");
  g_autofree char *token = oauth_issuer_token_url (f->issuer);
  g_autofree char *answer = NULL;

  g_object_unref (f->flow);
  f->flow = muster_oauth_flow_new (f->issuer->transport, authorize, token, "client-1");
  muster_oauth_flow_set_scope (f->flow, "all offline_access");
  begin (f);
  answer = visit (f, "GET @R?code=code-1&state=@S&iss=https%3A%2F%2Fevil.example%2F", HOST);
  g_assert_cmpuint (hook_client_status (answer), ==, 400);
  assert_failed (f, MUSTER_ERROR_REFUSED_BY_POLICY);
}

static gboolean
is_held (gpointer data)
{
  Fixture *f = data;

  return muster_test_server_n_held (f->issuer->server) == 1;
}

typedef struct {
  guint16 port;
  char *request;
  char *answer;
  int done;
} Tab;

static gpointer
tab_thread (gpointer data)
{
  Tab *tab = data;
  int fd = hook_client_open (tab->port);
  g_autoptr(GSocket) socket = g_socket_new_from_fd (fd, NULL);
  char buffer[4096] = "";
  gssize n;

  g_assert_nonnull (socket);
  g_socket_send (socket, tab->request, strlen (tab->request), NULL, NULL);
  n = g_socket_receive (socket, buffer, sizeof buffer - 1, NULL, NULL);
  tab->answer = n > 0 ? g_strndup (buffer, (gsize) n) : NULL;
  g_atomic_int_set (&tab->done, TRUE);
  g_main_context_wakeup (NULL);

  return NULL;
}

static gboolean
tab_is_done (gpointer data)
{
  return g_atomic_int_get (&((Tab *) data)->done);
}

/* A second answer, while the first is being exchanged and after that */
static void
test_second_answer (Fixture       *f,
                    gconstpointer  data)
{
  Tab tab = { 0 };
  GThread *thread;

  f->issuer->hold = TRUE;
  begin (f);
  tab.port = f->port;
  tab.request = fill_in (f, "GET @R?code=code-1&state=@S HTTP/1.1\r\n" HOST "\r\n");
  thread = g_thread_new ("tab", tab_thread, &tab);
  muster_test_until (is_held, f);
  g_assert_cmpuint (come_back (f), ==, 410);
  g_assert_cmpuint (come_back (f), ==, 410);
  g_assert_false (tab_is_done (&tab));
  muster_test_server_release (f->issuer->server, 1);
  assert_signed_in (f);
  muster_test_until (tab_is_done, &tab);
  g_thread_join (thread);
  g_assert_cmpuint (hook_client_status (tab.answer), ==, 200);
  g_assert_cmpuint (f->issuer->n_sign_ins, ==, 1);
  muster_test_until (port_is_shut, f);
  g_free (tab.request);
  g_free (tab.answer);
}

/* A code of another sign-in, replayed into this one: PKCE ties it to its own. */
static void
test_code_of_another (Fixture       *f,
                      gconstpointer  data)
{
  begin (f);
  g_free (f->issuer->challenge);
  f->issuer->challenge = muster_oauth_challenge ("the verifier of another sign-in");
  g_assert_cmpuint (come_back (f), ==, 400);
  assert_failed (f, MUSTER_ERROR_SIGNED_OUT);
  g_assert_cmpuint (f->issuer->n_refused, ==, 1);
}

static void
test_late (Fixture       *f,
           gconstpointer  data)
{
  begin (f);
  muster_clock_advance (f->issuer->clock, (MUSTER_OAUTH_FLOW_WAIT_S + 1) * G_TIME_SPAN_SECOND);
  g_assert_cmpuint (come_back (f), ==, 400);
  assert_failed (f, MUSTER_ERROR_TIMEOUT);
  g_assert_cmpuint (f->issuer->n_sign_ins, ==, 0);
}

static void
test_just_in_time (Fixture       *f,
                   gconstpointer  data)
{
  begin (f);
  muster_clock_advance (f->issuer->clock, (MUSTER_OAUTH_FLOW_WAIT_S - 1) * G_TIME_SPAN_SECOND);
  g_assert_cmpuint (come_back (f), ==, 200);
  assert_signed_in (f);
}

static void
test_strangers (Fixture       *f,
                gconstpointer  data)
{
  begin (f);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *answer = visit (f, "GET @R?code=x&state=y", HOST);

      g_assert_cmpuint (hook_client_status (answer), ==, 400);
    }
  assert_failed (f, MUSTER_ERROR_REFUSED_BY_POLICY);
}

static void
test_cancelled (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr(MusterSecret) secret = NULL;
  g_autoptr(GError) error = NULL;

  if (GPOINTER_TO_INT (data))
    {
      begin (f);
      g_cancellable_cancel (f->cancellable);
    }
  else
    {
      g_cancellable_cancel (f->cancellable);
      muster_oauth_flow_run_async (f->flow, open_uri, f, f->cancellable, muster_test_wait_cb, &f->wait);
      g_assert_null (f->shown);
    }
  g_assert_false (muster_oauth_flow_run_finish (f->flow, muster_test_wait (&f->wait), &secret, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  if (f->port != 0)
    muster_test_until (port_is_shut, f);
}

/* Cancelled while the code is exchanged: the browser gets a page, nobody waits. */
static void
test_cancelled_late (Fixture       *f,
                     gconstpointer  data)
{
  Tab tab = { 0 };
  g_autoptr(MusterSecret) secret = NULL;
  g_autoptr(GError) error = NULL;
  GThread *thread;

  f->issuer->hold = TRUE;
  begin (f);
  tab.port = f->port;
  tab.request = fill_in (f, "GET @R?code=code-1&state=@S HTTP/1.1\r\n" HOST "\r\n");
  thread = g_thread_new ("tab", tab_thread, &tab);
  muster_test_until (is_held, f);
  g_cancellable_cancel (f->cancellable);
  g_assert_false (muster_oauth_flow_run_finish (f->flow, muster_test_wait (&f->wait), &secret, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  muster_test_until (tab_is_done, &tab);
  g_thread_join (thread);
  g_assert_cmpuint (hook_client_status (tab.answer), ==, 400);
  muster_test_server_release (f->issuer->server, 1);
  muster_test_until (port_is_shut, f);
  g_free (tab.request);
  g_free (tab.answer);
}

/* --- What the token endpoint says --- */

typedef struct {
  const char *name;
  guint status;
  const char *body;
  int code;
} Refusal;

static const Refusal refusals[] = {
  { "invalid-grant", 400, "{\"error\":\"invalid_grant\"}", MUSTER_ERROR_SIGNED_OUT },
  { "invalid-client", 401, "{\"error\":\"invalid_client\",\"error_description\":\"no such client\"}", MUSTER_ERROR_SIGNED_OUT },
  { "invalid-scope", 400, "{\"error\":\"invalid_scope\"}", MUSTER_ERROR_FORBIDDEN },
  { "unauthorized-client", 400, "{\"error\":\"unauthorized_client\"}", MUSTER_ERROR_FORBIDDEN },
  { "unknown-word", 400, "{\"error\":\"odd\"}", MUSTER_ERROR_BAD_REPLY },
  { "html", 404, "<html>", MUSTER_ERROR_NOT_FOUND },
  { "server-error", 500, "oops", MUSTER_ERROR_OFFLINE },
  { "redirect", 302, "", MUSTER_ERROR_BAD_REPLY },
  { "no-refresh-token", 200, "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}", MUSTER_ERROR_FORBIDDEN },
  { "no-access-token", 200, "{\"refresh_token\":\"a\",\"token_type\":\"Bearer\"}", MUSTER_ERROR_BAD_REPLY },
  { "other-token-type", 200, "{\"access_token\":\"a\",\"refresh_token\":\"b\",\"token_type\":\"mac\"}", MUSTER_ERROR_BAD_REPLY },
  { "token-with-line-break", 200, "{\"access_token\":\"a\\r\\nX: y\",\"refresh_token\":\"b\"}", MUSTER_ERROR_BAD_REPLY },
  { "not-json", 200, "{", MUSTER_ERROR_BAD_REPLY },
  { "key-twice", 200, "{\"access_token\":\"a\",\"access_token\":\"b\",\"refresh_token\":\"c\"}", MUSTER_ERROR_BAD_REPLY },
};

static void
test_refusal (Fixture       *f,
              gconstpointer  data)
{
  const Refusal *refusal = data;

  begin (f);
  oauth_issuer_refuse (f->issuer, refusal->status, refusal->body);
  g_assert_cmpuint (come_back (f), ==, 400);
  assert_failed (f, refusal->code);
  /* The code is good once: it is never sent twice. */
  g_assert_cmpuint (f->issuer->n_sign_ins, ==, 1);
}

/* --- Where it may go --- */

static void
assert_refuses (Fixture    *f,
                const char *authorize,
                const char *token,
                const char *host)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(MusterOauthFlow) flow = muster_oauth_flow_new (f->issuer->transport, authorize, token, "c");
  g_autoptr(MusterSecret) secret = NULL;
  g_autoptr(GError) error = NULL;

  muster_oauth_flow_set_redirect (flow, host, 0, NULL);
  muster_oauth_flow_run_async (flow, open_uri, f, NULL, muster_test_wait_cb, &wait);
  g_assert_false (muster_oauth_flow_run_finish (flow, muster_test_wait (&wait), &secret, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
  g_assert_null (f->shown);
}

static void
test_not_loopback (Fixture       *f,
                   gconstpointer  data)
{
  assert_refuses (f, "https://a.example/authorize", "https://a.example/token", "0.0.0.0");
  assert_refuses (f, "https://a.example/authorize", "https://a.example/token", "192.0.2.7");
  assert_refuses (f, "https://a.example/authorize", "https://a.example/token", "localhost.evil.example");
  assert_refuses (f, "http://a.example/authorize", "https://a.example/token", "127.0.0.1");
  assert_refuses (f, "https://a.example/authorize", "http://a.example/token", "127.0.0.1");
  assert_refuses (f, "https://u:p@a.example/authorize", "https://a.example/token", "127.0.0.1");
}

static void
test_localhost (Fixture       *f,
                gconstpointer  data)
{
  g_autofree char *answer = NULL;

  muster_oauth_flow_set_redirect (f->flow, "localhost", 0, "/callback");
  begin (f);
  g_assert_true (g_str_has_prefix (f->redirect_uri, "http://localhost:"));
  g_assert_true (g_str_has_suffix (f->redirect_uri, "/callback"));
  g_assert_cmpuint (come_back (f), ==, 421);
  answer = visit (f, "GET @R?code=code-1&state=@S", "Host: localhost:@P\r\n");
  g_assert_cmpuint (hook_client_status (answer), ==, 200);
  assert_signed_in (f);
}

/* Two sign-ins share nothing; a port that is taken is said. */
static void
test_two_at_once (Fixture       *f,
                  gconstpointer  data)
{
  Fixture other = { .issuer = f->issuer, .flow = new_flow (f->issuer, FALSE), .cancellable = g_cancellable_new () };
  g_autoptr(MusterSecret) secret = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(MusterOauthFlow) third = new_flow (f->issuer, FALSE);
  g_autofree char *answer = NULL;

  begin (&other);
  begin (f);
  g_assert_cmpstr (f->state, !=, other.state);
  g_assert_cmpuint (f->port, !=, other.port);
  g_assert_cmpstr (f->path, ==, other.path);
  answer = visit (f, "GET @R?code=code-1&state=AAAAAAAAAAAAAAAAAAAAAA", HOST);
  g_assert_cmpuint (hook_client_status (answer), ==, 400);

  muster_oauth_flow_set_redirect (third, "127.0.0.1", f->port, NULL);
  muster_oauth_flow_run_async (third, open_uri, f, NULL, muster_test_wait_cb, &wait);
  g_assert_false (muster_oauth_flow_run_finish (third, muster_test_wait (&wait), &secret, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_IN_USE);

  g_assert_cmpuint (come_back (f), ==, 200);
  assert_signed_in (f);
  g_cancellable_cancel (other.cancellable);
  g_clear_error (&error);
  g_assert_false (muster_oauth_flow_run_finish (other.flow, muster_test_wait (&other.wait), &secret, &error));
  muster_test_wait_clear (&other.wait);
  g_object_unref (other.flow);
  g_object_unref (other.cancellable);
  g_free (other.shown);
  g_free (other.state);
  g_free (other.redirect_uri);
  g_free (other.path);
}

/* RFC 7636, appendix B */
static void
test_challenge (void)
{
  g_autofree char *challenge = muster_oauth_challenge ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");

  g_assert_cmpstr (challenge, ==, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  for (guint i = 0; i < G_N_ELEMENTS (visits); i++)
    {
      g_autofree char *path = g_strconcat ("/net/oauth-flow/visit/", visits[i].name, NULL);

      g_test_add (path, Fixture, &visits[i], set_up, test_visit, tear_down);
    }
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strconcat ("/net/oauth-flow/token/", refusals[i].name, NULL);

      g_test_add (path, Fixture, &refusals[i], set_up, test_refusal, tear_down);
    }
  g_test_add ("/net/oauth-flow/iss-announced-and-missing", Fixture, NULL, set_up, test_iss_announced, tear_down);
  g_test_add ("/net/oauth-flow/iss-without-a-name", Fixture, NULL, set_up, test_iss_without_a_name, tear_down);
  g_test_add ("/net/oauth-flow/second-answer", Fixture, NULL, set_up, test_second_answer, tear_down);
  g_test_add ("/net/oauth-flow/code-of-another", Fixture, NULL, set_up, test_code_of_another, tear_down);
  g_test_add ("/net/oauth-flow/late", Fixture, NULL, set_up, test_late, tear_down);
  g_test_add ("/net/oauth-flow/just-in-time", Fixture, NULL, set_up, test_just_in_time, tear_down);
  g_test_add ("/net/oauth-flow/strangers", Fixture, NULL, set_up, test_strangers, tear_down);
  g_test_add ("/net/oauth-flow/cancelled-before", Fixture, GINT_TO_POINTER (FALSE), set_up, test_cancelled, tear_down);
  g_test_add ("/net/oauth-flow/cancelled-waiting", Fixture, GINT_TO_POINTER (TRUE), set_up, test_cancelled, tear_down);
  g_test_add ("/net/oauth-flow/cancelled-late", Fixture, NULL, set_up, test_cancelled_late, tear_down);
  g_test_add ("/net/oauth-flow/not-loopback", Fixture, NULL, set_up, test_not_loopback, tear_down);
  g_test_add ("/net/oauth-flow/localhost", Fixture, NULL, set_up, test_localhost, tear_down);
  g_test_add ("/net/oauth-flow/two-at-once", Fixture, NULL, set_up, test_two_at_once, tear_down);
  g_test_add_func ("/net/oauth-flow/challenge", test_challenge);

  return g_test_run ();
}
