/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-hudu.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* What Hudu's lists and answers have in common: pages without totals, filters that are applied where
 * the vendor documents them and silently ignored where it does not, and wrappers that are there or not. */

JsonObject *
muster_hudu_settings (MusterWorld *world)
{
  return muster_world_settings (world, "hudu");
}

const char *
muster_hudu_setting (MusterWorld *world,
                     const char  *name,
                     const char  *fallback)
{
  const char *value = muster_jo_str (muster_hudu_settings (world), name);

  return value != NULL ? value : fallback;
}

/* Is @text one of those that a setting lists, with commas between them? */
gboolean
muster_hudu_is_listed (MusterWorld *world,
                       const char  *name,
                       const char  *text)
{
  g_auto(GStrv) listed = g_strsplit (muster_hudu_setting (world, name, ""), ",", -1);

  return g_strv_contains ((const char * const *) listed, text);
}

/* A key can be good for some companies only (the setting `companies`); the others are not there for it */
gboolean
muster_hudu_is_open (MusterWorld *world,
                     JsonObject  *client)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, muster_jo_int (client, "huduCompanyId", 0));

  return muster_jo_has (client, "huduCompanyId")
         && (*muster_hudu_setting (world, "companies", "") == '\0' || muster_hudu_is_listed (world, "companies", id));
}

char *
muster_hudu_slug (const char *name,
                  gint64      id)
{
  g_autofree char *folded = g_ascii_strdown (name, -1);
  g_autofree char *sum = NULL;
  g_autofree char *seed = g_strdup_printf ("%s/%" G_GINT64_FORMAT, name, id);

  g_strcanon (folded, "abcdefghijklmnopqrstuvwxyz0123456789", '-');
  sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, seed, -1);
  return g_strdup_printf ("%s-%.12s", folded, sum);
}

/* The documentation of a customer; the MSP's own for %NULL */
JsonObject *
muster_hudu_docs (MusterWorld *world,
                  JsonObject  *client)
{
  return muster_jo_obj (client != NULL ? client : muster_world_get_root (world), "docs");
}

/* A list of it, to be added to; made where there is none yet */
JsonArray *
muster_hudu_list (MusterWorld *world,
                  JsonObject  *client,
                  const char  *kind)
{
  JsonObject *docs = muster_hudu_docs (world, client);

  if (docs == NULL)
    {
      json_object_set_object_member (client != NULL ? client : muster_world_get_root (world), "docs", json_object_new ());
      docs = muster_hudu_docs (world, client);
    }
  if (muster_jo_arr (docs, kind) == NULL)
    json_object_set_array_member (docs, kind, json_array_new ());
  return muster_jo_arr (docs, kind);
}

JsonObject *
muster_hudu_client (MusterWorld *world,
                    gint64       company)
{
  JsonObject *client = muster_world_client_by_number (world, "huduCompanyId", company);

  return client != NULL && muster_hudu_is_open (world, client) ? client : NULL;
}

static void
collect_from (MusterCall    *call,
              JsonArray     *rows,
              JsonObject    *client,
              const char    *kind,
              MusterHuduShow show)
{
  JsonArray *objects = muster_jo_arr (muster_hudu_docs (call->world, client), kind);

  for (guint i = 0; i < muster_ja_length (objects); i++)
    {
      JsonObject *row = show (call, client, muster_ja_obj (objects, i));

      if (row != NULL)
        json_array_add_object_element (rows, row);
    }
}

JsonArray *
muster_hudu_collect (MusterCall    *call,
                     const char    *kind,
                     MusterHuduShow show)
{
  JsonArray *clients = muster_world_clients (call->world), *rows = json_array_new ();

  collect_from (call, rows, NULL, kind, show);
  for (guint i = 0; i < json_array_get_length (clients); i++)
    if (muster_hudu_is_open (call->world, muster_ja_obj (clients, i)))
      collect_from (call, rows, muster_ja_obj (clients, i), kind, show);
  return rows;
}

JsonObject *
muster_hudu_find (MusterCall  *call,
                  const char  *kind,
                  gint64       id,
                  JsonObject **client)
{
  JsonArray *clients = muster_world_clients (call->world);
  JsonObject *object = muster_ja_find_int (muster_jo_arr (muster_hudu_docs (call->world, NULL), kind), "id", id);

  *client = NULL;
  for (guint i = 0; object == NULL && i < json_array_get_length (clients); i++)
    {
      *client = muster_ja_obj (clients, i);
      if (muster_hudu_is_open (call->world, *client))
        object = muster_ja_find_int (muster_jo_arr (muster_jo_obj (*client, "docs"), kind), "id", id);
    }
  if (object == NULL)
    muster_hudu_fail (call, 404, "Not found");
  else if (*client != NULL)
    {
      g_autofree char *scope = g_strdup_printf ("%" G_GINT64_FORMAT, muster_jo_int (*client, "huduCompanyId", 0));

      muster_call_set_scope (call, scope);
    }
  return object;
}

static gboolean
has_words (JsonObject *row,
           const char *wanted)
{
  const char *const members[] = { "name", "content", "nickname", "description", "username" };
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *folded = NULL;
  g_autofree char *folded_wanted = g_utf8_casefold (wanted, -1);
  g_auto(GStrv) words = g_strsplit_set (folded_wanted, " \t", -1);

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (muster_jo_str (row, members[i]) != NULL)
      g_string_append_printf (text, "%s ", muster_jo_str (row, members[i]));
  folded = g_utf8_casefold (text->str, -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (folded, words[i]) == NULL)
      return FALSE;
  return TRUE;
}

