/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-clock.h"
#include "muster-error.h"
#include "muster-sandbox-check.h"
#include "muster-sandbox-json.h"

/* The schema of a world file as one table, so that a wrong file is refused with the name of the
 * member that is wrong ("clients[1].users[3].upn") before anything is served.
 *
 * A member is "name:type"; "?" after the name lets it be absent or null. Types: s text, i whole
 * number, b true or false, t time, g GUID, l list of texts, o=KIND object, a=KIND list of objects. */

static const struct {
  const char *kind;
  const char *members;
} schema[] = {
  { "world", "schema:s now:t msp:o=msp boards:a=board priorities:a=priority docs?:o=docs clients:a=client "
    "tickets:a=ticket history?:a=ticket" },
  { "msp", "name:s domain:s tenantId:g timeZone?:s members:a=member" },
  { "member", "id:i initials?:s name:s email?:s role?:s active?:b apiOnly?:b" },
  { "board", "id:i name:s statuses:a=status types?:l" },
  { "status", "id:i name:s closed:b" },
  { "priority", "id:i name:s sort?:i" },
  { "docs", "folders?:a=folder articles?:a=article passwords?:a=password assets?:a=asset "
    "configurations?:a=configuration procedures?:a=procedure" },
  { "folder", "id:i name:s parentId?:i" },
  { "article", "id:i folderId?:i name:s content?:s draft?:b archived?:b createdAt?:t updatedAt?:t updatedBy?:i" },
  { "password", "id:i name:s username?:s password?:s otpSecret?:s url?:s category?:s notes?:s updatedAt?:t" },
  { "asset", "id:i layout:s name:s fields?:a=field updatedAt?:t" },
  { "field", "label:s" },
  { "configuration", "id:i type?:s name:s" },
  { "procedure", "id:i name:s steps?:a=step" },
  { "step", "n?:i text:s" },
  { "client", "key:s name:s psaCompanyId?:i psaIdentifier?:s tenantId?:g tenantName?:s domains?:a=domain huduCompanyId?:i "
    "itglueOrganizationId?:i language?:s city?:s timeZone?:s directory?:o=directory entraP1?:b entraP2?:b gdap?:o=gdap "
    "users?:a=user groups?:a=group skus?:a=sku teams?:a=team sharedMailboxes?:a=mailbox devices?:a=device "
    "serviceHealth?:a=health contacts?:a=contact docs?:o=docs" },
  { "domain", "name:s verified?:b default?:b" },
  { "directory", "mode:s passwordWriteback?:b adDomain?:s" },
  { "gdap", "relationshipId?:s status:s endDateTime?:t roles?:l missingRoles?:l" },
  { "user", "id:g upn:s displayName:s givenName?:s surname?:s mail?:s aliases?:l userType?:s jobTitle?:s department?:s manager?:g "
    "accountEnabled:b source:s onPremisesSamAccountName?:s licences?:l groups?:l authMethods?:a=method risk?:o=risk "
    "signIns?:a=signIn lastPasswordChange?:t mobilePhone?:s officeLocation?:s employeeId?:s adminRoles?:l "
    "automaticReplies?:o=replies forwardingTo?:s created?:t" },
  { "method", "id:s kind:s displayName?:s phoneNumber?:s phoneType?:s" },
  { "risk", "level:s state:s detail?:s" },
  { "signIn", "id:s createdDateTime:t app?:s ipAddress?:s location?:s errorCode:i failureReason?:s" },
  { "replies", "status:s message?:s" },
  { "group", "id:g name:s description?:s kind:s mail?:s synced?:b roleAssignable?:b membershipRule?:s licencesByGroup?:l "
    "owners?:l members?:l" },
  { "sku", "id:g partNumber:s name?:s purchased:i used:i" },
  { "team", "id:g name:s description?:s groupId:g visibility?:s" },
  { "mailbox", "id:g address:s displayName:s permissions?:a=permission" },
  { "permission", "user:g right:s" },
  { "device", "id:g deviceName:s entraDeviceId?:g user?:g operatingSystem?:s model?:s serialNumber?:s complianceState?:s "
    "managementState?:s ownership?:s lastSync?:t encrypted?:b bitlocker?:a=key laps?:s" },
  { "key", "keyId:s volume?:s key:s" },
  { "health", "id:s service:s title:s status:s startDateTime:t endDateTime?:t detail?:s" },
  { "contact", "id:i firstName?:s lastName?:s email?:s phone?:s active?:b portalUser?:b" },
  { "ticket", "id:i number?:s clientKey:s contactId?:i fromName?:s fromEmail?:s boardId:i statusId:i type?:s priorityId?:i "
    "summary:s description?:s source?:s created:t closed?:t ownerId?:i resolution?:s timeEntries?:a=time notes?:a=note" },
  { "time", "id:i memberId?:i start?:t minutes?:i notes?:s addToResolution?:b" },
  { "note", "id:i kind:s authorKind:s memberId?:i contactId?:i authorName?:s fromEmail?:b created:t text:s" },
};

