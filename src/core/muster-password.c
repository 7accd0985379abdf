/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-core"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>
#include <sodium.h>

#include "muster-error.h"
#include "muster-password.h"

/* The passwords with which members sign in, as Argon2id. The cost is the one
 * that libsodium calls interactive (64 MiB, about 0.1 s); a hash carries its own
 * cost, so it can be raised later. Both calls are slow on purpose: run them on
 * a thread.
 */

/* Passwords that are on every guesser's first page, folded to lower case. */
static const char * const common[] = {
  "password", "passwort", "1234567890", "123456789", "qwertyuiop", "qwertzuiop", "letmein", "iloveyou",
  "administrator", "welcome", "willkommen", "changeme", "abc123", "muster", "sommer", "summer", "winter",
};

/**
 * muster_password_hash:
 * @password: a password
 * @error: return location for an error
 *
 * Hashes @password with Argon2id and a salt of its own. Takes about a tenth of
 * a second.
 *
 * Returns: (transfer full) (nullable): the hash as text
 */
char *
muster_password_hash (MusterSecret  *password,
                      GError       **error)
{
  char hash[crypto_pwhash_STRBYTES];

  g_return_val_if_fail (password != NULL, NULL);

  if (sodium_init () < 0 ||
      crypto_pwhash_str_alg (hash, muster_secret_peek (password), muster_secret_length (password),
                             crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
                             crypto_pwhash_ALG_ARGON2ID13) != 0)
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL,
                           "Not enough memory to hash a password");
      return NULL;
    }

  return g_strdup (hash);
}

/**
 * muster_password_verify:
 * @hash: (nullable): what [func@password_hash] made
 * @password: a password
 *
 * Returns: whether @password is the one that was hashed
 */
gboolean
muster_password_verify (const char   *hash,
                        MusterSecret *password)
{
  g_return_val_if_fail (password != NULL, FALSE);

  if (hash == NULL || sodium_init () < 0)
    return FALSE;

  return crypto_pwhash_str_verify (hash, muster_secret_peek (password),
                                   muster_secret_length (password)) == 0;
}

static gboolean
is_one_character (const char *password)
{
  return strspn (password, (const char[]) { password[0], '\0' }) == strlen (password);
}

static gboolean
is_row (const char *password)
{
  int step = password[1] - password[0];

  if (step != 1 && step != -1)
    return FALSE;

  for (const char *p = password; p[1] != '\0'; p++)
    if (p[1] - p[0] != step)
      return FALSE;

  return TRUE;
}

/* "Password1!" is "password" to everybody who guesses. */
static gboolean
is_common (const char *password)
{
  g_autofree char *folded = g_utf8_strdown (password, -1);
  gsize length = strlen (folded);

  while (length > 0 && !g_ascii_isalpha (folded[length - 1]))
    folded[--length] = '\0';

  for (guint i = 0; i < G_N_ELEMENTS (common); i++)
    if (g_strcmp0 (folded, common[i]) == 0 || g_ascii_strcasecmp (password, common[i]) == 0)
      return TRUE;

  return FALSE;
}

/**
 * muster_password_weakness:
 * @password: (nullable): a password as it is being typed
 *
 * Returns: (transfer none) (nullable): a sentence that says what is wrong with
 *   it, or %NULL if it will do
 */
const char *
muster_password_weakness (const char *password)
{
  if (password == NULL || !g_utf8_validate (password, -1, NULL) ||
      g_utf8_strlen (password, -1) < MUSTER_PASSWORD_MIN_LENGTH)
    return _("Use at least 10 characters.");

  if (is_one_character (password) || is_row (password))
    return _("Use more than one character or a plain row of them.");

  if (is_common (password))
    return _("This password is one of the first that anybody would try.");

  return NULL;
}
