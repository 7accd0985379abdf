/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-gdap.h"
#include "muster-sandbox-graph.h"
#include "muster-sandbox-graph-rights.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Groups and their members. Graph changes the members of security and Microsoft 365 groups only:
 * mail-enabled, dynamic and synced ones are refused with the service's own words. */

const MusterGraphType muster_graph_group = {
  .name = "group",
  .collection = "groups",
  .properties = " id displayName description mail mailNickname groupTypes securityEnabled mailEnabled isAssignableToRole onPremisesSyncEnabled "
                "membershipRule membershipRuleProcessingState visibility createdDateTime proxyAddresses assignedLicenses resourceProvisioningOptions ",
  .search = "displayName",
  .directory = TRUE,
  .page = 100,
  .most = 999,
};

static gboolean
is_kind (JsonObject *group,
         const char *kind)
{
  return g_strcmp0 (muster_jo_str (group, "kind"), kind) == 0;
}

JsonObject *
muster_graph_show_group (JsonObject *group)
{
  gboolean unified = is_kind (group, "microsoft365"), dynamic = is_kind (group, "dynamic");
  gboolean mail = unified || is_kind (group, "mail-enabled") || is_kind (group, "distribution");
  gboolean security = !unified && !is_kind (group, "distribution");
  JsonArray *types = json_array_new (), *proxies = json_array_new ();
  JsonObject *row;

  if (unified)
    json_array_add_string_element (types, "Unified");
  if (dynamic)
    json_array_add_string_element (types, "DynamicMembership");
  if (muster_jo_str (group, "mail") != NULL)
    {
      g_autofree char *proxy = g_strconcat ("SMTP:", muster_jo_str (group, "mail"), NULL);

      json_array_add_string_element (proxies, proxy);
    }
  row = muster_jo_new ("id:s", muster_jo_str (group, "id"),
                       "displayName:s", muster_jo_str (group, "name"),
                       "description:S", muster_jo_str (group, "description"),
                       "mail:S", muster_jo_str (group, "mail"),
                       "groupTypes:a", types,
                       "securityEnabled:b", security,
                       "mailEnabled:b", mail,
                       "membershipRule:S", muster_jo_str (group, "membershipRule"),
                       "membershipRuleProcessingState:S", dynamic ? "On" : NULL,
                       "visibility:S", NULL,
                       "createdDateTime:S", NULL,
                       "proxyAddresses:a", proxies,
                       NULL);
  if (is_kind (group, "role-assignable") || muster_jo_bool (group, "roleAssignable", FALSE))
    json_object_set_boolean_member (row, "isAssignableToRole", TRUE);
  else
    json_object_set_null_member (row, "isAssignableToRole");
  if (muster_jo_bool (group, "synced", FALSE))
    json_object_set_boolean_member (row, "onPremisesSyncEnabled", TRUE);
  else
    json_object_set_null_member (row, "onPremisesSyncEnabled");
  return row;
}

void
muster_graph_get_groups (MusterCall *call)
{
  JsonArray *groups = muster_jo_arr (call->client, "groups"), *rows = json_array_new ();

  for (guint i = 0; i < muster_ja_length (groups); i++)
    json_array_add_object_element (rows, muster_graph_show_group (muster_ja_obj (groups, i)));
  muster_graph_reply_rows (call, rows, &muster_graph_group);
}

void
muster_graph_get_group (MusterCall *call)
{
  JsonObject *group = muster_graph_find_group (call, 0);

  if (group != NULL)
    muster_graph_reply_row (call, 200, muster_graph_show_group (group), &muster_graph_group);
}

static void
reply_people (MusterCall *call,
              const char *list)
{
  JsonObject *group = muster_graph_find_group (call, 0);
  JsonArray *ids = muster_jo_arr (group, list), *rows;

  if (group == NULL)
    return;
  rows = json_array_new ();
  for (guint i = 0; i < muster_ja_length (ids); i++)
    {
      JsonObject *user = muster_graph_user_by_id (call->client, muster_ja_str (ids, i));
      JsonObject *row = user != NULL ? muster_graph_show_user (call->client, user) : NULL;

      if (row == NULL)
        continue;
      json_object_set_string_member (row, "@odata.type", "#microsoft.graph.user");
      json_array_add_object_element (rows, row);
    }
  muster_graph_reply_rows (call, rows, &muster_graph_user);
}

void
muster_graph_get_members (MusterCall *call)
{
  reply_people (call, "members");
}

void
muster_graph_get_owners (MusterCall *call)
{
  reply_people (call, "owners");
}

