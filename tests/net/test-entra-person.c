/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "disk-store.h"
#include "entra-issuer.h"
#include "muster-error.h"

/* A technician's refresh token, redeemed at each customer's tenant */

typedef struct {
  EntraIssuer *issuer;
  TestStore *store;
  MusterAuthenticator *authenticator;
  guint n_done;
  guint n_good;
} Fixture;

static MusterAuthenticator *
new_authenticator (EntraIssuer *issuer,
                   TestStore   *store)
{
  g_autoptr(MusterSecret) current = muster_secret_new (store->kept);
  MusterAuthenticator *authenticator = entra_issuer_sign (issuer, NULL);

  muster_authenticator_entra_set_refresh (authenticator, ENTRA_HOME, MUSTER_SECRET_STORE (store), TEST_STORE_ID, current);
  return authenticator;
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  f->issuer = entra_issuer_new ();
  f->store = test_store_new ("master-1");
  f->authenticator = new_authenticator (f->issuer, f->store);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_object_unref (f->authenticator);
  g_object_unref (f->store);
  entra_issuer_free (f->issuer);
}

static void
assert_get (Fixture    *f,
            const char *tenant,
            guint       n_tokens)
{
  g_autoptr(GError) error = NULL;
  guint status = entra_issuer_get (f->issuer, f->authenticator, tenant, ENTRA_GRAPH, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (status, ==, 200);
  g_assert_cmpuint (f->issuer->n_tokens, ==, n_tokens);
}

static GError *
get_fails (Fixture    *f,
           const char *tenant)
{
  GError *error = NULL;

  entra_issuer_get (f->issuer, f->authenticator, tenant, ENTRA_GRAPH, &error);
  g_assert_nonnull (error);
  return error;
}

static void
assert_field (Fixture    *f,
              const char *name,
              const char *value)
{
  g_autofree char *found = entra_issuer_field (f->issuer, name);

  g_assert_cmpstr (found, ==, value);
}

/* Each tenant's own endpoint, one token for each resource, the master from home only */
static void
test_redeem (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  assert_get (f, ENTRA_HOME, 1);
  assert_field (f, "grant_type", "refresh_token");
  assert_field (f, "client_id", ENTRA_APP);
  assert_field (f, "client_secret", NULL);
  assert_field (f, "scope", ENTRA_GRAPH "/.default offline_access");
  g_assert_cmpstr (f->store->kept, ==, "master-2");

  assert_get (f, ENTRA_CUSTOMER, 2);
  assert_field (f, "refresh_token", "master-2");
  assert_field (f, "scope", ENTRA_GRAPH "/.default");
  g_assert_cmpstr (f->issuer->path, ==, "/" ENTRA_CUSTOMER "/oauth2/v2.0/token");
  /* What the customer's endpoint gave beside it is nobody's */
  g_assert_cmpstr (f->store->kept, ==, "master-2");
  g_assert_cmpuint (f->store->n_stores, ==, 1);
  assert_get (f, ENTRA_CUSTOMER, 2);

  g_assert_cmpuint (entra_issuer_get (f->issuer, f->authenticator, ENTRA_CUSTOMER, ENTRA_EXCHANGE, &error), ==, 200);
  assert_field (f, "scope", ENTRA_EXCHANGE "/.default");
  g_assert_cmpuint (entra_issuer_get (f->issuer, f->authenticator, ENTRA_HOME, ENTRA_PARTNER, &error), ==, 200);
  assert_field (f, "scope", ENTRA_PARTNER "/.default offline_access");
  g_assert_no_error (error);
}

/* A confidential client sends its secret with each of them */
static void
test_confidential (Fixture       *f,
                   gconstpointer  data)
{
  g_autoptr(MusterSecret) secret = muster_secret_new ("s&cr=t+~8Q");
  g_autoptr(MusterSecret) current = muster_secret_new ("master-1");
  g_autoptr(MusterAuthenticator) authenticator = entra_issuer_sign (f->issuer, secret);

  muster_authenticator_entra_set_refresh (authenticator, ENTRA_HOME, MUSTER_SECRET_STORE (f->store), TEST_STORE_ID, current);
  g_set_object (&f->authenticator, authenticator);
  assert_get (f, ENTRA_HOME, 1);
  assert_field (f, "client_secret", "s&cr=t+~8Q");
}

/* Home is asked first, and once a day again, so that the master never grows old */
static void
test_keep_alive (Fixture       *f,
                 gconstpointer  data)
{
  assert_get (f, ENTRA_CUSTOMER, 2);
  g_assert_cmpstr (f->store->kept, ==, "master-2");
  muster_clock_advance (f->issuer->clock, 2 * G_TIME_SPAN_HOUR);
  assert_get (f, ENTRA_CUSTOMER, 3);
  muster_clock_advance (f->issuer->clock, 25 * G_TIME_SPAN_HOUR);
  assert_get (f, ENTRA_CUSTOMER, 5);
  g_assert_cmpstr (f->store->kept, !=, "master-2");
  g_assert_cmpuint (f->issuer->n_refused, ==, 0);
}

static void
got_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  Fixture *f = user_data;
  g_autoptr(MusterAnswer) answer = muster_transport_send_finish (MUSTER_TRANSPORT (source), result, NULL);

  f->n_done++;
  f->n_good += answer != NULL && answer->status == 200;
}

