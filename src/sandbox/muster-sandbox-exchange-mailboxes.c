/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-clock.h"
#include "muster-sandbox-exchange.h"
#include "muster-sandbox-graph.h"
#include "muster-sandbox-json.h"

/* Recipients and mailboxes. A mailbox is a user with a mail address or a shared mailbox of the
 * world; what the schema has no place for is kept in members of these: "permissions" of a user,
 * "sendOnBehalf", "forwardingAddress", "forwardingSmtp", "deliverAndForward", "mailboxType". */

const char *
muster_recipient_address (JsonObject *recipient)
{
  const char *address = muster_jo_str (recipient, "address");

  return address != NULL ? address : muster_jo_str (recipient, "mail");
}

const char *
muster_recipient_name (JsonObject *recipient)
{
  const char *name = muster_jo_str (recipient, "displayName");

  return name != NULL ? name : muster_jo_str (recipient, "name");
}

/* The short name, which also stands for the recipient in lists of delegates */
char *
muster_recipient_alias (JsonObject *recipient)
{
  const char *text = muster_jo_str (recipient, "upn");

  if (text == NULL)
    text = muster_recipient_address (recipient);
  return text != NULL ? g_strndup (text, strcspn (text, "@")) : g_strdup (muster_recipient_name (recipient));
}

static gboolean
is_called (JsonObject *recipient,
           const char *identity)
{
  const char *const members[] = { "id", "upn", "mail", "address", "displayName", "name" };
  g_autofree char *alias = NULL;
  JsonArray *aliases = muster_jo_arr (recipient, "aliases");

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *value = muster_jo_str (recipient, members[i]);

      if (value != NULL && g_ascii_strcasecmp (value, identity) == 0)
        return TRUE;
    }
  for (guint i = 0; i < muster_ja_length (aliases); i++)
    if (g_ascii_strcasecmp (muster_ja_str (aliases, i), identity) == 0)
      return TRUE;
  alias = muster_recipient_alias (recipient);
  return alias != NULL && g_ascii_strcasecmp (alias, identity) == 0;
}

static const struct {
  const char *list;
  const char *kind;
} lists[] = {
  { "sharedMailboxes", "mailbox" }, { "users", "mailbox" }, { "groups", "group" },
};

/**
 * muster_recipient_find:
 * @client: a customer
 * @identity: a GUID, an address, a UPN, an alias or a display name
 * @kind: (out) (optional): "mailbox" or "group"
 *
 * Returns: (nullable) (transfer none): the first recipient that is called so
 */
JsonObject *
muster_recipient_find (JsonObject  *client,
                       const char  *identity,
                       const char **kind)
{
  for (gsize l = 0; identity != NULL && l < G_N_ELEMENTS (lists); l++)
    {
      JsonArray *array = muster_jo_arr (client, lists[l].list);

      for (guint i = 0; i < muster_ja_length (array); i++)
        {
          JsonObject *recipient = muster_ja_obj (array, i);

          if (muster_recipient_address (recipient) == NULL || !is_called (recipient, identity))
            continue;
          if (kind != NULL)
            *kind = lists[l].kind;
          return recipient;
        }
    }
  return NULL;
}

/* The mailbox that a parameter names; answers when there is none */
JsonObject *
muster_mailbox_find (MusterCmdlet *cmdlet,
                     const char   *parameter)
{
  const char *identity = muster_cmdlet_text (cmdlet, parameter), *kind = NULL;
  JsonObject *mailbox = muster_recipient_find (cmdlet->call->client, identity, &kind);

  if (mailbox != NULL && g_str_equal (kind, "mailbox"))
    return mailbox;
  if (identity == NULL || *identity == '\0')
    muster_cmdlet_fail (cmdlet, 400, "System.ArgumentException", "A parameter cannot be bound.");
  else
    muster_cmdlet_not_found (cmdlet, identity);
  return NULL;
}

JsonArray *
muster_mailbox_permissions (JsonObject *mailbox)
{
  if (muster_jo_arr (mailbox, "permissions") == NULL)
    json_object_set_array_member (mailbox, "permissions", json_array_new ());
  return muster_jo_arr (mailbox, "permissions");
}

