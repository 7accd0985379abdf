/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-hudu.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Assets with their layouts, passwords in clear text as the vendor sends them, and procedures. */

static JsonObject *show_asset (MusterCall *call,
                               JsonObject *client,
                               JsonObject *asset);

/* The layouts that the world's assets name, in the order in which they turn up */
static GPtrArray *
layout_names (MusterWorld *world)
{
  GPtrArray *names = g_ptr_array_new ();
  JsonArray *clients = muster_world_clients (world);

  for (guint i = 0; i <= json_array_get_length (clients); i++)
    {
      JsonObject *client = i > 0 ? muster_ja_obj (clients, i - 1) : NULL;
      JsonArray *assets = muster_jo_arr (muster_hudu_docs (world, client), "assets");

      for (guint j = 0; j < muster_ja_length (assets); j++)
        {
          const char *name = muster_jo_str (muster_ja_obj (assets, j), "layout");

          if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
            g_ptr_array_add (names, (gpointer) name);
        }
    }
  return names;
}

static gint64
layout_id (MusterWorld *world,
           const char  *name)
{
  g_autoptr(GPtrArray) names = layout_names (world);
  guint index = 0;

  g_ptr_array_find_with_equal_func (names, name, g_str_equal, &index);
  return index + 1;
}

static void
copy_value (JsonObject *row,
            JsonObject *field)
{
  JsonNode *value = json_object_get_member (field, "value");

  if (value != NULL)
    json_object_set_member (row, "value", json_node_copy (value));
  else
    json_object_set_null_member (row, "value");
}

static JsonArray *
show_fields (JsonObject *asset)
{
  JsonArray *fields = muster_jo_arr (asset, "fields"), *rows = json_array_new ();

  for (guint i = 0; i < muster_ja_length (fields); i++)
    {
      JsonObject *row = muster_jo_new ("id:i", muster_jo_int (asset, "id", 0) * 100 + i + 1,
                                       "label:s", muster_jo_str (muster_ja_obj (fields, i), "label"), NULL);

      copy_value (row, muster_ja_obj (fields, i));
      json_object_set_int_member (row, "position", i + 1);
      json_array_add_object_element (rows, row);
    }
  return rows;
}

static JsonObject *
show_asset (MusterCall *call,
            JsonObject *client,
            JsonObject *asset)
{
  const char *name = muster_jo_str (asset, "name"), *updated = muster_jo_str (asset, "updatedAt");
  gint64 id = muster_jo_int (asset, "id", 0);
  g_autofree char *slug = muster_hudu_slug (name, id);
  g_autofree char *url = g_strdup_printf ("/a/%s", slug);

  return muster_jo_new ("id:i", id, "company_id:i", muster_jo_int (client, "huduCompanyId", 0), "company_name:S", muster_jo_str (client, "name"),
                        "asset_layout_id:i", layout_id (call->world, muster_jo_str (asset, "layout")),
                        "asset_type:s", muster_jo_str (asset, "layout"), "name:s", name, "slug:s", slug + strlen (slug) - 12,
                        "primary_serial:S", NULL, "primary_mail:S", NULL, "primary_model:S", NULL, "primary_manufacturer:S", NULL,
                        "archived:b", FALSE, "object_type:s", "Asset", "url:s", url,
                        "created_at:S", updated, "updated_at:S", updated, "fields:a", show_fields (asset), "cards:a", json_array_new (), NULL);
}

void
muster_hudu_get_assets (MusterCall *call)
{
  muster_hudu_reply_page (call, "assets", muster_hudu_collect (call, "assets", show_asset), TRUE);
}

static JsonObject *
company (MusterCall *call)
{
  JsonObject *client = muster_hudu_client (call->world, muster_call_param_number (call, 0));

  muster_call_set_scope (call, call->params[0]);
  if (client == NULL)
    muster_hudu_fail (call, 404, "Not found");
  return client;
}

void
muster_hudu_get_of_company (MusterCall *call)
{
  JsonObject *client = company (call);
  JsonArray *assets = muster_jo_arr (muster_jo_obj (client, "docs"), "assets"), *rows;

  if (client == NULL)
    return;
  rows = json_array_new ();
  for (guint i = 0; i < muster_ja_length (assets); i++)
    json_array_add_object_element (rows, show_asset (call, client, muster_ja_obj (assets, i)));
  muster_hudu_reply_page (call, "assets", rows, TRUE);
}

static JsonObject *
find_asset (MusterCall *call,
            JsonObject *client)
{
  JsonObject *asset = muster_ja_find_int (muster_jo_arr (muster_jo_obj (client, "docs"), "assets"), "id", muster_call_param_number (call, 1));

  if (client != NULL && asset == NULL)
    muster_hudu_fail (call, 404, "Not found");
  return asset;
}

void
muster_hudu_get_asset (MusterCall *call)
{
  JsonObject *client = company (call), *asset = find_asset (call, client);

  if (asset != NULL)
    muster_hudu_reply_one (call, 200, "asset", show_asset (call, client, asset));
}

