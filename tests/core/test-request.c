/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json-guard.h"
#include "muster-request.h"
#include "muster-test.h"

static void
test_log_line (void)
{
  static const struct {
    const char *url;
    const char *line;
  } cases[] = {
    { "https://x.example/a/b?key=secret#part", "GET https://x.example/a/b" },
    { "https://user:secret@x.example:8443/a?b", "GET https://x.example:8443/a" },
    { "https://x.example", "GET https://x.example" },
    { "not a url", "GET (not a URL)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MusterRequest) request = muster_request_new ("GET", cases[i].url);
      g_autofree char *line = muster_request_log_line (request);

      g_assert_cmpstr (line, ==, cases[i].line);
    }
}

static void
test_headers (void)
{
  g_autoptr(MusterRequest) request = muster_request_new ("POST", "https://x.example/");

  muster_request_set_header (request, "X-One", "1");
  muster_request_set_header (request, "x-one", "2");
  g_assert_cmpuint (request->headers->len, ==, 1);
  g_assert_cmpstr (muster_request_get_header (request, "X-ONE"), ==, "2");

  muster_request_set_header (request, "X-Two", "a\r\nX-Three: b");
  muster_request_set_header (request, "X-Four: x", "b");
  muster_request_set_header (request, "X-Five\nX", "b");
  g_assert_cmpuint (request->headers->len, ==, 1);

  muster_request_set_header (request, "X-One", NULL);
  g_assert_cmpuint (request->headers->len, ==, 0);
}

/* What is sent can be read, whatever stands in it */
static void
test_json (void)
{
  g_autoptr(MusterRequest) request = muster_request_new ("POST", "https://x.example/a");
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autoptr(JsonNode) read = NULL;
  g_autoptr(GError) error = NULL;

  json_object_set_string_member (object, "text", "a\x1f" "b");
  json_object_set_double_member (object, "number", 1e20);
  muster_request_set_json (request, node);
  read = muster_json_parse (request->body, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (json_node_equal (read, node));
}

static void
test_copy (void)
{
  g_autoptr(MusterRequest) request = muster_request_new ("PATCH", "https://x.example/a");
  g_autoptr(MusterRequest) copy = NULL;
  g_autoptr(JsonNode) node = json_node_init_string (json_node_alloc (), "body");

  muster_request_set_header (request, "X-One", "1");
  muster_request_set_json (request, node);
  muster_request_set_connection_id (request, "C");
  g_assert_cmpint (request->priority, ==, MUSTER_PRIORITY_RUN);
  muster_request_set_priority (request, MUSTER_PRIORITY_NOTE);
  muster_request_set_lane_key (request, "Tickets");
  muster_request_set_timeout_ms (request, 7);
  muster_request_set_effect (request, TRUE);
  muster_request_set_idempotent (request, TRUE);
  muster_request_set_max_bytes (request, 9);

  copy = muster_request_copy (request);
  muster_request_set_header (copy, "Authorization", "Bearer x");

  g_assert_null (muster_request_get_header (request, "Authorization"));
  g_assert_cmpstr (copy->method, ==, "PATCH");
  g_assert_cmpstr (copy->connection_id, ==, "C");
  g_assert_cmpint (copy->priority, ==, MUSTER_PRIORITY_NOTE);
  g_assert_cmpstr (copy->lane_key, ==, "Tickets");
  g_assert_cmpstr (copy->content_type, ==, "application/json");
  g_assert_cmpstr (muster_request_get_header (copy, "X-One"), ==, "1");
  g_assert_true (g_bytes_equal (copy->body, request->body));
  g_assert_cmpuint (copy->timeout_ms, ==, 7);
  g_assert_cmpuint (copy->max_bytes, ==, 9);
  g_assert_true (copy->effect && copy->idempotent);
}

static void
test_idempotent (void)
{
  static const char * const methods[] = { "GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE" };

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autoptr(MusterRequest) request = muster_request_new (methods[i], "https://x.example/");

      g_assert_cmpint (request->idempotent, ==, i < 3);
      g_assert_false (request->effect);
    }
}

static void
test_answer (void)
{
  g_autoptr(MusterAnswer) empty = muster_answer_new (204, NULL, NULL);
  g_autoptr(GHashTable) headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(GBytes) body = g_bytes_new_static ("{\"password\":\"x\",\"a\":1}", 22);
  static const char * const blank[] = { "password", NULL };
  g_autoptr(MusterAnswer) answer = NULL;
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(GError) error = NULL;

  g_hash_table_insert (headers, g_strdup ("retry-after"), g_strdup ("5"));
  answer = muster_answer_new (200, headers, body);
  node = muster_answer_parse_json (answer, blank, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (node), "password"), ==, "");
  g_assert_cmpstr (muster_answer_get_header (answer, "Retry-After"), ==, "5");
  g_assert_null (muster_answer_get_header (answer, "Date"));
  g_assert_true (muster_answer_is_success (answer));

  g_assert_true (muster_answer_is_success (empty));
  g_assert_null (muster_answer_parse_json (empty, NULL, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/core/request/log-line", test_log_line);
  g_test_add_func ("/core/request/headers", test_headers);
  g_test_add_func ("/core/request/json", test_json);
  g_test_add_func ("/core/request/copy", test_copy);
  g_test_add_func ("/core/request/idempotent", test_idempotent);
  g_test_add_func ("/core/request/answer", test_answer);

  return g_test_run ();
}
