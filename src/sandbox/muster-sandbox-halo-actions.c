/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-clock.h"
#include "muster-sandbox-cw.h"
#include "muster-sandbox-halo.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Actions: the opening of the ticket (always number 1), notes and time entries in one row, counted
 * per ticket. The numbers are given in order of time when a ticket is first looked at, and stay. */

enum { SYSTEM, AGENT, USER };

static const char *
time_of (JsonObject *stored)
{
  const char *created = muster_jo_str (stored, "created");

  return created != NULL ? created : muster_jo_str (stored, "start");
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (time_of (*(JsonObject **) a), time_of (*(JsonObject **) b));
}

/* Time that belongs to a note is part of that note's action. */
static GPtrArray *
stored_actions (JsonObject *ticket)
{
  const char *const lists[] = { "notes", "timeEntries" };
  GPtrArray *all = g_ptr_array_new ();

  for (gsize l = 0; l < G_N_ELEMENTS (lists); l++)
    {
      JsonArray *array = muster_jo_arr (ticket, lists[l]);

      for (guint i = 0; i < muster_ja_length (array); i++)
        if (!muster_jo_has (muster_ja_obj (array, i), "ofNote"))
          g_ptr_array_add (all, muster_ja_obj (array, i));
    }
  return all;
}

static GPtrArray *
numbered_actions (MusterCall *call,
                  JsonObject *ticket)
{
  GPtrArray *all = stored_actions (ticket);
  gint64 next = muster_jo_int (ticket, "nextAction", 2);

  g_ptr_array_sort (all, compare_times);
  for (guint i = 0; i < all->len; i++)
    {
      if (muster_jo_int (all->pdata[i], "actionId", 0) > 0)
        continue;
      json_object_set_int_member (all->pdata[i], "actionId", next++);
      json_object_set_int_member (ticket, "nextAction", next);
      call->changed = TRUE;
    }
  return all;
}

/**
 * muster_halo_stored_action:
 * @call: a call
 * @ticket: a ticket
 * @id: the number of one of its actions
 * @is_time: (out) (optional): whether it is a time entry
 *
 * Returns: (nullable) (transfer none): the world's note or time entry; %NULL also for the opening
 */
JsonObject *
muster_halo_stored_action (MusterCall *call,
                           JsonObject *ticket,
                           gint64      id,
                           gboolean   *is_time)
{
  g_autoptr(GPtrArray) all = numbered_actions (call, ticket);

  for (guint i = 0; i < all->len; i++)
    if (muster_jo_int (all->pdata[i], "actionId", 0) == id)
      {
        if (is_time != NULL)
          *is_time = muster_jo_has (all->pdata[i], "minutes") && muster_jo_has (all->pdata[i], "start");
        return all->pdata[i];
      }
  return NULL;
}

/* Who has done it. Programs that work as an agent are agents like any other. */
static void
add_author (MusterCall *call,
            JsonObject *row,
            JsonObject *stored)
{
  JsonObject *member = muster_world_member (call->world, muster_jo_int (stored, "memberId", -1));
  JsonObject *contact = muster_world_contact (call->world, muster_jo_int (stored, "contactId", -1), NULL);
  const char *application = muster_jo_str (stored, "applicationId"), *name = muster_jo_str (stored, "authorName");
  g_autofree char *contact_name = contact != NULL ? muster_cw_contact_name (contact) : NULL;
  gboolean system = g_strcmp0 (muster_jo_str (stored, "authorKind"), "system") == 0;

  if (application == NULL && member != NULL)
    application = muster_jo_bool (member, "apiOnly", FALSE) ? "Muster" : MUSTER_HALO_WEB_CLIENT;
  if (member != NULL)
    name = muster_jo_str (member, "name");
  else if (name == NULL)
    name = contact_name;
  muster_jo_add (row, "who:s", name != NULL ? name : "System",
                 "who_type:d", member != NULL ? AGENT : system ? SYSTEM : USER,
                 "who_agentid:i", member != NULL ? muster_jo_int (member, "id", 0) : (gint64) 0,
                 "actionby_agent_id:i", member != NULL ? muster_jo_int (member, "id", 0) : (gint64) 0,
                 "actionby_application_id:s", application,
                 "actionby_user_id:i", contact != NULL ? muster_jo_int (contact, "id", 0) : (gint64) 0, NULL);
}

