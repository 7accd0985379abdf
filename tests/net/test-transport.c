/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-test.h"
#include "muster-test-server.h"
#include "muster-transport.h"

typedef struct {
  MusterTestServer *server;
  MusterTestServer *raw;
  MusterClock *clock;
  MusterEgress *egress;
  MusterTransport *transport;
  MusterTestWait wait;
  guint n_done;
  guint n_failed;
} Fixture;

static GBytes *
pack (const char *plain,
      gsize       size)
{
  g_autoptr(GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  gsize room = size / 100 + 1024;
  char *packed = g_malloc (room);
  gsize done = 0;
  gsize used = 0;
  GConverterResult result;

  do
    {
      gsize n_read;
      gsize n_written;

      result = g_converter_convert (G_CONVERTER (compressor), plain + done, size - done, packed + used, room - used,
                                    G_CONVERTER_INPUT_AT_END, &n_read, &n_written, NULL);
      g_assert_cmpint (result, !=, G_CONVERTER_ERROR);
      done += n_read;
      used += n_written;
    }
  while (result != G_CONVERTER_FINISHED);

  return g_bytes_new_take (packed, used);
}

static void
answer_big (SoupServerMessage *message,
            gsize              size,
            gboolean           gzip)
{
  char *zeros = g_malloc0 (size);
  g_autoptr(GBytes) body = gzip ? pack (zeros, size) : g_bytes_new (zeros, size);

  g_free (zeros);
  if (gzip)
    soup_message_headers_append (soup_server_message_get_response_headers (message), "Content-Encoding", "gzip");
  soup_server_message_set_status (message, 200, NULL);
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), body);
}

/* /status/503/2/0.5: twice 503 with Retry-After: 0.5, then 200 */
static void
answer_flaky (MusterTestServer  *server,
              SoupServerMessage *message,
              const char        *path)
{
  g_auto(GStrv) parts = g_strsplit (path, "/", -1);
  guint n_parts = g_strv_length (parts);
  guint failures = n_parts > 3 ? (guint) atoi (parts[3]) : G_MAXUINT;
  g_autofree char *line = g_strdup_printf ("%s %s", soup_server_message_get_method (message), path);

  if (muster_test_server_count (server, line) > failures)
    {
      muster_test_server_answer (message, 200, "{\"ok\":true}");
      return;
    }

  muster_test_server_answer (message, (guint) atoi (parts[2]), "{\"ok\":false}");
  if (n_parts > 4)
    soup_message_headers_append (soup_server_message_get_response_headers (message), "Retry-After", parts[4]);
}

static void
answer (MusterTestServer  *server,
        SoupServerMessage *message,
        const char        *path,
        gpointer           data)
{
  SoupMessageHeaders *in = soup_server_message_get_request_headers (message);
  SoupMessageHeaders *out = soup_server_message_get_response_headers (message);
  const char *key = soup_message_headers_get_one (in, "x-api-key");

  muster_test_server_note (server, key != NULL ? key : "no key");

  if (g_str_has_prefix (path, "/status/"))
    answer_flaky (server, message, path);
  else if (g_str_has_prefix (path, "/hold"))
    {
      muster_test_server_answer (message, 200, "{}");
      muster_test_server_hold (server, message);
    }
  else if (g_str_equal (path, "/redirect"))
    {
      muster_test_server_answer (message, 302, "");
      soup_message_headers_append (out, "Location", "/target");
    }
  else if (g_str_equal (path, "/big"))
    answer_big (message, 9 * 1024 * 1024, FALSE);
  else if (g_str_equal (path, "/bomb"))
    answer_big (message, 64 * 1024 * 1024, TRUE);
  else if (g_str_equal (path, "/gzip"))
    answer_big (message, 1024, TRUE);
  else if (g_str_equal (path, "/nul-gzip"))
    {
      soup_message_headers_append (out, "Content-Encoding", "gzip");
      soup_server_message_set_status (message, 403, NULL);
      soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, "\0\0\0\0\0\0\0\0\0\0\0\0", 12);
    }
  else
    {
      soup_message_headers_append (out, "X-Twice", "a");
      soup_message_headers_append (out, "X-Twice", "b");
      soup_message_headers_append (out, "Set-Cookie", "session=1");
      if (soup_message_headers_get_one (in, "Cookie") != NULL)
        muster_test_server_note (server, "cookie");
      if (soup_message_headers_get_one (in, "Content-Length") != NULL)
        muster_test_server_note (server, soup_message_headers_get_one (in, "Content-Length"));
      muster_test_server_answer (message, 200, "{\"ok\":true}");
    }
}

