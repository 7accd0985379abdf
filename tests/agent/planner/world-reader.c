/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-clock.h"
#include "muster-json.h"
#include "muster-note.h"
#include "muster-text.h"
#include "world-reader.h"

/* Answers the planner's read tools straight out of a world file, in the shapes that the catalog's tools have, with the
 * licences and roles that the world's tenants lack. It is no look-alike of a vendor: no paging, no faults. */

struct _WorldReader
{
  JsonNode *root;
  gint64 now;
};

static const char * const offered[] = {
  "microsoft365:find-users", "microsoft365:get-user", "microsoft365:get-manager", "microsoft365:list-user-groups", "microsoft365:list-user-licenses",
  "microsoft365:list-subscribed-skus", "microsoft365:find-groups", "microsoft365:get-group", "microsoft365:list-group-members", "microsoft365:list-auth-methods",
  "microsoft365:get-user-risk", "microsoft365:list-sign-ins", "microsoft365:list-user-devices", "microsoft365:find-devices", "microsoft365:get-device",
  "microsoft365:get-mailbox-settings", "microsoft365:get-mailbox", "microsoft365:find-mailboxes", "microsoft365:list-mailbox-permissions",
  "microsoft365:find-distribution-groups", "microsoft365:list-teams", "microsoft365:list-team-members", "microsoft365:get-service-health", "microsoft365:list-domains",
  "microsoft365:get-organization", "hudu:search-articles", "hudu:get-article", "hudu:list-assets", "hudu:list-procedures", "hudu:get-procedure", "hudu:find-passwords",
  "microsoft365:unblock-sign-in", "microsoft365:block-sign-in", "microsoft365:reset-password", "microsoft365:revoke-sessions", "microsoft365:require-mfa-reregistration",
  "microsoft365:delete-auth-method", "microsoft365:create-temporary-access-pass", "microsoft365:dismiss-user-risk", "microsoft365:confirm-compromised",
  "microsoft365:add-group-member", "microsoft365:remove-group-member", "microsoft365:assign-license", "microsoft365:remove-license", "microsoft365:update-user",
  "microsoft365:set-manager", "microsoft365:create-user", "microsoft365:delete-user", "microsoft365:restore-user", "microsoft365:set-automatic-replies",
  "microsoft365:grant-mailbox-access", "microsoft365:remove-mailbox-access", "microsoft365:add-distribution-member", "microsoft365:remove-distribution-member",
  "microsoft365:convert-to-shared-mailbox", "microsoft365:set-forwarding", "microsoft365:add-team-member", "microsoft365:remove-team-member",
  "microsoft365:sync-device", "microsoft365:reboot-device", "microsoft365:lock-device", "microsoft365:retire-device", "microsoft365:wipe-device",
  "microsoft365:get-bitlocker-key", "microsoft365:get-laps-password",
};

WorldReader *
world_reader_new (const char *path)
{
  WorldReader *self = g_new0 (WorldReader, 1);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, &error))
    g_error ("%s", error->message);
  self->root = json_from_string (text, &error);
  if (self->root == NULL)
    g_error ("%s: %s", path, error->message);
  if (!muster_time_parse_iso (muster_json_str (json_node_get_object (self->root), "now"), &self->now))
    g_error ("%s has no time", path);
  return self;
}

void
world_reader_free (WorldReader *self)
{
  json_node_unref (self->root);
  g_free (self);
}

JsonArray *
world_reader_tickets (WorldReader *self)
{
  return muster_json_arr (json_node_get_object (self->root), "tickets");
}

static JsonObject *
find_row (JsonArray  *rows,
          const char *member,
          const char *value)
{
  for (guint i = 0; rows != NULL && value != NULL && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_json_arr_obj (rows, i);
      const char *found = muster_json_str (row, member);

      if (found != NULL && g_ascii_strcasecmp (found, value) == 0)
        return row;
    }
  return NULL;
}

static JsonObject *
client_of (WorldReader *self,
           const char  *key)
{
  return find_row (muster_json_arr (json_node_get_object (self->root), "clients"), "key", key);
}

