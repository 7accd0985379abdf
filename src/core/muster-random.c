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

#define PASSWORD_LENGTH 20

/* What is read out on the telephone and typed from a screen: nothing that looks like something else (0 O, 1 l I, 5 S, 8 B …) */
static const char * const password_sets[] = { "ACDEFGHJKLMNPQRTUVWXY", "abcdefghjkmnpqrtuvwxy", "234679", "-_+=!?%#@" };

static gboolean
has_one_of_each (const char *text)
{
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (password_sets); i++)
    if (strpbrk (text, password_sets[i]) == NULL)
      return FALSE;
  return TRUE;
}

/**
 * muster_random_password:
 *
 * A password for somebody else, of 20 characters: letters of both kinds, digits and signs, of which none looks like
 * another, beginning with a letter. Each of those passwords is as likely as any other (more than 110 bits).
 *
 * Returns: (transfer full): a password that nobody has seen
 */
MusterSecret *
muster_random_password (void)
{
  g_autofree char *all = g_strconcat (password_sets[0], password_sets[1], password_sets[2], password_sets[3], NULL);
  char text[PASSWORD_LENGTH + 1];
  MusterSecret *secret;
  gsize i;

  if (sodium_init () < 0)
    g_error ("No source of random numbers");

  do
    {
      for (i = 0; i < PASSWORD_LENGTH; i++)
        text[i] = all[randombytes_uniform ((guint32) strlen (all))];
      text[PASSWORD_LENGTH] = '\0';
    }
  while (!g_ascii_isalpha (text[0]) || !has_one_of_each (text));

  secret = muster_secret_new (text);
  sodium_memzero (text, sizeof text);
  return secret;
}