static void
get_async (Fixture    *f,
           const char *tenant)
{
  g_autofree char *url = muster_test_server_url (f->issuer->server, "/v1.0/users");
  g_autofree char *scope = g_strdup_printf ("%s|" ENTRA_GRAPH "/.default", tenant);
  g_autoptr(MusterRequest) request = muster_request_new ("GET", url);

  muster_transport_send_async (f->issuer->transport, request, f->authenticator, scope, NULL, got_cb, f);
}

static gboolean
all_done (gpointer data)
{
  return ((Fixture *) data)->n_done == 60;
}

static gboolean
release_cb (gpointer data)
{
  Fixture *f = data;

  if (muster_test_server_n_held (f->issuer->server) > 0)
    muster_test_server_release (f->issuer->server, 1);
  return G_SOURCE_CONTINUE;
}

/* Sixty ask for three tenants: one refresh at a time, one token for each */
static void
test_one_at_a_time (Fixture       *f,
                    gconstpointer  data)
{
  static const char * const tenants[] = { ENTRA_CUSTOMER, ENTRA_OTHER, ENTRA_HOME };
  guint source;

  f->issuer->hold = TRUE;
  for (guint i = 0; i < 60; i++)
    get_async (f, tenants[i % 3]);
  source = g_timeout_add (1, release_cb, f);
  muster_test_until (all_done, f);
  g_source_remove (source);
  g_assert_cmpuint (f->n_good, ==, 60);
  g_assert_cmpuint (f->issuer->n_tokens, ==, 3);
  g_assert_cmpuint (f->issuer->n_refused, ==, 0);
  g_assert_cmpuint (muster_test_server_max_held (f->issuer->server), ==, 1);
}

static void
test_granted (Fixture       *f,
              gconstpointer  data)
{
  g_auto(GStrv) before = muster_authenticator_entra_get_granted (f->authenticator, ENTRA_CUSTOMER, ENTRA_GRAPH);
  g_auto(GStrv) after = NULL;

  g_assert_null (before);
  assert_get (f, ENTRA_CUSTOMER, 2);
  after = muster_authenticator_entra_get_granted (f->authenticator, ENTRA_CUSTOMER, ENTRA_GRAPH);
  g_assert_nonnull (after);
  g_assert_true (g_strv_contains ((const char * const *) after, "User.Read.All"));
  g_assert_false (g_strv_contains ((const char * const *) after, ".default"));
}

/* A token of somebody else's tenant, for something else, or that cannot be read: none of them is sent anywhere */
static void
test_wrong_token (Fixture       *f,
                  gconstpointer  data)
{
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr(GError) error = NULL;

      f->issuer->wrong_tenant = i == 0;
      f->issuer->wrong_audience = i == 1;
      f->issuer->opaque = i >= 2;
      /* /organization is the home tenant's; nothing can be asked of Exchange */
      entra_issuer_get (f->issuer, f->authenticator, ENTRA_CUSTOMER, i == 3 ? ENTRA_EXCHANGE : ENTRA_GRAPH, &error);
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
    }
  g_assert_cmpuint (muster_test_server_count (f->issuer->server, "GET /v1.0/users"), ==, 0);
}

/* A tenant of the person's own is proven by its organization where the token tells nothing */
static void
test_opaque (Fixture       *f,
             gconstpointer  data)
{
  f->issuer->opaque = TRUE;
  assert_get (f, ENTRA_HOME, 1);
}

