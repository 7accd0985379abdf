/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <string.h>

#include "muster-sandbox-token.h"
#include "sandbox-entra.h"
#include "sandbox-schema.h"

#define HERE "http://localhost:49152"

static void
add (const char *path,
     void      (*test)(SandboxFixture *, gconstpointer))
{
  g_test_add (path, SandboxFixture, NULL, sandbox_fixture_setup, test, sandbox_fixture_teardown);
}

static void
redeem (SandboxFixture *f,
        const char     *app,
        const char     *code,
        const char     *redirect,
        const char     *verifier,
        const char     *secret)
{
  sandbox_token_form (f, "organizations", "grant_type", "authorization_code", "client_id", app, "code", code, "redirect_uri", redirect,
                      "code_verifier", verifier, secret != NULL ? "client_secret" : "x", secret != NULL ? secret : "", NULL);
}

static void
expect (SandboxFixture *f,
        int             number)
{
  g_assert_cmpint (sandbox_aadsts (f), ==, number);
  g_assert_cmpuint (f->status, >=, 400);
}

static void
test_page (SandboxFixture *f,
           gconstpointer   data)
{
  const char *app = sandbox_entra_value (f, "publicClientId");
  g_autofree char *challenge = sandbox_challenge ();
  g_autofree char *query = soup_form_encode ("client_id", app, "response_type", "code", "redirect_uri", HERE, "state", "s", "scope", SANDBOX_GRAPH,
                                             "code_challenge", challenge, "code_challenge_method", "S256", NULL);
  g_autofree char *path = g_strconcat ("/organizations/oauth2/v2.0/authorize?", query, NULL);
  g_autoptr(GHashTable) denied = NULL;
  g_autoptr(GHashTable) silent = NULL;

  sandbox_send (f, "GET", path, NULL, NULL, NULL);
  g_assert_cmpuint (f->status, ==, 200);
  g_assert_nonnull (strstr (f->text, "name=\"code_challenge\""));
  g_assert_nonnull (strstr (f->text, sandbox_technician (f, 0)));
  denied = sandbox_authorize (f, app, HERE, NULL, NULL);
  g_assert_cmpuint (f->status, ==, 302);
  g_assert_cmpstr (g_hash_table_lookup (denied, "error"), ==, "access_denied");
  g_assert_cmpstr (g_hash_table_lookup (denied, "state"), ==, "state & more");
  silent = sandbox_authorize (f, app, HERE, sandbox_technician (f, 0), "prompt=none");
  g_assert_cmpstr (g_hash_table_lookup (silent, "error"), ==, "interaction_required");
}

/* The port does not count, all else does. */
static void
test_redirects (SandboxFixture *f,
                gconstpointer   data)
{
  static const struct { const char *address; gboolean good; } cases[] = {
    { "http://localhost", TRUE }, { "http://localhost/", TRUE }, { "http://localhost:1/", TRUE }, { "http://localhost:65000", TRUE },
    { "http://localhost:5/callback", FALSE }, { "https://localhost:5", FALSE }, { "http://127.0.0.1:5", FALSE }, { "http://[::1]:5", FALSE },
    { "http://localhost.evil.example", FALSE }, { "http://x@localhost:5", FALSE }, { "http://localhost:5/#a", FALSE }, { "http://evil.example", FALSE },
    { "http://localhost:5?a=b", FALSE }, { "", FALSE },
  };
  const char *app = sandbox_entra_value (f, "publicClientId");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GHashTable) back = sandbox_authorize (f, app, cases[i].address, sandbox_technician (f, 0), NULL);

      g_assert_cmpuint (f->status, ==, cases[i].good ? 302 : 400);
      if (!cases[i].good)
        g_assert_cmpint (sandbox_aadsts (f), ==, 50011);
    }
  sandbox_set (f, "{\"entra\":{\"apps\":{\"public\":{\"redirects\":[\"http://localhost/Back\"]}}}}");
  g_clear_pointer (&f->reply, json_node_unref);
  {
    g_autoptr(GHashTable) right = sandbox_authorize (f, app, "http://localhost:7/Back", sandbox_technician (f, 0), NULL);

    g_assert_nonnull (right);
  }
  {
    g_autoptr(GHashTable) wrong = sandbox_authorize (f, app, "http://localhost:7/back", sandbox_technician (f, 0), NULL);

    g_assert_null (wrong);
  }
}

