/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-hudu.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Hudu's door, its companies, and what its lists have in common: pages without totals, filters that
 * are applied where the vendor documents them and silently ignored where it does not. */

void
muster_hudu_fail (MusterCall *call,
                  guint       status,
                  const char *message)
{
  muster_call_reply_object (call, status, muster_jo_new ("error:s", message, NULL));
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

JsonObject *
muster_hudu_client (MusterWorld *world,
                    gint64       company)
{
  return muster_world_client_by_number (world, "huduCompanyId", company);
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
    if (muster_jo_has (muster_ja_obj (clients, i), "huduCompanyId"))
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
      if (muster_jo_has (*client, "huduCompanyId"))
        object = muster_ja_find_int (muster_jo_arr (muster_jo_obj (*client, "docs"), kind), "id", id);
    }
  if (object == NULL)
    muster_hudu_fail (call, 404, "Not found");
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

static gboolean
fits (MusterCall *call,
      JsonObject *row)
{
  const char *const exact[] = { "name", "slug", "city", "website", "id_number", "primary_serial", "folder_type" };
  const char *const numbers[] = { "company_id", "id", "asset_layout_id" };
  const char *search = muster_call_query (call, "search"), *updated = muster_call_query (call, "updated_at");
  const char *draft = muster_call_query (call, "draft");

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
  if (draft != NULL && json_object_has_member (row, "draft") && muster_jo_bool (row, "draft", FALSE) != g_str_equal (draft, "true"))
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
  gint64 page = number (call, "page", 1, G_MAXINT32), size = sized ? number (call, "page_size", 25, 1000) : 25;
  JsonArray *shown = json_array_new ();
  JsonObject *reply = json_object_new ();
  gint64 index = 0;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_ja_obj (rows, i);

      if (!fits (call, row))
        continue;
      if (index >= (page - 1) * size && index < page * size)
        json_array_add_object_element (shown, json_object_ref (row));
      index++;
    }
  json_object_set_array_member (reply, name, shown);
  muster_call_reply_object (call, 200, reply);
}

void
muster_hudu_reply_one (MusterCall *call,
                       guint       status,
                       const char *name,
                       JsonObject *row)
{
  JsonObject *reply = json_object_new ();

  json_object_set_object_member (reply, name, row);
  muster_call_reply_object (call, status, reply);
}

static JsonObject *
show_company (MusterCall *call,
              JsonObject *client)
{
  const char *name = muster_jo_str (client, "name"), *now = muster_jo_str (muster_world_get_root (call->world), "now");
  gint64 id = muster_jo_int (client, "huduCompanyId", 0);
  g_autofree char *slug = muster_hudu_slug (name, id);
  g_autofree char *url = g_strdup_printf ("/c/%s", slug);
  g_autofree char *full = g_strdup_printf ("%s%s", call->base, url);
  g_auto(GStrv) city = g_strsplit (muster_jo_str (client, "city") != NULL ? muster_jo_str (client, "city") : "", ",", 2);
  JsonArray *integrations = json_array_new ();
  JsonArray *domains = muster_jo_arr (client, "domains");
  g_autofree char *website = muster_ja_length (domains) > 0
                             ? g_strdup_printf ("https://%s", muster_jo_str (muster_ja_obj (domains, 0), "name")) : NULL;

  if (muster_jo_has (client, "psaCompanyId"))
    json_array_add_object_element (integrations, muster_jo_new ("id:i", id + 1000, "integrator_id:d", 5, "integrator_name:s", "cw_manage",
                                                                "sync_id:i", muster_jo_int (client, "psaCompanyId", 0),
                                                                "identifier:S", muster_jo_str (client, "psaIdentifier"), "name:s", name,
                                                                "potential_company_id:S", NULL, "company_id:i", id, "company_name:s", name, NULL));
  return muster_jo_new ("id:i", id, "slug:s", slug, "name:s", name, "nickname:S", muster_jo_str (client, "psaIdentifier"),
                        "company_type:s", "Customer", "city:S", city[0], "website:S", website, "notes:S", NULL, "archived:b", FALSE,
                        "object_type:s", "Company", "parent_company_id:S", NULL, "url:s", url, "full_url:s", full,
                        "created_at:s", now, "updated_at:s", now, "integrations:a", integrations, NULL);
}

static void
get_companies (MusterCall *call)
{
  JsonArray *clients = muster_world_clients (call->world), *rows = json_array_new ();
  const char *foreign = muster_call_query (call, "id_in_integration");

  for (guint i = 0; i < json_array_get_length (clients); i++)
    {
      JsonObject *client = muster_ja_obj (clients, i);

      if (muster_jo_has (client, "huduCompanyId")
          && (foreign == NULL || muster_jo_int (client, "psaCompanyId", -1) == g_ascii_strtoll (foreign, NULL, 10)))
        json_array_add_object_element (rows, show_company (call, client));
    }
  muster_hudu_reply_page (call, "companies", rows, TRUE);
}