static const struct {
  const char *name;
  guint status;
  const char *body;
  int code;
  const char *says;
  gboolean claims;
} refusals[] = {
  { "expired", 400, "{\"error\":\"invalid_grant\",\"error_codes\":[700082]}", MUSTER_ERROR_SIGNED_OUT, "(error 700082", FALSE },
  { "expired-otherwise", 400, "{\"error\":\"invalid_grant\",\"error_codes\":[70008]}", MUSTER_ERROR_SIGNED_OUT, "expired", FALSE },
  { "revoked", 400, "{\"error\":\"invalid_grant\",\"error_codes\":[50173]}", MUSTER_ERROR_SIGNED_OUT, "revoked", FALSE },
  { "sign-in-frequency", 400, "{\"error\":\"invalid_grant\",\"error_codes\":[70043]}", MUSTER_ERROR_SIGNED_OUT, "frequency", FALSE },
  { "step-up", 400, "{\"error\":\"interaction_required\",\"error_codes\":[50076],\"claims\":\"{\\\"access_token\\\":{}}\"}",
    MUSTER_ERROR_SIGNED_OUT, "MFA", TRUE },
  { "step-up-new-number", 400, "{\"error\":\"interaction_required\",\"error_codes\":[59999],\"claims\":\"{}\"}",
    MUSTER_ERROR_SIGNED_OUT, "Conditional access", TRUE },
  { "policy", 400, "{\"error\":\"interaction_required\",\"error_codes\":[53003],\"claims\":\"{}\"}", MUSTER_ERROR_FORBIDDEN,
    "conditional access policy", TRUE },
  { "home-risk", 400, "{\"error\":\"invalid_grant\",\"error_codes\":[530034]}", MUSTER_ERROR_FORBIDDEN, "risky", FALSE },
  { "no-consent", 400, "{\"error\":\"invalid_grant\",\"error_codes\":[65001],\"suberror\":\"consent_required\"}",
    MUSTER_ERROR_CONSENT_NEEDED, "consent", FALSE },
  { "no-consent-new-number", 400, "{\"error\":\"invalid_grant\",\"error_codes\":[69999],\"suberror\":\"consent_required\"}",
    MUSTER_ERROR_CONSENT_NEEDED, "consent", FALSE },
  { "partner-not-authorised", 400, "{\"error\":\"invalid_grant\",\"error_codes\":[90099]}", MUSTER_ERROR_CONSENT_NEEDED,
    "partner access", FALSE },
  { "app-unknown", 400, "{\"error\":\"unauthorized_client\",\"error_codes\":[700016]}", MUSTER_ERROR_CONSENT_NEEDED, "unknown",
    FALSE },
  { "no-relationship", 400, "{\"error\":\"invalid_grant\",\"error_codes\":[50020]}", MUSTER_ERROR_FORBIDDEN, "GDAP", FALSE },
  { "secret-missing", 401, "{\"error\":\"invalid_client\",\"error_codes\":[7000218]}", MUSTER_ERROR_SIGNED_OUT, "Web platform",
    FALSE },
  { "secret-of-public-client", 401, "{\"error\":\"invalid_client\",\"error_codes\":[700025]}", MUSTER_ERROR_SIGNED_OUT,
    "Leave the client secret empty", FALSE },
  { "assertion-refused", 401, "{\"error\":\"invalid_client\",\"error_codes\":[700027]}", MUSTER_ERROR_SIGNED_OUT, "certificate",
    FALSE },
  { "no-tenant", 400, "{\"error\":\"invalid_request\",\"error_codes\":[90002]}", MUSTER_ERROR_NOT_FOUND, "tenant id", FALSE },
  { "other-cloud", 400, "{\"error\":\"invalid_request\",\"error_codes\":[900432]}", MUSTER_ERROR_WRONG_REGION, "cloud", FALSE },
  { "throttled-by-name", 400, "{\"error\":\"temporarily_unavailable\",\"error_codes\":[700082]}", MUSTER_ERROR_RATE_LIMITED,
    "slow down", FALSE },
  { "no-words", 400, "{}", MUSTER_ERROR_BAD_REPLY, "refused", FALSE },
  { "no-json", 403, "<html>", MUSTER_ERROR_BAD_REPLY, "without an explanation", FALSE },
};

