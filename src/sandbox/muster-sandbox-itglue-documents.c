/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-hudu.h"
#include "muster-sandbox-itglue.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Documents: the world's articles, and its procedures as documents that another system keeps in
 * sync. A list shows the root level unless a folder filter says otherwise, never filters by name,
 * and brings every body along. A new document is a draft without a body until it is published. */

static JsonObject *
show_document (MusterCall *call,
               JsonObject *client,
               JsonObject *document)
{
  const char *updated = muster_jo_str (document, "updatedAt"), *now = muster_jo_str (muster_world_get_root (call->world), "now");
  gboolean draft = muster_jo_bool (document, "draft", FALSE), steps = muster_jo_has (document, "steps");
  gint64 id = muster_jo_int (document, "id", 0);
  JsonObject *attributes = json_object_new ();

  updated = updated != NULL ? updated : now;
  muster_itglue_add_owner (call, attributes, client, "docs", id);
  muster_itglue_add_id (attributes, "document-folder-id", muster_jo_int (document, "folderId", 0));
  muster_jo_add (attributes, "name:s", muster_jo_str (document, "name"), "restricted:b", FALSE, "my-glue:b", FALSE,
                 "archived:b", muster_jo_bool (document, "archived", FALSE), "published:b", !draft, NULL);
  if (!steps && muster_jo_bool (muster_itglue_settings (call->world), "content", TRUE))
    json_object_set_string_member (attributes, "content", muster_jo_str (document, "content") != NULL ? muster_jo_str (document, "content") : "");
  muster_itglue_add_time (attributes, "published-at", draft ? NULL : updated);
  muster_itglue_add_time (attributes, "created-at", muster_jo_str (document, "createdAt") != NULL ? muster_jo_str (document, "createdAt") : updated);
  muster_itglue_add_time (attributes, "updated-at", updated);
  return muster_itglue_resource ("documents", id, attributes);
}

/* Which documents a folder filter lets through: two forms are in use, and `folderFilters` says which of them work */
static gboolean
is_in_folder (MusterCall *call,
              JsonObject *document)
{
  const char *works = muster_itglue_setting (call->world, "folderFilters", "both");
  const char *wanted = muster_itglue_filter (call, "document_folder_id");
  const char *unwanted = muster_itglue_filter_not (call, "document_folder_id");
  gint64 folder = muster_jo_int (document, "folderId", 0);

  if (wanted != NULL && !g_str_equal (wanted, "null"))
    return folder == g_ascii_strtoll (wanted, NULL, 10);
  if (!g_str_equal (works, "ne") && (wanted != NULL || (unwanted != NULL && *unwanted == '\0')))
    return TRUE;
  if (!g_str_equal (works, "null") && unwanted != NULL && g_str_equal (unwanted, "null"))
    return folder > 0;
  return folder == 0;
}

static JsonObject *
show_listed (MusterCall *call,
             JsonObject *client,
             JsonObject *document)
{
  return is_in_folder (call, document) && !muster_world_is_late (call->world, "itglue", document) ? show_document (call, client, document) : NULL;
}

void
muster_itglue_get_documents (MusterCall *call)
{
  JsonArray *rows = muster_itglue_collect (call, NULL, "articles", show_listed);

  if (rows != NULL)
    rows = muster_itglue_collect (call, rows, "procedures", show_listed);
  muster_itglue_reply_list (call, rows, "id archived");
}

/**
 * muster_itglue_find_document:
 * @call: a call
 * @id: an id
 * @client: (out) (nullable): whose it is
 * @synced: (out): whether another system keeps it, so that it cannot be changed here
 *
 * Returns: (transfer none) (nullable): the article or procedure; a 404 has been answered without one
 */
JsonObject *
muster_itglue_find_document (MusterCall  *call,
                             gint64       id,
                             JsonObject **client,
                             gboolean    *synced)
{
  JsonObject *document = muster_itglue_find (call, "articles", id, client);

  *synced = muster_itglue_is_listed (call->world, "syncedDocuments", id);
  if (document == NULL)
    {
      document = muster_itglue_find (call, "procedures", id, client);
      *synced = TRUE;
    }
  if (document == NULL)
    muster_itglue_fail (call, 404, NULL);
  return document;
}

void
muster_itglue_get_document (MusterCall *call)
{
  JsonObject *client, *document;
  gboolean synced;

  document = muster_itglue_find_document (call, muster_call_param_number (call, 0), &client, &synced);
  if (document != NULL)
    muster_itglue_reply_one (call, 200, show_document (call, client, document));
}

/**
 * muster_itglue_editable:
 * @call: a write to the document that the path names
 *
 * Returns: (transfer none) (nullable): the article; an error has been answered without one
 */
JsonObject *
muster_itglue_editable (MusterCall *call)
{
  JsonObject *client, *document;
  gboolean synced;

  document = muster_itglue_find_document (call, muster_call_param_number (call, 0), &client, &synced);
  if (document == NULL || !synced)
    return document;
  muster_itglue_fail (call, 422, "Documents that are synced from another source cannot be changed");
  return NULL;
}

