/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-clock.h"
#include "muster-sandbox-autotask.h"
#include "muster-sandbox-cw.h"
#include "muster-sandbox-json.h"

/* How Autotask shows what the world holds. Statuses are one list for the whole database there:
 * 1 is every board's first, 5 every board's closed one, all others keep the world's number. */

enum { STATUS_NEW = 1, STATUS_COMPLETE = 5 };
/* --- statuses --- */

gint64
muster_at_status (MusterWorld *world,
                  JsonObject  *ticket)
{
  JsonObject *board = NULL;
  gint64 id = muster_jo_int (ticket, "statusId", 0);
  JsonObject *status = muster_world_status (world, id, &board);

  if (muster_jo_bool (status, "closed", FALSE))
    return STATUS_COMPLETE;
  return status != NULL && muster_ja_obj (muster_jo_arr (board, "statuses"), 0) == status ? STATUS_NEW : id;
}

/**
 * muster_at_world_status:
 * @world: the world
 * @board: a board's id
 * @status: a value of Autotask's picklist
 *
 * Returns: the status of the world that stands for it on @board
 */
gint64
muster_at_world_status (MusterWorld *world,
                        gint64       board,
                        gint64       status)
{
  JsonArray *statuses = muster_jo_arr (muster_world_board (world, board), "statuses");

  if (status == STATUS_NEW)
    return muster_jo_int (muster_ja_obj (statuses, 0), "id", 0);
  for (guint i = 0; status == STATUS_COMPLETE && i < muster_ja_length (statuses); i++)
    if (muster_jo_bool (muster_ja_obj (statuses, i), "closed", FALSE))
      return muster_jo_int (muster_ja_obj (statuses, i), "id", 0);
  return status;
}

/* --- tickets --- */

/* Nothing where there is no such thing */
void
muster_at_set_id (JsonObject *row,
                  const char *name,
                  gint64      id)
{
  if (id > 0)
    json_object_set_int_member (row, name, id);
}

static int
source_value (const char *source)
{
  static const struct { const char *source; int value; } values[] = {
    { "portal", -1 }, { "phone", 2 }, { "email", 4 }, { "monitoring", 8 }, { "api", 11 },
  };

  for (gsize i = 0; source != NULL && i < G_N_ELEMENTS (values); i++)
    if (g_str_equal (values[i].source, source))
      return values[i].value;
  return source != NULL ? (int) g_ascii_strtoll (source, NULL, 10) : 0;
}

/* A contact through the portal, a person by phone; mail and alerts come in as the administrator. */
static void
set_creator (MusterWorld *world,
             JsonObject  *ticket,
             JsonObject  *row)
{
  const char *source = muster_jo_str (ticket, "source");
  gint64 member = muster_jo_int (ticket, "creatorId", 0), contact = muster_jo_int (ticket, "contactId", 0);
  JsonObject *first = muster_ja_obj (muster_jo_arr (muster_world_get_msp (world), "members"), 0);

  if (member == 0 && muster_jo_str (ticket, "enteredBy") != NULL)
    member = muster_jo_int (muster_world_api_member (world), "id", 0);
  else if (member == 0 && g_strcmp0 (source, "portal") == 0 && contact > 0)
    muster_at_set_id (row, "createdByContactID", contact);
  else if (member == 0 && g_strcmp0 (source, "phone") == 0)
    member = muster_jo_int (ticket, "ownerId", muster_jo_int (first, "id", 0));
  else if (member == 0)
    member = MUSTER_AT_ADMINISTRATOR;
  muster_at_set_id (row, "creatorResourceID", member);
  muster_at_set_id (row, "impersonatorCreatorResourceID", muster_jo_int (ticket, "impersonatorId", 0));
}