/* data: which of them */
static void
test_refused (Fixture       *f,
              gconstpointer  data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr(GError) error = NULL;
  g_autofree char *claims = NULL;
  g_autofree char *after = NULL;

  entra_issuer_refuse (f->issuer, refusals[i].status, refusals[i].body);
  error = get_fails (f, ENTRA_HOME);
  g_assert_error (error, MUSTER_ERROR, refusals[i].code);
  if (strstr (error->message, refusals[i].says) == NULL)
    g_error ("%s: “%s” does not say “%s”", refusals[i].name, error->message, refusals[i].says);
  claims = muster_authenticator_entra_get_claims (f->authenticator);
  g_assert_true ((claims != NULL) == refusals[i].claims);

  /* Nothing was lost, and what conditional access wanted is forgotten once it has it */
  g_assert_cmpstr (f->store->kept, ==, "master-1");
  assert_get (f, ENTRA_HOME, 1);
  after = muster_authenticator_entra_get_claims (f->authenticator);
  g_assert_null (after);
}

/* No refusal shows what was sent, even if it comes back */
static void
test_echo (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  entra_issuer_refuse (f->issuer, 400, "{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS1: not master-1 again.\"}");
  error = get_fails (f, ENTRA_HOME);
  g_assert_null (strstr (error->message, "master-1"));
}

static void
test_keyring_locked (Fixture       *f,
                     gconstpointer  data)
{
  g_autoptr(GError) first = NULL;
  g_autoptr(GError) second = NULL;

  f->store->refuse = TRUE;
  first = get_fails (f, ENTRA_HOME);
  second = get_fails (f, ENTRA_CUSTOMER);
  g_assert_error (first, MUSTER_ERROR, MUSTER_ERROR_KEYRING_LOCKED);
  g_assert_error (second, MUSTER_ERROR, MUSTER_ERROR_KEYRING_LOCKED);
  g_assert_cmpuint (f->issuer->n_tokens, ==, 1);
  g_assert_cmpuint (muster_test_server_count (f->issuer->server, "GET /v1.0/users"), ==, 0);
  f->store->refuse = FALSE;
  assert_get (f, ENTRA_CUSTOMER, 2);
  g_assert_cmpstr (f->store->kept, ==, "master-2");
}

/* Somebody has signed in again while ours was on its way: the keyring knows. */
static void
test_signed_in_elsewhere (Fixture       *f,
                          gconstpointer  data)
{
  f->issuer->generation = 7;
  f->issuer->newest_used = TRUE;
  g_free (f->store->kept);
  f->store->kept = g_strdup ("master-7");
  assert_get (f, ENTRA_CUSTOMER, 2);
  g_assert_cmpstr (f->store->kept, ==, "master-8");
}

/* A renewal under way while the person signs in anew: it serves who waits, and the newer token stays in the keyring */
static void
test_retired (Fixture       *f,
              gconstpointer  data)
{
  muster_authenticator_set_retired (f->authenticator, TRUE);
  g_free (f->store->kept);
  f->store->kept = g_strdup ("signed-in-anew");
  assert_get (f, ENTRA_CUSTOMER, 2);
  g_assert_cmpstr (f->store->kept, ==, "signed-in-anew");

  /* Nothing came of signing in anew */
  g_free (f->store->kept);
  f->store->kept = g_strdup ("master-1");
  muster_authenticator_set_retired (f->authenticator, FALSE);
  muster_clock_advance (f->issuer->clock, 25 * G_TIME_SPAN_HOUR);
  assert_get (f, ENTRA_CUSTOMER, 4);
  g_assert_cmpstr (f->store->kept, !=, "master-1");
}

/* --- National clouds --- */

