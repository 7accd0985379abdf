/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-cw.h"
#include "muster-sandbox-halo.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* POST /Tickets: an element without an id makes a ticket, one with an id changes what it names.
 * What does not fit together is left as it was without a word, so clients must read back. */

static const char integers[] = "id status_id agent_id team_id priority_id tickettype_id client_id site_id user_id "
                               "sla_id impact urgency third_party_id";
static const char texts[] = "summary details details_html team emailtolist emailcclist category_1 category_2 "
                            "category_3 category_4 closure_note reportedby";
static const char booleans[] = "dont_do_rules donotapplytemplateintheapi return_this";

static const char *const own_members[] = {
  "emailtolist", "emailcclist", "category_1", "category_2", "category_3", "category_4", "closure_note", "reportedby",
  "impact", "urgency", "third_party_id", "sla_id",
};

static JsonObject *
own_box (JsonObject *ticket)
{
  if (muster_jo_obj (ticket, "halo") == NULL)
    json_object_set_object_member (ticket, "halo", json_object_new ());
  return muster_jo_obj (ticket, "halo");
}

/**
 * muster_halo_set_status:
 * @world: the world
 * @ticket: a ticket
 * @status: the status wanted
 *
 * Sets it, where the ticket's team has such a status.
 */
void
muster_halo_set_status (MusterWorld *world,
                        JsonObject  *ticket,
                        gint64       status)
{
  JsonObject *board = NULL;
  JsonObject *wanted = muster_world_status (world, status, &board);
  g_autofree char *now = muster_world_now_text (world);

  if (wanted == NULL || muster_jo_int (board, "id", 0) != muster_jo_int (ticket, "boardId", -1))
    return;
  json_object_set_int_member (ticket, "statusId", status);
  if (!muster_jo_bool (wanted, "closed", FALSE))
    json_object_set_null_member (ticket, "closed");
  else
    json_object_set_boolean_member (own_box (ticket), "closedOnce", TRUE);
  if (muster_jo_bool (wanted, "closed", FALSE) && !muster_jo_has (ticket, "closed"))
    json_object_set_string_member (ticket, "closed", now);
}

/* The status goes along by its name, or the ticket is new again in its new team. */
static void
set_team (MusterWorld *world,
          JsonObject  *ticket,
          JsonObject  *board)
{
  JsonObject *status = muster_world_status (world, muster_jo_int (ticket, "statusId", 0), NULL);
  JsonArray *statuses = muster_jo_arr (board, "statuses");
  JsonObject *same = muster_ja_find (statuses, "name", muster_jo_str (status, "name"));

  if (muster_jo_int (ticket, "boardId", 0) == muster_jo_int (board, "id", 0))
    return;
  json_object_set_int_member (ticket, "boardId", muster_jo_int (board, "id", 0));
  muster_halo_set_status (world, ticket, muster_jo_int (same != NULL ? same : muster_ja_obj (statuses, 0), "id", 0));
}

static JsonObject *
team_of (MusterWorld *world,
         JsonObject  *element)
{
  JsonArray *boards = muster_jo_arr (muster_world_get_root (world), "boards");
  JsonObject *board = muster_world_board (world, muster_jo_int (element, "team_id", -1));

  return board != NULL ? board : muster_ja_find (boards, "name", muster_jo_str (element, "team"));
}

static void
set_agent (MusterWorld *world,
           JsonObject  *ticket,
           gint64       agent)
{
  if (agent == MUSTER_HALO_UNASSIGNED)
    json_object_set_null_member (ticket, "ownerId");
  else if (muster_world_member (world, agent) != NULL)
    json_object_set_int_member (ticket, "ownerId", agent);
}

