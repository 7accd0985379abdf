/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "llm-server.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-llm-client.h"
#include "muster-llm-discovery.h"
#include "muster-model-preset.h"
#include "muster-test.h"

typedef struct
{
  MusterLlmReply *reply;
  GError         *error;
  MusterLlmSpent  spent;
  const char     *problem;
  GString        *said;
} Outcome;

static void
outcome_clear (Outcome *self)
{
  g_clear_pointer (&self->reply, muster_llm_reply_unref);
  g_clear_error (&self->error);
  g_string_free (self->said, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static void
said_cb (const char *text,
         gpointer    user_data)
{
  g_string_append_printf (user_data, "[%s]", text);
}

static Outcome
ask (MusterLlmClient *client,
     GCancellable    *cancellable)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(MusterLlmRequest) request = llm_request ();
  Outcome outcome = { .said = g_string_new (NULL) };

  muster_llm_client_set_retries (client, 2, 20000);
  muster_llm_client_send_async (client, request, said_cb, outcome.said, cancellable, muster_test_wait_cb, &wait);
  outcome.reply = muster_llm_client_send_finish (client, muster_test_wait (&wait), &outcome.spent, &outcome.problem,
                                                 &outcome.error);
  if (outcome.error != NULL)
    g_test_message ("%s: %s", outcome.problem, outcome.error->message);
  return outcome;
}

static Outcome
ask_server (LlmServer  *server,
            const char *preset,
            const char *key)
{
  g_autoptr(MusterLanguageModel) model = llm_model (muster_test_server_get_base (server->server), preset);
  g_autoptr(MusterSecret) secret = key != NULL ? muster_secret_new (key) : NULL;
  g_autoptr(MusterLlmClient) client = NULL;

  muster_language_model_set_deployment (model, "my-deployment");
  client = muster_llm_client_new (model, secret);
  return ask (client, NULL);
}

static void
test_streamed (void)
{
  static const Answer answers[] = { { 200, "sse", HELLO, NULL } };
  g_autoptr(LlmServer) server = llm_server_new (answers, G_N_ELEMENTS (answers));
  g_auto(Outcome) outcome = ask_server (server, "openai", "sk-canary-1");
  g_autofree char *head = llm_server_head (server, 0);

  g_assert_no_error (outcome.error);
  g_assert_cmpstr (outcome.reply->text, ==, "Hello");
  g_assert_cmpstr (outcome.said->str, ==, "[Hel][lo]");
  g_assert_true (outcome.reply->streamed);
  g_assert_cmpuint (outcome.reply->prompt, ==, 100);
  g_assert_cmpuint (outcome.reply->cached, ==, 40);
  g_assert_cmpstr (outcome.reply->model, ==, "m-1");
  g_assert_nonnull (strstr (head, "/v1/chat/completions"));
  g_assert_nonnull (strstr (head, "authorization=Bearer sk-canary-1"));
}

static void
test_whole (void)
{
  static const Answer answers[] = {
    { 200, "json", "{\"model\":\"m-2\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},"
      "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":1}}", NULL },
  };
  g_autoptr(LlmServer) server = llm_server_new (answers, G_N_ELEMENTS (answers));
  g_auto(Outcome) outcome = ask_server (server, "vllm", NULL);

  g_assert_no_error (outcome.error);
  g_assert_cmpstr (outcome.reply->text, ==, "Hi");
  g_assert_false (outcome.reply->streamed);
  g_assert_cmpstr (outcome.said->str, ==, "[Hi]");
}

/* Events under another media type */
static void
test_unnamed_stream (void)
{
  static const Answer answers[] = { { 200, "text/plain", HELLO, NULL } };
  g_autoptr(LlmServer) server = llm_server_new (answers, G_N_ELEMENTS (answers));
  g_auto(Outcome) outcome = ask_server (server, "llama.cpp", NULL);

  g_assert_no_error (outcome.error);
  g_assert_cmpstr (outcome.reply->text, ==, "Hello");
}

