/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "muster-entra.h"
#include "muster-error.h"
#include "muster-test.h"
#include "muster-test-server.h"

/* The first digit of a tenant says how the server treats it. */
#define TENANT_GOOD         "10000000-0000-4000-8000-000000000001"
#define TENANT_OTHER        "10000000-0000-4000-8000-000000000002"
#define TENANT_FOREIGN      "20000000-0000-4000-8000-000000000001"
#define TENANT_AUDIENCE     "30000000-0000-4000-8000-000000000001"
#define TENANT_OPAQUE       "40000000-0000-4000-8000-000000000001"
#define TENANT_OPAQUE_OTHER "50000000-0000-4000-8000-000000000001"
#define TENANT_NO_CONSENT   "60000000-0000-4000-8000-000000000001"
#define TENANT_HELD         "70000000-0000-4000-8000-000000000001"
#define TENANT_EMPTY        "80000000-0000-4000-8000-000000000001"
#define TENANT_HTML         "90000000-0000-4000-8000-000000000001"
#define TENANT_REVOKED      "a0000000-0000-4000-8000-000000000001"

#define GRAPH    "https://graph.microsoft.com"
#define EXCHANGE "https://outlook.office365.com"

typedef struct {
  MusterTestServer *server;
  MusterClock *clock;
  MusterEgress *egress;
  MusterTransport *transport;
  MusterAuthenticator *entra;
  MusterTestWait wait;
  guint n_done;
  guint n_good;
} Fixture;

static char *
base64_url (const char *text)
{
  char *encoded = g_base64_encode ((const guchar *) text, strlen (text));

  g_strdelimit (g_strdelimit (encoded, "+", '-'), "/", '_');
  encoded[strcspn (encoded, "=")] = '\0';
  return encoded;
}

static char *
make_jwt (const char *tenant,
          const char *audience,
          guint       serial)
{
  g_autofree char *claims = g_strdup_printf ("{\"aud\":\"%s\",\"tid\":\"%s\",\"n\":%u}", audience, tenant, serial);
  g_autofree char *head = base64_url ("{\"alg\":\"none\"}");
  g_autofree char *body = base64_url (claims);

  return g_strdup_printf ("%s.%s.c2ln", head, body);
}

static void
answer_token (MusterTestServer  *server,
              SoupServerMessage *message,
              const char        *path)
{
  g_autofree char *tenant = g_strndup (path + 1, 36);
  SoupMessageBody *request = soup_server_message_get_request_body (message);
  g_autoptr(GBytes) bytes = soup_message_body_flatten (request);
  g_autofree char *form = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  gboolean exchange = strstr (form, "outlook.office365.com") != NULL;
  g_autofree char *jwt = make_jwt (*tenant == '2' ? TENANT_OTHER : tenant,
                                   *tenant == '3' ? "https://vault.azure.net" : exchange ? EXCHANGE : GRAPH,
                                   muster_test_server_n_requests (server));
  g_autofree char *answer = NULL;

  /* The secret is escaped, the grant and scope are what they must be. */
  g_assert_nonnull (strstr (form, "client_secret=s%26cr%3Dt%2B~8Q"));
  g_assert_nonnull (strstr (form, "grant_type=client_credentials"));
  g_assert_nonnull (strstr (form, "%2F.default"));

  if (*tenant == '6')
    {
      muster_test_server_answer (message, 400, "{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS65001: x\","
                                 "\"error_codes\":[65001],\"correlation_id\":\"c-1\"}");
      return;
    }
  if (*tenant == '9')
    {
      muster_test_server_answer (message, 403, "<html>proxy</html>");
      return;
    }

  answer = g_strdup_printf ("{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"%s\"}",
                            *tenant == '4' || *tenant == '5' ? "opaque-token" : *tenant == '8' ? "" : jwt);
  muster_test_server_answer (message, 200, answer);
  if (*tenant == '7')
    muster_test_server_hold (server, message);
}

