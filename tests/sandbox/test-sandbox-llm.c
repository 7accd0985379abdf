/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sandbox-llm.h"

/* The look-alikes of language models beside what the vendors document and refuse. */

#define TICKET "{'role':'system','content':'Plan.'},{'role':'user','content':'<ticket> number: 120000 summary: My account is locked out'}"
#define CALLED "{'role':'assistant','content':null,'tool_calls':[{'id':'c1','type':'function','function':{'name':'microsoft365__get-user','arguments':'{}'}}]}"
#define SCRIPT "{'tickets':{'120000':[{'calls':[{'tool':'microsoft365:get-user','args':{'user':'a@b.example'}}," \
  "{'tool':'microsoft365:find-users','args':{'query':'a'}},{'tool':'microsoft365:no-such-tool','args':{}}]}," \
  "{'plan':{'outcome':'plan','steps':[{'tool':'microsoft365:reset-password','args':{'user':{'find':'Ann Example'}}}]}}]}}"

static void
add (const char *path,
     void      (*test)(SandboxFixture *, gconstpointer))
{
  g_test_add (path, SandboxFixture, NULL, sandbox_fixture_setup, test, sandbox_fixture_teardown);
}

static JsonObject *
usage (SandboxFixture *f)
{
  return muster_jo_obj (sandbox_reply (f), "usage");
}

static void
test_script (SandboxFixture *f,
             gconstpointer   data)
{
  JsonObject *call;

  sandbox_llm (f, SCRIPT);
  call = sandbox_llm_says (f, "scripted", TICKET);
  g_assert_cmpstr (muster_jo_str (call, "name"), ==, "microsoft365__get-user");
  g_assert_cmpstr (muster_jo_str (call, "arguments"), ==, "{\"user\":\"a@b.example\"}");
  /* in parallel, and never what was not offered */
  g_assert_cmpstr (muster_jo_str (sandbox_llm_call (f, 1), "name"), ==, "microsoft365__find-users");
  g_assert_null (sandbox_llm_call (f, 2));
  g_assert_cmpint (muster_jo_int (usage (f), "prompt_tokens", 0), >, 50);

  call = sandbox_llm_says (f, "scripted", TICKET "," CALLED ",{'role':'tool','tool_call_id':'c1','content':'s4\\nusers[2] displayName: Ann Example'}");
  g_assert_cmpstr (muster_jo_str (call, "name"), ==, "propose_plan");
  g_assert_nonnull (strstr (muster_jo_str (call, "arguments"), "\"tool\":\"microsoft365__reset-password\""));
  g_assert_nonnull (strstr (muster_jo_str (call, "arguments"), "\"ref\":\"s4.users[2]\""));

  sandbox_control (f, "GET", "llm?ticket=120000", NULL);
  g_assert_cmpint (muster_jo_int (muster_jo_obj (muster_jo_obj (sandbox_reply (f), "tickets"), "120000"), "requests", 0), ==, 2);
  g_assert_cmpint (muster_jo_int (muster_ja_obj (sandbox_rows (f, "requests"), 0), "characters", 0), >, 200);
  sandbox_control (f, "GET", "llm/1", NULL);
  g_assert_cmpuint (muster_ja_length (sandbox_rows (f, "messages")), ==, 2);
}

static void
test_openai_stream (SandboxFixture *f,
                    gconstpointer   data)
{
  g_autoptr(GPtrArray) events = NULL;
  g_autoptr(GString) arguments = g_string_new (NULL);
  JsonObject *last;

  sandbox_llm (f, SCRIPT);
  sandbox_openai (f, "{'model':'scripted','stream':true,'stream_options':{'include_usage':true},'parallel_tool_calls':false,'messages':[" TICKET "]," SANDBOX_LLM_TOOLS "}");
  g_assert_cmpuint (f->status, ==, 200);
  g_assert_cmpstr (soup_message_headers_get_content_type (f->headers, NULL), ==, "text/event-stream");
  g_assert_true (g_str_has_suffix (f->text, "data: [DONE]\n\n"));
  events = sandbox_llm_events (f);
  for (guint i = 0; i + 1 < events->len; i++)
    {
      JsonObject *choice = muster_ja_obj (muster_jo_arr (events->pdata[i], "choices"), 0);
      JsonArray *calls = muster_jo_arr (muster_jo_obj (choice, "delta"), "tool_calls");

      g_assert_cmpstr (muster_jo_str (events->pdata[i], "object"), ==, "chat.completion.chunk");
      if (calls != NULL)
        g_assert_cmpint (muster_jo_int (muster_ja_obj (calls, 0), "index", -1), ==, 0);
      if (calls != NULL)
        g_string_append (arguments, muster_jo_str (muster_jo_obj (muster_ja_obj (calls, 0), "function"), "arguments"));
    }
  g_assert_cmpstr (arguments->str, ==, "{\"user\":\"a@b.example\"}");
  last = events->pdata[events->len - 1];
  g_assert_cmpuint (muster_ja_length (muster_jo_arr (last, "choices")), ==, 0);
  g_assert_cmpint (muster_jo_int (muster_jo_obj (last, "usage"), "completion_tokens", 0), >, 0);
}