static void
test_azure (void)
{
  static const Answer answers[] = { { 200, "sse", HELLO, NULL } };
  g_autoptr(LlmServer) server = llm_server_new (answers, G_N_ELEMENTS (answers));
  g_auto(Outcome) outcome = ask_server (server, "azure", "azure-canary");
  g_autofree char *head = llm_server_head (server, 0);

  g_assert_no_error (outcome.error);
  g_assert_nonnull (strstr (head, "/openai/deployments/my-deployment/chat/completions?api-version=2024-10-21"));
  g_assert_nonnull (strstr (head, " api-key=azure-canary"));
  g_assert_nonnull (strstr (head, "authorization=(null)"));
}

static void
test_anthropic (void)
{
  static const Answer answers[] = {
    { 200, "json", "{\"type\":\"message\",\"model\":\"claude-x\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"},"
      "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"one\",\"input\":{\"a\":1}}],\"stop_reason\":\"tool_use\","
      "\"usage\":{\"input_tokens\":9,\"output_tokens\":4}}", NULL },
  };
  g_autoptr(LlmServer) server = llm_server_new (answers, G_N_ELEMENTS (answers));
  g_auto(Outcome) outcome = ask_server (server, "anthropic", "ant-canary");
  g_autofree char *head = llm_server_head (server, 0);

  g_assert_no_error (outcome.error);
  g_assert_cmpuint (outcome.reply->calls->len, ==, 1);
  g_assert_nonnull (strstr (head, "/v1/messages?"));
  g_assert_nonnull (strstr (head, "x-api-key=ant-canary version=2023-06-01"));
}

/* What failed before it was begun is asked again, after the pause that the server names. */
static void
test_retries (void)
{
  static const Answer answers[] = {
    { 429, "json", "{\"error\":{\"message\":\"slow down\"}}", "0" },
    { 503, "text/html", "<html>busy</html>", NULL },
    { 200, "sse", HELLO, NULL },
  };
  g_autoptr(LlmServer) server = llm_server_new (answers, G_N_ELEMENTS (answers));
  g_auto(Outcome) outcome = ask_server (server, "openai", "k-canary");

  g_assert_no_error (outcome.error);
  g_assert_cmpuint (muster_test_server_n_requests (server->server), ==, 3);
}