/* A person's mailbox that nobody else may use has no list of who may. */
void
muster_mailbox_tidy (JsonObject *mailbox)
{
  if (muster_jo_str (mailbox, "address") == NULL && muster_jo_arr (mailbox, "permissions") != NULL
      && muster_ja_length (muster_jo_arr (mailbox, "permissions")) == 0)
    json_object_remove_member (mailbox, "permissions");
}

gboolean
muster_anr_matches (JsonObject *recipient,
                    const char *text)
{
  g_autofree char *alias = muster_recipient_alias (recipient);
  g_autofree char *all = g_strdup_printf ("%s %s %s %s", muster_recipient_name (recipient), alias != NULL ? alias : "",
                                          muster_recipient_address (recipient), muster_jo_str (recipient, "surname") != NULL ? muster_jo_str (recipient, "surname") : "");
  g_autofree char *folded = g_utf8_casefold (all, -1);
  g_autofree char *wanted = g_utf8_casefold (text, -1);
  g_auto(GStrv) have = g_strsplit_set (folded, " .@-", -1);

  if (g_str_has_prefix (folded, wanted))
    return TRUE;
  for (guint i = 0; have[i] != NULL; i++)
    if (g_str_has_prefix (have[i], wanted))
      return TRUE;
  return FALSE;
}

static JsonArray *
delegates (JsonObject *client,
           JsonObject *mailbox)
{
  JsonArray *permissions = muster_jo_arr (mailbox, "permissions"), *names = json_array_new ();

  for (guint i = 0; i < muster_ja_length (permissions); i++)
    {
      JsonObject *permission = muster_ja_obj (permissions, i);
      JsonObject *user = muster_graph_user_by_id (client, muster_jo_str (permission, "user"));
      g_autofree char *alias = user != NULL ? muster_recipient_alias (user) : NULL;

      if (alias != NULL && g_strcmp0 (muster_jo_str (permission, "right"), "send-on-behalf") == 0)
        json_array_add_string_element (names, alias);
    }
  return names;
}

static gboolean
is_own_domain (JsonObject *client,
               const char *address)
{
  const char *at = strchr (address, '@');

  return at != NULL && muster_ja_find (muster_jo_arr (client, "domains"), "name", at + 1) != NULL;
}

static JsonObject *
show_mailbox (JsonObject *client,
              JsonObject *mailbox)
{
  gboolean shared = muster_jo_str (mailbox, "address") != NULL;
  const char *id = muster_jo_str (mailbox, "id"), *address = muster_recipient_address (mailbox), *kept = muster_jo_str (mailbox, "mailboxType");
  const char *to = muster_jo_str (mailbox, "forwardingTo");
  g_autofree char *alias = muster_recipient_alias (mailbox);
  g_autofree char *smtp = to != NULL && (!is_own_domain (client, to) || muster_jo_bool (mailbox, "forwardingSmtp", FALSE))
                          ? g_strdup_printf ("smtp:%s", to) : NULL;
  JsonObject *inside = to != NULL && smtp == NULL ? muster_recipient_find (client, to, NULL) : NULL;
  g_autofree char *primary = g_strdup_printf ("SMTP:%s", address);

  return muster_jo_new ("ExchangeGuid@data.type:s", "System.Guid", "ExchangeGuid@odata.type:s", "#Guid", "ExchangeGuid:s", id,
                        "Guid:s", id, "Id:s", alias, "Identity:s", alias, "Alias:s", alias,
                        "DisplayName:s", muster_recipient_name (mailbox), "PrimarySmtpAddress:s", address,
                        "UserPrincipalName:s", muster_jo_str (mailbox, "upn") != NULL ? muster_jo_str (mailbox, "upn") : address,
                        "ExternalDirectoryObjectId:s", id,
                        "RecipientType:s", "UserMailbox",
                        "RecipientTypeDetails:s", kept != NULL ? kept : shared ? "SharedMailbox" : "UserMailbox",
                        "EmailAddresses:a", muster_ja_strings (primary, NULL),
                        "ForwardingAddress:S", inside != NULL ? muster_recipient_name (inside) : NULL,
                        "ForwardingSmtpAddress:S", smtp,
                        "DeliverToMailboxAndForward:b", muster_jo_bool (mailbox, "deliverAndForward", to != NULL),
                        "GrantSendOnBehalfTo:a", delegates (client, mailbox),
                        "IsDirSynced:b", muster_graph_is_synced (mailbox),
                        "LitigationHoldEnabled:b", FALSE, "InPlaceHolds:a", json_array_new (), "ArchiveStatus:s", "None",
                        "ProhibitSendReceiveQuota:s", "50 GB (53,687,091,200 bytes)",
                        "HiddenFromAddressListsEnabled:b", FALSE, NULL);
}

