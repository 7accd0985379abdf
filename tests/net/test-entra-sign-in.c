/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "entra-issuer.h"
#include "hook-client.h"
#include "muster-error.h"
#include "muster-oauth-device.h"
#include "muster-oauth-flow.h"

/* A technician's sign-in at Microsoft: with the browser, with a code, and an administrator's consent */

typedef struct {
  EntraIssuer *issuer;
  MusterOauthFlow *flow;
  MusterOauthDevice *device;
  GCancellable *cancellable;
  MusterTestWait wait;
  GHashTable *params;   /* of the page that was shown */
  char *code;           /* that the person types in */
  guint16 port;
  guint n_prompts;
  gboolean cancel_at_prompt;
} Fixture;

static char *
url_of (Fixture    *f,
        const char *endpoint)
{
  g_autofree char *path = g_strconcat ("/" ENTRA_HOME "/", endpoint, NULL);

  return muster_test_server_url (f->issuer->server, path);
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autofree char *authorize = NULL;
  g_autofree char *code = NULL;
  g_autofree char *token = NULL;

  f->issuer = entra_issuer_new ();
  f->cancellable = g_cancellable_new ();
  authorize = url_of (f, "oauth2/v2.0/authorize");
  code = url_of (f, "oauth2/v2.0/devicecode");
  token = url_of (f, "oauth2/v2.0/token");
  f->flow = muster_oauth_flow_new (f->issuer->transport, authorize, token, ENTRA_APP);
  muster_oauth_flow_set_scope (f->flow, ENTRA_GRAPH "/.default offline_access openid profile");
  muster_oauth_flow_set_words (f->flow, &muster_entra_words);
  muster_oauth_flow_set_redirect (f->flow, "localhost", 0, "");
  muster_oauth_flow_add_parameter (f->flow, "prompt", "select_account");
  muster_oauth_flow_add_parameter (f->flow, "claims", "{\"a\":\"b&c\"}");
  f->device = muster_oauth_device_new (f->issuer->transport, code, token, ENTRA_APP);
  muster_oauth_device_set_scope (f->device, ENTRA_GRAPH "/.default offline_access openid profile");
  muster_oauth_device_set_words (f->device, &muster_entra_words);
  muster_oauth_device_set_second (f->device, 0);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  muster_test_wait_clear (&f->wait);
  g_clear_pointer (&f->params, g_hash_table_unref);
  g_object_unref (f->flow);
  g_object_unref (f->device);
  g_object_unref (f->cancellable);
  g_free (f->code);
  entra_issuer_free (f->issuer);
}