static void
say (GOutputStream *out,
     const char    *text)
{
  g_output_stream_write_all (out, text, strlen (text), NULL, NULL, NULL);
}

/* What a server that behaves cannot do */
static gboolean
answer_raw (MusterTestServer *server,
            GOutputStream    *out,
            const char       *head,
            gpointer          data)
{
  if (strstr (head, " /keep ") != NULL)
    {
      say (out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
      return TRUE;
    }

  if (strstr (head, " /cut ") != NULL)
    say (out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":");
  else if (strstr (head, " /cut-chunks ") != NULL)
    say (out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n");
  else if (strstr (head, " /cut-error ") != NULL)
    say (out, "HTTP/1.1 409 Conflict\r\nContent-Length: 100\r\n\r\n{\"a\":");
  else if (strstr (head, " /garbage ") != NULL)
    say (out, "220 mail.example ESMTP\r\n\r\n");
  else if (strstr (head, " /lose-once ") != NULL && muster_test_server_count (server, "GET /lose-once") > 1)
    say (out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");

  return FALSE;
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  f->server = muster_test_server_new (NULL, answer, f);
  f->raw = muster_test_server_new_raw (answer_raw, f);
  f->clock = muster_clock_new_system ();
  f->egress = muster_egress_new ();
  f->transport = muster_transport_new (f->clock, f->egress);
  muster_transport_set_time_scale (f->transport, 0.0);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  muster_test_wait_clear (&f->wait);
  g_clear_object (&f->transport);
  g_clear_object (&f->egress);
  g_clear_object (&f->clock);
  muster_test_server_free (f->raw);
  muster_test_server_free (f->server);
}

static MusterRequest *
request_to (MusterTestServer *server,
            const char       *method,
            const char       *path)
{
  g_autofree char *url = muster_test_server_url (server, path);

  return muster_request_new (method, url);
}

static MusterAnswer *
send (Fixture        *f,
      MusterRequest  *request,
      GError        **error)
{
  muster_transport_send_async (f->transport, request, NULL, NULL, NULL, muster_test_wait_cb, &f->wait);
  return muster_transport_send_finish (f->transport, muster_test_wait (&f->wait), error);
}

static void
expect_status (Fixture    *f,
               const char *method,
               const char *path,
               guint       status)
{
  g_autoptr(MusterRequest) request = request_to (f->server, method, path);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterAnswer) got = send (f, request, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (got->status, ==, status);
}

static void
expect_error (Fixture          *f,
              MusterTestServer *server,
              const char       *method,
              const char       *path,
              gboolean          effect,
              int               code)
{
  g_autoptr(MusterRequest) request = request_to (server, method, path);
  g_autoptr(GError) error = NULL;

  muster_request_set_effect (request, effect);
  g_assert_null (send (f, request, &error));
  if (!g_error_matches (error, MUSTER_ERROR, code))
    g_error ("%s %s: %s", method, path, error->message);
}

static void
test_answer (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(MusterRequest) request = request_to (f->server, "GET", "/plain?query=1");
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(MusterAnswer) got = send (f, request, &error);
      g_autoptr(JsonNode) body = NULL;

      g_assert_no_error (error);
      g_assert_cmpuint (got->status, ==, 200);
      g_assert_cmpstr (muster_answer_get_header (got, "X-TWICE"), ==, "a, b");
      g_assert_cmpstr (muster_answer_get_header (got, "content-type"), ==, "application/json");
      body = muster_answer_parse_json (got, NULL, &error);
      g_assert_no_error (error);
    }

  g_assert_cmpuint (muster_test_server_count (f->server, "cookie"), ==, 0);
}

/* A status is an answer, and only some are asked again. */
static void
test_statuses (Fixture       *f,
               gconstpointer  data)
{
  static const struct {
    guint status;
    guint n_requests;
  } cases[] = {
    { 200, 1 }, { 201, 1 }, { 204, 1 }, { 304, 1 }, { 400, 1 }, { 401, 1 }, { 403, 1 }, { 404, 1 }, { 409, 1 }, { 412, 1 }, { 422, 1 },
    { 429, 4 }, { 500, 1 }, { 501, 1 }, { 502, 4 }, { 503, 4 }, { 504, 4 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/status/%u", cases[i].status);
      g_autofree char *get = g_strdup_printf ("GET %s", path);
      g_autofree char *post = g_strdup_printf ("POST %s", path);

      expect_status (f, "GET", path, cases[i].status);
      g_assert_cmpuint (muster_test_server_count (f->server, get), ==, cases[i].n_requests);
      expect_status (f, "POST", path, cases[i].status);
      g_assert_cmpuint (muster_test_server_count (f->server, post), ==, 1);
    }
}

static void
test_retry (Fixture       *f,
            gconstpointer  data)
{
  expect_status (f, "GET", "/status/429/1/0.5", 200);
  g_assert_cmpuint (muster_test_server_count (f->server, "GET /status/429/1/0.5"), ==, 2);
  expect_status (f, "GET", "/status/503/3", 200);
  g_assert_cmpuint (muster_test_server_count (f->server, "GET /status/503/3"), ==, 4);

  /* An hour is too long to wait for: the caller is told. */
  expect_status (f, "GET", "/status/429/1/3600", 429);
  g_assert_cmpuint (muster_test_server_count (f->server, "GET /status/429/1/3600"), ==, 1);
}

static void
count_done_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      data)
{
  Fixture *f = data;
  g_autoptr(MusterAnswer) got = muster_transport_send_finish (MUSTER_TRANSPORT (source), result, NULL);

  f->n_done++;
  f->n_failed += got == NULL;
}

static void
send_many (Fixture      *f,
           const char   *path,
           const char   *connection_id,
           guint         n,
           GCancellable *cancellable)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(MusterRequest) request = request_to (f->server, "GET", path);

      muster_request_set_connection_id (request, connection_id);
      muster_transport_send_async (f->transport, request, NULL, NULL, cancellable, count_done_cb, f);
    }
}