static void
test_openai_strict (SandboxFixture *f,
                    gconstpointer   data)
{
  static const struct { const char *body, *param, *code; } wrong[] = {
    { "{'model':'scripted'}", "messages", "missing_required_parameter" },
    { "{'model':'scripted','messages':[]}", "messages", "empty_array" },
    { "{'model':'scripted','messages':[{'role':'robot','content':'x'}]}", "messages[0].role", "invalid_value" },
    { "{'model':'scripted','messages':[{'role':'user','content':7}]}", "messages[0].content", "invalid_type" },
    { "{'model':'scripted','messages':[{'role':'user','content':'x'}],'max_length':4}", "max_length", "unknown_parameter" },
    { "{'model':'scripted','messages':[{'role':'user','content':'x'}],'tools':[]}", "tools", "empty_array" },
    { "{'model':'scripted','messages':[{'role':'user','content':'x'}],'tools':[{'type':'function','function':{'name':'a:b'}}]}", "tools[0].function.name", "invalid_value" },
    { "{'model':'scripted','messages':[{'role':'user','content':'x'}],'tools':[{'type':'function','function':{'name':'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'}}]}", "tools[0].function.name", "string_above_max_length" },
    { "{'model':'scripted','messages':[{'role':'user','content':'x'}],'tools':[{'type':'function','function':{'name':'a','parameters':{'type':'array'}}}]}", "tools[0].function.parameters", "invalid_function_parameters" },
    { "{'model':'scripted','messages':[{'role':'user','content':'x'}],'tools':[{'type':'function','function':{'name':'a','parameters':{'type':'object','properties':{'l':{'type':'array'}}}}}]}", "tools[0].function.parameters", "invalid_function_parameters" },
    { "{'model':'scripted','messages':[{'role':'user','content':'x'}],'stream_options':{}}", "stream_options", NULL },
    { "{'model':'scripted','messages':[{'role':'user','content':'x'}],'tool_choice':'auto'}", "tool_choice", NULL },
    { "{'model':'scripted','messages':[{'role':'user','content':'x'}," CALLED "]}", "messages.[2].role", NULL },
    { "{'model':'scripted','messages':[" CALLED ",{'role':'user','content':'x'}]}", "messages.[1].role", NULL },
    { "{'model':'scripted','messages':[{'role':'tool','tool_call_id':'c1','content':'x'}]}", "messages.[0].role", NULL },
    { "{'model':'scripted','messages':[" CALLED ",{'role':'tool','tool_call_id':'c2','content':'x'}]}", "messages.[1].tool_call_id", NULL },
    { "{'model':'reasoning','max_tokens':5,'messages':[{'role':'user','content':'x'}]}", "max_tokens", "unsupported_parameter" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      JsonObject *error;

      sandbox_openai (f, wrong[i].body);
      error = muster_jo_obj (sandbox_reply (f), "error");
      g_test_message ("%s: %s", wrong[i].body, f->text);
      g_assert_cmpuint (f->status, ==, 400);
      g_assert_cmpstr (muster_jo_str (error, "type"), ==, "invalid_request_error");
      g_assert_cmpstr (muster_jo_str (error, "param"), ==, wrong[i].param);
      g_assert_cmpstr (muster_jo_str (error, "code"), ==, wrong[i].code);
    }
  sandbox_openai (f, "{'model':'gpt-0','messages':[{'role':'user','content':'x'}]}");
  g_assert_cmpuint (f->status, ==, 404);
  g_assert_cmpstr (muster_jo_str (muster_jo_obj (sandbox_reply (f), "error"), "code"), ==, "model_not_found");
  sandbox_send (f, "POST", "/llm/v1/chat/completions", NULL, "application/json", "{}");
  g_assert_cmpuint (f->status, ==, 401);
}

static void
test_azure (SandboxFixture *f,
            gconstpointer   data)
{
  const char *body = "{'messages':[{'role':'user','content':'Hello'}]}";
  const char *headers[] = { "api-key", "wrong", NULL };

  sandbox_azure (f, "deployments/scripted/chat/completions?api-version=2024-10-21", body);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_azure (f, "deployments/scripted/chat/completions", body);
  g_assert_cmpuint (f->status, ==, 404);
  g_assert_cmpstr (muster_jo_str (muster_jo_obj (sandbox_reply (f), "error"), "message"), ==, "Resource not found");
  sandbox_azure (f, "deployments/gpt-0/chat/completions?api-version=2024-10-21", body);
  sandbox_assert_error (f, 404, "DeploymentNotFound");
  sandbox_send (f, "POST", "/llm/openai/deployments/scripted/chat/completions?api-version=2024-10-21", headers, "application/json", "{}");
  sandbox_assert_error (f, 401, "401");
}

static void
test_lists (SandboxFixture *f,
            gconstpointer   data)
{
  sandbox_send (f, "GET", "/llm/local/v1/models", NULL, NULL, NULL);
  g_assert_cmpstr (muster_jo_str (muster_ja_obj (sandbox_rows (f, "data"), 0), "id"), ==, "scripted");
  sandbox_send (f, "GET", "/llm/api/tags", NULL, NULL, NULL);
  g_assert_cmpstr (muster_jo_str (muster_ja_obj (sandbox_rows (f, "models"), 0), "name"), ==, "scripted:latest");
  sandbox_send (f, "GET", "/llm/local/api/version", NULL, NULL, NULL);
  g_assert_nonnull (muster_jo_str (sandbox_reply (f), "version"));
  sandbox_send (f, "GET", "/llm/v1/models", NULL, NULL, NULL);
  g_assert_cmpuint (f->status, ==, 401);
  sandbox_control (f, "GET", "requests?vendor=llm", NULL);
  g_assert_cmpint (muster_jo_int (muster_jo_obj (sandbox_reply (f), "counts"), "model", 0), ==, 4);
}

#define CLAUDE_TOOLS "'tools':[{'name':'microsoft365__get-user','input_schema':{'type':'object','properties':{'user':{'type':'string'}}}}," \
  "{'name':'microsoft365__find-users','input_schema':{'type':'object'}},{'name':'propose_plan','input_schema':{'type':'object'}}]"
#define CLAUDE_TICKET "{'role':'user','content':'number: 120000 summary: My account is locked out'}"
#define CLAUDE_CALLED "{'role':'assistant','content':[{'type':'tool_use','id':'t1','name':'microsoft365__get-user','input':{}}]}"

static void
test_anthropic (SandboxFixture *f,
                gconstpointer   data)
{
  g_autoptr(GPtrArray) events = NULL;
  JsonObject *block;

  sandbox_llm (f, SCRIPT);
  sandbox_anthropic (f, "{'model':'scripted','max_tokens':500,'system':'Plan.','messages':[" CLAUDE_TICKET "]," CLAUDE_TOOLS "}");
  g_assert_cmpuint (f->status, ==, 200);
  block = muster_ja_obj (sandbox_rows (f, "content"), 0);
  g_assert_cmpstr (muster_jo_str (block, "type"), ==, "tool_use");
  g_assert_cmpstr (muster_jo_str (muster_jo_obj (block, "input"), "user"), ==, "a@b.example");
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "stop_reason"), ==, "tool_use");
  sandbox_anthropic (f, "{'model':'scripted','max_tokens':500,'stream':true,'messages':[" CLAUDE_TICKET "," CLAUDE_CALLED
                     ",{'role':'user','content':[{'type':'tool_result','tool_use_id':'t1','content':'none'}]}]," CLAUDE_TOOLS "}");
  events = sandbox_llm_events (f);
  g_assert_cmpstr (muster_jo_str (events->pdata[0], "type"), ==, "message_start");
  g_assert_cmpstr (muster_jo_str (events->pdata[events->len - 1], "type"), ==, "message_stop");
  g_assert_cmpstr (muster_jo_str (muster_jo_obj (events->pdata[events->len - 2], "delta"), "stop_reason"), ==, "tool_use");
  g_assert_nonnull (strstr (f->text, "event: content_block_delta\ndata: "));
  g_assert_nonnull (strstr (f->text, "\"name\":\"propose_plan\""));
}