/* A user of another client is not taken. Where mail goes stays as it was. */
static void
set_customer (MusterWorld *world,
              JsonObject  *ticket,
              JsonObject  *element)
{
  JsonObject *client = muster_halo_client_of (world, ticket), *of = NULL;
  JsonObject *wanted = muster_world_client_by_number (world, "psaCompanyId", muster_jo_int (element, "client_id", -1));
  JsonObject *contact = muster_world_contact (world, muster_jo_int (element, "user_id", -1), &of);
  gint64 site = muster_jo_int (element, "site_id", -1);
  g_autofree char *list = muster_halo_mail_list (world, ticket);
  g_autofree char *name = NULL;

  if (wanted != NULL && wanted != client
      && (contact == NULL || of != wanted || (site != -1 && site != muster_halo_site_id (wanted))))
    return;
  client = wanted != NULL ? wanted : client;
  if (contact == NULL || of != client)
    return;
  name = muster_cw_contact_name (contact);
  json_object_set_string_member (own_box (ticket), "emailtolist", list);
  json_object_set_string_member (ticket, "clientKey", muster_jo_str (client, "key"));
  muster_jo_add (ticket, "contactId:i", muster_jo_int (contact, "id", 0), "fromName:s", name,
                 "fromEmail:S", muster_jo_str (contact, "email"), NULL);
}

static char *
details_in (JsonObject *element)
{
  const char *html = muster_jo_str (element, "details_html");

  return html != NULL ? muster_halo_strip_html (html, TRUE) : g_strdup (muster_jo_str (element, "details"));
}

static void
set_plain (MusterWorld *world,
           JsonObject  *ticket,
           JsonObject  *element)
{
  g_autofree char *details = details_in (element);
  g_autofree char *type = muster_halo_type_name (world, muster_jo_int (element, "tickettype_id", -1), NULL);
  gint64 priority = muster_jo_int (element, "priority_id", -1);

  if (muster_jo_str (element, "summary") != NULL)
    json_object_set_string_member (ticket, "summary", muster_jo_str (element, "summary"));
  if (details != NULL)
    json_object_set_string_member (ticket, "description", details);
  if (type != NULL)
    json_object_set_string_member (ticket, "type", type);
  if (muster_ja_find_int (muster_jo_arr (muster_world_get_root (world), "priorities"), "id", priority) != NULL)
    json_object_set_int_member (ticket, "priorityId", priority);
  for (gsize i = 0; i < G_N_ELEMENTS (own_members); i++)
    if (muster_jo_has (element, own_members[i]))
      json_object_set_member (own_box (ticket), own_members[i],
                              json_node_copy (json_object_get_member (element, own_members[i])));
}

/* A custom field is one of the instance's; its value is kept with the name. */
static void
set_custom_fields (JsonObject *ticket,
                   JsonArray  *fields)
{
  JsonArray *kept = muster_jo_arr (own_box (ticket), "customfields");

  if (kept == NULL)
    {
      kept = json_array_new ();
      json_object_set_array_member (own_box (ticket), "customfields", kept);
    }
  for (guint i = 0; i < muster_ja_length (fields); i++)
    {
      JsonObject *field = muster_ja_obj (fields, i);
      JsonObject *old = muster_ja_find_int (kept, "id", muster_jo_int (field, "id", -1));
      JsonNode *value = field != NULL ? json_object_get_member (field, "value") : NULL;

      if (value == NULL || muster_jo_int (field, "id", -1) != MUSTER_HALO_FIELD)
        continue;
      if (old == NULL)
        {
          old = muster_jo_new ("id:d", MUSTER_HALO_FIELD, "name:s", MUSTER_HALO_FIELD_NAME, "label:s", "Reference",
                               NULL);
          json_array_add_object_element (kept, old);
        }
      json_object_set_member (old, "value", json_node_copy (value));
    }
}

static void
change_ticket (MusterCall *call,
               JsonObject *ticket,
               JsonObject *element)
{
  g_autofree char *now = muster_world_now_text (call->world);

  set_plain (call->world, ticket, element);
  set_customer (call->world, ticket, element);
  if (team_of (call->world, element) != NULL)
    set_team (call->world, ticket, team_of (call->world, element));
  if (muster_jo_has (element, "agent_id"))
    set_agent (call->world, ticket, muster_jo_int (element, "agent_id", 0));
  if (muster_jo_has (element, "status_id"))
    muster_halo_set_status (call->world, ticket, muster_jo_int (element, "status_id", 0));
  if (muster_jo_arr (element, "customfields") != NULL)
    set_custom_fields (ticket, muster_jo_arr (element, "customfields"));
  json_object_set_string_member (ticket, "updated", now);
}

/* --- making one --- */

