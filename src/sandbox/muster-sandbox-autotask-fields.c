/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-clock.h"
#include "muster-sandbox-autotask.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Autotask describes its entities itself: names, types, lengths. The same tables say what a query
 * may name and what a write must hold. */

#define RO   MUSTER_AT_READ_ONLY
#define REQ  MUSTER_AT_REQUIRED
#define PICK MUSTER_AT_PICKLIST
#define HOOK MUSTER_AT_HOOK
#define INT  MUSTER_AT_INTEGER
#define STR  MUSTER_AT_STRING
#define TIME MUSTER_AT_TIME

static const MusterAtField ticket_fields[] = {
  { "id", INT, 0, RO | REQ }, { "apiVendorID", INT, 0, RO }, { "assignedResourceID", INT, 0, HOOK },
  { "assignedResourceRoleID", INT, 0, HOOK }, { "billingCodeID", INT, 0, 0 }, { "companyID", INT, 0, REQ | HOOK },
  { "companyLocationID", INT, 0, 0 }, { "completedByResourceID", INT, 0, RO }, { "completedDate", TIME, 0, RO | HOOK },
  { "configurationItemID", INT, 0, 0 }, { "contactID", INT, 0, HOOK }, { "contractID", INT, 0, 0 }, { "createDate", TIME, 0, RO },
  { "createdByContactID", INT, 0, 0 }, { "creatorResourceID", INT, 0, RO },
  { "creatorType", INT, 0, RO | MUSTER_AT_UNQUERYABLE }, { "description", STR, 8000, HOOK }, { "dueDateTime", TIME, 0, HOOK },
  { "estimatedHours", MUSTER_AT_DOUBLE, 0, 0 }, { "externalID", STR, 50, 0 }, { "firstResponseDateTime", TIME, 0, RO },
  { "firstResponseDueDateTime", TIME, 0, RO }, { "impersonatorCreatorResourceID", INT, 0, RO },
  { "issueType", INT, 0, PICK | HOOK }, { "lastActivityDate", TIME, 0, RO | HOOK },
  { "lastActivityPersonType", INT, 0, RO | MUSTER_AT_UNQUERYABLE }, { "lastActivityResourceID", INT, 0, RO },
  { "lastCustomerNotificationDateTime", TIME, 0, RO }, { "lastCustomerVisibleActivityDateTime", TIME, 0, RO },
  { "lastTrackedModificationDateTime", TIME, 0, RO }, { "priority", INT, 0, REQ | PICK | HOOK }, { "queueID", INT, 0, PICK | HOOK },
  { "resolution", STR, 32000, HOOK }, { "resolvedDateTime", TIME, 0, RO }, { "source", INT, 0, PICK | HOOK },
  { "status", INT, 0, REQ | PICK | HOOK }, { "subIssueType", INT, 0, PICK | HOOK }, { "ticketCategory", INT, 0, PICK | HOOK },
  { "ticketNumber", STR, 50, RO | HOOK }, { "ticketType", INT, 0, PICK | HOOK }, { "title", STR, 255, REQ | HOOK },
  { NULL }
};

static const MusterAtField note_fields[] = {
  { "id", INT, 0, RO | REQ }, { "createDateTime", TIME, 0, RO }, { "createdByContactID", INT, 0, 0 },
  { "creatorResourceID", INT, 0, RO | HOOK }, { "description", STR, 32000, REQ | HOOK },
  { "impersonatorCreatorResourceID", INT, 0, RO }, { "impersonatorUpdaterResourceID", INT, 0, RO },
  { "lastActivityDate", TIME, 0, RO }, { "noteType", INT, 0, REQ | PICK | HOOK }, { "publish", INT, 0, REQ | PICK | HOOK },
  { "ticketID", INT, 0, HOOK }, { "title", STR, 250, HOOK }, { NULL }
};

static const MusterAtField company_fields[] = {
  { "id", INT, 0, RO | REQ }, { "city", STR, 30, 0 }, { "companyName", STR, 100, REQ }, { "companyNumber", STR, 50, 0 },
  { "companyType", INT, 0, REQ | PICK }, { "createDate", TIME, 0, RO }, { "isActive", MUSTER_AT_BOOLEAN, 0, 0 },
  { "isClientPortalActive", MUSTER_AT_BOOLEAN, 0, 0 }, { "lastActivityDate", TIME, 0, RO },
  { "lastTrackedModifiedDateTime", TIME, 0, RO }, { "ownerResourceID", INT, 0, REQ }, { "phone", STR, 25, REQ },
  { "webAddress", STR, 255, 0 }, { NULL }
};

