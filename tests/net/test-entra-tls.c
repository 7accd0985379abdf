/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "disk-store.h"
#include "entra-issuer.h"
#include "hook-client.h"
#include "muster-error.h"
#include "muster-oauth-device.h"
#include "muster-oauth-flow.h"

/* Each way to sign in at Microsoft, and what is sent with its token, against servers whose certificate is not good: not one
 * byte of a credential leaves. */

static const struct {
  const char *certificate;
  const char *says;
} certificates[] = {
  { "net/self-signed.pem", "signed by nobody" },
  { "net/wrong-host.pem", "another host name" },
  { "net/expired.pem", "has expired" },
  { "net/not-yet.pem", "not valid yet" },
};

typedef struct {
  EntraIssuer *issuer;        /* good, for what comes before */
  MusterTestServer *server;   /* with a bad certificate */
  MusterTestWait wait;
  char *state;
  guint16 port;
} Fixture;

static void
answer (MusterTestServer  *server,
        SoupServerMessage *message,
        const char        *path,
        gpointer           data)
{
  muster_test_server_answer (message, 200, "{}");
}

static void
get (Fixture              *f,
     MusterAuthenticator  *authenticator,
     const char           *base,
     GError              **error)
{
  g_autofree char *url = g_strconcat (base, "/v1.0/users", NULL);
  g_autoptr(MusterRequest) request = muster_request_new ("GET", url);

  muster_transport_send_async (f->issuer->transport, request, authenticator, ENTRA_HOME "|" ENTRA_GRAPH "/.default", NULL,
                               muster_test_wait_cb, &f->wait);
  muster_transport_send_finish (f->issuer->transport, muster_test_wait (&f->wait), error);
}

/* An authenticator whose sign-in server is the bad one */
static MusterAuthenticator *
sign_at_bad (Fixture      *f,
             MusterSecret *secret)
{
  const char *bad = muster_test_server_get_base (f->server);
  MusterAuthenticator *authenticator = muster_authenticator_entra_new (f->issuer->transport, bad, ENTRA_APP, secret);

  muster_authenticator_entra_set_cloud (authenticator, ENTRA_GRAPH, ENTRA_GRAPH, muster_test_server_get_base (f->issuer->server));
  return authenticator;
}

static void
try_secret (Fixture  *f,
            GError  **error)
{
  g_autoptr(MusterSecret) secret = muster_secret_new ("secret-of-the-app");
  g_autoptr(MusterAuthenticator) authenticator = sign_at_bad (f, secret);

  get (f, authenticator, muster_test_server_get_base (f->issuer->server), error);
}

static void
try_certificate (Fixture  *f,
                 GError  **error)
{
  g_autoptr(MusterCertificate) certificate = muster_certificate_create ("Muster", muster_clock_now (f->issuer->clock), 9, NULL);
  g_autoptr(MusterAuthenticator) authenticator = sign_at_bad (f, NULL);

  muster_authenticator_entra_set_certificate (authenticator, certificate);
  get (f, authenticator, muster_test_server_get_base (f->issuer->server), error);
}

static void
try_refresh (Fixture  *f,
             GError  **error)
{
  g_autoptr(TestStore) store = test_store_new ("master-1");
  g_autoptr(MusterSecret) current = muster_secret_new ("master-1");
  g_autoptr(MusterAuthenticator) authenticator = sign_at_bad (f, NULL);

  muster_authenticator_entra_set_refresh (authenticator, ENTRA_HOME, MUSTER_SECRET_STORE (store), TEST_STORE_ID, current);
  get (f, authenticator, muster_test_server_get_base (f->issuer->server), error);
  g_assert_cmpstr (store->kept, ==, "master-1");
}

/* The token is good, the one that it is for is not */
static void
try_resource (Fixture  *f,
              GError  **error)
{
  const char *bad = muster_test_server_get_base (f->server);
  g_autoptr(MusterSecret) secret = muster_secret_new ("secret-of-the-app");
  g_autoptr(MusterAuthenticator) authenticator = entra_issuer_sign (f->issuer, secret);

  muster_authenticator_entra_set_cloud (authenticator, ENTRA_GRAPH, ENTRA_GRAPH, bad);
  get (f, authenticator, bad, error);
  g_assert_cmpuint (f->issuer->n_tokens, ==, 1);
}

static void
prompt (const char *user_code,
        const char *verification_uri,
        guint       expires_in,
        gpointer    user_data)
{
}

