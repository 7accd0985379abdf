/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-net"

#include "config.h"

#include "muster-net-util.h"
#include "muster-transport-private.h"

/* What each connection may send, and what it has sent. */

void
muster_transport_queue_free (gpointer data)
{
  Queue *queue = data;
  gpointer task;

  muster_net_clear_source (&queue->timer);
  muster_net_clear_source (&queue->report);
  while ((task = muster_lane_steal_any (queue->lane)) != NULL)
    g_object_unref (task);
  muster_lane_free (queue->lane);
  g_free (queue->connection_id);
  g_free (queue);
}

/* A key that is no connection's begins with @: what is sent for nobody in particular,
 * such as for tokens, has a lane for each host. */
Queue *
muster_transport_ensure_queue (MusterTransport *self,
                               const char      *key)
{
  gboolean nobodys = *key == '@';
  const MusterRate rate = { .parallel = nobodys ? 0 : 4 };
  Queue *queue = g_hash_table_lookup (self->queues, key);

  if (queue != NULL)
    return queue;

  queue = g_new0 (Queue, 1);
  queue->self = self;
  queue->connection_id = g_strdup (nobodys ? "" : key);
  queue->lane = muster_lane_new (&rate, muster_clock_boot (self->clock));
  g_hash_table_insert (self->queues, g_strdup (key), queue);

  return queue;
}

/* A connection's id and a tenant's have no space in them */
Queue *
muster_transport_tenant_queue (MusterTransport *self,
                               const char      *connection_id,
                               const char      *tenant)
{
  Queue *whole = muster_transport_ensure_queue (self, connection_id);
  const MusterRate *rate = muster_lane_get_rate (whole->lane);
  g_autofree char *key = NULL;
  Queue *queue;

  if (tenant == NULL || !rate->per_tenant)
    return whole;

  key = g_strconcat (connection_id, " ", tenant, NULL);
  queue = g_hash_table_lookup (self->queues, key);
  if (queue != NULL)
    return queue;

  queue = muster_transport_ensure_queue (self, key);
  g_free (queue->connection_id);
  queue->connection_id = g_strdup (connection_id);
  muster_lane_set_rate (queue->lane, rate, muster_clock_boot (self->clock));

  return queue;
}

static gboolean
report_cb (gpointer data)
{
  Queue *queue = data;
  g_autoptr(MusterTransport) self = g_object_ref (queue->self);
  guint requests = queue->unreported;

  muster_net_clear_source (&queue->report);
  queue->unreported = 0;
  if (self->usage_func != NULL)
    self->usage_func (self, queue->connection_id, requests, self->usage_data);

  return G_SOURCE_REMOVE;
}

/* Told together with what follows within a second */
void
muster_transport_count (Queue        *queue,
                        GMainContext *context)
{
  queue->total++;
  if (queue->self->usage_func == NULL || *queue->connection_id == '\0')
    return;

  queue->unreported++;
  if (queue->report != NULL)
    return;
  queue->report = g_timeout_source_new_seconds (1);
  g_source_set_callback (queue->report, report_cb, queue, NULL);
  g_source_attach (queue->report, context);
}

/* (transfer container): the connection's own and those of its tenants */
static GPtrArray *
list_queues (MusterTransport *self,
             const char      *connection_id)
{
  GPtrArray *queues = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->queues);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (g_str_equal (((Queue *) value)->connection_id, connection_id))
      g_ptr_array_add (queues, value);

  return queues;
}

/**
 * muster_transport_set_limits:
 * @self: a transport
 * @connection_id: a connection
 * @per_second: requests a second; 0 means no limit
 * @parallel: requests under way; 0 means no limit
 *
 * Without a call of this a connection has four requests under way and no limit
 * per second.
 */
void
muster_transport_set_limits (MusterTransport *self,
                             const char      *connection_id,
                             double           per_second,
                             guint            parallel)
{
  const MusterRate rate = { .per_second = per_second, .parallel = parallel };

  muster_transport_set_rate (self, connection_id, &rate);
}

/**
 * muster_transport_set_rate:
 * @self: a transport
 * @connection_id: a connection
 * @rate: all of its limits
 *
 * What was sent within the window stays counted. Where the limits are those of
 * each tenant, they hold for all that have sent something already.
 */
