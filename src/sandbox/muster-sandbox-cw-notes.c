/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-clock.h"
#include "muster-sandbox-cw.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Notes and time entries. What the customer sees is decided by the flags alone: text in the
 * discussion (detailDescriptionFlag) or the resolution is theirs, also when it is marked as
 * internal analysis too; a note with none of the three lands in the discussion. */

#define NOTE_FIELDS " id ticketId text detailDescriptionFlag internalAnalysisFlag resolutionFlag issueFlag member/id member/identifier " \
  "contact/id dateCreated createdBy internalFlag externalFlag lastUpdated _info/lastUpdated noteType timeStart "
#define TIME_FIELDS " id chargeToId chargeToType member/id timeStart timeEnd actualHours billableOption notes ticket/id company/id "

gboolean
muster_cw_note_flag (JsonObject *note,
                     const char *flag)
{
  const char *kind = muster_jo_str (note, "kind");

  if (muster_jo_obj (note, "flags") != NULL)
    return muster_jo_bool (muster_jo_obj (note, "flags"), flag, FALSE);
  if (g_str_equal (flag, "internalAnalysisFlag"))
    return g_strcmp0 (kind, "internal") == 0;
  return g_str_equal (flag, "detailDescriptionFlag") && g_strcmp0 (kind, "internal") != 0;
}

/**
 * muster_cw_note_visible:
 * @note: a note of the world
 *
 * Returns: whether the customer sees it
 */
gboolean
muster_cw_note_visible (JsonObject *note)
{
  return muster_cw_note_flag (note, "detailDescriptionFlag") || muster_cw_note_flag (note, "resolutionFlag")
         || !muster_cw_note_flag (note, "internalAnalysisFlag");
}

/* The world's description as the note that it is at ConnectWise */
static JsonObject *
description_note (MusterWorld *world,
                  JsonObject  *ticket)
{
  gboolean has_contact = muster_jo_int (ticket, "contactId", -1) > 0;
  gboolean by_api = muster_jo_str (ticket, "enteredBy") != NULL;
  JsonObject *note = muster_jo_new ("id:i", muster_jo_int (ticket, "descriptionNoteId", 0), "kind:s", "reply",
                                    "authorName:s", muster_jo_str (ticket, "fromName"),
                                    "created:s", muster_jo_str (ticket, "created"),
                                    "text:s", muster_jo_str (ticket, "description"), NULL);

  if (by_api)
    json_object_set_int_member (note, "memberId", muster_jo_int (muster_world_api_member (world), "id", 0));
  else if (has_contact)
    json_object_set_int_member (note, "contactId", muster_jo_int (ticket, "contactId", 0));
  return note;
}

static JsonObject *
show_note (MusterWorld *world,
           JsonObject  *ticket,
           JsonObject  *note)
{
  JsonObject *member = muster_world_member (world, muster_jo_int (note, "memberId", -1));
  JsonObject *contact = muster_world_contact (world, muster_jo_int (note, "contactId", -1), NULL);
  g_autofree char *identifier = member != NULL ? muster_cw_identifier (member) : NULL;
  /* The e-mail connector enters a member's mail under a name of its own */
  const char *entered = muster_jo_str (note, "createdBy");
  const char *by = entered != NULL ? entered : identifier != NULL ? identifier : muster_jo_str (note, "authorName");
  const char *created = muster_jo_str (note, "created");
  const char *updated = muster_jo_str (note, "updated");

  return muster_jo_new ("id:i", muster_jo_int (note, "id", 0),
                        "ticketId:i", muster_jo_int (ticket, "id", 0),
                        "text:s", muster_jo_str (note, "text"),
                        "detailDescriptionFlag:b", muster_cw_note_flag (note, "detailDescriptionFlag"),
                        "internalAnalysisFlag:b", muster_cw_note_flag (note, "internalAnalysisFlag"),
                        "resolutionFlag:b", muster_cw_note_flag (note, "resolutionFlag"),
                        "issueFlag:b", FALSE,
                        "member:o", muster_cw_member_ref (member),
                        "contact:o", muster_cw_contact_ref (contact),
                        "customerUpdatedFlag:b", muster_cw_note_flag (note, "customerUpdatedFlag"),
                        "processNotifications:b", muster_cw_note_flag (note, "processNotifications"),
                        "dateCreated:s", created,
                        "createdBy:s", by,
                        "internalFlag:b", !muster_cw_note_visible (note),
                        "externalFlag:b", muster_cw_note_visible (note),
                        "_info:o", muster_jo_new ("lastUpdated:s", updated != NULL ? updated : created, "updatedBy:s", by, NULL),
                        NULL);
}

