/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-control.h"
#include "muster-sandbox-json.h"

/* Customers that an MSP wins, renames and loses: they are companies of the PSA and nothing else. */

#define MOST_AT_ONCE 5000

static JsonObject *
add_client (MusterWorld *world,
            const char  *name)
{
  gint64 id = muster_world_next_id (world, "client"), contact = muster_world_next_id (world, "contact");
  g_autofree char *key = g_strdup_printf ("new%" G_GINT64_FORMAT, id);
  g_autofree char *identifier = g_ascii_strup (key, -1);
  g_autofree char *mail = g_strdup_printf ("office@%s.example", key);
  JsonArray *contacts = json_array_new ();
  JsonObject *client;

  json_array_add_object_element (contacts, muster_jo_new ("id:i", contact, "firstName:s", "Front", "lastName:s", "Desk", "email:s", mail,
                                                          "active:b", TRUE, "portalUser:b", FALSE, NULL));
  client = muster_jo_new ("key:s", key, "name:s", name, "psaCompanyId:i", id, "psaIdentifier:s", identifier, "language:s", "en",
                          "domains:a", json_array_new (), "contacts:a", contacts, NULL);
  json_array_add_object_element (muster_world_clients (world), client);
  return client;
}

/* {name} or {count, prefix}: so many, numbered */
static void
post_clients (MusterWorld *world,
              MusterCall  *call)
{
  JsonObject *body = muster_call_object (call);
  const char *name = muster_jo_str (body, "name"), *prefix = muster_jo_str (body, "prefix");
  gint64 count = muster_jo_int (body, "count", name != NULL ? 1 : 0);
  JsonArray *rows;

  if (count < 1 || count > MOST_AT_ONCE)
    {
      muster_control_refuse (call, 400, "name or count: missing or out of range");
      return;
    }
  rows = json_array_new ();
  for (gint64 i = 1; i <= count; i++)
    {
      g_autofree char *numbered = g_strdup_printf ("%s %" G_GINT64_FORMAT, prefix != NULL ? prefix : "Customer", i);
      JsonObject *client = add_client (world, name != NULL ? name : numbered);

      json_array_add_object_element (rows, muster_jo_new ("key:s", muster_jo_str (client, "key"),
                                                          "companyId:i", muster_jo_int (client, "psaCompanyId", 0), NULL));
    }
  call->changed = TRUE;
  muster_call_reply_object (call, 201, muster_jo_new ("clients:a", rows, NULL));
}

/* {name, inactive} */
static void
change_client (MusterWorld *world,
               MusterCall  *call)
{
  JsonObject *client = muster_world_client (world, "key", call->segments[2]), *body = muster_call_object (call);

  if (client == NULL)
    {
      muster_control_refuse (call, 404, "no client with this key");
      return;
    }
  if (muster_jo_str (body, "name") != NULL)
    json_object_set_string_member (client, "name", muster_jo_str (body, "name"));
  if (muster_jo_has (body, "inactive"))
    json_object_set_boolean_member (client, "inactive", muster_jo_bool (body, "inactive", FALSE));
  call->changed = TRUE;
  muster_call_reply_object (call, 200, muster_jo_new ("key:s", muster_jo_str (client, "key"), "name:s", muster_jo_str (client, "name"),
                                                      "inactive:b", muster_jo_bool (client, "inactive", FALSE), NULL));
}

/**
 * muster_control_clients:
 * @self: the server
 * @call: a request below /sandbox/clients
 *
 * Answers it.
 */
void
muster_control_clients (MusterSandboxServer *self,
                        MusterCall          *call)
{
  MusterWorld *world = muster_sandbox_server_get_world (self);
  guint n = g_strv_length (call->segments);

  if (!g_str_equal (call->method, "POST") || n > 3)
    muster_control_refuse (call, 404, "no such control");
  else if (n == 2)
    post_clients (world, call);
  else
    change_client (world, call);
}
