/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sandbox-fixture.h"
#include "sandbox-schema.h"

/* HaloPSA's sign-in: where it is, both kinds of application, codes, refresh, rights. */

#define REDIRECT "http://127.0.0.1:47113/callback"
#define VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

/* RFC 7636, appendix B */
#define CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

static void
add (const char *path,
     void      (*test)(SandboxFixture *, gconstpointer))
{
  g_test_add (path, SandboxFixture, NULL, sandbox_fixture_setup, test, sandbox_fixture_teardown);
}

static const char *
key (SandboxFixture *f,
     const char     *name)
{
  return muster_jo_str (muster_jo_obj (f->ready, "halopsa"), name);
}

#define assert_oauth_error(f, wanted) \
  G_STMT_START { \
    g_assert_cmpuint ((f)->status, ==, 400); \
    g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "error"), ==, wanted); \
    g_assert_nonnull (muster_jo_str (sandbox_reply (f), "error_description")); \
  } G_STMT_END

static void
test_discovery (SandboxFixture *f,
                gconstpointer   data)
{
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("halopsa.openapi.json");
  g_autofree char *address = NULL;

  sandbox_send (f, "GET", "/api/AuthInfo", NULL, NULL, NULL);
  sandbox_schema_check (schema, "GET", "/api/AuthInfo", f->status, f->reply);
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "tenant_id"), ==, "harrowpine");
  address = g_strconcat (muster_jo_str (sandbox_reply (f), "auth_url"), "/.well-known/openid-configuration", NULL);
  sandbox_send (f, "GET", address, NULL, NULL, NULL);
  g_assert_cmpuint (f->status, ==, 200);
  g_assert_true (g_str_has_suffix (muster_jo_str (sandbox_reply (f), "token_endpoint"), "/auth/token"));
  g_assert_true (g_str_has_suffix (muster_jo_str (sandbox_reply (f), "authorization_endpoint"), "/auth/authorize"));
  g_assert_true (muster_ja_contains (sandbox_rows (f, "code_challenge_methods_supported"), "S256"));
}

static void
service (SandboxFixture *f,
         const char     *secret,
         const char     *scope)
{
  sandbox_halo_sign_in (f, "grant_type", "client_credentials", "client_id", key (f, "clientId"),
                        "client_secret", secret != NULL ? secret : key (f, "clientSecret"), "scope", scope, NULL);
}

static void
test_client_credentials (SandboxFixture *f,
                         gconstpointer   data)
{
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("halopsa.openapi.json");

  service (f, NULL, "all");
  sandbox_schema_check (schema, "POST", "/auth/token", f->status, f->reply);
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "expires_in", 0), ==, 3600);
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "token_type"), ==, "Bearer");
  sandbox_halo (f, "GET", "Agent/me", NULL);
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "id", 0), ==, 190);
  g_assert_true (muster_jo_bool (sandbox_reply (f), "isapiagent", FALSE));
  sandbox_halo_sign_in (f, "grant_type", "client_credentials", "client_id", key (f, "clientId"), NULL);
  assert_oauth_error (f, "invalid_client");
  sandbox_schema_check (schema, "POST", "/auth/token", f->status, f->reply);
  service (f, "wrong", "all");
  assert_oauth_error (f, "invalid_client");
  service (f, NULL, "everything");
  assert_oauth_error (f, "invalid_scope");
  service (f, NULL, "read:everything");
  assert_oauth_error (f, "invalid_scope");
  sandbox_halo_sign_in (f, "grant_type", "client_credentials", "client_id", key (f, "nativeClientId"), "scope", "all",
                        NULL);
  assert_oauth_error (f, "unauthorized_client");
  sandbox_halo_sign_in (f, "client_id", key (f, "clientId"), NULL);
  assert_oauth_error (f, "invalid_request");
  sandbox_halo_sign_in (f, "grant_type", "password", "client_id", key (f, "nativeClientId"), NULL);
  assert_oauth_error (f, "unsupported_grant_type");
  sandbox_send (f, "POST", "/auth/token", NULL, "application/json", "{\"grant_type\":\"client_credentials\"}");
  assert_oauth_error (f, "invalid_request");
}

