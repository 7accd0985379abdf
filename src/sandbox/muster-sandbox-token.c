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

static JsonNode *
read_claims (const char *part)
{
  g_autofree char *padded = g_strdup_printf ("%s%.*s", part, (int) ((4 - strlen (part) % 4) % 4), "===");
  g_autofree char *text = NULL;
  g_autofree char *ended = NULL;
  gsize size;

  g_strdelimit (padded, "-", '+');
  g_strdelimit (padded, "_", '/');
  text = (char *) g_base64_decode (padded, &size);
  ended = g_strndup (text, size);
  return json_from_string (ended, NULL);
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
  g_autoptr(JsonNode) claims = NULL;

  if (g_strv_length (parts) != 3)
    return NULL;
  signed_part = g_strdup_printf ("%s.%s", parts[0], parts[1]);
  signature = sign (world, signed_part);
  if (!g_str_equal (signature, parts[2]))
    return NULL;
  claims = read_claims (parts[1]);
  return claims != NULL && JSON_NODE_HOLDS_OBJECT (claims) ? g_steal_pointer (&claims) : NULL;
}
