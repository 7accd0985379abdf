/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-gdap.h"
#include "muster-sandbox-graph.h"
#include "muster-sandbox-graph-rights.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Changes of users. What is synced from a local directory is refused, and so is a sensitive property
 * of an administrator: to the application always, to a person where the person's roles do not reach.
 * What says the same as its absence is not kept, so that a change that is taken back leaves nothing. */

#define SYNCED "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration."

static const struct {
  const char *property;
  const char *member;      /* of the world's user */
  gboolean    sensitive;
} texts[] = {
  { "displayName", "displayName", FALSE }, { "givenName", "givenName", FALSE }, { "surname", "surname", FALSE },
  { "jobTitle", "jobTitle", FALSE }, { "department", "department", FALSE }, { "officeLocation", "officeLocation", FALSE },
  { "mobilePhone", "mobilePhone", TRUE }, { "employeeId", "employeeId", FALSE }, { "userPrincipalName", "upn", TRUE },
  { "mail", "mail", FALSE }, { "usageLocation", "usageLocation", FALSE }, { "userType", "userType", FALSE },
};

static gboolean
is_sensitive (const char *property)
{
  if (g_str_equal (property, "accountEnabled") || g_str_equal (property, "passwordProfile") || g_str_equal (property, "businessPhones"))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_str_equal (texts[i].property, property))
      return texts[i].sensitive;
  return FALSE;
}

static gboolean
is_known (const char *property)
{
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_str_equal (texts[i].property, property))
      return TRUE;
  return g_str_equal (property, "accountEnabled") || g_str_equal (property, "passwordProfile")
         || g_str_equal (property, "businessPhones") || g_str_equal (property, "mailNickname");
}

static gboolean
has_writeback (MusterCall *call)
{
  return muster_jo_bool (muster_jo_obj (call->client, "directory"), "passwordWriteback", FALSE);
}