/* [{"management_url": "…"}]: one member per object, named after the field's label */
static gboolean
take_custom_fields (MusterCall *call,
                    JsonObject *asset,
                    JsonObject *wanted)
{
  JsonArray *custom = muster_jo_arr (wanted, "custom_fields"), *fields = json_array_new ();

  for (guint i = 0; i < muster_ja_length (custom); i++)
    {
      JsonObject *one = muster_ja_obj (custom, i);
      g_autoptr(GList) names = one != NULL ? json_object_get_members (one) : NULL;
      g_autofree char *label = NULL;
      JsonObject *field;

      if (names == NULL || names->next != NULL)
        {
          json_array_unref (fields);
          muster_call_reply_object (call, 422, muster_jo_new ("error:s", "Invalid custom fields",
                                                              "details:a", muster_ja_strings ("Each entry must have one field", NULL), NULL));
          return FALSE;
        }
      label = g_strdup (names->data);
      g_strdelimit (label, "_", ' ');
      label[0] = g_ascii_toupper (label[0]);
      field = muster_jo_new ("label:s", label, NULL);
      json_object_set_member (field, "value", json_node_copy (json_object_get_member (one, names->data)));
      json_array_add_object_element (fields, field);
    }
  if (custom != NULL)
    json_object_set_array_member (asset, "fields", fields);
  else
    json_array_unref (fields);
  return TRUE;
}

void
muster_hudu_post_asset (MusterCall *call)
{
  JsonObject *client = company (call), *wanted = muster_jo_obj (muster_call_object (call), "asset");
  g_autoptr(GPtrArray) names = layout_names (call->world);
  gint64 layout = muster_jo_int (wanted, "asset_layout_id", 0);
  g_autoptr(JsonObject) asset = NULL;
  g_autofree char *now = muster_world_now_text (call->world);

  if (client == NULL)
    return;
  if (muster_jo_str (wanted, "name") == NULL || layout < 1 || layout > names->len)
    {
      muster_hudu_fail (call, 422, "name and asset_layout_id are needed");
      return;
    }
  asset = muster_jo_new ("id:i", muster_world_next_id (call->world, "doc"), "layout:s", names->pdata[layout - 1],
                         "name:s", muster_jo_str (wanted, "name"), "fields:a", json_array_new (), "updatedAt:s", now, NULL);
  if (!take_custom_fields (call, asset, wanted))
    return;
  json_array_add_object_element (muster_jo_arr (muster_jo_obj (client, "docs"), "assets"), json_object_ref (asset));
  call->changed = TRUE;
  muster_hudu_reply_one (call, 201, "asset", show_asset (call, client, asset));
}

void
muster_hudu_put_asset (MusterCall *call)
{
  JsonObject *client = company (call), *asset = find_asset (call, client), *wanted = muster_jo_obj (muster_call_object (call), "asset");
  g_autofree char *now = muster_world_now_text (call->world);

  if (asset == NULL || !take_custom_fields (call, asset, wanted))
    return;
  if (muster_jo_str (wanted, "name") != NULL)
    json_object_set_string_member (asset, "name", muster_jo_str (wanted, "name"));
  json_object_set_string_member (asset, "updatedAt", now);
  call->changed = TRUE;
  muster_hudu_reply_one (call, 200, "asset", show_asset (call, client, asset));
}

static void
add_layout_fields (JsonArray  *rows,
                   JsonObject *docs,
                   const char *layout)
{
  JsonArray *assets = muster_jo_arr (docs, "assets");

  for (guint i = 0; i < muster_ja_length (assets); i++)
    {
      JsonArray *fields = muster_jo_arr (muster_ja_obj (assets, i), "fields");

      for (guint j = 0; g_strcmp0 (muster_jo_str (muster_ja_obj (assets, i), "layout"), layout) == 0 && j < muster_ja_length (fields); j++)
        {
          const char *label = muster_jo_str (muster_ja_obj (fields, j), "label");
          guint position = json_array_get_length (rows) + 1;

          if (muster_ja_find (rows, "label", label) == NULL)
            json_array_add_object_element (rows, muster_jo_new ("id:d", (int) position, "label:s", label, "show_in_list:b", TRUE,
                                                                "field_type:s", g_strrstr (label, "assword") != NULL ? "Password" : "Text",
                                                                "required:b", FALSE, "hint:S", NULL, "position:d", (int) position, NULL));
        }
    }
}

static JsonObject *
show_layout (MusterCall *call,
             const char *name,
             gint64      id)
{
  JsonArray *clients = muster_world_clients (call->world), *fields = json_array_new ();
  g_autofree char *slug = muster_hudu_slug (name, id);

  for (guint i = 0; i < json_array_get_length (clients); i++)
    add_layout_fields (fields, muster_jo_obj (muster_ja_obj (clients, i), "docs"), name);
  return muster_jo_new ("id:i", id, "slug:s", slug, "name:s", name, "icon:s", "fas fa-server", "color:s", "#333333", "icon_color:s", "#ffffff",
                        "active:b", TRUE, "include_passwords:b", TRUE, "include_photos:b", TRUE, "include_comments:b", TRUE,
                        "include_files:b", TRUE, "fields:a", fields, NULL);
}

