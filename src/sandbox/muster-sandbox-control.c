/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-control.h"
#include "muster-sandbox-graph.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-llm.h"
#include "muster-sandbox-server.h"
#include "muster-sandbox-vendors.h"

/* The control interface: what a test or a demonstration may see and do behind the vendors' backs.
 * It is for this machine only; a request that a web page could have sent is refused. */

void
muster_control_refuse (MusterCall *call,
                       guint       status,
                       const char *message)
{
  muster_call_reply_object (call, status, muster_jo_new ("error:s", message, NULL));
}

static gboolean
counts (MusterCall *call,
        JsonObject *entry,
        const char *member)
{
  const char *wanted = muster_call_query (call, member);

  return wanted == NULL || g_strcmp0 (wanted, muster_jo_str (entry, member)) == 0;
}

static void
get_requests (MusterSandboxServer *self,
              MusterCall          *call)
{
  const char *const effects[] = { "read", "note", "write", "auth", "model" };
  GPtrArray *log = muster_sandbox_server_get_log (self);
  const char *since_text = muster_call_query (call, "since");
  gint64 since = since_text != NULL ? g_ascii_strtoll (since_text, NULL, 10) : 0;
  int numbers[G_N_ELEMENTS (effects)] = { 0 };
  JsonArray *rows = json_array_new ();
  JsonObject *sums = json_object_new ();

  for (guint i = 0; i < log->len; i++)
    {
      JsonObject *entry = log->pdata[i];

      if (muster_jo_int (entry, "n", 0) <= since || !counts (call, entry, "vendor") || !counts (call, entry, "class"))
        continue;
      json_array_add_object_element (rows, muster_jo_copy (entry));
      for (gsize e = 0; e < G_N_ELEMENTS (effects); e++)
        numbers[e] += g_strcmp0 (effects[e], muster_jo_str (entry, "class")) == 0;
    }
  for (gsize e = 0; e < G_N_ELEMENTS (effects); e++)
    json_object_set_int_member (sums, effects[e], numbers[e]);
  muster_call_reply_object (call, 200, muster_jo_new ("counts:o", sums, "next:d", (int) log->len, "requests:a", rows, NULL));
}

static void
handle_faults (MusterSandboxServer *self,
               MusterCall          *call)
{
  MusterFaults *faults = muster_sandbox_server_get_faults (self);
  g_autoptr(GError) error = NULL;
  gint64 id = 0;

  if (g_str_equal (call->method, "GET"))
    muster_call_reply_object (call, 200, muster_jo_new ("faults:a", muster_faults_list (faults), NULL));
  else if (g_str_equal (call->method, "DELETE") && call->segments[2] == NULL)
    {
      muster_faults_clear (faults);
      muster_call_reply_empty (call, 204);
    }
  else if (g_str_equal (call->method, "DELETE"))
    muster_call_reply_empty (call, muster_faults_remove (faults, g_ascii_strtoll (call->segments[2], NULL, 10)) ? 204 : 404);
  else if (muster_call_object (call) == NULL)
    muster_control_refuse (call, 400, "the body is not a JSON object");
  else if (muster_faults_add (faults, muster_call_object (call), &id, &error))
    muster_call_reply_object (call, 201, muster_jo_new ("id:i", id, NULL));
  else
    muster_control_refuse (call, 400, error->message);
}

static JsonObject *
find_state (MusterWorld *world,
            const char  *kind,
            const char  *id)
{
  static const struct { const char *kind, *list, *member; } lists[] = {
    { "user", "users", "id" }, { "user", "users", "upn" }, { "group", "groups", "id" }, { "sku", "skus", "partNumber" },
    { "team", "teams", "id" }, { "mailbox", "sharedMailboxes", "address" }, { "device", "devices", "id" },
    { "deleted-user", "deletedUsers", "id" },
  };
  JsonArray *clients = muster_world_clients (world);

  if (g_str_equal (kind, "ticket"))
    return muster_world_ticket (world, g_ascii_strtoll (id, NULL, 10));
  if (g_str_equal (kind, "contact"))
    return muster_world_contact (world, g_ascii_strtoll (id, NULL, 10), NULL);
  if (g_str_equal (kind, "client"))
    return muster_world_client (world, "key", id);
  for (guint i = 0; i < json_array_get_length (clients); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (lists); j++)
      {
        JsonArray *array = muster_jo_arr (muster_ja_obj (clients, i), lists[j].list);
        JsonObject *object = g_str_equal (lists[j].kind, kind) ? muster_ja_find (array, lists[j].member, id) : NULL;

        if (object != NULL)
          return object;
      }
  return NULL;
}

