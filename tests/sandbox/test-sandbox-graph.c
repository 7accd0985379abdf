/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sandbox-fixture.h"
#include "sandbox-schema.h"

#define GRAPH "https://graph.microsoft.com/.default"

static void
add (const char *path,
     void      (*test)(SandboxFixture *, gconstpointer))
{
  g_test_add (path, SandboxFixture, NULL, sandbox_fixture_setup, test, sandbox_fixture_teardown);
}

static void
check_path (SandboxFixture *f,
            SandboxSchema  *schema,
            const char     *key,
            const char     *path)
{
  g_autofree char *full = g_strconcat ("/v1.0/", path, NULL);

  sandbox_graph (f, key, "GET", path, NULL);
  g_assert_no_error (f->error);
  g_assert_nonnull (f->reply);
  sandbox_schema_check (schema, "GET", full, f->status, f->reply);
}

static void
test_shapes (SandboxFixture *f,
             gconstpointer   data)
{
  const char *const partner[] = {
    "contracts", "tenantRelationships/delegatedAdminCustomers", "tenantRelationships/delegatedAdminRelationships?$filter=status%20eq%20'active'",
    "organization", "domains",
  };
  const char *const tenant[] = {
    "users", "users?$top=999&$select=id,displayName,accountEnabled,assignedLicenses,licenseAssignmentStates,signInActivity,proxyAddresses", "groups", "teams",
    "subscribedSkus", "domains", "organization", "deviceManagement/managedDevices", "devices", "informationProtection/bitlocker/recoveryKeys",
    "directory/deviceLocalCredentials", "auditLogs/signIns", "identityProtection/riskyUsers", "admin/serviceAnnouncement/healthOverviews",
    "admin/serviceAnnouncement/issues", "directory/deletedItems/microsoft.graph.user", "reports/authenticationMethods/userRegistrationDetails",
  };
  const char *const of_user[] = {
    "", "/manager", "/memberOf", "/transitiveMemberOf", "/licenseDetails", "/authentication/methods", "/authentication/phoneMethods",
    "/mailboxSettings", "/managedDevices", "/registeredDevices", "/joinedTeams",
  };
  const char *const keys[] = { "klw", "brd", "pkw" };
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("microsoft-graph.json");

  for (gsize i = 0; i < G_N_ELEMENTS (partner); i++)
    check_path (f, schema, "msp", partner[i]);
  for (gsize k = 0; k < G_N_ELEMENTS (keys); k++)
    {
      const char *user = muster_jo_str (sandbox_plain_user (f, keys[k]), "id");

      for (gsize i = 0; i < G_N_ELEMENTS (tenant); i++)
        check_path (f, schema, keys[k], tenant[i]);
      for (gsize i = 0; i < G_N_ELEMENTS (of_user); i++)
        {
          g_autofree char *path = g_strdup_printf ("users/%s%s", user, of_user[i]);

          check_path (f, schema, keys[k], path);
        }
    }
}

static int
aadsts (SandboxFixture *f)
{
  return (int) json_array_get_int_element (muster_jo_arr (sandbox_reply (f), "error_codes"), 0);
}

