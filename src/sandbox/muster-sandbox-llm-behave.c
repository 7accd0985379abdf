/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-json.h"
#include "muster-sandbox-llm.h"

/* How a model behaves is told by its name, or for a while by a fault that a test has set. Three places
 * are touched: what is refused before a model is asked, what it says, and how that goes out. */

#define HUGE_BYTES (9 * 1024 * 1024)
#define SLOW_MS 200

static void say_endless (MusterTalk *, MusterTalkReply *);
static void say_wrong_tools (MusterTalk *, MusterTalkReply *);
static void say_huge (MusterTalk *, MusterTalkReply *);
static void say_refusal (MusterTalk *, MusterTalkReply *);
static void say_bad_args (MusterTalk *, MusterTalkReply *);
static void say_no_plan (MusterTalk *, MusterTalkReply *);
static void say_repairs (MusterTalk *, MusterTalkReply *);
static void say_invalid_json (MusterTalk *, MusterTalkReply *);
static void say_chatty (MusterTalk *, MusterTalkReply *);
static void say_tiny (MusterTalk *, MusterTalkReply *);
static void say_plainly (MusterTalk *, MusterTalkReply *);

static const struct {
  const char *name;
  void      (*say) (MusterTalk *, MusterTalkReply *);
} kinds[] = {
  { "scripted",       say_plainly },
  { "hostile",        muster_llm_hostile },
  { "slow",           say_plainly },
  { "garbage",        say_plainly },
  { "endless",        say_endless },
  { "endless-stream", say_plainly },
  { "wrong-tools",    say_wrong_tools },
  { "bad-args",       say_bad_args },
  { "invalid-json",   say_invalid_json },
  { "no-plan",        say_no_plan },
  { "repairs",        say_repairs },
  { "repairs-twice",  say_repairs },
  { "refuses",        say_refusal },
  { "huge",           say_huge },
  { "tiny",           say_tiny },
  { "chatty",         say_chatty },
  { "cut",            say_plainly },
  { "stream-error",   say_plainly },
  { "keep-alive",     say_plainly },
  { "no-usage",       say_plainly },
  { "no-ids",         say_plainly },
  { "html",           say_plainly },
  { "no-tools",       say_plainly },
  { "reasoning",      say_plainly },
  { "context",        say_plainly },
  { "error-400",      say_plainly },
  { "error-401",      say_plainly },
  { "error-403",      say_plainly },
  { "error-429",      say_plainly },
  { "error-500",      say_plainly },
  { "error-503",      say_plainly },
  { "no-quota",       say_plainly },
};

const char *
muster_llm_kind_at (guint index)
{
  return index < G_N_ELEMENTS (kinds) ? kinds[index].name : NULL;
}

JsonArray *
muster_llm_kinds (void)
{
  JsonArray *names = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    json_array_add_string_element (names, kinds[i].name);
  return names;
}

static const char *
find_kind (const char *name)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].name, name))
      return kinds[i].name;
  return NULL;
}

/**
 * muster_llm_kind_of:
 * @call: a call
 * @model: a model's name
 *
 * Returns: (nullable): how it behaves; other names than the behaviours' are made by `POST /sandbox/llm`
 */
const char *
muster_llm_kind_of (MusterCall *call,
                    const char *model)
{
  JsonObject *names = muster_jo_obj (muster_llm_box (call->world)->script, "models");
  g_autofree char *plain = g_str_has_suffix (model, ":latest") ? g_strndup (model, strlen (model) - strlen (":latest")) : g_strdup (model);
  const char *kind = find_kind (plain);

  return kind != NULL ? kind : find_kind (muster_jo_str (names, plain));
}

/**
 * muster_llm_take_fault:
 * @talk: a talk
 *
 * Lets the first fault that fits decide how the model behaves this time.
 */