static void
test_codes (SandboxFixture *f,
            gconstpointer   data)
{
  const char *app = sandbox_entra_value (f, "publicClientId"), *main_app = sandbox_entra_value (f, "clientId");
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("entra-oauth.json");
  g_autoptr(GHashTable) back = sandbox_authorize (f, app, HERE, sandbox_technician (f, 0), NULL);
  const char *code = g_hash_table_lookup (back, "code");
  g_autoptr(GHashTable) unproven = NULL;

  redeem (f, app, code, HERE, "another-verifier-that-is-long-enough-for-every-rule-01234", NULL);
  expect (f, 501481);
  redeem (f, app, code, "http://localhost:1", SANDBOX_VERIFIER, NULL);
  expect (f, 50011);
  redeem (f, main_app, code, HERE, SANDBOX_VERIFIER, NULL);
  expect (f, 7000218);
  redeem (f, main_app, code, HERE, SANDBOX_VERIFIER, sandbox_entra_value (f, "clientSecret"));
  expect (f, 70000);
  redeem (f, app, code, HERE, SANDBOX_VERIFIER, "a secret");
  expect (f, 700025);
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "error"), ==, "invalid_client");
  redeem (f, app, code, HERE, SANDBOX_VERIFIER, NULL);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_schema_check (schema, "POST", "/x/oauth2/v2.0/token", f->status, f->reply);
  g_assert_nonnull (muster_jo_str (sandbox_reply (f), "refresh_token"));
  g_assert_nonnull (strstr (muster_jo_str (sandbox_reply (f), "scope"), "https://graph.microsoft.com/User.Read.All"));
  {
    g_autoptr(JsonNode) claims = muster_token_read (f->world, muster_jo_str (sandbox_reply (f), "id_token"));
    JsonObject *said = json_node_get_object (claims);

    g_assert_cmpstr (muster_jo_str (said, "tid"), ==, sandbox_tenant (f, "msp"));
    g_assert_cmpstr (muster_jo_str (said, "preferred_username"), ==, sandbox_technician (f, 0));
    g_assert_cmpstr (muster_jo_str (said, "aud"), ==, app);
  }
  redeem (f, app, code, HERE, SANDBOX_VERIFIER, NULL);
  expect (f, 54005);
  unproven = sandbox_authorize (f, app, HERE, sandbox_technician (f, 0), NULL);
  sandbox_control (f, "POST", "clock", "{\"advance\":601}");
  redeem (f, app, g_hash_table_lookup (unproven, "code"), HERE, SANDBOX_VERIFIER, NULL);
  expect (f, 70008);
}

/* A new token comes each time, and the old one stays good. */
static void
test_rotation (SandboxFixture *f,
               gconstpointer   data)
{
  const char *app = sandbox_entra_value (f, "clientId"), *home = sandbox_tenant (f, "msp");
  g_autofree char *first = sandbox_sign_in (f, app, sandbox_technician (f, 1));
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;

  sandbox_refresh (f, app, first, home, SANDBOX_GRAPH);
  second = g_strdup (muster_jo_str (sandbox_reply (f), "refresh_token"));
  g_assert_nonnull (second);
  g_assert_cmpstr (first, !=, second);
  sandbox_refresh (f, app, first, sandbox_tenant (f, "klw"), SANDBOX_GRAPH);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_refresh (f, app, first, sandbox_tenant (f, "brd"), SANDBOX_EXCHANGE);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_set (f, "{\"entra\":{\"oldRefresh\":\"revoked\"}}");
  sandbox_refresh (f, app, second, home, SANDBOX_GRAPH);
  third = g_strdup (muster_jo_str (sandbox_reply (f), "refresh_token"));
  sandbox_refresh (f, app, second, home, SANDBOX_GRAPH);
  expect (f, 50173);
  sandbox_refresh (f, app, third, home, SANDBOX_GRAPH);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_refresh (f, sandbox_entra_value (f, "publicClientId"), first, home, SANDBOX_GRAPH);
  expect (f, 70000);
  sandbox_refresh (f, app, "0.nonsense", home, SANDBOX_GRAPH);
  expect (f, 70000);
  sandbox_control (f, "POST", "clock", "{\"advance\":7776001}");
  sandbox_refresh (f, app, first, home, SANDBOX_GRAPH);
  expect (f, 700082);
}

static void
test_revoked (SandboxFixture *f,
              gconstpointer   data)
{
  const char *app = sandbox_entra_value (f, "clientId");
  g_autofree char *mine = sandbox_sign_in (f, app, sandbox_technician (f, 0));
  g_autofree char *theirs = sandbox_sign_in (f, app, sandbox_technician (f, 1));
  g_autofree char *body = g_strdup_printf ("{\"user\":\"%s\"}", sandbox_technician (f, 0));

  sandbox_control (f, "POST", "entra/revoke", body);
  sandbox_refresh (f, app, mine, sandbox_tenant (f, "klw"), SANDBOX_GRAPH);
  expect (f, 50173);
  sandbox_refresh (f, app, theirs, sandbox_tenant (f, "klw"), SANDBOX_GRAPH);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_set (f, "{\"entra\":{\"refreshVersion\":2}}");
  sandbox_refresh (f, app, theirs, sandbox_tenant (f, "klw"), SANDBOX_GRAPH);
  expect (f, 50173);
}