/* An edit makes a draft of what was published, unless the setting `editDrafts` is false */
void
muster_itglue_edited (MusterCall *call,
                      JsonObject *article)
{
  g_autofree char *now = muster_world_now_text (call->world);

  json_object_set_string_member (article, "updatedAt", now);
  if (muster_jo_bool (muster_itglue_settings (call->world), "editDrafts", TRUE))
    json_object_set_boolean_member (article, "draft", TRUE);
  call->changed = TRUE;
}

/* 0 for the root; a folder of somebody else is refused */
static gboolean
take_folder (MusterCall *call,
             JsonObject *attributes,
             JsonObject *client,
             JsonObject *article)
{
  gint64 folder = muster_itglue_given_number (attributes, "document_folder_id");
  JsonArray *folders = muster_jo_arr (muster_hudu_docs (call->world, client), "folders");

  if (muster_itglue_given (attributes, "document_folder_id") == NULL)
    return TRUE;
  if (folder != 0 && muster_ja_find_int (folders, "id", folder) == NULL)
    {
      muster_itglue_fail (call, 422, "Document folder must exist in the same organization");
      return FALSE;
    }
  if (folder != 0)
    json_object_set_int_member (article, "folderId", folder);
  else
    json_object_set_null_member (article, "folderId");
  return TRUE;
}

void
muster_itglue_post_document (MusterCall *call)
{
  JsonObject *attributes, *client;
  g_autoptr(JsonObject) article = NULL;
  g_autofree char *now = muster_world_now_text (call->world);

  if (!muster_itglue_find_owner (call, muster_call_param_number (call, 0), &client))
    return;
  attributes = muster_itglue_attributes (call, "documents");
  if (attributes == NULL)
    return;
  if (muster_itglue_given_text (attributes, "name") == NULL || *muster_itglue_given_text (attributes, "name") == '\0')
    {
      muster_itglue_fail (call, 422, "Name can't be blank");
      return;
    }
  article = muster_jo_new ("id:i", muster_world_next_id (call->world, "doc"), "name:s", muster_itglue_given_text (attributes, "name"),
                           "content:s", "", "draft:b", TRUE, "archived:b", FALSE, "createdAt:s", now, "updatedAt:s", now, NULL);
  if (!take_folder (call, attributes, client, article))
    return;
  json_array_add_object_element (muster_hudu_list (call->world, client, "articles"), json_object_ref (article));
  call->changed = TRUE;
  muster_itglue_reply_one (call, 201, show_document (call, client, article));
}

void
muster_itglue_patch_document (MusterCall *call)
{
  JsonObject *article = muster_itglue_editable (call), *attributes = article != NULL ? muster_itglue_attributes (call, "documents") : NULL;
  JsonObject *client;
  JsonNode *archived;
  const char *name;
  gboolean synced;

  if (attributes == NULL)
    return;
  muster_itglue_find_document (call, muster_call_param_number (call, 0), &client, &synced);
  name = muster_itglue_given_text (attributes, "name");
  archived = muster_itglue_given (attributes, "archived");
  if (name != NULL && *name == '\0')
    {
      muster_itglue_fail (call, 422, "Name can't be blank");
      return;
    }
  if (!take_folder (call, attributes, client, article))
    return;
  if (name != NULL)
    json_object_set_string_member (article, "name", name);
  if (archived != NULL && JSON_NODE_HOLDS_VALUE (archived))
    json_object_set_boolean_member (article, "archived", json_node_get_boolean (archived));
  muster_itglue_edited (call, article);
  muster_itglue_reply_one (call, 200, show_document (call, client, article));
}

void
muster_itglue_publish (MusterCall *call)
{
  JsonObject *article = muster_itglue_editable (call), *client;
  g_autofree char *now = muster_world_now_text (call->world);
  gboolean synced;

  if (article == NULL)
    return;
  muster_itglue_find_document (call, muster_call_param_number (call, 0), &client, &synced);
  json_object_set_boolean_member (article, "draft", FALSE);
  json_object_set_string_member (article, "updatedAt", now);
  call->changed = TRUE;
  muster_itglue_reply_one (call, 200, show_document (call, client, article));
}

/* --- folders --- */

static JsonObject *
show_folder (MusterCall *call,
             JsonObject *client,
             JsonObject *folder)
{
  const char *now = muster_jo_str (muster_world_get_root (call->world), "now");
  gint64 id = muster_jo_int (folder, "id", 0);
  JsonObject *attributes = muster_jo_new ("name:s", muster_jo_str (folder, "name"), "restricted:b", FALSE, NULL);

  muster_itglue_add_owner (call, attributes, client, "documents/folder", id);
  json_object_remove_member (attributes, "organization-name");
  muster_itglue_add_id (attributes, "parent-id", muster_jo_int (folder, "parentId", 0));
  muster_itglue_add_time (attributes, "created-at", now);
  muster_itglue_add_time (attributes, "updated-at", now);
  return muster_itglue_resource ("document-folders", id, attributes);
}

/* Many accounts do not have these yet: `folders` is then 401, 403 or 404 */
void
muster_itglue_get_folders (MusterCall *call)
{
  gint64 refusal = muster_jo_int (muster_itglue_settings (call->world), "folders", 0);

  if (refusal >= 400)
    muster_itglue_fail (call, (guint) refusal, NULL);
  else
    muster_itglue_reply_list (call, muster_itglue_collect (call, NULL, "folders", show_folder), "id organization_id");
}
