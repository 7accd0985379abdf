/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include "muster-error.h"
#include "muster-json.h"
#include "muster-microsoft365.h"
#include "muster-test.h"

#define A "aaaaaaaa-0000-4000-8000-000000000001"
#define B "bbbbbbbb-0000-4000-8000-000000000002"
#define HELPDESK "729827e3-9c14-49f7-bb1b-9608f156bbb8"

static JsonNode *
parse (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr(GError) error = NULL;
  JsonNode *node = muster_json_from_string_trusted (json, &error);

  g_assert_no_error (error);
  return node;
}

static void
test_tenants (void)
{
  g_autoptr(JsonNode) answer = parse ("{'relationships':["
                                      "{'id':'1','displayName':'Helpdesk','status':'active','customer':{'tenantId':'" A "','displayName':'Acme'},'endDateTime':'2027-01-01T00:00:00Z',"
                                      "'accessDetails':{'unifiedRoles':[{'roleDefinitionId':'" HELPDESK "'}]}},"
                                      "{'id':'2','displayName':'More','status':'active','customer':{'tenantId':'" A "','displayName':'Acme'},'endDateTime':'2028-01-01T00:00:00Z',"
                                      "'accessDetails':{'unifiedRoles':[{'roleDefinitionId':'" HELPDESK "'},{'roleDefinitionId':'x'}]}},"
                                      "{'id':'3','displayName':'MLT_4711','status':'active','customer':{'tenantId':'c','displayName':'Led'}},"
                                      "{'id':'4','displayName':'Old','status':'expired','customer':{'tenantId':'d','displayName':'Gone'}},"
                                      "{'id':'5','displayName':'No customer','status':'active'}],"
                                      "'contracts':[{'customerId':'" A "','displayName':'Acme','defaultDomainName':'acme.example'},"
                                      "{'customerId':'" B "','displayName':'Aardvark','defaultDomainName':'aardvark.example'}]}");
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) tenants = muster_microsoft365_read_tenants (answer, &error);
  MusterTenant *first;
  MusterTenant *second;

  g_assert_no_error (error);
  g_assert_cmpuint (tenants->len, ==, 2);
  first = tenants->pdata[0];
  second = tenants->pdata[1];
  g_assert_cmpstr (first->name, ==, "Aardvark");
  g_assert_false (first->gdap);
  g_assert_cmpstr (second->id, ==, A);
  g_assert_true (second->gdap);
  g_assert_cmpstr (second->domain, ==, "acme.example");
  g_assert_cmpstr (second->ends, ==, "2028-01-01T00:00:00Z");
  g_assert_cmpuint (second->roles->len, ==, 2);
}

static void
test_no_tenants (void)
{
  static const char * const answers[] = { "{}", "[]", "null", "{'relationships':null}" };
  g_autoptr(JsonNode) contracts_refused = parse ("{'relationships':[],'contracts':[]}");
  g_autoptr(GPtrArray) none = muster_microsoft365_read_tenants (contracts_refused, NULL);
  gsize i;

  g_assert_cmpuint (none->len, ==, 0);
  for (i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr(JsonNode) answer = parse (answers[i]);
      g_autoptr(GError) error = NULL;

      g_assert_null (muster_microsoft365_read_tenants (answer, &error));
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
    }
}

static void
test_groups (void)
{
  static const struct
  {
    const char *group;
    const char *kind;
    gboolean    writable;
  } cases[] = {
    { "{'groupTypes':[],'securityEnabled':true,'mailEnabled':false}", "security", TRUE },
    { "{'groupTypes':['Unified'],'securityEnabled':false,'mailEnabled':true}", "microsoft365", TRUE },
    { "{'groupTypes':[],'securityEnabled':true,'mailEnabled':true}", "mail-enabled", FALSE },
    { "{'groupTypes':[],'securityEnabled':false,'mailEnabled':true}", "distribution", FALSE },
    { "{'groupTypes':['DynamicMembership'],'securityEnabled':true}", "dynamic", FALSE },
    { "{'groupTypes':['Unified'],'mailEnabled':true,'membershipRule':'user.city -eq 1'}", "dynamic", FALSE },
    { "{'groupTypes':[],'securityEnabled':true,'onPremisesSyncEnabled':true}", "synced", FALSE },
    { "{'groupTypes':[],'securityEnabled':true,'isAssignableToRole':true}", "role-assignable", TRUE },
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonNode) group = parse (cases[i].group);
      MusterGroupKind kind = muster_microsoft365_group_kind (json_node_get_object (group));

      g_assert_cmpstr (muster_group_kind_to_string (kind), ==, cases[i].kind);
      g_assert_cmpint (muster_group_kind_graph_writable (kind), ==, cases[i].writable);
    }
}

static void
test_names (void)
{
  g_assert_cmpstr (muster_microsoft365_sku_name ("SPB"), ==, "Microsoft 365 Business Premium");
  g_assert_null (muster_microsoft365_sku_name ("NO_SUCH"));
  g_assert_null (muster_microsoft365_sku_name (NULL));
  g_assert_cmpstr (muster_microsoft365_role_name (HELPDESK), ==, "Helpdesk Administrator");
  g_assert_cmpstr (muster_microsoft365_sign_in_meaning (50126), ==, "wrong user name or password");
  g_assert_null (muster_microsoft365_sign_in_meaning (4711));
}

int
main (int   argc,
      char *argv[])
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/connectors/microsoft365/tenants", test_tenants);
  g_test_add_func ("/connectors/microsoft365/no-tenants", test_no_tenants);
  g_test_add_func ("/connectors/microsoft365/groups", test_groups);
  g_test_add_func ("/connectors/microsoft365/names", test_names);

  return g_test_run ();
}
