/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-net"

#include "config.h"

#include "muster-error.h"
#include "muster-random.h"
#include "muster-webhook-listener-private.h"

/* Waiting to be accepted; who comes after that is turned away by the kernel */
#define BACKLOG 64

/**
 * MusterWebhookListener:
 *
 * Takes webhooks: plain HTTP/1.1 behind the administrator's proxy or tunnel, on
 * the address that he typed, at paths that nobody can guess. It checks form and
 * limits (a connection serves one request, within ten seconds) and hands headers
 * and raw body to one handler; who signed them is checked there.
 *
 * Connections are accepted here, and the head of a request is looked at before it is
 * taken from the socket: libsoup has no limits of its own and reads more into a head
 * than stands in it. It gets what was found good, and reads the body. What is beyond a
 * limit of size or time is shut without an answer.
 *
 * Belongs to the thread that started it. Stopping shuts what is open.
 */
G_DEFINE_FINAL_TYPE (MusterWebhookListener, muster_webhook_listener, G_TYPE_OBJECT)

/* A connection that is one too many is closed as it comes. */
static gboolean
incoming_cb (GSocketService        *service,
             GSocketConnection     *stream,
             GObject               *source,
             MusterWebhookListener *self)
{
  g_autoptr(GSocketAddress) remote = g_socket_connection_get_remote_address (stream, NULL);

  if (remote != NULL && self->stats.connections < MUSTER_WEBHOOK_MAX_CONNECTIONS)
    {
      g_hash_table_add (self->conns, muster_webhook_conn_new (self, stream, remote));
      return TRUE;
    }

  self->stats.shut++;
  g_io_stream_close (G_IO_STREAM (stream), NULL, NULL);
  return TRUE;
}

static MusterWebhookConn *
find_conn (MusterWebhookListener *self,
           SoupServerMessage     *message)
{
  GSocketAddress *remote = soup_server_message_get_remote_address (message);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->conns);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (((MusterWebhookConn *) key)->remote == remote)
      return key;

  return NULL;
}

static void
request_started_cb (SoupServer            *server,
                    SoupServerMessage     *message,
                    MusterWebhookListener *self)
{
  MusterWebhookConn *conn = find_conn (self, message);

  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  if (conn != NULL)
    muster_webhook_conn_take_message (conn, message);
}

static void
muster_webhook_listener_dispose (GObject *object)
{
  MusterWebhookListener *self = MUSTER_WEBHOOK_LISTENER (object);

  muster_webhook_listener_stop (self);
  muster_webhook_listener_set_handler (self, NULL, NULL, NULL);

  G_OBJECT_CLASS (muster_webhook_listener_parent_class)->dispose (object);
}

static void
muster_webhook_listener_finalize (GObject *object)
{
  MusterWebhookListener *self = MUSTER_WEBHOOK_LISTENER (object);

  g_hash_table_unref (self->conns);
  g_hash_table_unref (self->paths);
  muster_webhook_rate_free (self->rate);
  g_strfreev (self->hosts);

  G_OBJECT_CLASS (muster_webhook_listener_parent_class)->finalize (object);
}

static void
muster_webhook_listener_class_init (MusterWebhookListenerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_webhook_listener_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_webhook_listener_finalize;
}

static void
muster_webhook_listener_init (MusterWebhookListener *self)
{
  self->paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->conns = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) muster_webhook_conn_free, NULL);
  self->rate = muster_webhook_rate_new (MUSTER_WEBHOOK_PER_SECOND, MUSTER_WEBHOOK_BURST);
  self->idle_s = MUSTER_WEBHOOK_IDLE_S;
  self->total_s = MUSTER_WEBHOOK_TOTAL_S;
}

/**
 * muster_webhook_listener_new:
 *
 * Returns: (transfer full): a listener that does not listen
 */
MusterWebhookListener *
muster_webhook_listener_new (void)
{
  return g_object_new (MUSTER_TYPE_WEBHOOK_LISTENER, NULL);
}

/**
 * muster_webhook_listener_set_handler:
 * @self: a listener
 * @handler: (nullable): gets what comes
 * @user_data: for @handler
 * @destroy: (nullable): frees @user_data
 */
void
muster_webhook_listener_set_handler (MusterWebhookListener *self,
                                     MusterHookFunc         handler,
                                     gpointer               user_data,
                                     GDestroyNotify         destroy)
{
  GDestroyNotify destroy_before;
  gpointer data_before;

  g_return_if_fail (MUSTER_IS_WEBHOOK_LISTENER (self));

  destroy_before = self->destroy;
  data_before = self->user_data;
  self->handler = handler;
  self->user_data = user_data;
  self->destroy = destroy;
  if (destroy_before != NULL)
    destroy_before (data_before);
}

static GError *
listen_error (const GError *error,
              const char   *address,
              guint16       port)
{
  int code = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE) ? MUSTER_ERROR_IN_USE
             : g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) ? MUSTER_ERROR_FORBIDDEN
             : MUSTER_ERROR_INVALID_INPUT;

  return g_error_new (MUSTER_ERROR, code, "Cannot listen on %s, port %u: %s", address, port, error->message);
}

/**
 * muster_webhook_listener_start:
 * @self: a listener that does not listen
 * @address: an IP address of this machine, or "localhost"
 * @port: 0 for any that is free
 * @hosts: the names under which senders may address it, with a port or without
 * @error: return location for an error
 *
 * Returns: whether it listens
 */