/* The tenant goes into the query or into the form or is left out; a wrong one leads nowhere. */
static void
test_tenant (SandboxFixture *f,
             gconstpointer   data)
{
  static const struct { const char *query, *form; guint status; } cases[] = {
    { "", "", 200 }, { "?tenant=harrowpine", "", 200 }, { "", "&tenant=harrowpine", 200 }, { "?tenant=other", "", 400 },
    { "", "&tenant=other", 400 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/auth/token", cases[i].query, NULL);
      g_autofree char *form = soup_form_encode ("grant_type", "client_credentials", "client_id", key (f, "clientId"),
                                                "client_secret", key (f, "clientSecret"), "scope", "all", NULL);
      g_autofree char *body = g_strconcat (form, cases[i].form, NULL);

      sandbox_send (f, "POST", path, NULL, "application/x-www-form-urlencoded", body);
      g_assert_cmpuint (f->status, ==, cases[i].status);
    }
}

/* --- a person signs in --- */

static char *
authorize_query (SandboxFixture *f,
                 const char     *member,
                 const char     *value)
{
  g_autoptr(GHashTable) query = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (query, (char *) "tenant", (char *) key (f, "tenant"));
  g_hash_table_insert (query, (char *) "response_type", (char *) "code");
  g_hash_table_insert (query, (char *) "client_id", (char *) key (f, "nativeClientId"));
  g_hash_table_insert (query, (char *) "redirect_uri", (char *) REDIRECT);
  g_hash_table_insert (query, (char *) "scope", (char *) "all offline_access");
  g_hash_table_insert (query, (char *) "state", (char *) "st/ate=1");
  g_hash_table_insert (query, (char *) "code_challenge", (char *) CHALLENGE);
  g_hash_table_insert (query, (char *) "code_challenge_method", (char *) "S256");
  if (member != NULL)
    g_hash_table_insert (query, (char *) member, (char *) value);
  return soup_form_encode_hash (query);
}

/* What a browser would send when the button is pressed: all fields of the form */
static char *
fields_of (const char *page,
           const char *button)
{
  g_autoptr(GRegex) regex = g_regex_new ("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">", 0, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  g_autoptr(GString) body = g_string_new ("decision=");

  g_string_append (body, button);
  for (g_regex_match (regex, page, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *name = g_match_info_fetch (match, 1);
      g_autofree char *value = g_match_info_fetch (match, 2);
      g_autofree char *escaped = g_uri_escape_string (value, NULL, FALSE);

      g_string_append_printf (body, "&%s=%s", name, escaped);
    }
  return g_string_free (g_steal_pointer (&body), FALSE);
}

/* Opens the page and presses a button; returns where the browser is sent. */
static char *
press (SandboxFixture *f,
       const char     *query,
       const char     *button,
       const char     *agent)
{
  g_autofree char *path = g_strconcat ("/auth/authorize?", query, NULL);
  g_autofree char *fields = NULL;
  g_autofree char *body = NULL;
  g_autofree char *action = NULL;

  sandbox_send (f, "GET", path, NULL, NULL, NULL);
  g_assert_cmpuint (f->status, ==, 200);
  g_assert_nonnull (strstr (f->text, ">Sign In</button>"));
  fields = fields_of (f->text, button);
  body = g_strconcat (fields, "&agent=", agent, NULL);
  action = g_strndup (strstr (f->text, "action=\"") + 8, strcspn (strstr (f->text, "action=\"") + 8, "\""));
  sandbox_send (f, "POST", action, NULL, "application/x-www-form-urlencoded", body);
  g_assert_cmpuint (f->status, ==, 302);
  g_assert_cmpstr (soup_message_headers_get_one (f->headers, "Content-Length"), ==, "0");
  return g_strdup (soup_message_headers_get_one (f->headers, "Location"));
}

static char *
parameter (const char *address,
           const char *name)
{
  g_autoptr(GUri) uri = g_uri_parse (address, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr(GHashTable) query = soup_form_decode (g_uri_get_query (uri));

  return g_strdup (g_hash_table_lookup (query, name));
}

static char *
new_code (SandboxFixture *f,
          const char     *agent)
{
  g_autofree char *query = authorize_query (f, NULL, NULL);
  g_autofree char *location = press (f, query, "sign-in", agent);
  g_autofree char *state = parameter (location, "state");

  g_assert_true (g_str_has_prefix (location, REDIRECT "?"));
  g_assert_cmpstr (state, ==, "st/ate=1");
  return parameter (location, "code");
}

static void
redeem (SandboxFixture *f,
        const char     *code,
        const char     *redirect,
        const char     *verifier)
{
  sandbox_halo_sign_in (f, "grant_type", "authorization_code", "client_id", key (f, "nativeClientId"), "redirect_uri",
                        redirect,
                        "code", code, "code_verifier", verifier, "scope", "all offline_access", NULL);
}

static void
refresh (SandboxFixture *f,
         const char     *token)
{
  sandbox_halo_sign_in (f, "grant_type", "refresh_token", "client_id", key (f, "nativeClientId"), "refresh_token",
                        token, NULL);
}

static void
test_person (SandboxFixture *f,
             gconstpointer   data)
{
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("halopsa.openapi.json");
  g_autofree char *code = new_code (f, "102");

  redeem (f, code, REDIRECT, VERIFIER);
  sandbox_schema_check (schema, "POST", "/auth/token", f->status, f->reply);
  g_assert_nonnull (muster_jo_str (sandbox_reply (f), "refresh_token"));
  f->halo = g_strdup (muster_jo_str (sandbox_reply (f), "access_token"));
  sandbox_halo (f, "GET", "Agent/me", NULL);
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "id", 0), ==, 102);
  sandbox_halo (f, "POST", "Actions",
                "[{\"ticket_id\":120000,\"outcome_id\":31,\"note\":\"x\",\"hiddenfromuser\":true}]");
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "who_agentid", 0), ==, 102);
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "actionby_application_id"), ==, "Muster Sign-In");
  sandbox_halo (f, "GET", "Webhook", NULL);
  g_assert_cmpuint (f->status, ==, 403);
}

