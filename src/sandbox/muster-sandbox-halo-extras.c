/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-clock.h"
#include "muster-sandbox-halo.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* What stands beside tickets and actions: attachments, the time sheet, custom fields, the instance. */

#define ATTACHMENT_BYTES (8 * 1024 * 1024)

static const MusterHaloList attachment_list = { "attachments", 1000, " id filename datecreated " };

void
muster_halo_get_instance (MusterCall *call)
{
  g_autofree char *tenant = muster_world_company_id (call->world);
  g_autofree char *address = g_strconcat (call->base, "/api", NULL);
  JsonObject *msp = muster_world_get_msp (call->world);

  muster_call_reply_object (call, 200, muster_jo_new ("name:s", muster_jo_str (msp, "name"),
                                                      "tenant_id:s", tenant, "version:s", "2.198.1",
                                                      "product:s", "HaloPSA",
                                                      "api_url:s", address, NULL));
}

void
muster_halo_get_fields (MusterCall *call)
{
  JsonArray *rows = json_array_new ();

  json_array_add_object_element (rows, muster_jo_new ("id:d", MUSTER_HALO_FIELD, "name:s", MUSTER_HALO_FIELD_NAME,
                                                      "label:s", "Reference",
                                                      "type:d", 0, "usage:d", 1, NULL));
  muster_halo_reply_rows (call, rows, "fields");
}

/* --- attachments --- */

/* Kept as Autotask's door keeps them, so that both show the same files. */
static JsonObject *
attachment_row (MusterCall *call,
                JsonObject *ticket,
                JsonObject *stored,
                gboolean    with_data)
{
  const char *title = muster_jo_str (stored, "title");
  g_autofree char *when = muster_halo_time (call->world, muster_jo_str (stored, "attachDate"), 1000000);

  return muster_jo_new ("id:i", muster_jo_int (stored, "id", 0),
                        "filename:s", title != NULL ? title : muster_jo_str (stored, "fullPath"),
                        "datecreated:s", when, "filesize:i", muster_jo_int (stored, "fileSize", 0), "type:d", 0,
                        "ticket_id:i", muster_jo_int (ticket, "id", 0),
                        "action_id:i", muster_jo_int (stored, "haloAction", 0),
                        "isimage:b", FALSE, "data_base64:s", with_data ? muster_jo_str (stored, "data") : NULL, NULL);
}

void
muster_halo_get_attachments (MusterCall *call)
{
  JsonObject *ticket;
  JsonArray *stored, *rows;
  gint64 id, action;

  if (!muster_halo_int (call, "ticket_id", -1, &id) || !muster_halo_int (call, "action_id", -1, &action))
    return;
  ticket = id != -1 ? muster_halo_find_ticket (call, id) : NULL;
  if (id != -1 && ticket == NULL)
    return;
  rows = json_array_new ();
  stored = muster_jo_arr (ticket, "attachments");
  for (guint i = 0; i < muster_ja_length (stored); i++)
    if (action == -1 || muster_jo_int (muster_ja_obj (stored, i), "haloAction", 0) == action)
      json_array_add_object_element (rows, attachment_row (call, ticket, muster_ja_obj (stored, i), FALSE));
  muster_halo_reply_page (call, rows, &attachment_list);
}

static JsonObject *
find_attachment (MusterCall  *call,
                 JsonObject **ticket)
{
  g_autoptr(GPtrArray) tickets = muster_halo_all_tickets (call->world);
  gint64 id = muster_call_param_number (call, 0);

  for (guint i = 0; i < tickets->len; i++)
    {
      JsonObject *found = muster_ja_find_int (muster_jo_arr (tickets->pdata[i], "attachments"), "id", id);

      *ticket = tickets->pdata[i];
      if (found != NULL)
        return found;
    }
  muster_halopsa_fail (call, 404, "Not found");
  return NULL;
}

