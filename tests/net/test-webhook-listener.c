/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hook-client.h"
#include "muster-error.h"
#include "muster-test.h"
#include "muster-webhook-listener.h"

#define PATH "/hooks/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define BODY "{\"ID\":69,\"Action\":\"updated\"}"
#define CRLF "\r\n"
#define HEAD "POST " PATH " HTTP/1.1" CRLF
#define HOST "Host: hooks.example" CRLF
#define JSON "Content-Type: application/json" CRLF
#define SIZE "Content-Length: 28" CRLF

typedef struct {
  MusterWebhookListener *listener;
  guint16 port;
  guint taken;
  char *connection_id;
  MusterHook *hook;
  guint status;             /* 0: the reply is kept */
  MusterHookReply *kept;
} Fixture;

static void
handler (MusterWebhookListener *listener,
         const char            *connection_id,
         MusterHook            *hook,
         MusterHookReply       *reply,
         gpointer               user_data)
{
  Fixture *f = user_data;

  f->taken++;
  g_free (f->connection_id);
  f->connection_id = g_strdup (connection_id);
  g_clear_pointer (&f->hook, muster_hook_unref);
  f->hook = muster_hook_ref (hook);
  if (f->status != 0)
    muster_hook_reply_send (reply, f->status);
  else
    {
      g_clear_pointer (&f->kept, muster_hook_reply_unref);
      f->kept = muster_hook_reply_ref (reply);
    }
}

/* A crowd on both ends of its connections needs more files than most programs. */
static void
allow_files (void)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  limit.rlim_cur = MIN (limit.rlim_max, 8192);
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
}

static const char * const hosts[] = { "hooks.example", "other.example:8443", NULL };

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  f->status = 204;
  f->listener = muster_webhook_listener_new ();
  muster_webhook_listener_set_times (f->listener, 1, 2);
  muster_webhook_listener_set_handler (f->listener, handler, f, NULL);
  muster_webhook_listener_add_path (f->listener, PATH, "C1");
  muster_webhook_listener_start (f->listener, "127.0.0.1", 0, hosts, &error);
  g_assert_no_error (error);
  f->port = muster_webhook_listener_get_port (f->listener);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_clear_pointer (&f->kept, muster_hook_reply_unref);
  g_assert_finalize_object (f->listener);
  g_clear_pointer (&f->hook, muster_hook_unref);
  g_clear_pointer (&f->connection_id, g_free);
}

/* --- What is refused --- */

typedef struct {
  const char *name;
  const char *text;
  guint status;
} Case;

#define GOOD_REST HOST JSON SIZE CRLF BODY
#define CHUNKED   "Transfer-Encoding: chunked" CRLF
#define CHUNKS    "1c" CRLF BODY CRLF "0" CRLF CRLF
#define WITH(line) HEAD HOST JSON SIZE line CRLF CRLF BODY

