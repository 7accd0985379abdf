/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-itglue.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* IT Glue's door: the prefix /itglue stands for the host of the account's region. One key for the
 * whole account, JSON:API, and an error's `status` that is a number, digits or a word. */

JsonObject *
muster_itglue_settings (MusterWorld *world)
{
  return muster_world_settings (world, "itglue");
}

const char *
muster_itglue_setting (MusterWorld *world,
                       const char  *name,
                       const char  *fallback)
{
  const char *value = muster_jo_str (muster_itglue_settings (world), name);

  return value != NULL ? value : fallback;
}

/* Is @id one of the numbers, with commas between them, that a setting holds? */
gboolean
muster_itglue_is_listed (MusterWorld *world,
                         const char  *setting,
                         gint64       id)
{
  g_auto(GStrv) ids = g_strsplit (muster_itglue_setting (world, setting, ""), ",", -1);

  for (guint i = 0; ids[i] != NULL; i++)
    if (*ids[i] != '\0' && g_ascii_strtoll (ids[i], NULL, 10) == id)
      return TRUE;
  return FALSE;
}

/* --- answers --- */

/**
 * muster_itglue_reply:
 * @call: a call
 * @status: HTTP status
 * @object: (transfer full): the answer
 *
 * Answers with a JSON:API document.
 */
void
muster_itglue_reply (MusterCall *call,
                     guint       status,
                     JsonObject *object)
{
  muster_call_reply_object (call, status, object);
  g_free (call->content_type);
  call->content_type = g_strdup ("application/vnd.api+json");
}

static const struct {
  guint       status;
  const char *word;
  const char *title;
  const char *detail;
} errors[] = {
  { 400, "bad_request",            "Bad Request",            "The request cannot be understood" },
  { 401, "unauthorized",           "Unauthorized",           "Unauthorized resource access" },
  { 403, "forbidden",              "Forbidden",              "You do not have access to this resource" },
  { 404, "not_found",              "Not Found",              "Record not found" },
  { 415, "unsupported_media_type", "Unsupported Media Type", "Content-Type must be application/vnd.api+json" },
  { 422, "unprocessable_entity",   "Unprocessable Entity",   "The record is not valid" },
  { 429, "too_many_requests",      "Too Many Requests",      "Rate limit exceeded" },
};

/**
 * muster_itglue_fail:
 * @call: a call
 * @status: HTTP status
 * @detail: (nullable): what is wrong
 *
 * Answers with an error in IT Glue's shape. The setting `errorShape` chooses among those that have been seen.
 */
void
muster_itglue_fail (MusterCall *call,
                    guint       status,
                    const char *detail)
{
  const char *shape = muster_itglue_setting (call->world, "errorShape", "number");
  const char *word = "error", *title = "Error";
  g_autofree char *digits = g_strdup_printf ("%u", status);
  JsonObject *error = json_object_new (), *source = json_object_new ();
  JsonArray *list = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    if (errors[i].status == status)
      {
        word = errors[i].word;
        title = errors[i].title;
        detail = detail != NULL ? detail : errors[i].detail;
      }
  if (g_str_equal (shape, "number"))
    json_object_set_int_member (error, "status", status);
  else
    json_object_set_string_member (error, "status", g_str_equal (shape, "word") ? word : digits);
  muster_jo_add (error, "title:s", title, NULL);
  if (g_str_equal (shape, "word"))
    json_object_set_array_member (source, "pointer", muster_ja_strings ("data", "type", NULL));
  else
    {
      muster_jo_add (error, "detail:s", detail, NULL);
      json_object_set_string_member (source, "pointer", "id");
    }
  json_object_set_object_member (error, "source", source);
  json_array_add_object_element (list, error);
  muster_itglue_reply (call, status, muster_jo_new ("errors:a", list, NULL));
}

/**
 * muster_itglue_fault:
 * @call: a call
 * @status: HTTP status
 *
 * Answers with an injected error: from 500 on with a page of HTML.
 */
void
muster_itglue_fault (MusterCall *call,
                     guint       status)
{
  if (status < 500)
    muster_itglue_fail (call, status, NULL);
  else
    muster_call_reply_text (call, status, "text/html", "<!DOCTYPE html><title>We're sorry, but something went wrong</title>");
}