static const char *
last_visible (JsonObject *ticket)
{
  JsonArray *notes = muster_jo_arr (ticket, "notes");
  const char *last = NULL;

  for (guint i = 0; i < muster_ja_length (notes); i++)
    if (muster_cw_note_visible (muster_ja_obj (notes, i)))
      last = muster_jo_str (muster_ja_obj (notes, i), "created");
  return last;
}

JsonObject *
muster_at_ticket_row (MusterWorld *world,
                      JsonObject  *ticket)
{
  JsonObject *client = muster_world_client (world, "key", muster_jo_str (ticket, "clientKey"));
  JsonObject *board = muster_world_board (world, muster_jo_int (ticket, "boardId", 0));
  const char *source = muster_jo_str (ticket, "source"), *updated = muster_jo_str (ticket, "updated");
  gboolean alert = g_strcmp0 (source, "monitoring") == 0;
  gint64 owner = muster_jo_int (ticket, "ownerId", 0);
  JsonObject *row = muster_jo_new ("id:i", muster_jo_int (ticket, "id", 0),
                                   "ticketNumber:s", muster_jo_str (ticket, "number"),
                                   "title:s", muster_jo_str (ticket, "summary"),
                                   "description:s", muster_jo_str (ticket, "description"),
                                   "resolution:s", muster_jo_str (ticket, "resolution"),
                                   "status:i", muster_at_status (world, ticket),
                                   "priority:i", muster_jo_int (ticket, "priorityId", 3),
                                   "queueID:i", muster_jo_int (ticket, "boardId", 0),
                                   "companyID:i", muster_jo_int (client, "psaCompanyId", 0),
                                   "createDate:s", muster_jo_str (ticket, "created"),
                                   "dueDateTime:s", muster_jo_str (ticket, "due"),
                                   "completedDate:s", muster_jo_str (ticket, "closed"),
                                   "resolvedDateTime:s", muster_jo_str (ticket, "closed"),
                                   "lastActivityDate:s", updated,
                                   "lastTrackedModificationDateTime:s", updated,
                                   "lastCustomerVisibleActivityDateTime:s", last_visible (ticket),
                                   "source:d", source_value (source),
                                   "ticketType:i", muster_jo_int (ticket, "ticketType", alert ? 5 : 1),
                                   "ticketCategory:i", muster_jo_int (ticket, "ticketCategory", alert ? 4 : 3),
                                   "externalID:s", muster_jo_str (ticket, "externalXRef"), NULL);
  JsonArray *udfs = muster_jo_arr (ticket, "userDefinedFields");

  muster_at_set_id (row, "contactID", muster_jo_int (ticket, "contactId", 0));
  muster_at_set_id (row, "issueType", muster_cw_type_id (board, muster_jo_str (ticket, "type")));
  muster_at_set_id (row, "subIssueType", muster_jo_int (ticket, "subIssueType", 0));
  muster_at_set_id (row, "assignedResourceID", owner);
  if (owner > 0)
    muster_at_set_id (row, "assignedResourceRoleID", muster_jo_int (ticket, "roleId", MUSTER_AT_ROLE_TECHNICIAN));
  if (muster_jo_str (ticket, "closed") != NULL)
    muster_at_set_id (row, "completedByResourceID", owner);
  set_creator (world, ticket, row);
  if (udfs != NULL)
    json_object_set_array_member (row, "userDefinedFields", muster_ja_copy (udfs));
  return row;
}

static void
each_ticket (MusterCall *call,
             JsonArray  *rows,
             void      (*add)(MusterCall *, JsonObject *ticket, JsonArray *rows))
{
  const char *const lists[] = { "history", "tickets" };

  for (gsize l = 0; l < G_N_ELEMENTS (lists); l++)
    {
      JsonArray *tickets = muster_jo_arr (muster_world_get_root (call->world), lists[l]);

      for (guint i = 0; i < muster_ja_length (tickets); i++)
        add (call, muster_ja_obj (tickets, i), rows);
    }
}

