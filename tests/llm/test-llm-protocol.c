/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "llm-server.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-llm-client.h"
#include "muster-llm-protocol.h"
#include "muster-llm-sse.h"
#include "muster-test.h"

static gboolean
collect_cb (const char *event,
            const char *data,
            gsize       length,
            gpointer    user_data,
            GError    **error)
{
  GString *all = user_data;

  g_string_append_printf (all, "[%s|", event);
  g_string_append_len (all, data, (gssize) length);
  g_string_append (all, "]");
  return TRUE;
}

/* The same events in whatever pieces they come */
static void
test_sse_pieces (void)
{
  static const struct
  {
    const char *stream;
    const char *events;
  } cases[] = {
    { "data: a\n\ndata: b\n\n", "[message|a][message|b]" },
    { "\xef\xbb\xbf" "data: a\r\n\r\n", "[message|a]" },
    { "data: a\r\rdata:b\r\r", "[message|a][message|b]" },
    { "event: x\ndata: 1\ndata: 2\n\n", "[x|1\n2]" },
    { ": comment\nid: 5\nretry: 9\ndata\n\n", "[message|]" },
    { "event: lonely\n\ndata: a\n\n", "[message|a]" },
    { "data: without its end", "[message|without its end]" },
    { "data:  two spaces\n\n", "[message| two spaces]" },
    { "\n\n\n", "" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize piece = 1; piece <= MAX (strlen (cases[i].stream), 1); piece++)
      {
        g_autoptr(GString) all = g_string_new (NULL);
        g_autoptr(MusterLlmSse) sse = muster_llm_sse_new (collect_cb, all);
        g_autoptr(GError) error = NULL;
        gsize length = strlen (cases[i].stream);

        for (gsize at = 0; at < length; at += piece)
          g_assert_true (muster_llm_sse_feed (sse, cases[i].stream + at, MIN (piece, length - at), &error));
        g_assert_true (muster_llm_sse_end (sse, &error));
        g_assert_no_error (error);
        g_assert_cmpstr (all->str, ==, cases[i].events);
      }
}

static void
test_sse_too_large (void)
{
  g_autoptr(GString) all = g_string_new (NULL);
  g_autoptr(MusterLlmSse) sse = muster_llm_sse_new (collect_cb, all);
  g_autofree char *piece = g_strnfill (64 * 1024, 'x');
  g_autoptr(GError) error = NULL;
  guint pieces = 0;

  while (pieces < 1000 && muster_llm_sse_feed (sse, piece, 64 * 1024, &error))
    pieces++;
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
  g_assert_cmpuint (pieces, <=, 16);
}

static MusterLlmReply *
read_events (const char         *preset,
             const char * const *events,
             GError            **error)
{
  g_autoptr(MusterLanguageModel) model = llm_model ("https://example.com", preset);
  g_autoptr(MusterLlmBuilder) builder = muster_llm_builder_new (NULL, NULL);
  g_autoptr(MusterLlmRequest) request = llm_request ();

  for (guint i = 0; events[i] != NULL; i++)
    if (!muster_llm_protocol_of (model)->read_event (builder, "message", events[i], strlen (events[i]), error))
      return NULL;

  return muster_llm_builder_finish (builder, request, error);
}

/* Two calls whose arguments come in pieces, as OpenAI streams them */
static void
test_openai_calls (void)
{
  static const char * const events[] = {
    "{\"model\":\"gpt-x\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null}}],\"usage\":null}",
    "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"one\",\"arguments\":\"\"}}]}}]}",
    "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"x\\\":\"}}]}}]}",
    "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"two\",\"arguments\":\"{}\"}}]}}]}",
    "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"1}\"}}]}}]}",
    "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}",
    "{\"choices\":null,\"usage\":{\"prompt_tokens\":50,\"completion_tokens\":9,\"prompt_tokens_details\":{\"cached_tokens\":20}}}",
    "[DONE]", NULL
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterLlmReply) reply = read_events ("openai", events, &error);
  MusterLlmCall *first;
  MusterLlmCall *second;

  g_assert_no_error (error);
  g_assert_cmpuint (reply->calls->len, ==, 2);
  first = reply->calls->pdata[0];
  second = reply->calls->pdata[1];
  g_assert_cmpstr (first->id, ==, "a");
  g_assert_cmpstr (first->name, ==, "one");
  g_assert_cmpint (muster_json_int (muster_json_node_obj (first->arguments), "x", 0), ==, 1);
  g_assert_cmpstr (second->name, ==, "two");
  g_assert_cmpstr (reply->stop, ==, "calls");
  g_assert_cmpstr (reply->model, ==, "gpt-x");
  g_assert_cmpuint (reply->prompt, ==, 50);
  g_assert_cmpuint (reply->cached, ==, 20);
  g_assert_cmpuint (reply->output, ==, 9);
  g_assert_false (reply->estimated);
}