static void
test_anthropic_cache (SandboxFixture *f,
                      gconstpointer   data)
{
  g_autofree char *words = g_strnfill (30000, 'a');
  g_autofree char *body = NULL;
  JsonObject *first;
  gint64 written;

  for (gsize i = 0; i < 30000; i += 5)
    words[i] = ' ';
  body = g_strdup_printf ("{'model':'scripted','max_tokens':500,'system':[{'type':'text','text':'%s','cache_control':{'type':'ephemeral'}}],'messages':[" CLAUDE_TICKET "]}", words);
  sandbox_anthropic (f, body);
  first = usage (f);
  written = muster_jo_int (first, "cache_creation_input_tokens", 0);
  g_assert_cmpint (written, >, 5000);
  g_assert_cmpint (muster_jo_int (first, "cache_read_input_tokens", -1), ==, 0);
  sandbox_anthropic (f, body);
  g_assert_cmpint (muster_jo_int (usage (f), "cache_read_input_tokens", 0), ==, written);
  g_assert_cmpint (muster_jo_int (usage (f), "input_tokens", 9999), <, 100);
}

static void
test_anthropic_strict (SandboxFixture *f,
                       gconstpointer   data)
{
  static const struct { const char *body, *message; } wrong[] = {
    { "{'model':'scripted','messages':[" CLAUDE_TICKET "]}", "max_tokens: Field required" },
    { "{'model':'scripted','max_tokens':5,'messages':[]}", "messages: at least one message is required" },
    { "{'model':'scripted','max_tokens':5,'messages':[{'role':'system','content':'x'}]}", "messages: Unexpected role \"system\"" },
    { "{'model':'scripted','max_tokens':5,'messages':[{'role':'tool','content':'x'}]}", "messages: Unexpected role \"tool\"" },
    { "{'model':'scripted','max_tokens':5,'messages':[" CLAUDE_TICKET "," CLAUDE_CALLED "," CLAUDE_TICKET "]," CLAUDE_TOOLS "}", "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: t1" },
    { "{'model':'scripted','max_tokens':5,'messages':[" CLAUDE_TICKET "," CLAUDE_CALLED "]," CLAUDE_TOOLS "}", "messages.1: `tool_use` ids were found without" },
    { "{'model':'scripted','max_tokens':5,'messages':[{'role':'user','content':[{'type':'tool_result','tool_use_id':'t1','content':'x'}]}]}", "messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: t1" },
    { "{'model':'scripted','max_tokens':5,'messages':[" CLAUDE_TICKET "],'tools':[{'name':'a:b','input_schema':{'type':'object'}}]}", "tools.0.custom.name: String should match pattern" },
    { "{'model':'scripted','max_tokens':5,'messages':[" CLAUDE_TICKET "],'tools':[{'name':'a','parameters':{'type':'object'}}]}", "tools.0.custom.parameters: Extra inputs are not permitted" },
    { "{'model':'scripted','max_tokens':5,'messages':[" CLAUDE_TICKET "],'tools':[{'name':'a'}]}", "tools.0.custom.input_schema: Field required" },
    { "{'model':'scripted','max_tokens':5,'messages':[" CLAUDE_TICKET "],'frequency_penalty':1}", "frequency_penalty: Extra inputs are not permitted" },
    { "{'model':'scripted','max_tokens':5,'messages':[{'role':'user','content':[{'type':'text','text':''}]}]}", "messages: text content blocks must be non-empty" },
  };
  const char *headers[] = { "x-api-key", "wrong", "anthropic-version", "2023-06-01", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      JsonObject *error;

      sandbox_anthropic (f, wrong[i].body);
      error = muster_jo_obj (sandbox_reply (f), "error");
      g_test_message ("%s: %s", wrong[i].body, f->text);
      g_assert_cmpuint (f->status, ==, 400);
      g_assert_cmpstr (muster_jo_str (error, "type"), ==, "invalid_request_error");
      g_assert_true (g_str_has_prefix (muster_jo_str (error, "message"), wrong[i].message));
    }
  sandbox_anthropic (f, "{'model':'claude-0','max_tokens':5,'messages':[" CLAUDE_TICKET "]}");
  g_assert_cmpuint (f->status, ==, 404);
  g_assert_cmpstr (muster_jo_str (muster_jo_obj (sandbox_reply (f), "error"), "type"), ==, "not_found_error");
  sandbox_send (f, "POST", "/llm/anthropic/v1/messages", headers, "application/json", "{}");
  g_assert_cmpuint (f->status, ==, 401);
  g_assert_cmpstr (muster_jo_str (muster_jo_obj (sandbox_reply (f), "error"), "message"), ==, "invalid x-api-key");
}