static void
answer (MusterTestServer  *server,
        SoupServerMessage *message,
        const char        *path,
        gpointer           data)
{
  const char *authorization = soup_message_headers_get_one (soup_server_message_get_request_headers (message),
                                                            "Authorization");

  if (g_str_has_suffix (path, "/oauth2/v2.0/token"))
    {
      answer_token (server, message, path);
      return;
    }

  muster_test_server_note (server, authorization != NULL ? authorization : "no authorization");
  if (g_str_has_suffix (path, "/organization"))
    muster_test_server_answer (message, 200, "{\"value\":[{\"id\":\"" TENANT_OPAQUE "\"}]}");
  else if (g_str_has_prefix (path, "/refuse/once") && muster_test_server_count (server, "GET /refuse/once") > 1)
    muster_test_server_answer (message, 200, "{}");
  else
    muster_test_server_answer (message, g_str_has_prefix (path, "/refuse") ? 401 : 200, "{}");
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autoptr(MusterSecret) secret = muster_secret_new ("s&cr=t+~8Q");
  g_autofree char *login = NULL;

  f->server = muster_test_server_new (NULL, answer, f);
  f->clock = muster_clock_new_system ();
  f->egress = muster_egress_new ();
  f->transport = muster_transport_new (f->clock, f->egress);
  muster_transport_set_time_scale (f->transport, 0.0);
  login = muster_test_server_url (f->server, "/");
  f->entra = muster_authenticator_entra_new (f->transport, login, "app-id", secret);
  muster_authenticator_entra_set_resource (f->entra, GRAPH, muster_test_server_get_base (f->server));
  muster_authenticator_entra_set_resource (f->entra, EXCHANGE, muster_test_server_get_base (f->server));
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  muster_test_wait_clear (&f->wait);
  g_clear_object (&f->entra);
  g_clear_object (&f->transport);
  g_clear_object (&f->egress);
  g_clear_object (&f->clock);
  muster_test_server_free (f->server);
}

static guint
send (Fixture     *f,
      const char  *method,
      const char  *path,
      const char  *scope,
      gboolean     effect,
      GError     **error)
{
  g_autofree char *url = muster_test_server_url (f->server, path);
  g_autoptr(MusterRequest) request = muster_request_new (method, url);
  g_autoptr(MusterAnswer) got = NULL;

  muster_request_set_effect (request, effect);
  muster_transport_send_async (f->transport, request, f->entra, scope, NULL, muster_test_wait_cb, &f->wait);
  got = muster_transport_send_finish (f->transport, muster_test_wait (&f->wait), error);

  return got != NULL ? got->status : 0;
}

static guint
n_tokens (Fixture    *f,
          const char *tenant)
{
  g_autofree char *line = g_strdup_printf ("POST /%s/oauth2/v2.0/token", tenant);

  return muster_test_server_count (f->server, line);
}

/* One token per tenant and resource, kept until two minutes before its end */
static void
test_cache (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (send (f, "GET", "/a", TENANT_GOOD "|" GRAPH "/.default", FALSE, &error), ==, 200);
      g_assert_cmpuint (send (f, "GET", "/a", TENANT_OTHER "|" GRAPH "/.default", FALSE, &error), ==, 200);
      g_assert_no_error (error);
    }
  g_assert_cmpuint (n_tokens (f, TENANT_GOOD), ==, 1);
  g_assert_cmpuint (n_tokens (f, TENANT_OTHER), ==, 1);

  send (f, "GET", "/a", TENANT_GOOD "|" EXCHANGE "/.default", FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_tokens (f, TENANT_GOOD), ==, 2);

  muster_clock_advance (f->clock, 3400 * G_TIME_SPAN_SECOND);
  send (f, "GET", "/a", TENANT_GOOD "|" GRAPH "/.default", FALSE, &error);
  g_assert_cmpuint (n_tokens (f, TENANT_GOOD), ==, 2);
  muster_clock_advance (f->clock, 100 * G_TIME_SPAN_SECOND);
  send (f, "GET", "/a", TENANT_GOOD "|" GRAPH "/.default", FALSE, &error);
  g_assert_cmpuint (n_tokens (f, TENANT_GOOD), ==, 3);
  g_assert_no_error (error);
}

