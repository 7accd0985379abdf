/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-core"

#include "config.h"

#include <string.h>

#include <sodium.h>

#include "muster-id.h"

/* A ULID: 48 bits of milliseconds and 80 random bits, in Crockford's base 32.
 * Within one millisecond, or when the clock steps back, the random part of the
 * last one is counted up, so that ids made by this process sort in the order
 * of their making.
 */

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static GMutex last_lock;
static guint64 last_ms;
static guint8 last_random[10];

static void
next_parts (guint64 *ms,
            guint8  *random)
{
  guint64 now = (guint64) g_get_real_time () / 1000;

  g_mutex_lock (&last_lock);

  if (now > last_ms)
    {
      last_ms = now;
      randombytes_buf (last_random, sizeof last_random);
      last_random[0] &= 0x7f;  /* room to count upward */
    }
  else
    {
      for (int i = sizeof last_random - 1; i >= 0; i--)
        {
          last_random[i] = (guint8) (last_random[i] + 1);
          if (last_random[i] != 0)
            break;
        }
    }

  *ms = last_ms;
  memcpy (random, last_random, sizeof last_random);

  g_mutex_unlock (&last_lock);
}

/**
 * muster_id_new:
 *
 * Makes a ULID. Ids of one process sort in the order in which they were made.
 *
 * Returns: (transfer full): 26 characters
 */
char *
muster_id_new (void)
{
  guint8 random[10];
  guint64 ms;
  char *id = g_malloc (MUSTER_ID_LENGTH + 1);
  guint buffered = 0;
  guint32 bits = 0;
  guint out = 10;

  if (sodium_init () < 0)
    g_error ("libsodium does not start");

  next_parts (&ms, random);

  for (int i = 9; i >= 0; i--)
    {
      id[i] = alphabet[ms & 31];
      ms >>= 5;
    }

  for (guint i = 0; i < sizeof random; i++)
    {
      bits = (bits << 8) | random[i];
      buffered += 8;
      while (buffered >= 5)
        {
          buffered -= 5;
          id[out++] = alphabet[(bits >> buffered) & 31];
        }
    }

  id[MUSTER_ID_LENGTH] = '\0';
  return id;
}

/**
 * muster_id_is_valid:
 * @id: (nullable): a string
 *
 * Returns: whether @id is written as [func@id_new] writes one
 */
gboolean
muster_id_is_valid (const char *id)
{
  if (id == NULL || strlen (id) != MUSTER_ID_LENGTH || id[0] > '7')
    return FALSE;

  return strspn (id, alphabet) == MUSTER_ID_LENGTH;
}
