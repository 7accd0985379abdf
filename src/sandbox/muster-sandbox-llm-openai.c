/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-json.h"
#include "muster-sandbox-llm.h"

/* OpenAI's chat completions, which Azure, Ollama, llama.cpp and vLLM speak too. */

/**
 * muster_llm_openai_fail:
 * @call: a call
 * @status: HTTP status
 * @type: kind of error
 * @param: (nullable): which parameter
 * @code: (nullable): the error's name
 * @message: the words
 *
 * Answers in OpenAI's shape of an error.
 */
void
muster_llm_openai_fail (MusterCall *call,
                        guint       status,
                        const char *type,
                        const char *param,
                        const char *code,
                        const char *message)
{
  muster_call_reply_object (call, status,
                            muster_jo_new ("error:o", muster_jo_new ("message:s", message, "type:S", type, "param:S", param, "code:S", code, NULL), NULL));
}

/* Azure's own errors, in front of the model: two members and no more */
void
muster_llm_azure_fail (MusterCall *call,
                       guint       status,
                       const char *code,
                       const char *message)
{
  muster_call_reply_object (call, status, muster_jo_new ("error:o", muster_jo_new ("code:s", code, "message:s", message, NULL), NULL));
}

static char *
text_of (JsonNode *content)
{
  g_autoptr(GString) text = g_string_new (NULL);

  if (content == NULL || JSON_NODE_HOLDS_NULL (content))
    return g_strdup ("");
  if (JSON_NODE_HOLDS_VALUE (content))
    return g_strdup (json_node_get_string (content));
  for (guint i = 0; i < json_array_get_length (json_node_get_array (content)); i++)
    {
      const char *part = muster_jo_str (muster_ja_obj (json_node_get_array (content), i), "text");

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", part != NULL ? part : "");
    }
  return g_strdup (text->str);
}

static void
read_message (MusterTalk *talk,
              JsonObject *object)
{
  const char *role = muster_jo_str (object, "role");
  g_autofree char *text = text_of (json_object_get_member (object, "content"));
  JsonArray *calls = muster_jo_arr (object, "tool_calls");
  gboolean system = g_str_equal (role, "system") || g_str_equal (role, "developer");
  MusterTalkMessage *message = muster_talk_add (talk, system ? "system" : g_str_equal (role, "assistant") ? "assistant"
                                                : g_str_equal (role, "tool") ? "tool" : "user", text);

  message->call_id = g_strdup (muster_jo_str (object, "tool_call_id"));
  muster_talk_show (talk, system ? &talk->system_chars : &talk->message_chars, text);
  for (guint i = 0; i < muster_ja_length (calls); i++)
    {
      JsonObject *call = muster_ja_obj (calls, i), *function = muster_jo_obj (call, "function");
      const char *arguments = muster_jo_str (function, "arguments");
      g_autoptr(JsonNode) node = json_from_string (arguments, NULL);

      muster_talk_add_call (message->calls, muster_jo_str (call, "id"), muster_jo_str (function, "name"), node, arguments);
      muster_talk_show (talk, &talk->message_chars, muster_jo_str (function, "name"));
      muster_talk_show (talk, &talk->message_chars, arguments);
    }
}

/**
 * muster_llm_openai_read:
 * @talk: an empty talk
 * @body: the request
 *
 * Reads a request in OpenAI's shape; one that is not in order is refused at once.
 *
 * Returns: whether there is something to answer
 */