/* What the tenant says, by its settings: on every grant, or on one kind */
static void
test_errors (SandboxFixture *f,
             gconstpointer   data)
{
  static const struct { int number; const char *error; guint status; } cases[] = {
    { 50076, "interaction_required", 400 }, { 53003, "interaction_required", 400 }, { 65001, "invalid_grant", 400 }, { 90099, "invalid_grant", 400 },
    { 700016, "unauthorized_client", 400 }, { 7000229, "invalid_client", 401 }, { 50020, "invalid_grant", 400 }, { 700082, "invalid_grant", 400 },
    { 90055, "temporarily_unavailable", 429 }, { 90002, "invalid_request", 400 }, { 7000112, "unauthorized_client", 401 }, { 530034, "interaction_required", 400 },
    { 70043, "invalid_grant", 400 }, { 650051, "invalid_grant", 400 }, { 500011, "invalid_resource", 400 }, { 50196, "invalid_request", 400 },
    { 7000215, "invalid_client", 401 }, { 50053, "invalid_grant", 400 },
  };
  const char *app = sandbox_entra_value (f, "clientId");
  g_autofree char *refresh = sandbox_sign_in (f, app, sandbox_technician (f, 0));
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("entra-oauth.json");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *settings = g_strdup_printf ("{\"entra\":{\"tenants\":{\"klw\":{\"error\":%d}}}}", cases[i].number);

      sandbox_set (f, settings);
      sandbox_refresh (f, app, refresh, sandbox_tenant (f, "klw"), SANDBOX_GRAPH);
      g_assert_cmpint (sandbox_aadsts (f), ==, cases[i].number);
      g_assert_cmpuint (f->status, ==, cases[i].status);
      g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "error"), ==, cases[i].error);
      sandbox_schema_check (schema, "POST", "/x/oauth2/v2.0/token", f->status, f->reply);
      sandbox_refresh (f, app, refresh, sandbox_tenant (f, "brd"), SANDBOX_GRAPH);
      g_assert_cmpuint (f->status, ==, 200);
    }
  sandbox_set (f, "{\"entra\":{\"tenants\":{\"klw\":{\"error\":53003,\"errorGrant\":\"refresh_token\"}}}}");
  sandbox_token (f, sandbox_tenant (f, "klw"), SANDBOX_GRAPH, NULL, NULL);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_control (f, "POST", "faults", "{\"vendor\":\"entra\",\"kind\":\"aadsts\",\"number\":90033}");
  sandbox_token (f, sandbox_tenant (f, "klw"), SANDBOX_GRAPH, NULL, NULL);
  expect (f, 90033);
  sandbox_token (f, sandbox_tenant (f, "klw"), SANDBOX_GRAPH, NULL, NULL);
  g_assert_cmpuint (f->status, ==, 200);
}

/* More proof is asked for, and a sign-in that carries the claims gives it. */
static void
test_step_up (SandboxFixture *f,
              gconstpointer   data)
{
  const char *app = sandbox_entra_value (f, "publicClientId");
  g_autofree char *refresh = NULL;
  g_autofree char *claims = NULL;
  g_autofree char *more = NULL;
  g_autoptr(GHashTable) back = NULL;
  g_autofree char *grant = g_strdup_printf ("{\"clientId\":\"%s\",\"tenant\":\"%s\",\"graph\":\"User.Read.All\"}", app, sandbox_tenant (f, "klw"));

  sandbox_control (f, "POST", "entra/consents", grant);
  refresh = sandbox_sign_in (f, app, sandbox_technician (f, 0));
  sandbox_set (f, "{\"entra\":{\"tenants\":{\"klw\":{\"stepUp\":true}}}}");
  sandbox_refresh (f, app, refresh, sandbox_tenant (f, "klw"), SANDBOX_GRAPH);
  expect (f, 50076);
  claims = g_uri_escape_string (muster_jo_str (sandbox_reply (f), "claims"), NULL, FALSE);
  more = g_strconcat ("claims=", claims, NULL);
  back = sandbox_authorize (f, app, HERE, sandbox_technician (f, 0), more);
  redeem (f, app, g_hash_table_lookup (back, "code"), HERE, SANDBOX_VERIFIER, NULL);
  g_free (refresh);
  refresh = g_strdup (muster_jo_str (sandbox_reply (f), "refresh_token"));
  sandbox_refresh (f, app, refresh, sandbox_tenant (f, "klw"), SANDBOX_GRAPH);
  g_assert_cmpuint (f->status, ==, 200);
}

