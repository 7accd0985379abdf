/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-clock.h"
#include "muster-json.h"
#include "muster-note.h"
#include "muster-text.h"
#include "world-reader.h"
#include "world-tenant.h"

/* Answers the planner's read tools straight out of a world file, in the shapes that the catalog's tools have, with the
 * licences and roles that the world's tenants lack. It is no look-alike of a vendor: no paging, no faults. Tenants are
 * in world-tenant.c, documentation is here. */

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
client_of (WorldReader *self,
           const char  *key)
{
  return world_find_row (muster_json_arr (json_node_get_object (self->root), "clients"), "key", key);
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
      world_copy (row, "id", article, "id");
      world_copy (row, "name", article, "name");
      world_copy (row, "folder_id", article, "folderId");
      world_copy (row, "updated_at", article, "updatedAt");
      world_copy (row, "draft", article, "draft");
      world_copy (row, "company_id", client, "huduCompanyId");
      json_object_set_string_member (row, "text", text);
      json_array_add_object_element (out, row);
    }
  for (guint i = 0; folders != NULL && i < json_array_get_length (folders); i++)
    {
      JsonObject *row = json_object_new ();

      world_copy (row, "id", muster_json_arr_obj (folders, i), "id");
      world_copy (row, "name", muster_json_arr_obj (folders, i), "name");
      world_copy (row, "parent_folder_id", muster_json_arr_obj (folders, i), "parentId");
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

          world_copy (task, "name", muster_json_arr_obj (steps, k), "text");
          json_array_add_object_element (tasks, task);
        }
      world_copy (row, "id", procedure, "id");
      world_copy (row, "name", procedure, "name");
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
  JsonObject *user = world_find_row (muster_json_arr (client, "users"), "id", user_id);
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
    result = world_user_answer (client, name, user, status);
  else
    result = world_tenant_answer (client, name, args, status);
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