gboolean
muster_webhook_listener_start (MusterWebhookListener  *self,
                               const char             *address,
                               guint16                 port,
                               const char * const     *hosts,
                               GError                **error)
{
  g_autoptr(GInetAddress) inet = NULL;
  g_autoptr(GSocketAddress) wanted = NULL;
  g_autoptr(GSocketAddress) bound = NULL;
  g_autoptr(GSocketService) service = NULL;
  g_autoptr(GError) local_error = NULL;

  g_return_val_if_fail (MUSTER_IS_WEBHOOK_LISTENER (self), FALSE);
  g_return_val_if_fail (address != NULL && hosts != NULL, FALSE);
  g_return_val_if_fail (self->service == NULL, FALSE);

  inet = g_inet_address_new_from_string (g_ascii_strcasecmp (address, "localhost") == 0 ? "127.0.0.1" : address);
  if (inet == NULL || hosts[0] == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT,
                   inet == NULL ? "“%s” is no IP address" : "Nobody may address the listener on %s", address);
      return FALSE;
    }

  service = g_socket_service_new ();
  g_socket_listener_set_backlog (G_SOCKET_LISTENER (service), BACKLOG);
  wanted = g_inet_socket_address_new (inet, port);
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), wanted, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &bound, &local_error))
    {
      g_propagate_error (error, listen_error (local_error, address, port));
      return FALSE;
    }

  g_strfreev (self->hosts);
  self->hosts = g_strdupv ((char **) hosts);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->server = soup_server_new ("raw-paths", TRUE, NULL);
  g_signal_connect (self->server, "request-started", G_CALLBACK (request_started_cb), self);
  self->service = g_steal_pointer (&service);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  g_debug ("Listening for webhooks on %s, port %u", address, self->port);

  return TRUE;
}

/**
 * muster_webhook_listener_stop:
 * @self: a listener
 *
 * Shuts what is open. Paths and handler stay.
 */
void
muster_webhook_listener_stop (MusterWebhookListener *self)
{
  g_autoptr(GList) conns = NULL;

  g_return_if_fail (MUSTER_IS_WEBHOOK_LISTENER (self));

  if (self->service == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);

  conns = g_hash_table_get_keys (self->conns);
  for (GList *l = conns; l != NULL; l = l->next)
    muster_webhook_conn_shut (l->data);
  g_signal_handlers_disconnect_by_data (self->server, self);
  soup_server_disconnect (self->server);
  g_hash_table_remove_all (self->conns);
  g_clear_object (&self->server);
  self->port = 0;
}

/**
 * muster_webhook_listener_is_running:
 * @self: a listener
 *
 * Returns: whether it listens
 */
gboolean
muster_webhook_listener_is_running (MusterWebhookListener *self)
{
  g_return_val_if_fail (MUSTER_IS_WEBHOOK_LISTENER (self), FALSE);

  return self->service != NULL;
}

/**
 * muster_webhook_listener_get_port:
 * @self: a listener
 *
 * Returns: the port, or 0 if it does not listen
 */
guint16
muster_webhook_listener_get_port (MusterWebhookListener *self)
{
  g_return_val_if_fail (MUSTER_IS_WEBHOOK_LISTENER (self), 0);

  return self->port;
}

/**
 * muster_webhook_listener_add_path:
 * @self: a listener
 * @path: as muster_webhook_new_path() makes it
 * @connection_id: whose it is
 */
void
muster_webhook_listener_add_path (MusterWebhookListener *self,
                                  const char            *path,
                                  const char            *connection_id)
{
  g_return_if_fail (MUSTER_IS_WEBHOOK_LISTENER (self));
  g_return_if_fail (path != NULL && *path == '/');
  g_return_if_fail (connection_id != NULL);

  g_hash_table_replace (self->paths, g_strdup (path), g_strdup (connection_id));
}

/**
 * muster_webhook_listener_remove_path:
 * @self: a listener
 * @path: a path
 *
 * What comes there is nobody's from now on.
 */
void
muster_webhook_listener_remove_path (MusterWebhookListener *self,
                                     const char            *path)
{
  g_return_if_fail (MUSTER_IS_WEBHOOK_LISTENER (self));
  g_return_if_fail (path != NULL);

  g_hash_table_remove (self->paths, path);
}

/**
 * muster_webhook_listener_get_stats:
 * @self: a listener
 * @stats: (out caller-allocates): what it has done
 */
void
muster_webhook_listener_get_stats (MusterWebhookListener *self,
                                   MusterWebhookStats    *stats)
{
  g_return_if_fail (MUSTER_IS_WEBHOOK_LISTENER (self));
  g_return_if_fail (stats != NULL);

  *stats = self->stats;
}

/**
 * muster_webhook_listener_set_times:
 * @self: a listener
 * @idle_s: seconds without a byte after which a connection is shut
 * @total_s: seconds after which it is shut in any case
 *
 * Lets tests wait shorter.
 */
void
muster_webhook_listener_set_times (MusterWebhookListener *self,
                                   guint                  idle_s,
                                   guint                  total_s)
{
  g_return_if_fail (MUSTER_IS_WEBHOOK_LISTENER (self));
  g_return_if_fail (idle_s > 0 && total_s > 0);

  self->idle_s = idle_s;
  self->total_s = total_s;
}

/**
 * muster_webhook_new_path:
 *
 * Returns: (transfer full): a path that nobody can guess
 */
char *
muster_webhook_new_path (void)
{
  g_autofree char *random = muster_random_hex (32);

  return g_strconcat ("/hooks/", random, NULL);
}