static const MusterAtField contact_fields[] = {
  { "id", INT, 0, RO | REQ }, { "companyID", INT, 0, 0 }, { "createDate", TIME, 0, RO }, { "emailAddress", STR, 254, 0 },
  { "emailAddress2", STR, 254, 0 }, { "emailAddress3", STR, 254, 0 }, { "firstName", STR, 20, REQ }, { "isActive", INT, 0, REQ },
  { "lastActivityDate", TIME, 0, RO }, { "lastModifiedDate", TIME, 0, RO }, { "lastName", STR, 20, REQ },
  { "mobilePhone", STR, 25, 0 }, { "phone", STR, 25, 0 }, { "primaryContact", MUSTER_AT_BOOLEAN, 0, 0 }, { "title", STR, 50, 0 },
  { NULL }
};

static const MusterAtField resource_fields[] = {
  { "id", INT, 0, RO | REQ }, { "defaultServiceDeskRoleID", INT, 0, 0 }, { "email", STR, 254, REQ }, { "firstName", STR, 50, REQ },
  { "initials", STR, 32, 0 }, { "isActive", MUSTER_AT_BOOLEAN, 0, 0 }, { "lastName", STR, 50, REQ }, { "licenseType", INT, 0, REQ | PICK },
  { "resourceType", STR, 15, 0 }, { "title", STR, 50, 0 }, { "userName", STR, 32, REQ }, { "userType", INT, 0, REQ | PICK }, { NULL }
};

static const MusterAtField role_fields[] = {
  { "id", INT, 0, RO | REQ }, { "description", STR, 200, 0 }, { "hourlyFactor", MUSTER_AT_DOUBLE, 0, REQ },
  { "hourlyRate", MUSTER_AT_DOUBLE, 0, REQ }, { "isActive", MUSTER_AT_BOOLEAN, 0, REQ }, { "isSystemRole", MUSTER_AT_BOOLEAN, 0, RO },
  { "name", STR, 200, REQ }, { NULL }
};

static const MusterAtField resource_role_fields[] = {
  { "id", INT, 0, RO | REQ }, { "departmentID", INT, 0, 0 }, { "isActive", MUSTER_AT_BOOLEAN, 0, 0 }, { "queueID", INT, 0, 0 },
  { "resourceID", INT, 0, REQ }, { "roleID", INT, 0, REQ }, { NULL }
};

static const MusterAtField desk_role_fields[] = {
  { "id", INT, 0, RO | REQ }, { "isActive", MUSTER_AT_BOOLEAN, 0, 0 }, { "isDefault", MUSTER_AT_BOOLEAN, 0, 0 },
  { "resourceID", INT, 0, REQ }, { "roleID", INT, 0, REQ }, { NULL }
};

static const MusterAtField time_fields[] = {
  { "id", INT, 0, RO | REQ }, { "createDateTime", TIME, 0, RO }, { "creatorUserID", INT, 0, RO }, { "dateWorked", TIME, 0, 0 },
  { "endDateTime", TIME, 0, 0 }, { "hoursToBill", MUSTER_AT_DOUBLE, 0, RO }, { "hoursWorked", MUSTER_AT_DOUBLE, 0, 0 },
  { "impersonatorCreatorResourceID", INT, 0, RO }, { "impersonatorUpdaterResourceID", INT, 0, RO },
  { "internalNotes", STR, 32000, 0 }, { "isNonBillable", MUSTER_AT_BOOLEAN, 0, 0 }, { "lastModifiedDateTime", TIME, 0, RO },
  { "resourceID", INT, 0, REQ }, { "roleID", INT, 0, 0 }, { "startDateTime", TIME, 0, 0 }, { "summaryNotes", STR, 32000, 0 },
  { "ticketID", INT, 0, 0 }, { NULL }
};