static gboolean check_object (JsonObject *object,
                              const char *kind,
                              const char *where,
                              GError    **error);

static gboolean
fail (GError    **error,
      const char *where,
      const char *what)
{
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s: %s", where, what);
  return FALSE;
}

static const char *
found (JsonNode *node)
{
  if (node == NULL)
    return "nothing";
  if (JSON_NODE_HOLDS_OBJECT (node))
    return "an object";
  if (JSON_NODE_HOLDS_ARRAY (node))
    return "a list";
  if (JSON_NODE_HOLDS_NULL (node))
    return "null";
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return "a text";
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return "true or false";
  return "a number";
}

static gboolean
wrong (GError    **error,
       const char *where,
       const char *wanted,
       JsonNode   *node)
{
  g_autofree char *what = g_strdup_printf ("expected %s, found %s", wanted, found (node));

  return fail (error, where, what);
}

static gboolean
holds (JsonNode *node,
       GType     type)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static gboolean
check_objects (JsonNode   *node,
               const char *kind,
               const char *where,
               GError    **error)
{
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return wrong (error, where, "a list", node);
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *inner = g_strdup_printf ("%s[%u]", where, i);
      JsonNode *item = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_OBJECT (item))
        return wrong (error, inner, "an object", item);
      if (!check_object (json_node_get_object (item), kind, inner, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_texts (JsonNode   *node,
             const char *where,
             GError    **error)
{
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return wrong (error, where, "a list of texts", node);
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *inner = g_strdup_printf ("%s[%u]", where, i);

      if (!holds (json_array_get_element (array, i), G_TYPE_STRING))
        return wrong (error, inner, "a text", json_array_get_element (array, i));
    }
  return TRUE;
}

static gboolean
check_value (JsonNode   *node,
             const char *type,
             const char *where,
             GError    **error)
{
  gint64 us;

  switch (type[0])
    {
    case 's':
      return holds (node, G_TYPE_STRING) || wrong (error, where, "a text", node);
    case 'i':
      return holds (node, G_TYPE_INT64) || wrong (error, where, "a whole number", node);
    case 'b':
      return holds (node, G_TYPE_BOOLEAN) || wrong (error, where, "true or false", node);
    case 't':
      if (!holds (node, G_TYPE_STRING))
        return wrong (error, where, "a time", node);
      return muster_time_parse_iso (json_node_get_string (node), &us)
             || fail (error, where, "not a time like 2026-11-20T10:30:00Z");
    case 'g':
      if (!holds (node, G_TYPE_STRING))
        return wrong (error, where, "a GUID", node);
      return g_uuid_string_is_valid (json_node_get_string (node)) || fail (error, where, "not a GUID");
    case 'l':
      return check_texts (node, where, error);
    case 'o':
      if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
        return wrong (error, where, "an object", node);
      return check_object (json_node_get_object (node), type + 2, where, error);
    default:
      return check_objects (node, type + 2, where, error);
    }
}

static const char *
members_of (const char *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (schema); i++)
    if (g_str_equal (schema[i].kind, kind))
      return schema[i].members;
  g_assert_not_reached ();
}

static gboolean
check_object (JsonObject *object,
              const char *kind,
              const char *where,
              GError    **error)
{
  g_auto(GStrv) members = g_strsplit (members_of (kind), " ", -1);

  for (guint i = 0; members[i] != NULL; i++)
    {
      const char *type = strchr (members[i], ':') + 1;
      gboolean optional = type[-2] == '?';
      g_autofree char *name = g_strndup (members[i], (gsize) (type - members[i]) - (optional ? 2 : 1));
      g_autofree char *inner = *where != '\0' ? g_strdup_printf ("%s.%s", where, name) : g_strdup (name);
      JsonNode *node = json_object_get_member (object, name);

      if (node == NULL || JSON_NODE_HOLDS_NULL (node))
        {
          if (optional)
            continue;
          return fail (error, inner, "missing");
        }
      if (!check_value (node, type, inner, error))
        return FALSE;
    }
  return TRUE;
}

