/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-cw.h"
#include "muster-sandbox-json.h"

/* How ConnectWise shows what the world holds. Members without a value are left out. */

JsonObject *
muster_cw_ref (gint64      id,
               const char *name)
{
  return muster_jo_new ("id:i", id, "name:s", name, NULL);
}

/**
 * muster_cw_identifier:
 * @member: a member of the MSP
 *
 * Returns: (transfer full): the short name under which the PSA knows the member
 */
char *
muster_cw_identifier (JsonObject *member)
{
  const char *email = muster_jo_str (member, "email");
  const char *at = email != NULL ? strchr (email, '@') : NULL;

  if (at != NULL)
    return g_strndup (email, (gsize) (at - email));
  return g_strdup (muster_jo_str (member, "initials") != NULL ? muster_jo_str (member, "initials") : "member");
}

JsonObject *
muster_cw_member_ref (JsonObject *member)
{
  g_autofree char *identifier = NULL;

  if (member == NULL)
    return NULL;
  identifier = muster_cw_identifier (member);
  return muster_jo_new ("id:i", muster_jo_int (member, "id", 0), "identifier:s", identifier,
                        "name:s", muster_jo_str (member, "name"), NULL);
}

JsonObject *
muster_cw_company_ref (JsonObject *client)
{
  return muster_jo_new ("id:i", muster_jo_int (client, "psaCompanyId", 0),
                        "identifier:s", muster_jo_str (client, "psaIdentifier"),
                        "name:s", muster_jo_str (client, "name"), NULL);
}

char *
muster_cw_contact_name (JsonObject *contact)
{
  const char *first = muster_jo_str (contact, "firstName"), *last = muster_jo_str (contact, "lastName");

  return g_strstrip (g_strdup_printf ("%s %s", first != NULL ? first : "", last != NULL ? last : ""));
}

JsonObject *
muster_cw_contact_ref (JsonObject *contact)
{
  g_autofree char *name = NULL;

  if (contact == NULL)
    return NULL;
  name = muster_cw_contact_name (contact);
  return muster_cw_ref (muster_jo_int (contact, "id", 0), name);
}

static JsonObject *
info (const char *entered,
      const char *by,
      const char *updated)
{
  return muster_jo_new ("dateEntered:s", entered, "enteredBy:s", by,
                        "lastUpdated:s", updated != NULL ? updated : entered, "updatedBy:s", by, NULL);
}

JsonObject *
muster_cw_company (MusterWorld *world,
                   JsonObject  *client)
{
  JsonArray *contacts = muster_jo_arr (client, "contacts"), *types = json_array_new ();
  JsonArray *domains = muster_jo_arr (client, "domains");
  JsonObject *first = muster_ja_length (contacts) > 0 ? muster_ja_obj (contacts, 0) : NULL;
  g_autofree char *website = muster_ja_length (domains) > 0
                             ? g_strdup_printf ("www.%s", muster_jo_str (muster_ja_obj (domains, 0), "name")) : NULL;
  g_auto(GStrv) city = g_strsplit (muster_jo_str (client, "city") != NULL ? muster_jo_str (client, "city") : "", ",", 2);

  json_array_add_object_element (types, muster_cw_ref (1, "Customer"));
  return muster_jo_new ("id:i", muster_jo_int (client, "psaCompanyId", 0),
                        "identifier:s", muster_jo_str (client, "psaIdentifier"),
                        "name:s", muster_jo_str (client, "name"),
                        "status:o", muster_jo_bool (client, "inactive", FALSE) ? muster_cw_ref (2, "Inactive") : muster_cw_ref (1, "Active"),
                        "city:s", city[0],
                        "website:s", website,
                        "defaultContact:o", muster_cw_contact_ref (first),
                        "types:a", types,
                        "deletedFlag:b", FALSE,
                        "_info:o", info (muster_jo_str (muster_world_get_root (world), "now"), "zadmin", NULL),
                        NULL);
}

static JsonObject *
communication (gint64      id,
               const char *kind,
               const char *name,
               const char *value)
{
  const char *at = strchr (value, '@');

  return muster_jo_new ("id:i", id, "type:o", muster_cw_ref (g_str_equal (kind, "Email") ? 1 : 2, name),
                        "value:s", value, "defaultFlag:b", TRUE, "communicationType:s", kind,
                        "domain:s", at != NULL ? at : NULL, NULL);
}

JsonObject *
muster_cw_contact (JsonObject *client,
                   JsonObject *contact)
{
  gint64 id = muster_jo_int (contact, "id", 0);
  const char *email = muster_jo_str (contact, "email"), *phone = muster_jo_str (contact, "phone");
  JsonArray *items = json_array_new ();

  if (email != NULL)
    json_array_add_object_element (items, communication (id * 10 + 1, "Email", "Email", email));
  if (phone != NULL)
    json_array_add_object_element (items, communication (id * 10 + 2, "Phone", "Direct", phone));
  return muster_jo_new ("id:i", id,
                        "firstName:s", muster_jo_str (contact, "firstName"),
                        "lastName:s", muster_jo_str (contact, "lastName"),
                        "company:o", muster_cw_company_ref (client),
                        "inactiveFlag:b", !muster_jo_bool (contact, "active", TRUE),
                        "disablePortalLoginFlag:b", !muster_jo_bool (contact, "portalUser", FALSE),
                        "defaultFlag:b", FALSE,
                        "communicationItems:a", items,
                        NULL);
}