static JsonArray *
all_notes (MusterCall *call,
           JsonObject *ticket)
{
  JsonArray *notes = muster_jo_arr (ticket, "notes"), *rows = json_array_new ();

  if (muster_jo_str (ticket, "description") != NULL)
    {
      g_autoptr(JsonObject) first = description_note (call->world, ticket);

      json_array_add_object_element (rows, show_note (call->world, ticket, first));
    }
  for (guint i = 0; i < muster_ja_length (notes); i++)
    json_array_add_object_element (rows, show_note (call->world, ticket, muster_ja_obj (notes, i)));
  return rows;
}

void
muster_cw_get_notes (MusterCall *call)
{
  JsonObject *ticket = muster_cw_find_ticket (call);

  if (ticket != NULL)
    muster_cw_reply_list (call, all_notes (call, ticket), NOTE_FIELDS, NULL);
}

/* allNotes has another shape: no dateCreated, no createdBy, but a type and a start */
static JsonObject *
as_ticket_note (JsonObject *note,
                JsonObject *ticket)
{
  const char *const drop[] = { "ticketId", "customerUpdatedFlag", "processNotifications", "dateCreated", "createdBy", "internalFlag", "externalFlag" };
  JsonObject *row = muster_jo_copy (note);

  muster_jo_add (row, "noteType:s", "TicketNote",
                 "ticket:o", muster_jo_new ("id:i", muster_jo_int (ticket, "id", 0), "summary:s", muster_jo_str (ticket, "summary"), NULL),
                 "isMarkdownFlag:b", FALSE, "timeStart:s", muster_jo_str (note, "dateCreated"),
                 "bundledFlag:b", FALSE, "mergedFlag:b", FALSE,
                 "originalAuthor:s", muster_jo_str (note, "createdBy"), "createdByParentFlag:b", FALSE, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (drop); i++)
    json_object_remove_member (row, drop[i]);
  return row;
}

static JsonObject *
time_as_note (MusterCall *call,
              JsonObject *ticket,
              JsonObject *entry)
{
  JsonObject *member = muster_world_member (call->world, muster_jo_int (entry, "memberId", -1));

  return muster_jo_new ("id:i", muster_jo_int (entry, "id", 0), "noteType:s", "TimeEntryNote",
                        "ticket:o", muster_jo_new ("id:i", muster_jo_int (ticket, "id", 0), "summary:s", muster_jo_str (ticket, "summary"), NULL),
                        "text:s", muster_jo_str (entry, "notes"),
                        "detailDescriptionFlag:b", FALSE, "internalAnalysisFlag:b", TRUE,
                        "resolutionFlag:b", muster_jo_bool (entry, "addToResolution", FALSE),
                        "timeStart:s", muster_jo_str (entry, "start"),
                        "member:o", muster_cw_member_ref (member), NULL);
}

void
muster_cw_get_all_notes (MusterCall *call)
{
  JsonObject *ticket = muster_cw_find_ticket (call);
  JsonArray *rows, *times;
  g_autoptr(JsonArray) notes = NULL;

  if (ticket == NULL)
    return;
  notes = all_notes (call, ticket);
  times = muster_jo_arr (ticket, "timeEntries");
  rows = json_array_new ();
  for (guint i = 0; i < json_array_get_length (notes); i++)
    json_array_add_object_element (rows, as_ticket_note (muster_ja_obj (notes, i), ticket));
  for (guint i = 0; i < muster_ja_length (times); i++)
    json_array_add_object_element (rows, time_as_note (call, ticket, muster_ja_obj (times, i)));
  muster_cw_reply_list (call, rows, NOTE_FIELDS, NULL);
}

static JsonObject *
find_note (MusterCall  *call,
           JsonObject **ticket)
{
  JsonObject *note;

  *ticket = muster_cw_find_ticket (call);
  if (*ticket == NULL)
    return NULL;
  note = muster_world_note (*ticket, muster_call_param_number (call, 1));
  if (note == NULL)
    muster_connectwise_fail (call, 404, "NotFound", "Note not found", NULL);
  return note;
}