static void
ask (SandboxFixture *f,
     const char     *kind,
     gboolean        stream)
{
  g_autofree char *body = g_strdup_printf ("{'model':'%s','stream':%s,'messages':[" TICKET "]," SANDBOX_LLM_TOOLS "}", kind, stream ? "true" : "false");

  sandbox_openai (f, body);
}

static void
test_behaviours (SandboxFixture *f,
                 gconstpointer   data)
{
  static const struct { const char *kind; guint status; } refused[] = {
    { "error-400", 400 }, { "error-401", 401 }, { "error-403", 403 }, { "error-429", 429 }, { "error-500", 500 }, { "error-503", 503 },
    { "no-quota", 429 }, { "context", 400 }, { "no-tools", 400 },
  };

  sandbox_llm (f, SCRIPT);
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      ask (f, refused[i].kind, TRUE);
      g_assert_cmpuint (f->status, ==, refused[i].status);
      g_assert_nonnull (muster_jo_str (muster_jo_obj (sandbox_reply (f), "error"), "message"));
    }
  ask (f, "error-429", FALSE);
  g_assert_cmpstr (soup_message_headers_get_one (f->headers, "Retry-After"), ==, "1");
  ask (f, "html", FALSE);
  g_assert_true (g_str_has_prefix (f->text, "<!DOCTYPE html>"));
  ask (f, "garbage", FALSE);
  g_assert_null (f->reply);
  ask (f, "huge", FALSE);
  g_assert_cmpuint (strlen (f->text), >, 9000000);
  ask (f, "huge", TRUE);
  g_assert_cmpuint (strlen (f->text), >, 9000000);
  ask (f, "refuses", FALSE);
  g_assert_nonnull (strstr (f->text, "\"refusal\":\"I'm sorry"));
  ask (f, "no-plan", FALSE);
  g_assert_null (sandbox_llm_call (f, 0));
  ask (f, "wrong-tools", FALSE);
  g_assert_cmpstr (muster_jo_str (sandbox_llm_call (f, 0), "name"), ==, "get_user_info");
  ask (f, "bad-args", FALSE);
  g_assert_cmpstr (muster_jo_str (sandbox_llm_call (f, 0), "arguments"), ==, "{\"user\":[\"7\"],\"force\":true}");
  ask (f, "invalid-json", FALSE);
  g_assert_null (json_from_string (muster_jo_str (sandbox_llm_call (f, 0), "arguments"), NULL));
  ask (f, "endless", FALSE);
  g_assert_cmpstr (muster_jo_str (sandbox_llm_call (f, 0), "name"), !=, "propose_plan");
  ask (f, "tiny", FALSE);
  g_assert_cmpstr (muster_jo_str (muster_ja_obj (sandbox_rows (f, "choices"), 0), "finish_reason"), ==, "length");
  ask (f, "chatty", FALSE);
  g_assert_nonnull (muster_jo_str (muster_jo_obj (muster_ja_obj (sandbox_rows (f, "choices"), 0), "message"), "content"));
  g_assert_nonnull (sandbox_llm_call (f, 0));
}