void
muster_llm_take_fault (MusterTalk *talk)
{
  JsonArray *faults = muster_llm_box (talk->call->world)->faults;

  for (guint i = 0; i < json_array_get_length (faults); i++)
    {
      JsonObject *fault = muster_ja_obj (faults, i);
      const char *model = muster_jo_str (fault, "model"), *ticket = muster_jo_str (fault, "ticket"), *protocol = muster_jo_str (fault, "protocol");
      gint64 times = muster_jo_int (fault, "times", 1), used = muster_jo_int (fault, "used", 0), seen = muster_jo_int (fault, "seen", 0);

      if ((model != NULL && !g_str_equal (model, talk->model)) || (ticket != NULL && g_strcmp0 (ticket, talk->ticket) != 0)
          || (protocol != NULL && !g_str_equal (protocol, talk->protocol)) || (times >= 0 && used >= times))
        continue;
      json_object_set_int_member (fault, "seen", seen + 1);
      if (seen < muster_jo_int (fault, "after", 0))
        continue;
      json_object_set_int_member (fault, "used", used + 1);
      talk->kind = find_kind (muster_jo_str (fault, "kind"));
      talk->ms = (guint) muster_jo_int (fault, "ms", 0);
      talk->retry_after = muster_jo_str (fault, "retryAfter");
      return;
    }
}

gboolean
muster_llm_is_kind (const char *name)
{
  return find_kind (name) != NULL;
}

/* --- before a model is asked --- */

static void
fail (MusterTalk *talk,
      guint       status,
      const char *anthropic_type,
      const char *openai_type,
      const char *code,
      const char *message)
{
  g_autofree char *number = g_strdup_printf ("%u", status);

  if (g_str_equal (talk->protocol, "anthropic"))
    muster_llm_anthropic_fail (talk->call, status, anthropic_type, message);
  else if (g_str_equal (talk->protocol, "azure") && (status == 401 || status == 403 || status == 429))
    muster_llm_azure_fail (talk->call, status, number, message);
  else
    muster_llm_openai_fail (talk->call, status, openai_type, NULL, code, message);
}

static void
fail_for_a_while (MusterTalk *talk,
                  guint       status)
{
  const char *after = talk->retry_after != NULL ? talk->retry_after : "1";
  gboolean anthropic = g_str_equal (talk->protocol, "anthropic");

  if (status == 429)
    fail (talk, 429, "rate_limit_error", "tokens", "rate_limit_exceeded",
          anthropic ? "This request would exceed the rate limit for your organization of 50,000 input tokens per minute."
          : g_str_equal (talk->protocol, "azure") ? "Requests to the ChatCompletions_Create Operation under Azure OpenAI API have exceeded token rate limit of your current OpenAI S0 pricing tier. Please retry after 1 second."
                                                  : "Rate limit reached for this model on tokens per min (TPM): Limit 30000, Used 29990, Requested 1000. Please try again in 1s.");
  else
    fail (talk, anthropic ? 529 : 503, "overloaded_error", "server_error", NULL, anthropic ? "Overloaded" : "The engine is currently overloaded, please try again later");
  if (*after != '\0')
    muster_call_add_header (talk->call, "Retry-After", after);
}

static gboolean
refuse_tools (MusterTalk *talk)
{
  g_autofree char *message = g_strdup_printf ("registry.ollama.ai/library/%s does not support tools", talk->model);

  if (talk->tools->len == 0)
    return FALSE;
  fail (talk, 400, "invalid_request_error", "api_error", NULL, message);
  return TRUE;
}

/* Models that think take no `max_tokens` and no temperature of one's own. */
static gboolean
refuse_parameters (MusterTalk *talk)
{
  static const struct { const char *name, *message; } refused[] = {
    { "max_tokens", "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead." },
    { "temperature", "Unsupported value: 'temperature' does not support this value with this model. Only the default (1) value is supported." },
    { "parallel_tool_calls", "Unsupported parameter: 'parallel_tool_calls' is not supported with this model." },
  };
  JsonObject *body = muster_call_object (talk->call);

  for (gsize i = 0; !g_str_equal (talk->protocol, "anthropic") && i < G_N_ELEMENTS (refused); i++)
    if (json_object_has_member (body, refused[i].name))
      {
        muster_llm_openai_fail (talk->call, 400, "invalid_request_error", refused[i].name,
                                i == 1 ? "unsupported_value" : "unsupported_parameter", refused[i].message);
        return TRUE;
      }
  return FALSE;
}

