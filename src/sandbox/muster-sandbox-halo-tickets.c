/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include <string.h>

#include "muster-clock.h"
#include "muster-sandbox-cw.h"
#include "muster-sandbox-halo.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Tickets as HaloPSA shows them: short rows in lists, more in one ticket, all of it with
 * includedetails. Where mail goes is kept on the ticket and stays when the contact changes. */

JsonObject *
muster_halo_client_of (MusterWorld *world,
                       JsonObject  *ticket)
{
  return muster_world_client (world, "key", muster_jo_str (ticket, "clientKey"));
}

/**
 * muster_halo_mail_list:
 * @world: the world
 * @ticket: a ticket
 *
 * Returns: (transfer full): where mail to the customer goes
 */
char *
muster_halo_mail_list (MusterWorld *world,
                       JsonObject  *ticket)
{
  const char *kept = muster_jo_str (muster_jo_obj (ticket, "halo"), "emailtolist");
  const char *from = muster_jo_str (ticket, "fromEmail");

  return g_strdup (kept != NULL ? kept : from != NULL ? from : "");
}

/* A type that the ticket's own board does not have is one of another board. */
static gint64
type_of (MusterWorld *world,
         JsonObject  *board,
         const char  *type)
{
  JsonArray *boards = muster_jo_arr (muster_world_get_root (world), "boards");
  gint64 id = muster_cw_type_id (board, type);

  for (guint i = 0; id == 0 && i < muster_ja_length (boards); i++)
    id = muster_cw_type_id (muster_ja_obj (boards, i), type);
  return id;
}

static int
source_number (const char *source)
{
  static const char *const sources[] = { "portal", "email", "phone", "monitoring", "api" };

  for (gsize i = 0; source != NULL && i < G_N_ELEMENTS (sources); i++)
    if (g_str_equal (sources[i], source))
      return (int) i + 1;
  return 0;
}

/* Later notes within one second must come out later. */
static guint
update_fraction (JsonObject *ticket)
{
  return 9000007 + MIN (muster_ja_length (muster_jo_arr (ticket, "notes")), 9000) * 100;
}

static gint64
updated_at (JsonObject *ticket)
{
  gint64 us = 0;

  muster_time_parse_iso (muster_jo_str (ticket, "updated"), &us);
  return us + update_fraction (ticket) / 10;
}

/* When the last mail from the customer came in */
static const char *
last_mail (JsonObject *ticket)
{
  JsonArray *notes = muster_jo_arr (ticket, "notes");
  const char *last = g_strcmp0 (muster_jo_str (ticket, "source"), "email") == 0
                     ? muster_jo_str (ticket, "created") : NULL;

  for (guint i = 0; i < muster_ja_length (notes); i++)
    if (muster_jo_bool (muster_ja_obj (notes, i), "fromEmail", FALSE))
      last = muster_jo_str (muster_ja_obj (notes, i), "created");
  return last;
}

static void
add_dates (MusterWorld *world,
           JsonObject  *ticket,
           JsonObject  *row)
{
  const char *updated = muster_jo_str (ticket, "updated");
  g_autofree char *mail = muster_halo_time (world, last_mail (ticket), 1000000);
  g_autofree char *occurred = muster_halo_time (world, muster_jo_str (ticket, "created"), 1000000);
  g_autofree char *changed = muster_halo_time (world, updated, update_fraction (ticket));
  g_autofree char *closed = muster_halo_time (world, muster_jo_str (ticket, "closed"), 4000000);

  muster_jo_add (row, "dateoccurred:s", occurred, "datecreated:s", occurred, "last_update:s", changed,
                 "lastactiondate:s", changed,
                 "lastincomingemail:s", mail, "dateclosed:s", closed, "responsedate:s", MUSTER_HALO_NEVER, NULL);
}

static void
add_details (MusterWorld *world,
             JsonObject  *ticket,
             JsonObject  *row)
{
  JsonObject *own = muster_jo_obj (ticket, "halo");
  const char *description = muster_jo_str (ticket, "description"), *resolution = muster_jo_str (ticket, "resolution");
  const char *note = muster_jo_str (own, "closure_note") != NULL ? muster_jo_str (own, "closure_note") : resolution;
  g_autofree char *html = muster_halo_to_html (description != NULL ? description : "");
  g_autofree char *note_html = muster_halo_to_html (note != NULL ? note : "");

  muster_jo_add (row, "details:s", description != NULL ? description : "", "details_html:s", html,
                 "closure_note:s", note != NULL ? note : "", "closure_note_html:s", note_html,
                 "closure_agent_id:i", note != NULL ? muster_jo_int (ticket, "ownerId", 0) : (gint64) 0,
                 "customfields:a", muster_ja_copy (muster_jo_arr (own, "customfields")), "deleted:b", FALSE,
                 "merged_into_id:d", 0, "attachments:a", json_array_new (), NULL);
}

