/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-exchange.h"
#include "muster-sandbox-graph.h"
#include "muster-sandbox-json.h"

/* Who may open a mailbox or send as it, and who is in a distribution group. */

typedef struct {
  const char *right;        /* in the world */
  const char *who;          /* the parameter that names the other person */
  const char *access;       /* in AccessRights */
} Right;

static const Right full_access = { "full-access", "User", "FullAccess" };
static const Right send_as = { "send-as", "Trustee", "SendAs" };

static gboolean
is_entry (JsonObject  *permission,
          const Right *right,
          const char  *user)
{
  return g_strcmp0 (muster_jo_str (permission, "right"), right->right) == 0 && g_strcmp0 (muster_jo_str (permission, "user"), user) == 0;
}

static JsonObject *
show_entry (JsonObject  *mailbox,
            const Right *right,
            const char  *who)
{
  g_autofree char *alias = muster_recipient_alias (mailbox);

  if (right == &full_access)
    return muster_jo_new ("Identity:s", alias, "User:s", who, "AccessRights:a", muster_ja_strings (right->access, NULL),
                          "IsInherited:b", FALSE, "Deny:b", FALSE, "InheritanceType:s", "All", NULL);
  return muster_jo_new ("Identity:s", alias, "Trustee:s", who, "AccessControlType:s", "Allow", "AccessRights:a", muster_ja_strings (right->access, NULL),
                        "IsInherited:b", FALSE, "InheritanceType:s", "None", NULL);
}

static void
list_entries (MusterCmdlet *cmdlet,
              const Right  *right)
{
  JsonObject *mailbox = muster_mailbox_find (cmdlet, "Identity");
  JsonArray *permissions = muster_jo_arr (mailbox, "permissions");

  if (mailbox == NULL)
    return;
  muster_cmdlet_add (cmdlet, show_entry (mailbox, right, "NT AUTHORITY\\SELF"));
  for (guint i = 0; i < muster_ja_length (permissions); i++)
    {
      JsonObject *permission = muster_ja_obj (permissions, i);
      JsonObject *user = muster_graph_user_by_id (cmdlet->call->client, muster_jo_str (permission, "user"));

      if (user != NULL && is_entry (permission, right, muster_jo_str (user, "id")))
        muster_cmdlet_add (cmdlet, show_entry (mailbox, right, muster_jo_str (user, "upn")));
    }
}

/* Both ends of a change; answers when one is missing */
static gboolean
find_both (MusterCmdlet *cmdlet,
           const Right  *right,
           JsonObject  **mailbox,
           JsonObject  **user)
{
  JsonArray *rights = muster_jo_arr (cmdlet->parameters, "AccessRights");

  *mailbox = muster_mailbox_find (cmdlet, "Identity");
  if (*mailbox == NULL)
    return FALSE;
  *user = muster_mailbox_find (cmdlet, right->who);
  if (*user == NULL)
    return FALSE;
  if (muster_ja_contains (rights, right->access))
    return TRUE;
  muster_cmdlet_fail (cmdlet, 400, "System.ArgumentException", "A parameter cannot be bound.");
  return FALSE;
}

static int
position (JsonArray   *permissions,
          const Right *right,
          JsonObject  *user)
{
  for (guint i = 0; i < muster_ja_length (permissions); i++)
    if (is_entry (muster_ja_obj (permissions, i), right, muster_jo_str (user, "id")))
      return (int) i;
  return -1;
}

static void
add_entry (MusterCmdlet *cmdlet,
           const Right  *right)
{
  JsonObject *mailbox, *user;
  JsonArray *permissions;

  if (!find_both (cmdlet, right, &mailbox, &user))
    return;
  permissions = muster_mailbox_permissions (mailbox);
  if (position (permissions, right, user) >= 0)
    {
      muster_cmdlet_warn (cmdlet, "The appropriate access control entry is already present on the object \"%s\" for account \"%s\".",
                          muster_recipient_address (mailbox), muster_recipient_address (user));
      return;
    }
  json_array_add_object_element (permissions, muster_jo_new ("user:s", muster_jo_str (user, "id"), "right:s", right->right, NULL));
  cmdlet->call->changed = TRUE;
}

