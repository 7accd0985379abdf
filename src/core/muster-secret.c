/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-core"

#include "config.h"

#include <string.h>

#include <sodium.h>

#include "muster-secret.h"

struct _MusterSecret
{
  gatomicrefcount refs;
  gsize length;
  char *text;  /* (owned): sodium_malloc(): between guard pages, locked, wiped when freed */
};

G_DEFINE_BOXED_TYPE (MusterSecret, muster_secret, muster_secret_ref, muster_secret_unref)

/**
 * muster_secret_new:
 * @text: the secret
 *
 * Copies @text into locked memory. The caller's copy stays as it is; see
 * [ctor@Secret.new_take].
 *
 * Returns: (transfer full): a secret
 */
MusterSecret *
muster_secret_new (const char *text)
{
  MusterSecret *self;

  g_return_val_if_fail (text != NULL, NULL);

  if (sodium_init () < 0)
    g_error ("libsodium does not start");

  self = g_new0 (MusterSecret, 1);
  g_atomic_ref_count_init (&self->refs);
  self->length = strlen (text);
  self->text = sodium_malloc (self->length + 1);
  if (self->text == NULL)
    g_error ("No memory for a secret");

  memcpy (self->text, text, self->length + 1);
  sodium_mprotect_readonly (self->text);

  return self;
}

/**
 * muster_secret_new_take:
 * @text: (transfer full): the secret, from g_malloc()
 *
 * Moves @text into locked memory: the bytes of @text are wiped and freed.
 *
 * Returns: (transfer full): a secret
 */
MusterSecret *
muster_secret_new_take (char *text)
{
  MusterSecret *self = muster_secret_new (text);

  muster_secret_free (text);
  return self;
}

/**
 * muster_secret_ref:
 * @self: a secret
 *
 * Returns: (transfer full): @self
 */
MusterSecret *
muster_secret_ref (MusterSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * muster_secret_unref:
 * @self: (transfer full): a secret
 *
 * Lets go of a reference; the last one wipes the memory.
 */
void
muster_secret_unref (MusterSecret *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  sodium_free (self->text);
  g_free (self);
}

/**
 * muster_secret_peek:
 * @self: a secret
 *
 * The text itself. Copy it only where it leaves the process, and wipe the copy.
 *
 * Returns: (transfer none): the text, as long as @self lives
 */
const char *
muster_secret_peek (MusterSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->text;
}

/**
 * muster_secret_length:
 * @self: a secret
 *
 * Returns: the number of bytes
 */
gsize
muster_secret_length (MusterSecret *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->length;
}

/**
 * muster_secret_equal:
 * @self: (nullable): a secret
 * @other: (nullable): another one
 *
 * Compares in a time that does not depend on where they differ.
 *
 * Returns: whether both hold the same text
 */
gboolean
muster_secret_equal (MusterSecret *self,
                     MusterSecret *other)
{
  if (self == NULL || other == NULL)
    return self == other;

  return self->length == other->length &&
         sodium_memcmp (self->text, other->text, self->length) == 0;
}

/**
 * muster_secret_wipe:
 * @text: (nullable): a string
 *
 * Overwrites @text with zeros in a way that the compiler keeps.
 */
void
muster_secret_wipe (char *text)
{
  if (text != NULL)
    sodium_memzero (text, strlen (text));
}

/**
 * muster_secret_free:
 * @text: (transfer full) (nullable): a string from g_malloc()
 *
 * Wipes and frees @text.
 */
void
muster_secret_free (char *text)
{
  muster_secret_wipe (text);
  g_free (text);
}
