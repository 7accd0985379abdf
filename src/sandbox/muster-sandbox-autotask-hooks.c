/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-autotask.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"
#include "muster-sandbox-webhooks.h"

/* Registering webhooks at Autotask: TicketWebhooks and TicketNoteWebhooks with their fields and
 * excluded resources. A webhook without a subscribed field is never ready (vendor's help: Creating
 * Webhooks). */

static gboolean
is_of (JsonObject *hook,
       const char *collection)
{
  return g_strcmp0 (muster_jo_str (hook, "entity"), g_str_has_prefix (collection, "TicketNote") ? "TicketNote" : "Ticket") == 0;
}

gboolean
muster_at_hook_is_ready (JsonObject *hook)
{
  JsonArray *fields = muster_jo_arr (hook, "fields");

  for (guint i = 0; i < muster_ja_length (fields); i++)
    if (muster_jo_bool (muster_ja_obj (fields, i), "isSubscribedField", FALSE))
      return TRUE;
  return FALSE;
}

/* The key is never shown again. */
static JsonArray *
rows_of (MusterCall *call,
         const char *collection)
{
  JsonArray *list = muster_webhooks_of (call->world, "autotask"), *rows = json_array_new ();

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *row = muster_webhooks_shown (muster_ja_obj (list, i));

      json_object_remove_member (row, "secretKey");
      json_object_set_boolean_member (row, "isReady", muster_at_hook_is_ready (row));
      if (is_of (row, collection))
        json_array_add_object_element (rows, json_object_ref (row));
      json_object_unref (row);
    }
  return rows;
}

JsonArray *
muster_at_ticket_hooks (MusterCall *call)
{
  return rows_of (call, "TicketWebhooks");
}

JsonArray *
muster_at_note_hooks (MusterCall *call)
{
  return rows_of (call, "TicketNoteWebhooks");
}

static gint64
sequence_in (const char *body)
{
  g_autoptr(JsonNode) node = json_from_string (body, NULL);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? muster_jo_int (json_node_get_object (node), "SequenceNumber", 0) : 0;
}

/* Deliveries that failed for good */
JsonArray *
muster_at_hook_errors (MusterCall *call)
{
  g_autoptr(JsonArray) lines = muster_webhooks_deliveries (call->world, "autotask");
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < json_array_get_length (lines); i++)
    {
      JsonObject *line = muster_ja_obj (lines, i), *hook, *row;
      gint64 id = g_ascii_strtoll (muster_jo_str (line, "hook"), NULL, 10);
      const char *error = muster_jo_str (line, "error");
      g_autofree char *message = NULL;

      if (g_strcmp0 (muster_jo_str (line, "state"), "failed") != 0 || muster_jo_str (line, "forged") != NULL)
        continue;
      hook = muster_ja_find_int (muster_webhooks_of (call->world, "autotask"), "id", id);
      message = g_strdup_printf ("HTTP status %" G_GINT64_FORMAT " %s", muster_jo_int (line, "status", 0), error != NULL ? error : "");
      row = muster_jo_new ("id:i", muster_jo_int (line, "n", 0), "createDateTime:s", muster_jo_str (line, "time"),
                           "errorMessage:s", message, "payload:s", muster_jo_str (line, "body"),
                           "sequenceNumber:i", sequence_in (muster_jo_str (line, "body")), NULL);
      json_object_set_int_member (row, hook != NULL && is_of (hook, "TicketNoteWebhooks") ? "ticketNoteWebhookID" : "ticketWebhookID", id);
      json_array_add_object_element (rows, row);
    }
  return rows;
}

static gboolean
refuse (MusterCall *call,
        const char *message)
{
  muster_autotask_fail (call, 500, message);
  return FALSE;
}