static void
drop_entry (MusterCmdlet *cmdlet,
            const Right  *right)
{
  JsonObject *mailbox, *user;
  int at;

  if (!muster_cmdlet_confirmed (cmdlet) || !find_both (cmdlet, right, &mailbox, &user))
    return;
  at = position (muster_jo_arr (mailbox, "permissions"), right, user);
  if (at < 0)
    {
      muster_cmdlet_warn (cmdlet, "Can't remove the access control entry on the object \"%s\" for account \"%s\" because the ACE doesn't exist on the object.",
                          muster_recipient_address (mailbox), muster_recipient_address (user));
      return;
    }
  json_array_remove_element (muster_jo_arr (mailbox, "permissions"), (guint) at);
  muster_mailbox_tidy (mailbox);
  cmdlet->call->changed = TRUE;
}

void
muster_cmdlet_get_access (MusterCmdlet *cmdlet)
{
  list_entries (cmdlet, &full_access);
}

void
muster_cmdlet_add_access (MusterCmdlet *cmdlet)
{
  add_entry (cmdlet, &full_access);
}

void
muster_cmdlet_drop_access (MusterCmdlet *cmdlet)
{
  drop_entry (cmdlet, &full_access);
}

void
muster_cmdlet_get_send_as (MusterCmdlet *cmdlet)
{
  list_entries (cmdlet, &send_as);
}

void
muster_cmdlet_add_send_as (MusterCmdlet *cmdlet)
{
  if (muster_cmdlet_confirmed (cmdlet))
    add_entry (cmdlet, &send_as);
}

void
muster_cmdlet_drop_send_as (MusterCmdlet *cmdlet)
{
  drop_entry (cmdlet, &send_as);
}

static gboolean
is_list (JsonObject *group)
{
  const char *kind = muster_jo_str (group, "kind");

  return g_strcmp0 (kind, "distribution") == 0 || g_strcmp0 (kind, "mail-enabled") == 0;
}

static JsonObject *
show_list (JsonObject *group)
{
  g_autofree char *alias = muster_recipient_alias (group);
  gboolean security = g_strcmp0 (muster_jo_str (group, "kind"), "mail-enabled") == 0;

  return muster_jo_new ("Guid:s", muster_jo_str (group, "id"), "Identity:s", muster_jo_str (group, "name"), "Id:s", muster_jo_str (group, "name"),
                        "Alias:s", alias, "Name:s", muster_jo_str (group, "name"), "DisplayName:s", muster_jo_str (group, "name"),
                        "PrimarySmtpAddress:S", muster_jo_str (group, "mail"),
                        "ExternalDirectoryObjectId:s", muster_jo_str (group, "id"),
                        "RecipientTypeDetails:s", security ? "MailUniversalSecurityGroup" : "MailUniversalDistributionGroup",
                        "IsDirSynced:b", muster_jo_bool (group, "synced", FALSE), NULL);
}

static JsonObject *
find_list (MusterCmdlet *cmdlet)
{
  const char *identity = muster_cmdlet_text (cmdlet, "Identity"), *kind = NULL;
  JsonArray *groups = muster_jo_arr (cmdlet->call->client, "groups");
  JsonObject *group = muster_recipient_find (cmdlet->call->client, identity, &kind);

  if (group != NULL && g_str_equal (kind, "mailbox"))
    group = muster_ja_find (groups, "name", identity);
  if (group == NULL && identity != NULL)
    group = muster_ja_find (groups, "id", identity);
  if (group != NULL && is_list (group))
    return group;
  if (identity == NULL || *identity == '\0')
    muster_cmdlet_fail (cmdlet, 400, "System.ArgumentException", "A parameter cannot be bound.");
  else
    muster_cmdlet_not_found (cmdlet, identity);
  return NULL;
}