static const Case cases[] = {
  { "method-get", "GET " PATH " HTTP/1.1" CRLF GOOD_REST, 405 },
  { "method-put", "PUT " PATH " HTTP/1.1" CRLF GOOD_REST, 405 },
  { "method-patch", "PATCH " PATH " HTTP/1.1" CRLF GOOD_REST, 405 },
  { "method-delete", "DELETE " PATH " HTTP/1.1" CRLF GOOD_REST, 405 },
  { "method-options", "OPTIONS " PATH " HTTP/1.1" CRLF GOOD_REST, 405 },
  { "method-head", "HEAD " PATH " HTTP/1.1" CRLF GOOD_REST, 405 },
  { "method-trace", "TRACE " PATH " HTTP/1.1" CRLF GOOD_REST, 405 },
  { "method-connect", "CONNECT hooks.example:443 HTTP/1.1" CRLF GOOD_REST, 400 },
  { "method-lower-case", "post " PATH " HTTP/1.1" CRLF GOOD_REST, 405 },
  { "method-override", "GET " PATH " HTTP/1.1" CRLF HOST "X-HTTP-Method-Override: POST" CRLF JSON SIZE CRLF BODY, 405 },
  { "path-unknown", "POST /hooks/0 HTTP/1.1" CRLF GOOD_REST, 404 },
  { "path-root", "POST / HTTP/1.1" CRLF GOOD_REST, 404 },
  { "path-longer", "POST " PATH "0 HTTP/1.1" CRLF GOOD_REST, 404 },
  { "path-slash", "POST " PATH "/ HTTP/1.1" CRLF GOOD_REST, 404 },
  { "path-below", "POST " PATH "/x HTTP/1.1" CRLF GOOD_REST, 404 },
  { "path-two-slashes", "POST /" PATH " HTTP/1.1" CRLF GOOD_REST, 404 },
  { "path-dots", "POST /hooks/../etc/passwd HTTP/1.1" CRLF GOOD_REST, 404 },
  { "path-escaped", "POST %2Fhooks/0123456789abcdef HTTP/1.1" CRLF GOOD_REST, 400 },
  { "path-escaped-end", "POST " PATH "%00 HTTP/1.1" CRLF GOOD_REST, 404 },
  { "path-other-case",
    "POST /HOOKS/0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF HTTP/1.1" CRLF GOOD_REST, 404 },
  { "path-star", "POST * HTTP/1.1" CRLF GOOD_REST, 400 },
  { "path-none", "POST  HTTP/1.1" CRLF GOOD_REST, 400 },
  { "path-whole-address", "POST http://hooks.example" PATH " HTTP/1.1" CRLF GOOD_REST, 400 },
  { "path-of-other-host", "POST http://evil.example" PATH " HTTP/1.1" CRLF GOOD_REST, 400 },
  { "path-with-user", "POST http://u:p@hooks.example" PATH " HTTP/1.1" CRLF GOOD_REST, 400 },
  { "host-missing", HEAD JSON SIZE CRLF BODY, 400 },
  { "host-empty", HEAD "Host: " CRLF JSON SIZE CRLF BODY, 421 },
  { "host-foreign", HEAD "Host: evil.example" CRLF JSON SIZE CRLF BODY, 421 },
  { "host-address", HEAD "Host: 127.0.0.1" CRLF JSON SIZE CRLF BODY, 421 },
  { "host-longer", HEAD "Host: hooks.example.evil.example" CRLF JSON SIZE CRLF BODY, 421 },
  { "host-shorter", HEAD "Host: hooks.exampl" CRLF JSON SIZE CRLF BODY, 421 },
  { "host-below", HEAD "Host: x.hooks.example" CRLF JSON SIZE CRLF BODY, 421 },
  { "host-odd-port", HEAD "Host: hooks.example:8x" CRLF JSON SIZE CRLF BODY, 421 },
  { "host-no-port", HEAD "Host: hooks.example:" CRLF JSON SIZE CRLF BODY, 421 },
  { "host-with-user", HEAD "Host: u@hooks.example" CRLF JSON SIZE CRLF BODY, 421 },
  { "host-other-port", HEAD "Host: other.example:80" CRLF JSON SIZE CRLF BODY, 421 },
  { "host-twice", HEAD HOST HOST JSON SIZE CRLF BODY, 400 },
  { "host-twice-different", HEAD HOST "Host: evil.example" CRLF JSON SIZE CRLF BODY, 400 },
  { "host-twice-different-first", HEAD "Host: evil.example" CRLF HOST JSON SIZE CRLF BODY, 400 },
  { "length-missing", HEAD HOST JSON CRLF, 411 },
  { "length-twice", HEAD HOST JSON SIZE SIZE CRLF BODY, 400 },
  { "length-twice-different", HEAD HOST JSON SIZE "Content-Length: 5" CRLF CRLF BODY, 400 },
  { "length-list", HEAD HOST JSON "Content-Length: 28, 28" CRLF CRLF BODY, 400 },
  { "length-negative", HEAD HOST JSON "Content-Length: -1" CRLF CRLF BODY, 400 },
  { "length-signed", HEAD HOST JSON "Content-Length: +28" CRLF CRLF BODY, 400 },
  { "length-hex", HEAD HOST JSON "Content-Length: 0x1c" CRLF CRLF BODY, 400 },
  { "length-empty", HEAD HOST JSON "Content-Length: " CRLF CRLF BODY, 400 },
  { "length-overflows", HEAD HOST JSON "Content-Length: 18446744073709551644" CRLF CRLF BODY, 413 },
  { "length-and-chunks", HEAD HOST JSON SIZE CHUNKED CRLF CHUNKS, 400 },
  { "chunks-and-length", HEAD HOST JSON CHUNKED SIZE CRLF CHUNKS, 400 },
  { "coding-identity", HEAD HOST JSON SIZE "Transfer-Encoding: identity" CRLF CRLF BODY, 400 },
  { "coding-gzip", HEAD HOST JSON "Transfer-Encoding: gzip, chunked" CRLF CRLF CHUNKS, 501 },
  { "coding-twice", HEAD HOST JSON CHUNKED CHUNKED CRLF CHUNKS, 400 },
  { "coding-unknown", HEAD HOST JSON SIZE "Transfer-Encoding: xchunked" CRLF CRLF BODY, 400 },
  { "chunk-no-number", HEAD HOST JSON CHUNKED CRLF "zz" CRLF BODY CRLF "0" CRLF CRLF, 400 },
  { "chunk-negative", HEAD HOST JSON CHUNKED CRLF "-1c" CRLF BODY CRLF "0" CRLF CRLF, 400 },
  { "chunk-overflows", HEAD HOST JSON CHUNKED CRLF "fffffffffffffffff" CRLF BODY CRLF "0" CRLF CRLF, 400 },
  { "type-missing", HEAD HOST SIZE CRLF BODY, 415 },
  { "type-text", HEAD HOST SIZE "Content-Type: text/plain" CRLF CRLF BODY, 415 },
  { "type-form", HEAD HOST SIZE "Content-Type: application/x-www-form-urlencoded" CRLF CRLF BODY, 415 },
  { "type-longer", HEAD HOST SIZE "Content-Type: application/json5" CRLF CRLF BODY, 415 },
  { "type-list", HEAD HOST SIZE "Content-Type: application/json, text/html" CRLF CRLF BODY, 415 },
  { "type-charset", HEAD HOST SIZE "Content-Type: application/json; charset=utf-16" CRLF CRLF BODY, 415 },
  { "type-twice", WITH ("Content-Type: text/html"), 400 },
  { "packed", WITH ("Content-Encoding: gzip"), 415 },
  { "origin", WITH ("Origin: https://evil.example"), 403 },
  { "origin-null", WITH ("Origin: null"), 403 },
  { "origin-empty", WITH ("Origin:"), 403 },
  { "fetch-mode", WITH ("Sec-Fetch-Mode: cors"), 403 },
  { "fetch-site", WITH ("sec-fetch-site: same-origin"), 403 },
  { "fetch-dest", WITH ("Sec-Fetch-Dest: empty"), 403 },
  { "fetch-unknown", WITH ("Sec-Fetch-Later: x"), 403 },
  { "authorization-twice", WITH ("Authorization: Basic eA==" CRLF "Authorization: Basic eQ=="), 400 },
  { "signature-twice", WITH ("x-content-signature: a" CRLF "X-Content-Signature: b"), 400 },
  { "signature-twice-equal", WITH ("X-Hook-Signature: sha1=a" CRLF "X-Hook-Signature: sha1=a"), 400 },
  { "header-control", WITH ("X-Odd: a\x01" "b"), 400 },
  { "header-line-break", WITH ("X-Odd: a\rb"), 400 },
  { "header-line-feed", WITH ("X-Odd: a\nX-Content-Signature: forged"), 400 },
  { "header-odd-name", WITH ("X Odd: a"), 400 },
  { "header-space-before-colon", WITH ("X-Content-Signature : forged"), 400 },
  { "header-no-name", WITH (": forged"), 400 },
  { "header-no-colon", WITH ("forged"), 400 },
  { "header-folded", WITH ("X-Odd: a" CRLF " b"), 400 },
  { "expects-odd", WITH ("Expect: the-spanish-inquisition"), 417 },
  { "line-feeds-alone", "POST " PATH " HTTP/1.1\nHost: hooks.example\n\n" CRLF CRLF, 400 },
  { "version-2", "POST " PATH " HTTP/2.0" CRLF GOOD_REST, 505 },
  { "version-none", "POST " PATH CRLF CRLF, 400 },
  { "version-odd", "POST " PATH " HTTP/1.x" CRLF GOOD_REST, 505 },
  { "version-longer", "POST " PATH " HTTP/1.1 HTTP/1.1" CRLF GOOD_REST, 505 },
  { "http2-preface", "PRI * HTTP/2.0" CRLF CRLF "SM" CRLF CRLF, 400 },
  { "web-socket", "GET " PATH " HTTP/1.1" CRLF HOST "Upgrade: websocket" CRLF "Connection: Upgrade" CRLF
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==" CRLF "Sec-WebSocket-Version: 13" CRLF CRLF, 405 },
  { "tls-hello", "\x16\x03\x01\x02" "A\x01" CRLF CRLF, 400 },
  { "garbage", "hello" CRLF CRLF, 400 },
};

/* What a sender may do */
static const Case good[] = {
  { "good", HEAD GOOD_REST, 204 },
  { "good-with-query", "POST " PATH "?recordId=69&action=updated HTTP/1.1" CRLF GOOD_REST, 204 },
  { "good-chunks", HEAD HOST JSON CHUNKED CRLF CHUNKS, 204 },
  { "good-chunks-in-pieces", HEAD HOST JSON CHUNKED CRLF "1" CRLF "{" CRLF "1b;x=y" CRLF "\"ID\":69,\"Action\":\"updated\"}" CRLF
    "0" CRLF CRLF, 204 },
  { "good-charset", HEAD HOST SIZE "Content-Type: Application/JSON; charset=\"UTF-8\"" CRLF CRLF BODY, 204 },
  { "good-other-host", HEAD "Host: OTHER.example:8443" CRLF JSON SIZE CRLF BODY, 204 },
  { "good-host-with-port", HEAD "Host: hooks.example:443" CRLF JSON SIZE CRLF BODY, 204 },
  { "good-http-1.0", "POST " PATH " HTTP/1.0" CRLF GOOD_REST, 204 },
  { "good-expects", WITH ("Expect: 100-continue"), 100 },
  { "good-forwarded", WITH ("X-Forwarded-For: 192.0.2.1" CRLF "X-Forwarded-For: 192.0.2.2"), 204 },
};

static void
assert_taken (Fixture    *f,
              const char *text,
              guint       status)
{
  guint taken = f->taken;
  g_autofree char *answer = hook_client_say (f->port, text);
  GBytes *body;

  g_assert_cmpuint (hook_client_status (answer), ==, status);
  g_assert_cmpuint (f->taken, ==, taken + 1);
  g_assert_cmpstr (f->connection_id, ==, "C1");
  body = muster_hook_get_body (f->hook);
  g_assert_cmpmem (g_bytes_get_data (body, NULL), (int) g_bytes_get_size (body), BODY, strlen (BODY));
  g_assert_nonnull (strstr (answer, "204 No Content"));
  g_assert_nonnull (strstr (answer, "Connection: close"));
}

static void
test_refused (Fixture       *f,
              gconstpointer  data)
{
  const Case *refused = data;
  g_autofree char *answer = hook_client_say (f->port, refused->text);
  guint status = hook_client_status (answer);

  g_assert_cmpuint (f->taken, ==, 0);
  g_assert_cmpuint (status, ==, refused->status);
  g_assert_nonnull (strstr (answer, "Connection: close"));

  assert_taken (f, HEAD GOOD_REST, 204);
}

static void
test_good (Fixture       *f,
           gconstpointer  data)
{
  const Case *taken = data;

  assert_taken (f, taken->text, taken->status);
}

/* A second request on the same connection, and bytes behind the body, are nobody's. */
static void
test_one_request (Fixture       *f,
                  gconstpointer  data)
{
  assert_taken (f, HEAD GOOD_REST HEAD GOOD_REST, 204);
  assert_taken (f, HEAD GOOD_REST "and more", 204);
  assert_taken (f, HEAD HOST JSON "Connection: keep-alive" CRLF SIZE CRLF BODY HEAD GOOD_REST, 204);
  assert_taken (f, HEAD HOST JSON CHUNKED CRLF CHUNKS HEAD GOOD_REST, 204);
}

/* NUL is no text: the cases that hold it are sent by length. */
static void
test_nul (Fixture       *f,
          gconstpointer  data)
{
  static const char in_value[] = HEAD HOST JSON SIZE "X-Odd: a\0b" CRLF CRLF BODY;
  static const char in_name[] = HEAD HOST JSON SIZE "X-O\0dd: ab" CRLF CRLF BODY;
  static const char in_path[] = "POST " PATH "\0 HTTP/1.1" CRLF GOOD_REST;
  const HookPiece pieces[] = {
    { in_value, sizeof in_value - 1, 0, 0 }, { in_name, sizeof in_name - 1, 0, 0 }, { in_path, sizeof in_path - 1, 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autofree char *answer = hook_client_talk (f->port, &pieces[i], 1);
      guint status = hook_client_status (answer);

      g_assert_cmpuint (f->taken, ==, 0);
      g_assert_cmpuint (status, ==, 400);
    }
}

/* --- Sizes --- */

static void
test_headers_too_large (Fixture       *f,
                        gconstpointer  data)
{
  g_autoptr(GString) one = g_string_new (HEAD HOST JSON SIZE "X-Big: ");
  g_autoptr(GString) many = g_string_new (HEAD HOST JSON SIZE);
  g_autoptr(GString) target = g_string_new ("POST " PATH "?");
  g_autofree char *big = g_strnfill (MUSTER_WEBHOOK_MAX_HEADERS, 'x');
  GString *texts[] = { one, many, target };

  g_string_append (one, big);
  g_string_append (one, CRLF CRLF BODY);
  for (guint i = 0; i < 101; i++)
    g_string_append_printf (many, "X-%u: y" CRLF, i);
  g_string_append (many, CRLF BODY);
  g_string_append_printf (target, "%s HTTP/1.1" CRLF GOOD_REST, big);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *answer = hook_client_say (f->port, texts[i]->str);

      g_assert_cmpuint (hook_client_status (answer), ==, 431);
      g_assert_cmpuint (f->taken, ==, 0);
    }

  /* Just below the limit */
  g_string_assign (one, HEAD HOST JSON SIZE "X-Big: ");
  g_string_append_len (one, big, MUSTER_WEBHOOK_MAX_HEADERS - 300);
  g_string_append (one, CRLF CRLF BODY);
  assert_taken (f, one->str, 204);
}

/* The largest body is taken whole; one byte more is not, however it comes. */
static void
test_body_size (Fixture       *f,
                gconstpointer  data)
{
  g_autofree char *body = g_strnfill (MUSTER_WEBHOOK_MAX_BODY + 1, 'x');
  const HookPiece chunked[] = {
    { HEAD HOST JSON CHUNKED CRLF, (gsize) -1, 0, 0 },
    { "40001" CRLF, (gsize) -1, 0, 0 }, { body, MUSTER_WEBHOOK_MAX_BODY + 1, 0, 0 }, { CRLF "0" CRLF CRLF, (gsize) -1, 0, 0 },
  };
  g_autofree char *answer = NULL;
  guint status;

  g_assert_cmpuint (hook_client_post (f->port, PATH, NULL, body, MUSTER_WEBHOOK_MAX_BODY), ==, 204);
  g_assert_cmpuint (g_bytes_get_size (muster_hook_get_body (f->hook)), ==, MUSTER_WEBHOOK_MAX_BODY);
  status = hook_client_post (f->port, PATH, NULL, body, MUSTER_WEBHOOK_MAX_BODY + 1);
  g_assert_true (status == 413 || status == 0);
  answer = hook_client_talk (f->port, chunked, G_N_ELEMENTS (chunked));
  g_assert_null (answer);
  g_assert_cmpuint (f->taken, ==, 1);

  g_assert_cmpuint (hook_client_post (f->port, PATH, NULL, "", 0), ==, 400);
  g_assert_cmpuint (f->taken, ==, 1);
}

/* What a body says is not looked at: it is handed on byte by byte. */
static void
test_raw_bytes (Fixture       *f,
                gconstpointer  data)
{
  guint8 bytes[256];
  GBytes *body;

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) i;
  g_assert_cmpuint (hook_client_post (f->port, PATH, "X-Hook-Signature: sha1=x\r\n", bytes, sizeof bytes), ==, 204);
  body = muster_hook_get_body (f->hook);
  g_assert_cmpmem (g_bytes_get_data (body, NULL), (int) g_bytes_get_size (body), bytes, sizeof bytes);
  g_assert_cmpstr (muster_hook_get_header (f->hook, "x-hook-signature"), ==, "sha1=x");
  g_assert_cmpstr (muster_hook_get_header (f->hook, "HOST"), ==, "hooks.example");
}