/* Retry-After holds for the whole connection: what is sent later waits too. The
 * hour that the server asks for is 36 ms here. */
static void
test_pause (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr(MusterRequest) first = request_to (f->server, "POST", "/status/429/9/3600");
  g_autoptr(MusterRequest) second = request_to (f->server, "GET", "/plain");
  g_autoptr(MusterAnswer) refused = NULL;
  g_autoptr(MusterAnswer) got = NULL;
  gint64 begin;

  muster_transport_set_time_scale (f->transport, 1e-5);
  muster_request_set_connection_id (first, "C");
  muster_request_set_connection_id (second, "C");
  begin = muster_clock_boot (f->clock);
  refused = send (f, first, NULL);
  g_assert_cmpuint (refused->status, ==, 429);
  got = send (f, second, NULL);
  g_assert_cmpuint (got->status, ==, 200);
  g_assert_cmpint (muster_clock_boot (f->clock) - begin, >=, 36000);
}

static gboolean
three_held (gpointer data)
{
  return muster_test_server_n_held (((Fixture *) data)->server) == 3;
}

static gboolean
all_done (gpointer data)
{
  Fixture *f = data;

  muster_test_server_release (f->server, muster_test_server_n_held (f->server));
  return f->n_done == 12;
}

static void
test_parallel (Fixture       *f,
               gconstpointer  data)
{
  muster_transport_set_limits (f->transport, "C", 0.0, 3);
  send_many (f, "/hold", "C", 12, NULL);

  muster_test_until (three_held, f);
  g_assert_cmpuint (muster_test_server_n_requests (f->server), ==, 3);

  /* Another connection is not held up. */
  expect_status (f, "GET", "/plain", 200);

  muster_test_until (all_done, f);
  g_assert_cmpuint (f->n_failed, ==, 0);
  g_assert_cmpuint (muster_test_server_max_held (f->server), ==, 3);
}

static gboolean
twelve_done (gpointer data)
{
  return ((Fixture *) data)->n_done == 12;
}

/* Twelve at 100 a second with a bucket of ten cannot be over before two more are due. */
static void
test_rate (Fixture       *f,
           gconstpointer  data)
{
  gint64 begin = muster_clock_boot (f->clock);

  muster_transport_set_limits (f->transport, "C", 10.0, 0);
  send_many (f, "/plain", "C", 12, NULL);
  muster_test_until (twelve_done, f);
  g_assert_cmpuint (f->n_failed, ==, 0);
  g_assert_cmpint (muster_clock_boot (f->clock) - begin, >=, 200000 - 2000);
}

