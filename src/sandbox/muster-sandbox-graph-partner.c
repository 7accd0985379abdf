/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-gdap.h"
#include "muster-sandbox-graph.h"
#include "muster-sandbox-graph-rights.h"
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
static const MusterGraphType service = {
  .name = "delegatedAdminServiceManagementDetail", .collection = "serviceManagementDetails", .most = 300,
  .properties = " id serviceName serviceManagementUrl ",
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

/* Customers to whom licences are sold and nothing else, as the settings "gdap" name them */
static void
add_resold (MusterCall *call,
            JsonArray  *rows)
{
  JsonArray *said = muster_jo_arr (muster_world_settings (call->world, "gdap"), "contracts");

  for (guint i = 0; i < muster_ja_length (said); i++)
    {
      JsonObject *entry = muster_ja_obj (said, i);
      g_autofree char *name = g_strconcat ("contract/", muster_jo_str (entry, "tenantId"), NULL);
      g_autofree char *id = muster_world_guid (call->world, name);

      json_array_add_object_element (rows, muster_jo_new ("id:s", id, "deletedDateTime:S", NULL, "contractType:s", "ResellerPartner",
                                                          "customerId:s", muster_jo_str (entry, "tenantId"),
                                                          "defaultDomainName:S", muster_jo_str (entry, "domain"),
                                                          "displayName:s", muster_jo_str (entry, "name"), NULL));
    }
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
  add_resold (call, rows);
  muster_graph_reply_rows (call, rows, &contract);
}

/* Every customer with whom there is a relationship, once */
static JsonArray *
all_customers (MusterCall *call)
{
  g_autoptr(JsonArray) relations = muster_gdap_relations (call->world);
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < json_array_get_length (relations); i++)
    {
      JsonObject *party = muster_jo_obj (muster_ja_obj (relations, i), "customer");
      const char *tenant = muster_jo_str (party, "tenantId");

      if (muster_ja_find (rows, "id", tenant) == NULL)
        json_array_add_object_element (rows, muster_jo_new ("id:s", tenant, "tenantId:s", tenant,
                                                            "displayName:s", muster_jo_str (party, "displayName"), NULL));
    }
  return rows;
}

static gboolean
is_customer (MusterCall *call,
             const char *tenant)
{
  g_autoptr(JsonArray) rows = all_customers (call);

  return muster_ja_find (rows, "id", tenant) != NULL;
}

void
muster_graph_get_customers (MusterCall *call)
{
  muster_graph_reply_rows (call, all_customers (call), &customer);
}

void
muster_graph_get_customer (MusterCall *call)
{
  g_autoptr(JsonArray) rows = all_customers (call);
  JsonObject *row = muster_ja_find (rows, "id", call->params[0]);

  if (row == NULL)
    muster_graph_not_found (call, call->params[0]);
  else
    muster_graph_reply_row (call, 200, json_object_ref (row), &customer);
}

static JsonObject *
show_relation (JsonObject *relation)
{
  json_object_remove_member (relation, "assignments");
  return relation;
}

void
muster_graph_get_relations (MusterCall *call)
{
  JsonArray *rows = muster_gdap_relations (call->world);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    show_relation (muster_ja_obj (rows, i));
  muster_graph_reply_rows (call, rows, &relationship);
}

static JsonObject *
find_relation (MusterCall *call)
{
  g_autoptr(JsonArray) relations = muster_gdap_relations (call->world);
  JsonObject *relation = muster_ja_find (relations, "id", call->params[0]);

  if (relation != NULL)
    return json_object_ref (relation);
  muster_graph_not_found (call, call->params[0]);
  return NULL;
}

void
muster_graph_get_relation (MusterCall *call)
{
  JsonObject *relation = find_relation (call);

  if (relation != NULL)
    muster_graph_reply_row (call, 200, show_relation (relation), &relationship);
}

void
muster_graph_get_assignments (MusterCall *call)
{
  g_autoptr(JsonObject) relation = find_relation (call);
  JsonArray *rows;

  if (relation == NULL)
    return;
  rows = json_array_ref (muster_jo_arr (relation, "assignments"));
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      json_object_remove_member (muster_ja_obj (rows, i), "group");
      json_object_remove_member (muster_ja_obj (rows, i), "roles");
    }
  muster_graph_reply_rows (call, rows, &assignment);
}

void
muster_graph_get_customer_services (MusterCall *call)
{
  static const struct { const char *name, *url; } services[] = {
    { "Microsoft Entra", "https://entra.microsoft.com/" }, { "Exchange", "https://admin.exchange.microsoft.com/" },
    { "Intune", "https://intune.microsoft.com/" }, { "Microsoft 365", "https://admin.microsoft.com/" },
  };
  JsonArray *rows;

  if (!is_customer (call, call->params[0]))
    {
      muster_graph_not_found (call, call->params[0]);
      return;
    }
  rows = json_array_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (services); i++)
    json_array_add_object_element (rows, muster_jo_new ("id:s", services[i].name, "serviceName:s", services[i].name,
                                                        "serviceManagementUrl:s", services[i].url, NULL));
  muster_graph_reply_rows (call, rows, &service);
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
  if (call->client != NULL || !muster_graph_has_scope (call, "CrossTenantInformation.ReadBasic.All"))
    muster_graph_refuse (call);
  else if (client == NULL)
    muster_graph_fail (call, 404, "Request_ResourceNotFound", "No tenant was found for the given value.");
  else
    muster_call_reply_object (call, 200, muster_jo_new ("@odata.context:s", "https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.tenantInformation",
                                                        "tenantId:s", muster_jo_str (client, "tenantId"), "displayName:s", muster_jo_str (client, "name"),
                                                        "defaultDomainName:S", default_domain (client), "federationBrandName:S", NULL, NULL));
  return TRUE;
}
