/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-hudu.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Articles and their folders. An article without a company is the MSP's own and global. */

static void
add_id (JsonObject *row,
        const char *member,
        gint64      id)
{
  if (id > 0)
    json_object_set_int_member (row, member, id);
  else
    json_object_set_null_member (row, member);
}

static JsonObject *
show_article (MusterCall *call,
              JsonObject *client,
              JsonObject *article)
{
  const char *name = muster_jo_str (article, "name"), *content = muster_jo_str (article, "content");
  gint64 id = muster_jo_int (article, "id", 0);
  g_autofree char *slug = muster_hudu_slug (name, id);
  g_autofree char *url = g_strdup_printf ("/kba/%s", slug);
  gboolean shared = muster_jo_bool (article, "shared", FALSE);
  g_autofree char *share = g_strdup_printf ("%s/shared_article/%s", call->base, slug + strlen (slug) - 12);
  JsonObject *row = muster_jo_new ("id:i", id, NULL);

  add_id (row, "company_id", muster_jo_int (client, "huduCompanyId", 0));
  add_id (row, "folder_id", muster_jo_int (article, "folderId", 0));
  muster_jo_add (row, "name:s", name, "slug:s", slug + strlen (slug) - 12, "content:s", content != NULL ? content : "",
                 "draft:b", muster_jo_bool (article, "draft", FALSE), "enable_sharing:b", shared, "share_url:s", shared ? share : "",
                 "object_type:s", "Article", "url:s", url, "public_photos:a", json_array_new (),
                 "created_at:S", muster_jo_str (article, "createdAt"), "updated_at:S", muster_jo_str (article, "updatedAt"), NULL);
  return row;
}

static JsonObject *
show_live (MusterCall *call,
           JsonObject *client,
           JsonObject *article)
{
  return muster_jo_bool (article, "archived", FALSE) || muster_world_is_late (call->world, "hudu", article) ? NULL : show_article (call, client, article);
}

void
muster_hudu_get_articles (MusterCall *call)
{
  muster_hudu_reply_page (call, "articles", muster_hudu_collect (call, "articles", show_live), TRUE);
}

static JsonObject *
find (MusterCall  *call,
      JsonObject **client)
{
  return muster_hudu_find (call, "articles", muster_call_param_number (call, 0), client);
}

void
muster_hudu_get_article (MusterCall *call)
{
  JsonObject *client, *article = find (call, &client);

  if (article != NULL)
    muster_hudu_reply_one (call, 200, "article", show_article (call, client, article));
}

static void
take_texts (JsonObject *article,
            JsonObject *wanted)
{
  if (muster_jo_str (wanted, "name") != NULL)
    json_object_set_string_member (article, "name", muster_jo_str (wanted, "name"));
  if (muster_jo_str (wanted, "content") != NULL)
    {
      json_object_set_string_member (article, "content", muster_jo_str (wanted, "content"));
      /* what another look-alike has cut the old text into */
      json_object_remove_member (article, "sections");
    }
  if (muster_jo_has (wanted, "enable_sharing"))
    json_object_set_boolean_member (article, "shared", muster_jo_bool (wanted, "enable_sharing", FALSE));
  if (muster_jo_has (wanted, "folder_id"))
    json_object_set_int_member (article, "folderId", muster_jo_int (wanted, "folder_id", 0));
}

/* Where a new object belongs; a company that is not there answers 404 */
static gboolean
find_owner (MusterCall  *call,
            JsonObject  *wanted,
            JsonObject **client)
{
  *client = NULL;
  if (!muster_jo_has (wanted, "company_id"))
    return TRUE;
  *client = muster_hudu_client (call->world, muster_jo_int (wanted, "company_id", -1));
  if (*client == NULL)
    muster_hudu_fail (call, 404, "Not found");
  return *client != NULL;
}

void
muster_hudu_post_article (MusterCall *call)
{
  JsonObject *wanted = muster_jo_obj (muster_call_object (call), "article"), *client, *article;
  g_autofree char *now = muster_world_now_text (call->world);

  if (muster_jo_str (wanted, "name") == NULL)
    {
      muster_hudu_fail (call, 422, "Name can't be blank");
      return;
    }
  if (!find_owner (call, wanted, &client))
    return;
  article = muster_jo_new ("id:i", muster_world_next_id (call->world, "doc"), "draft:b", FALSE, "archived:b", FALSE,
                           "content:s", "", "createdAt:s", now, "updatedAt:s", now, NULL);
  take_texts (article, wanted);
  json_array_add_object_element (muster_hudu_list (call->world, client, "articles"), article);
  call->changed = TRUE;
  muster_hudu_reply_one (call, 200, "article", show_article (call, client, article));
}

