/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-json.h"
#include "muster-sandbox-llm.h"

/* Anthropic's messages. */

/**
 * muster_llm_anthropic_fail:
 * @call: a call
 * @status: HTTP status
 * @type: kind of error
 * @message: the words
 *
 * Answers in Anthropic's shape of an error.
 */
void
muster_llm_anthropic_fail (MusterCall *call,
                           guint       status,
                           const char *type,
                           const char *message)
{
  g_autofree char *request = g_strdup_printf ("req_011C%08x%08x", g_random_int (), g_random_int ());

  muster_call_reply_object (call, status, muster_jo_new ("type:s", "error", "error:o", muster_jo_new ("type:s", type, "message:s", message, NULL),
                                                         "request_id:s", request, NULL));
  muster_call_add_header (call, "request-id", request);
}

static char *
text_of (JsonNode *content)
{
  g_autoptr(GString) text = g_string_new (NULL);

  if (content == NULL || JSON_NODE_HOLDS_NULL (content))
    return g_strdup ("");
  if (JSON_NODE_HOLDS_VALUE (content))
    return g_strdup (json_node_get_string (content));
  for (guint i = 0; JSON_NODE_HOLDS_ARRAY (content) && i < json_array_get_length (json_node_get_array (content)); i++)
    {
      const char *part = muster_jo_str (muster_ja_obj (json_node_get_array (content), i), "text");

      if (part != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", part);
    }
  return g_strdup (text->str);
}

/* The prompt up to here may be kept where the caller says so. */
static void
mark (MusterTalk *talk,
      JsonObject *block)
{
  gsize end = talk->prompt->len;

  if (block != NULL && muster_jo_has (block, "cache_control"))
    g_array_append_val (talk->marks, end);
}

static void
read_block (MusterTalk *talk,
            JsonObject *block,
            const char *role)
{
  const char *type = muster_jo_str (block, "type");

  if (g_str_equal (type, "tool_result"))
    {
      g_autofree char *text = text_of (json_object_get_member (block, "content"));

      muster_talk_add (talk, "tool", text)->call_id = g_strdup (muster_jo_str (block, "tool_use_id"));
      muster_talk_show (talk, &talk->message_chars, text);
    }
  else if (g_str_equal (type, "tool_use"))
    {
      MusterTalkMessage *last = talk->messages->len > 0 ? talk->messages->pdata[talk->messages->len - 1] : NULL;
      g_autofree char *input = muster_jo_text (muster_jo_obj (block, "input"));

      if (last == NULL || !g_str_equal (last->role, "assistant"))
        last = muster_talk_add (talk, "assistant", "");
      muster_talk_add_call (last->calls, muster_jo_str (block, "id"), muster_jo_str (block, "name"), json_object_get_member (block, "input"), NULL);
      muster_talk_show (talk, &talk->message_chars, muster_jo_str (block, "name"));
      muster_talk_show (talk, &talk->message_chars, input);
    }
  else
    {
      muster_talk_add (talk, role, muster_jo_str (block, "text"));
      muster_talk_show (talk, &talk->message_chars, muster_jo_str (block, "text"));
    }
  mark (talk, block);
}

static void
read_system (MusterTalk *talk,
             JsonObject *body)
{
  JsonArray *blocks = muster_jo_arr (body, "system");

  if (muster_jo_str (body, "system") != NULL)
    {
      muster_talk_add (talk, "system", muster_jo_str (body, "system"));
      muster_talk_show (talk, &talk->system_chars, muster_jo_str (body, "system"));
    }
  for (guint i = 0; i < muster_ja_length (blocks); i++)
    {
      muster_talk_add (talk, "system", muster_jo_str (muster_ja_obj (blocks, i), "text"));
      muster_talk_show (talk, &talk->system_chars, muster_jo_str (muster_ja_obj (blocks, i), "text"));
      mark (talk, muster_ja_obj (blocks, i));
    }
}

/**
 * muster_llm_anthropic_read:
 * @talk: an empty talk
 * @body: the request
 *
 * Reads a request in Anthropic's shape; one that is not in order is refused at once.
 *
 * Returns: whether there is something to answer
 */
gboolean
muster_llm_anthropic_read (MusterTalk *talk,
                           JsonObject *body)
{
  JsonArray *tools, *messages;
  JsonObject *choice = muster_jo_obj (body, "tool_choice");
  const char *kind = muster_jo_str (choice, "type");

  if (!muster_llm_anthropic_check (talk->call, body))
    return FALSE;
  tools = muster_jo_arr (body, "tools");
  messages = muster_jo_arr (body, "messages");
  for (guint i = 0; i < muster_ja_length (tools); i++)
    {
      JsonObject *tool = muster_ja_obj (tools, i);
      g_autofree char *text = muster_jo_text (tool);

      muster_talk_add_tool (talk, muster_jo_str (tool, "name"), muster_jo_str (tool, "description"), muster_jo_obj (tool, "input_schema"));
      muster_talk_show (talk, &talk->tools_chars, text);
      mark (talk, tool);
    }
  read_system (talk, body);
  for (guint m = 0; m < json_array_get_length (messages); m++)
    {
      JsonObject *message = muster_ja_obj (messages, m);
      const char *role = g_str_equal (muster_jo_str (message, "role"), "assistant") ? "assistant" : "user";
      JsonArray *blocks = muster_jo_arr (message, "content");

      if (blocks == NULL)
        {
          muster_talk_add (talk, role, muster_jo_str (message, "content"));
          muster_talk_show (talk, &talk->message_chars, muster_jo_str (message, "content"));
        }
      for (guint b = 0; b < muster_ja_length (blocks); b++)
        read_block (talk, muster_ja_obj (blocks, b), role);
    }
  talk->stream = muster_jo_bool (body, "stream", FALSE);
  talk->max_output = muster_jo_int (body, "max_tokens", 0);
  talk->one_call = muster_jo_bool (choice, "disable_parallel_tool_use", FALSE);
  g_free (talk->choice);
  talk->choice = g_strdup (g_strcmp0 (kind, "any") == 0 ? "required" : g_strcmp0 (kind, "tool") == 0 ? muster_jo_str (choice, "name")
                           : kind != NULL ? kind : "auto");
  return TRUE;
}

static const char *
stop_of (MusterTalkReply *reply)
{
  if (g_str_equal (reply->stop, "length"))
    return "max_tokens";
  if (g_str_equal (reply->stop, "refusal"))
    return "refusal";
  return reply->calls->len > 0 ? "tool_use" : "end_turn";
}

static JsonObject *
usage_of (MusterTalk *talk,
          guint       output)
{
  guint fresh = talk->prompt_tokens - MIN (talk->prompt_tokens, talk->cached_tokens + talk->written_tokens);

  return muster_jo_new ("input_tokens:d", (int) fresh, "cache_creation_input_tokens:d", (int) talk->written_tokens,
                        "cache_read_input_tokens:d", (int) talk->cached_tokens,
                        "cache_creation:o", muster_jo_new ("ephemeral_5m_input_tokens:d", (int) talk->written_tokens, "ephemeral_1h_input_tokens:d", 0, NULL),
                        "output_tokens:d", (int) output, "service_tier:s", "standard", NULL);
}

static JsonObject *
message_of (MusterTalk *talk,
            const char *id,
            JsonArray  *content,
            const char *stop,
            guint       output)
{
  return muster_jo_new ("id:s", id, "type:s", "message", "role:s", "assistant", "model:s", talk->model, "content:a", content,
                        "stop_reason:S", stop, "stop_sequence:S", NULL, "usage:o", usage_of (talk, output), NULL);
}

static void
write_whole (MusterTalk      *talk,
             MusterTalkReply *reply,
             const char      *id)
{
  JsonArray *content = json_array_new ();

  if (reply->text != NULL)
    json_array_add_object_element (content, muster_jo_new ("type:s", "text", "text:s", reply->text, NULL));
  for (guint i = 0; i < reply->calls->len; i++)
    {
      MusterTalkCall *call = reply->calls->pdata[i];
      JsonObject *block = muster_jo_new ("type:s", "tool_use", "id:s", call->id, "name:s", call->name, NULL);

      /* what breaks off is no object; whole answers then have what there is of it */
      if (call->raw == NULL && call->arguments != NULL)
        json_object_set_member (block, "input", json_node_copy (call->arguments));
      else
        json_object_set_object_member (block, "input", json_object_new ());
      json_array_add_object_element (content, block);
    }
  muster_call_reply_object (talk->call, 200, message_of (talk, id, content, stop_of (reply), reply->tokens));
}

/* @object: (transfer full) */
static void
add_event (MusterTalk *talk,
           const char *name,
           JsonObject *object)
{
  g_autofree char *text = NULL;
  g_autofree char *event = NULL;

  json_object_set_string_member (object, "type", name);
  text = muster_jo_text (object);
  event = g_strdup_printf ("event: %s\ndata: %s\n\n", name, text);
  muster_sandbox_stream_add (talk->call->stream, event);
  json_object_unref (object);
}

/* @block: (transfer full) */
static void
stream_block (MusterTalk *talk,
              guint       index,
              JsonObject *block,
              const char *delta,
              const char *member,
              const char *text)
{
  g_autoptr(GPtrArray) pieces = muster_talk_pieces (text);

  add_event (talk, "content_block_start", muster_jo_new ("index:d", (int) index, "content_block:o", block, NULL));
  for (guint i = 0; i < pieces->len; i++)
    add_event (talk, "content_block_delta", muster_jo_new ("index:d", (int) index,
                                                           "delta:o", muster_jo_new ("type:s", delta, member, pieces->pdata[i], NULL), NULL));
  add_event (talk, "content_block_stop", muster_jo_new ("index:d", (int) index, NULL));
}

static void
write_stream (MusterTalk      *talk,
              MusterTalkReply *reply,
              const char      *id)
{
  guint index = 0;

  talk->call->stream = muster_sandbox_stream_new ();
  talk->call->status = 200;
  talk->call->content_type = g_strdup ("text/event-stream; charset=utf-8");
  add_event (talk, "message_start", muster_jo_new ("message:o", message_of (talk, id, json_array_new (), NULL, 1), NULL));
  add_event (talk, "ping", json_object_new ());
  if (reply->text != NULL)
    stream_block (talk, index++, muster_jo_new ("type:s", "text", "text:s", "", NULL), "text_delta", "text:s", reply->text);
  for (guint i = 0; i < reply->calls->len; i++)
    {
      MusterTalkCall *call = reply->calls->pdata[i];
      g_autofree char *arguments = muster_talk_arguments (call);

      stream_block (talk, index++, muster_jo_new ("type:s", "tool_use", "id:s", call->id, "name:s", call->name, "input:o", json_object_new (), NULL),
                    "input_json_delta", "partial_json:s", arguments);
    }
  add_event (talk, "message_delta", muster_jo_new ("delta:o", muster_jo_new ("stop_reason:s", stop_of (reply), "stop_sequence:S", NULL, NULL),
                                                   "usage:o", muster_jo_new ("output_tokens:d", (int) reply->tokens, NULL), NULL));
  add_event (talk, "message_stop", json_object_new ());
}

/**
 * muster_llm_anthropic_write:
 * @talk: a request
 * @reply: what is said to it
 *
 * Answers in Anthropic's shape, whole or as a stream.
 */
void
muster_llm_anthropic_write (MusterTalk      *talk,
                            MusterTalkReply *reply)
{
  g_autofree char *id = g_strdup_printf ("msg_01%08X%08X", g_random_int (), g_random_int ());
  g_autofree char *request = g_strdup_printf ("req_011C%08x%08x", g_random_int (), g_random_int ());

  if (talk->stream)
    write_stream (talk, reply, id);
  else
    write_whole (talk, reply, id);
  muster_call_add_header (talk->call, "request-id", request);
}