static void
test_scopes (SandboxFixture *f,
             gconstpointer   data)
{
  const char *app = sandbox_entra_value (f, "publicClientId"), *klw = sandbox_tenant (f, "klw");
  g_autofree char *grant = g_strdup_printf ("{\"clientId\":\"%s\",\"tenant\":\"%s\",\"graph\":\"User.Read.All Group.Read.All\"}", app, klw);
  g_autofree char *refresh = sandbox_sign_in (f, app, sandbox_technician (f, 0));

  sandbox_refresh (f, app, refresh, klw, SANDBOX_GRAPH);
  expect (f, 65001);
  sandbox_control (f, "POST", "entra/consents", grant);
  sandbox_refresh (f, app, refresh, klw, "https://graph.microsoft.com/User.Read.All offline_access");
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "scope"), ==, "https://graph.microsoft.com/User.Read.All");
  sandbox_refresh (f, app, refresh, klw, "https://graph.microsoft.com/User.ReadWrite.All");
  expect (f, 65001);
  sandbox_refresh (f, app, refresh, klw, SANDBOX_EXCHANGE);
  expect (f, 65001);
  sandbox_refresh (f, app, refresh, klw, SANDBOX_GRAPH " https://graph.microsoft.com/User.Read.All");
  expect (f, 70011);
  sandbox_refresh (f, app, refresh, klw, SANDBOX_GRAPH " " SANDBOX_EXCHANGE);
  expect (f, 28000);
  sandbox_refresh (f, app, refresh, klw, "https://evil.example/.default");
  expect (f, 500011);
  sandbox_refresh (f, app, refresh, "00000000-0000-4000-8000-000000000000", SANDBOX_GRAPH);
  expect (f, 90002);
  sandbox_set (f, "{\"entra\":{\"cloud\":\"usgov\"}}");
  sandbox_refresh (f, app, refresh, klw, SANDBOX_GRAPH);
  expect (f, 500011);
  sandbox_refresh (f, app, refresh, klw, "https://graph.microsoft.us/.default");
  g_assert_cmpuint (f->status, ==, 200);
}

/* A person without a group that any relationship gives a role does not exist in the tenant. */
static void
test_no_role (SandboxFixture *f,
              gconstpointer   data)
{
  const char *app = sandbox_entra_value (f, "clientId");
  g_autofree char *refresh = sandbox_sign_in (f, app, sandbox_technician (f, 1));
  g_autofree char *settings = g_strdup_printf ("{\"entra\":{\"groups\":{\"%s\":[]}}}", sandbox_technician (f, 1));

  sandbox_set (f, settings);
  sandbox_refresh (f, app, refresh, sandbox_tenant (f, "klw"), SANDBOX_GRAPH);
  expect (f, 50020);
  sandbox_refresh (f, app, refresh, sandbox_tenant (f, "msp"), SANDBOX_GRAPH);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_set (f, "{\"entra\":{\"groups\":null},\"gdap\":{\"klw\":{\"status\":\"terminated\"}}}");
  sandbox_refresh (f, app, refresh, sandbox_tenant (f, "klw"), SANDBOX_GRAPH);
  expect (f, 50020);
}

static void
test_secrets (SandboxFixture *f,
              gconstpointer   data)
{
  const char *app = sandbox_entra_value (f, "clientId"), *klw = sandbox_tenant (f, "klw");

  sandbox_token_form (f, klw, "grant_type", "client_credentials", "client_id", app, "scope", SANDBOX_GRAPH, NULL);
  expect (f, 7000218);
  sandbox_set (f, "{\"entra\":{\"apps\":{\"main\":{\"secretExpired\":true}}}}");
  sandbox_token (f, klw, SANDBOX_GRAPH, NULL, NULL);
  expect (f, 7000222);
  sandbox_set (f, "{\"entra\":{\"apps\":{\"main\":{\"secretVersion\":1}}}}");
  sandbox_token (f, klw, SANDBOX_GRAPH, NULL, NULL);
  expect (f, 7000215);
  sandbox_set (f, "{\"entra\":{\"apps\":{\"main\":{\"disabled\":true}}}}");
  sandbox_token (f, klw, SANDBOX_GRAPH, NULL, NULL);
  expect (f, 7000112);
  sandbox_set (f, "{\"entra\":{\"apps\":null}}");
  sandbox_token_form (f, klw, "grant_type", "client_credentials", "client_id", sandbox_entra_value (f, "publicClientId"), "scope", SANDBOX_GRAPH, NULL);
  expect (f, 700025);
  sandbox_token_form (f, klw, "grant_type", "password", "client_id", app, "scope", SANDBOX_GRAPH, NULL);
  expect (f, 70003);
}

static const char *
tenant_in (SandboxFixture *f,
           const char     *member)
{
  g_autoptr(JsonNode) claims = muster_token_read (f->world, muster_jo_str (sandbox_reply (f), member));

  return g_intern_string (muster_jo_str (json_node_get_object (claims), "tid"));
}