/* --- The answer --- */

static gboolean
is_kept (gpointer data)
{
  return ((Fixture *) data)->kept != NULL;
}

static gboolean
no_connection (gpointer data)
{
  MusterWebhookStats stats;

  muster_webhook_listener_get_stats (((Fixture *) data)->listener, &stats);
  return stats.connections == 0;
}

static gboolean
send_later_cb (gpointer data)
{
  Fixture *f = data;

  if (f->kept == NULL)
    return G_SOURCE_CONTINUE;

  muster_hook_reply_send (f->kept, f->status != 0 ? f->status : 204);
  muster_hook_reply_send (f->kept, 500);
  g_clear_pointer (&f->kept, muster_hook_reply_unref);
  return G_SOURCE_REMOVE;
}

static gboolean
let_go_later_cb (gpointer data)
{
  Fixture *f = data;

  if (f->kept == NULL)
    return G_SOURCE_CONTINUE;

  g_clear_pointer (&f->kept, muster_hook_reply_unref);
  return G_SOURCE_REMOVE;
}

static void
test_reply_later (Fixture       *f,
                  gconstpointer  data)
{
  f->status = 0;
  g_idle_add (send_later_cb, f);
  g_assert_cmpuint (hook_client_post (f->port, PATH, NULL, BODY, strlen (BODY)), ==, 204);
  muster_test_until (no_connection, f);
}