static void
test_streams (SandboxFixture *f,
              gconstpointer   data)
{
  sandbox_llm (f, SCRIPT);
  sandbox_llm (f, "{'faults':[{'kind':'slow','ms':1}]}");
  ask (f, "scripted", TRUE);
  g_assert_true (g_str_has_suffix (f->text, "data: [DONE]\n\n"));
  /* whether the HTTP library minds or not: the end is missing */
  ask (f, "cut", TRUE);
  g_assert_true (f->error != NULL || strstr (f->text, "[DONE]") == NULL);
  ask (f, "cut", FALSE);
  g_assert_null (f->reply);
  ask (f, "stream-error", TRUE);
  g_assert_nonnull (strstr (f->text, "\"type\":\"server_error\""));
  ask (f, "keep-alive", TRUE);
  g_assert_true (g_str_has_prefix (f->text, ": keep-alive\r\n\r\ndata: "));
  g_assert_true (g_str_has_suffix (f->text, "data: [DONE]\n\n"));
  ask (f, "garbage", TRUE);
  g_assert_null (strstr (f->text, "[DONE]"));
  ask (f, "no-ids", FALSE);
  g_assert_nonnull (strstr (f->text, "\"id\":\"\""));
}

/* Faults come in their turn, as often as they are set, and are over then. */
static void
test_faults (SandboxFixture *f,
             gconstpointer   data)
{
  sandbox_llm (f, SCRIPT);
  sandbox_llm (f, "{'models':{'gpt-large':'scripted'},'faults':[{'kind':'error-429','model':'gpt-large','after':1,'times':2,'retryAfter':'3'}]}");
  ask (f, "gpt-large", FALSE);
  g_assert_cmpuint (f->status, ==, 200);
  ask (f, "scripted", FALSE);
  g_assert_cmpuint (f->status, ==, 200);
  for (guint i = 0; i < 2; i++)
    {
      ask (f, "gpt-large", FALSE);
      g_assert_cmpuint (f->status, ==, 429);
      g_assert_cmpstr (soup_message_headers_get_one (f->headers, "Retry-After"), ==, "3");
    }
  ask (f, "gpt-large", FALSE);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_control (f, "POST", "llm", "{\"faults\":[{\"kind\":\"no-such\"}]}");
  g_assert_cmpuint (f->status, ==, 400);
  sandbox_control (f, "DELETE", "llm", NULL);
  sandbox_control (f, "GET", "llm", NULL);
  g_assert_cmpuint (muster_ja_length (sandbox_rows (f, "requests")), ==, 0);
}

