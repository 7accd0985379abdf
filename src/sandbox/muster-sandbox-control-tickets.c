/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-control.h"
#include "muster-sandbox-cw.h"
#include "muster-sandbox-json.h"

/* Tickets as their people leave them: what a customer or a technician does in the PSA's own
 * windows. Every vendor's webhooks hear of it. */

#define MOST_IN_BURST 20000

static JsonObject *
ticket_of (MusterSandboxServer *self,
           MusterCall          *call,
           const char          *text)
{
  JsonObject *ticket = muster_world_ticket (muster_sandbox_server_get_world (self), g_ascii_strtoll (text, NULL, 10));

  if (ticket == NULL)
    muster_control_refuse (call, 404, "no ticket with this id");
  return ticket;
}

static JsonObject *
plain_note (MusterWorld *world,
            JsonObject  *note)
{
  JsonObject *member = muster_world_member (world, muster_jo_int (note, "memberId", 0)), *mail = muster_jo_obj (note, "mail");
  const char *application = muster_jo_str (note, "applicationId");
  gboolean by_product = application != NULL && g_str_has_prefix (application, "Muster");

  return muster_jo_new ("id:i", muster_jo_int (note, "id", 0),
                        "internal:b", muster_cw_note_flag (note, "internalAnalysisFlag"),
                        "customerVisible:b", muster_cw_note_visible (note),
                        "author:S", muster_jo_str (note, "authorName"),
                        "own:b", by_product || (member != NULL && muster_jo_bool (member, "apiOnly", FALSE)),
                        "notified:b", muster_cw_note_flag (note, "processNotifications"),
                        "created:s", muster_jo_str (note, "created"),
                        "text:s", muster_jo_str (note, "text"),
                        "mail:o", mail != NULL ? muster_jo_copy (mail) : NULL, NULL);
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
      muster_control_refuse (call, 400, "text: missing");
      return;
    }
  note = muster_jo_copy (body);
  muster_jo_add (note, "id:i", muster_world_next_id (world, "note"), "created:s", now, NULL);
  json_array_add_object_element (muster_jo_arr (ticket, "notes"), note);
  json_object_set_string_member (ticket, "updated", now);
  muster_call_touch (call, ticket, "noted");
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
      muster_control_refuse (call, 400, client == NULL ? "clientKey or companyId: no such client" : "summary: missing");
      return;
    }
  contact = muster_ja_find_int (muster_jo_arr (client, "contacts"), "id", muster_jo_int (body, "contactId", -1));
  if (contact == NULL)
    contact = muster_ja_find (muster_jo_arr (client, "contacts"), "email", muster_jo_str (body, "contactEmail"));
  ticket = muster_cw_new_ticket (world, client, contact, body);
  muster_call_touch (call, ticket, "created");
  muster_call_reply_object (call, 201, muster_jo_new ("id:i", muster_jo_int (ticket, "id", 0),
                                                      "number:s", muster_jo_str (ticket, "number"), NULL));
}

/* As the person who edits it: {summary, description, statusId, boardId, priorityId, ownerId, type, …} */
static void
change_ticket (MusterSandboxServer *self,
               MusterCall          *call)
{
  const char *const members[] = { "summary", "description", "statusId", "boardId", "priorityId", "ownerId", "type", "contactId", "source",
                                  "resolution", "fromName", "fromEmail" };
  MusterWorld *world = muster_sandbox_server_get_world (self);
  JsonObject *ticket = ticket_of (self, call, call->segments[2]), *body = muster_call_object (call), *status;
  g_autofree char *now = muster_world_now_text (world);

  if (ticket == NULL)
    return;
  for (gsize i = 0; body != NULL && i < G_N_ELEMENTS (members); i++)
    if (json_object_has_member (body, members[i]))
      json_object_set_member (ticket, members[i], json_node_copy (json_object_get_member (body, members[i])));
  status = muster_world_status (world, muster_jo_int (ticket, "statusId", 0), NULL);
  if (muster_jo_bool (status, "closed", FALSE))
    json_object_set_string_member (ticket, "closed", now);
  else
    json_object_set_null_member (ticket, "closed");
  json_object_set_string_member (ticket, "updated", now);
  muster_call_touch (call, ticket, "updated");
  muster_call_reply_object (call, 200, muster_jo_copy (ticket));
}

/* A note keeps its id when somebody edits it: {text, kind, updateImpersonatorId, …} */
static void
change_note (MusterSandboxServer *self,
             MusterCall          *call)
{
  JsonObject *ticket = ticket_of (self, call, call->segments[2]), *body = muster_call_object (call), *note;
  g_autoptr(GList) names = body != NULL ? json_object_get_members (body) : NULL;
  g_autofree char *now = muster_world_now_text (muster_sandbox_server_get_world (self));

  if (ticket == NULL)
    return;
  note = muster_world_note (ticket, g_ascii_strtoll (call->segments[4], NULL, 10));
  if (note == NULL)
    {
      muster_control_refuse (call, 404, "no note with this id");
      return;
    }
  for (GList *l = names; l != NULL; l = l->next)
    json_object_set_member (note, l->data, json_node_copy (json_object_get_member (body, l->data)));
  json_object_set_string_member (note, "updated", now);
  json_object_set_string_member (ticket, "updated", now);
  muster_call_touch (call, ticket, "noted");
  muster_call_reply_object (call, 200, muster_jo_copy (note));
}