void
muster_transport_set_rate (MusterTransport  *self,
                           const char       *connection_id,
                           const MusterRate *rate)
{
  g_autoptr(GPtrArray) queues = NULL;

  g_return_if_fail (MUSTER_IS_TRANSPORT (self));
  g_return_if_fail (connection_id != NULL && rate != NULL);

  muster_transport_ensure_queue (self, connection_id);
  queues = list_queues (self, connection_id);
  for (guint i = 0; i < queues->len; i++)
    {
      Queue *queue = g_ptr_array_index (queues, i);

      muster_lane_set_rate (queue->lane, rate, muster_clock_boot (self->clock));
      muster_net_clear_source (&queue->timer);
      muster_transport_pump (self, queue);
    }
}

/**
 * muster_transport_add_usage:
 * @self: a transport
 * @connection_id: a connection
 * @requests: how many
 *
 * Counts requests of the connection's window that were sent before the start of
 * the program, as if they were sent now.
 */
void
muster_transport_add_usage (MusterTransport *self,
                            const char      *connection_id,
                            guint            requests)
{
  g_return_if_fail (MUSTER_IS_TRANSPORT (self));
  g_return_if_fail (connection_id != NULL);

  muster_lane_add_used (muster_transport_ensure_queue (self, connection_id)->lane, requests, muster_clock_boot (self->clock));
}

/**
 * muster_transport_get_usage:
 * @self: a transport
 * @connection_id: a connection
 * @out: (out caller-allocates): what it has used; zeros if it has sent nothing
 *
 * Returns: whether anything is known of the connection
 */
gboolean
muster_transport_get_usage (MusterTransport *self,
                            const char      *connection_id,
                            MusterUsage     *out)
{
  g_autoptr(GPtrArray) queues = NULL;
  gint64 now;
  gint64 pause = 0;

  g_return_val_if_fail (MUSTER_IS_TRANSPORT (self), FALSE);
  g_return_val_if_fail (connection_id != NULL && out != NULL, FALSE);

  *out = (MusterUsage) { 0 };
  queues = list_queues (self, connection_id);
  now = muster_clock_boot (self->clock);
  for (guint i = 0; i < queues->len; i++)
    {
      Queue *queue = g_ptr_array_index (queues, i);

      pause = MAX (pause, muster_lane_get_paused (queue->lane) - now);
      out->waiting += muster_lane_get_waiting (queue->lane);
      out->running += muster_lane_get_running (queue->lane);
      out->total += queue->total;
      out->window_s = muster_lane_get_rate (queue->lane)->window_s;
      out->limit = muster_lane_get_rate (queue->lane)->window_limit;
      out->allowed = muster_lane_get_allowed (queue->lane);
      out->used += muster_lane_get_used (queue->lane, now);
      out->slowed |= muster_lane_is_slowed (queue->lane, now);
    }
  out->paused_until = pause > 0 ? muster_clock_now (self->clock) + pause : 0;

  return queues->len > 0;
}

static void
report_now (MusterTransport *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->queues);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Queue *queue = value;
      guint requests = queue->unreported;

      muster_net_clear_source (&queue->report);
      queue->unreported = 0;
      if (requests > 0)
        self->usage_func (self, queue->connection_id, requests, self->usage_data);
    }
}

/**
 * muster_transport_set_usage_func:
 * @self: a transport
 * @func: (nullable): told how many requests were sent
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data
 *
 * One that is replaced is told before what it was not told yet.
 */
void
muster_transport_set_usage_func (MusterTransport *self,
                                 MusterUsageFunc  func,
                                 gpointer         user_data,
                                 GDestroyNotify   destroy)
{
  GDestroyNotify destroy_before;
  gpointer data_before;

  g_return_if_fail (MUSTER_IS_TRANSPORT (self));

  if (self->usage_func != NULL)
    report_now (self);
  destroy_before = self->usage_destroy;
  data_before = self->usage_data;
  self->usage_func = func;
  self->usage_data = user_data;
  self->usage_destroy = destroy;
  if (destroy_before != NULL)
    destroy_before (data_before);
}