static void
add_ticket (MusterCall *call,
            JsonObject *ticket,
            JsonArray  *rows)
{
  json_array_add_object_element (rows, muster_at_ticket_row (call->world, ticket));
}

JsonArray *
muster_at_tickets (MusterCall *call)
{
  JsonArray *rows = json_array_new ();

  each_ticket (call, rows, add_ticket);
  return rows;
}

JsonObject *
muster_at_ticket (MusterCall *call,
                  gint64      id)
{
  JsonObject *ticket = muster_world_ticket (call->world, id);

  return ticket != NULL ? muster_at_ticket_row (call->world, ticket) : NULL;
}

/* --- notes, time, attachments --- */

static gint64
publish_of (JsonObject *note)
{
  gint64 publish = muster_jo_int (note, "publish", 0);

  if (muster_cw_note_visible (note))
    return 1;
  return publish > 1 ? publish : 2;
}

static gint64
note_type (JsonObject *note)
{
  const char *author = muster_jo_str (note, "authorKind");

  if (g_strcmp0 (author, "system") == 0)
    return muster_jo_int (note, "noteType", 13);
  if (muster_jo_bool (note, "fromEmail", FALSE))
    return muster_jo_int (note, "noteType", 101);
  return muster_jo_int (note, "noteType", g_strcmp0 (author, "contact") == 0 ? 18 : 3);
}

JsonObject *
muster_at_note_row (JsonObject *ticket,
                    JsonObject *note)
{
  const char *created = muster_jo_str (note, "created"), *updated = muster_jo_str (note, "updated");
  const char *title = muster_jo_str (note, "title");
  JsonObject *row = muster_jo_new ("id:i", muster_jo_int (note, "id", 0),
                                   "ticketID:i", muster_jo_int (ticket, "id", 0),
                                   "title:s", title != NULL ? title : muster_jo_str (ticket, "summary"),
                                   "description:s", muster_jo_str (note, "text"),
                                   "noteType:i", note_type (note),
                                   "publish:i", publish_of (note),
                                   "createDateTime:s", created,
                                   "lastActivityDate:s", updated != NULL ? updated : created, NULL);

  muster_at_set_id (row, "createdByContactID", muster_jo_int (note, "contactId", 0));
  muster_at_set_id (row, "creatorResourceID", g_strcmp0 (muster_jo_str (note, "authorKind"), "system") == 0
                    ? MUSTER_AT_ADMINISTRATOR : muster_jo_int (note, "memberId", 0));
  muster_at_set_id (row, "impersonatorCreatorResourceID", muster_jo_int (note, "impersonatorId", 0));
  muster_at_set_id (row, "impersonatorUpdaterResourceID", muster_jo_int (note, "updateImpersonatorId", 0));
  return row;
}

static void
add_notes (MusterCall *call,
           JsonObject *ticket,
           JsonArray  *rows)
{
  JsonArray *notes = muster_jo_arr (ticket, "notes");

  for (guint i = 0; i < muster_ja_length (notes); i++)
    json_array_add_object_element (rows, muster_at_note_row (ticket, muster_ja_obj (notes, i)));
}

JsonArray *
muster_at_notes (MusterCall *call)
{
  JsonArray *rows = json_array_new ();

  each_ticket (call, rows, add_notes);
  return rows;
}

static char *
later (const char *start,
       gint64      minutes)
{
  g_autoptr(GDateTime) time = NULL;
  gint64 us;

  if (start == NULL || !muster_time_parse_iso (start, &us))
    return NULL;
  time = g_date_time_new_from_unix_utc (us / G_USEC_PER_SEC + minutes * 60);
  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
}

