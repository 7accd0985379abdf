/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-llm"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-llm-protocol.h"

/* The messages API of Anthropic. */

#define VERSION "2023-06-01"

/* The vendor takes four marks in one request: two in the system text, one in the ticket, one at the end. */
#define MAX_SYSTEM_MARKS 2

static char *
make_url (MusterLanguageModel *model)
{
  const char *base = muster_language_model_get_base_url (model);

  return g_strconcat (base, g_str_has_suffix (base, "/v1") ? "/messages" : "/v1/messages", NULL);
}

static void
add_headers (MusterLanguageModel *model,
             const char          *key,
             MusterLlmHeaderFunc  callback,
             gpointer             user_data)
{
  const char *version = muster_language_model_get_api_version (model);

  callback ("anthropic-version", version != NULL && *version != '\0' ? version : VERSION, user_data);
  if (key != NULL && *key != '\0')
    callback ("x-api-key", key, user_data);
}

static JsonObject *
text_block (const char *text)
{
  JsonObject *block = json_object_new ();

  json_object_set_string_member (block, "type", "text");
  json_object_set_string_member (block, "text", text);

  return block;
}

static void
mark (JsonObject *block)
{
  JsonObject *control = json_object_new ();

  json_object_set_string_member (control, "type", "ephemeral");
  json_object_set_object_member (block, "cache_control", control);
}

/* The vendor refuses blocks without a visible character. */
static gboolean
is_blank (const char *text)
{
  while (text != NULL && g_ascii_isspace (*text))
    text++;

  return text == NULL || *text == '\0';
}

/* What the program says stands apart from the conversation: all system messages before the first other one. */
static guint
count_system (MusterLlmRequest *request)
{
  guint n = 0;

  while (n < request->messages->len && ((MusterLlmMessage *) request->messages->pdata[n])->role == MUSTER_LLM_SYSTEM)
    n++;

  return n;
}

static JsonArray *
system_array (MusterLlmRequest *request,
              guint             n_system)
{
  JsonArray *system = json_array_new ();
  guint stable = 0;
  guint seen = 0;

  for (guint i = 0; i < n_system; i++)
    stable += ((MusterLlmMessage *) request->messages->pdata[i])->stable ? 1 : 0;

  for (guint i = 0; i < n_system; i++)
    {
      MusterLlmMessage *message = request->messages->pdata[i];
      JsonObject *block;

      seen += message->stable ? 1 : 0;
      if (is_blank (message->text))
        continue;

      block = text_block (message->text);
      if (message->stable && seen + MAX_SYSTEM_MARKS > stable)
        mark (block);
      json_array_add_object_element (system, block);
    }

  return system;
}

static JsonObject *
call_block (MusterLlmCall *call,
            const char    *id)
{
  g_autofree char *name = muster_llm_plain_name (call->name);
  JsonObject *block = json_object_new ();

  json_object_set_string_member (block, "type", "tool_use");
  json_object_set_string_member (block, "id", id);
  json_object_set_string_member (block, "name", name);
  if (call->arguments != NULL)
    json_object_set_member (block, "input", json_node_copy (call->arguments));
  else
    json_object_set_object_member (block, "input", json_object_new ());

  return block;
}

static JsonObject *
answer_block (MusterLlmMessage *message,
              MusterLlmIds     *ids)
{
  JsonObject *block = json_object_new ();

  json_object_set_string_member (block, "type", "tool_result");
  json_object_set_string_member (block, "tool_use_id", muster_llm_ids_find (ids, message->call_id));
  json_object_set_string_member (block, "content", message->text != NULL ? message->text : "");

  return block;
}

static void
add_blocks (MusterLlmMessage *message,
            MusterLlmIds     *ids,
            JsonArray        *content)
{
  if (message->role == MUSTER_LLM_TOOL)
    {
      json_array_add_object_element (content, answer_block (message, ids));
      return;
    }

  if (!is_blank (message->text))
    json_array_add_object_element (content, text_block (message->text));
  for (guint i = 0; message->role == MUSTER_LLM_ASSISTANT && message->calls != NULL && i < message->calls->len; i++)
    {
      MusterLlmCall *call = message->calls->pdata[i];

      json_array_add_object_element (content, call_block (call, muster_llm_ids_add (ids, call->id)));
    }
}