/* Without an Identity every mailbox comes, as the service does it */
void
muster_cmdlet_get_mailbox (MusterCmdlet *cmdlet)
{
  JsonObject *client = cmdlet->call->client, *mailbox;
  const char *anr = muster_cmdlet_text (cmdlet, "Anr");

  if (muster_cmdlet_text (cmdlet, "Identity") != NULL)
    {
      mailbox = muster_mailbox_find (cmdlet, "Identity");
      if (mailbox != NULL)
        muster_cmdlet_add (cmdlet, show_mailbox (client, mailbox));
      return;
    }
  for (gsize l = 0; l < 2; l++)
    {
      JsonArray *array = muster_jo_arr (client, lists[l].list);

      for (guint i = 0; i < muster_ja_length (array); i++)
        {
          mailbox = muster_ja_obj (array, i);
          if (muster_recipient_address (mailbox) != NULL && (anr == NULL || muster_anr_matches (mailbox, anr)))
            muster_cmdlet_add (cmdlet, show_mailbox (client, mailbox));
        }
    }
}

void
muster_cmdlet_get_recipient (MusterCmdlet *cmdlet)
{
  const char *identity = muster_cmdlet_text (cmdlet, "Identity"), *kind = NULL;
  JsonObject *recipient = muster_recipient_find (cmdlet->call->client, identity, &kind);
  g_autofree char *alias = NULL;

  if (recipient == NULL)
    {
      muster_cmdlet_not_found (cmdlet, identity != NULL ? identity : "");
      return;
    }
  alias = muster_recipient_alias (recipient);
  muster_cmdlet_add (cmdlet, muster_jo_new ("Guid:s", muster_jo_str (recipient, "id"), "Id:s", alias, "Identity:s", alias, "Alias:s", alias,
                                            "Name:s", muster_recipient_name (recipient), "DisplayName:s", muster_recipient_name (recipient),
                                            "PrimarySmtpAddress:s", muster_recipient_address (recipient),
                                            "ExternalDirectoryObjectId:s", muster_jo_str (recipient, "id"),
                                            "RecipientTypeDetails:s", g_str_equal (kind, "group") ? "MailUniversalDistributionGroup"
                                            : muster_jo_str (recipient, "address") != NULL ? "SharedMailbox" : "UserMailbox", NULL));
}

/* People have the member from the beginning, shared mailboxes do not. */
static void
forget_or_null (JsonObject *mailbox,
                const char *member)
{
  if (muster_jo_str (mailbox, "address") != NULL)
    json_object_remove_member (mailbox, member);
  else
    json_object_set_null_member (mailbox, member);
}

static void
set_forwarding (MusterCmdlet *cmdlet,
                JsonObject   *mailbox)
{
  JsonObject *parameters = cmdlet->parameters;
  const char *inside = muster_cmdlet_text (cmdlet, "ForwardingAddress"), *outside = muster_cmdlet_text (cmdlet, "ForwardingSmtpAddress");
  JsonObject *target = muster_recipient_find (cmdlet->call->client, inside, NULL);
  gboolean keeps;

  if (!json_object_has_member (parameters, "ForwardingAddress") && !json_object_has_member (parameters, "ForwardingSmtpAddress"))
    return;
  if (inside != NULL && target == NULL)
    {
      muster_cmdlet_not_found (cmdlet, inside);
      return;
    }
  if (outside != NULL && g_ascii_strncasecmp (outside, "smtp:", 5) == 0)
    outside += 5;
  if (target != NULL)
    json_object_set_string_member (mailbox, "forwardingTo", muster_recipient_address (target));
  else if (outside != NULL)
    json_object_set_string_member (mailbox, "forwardingTo", outside);
  else
    forget_or_null (mailbox, "forwardingTo");
  /* An address stays one, also inside the tenant */
  if (target == NULL && outside != NULL && is_own_domain (cmdlet->call->client, outside))
    json_object_set_boolean_member (mailbox, "forwardingSmtp", TRUE);
  else
    json_object_remove_member (mailbox, "forwardingSmtp");
  keeps = muster_jo_bool (parameters, "DeliverToMailboxAndForward", FALSE);
  if (keeps != (muster_jo_str (mailbox, "forwardingTo") != NULL))
    json_object_set_boolean_member (mailbox, "deliverAndForward", keeps);
  else
    json_object_remove_member (mailbox, "deliverAndForward");
}

