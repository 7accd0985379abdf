/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include <string.h>

#include "muster-sandbox-json.h"
#include "muster-sandbox-token.h"

/* Access tokens of all look-alikes that give any: real JWTs in shape, checked by their signature
 * alone, so that they stay good over a restart of this server. */

#define HEADER "{\"typ\":\"JWT\",\"alg\":\"HS256\",\"kid\":\"muster-sandbox\"}"

/**
 * muster_token_base64url:
 * @data: bytes
 * @size: how many
 *
 * Returns: (transfer full): them as base64url without padding
 */
char *
muster_token_base64url (const guchar *data,
                        gsize         size)
{
  char *text = g_base64_encode (data, size);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

static char *
sign (MusterWorld *world,
      const char  *text)
{
  g_autofree char *key = muster_world_secret (world, "token-signature");
  guint8 digest[32];
  gsize size = sizeof digest;
  GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *) key, strlen (key));

  g_hmac_update (hmac, (const guchar *) text, -1);
  g_hmac_get_digest (hmac, digest, &size);
  g_hmac_unref (hmac);
  return muster_token_base64url (digest, size);
}

/**
 * muster_token_make:
 * @world: whose signature the token bears
 * @claims: what it says
 *
 * Returns: (transfer full): the token
 */
char *
muster_token_make (MusterWorld *world,
                   JsonObject  *claims)
{
  g_autofree char *text = muster_jo_text (claims);
  g_autofree char *first = muster_token_base64url ((const guchar *) HEADER, strlen (HEADER));
  g_autofree char *second = muster_token_base64url ((const guchar *) text, strlen (text));
  g_autofree char *signed_part = g_strdup_printf ("%s.%s", first, second);
  g_autofree char *signature = sign (world, signed_part);

  return g_strdup_printf ("%s.%s", signed_part, signature);
}

/**
 * muster_token_decode:
 * @text: base64url without padding
 * @size: (out): how many bytes
 *
 * Returns: (transfer full): the bytes
 */
guchar *
muster_token_decode (const char *text,
                     gsize      *size)
{
  g_autofree char *padded = g_strdup_printf ("%s%.*s", text, (int) ((4 - strlen (text) % 4) % 4), "===");

  g_strdelimit (padded, "-", '+');
  g_strdelimit (padded, "_", '/');
  return g_base64_decode (padded, size);
}

/**
 * muster_token_part:
 * @part: one of the first two parts of a JWT
 *
 * Returns: (transfer full) (nullable): the object that it holds
 */
JsonNode *
muster_token_part (const char *part)
{
  gsize size;
  g_autofree guchar *data = muster_token_decode (part, &size);
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr(JsonNode) node = json_from_string (text, NULL);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? g_steal_pointer (&node) : NULL;
}

/**
 * muster_token_proves:
 * @verifier: (nullable): what comes with a code
 * @challenge: (nullable): what came with the request for it, by the method S256
 *
 * Returns: whether they belong together
 */
gboolean
muster_token_proves (const char *verifier,
                     const char *challenge)
{
  g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text = NULL;
  guint8 digest[32];
  gsize size = sizeof digest;

  if (verifier == NULL || strlen (verifier) < 43 || strlen (verifier) > 128)
    return FALSE;
  g_checksum_update (sum, (const guchar *) verifier, -1);
  g_checksum_get_digest (sum, digest, &size);
  text = muster_token_base64url (digest, size);
  return g_strcmp0 (text, challenge) == 0;
}

/**
 * muster_token_read:
 * @world: whose signature it must bear
 * @token: a token
 *
 * Says nothing about its time or its audience.
 *
 * Returns: (transfer full) (nullable): an object with the claims, %NULL when the token is not one of ours
 */
JsonNode *
muster_token_read (MusterWorld *world,
                   const char  *token)
{
  g_auto(GStrv) parts = g_strsplit (token, ".", -1);
  g_autofree char *signed_part = NULL;
  g_autofree char *signature = NULL;

  if (g_strv_length (parts) != 3)
    return NULL;
  signed_part = g_strdup_printf ("%s.%s", parts[0], parts[1]);
  signature = sign (world, signed_part);
  if (!g_str_equal (signature, parts[2]))
    return NULL;
  return muster_token_part (parts[1]);
}
