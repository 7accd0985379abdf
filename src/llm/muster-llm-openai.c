/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-llm"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-llm-protocol.h"

/* Chat completions, as OpenAI, Azure OpenAI, Ollama, llama.cpp, vLLM and many others speak them. */

static char *
make_url (MusterLanguageModel *model)
{
  const char *base = muster_language_model_get_base_url (model);
  const char *version = muster_language_model_get_api_version (model);
  g_autofree char *deployment = NULL;

  if (!muster_language_model_is_azure (model))
    return g_strconcat (base, "/chat/completions", NULL);

  deployment = g_uri_escape_string (muster_language_model_get_deployment (model), NULL, FALSE);
  return g_strdup_printf ("%s%s/deployments/%s/chat/completions?api-version=%s", base,
                          g_str_has_suffix (base, "/openai") ? "" : "/openai", deployment,
                          version != NULL && *version != '\0' ? version : "2024-10-21");
}

static void
add_headers (MusterLanguageModel *model,
             const char          *key,
             MusterLlmHeaderFunc  callback,
             gpointer             user_data)
{
  g_autofree char *bearer = NULL;

  if (key == NULL || *key == '\0')
    return;

  if (muster_language_model_is_azure (model))
    {
      callback ("api-key", key, user_data);
      return;
    }

  bearer = g_strconcat ("Bearer ", key, NULL);
  callback ("Authorization", bearer, user_data);
}

/* A call as it goes back to the model. Some servers read the arguments again, so what was no JSON goes as none. */
static JsonObject *
call_object (MusterLlmCall *call,
             const char    *id)
{
  g_autofree char *name = muster_llm_plain_name (call->name);
  g_autofree char *arguments = call->arguments != NULL ? muster_json_to_string (call->arguments) : g_strdup ("{}");
  JsonObject *function = json_object_new ();
  JsonObject *object = json_object_new ();

  json_object_set_string_member (function, "name", name);
  json_object_set_string_member (function, "arguments", arguments);
  json_object_set_string_member (object, "id", id);
  json_object_set_string_member (object, "type", "function");
  json_object_set_object_member (object, "function", function);

  return object;
}

static JsonObject *
message_object (MusterLlmMessage *message,
                MusterLlmIds     *ids)
{
  static const char * const roles[] = { "system", "user", "assistant", "tool" };
  JsonObject *object = json_object_new ();
  guint n_calls = message->role == MUSTER_LLM_ASSISTANT && message->calls != NULL ? message->calls->len : 0;

  json_object_set_string_member (object, "role", roles[message->role]);
  if (message->role == MUSTER_LLM_TOOL)
    json_object_set_string_member (object, "tool_call_id", muster_llm_ids_find (ids, message->call_id));
  if (message->text == NULL && n_calls > 0)
    json_object_set_null_member (object, "content");
  else
    json_object_set_string_member (object, "content", message->text != NULL ? message->text : "");

  if (n_calls > 0)
    {
      JsonArray *calls = json_array_new ();

      for (guint i = 0; i < n_calls; i++)
        {
          MusterLlmCall *call = message->calls->pdata[i];

          json_array_add_object_element (calls, call_object (call, muster_llm_ids_add (ids, call->id)));
        }
      json_object_set_array_member (object, "tool_calls", calls);
    }

  return object;
}

static JsonArray *
messages_array (MusterLlmRequest *request)
{
  JsonArray *messages = json_array_new ();
  MusterLlmIds ids;

  muster_llm_ids_init (&ids);
  for (guint i = 0; i < request->messages->len; i++)
    json_array_add_object_element (messages, message_object (request->messages->pdata[i], &ids));
  muster_llm_ids_clear (&ids);

  return messages;
}

static JsonArray *
tools_array (MusterLlmRequest *request)
{
  JsonArray *tools = json_array_new ();

  for (guint i = 0; i < request->tools->len; i++)
    {
      MusterLlmTool *tool = request->tools->pdata[i];
      JsonObject *function = json_object_new ();
      JsonObject *object = json_object_new ();

      json_object_set_string_member (function, "name", tool->name);
      if (tool->description != NULL)
        json_object_set_string_member (function, "description", tool->description);
      json_object_set_member (function, "parameters", json_node_copy (tool->schema));
      json_object_set_string_member (object, "type", "function");
      json_object_set_object_member (object, "function", function);
      json_array_add_object_element (tools, object);
    }

  return tools;
}

/* Small models call tools better without chance; those in the clouds that reason take no other temperature than theirs. */
static gboolean
wants_temperature (MusterLanguageModel *model,
                   MusterLlmQuirks      quirks)
{
  return muster_language_model_is_local (model) && (quirks & MUSTER_LLM_NO_TEMPERATURE) == 0;
}

static JsonNode *
make_body (MusterLanguageModel *model,
           MusterLlmRequest    *request,
           MusterLlmQuirks      quirks)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *body = json_object_new ();
  const char *name = muster_language_model_get_model (model);
  gboolean required = g_strcmp0 (request->tool_choice, "required") == 0 && (quirks & MUSTER_LLM_NO_REQUIRED) == 0;

  if (name != NULL && *name != '\0')
    json_object_set_string_member (body, "model", name);
  if (request->tools->len > 0)
    {
      json_object_set_array_member (body, "tools", tools_array (request));
      json_object_set_string_member (body, "tool_choice", required ? "required" : "auto");
    }
  json_object_set_array_member (body, "messages", messages_array (request));
  json_object_set_int_member (body, quirks & MUSTER_LLM_NEW_LIMIT ? "max_completion_tokens" : "max_tokens",
                              muster_llm_limit_of (model, request));
  if (wants_temperature (model, quirks))
    json_object_set_int_member (body, "temperature", 0);
  if ((quirks & MUSTER_LLM_NO_STREAM) == 0)
    {
      json_object_set_boolean_member (body, "stream", TRUE);
      if ((quirks & MUSTER_LLM_NO_STREAM_OPTIONS) == 0)
        {
          JsonObject *options = json_object_new ();

          json_object_set_boolean_member (options, "include_usage", TRUE);
          json_object_set_object_member (body, "stream_options", options);
        }
    }
  json_node_take_object (node, body);

  return node;
}

