/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-autotask.h"
#include "muster-sandbox-cw.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Writing tickets. The id of an update is in the body and never in the path; what is written is
 * answered by its id alone. A PATCH changes what it names, a PUT empties what it leaves out. */

#define BOTH "Data violation: you must assign both a assignedResourceID and assignedResourceRoleID."

static gboolean
refuse (MusterCall *call,
        const char *message)
{
  muster_autotask_fail (call, 500, message);
  return FALSE;
}

/* A number in a body: -1 where it is missing or null */
static gint64
number_in (JsonObject *body,
           const char *member)
{
  return muster_jo_int (body, member, -1);
}

/**
 * muster_at_actor:
 * @call: a write
 * @impersonator: (out): the API user when it acts as somebody else, else 0
 *
 * Answers where the caller may not be whom it says.
 *
 * Returns: the resource that the write counts for, 0 after a refusal
 */
gint64
muster_at_actor (MusterCall *call,
                 gint64     *impersonator)
{
  const char *header = muster_call_header (call, "ImpersonationResourceId");
  gint64 own = muster_jo_int (muster_world_api_member (call->world), "id", 0), id = 0;
  JsonObject *member;

  *impersonator = 0;
  if (header == NULL)
    return own;
  member = g_ascii_string_to_signed (header, 10, 1, G_MAXINT64, &id, NULL) ? muster_world_member (call->world, id) : NULL;
  if (member == NULL || !muster_jo_bool (member, "active", FALSE) || muster_jo_bool (member, "apiOnly", FALSE)
      || !muster_jo_bool (muster_at_settings (call->world), "impersonation", TRUE))
    {
      refuse (call, "The resource cannot be impersonated: its security level or that of the API user does not allow it.");
      return 0;
    }
  *impersonator = own;
  return id;
}

/* Finds a ticket and notes whose it is; answers where there is none. */
JsonObject *
muster_at_world_ticket (MusterCall *call,
                        gint64      id)
{
  JsonObject *ticket = muster_world_ticket (call->world, id);
  JsonObject *client;
  g_autofree char *scope = NULL;

  if (ticket == NULL)
    {
      refuse (call, "The ticket does not exist or you do not have permission to it.");
      return NULL;
    }
  client = muster_world_client (call->world, "key", muster_jo_str (ticket, "clientKey"));
  scope = g_strdup_printf ("%" G_GINT64_FORMAT, muster_jo_int (client, "psaCompanyId", 0));
  muster_call_set_scope (call, scope);
  return ticket;
}

static gboolean
check_assignment (MusterCall *call,
                  JsonObject *body)
{
  gint64 resource = number_in (body, "assignedResourceID"), role = number_in (body, "assignedResourceRoleID");

  if ((resource == -1) != (role == -1))
    return refuse (call, BOTH);
  if (resource == -1)
    return TRUE;
  if (!muster_jo_bool (muster_world_member (call->world, resource), "active", FALSE))
    return refuse (call, "Value does not exist for the reference field assignedResourceID of Ticket, or the resource is not active.");
  return muster_at_has_role (call->world, resource, role)
         || refuse (call, "Data violation: the resource does not have the role that assignedResourceRoleID names.");
}

static gboolean
check_references (MusterCall *call,
                  JsonObject *body,
                  JsonObject *client)
{
  gint64 contact = number_in (body, "contactID");
  JsonObject *owner = NULL;

  if (number_in (body, "companyID") != -1 && client == NULL)
    return refuse (call, "Value does not exist for the reference field companyID of Ticket.");
  if (contact != -1 && (muster_world_contact (call->world, contact, &owner) == NULL || owner != client))
    return refuse (call, "Value does not exist for the reference field contactID of Ticket: the contact is not one of the company.");
  return check_assignment (call, body);
}

static const char *
type_name (MusterCall *call,
           gint64      issue)
{
  JsonArray *types = muster_jo_arr (muster_world_board (call->world, issue / 100), "types");

  return issue > 0 ? muster_ja_str (types, (guint) (issue % 100) - 1) : NULL;
}

