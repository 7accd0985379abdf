/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-graph.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-roles.h"
#include "muster-sandbox-vendors.h"

/* Users and what hangs on them, as Graph reads them. */

const MusterGraphType muster_graph_user = {
  .name = "user",
  .collection = "users",
  .properties = " id userPrincipalName displayName givenName surname mail mailNickname proxyAddresses otherMails accountEnabled userType jobTitle "
                "department officeLocation mobilePhone businessPhones preferredLanguage usageLocation employeeId companyName city country "
                "createdDateTime lastPasswordChangeDateTime signInSessionsValidFromDateTime assignedLicenses licenseAssignmentStates "
                "onPremisesSyncEnabled onPremisesDomainName onPremisesSamAccountName onPremisesLastSyncDateTime "
                "onPremisesUserPrincipalName onPremisesImmutableId signInActivity deletedDateTime ",
  .defaults = " id userPrincipalName displayName givenName surname mail jobTitle officeLocation mobilePhone businessPhones preferredLanguage ",
  .search = "displayName",
  .directory = TRUE,
  .page = 100,
  .most = 999,
};

/* What a mixed list of directory objects may be asked for */
const MusterGraphType muster_graph_object = {
  .name = "directoryObject",
  .collection = "directoryObjects",
  .properties = " id displayName description mail mailNickname groupTypes securityEnabled mailEnabled isAssignableToRole onPremisesSyncEnabled "
                "membershipRule membershipRuleProcessingState visibility createdDateTime proxyAddresses assignedLicenses roleTemplateId "
                "userPrincipalName givenName surname jobTitle userType accountEnabled ",
  .directory = TRUE,
  .page = 100,
  .most = 999,
};

gboolean
muster_graph_is_synced (JsonObject *user)
{
  return g_strcmp0 (muster_jo_str (user, "source"), "onPremises") == 0;
}

gboolean
muster_graph_is_admin (JsonObject *user)
{
  return muster_ja_length (muster_jo_arr (user, "adminRoles")) > 0;
}

/**
 * muster_graph_usage_location:
 * @client: the customer
 * @user: a user of it
 *
 * Returns: (transfer full) (nullable): the country that licences need
 */
char *
muster_graph_usage_location (JsonObject *client,
                             JsonObject *user)
{
  const char *city = muster_jo_str (client, "city");
  const char *comma = city != NULL ? strrchr (city, ',') : NULL;

  if (json_object_has_member (user, "usageLocation"))
    return g_strdup (muster_jo_str (user, "usageLocation"));
  return comma != NULL ? g_strstrip (g_strdup (comma + 1)) : NULL;
}

static JsonArray *
proxy_addresses (JsonObject *user)
{
  const char *mail = muster_jo_str (user, "mail");
  JsonArray *aliases = muster_jo_arr (user, "aliases"), *addresses = json_array_new ();

  if (mail != NULL)
    {
      g_autofree char *primary = g_strconcat ("SMTP:", mail, NULL);

      json_array_add_string_element (addresses, primary);
    }
  for (guint i = 0; i < muster_ja_length (aliases); i++)
    {
      g_autofree char *other = g_strconcat ("smtp:", muster_ja_str (aliases, i), NULL);

      json_array_add_string_element (addresses, other);
    }
  return addresses;
}

/* The group that brings a licence to the user, if one does */
static const char *
licence_group (JsonObject *client,
               JsonObject *user,
               const char *part)
{
  JsonArray *groups = muster_jo_arr (user, "groups");

  for (guint i = 0; i < muster_ja_length (groups); i++)
    {
      JsonObject *group = muster_graph_group_by_id (client, muster_ja_str (groups, i));

      if (muster_ja_contains (muster_jo_arr (group, "licencesByGroup"), part))
        return muster_jo_str (group, "id");
    }
  return NULL;
}

