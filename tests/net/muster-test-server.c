/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "muster-test.h"
#include "muster-test-server.h"

struct _MusterTestServer
{
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  SoupServer *server;      /* used in the thread only */
  GSocketService *raw;
  char *certificate;
  char *base;
  MusterTestHandler handler;
  MusterTestRawHandler raw_handler;
  gpointer data;

  GMutex lock;
  GCond ready;
  GPtrArray *lines;        /* "METHOD /path" of every request, and what handlers noted */
  guint n_requests;
  GQueue held;             /* (element-type SoupServerMessage) */
  guint max_held;
};

static void
saw (MusterTestServer *self,
     const char       *line,
     gboolean          request)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->lines, g_strdup (line));
  if (request)
    self->n_requests++;
  g_mutex_unlock (&self->lock);

  g_main_context_wakeup (NULL);
}

static void
request_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  MusterTestServer *self = user_data;
  g_autofree char *line = g_strdup_printf ("%s %s", soup_server_message_get_method (message), path);

  saw (self, line, TRUE);
  self->handler (self, message, path, self->data);
}

static void
listen_http (MusterTestServer *self)
{
  g_autoptr(GTlsCertificate) certificate = NULL;
  g_autoptr(GError) error = NULL;
  GSList *uris;

  if (self->certificate != NULL)
    {
      certificate = g_tls_certificate_new_from_file (self->certificate, &error);
      g_assert_no_error (error);
    }

  self->server = soup_server_new ("tls-certificate", certificate, NULL);
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);
  soup_server_listen_local (self->server, 0,
                            SOUP_SERVER_LISTEN_IPV4_ONLY | (certificate != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0),
                            &error);
  g_assert_no_error (error);

  uris = soup_server_get_uris (self->server);
  self->base = g_strdup_printf ("%s://127.0.0.1:%d", certificate != NULL ? "https" : "http",
                                g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

/* One connection, in a thread of the service */
static gboolean
raw_run_cb (GThreadedSocketService *service,
            GSocketConnection      *connection,
            GObject                *source,
            gpointer                user_data)
{
  MusterTestServer *self = user_data;
  g_autoptr(GString) head = g_string_new (NULL);
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  char c;

  saw (self, "CONNECT", FALSE);
  while (g_input_stream_read (in, &c, 1, NULL, NULL) == 1)
    {
      g_autofree char *line = NULL;

      g_string_append_c (head, c);
      if (!g_str_has_suffix (head->str, "\r\n\r\n"))
        continue;

      line = g_strndup (head->str, strcspn (strchr (head->str, ' ') + 1, " ") +
                        (gsize) (strchr (head->str, ' ') + 1 - head->str));
      saw (self, line, TRUE);
      if (!self->raw_handler (self, out, head->str, self->data))
        break;
      g_string_truncate (head, 0);
    }

  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  return TRUE;
}

static void
listen_raw (MusterTestServer *self)
{
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr(GSocketAddress) effective = NULL;
  g_autoptr(GError) error = NULL;

  self->raw = g_threaded_socket_service_new (16);
  g_signal_connect (self->raw, "run", G_CALLBACK (raw_run_cb), self);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->raw), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &effective, &error);
  g_assert_no_error (error);
  g_socket_service_start (self->raw);
  self->base = g_strdup_printf ("http://127.0.0.1:%d",
                                g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective)));
}

static gpointer
server_thread (gpointer data)
{
  MusterTestServer *self = data;

  g_main_context_push_thread_default (self->context);
  if (self->raw_handler != NULL)
    listen_raw (self);
  else
    listen_http (self);

  g_mutex_lock (&self->lock);
  g_cond_signal (&self->ready);
  g_mutex_unlock (&self->lock);

  g_main_loop_run (self->loop);

  g_queue_clear_full (&self->held, g_object_unref);
  if (self->server != NULL)
    soup_server_disconnect (self->server);
  if (self->raw != NULL)
    {
      g_socket_service_stop (self->raw);
      g_socket_listener_close (G_SOCKET_LISTENER (self->raw));
    }
  g_clear_object (&self->server);
  g_clear_object (&self->raw);
  g_main_context_pop_thread_default (self->context);

  return NULL;
}

