/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-clock.h"
#include "muster-sandbox-graph.h"
#include "muster-sandbox-graph-rights.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* What takes its time: a password that is reset through the methods of a user, and what a device is
 * told to do. Both are accepted at once and happen later, by the world's time; every reader puts into
 * effect what is due. And how much the service bears: so many calls of an application in a tenant. */

#define OPERATION_MS     1500
#define DEVICE_ACTION_MS 2000
#define WINDOW_MS        10000

static const MusterGraphType operation_type = {
  .name = "longRunningOperation", .collection = "authentication/operations", .most = 999,
  .properties = " id status statusDetail createdDateTime lastActionDateTime resourceLocation ",
};

static gint64
setting_ms (MusterWorld *world,
            const char  *name,
            gint64       fallback)
{
  return muster_jo_int (muster_world_settings (world, "graph"), name, fallback) * G_TIME_SPAN_MILLISECOND;
}

static JsonArray *
list_of (JsonObject *object,
         const char *name)
{
  if (muster_jo_arr (object, name) == NULL)
    json_object_set_array_member (object, name, json_array_new ());
  return muster_jo_arr (object, name);
}

/* --- operations --- */

static void
settle_operation (JsonObject *client,
                  JsonObject *operation,
                  const char *now)
{
  JsonObject *user = muster_graph_user_by_id (client, muster_jo_str (operation, "user"));
  gboolean fails = muster_jo_str (operation, "failure") != NULL;

  json_object_set_string_member (operation, "status", fails ? "failed" : "succeeded");
  json_object_set_string_member (operation, "lastAction", now);
  if (fails || user == NULL)
    return;
  json_object_set_string_member (user, "lastPasswordChange", now);
  json_object_set_string_member (user, "sessionsValidFrom", now);
}

static gboolean
is_due (JsonObject *entry,
        gint64      time)
{
  return muster_jo_int (entry, "due", G_MAXINT64) <= time;
}

static void
settle_action (JsonObject *device,
               JsonObject *action,
               const char *now)
{
  static const struct { const char *name, *done, *failed; } states[] = {
    { "wipe", "wipeIssued", "wipeFailed" }, { "retire", "retireIssued", "retireFailed" },
  };
  gboolean fails = muster_jo_bool (action, "fails", FALSE);

  json_object_set_string_member (action, "actionState", fails ? "failed" : "done");
  json_object_set_string_member (action, "lastUpdatedDateTime", now);
  json_object_remove_member (action, "due");
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (muster_jo_str (action, "actionName"), states[i].name) == 0)
      json_object_set_string_member (device, "managementState", fails ? states[i].failed : states[i].done);
}

/**
 * muster_graph_settle:
 * @world: the world
 * @client: (nullable): a customer
 * @changed: (inout): set where something has happened
 *
 * Puts into effect what is due by now.
 */
void
muster_graph_settle (MusterWorld *world,
                     JsonObject  *client,
                     gboolean    *changed)
{
  JsonArray *operations = muster_jo_arr (client, "operations"), *devices = muster_jo_arr (client, "devices");
  gint64 time = muster_world_now (world);
  g_autofree char *now = muster_world_now_text (world);

  for (guint i = 0; i < muster_ja_length (operations); i++)
    if (is_due (muster_ja_obj (operations, i), time))
      {
        settle_operation (client, muster_ja_obj (operations, i), now);
        json_object_remove_member (muster_ja_obj (operations, i), "due");
        *changed = TRUE;
      }
  for (guint i = 0; i < muster_ja_length (devices); i++)
    {
      JsonArray *actions = muster_jo_arr (muster_ja_obj (devices, i), "actions");

      for (guint j = 0; j < muster_ja_length (actions); j++)
        if (is_due (muster_ja_obj (actions, j), time))
          {
            settle_action (muster_ja_obj (devices, i), muster_ja_obj (actions, j), now);
            *changed = TRUE;
          }
    }
}

/**
 * muster_graph_start_operation:
 * @call: a call that resets a password
 * @user: whose
 * @failure: (nullable): why it will fail
 *
 * Accepts it: the answer says where to ask how it went.
 */
void
muster_graph_start_operation (MusterCall *call,
                              JsonObject *user,
                              const char *failure)
{
  const char *wanted = muster_jo_str (muster_world_settings (call->world, "graph"), "operationFails");
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *now = muster_world_now_text (call->world);
  g_autofree char *location = g_strdup_printf ("%s/v1.0/users/%s/authentication/operations/%s", call->base, muster_jo_str (user, "id"), id);
  g_autofree char *made = muster_jo_str (muster_call_object (call), "newPassword") == NULL ? g_strdup_printf ("CANARY-PW-%.8s1A", id) : NULL;

  json_array_add_object_element (list_of (call->client, "operations"),
                                 muster_jo_new ("id:s", id, "user:s", muster_jo_str (user, "id"), "status:s", "running", "created:s", now,
                                                "lastAction:s", now, "failure:s", failure != NULL ? failure : wanted,
                                                "due:i", muster_world_now (call->world) + setting_ms (call->world, "operationMs", OPERATION_MS), NULL));
  call->changed = TRUE;
  muster_call_reply_object (call, 202, muster_jo_new ("@odata.context:s", "https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.passwordResetResponse",
                                                      "newPassword:S", made, NULL));
  muster_call_add_header (call, "Location", location);
  muster_call_add_header (call, "Retry-After", "1");
}