static void
test_tokens (SandboxFixture *f,
             gconstpointer   data)
{
  const char *nowhere = "00000000-0000-4000-8000-000000000000";
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("entra-oauth.json");
  JsonObject *gdap = muster_jo_obj (sandbox_client (f, "pkw"), "gdap");

  sandbox_token (f, sandbox_tenant (f, "klw"), GRAPH, NULL, NULL);
  sandbox_schema_check (schema, "POST", "/x/oauth2/v2.0/token", f->status, f->reply);
  sandbox_token (f, "keslowray.example", GRAPH, NULL, NULL);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_token (f, sandbox_tenant (f, "klw"), GRAPH, NULL, "wrong");
  g_assert_cmpuint (f->status, ==, 401);
  g_assert_cmpint (aadsts (f), ==, 7000215);
  sandbox_schema_check (schema, "POST", "/x/oauth2/v2.0/token", f->status, f->reply);
  sandbox_token (f, sandbox_tenant (f, "klw"), GRAPH, nowhere, NULL);
  g_assert_cmpint (aadsts (f), ==, 700016);
  sandbox_token (f, nowhere, GRAPH, NULL, NULL);
  g_assert_cmpint (aadsts (f), ==, 90002);
  sandbox_token (f, sandbox_tenant (f, "klw"), "https://graph.microsoft.com/User.Read", NULL, NULL);
  g_assert_cmpint (aadsts (f), ==, 1002012);
  json_object_set_string_member (gdap, "status", "terminated");
  sandbox_token (f, sandbox_tenant (f, "pkw"), GRAPH, NULL, NULL);
  g_assert_cmpint (aadsts (f), ==, 7000229);
  json_object_set_string_member (gdap, "status", "approvalPending");
  sandbox_token (f, sandbox_tenant (f, "pkw"), GRAPH, NULL, NULL);
  g_assert_cmpint (aadsts (f), ==, 90099);
  json_object_set_string_member (gdap, "status", "active");
  json_object_set_array_member (gdap, "roles", json_array_new ());
  sandbox_token (f, sandbox_tenant (f, "pkw"), GRAPH, NULL, NULL);
  g_assert_cmpint (aadsts (f), ==, 65001);
  sandbox_send (f, "GET", "/bramdale.example/v2.0/.well-known/openid-configuration", NULL, NULL, NULL);
  g_assert_nonnull (strstr (muster_jo_str (sandbox_reply (f), "issuer"), sandbox_tenant (f, "brd")));
}

static void
test_token_use (SandboxFixture *f,
                gconstpointer   data)
{
  g_autofree char *exchange = NULL;
  g_autofree char *graph = NULL;
  g_autofree char *broken = NULL;
  const char *headers[] = { "Authorization", NULL, NULL };

  sandbox_send (f, "GET", "/v1.0/users", NULL, NULL, NULL);
  sandbox_assert_error (f, 401, "InvalidAuthenticationToken");
  sandbox_token (f, sandbox_tenant (f, "klw"), "https://outlook.office365.com/.default", NULL, NULL);
  exchange = g_strconcat ("Bearer ", muster_jo_str (sandbox_reply (f), "access_token"), NULL);
  headers[1] = exchange;
  sandbox_send (f, "GET", "/v1.0/users", headers, NULL, NULL);
  sandbox_assert_error (f, 401, "InvalidAuthenticationToken");
  sandbox_token (f, sandbox_tenant (f, "klw"), GRAPH, NULL, NULL);
  graph = g_strconcat ("Bearer ", muster_jo_str (sandbox_reply (f), "access_token"), NULL);
  broken = g_strdup (graph);
  broken[strlen (broken) - 2] ^= 1;
  headers[1] = broken;
  sandbox_send (f, "GET", "/v1.0/users", headers, NULL, NULL);
  sandbox_assert_error (f, 401, "InvalidAuthenticationToken");
  headers[1] = graph;
  sandbox_send (f, "GET", "/v1.0/users", headers, NULL, NULL);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_control (f, "POST", "clock", "{\"advance\":3600}");
  sandbox_send (f, "GET", "/v1.0/users", headers, NULL, NULL);
  sandbox_assert_error (f, 401, "InvalidAuthenticationToken");
  sandbox_graph (f, "klw", "GET", "contracts", NULL);
  sandbox_assert_error (f, 403, "Authorization_RequestDenied");
}

/* A member of one tenant does not exist in another */
static void
test_tenants_apart (SandboxFixture *f,
                    gconstpointer   data)
{
  g_autofree char *path = g_strdup_printf ("users/%s", muster_jo_str (sandbox_plain_user (f, "klw"), "id"));

  sandbox_graph (f, "brd", "GET", path, NULL);
  sandbox_assert_error (f, 404, "Request_ResourceNotFound");
}

