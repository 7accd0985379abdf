/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What exactly leaves for the tools where a wrong letter would hurt, and that what must not leave does not. */

#define G_LOG_DOMAIN "muster-tests"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-test.h"

#include "example-run.h"

#define EXO "POST https://outlook.office365.com/adminapi/beta/" TENANT "/InvokeCommand "
#define V2 "POST https://outlook.office365.com/adminapi/v2.0/" TENANT "/Mailbox "
#define GRAPH "https://graph.microsoft.com/v1.0"
#define AT "https://at.invalid/atservicesrest/v1.0"
#define AT_POST "POST " AT

#define ITGLUE "https://api.eu.itglue.com"

typedef struct
{
  const char *integration;
  const char *tool;
  const char *args;
  const char *last;      /* the last request */
  const char *replace;
  const char *with;
  int error;             /* 0: none */
} Row;

static const Row rows[] = {
  { "connectwise", "find-similar-tickets", "{\"query\":\"VPN\"}",
    "GET https://api.invalid/v4_6_release/apis/3.0/service/tickets?conditions=company/id = 250 and (summary contains \"VPN\")"
    "&orderBy=id desc&page=1&pageSize=26" },
  { "connectwise", "add-internal-note", "{\"ticket\":69,\"text\":\"Look\"}",
    "POST https://api.invalid/v4_6_release/apis/3.0/service/tickets/69/notes {\"text\":\"Look\",\"detailDescriptionFlag\":false,"
    "\"internalAnalysisFlag\":true,\"resolutionFlag\":false,\"issueFlag\":false,\"customerUpdatedFlag\":false,\"processNotifications\":false}" },
  { "connectwise", "add-internal-note", "{\"ticket\":69,\"text\":\"Look\"}",
    "GET https://api.invalid/v4_6_release/apis/3.0/service/tickets/69", "\"id\":250", "\"id\":251", MUSTER_ERROR_NOT_FOUND },
  { "connectwise", "poll-tickets", "{\"since\":\"2026-11-20T08:00:00Z\"}",
    "GET https://api.invalid/v4_6_release/apis/3.0/service/tickets?conditions=lastUpdated > [2026-11-20T08:00:00Z]&orderBy=id asc"
    "&page=1&pageSize=250" },
  { "autotask", "find-similar-tickets", "{\"query\":\"VPN\"}",
    AT_POST "/Tickets/query {\"IncludeFields\":[\"id\",\"ticketNumber\",\"title\",\"status\",\"priority\",\"queueID\",\"ticketType\",\"companyID\",\"contactID\","
    "\"createDate\",\"completedDate\"],\"filter\":[{\"op\":\"and\",\"items\":[{\"op\":\"eq\",\"field\":\"companyID\",\"value\":174},"
    "{\"op\":\"contains\",\"field\":\"title\",\"value\":\"VPN\"}]}],\"MaxRecords\":500}" },
  { "autotask", "add-internal-note", "{\"ticket\":70011,\"text\":\"Look\"}", "GET " AT "/TicketNotes/29500001" },
  { "autotask", "add-internal-note", "{\"ticket\":70011,\"text\":\"Look\"}", "GET " AT "/Tickets/70011", "\"companyID\":174", "\"companyID\":175",
    MUSTER_ERROR_NOT_FOUND },
  { "autotask", "add-internal-note", "{\"ticket\":70011,\"text\":\"Look\"}", "GET " AT "/TicketNotes/entityInformation/fields",
    "Internal Project Team", "Internes Projektteam", MUSTER_ERROR_REFUSED_BY_POLICY },
  { "autotask", "remove-note", "{\"ticket\":70011,\"note\":29500001}", "PATCH " AT "/Tickets/70011/Notes {\"id\":29500001,\"publish\":2}" },
  { "autotask", "remove-note", "{\"ticket\":70011,\"note\":29500001}", "GET " AT "/TicketNotes/29500001",
    "\"creatorResourceID\":29000102", "\"creatorResourceID\":29000101", MUSTER_ERROR_REFUSED_BY_POLICY },
  { "autotask", "assign-ticket", "{\"ticket\":70011,\"member\":29000101}",
    "PATCH " AT "/Tickets {\"id\":70011,\"assignedResourceID\":29000101,\"assignedResourceRoleID\":29000201}" },
  { "autotask", "set-ticket-status", "{\"ticket\":70011,\"status\":\"in progress\"}", "PATCH " AT "/Tickets {\"id\":70011,\"status\":8}" },
  { "autotask", "set-ticket-status", "{\"ticket\":70011,\"status\":\"Nowhere\"}", "GET " AT "/Tickets/entityInformation/fields", NULL, NULL,
    MUSTER_ERROR_NOT_FOUND },
  { "autotask", "add-time-entry", "{\"ticket\":70011,\"start\":\"2026-11-20T08:00:00Z\",\"hours\":0.5,\"notes\":\"Done\"}",
    AT_POST "/TimeEntries {\"ticketID\":70011,\"resourceID\":29000102,\"roleID\":29000201,\"dateWorked\":\"2026-11-20T08:00:00Z\",\"hoursWorked\":0.5,"
    "\"summaryNotes\":\"Entered by Muster.\",\"internalNotes\":\"Done\"}" },
  { "autotask", "zone-information", "{\"user\":\"api+x@example-msp.test\"}",
    "GET https://webservices.autotask.net/atservicesrest/v1.0/zoneInformation?user=api+x@example-msp.test" },
  { "microsoft365", "find-users", "{\"mail\":\"o'neil@fabrikam.example\"}",
    "GET " GRAPH "/users?$filter=mail eq 'o''neil@fabrikam.example' or userPrincipalName eq 'o''neil@fabrikam.example' or "
    "proxyAddresses/any(p:p eq 'smtp:o''neil@fabrikam.example')&$select=id,displayName,givenName,surname,userPrincipalName,mail,"
    "proxyAddresses,accountEnabled,userType,onPremisesSyncEnabled,jobTitle,department&$top=200&$count=true" },
  { "microsoft365", "unblock-sign-in", "{\"user\":\"" USER "\"}", "PATCH " GRAPH "/users/" USER " {\"accountEnabled\":true}",
    "\"accountEnabled\":true", "\"accountEnabled\":false" },
  { "microsoft365", "unblock-sign-in", "{\"user\":\"" USER "\"}", "GET " GRAPH "/users/" USER "/transitiveMemberOf?$select=id,roleTemplateId",
    NULL, NULL, MUSTER_ERROR_REFUSED_BY_POLICY },
  { "microsoft365", "block-sign-in", "{\"user\":\"" USER "\"}", "GET " GRAPH "/users/" USER "/transitiveMemberOf?$select=id,roleTemplateId",
    "4a5d8f65-41da-4de4-8968-e035b65339cf", "62e90394-69f5-4237-9190-012177145e10", MUSTER_ERROR_REFUSED_BY_POLICY },
  { "microsoft365", "block-sign-in", "{\"user\":\"" USER "\"}", "GET " GRAPH "/users/" USER "/transitiveMemberOf?$select=id,roleTemplateId",
    "\"onPremisesSyncEnabled\":null", "\"onPremisesSyncEnabled\":true", MUSTER_ERROR_REFUSED_BY_POLICY },
  { "microsoft365", "add-group-member", "{\"user\":\"" USER "\",\"group\":\"" GROUP "\"}",
    "GET " GRAPH "/groups/" GROUP "?$select=id,displayName,mailEnabled,groupTypes,isAssignableToRole,onPremisesSyncEnabled,membershipRule",
    "\"isAssignableToRole\":null", "\"isAssignableToRole\":true", MUSTER_ERROR_REFUSED_BY_POLICY },
  { "microsoft365", "remove-group-member", "{\"user\":\"" USER "\",\"group\":\"" GROUP "\"}",
    "DELETE " GRAPH "/groups/" GROUP "/members/" USER "/$ref" },
  { "microsoft365", "delete-auth-method", "{\"user\":\"" USER "\",\"method\":\"phone\"}",
    "DELETE " GRAPH "/users/" USER "/authentication/phoneMethods/3179e48a-750b-4051-897c-87b9720928f7" },
  { "microsoft365", "delete-auth-method", "{\"user\":\"" USER "\",\"method\":\"email\"}", "GET " GRAPH "/users/" USER "/authentication/methods" },
  { "microsoft365", "assign-license", "{\"user\":\"" USER "\",\"sku\":\"DEVELOPERPACK_E5\"}",
    "POST " GRAPH "/users/" USER "/assignLicense {\"addLicenses\":[{\"skuId\":\"c42b9cae-ea4f-4ab7-9717-81576235ccac\",\"disabledPlans\":[]}],"
    "\"removeLicenses\":[]}" },
  { "microsoft365", "assign-license", "{\"user\":\"" USER "\",\"sku\":\"DEVELOPERPACK_E5\"}",
    "GET " GRAPH "/users/" USER "?$select=id,displayName,usageLocation,licenseAssignmentStates", "\"consumedUnits\":14", "\"consumedUnits\":25", MUSTER_ERROR_NO_SEATS },
  { "microsoft365", "set-automatic-replies", "{\"user\":\"" USER "\",\"status\":\"scheduled\",\"start\":\"2026-11-23\",\"end\":\"2026-11-27\"}",
    "PATCH " GRAPH "/users/" USER "/mailboxSettings {\"automaticRepliesSetting\":{\"status\":\"scheduled\","
    "\"scheduledStartDateTime\":{\"dateTime\":\"2026-11-23T00:00:00\",\"timeZone\":\"GMT Standard Time\"},"
    "\"scheduledEndDateTime\":{\"dateTime\":\"2026-11-27T23:59:00\",\"timeZone\":\"GMT Standard Time\"}}}" },
  { "microsoft365", "set-forwarding", "{\"mailbox\":\"dana.reed@fabrikam.example\",\"to\":\"sam@fabrikam.example\"}",
    EXO "{\"CmdletInput\":{\"CmdletName\":\"Set-Mailbox\",\"Parameters\":{\"Identity\":\"dana.reed@fabrikam.example\",\"ForwardingAddress\":null,"
    "\"ForwardingSmtpAddress\":\"sam@fabrikam.example\",\"DeliverToMailboxAndForward\":true,\"Confirm\":false}}}" },
  { "microsoft365", "grant-mailbox-access", "{\"mailbox\":\"dana.reed@fabrikam.example\",\"user\":\"" USER "\",\"right\":\"send-on-behalf\"}",
    V2 "{\"CmdletInput\":{\"CmdletName\":\"Set-Mailbox\",\"Parameters\":{\"Identity\":\"dana.reed@fabrikam.example\",\"GrantSendOnBehalfTo\":"
    "{\"@odata.type\":\"#Exchange.GenericHashTable\",\"add\":\"dana.cole@fabrikam.example\"}}}}" },
  { "microsoft365", "add-team-member", "{\"user\":\"" USER "\",\"team\":\"" GROUP "\",\"role\":\"owner\"}",
    "POST " GRAPH "/teams/" GROUP "/members {\"@odata.type\":\"#microsoft.graph.aadUserConversationMember\","
    "\"user@odata.bind\":\"https://graph.microsoft.com/v1.0/users('" USER "')\",\"roles\":[\"owner\"]}" },
  { "hudu", "list-assets", "{\"query\":\"printer\"}",
    "GET https://docs.invalid/api/v1/assets?search=printer&archived=false&company_id=31&page=1&page_size=100" },
  { "hudu", "get-password", "{\"password\":88}", "GET https://docs.invalid/api/v1/asset_passwords/88",
    "\"company_id\":31", "\"company_id\":32", MUSTER_ERROR_NOT_FOUND },
  { "hudu", "get-article", "{\"article\":412}", "GET https://docs.invalid/api/v1/articles/412", "\"company_id\":31", "\"company_id\":null" },
  { "hudu", "sync-articles", "{\"since\":\"2026-11-20T08:00:00Z\"}",
    "GET https://docs.invalid/api/v1/articles?updated_at=2026-11-20T08:00:00Z,&page=1&page_size=100" },
  { "hudu", "create-article", "{\"name\":\"VPN setup for Fabrikam\",\"content\":\"<p>x</p>\"}",
    "GET https://docs.invalid/api/v1/articles?name=VPN setup for Fabrikam&company_id=31&page=1&page_size=100", NULL, NULL, MUSTER_ERROR_CONFLICT },
  { "itglue", "list-contacts", "{}", "GET " ITGLUE "/organizations/2450018/relationships/contacts?page[number]=1&page[size]=100" },
  { "itglue", "get-password", "{\"password\":880011}",
    "GET " ITGLUE "/organizations/2450018/relationships/passwords/880011?show_password=true" },
  { "itglue", "get-password", "{\"password\":880011}",
    "GET " ITGLUE "/organizations/2450018/relationships/passwords/880011?show_password=true",
    "\"organization-id\":2450018", "\"organization-id\":2450019", MUSTER_ERROR_NOT_FOUND },
  { "itglue", "list-flexible-assets", "{\"type\":\"applications\"}",
    "GET " ITGLUE "/flexible_assets?filter[flexible_asset_type_id]=9001&filter[organization_id]=2450018&page[number]=1&page[size]=100" },
  { "itglue", "list-flexible-assets", "{\"type\":\"Printers\"}", "GET " ITGLUE "/flexible_asset_types?filter[enabled]=1&page[number]=1&page[size]=200" },
  { "itglue", "get-document", "{\"document\":330001}", "GET " ITGLUE "/documents/330001",
    "\"organization-id\":2450018", "\"organization-id\":2450019", MUSTER_ERROR_NOT_FOUND },
  { "itglue", "create-document", "{\"name\":\"Printer of the\",\"content\":\"<p>New.</p>\"}", "PATCH " ITGLUE "/documents/330002/publish" },
  { "itglue", "create-document", "{\"name\":\"VPN setup\",\"content\":\"<p>New.</p>\"}",
    "GET " ITGLUE "/organizations/2450018/relationships/documents?filter[document-folder-id][ne]=null&page[number]=1&page[size]=50", NULL, NULL,
    MUSTER_ERROR_CONFLICT },
  { "itglue", "update-document", "{\"document\":330001,\"section\":440009,\"content\":\"<p>New.</p>\"}",
    "GET " ITGLUE "/documents/330001/relationships/sections?page[number]=1&page[size]=100", NULL, NULL, MUSTER_ERROR_NOT_FOUND },
  { "itglue", "find-company", "{\"psa\":\"manage\",\"company\":19301}",
    "GET " ITGLUE "/organizations?filter[psa_integration_type]=manage&filter[psa_id]=19301&page[number]=1&page[size]=3" },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  const ExampleVendor *vendor = example_vendor_find (row->integration);
  ExampleRun run = { NULL };
  g_autofree char *id = g_strdup_printf ("%s:%s", row->integration, row->tool);
  g_autoptr(JsonNode) args = json_from_string (row->args, NULL);
  g_autoptr(MusterScope) scope = muster_scope_new (TENANT, EXAMPLE_COMPANY (vendor), EXAMPLE_DOCS (vendor));
  g_autoptr(GString) trace = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  MusterToolExec *exec;
  char *last;

  example_run_set_up (&run, vendor);
  run.replace = row->replace;
  run.with = row->with;
  exec = muster_tool_exec_new (muster_catalog_lookup_tool (run.catalog, id), json_node_get_object (args), scope, run.endpoints);
  example_run (&run, exec, trace, &error);
  g_string_truncate (trace, trace->len - 1);
  last = strrchr (trace->str, '\n');
  g_assert_cmpstr (last != NULL ? last + 1 : trace->str, ==, row->last);
  if (row->error == 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, MUSTER_ERROR, row->error);
  g_object_unref (exec);
  example_run_tear_down (&run, vendor);
}