/**
 * muster_llm_refuse:
 * @talk: a talk
 *
 * Answers in place of a model, where the behaviour is a vendor's refusal.
 *
 * Returns: whether it did
 */
gboolean
muster_llm_refuse (MusterTalk *talk)
{
  const char *kind = talk->kind;
  gboolean anthropic = g_str_equal (talk->protocol, "anthropic");

  if (g_str_equal (kind, "no-tools"))
    return refuse_tools (talk);
  if (g_str_equal (kind, "reasoning"))
    return refuse_parameters (talk);
  if (g_str_equal (kind, "error-429") || g_str_equal (kind, "error-503"))
    fail_for_a_while (talk, g_str_equal (kind, "error-429") ? 429 : 503);
  else if (g_str_equal (kind, "error-500"))
    fail (talk, 500, "api_error", "server_error", NULL, anthropic ? "Internal server error" : "The server had an error while processing your request. Sorry about that!");
  else if (g_str_equal (kind, "error-400"))
    fail (talk, 400, "invalid_request_error", "invalid_request_error", NULL, "The request is not in order.");
  else if (g_str_equal (kind, "error-401"))
    fail (talk, 401, "authentication_error", "invalid_request_error", "invalid_api_key", anthropic ? "invalid x-api-key" : "Incorrect API key provided.");
  else if (g_str_equal (kind, "error-403"))
    fail (talk, 403, "permission_error", "invalid_request_error", "unsupported_country_region_territory", "Country, region, or territory not supported");
  else if (g_str_equal (kind, "no-quota") && anthropic)
    fail (talk, 400, "invalid_request_error", NULL, NULL, "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.");
  else if (g_str_equal (kind, "no-quota"))
    fail (talk, 429, NULL, "insufficient_quota", "insufficient_quota", "You exceeded your current quota, please check your plan and billing details.");
  else if (g_str_equal (kind, "context"))
    fail (talk, 400, "invalid_request_error", "invalid_request_error", "context_length_exceeded",
          anthropic ? "prompt is too long: 208310 tokens > 200000 maximum"
                    : "This model's maximum context length is 8192 tokens. However, your messages resulted in 9134 tokens. Please reduce the length of the messages.");
  else if (g_str_equal (kind, "html"))
    muster_call_reply_text (talk->call, 200, "text/html; charset=utf-8", "<!DOCTYPE html><html><head><title>Sign in to the network</title></head><body><form method=\"post\"></form></body></html>");
  else if (g_str_equal (kind, "refuses") && g_str_equal (talk->protocol, "azure"))
    muster_llm_openai_fail (talk->call, 400, NULL, "prompt", "content_filter",
                            "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry.");
  else
    return FALSE;
  return TRUE;
}

/* --- what is said --- */

static void
say_plainly (MusterTalk      *talk,
             MusterTalkReply *reply)
{
  if (!muster_llm_scripted (talk, reply))
    muster_llm_plain (talk, reply);
}

/* How often a plan has been proposed already */
static guint
count_plans (MusterTalk *talk)
{
  guint plans = 0;

  for (guint i = 0; i < talk->messages->len; i++)
    {
      MusterTalkMessage *message = talk->messages->pdata[i];

      for (guint c = 0; c < message->calls->len; c++)
        plans += g_str_equal (((MusterTalkCall *) message->calls->pdata[c])->name, "propose_plan");
    }
  return plans;
}

