/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-core"

#include "config.h"

#include <sodium.h>

#include <string.h>

#include "muster-hash.h"

struct _MusterHash
{
  GChecksum *checksum;  /* (owned) */
};

/* A field is a kind, eight bytes of length in network order, and the bytes. */
static void
add_field (MusterHash *self,
           char        kind,
           const void *data,
           gsize       length)
{
  guint8 head[9];
  guint64 size = GUINT64_TO_BE ((guint64) length);

  head[0] = (guint8) kind;
  memcpy (head + 1, &size, sizeof size);
  g_checksum_update (self->checksum, head, sizeof head);
  g_checksum_update (self->checksum, data, (gssize) length);
}

/**
 * muster_hash_new:
 * @purpose: what is hashed, with the version of its form, such as "plan/1"
 *
 * Returns: (transfer full): a hash that has @purpose as its first field
 */
MusterHash *
muster_hash_new (const char *purpose)
{
  MusterHash *self = g_new0 (MusterHash, 1);

  self->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  muster_hash_add (self, purpose);

  return self;
}

/**
 * muster_hash_add:
 * @self: a hash
 * @text: (nullable): a field; no string is another field than an empty one
 */
void
muster_hash_add (MusterHash *self,
                 const char *text)
{
  g_return_if_fail (self != NULL);

  if (text == NULL)
    add_field (self, 'n', "", 0);
  else
    add_field (self, 's', text, strlen (text));
}

/**
 * muster_hash_add_bytes:
 * @self: a hash
 * @data: (array length=length): a field
 * @length: its size
 */
void
muster_hash_add_bytes (MusterHash *self,
                       const void *data,
                       gsize       length)
{
  g_return_if_fail (self != NULL);

  add_field (self, 'b', length > 0 ? data : "", length);
}

/**
 * muster_hash_add_int:
 * @self: a hash
 * @value: a field
 */
void
muster_hash_add_int (MusterHash *self,
                     gint64      value)
{
  gint64 ordered = GINT64_TO_BE (value);

  g_return_if_fail (self != NULL);

  add_field (self, 'i', &ordered, sizeof ordered);
}

/**
 * muster_hash_add_strv:
 * @self: a hash
 * @strv: (nullable) (array zero-terminated=1): a list, with its length as a field
 */
void
muster_hash_add_strv (MusterHash         *self,
                      const char * const *strv)
{
  guint length = strv != NULL ? g_strv_length ((char **) strv) : 0;

  muster_hash_add_int (self, length);
  for (guint i = 0; i < length; i++)
    muster_hash_add (self, strv[i]);
}

/**
 * muster_hash_finish:
 * @self: a hash; nothing can be added after this
 *
 * Returns: (transfer full): 64 hexadecimal digits
 */
char *
muster_hash_finish (MusterHash *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_strdup (g_checksum_get_string (self->checksum));
}

/**
 * muster_hash_finish_raw:
 * @self: a hash; nothing can be added after this
 * @out: (out caller-allocates) (array fixed-size=32): the digest
 */
void
muster_hash_finish_raw (MusterHash *self,
                        guint8      out[MUSTER_HASH_BYTES])
{
  gsize length = MUSTER_HASH_BYTES;

  g_return_if_fail (self != NULL);

  g_checksum_get_digest (self->checksum, out, &length);
}

/**
 * muster_hash_free:
 * @self: (transfer full): a hash
 */
void
muster_hash_free (MusterHash *self)
{
  g_checksum_free (self->checksum);
  g_free (self);
}

/**
 * muster_hash_text:
 * @text: a string
 *
 * Plain SHA-256 of the bytes of @text, as any other program computes it.
 *
 * Returns: (transfer full): 64 hexadecimal digits
 */
char *
muster_hash_text (const char *text)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

/**
 * muster_hash_bytes:
 * @bytes: some bytes
 *
 * Plain SHA-256 of @bytes.
 *
 * Returns: (transfer full): 64 hexadecimal digits
 */
char *
muster_hash_bytes (GBytes *bytes)
{
  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
}

/**
 * muster_hash_equal:
 * @a: (array length=length): bytes
 * @b: (array length=length): bytes
 * @length: of both
 *
 * Takes the same time wherever they differ, so that nobody can find out a
 * signature byte by byte.
 *
 * Returns: whether they are the same
 */
gboolean
muster_hash_equal (const void *a,
                   const void *b,
                   gsize       length)
{
  return sodium_memcmp (a, b, length) == 0;
}
