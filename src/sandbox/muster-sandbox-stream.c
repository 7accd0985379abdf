/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-stream.h"

/* Written on the connection itself, chunk by chunk: an answer may then be slow, break off in the
 * middle or never end, which a server that minds its manners does not do. */

typedef struct {
  MusterSandboxStream *stream;   /* (owned) */
  GIOStream           *io;       /* (owned) */
  GString             *out;      /* being written */
  guint                next;
  gboolean             started;  /* the head is out */
  gboolean             done;     /* nothing comes after @out */
} Sending;

MusterSandboxStream *
muster_sandbox_stream_new (void)
{
  MusterSandboxStream *self = g_new0 (MusterSandboxStream, 1);

  self->pieces = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  return self;
}

void
muster_sandbox_stream_free (MusterSandboxStream *self)
{
  g_ptr_array_unref (self->pieces);
  g_free (self);
}

void
muster_sandbox_stream_add (MusterSandboxStream *self,
                           const char          *text)
{
  g_ptr_array_add (self->pieces, g_bytes_new (text, strlen (text)));
}

static void
sending_free (Sending *sending)
{
  g_io_stream_close (sending->io, NULL, NULL);
  g_object_unref (sending->io);
  g_string_free (sending->out, TRUE);
  muster_sandbox_stream_free (sending->stream);
  g_free (sending);
}

static gboolean write_cb (gpointer user_data);

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Sending *sending = user_data;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL) || sending->done)
    sending_free (sending);
  else if (sending->stream->ms > 0)
    g_timeout_add (sending->stream->ms, write_cb, sending);
  else
    write_cb (sending);
}

/* The next piece as a chunk, and the last chunk after all of them */
static void
append_chunk (Sending *sending)
{
  MusterSandboxStream *stream = sending->stream;

  if (stream->endless && sending->next == stream->pieces->len)
    sending->next = 0;
  if (sending->next < stream->pieces->len)
    {
      GBytes *piece = stream->pieces->pdata[sending->next++];

      g_string_append_printf (sending->out, "%" G_GSIZE_MODIFIER "x\r\n", g_bytes_get_size (piece));
      g_string_append_len (sending->out, g_bytes_get_data (piece, NULL), (gssize) g_bytes_get_size (piece));
      g_string_append (sending->out, "\r\n");
      sending->done = stream->cut && sending->next == stream->pieces->len;
      return;
    }
  g_string_append (sending->out, "0\r\n\r\n");
  sending->done = TRUE;
}

static gboolean
write_cb (gpointer user_data)
{
  Sending *sending = user_data;

  if (sending->started)
    {
      g_string_truncate (sending->out, 0);
      append_chunk (sending);
    }
  sending->started = TRUE;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (sending->io), sending->out->str, sending->out->len,
                                   G_PRIORITY_DEFAULT, NULL, written_cb, sending);
  return G_SOURCE_REMOVE;
}

/**
 * muster_sandbox_stream_send:
 * @self: (transfer full): what to send
 * @message: a request that is not answered yet
 * @status: HTTP status
 * @content_type: of the body
 * @headers: name, value, name, value, …
 *
 * Takes the connection and answers on it.
 */
void
muster_sandbox_stream_send (MusterSandboxStream *self,
                            SoupServerMessage   *message,
                            guint                status,
                            const char          *content_type,
                            GPtrArray           *headers)
{
  Sending *sending = g_new0 (Sending, 1);

  sending->stream = self;
  sending->io = soup_server_message_steal_connection (message);
  sending->out = g_string_new (NULL);
  g_string_append_printf (sending->out, "HTTP/1.1 %u %s\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n",
                          status, soup_status_get_phrase (status), content_type);
  for (guint i = 0; i + 1 < headers->len; i += 2)
    g_string_append_printf (sending->out, "%s: %s\r\n", (char *) headers->pdata[i], (char *) headers->pdata[i + 1]);
  g_string_append (sending->out, "\r\n");
  if (self->first_ms > 0)
    g_timeout_add (self->first_ms, write_cb, sending);
  else
    write_cb (sending);
}