static const MusterAtField attachment_fields[] = {
  { "id", INT, 0, RO | REQ }, { "attachDate", TIME, 0, RO }, { "attachedByContactID", INT, 0, RO }, { "attachedByResourceID", INT, 0, RO },
  { "attachmentType", STR, 30, REQ }, { "contentType", STR, 100, RO }, { "fileSize", INT, 0, RO }, { "fullPath", STR, 255, REQ },
  { "parentID", INT, 0, 0 }, { "publish", INT, 0, REQ | PICK }, { "title", STR, 255, REQ }, { NULL }
};

static const MusterAtField history_fields[] = {
  { "id", INT, 0, RO }, { "notificationSentTime", TIME, 0, RO }, { "recipientEmailAddress", STR, 2000, RO }, { "ticketID", INT, 0, RO },
  { "companyID", INT, 0, RO }, { "templateName", STR, 100, RO }, { NULL }
};

static const MusterAtField hook_fields[] = {
  { "id", INT, 0, RO | REQ }, { "deactivationUrl", STR, 500, REQ }, { "isActive", MUSTER_AT_BOOLEAN, 0, 0 },
  { "isReady", MUSTER_AT_BOOLEAN, 0, RO }, { "isSubscribedToCreateEvents", MUSTER_AT_BOOLEAN, 0, 0 },
  { "isSubscribedToDeleteEvents", MUSTER_AT_BOOLEAN, 0, 0 }, { "isSubscribedToUpdateEvents", MUSTER_AT_BOOLEAN, 0, 0 },
  { "name", STR, 50, REQ }, { "notificationEmailAddress", STR, 150, 0 }, { "ownerResourceID", INT, 0, 0 }, { "secretKey", STR, 64, REQ },
  { "sendThresholdExceededNotification", MUSTER_AT_BOOLEAN, 0, 0 }, { "webhookGUID", STR, 50, RO }, { "webhookUrl", STR, 500, REQ },
  { NULL }
};

static const MusterAtField hook_field_fields[] = {
  { "id", INT, 0, RO | REQ }, { "fieldID", INT, 0, REQ | PICK }, { "isDisplayAlwaysField", MUSTER_AT_BOOLEAN, 0, REQ },
  { "isSubscribedField", MUSTER_AT_BOOLEAN, 0, REQ }, { "webhookID", INT, 0, 0 }, { NULL }
};

static const MusterAtField excluded_fields[] = {
  { "id", INT, 0, RO | REQ }, { "resourceID", INT, 0, REQ }, { "webhookID", INT, 0, 0 }, { NULL }
};

static const MusterAtField error_fields[] = {
  { "id", INT, 0, RO }, { "createDateTime", TIME, 0, RO }, { "errorMessage", STR, 0, RO }, { "payload", STR, 0, RO },
  { "sequenceNumber", INT, 0, RO }, { "ticketNoteWebhookID", INT, 0, RO }, { "ticketWebhookID", INT, 0, RO }, { NULL }
};

#undef INT
#undef STR
#undef TIME

/* Nothing that comes by REST mails anybody, so nothing is ever in there. */
static JsonArray *
no_rows (MusterCall *call)
{
  return json_array_new ();
}

static const MusterAtEntity entities[] = {
  { "Tickets", "Ticket", ticket_fields, muster_at_tickets, muster_at_ticket },
  { "TicketNotes", "TicketNote", note_fields, muster_at_notes },
  { "Companies", "Company", company_fields, muster_at_companies },
  { "Contacts", "Contact", contact_fields, muster_at_contacts },
  { "Resources", "Resource", resource_fields, muster_at_resources },
  { "Roles", "Role", role_fields, muster_at_roles },
  { "ResourceRoles", "ResourceRole", resource_role_fields, muster_at_resource_roles },
  { "ResourceServiceDeskRoles", "ResourceServiceDeskRole", desk_role_fields, muster_at_desk_roles },
  { "TimeEntries", "TimeEntry", time_fields, muster_at_time_entries },
  { "TicketAttachments", "TicketAttachment", attachment_fields, muster_at_attachments },
  { "NotificationHistory", "NotificationHistory", history_fields, no_rows },
  { "TicketWebhooks", "TicketWebhook", hook_fields, muster_at_ticket_hooks },
  { "TicketNoteWebhooks", "TicketNoteWebhook", hook_fields, muster_at_note_hooks },
  { "TicketWebhookFields", "TicketWebhookField", hook_field_fields, no_rows },
  { "TicketNoteWebhookFields", "TicketNoteWebhookField", hook_field_fields, no_rows },
  { "TicketWebhookExcludedResources", "TicketWebhookExcludedResource", excluded_fields, no_rows },
  { "WebhookEventErrorLogs", "WebhookEventErrorLog", error_fields, muster_at_hook_errors },
};