void
muster_graph_get_operation (MusterCall *call)
{
  JsonObject *user = muster_graph_find_user (call, 0), *operation;

  if (user == NULL)
    return;
  operation = muster_ja_find (muster_jo_arr (call->client, "operations"), "id", call->params[1]);
  if (operation == NULL || g_strcmp0 (muster_jo_str (operation, "user"), muster_jo_str (user, "id")) != 0)
    muster_graph_not_found (call, call->params[1]);
  else
    muster_graph_reply_row (call, 200, muster_jo_new ("id:s", muster_jo_str (operation, "id"), "status:s", muster_jo_str (operation, "status"),
                                                      "statusDetail:S", g_strcmp0 (muster_jo_str (operation, "status"), "failed") == 0
                                                      ? muster_jo_str (operation, "failure") : NULL,
                                                      "createdDateTime:s", muster_jo_str (operation, "created"),
                                                      "lastActionDateTime:s", muster_jo_str (operation, "lastAction"), NULL), &operation_type);
}

/* --- devices --- */

/**
 * muster_graph_start_action:
 * @call: a call that tells a device something
 * @device: which
 * @name: what
 *
 * Puts it into the queue.
 */
void
muster_graph_start_action (MusterCall *call,
                           JsonObject *device,
                           const char *name)
{
  g_autofree char *now = muster_world_now_text (call->world);
  JsonObject *action = muster_jo_new ("actionName:s", name, "actionState:s", "pending", "startDateTime:s", now, "lastUpdatedDateTime:s", now,
                                      "due:i", muster_world_now (call->world) + setting_ms (call->world, "deviceActionMs", DEVICE_ACTION_MS), NULL);

  if (muster_jo_bool (muster_world_settings (call->world, "graph"), "deviceActionFails", FALSE))
    json_object_set_boolean_member (action, "fails", TRUE);
  json_array_add_object_element (list_of (device, "actions"), action);
  call->changed = TRUE;
}

/* The queue as the service shows it */
JsonArray *
muster_graph_show_actions (JsonObject *device)
{
  JsonArray *actions = muster_jo_arr (device, "actions"), *rows = json_array_new ();

  for (guint i = 0; i < muster_ja_length (actions); i++)
    {
      JsonObject *row = muster_jo_copy (muster_ja_obj (actions, i));

      json_object_remove_member (row, "due");
      json_object_remove_member (row, "fails");
      json_array_add_object_element (rows, row);
    }
  return rows;
}

/* --- throttling --- */

/* The settings "graph" give "rateLimit" calls in "rateWindowMs" to each application in each tenant. */
gboolean
muster_graph_is_throttled (MusterCall *call)
{
  JsonObject *settings = muster_world_settings (call->world, "graph"), *box, *count;
  JsonObject *claims = call->claims != NULL ? json_node_get_object (call->claims) : NULL;
  gint64 limit = muster_jo_int (settings, "rateLimit", 0), now = muster_world_now (call->world);
  const char *after = muster_jo_str (settings, "retryAfter");
  g_autofree char *key = g_strdup_printf ("%s/%s", muster_jo_str (claims, "appid"), call->scope);

  if (limit <= 0)
    return FALSE;
  box = muster_jo_obj (muster_world_get_root (call->world), "sandbox");
  if (muster_jo_obj (box, "graphCalls") == NULL)
    json_object_set_object_member (box, "graphCalls", json_object_new ());
  box = muster_jo_obj (box, "graphCalls");
  count = muster_jo_obj (box, key);
  if (count == NULL || now - muster_jo_int (count, "since", 0) >= setting_ms (call->world, "rateWindowMs", WINDOW_MS))
    {
      json_object_set_object_member (box, key, muster_jo_new ("since:i", now, "n:i", (gint64) 0, NULL));
      count = muster_jo_obj (box, key);
    }
  json_object_set_int_member (count, "n", muster_jo_int (count, "n", 0) + 1);
  if (muster_jo_int (count, "n", 0) <= limit)
    return FALSE;
  muster_graph_fail (call, 429, "TooManyRequests", "Too many requests. Please wait before trying again.");
  muster_call_add_header (call, "Retry-After", after != NULL ? after : "2.128");
  return TRUE;
}