gboolean
muster_llm_openai_read (MusterTalk *talk,
                        JsonObject *body)
{
  JsonArray *tools, *messages;
  JsonNode *choice;

  if (!muster_llm_openai_check (talk->call, body))
    return FALSE;
  tools = muster_jo_arr (body, "tools");
  messages = muster_jo_arr (body, "messages");
  choice = json_object_get_member (body, "tool_choice");
  for (guint i = 0; i < muster_ja_length (tools); i++)
    {
      JsonObject *function = muster_jo_obj (muster_ja_obj (tools, i), "function");
      g_autofree char *text = muster_jo_text (function);

      muster_talk_add_tool (talk, muster_jo_str (function, "name"), muster_jo_str (function, "description"), muster_jo_obj (function, "parameters"));
      muster_talk_show (talk, &talk->tools_chars, text);
    }
  for (guint i = 0; i < json_array_get_length (messages); i++)
    read_message (talk, muster_ja_obj (messages, i));
  talk->stream = muster_jo_bool (body, "stream", FALSE);
  talk->with_usage = muster_jo_bool (muster_jo_obj (body, "stream_options"), "include_usage", FALSE);
  talk->one_call = !muster_jo_bool (body, "parallel_tool_calls", TRUE);
  talk->max_output = muster_jo_int (body, "max_completion_tokens", muster_jo_int (body, "max_tokens", 0));
  if (choice != NULL)
    {
      g_free (talk->choice);
      talk->choice = g_strdup (JSON_NODE_HOLDS_VALUE (choice) ? json_node_get_string (choice)
                               : muster_jo_str (muster_jo_obj (json_node_get_object (choice), "function"), "name"));
    }
  return TRUE;
}

static const char *
finish_of (MusterTalk      *talk,
           MusterTalkReply *reply)
{
  if (g_str_equal (reply->stop, "length"))
    return "length";
  if (g_str_equal (reply->stop, "refusal") && g_str_equal (talk->protocol, "azure"))
    return "content_filter";
  /* where the caller names the function, the vendor says that it has stopped */
  if (reply->calls->len > 0 && (g_str_equal (talk->choice, "auto") || g_str_equal (talk->choice, "required")))
    return "tool_calls";
  return "stop";
}

static JsonObject *
usage_of (MusterTalk      *talk,
          MusterTalkReply *reply)
{
  JsonObject *read = muster_jo_new ("cached_tokens:d", (int) talk->cached_tokens, "audio_tokens:d", 0, NULL);
  JsonObject *said = muster_jo_new ("reasoning_tokens:d", 0, "audio_tokens:d", 0, "accepted_prediction_tokens:d", 0,
                                    "rejected_prediction_tokens:d", 0, NULL);

  return muster_jo_new ("prompt_tokens:d", (int) talk->prompt_tokens, "completion_tokens:d", (int) reply->tokens,
                        "total_tokens:d", (int) (talk->prompt_tokens + reply->tokens),
                        "prompt_tokens_details:o", read, "completion_tokens_details:o", said, NULL);
}

static JsonObject *
head_of (MusterTalk *talk,
         const char *id,
         const char *object)
{
  gint64 created = muster_world_now (talk->call->world) / G_USEC_PER_SEC;

  return muster_jo_new ("id:s", id, "object:s", object, "created:i", created, "model:s", talk->model,
                        "service_tier:s", "default", "system_fingerprint:s", "fp_sandbox", NULL);
}

static JsonObject *
show_call (MusterTalkCall *call,
           const char     *arguments)
{
  return muster_jo_new ("id:s", call->id, "type:s", "function",
                        "function:o", muster_jo_new ("name:s", call->name, "arguments:s", arguments, NULL), NULL);
}

static void
write_whole (MusterTalk      *talk,
             MusterTalkReply *reply,
             const char      *id)
{
  JsonObject *message = muster_jo_new ("role:s", "assistant", "content:S", reply->text, "refusal:S", NULL, "annotations:a", json_array_new (), NULL);
  JsonObject *object = head_of (talk, id, "chat.completion"), *choice;
  JsonArray *calls = json_array_new (), *choices = json_array_new ();

  for (guint i = 0; i < reply->calls->len; i++)
    {
      g_autofree char *arguments = muster_talk_arguments (reply->calls->pdata[i]);

      json_array_add_object_element (calls, show_call (reply->calls->pdata[i], arguments));
    }
  if (g_str_equal (reply->stop, "refusal"))
    {
      json_object_set_null_member (message, "content");
      json_object_set_string_member (message, "refusal", reply->text);
    }
  if (reply->calls->len > 0)
    json_object_set_array_member (message, "tool_calls", calls);
  else
    json_array_unref (calls);
  choice = muster_jo_new ("index:d", 0, "message:o", message, "logprobs:S", NULL, "finish_reason:s", finish_of (talk, reply), NULL);
  json_array_add_object_element (choices, choice);
  muster_jo_add (object, "choices:a", choices, NULL);
  if (!g_str_equal (talk->kind, "no-usage"))
    muster_jo_add (object, "usage:o", usage_of (talk, reply), NULL);
  muster_call_reply_object (talk->call, 200, object);
}