/* {memberId, minutes, notes, internalNotes, addToResolution} */
static void
post_time (MusterSandboxServer *self,
           MusterCall          *call)
{
  MusterWorld *world = muster_sandbox_server_get_world (self);
  JsonObject *ticket = ticket_of (self, call, call->segments[2]), *entry;
  g_autofree char *now = muster_world_now_text (world);

  if (ticket == NULL)
    return;
  entry = muster_call_object (call) != NULL ? muster_jo_copy (muster_call_object (call)) : json_object_new ();
  muster_jo_add (entry, "id:i", muster_world_next_id (world, "time"), "start:s", now, "created:s", now, NULL);
  if (muster_jo_arr (ticket, "timeEntries") == NULL)
    json_object_set_array_member (ticket, "timeEntries", json_array_new ());
  json_array_add_object_element (muster_jo_arr (ticket, "timeEntries"), entry);
  json_object_set_string_member (ticket, "updated", now);
  muster_call_touch (call, ticket, "updated");
  muster_call_reply_object (call, 201, muster_jo_copy (entry));
}

/* --- many at once --- */

static JsonObject *
one_of_burst (MusterWorld *world,
              guint        n,
              const char  *prefix)
{
  static const char *const subjects[] = {
    "Cannot print to the second floor printer", "Outlook keeps asking for a password", "New starter on Monday",
    "Shared mailbox for the bids",
    "Laptop is slow after the update", "Access to the accounts folder", "Phone shows no calendar", "Locked out again",
  };
  JsonArray *clients = muster_world_clients (world);
  JsonObject *client = muster_ja_obj (clients, n % json_array_get_length (clients));
  JsonArray *contacts = muster_jo_arr (client, "contacts");
  guint turn = n / json_array_get_length (clients);
  JsonObject *contact = muster_ja_length (contacts) > 0 ? muster_ja_obj (contacts, turn % json_array_get_length (contacts)) : NULL;
  const char *subject = subjects[n % G_N_ELEMENTS (subjects)];
  g_autofree char *summary = g_strdup_printf ("%s %u: %s", prefix, n + 1, subject);
  g_autofree char *description = g_strdup_printf ("%s. This is number %u of this morning.", subject, n + 1);
  g_autoptr(JsonObject) wanted = muster_jo_new ("summary:s", summary, "description:s", description,
                                                "source:s", n % 2 == 0 ? "portal" : "email", "type:s", "Other", NULL);

  return muster_cw_new_ticket (world, client, contact, wanted);
}

/* {count, prefix}: so many tickets, over all clients and their contacts, no two summaries alike */
static void
post_burst (MusterSandboxServer *self,
            MusterCall          *call)
{
  MusterWorld *world = muster_sandbox_server_get_world (self);
  const char *prefix = muster_jo_str (muster_call_object (call), "prefix");
  gint64 count = muster_jo_int (muster_call_object (call), "count", 0);
  JsonArray *ids;

  if (count < 1 || count > MOST_IN_BURST)
    {
      muster_control_refuse (call, 400, "count: missing or out of range");
      return;
    }
  ids = json_array_new ();
  for (guint i = 0; i < count; i++)
    {
      JsonObject *ticket = one_of_burst (world, i, prefix != NULL ? prefix : "Burst");

      json_array_add_int_element (ids, muster_jo_int (ticket, "id", 0));
      muster_call_touch (call, ticket, "created");
    }
  muster_call_reply_object (call, 201, muster_jo_new ("tickets:a", ids, NULL));
}

/**
 * muster_control_tickets:
 * @self: the server
 * @call: a request below /sandbox/tickets
 *
 * Answers it.
 */
void
muster_control_tickets (MusterSandboxServer *self,
                        MusterCall          *call)
{
  static const struct {
    const char *method;
    guint       segments;
    guint       at;         /* where a word is fixed, 0: nowhere */
    const char *word;
    void      (*handle) (MusterSandboxServer *, MusterCall *);
  } parts[] = {
    { "GET",  2, 0, NULL, get_tickets },
    { "POST", 2, 0, NULL, post_ticket },
    { "POST", 3, 2, "burst", post_burst },
    { "POST", 3, 0, NULL, change_ticket },
    { "GET",  4, 3, "notes", get_notes },
    { "POST", 4, 3, "notes", post_note },
    { "POST", 5, 3, "notes", change_note },
    { "POST", 4, 3, "time-entries", post_time },
  };
  guint n = g_strv_length (call->segments);

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (g_str_equal (parts[i].method, call->method) && parts[i].segments == n
        && (parts[i].at == 0 || g_str_equal (parts[i].word, call->segments[parts[i].at])))
      {
        parts[i].handle (self, call);
        return;
      }
  muster_control_refuse (call, 404, "no such control");
}