void
muster_cmdlet_get_lists (MusterCmdlet *cmdlet)
{
  JsonArray *groups = muster_jo_arr (cmdlet->call->client, "groups");
  const char *anr = muster_cmdlet_text (cmdlet, "Anr");
  JsonObject *group;

  if (muster_cmdlet_text (cmdlet, "Identity") != NULL)
    {
      group = find_list (cmdlet);
      if (group != NULL)
        muster_cmdlet_add (cmdlet, show_list (group));
      return;
    }
  for (guint i = 0; i < muster_ja_length (groups); i++)
    {
      group = muster_ja_obj (groups, i);
      if (is_list (group) && (anr == NULL || muster_anr_matches (group, anr)))
        muster_cmdlet_add (cmdlet, show_list (group));
    }
}

void
muster_cmdlet_get_members (MusterCmdlet *cmdlet)
{
  JsonObject *group = find_list (cmdlet);
  JsonArray *members = muster_jo_arr (group, "members");

  for (guint i = 0; group != NULL && i < muster_ja_length (members); i++)
    {
      JsonObject *user = muster_graph_user_by_id (cmdlet->call->client, muster_ja_str (members, i));

      if (user != NULL)
        muster_cmdlet_add (cmdlet, muster_jo_new ("Guid:s", muster_jo_str (user, "id"), "Name:s", muster_jo_str (user, "displayName"),
                                                  "DisplayName:s", muster_jo_str (user, "displayName"),
                                                  "PrimarySmtpAddress:S", muster_jo_str (user, "mail"),
                                                  "ExternalDirectoryObjectId:s", muster_jo_str (user, "id"),
                                                  "RecipientType:s", "UserMailbox", NULL));
    }
}

/* An app owns no group, so without the switch the change is outside its scope */
static gboolean
may_change (MusterCmdlet *cmdlet,
            JsonObject   *group)
{
  if (muster_jo_bool (group, "synced", FALSE))
    muster_cmdlet_synced (cmdlet, muster_jo_str (group, "name"));
  else if (!muster_jo_bool (cmdlet->parameters, "BypassSecurityGroupManagerCheck", FALSE))
    muster_cmdlet_fail (cmdlet, 400, "System.InvalidOperationException", "You don't have sufficient permissions. This operation can only be performed by a manager of the group; it is out of the current user's write scope.");
  else
    return TRUE;
  return FALSE;
}

void
muster_cmdlet_add_member (MusterCmdlet *cmdlet)
{
  JsonObject *group = find_list (cmdlet), *user;
  const char *id;

  if (group == NULL || !may_change (cmdlet, group))
    return;
  user = muster_mailbox_find (cmdlet, "Member");
  if (user == NULL)
    return;
  id = muster_jo_str (user, "id");
  if (muster_ja_contains (muster_jo_arr (group, "members"), id))
    {
      g_autofree char *text = g_strdup_printf ("The recipient \"%s\" is already a member of the group \"%s\".", muster_recipient_name (user), muster_jo_str (group, "name"));

      muster_cmdlet_fail (cmdlet, 400, "Microsoft.Exchange.Management.Tasks.MemberAlreadyExistsException", text);
      return;
    }
  json_array_add_string_element (muster_jo_arr (group, "members"), id);
  if (muster_jo_arr (user, "groups") != NULL)
    json_array_add_string_element (muster_jo_arr (user, "groups"), muster_jo_str (group, "id"));
  cmdlet->call->changed = TRUE;
}

void
muster_cmdlet_drop_member (MusterCmdlet *cmdlet)
{
  JsonObject *group = find_list (cmdlet), *user;

  if (group == NULL || !muster_cmdlet_confirmed (cmdlet) || !may_change (cmdlet, group))
    return;
  user = muster_mailbox_find (cmdlet, "Member");
  if (user == NULL)
    return;
  if (!muster_ja_remove (muster_jo_arr (group, "members"), muster_jo_str (user, "id")))
    {
      g_autofree char *text = g_strdup_printf ("The recipient \"%s\" isn't a member of the group \"%s\".", muster_recipient_name (user), muster_jo_str (group, "name"));

      muster_cmdlet_fail (cmdlet, 400, "Microsoft.Exchange.Management.Tasks.MemberNotFoundException", text);
      return;
    }
  if (muster_jo_arr (user, "groups") != NULL)
    muster_ja_remove (muster_jo_arr (user, "groups"), muster_jo_str (group, "id"));
  cmdlet->call->changed = TRUE;
}
