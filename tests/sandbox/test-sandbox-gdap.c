/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "sandbox-entra.h"
#include "sandbox-schema.h"

#define PASSWORD_METHOD "28c10230-6103-485e-b985-444c60001490"

static void
add (const char *path,
     void      (*test)(SandboxFixture *, gconstpointer))
{
  g_test_add (path, SandboxFixture, NULL, sandbox_fixture_setup, test, sandbox_fixture_teardown);
}

static void
call (SandboxFixture *f,
      SandboxSchema  *schema,
      const char     *token,
      const char     *method,
      const char     *path,
      const char     *body,
      guint           status)
{
  g_autofree char *full = g_strconcat ("/v1.0/", path, NULL);

  sandbox_with (f, token, method, full, body);
  if (f->status != status)
    g_error ("%s %s: %u %s", method, path, f->status, f->text);
  if (schema != NULL)
    sandbox_schema_check (schema, method, full, f->status, f->reply);
}

static void
test_me (SandboxFixture *f,
         gconstpointer   data)
{
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("microsoft-graph.json");
  g_autofree char *home = sandbox_access (f, 1, "msp", SANDBOX_GRAPH);
  g_autofree char *away = sandbox_access (f, 1, "klw", SANDBOX_GRAPH);

  call (f, schema, home, "GET", "me", NULL, 200);
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "userPrincipalName"), ==, sandbox_technician (f, 1));
  g_assert_false (json_object_has_member (sandbox_reply (f), "accountEnabled"));
  call (f, schema, home, "GET", "me/transitiveMemberOf", NULL, 200);
  g_assert_nonnull (strstr (f->text, "M365 GDAP Helpdesk"));
  g_assert_null (strstr (f->text, "AdminAgents"));
  call (f, schema, away, "GET", "me", NULL, 404);
  sandbox_graph (f, "msp", "GET", "me", NULL);
  g_assert_cmpuint (f->status, ==, 400);
}

/* Relationships as a list has to cope with them, and what of them gives a role */
static void
test_relations (SandboxFixture *f,
                gconstpointer   data)
{
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("microsoft-graph.json");
  g_autofree char *home = sandbox_access (f, 0, "msp", SANDBOX_GRAPH);
  g_autofree char *path = NULL;
  guint before;

  call (f, schema, home, "GET", "tenantRelationships/delegatedAdminRelationships", NULL, 200);
  before = muster_ja_length (sandbox_rows (f, "value"));
  g_assert_cmpuint (before, ==, 3);
  path = g_strdup_printf ("tenantRelationships/delegatedAdminRelationships/%s/accessAssignments", muster_jo_str (muster_ja_obj (sandbox_rows (f, "value"), 0), "id"));
  call (f, schema, home, "GET", path, NULL, 200);
  g_assert_cmpuint (muster_ja_length (sandbox_rows (f, "value")), ==, 2);
  sandbox_set (f, "{\"gdap\":{\"samples\":true,\"contracts\":[{\"tenantId\":\"11111111-2222-4333-8444-555555555555\",\"name\":\"Resold\",\"domain\":\"resold.example\"}],"
               "\"klw\":{\"status\":\"expiring\",\"endDateTime\":\"2026-12-01T00:00:00Z\"},"
               "\"more\":[{\"id\":\"r-1\",\"customer\":{\"tenantId\":\"22222222-2222-4333-8444-555555555555\",\"displayName\":\"Elsewhere\"},\"status\":\"created\",\"roles\":[]}]}}");
  call (f, schema, home, "GET", "tenantRelationships/delegatedAdminRelationships", NULL, 200);
  g_assert_cmpuint (muster_ja_length (sandbox_rows (f, "value")), ==, before + 4);
  g_assert_nonnull (strstr (f->text, "MLT_"));
  g_assert_nonnull (strstr (f->text, "\"expiring\""));
  call (f, schema, home, "GET", "tenantRelationships/delegatedAdminRelationships?$filter=status%20eq%20'active'", NULL, 200);
  g_assert_null (strstr (f->text, "terminated"));
  call (f, schema, home, "GET", "contracts", NULL, 200);
  g_assert_nonnull (strstr (f->text, "Resold"));
  call (f, schema, home, "GET", "tenantRelationships/delegatedAdminCustomers", NULL, 200);
  g_assert_null (strstr (f->text, "Resold"));
  g_assert_nonnull (strstr (f->text, "Elsewhere"));
  sandbox_control (f, "POST", "clock", "{\"advance\":1000000}");
  g_free (home);
  home = sandbox_access (f, 0, "msp", SANDBOX_GRAPH);
  call (f, schema, home, "GET", "tenantRelationships/delegatedAdminRelationships", NULL, 200);
  g_assert_nonnull (strstr (f->text, "\"expired\""));
  sandbox_refresh (f, sandbox_entra_value (f, "clientId"), "x", sandbox_tenant (f, "klw"), SANDBOX_GRAPH);
}