/* Tokens that are not the ones that were asked for, so that a program can be seen to notice */
static void
test_wrong_tokens (SandboxFixture *f,
                   gconstpointer   data)
{
  const char *app = sandbox_entra_value (f, "clientId"), *klw = sandbox_tenant (f, "klw");
  g_autofree char *refresh = sandbox_sign_in (f, app, sandbox_technician (f, 0));
  g_autofree char *token = NULL;

  sandbox_set (f, "{\"entra\":{\"tenants\":{\"klw\":{\"tokenTenant\":\"brd\"}}}}");
  sandbox_token (f, klw, SANDBOX_GRAPH, NULL, NULL);
  g_assert_cmpstr (tenant_in (f, "access_token"), ==, sandbox_tenant (f, "brd"));
  sandbox_refresh (f, app, refresh, klw, SANDBOX_GRAPH " openid");
  g_assert_cmpstr (tenant_in (f, "access_token"), ==, sandbox_tenant (f, "brd"));
  g_assert_cmpstr (tenant_in (f, "id_token"), ==, sandbox_tenant (f, "brd"));
  sandbox_set (f, "{\"entra\":{\"tenants\":{\"klw\":{\"tokenAudience\":\"https://outlook.office365.com\"}}}}");
  sandbox_refresh (f, app, refresh, klw, SANDBOX_GRAPH);
  token = g_strdup (muster_jo_str (sandbox_reply (f), "access_token"));
  sandbox_with (f, token, "GET", "/v1.0/users", NULL);
  sandbox_assert_error (f, 401, "InvalidAuthenticationToken");
}

/* What becomes of a token when the tenant changes its mind */
static void
test_changed_mind (SandboxFixture *f,
                   gconstpointer   data)
{
  const char *app = sandbox_entra_value (f, "clientId"), *klw = sandbox_tenant (f, "klw");
  g_autofree char *body = g_strdup_printf ("{\"clientId\":\"%s\",\"tenant\":\"%s\"}", app, klw);
  g_autofree char *token = sandbox_access (f, 0, "klw", SANDBOX_GRAPH);

  sandbox_with (f, token, "GET", "/v1.0/domains", NULL);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_set (f, "{\"entra\":{\"tenants\":{\"klw\":{\"claimsChallenge\":true}}}}");
  sandbox_with (f, token, "GET", "/v1.0/domains", NULL);
  g_assert_cmpuint (f->status, ==, 401);
  g_assert_nonnull (strstr (soup_message_headers_get_one (f->headers, "WWW-Authenticate"), "insufficient_claims"));
  sandbox_set (f, "{\"entra\":{\"tenants\":null}}");
  sandbox_control (f, "POST", "entra/consents", body);
  sandbox_with (f, token, "GET", "/v1.0/domains", NULL);
  sandbox_assert_error (f, 403, "Authorization_IdentityNotFound");
  sandbox_token (f, klw, SANDBOX_GRAPH, NULL, NULL);
  expect (f, 7000229);
}

/* --- device codes --- */

static void
poll (SandboxFixture *f,
      const char     *code)
{
  sandbox_token_form (f, "organizations", "grant_type", "urn:ietf:params:oauth:grant-type:device_code",
                      "client_id", sandbox_entra_value (f, "publicClientId"), "device_code", code, NULL);
}

static void
ask (SandboxFixture *f,
     char          **code,
     char          **user_code)
{
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("entra-oauth.json");
  g_autofree char *form = soup_form_encode ("client_id", sandbox_entra_value (f, "publicClientId"), "scope", SANDBOX_GRAPH " offline_access", NULL);

  sandbox_send (f, "POST", "/organizations/oauth2/v2.0/devicecode?mkt=de-DE", NULL, "application/x-www-form-urlencoded", form);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_schema_check (schema, "POST", "/x/oauth2/v2.0/devicecode", f->status, f->reply);
  g_assert_nonnull (strstr (muster_jo_str (sandbox_reply (f), "message"), "Um sich anzumelden"));
  g_free (*code);
  g_free (*user_code);
  *code = g_strdup (muster_jo_str (sandbox_reply (f), "device_code"));
  *user_code = g_strdup (muster_jo_str (sandbox_reply (f), "user_code"));
}

static void
enter (SandboxFixture *f,
       const char     *user_code,
       const char     *decision)
{
  g_autofree char *form = soup_form_encode ("user_code", user_code, "user", sandbox_technician (f, 0), "decision", decision, NULL);

  sandbox_send (f, "POST", "/common/oauth2/deviceauth", NULL, "application/x-www-form-urlencoded", form);
  g_assert_cmpuint (f->status, ==, 200);
}

static void
test_device (SandboxFixture *f,
             gconstpointer   data)
{
  g_autofree char *code = NULL;
  g_autofree char *user_code = NULL;
  g_autofree char *refresh = NULL;

  ask (f, &code, &user_code);
  poll (f, code);
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "error"), ==, "authorization_pending");
  enter (f, "NOPE-NOPE", "sign-in");
  g_assert_nonnull (strstr (f->text, "work"));
  enter (f, user_code, "sign-in");
  g_assert_nonnull (strstr (f->text, "signed in"));
  poll (f, code);
  g_assert_cmpuint (f->status, ==, 200);
  refresh = g_strdup (muster_jo_str (sandbox_reply (f), "refresh_token"));
  poll (f, code);
  expect (f, 54005);
  sandbox_set (f, "{\"entra\":{\"tenants\":{\"msp\":{\"blockDeviceCode\":true}}}}");
  sandbox_refresh (f, sandbox_entra_value (f, "publicClientId"), refresh, sandbox_tenant (f, "msp"), SANDBOX_GRAPH);
  expect (f, 53003);
  ask (f, &code, &user_code);
  enter (f, user_code, "deny");
  poll (f, code);
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "error"), ==, "authorization_declined");
  ask (f, &code, &user_code);
  sandbox_control (f, "POST", "clock", "{\"advance\":901}");
  poll (f, code);
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "error"), ==, "expired_token");
  poll (f, "nonsense");
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "error"), ==, "bad_verification_code");
}