MusterCase *
world_reader_case (WorldReader *self,
                   JsonObject  *row)
{
  g_autoptr(MusterTicket) ticket = muster_ticket_new ();
  JsonObject *client = client_of (self, muster_json_str (row, "clientKey"));
  JsonArray *contacts = muster_json_arr (client, "contacts");
  JsonArray *notes = muster_json_arr (row, "notes");
  const char *source = muster_json_str (row, "source");
  const char *email = muster_json_str (row, "fromEmail");
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, muster_json_int (row, "id", 0));
  MusterCase *ticket_case;

  for (guint i = 0; email == NULL && i < json_array_get_length (contacts); i++)
    {
      JsonObject *contact = muster_json_arr_obj (contacts, i);

      if (muster_json_int (contact, "id", -1) == muster_json_int (row, "contactId", -2))
        email = muster_json_str (contact, "email");
    }
  muster_ticket_set_external_id (ticket, id);
  muster_ticket_set_number (ticket, id);
  muster_ticket_set_contact_name (ticket, muster_json_str (row, "fromName"));
  muster_ticket_set_contact_email (ticket, email);
  muster_ticket_set_summary (ticket, muster_json_str (row, "summary"));
  muster_ticket_set_description (ticket, muster_json_str (row, "description"));
  muster_ticket_set_ticket_type (ticket, muster_json_str (row, "type"));
  muster_ticket_set_origin (ticket, g_strcmp0 (source, "portal") == 0 ? MUSTER_TICKET_ORIGIN_PORTAL
                                    : g_strcmp0 (source, "phone") == 0 ? MUSTER_TICKET_ORIGIN_PHONE : MUSTER_TICKET_ORIGIN_EMAIL);
  muster_ticket_set_entered_by_member (ticket, g_strcmp0 (source, "phone") == 0);
  for (guint i = 0; notes != NULL && i < json_array_get_length (notes); i++)
    {
      JsonObject *source_note = muster_json_arr_obj (notes, i);
      g_autoptr(MusterNote) note = muster_note_new ();

      muster_note_set_author_kind (note, muster_json_str (source_note, "authorKind"));
      muster_note_set_author_name (note, muster_json_str (source_note, "authorName"));
      muster_note_set_internal (note, g_strcmp0 (muster_json_str (source_note, "kind"), "internal") == 0);
      muster_note_set_text (note, muster_json_str (source_note, "text"));
      g_ptr_array_add (list, g_steal_pointer (&note));
    }
  muster_ticket_set_notes (ticket, list);

  ticket_case = muster_case_new (ticket, muster_json_str (client, "name"), muster_json_str (client, "key"),
                                 muster_json_str (client, "language"), muster_json_str (client, "timeZone"), self->now);
  muster_case_set_docs (ticket_case, "hudu");
  for (guint i = 0; i < G_N_ELEMENTS (offered); i++)
    muster_case_offer_tool (ticket_case, offered[i], MUSTER_POLICY_AUTO);
  return ticket_case;
}

static gboolean
lacks_role (JsonObject *client,
            const char *role)
{
  JsonArray *missing = muster_json_arr (muster_json_obj (client, "gdap"), "missingRoles");

  for (guint i = 0; missing != NULL && i < json_array_get_length (missing); i++)
    {
      if (g_strcmp0 (muster_json_arr_str (missing, i), role) == 0)
        return TRUE;
    }
  return FALSE;
}

