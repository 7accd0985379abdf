/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-cw.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"
#include "muster-sandbox-webhooks.h"

/* ConnectWise's callbacks: system/callbacks to register, and what is posted. The record's number
 * and the action are put behind the registered address; the body is signed with SHA-256 of a key
 * that lies where Metadata.key_url points (vendor's help: Callbacks). */

#define CALLBACK_FIELDS " id description url objectId type level memberId inactiveFlag "
#define KEY_PATH        "/v4_6_release/apis/3.0/system/callbackKeys/1"
#define GIVES_UP_US     (G_GINT64_CONSTANT (3) * 24 * 3600 * G_USEC_PER_SEC)

/* --- registering --- */

static JsonObject *
find_callback (MusterCall *call)
{
  JsonObject *row = muster_ja_find_int (muster_webhooks_of (call->world, "connectwise"), "id", muster_call_param_number (call, 0));

  if (row == NULL)
    muster_connectwise_fail (call, 404, "NotFound", "Callback not found", NULL);
  return row;
}

void
muster_cw_get_callbacks (MusterCall *call)
{
  JsonArray *list = muster_webhooks_of (call->world, "connectwise"), *rows = json_array_new ();

  for (guint i = 0; i < json_array_get_length (list); i++)
    json_array_add_object_element (rows, muster_webhooks_shown (muster_ja_obj (list, i)));
  muster_cw_reply_list (call, rows, CALLBACK_FIELDS, NULL);
}

void
muster_cw_get_callback (MusterCall *call)
{
  JsonObject *row = find_callback (call);

  if (row != NULL)
    muster_cw_reply_one (call, 200, muster_webhooks_shown (row));
}

static gboolean
is_registered (MusterCall *call,
               JsonObject *body)
{
  JsonArray *list = muster_webhooks_of (call->world, "connectwise");

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *row = muster_ja_obj (list, i);

      if (g_strcmp0 (muster_jo_str (row, "url"), muster_jo_str (body, "url")) == 0
          && g_strcmp0 (muster_jo_str (row, "type"), muster_jo_str (body, "type")) == 0
          && g_strcmp0 (muster_jo_str (row, "level"), muster_jo_str (body, "level")) == 0
          && muster_jo_int (row, "objectId", 0) == muster_jo_int (body, "objectId", 0))
        return TRUE;
    }
  return FALSE;
}

static const char *
what_is_wrong (JsonObject *body)
{
  const char *const levels[] = { "owner", "board", "project", "phase", "status", "ticket", "integratorTag", NULL };
  const char *level = muster_jo_str (body, "level"), *description = muster_jo_str (body, "description");

  if (muster_jo_str (body, "url") == NULL)
    return "url";
  if (!muster_jo_has (body, "objectId"))
    return "objectId";
  if (muster_jo_str (body, "type") == NULL)
    return "type";
  if (level == NULL || (g_str_equal (muster_jo_str (body, "type"), "ticket") && !g_strv_contains (levels, level)))
    return "level";
  return description != NULL && g_utf8_strlen (description, -1) > 100 ? "description" : NULL;
}

/* An equal one is an inner error of the list, as the service has been seen to answer. */
static void
fail_exists (MusterCall *call)
{
  JsonArray *errors = json_array_new ();

  json_array_add_object_element (errors, muster_jo_new ("code:s", "ObjectExists", "message:s", "The callback already exists",
                                                        "resource:s", "callback", "field:s", "url", NULL));
  muster_call_reply_object (call, 400, muster_jo_new ("code:s", "InvalidObject", "message:s", "callback object is invalid",
                                                      "errors:a", errors, NULL));
}