/* Which client a new ticket is for: named, or that of the user or the site. */
static JsonObject *
customer_of (MusterWorld *world,
             JsonObject  *element,
             JsonObject **contact)
{
  JsonObject *of = NULL, *client = muster_world_client_by_number (world, "psaCompanyId",
                                                                  muster_jo_int (element, "client_id", -1));
  gint64 user = muster_jo_int (element, "user_id", muster_jo_int (muster_jo_obj (element, "userlookup"), "id", -1));
  gint64 site = muster_jo_int (element, "site_id", -1);

  *contact = muster_world_contact (world, user, &of);
  if (client == NULL && !muster_jo_has (element, "client_id"))
    client = of != NULL ? of : site > 0 ? muster_world_client_by_number (world, "psaCompanyId", site / 10) : NULL;
  if (of != client)
    *contact = NULL;
  return client;
}

/* Fields that a ticket type can ask for; the refusal names the first one that is missing. */
static char *
missing_field (MusterCall *call,
               JsonObject *element)
{
  const char *wanted = muster_halo_setting (call->world, "mandatoryFields");
  g_auto(GStrv) names = g_strsplit (wanted != NULL ? wanted : "", ",", -1);

  for (guint i = 0; names[i] != NULL; i++)
    if (*names[i] != '\0' && !muster_jo_has (element, names[i]))
      return g_strdup (names[i]);
  return NULL;
}

static gboolean
check_new (MusterCall *call,
           JsonObject *element)
{
  JsonObject *contact;
  const char *summary = muster_jo_str (element, "summary");
  g_autofree char *missing = missing_field (call, element);

  if (summary == NULL || *summary == '\0')
    muster_halopsa_fail (call, 400, "A Summary must be entered for this Ticket");
  else if (customer_of (call->world, element, &contact) == NULL)
    muster_halopsa_fail (call, 400, "A valid Client must be selected for this Ticket");
  else if (missing != NULL)
    {
      g_autofree char *text = g_strdup_printf ("The field %s is mandatory for this Ticket Type", missing);

      muster_halopsa_fail (call, 400, text);
    }
  else
    return TRUE;
  return FALSE;
}

static JsonObject *
make_ticket (MusterCall *call,
             JsonObject *element)
{
  JsonObject *contact, *client = customer_of (call->world, element, &contact), *board = NULL, *ticket;
  JsonObject *agent = muster_world_member (call->world, muster_halo_agent_id (call));
  g_autofree char *type = muster_halo_type_name (call->world, muster_jo_int (element, "tickettype_id", -1), &board);
  g_autofree char *by = muster_cw_identifier (agent);
  g_autofree char *details = details_in (element);
  g_autoptr(JsonObject) wanted = muster_jo_new ("summary:s", muster_jo_str (element, "summary"),
                                                "description:s", details != NULL ? details : "",
                                                "source:s", "api", "enteredBy:s", by, "type:s", type, NULL);

  if (team_of (call->world, element) != NULL)
    board = team_of (call->world, element);
  if (board != NULL)
    json_object_set_int_member (wanted, "boardId", muster_jo_int (board, "id", 0));
  ticket = muster_cw_new_ticket (call->world, client, contact, wanted);
  json_object_set_object_member (ticket, "openedBy", muster_jo_new ("agent:i", muster_jo_int (agent, "id", 0),
                                                                    "application:s", muster_halo_application (call),
                                                                    NULL));
  change_ticket (call, ticket, element);
  return ticket;
}

static gboolean
check_element (MusterCall *call,
               JsonObject *element)
{
  gint64 id = muster_jo_int (element, "id", 0);

  if (!muster_halo_check_members (call, element, integers, texts, booleans))
    return FALSE;
  return id > 0 ? muster_halo_find_ticket (call, id) != NULL : check_new (call, element);
}

static JsonObject *
write_element (MusterCall *call,
               JsonObject *element)
{
  gint64 id = muster_jo_int (element, "id", 0);
  JsonObject *ticket = id > 0 ? muster_world_ticket (call->world, id) : make_ticket (call, element);

  if (id > 0)
    change_ticket (call, ticket, element);
  muster_halo_find_ticket (call, muster_jo_int (ticket, "id", 0));
  muster_call_touch (call, ticket, id > 0 ? "updated" : "created");
  return muster_halo_ticket (call->world, ticket, TRUE);
}

void
muster_halo_post_tickets (MusterCall *call)
{
  muster_halo_write (call, check_element, write_element);
}