static void
test_reply_never (Fixture       *f,
                  gconstpointer  data)
{
  f->status = 0;
  g_idle_add (let_go_later_cb, f);
  g_assert_cmpuint (hook_client_post (f->port, PATH, NULL, BODY, strlen (BODY)), ==, 500);
  muster_test_until (no_connection, f);
}

/* The sender has gone, or the listener: the answer is nothing. */
static void
test_reply_too_late (Fixture       *f,
                     gconstpointer  data)
{
  g_autoptr(GString) request = hook_client_request (PATH, NULL, BODY, strlen (BODY));
  int fd = hook_client_open (f->port);

  f->status = 0;
  g_assert_cmpint (write (fd, request->str, request->len), ==, (gssize) request->len);
  muster_test_until (is_kept, f);
  close (fd);
  if (data != NULL)
    {
      muster_webhook_listener_stop (f->listener);
      g_assert_true (no_connection (f));
    }
  muster_hook_reply_send (f->kept, 204);
  muster_test_until (no_connection, f);
}

static void
test_no_handler (Fixture       *f,
                 gconstpointer  data)
{
  muster_webhook_listener_set_handler (f->listener, NULL, NULL, NULL);
  g_assert_cmpuint (hook_client_post (f->port, PATH, NULL, BODY, strlen (BODY)), ==, 503);
}