static const char *
role_for (const char *name)
{
  static const char * const table[][2] = {
    { "get-mailbox", "Exchange Administrator" }, { "find-mailboxes", "Exchange Administrator" }, { "list-mailbox-permissions", "Exchange Administrator" },
    { "get-mailbox-settings", "Exchange Administrator" }, { "get-user-risk", "Security Reader" }, { "list-auth-methods", "Authentication Administrator" },
    { "find-devices", "Intune Administrator" }, { "get-device", "Intune Administrator" }, { "list-user-devices", "Intune Administrator" },
    { "list-sign-ins", "Reports Reader" }, { "get-service-health", "Service Support Administrator" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      if (g_str_equal (table[i][0], name))
        return table[i][1];
    }
  return NULL;
}

static void
copy (JsonObject *to,
      const char *as,
      JsonObject *from,
      const char *member)
{
  if (json_object_has_member (from, member))
    json_object_set_member (to, as, json_node_ref (json_object_get_member (from, member)));
}

static JsonObject *
user_shape (JsonObject *user)
{
  JsonObject *out = json_object_new ();
  static const char * const same[] = { "id", "displayName", "givenName", "surname", "mail", "accountEnabled", "userType", "jobTitle", "department", "onPremisesSamAccountName", "officeLocation", "mobilePhone", "employeeId" };
  JsonArray *aliases = muster_json_arr (user, "aliases");
  JsonArray *proxies = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    copy (out, same[i], user, same[i]);
  copy (out, "userPrincipalName", user, "upn");
  for (guint i = 0; aliases != NULL && i < json_array_get_length (aliases); i++)
    {
      g_autofree char *proxy = g_strconcat ("smtp:", muster_json_arr_str (aliases, i), NULL);

      json_array_add_string_element (proxies, proxy);
    }
  json_object_set_array_member (out, "proxyAddresses", proxies);
  if (g_strcmp0 (muster_json_str (user, "source"), "onPremises") == 0)
    json_object_set_boolean_member (out, "onPremisesSyncEnabled", TRUE);
  else
    json_object_set_null_member (out, "onPremisesSyncEnabled");
  return out;
}

static JsonObject *
group_shape (JsonObject *group)
{
  JsonObject *out = json_object_new ();
  JsonArray *types = json_array_new ();
  const char *kind = muster_json_str (group, "kind");
  gboolean unified = g_strcmp0 (kind, "microsoft365") == 0;
  gboolean mail = unified || g_strcmp0 (kind, "distribution") == 0 || g_strcmp0 (kind, "mail-enabled") == 0;

  copy (out, "id", group, "id");
  copy (out, "displayName", group, "name");
  copy (out, "description", group, "description");
  copy (out, "mail", group, "mail");
  copy (out, "membershipRule", group, "membershipRule");
  if (unified)
    json_array_add_string_element (types, "Unified");
  if (g_strcmp0 (kind, "dynamic") == 0)
    json_array_add_string_element (types, "DynamicMembership");
  json_object_set_array_member (out, "groupTypes", types);
  json_object_set_boolean_member (out, "mailEnabled", mail);
  json_object_set_boolean_member (out, "securityEnabled", !unified && g_strcmp0 (kind, "distribution") != 0);
  json_object_set_boolean_member (out, "isAssignableToRole", muster_json_bool (group, "roleAssignable", FALSE));
  json_object_set_boolean_member (out, "onPremisesSyncEnabled", muster_json_bool (group, "synced", FALSE));
  return out;
}

static gboolean
contains (const char *text,
          const char *query)
{
  g_autofree char *folded = muster_text_fold (text != NULL ? text : "");
  g_autofree char *wanted = muster_text_fold (query);

  return strstr (folded, wanted) != NULL;
}

static gboolean
has_address (JsonObject *user,
             const char *mail)
{
  JsonArray *aliases = muster_json_arr (user, "aliases");

  for (guint i = 0; aliases != NULL && i < json_array_get_length (aliases); i++)
    {
      if (g_ascii_strcasecmp (muster_json_arr_str (aliases, i), mail) == 0)
        return TRUE;
    }
  return (muster_json_str (user, "mail") != NULL && g_ascii_strcasecmp (muster_json_str (user, "mail"), mail) == 0) ||
         g_ascii_strcasecmp (muster_json_str (user, "upn"), mail) == 0;
}

static JsonArray *
find_users (JsonObject *client,
            const char *mail,
            const char *query)
{
  JsonArray *users = muster_json_arr (client, "users");
  JsonArray *out = json_array_new ();

  for (guint i = 0; i < json_array_get_length (users); i++)
    {
      JsonObject *user = muster_json_arr_obj (users, i);

      if ((mail != NULL && !has_address (user, mail)) || (query != NULL && !contains (muster_json_str (user, "displayName"), query)))
        continue;
      json_array_add_object_element (out, user_shape (user));
    }
  return out;
}

static JsonArray *
people_rows (JsonObject *client,
             JsonArray  *ids)
{
  JsonArray *out = json_array_new ();

  for (guint i = 0; ids != NULL && i < json_array_get_length (ids); i++)
    {
      JsonObject *user = find_row (muster_json_arr (client, "users"), "id", muster_json_arr_str (ids, i));

      if (user != NULL)
        json_array_add_object_element (out, user_shape (user));
    }
  return out;
}

static JsonObject *
device_shape (JsonObject *client,
              JsonObject *device)
{
  JsonObject *out = json_object_new ();
  static const char * const same[] = { "id", "deviceName", "operatingSystem", "model", "serialNumber", "complianceState" };
  JsonObject *user = find_row (muster_json_arr (client, "users"), "id", muster_json_str (device, "user"));

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    copy (out, same[i], device, same[i]);
  copy (out, "azureADDeviceId", device, "entraDeviceId");
  copy (out, "managedDeviceOwnerType", device, "ownership");
  copy (out, "lastSyncDateTime", device, "lastSync");
  copy (out, "isEncrypted", device, "encrypted");
  copy (out, "userId", device, "user");
  if (user != NULL)
    copy (out, "userPrincipalName", user, "upn");
  return out;
}

static JsonObject *
mailbox_shape (const char *name,
               const char *address,
               const char *type)
{
  JsonObject *out = json_object_new ();

  json_object_set_string_member (out, "DisplayName", name);
  json_object_set_string_member (out, "PrimarySmtpAddress", address);
  json_object_set_string_member (out, "RecipientTypeDetails", type);
  return out;
}

/* Ambiguous name resolution: the start of the name, of one of its words, or of the address. */
static gboolean
anr (const char *name,
     const char *address,
     const char *query)
{
  g_autofree char *folded = muster_text_fold (name != NULL ? name : "");
  g_autofree char *wanted = muster_text_fold (query);
  g_auto(GStrv) parts = g_strsplit_set (folded, " -.", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (g_str_has_prefix (parts[i], wanted))
        return TRUE;
    }
  return g_str_has_prefix (folded, wanted) || (address != NULL && g_ascii_strncasecmp (address, query, strlen (query)) == 0);
}

static JsonArray *
permission_rows (JsonObject *client,
                 JsonArray  *permissions,
                 const char *right,
                 const char *member)
{
  JsonArray *out = json_array_new ();

  for (guint i = 0; permissions != NULL && i < json_array_get_length (permissions); i++)
    {
      JsonObject *permission = muster_json_arr_obj (permissions, i);
      JsonObject *user = find_row (muster_json_arr (client, "users"), "id", muster_json_str (permission, "user"));
      JsonObject *row;

      if (user == NULL || g_strcmp0 (muster_json_str (permission, "right"), right) != 0)
        continue;
      row = json_object_new ();
      json_object_set_string_member (row, member, muster_json_str (user, "upn"));
      json_array_add_object_element (out, row);
    }
  return out;
}

static JsonObject *
documents (JsonObject *client)
{
  JsonObject *docs = muster_json_obj (client, "docs");
  JsonArray *articles = muster_json_arr (docs, "articles");
  JsonArray *folders = muster_json_arr (docs, "folders");
  JsonArray *out = json_array_new ();
  JsonArray *folder_rows = json_array_new ();
  JsonObject *result = json_object_new ();

  for (guint i = 0; articles != NULL && i < json_array_get_length (articles); i++)
    {
      JsonObject *article = muster_json_arr_obj (articles, i);
      JsonObject *row = json_object_new ();
      g_autofree char *text = muster_text_from_html (muster_json_str (article, "content"));

      if (muster_json_bool (article, "archived", FALSE))
        {
          json_object_unref (row);
          continue;
        }
      copy (row, "id", article, "id");
      copy (row, "name", article, "name");
      copy (row, "folder_id", article, "folderId");
      copy (row, "updated_at", article, "updatedAt");
      copy (row, "draft", article, "draft");
      copy (row, "company_id", client, "huduCompanyId");
      json_object_set_string_member (row, "text", text);
      json_array_add_object_element (out, row);
    }
  for (guint i = 0; folders != NULL && i < json_array_get_length (folders); i++)
    {
      JsonObject *row = json_object_new ();

      copy (row, "id", muster_json_arr_obj (folders, i), "id");
      copy (row, "name", muster_json_arr_obj (folders, i), "name");
      copy (row, "parent_folder_id", muster_json_arr_obj (folders, i), "parentId");
      json_array_add_object_element (folder_rows, row);
    }
  json_object_set_array_member (result, "articles", out);
  json_object_set_array_member (result, "folders", folder_rows);
  return result;
}

static JsonObject *
procedures (JsonObject *client,
            gint64      only)
{
  JsonArray *rows = muster_json_arr (muster_json_obj (client, "docs"), "procedures");
  JsonArray *out = json_array_new ();
  JsonObject *result = json_object_new ();

  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      JsonObject *procedure = muster_json_arr_obj (rows, i);
      JsonArray *steps = muster_json_arr (procedure, "steps");
      JsonArray *tasks = json_array_new ();
      JsonObject *row = json_object_new ();

      for (guint k = 0; steps != NULL && k < json_array_get_length (steps); k++)
        {
          JsonObject *task = json_object_new ();

          copy (task, "name", muster_json_arr_obj (steps, k), "text");
          json_array_add_object_element (tasks, task);
        }
      copy (row, "id", procedure, "id");
      copy (row, "name", procedure, "name");
      if (only == muster_json_int (procedure, "id", -1))
        {
          json_object_set_array_member (row, "steps", json_array_ref (tasks));
          json_object_set_object_member (result, "procedure", json_object_ref (row));
        }
      json_array_unref (tasks);
      json_array_add_object_element (out, row);
    }
  json_object_set_array_member (result, "procedures", out);
  return result;
}