static gboolean
check_hook (MusterCall *call,
            JsonObject *body,
            gboolean    whole)
{
  const char *const flags[] = { "isActive", "isSubscribedToCreateEvents", "isSubscribedToUpdateEvents", "isSubscribedToDeleteEvents",
                                "sendThresholdExceededNotification" };
  const char *key = muster_jo_str (body, "secretKey");

  if (!muster_at_check_body (call, muster_at_entity ("TicketWebhooks"), body, whole))
    return FALSE;
  for (gsize i = 0; whole && i < G_N_ELEMENTS (flags); i++)
    if (!json_object_has_member (body, flags[i]))
      return refuse (call, "A flag of the webhook is missing: isActive, the three isSubscribedTo… and "
                     "sendThresholdExceededNotification are required.");
  return key == NULL || g_utf8_strlen (key, -1) >= 8 || refuse (call, "The secretKey is too short.");
}

static gboolean
is_duplicate (MusterCall *call,
              JsonObject *body)
{
  JsonArray *list = muster_webhooks_of (call->world, "autotask");

  for (guint i = 0; i < json_array_get_length (list); i++)
    if (is_of (muster_ja_obj (list, i), call->segments[2])
        && g_strcmp0 (muster_jo_str (muster_ja_obj (list, i), "webhookUrl"), muster_jo_str (body, "webhookUrl")) == 0)
      return TRUE;
  return FALSE;
}

/* The members of a body that are the caller's to set */
static void
take_members (JsonObject *hook,
              JsonObject *body)
{
  const MusterAtEntity *entity = muster_at_entity ("TicketWebhooks");

  for (const MusterAtField *field = entity->fields; field->name != NULL; field++)
    if ((field->flags & MUSTER_AT_READ_ONLY) == 0 && json_object_has_member (body, field->name))
      json_object_set_member (hook, field->name, json_node_copy (json_object_get_member (body, field->name)));
}

static void
post_hook (MusterCall *call)
{
  JsonObject *body = muster_call_object (call), *hook;
  g_autofree char *guid = g_uuid_string_random ();

  if (!check_hook (call, body, TRUE))
    return;
  if (is_duplicate (call, body))
    {
      refuse (call, "A webhook of this entity with this URL exists already, be it inactive or another's.");
      return;
    }
  hook = muster_jo_new ("id:i", muster_world_next_id (call->world, "webhook"),
                        "entity:s", g_str_has_prefix (call->segments[2], "TicketNote") ? "TicketNote" : "Ticket",
                        "ownerResourceID:i", muster_jo_int (muster_world_api_member (call->world), "id", 0), "webhookGUID:s", guid,
                        "fields:a", json_array_new (), "udfFields:a", json_array_new (), "excluded:a", json_array_new (), NULL);
  take_members (hook, body);
  json_array_add_object_element (muster_webhooks_of (call->world, "autotask"), hook);
  call->changed = TRUE;
  muster_at_reply_id (call, muster_jo_int (hook, "id", 0));
}

static JsonObject *
find_hook (MusterCall *call,
           gint64      id)
{
  JsonObject *hook = muster_ja_find_int (muster_webhooks_of (call->world, "autotask"), "id", id);

  if (hook == NULL || !is_of (hook, call->segments[2]))
    {
      refuse (call, "The webhook does not exist.");
      return NULL;
    }
  return hook;
}

static void
patch_hook (MusterCall *call)
{
  JsonObject *body = muster_call_object (call), *hook = find_hook (call, muster_jo_int (body, "id", -1));

  if (hook == NULL || !check_hook (call, body, FALSE))
    return;
  take_members (hook, body);
  if (muster_jo_bool (body, "isActive", FALSE))
    json_object_set_int_member (muster_webhooks_book (hook), "failures", 0);
  call->changed = TRUE;
  muster_at_reply_id (call, muster_jo_int (hook, "id", 0));
}

static void
remove_from (MusterCall *call,
             JsonArray  *list,
             gint64      id)
{
  for (guint i = 0; i < json_array_get_length (list); i++)
    if (muster_jo_int (muster_ja_obj (list, i), "id", -1) == id)
      {
        json_array_remove_element (list, i);
        call->changed = TRUE;
        muster_at_reply_id (call, id);
        return;
      }
  refuse (call, "The entity does not exist.");
}

static void
delete_hook (MusterCall *call)
{
  JsonObject *hook = find_hook (call, muster_call_param_number (call, 0));

  if (hook != NULL)
    remove_from (call, muster_webhooks_of (call->world, "autotask"), muster_jo_int (hook, "id", -1));
}