static void
test_paths (Fixture       *f,
            gconstpointer  data)
{
  g_autofree char *path = muster_webhook_new_path ();
  g_autofree char *other = muster_webhook_new_path ();

  g_assert_cmpuint (strlen (path), ==, strlen ("/hooks/") + 64);
  g_assert_cmpstr (path, !=, other);
  g_assert_cmpuint (hook_client_post (f->port, path, NULL, BODY, strlen (BODY)), ==, 404);
  muster_webhook_listener_add_path (f->listener, path, "C2");
  g_assert_cmpuint (hook_client_post (f->port, path, NULL, BODY, strlen (BODY)), ==, 204);
  g_assert_cmpstr (f->connection_id, ==, "C2");
  g_assert_cmpuint (hook_client_post (f->port, PATH, NULL, BODY, strlen (BODY)), ==, 204);
  g_assert_cmpstr (f->connection_id, ==, "C1");
  muster_webhook_listener_remove_path (f->listener, path);
  g_assert_cmpuint (hook_client_post (f->port, path, NULL, BODY, strlen (BODY)), ==, 404);
}

static void
test_start_and_stop (void)
{
  g_autoptr(MusterWebhookListener) listener = muster_webhook_listener_new ();
  g_autoptr(MusterWebhookListener) second = muster_webhook_listener_new ();
  g_autoptr(GError) error = NULL;
  const char * const none[] = { NULL };

  g_assert_false (muster_webhook_listener_is_running (listener));
  g_assert_false (muster_webhook_listener_start (listener, "hooks.example", 0, hosts, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  g_assert_false (muster_webhook_listener_start (listener, "127.0.0.1", 0, none, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  g_assert_false (muster_webhook_listener_start (listener, "192.0.2.1", 0, hosts, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
  g_clear_error (&error);

  g_assert_true (muster_webhook_listener_start (listener, "localhost", 0, hosts, &error));
  g_assert_true (muster_webhook_listener_is_running (listener));
  g_assert_false (muster_webhook_listener_start (second, "127.0.0.1", muster_webhook_listener_get_port (listener),
                                                 hosts, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_IN_USE);
  muster_webhook_listener_stop (listener);
  muster_webhook_listener_stop (listener);
  g_assert_cmpuint (muster_webhook_listener_get_port (listener), ==, 0);
  g_assert_true (muster_webhook_listener_start (listener, "127.0.0.1", 0, hosts, NULL));
}

/* --- How much and how often --- */

static void
test_too_many (Fixture       *f,
               gconstpointer  data)
{
  MusterWebhookStats stats;
  guint limited = 0;

  for (guint i = 0; i < 200; i++)
    limited += hook_client_post (f->port, PATH, NULL, BODY, strlen (BODY)) == 429;

  muster_webhook_listener_get_stats (f->listener, &stats);
  g_assert_cmpuint (f->taken, >=, 50);
  g_assert_cmpuint (f->taken + limited, ==, 200);
  g_assert_cmpuint (limited, >, 50);
  g_assert_cmpuint (stats.accepted, ==, f->taken);
  g_assert_cmpuint (stats.rate_limited, ==, limited);

  /* Guessing has a bucket of its own. */
  g_assert_cmpuint (hook_client_post (f->port, "/hooks/x", NULL, BODY, strlen (BODY)), ==, 404);
}

/* --- Those that mean harm --- */

typedef struct {
  Fixture *f;
  guint n;
  int n_closed;
  int done;
  gint64 all_open;  /* when the last one came through: the system makes some wait */
  int *fds;
} Crowd;

static gpointer
crowd_thread (gpointer data)
{
  Crowd *crowd = data;
  char byte;

  for (guint i = 0; i < crowd->n; i++)
    {
      crowd->fds[i] = hook_client_open (crowd->f->port);
      g_assert_cmpint (crowd->fds[i], >=, 0);
      /* Every other one begins a request and never ends it. */
      if (i % 2 == 0 && write (crowd->fds[i], HEAD, strlen (HEAD)) < 0)
        continue;
    }
  crowd->all_open = g_get_monotonic_time ();
  for (guint i = 0; i < crowd->n; i++)
    {
      while (read (crowd->fds[i], &byte, 1) > 0)
        continue;
      g_atomic_int_inc (&crowd->n_closed);
      close (crowd->fds[i]);
    }
  g_atomic_int_set (&crowd->done, TRUE);
  g_main_context_wakeup (NULL);

  return NULL;
}

static gboolean
crowd_is_done (gpointer data)
{
  return g_atomic_int_get (&((Crowd *) data)->done);
}

/* One byte now and then, as if it would go on for ever */
static gpointer
drip_thread (gpointer data)
{
  Crowd *crowd = data;
  gboolean open = TRUE;

  for (guint i = 0; i < crowd->n; i++)
    crowd->fds[i] = hook_client_open (crowd->f->port);
  crowd->all_open = g_get_monotonic_time ();
  for (guint turn = 0; open; turn++)
    {
      open = FALSE;
      for (guint i = 0; i < crowd->n; i++)
        {
          static const char text[] = HEAD HOST JSON "Content-Length: 200000" CRLF CRLF;
          const char *from = turn < strlen (text) ? text + turn : "x";

          if (crowd->fds[i] >= 0 && send (crowd->fds[i], from, 1, MSG_NOSIGNAL) != 1)
            {
              close (crowd->fds[i]);
              crowd->fds[i] = -1;
            }
          open |= crowd->fds[i] >= 0;
        }
      g_usleep (20000);
    }
  g_atomic_int_set (&crowd->done, TRUE);
  g_main_context_wakeup (NULL);

  return NULL;
}

static void
flood (Fixture *f,
       gboolean chunked,
       guint    megabytes)
{
  g_autofree char *mega = g_strnfill (1 << 20, 'x');
  g_autofree char *length = g_strdup_printf (HEAD HOST JSON "Content-Length: %u" CRLF CRLF, megabytes << 20);
  g_autofree char *chunk = g_strdup_printf (HEAD HOST JSON CHUNKED CRLF "%x" CRLF, megabytes << 20);
  const HookPiece pieces[] = { { chunked ? chunk : length, (gsize) -1, 0, 0 }, { mega, 1 << 20, megabytes, 0 } };
  g_autofree char *answer = hook_client_talk (f->port, pieces, G_N_ELEMENTS (pieces));

  g_assert_true (answer == NULL || hook_client_status (answer) == 413);
}

/* A sanitizer keeps what was freed. */
static void
assert_growth (guint64 before)
{
#ifndef __SANITIZE_ADDRESS__
  g_assert_cmpuint (hook_client_memory (), <=, before + (8 << 20));
#endif
}

/* A body of 200 MB, a thousand connections that say nothing or half of it, and
 * sixty that drip: at most 8 MiB more, and all of it given back in fifteen seconds.
 * With shorter times, and as it is. */
static void
harm (Fixture *f,
      guint    megabytes,
      guint    n_connections,
      guint    seconds)
{
  g_autofree int *fds = g_new0 (int, n_connections);
  Crowd half_open = { .f = f, .n = n_connections, .fds = fds };
  Crowd drip = { .f = f, .n = 60, .fds = fds };
  MusterWebhookStats stats;
  guint64 before;
  GThread *thread;

  /* What every first time costs is not growth. */
  assert_taken (f, HEAD GOOD_REST, 204);
  flood (f, FALSE, 1);
  before = hook_client_memory ();

  flood (f, FALSE, megabytes);
  flood (f, TRUE, megabytes);
  assert_growth (before);

  thread = g_thread_new ("half-open", crowd_thread, &half_open);
  muster_test_until (crowd_is_done, &half_open);
  g_thread_join (thread);
  muster_test_until (no_connection, f);
  g_assert_cmpint (g_get_monotonic_time () - half_open.all_open, <=, seconds * G_TIME_SPAN_SECOND);
  assert_growth (before);
  muster_webhook_listener_get_stats (f->listener, &stats);
  g_assert_cmpuint (stats.peak, <=, MUSTER_WEBHOOK_MAX_CONNECTIONS);

  thread = g_thread_new ("drip", drip_thread, &drip);
  muster_test_until (crowd_is_done, &drip);
  g_thread_join (thread);
  muster_test_until (no_connection, f);
  g_assert_cmpint (g_get_monotonic_time () - drip.all_open, <=, seconds * G_TIME_SPAN_SECOND);
  assert_growth (before);

  /* And it goes on as before. */
  assert_taken (f, HEAD GOOD_REST, 204);
}

static void
test_harm_short (Fixture       *f,
                 gconstpointer  data)
{
  harm (f, 20, 300, 15);
}

static void
test_harm (Fixture       *f,
           gconstpointer  data)
{
  muster_webhook_listener_set_times (f->listener, MUSTER_WEBHOOK_IDLE_S, MUSTER_WEBHOOK_TOTAL_S);
  harm (f, 200, 1000, 15);
}

/* A handler that never answers keeps a connection for as long as any other. */
static void
test_handler_hangs (Fixture       *f,
                    gconstpointer  data)
{
  guint status;

  muster_webhook_listener_set_times (f->listener, 1, 1);
  f->status = 0;
  status = hook_client_post (f->port, PATH, NULL, BODY, strlen (BODY));
  g_assert_true (status == 0 || status == 503);
  muster_test_until (no_connection, f);
  muster_hook_reply_send (f->kept, 204);
}

/* A hundred thousand copies of a delivery that was right once: the handler gets no
 * more than the rate lets through. That one object is read at most once in five
 * seconds is held where hints are stored. */
static void
test_replays (Fixture       *f,
              gconstpointer  data)
{
  gint64 begin = g_get_monotonic_time ();
  guint n = GPOINTER_TO_UINT (data);

  for (guint i = 0; i < n; i++)
    {
      guint status = hook_client_post (f->port, PATH, "x-content-signature: c2lnbmVk\r\n", BODY, strlen (BODY));

      g_assert_true (status == 204 || status == 429);
    }
  g_assert_cmpuint (f->taken, <=, MUSTER_WEBHOOK_BURST + 1 +
                    (guint) ((g_get_monotonic_time () - begin) * MUSTER_WEBHOOK_PER_SECOND / G_USEC_PER_SEC));
}

int
main (int    argc,
      char **argv)
{
  gboolean full = argc > 1 && g_str_equal (argv[argc - 1], "--full");

  muster_test_init (&argc, &argv);
  allow_files ();

  if (full)
    {
      g_test_add ("/net/webhook-listener/harm", Fixture, NULL, set_up, test_harm, tear_down);
      g_test_add ("/net/webhook-listener/replays", Fixture, GUINT_TO_POINTER (100000), set_up, test_replays, tear_down);
      return g_test_run ();
    }

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *path = g_strconcat ("/net/webhook-listener/taken/", good[i].name, NULL);

      g_test_add (path, Fixture, &good[i], set_up, test_good, tear_down);
    }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/net/webhook-listener/refused/", cases[i].name, NULL);

      g_test_add (path, Fixture, &cases[i], set_up, test_refused, tear_down);
    }
  g_test_add ("/net/webhook-listener/one-request", Fixture, NULL, set_up, test_one_request, tear_down);
  g_test_add ("/net/webhook-listener/refused/nul", Fixture, NULL, set_up, test_nul, tear_down);
  g_test_add ("/net/webhook-listener/headers-too-large", Fixture, NULL, set_up, test_headers_too_large, tear_down);
  g_test_add ("/net/webhook-listener/body-size", Fixture, NULL, set_up, test_body_size, tear_down);
  g_test_add ("/net/webhook-listener/raw-bytes", Fixture, NULL, set_up, test_raw_bytes, tear_down);
  g_test_add ("/net/webhook-listener/reply/later", Fixture, NULL, set_up, test_reply_later, tear_down);
  g_test_add ("/net/webhook-listener/reply/never", Fixture, NULL, set_up, test_reply_never, tear_down);
  g_test_add ("/net/webhook-listener/reply/sender-gone", Fixture, NULL, set_up, test_reply_too_late, tear_down);
  g_test_add ("/net/webhook-listener/reply/listener-gone", Fixture, "", set_up, test_reply_too_late, tear_down);
  g_test_add ("/net/webhook-listener/reply/nobody", Fixture, NULL, set_up, test_no_handler, tear_down);
  g_test_add ("/net/webhook-listener/reply/hangs", Fixture, NULL, set_up, test_handler_hangs, tear_down);
  g_test_add ("/net/webhook-listener/paths", Fixture, NULL, set_up, test_paths, tear_down);
  g_test_add_func ("/net/webhook-listener/start-and-stop", test_start_and_stop);
  g_test_add ("/net/webhook-listener/too-many", Fixture, NULL, set_up, test_too_many, tear_down);
  g_test_add ("/net/webhook-listener/harm", Fixture, NULL, set_up, test_harm_short, tear_down);
  g_test_add ("/net/webhook-listener/replays", Fixture, GUINT_TO_POINTER (2000), set_up, test_replays, tear_down);

  return g_test_run ();
}