static void
add_licences (JsonObject *row,
              JsonObject *client,
              JsonObject *user)
{
  JsonArray *parts = muster_jo_arr (user, "licences"), *assigned = json_array_new (), *states = json_array_new ();

  for (guint i = 0; i < muster_ja_length (parts); i++)
    {
      const char *part = muster_ja_str (parts, i);
      const char *sku = muster_jo_str (muster_ja_find (muster_jo_arr (client, "skus"), "partNumber", part), "id");

      json_array_add_object_element (assigned, muster_jo_new ("skuId:s", sku, "disabledPlans:a", json_array_new (), NULL));
      json_array_add_object_element (states, muster_jo_new ("skuId:s", sku, "disabledPlans:a", json_array_new (),
                                                            "assignedByGroup:S", licence_group (client, user, part),
                                                            "state:s", "Active", "error:s", "None", NULL));
    }
  muster_jo_add (row, "assignedLicenses:a", assigned, "licenseAssignmentStates:a", states, NULL);
}

static void
add_activity (JsonObject *row,
              JsonObject *client,
              JsonObject *user)
{
  JsonArray *sign_ins = muster_jo_arr (user, "signIns");
  JsonObject *newest = muster_ja_length (sign_ins) > 0 ? muster_ja_obj (sign_ins, 0) : NULL;
  const char *success = NULL;

  for (guint i = 0; i < muster_ja_length (sign_ins) && success == NULL; i++)
    if (muster_jo_int (muster_ja_obj (sign_ins, i), "errorCode", -1) == 0)
      success = muster_jo_str (muster_ja_obj (sign_ins, i), "createdDateTime");
  if (newest == NULL || !muster_jo_bool (client, "entraP1", FALSE))
    return;
  muster_jo_add (row, "signInActivity:o", muster_jo_new ("lastSignInDateTime:S", muster_jo_str (newest, "createdDateTime"),
                                                         "lastSuccessfulSignInDateTime:S", success, NULL), NULL);
}

/**
 * muster_graph_show_user:
 * @client: the customer
 * @user: a user of it
 *
 * Returns: (transfer full): the user with every property
 */
JsonObject *
muster_graph_show_user (JsonObject *client,
                        JsonObject *user)
{
  gboolean synced = muster_graph_is_synced (user);
  const char *upn = muster_jo_str (user, "upn");
  JsonObject *directory = muster_jo_obj (client, "directory");
  g_autofree char *nickname = g_strndup (upn, strcspn (upn, "@"));
  g_autofree char *location = muster_graph_usage_location (client, user);
  JsonArray *phones = muster_jo_arr (user, "businessPhones");
  JsonObject *row = muster_jo_new ("id:s", muster_jo_str (user, "id"),
                                   "userPrincipalName:s", upn,
                                   "displayName:S", muster_jo_str (user, "displayName"),
                                   "givenName:S", muster_jo_str (user, "givenName"),
                                   "surname:S", muster_jo_str (user, "surname"),
                                   "mail:S", muster_jo_str (user, "mail"),
                                   "mailNickname:s", nickname,
                                   "proxyAddresses:a", proxy_addresses (user),
                                   "otherMails:a", json_array_new (),
                                   "accountEnabled:b", muster_jo_bool (user, "accountEnabled", TRUE),
                                   "userType:s", muster_jo_str (user, "userType") != NULL ? muster_jo_str (user, "userType") : "Member",
                                   "jobTitle:S", muster_jo_str (user, "jobTitle"),
                                   "department:S", muster_jo_str (user, "department"),
                                   "officeLocation:S", muster_jo_str (user, "officeLocation"),
                                   "mobilePhone:S", muster_jo_str (user, "mobilePhone"),
                                   "businessPhones:a", muster_ja_copy (phones),
                                   "preferredLanguage:S", NULL,
                                   "usageLocation:S", location,
                                   "employeeId:S", muster_jo_str (user, "employeeId"),
                                   "companyName:S", NULL,
                                   "city:S", NULL,
                                   "country:S", NULL,
                                   "createdDateTime:S", muster_jo_str (user, "created"),
                                   "lastPasswordChangeDateTime:S", muster_jo_str (user, "lastPasswordChange"),
                                   "signInSessionsValidFromDateTime:S", muster_jo_str (user, "sessionsValidFrom") != NULL
                                   ? muster_jo_str (user, "sessionsValidFrom") : muster_jo_str (user, "lastPasswordChange"),
                                   "onPremisesDomainName:S", synced ? muster_jo_str (directory, "adDomain") : NULL,
                                   "onPremisesSamAccountName:S", synced ? muster_jo_str (user, "onPremisesSamAccountName") : NULL,
                                   "onPremisesUserPrincipalName:S", synced ? upn : NULL,
                                   "onPremisesLastSyncDateTime:S", NULL,
                                   "onPremisesImmutableId:S", NULL,
                                   "deletedDateTime:S", muster_jo_str (user, "deleted"),
                                   NULL);

  if (synced)
    json_object_set_boolean_member (row, "onPremisesSyncEnabled", TRUE);
  else
    json_object_set_null_member (row, "onPremisesSyncEnabled");
  add_licences (row, client, user);
  add_activity (row, client, user);
  return row;
}