/* The token that was sent is the tenant's own, and the log may not hold it. */
static void
test_right_token (Fixture       *f,
                  gconstpointer  data)
{
  g_autofree char *jwt = make_jwt (TENANT_GOOD, GRAPH, 1);
  g_autofree char *header = g_strconcat ("Bearer ", jwt, NULL);
  g_autofree char *found = NULL;

  g_assert_cmpuint (send (f, "GET", "/a", TENANT_GOOD "|" GRAPH "/.default", FALSE, NULL), ==, 200);
  g_assert_cmpuint (muster_test_server_count (f->server, header), ==, 1);
  found = muster_egress_find (f->egress, header);
  g_assert_nonnull (found);
}

static void
count_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  Fixture *f = data;
  g_autoptr(MusterAnswer) got = muster_transport_send_finish (MUSTER_TRANSPORT (source), result, NULL);

  f->n_done++;
  f->n_good += got != NULL && got->status == 200;
}

static gboolean
one_held (gpointer data)
{
  return muster_test_server_n_held (((Fixture *) data)->server) == 1;
}

static gboolean
five_done (gpointer data)
{
  return ((Fixture *) data)->n_done == 5;
}

static void
test_one_fetch (Fixture       *f,
                gconstpointer  data)
{
  g_autofree char *url = muster_test_server_url (f->server, "/a");

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr(MusterRequest) request = muster_request_new ("GET", url);

      muster_transport_send_async (f->transport, request, f->entra, TENANT_HELD "|" GRAPH "/.default", NULL, count_cb, f);
    }

  muster_test_until (one_held, f);
  muster_test_server_release (f->server, 1);
  muster_test_until (five_done, f);
  g_assert_cmpuint (f->n_good, ==, 5);
  g_assert_cmpuint (n_tokens (f, TENANT_HELD), ==, 1);
  g_assert_cmpuint (muster_test_server_count (f->server, "GET /a"), ==, 5);
}