/**
 * muster_at_entity:
 * @name: a name out of a path
 *
 * Returns: (nullable): the entity
 */
const MusterAtEntity *
muster_at_entity (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (entities); i++)
    if (g_ascii_strcasecmp (entities[i].name, name) == 0)
      return &entities[i];
  return NULL;
}

const MusterAtField *
muster_at_field (const MusterAtEntity *entity,
                 const char           *name)
{
  for (const MusterAtField *field = entity->fields; name != NULL && field->name != NULL; field++)
    if (g_ascii_strcasecmp (field->name, name) == 0)
      return field;
  return NULL;
}

static const char *
type_name (const MusterAtField *field)
{
  switch (field->type)
    {
    case MUSTER_AT_INTEGER: return g_str_equal (field->name, "id") ? "long" : "integer";
    case MUSTER_AT_STRING:  return "string";
    case MUSTER_AT_BOOLEAN: return "boolean";
    case MUSTER_AT_TIME:    return "datetime";
    case MUSTER_AT_DOUBLE:  return "double";
    default: g_assert_not_reached ();
    }
}

void
muster_at_reply_fields (MusterCall           *call,
                        const MusterAtEntity *entity)
{
  JsonArray *rows = json_array_new ();

  for (const MusterAtField *field = entity->fields; field->name != NULL; field++)
    {
      gboolean pick = (field->flags & MUSTER_AT_PICKLIST) != 0;
      const char *parent = g_str_equal (field->name, "subIssueType") ? "issueType" : "";

      json_array_add_object_element (rows, muster_jo_new ("name:s", field->name, "dataType:s", type_name (field),
                                                          "length:d", (int) field->length,
                                                          "isRequired:b", (field->flags & MUSTER_AT_REQUIRED) != 0,
                                                          "isReadOnly:b", (field->flags & MUSTER_AT_READ_ONLY) != 0,
                                                          "isQueryable:b", (field->flags & MUSTER_AT_UNQUERYABLE) == 0,
                                                          "isReference:b", FALSE, "referenceEntityType:s", "",
                                                          "isPickList:b", pick,
                                                          "picklistValues:A", pick ? muster_at_picklist (call, entity, field) : NULL,
                                                          "picklistParentValueField:s", parent,
                                                          "isSupportedWebhookField:b", (field->flags & MUSTER_AT_HOOK) != 0, NULL));
    }
  muster_call_reply_object (call, 200, muster_jo_new ("fields:a", rows, NULL));
}

/* What may be done with the entity; a note can never be deleted. */
void
muster_at_reply_info (MusterCall           *call,
                      const MusterAtEntity *entity)
{
  gboolean hook = g_str_has_suffix (entity->name, "Webhooks"), note = g_str_equal (entity->name, "TicketNotes");
  gboolean ticket = g_str_equal (entity->name, "Tickets");
  gboolean made = hook || note || ticket || g_str_equal (entity->name, "TimeEntries");
  JsonObject *info = muster_jo_new ("name:s", entity->type, "canCreate:b", made, "canDelete:b", hook, "canQuery:b", TRUE,
                                    "canUpdate:b", made, "userAccessForCreate:s", made ? "All" : "None",
                                    "userAccessForDelete:s", hook ? "All" : "None", "userAccessForQuery:s", "All",
                                    "userAccessForUpdate:s", made ? "All" : "None", "hasUserDefinedFields:b", ticket,
                                    "supportsWebhookCallouts:b", note || ticket, NULL);

  muster_call_reply_object (call, 200, muster_jo_new ("info:o", info, NULL));
}

