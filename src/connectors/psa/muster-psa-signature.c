/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the vendors' webhook signatures have in common. */

#define G_LOG_DOMAIN "muster-connectors"

#include "config.h"

#include <string.h>

#include "muster-hash.h"

#include "muster-psa-signature.h"

#define MAX_DIGEST 64

/**
 * muster_psa_hmac_matches:
 * @type: the digest
 * @key: (array length=key_length): the key
 * @key_length: of @key
 * @body: the bytes as they were received
 * @signature: (nullable): the base64 text that came with them
 *
 * The texts are compared, not what they decode to: base64 has several ways to
 * write the same bytes, and the vendors use one.
 *
 * Returns: whether @signature is the HMAC of @body
 */
gboolean
muster_psa_hmac_matches (GChecksumType type,
                         const guint8 *key,
                         gsize         key_length,
                         GBytes       *body,
                         const char   *signature)
{
  g_autoptr(GHmac) hmac = g_hmac_new (type, key, key_length);
  guint8 digest[MAX_DIGEST];
  gsize length = sizeof digest;
  gsize size;
  const guchar *data = g_bytes_get_data (body, &size);
  g_autofree char *expected = NULL;

  /* A NULL pointer of an empty body would be taken for a string */
  if (size > 0)
    g_hmac_update (hmac, data, (gssize) size);
  g_hmac_get_digest (hmac, digest, &length);
  expected = g_base64_encode (digest, length);
  return signature != NULL && strlen (signature) == strlen (expected) &&
         muster_hash_equal (signature, expected, strlen (expected));
}

/**
 * muster_psa_text_matches:
 * @expected: what it should be
 * @given: (nullable): what came
 *
 * Takes the same time for every @given of one length.
 *
 * Returns: whether they are the same
 */
gboolean
muster_psa_text_matches (const char *expected,
                         const char *given)
{
  g_autofree char *first = muster_hash_text (expected);
  g_autofree char *second = muster_hash_text (given != NULL ? given : "");

  return given != NULL && strlen (first) == strlen (second) && muster_hash_equal (first, second, strlen (first));
}