static MusterTestServer *
start (MusterTestServer *self)
{
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->lines = g_ptr_array_new_with_free_func (g_free);
  g_mutex_init (&self->lock);
  g_cond_init (&self->ready);
  g_queue_init (&self->held);

  g_mutex_lock (&self->lock);
  self->thread = g_thread_new ("test-server", server_thread, self);
  while (self->base == NULL)
    g_cond_wait (&self->ready, &self->lock);
  g_mutex_unlock (&self->lock);

  return self;
}

MusterTestServer *
muster_test_server_new (const char        *certificate,
                        MusterTestHandler  handler,
                        gpointer           data)
{
  MusterTestServer *self = g_new0 (MusterTestServer, 1);

  self->certificate = certificate != NULL ? muster_test_data (certificate) : NULL;
  self->handler = handler;
  self->data = data;

  return start (self);
}

MusterTestServer *
muster_test_server_new_raw (MusterTestRawHandler handler,
                            gpointer             data)
{
  MusterTestServer *self = g_new0 (MusterTestServer, 1);

  self->raw_handler = handler;
  self->data = data;

  return start (self);
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

void
muster_test_server_free (MusterTestServer *self)
{
  g_main_context_invoke (self->context, quit_cb, self->loop);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_ptr_array_unref (self->lines);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->ready);
  g_free (self->certificate);
  g_free (self->base);
  g_free (self);
}

const char *
muster_test_server_get_base (MusterTestServer *self)
{
  return self->base;
}

char *
muster_test_server_url (MusterTestServer *self,
                        const char       *path)
{
  return g_strconcat (self->base, path, NULL);
}

guint
muster_test_server_count (MusterTestServer *self,
                          const char       *line)
{
  guint count = 0;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->lines->len; i++)
    count += g_strcmp0 (g_ptr_array_index (self->lines, i), line) == 0;
  g_mutex_unlock (&self->lock);

  return count;
}

guint
muster_test_server_n_requests (MusterTestServer *self)
{
  guint n_requests;

  g_mutex_lock (&self->lock);
  n_requests = self->n_requests;
  g_mutex_unlock (&self->lock);

  return n_requests;
}

guint
muster_test_server_n_held (MusterTestServer *self)
{
  guint n_held;

  g_mutex_lock (&self->lock);
  n_held = self->held.length;
  g_mutex_unlock (&self->lock);

  return n_held;
}

guint
muster_test_server_max_held (MusterTestServer *self)
{
  guint max_held;

  g_mutex_lock (&self->lock);
  max_held = self->max_held;
  g_mutex_unlock (&self->lock);

  return max_held;
}

/* Called by handlers: the answer waits for muster_test_server_release (). */
void
muster_test_server_hold (MusterTestServer  *self,
                         SoupServerMessage *message)
{
  soup_server_message_pause (message);

  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->held, g_object_ref (message));
  self->max_held = MAX (self->max_held, self->held.length);
  g_mutex_unlock (&self->lock);

  g_main_context_wakeup (NULL);
}

static gboolean
release_cb (gpointer data)
{
  MusterTestServer *self = data;
  g_autoptr(SoupServerMessage) message = NULL;

  g_mutex_lock (&self->lock);
  message = g_queue_pop_head (&self->held);
  g_mutex_unlock (&self->lock);

  if (message != NULL)
    soup_server_message_unpause (message);

  return G_SOURCE_REMOVE;
}

void
muster_test_server_release (MusterTestServer *self,
                            guint             n)
{
  for (guint i = 0; i < n; i++)
    g_main_context_invoke (self->context, release_cb, self);
}

void
muster_test_server_note (MusterTestServer *self,
                         const char       *line)
{
  saw (self, line, FALSE);
}

void
muster_test_server_answer (SoupServerMessage *message,
                           guint              status,
                           const char        *body)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body, strlen (body));
}
