/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-catalog"

#include "config.h"

#include "muster-endpoints.h"

struct _MusterEndpoints
{
  gatomicrefcount    ref_count;
  MusterIntegration *integration;    /* (owned) */
  char              *connection_id;
  JsonObject        *settings;       /* (owned) (nullable) */
  GHashTable        *bases;          /* host → base URL, filled as it is asked for */
  GHashTable        *secrets;        /* name → MusterSecret */
  MusterClock       *clock;          /* (owned) */
};

G_DEFINE_BOXED_TYPE (MusterEndpoints, muster_endpoints, muster_endpoints_ref, muster_endpoints_unref)

/**
 * muster_endpoints_new:
 * @integration: what is connected
 * @settings: (nullable): the connection's settings, such as `site` or `apiRoot`
 * @connection_id: (nullable): for the transport's limits and the log
 *
 * Returns: (transfer full): the addresses of one connection
 */
MusterEndpoints *
muster_endpoints_new (MusterIntegration *integration,
                      JsonObject        *settings,
                      const char        *connection_id)
{
  MusterEndpoints *self = g_new0 (MusterEndpoints, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->integration = g_object_ref (integration);
  self->connection_id = g_strdup (connection_id);
  self->settings = settings != NULL ? json_object_ref (settings) : NULL;
  self->bases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->clock = muster_clock_new_system ();
  self->secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) muster_secret_unref);
  return self;
}

MusterEndpoints *
muster_endpoints_ref (MusterEndpoints *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
muster_endpoints_unref (MusterEndpoints *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_object_unref (self->integration);
  g_free (self->connection_id);
  g_clear_pointer (&self->settings, json_object_unref);
  g_hash_table_unref (self->bases);
  g_hash_table_unref (self->secrets);
  g_clear_object (&self->clock);
  g_free (self);
}

/**
 * muster_endpoints_get_base:
 * @self: endpoints
 * @host: (nullable): name of a host of the integration; %NULL is its first
 *
 * Returns: (nullable): base URL without a slash at its end; %NULL when the
 *   connection has not got it (yet)
 */
const char *
muster_endpoints_get_base (MusterEndpoints *self,
                           const char      *host)
{
  const char *name = host != NULL ? host : muster_integration_get_first_host (self->integration);
  char *base = g_hash_table_lookup (self->bases, name);

  if (base == NULL)
    {
      base = muster_integration_resolve_host (self->integration, name, self->settings);
      if (base != NULL)
        g_hash_table_insert (self->bases, g_strdup (name), base);
    }
  return base;
}

const char *
muster_endpoints_get_connection_id (MusterEndpoints *self)
{
  return self->connection_id;
}

MusterIntegration *
muster_endpoints_get_integration (MusterEndpoints *self)
{
  return self->integration;
}

/**
 * muster_endpoints_get_settings:
 *
 * Returns: (transfer none) (nullable): what the connection was set up with, without any secret
 */
JsonObject *
muster_endpoints_get_settings (MusterEndpoints *self)
{
  return self->settings;
}

/**
 * muster_endpoints_set_clock:
 * @self: endpoints
 * @clock: what `ago` counts from; without one it is the machine's time
 */
void
muster_endpoints_set_clock (MusterEndpoints *self,
                            MusterClock     *clock)
{
  g_set_object (&self->clock, clock);
}

gint64
muster_endpoints_get_now (MusterEndpoints *self)
{
  return muster_clock_now (self->clock);
}

/**
 * muster_endpoints_set_secret:
 * @self: endpoints
 * @name: as documents name it in `{"secret": name}`
 * @secret: (nullable): goes into the body of a request that asks for it, and nowhere else
 */
void
muster_endpoints_set_secret (MusterEndpoints *self,
                             const char      *name,
                             MusterSecret    *secret)
{
  if (secret == NULL)
    g_hash_table_remove (self->secrets, name);
  else
    g_hash_table_insert (self->secrets, g_strdup (name), muster_secret_ref (secret));
}

/**
 * muster_endpoints_get_secret:
 *
 * Returns: (transfer none) (nullable): a secret of the connection
 */
MusterSecret *
muster_endpoints_get_secret (MusterEndpoints *self,
                             const char      *name)
{
  return g_hash_table_lookup (self->secrets, name);
}