static const char *
sender_of (MusterCall *call,
           JsonObject *stored)
{
  JsonObject *member = muster_world_member (call->world, muster_jo_int (stored, "memberId", -1));
  JsonObject *contact = muster_world_contact (call->world, muster_jo_int (stored, "contactId", -1), NULL);
  const char *address = muster_jo_str (stored, "fromAddress");

  if (address == NULL)
    address = muster_jo_str (member != NULL ? member : contact, "email");
  return address != NULL ? address : "";
}

static void
add_mail (MusterCall *call,
          JsonObject *row,
          JsonObject *stored)
{
  JsonObject *mail = muster_jo_obj (stored, "mail");
  g_autofree char *when = mail != NULL ? muster_halo_time (call->world, time_of (stored), 0) : NULL;

  if (mail != NULL)
    muster_jo_add (row, "emaildirection:s", "O", "emailto:s", muster_jo_str (mail, "to"),
                   "emailcc:s", muster_jo_str (mail, "cc"),
                   "emailsubject:s", muster_jo_str (mail, "subject"), "dateemailed:s", when, "email_status:d", 2,
                   "sendemail:b", TRUE, NULL);
  else if (muster_jo_bool (stored, "fromEmail", FALSE))
    muster_jo_add (row, "emaildirection:s", "I", "emailfrom:s", sender_of (call, stored),
                   "dateemailed:s", MUSTER_HALO_NEVER, NULL);
  else
    muster_jo_add (row, "dateemailed:s", MUSTER_HALO_NEVER, NULL);
}

/* Notes of other PSAs and of people have the outcome that fits what they are. */
static const MusterHaloOutcome *
outcome_of (JsonObject *stored,
            gboolean    is_time,
            gboolean    hidden)
{
  gboolean by_member = muster_jo_int (stored, "memberId", -1) > 0;
  const MusterHaloOutcome *own = muster_halo_outcome (muster_jo_int (stored, "outcomeId", 0), NULL);

  if (own != NULL)
    return own;
  return muster_halo_outcome (-1, is_time ? "Quick Time" : hidden ? "Private Note"
                                  : by_member ? "Email User" : "User Updated");
}

/* The HTML that came with a note, unless somebody has since changed the text without it */
static const char *
html_of (JsonObject *stored,
         gboolean    is_time)
{
  const char *text = muster_jo_str (stored, is_time ? "notes" : "text");

  return g_strcmp0 (muster_jo_str (stored, "noteHtmlFor"), text) == 0 ? muster_jo_str (stored, "noteHtml") : NULL;
}

/* With note_html the server makes the note of it: tags go, and no line break comes in their place. */
static char *
shown_note (JsonObject *stored,
            gboolean    is_time)
{
  const char *html = html_of (stored, is_time), *text = muster_jo_str (stored, is_time ? "notes" : "text");

  return html != NULL ? muster_halo_strip_html (html, FALSE) : g_strdup (text != NULL ? text : "");
}

static JsonObject *
action_row (MusterCall *call,
            JsonObject *ticket,
            JsonObject *stored)
{
  gboolean is_time = muster_jo_has (stored, "minutes") && muster_jo_has (stored, "start");
  gboolean hidden = is_time ? muster_jo_bool (stored, "hidden", TRUE) : !muster_cw_note_visible (stored);
  const MusterHaloOutcome *outcome = outcome_of (stored, is_time, hidden);
  gint64 id = muster_jo_int (stored, "actionId", 0);
  const char *updated = muster_jo_str (stored, "updated"), *html = html_of (stored, is_time);
  g_autofree char *guid_of = g_strdup_printf ("action-%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT,
                                              muster_jo_int (ticket, "id", 0), id);
  g_autofree char *guid = muster_world_guid (call->world, guid_of);
  g_autofree char *note = shown_note (stored, is_time);
  g_autofree char *made_html = muster_halo_to_html (note);
  g_autofree char *when = muster_halo_time (call->world, time_of (stored), 1000001 + (guint) MIN (id, 9000) * 900);
  g_autofree char *changed = updated != NULL ? muster_halo_time (call->world, updated, 9900000) : g_strdup (when);
  JsonObject *row = muster_jo_new ("ticket_id:i", muster_jo_int (ticket, "id", 0), "id:i", id, "guid:s", guid,
                                   "outcome:s", outcome->outcome, "outcome_id:i", outcome->id,
                                   "datetime:s", when, "actiondatecreated:s", when, "last_updated:s", changed,
                                   "note:s", note, "note_html:s", html != NULL ? html : made_html,
                                   "hiddenfromuser:b", hidden,
                                   "important:b", muster_jo_bool (stored, "important", FALSE),
                                   "old_status:i", muster_jo_int (stored, "oldStatus", 0),
                                   "new_status:i", muster_jo_int (stored, "newStatus", 0),
                                   "attachment_count:d", 0, NULL);

  json_object_set_double_member (row, "timetaken", (double) muster_jo_int (stored, "minutes", 0) / 60.0);
  add_author (call, row, stored);
  add_mail (call, row, stored);
  return row;
}

