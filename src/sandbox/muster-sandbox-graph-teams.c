/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-graph.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Teams are the Microsoft 365 groups behind them; a membership has a long id of its own. */

static const MusterGraphType team_type = {
  .name = "team", .collection = "teams", .page = 100, .most = 999,
  .properties = " id displayName description visibility isArchived tenantId webUrl ",
};
static const MusterGraphType member_type = {
  .name = "aadUserConversationMember", .collection = "teams/members", .page = 100, .most = 999,
  .properties = " id displayName roles userId email tenantId visibleHistoryStartDateTime ",
};

static JsonObject *
show_team (MusterCall *call,
           JsonObject *team)
{
  const char *visibility = muster_jo_str (team, "visibility");

  return muster_jo_new ("id:s", muster_jo_str (team, "id"), "displayName:s", muster_jo_str (team, "name"),
                        "description:S", muster_jo_str (team, "description"),
                        "visibility:s", visibility != NULL ? visibility : "private", "isArchived:b", FALSE,
                        "tenantId:S", muster_jo_str (call->client, "tenantId"), NULL);
}

static JsonObject *
group_of (MusterCall *call,
          JsonObject *team)
{
  return muster_graph_group_by_id (call->client, muster_jo_str (team, "groupId"));
}

void
muster_graph_get_teams (MusterCall *call)
{
  JsonArray *teams = muster_jo_arr (call->client, "teams"), *rows = json_array_new ();

  for (guint i = 0; i < muster_ja_length (teams); i++)
    json_array_add_object_element (rows, show_team (call, muster_ja_obj (teams, i)));
  muster_graph_reply_rows (call, rows, &team_type);
}

void
muster_graph_get_joined (MusterCall *call)
{
  JsonObject *user = muster_graph_find_user (call, 0);
  JsonArray *teams = muster_jo_arr (call->client, "teams"), *rows;

  if (user == NULL)
    return;
  rows = json_array_new ();
  for (guint i = 0; i < muster_ja_length (teams); i++)
    {
      JsonObject *team = muster_ja_obj (teams, i);

      if (muster_ja_contains (muster_jo_arr (group_of (call, team), "members"), muster_jo_str (user, "id")))
        json_array_add_object_element (rows, show_team (call, team));
    }
  muster_graph_reply_rows (call, rows, &team_type);
}

static JsonObject *
find_team (MusterCall *call)
{
  JsonObject *team = muster_ja_find (muster_jo_arr (call->client, "teams"), "id", call->params[0]);

  if (team == NULL || group_of (call, team) == NULL)
    {
      muster_graph_fail (call, 404, "NotFound", "No team found with this id.");
      return NULL;
    }
  return team;
}

static char *
membership_id (MusterCall *call,
               JsonObject *team,
               const char *user)
{
  g_autofree char *text = g_strdup_printf ("MCMjMCMj%s##%s##%s", muster_jo_str (call->client, "tenantId"), muster_jo_str (team, "id"), user);

  return g_base64_encode ((const guchar *) text, strlen (text));
}

static JsonObject *
show_member (MusterCall *call,
             JsonObject *team,
             JsonObject *user)
{
  const char *id = muster_jo_str (user, "id");
  g_autofree char *membership = membership_id (call, team, id);
  gboolean owner = muster_ja_contains (muster_jo_arr (group_of (call, team), "owners"), id);

  return muster_jo_new ("@odata.type:s", "#microsoft.graph.aadUserConversationMember", "id:s", membership,
                        "displayName:S", muster_jo_str (user, "displayName"),
                        "roles:a", owner ? muster_ja_strings ("owner", NULL) : json_array_new (),
                        "userId:s", id, "email:S", muster_jo_str (user, "mail"),
                        "tenantId:S", muster_jo_str (call->client, "tenantId"),
                        "visibleHistoryStartDateTime:s", "0001-01-01T00:00:00Z", NULL);
}

void
muster_graph_get_team_members (MusterCall *call)
{
  JsonObject *team = find_team (call);
  JsonArray *ids, *rows;

  if (team == NULL)
    return;
  ids = muster_jo_arr (group_of (call, team), "members");
  rows = json_array_new ();
  for (guint i = 0; i < muster_ja_length (ids); i++)
    {
      JsonObject *user = muster_graph_user_by_id (call->client, muster_ja_str (ids, i));

      if (user != NULL)
        json_array_add_object_element (rows, show_member (call, team, user));
    }
  muster_graph_reply_rows (call, rows, &member_type);
}

void
muster_graph_post_team_member (MusterCall *call)
{
  JsonObject *team = find_team (call), *body = muster_call_object (call), *user, *group;
  const char *bind = muster_jo_str (body, "user@odata.bind");
  const char *quote = bind != NULL ? strchr (bind, '\'') : NULL;
  g_autofree char *id = quote != NULL ? g_strndup (quote + 1, strcspn (quote + 1, "'")) : NULL;

  if (team == NULL)
    return;
  user = id != NULL ? muster_graph_user_by_id (call->client, id) : NULL;
  if (user == NULL)
    {
      muster_graph_fail (call, id == NULL ? 400 : 404, id == NULL ? "BadRequest" : "NotFound", "user@odata.bind names no user of this tenant.");
      return;
    }
  group = group_of (call, team);
  if (!muster_ja_contains (muster_jo_arr (group, "members"), muster_jo_str (user, "id")))
    {
      json_array_add_string_element (muster_jo_arr (group, "members"), muster_jo_str (user, "id"));
      json_array_add_string_element (muster_jo_arr (user, "groups"), muster_jo_str (group, "id"));
    }
  if (muster_ja_contains (muster_jo_arr (body, "roles"), "owner") && !muster_ja_contains (muster_jo_arr (group, "owners"), muster_jo_str (user, "id")))
    json_array_add_string_element (muster_jo_arr (group, "owners"), muster_jo_str (user, "id"));
  call->changed = TRUE;
  muster_graph_reply_row (call, 201, show_member (call, team, user), &member_type);
}

void
muster_graph_drop_team_member (MusterCall *call)
{
  JsonObject *team = find_team (call);
  JsonArray *ids;

  if (team == NULL)
    return;
  ids = muster_jo_arr (group_of (call, team), "members");
  for (guint i = 0; i < muster_ja_length (ids); i++)
    {
      g_autofree char *id = g_strdup (muster_ja_str (ids, i));
      g_autofree char *membership = membership_id (call, team, id);

      if (g_strcmp0 (membership, call->params[1]) != 0)
        continue;
      json_array_remove_element (ids, i);
      muster_ja_remove (muster_jo_arr (group_of (call, team), "owners"), id);
      muster_ja_remove (muster_jo_arr (muster_graph_user_by_id (call->client, id), "groups"), muster_jo_str (team, "groupId"));
      call->changed = TRUE;
      muster_call_reply_empty (call, 204);
      return;
    }
  muster_graph_fail (call, 404, "NotFound", "The membership was not found.");
}
