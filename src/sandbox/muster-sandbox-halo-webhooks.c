/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-halo.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"
#include "muster-sandbox-webhooks.h"

/* Webhooks as the API shows them, with the log of what was sent. A person makes them in the
 * vendor's web page; the API takes a row too, but nobody outside knows the numbers of its events. */

static const char integers[] = "type authentication_type method payload_type auto_disable_attempts";
static const char texts[] = "id name url content_type basic_username basic_password note";
static const char booleans[] = "active notify_on_failure";

/* Without the password, and with what became of the last delivery */
static JsonObject *
shown (MusterCall *call,
       JsonObject *row)
{
  g_autoptr(JsonArray) sent = muster_webhooks_deliveries (call->world, "halopsa");
  JsonObject *copy = muster_webhooks_shown (row);

  json_object_remove_member (copy, "basic_password");
  for (guint i = 0; i < json_array_get_length (sent); i++)
    if (g_strcmp0 (muster_jo_str (muster_ja_obj (sent, i), "hook"), muster_jo_str (row, "id")) == 0)
      json_object_set_int_member (copy, "last_status", muster_jo_int (muster_ja_obj (sent, i), "status", 0));
  return copy;
}

void
muster_halo_get_webhooks (MusterCall *call)
{
  JsonArray *list = muster_webhooks_of (call->world, "halopsa"), *rows = json_array_new ();

  for (guint i = 0; i < json_array_get_length (list); i++)
    json_array_add_object_element (rows, shown (call, muster_ja_obj (list, i)));
  muster_halo_reply_rows (call, rows, "webhooks");
}

static JsonObject *
find_webhook (MusterCall *call)
{
  JsonObject *row = muster_ja_find (muster_webhooks_of (call->world, "halopsa"), "id", call->params[0]);

  if (row == NULL)
    muster_halopsa_fail (call, 404, "Not found");
  return row;
}

void
muster_halo_get_webhook (MusterCall *call)
{
  JsonObject *row = find_webhook (call);

  if (row != NULL)
    muster_call_reply_object (call, 200, shown (call, row));
}

static gboolean
check_element (MusterCall *call,
               JsonObject *element)
{
  const char *id = muster_jo_str (element, "id");

  if (!muster_halo_check_members (call, element, integers, texts, booleans))
    return FALSE;
  if (id != NULL && muster_ja_find (muster_webhooks_of (call->world, "halopsa"), "id", id) == NULL)
    muster_halopsa_fail (call, 404, "Not found");
  else if (id == NULL && (muster_jo_str (element, "name") == NULL || muster_jo_str (element, "url") == NULL))
    muster_halopsa_fail (call, 400, "The request is invalid.");
  else
    return TRUE;
  return FALSE;
}

static void
take_members (JsonObject *row,
              JsonObject *element)
{
  const char *const lists[] = { integers, texts, booleans };

  for (gsize l = 0; l < G_N_ELEMENTS (lists); l++)
    {
      g_auto(GStrv) names = g_strsplit (lists[l], " ", -1);

      for (guint i = 0; names[i] != NULL; i++)
        if (muster_jo_has (element, names[i]) && !g_str_equal (names[i], "id"))
          json_object_set_member (row, names[i], json_node_copy (json_object_get_member (element, names[i])));
    }
  if (muster_jo_arr (element, "events") != NULL)
    json_object_set_array_member (row, "events", muster_ja_copy (muster_jo_arr (element, "events")));
}

static JsonObject *
write_element (MusterCall *call,
               JsonObject *element)
{
  JsonArray *list = muster_webhooks_of (call->world, "halopsa");
  JsonObject *row = muster_ja_find (list, "id", muster_jo_str (element, "id"));

  if (row == NULL)
    {
      g_autofree char *id = g_uuid_string_random ();

      row = muster_jo_new ("id:s", id, "type:d", 0, "method:d", 0, "authentication_type:d", 0, "payload_type:d", 0,
                           "content_type:s", "application/json", "active:b", TRUE, "events:a", json_array_new (), NULL);
      json_array_add_object_element (list, row);
    }
  take_members (row, element);
  call->changed = TRUE;
  return shown (call, row);
}

void
muster_halo_post_webhooks (MusterCall *call)
{
  muster_halo_write (call, check_element, write_element);
}

void
muster_halo_delete_webhook (MusterCall *call)
{
  JsonArray *list = muster_webhooks_of (call->world, "halopsa");
  JsonObject *row = find_webhook (call), *answer = row != NULL ? shown (call, row) : NULL;

  for (guint i = json_array_get_length (list); row != NULL && i > 0; i--)
    if (muster_ja_obj (list, i - 1) == row)
      {
        json_array_remove_element (list, i - 1);
        call->changed = TRUE;
        muster_call_reply_object (call, 200, answer);
        return;
      }
}

/* --- the log of deliveries --- */

static JsonObject *
delivery_row (MusterCall *call,
              JsonObject *sent)
{
  g_autofree char *purpose = g_strdup_printf ("delivery-%" G_GINT64_FORMAT, muster_jo_int (sent, "n", 0));
  g_autofree char *id = muster_world_guid (call->world, purpose);
  g_autofree char *when = muster_halo_time (call->world, muster_jo_str (sent, "time"), 0);
  gint64 status = muster_jo_int (sent, "status", 0);

  return muster_jo_new ("id:s", id, "webhook_id:s", muster_jo_str (sent, "hook"), "timestamp:s", when,
                        "responsestatus:i", status,
                        "requestbody:s", muster_jo_str (sent, "body"), "entity_id:i", muster_jo_int (sent, "object", 0),
                        "error:b", status < 200 || status > 299, NULL);
}

void
muster_halo_get_deliveries (MusterCall *call)
{
  g_autoptr(JsonArray) sent = muster_webhooks_deliveries (call->world, "halopsa");
  const char *only = muster_call_query (call, "webhook_id");
  JsonArray *rows;
  gint64 count;

  if (!muster_halo_int (call, "count", 50, &count))
    return;
  rows = json_array_new ();
  for (guint i = json_array_get_length (sent); i > 0 && (gint64) json_array_get_length (rows) < count; i--)
    if (only == NULL || g_strcmp0 (muster_jo_str (muster_ja_obj (sent, i - 1), "hook"), only) == 0)
      json_array_add_object_element (rows, delivery_row (call, muster_ja_obj (sent, i - 1)));
  muster_halo_reply_rows (call, rows, "webhookevents");
}

void
muster_halo_get_delivery (MusterCall *call)
{
  g_autoptr(JsonArray) sent = muster_webhooks_deliveries (call->world, "halopsa");

  for (guint i = 0; i < json_array_get_length (sent); i++)
    {
      g_autoptr(JsonObject) row = delivery_row (call, muster_ja_obj (sent, i));

      if (g_strcmp0 (muster_jo_str (row, "id"), call->params[0]) != 0)
        continue;
      muster_call_reply_object (call, 200, g_steal_pointer (&row));
      return;
    }
  muster_halopsa_fail (call, 404, "Not found");
}