static void
test_refusals (void)
{
  static const struct
  {
    Answer      answer;
    const char *problem;
    int         code;
    guint       requests;
  } cases[] = {
    { { 401, "json", "{\"error\":{\"message\":\"Incorrect API key\"}}", NULL }, "wrong-key", MUSTER_ERROR_SIGNED_OUT, 1 },
    { { 403, "json", "{}", NULL }, "forbidden", MUSTER_ERROR_FORBIDDEN, 1 },
    { { 404, "text/html", "<html>not here</html>", NULL }, "no-model", MUSTER_ERROR_NOT_FOUND, 1 },
    { { 402, "json", "{}", NULL }, "no-credit", MUSTER_ERROR_NO_SEATS, 1 },
    { { 429, "json", "{\"error\":{\"code\":\"insufficient_quota\",\"message\":\"x\"}}", NULL }, "no-credit",
      MUSTER_ERROR_NO_SEATS, 1 },
    { { 429, "json", "{}", "3600" }, "rate-limited", MUSTER_ERROR_RATE_LIMITED, 1 },
    { { 429, "json", "{}", NULL }, "rate-limited", MUSTER_ERROR_RATE_LIMITED, 3 },
    { { 500, "json", "{\"error\":{\"message\":\"tools param requires --jinja flag\"}}", NULL }, "tools-off",
      MUSTER_ERROR_UNLICENSED, 1 },
    { { 400, "json", "{\"error\":{\"message\":\"x does not support tools\"}}", NULL }, "no-tools",
      MUSTER_ERROR_UNLICENSED, 1 },
    { { 400, "json", "{\"error\":{\"code\":\"context_length_exceeded\"}}", NULL }, "too-long",
      MUSTER_ERROR_INVALID_INPUT, 1 },
    { { 400, "json", "{\"error\":{\"code\":\"content_filter\"}}", NULL }, "filtered", MUSTER_ERROR_FORBIDDEN, 1 },
    { { 500, "text/plain", "oops", NULL }, "server", MUSTER_ERROR_OFFLINE, 3 },
    { { 529, "json", "{\"type\":\"error\"}", NULL }, "server", MUSTER_ERROR_RATE_LIMITED, 3 },
    { { 307, "text/plain", "", NULL }, "redirect", MUSTER_ERROR_BAD_REPLY, 1 },
    { { 418, "text/plain", "", NULL }, "refused", MUSTER_ERROR_INVALID_INPUT, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(LlmServer) server = llm_server_new (&cases[i].answer, 1);
      g_auto(Outcome) outcome = ask_server (server, "openai", "k-canary");

      g_assert_error (outcome.error, MUSTER_ERROR, cases[i].code);
      g_assert_cmpstr (outcome.problem, ==, cases[i].problem);
      g_assert_cmpuint (muster_test_server_n_requests (server->server), ==, cases[i].requests);
      g_assert_cmpuint (outcome.spent.prompt, ==, 0);
    }
}

/* What a server does not take is left out, once and from then on. */
static void
test_quirks (void)
{
  static const Answer answers[] = {
    { 400, "json", "{\"error\":{\"message\":\"Unknown parameter: stream_options\"}}", NULL },
    { 400, "json", "{\"error\":{\"message\":\"Unsupported parameter: use 'max_completion_tokens' instead\"}}", NULL },
    { 422, "json", "{\"detail\":\"tool_choice required is not supported\"}", NULL },
    { 200, "sse", HELLO, NULL },
  };
  g_autoptr(LlmServer) server = llm_server_new (answers, G_N_ELEMENTS (answers));
  g_autoptr(MusterLanguageModel) model = llm_model (muster_test_server_get_base (server->server), "other");
  g_autoptr(MusterLlmClient) client = muster_llm_client_new (model, NULL);
  g_auto(Outcome) first = ask (client, NULL);
  g_auto(Outcome) second = ask (client, NULL);
  g_autofree char *body = llm_server_body (server, 4);

  g_assert_no_error (first.error);
  g_assert_no_error (second.error);
  g_assert_cmpuint (muster_test_server_n_requests (server->server), ==, 5);
  g_assert_null (strstr (body, "stream_options"));
  g_assert_nonnull (strstr (body, "max_completion_tokens"));
}

static void
test_bad_answers (void)
{
  g_autofree char *huge = g_strnfill (9 * 1024 * 1024, ' ');
  g_autofree char *deep = g_strnfill (200, '[');
  const struct
  {
    Answer      answer;
    const char *problem;
  } cases[] = {
    { { 200, "text/html", "<!DOCTYPE html><html>Welcome to your router</html>", NULL }, "garbage" },
    { { 200, "json", "", NULL }, "garbage" },
    { { 200, "json", "{\"ok\":true}", NULL }, "garbage" },
    { { 200, "json", "[]", NULL }, "garbage" },
    { { 200, "json", "{\"choices\":[]}", NULL }, "garbage" },
    { { 200, "json", "{\"choices\":[{\"message\":{\"content\":\"a\\u0000b\"}}]}", NULL }, "garbage" },
    { { 200, "json", "\xff\xfe", NULL }, "garbage" },
    { { 200, "json", deep, NULL }, "garbage" },
    { { 200, "json", huge, NULL }, "garbage" },
    { { 200, "sse", "", NULL }, "cut" },
    { { 200, "sse", CHUNK ("{\"content\":\"half\"}"), NULL }, "cut" },
    { { 200, "sse", "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"ha", NULL }, "garbage" },
    { { 200, "sse", DONE, NULL }, "garbage" },
    { { 200, "sse", "<html></html>", NULL }, "cut" },
    { { 200, "json", "{\"choices\":[{\"message\":{\"content\":\"\"},\"finish_reason\":\"stop\"}]}", NULL }, "garbage" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(LlmServer) server = llm_server_new (&cases[i].answer, 1);
      g_auto(Outcome) outcome = ask_server (server, "other", NULL);

      g_assert_error (outcome.error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
      g_assert_cmpstr (outcome.problem, ==, cases[i].problem);
      g_assert_cmpuint (muster_test_server_n_requests (server->server), ==, 1);
      /* It may have been charged for. */
      g_assert_cmpuint (outcome.spent.prompt, >, 0);
    }
}

/* A server must not be able to put the key onto the screen. */
static void
test_key_is_not_repeated (void)
{
  static const Answer answers[] = { { 401, "json", "{\"error\":{\"message\":\"Bad key k-canary-99 given\"}}", NULL } };
  g_autoptr(LlmServer) server = llm_server_new (answers, G_N_ELEMENTS (answers));
  g_auto(Outcome) outcome = ask_server (server, "openai", "k-canary-99");

  g_assert_error (outcome.error, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT);
  g_assert_null (strstr (outcome.error->message, "k-canary-99"));
}

static void
test_addresses (void)
{
  static const char * const bases[] = { "http://example.com", "http://192.168.1.5:8080", "ftp://127.0.0.1", "nonsense",
                                        "https://user:pass@example.com" };

  for (guint i = 0; i < G_N_ELEMENTS (bases); i++)
    {
      g_autoptr(MusterLanguageModel) model = llm_model (bases[i], "other");
      g_autoptr(MusterLlmClient) client = muster_llm_client_new (model, NULL);
      g_auto(Outcome) outcome = ask (client, NULL);
      g_autoptr(GError) error = NULL;

      g_assert_error (outcome.error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
      g_assert_false (muster_language_model_check (model, FALSE, &error));
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
    }
}

/* Begins a stream, then hangs up or says nothing more. */
static gboolean
half_cb (MusterTestServer *server,
         GOutputStream    *out,
         const char       *head,
         gpointer          data)
{
  const char *text = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 100000\r\n\r\n"
                     CHUNK ("{\"content\":\"half\"}");
  /* The test may be over before this thread has let go of it */
  g_autoptr(GCancellable) go_on = data != NULL ? g_object_ref (data) : NULL;

  g_output_stream_write_all (out, text, strlen (text), NULL, NULL, NULL);
  g_output_stream_flush (out, NULL, NULL);
  if (go_on != NULL)
    {
      GPollFD fd;

      g_cancellable_make_pollfd (go_on, &fd);
      g_poll (&fd, 1, -1);
      g_cancellable_release_fd (go_on);
    }
  return FALSE;
}

static void
test_cut (void)
{
  g_autoptr(MusterTestServer) server = muster_test_server_new_raw (half_cb, NULL);
  g_autoptr(MusterLanguageModel) model = llm_model (muster_test_server_get_base (server), "other");
  g_autoptr(MusterLlmClient) client = muster_llm_client_new (model, NULL);
  g_auto(Outcome) outcome = ask (client, NULL);

  g_assert_nonnull (outcome.error);
  g_assert_cmpstr (outcome.said->str, ==, "[half]");
  g_assert_cmpuint (outcome.spent.prompt, >, 0);
  g_assert_cmpuint (outcome.spent.output, >, 0);
  g_assert_cmpuint (muster_test_server_count (server, "CONNECT"), ==, 1);
}

static void
test_timeout (void)
{
  g_autoptr(GCancellable) go_on = g_cancellable_new ();
  MusterTestServer *server = muster_test_server_new_raw (half_cb, go_on);
  g_autoptr(MusterLanguageModel) model = llm_model (muster_test_server_get_base (server), "other");
  g_autoptr(MusterLlmClient) client = NULL;

  muster_language_model_set_timeout_s (model, 1);
  client = muster_llm_client_new (model, NULL);
  {
    g_auto(Outcome) outcome = ask (client, NULL);

    g_assert_error (outcome.error, MUSTER_ERROR, MUSTER_ERROR_TIMEOUT);
    g_assert_cmpstr (outcome.problem, ==, "timeout");
  }
  g_cancellable_cancel (go_on);
  muster_test_server_free (server);
}

static void
cancel_cb (const char *text,
           gpointer    user_data)
{
  g_cancellable_cancel (user_data);
}

static void
test_cancelled (void)
{
  g_autoptr(GCancellable) go_on = g_cancellable_new ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  MusterTestServer *server = muster_test_server_new_raw (half_cb, go_on);
  g_autoptr(MusterLanguageModel) model = llm_model (muster_test_server_get_base (server), "other");
  g_autoptr(MusterLlmClient) client = muster_llm_client_new (model, NULL);
  g_autoptr(MusterLlmRequest) request = llm_request ();
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  MusterLlmSpent spent;

  muster_llm_client_send_async (client, request, cancel_cb, cancellable, cancellable, muster_test_wait_cb, &wait);
  g_assert_null (muster_llm_client_send_finish (client, muster_test_wait (&wait), &spent, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (spent.prompt, >, 0);
  g_cancellable_cancel (go_on);
  muster_test_server_free (server);
}

static void
test_nobody_there (void)
{
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();
  guint port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *base = g_strdup_printf ("http://127.0.0.1:%u", port);
  g_autoptr(MusterLanguageModel) model = llm_model (base, "ollama");
  g_autoptr(MusterLlmClient) client = muster_llm_client_new (model, NULL);

  g_socket_listener_close (listener);
  {
    g_auto(Outcome) outcome = ask (client, NULL);

    g_assert_error (outcome.error, MUSTER_ERROR, MUSTER_ERROR_OFFLINE);
    g_assert_cmpstr (outcome.problem, ==, "offline");
    g_assert_cmpuint (outcome.spent.prompt, ==, 0);
  }
}

/* Servers on this machine say what they have; what is no list of models is nobody. */
static void
test_discovery (void)
{
  static const Answer lists[] = {
    { 200, "json", "{\"object\":\"list\",\"data\":[{\"id\":\"llama3.1:8b\",\"owned_by\":\"library\"},"
      "{\"id\":\"nomic-embed-text\",\"owned_by\":\"library\"},{\"id\":7},{}]}", NULL },
    { 200, "json", "{\"data\":[{\"id\":\"Qwen/Qwen3\",\"owned_by\":\"vllm\",\"max_model_len\":32768}]}", NULL },
    { 200, "text/html", "<html>a printer</html>", NULL },
    { 404, "json", "{}", NULL },
    { 302, "json", "{}", NULL },
  };
  LlmServer *servers[G_N_ELEMENTS (lists)];
  guint ports[G_N_ELEMENTS (lists)];
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GPtrArray) found = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      servers[i] = llm_server_new (&lists[i], 1);
      ports[i] = (guint) g_ascii_strtoull (strrchr (muster_test_server_get_base (servers[i]->server), ':') + 1, NULL, 10);
    }

  muster_llm_find_local_async (ports, G_N_ELEMENTS (ports), NULL, muster_test_wait_cb, &wait);
  found = muster_llm_find_local_finish (muster_test_wait (&wait), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpstr (muster_language_model_get_name (found->pdata[0]), ==, "Ollama: llama3.1:8b");
  g_assert_cmpstr (muster_language_model_get_preset (found->pdata[1]), ==, "vllm");
  g_assert_cmpint (muster_language_model_get_context_size (found->pdata[1]), ==, 32768);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    llm_server_free (servers[i]);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  g_test_add_func ("/llm/client/streamed", test_streamed);
  g_test_add_func ("/llm/client/whole", test_whole);
  g_test_add_func ("/llm/client/unnamed-stream", test_unnamed_stream);
  g_test_add_func ("/llm/client/azure", test_azure);
  g_test_add_func ("/llm/client/anthropic", test_anthropic);
  g_test_add_func ("/llm/client/retries", test_retries);
  g_test_add_func ("/llm/client/refusals", test_refusals);
  g_test_add_func ("/llm/client/quirks", test_quirks);
  g_test_add_func ("/llm/client/bad-answers", test_bad_answers);
  g_test_add_func ("/llm/client/key-is-not-repeated", test_key_is_not_repeated);
  g_test_add_func ("/llm/client/addresses", test_addresses);
  g_test_add_func ("/llm/client/cut", test_cut);
  g_test_add_func ("/llm/client/timeout", test_timeout);
  g_test_add_func ("/llm/client/cancelled", test_cancelled);
  g_test_add_func ("/llm/client/nobody-there", test_nobody_there);
  g_test_add_func ("/llm/discovery", test_discovery);
  return g_test_run ();
}