static const MusterLlmStop stops[] = {
  { "stop", "stop" },
  { "tool_calls", "calls" },
  { "function_call", "calls" },
  { "length", "length" },
  { "content_filter", "filter" },
  { NULL }
};

static void
read_usage (MusterLlmBuilder *builder,
            JsonObject       *object)
{
  JsonObject *usage = muster_json_obj (object, "usage");
  JsonObject *details = usage != NULL ? muster_json_obj (usage, "prompt_tokens_details") : NULL;

  if (muster_llm_is_number (usage, "prompt_tokens"))
    builder->prompt = muster_json_int (usage, "prompt_tokens", -1);
  if (muster_llm_is_number (usage, "completion_tokens"))
    builder->output = muster_json_int (usage, "completion_tokens", -1);
  if (muster_llm_is_number (details, "cached_tokens"))
    builder->cached = muster_json_int (details, "cached_tokens", -1);
}

/* Arguments are text by the reference; some servers send the object itself. */
static char *
arguments_text (JsonObject *function)
{
  JsonNode *node = json_object_get_member (function, "arguments");

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return NULL;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));

  return muster_json_to_string (node);
}

static gboolean
read_calls (MusterLlmBuilder *builder,
            JsonObject       *message,
            GError          **error)
{
  JsonArray *calls = muster_json_arr (message, "tool_calls");

  for (guint i = 0; calls != NULL && i < json_array_get_length (calls); i++)
    {
      JsonObject *call = muster_json_arr_obj (calls, i);
      JsonObject *function = call != NULL ? muster_json_obj (call, "function") : NULL;
      g_autofree char *arguments = function != NULL ? arguments_text (function) : NULL;

      if (call == NULL || function == NULL)
        {
          g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "A call in the answer names no function");
          return FALSE;
        }
      if (!muster_llm_builder_add_call (builder, muster_json_int (call, "index", i), muster_json_str (call, "id"),
                                        muster_json_str (function, "name"), arguments, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_choice (MusterLlmBuilder *builder,
             JsonObject       *choice,
             const char       *part,
             GError          **error)
{
  JsonObject *message = muster_json_obj (choice, part);
  const char *refusal = message != NULL ? muster_json_str (message, "refusal") : NULL;

  if (muster_json_int (choice, "index", 0) != 0)
    return TRUE;

  if (message != NULL && (!muster_llm_builder_add_text (builder, muster_json_str (message, "content"), error)
                          || !muster_llm_builder_add_text (builder, refusal, error)
                          || !read_calls (builder, message, error)))
    return FALSE;

  if (refusal != NULL && *refusal != '\0')
    muster_llm_builder_set_stop (builder, "refused");
  else
    muster_llm_builder_read_stop (builder, stops, muster_json_str (choice, "finish_reason"));
  return TRUE;
}

static gboolean
fail_with (JsonObject *object,
           GError    **error)
{
  JsonNode *node = json_object_get_member (object, "error");
  JsonObject *details = muster_json_node_obj (node);
  const char *message = details != NULL ? muster_json_str (details, "message") : muster_json_node_str (node);
  g_autofree char *words = muster_llm_short_words (message != NULL ? message : "it says no reason");

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;

  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "The server broke off: %s",
               words);
  return FALSE;
}

static gboolean
read_object (MusterLlmBuilder *builder,
             JsonObject       *object,
             const char       *part,
             GError          **error)
{
  JsonArray *choices = muster_json_arr (object, "choices");

  if (!fail_with (object, error))
    return FALSE;

  muster_llm_builder_set_model (builder, muster_json_str (object, "model"));
  read_usage (builder, object);
  for (guint i = 0; choices != NULL && i < json_array_get_length (choices); i++)
    {
      JsonObject *choice = muster_json_arr_obj (choices, i);

      if (choice != NULL && !read_choice (builder, choice, part, error))
        return FALSE;
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

  if (length == strlen ("[DONE]") && memcmp (data, "[DONE]", length) == 0)
    {
      builder->done = TRUE;
      return TRUE;
    }
  if (length == 0)
    return TRUE;

  object = muster_llm_parse_event (data, length, &node, error);
  return object != NULL && read_object (builder, object, "delta", error);
}

static gboolean
read_whole (MusterLlmBuilder *builder,
            JsonNode         *node,
            GError          **error)
{
  JsonObject *object = muster_json_node_obj (node);
  JsonArray *choices = object != NULL ? muster_json_arr (object, "choices") : NULL;

  if (object != NULL && !fail_with (object, error))
    return FALSE;
  if (choices == NULL || json_array_get_length (choices) == 0)
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY,
                           "The answer is not one of a chat completion. Is the address that of the API?");
      return FALSE;
    }

  builder->done = TRUE;
  return read_object (builder, object, "message", error);
}

const MusterLlmProtocol muster_llm_protocol_openai = {
  .make_url = make_url,
  .add_headers = add_headers,
  .make_body = make_body,
  .read_event = read_event,
  .read_whole = read_whole,
};