static void
test_cloud (Fixture       *f,
            gconstpointer  data)
{
  const char *base = muster_test_server_get_base (f->issuer->server);
  g_autoptr(MusterSecret) secret = muster_secret_new ("secret-of-the-app");
  g_autoptr(MusterAuthenticator) government = muster_authenticator_entra_new (f->issuer->transport, base, ENTRA_APP, secret);
  g_autoptr(GError) elsewhere = NULL;
  g_autoptr(GError) partner = NULL;
  g_autoptr(GError) unnamed = NULL;
  g_autoptr(GError) error = NULL;

  muster_authenticator_entra_set_cloud (government, ENTRA_GRAPH, "https://graph.microsoft.us", base);
  muster_authenticator_entra_set_cloud (government, ENTRA_PARTNER, NULL, NULL);
  g_set_object (&f->authenticator, government);
  g_assert_cmpuint (entra_issuer_get (f->issuer, government, ENTRA_CUSTOMER, ENTRA_GRAPH, &error), ==, 200);
  g_assert_no_error (error);
  /* The scope names this cloud's Graph, and so must the token */
  assert_field (f, "scope", "https://graph.microsoft.us/.default");

  g_assert_cmpuint (entra_issuer_get (f->issuer, government, ENTRA_HOME, ENTRA_PARTNER, &partner), ==, 0);
  g_assert_error (partner, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_assert_cmpuint (entra_issuer_get (f->issuer, government, ENTRA_HOME, ENTRA_EXCHANGE, &unnamed), ==, 0);
  g_assert_error (unnamed, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);

  /* A token of this cloud is not for the global one's host */
  muster_authenticator_entra_set_cloud (government, ENTRA_EXCHANGE, "https://outlook.office365.us", "https://outlook.office365.us");
  g_assert_cmpuint (entra_issuer_get (f->issuer, government, ENTRA_OTHER, ENTRA_EXCHANGE, &elsewhere), ==, 0);
  g_assert_error (elsewhere, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
  g_assert_cmpuint (f->issuer->n_tokens, ==, 1);
}

/* --- A certificate --- */

static void
test_certificate (Fixture       *f,
                  gconstpointer  data)
{
  gint64 now = muster_clock_now (f->issuer->clock);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterCertificate) certificate = muster_certificate_create ("Muster", now, 10, &error);
  g_autoptr(MusterAuthenticator) app = entra_issuer_sign (f->issuer, NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr(GError) over = NULL;

  g_assert_no_error (error);
  muster_authenticator_entra_set_certificate (app, certificate);
  g_set_object (&f->authenticator, app);
  assert_get (f, ENTRA_CUSTOMER, 1);
  assert_field (f, "grant_type", "client_credentials");
  assert_field (f, "client_assertion_type", MUSTER_OAUTH_JWT_BEARER);
  assert_field (f, "client_secret", NULL);
  first = entra_issuer_field (f->issuer, "client_assertion");
  assert_get (f, ENTRA_OTHER, 2);
  second = entra_issuer_field (f->issuer, "client_assertion");
  g_assert_cmpstr (first, !=, second);

  muster_clock_advance (f->issuer->clock, 11 * G_TIME_SPAN_DAY);
  over = get_fails (f, ENTRA_CUSTOMER);
  g_assert_error (over, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT);
  g_assert_nonnull (strstr (over->message, "certificate_expired"));
  g_assert_cmpuint (f->issuer->n_tokens, ==, 2);
}

/* --- Who signed in --- */

static MusterSecret *
make_id_token (const char *json)
{
  g_autofree char *body = g_base64_encode ((const guchar *) json, strlen (json));
  g_autofree char *token = NULL;

  g_strdelimit (g_strdelimit (body, "+", '-'), "/", '_');
  body[strcspn (body, "=")] = '\0';
  token = g_strdup_printf ("e30.%s.c2ln", body);
  return muster_secret_new (token);
}

static void
test_identity (void)
{
  static const struct { const char *json; int code; } cases[] = {
    { "{\"tid\":\"" ENTRA_HOME "\",\"aud\":\"" ENTRA_APP "\",\"oid\":\"o\",\"preferred_username\":\"t@x\"}", -1 },
    { "{\"tid\":\"" ENTRA_HOME "\",\"aud\":\"" ENTRA_APP "\",\"oid\":\"o\"}", -1 },
    { "{\"tid\":\"" ENTRA_CUSTOMER "\",\"aud\":\"" ENTRA_APP "\",\"oid\":\"o\"}", MUSTER_ERROR_FORBIDDEN },
    { "{\"tid\":\"" ENTRA_HOME "\",\"aud\":\"" ENTRA_OTHER "\",\"oid\":\"o\"}", MUSTER_ERROR_BAD_REPLY },
    { "{\"tid\":\"" ENTRA_HOME "\",\"aud\":\"" ENTRA_APP "\"}", MUSTER_ERROR_BAD_REPLY },
    { "[]", MUSTER_ERROR_BAD_REPLY },
  };
  g_auto(MusterEntraIdentity) nobody = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MusterSecret) token = make_id_token (cases[i].json);
      g_auto(MusterEntraIdentity) identity = { NULL };
      g_autoptr(GError) error = NULL;
      gboolean good = muster_entra_read_identity (token, ENTRA_APP, ENTRA_HOME, &identity, &error);

      g_assert_true (good == (cases[i].code < 0));
      if (good)
        g_assert_nonnull (identity.user_name);
      else
        g_assert_error (error, MUSTER_ERROR, cases[i].code);
    }
  g_assert_false (muster_entra_read_identity (NULL, ENTRA_APP, ENTRA_HOME, &nobody, NULL));
}