static void
run_device (Fixture     *f,
            const char  *device_base,
            const char  *token_base,
            GError     **error)
{
  g_autofree char *device_url = g_strconcat (device_base, "/" ENTRA_HOME "/oauth2/v2.0/devicecode", NULL);
  g_autofree char *token_url = g_strconcat (token_base, "/" ENTRA_HOME "/oauth2/v2.0/token", NULL);
  g_autoptr(MusterSecret) secret = muster_secret_new ("secret-of-the-app");
  g_autoptr(MusterOauthDevice) device = muster_oauth_device_new (f->issuer->transport, device_url, token_url, ENTRA_APP);

  muster_oauth_device_set_client_secret (device, secret);
  muster_oauth_device_set_second (device, 0);
  muster_oauth_device_run_async (device, prompt, NULL, NULL, muster_test_wait_cb, &f->wait);
  muster_oauth_device_run_finish (device, muster_test_wait (&f->wait), NULL, error);
}

static void
try_device (Fixture  *f,
            GError  **error)
{
  const char *bad = muster_test_server_get_base (f->server);

  run_device (f, bad, bad, error);
}

static void
try_device_token (Fixture  *f,
                  GError  **error)
{
  run_device (f, muster_test_server_get_base (f->issuer->server), muster_test_server_get_base (f->server), error);
}

static void
open_uri (const char *uri,
          gpointer    user_data)
{
  Fixture *f = user_data;
  g_autoptr(GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr(GHashTable) params = g_uri_parse_params (g_uri_get_query (parsed), -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  g_autoptr(GUri) redirect = g_uri_parse (g_hash_table_lookup (params, "redirect_uri"), G_URI_FLAGS_ENCODED, NULL);

  f->state = g_strdup (g_hash_table_lookup (params, "state"));
  f->port = (guint16) g_uri_get_port (redirect);
}

/* The browser brought a code back, and there it stays */
static void
try_code (Fixture  *f,
          GError  **error)
{
  g_autofree char *token_url = muster_test_server_url (f->server, "/" ENTRA_HOME "/oauth2/v2.0/token");
  g_autoptr(MusterOauthFlow) flow = muster_oauth_flow_new (f->issuer->transport, "https://login.example/authorize", token_url,
                                                           ENTRA_APP);
  g_autofree char *request = NULL;
  g_autofree char *page = NULL;

  muster_oauth_flow_set_redirect (flow, "localhost", 0, "");
  muster_oauth_flow_run_async (flow, open_uri, f, NULL, muster_test_wait_cb, &f->wait);
  request = g_strdup_printf ("GET /?code=c-1&state=%s HTTP/1.1\r\nHost: localhost:%u\r\n\r\n", f->state, f->port);
  page = hook_client_say (f->port, request);
  muster_oauth_flow_run_finish (flow, muster_test_wait (&f->wait), NULL, error);
}

static const struct {
  const char *name;
  void (*try) (Fixture  *f,
               GError  **error);
} ways[] = {
  { "secret", try_secret },
  { "certificate", try_certificate },
  { "refresh-token", try_refresh },
  { "resource", try_resource },
  { "device-code", try_device },
  { "device-token", try_device_token },
  { "code", try_code },
};

/* data: way * 16 + certificate */
static void
test_refused (gconstpointer data)
{
  guint way = GPOINTER_TO_UINT (data) / 16;
  guint i = GPOINTER_TO_UINT (data) % 16;
  Fixture f = { NULL };
  g_autoptr(GError) error = NULL;

  f.issuer = entra_issuer_new ();
  f.server = muster_test_server_new (certificates[i].certificate, answer, NULL);
  ways[way].try (&f, &error);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_TLS);
  if (strstr (error->message, certificates[i].says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, certificates[i].says);
  g_assert_cmpuint (muster_test_server_n_requests (f.server), ==, 0);

  muster_test_wait_clear (&f.wait);
  muster_test_server_free (f.server);
  entra_issuer_free (f.issuer);
  g_free (f.state);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  for (guint way = 0; way < G_N_ELEMENTS (ways); way++)
    for (guint i = 0; i < G_N_ELEMENTS (certificates); i++)
      {
        g_autofree char *name = g_path_get_basename (certificates[i].certificate);
        g_autofree char *path = g_strdup_printf ("/net/entra-tls/%s/%s", ways[way].name, name);

        g_test_add_data_func (path, GUINT_TO_POINTER (way * 16 + i), test_refused);
      }

  return g_test_run ();
}
