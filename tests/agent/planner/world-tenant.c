/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-json.h"
#include "muster-text.h"
#include "world-tenant.h"

/* A customer's tenant as the catalog's read tools show it: shapes of single rows, then what each tool answers. */

JsonObject *
world_find_row (JsonArray  *rows,
                const char *member,
                const char *value)
{
  for (guint i = 0; rows != NULL && value != NULL && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_json_arr_obj (rows, i);
      const char *found = muster_json_str (row, member);

      if (found != NULL && g_ascii_strcasecmp (found, value) == 0)
        return row;
    }
  return NULL;
}

void
world_copy (JsonObject *to,
            const char *as,
            JsonObject *from,
            const char *member)
{
  if (json_object_has_member (from, member))
    json_object_set_member (to, as, json_node_ref (json_object_get_member (from, member)));
}

static JsonObject *
user_shape (JsonObject *user)
{
  JsonObject *out = json_object_new ();
  static const char * const same[] = { "id", "displayName", "givenName", "surname", "mail", "accountEnabled", "userType", "jobTitle", "department", "onPremisesSamAccountName", "officeLocation", "mobilePhone", "employeeId" };
  JsonArray *aliases = muster_json_arr (user, "aliases");
  JsonArray *proxies = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    world_copy (out, same[i], user, same[i]);
  world_copy (out, "userPrincipalName", user, "upn");
  for (guint i = 0; aliases != NULL && i < json_array_get_length (aliases); i++)
    {
      g_autofree char *proxy = g_strconcat ("smtp:", muster_json_arr_str (aliases, i), NULL);

      json_array_add_string_element (proxies, proxy);
    }
  json_object_set_array_member (out, "proxyAddresses", proxies);
  if (g_strcmp0 (muster_json_str (user, "source"), "onPremises") == 0)
    json_object_set_boolean_member (out, "onPremisesSyncEnabled", TRUE);
  else
    json_object_set_null_member (out, "onPremisesSyncEnabled");
  return out;
}

static JsonObject *
group_shape (JsonObject *group)
{
  JsonObject *out = json_object_new ();
  JsonArray *types = json_array_new ();
  const char *kind = muster_json_str (group, "kind");
  gboolean unified = g_strcmp0 (kind, "microsoft365") == 0;
  gboolean mail = unified || g_strcmp0 (kind, "distribution") == 0 || g_strcmp0 (kind, "mail-enabled") == 0;

  world_copy (out, "id", group, "id");
  world_copy (out, "displayName", group, "name");
  world_copy (out, "description", group, "description");
  world_copy (out, "mail", group, "mail");
  world_copy (out, "membershipRule", group, "membershipRule");
  if (unified)
    json_array_add_string_element (types, "Unified");
  if (g_strcmp0 (kind, "dynamic") == 0)
    json_array_add_string_element (types, "DynamicMembership");
  json_object_set_array_member (out, "groupTypes", types);
  json_object_set_boolean_member (out, "mailEnabled", mail);
  json_object_set_boolean_member (out, "securityEnabled", !unified && g_strcmp0 (kind, "distribution") != 0);
  json_object_set_boolean_member (out, "isAssignableToRole", muster_json_bool (group, "roleAssignable", FALSE));
  json_object_set_boolean_member (out, "onPremisesSyncEnabled", muster_json_bool (group, "synced", FALSE));
  return out;
}

static gboolean
contains (const char *text,
          const char *query)
{
  g_autofree char *folded = muster_text_fold (text != NULL ? text : "");
  g_autofree char *wanted = muster_text_fold (query);

  return strstr (folded, wanted) != NULL;
}

static gboolean
has_address (JsonObject *user,
             const char *mail)
{
  JsonArray *aliases = muster_json_arr (user, "aliases");

  for (guint i = 0; aliases != NULL && i < json_array_get_length (aliases); i++)
    {
      if (g_ascii_strcasecmp (muster_json_arr_str (aliases, i), mail) == 0)
        return TRUE;
    }
  return (muster_json_str (user, "mail") != NULL && g_ascii_strcasecmp (muster_json_str (user, "mail"), mail) == 0) ||
         g_ascii_strcasecmp (muster_json_str (user, "upn"), mail) == 0;
}

