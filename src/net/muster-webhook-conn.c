/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-net"

#include "config.h"

#include <string.h>
#include <sys/socket.h>

#include "muster-net-util.h"
#include "muster-webhook-listener-private.h"

/* One connection of a webhook, in the order in which it lives: the head of its
 * request is looked at where it lies in the socket, then libsoup reads the body,
 * then the handler answers. */

/* RFC 6585; libsoup has no name for it */
#define STATUS_TOO_MANY 429

typedef MusterWebhookConn Conn;

struct _MusterHookReply
{
  grefcount refs;

  Conn *conn;  /* (unowned) (nullable): while somebody waits for the answer */
};

G_DEFINE_BOXED_TYPE (MusterHookReply, muster_hook_reply, muster_hook_reply_ref, muster_hook_reply_unref)

/* --- The answer --- */

static void
answer (SoupServerMessage *message,
        guint              status)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection", "close");
  soup_server_message_set_response (message, NULL, SOUP_MEMORY_STATIC, NULL, 0);
  soup_server_message_set_status (message, status, NULL);
}

static void
let_go_of_reply (Conn *conn)
{
  if (conn->reply != NULL)
    conn->reply->conn = NULL;
  conn->reply = NULL;
}

static void
let_go_of_message (Conn *conn)
{
  if (conn->message != NULL)
    g_signal_handlers_disconnect_by_data (conn->message, conn);
  g_clear_object (&conn->message);
}

/* Takes conn: the message is paused. */
static MusterHookReply *
reply_new (Conn *conn)
{
  MusterHookReply *reply = g_new0 (MusterHookReply, 1);

  g_ref_count_init (&reply->refs);
  reply->conn = conn;
  conn->reply = reply;

  return reply;
}

/**
 * muster_hook_reply_ref:
 * @reply: a reply
 *
 * Returns: (transfer full): @reply
 */
MusterHookReply *
muster_hook_reply_ref (MusterHookReply *reply)
{
  g_return_val_if_fail (reply != NULL, NULL);

  g_ref_count_inc (&reply->refs);
  return reply;
}

/**
 * muster_hook_reply_unref:
 * @reply: (transfer full): a reply
 *
 * The last one answers 500, if nobody has answered.
 */
void
muster_hook_reply_unref (MusterHookReply *reply)
{
  g_return_if_fail (reply != NULL);

  if (!g_ref_count_dec (&reply->refs))
    return;

  muster_hook_reply_send (reply, SOUP_STATUS_INTERNAL_SERVER_ERROR);
  g_free (reply);
}

/**
 * muster_hook_reply_send:
 * @reply: a reply
 * @status: an HTTP status: 204 after the hint was stored, 401 for a wrong signature of any kind
 *
 * Answers. The second answer and that to a sender who has gone are nothing.
 */
void
muster_hook_reply_send (MusterHookReply *reply,
                        guint            status)
{
  g_autoptr(SoupServerMessage) message = NULL;

  g_return_if_fail (reply != NULL);

  if (reply->conn == NULL)
    return;

  message = reply->conn->message != NULL ? g_object_ref (reply->conn->message) : NULL;
  let_go_of_reply (reply->conn);
  if (message == NULL)
    return;

  answer (message, status);
  soup_server_message_unpause (message);
}

/* --- Connections --- */

/**
 * muster_webhook_conn_shut:
 * @conn: a connection
 *
 * What is under way finds its socket closed. Ends @conn, if it is not libsoup's yet.
 */
void
muster_webhook_conn_shut (Conn *conn)
{
  g_autoptr(GSocketConnection) stream = conn->stream != NULL ? g_object_ref (conn->stream) : NULL;

  if (conn->reply != NULL)
    muster_hook_reply_send (conn->reply, SOUP_STATUS_SERVICE_UNAVAILABLE);
  if (stream != NULL)
    g_socket_close (g_socket_connection_get_socket (stream), NULL);
  g_clear_object (&conn->pending);
}

static void
message_over_cb (SoupServerMessage *message,
                 Conn              *conn)
{
  let_go_of_reply (conn);
  let_go_of_message (conn);
}

static void
stream_gone_cb (gpointer  data,
                GObject  *where_it_was)
{
  Conn *conn = data;

  conn->stream = NULL;
  g_hash_table_remove (conn->self->conns, conn);
}

static gboolean
time_over_cb (gpointer data)
{
  Conn *conn = data;

  conn->self->stats.shut++;
  muster_webhook_conn_shut (conn);

  return G_SOURCE_REMOVE;
}