static int
by_text (gconstpointer a,
         gconstpointer b)
{
  JsonNode *left = *(JsonNode *const *) a, *right = *(JsonNode *const *) b;
  g_autofree char *x = json_to_string (left, FALSE);
  g_autofree char *y = json_to_string (right, FALSE);

  return strcmp (x, y);
}

static JsonArray *
sorted (JsonArray *array)
{
  g_autoptr(GPtrArray) nodes = g_ptr_array_new ();
  JsonArray *result = json_array_new ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_ptr_array_add (nodes, json_array_get_element (array, i));
  g_ptr_array_sort (nodes, by_text);
  for (guint i = 0; i < nodes->len; i++)
    json_array_add_element (result, json_node_copy (nodes->pdata[i]));
  return result;
}

/* What is a set has no order: it is shown in one, so that two states can be compared as they are. */
static void
put_in_order (JsonObject *object)
{
  static const char *const sets[] = { "users", "deletedUsers", "groups", "members", "owners", "licences", "permissions", NULL };
  g_autoptr(GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonArray *array = muster_jo_arr (object, l->data);

      if (muster_jo_obj (object, l->data) != NULL)
        put_in_order (muster_jo_obj (object, l->data));
      for (guint i = 0; i < muster_ja_length (array); i++)
        if (muster_ja_obj (array, i) != NULL)
          put_in_order (muster_ja_obj (array, i));
      if (array != NULL && g_strv_contains (sets, l->data))
        json_object_set_array_member (object, l->data, sorted (array));
    }
}

static void
reply_in_order (MusterCall *call,
                JsonObject *object)
{
  JsonObject *copy = muster_jo_copy (object);

  put_in_order (copy);
  muster_call_reply_object (call, 200, copy);
}

/* What is due by now has happened before anybody looks. */
static void
settle_all (MusterSandboxServer *self,
            MusterCall          *call)
{
  MusterWorld *world = muster_sandbox_server_get_world (self);
  JsonArray *clients = muster_world_clients (world);

  for (guint i = 0; i < muster_ja_length (clients); i++)
    muster_graph_settle (world, muster_ja_obj (clients, i), &call->changed);
}

static void
handle_state (MusterSandboxServer *self,
              MusterCall          *call)
{
  JsonObject *object;

  if (g_strv_length (call->segments) != 4)
    {
      muster_control_refuse (call, 404, "expected /sandbox/state/KIND/ID");
      return;
    }
  settle_all (self, call);
  object = find_state (muster_sandbox_server_get_world (self), call->segments[2], call->segments[3]);
  if (object == NULL)
    muster_control_refuse (call, 404, "no such object");
  else
    reply_in_order (call, object);
}

/* All that the vendors would show, in one piece, so that two moments can be compared */
static void
handle_world (MusterSandboxServer *self,
              MusterCall          *call)
{
  settle_all (self, call);
  reply_in_order (call, muster_world_get_root (muster_sandbox_server_get_world (self)));
}

/* Back to the world file: {"tickets": [ids]} keeps only these open tickets */
static void
handle_reset (MusterSandboxServer *self,
              MusterCall          *call)
{
  g_autoptr(GError) error = NULL;

  if (!muster_world_reset (muster_sandbox_server_get_world (self), muster_jo_arr (muster_call_object (call), "tickets"), &error))
    {
      muster_control_refuse (call, 500, error->message);
      return;
    }
  muster_faults_clear (muster_sandbox_server_get_faults (self));
  muster_webhooks_restart (muster_sandbox_server_get_webhooks (self));
  muster_llm_forget (muster_sandbox_server_get_world (self));
  g_ptr_array_set_size (muster_sandbox_server_get_log (self), 0);
  muster_call_reply_object (call, 200, muster_sandbox_server_ready (self));
}

