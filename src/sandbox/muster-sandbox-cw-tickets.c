/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-cw.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

#define TICKET_FIELDS " id summary recordType board/id board/name status/id status/name company/id company/identifier company/name " \
  "contact/id contact/name contactName contactEmailAddress type/id type/name owner/id owner/identifier priority/id priority/name " \
  "source/id source/name severity impact externalXRef closedDate closedFlag resources customerUpdatedFlag " \
  "lastUpdated dateEntered enteredBy updatedBy _info/lastUpdated _info/dateEntered "

static JsonArray *
all_tickets (MusterCall *call)
{
  JsonObject *root = muster_world_get_root (call->world);
  const char *const lists[] = { "history", "tickets" };
  JsonArray *rows = json_array_new ();

  for (gsize l = 0; l < G_N_ELEMENTS (lists); l++)
    {
      JsonArray *tickets = muster_jo_arr (root, lists[l]);

      for (guint i = 0; i < muster_ja_length (tickets); i++)
        json_array_add_object_element (rows, muster_cw_ticket (call->world, muster_ja_obj (tickets, i)));
    }
  return rows;
}

void
muster_cw_get_tickets (MusterCall *call)
{
  muster_cw_reply_list (call, all_tickets (call), TICKET_FIELDS, NULL);
}

void
muster_cw_count_tickets (MusterCall *call)
{
  muster_cw_reply_count (call, all_tickets (call), TICKET_FIELDS);
}

void
muster_cw_search_tickets (MusterCall *call)
{
  if (muster_call_object (call) == NULL)
    muster_connectwise_fail (call, 400, "InvalidObject", "The body is not an object", NULL);
  else
    muster_cw_reply_list (call, all_tickets (call), TICKET_FIELDS, NULL);
}

/**
 * muster_cw_find_ticket:
 * @call: a call whose first parameter is a ticket's id
 *
 * Answers with 404 where there is no such ticket.
 *
 * Returns: (nullable) (transfer none): the ticket in the world
 */
JsonObject *
muster_cw_find_ticket (MusterCall *call)
{
  JsonObject *ticket = muster_world_ticket (call->world, muster_call_param_number (call, 0));
  JsonObject *client;
  g_autofree char *scope = NULL;

  if (ticket == NULL)
    {
      muster_connectwise_fail (call, 404, "NotFound", "Ticket not found", NULL);
      return NULL;
    }
  client = muster_world_client (call->world, "key", muster_jo_str (ticket, "clientKey"));
  scope = g_strdup_printf ("%" G_GINT64_FORMAT, muster_jo_int (client, "psaCompanyId", 0));
  muster_call_set_scope (call, scope);
  return ticket;
}

void
muster_cw_get_ticket (MusterCall *call)
{
  JsonObject *ticket = muster_cw_find_ticket (call);

  if (ticket != NULL)
    muster_cw_reply_one (call, 200, muster_cw_ticket (call->world, ticket));
}

static gint64
default_board (MusterWorld *world)
{
  return muster_jo_int (muster_ja_obj (muster_jo_arr (muster_world_get_root (world), "boards"), 0), "id", 0);
}

static gint64
first_status (MusterWorld *world,
              gint64       board)
{
  return muster_jo_int (muster_ja_obj (muster_jo_arr (muster_world_board (world, board), "statuses"), 0), "id", 0);
}

/**
 * muster_cw_new_ticket:
 * @world: the world
 * @client: whose ticket
 * @contact: (nullable): who asks
 * @wanted: members of the world's ticket; what is missing gets a sensible value
 *
 * Returns: (transfer none): the ticket, already in the world
 */