static void
open_uri (const char *uri,
          gpointer    user_data)
{
  Fixture *f = user_data;
  g_autoptr(GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr(GUri) redirect = NULL;

  f->params = g_uri_parse_params (g_uri_get_query (parsed), -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  redirect = g_uri_parse (g_hash_table_lookup (f->params, "redirect_uri"), G_URI_FLAGS_ENCODED, NULL);
  g_assert_cmpstr (g_uri_get_host (redirect), ==, "localhost");
  g_assert_cmpstr (g_uri_get_path (redirect), ==, "");
  f->port = (guint16) g_uri_get_port (redirect);
}

static void
begin (Fixture *f)
{
  muster_oauth_flow_run_async (f->flow, open_uri, f, f->cancellable, muster_test_wait_cb, &f->wait);
  g_assert_nonnull (f->params);
}

/* The browser comes to @target, in which @S is the state; returns the status */
static guint
come_back (Fixture    *f,
           const char *target)
{
  g_autofree char *line = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: localhost:%u\r\n\r\n", target, f->port);
  GString *text = g_string_new (line);
  g_autofree char *request = NULL;
  g_autofree char *answer = NULL;

  g_string_replace (text, "@S", g_hash_table_lookup (f->params, "state"), 0);
  request = g_string_free (text, FALSE);
  answer = hook_client_say (f->port, request);
  return answer != NULL ? (guint) g_ascii_strtoull (answer + strlen ("HTTP/1.1 "), NULL, 10) : 0;
}

static GError *
flow_ends (Fixture *f)
{
  GError *error = NULL;

  muster_oauth_flow_run_finish (f->flow, muster_test_wait (&f->wait), NULL, &error);
  return error;
}

/* The redirect address is the registered one but for its port, and comes back with a slash */
static void
test_browser (Fixture       *f,
              gconstpointer  data)
{
  const MusterOauthTokens *tokens;
  g_auto(MusterEntraIdentity) identity = { NULL };
  g_autoptr(GError) error = NULL;
  g_autofree char *sent = NULL;

  begin (f);
  g_assert_cmpstr (g_hash_table_lookup (f->params, "response_type"), ==, "code");
  g_assert_cmpstr (g_hash_table_lookup (f->params, "code_challenge_method"), ==, "S256");
  g_assert_cmpstr (g_hash_table_lookup (f->params, "prompt"), ==, "select_account");
  g_assert_cmpstr (g_hash_table_lookup (f->params, "claims"), ==, "{\"a\":\"b&c\"}");
  g_assert_cmpuint (come_back (f, "/?code=c-1&state=@S&session_state=x"), ==, 200);
  error = flow_ends (f);
  g_assert_no_error (error);
  sent = entra_issuer_field (f->issuer, "redirect_uri");
  g_assert_cmpstr (sent, ==, g_hash_table_lookup (f->params, "redirect_uri"));
  tokens = muster_oauth_flow_get_tokens (f->flow);
  g_assert_cmpstr (muster_secret_peek (tokens->refresh_token), ==, "master-1");
  g_assert_true (muster_entra_read_identity (tokens->id_token, ENTRA_APP, ENTRA_HOME, &identity, &error));
  g_assert_cmpstr (identity.user_name, ==, "tech@msp.example");
}

static const struct {
  const char *name;
  const char *target;
  int code;
  const char *says;
} endings[] = {
  { "declined", "/?error=access_denied&error_description=AADSTS65004%3A+User+declined.+Correlation+ID%3A+c0ffee&state=@S",
    MUSTER_ERROR_CONSENT_NEEDED, "c0ffee" },
  { "cancelled-there", "/?error=access_denied&error_description=The+user+has+cancelled.&state=@S", MUSTER_ERROR_FORBIDDEN, "cancelled" },
  { "needs-admin", "/?error=consent_required&error_description=AADSTS90094%3A+x&state=@S", MUSTER_ERROR_CONSENT_NEEDED, "administrator" },
  { "mfa-refused", "/?error=access_denied&error_description=AADSTS500121%3A+x&state=@S", MUSTER_ERROR_SIGNED_OUT, "MFA" },
  { "policy", "/?error=interaction_required&error_description=AADSTS53003%3A+x&state=@S", MUSTER_ERROR_FORBIDDEN, "policy" },
  { "vendor-down", "/?error=server_error&error_description=x&state=@S", MUSTER_ERROR_OFFLINE, "does not work" },
  { "no-code", "/?state=@S", MUSTER_ERROR_BAD_REPLY, "no code" },
  { "empty-code", "/?code=&state=@S", MUSTER_ERROR_BAD_REPLY, "no code" },
  { "other-issuer", "/?code=c-1&state=@S&iss=https%3A%2F%2Flogin.example", MUSTER_ERROR_REFUSED_BY_POLICY, "login.example" },
};

/* data: which of them */
static void
test_ending (Fixture       *f,
             gconstpointer  data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr(GError) error = NULL;

  begin (f);
  g_assert_cmpuint (come_back (f, endings[i].target), ==, 400);
  error = flow_ends (f);
  g_assert_error (error, MUSTER_ERROR, endings[i].code);
  if (strstr (error->message, endings[i].says) == NULL)
    g_error ("%s: “%s” does not say “%s”", endings[i].name, error->message, endings[i].says);
  g_assert_cmpuint (f->issuer->n_tokens, ==, 0);
}

/* Whoever has another state, another path or comes a second time is turned away, and the sign-in is none the worse for it */
static void
test_strangers (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  begin (f);
  g_assert_cmpuint (come_back (f, "/?code=c-1&state=AAAAAAAAAAAAAAAAAAAAAA"), ==, 400);
  g_assert_cmpuint (come_back (f, "/?code=c-1"), ==, 400);
  g_assert_cmpuint (come_back (f, "/signed-in?code=c-1&state=@S"), ==, 404);
  g_assert_cmpuint (come_back (f, "/?code=a&code=b&state=@S"), ==, 400);
  g_assert_cmpuint (come_back (f, "/?code=c-1&state=@S"), ==, 200);
  error = flow_ends (f);
  g_assert_no_error (error);
  /* Gone: nobody listens any more */
  g_assert_cmpuint (come_back (f, "/?code=c-1&state=@S"), ==, 0);
  g_assert_cmpuint (f->issuer->n_tokens, ==, 1);
}

static void
test_late (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  begin (f);
  muster_clock_advance (f->issuer->clock, 301 * G_TIME_SPAN_SECOND);
  g_assert_cmpuint (come_back (f, "/?code=c-1&state=@S"), ==, 400);
  error = flow_ends (f);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_TIMEOUT);
  g_assert_cmpuint (f->issuer->n_tokens, ==, 0);
}

/* The code was used before, or gives nothing to stay signed in with */
static void
test_code (Fixture       *f,
           gconstpointer  data)
{
  int code = data != NULL ? MUSTER_ERROR_SIGNED_OUT : MUSTER_ERROR_FORBIDDEN;
  g_autoptr(GError) error = NULL;

  if (data != NULL)
    entra_issuer_refuse (f->issuer, 400, "{\"error\":\"invalid_grant\",\"error_codes\":[54005]}");
  else
    f->issuer->no_offline = TRUE;
  begin (f);
  g_assert_cmpuint (come_back (f, "/?code=c-1&state=@S"), ==, 400);
  error = flow_ends (f);
  g_assert_error (error, MUSTER_ERROR, code);
}

/* --- Consent --- */

static const struct {
  const char *target;
  int code;   /* -1: accepted */
} consents[] = {
  { "/?admin_consent=True&tenant=" ENTRA_CUSTOMER "&state=@S&scope=x", -1 },
  { "/?admin_consent=True&error=access_denied&error_description=AADSTS65004%3A+x&state=@S", MUSTER_ERROR_CONSENT_NEEDED },
  { "/?error=consent_required&error_description=AADSTS650052%3A+x&admin_consent=True&state=@S", MUSTER_ERROR_CONSENT_NEEDED },
  { "/?admin_consent=False&tenant=" ENTRA_CUSTOMER "&state=@S", MUSTER_ERROR_FORBIDDEN },
  { "/?tenant=" ENTRA_CUSTOMER "&state=@S", MUSTER_ERROR_FORBIDDEN },
  { "/?code=c-1&state=@S", MUSTER_ERROR_FORBIDDEN },
};

/* data: which of them. An error counts whatever else the answer says */
static void
test_consent (Fixture       *f,
              gconstpointer  data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr(GError) error = NULL;

  muster_oauth_flow_set_consent (f->flow);
  begin (f);
  g_assert_null (g_hash_table_lookup (f->params, "response_type"));
  g_assert_null (g_hash_table_lookup (f->params, "code_challenge"));
  g_assert_cmpuint (come_back (f, consents[i].target), ==, consents[i].code < 0 ? 200 : 400);
  error = flow_ends (f);
  if (consents[i].code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, MUSTER_ERROR, consents[i].code);
  g_assert_cmpuint (f->issuer->n_tokens, ==, 0);
}

/* --- A code on another device --- */

static void
prompt (const char *user_code,
        const char *verification_uri,
        guint       expires_in,
        gpointer    user_data)
{
  Fixture *f = user_data;

  f->n_prompts++;
  g_free (f->code);
  f->code = g_strdup (user_code);
  g_assert_cmpstr (verification_uri, ==, "https://microsoft.com/devicelogin");
  g_assert_cmpuint (expires_in, ==, 900);
  if (f->cancel_at_prompt)
    g_cancellable_cancel (f->cancellable);
}

static GError *
run_device (Fixture *f)
{
  GError *error = NULL;

  muster_oauth_device_run_async (f->device, prompt, f, f->cancellable, muster_test_wait_cb, &f->wait);
  muster_oauth_device_run_finish (f->device, muster_test_wait (&f->wait), NULL, &error);
  return error;
}

static void
test_device (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(MusterSecret) secret = muster_secret_new ("s&cr=t");
  g_autoptr(GError) error = NULL;
  g_autofree char *grant = NULL;
  g_autofree char *code = NULL;
  g_autofree char *sent = NULL;

  muster_oauth_device_set_client_secret (f->device, secret);
  f->issuer->n_pending = 3;
  error = run_device (f);
  g_assert_no_error (error);
  g_assert_cmpstr (f->code, ==, "ABCD-EFGH");
  g_assert_cmpuint (f->n_prompts, ==, 1);
  g_assert_cmpuint (muster_test_server_count (f->issuer->server, "POST /" ENTRA_HOME "/oauth2/v2.0/token"), ==, 4);
  grant = entra_issuer_field (f->issuer, "grant_type");
  code = entra_issuer_field (f->issuer, "device_code");
  sent = entra_issuer_field (f->issuer, "client_secret");
  g_assert_cmpstr (grant, ==, "urn:ietf:params:oauth:grant-type:device_code");
  g_assert_cmpstr (code, ==, "device-secret");
  g_assert_cmpstr (sent, ==, "s&cr=t");
  g_assert_cmpstr (muster_secret_peek (muster_oauth_device_get_tokens (f->device)->refresh_token), ==, "master-1");
}

typedef struct {
  const char *name;
  gboolean first;      /* the answer to the request for a code, else to the first question for tokens */
  guint status;
  const char *body;
  int code;            /* -1: it goes on, and ends well */
} DeviceCase;

static const DeviceCase devices[] = {
  { "slow-down", FALSE, 400, "{\"error\":\"slow_down\"}", -1 },
  { "throttled", FALSE, 429, "{}", -1 },
  { "in-trouble", FALSE, 503, "<html>", -1 },
  { "declined", FALSE, 400, "{\"error\":\"authorization_declined\"}", MUSTER_ERROR_FORBIDDEN },
  { "expired", FALSE, 400, "{\"error\":\"expired_token\",\"error_codes\":[70020]}", MUSTER_ERROR_TIMEOUT },
  { "bad-code", FALSE, 400, "{\"error\":\"bad_verification_code\"}", MUSTER_ERROR_SIGNED_OUT },
  { "policy", FALSE, 400, "{\"error\":\"invalid_grant\",\"error_codes\":[53003]}", MUSTER_ERROR_FORBIDDEN },
  { "no-token", FALSE, 200, "{}", MUSTER_ERROR_BAD_REPLY },
  { "app-unknown", TRUE, 400, "{\"error\":\"unauthorized_client\",\"error_codes\":[700016]}", MUSTER_ERROR_CONSENT_NEEDED },
  { "not-public", TRUE, 401, "{\"error\":\"invalid_client\",\"error_codes\":[7000218]}", MUSTER_ERROR_SIGNED_OUT },
  { "no-code", TRUE, 200, "{\"user_code\":\"A\"}", MUSTER_ERROR_BAD_REPLY },
  { "odd-code", TRUE, 200, "{\"user_code\":\"A\\u202eB\",\"device_code\":\"d\",\"verification_uri\":\"https://x.example\","
    "\"expires_in\":9}", MUSTER_ERROR_BAD_REPLY },
  { "odd-page", TRUE, 200, "{\"user_code\":\"AB\",\"device_code\":\"d\",\"verification_uri\":\"javascript:alert(1)\","
    "\"expires_in\":9}", MUSTER_ERROR_BAD_REPLY },
  { "no-time", TRUE, 200, "{\"user_code\":\"AB\",\"device_code\":\"d\",\"verification_uri\":\"https://x.example\"}",
    MUSTER_ERROR_BAD_REPLY },
};

static void
refuse_at_prompt (const char *user_code,
                  const char *verification_uri,
                  guint       expires_in,
                  gpointer    user_data)
{
  Fixture *f = user_data;
  const DeviceCase *row = g_object_get_data (G_OBJECT (f->device), "case");

  entra_issuer_refuse (f->issuer, row->status, row->body);
}

/* data: which of them */
static void
test_device_ending (Fixture       *f,
                    gconstpointer  data)
{
  const DeviceCase *row = &devices[GPOINTER_TO_UINT (data)];
  g_autoptr(GError) error = NULL;

  g_object_set_data (G_OBJECT (f->device), "case", (gpointer) row);
  if (row->first)
    entra_issuer_refuse (f->issuer, row->status, row->body);
  muster_oauth_device_run_async (f->device, refuse_at_prompt, f, NULL, muster_test_wait_cb, &f->wait);
  muster_oauth_device_run_finish (f->device, muster_test_wait (&f->wait), NULL, &error);
  if (row->code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, MUSTER_ERROR, row->code);
  g_assert_true (error == NULL || strstr (error->message, "device-secret") == NULL);
}

static void
test_device_cancelled (Fixture       *f,
                       gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  f->cancel_at_prompt = TRUE;
  f->issuer->n_pending = G_MAXUINT;
  error = run_device (f);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
sleep_at_prompt (const char *user_code,
                 const char *verification_uri,
                 guint       expires_in,
                 gpointer    user_data)
{
  Fixture *f = user_data;

  muster_clock_advance (f->issuer->clock, (expires_in + 1) * G_TIME_SPAN_SECOND);
}

/* By our own clocks it is over too, and nothing is asked any more */
static void
test_device_late (Fixture       *f,
                  gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  muster_oauth_device_run_async (f->device, sleep_at_prompt, f, NULL, muster_test_wait_cb, &f->wait);
  muster_oauth_device_run_finish (f->device, muster_test_wait (&f->wait), NULL, &error);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_TIMEOUT);
  g_assert_cmpuint (muster_test_server_count (f->issuer->server, "POST /" ENTRA_HOME "/oauth2/v2.0/token"), ==, 0);
}

static void
add_each (const char  *where,
          const char  *name,
          guint        i,
          void       (*func)(Fixture *f, gconstpointer data))
{
  g_autofree char *path = name != NULL ? g_strdup_printf ("/net/entra-sign-in/%s/%s", where, name)
                                       : g_strdup_printf ("/net/entra-sign-in/%s/%u", where, i);

  g_test_add (path, Fixture, GUINT_TO_POINTER (i), set_up, func, tear_down);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

#define ADD(name, data, func) g_test_add ("/net/entra-sign-in/" name, Fixture, data, set_up, func, tear_down)
  ADD ("browser", NULL, test_browser);
  ADD ("strangers", NULL, test_strangers);
  ADD ("late", NULL, test_late);
  ADD ("code/used", "", test_code);
  ADD ("code/no-offline-access", NULL, test_code);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    add_each ("ending", endings[i].name, i, test_ending);
  for (guint i = 0; i < G_N_ELEMENTS (consents); i++)
    add_each ("consent", NULL, i, test_consent);
  ADD ("device/signed-in", NULL, test_device);
  ADD ("device/cancelled", NULL, test_device_cancelled);
  ADD ("device/late", NULL, test_device_late);
  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    add_each ("device", devices[i].name, i, test_device_ending);

  return g_test_run ();
}