/* Cancelled while waiting in the queue, and while waiting for the answer */
static void
test_cancel (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  muster_transport_set_limits (f->transport, "C", 0.0, 3);
  send_many (f, "/hold", "C", 12, cancellable);
  muster_test_until (three_held, f);
  g_cancellable_cancel (cancellable);
  muster_test_until (twelve_done, f);
  g_assert_cmpuint (f->n_failed, ==, 12);
  g_assert_cmpuint (muster_test_server_n_requests (f->server), ==, 3);

  /* The places are free again. */
  f->n_done = f->n_failed = 0;
  send_many (f, "/plain", "C", 12, NULL);
  muster_test_until (twelve_done, f);
  g_assert_cmpuint (f->n_failed, ==, 0);

  f->n_done = f->n_failed = 0;
  send_many (f, "/plain", "C", 12, cancellable);
  muster_test_until (twelve_done, f);
  g_assert_cmpuint (f->n_failed, ==, 12);
  g_assert_cmpuint (muster_test_server_count (f->server, "GET /plain"), ==, 12);
}

static gboolean
one_held (gpointer data)
{
  return muster_test_server_n_held (((Fixture *) data)->server) == 1;
}

/* An effect that is under way is not cancelled: its outcome must be known. */
static void
test_cancel_effect (Fixture       *f,
                    gconstpointer  data)
{
  g_autoptr(MusterRequest) request = request_to (f->server, "POST", "/hold");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(MusterAnswer) got = NULL;
  g_autoptr(GError) error = NULL;

  muster_request_set_effect (request, TRUE);
  muster_transport_send_async (f->transport, request, NULL, NULL, cancellable, muster_test_wait_cb, &f->wait);
  muster_test_until (one_held, f);
  g_cancellable_cancel (cancellable);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  muster_test_server_release (f->server, 1);

  got = muster_transport_send_finish (f->transport, muster_test_wait (&f->wait), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (got->status, ==, 200);
}

static void
test_timeout (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr(MusterRequest) request = request_to (f->server, "GET", "/hold/get");
  g_autoptr(MusterRequest) post = request_to (f->server, "POST", "/hold/post");
  g_autoptr(MusterRequest) effect = request_to (f->server, "PUT", "/hold/put");
  g_autoptr(GError) error = NULL;

  muster_request_set_timeout_ms (request, 200);
  g_assert_null (send (f, request, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_TIMEOUT);
  g_assert_cmpuint (muster_test_server_count (f->server, "GET /hold/get"), ==, 2);
  g_clear_error (&error);

  muster_request_set_timeout_ms (post, 200);
  g_assert_null (send (f, post, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_TIMEOUT);
  g_assert_cmpuint (muster_test_server_count (f->server, "POST /hold/post"), ==, 1);
  g_clear_error (&error);

  muster_request_set_timeout_ms (effect, 200);
  muster_request_set_effect (effect, TRUE);
  g_assert_null (send (f, effect, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_OUTCOME_UNKNOWN);
  g_assert_cmpuint (muster_test_server_count (f->server, "PUT /hold/put"), ==, 1);
}

static void
test_too_big (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr(MusterRequest) small = request_to (f->server, "GET", "/plain");
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterRequest) gzip = request_to (f->server, "GET", "/gzip");
  g_autoptr(MusterAnswer) got = NULL;

  expect_error (f, f->server, "GET", "/big", FALSE, MUSTER_ERROR_BAD_REPLY);
  expect_error (f, f->server, "GET", "/bomb", FALSE, MUSTER_ERROR_BAD_REPLY);
  g_assert_cmpuint (muster_test_server_count (f->server, "GET /big"), ==, 1);

  muster_request_set_max_bytes (small, 10);
  g_assert_null (send (f, small, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);

  got = send (f, gzip, NULL);
  g_assert_cmpuint (g_bytes_get_size (got->body), ==, 1024);
}

static void
test_redirect (Fixture       *f,
               gconstpointer  data)
{
  expect_error (f, f->server, "GET", "/redirect", FALSE, MUSTER_ERROR_BAD_REPLY);
  expect_error (f, f->server, "POST", "/redirect", TRUE, MUSTER_ERROR_BAD_REPLY);
  g_assert_cmpuint (muster_test_server_count (f->server, "GET /target"), ==, 0);
}

/* Exchange says "no role" in this way: the status counts, the body is not needed. */
static void
test_nul_gzip (Fixture       *f,
               gconstpointer  data)
{
  for (guint effect = 0; effect < 2; effect++)
    {
      g_autoptr(MusterRequest) request = request_to (f->server, "POST", "/nul-gzip");
      g_autoptr(GError) error = NULL;
      g_autoptr(MusterAnswer) got = NULL;

      muster_request_set_effect (request, effect != 0);
      got = send (f, request, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (got->status, ==, 403);
      g_assert_null (muster_answer_parse_json (got, NULL, NULL));
    }
}

static void
test_cut (Fixture       *f,
          gconstpointer  data)
{
  g_autoptr(MusterRequest) conflict = request_to (f->raw, "POST", "/cut-error");
  g_autoptr(MusterRequest) chunks = request_to (f->raw, "POST", "/cut-chunks");
  g_autoptr(MusterAnswer) got = NULL;
  g_autoptr(MusterAnswer) half = NULL;
  g_autoptr(GError) error = NULL;

  expect_error (f, f->raw, "POST", "/cut", FALSE, MUSTER_ERROR_BAD_REPLY);
  expect_error (f, f->raw, "POST", "/cut", TRUE, MUSTER_ERROR_OUTCOME_UNKNOWN);
  expect_error (f, f->raw, "GET", "/cut", FALSE, MUSTER_ERROR_BAD_REPLY);
  g_assert_cmpuint (muster_test_server_count (f->raw, "GET /cut"), ==, 4);
  expect_error (f, f->raw, "GET", "/garbage", FALSE, MUSTER_ERROR_BAD_REPLY);

  got = send (f, conflict, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (got->status, ==, 409);
  g_assert_cmpuint (g_bytes_get_size (got->body), ==, 0);

  /* libsoup takes the end of the connection for the end of the chunks. Half a
   * document is no document. */
  half = send (f, chunks, &error);
  g_assert_no_error (error);
  g_assert_null (muster_answer_parse_json (half, NULL, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
}

static void
keep_alive (Fixture *f)
{
  g_autoptr(MusterRequest) request = request_to (f->raw, "GET", "/keep");
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterAnswer) got = send (f, request, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (got->status, ==, 200);
}

/* libsoup sends a PUT or DELETE again when a kept-alive connection loses the
 * reply. An effect goes over a connection of its own and arrives once. */
static void
test_effect_once (Fixture       *f,
                  gconstpointer  data)
{
  static const char * const methods[] = { "POST", "PUT", "PATCH", "DELETE" };

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autofree char *line = g_strdup_printf ("%s /lose", methods[i]);
      guint n_connections;

      keep_alive (f);
      n_connections = muster_test_server_count (f->raw, "CONNECT");
      expect_error (f, f->raw, methods[i], "/lose", TRUE, MUSTER_ERROR_OUTCOME_UNKNOWN);
      g_assert_cmpuint (muster_test_server_count (f->raw, line), ==, 1);
      g_assert_cmpuint (muster_test_server_count (f->raw, "CONNECT"), ==, n_connections + 1);
    }
}

/* The same without the promise: sent again, so the counting above can fail. */
static void
test_effect_control (Fixture       *f,
                     gconstpointer  data)
{
  g_autoptr(MusterRequest) request = request_to (f->raw, "PUT", "/lose");
  g_autoptr(GError) error = NULL;

  keep_alive (f);
  muster_request_set_idempotent (request, TRUE);
  g_assert_null (send (f, request, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_OFFLINE);
  g_assert_cmpuint (muster_test_server_count (f->raw, "PUT /lose"), >, 1);

  keep_alive (f);
  expect_error (f, f->raw, "DELETE", "/lose", FALSE, MUSTER_ERROR_OFFLINE);
  g_assert_cmpuint (muster_test_server_count (f->raw, "DELETE /lose"), ==, 1);
}

/* A read uses the connection of the one before. */
static void
test_keep_alive (Fixture       *f,
                 gconstpointer  data)
{
  for (guint i = 0; i < 5; i++)
    keep_alive (f);
  g_assert_cmpuint (muster_test_server_count (f->raw, "CONNECT"), ==, 1);
}

static void
test_lost_reply (Fixture       *f,
                 gconstpointer  data)
{
  g_autoptr(MusterRequest) request = request_to (f->raw, "GET", "/lose-once");
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterAnswer) got = send (f, request, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (got->status, ==, 200);
  g_assert_cmpuint (muster_test_server_count (f->raw, "GET /lose-once"), ==, 2);
}

/* Nobody there: an effect was certainly not sent. */
static void
test_offline (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr(MusterTestServer) gone = muster_test_server_new (NULL, answer, f);
  g_autoptr(MusterRequest) request = request_to (gone, "POST", "/");
  g_autoptr(GError) error = NULL;

  g_clear_pointer (&gone, muster_test_server_free);
  muster_request_set_effect (request, TRUE);
  g_assert_null (send (f, request, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_OFFLINE);
}

static void
test_plain_http (Fixture       *f,
                 gconstpointer  data)
{
  static const char * const urls[] = { "http://198.51.100.1/", "http://x.example/", "https://u:p@127.0.0.1/", "nonsense" };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr(MusterRequest) request = muster_request_new ("GET", urls[i]);
      g_autoptr(GError) error = NULL;

      g_assert_null (send (f, request, &error));
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
    }
}

static void
test_bodies (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr(MusterRequest) request = request_to (f->server, "POST", "/plain");
  g_autoptr(GBytes) body = g_bytes_new_static ("{\"a\":12345}", 11);
  g_autoptr(MusterAnswer) got = NULL;

  muster_request_set_body (request, "application/json", body);
  got = send (f, request, NULL);
  g_assert_cmpuint (got->status, ==, 200);
  g_assert_cmpuint (muster_test_server_count (f->server, "11"), ==, 1);

  /* A POST without a body says so. */
  expect_status (f, "POST", "/plain", 200);
  g_assert_cmpuint (muster_test_server_count (f->server, "0"), ==, 1);
}

static GLogWriterOutput
collect_log (GLogLevelFlags   level,
             const GLogField *fields,
             gsize            n_fields,
             gpointer         data)
{
  GString *log = data;

  for (gsize i = 0; i < n_fields; i++)
    if (g_strcmp0 (fields[i].key, "MESSAGE") == 0)
      g_string_append_printf (log, "%s\n", (const char *) fields[i].value);

  return G_LOG_WRITER_HANDLED;
}

/* The log names the request, and nothing that is in it. Last: the writer stays. */
static void
test_log (Fixture       *f,
          gconstpointer  data)
{
  static GString *log;
  g_autoptr(MusterRequest) request = request_to (f->server, "GET", "/plain?password=query-secret");
  g_autoptr(MusterRequest) path = request_to (f->server, "GET", "/plain/live-token-0001");
  g_autoptr(MusterSecret) token = muster_secret_new ("live-token-0001");
  g_autoptr(MusterAnswer) one = NULL;
  g_autoptr(MusterAnswer) two = NULL;

  muster_egress_add (f->egress, "token", token);
  muster_request_set_header (request, "Authorization", "Bearer header-secret");

  log = g_string_new (NULL);
  g_log_set_writer_func (collect_log, log, NULL);
  one = send (f, request, NULL);
  two = send (f, path, NULL);

  g_assert_nonnull (strstr (log->str, "/plain: 200"));
  g_assert_null (strstr (log->str, "query-secret"));
  g_assert_null (strstr (log->str, "header-secret"));
  g_assert_null (strstr (log->str, "live-token-0001"));
  g_assert_null (strstr (log->str, "\"ok\""));
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

#define ADD(name, func) g_test_add ("/net/transport/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("answer", test_answer);
  ADD ("statuses", test_statuses);
  ADD ("retry", test_retry);
  ADD ("pause", test_pause);
  ADD ("parallel", test_parallel);
  ADD ("rate", test_rate);
  ADD ("cancel", test_cancel);
  ADD ("cancel-effect", test_cancel_effect);
  ADD ("timeout", test_timeout);
  ADD ("too-big", test_too_big);
  ADD ("redirect", test_redirect);
  ADD ("nul-gzip", test_nul_gzip);
  ADD ("cut", test_cut);
  ADD ("effect-once", test_effect_once);
  ADD ("effect-control", test_effect_control);
  ADD ("keep-alive", test_keep_alive);
  ADD ("lost-reply", test_lost_reply);
  ADD ("offline", test_offline);
  ADD ("plain-http", test_plain_http);
  ADD ("bodies", test_bodies);
  ADD ("log", test_log);

  return g_test_run ();
}