static JsonArray *
find_users (JsonObject *client,
            const char *mail,
            const char *query)
{
  JsonArray *users = muster_json_arr (client, "users");
  JsonArray *out = json_array_new ();

  for (guint i = 0; i < json_array_get_length (users); i++)
    {
      JsonObject *user = muster_json_arr_obj (users, i);

      if ((mail != NULL && !has_address (user, mail)) || (query != NULL && !contains (muster_json_str (user, "displayName"), query)))
        continue;
      json_array_add_object_element (out, user_shape (user));
    }
  return out;
}

static JsonArray *
people_rows (JsonObject *client,
             JsonArray  *ids)
{
  JsonArray *out = json_array_new ();

  for (guint i = 0; ids != NULL && i < json_array_get_length (ids); i++)
    {
      JsonObject *user = world_find_row (muster_json_arr (client, "users"), "id", muster_json_arr_str (ids, i));

      if (user != NULL)
        json_array_add_object_element (out, user_shape (user));
    }
  return out;
}

static JsonObject *
device_shape (JsonObject *client,
              JsonObject *device)
{
  JsonObject *out = json_object_new ();
  static const char * const same[] = { "id", "deviceName", "operatingSystem", "model", "serialNumber", "complianceState" };
  JsonObject *user = world_find_row (muster_json_arr (client, "users"), "id", muster_json_str (device, "user"));

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    world_copy (out, same[i], device, same[i]);
  world_copy (out, "azureADDeviceId", device, "entraDeviceId");
  world_copy (out, "managedDeviceOwnerType", device, "ownership");
  world_copy (out, "lastSyncDateTime", device, "lastSync");
  world_copy (out, "isEncrypted", device, "encrypted");
  world_copy (out, "userId", device, "user");
  if (user != NULL)
    world_copy (out, "userPrincipalName", user, "upn");
  return out;
}

static JsonObject *
mailbox_shape (const char *name,
               const char *address,
               const char *type)
{
  JsonObject *out = json_object_new ();

  json_object_set_string_member (out, "DisplayName", name);
  json_object_set_string_member (out, "PrimarySmtpAddress", address);
  json_object_set_string_member (out, "RecipientTypeDetails", type);
  return out;
}

/* Ambiguous name resolution: the start of the name, of one of its words, or of the address. */
static gboolean
anr (const char *name,
     const char *address,
     const char *query)
{
  g_autofree char *folded = muster_text_fold (name != NULL ? name : "");
  g_autofree char *wanted = muster_text_fold (query);
  g_auto(GStrv) parts = g_strsplit_set (folded, " -.", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (g_str_has_prefix (parts[i], wanted))
        return TRUE;
    }
  return g_str_has_prefix (folded, wanted) || (address != NULL && g_ascii_strncasecmp (address, query, strlen (query)) == 0);
}

static JsonArray *
permission_rows (JsonObject *client,
                 JsonArray  *permissions,
                 const char *right,
                 const char *member)
{
  JsonArray *out = json_array_new ();

  for (guint i = 0; permissions != NULL && i < json_array_get_length (permissions); i++)
    {
      JsonObject *permission = muster_json_arr_obj (permissions, i);
      JsonObject *user = world_find_row (muster_json_arr (client, "users"), "id", muster_json_str (permission, "user"));
      JsonObject *row;

      if (user == NULL || g_strcmp0 (muster_json_str (permission, "right"), right) != 0)
        continue;
      row = json_object_new ();
      json_object_set_string_member (row, member, muster_json_str (user, "upn"));
      json_array_add_object_element (out, row);
    }
  return out;
}

