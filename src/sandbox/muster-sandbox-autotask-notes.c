/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-clock.h"
#include "muster-sandbox-autotask.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Notes, time entries and attachments of a ticket. They are written below the ticket's path and
 * never deleted. `publish` alone decides who reads a note; none of them mails anybody. */

#define TIME_NEEDS_ROLE "TimeEntries for Tickets must have a roleID."
#define NO_SUCH_ROLE    "There is no row at position 0."

static JsonObject *
ticket_of (MusterCall *call)
{
  return muster_at_world_ticket (call, muster_call_param_number (call, 0));
}

void
muster_at_get_ticket_notes (MusterCall *call)
{
  JsonObject *ticket = ticket_of (call);
  JsonArray *notes = muster_jo_arr (ticket, "notes"), *rows;

  if (ticket == NULL)
    return;
  rows = json_array_new ();
  for (guint i = 0; i < muster_ja_length (notes); i++)
    json_array_add_object_element (rows, muster_at_note_row (ticket, muster_ja_obj (notes, i)));
  muster_at_reply_items (call, muster_at_entity ("TicketNotes"), rows);
}

void
muster_at_get_ticket_note (MusterCall *call)
{
  JsonObject *ticket = ticket_of (call), *note;
  g_autoptr(JsonObject) row = NULL;

  if (ticket == NULL)
    return;
  note = muster_world_note (ticket, muster_call_param_number (call, 1));
  row = note != NULL ? muster_at_note_row (ticket, note) : NULL;
  muster_at_reply_item (call, muster_at_entity ("TicketNotes"), row);
}

/* Who may read it and what it says, into the world's note. Flags of another vendor no longer count. */
static void
write_note (MusterCall *call,
            JsonObject *note,
            JsonObject *body)
{
  const char *text = muster_jo_str (body, "description"), *title = muster_jo_str (body, "title");
  gint64 publish = muster_jo_int (body, "publish", 0);

  if (call->force_visible)
    publish = 1;
  if (text != NULL)
    {
      g_autofree char *kept = g_strdup (text);

      if (call->fold_text)
        g_strdelimit (kept, "\r\n", ' ');
      json_object_set_string_member (note, "text", kept);
    }
  if (title != NULL)
    json_object_set_string_member (note, "title", title);
  if (json_object_has_member (body, "noteType"))
    json_object_set_int_member (note, "noteType", muster_jo_int (body, "noteType", 3));
  if (publish == 0)
    return;
  json_object_remove_member (note, "flags");
  json_object_set_int_member (note, "publish", publish);
  json_object_set_string_member (note, "kind", publish == 1 ? "reply" : "internal");
}

void
muster_at_post_note (MusterCall *call)
{
  JsonObject *ticket = ticket_of (call), *body = muster_call_object (call), *note;
  gint64 impersonator, actor;
  g_autofree char *now = muster_world_now_text (call->world);

  if (ticket == NULL || !muster_at_check_body (call, muster_at_entity ("TicketNotes"), body, TRUE))
    return;
  actor = muster_at_actor (call, &impersonator);
  if (actor == 0)
    return;
  note = muster_jo_new ("id:i", muster_world_next_id (call->world, "note"), "authorKind:s", "member", "memberId:i", actor,
                        "authorName:s", muster_jo_str (muster_world_member (call->world, actor), "name"), "created:s", now, NULL);
  if (impersonator != 0)
    json_object_set_int_member (note, "impersonatorId", impersonator);
  write_note (call, note, body);
  json_array_add_object_element (muster_jo_arr (ticket, "notes"), note);
  json_object_set_string_member (ticket, "updated", now);
  muster_call_touch (call, ticket, "noted");
  muster_at_reply_id (call, muster_jo_int (note, "id", 0));
}

void
muster_at_patch_note (MusterCall *call)
{
  JsonObject *ticket = ticket_of (call), *body = muster_call_object (call), *note;
  gint64 impersonator;
  g_autofree char *now = muster_world_now_text (call->world);

  if (ticket == NULL)
    return;
  note = muster_world_note (ticket, muster_jo_int (body, "id", -1));
  if (note == NULL)
    {
      muster_autotask_fail (call, 500, "The note does not exist on this ticket, or its id is missing in the body.");
      return;
    }
  if (!muster_at_check_body (call, muster_at_entity ("TicketNotes"), body, FALSE) || muster_at_actor (call, &impersonator) == 0)
    return;
  write_note (call, note, body);
  if (impersonator != 0)
    json_object_set_int_member (note, "updateImpersonatorId", impersonator);
  json_object_set_string_member (note, "updated", now);
  json_object_set_string_member (ticket, "updated", now);
  muster_call_touch (call, ticket, "noted");
  muster_at_reply_id (call, muster_jo_int (note, "id", 0));
}

/* --- time --- */

static double
hours_of (JsonObject *body)
{
  gint64 start, end;
  JsonNode *hours = json_object_get_member (body, "hoursWorked");
  const char *from = muster_jo_str (body, "startDateTime"), *to = muster_jo_str (body, "endDateTime");

  if (hours != NULL && JSON_NODE_HOLDS_VALUE (hours))
    return json_node_get_double (hours);
  if (from == NULL || to == NULL || !muster_time_parse_iso (from, &start) || !muster_time_parse_iso (to, &end))
    return 0;
  return (double) (end - start) / (3600.0 * G_USEC_PER_SEC);
}