/* --- what belongs to a webhook --- */

static const char *
part_of (MusterCall *call)
{
  const char *part = call->segments[4];

  return g_ascii_strcasecmp (part, "Fields") == 0 ? "fields" : g_ascii_strcasecmp (part, "UdfFields") == 0 ? "udfFields" : "excluded";
}

static void
get_parts (MusterCall *call)
{
  JsonObject *hook = find_hook (call, muster_call_param_number (call, 0));
  const char *part = part_of (call);
  const char *entity = g_str_equal (part, "excluded") ? "TicketWebhookExcludedResources" : "TicketWebhookFields";

  if (hook != NULL)
    muster_at_reply_items (call, muster_at_entity (entity), muster_ja_copy (muster_jo_arr (hook, part)));
}

static gboolean
check_part (MusterCall *call,
            JsonObject *hook,
            JsonObject *body,
            const char *part)
{
  const char *own = is_of (hook, "TicketNoteWebhooks") ? "TicketNoteWebhookFields" : "TicketWebhookFields";
  gint64 webhook = muster_jo_int (body, "webhookID", muster_jo_int (hook, "id", 0));

  if (body == NULL || webhook != muster_jo_int (hook, "id", 0))
    return refuse (call, "The webhookID does not fit the path.");
  if (g_str_equal (part, "excluded"))
    return muster_world_member (call->world, muster_jo_int (body, "resourceID", -1)) != NULL
           || refuse (call, "Value does not exist for the reference field resourceID of TicketWebhookExcludedResource.");
  if (g_str_equal (part, "udfFields"))
    return muster_jo_int (body, "udfFieldID", 0) > 0 || refuse (call, "udfFieldID is a required field.");
  if (muster_ja_find_int (muster_jo_arr (hook, "fields"), "fieldID", muster_jo_int (body, "fieldID", -1)) != NULL)
    return refuse (call, "The field belongs to the webhook already.");
  return muster_at_check_body (call, muster_at_entity (own), body, TRUE);
}

static void
post_part (MusterCall *call)
{
  JsonObject *hook = find_hook (call, muster_call_param_number (call, 0)), *body = muster_call_object (call), *row;
  const char *part = part_of (call);

  if (hook == NULL || !check_part (call, hook, body, part))
    return;
  row = muster_jo_copy (body);
  muster_jo_add (row, "id:i", muster_world_next_id (call->world, "webhookPart"), "webhookID:i", muster_jo_int (hook, "id", 0), NULL);
  json_array_add_object_element (muster_jo_arr (hook, part), row);
  call->changed = TRUE;
  muster_at_reply_id (call, muster_jo_int (row, "id", 0));
}

static void
delete_part (MusterCall *call)
{
  JsonObject *hook = find_hook (call, muster_call_param_number (call, 0));

  if (hook != NULL)
    remove_from (call, muster_jo_arr (hook, part_of (call)), muster_call_param_number (call, 1));
}

static const MusterRoute routes[] = {
  { "POST",   "",                      post_hook },
  { "PATCH",  "",                      patch_hook },
  { "DELETE", "*",                     delete_hook },
  { "GET",    "*/Fields",              get_parts },
  { "POST",   "*/Fields",              post_part },
  { "DELETE", "*/Fields/*",            delete_part },
  { "POST",   "*/UdfFields",           post_part },
  { "GET",    "*/ExcludedResources",   get_parts },
  { "POST",   "*/ExcludedResources",   post_part },
  { "DELETE", "*/ExcludedResources/*", delete_part },
};

/**
 * muster_at_handle_hooks:
 * @call: a request below /atservicesrest/v1.0/
 * @known: (out): whether the path exists with another method
 *
 * Returns: whether it was one about webhooks, and answered
 */
gboolean
muster_at_handle_hooks (MusterCall *call,
                        gboolean   *known)
{
  const char *collection = call->segments[2];

  if (g_ascii_strcasecmp (collection, "TicketWebhooks") != 0 && g_ascii_strcasecmp (collection, "TicketNoteWebhooks") != 0)
    return FALSE;
  return muster_call_dispatch (call, routes, G_N_ELEMENTS (routes), 3, known);
}