/* One member of the body into the world's ticket; null empties it. */
static void
apply_plain (JsonObject *ticket,
             JsonObject *body,
             gboolean    whole)
{
  static const struct { const char *field, *member; } plain[] = {
    { "title", "summary" }, { "description", "description" }, { "resolution", "resolution" }, { "priority", "priorityId" },
    { "contactID", "contactId" }, { "assignedResourceID", "ownerId" }, { "assignedResourceRoleID", "roleId" }, { "dueDateTime", "due" },
    { "ticketType", "ticketType" }, { "ticketCategory", "ticketCategory" }, { "subIssueType", "subIssueType" },
    { "externalID", "externalXRef" }, { "userDefinedFields", "userDefinedFields" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (plain); i++)
    {
      JsonNode *value = json_object_get_member (body, plain[i].field);

      if (value != NULL)
        json_object_set_member (ticket, plain[i].member, json_node_copy (value));
      else if (whole)
        json_object_set_null_member (ticket, plain[i].member);
    }
}

static void
apply (MusterCall *call,
       JsonObject *ticket,
       JsonObject *body,
       gboolean    whole)
{
  gint64 status = number_in (body, "status") != -1 ? number_in (body, "status") : muster_at_status (call->world, ticket);
  gint64 queue = number_in (body, "queueID"), issue = number_in (body, "issueType");
  JsonObject *client = muster_world_client_by_number (call->world, "psaCompanyId", number_in (body, "companyID"));
  g_autofree char *now = muster_world_now_text (call->world);

  apply_plain (ticket, body, whole);
  if (queue != -1)
    json_object_set_int_member (ticket, "boardId", queue);
  json_object_set_int_member (ticket, "statusId", muster_at_world_status (call->world, muster_jo_int (ticket, "boardId", 0), status));
  if (issue != -1 && type_name (call, issue) != NULL)
    json_object_set_string_member (ticket, "type", type_name (call, issue));
  else if (whole || (json_object_has_member (body, "issueType") && issue == -1))
    json_object_set_null_member (ticket, "type");
  if (client != NULL)
    json_object_set_string_member (ticket, "clientKey", muster_jo_str (client, "key"));
  if (muster_at_status (call->world, ticket) != 5)
    json_object_set_null_member (ticket, "closed");
  else if (!muster_jo_has (ticket, "closed"))
    json_object_set_string_member (ticket, "closed", now);
  json_object_set_string_member (ticket, "updated", now);
}

void
muster_at_post_ticket (MusterCall *call)
{
  JsonObject *body = muster_call_object (call), *client, *ticket;
  gint64 impersonator, actor, board = number_in (body, "queueID");
  g_autofree char *by = muster_cw_identifier (muster_world_api_member (call->world));
  g_autoptr(JsonObject) wanted = NULL;

  if (!muster_at_check_body (call, muster_at_entity ("Tickets"), body, TRUE))
    return;
  client = muster_world_client_by_number (call->world, "psaCompanyId", number_in (body, "companyID"));
  if (!check_references (call, body, client))
    return;
  if (board == -1 && muster_jo_str (body, "dueDateTime") == NULL && number_in (body, "ticketCategory") == -1)
    {
      refuse (call, "Data violation: dueDateTime or queueID is required when the ticket category gives no default.");
      return;
    }
  actor = muster_at_actor (call, &impersonator);
  if (actor == 0)
    return;

  wanted = muster_jo_new ("summary:s", muster_jo_str (body, "title"), "description:s", muster_jo_str (body, "description"),
                          "source:s", "api", "enteredBy:s", by, "externalXRef:s", muster_jo_str (body, "externalID"), NULL);
  if (board != -1)
    json_object_set_int_member (wanted, "boardId", board);
  ticket = muster_cw_new_ticket (call->world, client, muster_world_contact (call->world, number_in (body, "contactID"), NULL), wanted);
  apply (call, ticket, body, FALSE);
  json_object_set_int_member (ticket, "creatorId", actor);
  json_object_set_int_member (ticket, "impersonatorId", impersonator);
  muster_call_touch (call, ticket, "created");
  muster_at_world_ticket (call, muster_jo_int (ticket, "id", 0));
  muster_at_reply_id (call, muster_jo_int (ticket, "id", 0));
}

static void
update_ticket (MusterCall *call,
               gboolean    whole)
{
  JsonObject *body = muster_call_object (call), *ticket, *client;
  gint64 impersonator;

  if (number_in (body, "id") == -1)
    {
      refuse (call, "The id of the entity is missing in the body.");
      return;
    }
  ticket = muster_at_world_ticket (call, number_in (body, "id"));
  if (ticket == NULL || !muster_at_check_body (call, muster_at_entity ("Tickets"), body, whole))
    return;
  client = number_in (body, "companyID") != -1
           ? muster_world_client_by_number (call->world, "psaCompanyId", number_in (body, "companyID"))
           : muster_world_client (call->world, "key", muster_jo_str (ticket, "clientKey"));
  if (!check_references (call, body, client) || muster_at_actor (call, &impersonator) == 0)
    return;
  apply (call, ticket, body, whole);
  muster_call_touch (call, ticket, "updated");
  muster_at_reply_id (call, number_in (body, "id"));
}

void
muster_at_patch_ticket (MusterCall *call)
{
  update_ticket (call, FALSE);
}

void
muster_at_put_ticket (MusterCall *call)
{
  update_ticket (call, TRUE);
}