/* Who was on the phone keyed the ticket in. */
static JsonObject *
took_call (MusterCall *call,
           JsonObject *ticket)
{
  JsonObject *owner = muster_world_member (call->world, muster_jo_int (ticket, "ownerId", 0));

  return owner != NULL ? owner : muster_ja_obj (muster_jo_arr (muster_world_get_msp (call->world), "members"), 0);
}

/* What the ticket began with, as the action that it is here */
static JsonObject *
opening_row (MusterCall *call,
             JsonObject *ticket)
{
  JsonObject *by = muster_jo_obj (ticket, "openedBy");
  gboolean by_api = muster_jo_str (ticket, "enteredBy") != NULL;
  gint64 agent = muster_jo_int (by, "agent", muster_jo_int (muster_world_api_member (call->world), "id", 0));
  const char *source = muster_jo_str (ticket, "source"), *text = muster_jo_str (ticket, "description");
  g_autoptr(JsonObject) stored = muster_jo_new ("actionId:d", 1, "kind:s", "reply", "outcomeId:d", 41,
                                                "created:s", muster_jo_str (ticket, "created"),
                                                "text:s", text != NULL ? text : "",
                                                "authorName:s", muster_jo_str (ticket, "fromName"),
                                                "authorKind:s", g_strcmp0 (source, "monitoring") == 0
                                                ? "system" : "contact",
                                                "fromEmail:b", g_strcmp0 (source, "email") == 0,
                                                "fromAddress:s", muster_jo_str (ticket, "fromEmail"),
                                                "applicationId:s", muster_jo_str (by, "application"), NULL);

  if (by_api)
    json_object_set_int_member (stored, "memberId", agent);
  else if (g_strcmp0 (source, "phone") == 0)
    json_object_set_int_member (stored, "memberId", muster_jo_int (took_call (call, ticket), "id", 0));
  else if (muster_jo_int (ticket, "contactId", -1) > 0)
    json_object_set_int_member (stored, "contactId", muster_jo_int (ticket, "contactId", 0));
  return action_row (call, ticket, stored);
}

/**
 * muster_halo_actions:
 * @call: a call
 * @ticket: a ticket
 *
 * Returns: (transfer full): its actions as HaloPSA shows them, the newest first
 */
JsonArray *
muster_halo_actions (MusterCall *call,
                     JsonObject *ticket)
{
  g_autoptr(GPtrArray) all = numbered_actions (call, ticket);
  JsonArray *sorted = json_array_new ();
  gint64 last = muster_jo_int (ticket, "nextAction", 2);

  /* By number: what came in later is newer, whatever time it bears */
  for (gint64 id = last; id > 1; id--)
    for (guint i = 0; i < all->len; i++)
      if (muster_jo_int (all->pdata[i], "actionId", 0) == id)
        json_array_add_object_element (sorted, action_row (call, ticket, all->pdata[i]));
  json_array_add_object_element (sorted, opening_row (call, ticket));
  return sorted;
}

/* --- reading --- */

typedef struct {
  gboolean no_system, agent, conversation, no_private, html, important, time;
  gint64   from, to;
} Filter;