void
muster_hudu_get_layouts (MusterCall *call)
{
  g_autoptr(GPtrArray) names = layout_names (call->world);
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < names->len; i++)
    json_array_add_object_element (rows, show_layout (call, names->pdata[i], i + 1));
  muster_hudu_reply_page (call, "asset_layouts", rows, FALSE);
}

void
muster_hudu_get_layout (MusterCall *call)
{
  g_autoptr(GPtrArray) names = layout_names (call->world);
  gint64 id = muster_call_param_number (call, 0);

  if (id < 1 || id > names->len)
    muster_hudu_fail (call, 404, "Not found");
  else
    muster_hudu_reply_one (call, 200, "asset_layout", show_layout (call, names->pdata[id - 1], id));
}

static JsonObject *
show_password (MusterCall *call,
               JsonObject *client,
               JsonObject *password)
{
  const char *name = muster_jo_str (password, "name"), *updated = muster_jo_str (password, "updatedAt");
  gint64 id = muster_jo_int (password, "id", 0);
  g_autofree char *slug = muster_hudu_slug (name, id);
  g_autofree char *url = g_strdup_printf ("/passwords/%s", slug);
  JsonObject *row = muster_jo_new ("id:i", id, NULL);

  if (client != NULL)
    json_object_set_int_member (row, "company_id", muster_jo_int (client, "huduCompanyId", 0));
  else
    json_object_set_null_member (row, "company_id");
  muster_jo_add (row, "passwordable_id:S", NULL, "passwordable_type:S", NULL, "name:s", name,
                 "username:S", muster_jo_str (password, "username"), "slug:s", slug, "description:S", muster_jo_str (password, "notes"),
                 "password:S", muster_jo_str (password, "password"), "otp_secret:S", muster_jo_str (password, "otpSecret"),
                 "password_type:S", muster_jo_str (password, "category"), "url:s", url, "login_url:S", muster_jo_str (password, "url"),
                 "password_folder_id:S", NULL, "password_folder_name:S", NULL, "created_at:S", updated, "updated_at:S", updated, NULL);
  return row;
}

void
muster_hudu_get_passwords (MusterCall *call)
{
  muster_hudu_reply_page (call, "asset_passwords", muster_hudu_collect (call, "passwords", show_password), TRUE);
}

void
muster_hudu_get_password (MusterCall *call)
{
  JsonObject *client, *password = muster_hudu_find (call, "passwords", muster_call_param_number (call, 0), &client);

  if (password != NULL)
    muster_hudu_reply_one (call, 200, "asset_password", show_password (call, client, password));
}

static JsonObject *
show_procedure (MusterCall *call,
                JsonObject *client,
                JsonObject *procedure)
{
  const char *name = muster_jo_str (procedure, "name"), *now = muster_jo_str (muster_world_get_root (call->world), "now");
  gint64 id = muster_jo_int (procedure, "id", 0);
  JsonArray *steps = muster_jo_arr (procedure, "steps"), *tasks = json_array_new ();
  g_autofree char *slug = muster_hudu_slug (name, id);
  g_autofree char *url = g_strdup_printf ("/procedures/%s", slug);
  JsonObject *row = muster_jo_new ("id:i", id, "slug:s", slug, "name:s", name, NULL);

  for (guint i = 0; i < muster_ja_length (steps); i++)
    json_array_add_object_element (tasks, muster_jo_new ("id:i", id * 100 + i + 1, "name:s", muster_jo_str (muster_ja_obj (steps, i), "text"),
                                                         "description:S", NULL, "position:d", (int) i + 1, "completed:b", FALSE, NULL));
  if (client != NULL)
    json_object_set_int_member (row, "company_id", muster_jo_int (client, "huduCompanyId", 0));
  else
    json_object_set_null_member (row, "company_id");
  muster_jo_add (row, "company_name:S", muster_jo_str (client, "name"), "description:S", NULL, "total:d", (int) muster_ja_length (steps),
                 "completed:d", 0, "completion_percentage:s", "0", "url:s", url, "object_type:s", "Procedure", "run:b", FALSE,
                 "process_type:s", client != NULL ? "company" : "global", "created_at:s", now, "updated_at:s", now,
                 "procedure_tasks_attributes:a", tasks, NULL);
  return row;
}

void
muster_hudu_get_procedures (MusterCall *call)
{
  muster_hudu_reply_page (call, "procedures", muster_hudu_collect (call, "procedures", show_procedure), TRUE);
}

void
muster_hudu_get_procedure (MusterCall *call)
{
  JsonObject *client, *procedure = muster_hudu_find (call, "procedures", muster_call_param_number (call, 0), &client);

  if (procedure != NULL)
    muster_hudu_reply_one (call, 200, "procedure", show_procedure (call, client, procedure));
}