static void
get_company (MusterCall *call)
{
  JsonObject *client = muster_hudu_client (call->world, muster_call_param_number (call, 0));

  muster_call_set_scope (call, call->params[0]);
  if (client == NULL)
    muster_hudu_fail (call, 404, "Not found");
  else
    muster_hudu_reply_one (call, 200, "company", show_company (call, client));
}

static void
get_info (MusterCall *call)
{
  muster_call_reply_object (call, 200, muster_jo_new ("version:s", "2.44.0", "date:s", "2026-10-01", NULL));
}

static void
get_nothing (MusterCall *call)
{
  const char *last = call->segments[g_strv_length (call->segments) - 1];
  JsonObject *reply;

  if (g_str_equal (last, "users") || g_str_equal (last, "websites") || g_str_equal (last, "expirations") || g_str_equal (last, "activity_logs"))
    {
      muster_call_reply_array (call, 200, json_array_new ());
      return;
    }
  reply = json_object_new ();
  json_object_set_array_member (reply, g_str_equal (last, "lookup") ? "integrator_cards" : last, json_array_new ());
  muster_call_reply_object (call, 200, reply);
}

static const MusterRoute routes[] = {
  { "GET",    "api_info",                 get_info },
  { "GET",    "companies",                get_companies },
  { "GET",    "companies/*",              get_company },
  { "GET",    "companies/*/assets",       muster_hudu_get_of_company },
  { "POST",   "companies/*/assets",       muster_hudu_post_asset },
  { "GET",    "companies/*/assets/*",     muster_hudu_get_asset },
  { "PUT",    "companies/*/assets/*",     muster_hudu_put_asset },
  { "GET",    "articles",                 muster_hudu_get_articles },
  { "POST",   "articles",                 muster_hudu_post_article },
  { "GET",    "articles/*",               muster_hudu_get_article },
  { "PUT",    "articles/*",               muster_hudu_put_article },
  { "DELETE", "articles/*",               muster_hudu_drop_article },
  { "PUT",    "articles/*/archive",       muster_hudu_archive },
  { "PUT",    "articles/*/unarchive",     muster_hudu_unarchive },
  { "GET",    "folders",                  muster_hudu_get_folders },
  { "POST",   "folders",                  muster_hudu_post_folder },
  { "GET",    "folders/*",                muster_hudu_get_folder },
  { "GET",    "assets",                   muster_hudu_get_assets },
  { "GET",    "asset_layouts",            muster_hudu_get_layouts },
  { "GET",    "asset_layouts/*",          muster_hudu_get_layout },
  { "GET",    "asset_passwords",          muster_hudu_get_passwords },
  { "GET",    "asset_passwords/*",        muster_hudu_get_password },
  { "GET",    "procedures",               muster_hudu_get_procedures },
  { "GET",    "procedures/*",             muster_hudu_get_procedure },
  { "GET",    "password_folders",         get_nothing },
  { "GET",    "relations",                get_nothing },
  { "GET",    "cards/lookup",             get_nothing },
  { "GET",    "users",                    get_nothing },
  { "GET",    "websites",                 get_nothing },
  { "GET",    "expirations",              get_nothing },
  { "GET",    "activity_logs",            get_nothing },
};

/**
 * muster_hudu_handle:
 * @call: a request to Hudu's paths
 *
 * Answers it.
 */
void
muster_hudu_handle (MusterCall *call)
{
  const char *given = muster_call_header (call, "x-api-key"), *company = muster_call_query (call, "company_id");
  g_autofree char *key = muster_world_secret (call->world, "hudu-key");
  gboolean known = FALSE;

  if (call->segments[1] == NULL || !g_str_equal (call->segments[1], "v1"))
    {
      muster_call_reply_text (call, 404, "text/html", "<!DOCTYPE html><title>Not found</title>");
      return;
    }
  if (given == NULL || !g_str_equal (given, key))
    {
      muster_hudu_fail (call, 401, "Unauthorized");
      return;
    }
  if (company != NULL)
    muster_call_set_scope (call, company);
  if (call->bad_json)
    muster_hudu_fail (call, 422, "The body is not JSON");
  else if (!muster_call_dispatch (call, routes, G_N_ELEMENTS (routes), 2, &known))
    muster_hudu_fail (call, 404, "Not found");
}