void
muster_cw_post_callback (MusterCall *call)
{
  JsonObject *body = muster_call_object (call), *row;
  const char *wrong = what_is_wrong (body), *version = muster_jo_str (body, "payloadVersion");
  g_autofree char *by = muster_cw_identifier (muster_world_api_member (call->world));
  g_autofree char *now = muster_world_now_text (call->world);

  if (wrong != NULL)
    {
      muster_connectwise_fail (call, 400, "MissingRequiredField", "A member is missing or has no possible value", wrong);
      return;
    }
  if (is_registered (call, body))
    {
      fail_exists (call);
      return;
    }
  row = muster_jo_new ("id:i", muster_world_next_id (call->world, "callback"), "description:s", muster_jo_str (body, "description"),
                       "url:s", muster_jo_str (body, "url"), "objectId:i", muster_jo_int (body, "objectId", 0),
                       "type:s", muster_jo_str (body, "type"), "level:s", muster_jo_str (body, "level"),
                       "memberId:i", muster_jo_int (muster_world_api_member (call->world), "id", 0),
                       "payloadVersion:s", version != NULL ? version : "3.0.0",
                       "inactiveFlag:b", muster_jo_bool (body, "inactiveFlag", FALSE), "isSoapCallbackFlag:b", FALSE,
                       "isSelfSuppressedFlag:b", muster_jo_bool (body, "isSelfSuppressedFlag", FALSE),
                       "_info:o", muster_jo_new ("lastUpdated:s", now, "updatedBy:s", by, NULL), NULL);
  json_array_add_object_element (muster_webhooks_of (call->world, "connectwise"), row);
  call->changed = TRUE;
  muster_cw_reply_one (call, 201, muster_webhooks_shown (row));
}

void
muster_cw_patch_callback (MusterCall *call)
{
  JsonObject *row = find_callback (call);
  JsonArray *operations = call->json != NULL && JSON_NODE_HOLDS_ARRAY (call->json) ? json_node_get_array (call->json) : NULL;
  const char *const members[] = { "description", "url", "objectId", "type", "level", "inactiveFlag", "isSelfSuppressedFlag",
                                  "payloadVersion", NULL };

  if (row == NULL)
    return;
  if (operations == NULL)
    {
      muster_connectwise_fail (call, 400, "InvalidObject", "A list of operations is needed", NULL);
      return;
    }
  for (guint i = 0; i < json_array_get_length (operations); i++)
    {
      JsonObject *operation = muster_ja_obj (operations, i);
      const char *path = muster_jo_str (operation, "path");
      JsonNode *value = operation != NULL ? json_object_get_member (operation, "value") : NULL;

      if (path != NULL && value != NULL && g_strv_contains (members, path))
        json_object_set_member (row, path, json_node_copy (value));
    }
  json_object_remove_member (muster_webhooks_book (row), "failingSince");
  call->changed = TRUE;
  muster_cw_reply_one (call, 200, muster_webhooks_shown (row));
}

void
muster_cw_delete_callback (MusterCall *call)
{
  JsonArray *list = muster_webhooks_of (call->world, "connectwise");
  JsonObject *row = find_callback (call);

  for (guint i = 0; row != NULL && i < json_array_get_length (list); i++)
    if (muster_ja_obj (list, i) == row)
      {
        json_array_remove_element (list, i);
        call->changed = TRUE;
        muster_call_reply_empty (call, 204);
        return;
      }
}

void
muster_cw_get_signing_key (MusterCall *call)
{
  g_autofree char *key = muster_world_secret (call->world, "connectwise-signing");

  muster_call_reply_object (call, 200, muster_jo_new ("signing_key:s", key, NULL));
}

/* --- telling --- */

static gboolean
is_about (JsonObject *hook,
          JsonObject *ticket)
{
  static const struct { const char *level, *member; } levels[] = { { "board", "boardId" }, { "status", "statusId" }, { "ticket", "id" } };
  const char *level = muster_jo_str (hook, "level");
  gint64 object = muster_jo_int (hook, "objectId", 0);

  if (g_strcmp0 (muster_jo_str (hook, "type"), "ticket") != 0 || level == NULL)
    return FALSE;
  if (g_str_equal (level, "owner"))
    return object == 1;
  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++)
    if (g_str_equal (level, levels[i].level))
      return muster_jo_int (ticket, levels[i].member, 0) == object;
  return FALSE;
}