/* Messages of one side that follow each other are one message: answers to calls belong together, right after them. */
static JsonArray *
messages_array (MusterLlmRequest *request,
                guint             first)
{
  JsonArray *messages = json_array_new ();
  JsonArray *content = NULL;
  JsonObject *stable = NULL;
  const char *role = NULL;
  MusterLlmIds ids;

  muster_llm_ids_init (&ids);
  for (guint i = first; i < request->messages->len; i++)
    {
      MusterLlmMessage *message = request->messages->pdata[i];
      const char *side = message->role == MUSTER_LLM_ASSISTANT ? "assistant" : "user";

      if (g_strcmp0 (role, side) != 0)
        {
          JsonObject *object = json_object_new ();

          role = side;
          content = json_array_new ();
          json_object_set_string_member (object, "role", role);
          json_object_set_array_member (object, "content", content);
          json_array_add_object_element (messages, object);
        }

      add_blocks (message, &ids, content);
      if (message->stable && json_array_get_length (content) > 0)
        stable = json_array_get_object_element (content, json_array_get_length (content) - 1);
    }
  muster_llm_ids_clear (&ids);

  if (stable != NULL)
    mark (stable);
  if (content != NULL && json_array_get_length (content) > 0)
    {
      JsonObject *last = json_array_get_object_element (content, json_array_get_length (content) - 1);

      if (last != stable)
        mark (last);
    }

  return messages;
}

static JsonArray *
tools_array (MusterLlmRequest *request)
{
  JsonArray *tools = json_array_new ();

  for (guint i = 0; i < request->tools->len; i++)
    {
      MusterLlmTool *tool = request->tools->pdata[i];
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "name", tool->name);
      if (tool->description != NULL)
        json_object_set_string_member (object, "description", tool->description);
      json_object_set_member (object, "input_schema", json_node_copy (tool->schema));
      json_array_add_object_element (tools, object);
    }

  return tools;
}

static JsonNode *
make_body (MusterLanguageModel *model,
           MusterLlmRequest    *request,
           MusterLlmQuirks      quirks)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *body = json_object_new ();
  guint n_system = count_system (request);
  gboolean required = g_strcmp0 (request->tool_choice, "required") == 0 && (quirks & MUSTER_LLM_NO_REQUIRED) == 0;

  json_object_set_string_member (body, "model", muster_language_model_get_model (model));
  json_object_set_int_member (body, "max_tokens", muster_llm_limit_of (model, request));
  if (request->tools->len > 0)
    {
      JsonObject *choice = json_object_new ();

      json_object_set_string_member (choice, "type", required ? "any" : "auto");
      json_object_set_array_member (body, "tools", tools_array (request));
      json_object_set_object_member (body, "tool_choice", choice);
    }
  if (n_system > 0)
    json_object_set_array_member (body, "system", system_array (request, n_system));
  json_object_set_array_member (body, "messages", messages_array (request, n_system));
  if ((quirks & MUSTER_LLM_NO_STREAM) == 0)
    json_object_set_boolean_member (body, "stream", TRUE);
  json_node_take_object (node, body);

  return node;
}

static const MusterLlmStop stops[] = {
  { "end_turn", "stop" },
  { "stop_sequence", "stop" },
  { "tool_use", "calls" },
  { "max_tokens", "length" },
  { "model_context_window_exceeded", "length" },
  { "refusal", "refused" },
  { NULL }
};

/* input_tokens counts only what was neither read from the cache nor written to it. */
static void
read_usage (MusterLlmBuilder *builder,
            JsonObject       *usage)
{
  gint64 cached = muster_json_int (usage, "cache_read_input_tokens", MAX (builder->cached, 0));
  gint64 written = muster_json_int (usage, "cache_creation_input_tokens", MAX (builder->written, 0));

  if (usage == NULL)
    return;

  if (muster_llm_is_number (usage, "input_tokens"))
    {
      builder->cached = CLAMP (cached, 0, G_MAXINT);
      builder->written = CLAMP (written, 0, G_MAXINT);
      builder->prompt = CLAMP (muster_json_int (usage, "input_tokens", 0), 0, G_MAXINT) + builder->cached +
                        builder->written;
    }
  if (muster_llm_is_number (usage, "output_tokens"))
    builder->output = muster_json_int (usage, "output_tokens", -1);
}

static gboolean
read_block (MusterLlmBuilder *builder,
            gint64            index,
            JsonObject       *block,
            GError          **error)
{
  const char *type = block != NULL ? muster_json_str (block, "type") : NULL;
  JsonNode *input = block != NULL ? json_object_get_member (block, "input") : NULL;
  g_autofree char *arguments = NULL;

  if (g_strcmp0 (type, "text") == 0)
    return muster_llm_builder_add_text (builder, muster_json_str (block, "text"), error);
  if (g_strcmp0 (type, "tool_use") != 0)
    return TRUE;

  /* In a stream it begins as an empty object, and the text of the real one follows. */
  if (input != NULL && !(JSON_NODE_HOLDS_OBJECT (input) && json_object_get_size (json_node_get_object (input)) == 0))
    arguments = muster_json_to_string (input);

  return muster_llm_builder_add_call (builder, index, muster_json_str (block, "id"), muster_json_str (block, "name"),
                                      arguments, error);
}

