/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-hudu.h"
#include "muster-sandbox-itglue.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Flexible assets: the world's assets, their layouts as types. The fields of a type are those that
 * its assets have; one whose every value is the name of a contact is a tag, which is read as an
 * object and written as a list of ids (the vendor's wrapper, issue 143: the form that is read is
 * refused). A change replaces all traits. */

#define FIRST_TYPE 9001

static char *
name_key (const char *label)
{
  char *key = g_ascii_strdown (label, -1);

  return g_strdelimit (key, " _/.", '-');
}

static const char *
type_name (MusterWorld *world,
           gint64       id)
{
  g_autoptr(GPtrArray) names = muster_hudu_layouts (world);

  return id >= FIRST_TYPE && id - FIRST_TYPE < names->len ? names->pdata[id - FIRST_TYPE] : NULL;
}

static gint64
type_id (MusterWorld *world,
         const char  *name)
{
  g_autoptr(GPtrArray) names = muster_hudu_layouts (world);
  guint index = 0;

  g_ptr_array_find_with_equal_func (names, name, g_str_equal, &index);
  return FIRST_TYPE + index;
}

/* --- the fields of a type --- */

typedef struct {
  char     *label;
  char     *key;
  gboolean  tag;
  gboolean  secret;
} Field;

static void
field_free (gpointer data)
{
  Field *field = data;

  g_free (field->label);
  g_free (field->key);
  g_free (field);
}

static JsonObject *
contact_named (JsonObject *client,
               const char *name)
{
  JsonArray *contacts = muster_jo_arr (client, "contacts");

  for (guint i = 0; name != NULL && i < muster_ja_length (contacts); i++)
    {
      JsonObject *contact = muster_ja_obj (contacts, i);
      g_autofree char *own = g_strdup_printf ("%s %s", muster_jo_str (contact, "firstName"), muster_jo_str (contact, "lastName"));

      if (g_str_equal (own, name))
        return contact;
    }
  return NULL;
}

static Field *
find_field (GPtrArray  *fields,
            const char *key)
{
  for (guint i = 0; i < fields->len; i++)
    if (g_str_equal (((Field *) fields->pdata[i])->key, key))
      return fields->pdata[i];
  return NULL;
}

static void
add_field (GPtrArray  *fields,
           const char *label,
           gboolean    tag)
{
  g_autofree char *key = name_key (label);
  Field *field = find_field (fields, key);

  if (field != NULL)
    {
      field->tag &= tag;
      return;
    }
  field = g_new0 (Field, 1);
  field->label = g_strdup (label);
  field->key = g_steal_pointer (&key);
  field->tag = tag;
  field->secret = strstr (field->key, "password") != NULL || strstr (field->key, "passwort") != NULL || strstr (field->key, "kennwort") != NULL;
  g_ptr_array_add (fields, field);
}

static void
add_fields_of (GPtrArray  *fields,
               JsonObject *client,
               JsonArray  *assets,
               const char *type)
{
  for (guint i = 0; i < muster_ja_length (assets); i++)
    {
      JsonArray *own = muster_jo_arr (muster_ja_obj (assets, i), "fields");

      if (g_strcmp0 (muster_jo_str (muster_ja_obj (assets, i), "layout"), type) != 0)
        continue;
      for (guint j = 0; j < muster_ja_length (own); j++)
        add_field (fields, muster_jo_str (muster_ja_obj (own, j), "label"),
                   contact_named (client, muster_jo_str (muster_ja_obj (own, j), "value")) != NULL);
    }
}

/* The setting `confidentialField` gives each asset one secret more, under that label */
static const char *
confidential (MusterWorld *world)
{
  const char *label = muster_itglue_setting (world, "confidentialField", "");

  return *label != '\0' ? label : NULL;
}

