/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-cw.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"
#include "muster-sandbox-webhooks.h"

/* ConnectWise in the cloud: company info without a key, everything else with Basic authentication
 * and the product's clientId. A wrong key answers 404 there, not 401. */

#define CODEBASE "v2025_1"

void
muster_connectwise_fail (MusterCall *call,
                         guint       status,
                         const char *code,
                         const char *message,
                         const char *field)
{
  JsonArray *errors = NULL;

  if (field != NULL)
    {
      errors = json_array_new ();
      json_array_add_object_element (errors, muster_jo_new ("code:s", code, "message:s", message, "field:s", field, NULL));
    }
  muster_call_reply_object (call, status, muster_jo_new ("code:s", code, "message:s", message, "errors:A", errors, NULL));
}

static void
get_company_info (MusterCall *call)
{
  g_autofree char *id = muster_world_company_id (call->world);

  if (g_ascii_strcasecmp (call->segments[2], id) != 0)
    {
      muster_call_reply_text (call, 200, "application/json; charset=utf-8", "null");
      return;
    }
  muster_call_reply_object (call, 200, muster_jo_new ("CompanyName:s", muster_jo_str (muster_world_get_msp (call->world), "name"),
                                                      "Codebase:s", CODEBASE "/", "VersionCode:s", CODEBASE,
                                                      "VersionNumber:s", "v4.6.99999", "CompanyID:s", id,
                                                      "IsCloud:b", TRUE, NULL));
}

static void
get_system_info (MusterCall *call)
{
  muster_call_reply_object (call, 200, muster_jo_new ("version:s", "v2025.1.99999", "isCloud:b", TRUE,
                                                      "serverTimeZone:s", "GMT Standard Time",
                                                      "licenseBits:a", json_array_new (), "cloudRegion:s", "EU", NULL));
}

static JsonObject *
member_row (JsonObject *member,
            gboolean    light)
{
  g_autofree char *identifier = muster_cw_identifier (member);
  g_auto(GStrv) names = g_strsplit (muster_jo_str (member, "name"), " ", 2);
  JsonObject *row = muster_jo_new ("id:i", muster_jo_int (member, "id", 0), "identifier:s", identifier,
                                   "firstName:s", names[0], "lastName:s", names[1] != NULL ? names[1] : "",
                                   "licenseClass:s", muster_jo_bool (member, "apiOnly", FALSE) ? "A" : "F",
                                   "inactiveFlag:b", !muster_jo_bool (member, "active", TRUE), NULL);

  if (light)
    muster_jo_add (row, "fullName:s", muster_jo_str (member, "name"), "defaultEmail:s", muster_jo_str (member, "email"), NULL);
  else
    muster_jo_add (row, "officeEmail:s", muster_jo_str (member, "email"), "primaryEmail:s", muster_jo_str (member, "email"),
                   "defaultEmail:s", "Office", "adminFlag:b", g_strcmp0 (muster_jo_str (member, "role"), "admin") == 0,
                   "timeZone:o", muster_cw_ref (1, "GMT Standard Time"), NULL);
  return row;
}

static void
list_members (MusterCall *call,
              gboolean    light)
{
  JsonArray *members = muster_jo_arr (muster_world_get_msp (call->world), "members"), *rows = json_array_new ();

  for (guint i = 0; i < muster_ja_length (members); i++)
    json_array_add_object_element (rows, member_row (muster_ja_obj (members, i), light));
  muster_cw_reply_list (call, rows, " id identifier firstName lastName fullName officeEmail primaryEmail defaultEmail licenseClass inactiveFlag adminFlag ", NULL);
}

static void
get_members (MusterCall *call)
{
  list_members (call, FALSE);
}

static void
get_info_members (MusterCall *call)
{
  list_members (call, TRUE);
}

static void
get_member (MusterCall *call)
{
  JsonObject *member = muster_world_member (call->world, muster_call_param_number (call, 0));

  if (member == NULL)
    muster_connectwise_fail (call, 404, "NotFound", "Member not found", NULL);
  else
    muster_cw_reply_one (call, 200, member_row (member, FALSE));
}

static void
get_my_member (MusterCall *call)
{
  JsonObject *row = member_row (muster_world_api_member (call->world), FALSE);

  json_object_remove_member (row, "primaryEmail");
  muster_call_reply_object (call, 200, row);
}

static void
get_my_member_info (MusterCall *call)
{
  muster_call_reply_object (call, 200, member_row (muster_world_api_member (call->world), TRUE));
}