static JsonNode *
result_of_one_answer (const char  *tool,
                      const char  *args,
                      guint        status,
                      const char  *body,
                      gsize        size,
                      GError     **error)
{
  ExampleRun run = { NULL };
  g_autoptr(JsonNode) parsed = json_from_string (args, NULL);
  g_autoptr(MusterScope) scope = muster_scope_new (TENANT, "250", "31");
  g_autoptr(GBytes) bytes = g_bytes_new (body, size);
  g_autoptr(MusterAnswer) answer = muster_answer_new (status, NULL, bytes);
  g_autoptr(MusterToolExec) exec = NULL;
  g_autoptr(MusterRequest) request = NULL;
  JsonNode *result = NULL;

  example_run_set_up (&run, example_vendor_find ("microsoft365"));
  exec = muster_tool_exec_new (muster_catalog_lookup_tool (run.catalog, tool), json_node_get_object (parsed), scope, run.endpoints);
  request = muster_tool_exec_next (exec, NULL);
  g_assert_nonnull (request);
  if (muster_tool_exec_feed (exec, answer, error))
    result = json_node_copy (muster_tool_exec_result (exec));
  example_run_tear_down (&run, NULL);
  return result;
}

/* Exchange says "no role" with a 403 whose body is NUL bytes. */
static void
test_exchange_without_role (void)
{
  static const char nothing[16] = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) result = NULL;

  result = result_of_one_answer ("microsoft365:get-mailbox", "{\"mailbox\":\"dana.reed@fabrikam.example\"}", 403, nothing, sizeof nothing, &error);
  g_assert_null (result);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_FORBIDDEN);
}