/* Who puts somebody into a group that can hold roles gives roles. */
static gboolean
may_give_roles (MusterCall *call)
{
  g_autoptr(JsonArray) roles = NULL;

  if (!muster_graph_is_person (call) || !muster_graph_has_scope (call, "RoleManagement.ReadWrite.Directory"))
    return FALSE;
  roles = muster_graph_roles (call);
  return muster_gdap_holds (roles, "Privileged Role Administrator");
}

static gboolean
may_change_members (MusterCall *call,
                    JsonObject *group)
{
  if (muster_jo_bool (group, "synced", FALSE))
    muster_graph_bad_request (call, "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.");
  else if (is_kind (group, "mail-enabled") || is_kind (group, "distribution"))
    muster_graph_bad_request (call, "Cannot Update a mail-enabled security groups and or distribution list.");
  else if (is_kind (group, "dynamic") || muster_jo_str (group, "membershipRule") != NULL)
    muster_graph_bad_request (call, "Insufficient privileges to complete the operation: the membership of a dynamic group cannot be changed.");
  else if ((is_kind (group, "role-assignable") || muster_jo_bool (group, "roleAssignable", FALSE)) && !may_give_roles (call))
    muster_graph_refuse (call);
  else
    return TRUE;
  return FALSE;
}

/* Both sides of a membership are kept, as the world file keeps them. */
static void
link_member (JsonObject *group,
             JsonObject *user)
{
  if (muster_jo_arr (group, "members") == NULL)
    json_object_set_array_member (group, "members", json_array_new ());
  if (muster_jo_arr (user, "groups") == NULL)
    json_object_set_array_member (user, "groups", json_array_new ());
  json_array_add_string_element (muster_jo_arr (group, "members"), muster_jo_str (user, "id"));
  json_array_add_string_element (muster_jo_arr (user, "groups"), muster_jo_str (group, "id"));
}

static gboolean
add_member (MusterCall *call,
            JsonObject *group,
            const char *id)
{
  JsonObject *user = id != NULL ? muster_graph_user_by_id (call->client, id) : NULL;

  if (user == NULL)
    {
      muster_graph_not_found (call, id != NULL ? id : "");
      return FALSE;
    }
  if (muster_ja_contains (muster_jo_arr (group, "members"), muster_jo_str (user, "id")))
    {
      muster_graph_bad_request (call, "One or more added object references already exist for the following modified properties: 'members'.");
      return FALSE;
    }
  link_member (group, user);
  call->changed = TRUE;
  return TRUE;
}

void
muster_graph_post_member (MusterCall *call)
{
  JsonObject *group = muster_graph_find_group (call, 0);
  g_autofree char *target = muster_graph_ref_target (call);

  if (group == NULL || !may_change_members (call, group))
    return;
  if (target == NULL)
    muster_graph_bad_request (call, "Invalid URL in the reference: @odata.id is missing.");
  else if (add_member (call, group, target))
    muster_call_reply_empty (call, 204);
}

/* "members@odata.bind" adds up to 20; other properties can be renamed */
void
muster_graph_patch_group (MusterCall *call)
{
  JsonObject *group = muster_graph_find_group (call, 0), *body = muster_call_object (call);
  JsonArray *bind = muster_jo_arr (body, "members@odata.bind");

  if (group == NULL)
    return;
  if (body == NULL || muster_ja_length (bind) > 20)
    {
      muster_graph_bad_request (call, "Invalid value or property in the request.");
      return;
    }
  if (bind != NULL && !may_change_members (call, group))
    return;
  for (guint i = 0; i < muster_ja_length (bind); i++)
    {
      const char *url = muster_ja_str (bind, i);
      const char *slash = url != NULL ? strrchr (url, '/') : NULL;

      if (!add_member (call, group, slash != NULL ? slash + 1 : NULL))
        return;
    }
  if (muster_jo_str (body, "description") != NULL)
    json_object_set_string_member (group, "description", muster_jo_str (body, "description"));
  call->changed = TRUE;
  muster_call_reply_empty (call, 204);
}

void
muster_graph_delete_member (MusterCall *call)
{
  JsonObject *group = muster_graph_find_group (call, 0), *user;

  if (group == NULL || !may_change_members (call, group))
    return;
  user = muster_graph_user_by_id (call->client, call->params[1]);
  if (user == NULL || !muster_ja_remove (muster_jo_arr (group, "members"), muster_jo_str (user, "id")))
    {
      muster_graph_not_found (call, call->params[1]);
      return;
    }
  muster_ja_remove (muster_jo_arr (user, "groups"), muster_jo_str (group, "id"));
  call->changed = TRUE;
  muster_call_reply_empty (call, 204);
}
