/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-net"

#include "config.h"

#include "muster-message.h"

/* Between our requests and answers and libsoup's messages. */

static void
collect_header (const char *name,
                const char *value,
                gpointer    data)
{
  GHashTable *headers = data;
  char *lower = g_ascii_strdown (name, -1);
  const char *before = g_hash_table_lookup (headers, lower);

  g_hash_table_replace (headers, lower,
                        before != NULL ? g_strconcat (before, ", ", value, NULL) : g_strdup (value));
}

/**
 * muster_message_from_request:
 * @request: a request
 *
 * What is idempotent may use a connection that is open; everything else gets one
 * of its own, on which libsoup sends nothing a second time.
 *
 * Returns: (transfer full) (nullable): a message that follows no redirect, or
 *   %NULL if the URL is none
 */
SoupMessage *
muster_message_from_request (MusterRequest *request)
{
  SoupMessage *message = soup_message_new (request->method, request->url);
  SoupMessageHeaders *headers;
  SoupMessageFlags flags = SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE;

  if (message == NULL)
    return NULL;

  flags |= request->effect || !request->idempotent ? SOUP_MESSAGE_NEW_CONNECTION : SOUP_MESSAGE_IDEMPOTENT;
  soup_message_set_flags (message, flags);

  headers = soup_message_get_request_headers (message);
  for (guint i = 0; i < request->headers->len; i++)
    {
      MusterHeader *header = g_ptr_array_index (request->headers, i);

      soup_message_headers_replace (headers, header->name, header->value);
    }

  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (message, request->content_type, request->body);
  else if (g_strcmp0 (request->method, "POST") == 0 || g_strcmp0 (request->method, "PUT") == 0 ||
           g_strcmp0 (request->method, "PATCH") == 0)
    soup_message_headers_set_content_length (headers, 0);

  return message;
}

/**
 * muster_message_to_answer:
 * @message: a message whose headers have come
 * @body: what has been read
 *
 * Returns: (transfer full): the answer
 */
MusterAnswer *
muster_message_to_answer (SoupMessage *message,
                          GBytes      *body)
{
  g_autoptr(GHashTable) headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  soup_message_headers_foreach (soup_message_get_response_headers (message), collect_header, headers);
  return muster_answer_new (soup_message_get_status (message), headers, body);
}

/**
 * muster_message_is_redirect:
 * @message: a message whose headers have come
 *
 * Returns: whether it sends us somewhere else
 */
gboolean
muster_message_is_redirect (SoupMessage *message)
{
  guint status = soup_message_get_status (message);

  return status >= 300 && status < 400 && status != 304;
}