void
muster_hudu_put_article (MusterCall *call)
{
  JsonObject *client, *article = find (call, &client), *wanted = muster_jo_obj (muster_call_object (call), "article");
  g_autofree char *now = muster_world_now_text (call->world);

  if (article == NULL)
    return;
  if (wanted == NULL)
    {
      muster_hudu_fail (call, 422, "article is missing");
      return;
    }
  take_texts (article, wanted);
  json_object_set_string_member (article, "updatedAt", now);
  call->changed = TRUE;
  muster_hudu_reply_one (call, 200, "article", show_article (call, client, article));
}

static void
set_archived (MusterCall *call,
              gboolean    archived)
{
  JsonObject *client, *article = find (call, &client);

  if (article == NULL)
    return;
  json_object_set_boolean_member (article, "archived", archived);
  call->changed = TRUE;
  muster_hudu_reply_one (call, 200, "article", show_article (call, client, article));
}

void
muster_hudu_archive (MusterCall *call)
{
  set_archived (call, TRUE);
}

void
muster_hudu_unarchive (MusterCall *call)
{
  set_archived (call, FALSE);
}

void
muster_hudu_drop_article (MusterCall *call)
{
  JsonObject *client, *article = find (call, &client);
  JsonArray *articles;

  if (article == NULL)
    return;
  articles = muster_jo_arr (muster_hudu_docs (call->world, client), "articles");
  for (guint i = 0; i < json_array_get_length (articles); i++)
    if (muster_ja_obj (articles, i) == article)
      {
        json_array_remove_element (articles, i);
        break;
      }
  call->changed = TRUE;
  muster_call_reply_empty (call, 204);
}

static JsonObject *
show_folder (MusterCall *call,
             JsonObject *client,
             JsonObject *folder)
{
  JsonObject *row = muster_jo_new ("id:i", muster_jo_int (folder, "id", 0), NULL);
  const char *now = muster_jo_str (muster_world_get_root (call->world), "now");

  add_id (row, "company_id", muster_jo_int (client, "huduCompanyId", 0));
  add_id (row, "parent_folder_id", muster_jo_int (folder, "parentId", 0));
  muster_jo_add (row, "name:s", muster_jo_str (folder, "name"), "icon:S", NULL, "description:S", NULL, "folder_type:s", "article",
                 "created_at:s", now, "updated_at:s", now, NULL);
  return row;
}

void
muster_hudu_get_folders (MusterCall *call)
{
  muster_hudu_reply_page (call, "folders", muster_hudu_collect (call, "folders", show_folder), TRUE);
}

void
muster_hudu_get_folder (MusterCall *call)
{
  JsonObject *client, *folder = muster_hudu_find (call, "folders", muster_call_param_number (call, 0), &client);

  if (folder != NULL)
    muster_hudu_reply_one (call, 200, "folder", show_folder (call, client, folder));
}

void
muster_hudu_post_folder (MusterCall *call)
{
  JsonObject *wanted = muster_jo_obj (muster_call_object (call), "folder"), *client, *folder;

  if (muster_jo_str (wanted, "name") == NULL)
    {
      muster_hudu_fail (call, 422, "Name can't be blank");
      return;
    }
  if (!find_owner (call, wanted, &client))
    return;
  folder = muster_jo_new ("id:i", muster_world_next_id (call->world, "doc"), "name:s", muster_jo_str (wanted, "name"), NULL);
  if (muster_jo_has (wanted, "parent_folder_id"))
    json_object_set_int_member (folder, "parentId", muster_jo_int (wanted, "parent_folder_id", 0));
  json_array_add_object_element (muster_hudu_list (call->world, client, "folders"), folder);
  call->changed = TRUE;
  muster_hudu_reply_one (call, 201, "folder", show_folder (call, client, folder));
}

void
muster_hudu_put_folder (MusterCall *call)
{
  JsonObject *client, *folder = muster_hudu_find (call, "folders", muster_call_param_number (call, 0), &client);
  JsonObject *wanted = muster_jo_obj (muster_call_object (call), "folder");

  if (folder == NULL)
    return;
  if (muster_jo_str (wanted, "name") == NULL)
    {
      muster_hudu_fail (call, 422, "Name can't be blank");
      return;
    }
  json_object_set_string_member (folder, "name", muster_jo_str (wanted, "name"));
  call->changed = TRUE;
  muster_hudu_reply_one (call, 200, "folder", show_folder (call, client, folder));
}