static JsonObject *
user_answer (JsonObject  *client,
             const char  *name,
             JsonObject  *user,
             const char **status)
{
  JsonObject *result = json_object_new ();

  if (g_str_equal (name, "get-user"))
    {
      json_object_set_object_member (result, "user", user_shape (user));
    }
  else if (g_str_equal (name, "get-manager"))
    {
      JsonObject *manager = find_row (muster_json_arr (client, "users"), "id", muster_json_str (user, "manager"));

      if (manager != NULL)
        json_object_set_object_member (result, "manager", user_shape (manager));
      else
        json_object_set_null_member (result, "manager");
    }
  else if (g_str_equal (name, "list-user-groups"))
    {
      JsonArray *roles = muster_json_arr (user, "adminRoles");
      JsonArray *ids = muster_json_arr (user, "groups");
      JsonArray *groups = json_array_new ();
      JsonArray *out = json_array_new ();

      for (guint i = 0; ids != NULL && i < json_array_get_length (ids); i++)
        json_array_add_object_element (groups, group_shape (find_row (muster_json_arr (client, "groups"), "id", muster_json_arr_str (ids, i))));
      for (guint i = 0; roles != NULL && i < json_array_get_length (roles); i++)
        {
          JsonObject *row = json_object_new ();

          json_object_set_string_member (row, "displayName", muster_json_arr_str (roles, i));
          json_array_add_object_element (out, row);
        }
      json_object_set_array_member (result, "groups", groups);
      json_object_set_array_member (result, "roles", out);
    }
  else if (g_str_equal (name, "list-user-licenses"))
    {
      JsonArray *parts = muster_json_arr (user, "licences");
      JsonArray *out = json_array_new ();

      for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
        {
          JsonObject *row = json_object_new ();

          json_object_set_string_member (row, "skuPartNumber", muster_json_arr_str (parts, i));
          json_array_add_object_element (out, row);
        }
      json_object_set_array_member (result, "licenses", out);
    }
  else if (g_str_equal (name, "list-auth-methods"))
    {
      JsonArray *methods = muster_json_arr (user, "authMethods");
      JsonArray *out = json_array_new ();

      for (guint i = 0; methods != NULL && i < json_array_get_length (methods); i++)
        {
          JsonObject *method = muster_json_arr_obj (methods, i);
          JsonObject *row = json_object_new ();
          g_autofree char *type = g_strdup_printf ("#microsoft.graph.%sAuthenticationMethod", muster_json_str (method, "kind"));

          copy (row, "id", method, "id");
          json_object_set_string_member (row, "type", type);
          json_array_add_object_element (out, row);
        }
      json_object_set_array_member (result, "methods", out);
    }
  else if (g_str_equal (name, "get-user-risk"))
    {
      JsonObject *risk = muster_json_obj (user, "risk");

      if (!muster_json_bool (client, "entraP2", FALSE))
        {
          JsonArray *unlicensed = json_array_new ();

          json_array_add_string_element (unlicensed, "risk");
          json_object_set_array_member (result, "unlicensed", unlicensed);
          json_object_set_null_member (result, "risk");
        }
      else if (risk == NULL || g_strcmp0 (muster_json_str (risk, "level"), "none") == 0)
        {
          json_object_set_null_member (result, "risk");
        }
      else
        {
          JsonObject *row = json_object_new ();

          copy (row, "riskLevel", risk, "level");
          copy (row, "riskState", risk, "state");
          copy (row, "riskDetail", risk, "detail");
          json_object_set_object_member (result, "risk", row);
        }
    }
  else if (g_str_equal (name, "list-sign-ins"))
    {
      JsonArray *rows = muster_json_arr (user, "signIns");
      JsonArray *out = json_array_new ();

      for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
        {
          JsonObject *sign_in = muster_json_arr_obj (rows, i);
          JsonObject *row = json_object_new ();
          const char *place = muster_json_str (sign_in, "location");
          const char *comma = place != NULL ? strrchr (place, ',') : NULL;

          copy (row, "id", sign_in, "id");
          copy (row, "createdDateTime", sign_in, "createdDateTime");
          copy (row, "errorCode", sign_in, "errorCode");
          copy (row, "failureReason", sign_in, "failureReason");
          if (comma != NULL)
            json_object_set_string_member (row, "country", comma + 2);
          json_array_add_object_element (out, row);
        }
      if (muster_json_bool (client, "entraP1", FALSE))
        {
          json_object_set_array_member (result, "signIns", out);
        }
      else
        {
          JsonArray *unlicensed = json_array_new ();

          json_array_unref (out);
          json_array_add_string_element (unlicensed, "signIns");
          json_object_set_array_member (result, "unlicensed", unlicensed);
          json_object_set_null_member (result, "signIns");
        }
    }
  else if (g_str_equal (name, "list-user-devices"))
    {
      JsonArray *rows = muster_json_arr (client, "devices");
      JsonArray *out = json_array_new ();

      for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
        {
          if (g_strcmp0 (muster_json_str (muster_json_arr_obj (rows, i), "user"), muster_json_str (user, "id")) == 0)
            json_array_add_object_element (out, device_shape (client, muster_json_arr_obj (rows, i)));
        }
      json_object_set_array_member (result, "devices", out);
    }
  else if (g_str_equal (name, "get-mailbox-settings"))
    {
      JsonObject *settings = json_object_new ();
      JsonObject *replies = json_object_new ();

      copy (replies, "status", muster_json_obj (user, "automaticReplies"), "status");
      json_object_set_object_member (settings, "automaticRepliesSetting", replies);
      json_object_set_object_member (result, "settings", settings);
    }
  else
    {
      *status = "not-found";
    }
  return result;
}