/* Without offline_access there is nothing to refresh. */
static void
test_no_offline_access (SandboxFixture *f,
                        gconstpointer   data)
{
  g_autofree char *query = authorize_query (f, "scope", "all");
  g_autofree char *location = press (f, query, "sign-in", "101");
  g_autofree char *code = parameter (location, "code");

  redeem (f, code, REDIRECT, VERIFIER);
  g_assert_cmpuint (f->status, ==, 200);
  g_assert_false (json_object_has_member (sandbox_reply (f), "refresh_token"));
}

static void
test_code (SandboxFixture *f,
           gconstpointer   data)
{
  g_autofree char *code = new_code (f, "101");
  g_autofree char *second = new_code (f, "101");
  g_autofree char *third = new_code (f, "101");
  g_autofree char *fourth = new_code (f, "101");

  redeem (f, code, REDIRECT, VERIFIER);
  g_assert_cmpuint (f->status, ==, 200);
  redeem (f, code, REDIRECT, VERIFIER);
  assert_oauth_error (f, "invalid_grant");
  redeem (f, second, REDIRECT, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl");
  assert_oauth_error (f, "invalid_grant");
  redeem (f, second, REDIRECT, VERIFIER);
  assert_oauth_error (f, "invalid_grant");
  redeem (f, third, "http://127.0.0.1:47114/callback", VERIFIER);
  assert_oauth_error (f, "invalid_grant");
  sandbox_control (f, "POST", "clock", "{\"advance\":301}");
  redeem (f, fourth, REDIRECT, VERIFIER);
  assert_oauth_error (f, "invalid_grant");
  redeem (f, "nonsense", REDIRECT, VERIFIER);
  assert_oauth_error (f, "invalid_grant");
}

/* Whom the answer would go to must be right before anything is sent there. */
static void
test_authorize (SandboxFixture *f,
                gconstpointer   data)
{
  static const struct { const char *member, *value, *error; } cases[] = {
    { "client_id", "other", NULL }, { "redirect_uri", "https://evil.example/cb", NULL },
    { "redirect_uri", "http://127.0.0.1.evil.example/cb", NULL },
    { "redirect_uri", "http://evil.example@127.0.0.1/cb", NULL }, { "redirect_uri", "", NULL },
    { "redirect_uri", "https://127.0.0.1/cb", NULL },
    { "tenant", "other", NULL }, { "response_type", "token", "unsupported_response_type" },
    { "state", "", "invalid_request" },
    { "code_challenge_method", "plain", "invalid_request" }, { "code_challenge", "short", "invalid_request" },
    { "scope", "nothing", "invalid_scope" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *query = authorize_query (f, cases[i].member, cases[i].value);
      g_autofree char *path = g_strconcat ("/auth/authorize?", query, NULL);
      g_autofree char *error = NULL;

      sandbox_send (f, "GET", path, NULL, NULL, NULL);
      if (cases[i].error == NULL)
        {
          assert_oauth_error (f, "invalid_request");
          continue;
        }
      g_assert_cmpuint (f->status, ==, 302);
      error = parameter (soup_message_headers_get_one (f->headers, "Location"), "error");
      g_assert_cmpstr (error, ==, cases[i].error);
    }
}

static void
test_authorize_hosts (SandboxFixture *f,
                      gconstpointer   data)
{
  const char *const good[] = { "http://localhost:1/cb", "http://[::1]:1/cb", "http://127.0.0.1:1/a/b?x=1" };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *query = authorize_query (f, "redirect_uri", good[i]);
      g_autofree char *location = press (f, query, "sign-in", "101");
      g_autofree char *code = parameter (location, "code");

      g_assert_true (g_str_has_prefix (location, good[i]));
      g_assert_nonnull (code);
    }
}

static void
test_cancel (SandboxFixture *f,
             gconstpointer   data)
{
  g_autofree char *query = authorize_query (f, NULL, NULL);
  g_autofree char *location = press (f, query, "cancel", "101");
  g_autofree char *error = parameter (location, "error");
  g_autofree char *state = parameter (location, "state");
  g_autofree char *by_api = press (f, query, "sign-in", "190");
  g_autofree char *gone = press (f, query, "sign-in", "105");

  g_assert_cmpstr (error, ==, "access_denied");
  g_assert_cmpstr (state, ==, "st/ate=1");
  g_assert_nonnull (strstr (by_api, "error=access_denied"));
  g_assert_nonnull (strstr (gone, "error=access_denied"));
}

static void
test_refresh_rotates (SandboxFixture *f,
                      gconstpointer   data)
{
  g_autofree char *code = new_code (f, "101");
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  redeem (f, code, REDIRECT, VERIFIER);
  first = g_strdup (muster_jo_str (sandbox_reply (f), "refresh_token"));
  refresh (f, first);
  g_assert_cmpuint (f->status, ==, 200);
  second = g_strdup (muster_jo_str (sandbox_reply (f), "refresh_token"));
  g_assert_cmpstr (first, !=, second);
  refresh (f, first);
  assert_oauth_error (f, "invalid_grant");
  sandbox_halo_sign_in (f, "grant_type", "refresh_token", "client_id", key (f, "clientId"), "client_secret",
                        key (f, "clientSecret"),
                        "refresh_token", second, NULL);
  assert_oauth_error (f, "invalid_grant");
  refresh (f, second);
  g_assert_cmpuint (f->status, ==, 200);
}

/* An answer that got lost has used the token up all the same. */
static void
test_refresh_lost (SandboxFixture *f,
                   gconstpointer   data)
{
  g_autofree char *code = new_code (f, "101");
  g_autofree char *token = NULL;

  redeem (f, code, REDIRECT, VERIFIER);
  token = g_strdup (muster_jo_str (sandbox_reply (f), "refresh_token"));
  sandbox_control (f, "POST", "faults", "{\"vendor\":\"halopsa\",\"class\":\"auth\",\"kind\":\"lost-reply\"}");
  refresh (f, token);
  g_assert_nonnull (f->error);
  refresh (f, token);
  assert_oauth_error (f, "invalid_grant");
}

static void
test_expiry (SandboxFixture *f,
             gconstpointer   data)
{
  sandbox_halo_setting (f, "\"tokenSeconds\":60");
  sandbox_halo (f, "GET", "Agent/me", NULL);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_control (f, "POST", "clock", "{\"advance\":61}");
  sandbox_halo (f, "GET", "Agent/me", NULL);
  g_assert_cmpuint (f->status, ==, 401);
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "Message"), ==, "Authorization has been denied for this request.");
  service (f, NULL, "all");
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "expires_in", 0), ==, 60);
}