JsonObject *
world_user_answer (JsonObject  *client,
                   const char  *name,
                   JsonObject  *user,
                   const char **status)
{
  JsonObject *result = json_object_new ();

  if (g_str_equal (name, "get-user"))
    {
      json_object_set_object_member (result, "user", user_shape (user));
    }
  else if (g_str_equal (name, "get-manager"))
    {
      JsonObject *manager = world_find_row (muster_json_arr (client, "users"), "id", muster_json_str (user, "manager"));

      if (manager != NULL)
        json_object_set_object_member (result, "manager", user_shape (manager));
      else
        json_object_set_null_member (result, "manager");
    }
  else if (g_str_equal (name, "list-user-groups"))
    {
      JsonArray *roles = muster_json_arr (user, "adminRoles");
      JsonArray *ids = muster_json_arr (user, "groups");
      JsonArray *groups = json_array_new ();
      JsonArray *out = json_array_new ();

      for (guint i = 0; ids != NULL && i < json_array_get_length (ids); i++)
        json_array_add_object_element (groups, group_shape (world_find_row (muster_json_arr (client, "groups"), "id", muster_json_arr_str (ids, i))));
      for (guint i = 0; roles != NULL && i < json_array_get_length (roles); i++)
        {
          JsonObject *row = json_object_new ();

          json_object_set_string_member (row, "displayName", muster_json_arr_str (roles, i));
          json_array_add_object_element (out, row);
        }
      json_object_set_array_member (result, "groups", groups);
      json_object_set_array_member (result, "roles", out);
    }
  else if (g_str_equal (name, "list-user-licenses"))
    {
      JsonArray *parts = muster_json_arr (user, "licences");
      JsonArray *out = json_array_new ();

      for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
        {
          JsonObject *row = json_object_new ();

          json_object_set_string_member (row, "skuPartNumber", muster_json_arr_str (parts, i));
          json_array_add_object_element (out, row);
        }
      json_object_set_array_member (result, "licenses", out);
    }
  else if (g_str_equal (name, "list-auth-methods"))
    {
      JsonArray *methods = muster_json_arr (user, "authMethods");
      JsonArray *out = json_array_new ();

      for (guint i = 0; methods != NULL && i < json_array_get_length (methods); i++)
        {
          JsonObject *method = muster_json_arr_obj (methods, i);
          JsonObject *row = json_object_new ();
          g_autofree char *type = g_strdup_printf ("#microsoft.graph.%sAuthenticationMethod", muster_json_str (method, "kind"));

          world_copy (row, "id", method, "id");
          json_object_set_string_member (row, "type", type);
          json_array_add_object_element (out, row);
        }
      json_object_set_array_member (result, "methods", out);
    }
  else if (g_str_equal (name, "get-user-risk"))
    {
      JsonObject *risk = muster_json_obj (user, "risk");

      if (!muster_json_bool (client, "entraP2", FALSE))
        {
          JsonArray *unlicensed = json_array_new ();

          json_array_add_string_element (unlicensed, "risk");
          json_object_set_array_member (result, "unlicensed", unlicensed);
          json_object_set_null_member (result, "risk");
        }
      else if (risk == NULL || g_strcmp0 (muster_json_str (risk, "level"), "none") == 0)
        {
          json_object_set_null_member (result, "risk");
        }
      else
        {
          JsonObject *row = json_object_new ();

          world_copy (row, "riskLevel", risk, "level");
          world_copy (row, "riskState", risk, "state");
          world_copy (row, "riskDetail", risk, "detail");
          json_object_set_object_member (result, "risk", row);
        }
    }
  else if (g_str_equal (name, "list-sign-ins"))
    {
      JsonArray *rows = muster_json_arr (user, "signIns");
      JsonArray *out = json_array_new ();

      for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
        {
          JsonObject *sign_in = muster_json_arr_obj (rows, i);
          JsonObject *row = json_object_new ();
          const char *place = muster_json_str (sign_in, "location");
          const char *comma = place != NULL ? strrchr (place, ',') : NULL;

          world_copy (row, "id", sign_in, "id");
          world_copy (row, "createdDateTime", sign_in, "createdDateTime");
          world_copy (row, "errorCode", sign_in, "errorCode");
          world_copy (row, "failureReason", sign_in, "failureReason");
          if (comma != NULL)
            json_object_set_string_member (row, "country", comma + 2);
          json_array_add_object_element (out, row);
        }
      if (muster_json_bool (client, "entraP1", FALSE))
        {
          json_object_set_array_member (result, "signIns", out);
        }
      else
        {
          JsonArray *unlicensed = json_array_new ();

          json_array_unref (out);
          json_array_add_string_element (unlicensed, "signIns");
          json_object_set_array_member (result, "unlicensed", unlicensed);
          json_object_set_null_member (result, "signIns");
        }
    }
  else if (g_str_equal (name, "list-user-devices"))
    {
      JsonArray *rows = muster_json_arr (client, "devices");
      JsonArray *out = json_array_new ();

      for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
        {
          if (g_strcmp0 (muster_json_str (muster_json_arr_obj (rows, i), "user"), muster_json_str (user, "id")) == 0)
            json_array_add_object_element (out, device_shape (client, muster_json_arr_obj (rows, i)));
        }
      json_object_set_array_member (result, "devices", out);
    }
  else if (g_str_equal (name, "get-mailbox-settings"))
    {
      JsonObject *settings = json_object_new ();
      JsonObject *replies = json_object_new ();

      world_copy (replies, "status", muster_json_obj (user, "automaticReplies"), "status");
      json_object_set_object_member (settings, "automaticRepliesSetting", replies);
      json_object_set_object_member (result, "settings", settings);
    }
  else
    {
      *status = "not-found";
    }
  return result;
}