void
muster_halo_get_attachment (MusterCall *call)
{
  JsonObject *ticket, *stored = find_attachment (call, &ticket);
  gboolean details;
  gsize size;
  guchar *bytes;

  if (stored == NULL || !muster_halo_bool (call, "includedetails", FALSE, &details))
    return;
  if (details)
    {
      muster_call_reply_object (call, 200, attachment_row (call, ticket, stored, TRUE));
      return;
    }
  bytes = g_base64_decode (muster_jo_str (stored, "data"), &size);
  muster_call_reply_empty (call, 200);
  call->content_type = g_strdup ("application/octet-stream");
  call->reply = g_bytes_new_take (bytes, size);
}

static gboolean
check_attachment (MusterCall *call,
                  JsonObject *element)
{
  const char *data = muster_jo_str (element, "data_base64");

  if (!muster_halo_check_members (call, element, "ticket_id action_id", "filename data_base64", ""))
    return FALSE;
  if (muster_jo_str (element, "filename") == NULL || data == NULL || strlen (data) > ATTACHMENT_BYTES)
    {
      muster_halopsa_fail (call, 400, "The request is invalid.");
      return FALSE;
    }
  return muster_halo_find_ticket (call, muster_jo_int (element, "ticket_id", -1)) != NULL;
}

static JsonObject *
write_attachment (MusterCall *call,
                  JsonObject *element)
{
  JsonObject *ticket = muster_world_ticket (call->world, muster_jo_int (element, "ticket_id", -1)), *stored;
  const char *name = muster_jo_str (element, "filename"), *data = muster_jo_str (element, "data_base64");
  g_autofree char *now = muster_world_now_text (call->world);
  gsize size;

  g_free (g_base64_decode (data, &size));
  stored = muster_jo_new ("id:i", muster_world_next_id (call->world, "attachment"),
                          "parentID:i", muster_jo_int (ticket, "id", 0),
                          "attachmentType:s", "FILE_ATTACHMENT", "fullPath:s", name, "title:s", name, "publish:d", 2,
                          "data:s", data,
                          "fileSize:i", (gint64) size, "attachDate:s", now,
                          "attachedByResourceID:i", muster_halo_agent_id (call), NULL);
  if (muster_jo_int (element, "action_id", 0) > 0)
    json_object_set_int_member (stored, "haloAction", muster_jo_int (element, "action_id", 0));
  if (muster_jo_arr (ticket, "attachments") == NULL)
    json_object_set_array_member (ticket, "attachments", json_array_new ());
  json_array_add_object_element (muster_jo_arr (ticket, "attachments"), stored);
  json_object_set_string_member (ticket, "updated", now);
  muster_call_touch (call, ticket, "updated");
  return attachment_row (call, ticket, stored, FALSE);
}

void
muster_halo_post_attachments (MusterCall *call)
{
  muster_halo_write (call, check_attachment, write_attachment);
}

/* --- the time sheet --- */

static JsonObject *
event_row (MusterCall *call,
           JsonObject *ticket,
           JsonObject *entry)
{
  JsonObject *client = muster_halo_client_of (call->world, ticket);
  gint64 minutes = muster_jo_int (entry, "minutes", 0), us = 0;
  g_autofree char *start = muster_halo_time (call->world, muster_jo_str (entry, "start"), 0);
  g_autofree char *after = NULL;
  g_autofree char *iso = NULL;
  g_autofree char *end = NULL;
  JsonObject *row;

  muster_time_parse_iso (muster_jo_str (entry, "start"), &us);
  after = muster_time_format_iso (us + minutes * 60 * G_USEC_PER_SEC);
  iso = muster_halo_iso (after);
  end = muster_halo_time (call->world, iso, 0);
  row = muster_jo_new ("id:i", muster_jo_int (entry, "id", 0), "event_type:d", 0,
                       "subject:s", muster_jo_str (ticket, "summary"),
                       "start_date:s", start, "end_date:s", end, "agent_id:i", muster_jo_int (entry, "memberId", 0),
                       "ticket_id:i", muster_jo_int (ticket, "id", 0),
                       "action_number:i", muster_jo_int (entry, "actionId", 0),
                       "note:s", muster_jo_str (entry, "notes") != NULL ? muster_jo_str (entry, "notes") : "",
                       "customer:s", muster_jo_str (client, "name"),
                       "client_id:i", muster_jo_int (client, "psaCompanyId", 0), NULL);
  json_object_set_double_member (row, "timetaken", (double) minutes / 60.0);
  return row;
}