/* Members of a user, of a group or of a mailbox must exist: a look-alike that skipped the others
 * silently would hide a mistake in the file. */
static gboolean
check_references (JsonObject *client,
                  const char *where,
                  GError    **error)
{
  JsonArray *users = muster_jo_arr (client, "users");
  JsonArray *groups = muster_jo_arr (client, "groups");

  for (guint i = 0; i < muster_ja_length (users); i++)
    {
      JsonObject *user = muster_ja_obj (users, i);
      JsonArray *of = muster_jo_arr (user, "groups");
      const char *manager = muster_jo_str (user, "manager");
      g_autofree char *inner = g_strdup_printf ("%s.users[%u]", where, i);

      for (guint j = 0; j < muster_ja_length (of); j++)
        if (muster_ja_find (groups, "id", muster_ja_str (of, j)) == NULL)
          return fail (error, inner, "names a group that is not in this client");
      if (manager != NULL && muster_ja_find (users, "id", manager) == NULL)
        return fail (error, inner, "names a manager who is not in this client");
    }
  for (guint i = 0; i < muster_ja_length (groups); i++)
    {
      JsonArray *members = muster_jo_arr (muster_ja_obj (groups, i), "members");

      for (guint j = 0; j < muster_ja_length (members); j++)
        if (muster_ja_find (users, "id", muster_ja_str (members, j)) == NULL)
          {
            g_autofree char *inner = g_strdup_printf ("%s.groups[%u].members[%u]", where, i, j);

            return fail (error, inner, "names a user who is not in this client");
          }
    }
  return TRUE;
}

static gboolean
check_tickets (JsonObject *world,
               const char *name,
               GError    **error)
{
  JsonArray *tickets = muster_jo_arr (world, name);

  for (guint i = 0; i < muster_ja_length (tickets); i++)
    {
      JsonObject *ticket = muster_ja_obj (tickets, i);
      JsonObject *board = muster_ja_find_int (muster_jo_arr (world, "boards"), "id", muster_jo_int (ticket, "boardId", 0));
      g_autofree char *where = g_strdup_printf ("%s[%u]", name, i);
      g_autofree char *inner = NULL;

      if (muster_ja_find (muster_jo_arr (world, "clients"), "key", muster_jo_str (ticket, "clientKey")) == NULL)
        {
          inner = g_strconcat (where, ".clientKey", NULL);
          return fail (error, inner, "no client has this key");
        }
      if (board == NULL)
        {
          inner = g_strconcat (where, ".boardId", NULL);
          return fail (error, inner, "no board has this id");
        }
      if (muster_ja_find_int (muster_jo_arr (board, "statuses"), "id", muster_jo_int (ticket, "statusId", 0)) == NULL)
        {
          inner = g_strconcat (where, ".statusId", NULL);
          return fail (error, inner, "the ticket's board has no status with this id");
        }
    }
  return TRUE;
}

static gboolean
check_members (JsonObject *world,
               GError    **error)
{
  JsonArray *members = muster_jo_arr (muster_jo_obj (world, "msp"), "members");

  for (guint i = 0; i < muster_ja_length (members); i++)
    if (muster_jo_bool (muster_ja_obj (members, i), "apiOnly", FALSE))
      return TRUE;
  return fail (error, "msp.members", "nobody has apiOnly, so there is no identity for the product");
}

/**
 * muster_sandbox_check_world:
 * @world: the root of a world file
 * @error: return location for an error
 *
 * Returns: whether @world has the schema that the servers rely on; if not, @error names the member
 */
gboolean
muster_sandbox_check_world (JsonObject *world,
                            GError    **error)
{
  JsonArray *clients;

  if (g_strcmp0 (muster_jo_str (world, "schema"), "muster-world/1") != 0)
    return fail (error, "schema", "expected the text \"muster-world/1\"");
  if (!check_object (world, "world", "", error) || !check_members (world, error))
    return FALSE;

  clients = muster_jo_arr (world, "clients");
  for (guint i = 0; i < json_array_get_length (clients); i++)
    {
      g_autofree char *where = g_strdup_printf ("clients[%u]", i);

      if (!check_references (muster_ja_obj (clients, i), where, error))
        return FALSE;
    }
  return check_tickets (world, "tickets", error) && check_tickets (world, "history", error);
}
