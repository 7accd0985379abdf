/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-net"

#include "config.h"

#include "muster-webhook-rate.h"

typedef struct {
  double tokens;
  gint64 filled_at;
} Bucket;

struct _MusterWebhookRate
{
  double per_second;
  double burst;
  GHashTable *buckets;  /* (owned) (element-type utf8 Bucket): by source and path */
  Bucket overflow;      /* of everybody who found the table full */
};

static void
fill (MusterWebhookRate *self,
      Bucket            *bucket,
      gint64             now)
{
  double seconds = (double) MAX (0, now - bucket->filled_at) / G_USEC_PER_SEC;

  bucket->tokens = MIN (self->burst, bucket->tokens + seconds * self->per_second);
  bucket->filled_at = MAX (now, bucket->filled_at);
}

/* A full bucket says nothing that a new one would not say. */
static void
forget_full_ones (MusterWebhookRate *self,
                  gint64             now)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->buckets);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      fill (self, value, now);
      if (((Bucket *) value)->tokens >= self->burst)
        g_hash_table_iter_remove (&iter);
    }
}

static Bucket *
find_bucket (MusterWebhookRate *self,
             const char        *source,
             const char        *path,
             gint64             now)
{
  g_autofree char *key = g_strconcat (source, "\n", path, NULL);
  Bucket *bucket = g_hash_table_lookup (self->buckets, key);

  if (bucket != NULL)
    return bucket;

  if (g_hash_table_size (self->buckets) >= MUSTER_WEBHOOK_RATE_MAX)
    forget_full_ones (self, now);
  if (g_hash_table_size (self->buckets) >= MUSTER_WEBHOOK_RATE_MAX)
    return &self->overflow;

  bucket = g_new0 (Bucket, 1);
  bucket->tokens = self->burst;
  bucket->filled_at = now;
  g_hash_table_insert (self->buckets, g_steal_pointer (&key), bucket);

  return bucket;
}

/**
 * muster_webhook_rate_new:
 * @per_second: requests a second
 * @burst: requests at once after a silence
 *
 * Returns: (transfer full): buckets that nobody has taken from
 */
MusterWebhookRate *
muster_webhook_rate_new (double per_second,
                         double burst)
{
  MusterWebhookRate *self = g_new0 (MusterWebhookRate, 1);

  self->per_second = per_second;
  self->burst = burst;
  self->overflow.tokens = burst;
  self->buckets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

/**
 * muster_webhook_rate_free:
 * @self: (transfer full): buckets
 */
void
muster_webhook_rate_free (MusterWebhookRate *self)
{
  g_hash_table_unref (self->buckets);
  g_free (self);
}

/**
 * muster_webhook_rate_take:
 * @self: buckets
 * @source: who asks, from muster_webhook_rate_source()
 * @path: what for; "" for every path that is nobody's, so that guessing has one bucket
 * @now: the time in microseconds
 *
 * Returns: whether one more request is within the rate
 */
gboolean
muster_webhook_rate_take (MusterWebhookRate *self,
                          const char        *source,
                          const char        *path,
                          gint64             now)
{
  Bucket *bucket;

  g_return_val_if_fail (self != NULL && source != NULL && path != NULL, FALSE);

  bucket = find_bucket (self, source, path, now);
  fill (self, bucket, now);
  if (bucket->tokens < 1.0)
    return FALSE;

  bucket->tokens -= 1.0;
  return TRUE;
}

/**
 * muster_webhook_rate_size:
 * @self: buckets
 *
 * Returns: how many there are
 */
guint
muster_webhook_rate_size (MusterWebhookRate *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return g_hash_table_size (self->buckets);
}

/**
 * muster_webhook_rate_source:
 * @address: (nullable): where a request comes from
 *
 * Returns: (transfer full): whom it counts for: an address, or the network of 64
 *   bits that one customer gets of IPv6
 */
char *
muster_webhook_rate_source (GInetAddress *address)
{
  const guint8 *bytes;

  if (address == NULL)
    return g_strdup ("?");
  if (g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV6)
    return g_inet_address_to_string (address);

  bytes = g_inet_address_to_bytes (address);
  return g_strdup_printf ("%02x%02x:%02x%02x:%02x%02x:%02x%02x::/64", bytes[0], bytes[1], bytes[2], bytes[3],
                          bytes[4], bytes[5], bytes[6], bytes[7]);
}