/* The first plan is wrong, the next is right. */
static void
test_repairs (SandboxFixture *f,
              gconstpointer   data)
{
  const char *plan = TICKET "," CALLED ",{'role':'tool','tool_call_id':'c1','content':'s1'}";
  g_autofree char *again = g_strconcat (plan, ",{'role':'assistant','content':null,'tool_calls':[{'id':'c2','type':'function','function':{'name':'propose_plan','arguments':'{}'}}]},"
                                        "{'role':'tool','tool_call_id':'c2','content':'steps is no list'}", NULL);
  JsonObject *call;

  sandbox_llm (f, SCRIPT);
  call = sandbox_llm_says (f, "repairs", plan);
  g_assert_nonnull (strstr (muster_jo_str (call, "arguments"), "\"steps\":\"none\""));
  call = sandbox_llm_says (f, "repairs", again);
  g_assert_nonnull (strstr (muster_jo_str (call, "arguments"), "\"outcome\":\"plan\""));
  call = sandbox_llm_says (f, "repairs-twice", again);
  g_assert_nonnull (strstr (muster_jo_str (call, "arguments"), "\"steps\":\"none\""));
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  add ("/sandbox/llm/script", test_script);
  add ("/sandbox/llm/openai-stream", test_openai_stream);
  add ("/sandbox/llm/openai-strict", test_openai_strict);
  add ("/sandbox/llm/azure", test_azure);
  add ("/sandbox/llm/lists", test_lists);
  add ("/sandbox/llm/anthropic", test_anthropic);
  add ("/sandbox/llm/anthropic-cache", test_anthropic_cache);
  add ("/sandbox/llm/anthropic-strict", test_anthropic_strict);
  add ("/sandbox/llm/behaviours", test_behaviours);
  add ("/sandbox/llm/streams", test_streams);
  add ("/sandbox/llm/faults", test_faults);
  add ("/sandbox/llm/repairs", test_repairs);
  return g_test_run ();
}
