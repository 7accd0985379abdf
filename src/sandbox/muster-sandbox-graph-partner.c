/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-graph.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* What the partner's own tenant shows of its customers, and what each tenant says of itself. */

static const MusterGraphType organization = {
  .name = "organization", .collection = "organization", .most = 999,
  .properties = " id displayName onPremisesSyncEnabled onPremisesLastSyncDateTime verifiedDomains tenantType countryLetterCode createdDateTime ",
};
static const MusterGraphType domain = {
  .name = "domain", .collection = "domains", .most = 999,
  .properties = " id authenticationType isAdminManaged isDefault isInitial isRoot isVerified supportedServices ",
};
static const MusterGraphType contract = {
  .name = "contract", .collection = "contracts", .page = 100, .most = 999,
  .properties = " id contractType customerId defaultDomainName displayName deletedDateTime ",
};
static const MusterGraphType customer = {
  .name = "delegatedAdminCustomer", .collection = "tenantRelationships/delegatedAdminCustomers", .page = 100, .most = 300,
  .properties = " id tenantId displayName ",
};
static const MusterGraphType relationship = {
  .name = "delegatedAdminRelationship", .collection = "tenantRelationships/delegatedAdminRelationships", .page = 100, .most = 300,
  .properties = " id displayName duration status autoExtendDuration customer accessDetails activatedDateTime createdDateTime endDateTime lastModifiedDateTime ",
};
static const MusterGraphType assignment = {
  .name = "delegatedAdminAccessAssignment", .collection = "tenantRelationships/accessAssignments", .page = 100, .most = 300,
  .properties = " id status accessContainer accessDetails createdDateTime lastModifiedDateTime ",
};

static const char *
default_domain (JsonObject *client)
{
  JsonArray *domains = muster_jo_arr (client, "domains");

  for (guint i = 0; i < muster_ja_length (domains); i++)
    if (muster_jo_bool (muster_ja_obj (domains, i), "default", FALSE))
      return muster_jo_str (muster_ja_obj (domains, i), "name");
  return muster_jo_str (client, "tenantName");
}

static JsonArray *
verified_domains (JsonObject *client)
{
  JsonArray *domains = muster_jo_arr (client, "domains"), *rows = json_array_new ();

  for (guint i = 0; i < muster_ja_length (domains); i++)
    {
      JsonObject *object = muster_ja_obj (domains, i);

      if (muster_jo_bool (object, "verified", TRUE))
        json_array_add_object_element (rows, muster_jo_new ("name:s", muster_jo_str (object, "name"), "type:s", "Managed",
                                                            "isDefault:b", muster_jo_bool (object, "default", FALSE),
                                                            "isInitial:b", FALSE, "capabilities:s", "Email", NULL));
    }
  return rows;
}

void
muster_graph_get_organization (MusterCall *call)
{
  JsonObject *msp = muster_world_get_msp (call->world);
  gboolean hybrid = g_strcmp0 (muster_jo_str (muster_jo_obj (call->client, "directory"), "mode"), "hybrid") == 0;
  JsonObject *row = muster_jo_new ("id:s", call->client != NULL ? muster_jo_str (call->client, "tenantId") : muster_jo_str (msp, "tenantId"),
                                   "displayName:s", call->client != NULL ? muster_jo_str (call->client, "name") : muster_jo_str (msp, "name"),
                                   "tenantType:s", "AAD", "verifiedDomains:a", verified_domains (call->client), NULL);
  JsonArray *rows = json_array_new ();

  if (hybrid)
    json_object_set_boolean_member (row, "onPremisesSyncEnabled", TRUE);
  else
    json_object_set_null_member (row, "onPremisesSyncEnabled");
  json_array_add_object_element (rows, row);
  muster_graph_reply_rows (call, rows, &organization);
}

static JsonObject *
show_domain (const char *name,
             gboolean    is_default,
             gboolean    initial,
             gboolean    verified)
{
  return muster_jo_new ("id:s", name, "authenticationType:s", "Managed", "isAdminManaged:b", TRUE, "isDefault:b", is_default,
                        "isInitial:b", initial, "isRoot:b", TRUE, "isVerified:b", verified,
                        "supportedServices:a", muster_ja_strings ("Email", "OfficeCommunicationsOnline", NULL), NULL);
}

