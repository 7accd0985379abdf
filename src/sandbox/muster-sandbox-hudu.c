/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-hudu.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* Hudu's door with what a key may do, and its companies. */

/**
 * muster_hudu_fail:
 * @call: a call
 * @status: HTTP status
 * @message: the text
 *
 * Answers with an error; the setting `errorShape` chooses among the shapes that have been seen.
 */
void
muster_hudu_fail (MusterCall *call,
                  guint       status,
                  const char *message)
{
  const char *shape = muster_hudu_setting (call->world, "errorShape", "error");

  if (g_str_equal (shape, "empty"))
    muster_call_reply_empty (call, status);
  else if (g_str_equal (shape, "errors"))
    muster_call_reply_object (call, status, muster_jo_new ("errors:a", muster_ja_strings (message, NULL), NULL));
  else
    muster_call_reply_object (call, status, muster_jo_new (g_str_equal (shape, "message") ? "message:s" : "error:s", message, NULL));
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
    json_array_add_object_element (integrations, muster_jo_new ("id:i", id + 1000, "integrator_id:d", 5,
                                                                "integrator_name:s", muster_hudu_setting (call->world, "integrator", "cw_manage"),
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

      if (muster_hudu_is_open (call->world, client)
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
  muster_call_reply_object (call, 200, muster_jo_new ("version:s", muster_hudu_setting (call->world, "version", "2.44.0"), "date:s", "2026-10-01", NULL));
}

/* A company of the documentation alone: no other vendor knows it */
static void
post_company (MusterCall *call)
{
  JsonObject *wanted = muster_jo_obj (muster_call_object (call), "company"), *client;
  gint64 id;
  g_autofree char *key = NULL;

  if (muster_jo_str (wanted, "name") == NULL)
    {
      muster_hudu_fail (call, 422, "Name can't be blank");
      return;
    }
  id = muster_world_next_id (call->world, "doc");
  key = g_strdup_printf ("hudu-%" G_GINT64_FORMAT, id);
  client = muster_jo_new ("key:s", key, "name:s", muster_jo_str (wanted, "name"), "huduCompanyId:i", id,
                          "city:s", muster_jo_str (wanted, "city"), "docs:o", json_object_new (), NULL);
  json_array_add_object_element (muster_world_clients (call->world), client);
  call->changed = TRUE;
  muster_hudu_reply_one (call, 201, "company", show_company (call, client));
}

static void
put_company (MusterCall *call)
{
  JsonObject *client = muster_hudu_client (call->world, muster_call_param_number (call, 0));
  JsonObject *wanted = muster_jo_obj (muster_call_object (call), "company");

  muster_call_set_scope (call, call->params[0]);
  if (client == NULL || wanted == NULL)
    {
      muster_hudu_fail (call, client == NULL ? 404 : 422, client == NULL ? "Not found" : "company is missing");
      return;
    }
  if (muster_jo_str (wanted, "name") != NULL)
    json_object_set_string_member (client, "name", muster_jo_str (wanted, "name"));
  call->changed = TRUE;
  muster_hudu_reply_one (call, 200, "company", show_company (call, client));
}

static const MusterRoute routes[] = {
  { "GET",    "api_info",                 get_info },
  { "GET",    "companies",                get_companies },
  { "POST",   "companies",                post_company },
  { "GET",    "companies/*",              get_company },
  { "PUT",    "companies/*",              put_company },
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
  { "PUT",    "folders/*",                muster_hudu_put_folder },
  { "GET",    "assets",                   muster_hudu_get_assets },
  { "GET",    "asset_layouts",            muster_hudu_get_layouts },
  { "GET",    "asset_layouts/*",          muster_hudu_get_layout },
  { "GET",    "asset_passwords",          muster_hudu_get_passwords },
  { "POST",   "asset_passwords",          muster_hudu_post_password },
  { "GET",    "asset_passwords/*",        muster_hudu_get_password },
  { "PUT",    "asset_passwords/*",        muster_hudu_put_password },
  { "GET",    "procedures",               muster_hudu_get_procedures },
  { "GET",    "procedures/*",             muster_hudu_get_procedure },
  { "GET",    "password_folders",         muster_hudu_get_nothing },
  { "GET",    "relations",                muster_hudu_get_relations },
  { "POST",   "relations",                muster_hudu_post_relation },
  { "GET",    "cards/lookup",             muster_hudu_get_nothing },
  { "GET",    "users",                    muster_hudu_get_users },
  { "GET",    "websites",                 muster_hudu_get_nothing },
  { "GET",    "expirations",              muster_hudu_get_nothing },
  { "GET",    "activity_logs",            muster_hudu_get_nothing },
};

/* What a key lacks: passwords (`passwordRefusal` is the status), and destroying things (`destructive` false) */
static gboolean
is_refused (MusterCall *call)
{
  JsonObject *settings = muster_hudu_settings (call->world);
  gint64 passwords = muster_jo_int (settings, "passwordRefusal", 0);

  if (passwords >= 400 && call->segments[2] != NULL && g_str_equal (call->segments[2], "asset_passwords"))
    {
      muster_hudu_fail (call, (guint) passwords, "Unauthorized");
      return TRUE;
    }
  if (g_str_equal (call->method, "DELETE") && !muster_jo_bool (settings, "destructive", TRUE))
    {
      muster_hudu_fail (call, 401, "Unauthorized");
      return TRUE;
    }
  return FALSE;
}

/* Plain text, and no word of when */
static void
refuse_over_limit (MusterCall *call)
{
  gint64 seconds = muster_jo_int (muster_hudu_settings (call->world), "retryAfter", 0);

  muster_call_reply_text (call, 429, "text/plain", "Retry later");
  if (seconds > 0)
    {
      g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, seconds);

      muster_call_add_header (call, "Retry-After", text);
    }
}

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

  if (company != NULL)
    muster_call_set_scope (call, company);
  if (call->segments[1] == NULL || !g_str_equal (call->segments[1], "v1"))
    muster_call_reply_text (call, 404, "text/html", "<!DOCTYPE html><title>Not found</title>");
  else if (muster_jo_bool (muster_hudu_settings (call->world), "loginPage", FALSE))
    muster_call_reply_text (call, 200, "text/html", "<!DOCTYPE html><title>Sign in</title><form method=\"post\"></form>");
  else if (given == NULL || !g_str_equal (given, key))
    muster_hudu_fail (call, 401, "Unauthorized");
  else if (muster_call_is_over_limit (call, 60))
    refuse_over_limit (call);
  else if (is_refused (call))
    return;
  else if (call->bad_json)
    muster_hudu_fail (call, 422, "The body is not JSON");
  else if (!muster_call_dispatch (call, routes, G_N_ELEMENTS (routes), 2, &known))
    muster_hudu_fail (call, 404, "Not found");
}