static const MusterRoute routes[] = {
  { "GET",    "organizations",                                         muster_itglue_get_organizations },
  { "GET",    "organizations/*",                                       muster_itglue_get_organization },
  { "GET",    "organization_types",                                    muster_itglue_get_organization_types },
  { "GET",    "organization_statuses",                                 muster_itglue_get_organization_statuses },
  { "GET",    "contacts",                                              muster_itglue_get_contacts },
  { "GET",    "contacts/*",                                            muster_itglue_get_contact },
  { "GET",    "organizations/*/relationships/contacts",                muster_itglue_get_contacts },
  { "GET",    "locations",                                             muster_itglue_get_locations },
  { "GET",    "organizations/*/relationships/locations",               muster_itglue_get_locations },
  { "GET",    "users",                                                 muster_itglue_get_users },
  { "GET",    "users/*",                                               muster_itglue_get_user },
  { "GET",    "expirations",                                           muster_itglue_get_expirations },
  { "GET",    "organizations/*/relationships/documents",               muster_itglue_get_documents },
  { "POST",   "organizations/*/relationships/documents",               muster_itglue_post_document },
  { "GET",    "documents/*",                                           muster_itglue_get_document },
  { "PATCH",  "documents/*",                                           muster_itglue_patch_document },
  { "PATCH",  "documents/*/publish",                                   muster_itglue_publish },
  { "GET",    "documents/*/relationships/sections",                    muster_itglue_get_sections },
  { "POST",   "documents/*/relationships/sections",                    muster_itglue_post_section },
  { "GET",    "documents/*/relationships/sections/*",                  muster_itglue_get_section },
  { "PATCH",  "documents/*/relationships/sections/*",                  muster_itglue_patch_section },
  { "DELETE", "documents/*/relationships/sections/*",                  muster_itglue_drop_section },
  { "GET",    "organizations/*/relationships/document_folders",        muster_itglue_get_folders },
  { "GET",    "document_folders",                                      muster_itglue_get_folders },
  { "GET",    "flexible_asset_types",                                  muster_itglue_get_types },
  { "GET",    "flexible_asset_types/*",                                muster_itglue_get_type },
  { "GET",    "flexible_asset_types/*/relationships/flexible_asset_fields", muster_itglue_get_fields },
  { "GET",    "flexible_assets",                                       muster_itglue_get_assets },
  { "POST",   "flexible_assets",                                       muster_itglue_post_asset },
  { "GET",    "flexible_assets/*",                                     muster_itglue_get_asset },
  { "PATCH",  "flexible_assets/*",                                     muster_itglue_patch_asset },
  { "GET",    "configurations",                                        muster_itglue_get_configurations },
  { "GET",    "configurations/*",                                      muster_itglue_get_configuration },
  { "GET",    "organizations/*/relationships/configurations",          muster_itglue_get_configurations },
  { "GET",    "configuration_types",                                   muster_itglue_get_configuration_types },
  { "GET",    "configuration_statuses",                                muster_itglue_get_configuration_statuses },
  { "GET",    "password_categories",                                   muster_itglue_get_password_categories },
  { "GET",    "passwords",                                             muster_itglue_get_passwords },
  { "GET",    "passwords/*",                                           muster_itglue_get_password },
  { "GET",    "organizations/*/relationships/passwords",               muster_itglue_get_passwords },
  { "GET",    "organizations/*/relationships/passwords/*",             muster_itglue_get_own_password },
  { "POST",   "organizations/*/relationships/passwords",               muster_itglue_post_password },
};

/* --- the door --- */

static void
refuse_over_limit (MusterCall *call)
{
  g_autofree char *seconds = g_strdup_printf ("%" G_GINT64_FORMAT, muster_jo_int (muster_itglue_settings (call->world), "retryAfter", 30));

  muster_itglue_fail (call, 429, NULL);
  if (!g_str_equal (seconds, "0"))
    muster_call_add_header (call, "Retry-After", seconds);
}

/* Publishing and deleting have no body, and so no type of one */
static gboolean
has_wrong_type (MusterCall *call)
{
  const char *type = soup_message_headers_get_content_type (call->headers, NULL);

  return (g_str_equal (call->method, "POST") || g_str_equal (call->method, "PATCH")) && g_bytes_get_size (call->body) > 0
         && g_strcmp0 (type, "application/vnd.api+json") != 0;
}

/**
 * muster_itglue_handle:
 * @call: a request to IT Glue's paths
 *
 * Answers it.
 */
void
muster_itglue_handle (MusterCall *call)
{
  g_autofree char *key = muster_itglue_key (call->world);
  const char *given = muster_call_header (call, "x-api-key");
  gboolean known = FALSE;

  if (given == NULL || !g_str_equal (given, key))
    muster_itglue_fail (call, 401, NULL);
  else if (muster_call_is_over_limit (call, 300))
    refuse_over_limit (call);
  else if (g_str_equal (muster_itglue_setting (call->world, "plan", ""), "without-api"))
    muster_itglue_fail (call, 403, NULL);
  else if (has_wrong_type (call))
    muster_itglue_fail (call, 415, NULL);
  else if (call->bad_json)
    muster_itglue_fail (call, 400, "The body is not JSON");
  else if (!muster_call_dispatch (call, routes, G_N_ELEMENTS (routes), 1, &known))
    muster_itglue_fail (call, 404, NULL);
}

/**
 * muster_itglue_key:
 * @world: the world
 *
 * Returns: (transfer full): the account's key
 */
char *
muster_itglue_key (MusterWorld *world)
{
  g_autofree char *secret = muster_world_secret (world, "itglue-key");

  return g_strconcat ("ITG.", secret, NULL);
}