/* All calls numbered 0, the arguments an object, no id, an id twice, no usage: what local servers send */
static void
test_openai_local (void)
{
  static const char * const events[] = {
    "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"one\",\"arguments\":{\"x\":1}}}]}}]}",
    "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"two\",\"arguments\":\"\"}}]}}]}",
    "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":2,\"id\":\"a\",\"function\":{\"name\":\"three\",\"arguments\":\"not json\"}}]},\"finish_reason\":\"stop\"}]}",
    NULL
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterLlmReply) reply = read_events ("ollama", events, &error);
  MusterLlmCall *third;

  g_assert_no_error (error);
  g_assert_cmpuint (reply->calls->len, ==, 3);
  g_assert_cmpint (muster_json_int (muster_json_node_obj (((MusterLlmCall *) reply->calls->pdata[0])->arguments), "x", 0),
                   ==, 1);
  g_assert_nonnull (((MusterLlmCall *) reply->calls->pdata[1])->arguments);
  third = reply->calls->pdata[2];
  g_assert_null (third->arguments);
  g_assert_cmpstr (third->raw, ==, "not json");
  g_assert_cmpstr (third->id, !=, "a");
  g_assert_true (reply->estimated);
  g_assert_cmpuint (reply->prompt, >, 0);
}

static void
test_anthropic_stream (void)
{
  static const char * const events[] = {
    "{\"type\":\"message_start\",\"message\":{\"model\":\"claude-x\",\"usage\":{\"input_tokens\":10,\"cache_read_input_tokens\":70,\"cache_creation_input_tokens\":20,\"output_tokens\":1}}}",
    "{\"type\":\"ping\"}",
    "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
    "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"I look.\"}}",
    "{\"type\":\"content_block_stop\",\"index\":0}",
    "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"one\",\"input\":{}}}",
    "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"\"}}",
    "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"x\\\": 2\"}}",
    "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"}\"}}",
    "{\"type\":\"something_new\",\"index\":7}",
    "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"output_tokens\":33}}",
    "{\"type\":\"message_stop\"}", NULL
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterLlmReply) reply = read_events ("anthropic", events, &error);
  MusterLlmCall *call;

  g_assert_no_error (error);
  g_assert_cmpstr (reply->text, ==, "I look.");
  g_assert_cmpuint (reply->calls->len, ==, 1);
  call = reply->calls->pdata[0];
  g_assert_cmpstr (call->id, ==, "toolu_1");
  g_assert_cmpint (muster_json_int (muster_json_node_obj (call->arguments), "x", 0), ==, 2);
  g_assert_cmpuint (reply->prompt, ==, 100);
  g_assert_cmpuint (reply->cached, ==, 70);
  g_assert_cmpuint (reply->written, ==, 20);
  g_assert_cmpuint (reply->output, ==, 33);
  g_assert_cmpstr (reply->stop, ==, "calls");
}