static void
handle_clock (MusterSandboxServer *self,
              MusterCall          *call)
{
  MusterWorld *world = muster_sandbox_server_get_world (self);
  g_autofree char *now = NULL;

  muster_world_advance (world, muster_jo_int (muster_call_object (call), "advance", 0) * G_USEC_PER_SEC);
  now = muster_world_now_text (world);
  muster_call_reply_object (call, 200, muster_jo_new ("now:s", now, NULL));
}

/* What a look-alike leaves open: {"vendor": {"name": value}}, merged; null takes one back. README.md lists them. */
static void
handle_settings (MusterSandboxServer *self,
                 MusterCall          *call)
{
  JsonObject *box = muster_jo_obj (muster_world_get_root (muster_sandbox_server_get_world (self)), "sandbox");
  JsonObject *body = muster_call_object (call), *all = muster_jo_obj (box, "settings");
  g_autoptr(GList) vendors = body != NULL ? json_object_get_members (body) : NULL;

  if (all == NULL)
    {
      all = json_object_new ();
      json_object_set_object_member (box, "settings", all);
    }
  for (GList *l = vendors; l != NULL; l = l->next)
    {
      JsonObject *wanted = muster_jo_obj (body, l->data), *present = muster_jo_obj (all, l->data);
      g_autoptr(GList) names = wanted != NULL ? json_object_get_members (wanted) : NULL;

      if (present == NULL)
        {
          present = json_object_new ();
          json_object_set_object_member (all, l->data, present);
        }
      for (GList *n = names; n != NULL; n = n->next)
        {
          JsonNode *value = json_object_get_member (wanted, n->data);

          if (JSON_NODE_HOLDS_NULL (value))
            json_object_remove_member (present, n->data);
          else
            json_object_set_member (present, n->data, json_node_copy (value));
        }
      call->changed = TRUE;
    }
  muster_call_reply_object (call, 200, muster_jo_copy (all));
}

static void
handle_webhooks (MusterSandboxServer *self,
                 MusterCall          *call)
{
  muster_webhooks_control (muster_sandbox_server_get_webhooks (self), call);
}

static void
handle_llm (MusterSandboxServer *self,
            MusterCall          *call)
{
  muster_llm_control (call);
}

static void
handle_requests (MusterSandboxServer *self,
                 MusterCall          *call)
{
  if (g_str_equal (call->method, "DELETE"))
    {
      g_ptr_array_set_size (muster_sandbox_server_get_log (self), 0);
      muster_call_reply_empty (call, 204);
    }
  else
    get_requests (self, call);
}

/**
 * muster_sandbox_control_handle:
 * @self: the server
 * @call: a request below /sandbox/
 *
 * Answers the control interface; README.md in this folder lists it.
 */
void
muster_sandbox_control_handle (MusterSandboxServer *self,
                               MusterCall          *call)
{
  static const struct {
    const char *name;
    void      (*handle) (MusterSandboxServer *, MusterCall *);
  } parts[] = {
    { "requests", handle_requests }, { "tickets", muster_control_tickets }, { "faults", handle_faults },
    { "state", handle_state }, { "world", handle_world }, { "reset", handle_reset }, { "clock", handle_clock }, { "settings", handle_settings },
    { "webhooks", handle_webhooks }, { "clients", muster_control_clients },
    { "entra", muster_control_entra }, { "llm", handle_llm },
  };
  g_autoptr(GError) error = NULL;

  if (muster_call_header (call, "Origin") != NULL || muster_call_header (call, "Sec-Fetch-Site") != NULL)
    {
      muster_control_refuse (call, 403, "not for web pages");
      return;
    }
  if (call->segments[1] == NULL)
    {
      muster_call_reply_object (call, 200, muster_sandbox_server_ready (self));
      return;
    }
  muster_control_refuse (call, 404, "no such control");
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (g_str_equal (parts[i].name, call->segments[1]))
      {
        g_clear_pointer (&call->reply, g_bytes_unref);
        g_clear_pointer (&call->content_type, g_free);
        parts[i].handle (self, call);
      }
  muster_webhooks_follow (muster_sandbox_server_get_webhooks (self), call);
  if (call->changed && !muster_world_save (muster_sandbox_server_get_world (self), &error))
    g_warning ("The world could not be saved: %s", error->message);
}