/* Every permission that the vendor names as the least one opens its door, and none closes it. */
static void
test_permissions (SandboxFixture *f,
                  gconstpointer   data)
{
  g_autofree char *file = muster_test_data ("specs/microsoft-graph.json");
  g_autoptr(JsonParser) parser = json_parser_new ();
  const char *app = sandbox_entra_value (f, "publicClientId"), *klw = sandbox_tenant (f, "klw");
  const char *user = muster_jo_str (sandbox_plain_user (f, "klw"), "id");
  const char *group = muster_jo_str (muster_ja_obj (muster_jo_arr (sandbox_client (f, "klw"), "groups"), 0), "id");
  g_autofree char *refresh = sandbox_sign_in (f, app, sandbox_technician (f, 0));
  JsonObject *paths;
  JsonObjectIter iter;
  const char *template;
  JsonNode *node;
  guint n = 0;

  sandbox_set (f, "{\"graph\":{\"delegatedMailboxes\":true}}");
  g_assert_true (json_parser_load_from_file (parser, file, NULL));
  paths = json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)), "paths");
  json_object_iter_init (&iter, paths);
  while (json_object_iter_next (&iter, &template, &node))
    {
      JsonObject *permissions = muster_jo_obj (muster_jo_obj (muster_jo_obj (json_node_get_object (node), "get"), "x-permissions"), "delegated");
      JsonArray *least = muster_jo_arr (permissions, "leastPrivileged");
      g_autoptr(GString) path = g_string_new (template);

      if (muster_ja_length (least) == 0 || strstr (template, "tenantRelationships") != NULL || strstr (template, "/me") != NULL)
        continue;
      g_string_replace (path, "{user-id}", user, 0);
      g_string_replace (path, "{group-id}", group, 0);
      g_string_replace (path, "{mailFolder-id}", "inbox", 0);
      for (char *open = strchr (path->str, '{'); open != NULL; open = strchr (path->str, '{'))
        {
          gsize at = (gsize) (open - path->str);

          g_string_erase (path, (gssize) at, (gssize) strcspn (open, "}") + 1);
          g_string_insert (path, (gssize) at, "none");
        }
      for (guint i = 0; i < json_array_get_length (least) + 1; i++)
        {
          gboolean right = i < json_array_get_length (least);
          const char *name = right ? muster_ja_str (least, i) : "Nothing.At.All";
          g_autofree char *grant = g_strdup_printf ("{\"clientId\":\"%s\",\"tenant\":\"%s\",\"graph\":\"%s\"}", app, klw, name);

          /* These are for the signed-in user's own data, or are none of the least ones in our table */
          if (g_str_equal (name, "User.Read") || (right && !g_str_has_suffix (name, ".All") && !g_str_has_prefix (name, "Mailbox"))
              || g_str_has_prefix (name, "Group-Nesting") || g_str_has_prefix (name, "DeviceManagementServiceConfig"))
            continue;
          sandbox_control (f, "POST", "entra/consents", grant);
          sandbox_refresh (f, app, refresh, klw, SANDBOX_GRAPH);
          g_assert_cmpuint (f->status, ==, 200);
          {
            g_autofree char *token = g_strdup (muster_jo_str (sandbox_reply (f), "access_token"));

            sandbox_with (f, token, "GET", path->str, NULL);
          }
          if ((f->status == 403) == right)
            g_error ("%s with %s: %u %s", path->str, name, f->status, f->text);
          n++;
        }
    }
  g_assert_cmpuint (n, >, 80);
}