/* --- consent --- */

static void
post_consent (SandboxFixture *f,
              const char     *token,
              const char     *key,
              const char     *scopes)
{
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("partner-center.json");
  g_autofree char *path = g_strdup_printf ("/v1/customers/%s/applicationconsents", sandbox_tenant (f, key));
  g_autofree char *body = g_strdup_printf ("{\"ApplicationId\":\"%s\",\"ApplicationGrants\":[{\"EnterpriseApplicationId\":"
                                           "\"00000003-0000-0000-c000-000000000000\",\"Scope\":\"%s\"}]}",
                                           sandbox_entra_value (f, "publicClientId"), scopes);

  sandbox_with (f, token, "POST", path, body);
  sandbox_schema_check (schema, "POST", path, f->status, f->reply);
}

static void
test_partner_consent (SandboxFixture *f,
                      gconstpointer   data)
{
  const char *app = sandbox_entra_value (f, "publicClientId"), *klw = sandbox_tenant (f, "klw");
  g_autofree char *refresh = sandbox_sign_in (f, app, sandbox_technician (f, 0));
  g_autofree char *admin = NULL;
  g_autofree char *helper = NULL;
  g_autofree char *token = NULL;
  g_autofree char *path = g_strdup_printf ("/v1/customers/%s/applicationconsents/%s", klw, app);

  admin = sandbox_access (f, 0, "msp", SANDBOX_PARTNER);
  helper = sandbox_access (f, 1, "msp", SANDBOX_PARTNER);
  token = sandbox_access (f, 0, "msp", SANDBOX_GRAPH);
  post_consent (f, token, "klw", "User.Read.All");
  g_assert_cmpuint (f->status, ==, 401);
  post_consent (f, helper, "klw", "User.Read.All");
  g_assert_cmpuint (f->status, ==, 403);
  post_consent (f, admin, "msp", "User.Read.All");
  g_assert_cmpuint (f->status, ==, 400);
  post_consent (f, admin, "klw", "User.Read.All,No.Such.Thing");
  g_assert_cmpuint (f->status, ==, 400);
  post_consent (f, admin, "klw", "User.Read.All,Group.Read.All");
  g_assert_cmpuint (f->status, ==, 201);
  post_consent (f, admin, "klw", "User.ReadWrite.All");
  g_assert_cmpuint (f->status, ==, 409);
  g_assert_nonnull (strstr (f->text, "Permission entry already exists"));
  sandbox_refresh (f, app, refresh, klw, SANDBOX_GRAPH);
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "scope"), ==, "https://graph.microsoft.com/User.Read.All https://graph.microsoft.com/Group.Read.All");
  sandbox_with (f, admin, "DELETE", path, NULL);
  g_assert_cmpuint (f->status, ==, 204);
  sandbox_refresh (f, app, refresh, klw, SANDBOX_GRAPH);
  expect (f, 65001);
  post_consent (f, admin, "klw", "User.ReadWrite.All");
  g_assert_cmpuint (f->status, ==, 201);
  sandbox_set (f, "{\"entra\":{\"consentDelayMs\":30000}}");
  sandbox_refresh (f, app, refresh, klw, SANDBOX_GRAPH);
  expect (f, 650051);
  sandbox_control (f, "POST", "clock", "{\"advance\":31}");
  sandbox_refresh (f, app, refresh, klw, SANDBOX_GRAPH);
  g_assert_cmpuint (f->status, ==, 200);
}

static GHashTable *
administer (SandboxFixture *f,
            const char     *key,
            const char     *app,
            const char     *user,
            const char     *decision)
{
  g_autofree char *path = g_strdup_printf ("/%s/v2.0/adminconsent", sandbox_tenant (f, key));
  g_autofree char *form = soup_form_encode ("client_id", app, "redirect_uri", HERE, "scope", SANDBOX_GRAPH, "state", "x", "user", user, "decision", decision, NULL);
  const char *location;

  sandbox_send (f, "POST", path, NULL, "application/x-www-form-urlencoded", form);
  location = soup_message_headers_get_one (f->headers, "Location");
  return location != NULL ? soup_form_decode (strchr (location, '?') + 1) : NULL;
}