void
muster_graph_get_domains (MusterCall *call)
{
  JsonArray *domains = muster_jo_arr (call->client, "domains"), *rows = json_array_new ();
  const char *initial = muster_jo_str (call->client, "tenantName");

  for (guint i = 0; i < muster_ja_length (domains); i++)
    {
      JsonObject *object = muster_ja_obj (domains, i);

      json_array_add_object_element (rows, show_domain (muster_jo_str (object, "name"), muster_jo_bool (object, "default", FALSE),
                                                        FALSE, muster_jo_bool (object, "verified", TRUE)));
    }
  if (initial != NULL)
    json_array_add_object_element (rows, show_domain (initial, muster_ja_length (domains) == 0, TRUE, TRUE));
  if (call->client == NULL)
    json_array_add_object_element (rows, show_domain (muster_jo_str (muster_world_get_msp (call->world), "domain"), TRUE, FALSE, TRUE));
  muster_graph_reply_rows (call, rows, &domain);
}

void
muster_graph_get_contracts (MusterCall *call)
{
  JsonArray *clients = muster_world_clients (call->world), *rows = json_array_new ();

  for (guint i = 0; i < json_array_get_length (clients); i++)
    {
      JsonObject *client = muster_ja_obj (clients, i);
      const char *tenant = muster_jo_str (client, "tenantId");
      g_autofree char *name = g_strconcat ("contract/", tenant, NULL);
      g_autofree char *id = muster_world_guid (call->world, name);

      if (tenant == NULL)
        continue;
      json_array_add_object_element (rows, muster_jo_new ("id:s", id, "deletedDateTime:S", NULL, "contractType:s", "SyndicationPartner",
                                                          "customerId:s", tenant, "defaultDomainName:S", default_domain (client),
                                                          "displayName:s", muster_jo_str (client, "name"), NULL));
    }
  muster_graph_reply_rows (call, rows, &contract);
}

static JsonObject *
show_customer (JsonObject *client)
{
  const char *tenant = muster_jo_str (client, "tenantId");

  return muster_jo_new ("id:s", tenant, "tenantId:s", tenant, "displayName:s", muster_jo_str (client, "name"), NULL);
}

void
muster_graph_get_customers (MusterCall *call)
{
  JsonArray *clients = muster_world_clients (call->world), *rows = json_array_new ();

  for (guint i = 0; i < json_array_get_length (clients); i++)
    if (muster_jo_obj (muster_ja_obj (clients, i), "gdap") != NULL)
      json_array_add_object_element (rows, show_customer (muster_ja_obj (clients, i)));
  muster_graph_reply_rows (call, rows, &customer);
}

void
muster_graph_get_customer (MusterCall *call)
{
  JsonObject *client = muster_world_client (call->world, "tenantId", call->params[0]);

  if (client == NULL || muster_jo_obj (client, "gdap") == NULL)
    muster_graph_not_found (call, call->params[0]);
  else
    muster_graph_reply_row (call, 200, show_customer (client), &customer);
}