static void
add_people (MusterWorld *world,
            JsonObject  *ticket,
            JsonObject  *row)
{
  JsonObject *own = muster_jo_obj (ticket, "halo");
  JsonObject *agent = muster_world_member (world, muster_jo_int (ticket, "ownerId", -1));
  const char *name = muster_jo_str (ticket, "fromName"), *email = muster_jo_str (ticket, "fromEmail");
  const char *reporter = muster_jo_str (own, "reportedby"), *copies = muster_jo_str (own, "emailcclist");
  g_autofree char *list = muster_halo_mail_list (world, ticket);

  muster_jo_add (row, "user_email:s", email != NULL ? email : "",
                 "reportedby:s", reporter != NULL ? reporter : name != NULL ? name : "",
                 "emailtolist:s", list, "emailcclist:s", copies != NULL ? copies : "",
                 "agent_name:s", agent != NULL ? muster_jo_str (agent, "name") : "Unassigned", NULL);
}

/* What clients may write and nothing else knows */
static void
add_own (JsonObject *ticket,
         JsonObject *row)
{
  static const char *const texts[] = { "category_1", "category_2", "category_3", "category_4" };
  static const struct { const char *name; gint64 fallback; } numbers[] = {
    { "impact", 3 }, { "urgency", 3 }, { "third_party_id", 0 },
  };
  JsonObject *own = muster_jo_obj (ticket, "halo");

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    json_object_set_string_member (row, texts[i], muster_jo_str (own, texts[i]) != NULL
                                   ? muster_jo_str (own, texts[i]) : "");
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    json_object_set_int_member (row, numbers[i].name, muster_jo_int (own, numbers[i].name, numbers[i].fallback));
}

/* What a list filters and sorts by */
static JsonObject *
key_row (MusterWorld *world,
         JsonObject  *ticket)
{
  JsonObject *client = muster_halo_client_of (world, ticket), *own = muster_jo_obj (ticket, "halo");
  JsonObject *board = muster_world_board (world, muster_jo_int (ticket, "boardId", 0));
  JsonObject *agent = muster_world_member (world, muster_jo_int (ticket, "ownerId", -1));
  const char *name = muster_jo_str (ticket, "fromName");

  return muster_jo_new ("id:i", muster_jo_int (ticket, "id", 0), "summary:s", muster_jo_str (ticket, "summary"),
                        "status_id:i", muster_jo_int (ticket, "statusId", 0),
                        "tickettype_id:i", type_of (world, board, muster_jo_str (ticket, "type")),
                        "sla_id:i", muster_jo_int (own, "sla_id", MUSTER_HALO_SLA),
                        "priority_id:i", muster_jo_int (ticket, "priorityId", 0),
                        "client_id:i", muster_jo_int (client, "psaCompanyId", 0),
                        "client_name:s", muster_jo_str (client, "name"), "site_id:i", muster_halo_site_id (client),
                        "user_id:i", muster_jo_int (ticket, "contactId", 0),
                        "user_name:s", name != NULL ? name : "General User",
                        "agent_id:i", muster_jo_int (agent, "id", MUSTER_HALO_UNASSIGNED),
                        "team_id:i", muster_jo_int (board, "id", 0), NULL);
}

static JsonObject *
short_row (MusterWorld *world,
           JsonObject  *ticket)
{
  JsonObject *board = muster_world_board (world, muster_jo_int (ticket, "boardId", 0));
  JsonObject *status = muster_world_status (world, muster_jo_int (ticket, "statusId", 0), NULL);
  gboolean closed = muster_jo_bool (status, "closed", FALSE)
                    || muster_jo_bool (muster_jo_obj (ticket, "halo"), "closedOnce", FALSE);
  JsonObject *row = key_row (world, ticket);

  muster_jo_add (row, "status_name:s", muster_jo_str (status, "name"), "site_name:s", "Main",
                 "team:s", muster_jo_str (board, "name"), "source:d", source_number (muster_jo_str (ticket, "source")),
                 "hasbeenclosed:b", closed, "inactive:b", FALSE, "flagged:b", FALSE, "onhold:b", FALSE,
                 "attachment_count:d", (int) muster_ja_length (muster_jo_arr (ticket, "attachments")),
                 "child_count:d", 0, "parent_id:d", 0, NULL);
  add_dates (world, ticket, row);
  add_people (world, ticket, row);
  add_own (ticket, row);
  return row;
}