static gboolean
in_period (JsonObject *entry,
           gint64      from,
           gint64      to)
{
  gint64 at = 0;

  return muster_jo_str (entry, "start") != NULL && muster_time_parse_iso (muster_jo_str (entry, "start"), &at)
         && (from == -1 || at >= from) && (to == -1 || at <= to);
}

void
muster_halo_get_timesheet (MusterCall *call)
{
  g_autoptr(GPtrArray) tickets = muster_halo_all_tickets (call->world);
  gint64 from, to, agent;
  JsonArray *rows;

  if (!muster_halo_date (call, "start_date", FALSE, &from) || !muster_halo_date (call, "end_date", TRUE, &to)
      || !muster_halo_int (call, "agent_id", -1, &agent))
    return;
  rows = json_array_new ();
  for (guint i = 0; i < tickets->len; i++)
    {
      JsonArray *entries = muster_jo_arr (tickets->pdata[i], "timeEntries");

      for (guint j = 0; j < muster_ja_length (entries); j++)
        if (in_period (muster_ja_obj (entries, j), from, to)
            && (agent == -1 || muster_jo_int (muster_ja_obj (entries, j), "memberId", 0) == agent))
          json_array_add_object_element (rows, event_row (call, tickets->pdata[i], muster_ja_obj (entries, j)));
    }
  muster_halo_reply_rows (call, rows, "timesheetevents");
}

static gboolean
check_event (MusterCall *call,
             JsonObject *element)
{
  gint64 start, end;

  if (!muster_halo_check_members (call, element, "agent_id ticket_id", "start_date end_date note subject", ""))
    return FALSE;
  if (muster_jo_str (element, "start_date") == NULL || muster_jo_str (element, "end_date") == NULL
      || !muster_halo_parse_time (muster_jo_str (element, "start_date"), &start)
      || !muster_halo_parse_time (muster_jo_str (element, "end_date"), &end) || end < start)
    {
      muster_halopsa_fail (call, 400, "The request is invalid.");
      return FALSE;
    }
  return muster_halo_find_ticket (call, muster_jo_int (element, "ticket_id", -1)) != NULL;
}

static JsonObject *
write_event (MusterCall *call,
             JsonObject *element)
{
  JsonObject *ticket = muster_world_ticket (call->world, muster_jo_int (element, "ticket_id", -1)), *entry;
  g_autofree char *start = muster_halo_iso (muster_jo_str (element, "start_date"));
  gint64 from = 0, to = 0;

  muster_halo_parse_time (muster_jo_str (element, "start_date"), &from);
  muster_halo_parse_time (muster_jo_str (element, "end_date"), &to);
  entry = muster_jo_new ("id:i", muster_world_next_id (call->world, "time"), "memberId:i", muster_halo_agent_id (call),
                         "start:s", start,
                         "minutes:i", (to - from) / (60 * G_USEC_PER_SEC), "notes:s", muster_jo_str (element, "note"),
                         "addToResolution:b", FALSE, NULL);
  muster_halo_add_time (ticket, entry);
  muster_call_touch (call, ticket, "updated");
  return event_row (call, ticket, entry);
}

void
muster_halo_post_timesheet (MusterCall *call)
{
  muster_halo_write (call, check_event, write_event);
}