/* --- The head --- */

static const char *
find_path (MusterWebhookListener *self,
           const char            *path)
{
  const char *connection_id = NULL;
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, self->paths);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (muster_net_same_text (key, path))
      connection_id = value;

  return connection_id;
}

/* 0 if the body may be read, else why not */
static guint
judge (Conn       *conn,
       const char *data,
       gsize       length)
{
  MusterWebhookListener *self = conn->self;
  guint status = muster_webhook_head_parse (data, length, &conn->head);
  const char *connection_id = status == 0 ? find_path (self, conn->head.path) : NULL;
  g_autofree char *source = NULL;

  source = muster_webhook_rate_source (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (conn->remote)));
  if (!muster_webhook_rate_take (self->rate, source, connection_id != NULL ? conn->head.path : "",
                                 g_get_monotonic_time ()))
    {
      self->stats.rate_limited++;
      return STATUS_TOO_MANY;
    }

  if (status == 0)
    status = muster_webhook_head_check (&conn->head, (const char * const *) self->hosts);
  if (status == 0 && connection_id == NULL)
    status = SOUP_STATUS_NOT_FOUND;
  if (status == 0)
    conn->connection_id = g_strdup (connection_id);

  return status;
}

/* Answers as far as the socket takes it at once, and hangs up; ends conn. What has
 * come is read first, or the system would tell the sender of that and not of our
 * answer. */
static void
refuse (Conn  *conn,
        guint  status)
{
  int fd = g_socket_get_fd (g_socket_connection_get_socket (conn->stream));
  g_autofree char *text = NULL;
  char waste[4096];

  conn->self->stats.refused++;
  text = g_strdup_printf ("HTTP/1.1 %u %s\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", status,
                          soup_status_get_phrase (status));
  for (guint i = 0; i < 64 && recv (fd, waste, sizeof waste, MSG_DONTWAIT) > 0;)
    i++;
  if (send (fd, text, strlen (text), MSG_DONTWAIT | MSG_NOSIGNAL) > 0)
    shutdown (fd, SHUT_WR);
  muster_webhook_conn_shut (conn);
}

static void
hand_over (Conn *conn)
{
  g_autoptr(GSocketConnection) stream = g_steal_pointer (&conn->pending);
  g_autoptr(GSocketAddress) local = g_socket_connection_get_local_address (stream, NULL);

  muster_net_clear_source (&conn->readable);
  conn->body = g_byte_array_new ();
  soup_server_accept_iostream (conn->self->server, G_IO_STREAM (stream), local, conn->remote, NULL);
}

/* Something has come, or nothing for too long, or the end: the head is looked at
 * where it lies. */
static gboolean
readable_cb (GSocket      *socket,
             GIOCondition  condition,
             gpointer      data)
{
  Conn *conn = data;
  g_autofree char *head = g_malloc (MUSTER_WEBHOOK_MAX_HEADERS + 1);
  gssize n = recv (g_socket_get_fd (socket), head, MUSTER_WEBHOOK_MAX_HEADERS + 1, MSG_PEEK | MSG_DONTWAIT);
  gsize end;
  guint status;

  if (n <= 0 || (gsize) n <= conn->peeked)
    {
      conn->self->stats.shut++;
      muster_webhook_conn_shut (conn);
      return G_SOURCE_REMOVE;
    }

  end = muster_webhook_head_end (head, (gsize) n);
  if (end == 0 && n <= MUSTER_WEBHOOK_MAX_HEADERS)
    {
      /* Not woken before there is more */
      conn->peeked = (gsize) n;
      g_socket_set_option (socket, SOL_SOCKET, SO_RCVLOWAT, (int) n + 1, NULL);
      return G_SOURCE_CONTINUE;
    }

  status = judge (conn, head, end != 0 ? end : (gsize) n);
  if (status != 0)
    {
      refuse (conn, status);
      return G_SOURCE_REMOVE;
    }

  g_socket_set_option (socket, SOL_SOCKET, SO_RCVLOWAT, 1, NULL);
  hand_over (conn);
  return G_SOURCE_REMOVE;
}

/* --- The body --- */