JsonObject *
world_tenant_answer (JsonObject  *client,
                     const char  *name,
                     JsonObject  *args,
                     const char **status)
{
  JsonObject *result = json_object_new ();

  if (g_str_equal (name, "find-users"))
    {
      json_object_set_array_member (result, "users", find_users (client, muster_json_str (args, "mail"), muster_json_str (args, "query")));
    }
  else if (g_str_equal (name, "find-groups"))
    {
      JsonArray *groups = muster_json_arr (client, "groups");
      JsonArray *out = json_array_new ();

      for (guint i = 0; i < json_array_get_length (groups); i++)
        json_array_add_object_element (out, group_shape (muster_json_arr_obj (groups, i)));
      json_object_set_array_member (result, "groups", out);
    }
  else if (g_str_equal (name, "get-group") || g_str_equal (name, "list-group-members"))
    {
      JsonObject *group = world_find_row (muster_json_arr (client, "groups"), "id", muster_json_str (args, "group"));

      if (group == NULL)
        {
          *status = "not-found";
          return result;
        }
      json_object_set_object_member (result, "group", group_shape (group));
      json_object_set_array_member (result, "owners", people_rows (client, muster_json_arr (group, "owners")));
      json_object_set_array_member (result, "members", people_rows (client, muster_json_arr (group, "members")));
    }
  else if (g_str_equal (name, "list-teams"))
    {
      JsonArray *teams = muster_json_arr (client, "teams");
      JsonArray *out = json_array_new ();

      for (guint i = 0; teams != NULL && i < json_array_get_length (teams); i++)
        {
          JsonObject *row = json_object_new ();

          world_copy (row, "id", muster_json_arr_obj (teams, i), "id");
          world_copy (row, "displayName", muster_json_arr_obj (teams, i), "name");
          world_copy (row, "description", muster_json_arr_obj (teams, i), "description");
          json_array_add_object_element (out, row);
        }
      json_object_set_array_member (result, "teams", out);
    }
  else if (g_str_equal (name, "list-subscribed-skus"))
    {
      JsonArray *skus = muster_json_arr (client, "skus");
      JsonArray *out = json_array_new ();

      for (guint i = 0; i < json_array_get_length (skus); i++)
        {
          JsonObject *row = json_object_new ();

          world_copy (row, "skuPartNumber", muster_json_arr_obj (skus, i), "partNumber");
          world_copy (row, "consumedUnits", muster_json_arr_obj (skus, i), "used");
          world_copy (row, "enabled", muster_json_arr_obj (skus, i), "purchased");
          json_array_add_object_element (out, row);
        }
      json_object_set_array_member (result, "skus", out);
    }
  else if (g_str_equal (name, "find-devices") || g_str_equal (name, "get-device"))
    {
      gboolean one = g_str_equal (name, "get-device");
      JsonObject *device = world_find_row (muster_json_arr (client, "devices"), one ? "id" : "deviceName", muster_json_str (args, one ? "device" : "name"));
      JsonArray *out = json_array_new ();

      if (device != NULL && !one)
        json_array_add_object_element (out, device_shape (client, device));
      if (device != NULL && one)
        json_object_set_object_member (result, "device", device_shape (client, device));
      json_object_set_array_member (result, "devices", out);
    }
  else if (g_str_equal (name, "find-mailboxes") || g_str_equal (name, "get-mailbox") || g_str_equal (name, "list-mailbox-permissions"))
    {
      JsonArray *boxes = muster_json_arr (client, "sharedMailboxes");
      JsonArray *users = muster_json_arr (client, "users");
      JsonArray *out = json_array_new ();
      const char *query = muster_json_str (args, "query");
      const char *address = muster_json_str (args, "mailbox");
      JsonObject *box = world_find_row (boxes, "address", address);

      for (guint i = 0; query != NULL && i < json_array_get_length (boxes); i++)
        {
          JsonObject *row = muster_json_arr_obj (boxes, i);

          if (anr (muster_json_str (row, "displayName"), muster_json_str (row, "address"), query))
            json_array_add_object_element (out, mailbox_shape (muster_json_str (row, "displayName"), muster_json_str (row, "address"), "SharedMailbox"));
        }
      for (guint i = 0; query != NULL && i < json_array_get_length (users); i++)
        {
          JsonObject *row = muster_json_arr_obj (users, i);

          if (muster_json_str (row, "mail") != NULL && anr (muster_json_str (row, "displayName"), muster_json_str (row, "mail"), query))
            json_array_add_object_element (out, mailbox_shape (muster_json_str (row, "displayName"), muster_json_str (row, "mail"), "UserMailbox"));
        }
      json_object_set_array_member (result, "mailboxes", out);
      if (box != NULL)
        json_object_set_object_member (result, "mailbox", mailbox_shape (muster_json_str (box, "displayName"), address, "SharedMailbox"));
      json_object_set_array_member (result, "fullAccess", permission_rows (client, muster_json_arr (box, "permissions"), "full-access", "User"));
      json_object_set_array_member (result, "sendAs", permission_rows (client, muster_json_arr (box, "permissions"), "send-as", "Trustee"));
      json_object_set_array_member (result, "sendOnBehalf", permission_rows (client, muster_json_arr (box, "permissions"), "send-on-behalf", "User"));
    }
  else if (g_str_equal (name, "get-service-health"))
    {
      JsonArray *rows = muster_json_arr (client, "serviceHealth");
      JsonArray *out = json_array_new ();

      for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
        {
          JsonObject *issue = muster_json_arr_obj (rows, i);
          JsonObject *row = json_object_new ();

          world_copy (row, "id", issue, "id");
          world_copy (row, "title", issue, "title");
          world_copy (row, "service", issue, "service");
          world_copy (row, "status", issue, "status");
          world_copy (row, "startDateTime", issue, "startDateTime");
          json_object_set_boolean_member (row, "isResolved", muster_json_str (issue, "endDateTime") != NULL);
          json_array_add_object_element (out, row);
        }
      json_object_set_array_member (result, "issues", out);
    }
  else if (g_str_equal (name, "get-organization"))
    {
      JsonObject *row = json_object_new ();

      json_object_set_boolean_member (row, "onPremisesSyncEnabled", g_strcmp0 (muster_json_str (muster_json_obj (client, "directory"), "mode"), "hybrid") == 0);
      json_object_set_object_member (result, "organization", row);
    }
  else if (g_str_equal (name, "list-assets"))
    {
      world_copy (result, "assets", muster_json_obj (client, "docs"), "assets");
    }
  else
    {
      *status = "not-found";
    }
  return result;
}