/* The secret was changed at the vendor: the old one and all that came of it is worth nothing. */
static void
test_revoked (SandboxFixture *f,
              gconstpointer   data)
{
  g_autofree char *old = g_strdup (key (f, "clientSecret"));

  sandbox_halo (f, "GET", "Agent/me", NULL);
  sandbox_halo_setting (f, "\"secretVersion\":1");
  sandbox_halo (f, "GET", "Agent/me", NULL);
  g_assert_cmpuint (f->status, ==, 401);
  service (f, old, "all");
  assert_oauth_error (f, "invalid_client");
  sandbox_send (f, "GET", "/sandbox", NULL, NULL, NULL);
  g_assert_cmpstr (muster_jo_str (muster_jo_obj (sandbox_reply (f), "halopsa"), "clientSecret"), !=, old);
  service (f, muster_jo_str (muster_jo_obj (sandbox_reply (f), "halopsa"), "clientSecret"), "all");
  g_assert_cmpuint (f->status, ==, 200);
}

static void
test_bad_tokens (SandboxFixture *f,
                 gconstpointer   data)
{
  g_autofree char *foreign = NULL;
  const char *const tokens[] = { NULL, "", "Basic YTpi", "Bearer ", "Bearer x", "Bearer a.b.c" };
  const char *headers[] = { "Authorization", NULL, NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      headers[1] = tokens[i];
      sandbox_send (f, "GET", "/api/Tickets", tokens[i] != NULL ? headers : NULL, NULL, NULL);
      g_assert_cmpuint (f->status, ==, 401);
    }
  sandbox_token (f, sandbox_tenant (f, "klw"), "https://graph.microsoft.com/.default", NULL, NULL);
  foreign = g_strconcat ("Bearer ", muster_jo_str (sandbox_reply (f), "access_token"), NULL);
  headers[1] = foreign;
  sandbox_send (f, "GET", "/api/Tickets", headers, NULL, NULL);
  g_assert_cmpuint (f->status, ==, 401);
}