/* The name comes first: it is the title */
static GPtrArray *
fields_of (MusterWorld *world,
           const char  *type)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func (field_free);
  JsonArray *clients = muster_world_clients (world);

  add_field (fields, "Name", FALSE);
  if (confidential (world) != NULL)
    {
      add_field (fields, confidential (world), FALSE);
      ((Field *) fields->pdata[fields->len - 1])->secret = TRUE;
    }
  add_fields_of (fields, NULL, muster_jo_arr (muster_hudu_docs (world, NULL), "assets"), type);
  for (guint i = 0; i < json_array_get_length (clients); i++)
    add_fields_of (fields, muster_ja_obj (clients, i), muster_jo_arr (muster_jo_obj (muster_ja_obj (clients, i), "docs"), "assets"), type);
  return fields;
}

/* --- types --- */

static JsonObject *
show_type (MusterCall *call,
           const char *name,
           gint64      id)
{
  const char *now = muster_jo_str (muster_world_get_root (call->world), "now");
  JsonObject *attributes = muster_jo_new ("name:s", name, "description:S", NULL, "icon:s", "server", "enabled:b", TRUE,
                                          "builtin:b", FALSE, "show-in-menu:b", TRUE, NULL);

  muster_itglue_add_time (attributes, "created-at", now);
  muster_itglue_add_time (attributes, "updated-at", now);
  return muster_itglue_resource ("flexible-asset-types", id, attributes);
}

void
muster_itglue_get_types (MusterCall *call)
{
  g_autoptr(GPtrArray) names = muster_hudu_layouts (call->world);
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < names->len; i++)
    json_array_add_object_element (rows, show_type (call, names->pdata[i], FIRST_TYPE + i));
  muster_itglue_reply_list (call, rows, "id name icon enabled");
}

void
muster_itglue_get_type (MusterCall *call)
{
  gint64 id = muster_call_param_number (call, 0);
  const char *name = type_name (call->world, id);

  if (name != NULL)
    muster_itglue_reply_one (call, 200, show_type (call, name, id));
  else
    muster_itglue_fail (call, 404, NULL);
}

static JsonObject *
show_field (MusterCall *call,
            Field      *field,
            gint64      type,
            guint       place)
{
  const char *now = muster_jo_str (muster_world_get_root (call->world), "now");
  JsonObject *attributes = muster_jo_new ("flexible-asset-type-id:i", type, "order:d", (int) place + 1, "name:s", field->label,
                                          "kind:s", field->tag ? "Tag" : field->secret ? "Password" : "Text",
                                          "tag-type:S", field->tag ? "Contacts" : NULL, "hint:S", NULL, "decimals:S", NULL,
                                          "required:b", place == 0, "use-for-title:b", place == 0, "expiration:b", FALSE,
                                          "show-in-list:b", TRUE, "name-key:s", field->key, "default-value:S", NULL, NULL);

  muster_itglue_add_time (attributes, "created-at", now);
  muster_itglue_add_time (attributes, "updated-at", now);
  return muster_itglue_resource ("flexible-asset-fields", type * 100 + place + 1, attributes);
}

void
muster_itglue_get_fields (MusterCall *call)
{
  gint64 id = muster_call_param_number (call, 0);
  const char *name = type_name (call->world, id);
  g_autoptr(GPtrArray) fields = NULL;
  JsonArray *rows;

  if (name == NULL)
    {
      muster_itglue_fail (call, 404, NULL);
      return;
    }
  fields = fields_of (call->world, name);
  rows = json_array_new ();
  for (guint i = 0; i < fields->len; i++)
    json_array_add_object_element (rows, show_field (call, fields->pdata[i], id, i));
  muster_itglue_reply_list (call, rows, "id");
}

/* --- assets --- */

static JsonNode *
show_tag (JsonObject *client,
          const char *name)
{
  JsonObject *contact = contact_named (client, name), *tag;
  JsonArray *values = json_array_new ();

  if (contact != NULL)
    json_array_add_object_element (values, muster_jo_new ("id:i", muster_jo_int (contact, "id", 0),
                                                          "first-name:S", muster_jo_str (contact, "firstName"),
                                                          "last-name:S", muster_jo_str (contact, "lastName"), NULL));
  tag = muster_jo_new ("type:s", "Contacts", "values:a", values, NULL);
  return muster_jo_node (tag);
}

