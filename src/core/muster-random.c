/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-core"

#include "config.h"

#include <sodium.h>
#include <string.h>

#include "muster-random.h"

/* What nobody shall guess: the path of a webhook, its password, the state of a
 * sign-in. From the kernel's getrandom (). */

/**
 * muster_random_bytes:
 * @buffer: where to
 * @length: how many
 */
void
muster_random_bytes (void  *buffer,
                     gsize  length)
{
  g_return_if_fail (buffer != NULL || length == 0);

  if (sodium_init () < 0)
    g_error ("No source of random numbers");
  if (length > 0)
    randombytes_buf (buffer, length);
}

/**
 * muster_random_hex:
 * @n_bytes: how many random bytes
 *
 * Returns: (transfer full): twice as many digits, in lower case; free with
 *   muster_secret_free() if they are secret
 */
char *
muster_random_hex (gsize n_bytes)
{
  g_autofree guint8 *bytes = g_malloc (n_bytes);
  char *text = g_malloc (2 * n_bytes + 1);

  muster_random_bytes (bytes, n_bytes);
  sodium_bin2hex (text, 2 * n_bytes + 1, bytes, n_bytes);
  sodium_memzero (bytes, n_bytes);

  return text;
}

/**
 * muster_random_base64url:
 * @n_bytes: how many random bytes
 *
 * Returns: (transfer full): as base64url without padding
 */
char *
muster_random_base64url (gsize n_bytes)
{
  g_autofree guint8 *bytes = g_malloc (n_bytes);
  char *text;

  muster_random_bytes (bytes, n_bytes);
  text = muster_base64url (bytes, n_bytes);
  sodium_memzero (bytes, n_bytes);

  return text;
}

/**
 * muster_base64url:
 * @data: bytes
 * @length: how many
 *
 * Returns: (transfer full): as base64url without padding (RFC 7636, appendix A)
 */
char *
muster_base64url (const void *data,
                  gsize       length)
{
  char *text = g_base64_encode (data, length);

  g_strdelimit (g_strdelimit (text, "+", '-'), "/", '_');
  while (g_str_has_suffix (text, "="))
    text[strlen (text) - 1] = '\0';

  return text;
}