static JsonObject *
board_row (JsonObject *board)
{
  return muster_jo_new ("id:i", muster_jo_int (board, "id", 0), "name:s", muster_jo_str (board, "name"),
                        "location:o", muster_cw_ref (1, "Main"), "department:o", muster_jo_new ("id:d", 1, "identifier:s", "PS", "name:s", "Services", NULL),
                        "inactiveFlag:b", FALSE, "projectFlag:b", FALSE, NULL);
}

static void
get_boards (MusterCall *call)
{
  JsonArray *boards = muster_jo_arr (muster_world_get_root (call->world), "boards"), *rows = json_array_new ();

  for (guint i = 0; i < json_array_get_length (boards); i++)
    json_array_add_object_element (rows, board_row (muster_ja_obj (boards, i)));
  muster_cw_reply_list (call, rows, " id name inactiveFlag projectFlag location/id department/id ", NULL);
}

static JsonObject *
find_board (MusterCall *call)
{
  JsonObject *board = muster_world_board (call->world, muster_call_param_number (call, 0));

  if (board == NULL)
    muster_connectwise_fail (call, 404, "NotFound", "Board not found", NULL);
  return board;
}

static void
get_statuses (MusterCall *call)
{
  JsonObject *board = find_board (call);
  JsonArray *statuses = muster_jo_arr (board, "statuses"), *rows;

  if (board == NULL)
    return;
  rows = json_array_new ();
  for (guint i = 0; i < muster_ja_length (statuses); i++)
    {
      JsonObject *status = muster_ja_obj (statuses, i);

      json_array_add_object_element (rows, muster_jo_new ("id:i", muster_jo_int (status, "id", 0), "name:s", muster_jo_str (status, "name"),
                                                          "board:o", muster_cw_ref (muster_jo_int (board, "id", 0), muster_jo_str (board, "name")),
                                                          "sortOrder:d", (int) i * 10, "displayOnBoard:b", TRUE, "inactive:b", FALSE,
                                                          "closedStatus:b", muster_jo_bool (status, "closed", FALSE),
                                                          "timeEntryNotAllowed:b", FALSE, "defaultFlag:b", i == 0, NULL));
    }
  muster_cw_reply_list (call, rows, " id name board/id sortOrder inactive closedStatus defaultFlag displayOnBoard ", NULL);
}

static void
get_types (MusterCall *call)
{
  JsonObject *board = find_board (call);
  JsonArray *types = muster_jo_arr (board, "types"), *rows;

  if (board == NULL)
    return;
  rows = json_array_new ();
  for (guint i = 0; i < muster_ja_length (types); i++)
    {
      const char *name = muster_ja_str (types, i);

      json_array_add_object_element (rows, muster_jo_new ("id:i", muster_cw_type_id (board, name), "name:s", name, "category:s", "Reactive",
                                                          "defaultFlag:b", FALSE, "inactiveFlag:b", FALSE,
                                                          "board:o", muster_cw_ref (muster_jo_int (board, "id", 0), muster_jo_str (board, "name")), NULL));
    }
  muster_cw_reply_list (call, rows, " id name category inactiveFlag board/id ", NULL);
}

static void
get_subtypes (MusterCall *call)
{
  if (find_board (call) != NULL)
    muster_cw_reply_list (call, json_array_new (), " id name ", NULL);
}

static void
get_teams (MusterCall *call)
{
  JsonObject *board = find_board (call);
  JsonObject *leader;
  JsonArray *rows;

  if (board == NULL)
    return;
  leader = muster_ja_obj (muster_jo_arr (muster_world_get_msp (call->world), "members"), 0);
  rows = json_array_new ();
  json_array_add_object_element (rows, muster_jo_new ("id:i", muster_jo_int (board, "id", 0) + MUSTER_CW_TEAM, "name:s", "Service Team",
                                                      "teamLeader:o", muster_cw_member_ref (leader), "members:a", json_array_new (),
                                                      "defaultFlag:b", TRUE, NULL));
  json_array_add_object_element (rows, muster_jo_new ("id:i", muster_jo_int (board, "id", 0) + MUSTER_CW_SECOND_TEAM, "name:s", "Second Line",
                                                      "teamLeader:o", muster_cw_member_ref (leader), "members:a", json_array_new (),
                                                      "defaultFlag:b", FALSE, NULL));
  muster_cw_reply_list (call, rows, " id name defaultFlag ", NULL);
}