JsonObject *
muster_cw_new_ticket (MusterWorld *world,
                      JsonObject  *client,
                      JsonObject  *contact,
                      JsonObject  *wanted)
{
  gint64 board = muster_jo_int (wanted, "boardId", default_board (world));
  gint64 id = muster_world_next_id (world, "ticket");
  g_autofree char *now = muster_world_now_text (world);
  g_autofree char *number = g_strdup_printf ("T%.4s%.2s%.2s.%" G_GINT64_FORMAT, now, now + 5, now + 8, id);
  g_autofree char *name = contact != NULL ? muster_cw_contact_name (contact) : NULL;
  JsonObject *ticket = muster_jo_new ("id:i", id, "number:s", number,
                                      "clientKey:s", muster_jo_str (client, "key"),
                                      "fromName:S", name != NULL ? name : muster_jo_str (wanted, "fromName"),
                                      "fromEmail:S", contact != NULL ? muster_jo_str (contact, "email") : muster_jo_str (wanted, "fromEmail"),
                                      "boardId:i", board,
                                      "statusId:i", muster_jo_int (wanted, "statusId", first_status (world, board)),
                                      "type:S", muster_jo_str (wanted, "type"),
                                      "priorityId:i", muster_jo_int (wanted, "priorityId", 3),
                                      "summary:s", muster_jo_str (wanted, "summary"),
                                      "description:S", muster_jo_str (wanted, "description"),
                                      "source:s", muster_jo_str (wanted, "source") != NULL ? muster_jo_str (wanted, "source") : "portal",
                                      "enteredBy:s", muster_jo_str (wanted, "enteredBy"),
                                      "externalXRef:s", muster_jo_str (wanted, "externalXRef"),
                                      "notified:b", muster_jo_bool (wanted, "processNotifications", FALSE),
                                      "created:s", now, "updated:s", now,
                                      "descriptionNoteId:i", muster_world_next_id (world, "note"),
                                      "notes:a", json_array_new (), NULL);

  if (contact != NULL)
    json_object_set_int_member (ticket, "contactId", muster_jo_int (contact, "id", 0));
  else
    json_object_set_null_member (ticket, "contactId");
  json_array_add_object_element (muster_jo_arr (muster_world_get_root (world), "tickets"), ticket);
  return ticket;
}

/* A reference in a body: {"id": n}. -2: there, but without a number */
static gint64
ref_id (JsonObject *body,
        const char *member)
{
  if (!muster_jo_has (body, member))
    return -1;
  return muster_jo_int (muster_jo_obj (body, member), "id", -2);
}

static gboolean
check_place (MusterCall *call,
             gint64      board,
             gint64      status)
{
  JsonObject *of = NULL;

  if (board != -1 && muster_world_board (call->world, board) == NULL)
    {
      muster_connectwise_fail (call, 400, "InvalidObject", "The board does not exist", "board");
      return FALSE;
    }
  if (status == -1)
    return TRUE;
  if (muster_world_status (call->world, status, &of) == NULL
      || muster_jo_int (of, "id", 0) != (board != -1 ? board : default_board (call->world)))
    {
      muster_connectwise_fail (call, 400, "InvalidObject", "The status does not belong to the board", "status");
      return FALSE;
    }
  return TRUE;
}

void
muster_cw_post_ticket (MusterCall *call)
{
  JsonObject *body = muster_call_object (call), *client, *contact = NULL, *owner = NULL, *ticket;
  const char *summary = muster_jo_str (body, "summary");
  gint64 board = ref_id (body, "board"), status = ref_id (body, "status");
  g_autoptr(JsonObject) wanted = NULL;
  g_autofree char *by = muster_cw_identifier (muster_world_api_member (call->world));

  if (summary == NULL || *summary == '\0' || g_utf8_strlen (summary, -1) > 100)
    {
      muster_connectwise_fail (call, 400, "MissingRequiredField", "summary is needed and may have 100 characters", "summary");
      return;
    }
  client = muster_world_client_by_number (call->world, "psaCompanyId", ref_id (body, "company"));
  if (client == NULL)
    {
      muster_connectwise_fail (call, 400, "InvalidObject", "The company does not exist", "company");
      return;
    }
  if (ref_id (body, "contact") != -1)
    contact = muster_world_contact (call->world, ref_id (body, "contact"), &owner);
  if (ref_id (body, "contact") != -1 && (contact == NULL || owner != client))
    {
      muster_connectwise_fail (call, 400, "InvalidObject", "The contact is not one of the company", "contact");
      return;
    }
  if (!check_place (call, board, status))
    return;

  wanted = muster_jo_new ("summary:s", summary, "description:s", muster_jo_str (body, "initialDescription"),
                          "source:s", "api", "enteredBy:s", by, "externalXRef:s", muster_jo_str (body, "externalXRef"),
                          "processNotifications:b", muster_jo_bool (body, "processNotifications", TRUE),
                          "type:s", muster_jo_str (muster_jo_obj (body, "type"), "name"), NULL);
  if (board > 0)
    json_object_set_int_member (wanted, "boardId", board);
  if (status > 0)
    json_object_set_int_member (wanted, "statusId", status);
  if (ref_id (body, "priority") > 0)
    json_object_set_int_member (wanted, "priorityId", ref_id (body, "priority"));
  ticket = muster_cw_new_ticket (call->world, client, contact, wanted);
  muster_call_touch (call, ticket, "created");
  muster_cw_reply_one (call, 201, muster_cw_ticket (call->world, ticket));
}

