/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an approval stands for, as one number. Every field has its length before it and its place; nothing of it is JSON
 * text as somebody wrote it, so there is one way to write each plan and no two plans share one. */

#define G_LOG_DOMAIN "muster-gate"

#include "config.h"

#include <string.h>

#include <json-glib/json-glib.h>

#include "muster-hash.h"
#include "muster-json.h"

#include "muster-plan-hash.h"

#define FORMAT "plan/1"
#define HANDLE "{{secret:"

/* RFC 4648: no digit in it looks like a letter */
#define ALPHABET "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

/* Members of a step in their order; `choice` is what is decided later */
static const char * const members[] = {
  "step", "tool", "version", "connection", "scope", "class", "target", "args", "rules", "verdict", "gated", "manager", "before",
  "targetName", "argNames", "explain", "expected", "reason", "undo", "irreversible", "evidence",
};

/* Secret handles in the order in which they stand */
static void
add_handles (MusterHash *hash,
             const char *text)
{
  const char *at = text;
  guint n = 0;

  for (; (at = strstr (at, HANDLE)) != NULL; at += strlen (HANDLE))
    {
      g_autofree char *handle = g_strndup (at, strcspn (at, "}"));

      muster_hash_add (hash, handle);
      n++;
    }
  muster_hash_add_int (hash, n);
}

static void
add_member (MusterHash *hash,
            JsonObject *item,
            const char *name)
{
  JsonNode *node = json_object_get_member (item, name);
  g_autofree char *text = node != NULL ? muster_json_canonical (node) : NULL;

  muster_hash_add (hash, text);
  if (g_str_equal (name, "args"))
    add_handles (hash, text != NULL ? text : "");
}

/* What nobody knows a place for counts all the same */
static void
add_others (MusterHash *hash,
            JsonObject *item)
{
  g_autoptr(JsonObject) others = json_object_new ();
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *text = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init (&iter, item);
  while (json_object_iter_next (&iter, &name, &value))
    {
      gboolean known = g_str_equal (name, "choice");

      for (gsize i = 0; i < G_N_ELEMENTS (members) && !known; i++)
        known = g_str_equal (name, members[i]);
      if (!known)
        json_object_set_member (others, name, json_node_copy (value));
    }
  node = json_node_init_object (json_node_alloc (), others);
  text = muster_json_canonical (node);
  muster_hash_add (hash, text);
}

static void
add_items (MusterHash     *hash,
           MusterApproval *approval)
{
  g_autoptr(JsonArray) items = muster_approval_parse_items (approval);
  guint length = json_array_get_length (items);

  muster_hash_add_int (hash, length);
  /* What cannot be read is hashed as it is */
  if (length == 0)
    muster_hash_add (hash, muster_approval_get_items (approval));
  for (guint i = 0; i < length; i++)
    {
      JsonObject *item = muster_json_arr_obj (items, i);

      muster_hash_add_int (hash, item != NULL);
      for (gsize m = 0; item != NULL && m < G_N_ELEMENTS (members); m++)
        add_member (hash, item, members[m]);
      if (item != NULL)
        add_others (hash, item);
    }
}

/**
 * muster_plan_hash:
 * @approval: a request, also before it is stored
 *
 * Returns: (transfer full): SHA-256, hexadecimal
 */
char *
muster_plan_hash (MusterApproval *approval)
{
  g_autoptr(MusterHash) hash = muster_hash_new (FORMAT);

  muster_hash_add (hash, muster_approval_get_run_id (approval));
  muster_hash_add (hash, muster_approval_get_client_id (approval));
  muster_hash_add (hash, muster_approval_get_connection_id (approval));
  muster_hash_add (hash, muster_approval_get_external_ticket_id (approval));
  muster_hash_add_int (hash, muster_approval_get_revision (approval));
  muster_hash_add (hash, muster_mode_to_string (muster_approval_get_mode (approval)));
  muster_hash_add_int (hash, muster_approval_get_policy_revision (approval));
  add_items (hash, approval);
  muster_hash_add (hash, muster_approval_get_reply (approval));
  muster_hash_add (hash, muster_approval_get_requester (approval));
  muster_hash_add (hash, muster_approval_get_nonce (approval));
  muster_hash_add_int (hash, muster_approval_get_expires (approval));
  return muster_hash_finish (hash);
}

/* The first 50 bits */
static char *
base32 (const guint8 *bytes)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < MUSTER_APPROVAL_CODE_LENGTH; i++)
    {
      guint bit = i * 5;
      guint two = ((guint) bytes[bit / 8] << 8) | bytes[bit / 8 + 1];

      g_string_append_c (text, ALPHABET[(two >> (11 - bit % 8)) & 31]);
    }
  return g_string_free (text, FALSE);
}

/**
 * muster_approval_code:
 * @app_key: of this installation
 * @approval: with its id and hash
 *
 * Returns: (transfer full): 10 base32 characters that only this installation can make
 */
char *
muster_approval_code (MusterSecret   *app_key,
                      MusterApproval *approval)
{
  const char *id = muster_approval_get_id (approval);
  const char *plan_hash = muster_approval_get_plan_hash (approval);
  g_autofree char *text = NULL;
  GHmac *hmac;
  guint8 digest[MUSTER_HASH_BYTES];
  gsize length = sizeof digest;

  g_return_val_if_fail (app_key != NULL && id != NULL && plan_hash != NULL, NULL);

  text = g_strdup_printf ("approval/1:%zu:%s:%s", strlen (id), id, plan_hash);
  hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *) muster_secret_peek (app_key), muster_secret_length (app_key));
  g_hmac_update (hmac, (const guchar *) text, -1);
  g_hmac_get_digest (hmac, digest, &length);
  g_hmac_unref (hmac);
  return base32 (digest);
}