/**
 * muster_halo_ticket:
 * @world: the world
 * @ticket: a ticket
 * @details: whether all of it is wanted
 *
 * Returns: (transfer full): the ticket as HaloPSA shows it
 */
JsonObject *
muster_halo_ticket (MusterWorld *world,
                    JsonObject  *ticket,
                    gboolean     details)
{
  JsonObject *row = short_row (world, ticket);

  if (details)
    add_details (world, ticket, row);
  return row;
}

/**
 * muster_halo_all_tickets:
 * @world: the world
 *
 * Returns: (transfer container) (element-type JsonObject): its open and closed tickets
 */
GPtrArray *
muster_halo_all_tickets (MusterWorld *world)
{
  const char *const lists[] = { "history", "tickets" };
  GPtrArray *all = g_ptr_array_new ();

  for (gsize l = 0; l < G_N_ELEMENTS (lists); l++)
    {
      JsonArray *tickets = muster_jo_arr (muster_world_get_root (world), lists[l]);

      for (guint i = 0; i < muster_ja_length (tickets); i++)
        g_ptr_array_add (all, muster_ja_obj (tickets, i));
    }
  return all;
}

/**
 * muster_halo_find_ticket:
 * @call: a call
 * @id: a ticket's id
 *
 * Answers with 404 where there is no such ticket.
 *
 * Returns: (nullable) (transfer none): the ticket in the world
 */
JsonObject *
muster_halo_find_ticket (MusterCall *call,
                         gint64      id)
{
  JsonObject *ticket = muster_world_ticket (call->world, id), *client;
  g_autofree char *scope = NULL;

  if (ticket == NULL)
    {
      muster_halopsa_fail (call, 404, "Not found");
      return NULL;
    }
  client = muster_halo_client_of (call->world, ticket);
  scope = g_strdup_printf ("%" G_GINT64_FORMAT, muster_jo_int (client, "psaCompanyId", 0));
  muster_call_set_scope (call, scope);
  return ticket;
}

void
muster_halo_get_ticket (MusterCall *call)
{
  JsonObject *ticket = muster_halo_find_ticket (call, muster_call_param_number (call, 0));
  gboolean details;

  if (ticket != NULL && muster_halo_bool (call, "includedetails", FALSE, &details))
    muster_call_reply_object (call, 200, muster_halo_ticket (call->world, ticket, details));
}

/* --- the list --- */

typedef struct {
  gboolean    open_only, closed_only, mine;
  gint64      changed_from, changed_to, from, to;
  const char *date;                 /* (nullable) the world's member that startdate and enddate are about */
  const char *search, *search_summary, *ids, *without;
} Filter;

/* Parameters that compare one number of the row; team_id and tickettype_id are none of them */
static const struct {
  const char *parameter, *member;
} equal[] = {
  { "client_id", "client_id" }, { "agent_id", "agent_id" }, { "status_id", "status_id" }, { "status", "status_id" },
  { "requesttype_id", "tickettype_id" }, { "requesttype", "tickettype_id" }, { "priority", "priority_id" },
  { "user_id", "user_id" },
  { "site_id", "site_id" }, { "team", "team_id" }, { "sla", "sla_id" },
};

static gboolean
read_filter (MusterCall *call,
             Filter     *filter)
{
  const char *date = muster_call_query (call, "datesearch");

  filter->date = date != NULL && g_str_equal (date, "datecleared") ? "closed" : "created";
  filter->search = muster_call_query (call, "search");
  filter->search_summary = muster_call_query (call, "search_summary");
  filter->ids = muster_call_query (call, "ticketids");
  filter->without = muster_call_query (call, "excludethese");
  return muster_halo_bool (call, "open_only", FALSE, &filter->open_only)
         && muster_halo_bool (call, "closed_only", FALSE, &filter->closed_only)
         && muster_halo_bool (call, "mine", FALSE, &filter->mine)
         && muster_halo_date (call, "lastupdatefromdate", FALSE, &filter->changed_from)
         && muster_halo_date (call, "lastupdatetodate", FALSE, &filter->changed_to)
         && muster_halo_date (call, "startdate", FALSE, &filter->from)
         && muster_halo_date (call, "enddate", TRUE, &filter->to);
}