static JsonObject *
tenant_answer (JsonObject  *client,
               const char  *name,
               JsonObject  *args,
               const char **status)
{
  JsonObject *result = json_object_new ();

  if (g_str_equal (name, "find-users"))
    {
      json_object_set_array_member (result, "users", find_users (client, muster_json_str (args, "mail"), muster_json_str (args, "query")));
    }
  else if (g_str_equal (name, "find-groups"))
    {
      JsonArray *groups = muster_json_arr (client, "groups");
      JsonArray *out = json_array_new ();

      for (guint i = 0; i < json_array_get_length (groups); i++)
        json_array_add_object_element (out, group_shape (muster_json_arr_obj (groups, i)));
      json_object_set_array_member (result, "groups", out);
    }
  else if (g_str_equal (name, "get-group") || g_str_equal (name, "list-group-members"))
    {
      JsonObject *group = find_row (muster_json_arr (client, "groups"), "id", muster_json_str (args, "group"));

      if (group == NULL)
        {
          *status = "not-found";
          return result;
        }
      json_object_set_object_member (result, "group", group_shape (group));
      json_object_set_array_member (result, "owners", people_rows (client, muster_json_arr (group, "owners")));
      json_object_set_array_member (result, "members", people_rows (client, muster_json_arr (group, "members")));
    }
  else if (g_str_equal (name, "list-teams"))
    {
      JsonArray *teams = muster_json_arr (client, "teams");
      JsonArray *out = json_array_new ();

      for (guint i = 0; teams != NULL && i < json_array_get_length (teams); i++)
        {
          JsonObject *row = json_object_new ();

          copy (row, "id", muster_json_arr_obj (teams, i), "id");
          copy (row, "displayName", muster_json_arr_obj (teams, i), "name");
          copy (row, "description", muster_json_arr_obj (teams, i), "description");
          json_array_add_object_element (out, row);
        }
      json_object_set_array_member (result, "teams", out);
    }
  else if (g_str_equal (name, "list-subscribed-skus"))
    {
      JsonArray *skus = muster_json_arr (client, "skus");
      JsonArray *out = json_array_new ();

      for (guint i = 0; i < json_array_get_length (skus); i++)
        {
          JsonObject *row = json_object_new ();

          copy (row, "skuPartNumber", muster_json_arr_obj (skus, i), "partNumber");
          copy (row, "consumedUnits", muster_json_arr_obj (skus, i), "used");
          copy (row, "enabled", muster_json_arr_obj (skus, i), "purchased");
          json_array_add_object_element (out, row);
        }
      json_object_set_array_member (result, "skus", out);
    }
  else if (g_str_equal (name, "find-devices") || g_str_equal (name, "get-device"))
    {
      gboolean one = g_str_equal (name, "get-device");
      JsonObject *device = find_row (muster_json_arr (client, "devices"), one ? "id" : "deviceName", muster_json_str (args, one ? "device" : "name"));
      JsonArray *out = json_array_new ();

      if (device != NULL && !one)
        json_array_add_object_element (out, device_shape (client, device));
      if (device != NULL && one)
        json_object_set_object_member (result, "device", device_shape (client, device));
      json_object_set_array_member (result, "devices", out);
    }
  else if (g_str_equal (name, "find-mailboxes") || g_str_equal (name, "get-mailbox") || g_str_equal (name, "list-mailbox-permissions"))
    {
      JsonArray *boxes = muster_json_arr (client, "sharedMailboxes");
      JsonArray *users = muster_json_arr (client, "users");
      JsonArray *out = json_array_new ();
      const char *query = muster_json_str (args, "query");
      const char *address = muster_json_str (args, "mailbox");
      JsonObject *box = find_row (boxes, "address", address);

      for (guint i = 0; query != NULL && i < json_array_get_length (boxes); i++)
        {
          JsonObject *row = muster_json_arr_obj (boxes, i);

          if (anr (muster_json_str (row, "displayName"), muster_json_str (row, "address"), query))
            json_array_add_object_element (out, mailbox_shape (muster_json_str (row, "displayName"), muster_json_str (row, "address"), "SharedMailbox"));
        }
      for (guint i = 0; query != NULL && i < json_array_get_length (users); i++)
        {
          JsonObject *row = muster_json_arr_obj (users, i);

          if (muster_json_str (row, "mail") != NULL && anr (muster_json_str (row, "displayName"), muster_json_str (row, "mail"), query))
            json_array_add_object_element (out, mailbox_shape (muster_json_str (row, "displayName"), muster_json_str (row, "mail"), "UserMailbox"));
        }
      json_object_set_array_member (result, "mailboxes", out);
      if (box != NULL)
        json_object_set_object_member (result, "mailbox", mailbox_shape (muster_json_str (box, "displayName"), address, "SharedMailbox"));
      json_object_set_array_member (result, "fullAccess", permission_rows (client, muster_json_arr (box, "permissions"), "full-access", "User"));
      json_object_set_array_member (result, "sendAs", permission_rows (client, muster_json_arr (box, "permissions"), "send-as", "Trustee"));
      json_object_set_array_member (result, "sendOnBehalf", permission_rows (client, muster_json_arr (box, "permissions"), "send-on-behalf", "User"));
    }
  else if (g_str_equal (name, "get-service-health"))
    {
      JsonArray *rows = muster_json_arr (client, "serviceHealth");
      JsonArray *out = json_array_new ();

      for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
        {
          JsonObject *issue = muster_json_arr_obj (rows, i);
          JsonObject *row = json_object_new ();

          copy (row, "id", issue, "id");
          copy (row, "title", issue, "title");
          copy (row, "service", issue, "service");
          copy (row, "status", issue, "status");
          copy (row, "startDateTime", issue, "startDateTime");
          json_object_set_boolean_member (row, "isResolved", muster_json_str (issue, "endDateTime") != NULL);
          json_array_add_object_element (out, row);
        }
      json_object_set_array_member (result, "issues", out);
    }
  else if (g_str_equal (name, "get-organization"))
    {
      JsonObject *row = json_object_new ();

      json_object_set_boolean_member (row, "onPremisesSyncEnabled", g_strcmp0 (muster_json_str (muster_json_obj (client, "directory"), "mode"), "hybrid") == 0);
      json_object_set_object_member (result, "organization", row);
    }
  else if (g_str_equal (name, "list-assets"))
    {
      copy (result, "assets", muster_json_obj (client, "docs"), "assets");
    }
  else
    {
      *status = "not-found";
    }
  return result;
}