static void
test_exchange_not_found (void)
{
  static const char body[] =
    "{\"error\":{\"code\":\"InternalServerError\",\"message\":\"Error executing cmdlet\",\"details\":[{\"code\":\"Client\",\"target\":\"\",\"message\":"
    "\"Ex6F9304|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|The object couldn't be found.\"}]}}";
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) result = NULL;

  result = result_of_one_answer ("microsoft365:get-mailbox", "{\"mailbox\":\"dana.reed@fabrikam.example\"}", 500, body, sizeof body - 1, &error);
  g_assert_null (result);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
}

static void
test_without_premium (void)
{
  static const char body[] =
    "{\"error\":{\"code\":\"Authentication_RequestFromNonPremiumTenantOrB2CTenant\","
    "\"message\":\"Neither tenant is B2C or tenant doesn't have premium license\"}}";
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) result = NULL;
  g_autofree char *text = NULL;

  result = result_of_one_answer ("microsoft365:list-sign-ins", "{\"user\":\"" USER "\"}", 403, body, sizeof body - 1, &error);
  g_assert_no_error (error);
  text = json_to_string (result, FALSE);
  g_assert_cmpstr (text, ==, "{\"signIns\":null,\"unlicensed\":[\"signIns\"]}");
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/catalog/requests/%s/%s/%u", rows[i].integration, rows[i].tool, i);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/catalog/requests/exchange-without-role", test_exchange_without_role);
  g_test_add_func ("/catalog/requests/exchange-not-found", test_exchange_not_found);
  g_test_add_func ("/catalog/requests/without-premium", test_without_premium);
  return g_test_run ();
}