static gboolean
in_period (JsonObject *ticket,
           Filter     *filter)
{
  gint64 changed = updated_at (ticket), at = -1;

  if ((filter->changed_from != -1 && changed < filter->changed_from)
      || (filter->changed_to != -1 && changed > filter->changed_to))
    return FALSE;
  if (filter->from == -1 && filter->to == -1)
    return TRUE;
  if (muster_jo_str (ticket, filter->date) == NULL
      || !muster_time_parse_iso (muster_jo_str (ticket, filter->date), &at))
    return FALSE;
  return (filter->from == -1 || at >= filter->from) && (filter->to == -1 || at <= filter->to);
}

static gboolean
is_listed (const char *list,
           gint64      id)
{
  g_autofree char *padded = g_strdup_printf (",%s,", list);
  g_autofree char *wanted = g_strdup_printf (",%" G_GINT64_FORMAT ",", id);

  return strstr (padded, wanted) != NULL;
}

static gboolean
has_words (JsonObject *ticket,
           Filter     *filter)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, muster_jo_int (ticket, "id", 0));

  if (filter->search_summary != NULL && !muster_halo_found (filter->search_summary, muster_jo_str (ticket, "summary")))
    return FALSE;
  return filter->search == NULL || g_str_equal (filter->search, id)
         || muster_halo_found (filter->search, muster_jo_str (ticket, "summary"))
         || muster_halo_found (filter->search, muster_jo_str (ticket, "description"))
         || muster_halo_found (filter->search, muster_jo_str (ticket, "fromName"));
}

static gboolean
passes (MusterCall *call,
        JsonObject *row,
        Filter     *filter)
{
  JsonObject *status = muster_world_status (call->world, muster_jo_int (row, "status_id", 0), NULL);
  gboolean closed = muster_jo_bool (status, "closed", FALSE);
  gint64 id = muster_jo_int (row, "id", 0);

  if ((filter->open_only && closed) || (filter->closed_only && !closed)
      || (filter->mine && muster_jo_int (row, "agent_id", 0) != muster_halo_agent_id (call))
      || (filter->ids != NULL && !is_listed (filter->ids, id))
      || (filter->without != NULL && is_listed (filter->without, id)))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (equal); i++)
    {
      const char *wanted = muster_call_query (call, equal[i].parameter);
      g_autofree char *value = g_strdup_printf ("%" G_GINT64_FORMAT, muster_jo_int (row, equal[i].member, -1));

      if (wanted != NULL && *wanted != '\0' && !g_str_equal (wanted, value))
        return FALSE;
    }
  return TRUE;
}

/* What a list has in its rows depends on the version, here on the setting `listOmits`. */
static void
shorten (MusterWorld *world,
         JsonObject  *row)
{
  const char *omitted = muster_halo_setting (world, "listOmits");
  g_auto(GStrv) names = g_strsplit (omitted != NULL ? omitted : "", ",", -1);

  for (guint i = 0; names[i] != NULL; i++)
    if (json_object_has_member (row, names[i]))
      json_object_remove_member (row, names[i]);
}

/* Only what is on the page is made as a whole. */
static JsonObject *
expand (MusterCall *call,
        JsonObject *key)
{
  JsonObject *row = short_row (call->world, muster_world_ticket (call->world, muster_jo_int (key, "id", 0)));

  shorten (call->world, row);
  return row;
}

static const MusterHaloList ticket_list = {
  .name = "tickets", .most = 100, .expand = expand,
  .fields = " id summary dateoccurred datecreated dateclosed last_update lastactiondate client_name user_name status_id "
            "priority_id agent_id ",
};

void
muster_halo_get_tickets (MusterCall *call)
{
  g_autoptr(GPtrArray) tickets = muster_halo_all_tickets (call->world);
  Filter filter = { 0 };
  JsonArray *rows;

  if (!read_filter (call, &filter))
    return;
  if (muster_call_query (call, "client_id") != NULL)
    muster_call_set_scope (call, muster_call_query (call, "client_id"));
  rows = json_array_new ();
  for (guint i = 0; i < tickets->len; i++)
    {
      g_autoptr(JsonObject) row = NULL;

      if (!in_period (tickets->pdata[i], &filter) || !has_words (tickets->pdata[i], &filter))
        continue;
      row = key_row (call->world, tickets->pdata[i]);
      if (!passes (call, row, &filter))
        continue;
      if (muster_call_query (call, "order") != NULL && !g_str_equal (muster_call_query (call, "order"), "id"))
        add_dates (call->world, tickets->pdata[i], row);
      json_array_add_object_element (rows, g_steal_pointer (&row));
    }
  muster_halo_reply_page (call, rows, &ticket_list);
}
