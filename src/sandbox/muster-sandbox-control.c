/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-cw.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-server.h"
#include "muster-sandbox-vendors.h"

/* The control interface: what a test or a demonstration may see and do behind the vendors' backs.
 * It is for this machine only; a request that a web page could have sent is refused. */

static void
refuse (MusterCall *call,
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
  const char *const effects[] = { "read", "note", "write", "auth" };
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

static JsonObject *
ticket_of (MusterSandboxServer *self,
           MusterCall          *call,
           const char          *text)
{
  JsonObject *ticket = muster_world_ticket (muster_sandbox_server_get_world (self), g_ascii_strtoll (text, NULL, 10));

  if (ticket == NULL)
    refuse (call, 404, "no ticket with this id");
  return ticket;
}

static JsonObject *
plain_note (MusterWorld *world,
            JsonObject  *note)
{
  JsonObject *member = muster_world_member (world, muster_jo_int (note, "memberId", 0));

  return muster_jo_new ("id:i", muster_jo_int (note, "id", 0),
                        "internal:b", muster_cw_note_flag (note, "internalAnalysisFlag"),
                        "customerVisible:b", muster_cw_note_visible (note),
                        "author:S", muster_jo_str (note, "authorName"),
                        "own:b", member != NULL && muster_jo_bool (member, "apiOnly", FALSE),
                        "notified:b", muster_cw_note_flag (note, "processNotifications"),
                        "created:s", muster_jo_str (note, "created"),
                        "text:s", muster_jo_str (note, "text"), NULL);
}

static void
get_notes (MusterSandboxServer *self,
           MusterCall          *call)
{
  JsonObject *ticket = ticket_of (self, call, call->segments[2]);
  JsonArray *notes, *rows;

  if (ticket == NULL)
    return;
  rows = json_array_new ();
  notes = muster_jo_arr (ticket, "notes");
  for (guint i = 0; i < muster_ja_length (notes); i++)
    json_array_add_object_element (rows, plain_note (muster_sandbox_server_get_world (self), muster_ja_obj (notes, i)));
  muster_call_reply_object (call, 200, muster_jo_new ("ticket:i", muster_jo_int (ticket, "id", 0), "notes:a", rows, NULL));
}

/* A note as a person would leave it: {kind, authorKind, memberId, contactId, authorName, text} */
static void
post_note (MusterSandboxServer *self,
           MusterCall          *call)
{
  MusterWorld *world = muster_sandbox_server_get_world (self);
  JsonObject *ticket = ticket_of (self, call, call->segments[2]);
  JsonObject *body = muster_call_object (call), *note;
  g_autofree char *now = muster_world_now_text (world);

  if (ticket == NULL)
    return;
  if (muster_jo_str (body, "text") == NULL)
    {
      refuse (call, 400, "text: missing");
      return;
    }
  note = muster_jo_copy (body);
  muster_jo_add (note, "id:i", muster_world_next_id (world, "note"), "created:s", now, NULL);
  json_array_add_object_element (muster_jo_arr (ticket, "notes"), note);
  json_object_set_string_member (ticket, "updated", now);
  call->changed = TRUE;
  muster_call_reply_object (call, 201, muster_jo_copy (note));
}

static void
get_tickets (MusterSandboxServer *self,
             MusterCall          *call)
{
  MusterWorld *world = muster_sandbox_server_get_world (self);
  JsonArray *tickets = muster_jo_arr (muster_world_get_root (world), "tickets"), *rows = json_array_new ();

  for (guint i = 0; i < muster_ja_length (tickets); i++)
    {
      JsonObject *ticket = muster_ja_obj (tickets, i);
      JsonObject *status = muster_world_status (world, muster_jo_int (ticket, "statusId", 0), NULL);

      json_array_add_object_element (rows, muster_jo_new ("id:i", muster_jo_int (ticket, "id", 0),
                                                          "number:S", muster_jo_str (ticket, "number"),
                                                          "client:s", muster_jo_str (ticket, "clientKey"),
                                                          "summary:s", muster_jo_str (ticket, "summary"),
                                                          "status:S", muster_jo_str (status, "name"),
                                                          "closed:b", muster_jo_bool (status, "closed", FALSE),
                                                          "notes:d", (int) muster_ja_length (muster_jo_arr (ticket, "notes")), NULL));
    }
  muster_call_reply_object (call, 200, muster_jo_new ("tickets:a", rows, NULL));
}

static JsonObject *
client_of (MusterWorld *world,
           JsonObject  *body)
{
  const char *key = muster_jo_str (body, "clientKey");

  if (key != NULL)
    return muster_world_client (world, "key", key);
  return muster_world_client_by_number (world, "psaCompanyId", muster_jo_int (body, "companyId", -1));
}

static void
post_ticket (MusterSandboxServer *self,
             MusterCall          *call)
{
  MusterWorld *world = muster_sandbox_server_get_world (self);
  JsonObject *body = muster_call_object (call), *client = client_of (world, body), *contact, *ticket;

  if (client == NULL || muster_jo_str (body, "summary") == NULL)
    {
      refuse (call, 400, client == NULL ? "clientKey or companyId: no such client" : "summary: missing");
      return;
    }
  contact = muster_ja_find_int (muster_jo_arr (client, "contacts"), "id", muster_jo_int (body, "contactId", -1));
  if (contact == NULL)
    contact = muster_ja_find (muster_jo_arr (client, "contacts"), "email", muster_jo_str (body, "contactEmail"));
  ticket = muster_cw_new_ticket (world, client, contact, body);
  call->changed = TRUE;
  muster_call_reply_object (call, 201, muster_jo_new ("id:i", muster_jo_int (ticket, "id", 0),
                                                      "number:s", muster_jo_str (ticket, "number"), NULL));
}

static void
handle_tickets (MusterSandboxServer *self,
                MusterCall          *call)
{
  guint n = g_strv_length (call->segments);
  gboolean get = g_str_equal (call->method, "GET"), post = g_str_equal (call->method, "POST");

  if (n == 2 && get)
    get_tickets (self, call);
  else if (n == 2 && post)
    post_ticket (self, call);
  else if (n == 4 && get && g_str_equal (call->segments[3], "notes"))
    get_notes (self, call);
  else if (n == 4 && post && g_str_equal (call->segments[3], "notes"))
    post_note (self, call);
  else
    refuse (call, 404, "no such control");
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
    refuse (call, 400, "the body is not a JSON object");
  else if (muster_faults_add (faults, muster_call_object (call), &id, &error))
    muster_call_reply_object (call, 201, muster_jo_new ("id:i", id, NULL));
  else
    refuse (call, 400, error->message);
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

static void
handle_state (MusterSandboxServer *self,
              MusterCall          *call)
{
  JsonObject *object;

  if (g_strv_length (call->segments) != 4)
    {
      refuse (call, 404, "expected /sandbox/state/KIND/ID");
      return;
    }
  object = find_state (muster_sandbox_server_get_world (self), call->segments[2], call->segments[3]);
  if (object == NULL)
    refuse (call, 404, "no such object");
  else
    muster_call_reply_object (call, 200, muster_jo_copy (object));
}

/* Back to the world file: {"tickets": [ids]} keeps only these open tickets */
static void
handle_reset (MusterSandboxServer *self,
              MusterCall          *call)
{
  g_autoptr(GError) error = NULL;

  if (!muster_world_reset (muster_sandbox_server_get_world (self), muster_jo_arr (muster_call_object (call), "tickets"), &error))
    {
      refuse (call, 500, error->message);
      return;
    }
  muster_faults_clear (muster_sandbox_server_get_faults (self));
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
    { "requests", handle_requests }, { "tickets", handle_tickets }, { "faults", handle_faults },
    { "state", handle_state }, { "reset", handle_reset }, { "clock", handle_clock },
  };
  g_autoptr(GError) error = NULL;

  if (muster_call_header (call, "Origin") != NULL || muster_call_header (call, "Sec-Fetch-Site") != NULL)
    {
      refuse (call, 403, "not for web pages");
      return;
    }
  if (call->segments[1] == NULL)
    {
      muster_call_reply_object (call, 200, muster_sandbox_server_ready (self));
      return;
    }
  refuse (call, 404, "no such control");
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (g_str_equal (parts[i].name, call->segments[1]))
      {
        g_clear_pointer (&call->reply, g_bytes_unref);
        g_clear_pointer (&call->content_type, g_free);
        parts[i].handle (self, call);
      }
  if (call->changed && !muster_world_save (muster_sandbox_server_get_world (self), &error))
    g_warning ("The world could not be saved: %s", error->message);
}