/* Token, application and agent must all allow a call; a missing one is a 403 whose text does not say which. */
static void
test_rights (SandboxFixture *f,
             gconstpointer   data)
{
  static const struct { const char *scope, *application, *agent, *method, *path; guint status; } cases[] = {
    { "all", NULL, NULL, "GET", "Webhook", 200 }, { "all:standard", NULL, NULL, "GET", "Webhook", 403 },
    { "admin", NULL, NULL, "GET", "Webhook", 200 },
    { "admin", NULL, NULL, "GET", "Tickets", 403 }, { "read:tickets", NULL, NULL, "GET", "Tickets", 200 },
    { "read:tickets", NULL, NULL, "POST", "Tickets", 403 }, { "edit:tickets", NULL, NULL, "GET", "Tickets", 200 },
    { "read:tickets edit:tickets", NULL, NULL, "GET", "Users", 403 },
    { "read:customers", NULL, NULL, "GET", "Users", 200 },
    { "read:customers", NULL, NULL, "GET", "Actions", 403 },
    { "all", "read:tickets read:customers", NULL, "POST", "Actions", 403 },
    { "all", "read:tickets read:customers", NULL, "GET", "Actions", 200 },
    { "all", NULL, "read:tickets", "GET", "Client", 403 },
    { "all", NULL, "all:standard", "GET", "WebhookEvent", 403 },
    { "read:timesheets", NULL, NULL, "GET", "TimesheetEvent", 200 },
    { "all", NULL, "read:tickets", "GET", "TimesheetEvent", 403 }, { "read:kb", NULL, NULL, "GET", "Agent/me", 200 },
  };
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("halopsa.openapi.json");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *full = g_strconcat ("/api/", cases[i].path, NULL);
      g_autoptr(JsonObject) wanted = muster_jo_new ("applicationScopes:S", cases[i].application,
                                                    "agentRights:S", cases[i].agent, NULL);
      g_autoptr(JsonObject) settings = muster_jo_new ("halopsa:o", json_object_ref (wanted), NULL);
      g_autofree char *text = muster_jo_text (settings);

      sandbox_control (f, "POST", "settings", text);
      service (f, NULL, cases[i].scope);
      g_clear_pointer (&f->halo, g_free);
      f->halo = g_strdup (muster_jo_str (sandbox_reply (f), "access_token"));
      sandbox_halo (f, cases[i].method, cases[i].path, g_str_equal (cases[i].method, "POST") ? "[]" : NULL);
      if (f->status != cases[i].status)
        g_error ("%s with %s: %u", cases[i].path, cases[i].scope, f->status);
      sandbox_schema_check (schema, cases[i].method, full, f->status, f->reply);
    }
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  add ("/sandbox/halopsa/oauth/discovery", test_discovery);
  add ("/sandbox/halopsa/oauth/client-credentials", test_client_credentials);
  add ("/sandbox/halopsa/oauth/tenant", test_tenant);
  add ("/sandbox/halopsa/oauth/person", test_person);
  add ("/sandbox/halopsa/oauth/no-offline-access", test_no_offline_access);
  add ("/sandbox/halopsa/oauth/code", test_code);
  add ("/sandbox/halopsa/oauth/authorize", test_authorize);
  add ("/sandbox/halopsa/oauth/authorize-hosts", test_authorize_hosts);
  add ("/sandbox/halopsa/oauth/cancel", test_cancel);
  add ("/sandbox/halopsa/oauth/refresh-rotates", test_refresh_rotates);
  add ("/sandbox/halopsa/oauth/refresh-lost", test_refresh_lost);
  add ("/sandbox/halopsa/oauth/expiry", test_expiry);
  add ("/sandbox/halopsa/oauth/revoked", test_revoked);
  add ("/sandbox/halopsa/oauth/bad-tokens", test_bad_tokens);
  add ("/sandbox/halopsa/oauth/rights", test_rights);
  return g_test_run ();
}