static void
get_priorities (MusterCall *call)
{
  const char *const colours[] = { "Red", "Orange", "Lime", "White" };
  JsonArray *priorities = muster_jo_arr (muster_world_get_root (call->world), "priorities"), *rows = json_array_new ();

  for (guint i = 0; i < muster_ja_length (priorities); i++)
    {
      JsonObject *priority = muster_ja_obj (priorities, i);

      json_array_add_object_element (rows, muster_jo_new ("id:i", muster_jo_int (priority, "id", 0), "name:s", muster_jo_str (priority, "name"),
                                                          "color:s", colours[MIN (i, 3)],
                                                          "sortOrder:i", muster_jo_int (priority, "sort", i),
                                                          "defaultFlag:b", FALSE, NULL));
    }
  muster_cw_reply_list (call, rows, " id name color sortOrder ", NULL);
}

#define COMPANY_FIELDS " id identifier name status/id status/name deletedFlag city website phoneNumber types/id lastUpdated "

static JsonArray *
all_companies (MusterCall *call)
{
  JsonArray *clients = muster_world_clients (call->world), *rows = json_array_new ();

  for (guint i = 0; i < json_array_get_length (clients); i++)
    if (muster_jo_has (muster_ja_obj (clients, i), "psaCompanyId"))
      json_array_add_object_element (rows, muster_cw_company (call->world, muster_ja_obj (clients, i)));
  return rows;
}

static void
get_companies (MusterCall *call)
{
  muster_cw_reply_list (call, all_companies (call), COMPANY_FIELDS, NULL);
}

static void
count_companies (MusterCall *call)
{
  muster_cw_reply_count (call, all_companies (call), COMPANY_FIELDS);
}

static void
get_company (MusterCall *call)
{
  JsonObject *client = muster_world_client_by_number (call->world, "psaCompanyId", muster_call_param_number (call, 0));

  muster_call_set_scope (call, call->params[0]);
  if (client == NULL)
    muster_connectwise_fail (call, 404, "NotFound", "Company not found", NULL);
  else
    muster_cw_reply_one (call, 200, muster_cw_company (call->world, client));
}

static void
get_contacts (MusterCall *call)
{
  JsonArray *clients = muster_world_clients (call->world), *rows = json_array_new ();

  for (guint i = 0; i < json_array_get_length (clients); i++)
    {
      JsonObject *client = muster_ja_obj (clients, i);
      JsonArray *contacts = muster_jo_arr (client, "contacts");

      for (guint j = 0; j < muster_ja_length (contacts); j++)
        json_array_add_object_element (rows, muster_cw_contact (client, muster_ja_obj (contacts, j)));
    }
  muster_cw_reply_list (call, rows, " id firstName lastName company/id company/identifier company/name inactiveFlag defaultFlag lastUpdated "
                        "communicationItems/value communicationItems/communicationType communicationItems/defaultFlag ", "communicationItems");
}

static JsonObject *
find_contact (MusterCall *call)
{
  JsonObject *client = NULL;
  JsonObject *contact = muster_world_contact (call->world, muster_call_param_number (call, 0), &client);
  g_autofree char *scope = NULL;

  if (contact == NULL)
    {
      muster_connectwise_fail (call, 404, "NotFound", "Contact not found", NULL);
      return NULL;
    }
  scope = g_strdup_printf ("%" G_GINT64_FORMAT, muster_jo_int (client, "psaCompanyId", 0));
  muster_call_set_scope (call, scope);
  return muster_cw_contact (client, contact);
}

static void
get_contact (MusterCall *call)
{
  JsonObject *row = find_contact (call);

  if (row != NULL)
    muster_cw_reply_one (call, 200, row);
}

static void
get_communications (MusterCall *call)
{
  g_autoptr(JsonObject) row = find_contact (call);

  if (row != NULL)
    muster_cw_reply_list (call, muster_ja_copy (muster_jo_arr (row, "communicationItems")), " id value communicationType defaultFlag domain ", NULL);
}