static gboolean
read_delta (MusterLlmBuilder *builder,
            gint64            index,
            JsonObject       *delta,
            GError          **error)
{
  const char *type = delta != NULL ? muster_json_str (delta, "type") : NULL;

  if (g_strcmp0 (type, "text_delta") == 0)
    return muster_llm_builder_add_text (builder, muster_json_str (delta, "text"), error);
  if (g_strcmp0 (type, "input_json_delta") == 0)
    return muster_llm_builder_add_call (builder, index, NULL, NULL, muster_json_str (delta, "partial_json"), error);

  return TRUE;
}

static gboolean
fail_with (JsonObject *object,
           GError    **error)
{
  JsonObject *details = muster_json_obj (object, "error");
  const char *message = details != NULL ? muster_json_str (details, "message") : NULL;
  g_autofree char *words = muster_llm_short_words (message != NULL ? message : "it says no reason");
  gboolean busy = details != NULL && g_strcmp0 (muster_json_str (details, "type"), "overloaded_error") == 0;

  g_set_error (error, MUSTER_ERROR, busy ? MUSTER_ERROR_RATE_LIMITED : MUSTER_ERROR_BAD_REPLY,
               "The server broke off: %s", words);
  return FALSE;
}

static gboolean
read_object (MusterLlmBuilder *builder,
             JsonObject       *object,
             GError          **error)
{
  const char *type = muster_json_str (object, "type");
  gint64 index = muster_json_int (object, "index", 0);

  if (g_strcmp0 (type, "content_block_delta") == 0)
    return read_delta (builder, index, muster_json_obj (object, "delta"), error);
  if (g_strcmp0 (type, "content_block_start") == 0)
    return read_block (builder, index, muster_json_obj (object, "content_block"), error);
  if (g_strcmp0 (type, "error") == 0)
    return fail_with (object, error);

  if (g_strcmp0 (type, "message_start") == 0)
    {
      JsonObject *message = muster_json_obj (object, "message");

      muster_llm_builder_set_model (builder, muster_json_str (message, "model"));
      read_usage (builder, muster_json_obj (message, "usage"));
    }
  else if (g_strcmp0 (type, "message_delta") == 0)
    {
      muster_llm_builder_read_stop (builder, stops, muster_json_str (muster_json_obj (object, "delta"), "stop_reason"));
      read_usage (builder, muster_json_obj (object, "usage"));
    }
  else if (g_strcmp0 (type, "message_stop") == 0)
    {
      builder->done = TRUE;
    }

  return TRUE;
}

static gboolean
read_event (MusterLlmBuilder *builder,
            const char       *event,
            const char       *data,
            gsize             length,
            GError          **error)
{
  g_autoptr(JsonNode) node = NULL;
  JsonObject *object;

  if (length == 0)
    return TRUE;

  object = muster_llm_parse_event (data, length, &node, error);
  return object != NULL && read_object (builder, object, error);
}

static gboolean
read_whole (MusterLlmBuilder *builder,
            JsonNode         *node,
            GError          **error)
{
  JsonObject *object = muster_json_node_obj (node);
  JsonArray *content = muster_json_arr (object, "content");

  if (g_strcmp0 (muster_json_str (object, "type"), "error") == 0)
    return fail_with (object, error);
  if (content == NULL)
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY,
                           "The answer is not one of the messages API. Is the address that of the API?");
      return FALSE;
    }

  for (guint i = 0; i < json_array_get_length (content); i++)
    if (!read_block (builder, i, muster_json_arr_obj (content, i), error))
      return FALSE;

  muster_llm_builder_set_model (builder, muster_json_str (object, "model"));
  muster_llm_builder_read_stop (builder, stops, muster_json_str (object, "stop_reason"));
  read_usage (builder, muster_json_obj (object, "usage"));
  builder->done = TRUE;

  return TRUE;
}

const MusterLlmProtocol muster_llm_protocol_anthropic = {
  .make_url = make_url,
  .add_headers = add_headers,
  .make_body = make_body,
  .read_event = read_event,
  .read_whole = read_whole,
};