/**
 * muster_cw_type_id:
 * @board: a board
 * @type: (nullable): the name of one of its ticket types
 *
 * Returns: the type's id, 0 for a name that the board does not have
 */
gint64
muster_cw_type_id (JsonObject *board,
                   const char *type)
{
  JsonArray *types = muster_jo_arr (board, "types");

  for (guint i = 0; type != NULL && i < muster_ja_length (types); i++)
    if (g_strcmp0 (muster_ja_str (types, i), type) == 0)
      return muster_jo_int (board, "id", 0) * 100 + i + 1;
  return 0;
}

static JsonObject *
type_ref (JsonObject *board,
          const char *type)
{
  gint64 id = muster_cw_type_id (board, type);

  return id != 0 ? muster_cw_ref (id, type) : NULL;
}

static JsonObject *
source_ref (const char *source)
{
  static const struct { const char *source, *name; } names[] = {
    { "portal", "Portal" }, { "email", "Email Connector" }, { "phone", "Phone" }, { "monitoring", "RMM Alert" }, { "api", "API" },
  };

  for (gsize i = 0; source != NULL && i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i].source, source))
      return muster_cw_ref ((gint64) i + 1, names[i].name);
  return NULL;
}

/* Who keyed the ticket in: the portal and the mail connector have names of their own. */
static char *
entered_by (MusterWorld *world,
            JsonObject  *ticket)
{
  const char *source = muster_jo_str (ticket, "source"), *by = muster_jo_str (ticket, "enteredBy");
  JsonObject *owner = muster_world_member (world, muster_jo_int (ticket, "ownerId", 0));
  JsonArray *members = muster_jo_arr (muster_world_get_msp (world), "members");

  if (by != NULL)
    return g_strdup (by);
  if (g_strcmp0 (source, "portal") == 0)
    return g_strdup ("CustomerPortal");
  if (g_strcmp0 (source, "email") == 0)
    return g_strdup ("EmailConnector");
  if (g_strcmp0 (source, "monitoring") == 0)
    return g_strdup ("RMM");
  return muster_cw_identifier (owner != NULL ? owner : muster_ja_obj (members, 0));
}

/**
 * muster_cw_ticket:
 * @world: the world
 * @ticket: a ticket of it
 *
 * Returns: (transfer full): the ticket as ConnectWise shows it
 */
JsonObject *
muster_cw_ticket (MusterWorld *world,
                  JsonObject  *ticket)
{
  JsonObject *client = muster_world_client (world, "key", muster_jo_str (ticket, "clientKey"));
  JsonObject *contact = muster_world_contact (world, muster_jo_int (ticket, "contactId", -1), NULL);
  JsonObject *board = muster_world_board (world, muster_jo_int (ticket, "boardId", 0));
  JsonObject *status = muster_world_status (world, muster_jo_int (ticket, "statusId", 0), NULL);
  JsonObject *owner = muster_world_member (world, muster_jo_int (ticket, "ownerId", -1));
  JsonObject *priority = muster_ja_find_int (muster_jo_arr (muster_world_get_root (world), "priorities"), "id",
                                             muster_jo_int (ticket, "priorityId", -1));
  gint64 team = muster_jo_int (ticket, "teamId", 0);
  g_autofree char *by = entered_by (world, ticket);
  g_autofree char *resources = owner != NULL ? muster_cw_identifier (owner) : NULL;

  return muster_jo_new ("id:i", muster_jo_int (ticket, "id", 0),
                        "summary:s", muster_jo_str (ticket, "summary"),
                        "recordType:s", "ServiceTicket",
                        "board:o", muster_cw_ref (muster_jo_int (board, "id", 0), muster_jo_str (board, "name")),
                        "status:o", muster_cw_ref (muster_jo_int (status, "id", 0), muster_jo_str (status, "name")),
                        "company:o", muster_cw_company_ref (client),
                        "contact:o", muster_cw_contact_ref (contact),
                        "contactName:s", muster_jo_str (ticket, "fromName"),
                        "contactPhoneNumber:s", muster_jo_str (contact, "phone"),
                        "contactEmailAddress:s", muster_jo_str (ticket, "fromEmail"),
                        "type:o", type_ref (board, muster_jo_str (ticket, "type")),
                        "team:o", team > 0 ? muster_cw_ref (team, "Service Team") : NULL,
                        "owner:o", muster_cw_member_ref (owner),
                        "priority:o", priority != NULL ? muster_cw_ref (muster_jo_int (priority, "id", 0), muster_jo_str (priority, "name")) : NULL,
                        "source:o", source_ref (muster_jo_str (ticket, "source")),
                        "severity:s", "Medium",
                        "impact:s", "Medium",
                        "externalXRef:s", muster_jo_str (ticket, "externalXRef"),
                        "automaticEmailContactFlag:b", muster_jo_bool (ticket, "automaticEmailContactFlag", TRUE),
                        "customerUpdatedFlag:b", FALSE,
                        "closedDate:s", muster_jo_str (ticket, "closed"),
                        "closedFlag:b", muster_jo_bool (status, "closed", FALSE),
                        "resources:s", resources,
                        "_info:o", info (muster_jo_str (ticket, "created"), by, muster_jo_str (ticket, "updated")),
                        NULL);
}