static void
test_bad_events (void)
{
  static const struct
  {
    const char *preset;
    const char *event;
  } cases[] = {
    { "openai", "no json" },
    { "openai", "[1,2]" },
    { "openai", "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\\u0000b\"}}]}" },
    { "openai", "{\"error\":{\"message\":\"out of memory\"}}" },
    { "openai", "{\"error\":\"just text\"}" },
    { "openai", "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[\"x\"]}}]}" },
    { "openai", "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"id\":\"a\"}]}}]}" },
    { "openai", "{\"choices\":[{\"index\":0,\"index\":1}]}" },
    { "anthropic", "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}" },
    { "anthropic", "{" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char * const events[] = { cases[i].event, NULL };
      g_autoptr(GError) error = NULL;
      g_autoptr(MusterLlmReply) reply = read_events (cases[i].preset, events, &error);

      g_assert_null (reply);
      g_assert_nonnull (error);
      g_test_message ("%s: %s", cases[i].event, error->message);
    }
}

/* What is odd but says nothing wrong is read past. */
static void
test_odd_events (void)
{
  static const char * const events[] = {
    "{}", "{\"choices\":[]}", "{\"choices\":\"x\"}", "{\"choices\":[1,null]}",
    "{\"choices\":[{\"index\":0,\"delta\":null}]}", "{\"choices\":[{\"index\":0,\"delta\":{\"content\":[1]}}]}",
    "{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"another choice\"}}]}",
    "{\"usage\":{\"prompt_tokens\":\"many\",\"completion_tokens\":-5}}",
    "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"ok\"},\"finish_reason\":\"eos\"}]}", NULL
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterLlmReply) reply = read_events ("openai", events, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (reply->text, ==, "ok");
  g_assert_cmpstr (reply->stop, ==, "other");
  g_assert_true (reply->estimated);
}

static void
test_limits (void)
{
  g_autoptr(MusterLlmBuilder) builder = muster_llm_builder_new (NULL, NULL);
  g_autofree char *long_text = g_strnfill (MUSTER_LLM_MAX_TEXT, 'a');
  g_autoptr(GError) error = NULL;
  guint calls = 0;

  g_assert_true (muster_llm_builder_add_text (builder, long_text, &error));
  g_assert_false (muster_llm_builder_add_text (builder, "a", &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
  g_clear_error (&error);
  while (calls < 1000 && muster_llm_builder_add_call (builder, calls, NULL, "x", "{}", &error))
    calls++;
  g_assert_cmpuint (calls, ==, MUSTER_LLM_MAX_CALLS);
  g_clear_error (&error);
  g_assert_false (muster_llm_builder_add_call (builder, 0, NULL, NULL, long_text, &error));
}

/* A conversation with calls, an answer, a name no vendor takes and arguments that are no JSON */
static MusterLlmRequest *
conversation (void)
{
  MusterLlmRequest *request = llm_request ();
  MusterLlmMessage *said = muster_llm_message_new (MUSTER_LLM_ASSISTANT, NULL);
  MusterLlmMessage *text = muster_llm_message_new (MUSTER_LLM_USER, "And again.");

  muster_llm_message_add_call (said, muster_llm_call_new ("toolu_1", "microsoft365__get-user", "{\"user\":\"Ann\"}"));
  muster_llm_message_add_call (said, muster_llm_call_new ("x y", "große Tür", "[1"));
  muster_llm_request_add_message (request, said);
  muster_llm_request_add_message (request, muster_llm_message_new_answer ("x y", "No such tool."));
  muster_llm_request_add_message (request, muster_llm_message_new_answer ("toolu_1", "s1: Ann"));
  muster_llm_request_add_message (request, text);

  return request;
}

static JsonObject *
body_of (const char *preset,
         JsonNode  **node)
{
  g_autoptr(MusterLanguageModel) model = llm_model ("https://example.com", preset);
  g_autoptr(MusterLlmRequest) request = conversation ();

  *node = muster_llm_protocol_of (model)->make_body (model, request, 0);
  return muster_json_node_obj (*node);
}

static void
test_openai_body (void)
{
  g_autoptr(JsonNode) node = NULL;
  JsonObject *body = body_of ("openai", &node);

  g_assert_cmpstr (muster_json_path_str (node, "messages[0].role"), ==, "system");
  g_assert_cmpstr (muster_json_path_str (node, "messages[2].tool_calls[0].id"), ==, "call00001");
  g_assert_cmpstr (muster_json_path_str (node, "messages[2].tool_calls[1].function.name"), ==, "gro_e_T_r");
  g_assert_cmpstr (muster_json_path_str (node, "messages[2].tool_calls[1].function.arguments"), ==, "{}");
  g_assert_cmpstr (muster_json_path_str (node, "messages[3].tool_call_id"), ==, "call00002");
  g_assert_cmpstr (muster_json_path_str (node, "messages[4].tool_call_id"), ==, "call00001");
  g_assert_cmpstr (muster_json_path_str (node, "tools[0].function.name"), ==, "microsoft365__get-user");
  g_assert_true (muster_json_bool (body, "stream", FALSE));
  g_assert_false (json_object_has_member (body, "temperature"));
}

static void
test_anthropic_body (void)
{
  g_autoptr(JsonNode) node = NULL;
  JsonObject *body = body_of ("anthropic", &node);
  JsonArray *messages = muster_json_arr (body, "messages");

  g_assert_cmpstr (muster_json_path_str (node, "system[0].text"), ==, "You are careful.");
  g_assert_cmpstr (muster_json_path_str (node, "system[0].cache_control.type"), ==, "ephemeral");
  g_assert_cmpuint (json_array_get_length (messages), ==, 3);
  g_assert_cmpstr (muster_json_path_str (node, "messages[1].content[0].type"), ==, "tool_use");
  g_assert_cmpstr (muster_json_path_str (node, "messages[2].role"), ==, "user");
  g_assert_cmpstr (muster_json_path_str (node, "messages[2].content[0].tool_use_id"), ==, "call00002");
  g_assert_cmpstr (muster_json_path_str (node, "messages[2].content[2].type"), ==, "text");
  g_assert_cmpstr (muster_json_path_str (node, "messages[2].content[2].cache_control.type"), ==, "ephemeral");
  g_assert_cmpstr (muster_json_path_str (node, "tool_choice.type"), ==, "auto");
}

/* The beginning of a longer conversation is to the byte the shorter one, or no vendor's cache would help. */
static void
test_stable_prefix (void)
{
  g_autoptr(MusterLanguageModel) model = llm_model ("https://example.com", "openai");
  g_autoptr(MusterLlmClient) client = muster_llm_client_new (model, NULL);
  g_autoptr(MusterLlmRequest) longer = conversation ();
  g_autoptr(MusterLlmRequest) shorter = llm_request ();
  g_autofree char *a = muster_llm_client_make_body (client, shorter);
  g_autofree char *b = muster_llm_client_make_body (client, longer);
  char *end = strstr (a, "\"Please help.\"");

  g_assert_nonnull (end);
  g_assert_true (strncmp (a, b, (gsize) (end - a) + strlen ("\"Please help.\"")) == 0);
  g_assert_cmpuint (muster_llm_client_bound (client, longer), >, strlen (b));
}

static void
test_message_json (void)
{
  g_autoptr(MusterLlmRequest) request = conversation ();

  for (guint i = 0; i < request->messages->len; i++)
    {
      g_autoptr(JsonNode) node = muster_llm_message_to_json (request->messages->pdata[i]);
      g_autoptr(GError) error = NULL;
      g_autoptr(MusterLlmMessage) again = muster_llm_message_from_json (node, &error);
      g_autoptr(JsonNode) second = NULL;

      g_assert_no_error (error);
      second = muster_llm_message_to_json (again);
      g_assert_true (json_node_equal (node, second));
    }
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  g_test_add_func ("/llm/sse/pieces", test_sse_pieces);
  g_test_add_func ("/llm/sse/too-large", test_sse_too_large);
  g_test_add_func ("/llm/openai/calls", test_openai_calls);
  g_test_add_func ("/llm/openai/local", test_openai_local);
  g_test_add_func ("/llm/openai/body", test_openai_body);
  g_test_add_func ("/llm/anthropic/stream", test_anthropic_stream);
  g_test_add_func ("/llm/anthropic/body", test_anthropic_body);
  g_test_add_func ("/llm/bad-events", test_bad_events);
  g_test_add_func ("/llm/odd-events", test_odd_events);
  g_test_add_func ("/llm/limits", test_limits);
  g_test_add_func ("/llm/stable-prefix", test_stable_prefix);
  g_test_add_func ("/llm/message-json", test_message_json);
  return g_test_run ();
}