/* --- as a stream --- */

/* One event; @delta (transfer full) (nullable): without one there are no choices */
static void
add_event (MusterTalk *talk,
           const char *id,
           JsonObject *delta,
           const char *finish,
           JsonObject *usage)
{
  JsonObject *object = head_of (talk, id, "chat.completion.chunk");
  JsonArray *choices = json_array_new ();
  g_autofree char *text = NULL;
  g_autofree char *event = NULL;

  if (delta != NULL)
    json_array_add_object_element (choices, muster_jo_new ("index:d", 0, "delta:o", delta, "logprobs:S", NULL, "finish_reason:S", finish, NULL));
  muster_jo_add (object, "choices:a", choices, NULL);
  if (talk->with_usage)
    muster_jo_add (object, "usage:O", usage, NULL);
  else
    g_clear_pointer (&usage, json_object_unref);
  text = muster_jo_text (object);
  event = g_strdup_printf ("data: %s\n\n", text);
  muster_sandbox_stream_add (talk->call->stream, event);
  json_object_unref (object);
}

static JsonObject *
call_delta (JsonObject *call,
            guint       index)
{
  JsonArray *calls = json_array_new ();

  json_object_set_int_member (call, "index", index);
  json_array_add_object_element (calls, call);
  return muster_jo_new ("tool_calls:a", calls, NULL);
}

static void
stream_call (MusterTalk     *talk,
             const char     *id,
             MusterTalkCall *call,
             guint           index)
{
  g_autofree char *arguments = muster_talk_arguments (call);
  g_autoptr(GPtrArray) pieces = muster_talk_pieces (arguments);

  add_event (talk, id, call_delta (show_call (call, ""), index), NULL, NULL);
  for (guint i = 0; i < pieces->len; i++)
    {
      JsonObject *piece = muster_jo_new ("function:o", muster_jo_new ("arguments:s", pieces->pdata[i], NULL), NULL);

      add_event (talk, id, call_delta (piece, index), NULL, NULL);
    }
}

static void
write_stream (MusterTalk      *talk,
              MusterTalkReply *reply,
              const char      *id)
{
  const char *member = g_str_equal (reply->stop, "refusal") ? "refusal:s" : "content:s";

  talk->call->stream = muster_sandbox_stream_new ();
  talk->call->status = 200;
  talk->call->content_type = g_strdup ("text/event-stream; charset=utf-8");
  add_event (talk, id, muster_jo_new ("role:s", "assistant", "content:S", reply->text != NULL ? "" : NULL, "refusal:S", NULL, NULL), NULL, NULL);
  if (reply->text != NULL)
    {
      g_autoptr(GPtrArray) pieces = muster_talk_pieces (reply->text);

      for (guint i = 0; i < pieces->len; i++)
        add_event (talk, id, muster_jo_new (member, pieces->pdata[i], NULL), NULL, NULL);
    }
  for (guint i = 0; i < reply->calls->len; i++)
    stream_call (talk, id, reply->calls->pdata[i], i);
  add_event (talk, id, json_object_new (), finish_of (talk, reply), NULL);
  if (talk->with_usage && !g_str_equal (talk->kind, "no-usage"))
    add_event (talk, id, NULL, NULL, usage_of (talk, reply));
  muster_sandbox_stream_add (talk->call->stream, "data: [DONE]\n\n");
}

/**
 * muster_llm_openai_write:
 * @talk: a request
 * @reply: what is said to it
 *
 * Answers in OpenAI's shape, whole or as a stream.
 */
void
muster_llm_openai_write (MusterTalk      *talk,
                         MusterTalkReply *reply)
{
  g_autofree char *id = g_strdup_printf ("chatcmpl-%08X%08X", g_random_int (), g_random_int ());
  g_autofree char *request = g_strdup_printf ("req_%08x%08x", g_random_int (), g_random_int ());

  if (talk->stream)
    write_stream (talk, reply, id);
  else
    write_whole (talk, reply, id);
  muster_call_add_header (talk->call, "x-request-id", request);
}