static void
got_chunk_cb (SoupServerMessage *message,
              GBytes            *chunk,
              Conn              *conn)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (chunk, &length);

  if (conn->body == NULL)
    return;
  if (conn->body->len + length <= MUSTER_WEBHOOK_MAX_BODY)
    {
      g_byte_array_append (conn->body, data, (guint) length);
      return;
    }

  g_clear_pointer (&conn->body, g_byte_array_unref);
  conn->self->stats.shut++;
  muster_webhook_conn_shut (conn);
}

static void
handle (Conn *conn)
{
  g_autoptr(MusterWebhookListener) self = g_object_ref (conn->self);
  g_autoptr(GBytes) body = g_byte_array_free_to_bytes (g_steal_pointer (&conn->body));
  g_autoptr(MusterHook) hook = muster_hook_new (body);
  g_autoptr(MusterHookReply) reply = reply_new (conn);
  g_autofree char *connection_id = g_steal_pointer (&conn->connection_id);

  for (guint i = 0; i < conn->head.headers->len; i++)
    {
      MusterHeader *header = conn->head.headers->pdata[i];

      muster_hook_add_header (hook, header->name, header->value);
    }
  self->stats.accepted++;
  soup_server_message_pause (conn->message);
  if (self->handler != NULL)
    self->handler (self, connection_id, hook, reply, self->user_data);
  else
    muster_hook_reply_send (reply, SOUP_STATUS_SERVICE_UNAVAILABLE);
}

/* A chunk whose length cannot be read comes as the end: nothing is no webhook. */
static void
got_body_cb (SoupServerMessage *message,
             Conn              *conn)
{
  if (conn->body != NULL && conn->body->len > 0)
    {
      handle (conn);
      return;
    }

  conn->self->stats.refused++;
  answer (message, SOUP_STATUS_BAD_REQUEST);
}

/* --- From outside --- */

/**
 * muster_webhook_conn_new:
 * @self: a listener
 * @stream: what it has accepted
 * @remote: where that comes from
 *
 * Returns: (transfer full): the connection, which waits for the head of a request
 */
MusterWebhookConn *
muster_webhook_conn_new (MusterWebhookListener *self,
                         GSocketConnection     *stream,
                         GSocketAddress        *remote)
{
  GSocket *socket = g_socket_connection_get_socket (stream);
  Conn *conn = g_new0 (Conn, 1);

  conn->self = self;
  conn->stream = stream;
  conn->pending = g_object_ref (stream);
  conn->remote = g_object_ref (remote);
  g_object_weak_ref (G_OBJECT (stream), stream_gone_cb, conn);
  self->stats.connections++;
  self->stats.peak = MAX (self->stats.peak, self->stats.connections);

  conn->timer = g_timeout_source_new (self->total_s * 1000);
  g_source_set_callback (conn->timer, time_over_cb, conn, NULL);
  g_source_attach (conn->timer, g_main_context_get_thread_default ());
  g_socket_set_timeout (socket, self->idle_s);
  conn->readable = g_socket_create_source (socket, G_IO_IN, NULL);
  g_source_set_callback (conn->readable, G_SOURCE_FUNC (readable_cb), conn, NULL);
  g_source_attach (conn->readable, g_main_context_get_thread_default ());

  return conn;
}

/**
 * muster_webhook_conn_free:
 * @conn: (transfer full): a connection that is over or given up
 */
void
muster_webhook_conn_free (Conn *conn)
{
  conn->self->stats.connections--;
  if (conn->stream != NULL)
    g_object_weak_unref (G_OBJECT (conn->stream), stream_gone_cb, conn);
  let_go_of_reply (conn);
  let_go_of_message (conn);
  muster_net_clear_source (&conn->timer);
  muster_net_clear_source (&conn->readable);
  g_clear_object (&conn->pending);
  g_clear_object (&conn->remote);
  g_clear_pointer (&conn->body, g_byte_array_unref);
  muster_webhook_head_clear (&conn->head);
  g_free (conn->connection_id);
  g_free (conn);
}

/**
 * muster_webhook_conn_take_message:
 * @conn: a connection whose head was good
 * @message: what libsoup reads from it
 */
void
muster_webhook_conn_take_message (MusterWebhookConn *conn,
                                  SoupServerMessage *message)
{
  if (conn->message != NULL)
    return;

  conn->message = g_object_ref (message);
  g_signal_connect (message, "finished", G_CALLBACK (message_over_cb), conn);
  g_signal_connect (message, "disconnected", G_CALLBACK (message_over_cb), conn);
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), conn);
  g_signal_connect (message, "got-body", G_CALLBACK (got_body_cb), conn);
}