void
muster_at_reply_udfs (MusterCall           *call,
                      const MusterAtEntity *entity)
{
  JsonArray *rows = json_array_new ();

  if (g_str_equal (entity->name, "Tickets"))
    json_array_add_object_element (rows, muster_jo_new ("name:s", "Approval", "dataType:s", "string", "length:d", 200,
                                                        "isRequired:b", FALSE, "isReadOnly:b", FALSE, "isQueryable:b", TRUE,
                                                        "isReference:b", FALSE, "referenceEntityType:s", "", "isPickList:b", FALSE,
                                                        "picklistValues:A", NULL, "picklistParentValueField:s", "",
                                                        "isSupportedWebhookField:b", TRUE, NULL));
  muster_call_reply_object (call, 200, muster_jo_new ("fields:a", rows, NULL));
}

static gboolean
refuse (MusterCall *call,
        const char *format,
        const char *one,
        const char *two)
{
  g_autofree char *message = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  message = g_strdup_printf (format, one, two);
#pragma GCC diagnostic pop
  muster_autotask_fail (call, 500, message);
  return FALSE;
}

static gboolean
is_choice (MusterCall           *call,
           const MusterAtEntity *entity,
           const MusterAtField  *field,
           gint64                value)
{
  g_autoptr(JsonArray) array = muster_at_picklist (call, entity, field);
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  return muster_ja_find (array, "value", text) != NULL;
}

static gboolean
check_value (MusterCall           *call,
             const MusterAtEntity *entity,
             const MusterAtField  *field,
             JsonNode             *value)
{
  GType held = JSON_NODE_HOLDS_VALUE (value) ? json_node_get_value_type (value) : G_TYPE_INVALID;
  gint64 time;

  switch (field->type)
    {
    case MUSTER_AT_INTEGER:
      if (held != G_TYPE_INT64)
        return refuse (call, "Error converting value for field %s of %s to an integer.", field->name, entity->type);
      if ((field->flags & MUSTER_AT_PICKLIST) != 0 && !is_choice (call, entity, field, json_node_get_int (value)))
        return refuse (call, "Value does not exist for the required reference or picklist field %s of %s.", field->name, entity->type);
      return TRUE;
    case MUSTER_AT_STRING:
      if (held != G_TYPE_STRING)
        return refuse (call, "Error converting value for field %s of %s to a string.", field->name, entity->type);
      if (field->length > 0 && g_utf8_strlen (json_node_get_string (value), -1) > field->length)
        return refuse (call, "The value of field %s of %s is too long.", field->name, entity->type);
      return TRUE;
    case MUSTER_AT_BOOLEAN:
      return held == G_TYPE_BOOLEAN || refuse (call, "Error converting value for field %s of %s to a boolean.", field->name, entity->type);
    case MUSTER_AT_TIME:
      return (held == G_TYPE_STRING && muster_time_parse_iso (json_node_get_string (value), &time))
             || refuse (call, "Could not convert string to DateTime: field %s of %s.", field->name, entity->type);
    case MUSTER_AT_DOUBLE:
      return held == G_TYPE_INT64 || held == G_TYPE_DOUBLE
             || refuse (call, "Error converting value for field %s of %s to a number.", field->name, entity->type);
    default:
      g_assert_not_reached ();
    }
}

/**
 * muster_at_check_body:
 * @call: a write
 * @entity: what it writes
 * @body: (nullable): the body
 * @whole: whether required fields must be there
 *
 * Holds a body against the entity's fields and answers where it does not fit. Names that the
 * entity does not have are passed over.
 *
 * Returns: whether it fits
 */
gboolean
muster_at_check_body (MusterCall           *call,
                      const MusterAtEntity *entity,
                      JsonObject           *body,
                      gboolean              whole)
{
  if (body == NULL)
    return refuse (call, "A JSON object was expected in the body%s%s.", "", "");
  for (const MusterAtField *field = entity->fields; field->name != NULL; field++)
    {
      JsonNode *value = json_object_get_member (body, field->name);
      gboolean needed = (field->flags & MUSTER_AT_REQUIRED) != 0 && (field->flags & MUSTER_AT_READ_ONLY) == 0;

      if (value == NULL || JSON_NODE_HOLDS_NULL (value)
          || (needed && json_node_get_value_type (value) == G_TYPE_STRING && *json_node_get_string (value) == '\0'))
        {
          if (needed && (whole || value != NULL))
            return refuse (call, "%s is a required field of %s.", field->name, entity->type);
          continue;
        }
      if (!check_value (call, entity, field, value))
        return FALSE;
    }
  return TRUE;
}