static const char *
role_id (const char *name)
{
  static const struct { const char *name, *id; } roles[] = {
    { "Directory Readers", "88d8e3e3-8f55-4a1e-953a-9b9898b8876b" },
    { "User Administrator", "fe930be7-5e62-47db-91af-98c3a49a38b1" },
    { "Helpdesk Administrator", "729827e3-9c14-49f7-bb1b-9608f156bbb8" },
    { "Authentication Administrator", "c4e39bd9-1100-46d3-8c65-fb160da0071f" },
    { "Groups Administrator", "fdd7a751-b60b-444a-984c-02652fe8fa1c" },
    { "License Administrator", "4d6ac14f-3453-41d0-bef9-a3e0c569773a" },
    { "Exchange Administrator", "29232cdf-9323-42fd-ade2-1d097af3e4de" },
    { "Teams Administrator", "69091246-20e8-4a56-aa4d-066075b2a7a8" },
    { "Intune Administrator", "3a2c62db-5318-420d-8d74-23affee5d9d5" },
    { "Cloud Device Administrator", "7698a772-787b-4ac8-901f-60d6b08affd2" },
    { "Reports Reader", "4a5d8f65-41da-4de4-8968-e035b65339cf" },
    { "Security Reader", "5d6b6bb7-de71-4623-b4af-96380a352509" },
    { "Security Administrator", "194ae4cb-b126-40b2-bd5b-6091b380977d" },
    { "Service Support Administrator", "f023fd81-a637-4b56-95fd-791ac0226033" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (g_strcmp0 (roles[i].name, name) == 0)
      return roles[i].id;
  return "00000000-0000-0000-0000-000000000000";
}

static JsonObject *
access_details (JsonObject *gdap)
{
  JsonArray *names = muster_jo_arr (gdap, "roles"), *roles = json_array_new ();

  for (guint i = 0; i < muster_ja_length (names); i++)
    json_array_add_object_element (roles, muster_jo_new ("roleDefinitionId:s", role_id (muster_ja_str (names, i)), NULL));
  return muster_jo_new ("unifiedRoles:a", roles, NULL);
}

static JsonObject *
show_relation (JsonObject *client)
{
  JsonObject *gdap = muster_jo_obj (client, "gdap");
  g_autofree char *name = g_strdup_printf ("%s helpdesk", muster_jo_str (client, "name"));

  return muster_jo_new ("id:s", muster_jo_str (gdap, "relationshipId"), "displayName:s", name, "duration:s", "P730D",
                        "status:s", muster_jo_str (gdap, "status"), "autoExtendDuration:s", "P180D",
                        "customer:o", muster_jo_new ("tenantId:s", muster_jo_str (client, "tenantId"),
                                                     "displayName:s", muster_jo_str (client, "name"), NULL),
                        "accessDetails:o", access_details (gdap),
                        "endDateTime:S", muster_jo_str (gdap, "endDateTime"), NULL);
}

void
muster_graph_get_relations (MusterCall *call)
{
  JsonArray *clients = muster_world_clients (call->world), *rows = json_array_new ();

  for (guint i = 0; i < json_array_get_length (clients); i++)
    if (muster_jo_obj (muster_ja_obj (clients, i), "gdap") != NULL)
      json_array_add_object_element (rows, show_relation (muster_ja_obj (clients, i)));
  muster_graph_reply_rows (call, rows, &relationship);
}

static JsonObject *
find_relation (MusterCall *call)
{
  JsonArray *clients = muster_world_clients (call->world);

  for (guint i = 0; i < json_array_get_length (clients); i++)
    if (g_strcmp0 (muster_jo_str (muster_jo_obj (muster_ja_obj (clients, i), "gdap"), "relationshipId"), call->params[0]) == 0)
      return muster_ja_obj (clients, i);
  muster_graph_not_found (call, call->params[0]);
  return NULL;
}

void
muster_graph_get_relation (MusterCall *call)
{
  JsonObject *client = find_relation (call);

  if (client != NULL)
    muster_graph_reply_row (call, 200, show_relation (client), &relationship);
}

void
muster_graph_get_assignments (MusterCall *call)
{
  JsonObject *client = find_relation (call);
  g_autofree char *group = muster_world_guid (call->world, "gdap-group");
  g_autofree char *id = muster_world_guid (call->world, "gdap-assignment");
  JsonArray *rows;

  if (client == NULL)
    return;
  rows = json_array_new ();
  json_array_add_object_element (rows, muster_jo_new ("id:s", id, "status:s", "active",
                                                      "accessContainer:o", muster_jo_new ("accessContainerId:s", group, "accessContainerType:s", "securityGroup", NULL),
                                                      "accessDetails:o", access_details (muster_jo_obj (client, "gdap")), NULL));
  muster_graph_reply_rows (call, rows, &assignment);
}

/**
 * muster_graph_find_tenant:
 * @call: a call
 *
 * Answers the two functions findTenantInformationBy….
 *
 * Returns: whether @call was one of them
 */
gboolean
muster_graph_find_tenant (MusterCall *call)
{
  const char *last = call->segments[g_strv_length (call->segments) - 1];
  const char *quote = strchr (last, '\'');
  g_autofree char *value = NULL;
  JsonObject *client;

  if (!g_str_has_prefix (last, "findTenantInformationBy") || quote == NULL)
    return FALSE;
  value = g_strndup (quote + 1, strcspn (quote + 1, "'"));
  client = strstr (last, "ByTenantId") != NULL ? muster_world_client (call->world, "tenantId", value)
                                               : muster_world_client_by_domain (call->world, value);
  if (call->client != NULL)
    muster_graph_refuse (call);
  else if (client == NULL)
    muster_graph_fail (call, 404, "Request_ResourceNotFound", "No tenant was found for the given value.");
  else
    muster_call_reply_object (call, 200, muster_jo_new ("@odata.context:s", "https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.tenantInformation",
                                                        "tenantId:s", muster_jo_str (client, "tenantId"), "displayName:s", muster_jo_str (client, "name"),
                                                        "defaultDomainName:S", default_domain (client), "federationBrandName:S", NULL, NULL));
  return TRUE;
}
