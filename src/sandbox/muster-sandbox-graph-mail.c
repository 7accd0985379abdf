/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-graph.h"
#include "muster-sandbox-graph-rights.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Mailbox settings: automatic replies and time zone, of users and of shared mailboxes. */

static const MusterGraphType rule_type = {
  .name = "messageRule", .collection = "messageRules", .page = 100, .most = 999, .properties = " id displayName sequence isEnabled actions conditions ",
};

static JsonObject *
find_mailbox (MusterCall *call)
{
  JsonArray *shared = muster_jo_arr (call->client, "sharedMailboxes");
  JsonObject *owner = muster_graph_user_by_id (call->client, call->params[0]);

  if (muster_graph_is_person (call) && !muster_jo_bool (muster_world_settings (call->world, "graph"), "delegatedMailboxes", FALSE))
    {
      muster_graph_fail (call, 403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
      return NULL;
    }
  if (owner != NULL && muster_jo_str (owner, "mail") == NULL)
    {
      muster_graph_fail (call, 404, "MailboxNotEnabledForRESTAPI", "The mailbox is either inactive, soft-deleted, or is hosted on-premise.");
      return NULL;
    }
  if (owner == NULL)
    owner = muster_ja_find (shared, "address", call->params[0]);
  if (owner == NULL)
    owner = muster_ja_find (shared, "id", call->params[0]);
  if (owner == NULL)
    muster_graph_fail (call, 404, "ErrorInvalidUser", "The requested user is invalid.");
  return owner;
}

static JsonObject *
moment (JsonObject *replies,
        const char *member)
{
  const char *time = muster_jo_str (replies, member);
  g_autofree char *plain = time != NULL ? g_strndup (time, 19) : NULL;

  return muster_jo_new ("dateTime:s", plain != NULL ? plain : "0001-01-01T00:00:00", "timeZone:s", "UTC", NULL);
}

static JsonObject *
show_settings (MusterCall *call,
               JsonObject *owner)
{
  JsonObject *replies = muster_jo_obj (owner, "automaticReplies");
  const char *status = muster_jo_str (replies, "status"), *message = muster_jo_str (replies, "message");
  const char *external = muster_jo_str (replies, "externalMessage"), *audience = muster_jo_str (replies, "audience");

  return muster_jo_new ("@odata.context:s", "https://graph.microsoft.com/v1.0/$metadata#users('x')/mailboxSettings",
                        "timeZone:s", muster_jo_str (call->client, "timeZone") != NULL ? muster_jo_str (call->client, "timeZone") : "UTC",
                        "userPurpose:s", muster_jo_str (owner, "address") != NULL ? "shared" : "user",
                        "automaticRepliesSetting:o", muster_jo_new ("status:s", status != NULL ? status : "disabled",
                                                                    "externalAudience:s", audience != NULL ? audience : "none",
                                                                    "internalReplyMessage:s", message != NULL ? message : "",
                                                                    "externalReplyMessage:s", external != NULL ? external : message != NULL ? message : "",
                                                                    "scheduledStartDateTime:o", moment (replies, "start"), "scheduledEndDateTime:o", moment (replies, "end"), NULL), NULL);
}

void
muster_graph_get_mailbox (MusterCall *call)
{
  JsonObject *owner = find_mailbox (call);

  if (owner != NULL)
    muster_call_reply_object (call, 200, show_settings (call, owner));
}

static void
copy_text (JsonObject *to,
           const char *as,
           JsonObject *from,
           const char *member)
{
  if (muster_jo_str (from, member) != NULL)
    json_object_set_string_member (to, as, muster_jo_str (from, member));
}

/* What says the same as its absence is not kept. */
static void
forget_usual (JsonObject *replies)
{
  const char *const times[] = { "start", "end" };
  const char *message = muster_jo_str (replies, "message"), *external = muster_jo_str (replies, "externalMessage");

  if (g_strcmp0 (muster_jo_str (replies, "audience"), "none") == 0)
    json_object_remove_member (replies, "audience");
  if (external != NULL && g_strcmp0 (external, message != NULL ? message : "") == 0)
    json_object_remove_member (replies, "externalMessage");
  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    if (muster_jo_str (replies, times[i]) != NULL && g_str_has_prefix (muster_jo_str (replies, times[i]), "0001-01-01"))
      json_object_remove_member (replies, times[i]);
}

void
muster_graph_patch_mailbox (MusterCall *call)
{
  JsonObject *owner = find_mailbox (call), *wanted = muster_jo_obj (muster_call_object (call), "automaticRepliesSetting"), *replies;
  const char *status = muster_jo_str (wanted, "status");

  if (owner == NULL)
    return;
  if (wanted == NULL || (status != NULL && !g_str_equal (status, "disabled") && !g_str_equal (status, "alwaysEnabled") && !g_str_equal (status, "scheduled")))
    {
      muster_graph_fail (call, 400, "ErrorInvalidRequest", "automaticRepliesSetting has an invalid value.");
      return;
    }
  replies = muster_jo_obj (owner, "automaticReplies");
  if (replies == NULL)
    {
      json_object_set_object_member (owner, "automaticReplies", json_object_new ());
      replies = muster_jo_obj (owner, "automaticReplies");
    }
  copy_text (replies, "status", wanted, "status");
  copy_text (replies, "audience", wanted, "externalAudience");
  copy_text (replies, "message", wanted, "internalReplyMessage");
  copy_text (replies, "externalMessage", wanted, "externalReplyMessage");
  copy_text (replies, "start", muster_jo_obj (wanted, "scheduledStartDateTime"), "dateTime");
  copy_text (replies, "end", muster_jo_obj (wanted, "scheduledEndDateTime"), "dateTime");
  forget_usual (replies);
  call->changed = TRUE;
  muster_call_reply_object (call, 200, show_settings (call, owner));
}

void
muster_graph_get_rules (MusterCall *call)
{
  if (find_mailbox (call) != NULL)
    muster_graph_reply_rows (call, json_array_new (), &rule_type);
}