static JsonObject *
show_traits (MusterCall *call,
             JsonObject *client,
             JsonObject *asset)
{
  g_autoptr(GPtrArray) fields = fields_of (call->world, muster_jo_str (asset, "layout"));
  JsonArray *own = muster_jo_arr (asset, "fields");
  JsonObject *traits = muster_jo_new ("name:s", muster_jo_str (asset, "name"), NULL);

  if (confidential (call->world) != NULL)
    {
      g_autofree char *key = name_key (confidential (call->world));
      g_autofree char *value = g_strdup_printf ("CANARY-FIELD-%" G_GINT64_FORMAT, muster_jo_int (asset, "id", 0));

      json_object_set_string_member (traits, key, value);
    }
  for (guint i = 0; i < muster_ja_length (own); i++)
    {
      JsonObject *one = muster_ja_obj (own, i);
      JsonNode *value = json_object_get_member (one, "value");
      g_autofree char *key = name_key (muster_jo_str (one, "label"));
      Field *field = find_field (fields, key);

      if (value == NULL || JSON_NODE_HOLDS_NULL (value) || g_str_equal (key, "name"))
        continue;
      json_object_set_member (traits, key, field != NULL && field->tag ? show_tag (client, muster_jo_str (one, "value")) : json_node_copy (value));
    }
  return traits;
}

static JsonObject *
show_asset (MusterCall *call,
            JsonObject *client,
            JsonObject *asset)
{
  gint64 id = muster_jo_int (asset, "id", 0), type = type_id (call->world, muster_jo_str (asset, "layout"));
  g_autofree char *place = g_strdup_printf ("assets/%" G_GINT64_FORMAT "/records", type);
  JsonObject *attributes = json_object_new ();

  muster_itglue_add_owner (call, attributes, client, place, id);
  muster_jo_add (attributes, "restricted:b", FALSE, "my-glue:b", FALSE, "flexible-asset-type-id:i", type,
                 "flexible-asset-type-name:s", muster_jo_str (asset, "layout"), "name:s", muster_jo_str (asset, "name"),
                 "traits:o", show_traits (call, client, asset), "archived:b", muster_jo_bool (asset, "archived", FALSE), NULL);
  muster_itglue_add_time (attributes, "created-at", muster_jo_str (asset, "updatedAt"));
  muster_itglue_add_time (attributes, "updated-at", muster_jo_str (asset, "updatedAt"));
  return muster_itglue_resource ("flexible-assets", id, attributes);
}

void
muster_itglue_get_assets (MusterCall *call)
{
  const char *type = muster_itglue_filter (call, "flexible_asset_type_id");

  if (type == NULL || *type == '\0')
    muster_itglue_fail (call, 400, "param is missing or the value is empty: flexible_asset_type_id");
  else
    muster_itglue_reply_list (call, muster_itglue_collect (call, NULL, "assets", show_asset),
                              "flexible_asset_type_id organization_id name id");
}

void
muster_itglue_get_asset (MusterCall *call)
{
  JsonObject *client, *asset = muster_itglue_find (call, "assets", muster_call_param_number (call, 0), &client);

  if (asset != NULL)
    muster_itglue_reply_one (call, 200, show_asset (call, client, asset));
  else
    muster_itglue_fail (call, 404, NULL);
}

/* A list with the id of one contact of the same organization; its name is what the world keeps */
static char *
tagged_name (JsonObject *client,
             JsonNode   *value)
{
  JsonArray *ids = JSON_NODE_HOLDS_ARRAY (value) ? json_node_get_array (value) : NULL;
  JsonObject *contact = NULL;

  if (muster_ja_length (ids) == 1 && JSON_NODE_HOLDS_VALUE (json_array_get_element (ids, 0)))
    contact = muster_ja_find_int (muster_jo_arr (client, "contacts"), "id", json_array_get_int_element (ids, 0));
  return contact != NULL ? g_strdup_printf ("%s %s", muster_jo_str (contact, "firstName"), muster_jo_str (contact, "lastName")) : NULL;
}

