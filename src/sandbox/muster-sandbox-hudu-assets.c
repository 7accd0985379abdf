/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-hudu.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Assets with their layouts. What a layout's fields are is what the world's assets of it have. */

/* The layouts that the world's assets name, in the order in which they turn up */
GPtrArray *
muster_hudu_layouts (MusterWorld *world)
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
  g_autoptr(GPtrArray) names = muster_hudu_layouts (world);
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

/* The setting `confidentialField` gives each asset one secret more, under that label */
static const char *
confidential (MusterWorld *world)
{
  const char *label = muster_hudu_setting (world, "confidentialField", "");

  return *label != '\0' ? label : NULL;
}

static void
add_confidential (MusterWorld *world,
                  JsonObject  *asset,
                  JsonArray   *rows)
{
  const char *label = confidential (world);
  guint place = json_array_get_length (rows) + 1;
  gint64 id = muster_jo_int (asset, "id", 0);
  g_autofree char *value = g_strdup_printf ("CANARY-FIELD-%" G_GINT64_FORMAT, id);

  if (label != NULL && muster_ja_find (rows, "label", label) == NULL)
    json_array_add_object_element (rows, muster_jo_new ("id:i", id * 100 + place, "label:s", label, "value:s", value,
                                                        "position:d", (int) place, NULL));
}

static JsonArray *
show_fields (MusterWorld *world,
             JsonObject  *asset)
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
  add_confidential (world, asset, rows);
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
                        "archived:b", muster_jo_bool (asset, "archived", FALSE), "object_type:s", "Asset", "url:s", url,
                        "created_at:S", updated, "updated_at:S", updated, "fields:a", show_fields (call->world, asset), "cards:a", json_array_new (), NULL);
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

static JsonArray *
layout_fields (MusterWorld *world,
               const char  *layout);

/* "Vendor support" is vendor_support in a body */
static char *
custom_name (const char *label)
{
  g_autofree char *folded = g_utf8_strdown (label, -1);

  return g_strdelimit (g_steal_pointer (&folded), " -/.", '_');
}

static const char *
label_of (JsonArray  *fields,
          const char *name)
{
  for (guint i = 0; i < json_array_get_length (fields); i++)
    {
      const char *label = muster_jo_str (muster_ja_obj (fields, i), "label");
      g_autofree char *own = custom_name (label);

      if (g_str_equal (own, name))
        return label;
    }
  return NULL;
}

static void
fail_custom (MusterCall *call,
             const char *detail)
{
  muster_call_reply_object (call, 422, muster_jo_new ("error:s", "Invalid custom fields", "details:a", muster_ja_strings (detail, NULL), NULL));
}

/* From 2.37 on, names that the layout does not have are refused; before, they were dropped without a word */
static gboolean
refuses_unknown (MusterWorld *world)
{
  g_auto(GStrv) parts = g_strsplit (muster_hudu_setting (world, "version", "2.44.0"), ".", 3);
  gint64 major = parts[0] != NULL ? g_ascii_strtoll (parts[0], NULL, 10) : 0;
  gint64 minor = major > 0 && parts[1] != NULL ? g_ascii_strtoll (parts[1], NULL, 10) : 0;

  return major > 2 || (major == 2 && minor >= 37);
}

/* [{"management_url": "…"}]: one member per object, named after the field's label. What comes as `fields` is passed over. */
static gboolean
take_custom_fields (MusterCall *call,
                    JsonObject *asset,
                    JsonObject *wanted)
{
  JsonArray *custom = muster_jo_arr (wanted, "custom_fields");
  g_autoptr(JsonArray) known = layout_fields (call->world, muster_jo_str (asset, "layout"));
  g_autoptr(JsonArray) fields = json_array_new ();

  for (guint i = 0; i < muster_ja_length (custom); i++)
    {
      JsonObject *one = muster_ja_obj (custom, i), *field;
      g_autoptr(GList) names = one != NULL ? json_object_get_members (one) : NULL;
      const char *label;

      if (names == NULL || names->next != NULL)
        {
          fail_custom (call, "Each entry must have one field");
          return FALSE;
        }
      label = label_of (known, names->data);
      if (label == NULL && refuses_unknown (call->world))
        {
          g_autofree char *why = g_strdup_printf ("Invalid field names: %s", (const char *) names->data);

          fail_custom (call, why);
          return FALSE;
        }
      if (label == NULL)
        continue;
      field = muster_jo_new ("label:s", label, NULL);
      json_object_set_member (field, "value", json_node_copy (json_object_get_member (one, names->data)));
      json_array_add_object_element (fields, field);
    }
  if (custom != NULL || !json_object_has_member (asset, "fields"))
    json_object_set_array_member (asset, "fields", json_array_ref (fields));
  return TRUE;
}