static const MusterRoute routes[] = {
  { "GET",    "system/info",                  get_system_info },
  { "GET",    "system/info/members",          get_info_members },
  { "GET",    "system/myMembers",             get_my_member },
  { "GET",    "system/myMembers/info",        get_my_member_info },
  { "GET",    "system/members",               get_members },
  { "GET",    "system/members/*",             get_member },
  { "GET",    "system/callbacks",             muster_cw_get_callbacks },
  { "POST",   "system/callbacks",             muster_cw_post_callback },
  { "GET",    "system/callbacks/*",           muster_cw_get_callback },
  { "PATCH",  "system/callbacks/*",           muster_cw_patch_callback },
  { "DELETE", "system/callbacks/*",           muster_cw_delete_callback },
  { "GET",    "company/companies",            get_companies },
  { "GET",    "company/companies/count",      count_companies },
  { "GET",    "company/companies/*",          get_company },
  { "GET",    "company/contacts",             get_contacts },
  { "GET",    "company/contacts/*",           get_contact },
  { "GET",    "company/contacts/*/communications", get_communications },
  { "GET",    "service/boards",               get_boards },
  { "GET",    "service/boards/*/statuses",    get_statuses },
  { "GET",    "service/boards/*/types",       get_types },
  { "GET",    "service/boards/*/subtypes",    get_subtypes },
  { "GET",    "service/boards/*/teams",       get_teams },
  { "GET",    "service/priorities",           get_priorities },
  { "GET",    "service/tickets",              muster_cw_get_tickets },
  { "POST",   "service/tickets",              muster_cw_post_ticket },
  { "GET",    "service/tickets/count",        muster_cw_count_tickets },
  { "POST",   "service/tickets/search",       muster_cw_search_tickets },
  { "GET",    "service/tickets/*",            muster_cw_get_ticket },
  { "PATCH",  "service/tickets/*",            muster_cw_patch_ticket },
  { "GET",    "service/tickets/*/notes",      muster_cw_get_notes },
  { "POST",   "service/tickets/*/notes",      muster_cw_post_note },
  { "GET",    "service/tickets/*/notes/*",    muster_cw_get_note },
  { "PATCH",  "service/tickets/*/notes/*",    muster_cw_patch_note },
  { "DELETE", "service/tickets/*/notes/*",    muster_cw_delete_note },
  { "GET",    "service/tickets/*/allNotes",   muster_cw_get_all_notes },
  { "GET",    "time/entries",                 muster_cw_get_time_entries },
  { "POST",   "time/entries",                 muster_cw_post_time_entry },
};

static gboolean
has_keys (MusterCall *call,
          const char *authorization)
{
  g_autofree char *company = muster_world_company_id (call->world);
  g_autofree char *public_key = muster_world_secret (call->world, "connectwise-public");
  g_autofree char *private_key = muster_world_secret (call->world, "connectwise-private");
  g_autofree char *plain = g_strdup_printf ("%s+%s:%s", company, public_key, private_key);
  g_autofree char *given = NULL;
  gsize size;

  if (strlen (authorization) < 8)
    return FALSE;
  given = (char *) g_base64_decode (authorization + strlen ("Basic "), &size);
  return size == strlen (plain) && memcmp (given, plain, size) == 0;
}

static gboolean
is_let_in (MusterCall *call)
{
  const char *authorization = muster_call_header (call, "Authorization"), *client = muster_call_header (call, "clientId");
  g_autofree char *product = muster_world_guid (call->world, "connectwise-client");

  if (authorization == NULL || !g_str_has_prefix (authorization, "Basic "))
    muster_connectwise_fail (call, 401, "Unauthorized", "Your credentials are missing", NULL);
  else if (client == NULL || g_ascii_strcasecmp (client, product) != 0)
    muster_connectwise_fail (call, 403, "Security", "A valid clientId header is required", NULL);
  else if (!has_keys (call, authorization))
    muster_connectwise_fail (call, 404, "NotFound", "The resource was not found", NULL);
  else
    return TRUE;
  return FALSE;
}

/**
 * muster_connectwise_handle:
 * @call: a request to ConnectWise's paths
 *
 * Answers it.
 */
void
muster_connectwise_handle (MusterCall *call)
{
  guint n = g_strv_length (call->segments);
  gboolean known = FALSE;

  if (n == 3 && g_str_equal (call->segments[0], "login") && g_str_equal (call->segments[1], "companyinfo"))
    {
      get_company_info (call);
      return;
    }
  if (n < 4 || !(g_str_equal (call->segments[0], CODEBASE) || g_str_equal (call->segments[0], "v4_6_release"))
      || !g_str_equal (call->segments[1], "apis") || !g_str_equal (call->segments[2], "3.0"))
    {
      muster_connectwise_fail (call, 404, "NotFound", "The resource was not found", NULL);
      return;
    }
  muster_call_add_header (call, "api-current-version", "2025.1");
  if (n == 5 && g_str_equal (call->segments[3], "system") && g_str_equal (call->segments[4], "info"))
    get_system_info (call);
  else if (n == 6 && g_str_equal (call->segments[3], "system") && g_str_equal (call->segments[4], "callbackKeys"))
    muster_cw_get_signing_key (call);
  else if (!is_let_in (call))
    return;
  else if (call->bad_json)
    muster_connectwise_fail (call, 400, "InvalidObject", "The body is not JSON", NULL);
  else if (!muster_call_dispatch (call, routes, G_N_ELEMENTS (routes), 3, &known))
    muster_connectwise_fail (call, known ? 405 : 404, known ? "MethodNotAllowed" : "NotFound",
                             known ? "The method is not allowed" : "The resource was not found", NULL);
}