JsonNode *
world_reader_answer (WorldReader  *self,
                     const char   *client_key,
                     const char   *tool,
                     JsonObject   *args,
                     const char  **status)
{
  JsonObject *client = client_of (self, client_key);
  const char *name = strchr (tool, ':') + 1;
  const char *role = role_for (name);
  const char *user_id = muster_json_str (args, "user");
  JsonObject *user = find_row (muster_json_arr (client, "users"), "id", user_id);
  JsonObject *result;
  JsonNode *node;

  *status = "ok";
  if (role != NULL && lacks_role (client, role))
    {
      *status = "forbidden";
      return NULL;
    }
  if (g_str_equal (name, "search-articles"))
    result = documents (client);
  else if (g_str_equal (name, "list-procedures"))
    result = procedures (client, -1);
  else if (g_str_equal (name, "get-procedure"))
    result = procedures (client, muster_json_int (args, "procedure", -2));
  else if (user_id != NULL && user == NULL)
    result = json_object_new ();
  else if (user != NULL)
    result = user_answer (client, name, user, status);
  else
    result = tenant_answer (client, name, args, status);
  if (user_id != NULL && user == NULL)
    *status = "not-found";

  if (!g_str_equal (*status, "ok"))
    {
      json_object_unref (result);
      return NULL;
    }
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, result);
  return node;
}
