/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sandbox-hooked.h"

static void
received_free (gpointer data)
{
  Received *received = data;

  g_free (received->path);
  g_free (received->query);
  soup_message_headers_unref (received->headers);
  g_bytes_unref (received->body);
  g_clear_pointer (&received->json, json_node_unref);
  g_free (received);
}

static void
receive_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  Hooked *f = user_data;
  Received *received = g_new0 (Received, 1);
  g_autofree char *text = NULL;

  received->path = g_strdup (path);
  received->query = g_strdup (g_uri_get_query (soup_server_message_get_uri (message)));
  received->headers = soup_message_headers_ref (soup_server_message_get_request_headers (message));
  received->body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  text = g_strndup (g_bytes_get_data (received->body, NULL), g_bytes_get_size (received->body));
  received->json = json_from_string (text, NULL);
  g_ptr_array_add (f->received, received);
  if (f->status == 0)
    soup_server_message_pause (message);
  else
    soup_server_message_set_status (message, f->status, NULL);
}

void
hooked_setup (Hooked       *f,
              gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  GSList *uris;

  sandbox_fixture_setup (&f->sandbox, data);
  f->received = g_ptr_array_new_with_free_func (received_free);
  f->status = 204;
  f->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (f->server, NULL, receive_cb, f, NULL);
  soup_server_listen_local (f->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (f->server);
  f->url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

void
hooked_teardown (Hooked       *f,
                 gconstpointer data)
{
  sandbox_fixture_teardown (&f->sandbox, data);
  g_clear_object (&f->server);
  g_ptr_array_unref (f->received);
  g_free (f->url);
}

static gboolean
has_enough (gpointer data)
{
  return ((Hooked *) data)->received->len >= ((Hooked *) data)->wanted;
}

void
hooked_await (Hooked *f,
              guint   wanted)
{
  f->wanted = wanted;
  muster_test_until (has_enough, f);
}

JsonObject *
hooked_counts (Hooked *f)
{
  sandbox_control (&f->sandbox, "GET", "webhooks", NULL);
  return muster_jo_obj (sandbox_reply (&f->sandbox), "counts");
}

/* Everything that was to be sent has been */
void
hooked_await_quiet (Hooked *f)
{
  while (muster_jo_int (hooked_counts (f), "pending", 0) > 0)
    g_main_context_iteration (NULL, FALSE);
}

Received *
hooked_last (Hooked *f)
{
  g_assert_cmpuint (f->received->len, >, 0);
  return f->received->pdata[f->received->len - 1];
}

JsonObject *
received_body (Received *received)
{
  return json_node_get_object (received->json);
}

void
hooked_behave (Hooked     *f,
               const char *behaviour)
{
  g_autofree char *body = g_strdup_printf ("{\"behaviour\":{%s}}", behaviour);

  sandbox_control (&f->sandbox, "POST", "webhooks", body);
  g_assert_cmpuint (f->sandbox.status, ==, 200);
}

/* base64 of an HMAC, by way of its hexadecimal form */
static char *
hmac (GChecksumType kind,
      const guint8 *key,
      gsize         key_size,
      GBytes       *body)
{
  g_autofree char *hex = g_compute_hmac_for_data (kind, key, key_size, g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  guint8 bytes[64];
  gsize n = strlen (hex) / 2;

  for (gsize i = 0; i < n; i++)
    bytes[i] = (guint8) (g_ascii_xdigit_value (hex[2 * i]) * 16 + g_ascii_xdigit_value (hex[2 * i + 1]));
  return g_base64_encode (bytes, n);
}

gboolean
received_is_from_autotask (Received *received)
{
  const char *header = soup_message_headers_get_one (received->headers, "X-Hook-Signature");
  g_autofree char *own = hmac (G_CHECKSUM_SHA1, (const guint8 *) HOOKED_SECRET, strlen (HOOKED_SECRET), received->body);
  g_autofree char *wanted = g_strconcat ("sha1=", own, NULL);

  return g_strcmp0 (header, wanted) == 0;
}

gboolean
hooked_is_from_connectwise (Hooked   *f,
                            Received *received)
{
  const char *header = soup_message_headers_get_one (received->headers, "x-content-signature");
  g_autofree char *hex = NULL;
  g_autofree char *own = NULL;
  guint8 key[32];

  sandbox_send (&f->sandbox, "GET", muster_jo_str (muster_jo_obj (received_body (received), "Metadata"), "key_url"), NULL, NULL, NULL);
  g_assert_cmpuint (f->sandbox.status, ==, 200);
  hex = g_compute_checksum_for_string (G_CHECKSUM_SHA256, muster_jo_str (sandbox_reply (&f->sandbox), "signing_key"), -1);
  for (gsize i = 0; i < sizeof key; i++)
    key[i] = (guint8) (g_ascii_xdigit_value (hex[2 * i]) * 16 + g_ascii_xdigit_value (hex[2 * i + 1]));
  own = hmac (G_CHECKSUM_SHA256, key, sizeof key, received->body);
  return g_strcmp0 (header, own) == 0;
}