/* --- Killed --- */

static gboolean
step_cb (gpointer data)
{
  guint *steps = data;

  (*steps)++;
  return G_SOURCE_CONTINUE;
}

static gboolean
is_done (gpointer data)
{
  return ((Fixture *) data)->n_done > 0;
}

/* One life: it works until the blow, on a disk that is as slow as the dice say. Returns what was reached. */
static guint
live_and_die (Fixture *f,
              GRand   *rand)
{
  guint n_tokens = f->issuer->n_tokens;
  guint until = (guint) g_rand_int_range (rand, 0, 60);
  guint steps = 0;
  guint source;

  f->n_done = 0;
  f->store->slow = TRUE;
  get_async (f, g_rand_boolean (rand) ? ENTRA_HOME : ENTRA_CUSTOMER);
  source = g_idle_add_full (G_PRIORITY_DEFAULT, step_cb, &steps, NULL);
  while (steps < until && f->n_done == 0)
    {
      g_main_context_iteration (NULL, TRUE);
      if (f->store->writing != NULL && g_rand_int_range (rand, 0, 4) == 0)
        test_store_write (f->store);
    }
  g_source_remove (source);
  f->store->dead = TRUE;

  return f->issuer->n_tokens == n_tokens ? 0 : f->store->n_stores == 0 ? 1 : 2;
}

/* What the dead one still had under way comes to nothing. */
static void
bury (Fixture *f)
{
  while (!is_done (f))
    {
      if (f->store->writing != NULL)
        test_store_write (f->store);
      g_main_context_iteration (NULL, TRUE);
    }
  g_clear_object (&f->authenticator);
}

/* The program dies at any moment of a renewal, 200 times: whoever starts again signs in with what the keyring holds. */
static void
test_killed (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (20261122);
  guint reached[3] = { 0, 0, 0 };

  for (guint round = 0; round < 200; round++)
    {
      g_autoptr(TestStore) next = NULL;
      g_autoptr(TestStore) fresh = NULL;
      g_autoptr(GError) error = NULL;

      reached[live_and_die (f, rand)]++;
      next = test_store_new (f->store->kept);
      bury (f);
      g_set_object (&f->store, next);
      f->authenticator = new_authenticator (f->issuer, f->store);
      g_assert_cmpuint (entra_issuer_get (f->issuer, f->authenticator, ENTRA_CUSTOMER, ENTRA_GRAPH, &error), ==, 200);
      g_assert_no_error (error);

      g_clear_object (&f->authenticator);
      fresh = test_store_new (f->store->kept);
      g_set_object (&f->store, fresh);
      f->authenticator = new_authenticator (f->issuer, f->store);
    }

  g_assert_cmpuint (f->issuer->n_refused, ==, 0);
  g_test_message ("killed before Microsoft's answer %u, between it and the keyring %u, after that %u", reached[0], reached[1],
                  reached[2]);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (reached[i], >, 5);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

#define ADD(name, func) g_test_add ("/net/entra-person/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("redeem", test_redeem);
  ADD ("confidential", test_confidential);
  ADD ("keep-alive", test_keep_alive);
  ADD ("one-at-a-time", test_one_at_a_time);
  ADD ("granted", test_granted);
  ADD ("wrong-token", test_wrong_token);
  ADD ("opaque", test_opaque);
  ADD ("echo", test_echo);
  ADD ("keyring-locked", test_keyring_locked);
  ADD ("elsewhere", test_signed_in_elsewhere);
  ADD ("retired", test_retired);
  ADD ("cloud", test_cloud);
  ADD ("certificate", test_certificate);
  ADD ("killed", test_killed);
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strconcat ("/net/entra-person/refused/", refusals[i].name, NULL);

      g_test_add (path, Fixture, GUINT_TO_POINTER (i), set_up, test_refused, tear_down);
    }
  g_test_add_func ("/net/entra-person/identity", test_identity);

  return g_test_run ();
}
