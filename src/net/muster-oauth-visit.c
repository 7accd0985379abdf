/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-net"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-oauth-visit.h"

/* A port that is free on 127.0.0.1 may be somebody else's on ::1. */
#define MAX_PORTS 8

/**
 * muster_oauth_visit_answer:
 * @message: a browser's request
 * @status: HTTP status
 * @page: what the person reads
 */
void
muster_oauth_visit_answer (SoupServerMessage *message,
                           guint              status,
                           MusterOauthPage    page)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  char *html = muster_oauth_page (page);

  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "Connection", "close");
  soup_message_headers_replace (headers, "Content-Security-Policy", MUSTER_OAUTH_PAGE_POLICY);
  soup_message_headers_replace (headers, "Referrer-Policy", "no-referrer");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_server_message_set_response (message, "text/html; charset=utf-8", SOUP_MEMORY_TAKE, html, strlen (html));
  soup_server_message_set_status (message, status, NULL);
}

/* One header, and what may stand in it, if it is there */
static gboolean
header_is (SoupMessageHeaders *headers,
           const char         *name,
           const char         *expected)
{
  const char *value = soup_message_headers_get_list (headers, name);

  return value == NULL || g_ascii_strcasecmp (value, expected) == 0;
}

/**
 * muster_oauth_visit_check:
 * @message: a request
 * @origin: what its Host must say
 * @expected_path: where the issuer was told to send the browser
 * @path: where it came
 *
 * Returns: 0 for a browser that was sent here by a page, on this machine; else the status to
 *   turn it away with
 */
guint
muster_oauth_visit_check (SoupServerMessage *message,
                          const char        *origin,
                          const char        *expected_path,
                          const char        *path)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  GSocketAddress *remote = soup_server_message_get_remote_address (message);
  const char *host = soup_message_headers_get_list (headers, "Host");

  if (!G_IS_INET_SOCKET_ADDRESS (remote) ||
      !g_inet_address_get_is_loopback (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote))))
    return SOUP_STATUS_FORBIDDEN;
  if (host == NULL || g_ascii_strcasecmp (host, origin) != 0)
    return SOUP_STATUS_MISDIRECTED_REQUEST;
  /* A redirect address without a path is the same as one with a slash */
  if (g_strcmp0 (path, *expected_path != '\0' ? expected_path : "/") != 0)
    return SOUP_STATUS_NOT_FOUND;
  if (g_strcmp0 (soup_server_message_get_method (message), "GET") != 0)
    return SOUP_STATUS_METHOD_NOT_ALLOWED;
  if (soup_message_headers_get_list (headers, "Origin") != NULL ||
      !header_is (headers, "Sec-Fetch-Mode", "navigate") || !header_is (headers, "Sec-Fetch-Dest", "document"))
    return SOUP_STATUS_FORBIDDEN;

  return 0;
}

/* A body is nothing that we want. */
static void
request_started_cb (SoupServer        *server,
                    SoupServerMessage *message,
                    gpointer           user_data)
{
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
}

static gboolean
listen_on (SoupServer  *server,
           const char  *ip,
           guint16      port,
           GError     **error)
{
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new_from_string (ip, port);

  return soup_server_listen (server, address, 0, error);
}

static guint16
port_of (SoupServer *server)
{
  GSList *uris = soup_server_get_uris (server);
  int port = uris != NULL ? g_uri_get_port (uris->data) : 0;

  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return (guint16) port;
}

/* @taken: the port is somebody else's on one of the two addresses */
static SoupServer *
try_port (const char  *host,
          guint16      port,
          guint16     *got_port,
          gboolean    *taken,
          GError     **error)
{
  gboolean both = g_str_equal (host, "localhost");
  g_autoptr(SoupServer) server = soup_server_new ("raw-paths", TRUE, NULL);
  g_autoptr(GError) local_error = NULL;

  *taken = FALSE;
  g_signal_connect (server, "request-started", G_CALLBACK (request_started_cb), NULL);
  if (!listen_on (server, g_str_equal (host, "::1") ? "::1" : "127.0.0.1", port, error))
    return NULL;

  *got_port = port_of (server);
  /* Without IPv6 nobody can come there either */
  *taken = both && !listen_on (server, "::1", *got_port, &local_error)
           && g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  if (!*taken)
    return g_steal_pointer (&server);

  soup_server_disconnect (server);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

/**
 * muster_oauth_visit_listen:
 * @host: "127.0.0.1", "::1", or "localhost", which is both
 * @port: 0 for any that is free
 * @got_port: (out): the port
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): a server without handlers
 */
SoupServer *
muster_oauth_visit_listen (const char  *host,
                           guint16      port,
                           guint16     *got_port,
                           GError     **error)
{
  g_autoptr(GError) local_error = NULL;

  for (guint i = 0; i < (port == 0 ? MAX_PORTS : 1); i++)
    {
      SoupServer *server;
      gboolean taken;

      g_clear_error (&local_error);
      server = try_port (host, port, got_port, &taken, &local_error);
      if (server != NULL)
        return server;
      if (!taken)
        break;
    }

  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_IN_USE, "Cannot wait for the sign-in page on %s, port %u: %s",
               host, port, local_error->message);
  return NULL;
}
