/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-json.h"
#include "muster-sandbox-webhooks.h"

/* HaloPSA's webhooks: no signature, but Basic credentials where the registration has them. A
 * delivery says what has happened in words and shows a small ticket. Nothing is known of retries,
 * so a delivery that fails is lost; a registration may ask to be switched off after so many. */

static char *
time_text (MusterWorld *world)
{
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc (muster_world_now (world) / G_USEC_PER_SEC);

  return g_date_time_format (now, "%Y-%m-%dT%H:%M:%S.1234567Z");
}

static const char *
event_of (MusterChange *change)
{
  if (change->note != NULL)
    return change->created ? "new action" : "action updated";
  if (change->created)
    return "new ticket logged";
  return muster_change_has (change, "statusId") ? "ticket status changed" : "ticket updated";
}

static JsonObject *
small_ticket (MusterChange *change,
              gint64        id)
{
  JsonObject *ticket = change->ticket;
  JsonObject *client = muster_world_client (change->world, "key", muster_jo_str (ticket, "clientKey"));

  return muster_jo_new ("id:i", id, "summary:s", muster_jo_str (ticket, "summary"), "status_id:i", muster_jo_int (ticket, "statusId", 0),
                        "tickettype_id:d", 1, "client_id:i", muster_jo_int (client, "psaCompanyId", 0),
                        "team_id:i", muster_jo_int (ticket, "boardId", 0), "agent_id:i", muster_jo_int (ticket, "ownerId", 1),
                        "customfields:a", json_array_new (), "hasbeenclosed:b", muster_jo_has (ticket, "closed"), NULL);
}

static GBytes *
make_body (MusterChange *change,
           JsonObject   *hook,
           gint64        id)
{
  g_autofree char *event = g_uuid_string_random ();
  g_autofree char *message = g_uuid_string_random ();
  g_autofree char *time = time_text (change->world);
  g_autoptr(JsonObject) body = muster_jo_new ("id:s", event, "webhook_id:s", muster_jo_str (hook, "id"), "notification_id:d", 12,
                                              "escmsg_id:s", message, "event:s", event_of (change),
                                              "message:s", muster_jo_str (change->ticket, "summary"), "object_id:i", id,
                                              "agent_id:i", change->member, "timestamp:s", time,
                                              "ticket:o", small_ticket (change, id), NULL);
  g_autofree char *text = NULL;

  if (change->note != NULL)
    json_object_set_object_member (body, "action", muster_jo_new ("id:i", muster_jo_int (change->note, "id", 0), "ticket_id:i", id,
                                                                  "note:s", muster_jo_str (change->note, "text"), NULL));
  text = muster_jo_text (body);
  return g_bytes_new (text, strlen (text));
}

/* A forger does not know the password; where there is none, everything passes. */
static void
authorize (MusterPost *post,
           JsonObject *hook,
           gboolean    forged)
{
  const char *user = muster_jo_str (hook, "basic_username"), *password = muster_jo_str (hook, "basic_password");
  g_autofree char *plain = g_strdup_printf ("%s:%s", user != NULL ? user : "", forged ? "wrong" : password != NULL ? password : "");
  g_autofree char *encoded = g_base64_encode ((const guchar *) plain, strlen (plain));
  g_autofree char *header = g_strconcat ("Basic ", encoded, NULL);

  if (muster_jo_int (hook, "authentication_type", 0) == 1)
    muster_post_add_header (post, "Authorization", header);
}

static MusterPost *
make (MusterChange *change,
      JsonObject   *hook,
      MusterForge   forge)
{
  gint64 id = muster_jo_int (change->ticket, "id", 0);
  const char *event = event_of (change);
  MusterPost *post;

  if (change->quiet || !muster_jo_bool (hook, "active", TRUE) || muster_jo_str (hook, "url") == NULL)
    return NULL;
  post = muster_post_new (muster_jo_str (hook, "url"), id, event);
  post->body = make_body (change, hook, forge == MUSTER_FORGE_BODY ? id + 1 : id);
  if (forge != MUSTER_FORGE_UNSIGNED)
    authorize (post, hook, forge != MUSTER_FORGE_NONE);
  return post;
}

static gboolean
is_retried (guint status)
{
  return FALSE;
}

static MusterPost *
attempted (MusterWorld *world,
           JsonObject  *hook,
           gboolean     worked)
{
  JsonObject *book = muster_webhooks_book (hook);
  gint64 failures = worked ? 0 : muster_jo_int (book, "failures", 0) + 1, most = muster_jo_int (hook, "auto_disable_attempts", 0);

  json_object_set_int_member (book, "failures", failures);
  if (most > 0 && failures >= most)
    json_object_set_boolean_member (hook, "active", FALSE);
  return NULL;
}

const MusterHookVendor muster_halopsa_hooks = {
  .vendor = "halopsa", .timeout_ms = 10000, .is_retried = is_retried, .make = make, .attempted = attempted,
};