void
muster_hudu_post_asset (MusterCall *call)
{
  JsonObject *client = company (call), *wanted = muster_jo_obj (muster_call_object (call), "asset");
  g_autoptr(GPtrArray) names = muster_hudu_layouts (call->world);
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
                         "name:s", muster_jo_str (wanted, "name"), "updatedAt:s", now, NULL);
  if (!take_custom_fields (call, asset, wanted))
    return;
  json_array_add_object_element (muster_hudu_list (call->world, client, "assets"), json_object_ref (asset));
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
add_layout_field (JsonArray  *rows,
                  const char *label,
                  gboolean    secret)
{
  guint position = json_array_get_length (rows) + 1;

  if (muster_ja_find (rows, "label", label) == NULL)
    json_array_add_object_element (rows, muster_jo_new ("id:d", (int) position, "label:s", label, "show_in_list:b", TRUE,
                                                        "field_type:s", secret ? "Password" : "Text", "required:b", FALSE,
                                                        "hint:S", NULL, "position:d", (int) position, NULL));
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

          add_layout_field (rows, label, g_strrstr (label, "assword") != NULL);
        }
    }
}

static JsonArray *
layout_fields (MusterWorld *world,
               const char  *layout)
{
  JsonArray *clients = muster_world_clients (world), *fields = json_array_new ();

  if (confidential (world) != NULL)
    add_layout_field (fields, confidential (world), TRUE);
  add_layout_fields (fields, muster_hudu_docs (world, NULL), layout);
  for (guint i = 0; i < json_array_get_length (clients); i++)
    add_layout_fields (fields, muster_jo_obj (muster_ja_obj (clients, i), "docs"), layout);
  return fields;
}

static JsonObject *
show_layout (MusterCall *call,
             const char *name,
             gint64      id)
{
  JsonArray *fields = layout_fields (call->world, name);
  g_autofree char *slug = muster_hudu_slug (name, id);

  return muster_jo_new ("id:i", id, "slug:s", slug, "name:s", name, "icon:s", "fas fa-server", "color:s", "#333333", "icon_color:s", "#ffffff",
                        "active:b", TRUE, "include_passwords:b", TRUE, "include_photos:b", TRUE, "include_comments:b", TRUE,
                        "include_files:b", TRUE, "fields:a", fields, NULL);
}

void
muster_hudu_get_layouts (MusterCall *call)
{
  g_autoptr(GPtrArray) names = muster_hudu_layouts (call->world);
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < names->len; i++)
    json_array_add_object_element (rows, show_layout (call, names->pdata[i], i + 1));
  for (gint64 i = 1; i <= muster_jo_int (muster_hudu_settings (call->world), "extraLayouts", 0); i++)
    {
      g_autofree char *name = g_strdup_printf ("Extra layout %" G_GINT64_FORMAT, i);

      json_array_add_object_element (rows, show_layout (call, name, names->len + i));
    }
  muster_hudu_reply_page (call, "asset_layouts", rows, FALSE);
}

void
muster_hudu_get_layout (MusterCall *call)
{
  g_autoptr(GPtrArray) names = muster_hudu_layouts (call->world);
  gint64 id = muster_call_param_number (call, 0);

  if (id < 1 || id > names->len)
    muster_hudu_fail (call, 404, "Not found");
  else
    muster_hudu_reply_one (call, 200, "asset_layout", show_layout (call, names->pdata[id - 1], id));
}