/* Calls a tool that reads, again and again, each time with something else */
static void
say_endless (MusterTalk      *talk,
             MusterTalkReply *reply)
{
  guint turn = muster_talk_turns (talk), readers = 0;

  for (guint pass = 0; pass < 2 && reply->calls->len == 0; pass++)
    for (guint i = 0; i < talk->tools->len; i++)
      {
        MusterTalkTool *tool = talk->tools->pdata[i];
        JsonObject *arguments;
        g_autofree char *query = g_strdup_printf ("attempt %u", turn);

        if (g_str_equal (tool->name, "propose_plan") || (pass == 0 && (strstr (tool->name, "find") == NULL && strstr (tool->name, "search") == NULL)))
          continue;
        if (reply->calls->len > 0 || readers++ < turn % 2)
          continue;
        arguments = muster_llm_sample (tool->schema);
        if (json_object_has_member (muster_jo_obj (tool->schema, "properties") != NULL ? muster_jo_obj (tool->schema, "properties") : arguments, "query"))
          json_object_set_string_member (arguments, "query", query);
        muster_talk_call (reply, tool->name, arguments);
      }
  if (reply->calls->len == 0)
    muster_talk_say (reply, "Let me think about that once more.");
}

static void
say_wrong_tools (MusterTalk      *talk,
                 MusterTalkReply *reply)
{
  static const char *const names[] = { "get_user_info", "microsoft365__get_user", "microsoft365__delete-tenant", "run_powershell", "proposeplan", "functions__propose_plan" };

  muster_talk_call (reply, names[muster_talk_turns (talk) % G_N_ELEMENTS (names)], muster_jo_new ("user:s", "someone@example.com", NULL));
}

static void
say_huge (MusterTalk      *talk,
          MusterTalkReply *reply)
{
  reply->text = g_malloc (HUGE_BYTES + 1);
  memset (reply->text, 'x', HUGE_BYTES);
  reply->text[HUGE_BYTES] = '\0';
}

static void
say_refusal (MusterTalk      *talk,
             MusterTalkReply *reply)
{
  muster_talk_say (reply, "I'm sorry, but I can't help with that.");
  reply->stop = "refusal";
}

/* Each member of the arguments with another type */
static void
spoil_arguments (MusterTalkReply *reply)
{
  for (guint i = 0; i < reply->calls->len; i++)
    {
      MusterTalkCall *call = reply->calls->pdata[i];
      JsonObject *arguments = call->arguments != NULL && JSON_NODE_HOLDS_OBJECT (call->arguments) ? json_node_get_object (call->arguments) : NULL;
      g_autoptr(GList) names = arguments != NULL ? json_object_get_members (arguments) : NULL;

      for (GList *l = names; l != NULL; l = l->next)
        if (JSON_NODE_HOLDS_VALUE (json_object_get_member (arguments, l->data)))
          json_object_set_array_member (arguments, l->data, muster_ja_strings ("7", NULL));
        else
          json_object_set_string_member (arguments, l->data, "none");
      if (arguments != NULL)
        json_object_set_boolean_member (arguments, "force", TRUE);
    }
}

static void
say_bad_args (MusterTalk      *talk,
              MusterTalkReply *reply)
{
  say_plainly (talk, reply);
  spoil_arguments (reply);
}

static void
say_no_plan (MusterTalk      *talk,
             MusterTalkReply *reply)
{
  muster_talk_say (reply, "I would first look at the account, and then I would reset the password. Shall I go on?");
}

/* Its first plan (or its first two) names a tool that does not exist and has arguments of wrong types. */
static void
say_repairs (MusterTalk      *talk,
             MusterTalkReply *reply)
{
  guint wrong = g_str_equal (talk->kind, "repairs-twice") ? 2 : 1;

  say_plainly (talk, reply);
  if (reply->calls->len == 1 && g_str_equal (((MusterTalkCall *) reply->calls->pdata[0])->name, "propose_plan") && count_plans (talk) < wrong)
    spoil_arguments (reply);
}

static void
say_invalid_json (MusterTalk      *talk,
                  MusterTalkReply *reply)
{
  say_plainly (talk, reply);
  for (guint i = 0; i < reply->calls->len; i++)
    {
      MusterTalkCall *call = reply->calls->pdata[i];
      g_autofree char *arguments = muster_talk_arguments (call);

      call->raw = g_strdup_printf ("%.*s, \"and\": }", (int) MAX (strlen (arguments), 1) - 1, arguments);
    }
}

/* Says a sentence before it calls */
static void
say_chatty (MusterTalk      *talk,
            MusterTalkReply *reply)
{
  say_plainly (talk, reply);
  if (reply->calls->len > 0)
    muster_talk_say (reply, "Let me look at that. Überprüfe das Konto …");
}

