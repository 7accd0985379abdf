/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-hudu.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Relations, the people of the instance, and lists that are empty in every world. */

static const struct {
  const char *type;
  const char *kind;
  const char *place;
} types[] = {
  { "Article",       "articles",   "kba" },
  { "Asset",         "assets",     "a" },
  { "AssetPassword", "passwords",  "passwords" },
  { "Procedure",     "procedures", "procedures" },
};

/* (transfer full) (nullable): the web page of one end; the object must be there */
static char *
find_end (MusterCall *call,
          const char *type,
          gint64      id,
          char      **name)
{
  for (gsize i = 0; type != NULL && i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (types[i].type, type))
      {
        JsonObject *client, *object = muster_hudu_find (call, types[i].kind, id, &client);
        g_autofree char *slug = object != NULL ? muster_hudu_slug (muster_jo_str (object, "name"), id) : NULL;

        if (object != NULL && name != NULL)
          *name = g_strdup (muster_jo_str (object, "name"));
        return object != NULL ? g_strdup_printf ("/%s/%s", types[i].place, slug) : NULL;
      }
  muster_hudu_fail (call, 422, "Fromable and toable must exist");
  return NULL;
}

void
muster_hudu_get_relations (MusterCall *call)
{
  muster_hudu_reply_page (call, "relations", muster_ja_copy (muster_hudu_list (call->world, NULL, "relations")), TRUE);
}

static JsonObject *
show_relation (MusterCall *call,
               JsonObject *wanted,
               gboolean    inverse)
{
  const char *from = inverse ? "toable" : "fromable", *to = inverse ? "fromable" : "toable";
  JsonObject *row = muster_jo_new ("id:i", muster_world_next_id (call->world, "doc"), "description:S", muster_jo_str (wanted, "description"),
                                   "is_inverse:b", inverse, NULL);
  const char *const ends[] = { from, to };
  const char *const shown[] = { "fromable", "toable" };

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *their_type = g_strconcat (ends[i], "_type", NULL);
      g_autofree char *their_id = g_strconcat (ends[i], "_id", NULL);
      g_autofree char *type = g_strconcat (shown[i], "_type", NULL);
      g_autofree char *id = g_strconcat (shown[i], "_id", NULL);
      g_autofree char *url = g_strconcat (shown[i], "_url", NULL);
      g_autofree char *name = NULL;
      g_autofree char *page = find_end (call, muster_jo_str (wanted, their_type), muster_jo_int (wanted, their_id, 0), i == 1 ? &name : NULL);

      if (page == NULL)
        {
          json_object_unref (row);
          return NULL;
        }
      json_object_set_string_member (row, type, muster_jo_str (wanted, their_type));
      json_object_set_int_member (row, id, muster_jo_int (wanted, their_id, 0));
      json_object_set_string_member (row, url, page);
      if (name != NULL)
        json_object_set_string_member (row, "name", name);
    }
  return row;
}

/* The way back is made along with it */
void
muster_hudu_post_relation (MusterCall *call)
{
  JsonObject *wanted = muster_jo_obj (muster_call_object (call), "relation"), *there, *back;
  JsonArray *relations = muster_hudu_list (call->world, NULL, "relations");

  if (wanted == NULL)
    {
      muster_hudu_fail (call, 422, "relation is missing");
      return;
    }
  there = show_relation (call, wanted, FALSE);
  if (there == NULL)
    return;
  back = show_relation (call, wanted, TRUE);
  json_array_add_object_element (relations, there);
  json_array_add_object_element (relations, back);
  call->changed = TRUE;
  muster_hudu_reply_one (call, 201, "relation", json_object_ref (there));
}

void
muster_hudu_get_users (MusterCall *call)
{
  JsonArray *members = muster_jo_arr (muster_world_get_msp (call->world), "members"), *rows = json_array_new ();

  for (guint i = 0; i < muster_ja_length (members); i++)
    {
      JsonObject *member = muster_ja_obj (members, i);
      const char *name = muster_jo_str (member, "name");
      g_auto(GStrv) parts = g_strsplit (name, " ", 2);

      if (muster_jo_bool (member, "apiOnly", FALSE))
        continue;
      json_array_add_object_element (rows, muster_jo_new ("id:i", muster_jo_int (member, "id", 0), "email:S", muster_jo_str (member, "email"),
                                                          "first_name:s", parts[0], "last_name:S", parts[1],
                                                          "security_level:s", g_strcmp0 (muster_jo_str (member, "role"), "admin") == 0 ? "admin" : "editor",
                                                          "archived:b", !muster_jo_bool (member, "active", TRUE), NULL));
    }
  muster_hudu_reply_page (call, "users", rows, TRUE);
}

void
muster_hudu_get_nothing (MusterCall *call)
{
  const char *last = call->segments[g_strv_length (call->segments) - 1];

  muster_hudu_reply_page (call, g_str_equal (last, "lookup") ? "integrator_cards" : last, json_array_new (), TRUE);
}