static void
add_times (MusterCall *call,
           JsonObject *ticket,
           JsonArray  *rows)
{
  JsonArray *times = muster_jo_arr (ticket, "timeEntries");

  for (guint i = 0; i < muster_ja_length (times); i++)
    {
      JsonObject *entry = muster_ja_obj (times, i), *row;
      const char *start = muster_jo_str (entry, "start"), *created = muster_jo_str (entry, "created");
      gint64 minutes = muster_jo_int (entry, "minutes", 0);
      g_autofree char *end = later (start, minutes);

      row = muster_jo_new ("id:i", muster_jo_int (entry, "id", 0), "ticketID:i", muster_jo_int (ticket, "id", 0),
                           "resourceID:i", muster_jo_int (entry, "memberId", 0),
                           "roleID:i", muster_jo_int (entry, "roleId", MUSTER_AT_ROLE_TECHNICIAN),
                           "dateWorked:s", start, "startDateTime:s", start, "endDateTime:s", end,
                           "summaryNotes:s", muster_jo_str (entry, "notes"), "internalNotes:s", muster_jo_str (entry, "internalNotes"),
                           "createDateTime:s", created != NULL ? created : end, "lastModifiedDateTime:s", created != NULL ? created : end,
                           "isNonBillable:b", FALSE, NULL);
      json_object_set_double_member (row, "hoursWorked", (double) minutes / 60.0);
      json_object_set_double_member (row, "hoursToBill", (double) minutes / 60.0);
      muster_at_set_id (row, "creatorUserID", muster_jo_int (entry, "creatorId", muster_jo_int (entry, "memberId", 0)));
      muster_at_set_id (row, "impersonatorCreatorResourceID", muster_jo_int (entry, "impersonatorId", 0));
      json_array_add_object_element (rows, row);
    }
}

JsonArray *
muster_at_time_entries (MusterCall *call)
{
  JsonArray *rows = json_array_new ();

  each_ticket (call, rows, add_times);
  return rows;
}

/* A ticket that came by mail carries the mail itself. */
static JsonObject *
originating_mail (JsonObject *ticket)
{
  const char *from = muster_jo_str (ticket, "fromEmail"), *text = muster_jo_str (ticket, "description");
  g_autofree char *mail = g_strdup_printf ("From: %s\r\nSubject: %s\r\nDate: %s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
                                           from != NULL ? from : "", muster_jo_str (ticket, "summary"), muster_jo_str (ticket, "created"),
                                           text != NULL ? text : "");
  g_autofree char *data = g_base64_encode ((const guchar *) mail, strlen (mail));

  return muster_jo_new ("id:i", muster_jo_int (ticket, "id", 0) + 5000000,
                        "title:s", "Originating Email", "fullPath:s", "Originating Email.eml",
                        "contentType:s", "message/rfc822", "attachmentType:s", "FILE_ATTACHMENT", "publish:d", 1,
                        "fileSize:d", (int) strlen (mail), "attachDate:s", muster_jo_str (ticket, "created"),
                        "parentID:i", muster_jo_int (ticket, "id", 0), "data:s", data, NULL);
}

static void
add_attachments (MusterCall *call,
                 JsonObject *ticket,
                 JsonArray  *rows)
{
  JsonArray *list = muster_jo_arr (ticket, "attachments");

  if (g_strcmp0 (muster_jo_str (ticket, "source"), "email") == 0)
    json_array_add_object_element (rows, originating_mail (ticket));
  for (guint i = 0; i < muster_ja_length (list); i++)
    json_array_add_object_element (rows, muster_jo_copy (muster_ja_obj (list, i)));
}

/* Lists tell of an attachment without its data. */
JsonArray *
muster_at_attachments (MusterCall *call)
{
  JsonArray *rows = json_array_new ();

  if (g_str_equal (call->segments[2], "Tickets") && call->params[0] != NULL)
    {
      JsonObject *ticket = muster_world_ticket (call->world, muster_call_param_number (call, 0));

      if (ticket != NULL)
        add_attachments (call, ticket, rows);
      return rows;
    }
  each_ticket (call, rows, add_attachments);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    json_object_remove_member (muster_ja_obj (rows, i), "data");
  return rows;
}