/* Comes to its limit at once */
static void
say_tiny (MusterTalk      *talk,
          MusterTalkReply *reply)
{
  say_plainly (talk, reply);
  talk->max_output = 8;
}

/**
 * muster_llm_answer:
 * @talk: a talk
 * @reply: what will be said
 *
 * Lets the model speak.
 */
void
muster_llm_answer (MusterTalk      *talk,
                   MusterTalkReply *reply)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].name, talk->kind))
      kinds[i].say (talk, reply);
}

/* --- how it goes out --- */

/* What would go out in one piece as a stream of a few */
static void
make_stream (MusterCall *call)
{
  g_autoptr(GBytes) whole = call->reply != NULL ? g_bytes_ref (call->reply) : NULL;
  gsize size = whole != NULL ? g_bytes_get_size (whole) : 0;

  if (call->stream != NULL || whole == NULL)
    return;
  call->stream = muster_sandbox_stream_new ();
  for (gsize at = 0; at < size; at += 256)
    g_ptr_array_add (call->stream->pieces, g_bytes_new_from_bytes (whole, at, MIN (256, size - at)));
}

static void
put_error (MusterTalk *talk)
{
  GPtrArray *pieces = talk->call->stream->pieces;

  g_ptr_array_set_size (pieces, (int) MAX (pieces->len / 2, 1));
  muster_sandbox_stream_add (talk->call->stream, g_str_equal (talk->protocol, "anthropic")
                             ? "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n"
                             : "data: {\"error\":{\"message\":\"The server had an error while processing your request. Sorry about that!\",\"type\":\"server_error\",\"param\":null,\"code\":null}}\n\n");
}

/* Comments between the events, as servers send them that must not let a proxy fall asleep */
static void
put_comments (MusterSandboxStream *stream)
{
  for (guint i = stream->pieces->len; i > 0; i--)
    g_ptr_array_insert (stream->pieces, (int) i - 1, g_bytes_new_static (": keep-alive\r\n\r\n", 16));
}

/**
 * muster_llm_spoil:
 * @talk: a talk that is answered
 *
 * Does to the answer what its behaviour does to it on the way.
 */
void
muster_llm_spoil (MusterTalk *talk)
{
  MusterCall *call = talk->call;
  const char *kind = talk->kind;

  if (g_str_equal (kind, "slow"))
    {
      make_stream (call);
      call->stream->ms = talk->ms > 0 ? talk->ms : SLOW_MS;
      call->stream->first_ms = call->stream->ms;
    }
  else if (g_str_equal (kind, "cut"))
    {
      make_stream (call);
      g_ptr_array_set_size (call->stream->pieces, (int) MAX (call->stream->pieces->len / 2, 1));
      call->stream->cut = TRUE;
    }
  else if (g_str_equal (kind, "garbage") && call->stream != NULL)
    {
      g_ptr_array_set_size (call->stream->pieces, 2);
      muster_sandbox_stream_add (call->stream, "data: {\"choices\": [{\"delta\": {\"content\": \"\x01\xff\xfe\n\n");
      muster_sandbox_stream_add (call->stream, "\x1f\x8b\x08 <no event> {{{{\n\ndata: [DONE\n\n");
    }
  else if (g_str_equal (kind, "garbage"))
    muster_call_reply_text (call, 200, "application/json", "{\"id\": \"x\", \"choices\": [{\"message\": {\"content\": \x01\xff\xfe ]]");
  else if (g_str_equal (kind, "endless-stream") && call->stream != NULL)
    {
      g_ptr_array_set_size (call->stream->pieces, (int) MIN (call->stream->pieces->len, 3));
      call->stream->endless = TRUE;
      call->stream->ms = talk->ms > 0 ? talk->ms : 1;
    }
  else if (g_str_equal (kind, "stream-error") && call->stream != NULL)
    put_error (talk);
  else if (g_str_equal (kind, "keep-alive") && call->stream != NULL)
    put_comments (call->stream);
}