void
muster_cw_get_note (MusterCall *call)
{
  JsonObject *ticket = muster_cw_find_ticket (call);
  g_autoptr(JsonArray) rows = NULL;
  JsonObject *row;

  if (ticket == NULL)
    return;
  rows = all_notes (call, ticket);
  row = muster_ja_find_int (rows, "id", muster_call_param_number (call, 1));
  if (row == NULL)
    muster_connectwise_fail (call, 404, "NotFound", "Note not found", NULL);
  else
    muster_cw_reply_one (call, 200, json_object_ref (row));
}

static JsonObject *
read_flags (MusterCall *call,
            JsonObject *body)
{
  gboolean internal = muster_jo_bool (body, "internalAnalysisFlag", FALSE);
  gboolean resolution = muster_jo_bool (body, "resolutionFlag", FALSE);
  gboolean detail = muster_jo_bool (body, "detailDescriptionFlag", FALSE) || (!internal && !resolution) || call->force_visible;

  return muster_jo_new ("detailDescriptionFlag:b", detail, "internalAnalysisFlag:b", internal, "resolutionFlag:b", resolution,
                        "customerUpdatedFlag:b", muster_jo_bool (body, "customerUpdatedFlag", FALSE),
                        "processNotifications:b", muster_jo_bool (body, "processNotifications", TRUE), NULL);
}

void
muster_cw_post_note (MusterCall *call)
{
  JsonObject *ticket = muster_cw_find_ticket (call), *body = muster_call_object (call), *member, *note;
  const char *text = muster_jo_str (body, "text");
  g_autofree char *now = muster_world_now_text (call->world);
  g_autofree char *kept = NULL;

  if (ticket == NULL)
    return;
  if (text == NULL || *text == '\0')
    {
      muster_connectwise_fail (call, 400, "MissingRequiredField", "text is needed", "text");
      return;
    }
  kept = g_strdup (text);
  if (call->fold_text)
    g_strdelimit (kept, "\r\n", ' ');
  member = muster_world_api_member (call->world);
  note = muster_jo_new ("id:i", muster_world_next_id (call->world, "note"), "authorKind:s", "member",
                        "memberId:i", muster_jo_int (member, "id", 0), "authorName:s", muster_jo_str (member, "name"),
                        "created:s", now, "text:s", kept, "flags:o", read_flags (call, body), NULL);
  json_object_set_string_member (note, "kind", muster_cw_note_visible (note) ? "reply" : "internal");
  json_array_add_object_element (muster_jo_arr (ticket, "notes"), note);
  json_object_set_string_member (ticket, "updated", now);
  muster_call_touch (call, ticket, "noted");
  muster_cw_reply_one (call, 201, show_note (call->world, ticket, note));
}

static JsonObject *
present_flags (JsonObject *note)
{
  const char *const names[] = { "detailDescriptionFlag", "internalAnalysisFlag", "resolutionFlag", "customerUpdatedFlag", "processNotifications" };
  JsonObject *flags = json_object_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    json_object_set_boolean_member (flags, names[i], muster_cw_note_flag (note, names[i]));
  return flags;
}

void
muster_cw_patch_note (MusterCall *call)
{
  JsonObject *ticket, *note = find_note (call, &ticket), *flags;
  JsonArray *operations = call->json != NULL && JSON_NODE_HOLDS_ARRAY (call->json) ? json_node_get_array (call->json) : NULL;
  g_autofree char *now = muster_world_now_text (call->world);

  if (note == NULL)
    return;
  if (operations == NULL)
    {
      muster_connectwise_fail (call, 400, "InvalidObject", "A list of operations is needed", NULL);
      return;
    }
  flags = present_flags (note);
  for (guint i = 0; i < json_array_get_length (operations); i++)
    {
      JsonObject *operation = muster_ja_obj (operations, i);
      const char *path = muster_jo_str (operation, "path");

      if (path != NULL && g_str_equal (path, "text") && muster_jo_str (operation, "value") != NULL)
        json_object_set_string_member (note, "text", muster_jo_str (operation, "value"));
      else if (path != NULL && json_object_has_member (flags, path))
        json_object_set_boolean_member (flags, path, muster_jo_bool (operation, "value", FALSE));
    }
  json_object_set_object_member (note, "flags", flags);
  json_object_set_string_member (note, "kind", muster_cw_note_visible (note) ? "reply" : "internal");
  json_object_set_string_member (note, "updated", now);
  json_object_set_string_member (ticket, "updated", now);
  muster_call_touch (call, ticket, "noted");
  muster_cw_reply_one (call, 200, show_note (call->world, ticket, note));
}