static gboolean
read_filter (MusterCall *call,
             Filter     *filter)
{
  const struct { const char *name; gboolean *value; } flags[] = {
    { "excludesys", &filter->no_system }, { "agentonly", &filter->agent },
    { "conversationonly", &filter->conversation },
    { "excludeprivate", &filter->no_private }, { "includehtmlnote", &filter->html },
    { "importantonly", &filter->important },
    { "timeentriesonly", &filter->time },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    if (!muster_halo_bool (call, flags[i].name, FALSE, flags[i].value))
      return FALSE;
  return muster_halo_date (call, "startdate", FALSE, &filter->from)
         && muster_halo_date (call, "enddate", TRUE, &filter->to);
}

static gboolean
passes (JsonObject *row,
        Filter     *filter)
{
  gint64 who = muster_jo_int (row, "who_type", SYSTEM), at = 0;
  gboolean hidden = muster_jo_bool (row, "hiddenfromuser", FALSE);

  muster_halo_parse_time (muster_jo_str (row, "datetime"), &at);
  return !(filter->no_system && who == SYSTEM)
         && !(filter->agent && who != AGENT)
         && !(filter->conversation && hidden && muster_jo_str (row, "emaildirection") == NULL)
         && !(filter->no_private && hidden)
         && !(filter->important && !muster_jo_bool (row, "important", FALSE))
         && !(filter->time && json_object_get_double_member (row, "timetaken") <= 0.0)
         && (filter->from == -1 || at >= filter->from) && (filter->to == -1 || at <= filter->to);
}

static void
add_actions (MusterCall *call,
             JsonArray  *rows,
             JsonObject *ticket,
             Filter     *filter)
{
  g_autoptr(JsonArray) actions = muster_halo_actions (call, ticket);

  for (guint i = 0; i < json_array_get_length (actions); i++)
    {
      JsonObject *row = muster_ja_obj (actions, i);

      if (!passes (row, filter))
        continue;
      if (!filter->html)
        json_object_remove_member (row, "note_html");
      json_array_add_object_element (rows, json_object_ref (row));
    }
}

static int
compare_datetimes (gconstpointer a,
                   gconstpointer b)
{
  return g_strcmp0 (muster_jo_str (*(JsonObject **) b, "datetime"), muster_jo_str (*(JsonObject **) a, "datetime"));
}

/* Of all tickets at once, the newest first */
static void
add_all_actions (MusterCall *call,
                 JsonArray  *rows,
                 Filter     *filter)
{
  g_autoptr(GPtrArray) tickets = muster_halo_all_tickets (call->world);
  g_autoptr(GPtrArray) sorted = g_ptr_array_new ();
  g_autoptr(JsonArray) all = json_array_new ();

  for (guint i = 0; i < tickets->len; i++)
    add_actions (call, all, tickets->pdata[i], filter);
  for (guint i = 0; i < json_array_get_length (all); i++)
    g_ptr_array_add (sorted, muster_ja_obj (all, i));
  g_ptr_array_sort (sorted, compare_datetimes);
  for (guint i = 0; i < sorted->len; i++)
    json_array_add_object_element (rows, json_object_ref (sorted->pdata[i]));
}

void
muster_halo_get_actions (MusterCall *call)
{
  g_autoptr(JsonArray) all = json_array_new ();
  Filter filter = { 0 };
  gint64 id, count;
  JsonObject *ticket;
  JsonArray *rows;

  if (!muster_halo_int (call, "ticket_id", -1, &id) || !muster_halo_int (call, "count", 100, &count)
      || !read_filter (call, &filter))
    return;
  ticket = id != -1 ? muster_halo_find_ticket (call, id) : NULL;
  if (id != -1 && ticket == NULL)
    return;
  if (ticket != NULL)
    add_actions (call, all, ticket, &filter);
  else
    add_all_actions (call, all, &filter);
  rows = json_array_new ();
  for (guint i = 0; i < json_array_get_length (all) && (gint64) i < count; i++)
    json_array_add_object_element (rows, json_object_ref (muster_ja_obj (all, i)));
  muster_call_reply_object (call, 200, muster_jo_new ("record_count:i", (gint64) json_array_get_length (all),
                                                      "actions:a", rows, NULL));
}

void
muster_halo_get_action (MusterCall *call)
{
  JsonObject *ticket, *row;
  g_autoptr(JsonArray) actions = NULL;
  gint64 id;

  if (!muster_halo_int (call, "ticket_id", -1, &id))
    return;
  if (id == -1)
    {
      muster_halopsa_fail (call, 400, "ticket_id must be included when getting an Action.");
      return;
    }
  ticket = muster_halo_find_ticket (call, id);
  if (ticket == NULL)
    return;
  actions = muster_halo_actions (call, ticket);
  row = muster_ja_find_int (actions, "id", muster_call_param_number (call, 0));
  if (row == NULL)
    muster_halopsa_fail (call, 404, "Not found");
  else
    muster_call_reply_object (call, 200, json_object_ref (row));
}