/* "start,end", "start,", ",end" or one exact time */
static gboolean
in_range (const char *time,
          const char *range)
{
  g_auto(GStrv) ends = g_strsplit (range, ",", 2);

  if (time == NULL)
    return FALSE;
  if (ends[0] == NULL || ends[1] == NULL)
    return ends[0] == NULL || g_str_equal (time, ends[0]);
  return (*ends[0] == '\0' || strcmp (time, ends[0]) >= 0) && (*ends[1] == '\0' || strcmp (time, ends[1]) <= 0);
}

/* What is archived is shown when it is asked for, and alone; articles, which have no such member, are never filtered by it */
static gboolean
fits_flags (MusterCall *call,
            JsonObject *row)
{
  const char *const flags[] = { "draft", "enable_sharing" };
  const char *archived = muster_call_query (call, "archived"), *inside = muster_call_query (call, "in_company");

  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      const char *wanted = muster_call_query (call, flags[i]);

      if (wanted != NULL && json_object_has_member (row, flags[i]) && muster_jo_bool (row, flags[i], FALSE) != g_str_equal (wanted, "true"))
        return FALSE;
    }
  if (inside != NULL && json_object_has_member (row, "folder_type") && muster_jo_has (row, "company_id") != g_str_equal (inside, "true"))
    return FALSE;
  return !json_object_has_member (row, "archived") || muster_jo_bool (row, "archived", FALSE) == (g_strcmp0 (archived, "true") == 0);
}

static gboolean
fits (MusterCall *call,
      JsonObject *row)
{
  const char *const exact[] = { "name", "slug", "city", "website", "id_number", "primary_serial", "folder_type", "first_name", "last_name",
                                "email", "security_level" };
  const char *const numbers[] = { "company_id", "id", "asset_layout_id" };
  const char *search = muster_call_query (call, "search"), *updated = muster_call_query (call, "updated_at");

  for (gsize i = 0; i < G_N_ELEMENTS (exact); i++)
    {
      const char *wanted = muster_call_query (call, exact[i]);

      if (wanted != NULL && json_object_has_member (row, exact[i]) && g_strcmp0 (muster_jo_str (row, exact[i]), wanted) != 0)
        return FALSE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      const char *wanted = muster_call_query (call, numbers[i]);

      if (wanted != NULL && json_object_has_member (row, numbers[i])
          && muster_jo_int (row, numbers[i], -1) != g_ascii_strtoll (wanted, NULL, 10))
        return FALSE;
    }
  if (!fits_flags (call, row))
    return FALSE;
  return (search == NULL || has_words (row, search)) && (updated == NULL || in_range (muster_jo_str (row, "updated_at"), updated));
}

static gint64
number (MusterCall *call,
        const char *name,
        gint64      fallback,
        gint64      most)
{
  const char *text = muster_call_query (call, name);
  gint64 value = text != NULL ? g_ascii_strtoll (text, NULL, 10) : fallback;

  return value < 1 ? fallback : MIN (value, most);
}

/* Old versions lack many members: the setting `omits` names them */
static JsonObject *
leave_out (MusterCall *call,
           JsonObject *row)
{
  g_auto(GStrv) names = g_strsplit (muster_hudu_setting (call->world, "omits", ""), ",", -1);

  for (guint i = 0; names[i] != NULL; i++)
    if (json_object_has_member (row, names[i]))
      json_object_remove_member (row, names[i]);
  return row;
}

/* Lists have their name around them, but for four; the setting `lists` makes all of them bare, or none */
static void
reply_list (MusterCall *call,
            const char *name,
            JsonArray  *rows)
{
  static const char *const bare[] = { "websites", "expirations", "users", "activity_logs", NULL };
  const char *lists = muster_hudu_setting (call->world, "lists", "documented");
  JsonObject *reply;

  if (g_str_equal (lists, "bare") || (!g_str_equal (lists, "wrapped") && g_strv_contains (bare, name)))
    {
      muster_call_reply_array (call, 200, rows);
      return;
    }
  reply = json_object_new ();
  json_object_set_array_member (reply, name, rows);
  muster_call_reply_object (call, 200, reply);
}

/**
 * muster_hudu_reply_page:
 * @call: the call
 * @name: what the list is called in the answer
 * @taken: (transfer full): all rows
 * @sized: whether this list knows page_size
 *
 * Answers with the page that was asked for.
 */
void
muster_hudu_reply_page (MusterCall *call,
                        const char *name,
                        JsonArray  *taken,
                        gboolean    sized)
{
  g_autoptr(JsonArray) rows = taken;
  gboolean stuck = muster_jo_bool (muster_hudu_settings (call->world), "repeatPages", FALSE);
  gint64 page = stuck ? 1 : number (call, "page", 1, G_MAXINT32), size = sized ? number (call, "page_size", 25, 1000) : 25;
  JsonArray *shown = json_array_new ();
  gint64 index = 0;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_ja_obj (rows, i);

      if (!fits (call, row))
        continue;
      if (index >= (page - 1) * size && index < page * size)
        json_array_add_object_element (shown, json_object_ref (leave_out (call, row)));
      index++;
    }
  reply_list (call, name, shown);
}

/* A new article comes bare in the vendor's document and wrapped in what its clients read: the setting `postAnswer` */
void
muster_hudu_reply_one (MusterCall *call,
                       guint       status,
                       const char *name,
                       JsonObject *row)
{
  gboolean bare = g_str_equal (muster_hudu_setting (call->world, "postAnswer", "wrapped"), "bare") && g_str_equal (call->method, "POST");
  JsonObject *reply;

  leave_out (call, row);
  if (bare && g_str_equal (name, "article"))
    {
      muster_call_reply_object (call, status, row);
      return;
    }
  reply = json_object_new ();
  json_object_set_object_member (reply, name, row);
  muster_call_reply_object (call, status, reply);
}