/* A permission without the role is not enough, nor is the role without the permission. */
static void
test_rights (SandboxFixture *f,
             gconstpointer   data)
{
  g_autofree char *token = sandbox_access (f, 1, "pkw", SANDBOX_GRAPH);
  g_autofree char *path = g_strdup_printf ("users/%s", muster_jo_str (sandbox_plain_user (f, "pkw"), "id"));
  g_autofree char *settings = g_strconcat (path, "/mailboxSettings", NULL);
  g_autofree char *none = g_strdup_printf ("{\"entra\":{\"groups\":{\"%s\":[]}}}", sandbox_technician (f, 1));

  call (f, NULL, token, "GET", path, NULL, 200);
  call (f, NULL, token, "PATCH", path, "{\"accountEnabled\":false}", 204);
  call (f, NULL, token, "GET", "identityProtection/riskyUsers", NULL, 403);
  call (f, NULL, token, "GET", settings, NULL, 403);
  sandbox_set (f, "{\"gdap\":{\"pkw\":{\"roles\":[\"Helpdesk Administrator\"]}}}");
  call (f, NULL, token, "PATCH", path, "{\"accountEnabled\":true}", 403);
  call (f, NULL, token, "PATCH", path, "{\"passwordProfile\":{\"password\":\"CorrectHorse9!\"}}", 204);
  call (f, NULL, token, "PATCH", path, "{\"jobTitle\":\"x\"}", 403);
  sandbox_set (f, "{\"gdap\":{\"pkw\":{\"roles\":[\"License Administrator\"]}}}");
  call (f, NULL, token, "PATCH", path, "{\"usageLocation\":\"AT\"}", 204);
  call (f, NULL, token, "PATCH", path, "{\"passwordProfile\":{\"password\":\"CorrectHorse9!\"}}", 403);
  sandbox_set (f, none);
  call (f, NULL, token, "GET", path, NULL, 403);
  g_assert_nonnull (strstr (f->text, "Unable to initialize the authorization context"));
}

/* Who may act on an administrator */
static void
test_administrators (SandboxFixture *f,
                     gconstpointer   data)
{
  static const struct { const char *mine, *theirs; const char *body; gboolean good; } cases[] = {
    { "Helpdesk Administrator", "Helpdesk Administrator", "{\"passwordProfile\":{\"password\":\"CorrectHorse9!\"}}", TRUE },
    { "Helpdesk Administrator", "Groups Administrator", "{\"passwordProfile\":{\"password\":\"CorrectHorse9!\"}}", FALSE },
    { "User Administrator", "Groups Administrator", "{\"passwordProfile\":{\"password\":\"CorrectHorse9!\"}}", TRUE },
    { "User Administrator", "Exchange Administrator", "{\"accountEnabled\":false}", FALSE },
    { "User Administrator", "User Administrator", "{\"accountEnabled\":false}", TRUE },
    { "Authentication Administrator", "Authentication Administrator", "{\"accountEnabled\":false}", TRUE },
    { "Authentication Administrator", "Helpdesk Administrator", "{\"accountEnabled\":false}", FALSE },
    { "Password Administrator", "Password Administrator", "{\"passwordProfile\":{\"password\":\"CorrectHorse9!\"}}", TRUE },
    { "Password Administrator", "Directory Readers", "{\"accountEnabled\":false}", FALSE },
    { "Privileged Authentication Administrator", "Global Administrator", "{\"passwordProfile\":{\"password\":\"CorrectHorse9!\"}}", TRUE },
    { "Global Administrator", "Global Administrator", "{\"accountEnabled\":false}", TRUE },
    { "User Administrator", "Global Administrator", "{\"jobTitle\":\"Chief\"}", TRUE },
  };
  g_autofree char *token = sandbox_access (f, 1, "klw", SANDBOX_GRAPH);
  JsonObject *user = sandbox_plain_user (f, "klw");
  g_autofree char *path = g_strdup_printf ("users/%s", muster_jo_str (user, "id"));

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *settings = g_strdup_printf ("{\"gdap\":{\"klw\":{\"roles\":[\"%s\"]}}}", cases[i].mine);

      sandbox_set (f, settings);
      json_object_set_array_member (user, "adminRoles", muster_ja_strings (cases[i].theirs, NULL));
      call (f, NULL, token, "PATCH", path, cases[i].body, cases[i].good ? 204 : 403);
    }
}