static const char *
take_trait (GPtrArray  *known,
            JsonObject *client,
            JsonArray  *fields,
            const char *key,
            JsonNode   *value)
{
  Field *field = find_field (known, key);
  JsonObject *taken;

  if (field == NULL)
    return "Request contains invalid trait keys";
  if (JSON_NODE_HOLDS_NULL (value) || g_str_equal (key, "name"))
    return NULL;
  taken = muster_jo_new ("label:s", field->label, NULL);
  json_array_add_object_element (fields, taken);
  if (field->tag)
    {
      g_autofree char *name = tagged_name (client, value);

      muster_jo_add (taken, "value:s", name, NULL);
      return name != NULL ? NULL : "Tagged records must exist in the same organization";
    }
  json_object_set_member (taken, "value", json_node_copy (value));
  return NULL;
}

/* Replaces what the asset has */
static gboolean
take_traits (MusterCall *call,
             JsonObject *attributes,
             JsonObject *client,
             JsonObject *asset)
{
  JsonNode *given = muster_itglue_given (attributes, "traits");
  JsonObject *traits = given != NULL && JSON_NODE_HOLDS_OBJECT (given) ? json_node_get_object (given) : NULL;
  g_autoptr(GPtrArray) known = fields_of (call->world, muster_jo_str (asset, "layout"));
  g_autoptr(GList) keys = traits != NULL ? json_object_get_members (traits) : NULL;
  g_autoptr(JsonArray) fields = json_array_new ();
  const char *wrong = traits == NULL ? "Traits can't be blank" : muster_jo_str (traits, "name") == NULL ? "Name can't be blank" : NULL;

  for (GList *l = keys; wrong == NULL && l != NULL; l = l->next)
    wrong = take_trait (known, client, fields, l->data, json_object_get_member (traits, l->data));
  if (wrong != NULL)
    {
      muster_itglue_fail (call, 422, wrong);
      return FALSE;
    }
  json_object_set_string_member (asset, "name", muster_jo_str (traits, "name"));
  json_object_set_array_member (asset, "fields", json_array_ref (fields));
  return TRUE;
}

static void
reply_changed (MusterCall *call,
               guint       status,
               JsonObject *client,
               JsonObject *asset)
{
  g_autofree char *now = muster_world_now_text (call->world);

  json_object_set_string_member (asset, "updatedAt", now);
  call->changed = TRUE;
  muster_itglue_reply_one (call, status, show_asset (call, client, asset));
}

void
muster_itglue_post_asset (MusterCall *call)
{
  JsonObject *attributes = muster_itglue_attributes (call, "flexible-assets"), *client;
  g_autoptr(JsonObject) asset = NULL;
  const char *type;

  if (attributes == NULL || !muster_itglue_find_owner (call, muster_itglue_given_number (attributes, "organization_id"), &client))
    return;
  type = type_name (call->world, muster_itglue_given_number (attributes, "flexible_asset_type_id"));
  if (type == NULL)
    {
      muster_itglue_fail (call, 422, "Flexible asset type must exist");
      return;
    }
  asset = muster_jo_new ("layout:s", type, NULL);
  if (!take_traits (call, attributes, client, asset))
    return;
  json_object_set_int_member (asset, "id", muster_world_next_id (call->world, "doc"));
  json_array_add_object_element (muster_hudu_list (call->world, client, "assets"), json_object_ref (asset));
  reply_changed (call, 201, client, asset);
}

void
muster_itglue_patch_asset (MusterCall *call)
{
  JsonObject *client, *asset = muster_itglue_find (call, "assets", muster_call_param_number (call, 0), &client), *attributes;
  JsonNode *archived;

  if (asset == NULL)
    {
      muster_itglue_fail (call, 404, NULL);
      return;
    }
  attributes = muster_itglue_attributes (call, "flexible-assets");
  if (attributes == NULL || !take_traits (call, attributes, client, asset))
    return;
  archived = muster_itglue_given (attributes, "archived");
  if (archived != NULL && JSON_NODE_HOLDS_VALUE (archived))
    json_object_set_boolean_member (asset, "archived", json_node_get_boolean (archived));
  reply_changed (call, 200, client, asset);
}
