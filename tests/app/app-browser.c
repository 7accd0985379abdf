/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "app-browser.h"
#include "muster-test.h"

/* @url opened or, with @decision, its page's form sent; where it sends us */
static char *
browse (const char *url,
        const char *decision)
{
  g_autoptr(GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnection) connection = NULL;
  g_autoptr(GDataInputStream) input = NULL;
  const char *path = *g_uri_get_path (uri) != '\0' ? g_uri_get_path (uri) : "/";
  g_autofree char *form = NULL;
  g_autofree char *request = NULL;
  g_autoptr(GError) error = NULL;
  char *location = NULL;
  char *line;

  connection = g_socket_client_connect_to_host (client, g_uri_get_host (uri), (guint16) g_uri_get_port (uri), NULL, &error);
  g_assert_no_error (error);
  form = decision != NULL ? g_strconcat (g_uri_get_query (uri), "&", decision, NULL) : g_strdup ("");
  request = g_strdup_printf ("%s %s?%s HTTP/1.1\r\nHost: %s:%d\r\nConnection: close\r\n"
                             "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
                             decision != NULL ? "POST" : "GET", path, g_uri_get_query (uri), g_uri_get_host (uri),
                             g_uri_get_port (uri), strlen (form), form);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request, strlen (request), NULL, NULL, &error);
  g_assert_no_error (error);
  input = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  while ((line = g_data_input_stream_read_line (input, NULL, NULL, NULL)) != NULL)
    {
      g_autofree char *clean = g_strstrip (line);

      if (g_ascii_strncasecmp (clean, "location:", 9) == 0)
        location = g_strdup (g_strstrip (clean + 9));
    }
  return location;
}

static gboolean
over_cb (gpointer data)
{
  ((AppBrowser *) data)->over = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
is_over (gpointer data)
{
  return ((AppBrowser *) data)->over;
}

static gpointer
browse_thread (gpointer data)
{
  AppBrowser *self = data;
  g_autofree char *page = self->page;
  g_autofree char *back = browse (page, self->decision);
  g_autofree char *end = NULL;

  g_assert_nonnull (back);
  end = browse (back, NULL);
  g_idle_add (over_cb, self);
  return NULL;
}

void
app_browser_open_cb (const char *uri,
                     gpointer    user_data)
{
  AppBrowser *self = user_data;

  self->page = g_strdup (uri);
  self->over = FALSE;
  self->thread = g_thread_new ("browser", browse_thread, self);
}

void
app_browser_end (AppBrowser *self)
{
  muster_test_until (is_over, self);
  g_thread_join (self->thread);
}