/* What an administrator's page shows of an application */
static void
test_principals (SandboxFixture *f,
                 gconstpointer   data)
{
  const char *app = sandbox_entra_value (f, "clientId");
  g_autofree char *token = sandbox_access (f, 0, "pkw", SANDBOX_GRAPH);
  g_autofree char *own = g_strdup_printf ("servicePrincipals(appId='%s')?$select=id,appId", app);
  g_autofree char *filter = g_strdup_printf ("servicePrincipals?$filter=appId%%20eq%%20'%s'", app);
  g_autofree char *roles = NULL;
  g_autofree char *member = NULL;
  g_autofree char *grants = NULL;
  const char *id;

  call (f, NULL, token, "GET", own, NULL, 200);
  id = muster_jo_str (sandbox_reply (f), "id");
  roles = g_strdup_printf ("servicePrincipals/%s/appRoleAssignments", id);
  member = g_strdup_printf ("servicePrincipals/%s/transitiveMemberOf", id);
  grants = g_strdup_printf ("servicePrincipals/%s/oauth2PermissionGrants", id);
  call (f, NULL, token, "GET", filter, NULL, 200);
  g_assert_cmpuint (muster_ja_length (sandbox_rows (f, "value")), ==, 1);
  call (f, NULL, token, "GET", roles, NULL, 200);
  g_assert_nonnull (strstr (f->text, "df021288-bdef-4463-88db-98f22de89214"));
  g_assert_null (strstr (f->text, "dc5007c0-2d7d-4c42-879c-2dab87571379"));
  call (f, NULL, token, "GET", member, NULL, 200);
  g_assert_nonnull (strstr (f->text, "fe930be7-5e62-47db-91af-98c3a49a38b1"));
  g_assert_null (strstr (f->text, "29232cdf-9323-42fd-ade2-1d097af3e4de"));
  call (f, NULL, token, "GET", grants, NULL, 200);
  g_assert_nonnull (strstr (f->text, "User.Read.All"));
  call (f, NULL, token, "GET", "servicePrincipals(appId='00000002-0000-0ff1-ce00-000000000000')?$select=appRoles,oauth2PermissionScopes", NULL, 200);
  g_assert_nonnull (strstr (f->text, "Exchange.ManageV2"));
  call (f, NULL, token, "GET", "servicePrincipals(appId='99999999-0000-4000-8000-000000000000')", NULL, 404);
}

static void
test_plans (SandboxFixture *f,
            gconstpointer   data)
{
  g_autofree char *token = sandbox_access (f, 0, "klw", SANDBOX_GRAPH);
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("microsoft-graph.json");

  call (f, schema, token, "GET", "subscribedSkus", NULL, 200);
  g_assert_nonnull (strstr (f->text, "INTUNE_A"));
  g_assert_nonnull (strstr (f->text, "AAD_PREMIUM_P2"));
  call (f, schema, token, "GET", "deviceManagement/managedDevices", NULL, 200);
  sandbox_set (f, "{\"graph\":{\"noIntune\":[\"klw\"]}}");
  call (f, schema, token, "GET", "subscribedSkus", NULL, 200);
  g_assert_null (strstr (f->text, "INTUNE_A"));
  call (f, schema, token, "GET", "deviceManagement/managedDevices", NULL, 400);
  g_assert_nonnull (strstr (f->text, "Request not applicable to target tenant"));
}

/* The interfaces of Exchange in a person's name */
static void
test_exchange (SandboxFixture *f,
               gconstpointer   data)
{
  const char *app = sandbox_entra_value (f, "publicClientId"), *brd = sandbox_tenant (f, "brd");
  g_autofree char *invoke = g_strdup_printf ("/adminapi/beta/%s/InvokeCommand", brd);
  g_autofree char *published = g_strdup_printf ("/adminapi/v2.0/%s/Mailbox", brd);
  g_autofree char *grant = g_strdup_printf ("{\"clientId\":\"%s\",\"tenant\":\"%s\",\"exchange\":\"Exchange.ManageV2\"}", app, brd);
  g_autofree char *refresh = sandbox_sign_in (f, app, sandbox_technician (f, 1));
  g_autofree char *token = NULL;
  const char *get = "{\"CmdletInput\":{\"CmdletName\":\"Get-Mailbox\",\"Parameters\":{\"Identity\":\"payables@bramdale.example\"}}}";
  const char *type = "{\"CmdletInput\":{\"CmdletName\":\"Set-Mailbox\",\"Parameters\":{\"Identity\":\"payables@bramdale.example\",\"Type\":\"Regular\"}}}";

  sandbox_control (f, "POST", "entra/consents", grant);
  sandbox_refresh (f, app, refresh, brd, SANDBOX_EXCHANGE);
  token = g_strdup (muster_jo_str (sandbox_reply (f), "access_token"));
  sandbox_with (f, token, "POST", invoke, get);
  g_assert_cmpuint (f->status, ==, 401);
  sandbox_with (f, token, "POST", published, get);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_with (f, token, "POST", published, type);
  g_assert_cmpuint (f->status, ==, 400);
  sandbox_set (f, "{\"gdap\":{\"brd\":{\"roles\":[\"Helpdesk Administrator\"]}}}");
  sandbox_with (f, token, "POST", published, get);
  g_assert_cmpuint (f->status, ==, 403);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  add ("/sandbox/gdap/me", test_me);
  add ("/sandbox/gdap/relations", test_relations);
  add ("/sandbox/gdap/permissions", test_permissions);
  add ("/sandbox/gdap/rights", test_rights);
  add ("/sandbox/gdap/administrators", test_administrators);
  add ("/sandbox/gdap/principals", test_principals);
  add ("/sandbox/gdap/plans", test_plans);
  add ("/sandbox/gdap/exchange", test_exchange);
  return g_test_run ();
}