void
muster_cw_delete_note (MusterCall *call)
{
  JsonObject *ticket, *note = find_note (call, &ticket);
  JsonArray *notes = muster_jo_arr (ticket, "notes");

  for (guint i = 0; note != NULL && i < muster_ja_length (notes); i++)
    if (muster_ja_obj (notes, i) == note)
      {
        json_array_remove_element (notes, i);
        muster_call_touch (call, ticket, "noted");
        muster_call_reply_empty (call, 204);
        return;
      }
}

static JsonObject *
show_time (MusterWorld *world,
           JsonObject  *ticket,
           JsonObject  *entry)
{
  JsonObject *client = muster_world_client (world, "key", muster_jo_str (ticket, "clientKey"));
  JsonObject *row = muster_jo_new ("id:i", muster_jo_int (entry, "id", 0),
                                   "company:o", muster_cw_company_ref (client),
                                   "chargeToId:i", muster_jo_int (ticket, "id", 0), "chargeToType:s", "ServiceTicket",
                                   "member:o", muster_cw_member_ref (muster_world_member (world, muster_jo_int (entry, "memberId", -1))),
                                   "timeStart:s", muster_jo_str (entry, "start"),
                                   "billableOption:s", "Billable",
                                   "notes:s", muster_jo_str (entry, "notes"),
                                   "addToInternalAnalysisFlag:b", TRUE,
                                   "addToResolutionFlag:b", muster_jo_bool (entry, "addToResolution", FALSE),
                                   "ticket:o", muster_jo_new ("id:i", muster_jo_int (ticket, "id", 0), NULL), NULL);

  json_object_set_double_member (row, "actualHours", (double) muster_jo_int (entry, "minutes", 0) / 60.0);
  return row;
}

void
muster_cw_get_time_entries (MusterCall *call)
{
  const char *const lists[] = { "history", "tickets" };
  JsonArray *rows = json_array_new ();

  for (gsize l = 0; l < G_N_ELEMENTS (lists); l++)
    {
      JsonArray *tickets = muster_jo_arr (muster_world_get_root (call->world), lists[l]);

      for (guint i = 0; i < muster_ja_length (tickets); i++)
        {
          JsonObject *ticket = muster_ja_obj (tickets, i);
          JsonArray *times = muster_jo_arr (ticket, "timeEntries");

          for (guint j = 0; j < muster_ja_length (times); j++)
            json_array_add_object_element (rows, show_time (call->world, ticket, muster_ja_obj (times, j)));
        }
    }
  muster_cw_reply_list (call, rows, TIME_FIELDS, NULL);
}

void
muster_cw_post_time_entry (MusterCall *call)
{
  JsonObject *body = muster_call_object (call), *entry;
  JsonObject *ticket = muster_world_ticket (call->world, muster_jo_int (body, "chargeToId", -1));
  JsonNode *hours = body != NULL ? json_object_get_member (body, "actualHours") : NULL;
  gint64 start;

  if (ticket == NULL || g_strcmp0 (muster_jo_str (body, "chargeToType"), "ServiceTicket") != 0
      || muster_jo_str (body, "timeStart") == NULL || !muster_time_parse_iso (muster_jo_str (body, "timeStart"), &start))
    {
      muster_connectwise_fail (call, 400, "InvalidObject", "A ticket and a start are needed", "chargeToId");
      return;
    }
  entry = muster_jo_new ("id:i", muster_world_next_id (call->world, "time"),
                         "memberId:i", muster_jo_int (muster_jo_obj (body, "member"), "id",
                                                      muster_jo_int (muster_world_api_member (call->world), "id", 0)),
                         "start:s", muster_jo_str (body, "timeStart"),
                         "minutes:i", hours != NULL && JSON_NODE_HOLDS_VALUE (hours) ? (gint64) (json_node_get_double (hours) * 60.0) : (gint64) 0,
                         "notes:S", muster_jo_str (body, "notes"),
                         "addToResolution:b", muster_jo_bool (body, "addToResolutionFlag", FALSE), NULL);
  if (muster_jo_arr (ticket, "timeEntries") == NULL)
    json_object_set_array_member (ticket, "timeEntries", json_array_new ());
  json_array_add_object_element (muster_jo_arr (ticket, "timeEntries"), entry);
  muster_call_touch (call, ticket, "updated");
  muster_cw_reply_one (call, 201, show_time (call->world, ticket, entry));
}