static void
test_admin_consent (SandboxFixture *f,
                    gconstpointer   data)
{
  const char *app = sandbox_entra_value (f, "publicClientId"), *klw = sandbox_tenant (f, "klw");
  g_autofree char *refresh = sandbox_sign_in (f, app, sandbox_technician (f, 0));
  g_autofree char *page = g_strdup_printf ("/%s/v2.0/adminconsent?client_id=%s&redirect_uri=http%%3A%%2F%%2Flocalhost&scope=x", klw, app);
  g_autoptr(GHashTable) denied = administer (f, "klw", app, "", "deny");
  g_autoptr(GHashTable) nobody = administer (f, "klw", app, muster_jo_str (sandbox_plain_user (f, "klw"), "upn"), "accept");
  g_autoptr(GHashTable) given = NULL;

  g_assert_cmpstr (g_hash_table_lookup (denied, "error"), ==, "access_denied");
  g_assert_cmpstr (g_hash_table_lookup (denied, "admin_consent"), ==, "True");
  g_assert_cmpstr (g_hash_table_lookup (nobody, "error"), ==, "access_denied");
  sandbox_send (f, "GET", page, NULL, NULL, NULL);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_refresh (f, app, refresh, klw, SANDBOX_GRAPH);
  expect (f, 65001);
  given = administer (f, "klw", app, "klw-admin@keslowray.example", "accept");
  g_assert_null (g_hash_table_lookup (given, "error"));
  g_assert_cmpstr (g_hash_table_lookup (given, "tenant"), ==, klw);
  sandbox_refresh (f, app, refresh, klw, SANDBOX_GRAPH);
  g_assert_cmpuint (f->status, ==, 200);
}

/* In the application's own home who signs in consents, unless that is for administrators. */
static void
test_home_consent (SandboxFixture *f,
                   gconstpointer   data)
{
  const char *app = sandbox_entra_value (f, "publicClientId");
  g_autoptr(GHashTable) refused = NULL;
  g_autoptr(GHashTable) admin = NULL;
  g_autoptr(GHashTable) later = NULL;

  sandbox_set (f, "{\"entra\":{\"homeConsent\":\"admin\"}}");
  refused = sandbox_authorize (f, app, HERE, sandbox_technician (f, 1), NULL);
  g_assert_nonnull (strstr (g_hash_table_lookup (refused, "error_description"), "AADSTS90094"));
  admin = sandbox_authorize (f, app, HERE, sandbox_technician (f, 0), NULL);
  g_assert_nonnull (g_hash_table_lookup (admin, "code"));
  later = sandbox_authorize (f, app, HERE, sandbox_technician (f, 1), NULL);
  g_assert_nonnull (g_hash_table_lookup (later, "code"));
}

/* --- certificates --- */

typedef struct {
  gint64 now;
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t     certificate;
  char                 *pem;
} Pair;