/* A token that is not for this customer or this service is not sent anywhere. */
static void
test_wrong_token (Fixture       *f,
                  gconstpointer  data)
{
  static const struct {
    const char *scope;
    int code;
  } cases[] = {
    { TENANT_FOREIGN "|" GRAPH "/.default", MUSTER_ERROR_REFUSED_BY_POLICY },
    { TENANT_AUDIENCE "|" GRAPH "/.default", MUSTER_ERROR_REFUSED_BY_POLICY },
    { TENANT_OPAQUE_OTHER "|" GRAPH "/.default", MUSTER_ERROR_REFUSED_BY_POLICY },
    { TENANT_EMPTY "|" GRAPH "/.default", MUSTER_ERROR_BAD_REPLY },
    { TENANT_HTML "|" GRAPH "/.default", MUSTER_ERROR_BAD_REPLY },
    { TENANT_NO_CONSENT "|" GRAPH "/.default", MUSTER_ERROR_CONSENT_NEEDED },
    { "organizations|" GRAPH "/.default", MUSTER_ERROR_INTERNAL },
    { TENANT_GOOD "|" GRAPH, MUSTER_ERROR_INTERNAL },
    { TENANT_GOOD "/../x|" GRAPH "/.default", MUSTER_ERROR_INTERNAL },
    { TENANT_GOOD "|" GRAPH "/.default|x", MUSTER_ERROR_INTERNAL },
    { "", MUSTER_ERROR_INTERNAL },
    { NULL, MUSTER_ERROR_INTERNAL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_cmpuint (send (f, "GET", "/a", cases[i].scope, FALSE, &error), ==, 0);
      if (!g_error_matches (error, MUSTER_ERROR, cases[i].code))
        g_error ("%s: %s", cases[i].scope, error->message);
    }

  g_assert_cmpuint (muster_test_server_count (f->server, "GET /a"), ==, 0);
}

/* Nothing can be read from it: the tenant is asked who it is. */
static void
test_opaque (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    g_assert_cmpuint (send (f, "GET", "/a", TENANT_OPAQUE "|" GRAPH "/.default", FALSE, &error), ==, 200);
  g_assert_no_error (error);
  g_assert_cmpuint (muster_test_server_count (f->server, "GET /v1.0/organization"), ==, 1);
}

/* A token for Graph is sent to Graph. */
static void
test_other_host (Fixture       *f,
                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  muster_authenticator_entra_set_resource (f->entra, GRAPH, "http://127.0.0.1:1");
  send (f, "GET", "/a", TENANT_GOOD "|" GRAPH "/.default", FALSE, &error);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_assert_cmpuint (muster_test_server_n_requests (f->server), ==, 0);
}

/* 401: once more with a new token, but never for an effect. */
static void
test_refused (Fixture       *f,
              gconstpointer  data)
{
  const char *scope = TENANT_REVOKED "|" GRAPH "/.default";

  g_assert_cmpuint (send (f, "GET", "/refuse/once", scope, FALSE, NULL), ==, 200);
  g_assert_cmpuint (n_tokens (f, TENANT_REVOKED), ==, 2);
  g_assert_cmpuint (send (f, "GET", "/refuse/always", scope, FALSE, NULL), ==, 401);
  g_assert_cmpuint (muster_test_server_count (f->server, "GET /refuse/always"), ==, 2);
  g_assert_cmpuint (n_tokens (f, TENANT_REVOKED), ==, 3);
  g_assert_cmpuint (send (f, "POST", "/refuse/effect", scope, TRUE, NULL), ==, 401);
  g_assert_cmpuint (muster_test_server_count (f->server, "POST /refuse/effect"), ==, 1);
}

static void
test_check_token (void)
{
  static const struct {
    const char *audience;
    gboolean good;
  } cases[] = {
    { GRAPH, TRUE }, { GRAPH "/", TRUE }, { "00000003-0000-0000-c000-000000000000", TRUE }, { "HTTPS://GRAPH.MICROSOFT.COM", TRUE },
    { GRAPH "/v1.0", FALSE }, { GRAPH ".evil.example", FALSE }, { EXCHANGE, FALSE }, { "", FALSE },
    { "00000002-0000-0ff1-ce00-000000000000", FALSE },
  };
  static const char * const odd[] = { "", "a", "a.b", "a.b.c", "..", "a..c", "a.b.c.d", "a.e30.c.", "a.!!!.c" };
  gboolean opaque;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *jwt = make_jwt (TENANT_GOOD, cases[i].audience, i);
      g_autoptr(GError) error = NULL;

      g_assert_cmpint (muster_entra_check_token (jwt, TENANT_GOOD, GRAPH, &opaque, &error), ==, cases[i].good);
      g_assert_false (opaque);
      g_assert_true ((error == NULL) == cases[i].good);
    }

  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_assert_true (muster_entra_check_token (odd[i], TENANT_GOOD, GRAPH, &opaque, NULL));
      g_assert_true (opaque);
    }

  g_assert_false (muster_entra_check_token ("a.e30.c", TENANT_GOOD, GRAPH, &opaque, NULL));
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

#define ADD(name, func) g_test_add ("/net/authenticator-entra/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("cache", test_cache);
  ADD ("right-token", test_right_token);
  ADD ("one-fetch", test_one_fetch);
  ADD ("wrong-token", test_wrong_token);
  ADD ("opaque", test_opaque);
  ADD ("other-host", test_other_host);
  ADD ("refused", test_refused);
  g_test_add_func ("/net/authenticator-entra/check-token", test_check_token);

  return g_test_run ();
}