void
muster_at_post_time_entry (MusterCall *call)
{
  JsonObject *body = muster_call_object (call), *ticket, *entry;
  const char *start = muster_jo_str (body, "startDateTime");
  gint64 impersonator, actor, resource, role;
  g_autofree char *now = muster_world_now_text (call->world);

  if (!muster_at_check_body (call, muster_at_entity ("TimeEntries"), body, TRUE))
    return;
  ticket = muster_at_world_ticket (call, muster_jo_int (body, "ticketID", -1));
  actor = ticket != NULL ? muster_at_actor (call, &impersonator) : 0;
  if (actor == 0)
    return;
  resource = muster_jo_int (body, "resourceID", 0);
  role = muster_jo_int (body, "roleID", 0);
  if (role == 0 || !muster_at_has_role (call->world, resource, role))
    {
      muster_autotask_fail (call, 500, role == 0 ? TIME_NEEDS_ROLE : NO_SUCH_ROLE);
      return;
    }
  if (start == NULL && muster_jo_str (body, "dateWorked") == NULL)
    {
      muster_autotask_fail (call, 500, "dateWorked is a required field of TimeEntry.");
      return;
    }
  entry = muster_jo_new ("id:i", muster_world_next_id (call->world, "time"), "memberId:i", resource, "roleId:i", role, "creatorId:i", actor,
                         "start:s", start != NULL ? start : muster_jo_str (body, "dateWorked"),
                         "minutes:i", (gint64) (hours_of (body) * 60.0 + 0.5), "notes:S", muster_jo_str (body, "summaryNotes"),
                         "internalNotes:s", muster_jo_str (body, "internalNotes"), "created:s", now, NULL);
  if (impersonator != 0)
    json_object_set_int_member (entry, "impersonatorId", impersonator);
  if (muster_jo_arr (ticket, "timeEntries") == NULL)
    json_object_set_array_member (ticket, "timeEntries", json_array_new ());
  json_array_add_object_element (muster_jo_arr (ticket, "timeEntries"), entry);
  json_object_set_string_member (ticket, "updated", now);
  muster_call_touch (call, ticket, "updated");
  muster_at_reply_id (call, muster_jo_int (entry, "id", 0));
}

/* --- attachments --- */

void
muster_at_get_attachments (MusterCall *call)
{
  JsonArray *rows;

  if (ticket_of (call) == NULL)
    return;
  rows = muster_at_attachments (call);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    json_object_remove_member (muster_ja_obj (rows, i), "data");
  muster_at_reply_items (call, muster_at_entity ("TicketAttachments"), rows);
}

/* One attachment comes in the shape of a query, with its data. */
void
muster_at_get_attachment (MusterCall *call)
{
  g_autoptr(JsonArray) all = NULL;
  JsonArray *rows;
  JsonObject *row;

  if (ticket_of (call) == NULL)
    return;
  all = muster_at_attachments (call);
  row = muster_ja_find_int (all, "id", muster_call_param_number (call, 1));
  rows = json_array_new ();
  if (row != NULL)
    json_array_add_object_element (rows, json_object_ref (row));
  muster_at_reply_items (call, muster_at_entity ("TicketAttachments"), rows);
}

void
muster_at_post_attachment (MusterCall *call)
{
  JsonObject *ticket = ticket_of (call), *body = muster_call_object (call), *row;
  const char *data = muster_jo_str (body, "data");
  g_autofree guchar *bytes = NULL;
  g_autofree char *now = muster_world_now_text (call->world);
  gint64 impersonator, actor;
  gsize size = 0;

  if (ticket == NULL || !muster_at_check_body (call, muster_at_entity ("TicketAttachments"), body, TRUE))
    return;
  actor = muster_at_actor (call, &impersonator);
  if (actor == 0)
    return;
  bytes = data != NULL ? g_base64_decode (data, &size) : NULL;
  if (size == 0 || size > 7 * 1000 * 1000)
    {
      muster_autotask_fail (call, 500, "The data of the attachment is missing or larger than the limit.");
      return;
    }
  row = muster_jo_new ("id:i", muster_world_next_id (call->world, "attachment"), "parentID:i", muster_call_param_number (call, 0),
                       "attachmentType:s", muster_jo_str (body, "attachmentType"), "fullPath:s", muster_jo_str (body, "fullPath"),
                       "title:s", muster_jo_str (body, "title"), "publish:i", muster_jo_int (body, "publish", 2), "data:s", data,
                       "fileSize:d", (int) size, "attachDate:s", now, "attachedByResourceID:i", actor, NULL);
  if (muster_jo_arr (ticket, "attachments") == NULL)
    json_object_set_array_member (ticket, "attachments", json_array_new ());
  json_array_add_object_element (muster_jo_arr (ticket, "attachments"), row);
  json_object_set_string_member (ticket, "updated", now);
  muster_call_touch (call, ticket, "updated");
  muster_at_reply_id (call, muster_jo_int (row, "id", 0));
}