static void
pair_clear (Pair *self)
{
  gnutls_x509_crt_deinit (self->certificate);
  gnutls_x509_privkey_deinit (self->key);
  g_free (self->pem);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

static void
make_pair (Pair           *self,
           SandboxFixture *f)
{
  g_autofree char *pem = g_malloc0 (8192);
  gsize size = 8192;
  time_t now = (time_t) (muster_world_now (f->world) / G_USEC_PER_SEC);

  self->now = now;
  gnutls_x509_privkey_init (&self->key);
  g_assert_cmpint (gnutls_x509_privkey_generate (self->key, GNUTLS_PK_RSA, 2048, 0), ==, 0);
  gnutls_x509_crt_init (&self->certificate);
  gnutls_x509_crt_set_version (self->certificate, 3);
  gnutls_x509_crt_set_serial (self->certificate, "\x01", 1);
  gnutls_x509_crt_set_dn (self->certificate, "CN=Test", NULL);
  gnutls_x509_crt_set_activation_time (self->certificate, now - 60);
  gnutls_x509_crt_set_expiration_time (self->certificate, now + 3600);
  gnutls_x509_crt_set_key (self->certificate, self->key);
  g_assert_cmpint (gnutls_x509_crt_sign2 (self->certificate, self->certificate, self->key, GNUTLS_DIG_SHA256, 0), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_export (self->certificate, GNUTLS_X509_FMT_PEM, pem, &size), ==, 0);
  self->pem = g_strdup (pem);
}

static char *
encode (JsonObject *object)
{
  g_autofree char *text = muster_jo_text (object);

  json_object_unref (object);
  return muster_token_base64url ((const guchar *) text, strlen (text));
}

static char *
assertion (Pair       *pair,
           const char *app,
           const char *audience,
           gint64      seconds)
{
  gint64 now = pair->now;
  guchar digest[32];
  gsize size = sizeof digest;
  g_autofree char *print = NULL;
  g_autofree char *header = NULL;
  g_autofree char *claims = NULL;
  g_autofree char *text = NULL;
  g_autofree char *signature = NULL;
  gnutls_privkey_t key;
  gnutls_datum_t data, signed_data;

  gnutls_x509_crt_get_fingerprint (pair->certificate, GNUTLS_DIG_SHA256, digest, &size);
  print = muster_token_base64url (digest, size);
  header = encode (muster_jo_new ("alg:s", "PS256", "typ:s", "JWT", "x5t#S256:s", print, NULL));
  claims = encode (muster_jo_new ("aud:s", audience, "iss:s", app, "sub:s", app, "jti:s", "1", "nbf:i", now - 10, "exp:i", now + seconds, NULL));
  text = g_strdup_printf ("%s.%s", header, claims);
  gnutls_privkey_init (&key);
  gnutls_privkey_import_x509 (key, pair->key, 0);
  data.data = (unsigned char *) text;
  data.size = (unsigned int) strlen (text);
  g_assert_cmpint (gnutls_privkey_sign_data2 (key, GNUTLS_SIGN_RSA_PSS_SHA256, 0, &data, &signed_data), ==, 0);
  signature = muster_token_base64url (signed_data.data, signed_data.size);
  gnutls_free (signed_data.data);
  gnutls_privkey_deinit (key);
  return g_strdup_printf ("%s.%s", text, signature);
}

static void
prove (SandboxFixture *f,
       const char     *app,
       const char     *proof)
{
  sandbox_token_form (f, sandbox_tenant (f, "klw"), "grant_type", "client_credentials", "client_id", app, "scope", SANDBOX_GRAPH,
                      "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "client_assertion", proof, NULL);
}

static void
test_certificates (SandboxFixture *f,
                   gconstpointer   data)
{
  const char *app = sandbox_entra_value (f, "certificateClientId");
  g_autofree char *audience = g_strdup_printf ("%s/%s/oauth2/v2.0/token", f->base, sandbox_tenant (f, "klw"));
  g_autofree char *other = g_strdup_printf ("%s/%s/oauth2/v2.0/token", f->base, sandbox_tenant (f, "brd"));
  g_auto(Pair) pair = { 0 };
  g_auto(Pair) stranger = { 0 };
  g_autoptr(JsonObject) upload = NULL;
  g_autofree char *body = NULL;
  g_autofree char *good = NULL, *late = NULL, *elsewhere = NULL, *forged = NULL, *else_app = NULL;

  make_pair (&pair, f);
  make_pair (&stranger, f);
  good = assertion (&pair, app, audience, 300);
  late = assertion (&pair, app, audience, -1);
  elsewhere = assertion (&pair, app, other, 300);
  forged = assertion (&stranger, app, audience, 300);
  else_app = assertion (&pair, sandbox_entra_value (f, "clientId"), audience, 300);
  prove (f, app, good);
  expect (f, 700027);
  sandbox_control (f, "POST", "entra/certificates", "{\"clientId\":\"x\",\"certificate\":\"y\"}");
  g_assert_cmpuint (f->status, ==, 400);
  upload = muster_jo_new ("clientId:s", app, "certificate:s", pair.pem, NULL);
  body = muster_jo_text (upload);
  sandbox_control (f, "POST", "entra/certificates", body);
  g_assert_cmpuint (f->status, ==, 201);
  prove (f, app, good);
  g_assert_cmpuint (f->status, ==, 200);
  prove (f, app, late);
  expect (f, 700024);
  prove (f, app, elsewhere);
  expect (f, 700023);
  prove (f, app, forged);
  expect (f, 700027);
  prove (f, app, else_app);
  expect (f, 700021);
  prove (f, sandbox_entra_value (f, "publicClientId"), good);
  expect (f, 700025);
  sandbox_token_form (f, sandbox_tenant (f, "klw"), "grant_type", "client_credentials", "client_id", app, "scope", SANDBOX_GRAPH, "client_secret", "x", NULL);
  expect (f, 7000215);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  add ("/sandbox/entra/page", test_page);
  add ("/sandbox/entra/redirects", test_redirects);
  add ("/sandbox/entra/codes", test_codes);
  add ("/sandbox/entra/rotation", test_rotation);
  add ("/sandbox/entra/revoked", test_revoked);
  add ("/sandbox/entra/errors", test_errors);
  add ("/sandbox/entra/step-up", test_step_up);
  add ("/sandbox/entra/scopes", test_scopes);
  add ("/sandbox/entra/no-role", test_no_role);
  add ("/sandbox/entra/secrets", test_secrets);
  add ("/sandbox/entra/wrong-tokens", test_wrong_tokens);
  add ("/sandbox/entra/changed-mind", test_changed_mind);
  add ("/sandbox/entra/device", test_device);
  add ("/sandbox/entra/partner-consent", test_partner_consent);
  add ("/sandbox/entra/admin-consent", test_admin_consent);
  add ("/sandbox/entra/home-consent", test_home_consent);
  add ("/sandbox/entra/certificates", test_certificates);
  return g_test_run ();
}