/* Newer payloads spell the entity's members as the API does, older ones with a capital. */
static char *
entity_text (MusterChange *change,
             JsonObject   *hook)
{
  g_autoptr(JsonObject) row = muster_cw_ticket (change->world, change->ticket);
  g_autoptr(JsonObject) legacy = NULL;

  if (g_strcmp0 (muster_jo_str (hook, "payloadVersion"), "3.0.0") == 0)
    return muster_jo_text (row);
  legacy = muster_jo_new ("Id:i", muster_jo_int (row, "id", 0), "Summary:s", muster_jo_str (row, "summary"),
                          "BoardName:s", muster_jo_str (muster_jo_obj (row, "board"), "name"),
                          "StatusName:s", muster_jo_str (muster_jo_obj (row, "status"), "name"), NULL);
  return muster_jo_text (legacy);
}

static GBytes *
make_body (MusterChange *change,
           JsonObject   *hook,
           const char   *action,
           gint64        id)
{
  g_autofree char *entity = entity_text (change, hook);
  g_autofree char *key = g_strconcat (change->base, KEY_PATH, NULL);
  g_autofree char *company = muster_world_company_id (change->world);
  JsonObject *member = muster_world_member (change->world, change->member);
  g_autofree char *by = member != NULL ? muster_cw_identifier (member) : g_strdup ("CustomerPortal");
  g_autoptr(JsonObject) body = muster_jo_new ("FromUrl:s", strstr (change->base, "://") + 3, "CompanyId:s", company, "MemberId:s", by,
                                              "Action:s", action, "Type:s", "ticket", "ID:i", id, "Entity:s", entity,
                                              "Metadata:o", muster_jo_new ("key_url:s", key, NULL), NULL);
  g_autofree char *text = muster_jo_text (body);

  return g_bytes_new (text, strlen (text));
}

static char *
sign (MusterWorld *world,
      GBytes      *body,
      gboolean     forger)
{
  g_autofree char *key = forger ? g_strdup ("not-the-signing-key") : muster_world_secret (world, "connectwise-signing");
  g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 hashed[32];
  gsize size = sizeof hashed;

  g_checksum_update (sum, (const guchar *) key, -1);
  g_checksum_get_digest (sum, hashed, &size);
  return muster_webhooks_hmac (G_CHECKSUM_SHA256, hashed, size, body);
}

/* Notes and time entries show as an update of their ticket. */
static MusterPost *
make (MusterChange *change,
      JsonObject   *hook,
      MusterForge   forge)
{
  const char *action = change->created && change->note == NULL ? "added" : "updated";
  gint64 id = muster_jo_int (change->ticket, "id", 0);
  g_autofree char *url = NULL;
  g_autofree char *signature = NULL;
  MusterPost *post;

  if (change->quiet || muster_jo_bool (hook, "inactiveFlag", FALSE) || !is_about (hook, change->ticket)
      || (muster_jo_bool (hook, "isSelfSuppressedFlag", FALSE) && change->member == muster_jo_int (hook, "memberId", -1)))
    return NULL;
  url = g_strdup_printf ("%s%" G_GINT64_FORMAT "&action=%s", muster_jo_str (hook, "url"), id, action);
  post = muster_post_new (url, id, action);
  post->body = make_body (change, hook, action, id);
  signature = sign (change->world, post->body, forge == MUSTER_FORGE_KEY);
  if (forge != MUSTER_FORGE_UNSIGNED)
    muster_post_add_header (post, "x-content-signature", signature);
  if (forge == MUSTER_FORGE_BODY)
    {
      g_bytes_unref (post->body);
      post->body = make_body (change, hook, action, id + 1);
    }
  return post;
}

static gboolean
is_retried (guint status)
{
  return status == 404 || status == 409 || status == 419 || status == 429;
}

/* Given up after three days without one success */
static MusterPost *
attempted (MusterWorld *world,
           JsonObject  *hook,
           gboolean     worked)
{
  JsonObject *book = muster_webhooks_book (hook);
  gint64 now = muster_world_now (world);

  if (worked)
    json_object_remove_member (book, "failingSince");
  else if (!json_object_has_member (book, "failingSince"))
    json_object_set_int_member (book, "failingSince", now);
  else if (now - muster_jo_int (book, "failingSince", now) >= GIVES_UP_US)
    json_object_set_boolean_member (hook, "inactiveFlag", TRUE);
  return NULL;
}

const MusterHookVendor muster_connectwise_hooks = {
  .vendor = "connectwise", .timeout_ms = 5000, .waits = { 2000, 4000 }, .is_retried = is_retried, .make = make, .attempted = attempted,
};