static JsonArray *
show_users (MusterCall *call,
            const char *list)
{
  JsonArray *users = muster_jo_arr (call->client, list), *rows = json_array_new ();

  for (guint i = 0; i < muster_ja_length (users); i++)
    json_array_add_object_element (rows, muster_graph_show_user (call->client, muster_ja_obj (users, i)));
  return rows;
}

void
muster_graph_get_users (MusterCall *call)
{
  muster_graph_reply_rows (call, show_users (call, "users"), &muster_graph_user);
}

void
muster_graph_get_deleted (MusterCall *call)
{
  muster_graph_reply_rows (call, show_users (call, "deletedUsers"), &muster_graph_user);
}

void
muster_graph_get_user (MusterCall *call)
{
  JsonObject *user = muster_graph_find_user (call, 0);

  if (user != NULL)
    muster_graph_reply_row (call, 200, muster_graph_show_user (call->client, user), &muster_graph_user);
}

void
muster_graph_get_manager (MusterCall *call)
{
  JsonObject *user = muster_graph_find_user (call, 0), *manager, *row;

  if (user == NULL)
    return;
  manager = muster_graph_user_by_id (call->client, muster_jo_str (user, "manager"));
  if (manager == NULL)
    {
      muster_graph_fail (call, 404, "Request_ResourceNotFound", "Resource 'manager' does not exist or one of its queried reference-property objects are not present.");
      return;
    }
  row = muster_graph_show_user (call->client, manager);
  json_object_set_string_member (row, "@odata.type", "#microsoft.graph.user");
  muster_graph_reply_row (call, 200, row, &muster_graph_user);
}

void
muster_graph_get_member_of (MusterCall *call)
{
  JsonObject *user = muster_graph_find_user (call, 0);
  JsonArray *groups = muster_jo_arr (user, "groups"), *roles = muster_jo_arr (user, "adminRoles"), *rows;

  if (user == NULL)
    return;
  rows = json_array_new ();
  for (guint i = 0; i < muster_ja_length (groups); i++)
    {
      JsonObject *group = muster_graph_group_by_id (call->client, muster_ja_str (groups, i));
      JsonObject *row = group != NULL ? muster_graph_show_group (group) : NULL;

      if (row == NULL)
        continue;
      json_object_set_string_member (row, "@odata.type", "#microsoft.graph.group");
      json_array_add_object_element (rows, row);
    }
  for (guint i = 0; i < muster_ja_length (roles); i++)
    {
      const char *name = muster_ja_str (roles, i);
      g_autofree char *id = muster_world_guid (call->world, name);

      json_array_add_object_element (rows, muster_jo_new ("@odata.type:s", "#microsoft.graph.directoryRole", "id:s", id, "displayName:s", name,
                                                          "description:S", NULL, "roleTemplateId:S", muster_role_id (name), NULL));
    }
  muster_graph_reply_rows (call, rows, &muster_graph_object);
}