static void
change_delegate (MusterCmdlet *cmdlet,
                 JsonObject   *mailbox,
                 const char   *who,
                 gboolean      add)
{
  JsonObject *user = muster_recipient_find (cmdlet->call->client, who, NULL);
  JsonArray *permissions = muster_mailbox_permissions (mailbox);
  const char *id = muster_jo_str (user, "id");

  if (user == NULL)
    {
      muster_cmdlet_not_found (cmdlet, who);
      return;
    }
  for (guint i = json_array_get_length (permissions); i > 0; i--)
    {
      JsonObject *permission = muster_ja_obj (permissions, i - 1);

      if (g_strcmp0 (muster_jo_str (permission, "right"), "send-on-behalf") == 0 && g_strcmp0 (muster_jo_str (permission, "user"), id) == 0)
        json_array_remove_element (permissions, i - 1);
    }
  if (add)
    json_array_add_object_element (permissions, muster_jo_new ("user:s", id, "right:s", "send-on-behalf", NULL));
}

/* {"@odata.type": "#Exchange.GenericHashTable", "add": W} changes the list, an array replaces it */
static void
set_delegates (MusterCmdlet *cmdlet,
               JsonObject   *mailbox)
{
  JsonObject *table = muster_jo_obj (cmdlet->parameters, "GrantSendOnBehalfTo");
  JsonArray *all = muster_jo_arr (cmdlet->parameters, "GrantSendOnBehalfTo"), *permissions = muster_mailbox_permissions (mailbox);

  if (table != NULL && g_strcmp0 (muster_jo_str (table, "@odata.type"), "#Exchange.GenericHashTable") != 0)
    {
      muster_cmdlet_fail (cmdlet, 400, "System.ArgumentException", "A parameter cannot be bound.");
      return;
    }
  if (table != NULL && muster_jo_str (table, "add") != NULL)
    change_delegate (cmdlet, mailbox, muster_jo_str (table, "add"), TRUE);
  if (table != NULL && muster_jo_str (table, "remove") != NULL)
    change_delegate (cmdlet, mailbox, muster_jo_str (table, "remove"), FALSE);
  for (guint i = json_array_get_length (permissions); all != NULL && i > 0; i--)
    if (g_strcmp0 (muster_jo_str (muster_ja_obj (permissions, i - 1), "right"), "send-on-behalf") == 0)
      json_array_remove_element (permissions, i - 1);
  for (guint i = 0; i < muster_ja_length (all); i++)
    change_delegate (cmdlet, mailbox, muster_ja_str (all, i), TRUE);
}

void
muster_cmdlet_set_mailbox (MusterCmdlet *cmdlet)
{
  JsonObject *mailbox = muster_mailbox_find (cmdlet, "Identity");
  const char *type = muster_cmdlet_text (cmdlet, "Type");

  if (mailbox == NULL)
    return;
  if (muster_graph_is_synced (mailbox))
    {
      muster_cmdlet_synced (cmdlet, muster_cmdlet_text (cmdlet, "Identity"));
      return;
    }
  if (type != NULL && !g_str_equal (type, "Shared") && !g_str_equal (type, "Regular"))
    {
      muster_cmdlet_fail (cmdlet, 400, "System.ArgumentException", "A parameter cannot be bound.");
      return;
    }
  if (type != NULL && g_str_equal (type, "Shared") != (muster_jo_str (mailbox, "address") != NULL))
    json_object_set_string_member (mailbox, "mailboxType", g_str_equal (type, "Shared") ? "SharedMailbox" : "UserMailbox");
  else if (type != NULL)
    json_object_remove_member (mailbox, "mailboxType");
  set_forwarding (cmdlet, mailbox);
  if (cmdlet->call->status == 0)
    set_delegates (cmdlet, mailbox);
  muster_mailbox_tidy (mailbox);
  cmdlet->call->changed = TRUE;
}