/* A type is named by its id or by its name */
static const char *
type_name (JsonObject *board,
           JsonObject *value)
{
  JsonArray *types = muster_jo_arr (board, "types");
  gint64 id = muster_jo_int (value, "id", -1);

  for (guint i = 0; i < muster_ja_length (types); i++)
    if (muster_cw_type_id (board, muster_ja_str (types, i)) == id)
      return muster_ja_str (types, i);
  return muster_jo_str (value, "name") != NULL ? muster_jo_str (value, "name") : "";
}

/* One operation of a PATCH. An unknown path answers 200 and changes nothing, as the service has been seen to. */
static gboolean
apply (MusterCall *call,
       JsonObject *ticket,
       JsonObject *operation)
{
  static const struct { const char *path, *member; } refs[] = {
    { "board", "boardId" }, { "status", "statusId" }, { "owner", "ownerId" }, { "priority", "priorityId" }, { "contact", "contactId" },
    { "team", "teamId" },
  };
  const char *op = muster_jo_str (operation, "op"), *path = muster_jo_str (operation, "path");
  JsonObject *value = muster_jo_obj (operation, "value");

  if (op == NULL || path == NULL || *path == '/' || (!g_str_equal (op, "add") && !g_str_equal (op, "replace") && !g_str_equal (op, "remove")))
    {
      muster_connectwise_fail (call, 400, "InvalidObject", "An operation needs op and path", "op");
      return FALSE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (refs); i++)
    if (g_str_equal (refs[i].path, path))
      {
        if (g_str_equal (op, "remove"))
          json_object_set_null_member (ticket, refs[i].member);
        else
          json_object_set_int_member (ticket, refs[i].member, muster_jo_int (value, "id", -2));
        return TRUE;
      }
  if (g_str_equal (path, "type"))
    json_object_set_string_member (ticket, "type", type_name (muster_world_board (call->world, muster_jo_int (ticket, "boardId", 0)), value));
  if (g_str_equal (path, "summary") && muster_jo_str (operation, "value") != NULL)
    json_object_set_string_member (ticket, "summary", muster_jo_str (operation, "value"));
  return TRUE;
}

static void
copy_back (JsonObject *ticket,
           JsonObject *changed)
{
  const char *const members[] = { "boardId", "statusId", "ownerId", "priorityId", "contactId", "teamId", "type", "summary" };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (json_object_has_member (changed, members[i]))
      json_object_set_member (ticket, members[i], json_node_copy (json_object_get_member (changed, members[i])));
}

void
muster_cw_patch_ticket (MusterCall *call)
{
  JsonObject *ticket = muster_cw_find_ticket (call), *status;
  JsonArray *operations = call->json != NULL && JSON_NODE_HOLDS_ARRAY (call->json) ? json_node_get_array (call->json) : NULL;
  g_autoptr(JsonObject) changed = NULL;
  g_autofree char *now = muster_world_now_text (call->world);

  if (ticket == NULL)
    return;
  if (operations == NULL)
    {
      muster_connectwise_fail (call, 400, "InvalidObject", "A list of operations is needed", NULL);
      return;
    }
  changed = muster_jo_copy (ticket);
  for (guint i = 0; i < json_array_get_length (operations); i++)
    if (!apply (call, changed, muster_ja_obj (operations, i)))
      return;
  if (!check_place (call, muster_jo_int (changed, "boardId", -2), muster_jo_int (changed, "statusId", -2)))
    return;
  /* A team belongs to one board, as a status does */
  if (muster_jo_int (changed, "teamId", 0) != 0
      && muster_jo_int (changed, "teamId", 0) != muster_jo_int (changed, "boardId", 0) + MUSTER_CW_TEAM
      && muster_jo_int (changed, "teamId", 0) != muster_jo_int (changed, "boardId", 0) + MUSTER_CW_SECOND_TEAM)
    {
      if (muster_jo_int (changed, "teamId", 0) != muster_jo_int (ticket, "teamId", 0))
        {
          muster_connectwise_fail (call, 400, "InvalidObject", "The team does not belong to the board", "team");
          return;
        }
      json_object_set_int_member (changed, "teamId", 0);
    }

  copy_back (ticket, changed);
  json_object_set_string_member (ticket, "updated", now);
  status = muster_world_status (call->world, muster_jo_int (ticket, "statusId", 0), NULL);
  if (!muster_jo_bool (status, "closed", FALSE))
    json_object_set_null_member (ticket, "closed");
  else if (!muster_jo_has (ticket, "closed"))
    json_object_set_string_member (ticket, "closed", now);
  muster_call_touch (call, ticket, "updated");
  muster_cw_reply_one (call, 200, muster_cw_ticket (call->world, ticket));
}