static void
test_queries (SandboxFixture *f,
              gconstpointer   data)
{
  g_autofree char *authorization = NULL;
  const char *headers[] = { "Authorization", NULL, NULL };
  g_autofree char *next = g_strdup ("users?$top=4&$select=id");
  guint n = 0, total = muster_ja_length (muster_jo_arr (sandbox_client (f, "klw"), "users"));

  sandbox_token (f, sandbox_tenant (f, "klw"), GRAPH, NULL, NULL);
  authorization = g_strconcat ("Bearer ", muster_jo_str (sandbox_reply (f), "access_token"), NULL);
  headers[1] = authorization;
  sandbox_send (f, "GET", "/v1.0/users?$search=%22displayName:o%22&$count=true", headers, NULL, NULL);
  sandbox_assert_error (f, 400, "Request_UnsupportedQuery");
  sandbox_send (f, "GET", "/v1.0/users?$filter=accountEnabled%20ne%20true&$count=true", headers, NULL, NULL);
  sandbox_assert_error (f, 400, "Request_UnsupportedQuery");
  sandbox_graph (f, "klw", "GET", "users?$search=%22displayName:lowe%22&$count=true", NULL);
  g_assert_cmpuint (muster_ja_length (sandbox_rows (f, "value")), ==, 1);
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "@odata.count", 0), ==, 1);
  g_assert_false (json_object_has_member (muster_ja_obj (sandbox_rows (f, "value"), 0), "accountEnabled"));
  sandbox_graph (f, "klw", "GET", "users?$top=1000", NULL);
  sandbox_assert_error (f, 400, "Request_BadRequest");
  sandbox_graph (f, "klw", "GET", "users?$select=shoeSize", NULL);
  sandbox_assert_error (f, 400, "BadRequest");
  while (next != NULL)
    {
      sandbox_graph (f, "klw", "GET", next, NULL);
      n += muster_ja_length (sandbox_rows (f, "value"));
      g_free (next);
      next = g_strdup (muster_jo_str (sandbox_reply (f), "@odata.nextLink"));
    }
  g_assert_cmpuint (n, ==, total);
}

static void
test_rights (SandboxFixture *f,
             gconstpointer   data)
{
  const char *user = muster_jo_str (sandbox_plain_user (f, "pkw"), "id");
  g_autofree char *settings = g_strdup_printf ("users/%s/mailboxSettings", user);
  g_autofree char *calm = g_strdup_printf ("identityProtection/riskyUsers/%s", muster_jo_str (muster_ja_obj (muster_jo_arr (sandbox_client (f, "klw"), "users"), 0), "id"));

  sandbox_graph (f, "pkw", "GET", settings, NULL);
  sandbox_assert_error (f, 403, "Authorization_RequestDenied");
  sandbox_graph (f, "pkw", "GET", "identityProtection/riskyUsers", NULL);
  sandbox_assert_error (f, 403, "Authorization_RequestDenied");
  sandbox_graph (f, "brd", "GET", "identityProtection/riskyUsers", NULL);
  g_assert_cmpuint (f->status, ==, 403);
  g_assert_nonnull (strstr (f->text, "premium license"));
  sandbox_graph (f, "klw", "GET", calm, NULL);
  g_assert_cmpuint (f->status, ==, 404);
  json_object_set_boolean_member (sandbox_client (f, "klw"), "entraP1", FALSE);
  sandbox_graph (f, "klw", "GET", "auditLogs/signIns", NULL);
  g_assert_cmpuint (f->status, ==, 403);
  g_assert_nonnull (strstr (f->text, "premium license"));
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  add ("/sandbox/graph/shapes", test_shapes);
  add ("/sandbox/graph/tokens", test_tokens);
  add ("/sandbox/graph/token-use", test_token_use);
  add ("/sandbox/graph/tenants-apart", test_tenants_apart);
  add ("/sandbox/graph/queries", test_queries);
  add ("/sandbox/graph/rights", test_rights);
  return g_test_run ();
}