static const struct {
  const char *graph;
  const char *exchange;
} reply_states[] = {
  { "disabled", "Disabled" }, { "alwaysEnabled", "Enabled" }, { "scheduled", "Scheduled" },
};

/* Who outside gets an answer, in the words of the one service or the other */
static const char *
audience_of (const char *text,
             gboolean    of_graph)
{
  static const char *const words[][2] = { { "none", "None" }, { "contactsOnly", "Known" }, { "all", "All" } };

  for (gsize i = 0; text != NULL && i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (text, words[i][of_graph ? 0 : 1]) == 0)
      return words[i][of_graph ? 1 : 0];
  return of_graph ? "None" : NULL;
}

void
muster_cmdlet_get_replies (MusterCmdlet *cmdlet)
{
  JsonObject *mailbox = muster_mailbox_find (cmdlet, "Identity"), *replies = muster_jo_obj (mailbox, "automaticReplies");
  const char *status = muster_jo_str (replies, "status"), *state = "Disabled", *message = muster_jo_str (replies, "message");
  g_autofree char *html = g_strdup_printf ("<html>\n<body>\n%s\n</body>\n</html>\n", message != NULL ? message : "");

  if (mailbox == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (reply_states); i++)
    if (g_strcmp0 (reply_states[i].graph, status) == 0)
      state = reply_states[i].exchange;
  muster_cmdlet_add (cmdlet, muster_jo_new ("Identity:s", muster_recipient_address (mailbox), "AutoReplyState:s", state,
                                            "InternalMessage:s", message != NULL && *message != '\0' ? html : "",
                                            "ExternalMessage:s", message != NULL && *message != '\0' ? html : "",
                                            "ExternalAudience:s", audience_of (muster_jo_str (replies, "audience"), TRUE),
                                            "StartTime:S", muster_jo_str (replies, "start"), "EndTime:S", muster_jo_str (replies, "end"), NULL));
}

void
muster_cmdlet_set_replies (MusterCmdlet *cmdlet)
{
  JsonObject *mailbox = muster_mailbox_find (cmdlet, "Identity"), *replies;
  const char *state = muster_cmdlet_text (cmdlet, "AutoReplyState"), *message = muster_cmdlet_text (cmdlet, "InternalMessage"), *status = NULL;
  const char *start = muster_cmdlet_text (cmdlet, "StartTime"), *end = muster_cmdlet_text (cmdlet, "EndTime");
  gint64 time;

  if (mailbox == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (reply_states); i++)
    if (g_strcmp0 (reply_states[i].exchange, state) == 0)
      status = reply_states[i].graph;
  if (status == NULL || (!g_str_equal (status, "disabled") && message == NULL)
      || (start != NULL && !muster_time_parse_iso (start, &time)) || (end != NULL && !muster_time_parse_iso (end, &time)))
    {
      muster_cmdlet_fail (cmdlet, 400, "System.ArgumentException", "A parameter cannot be bound.");
      return;
    }
  replies = muster_jo_new ("status:s", status, "message:s", message != NULL ? message : "",
                           "externalMessage:s", muster_cmdlet_text (cmdlet, "ExternalMessage"), "start:s", start, "end:s", end, NULL);
  if (g_strcmp0 (audience_of (muster_cmdlet_text (cmdlet, "ExternalAudience"), FALSE), "none") != 0)
    muster_jo_add (replies, "audience:s", audience_of (muster_cmdlet_text (cmdlet, "ExternalAudience"), FALSE), NULL);
  json_object_set_object_member (mailbox, "automaticReplies", replies);
  cmdlet->call->changed = TRUE;
}