static gboolean
check_password (MusterCall *call,
                JsonObject *profile)
{
  const char *password = muster_jo_str (profile, "password");

  if (password == NULL || (strlen (password) >= 8 && strpbrk (password, "0123456789") != NULL && strpbrk (password, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != NULL))
    return TRUE;
  muster_graph_bad_request (call, "The specified password does not comply with password complexity requirements. Please provide a different password.");
  return FALSE;
}

/* The permission alone does not let an application reset a password. */
static gboolean
holds_role (MusterCall *call)
{
  const MusterApp *app = muster_app_by_id (call->world, muster_jo_str (json_node_get_object (call->claims), "appid"));
  g_autoptr(JsonArray) roles = app != NULL ? muster_graph_app_directory_roles (call, app) : json_array_new ();

  return muster_gdap_holds (roles, "User Administrator,Helpdesk Administrator,Password Administrator,Authentication Administrator,"
                            "Privileged Authentication Administrator");
}

static gboolean
may_set (MusterCall *call,
         JsonObject *user,
         const char *property)
{
  if (!is_known (property))
    {
      g_autofree char *message = g_strdup_printf ("Resource '%s' does not exist or one of its queried reference-property objects are not present.", property);

      muster_graph_bad_request (call, message);
    }
  else if (muster_graph_is_synced (user) && !g_str_equal (property, "usageLocation")
           && !(g_str_equal (property, "passwordProfile") && has_writeback (call)))
    muster_graph_bad_request (call, SYNCED);
  else if (!muster_graph_may_write (call, user, property)
           || (!muster_graph_is_person (call) && is_sensitive (property) && muster_graph_is_admin (user))
           || (!muster_graph_is_person (call) && g_str_equal (property, "passwordProfile") && !holds_role (call)))
    muster_graph_refuse (call);
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_upn (MusterCall *call,
           const char *upn,
           JsonObject *self)
{
  const char *at = upn != NULL ? strchr (upn, '@') : NULL;
  JsonObject *other = upn != NULL ? muster_graph_user_by_id (call->client, upn) : NULL;

  if (at == NULL || (muster_ja_find (muster_jo_arr (call->client, "domains"), "name", at + 1) == NULL
                     && g_strcmp0 (muster_jo_str (call->client, "tenantName"), at + 1) != 0))
    muster_graph_bad_request (call, "The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.");
  else if (other != NULL && other != self)
    muster_graph_bad_request (call, "Another object with the same value for property userPrincipalName already exists.");
  else
    return TRUE;
  return FALSE;
}

/* The country of the customer's city is every old user's, without being written down. */
static void
forget_usual_location (MusterCall *call,
                       JsonObject *user)
{
  g_autofree char *wanted = g_strdup (muster_jo_str (user, "usageLocation"));
  g_autofree char *usual = NULL;
  JsonNode *kept = json_node_copy (json_object_get_member (user, "usageLocation"));

  json_object_remove_member (user, "usageLocation");
  usual = muster_graph_usage_location (call->client, user);
  if (wanted != NULL && g_strcmp0 (wanted, usual) == 0)
    json_node_unref (kept);
  else
    json_object_set_member (user, "usageLocation", kept);
}

/* A deleted user gives its seats back, and takes them again when it is restored. */
static void
count_seats (JsonObject *client,
             JsonObject *user,
             int         change)
{
  JsonArray *parts = muster_jo_arr (user, "licences");

  for (guint i = 0; i < muster_ja_length (parts); i++)
    {
      JsonObject *sku = muster_ja_find (muster_jo_arr (client, "skus"), "partNumber", muster_ja_str (parts, i));

      if (sku != NULL)
        json_object_set_int_member (sku, "used", muster_jo_int (sku, "used", 0) + change);
    }
}

static void
set_property (MusterCall *call,
              JsonObject *user,
              gboolean    existing,
              const char *property,
              JsonNode   *value)
{
  g_autofree char *now = muster_world_now_text (call->world);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_str_equal (texts[i].property, property))
      json_object_set_member (user, texts[i].member, json_node_copy (value));
  if (g_str_equal (property, "usageLocation") && existing)
    forget_usual_location (call, user);
  if (g_str_equal (property, "accountEnabled") && JSON_NODE_HOLDS_VALUE (value))
    json_object_set_boolean_member (user, "accountEnabled", json_node_get_boolean (value));
  if (g_str_equal (property, "businessPhones") && JSON_NODE_HOLDS_ARRAY (value))
    {
      if (json_array_get_length (json_node_get_array (value)) > 0)
        json_object_set_array_member (user, "businessPhones", muster_ja_copy (json_node_get_array (value)));
      else
        json_object_remove_member (user, "businessPhones");
    }
  if (g_str_equal (property, "passwordProfile"))
    {
      json_object_set_string_member (user, "lastPasswordChange", now);
      json_object_set_string_member (user, "sessionsValidFrom", now);
    }
}

void
muster_graph_patch_user (MusterCall *call)
{
  JsonObject *user = muster_graph_find_user (call, 0), *body = muster_call_object (call);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (user == NULL)
    return;
  if (body == NULL || json_object_get_size (body) == 0)
    {
      muster_graph_bad_request (call, "A value is required for the request body.");
      return;
    }
  json_object_iter_init (&iter, body);
  while (json_object_iter_next (&iter, &name, &value))
    if (!may_set (call, user, name))
      return;
  if (!check_password (call, muster_jo_obj (body, "passwordProfile"))
      || (muster_jo_has (body, "userPrincipalName") && !check_upn (call, muster_jo_str (body, "userPrincipalName"), user)))
    return;
  json_object_iter_init (&iter, body);
  while (json_object_iter_next (&iter, &name, &value))
    set_property (call, user, TRUE, name, value);
  call->changed = TRUE;
  muster_call_reply_empty (call, 204);
}

void
muster_graph_post_user (MusterCall *call)
{
  const char *const needed[] = { "accountEnabled", "displayName", "mailNickname", "userPrincipalName", "passwordProfile" };
  JsonObject *body = muster_call_object (call), *user;
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *now = muster_world_now_text (call->world);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (call->client == NULL)
    {
      muster_graph_refuse (call);
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (needed); i++)
    if (!muster_jo_has (body, needed[i]))
      {
        g_autofree char *message = g_strdup_printf ("A value is required for property '%s' of resource 'User'.", needed[i]);

        muster_graph_bad_request (call, message);
        return;
      }
  if (!check_upn (call, muster_jo_str (body, "userPrincipalName"), NULL) || !check_password (call, muster_jo_obj (body, "passwordProfile")))
    return;
  user = muster_jo_new ("id:s", id, "source:s", "cloud", "userType:s", "Member", "created:s", now, "mail:S", NULL, "usageLocation:S", NULL,
                        "aliases:a", json_array_new (), "licences:a", json_array_new (), "groups:a", json_array_new (),
                        "authMethods:a", json_array_new (), "signIns:a", json_array_new (), "adminRoles:a", json_array_new (),
                        "risk:o", muster_jo_new ("level:s", "none", "state:s", "none", "detail:S", NULL, NULL), "accountEnabled:b", TRUE, NULL);
  json_array_add_object_element (muster_jo_arr (user, "authMethods"), muster_jo_new ("id:s", "28c10230-6103-485e-b985-444c60001490", "kind:s", "password", NULL));
  json_object_iter_init (&iter, body);
  while (json_object_iter_next (&iter, &name, &value))
    set_property (call, user, FALSE, name, value);
  if (muster_jo_arr (call->client, "users") == NULL)
    json_object_set_array_member (call->client, "users", json_array_new ());
  json_array_add_object_element (muster_jo_arr (call->client, "users"), user);
  call->changed = TRUE;
  muster_graph_reply_row (call, 201, muster_graph_show_user (call->client, user), &muster_graph_user);
}

static void
move_user (JsonObject *client,
           JsonObject *user,
           const char *from,
           const char *to)
{
  JsonArray *source = muster_jo_arr (client, from);

  if (muster_jo_arr (client, to) == NULL)
    json_object_set_array_member (client, to, json_array_new ());
  json_array_add_object_element (muster_jo_arr (client, to), json_object_ref (user));
  for (guint i = 0; i < json_array_get_length (source); i++)
    if (muster_ja_obj (source, i) == user)
      {
        json_array_remove_element (source, i);
        return;
      }
}

void
muster_graph_delete_user (MusterCall *call)
{
  JsonObject *user = muster_graph_find_user (call, 0);
  g_autofree char *now = muster_world_now_text (call->world);

  if (user == NULL)
    return;
  if (muster_graph_is_synced (user))
    muster_graph_bad_request (call, SYNCED);
  else if ((!muster_graph_is_person (call) && muster_graph_is_admin (user)) || !muster_graph_may_act (call, user, MUSTER_ACT_ENABLE))
    muster_graph_refuse (call);
  else
    {
      json_object_set_string_member (user, "deleted", now);
      count_seats (call->client, user, -1);
      move_user (call->client, user, "users", "deletedUsers");
      call->changed = TRUE;
      muster_call_reply_empty (call, 204);
    }
}

void
muster_graph_restore_user (MusterCall *call)
{
  JsonObject *user = muster_ja_find (muster_jo_arr (call->client, "deletedUsers"), "id", call->params[0]), *row;

  if (user == NULL)
    {
      muster_graph_not_found (call, call->params[0]);
      return;
    }
  if (muster_graph_user_by_id (call->client, muster_jo_str (user, "upn")) != NULL)
    {
      muster_graph_fail (call, 409, "ObjectConflict", "Another object with the same value for property userPrincipalName already exists.");
      return;
    }
  json_object_remove_member (user, "deleted");
  count_seats (call->client, user, 1);
  move_user (call->client, user, "deletedUsers", "users");
  if (muster_ja_length (muster_jo_arr (call->client, "deletedUsers")) == 0)
    json_object_remove_member (call->client, "deletedUsers");
  call->changed = TRUE;
  row = muster_graph_show_user (call->client, user);
  json_object_set_string_member (row, "@odata.type", "#microsoft.graph.user");
  muster_graph_reply_row (call, 200, row, &muster_graph_user);
}

void
muster_graph_revoke_sessions (MusterCall *call)
{
  JsonObject *user = muster_graph_find_user (call, 0);
  g_autofree char *now = muster_world_now_text (call->world);

  if (user == NULL)
    return;
  if (!muster_graph_may_act (call, user, MUSTER_ACT_SESSIONS))
    {
      muster_graph_refuse (call);
      return;
    }
  json_object_set_string_member (user, "sessionsValidFrom", now);
  call->changed = TRUE;
  muster_call_reply_object (call, 200, muster_jo_new ("@odata.context:s", "https://graph.microsoft.com/v1.0/$metadata#Edm.Boolean", "value:b", TRUE, NULL));
}

void
muster_graph_put_manager (MusterCall *call)
{
  JsonObject *user = muster_graph_find_user (call, 0), *manager;
  g_autofree char *target = muster_graph_ref_target (call);

  if (user == NULL)
    return;
  manager = target != NULL ? muster_graph_user_by_id (call->client, target) : NULL;
  if (manager == NULL)
    muster_graph_not_found (call, target != NULL ? target : "");
  else if (muster_graph_is_synced (user))
    muster_graph_bad_request (call, SYNCED);
  else
    {
      json_object_set_string_member (user, "manager", muster_jo_str (manager, "id"));
      call->changed = TRUE;
      muster_call_reply_empty (call, 204);
    }
}

void
muster_graph_delete_manager (MusterCall *call)
{
  JsonObject *user = muster_graph_find_user (call, 0);

  if (user == NULL)
    return;
  if (muster_graph_is_synced (user))
    muster_graph_bad_request (call, SYNCED);
  else if (muster_jo_str (user, "manager") == NULL)
    muster_graph_not_found (call, "manager");
  else
    {
      json_object_set_null_member (user, "manager");
      call->changed = TRUE;
      muster_call_reply_empty (call, 204);
    }
}
