/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-json.h"
#include "muster-sandbox-llm.h"

/* What OpenAI refuses with 400, in its own words. */

#define NAME_PATTERN "^[a-zA-Z0-9_-]+$"
#define NAME_LONGEST 64
#define MOST_TOOLS 128

static const char *const known_members[] = {
  "model", "messages", "tools", "tool_choice", "parallel_tool_calls", "stream", "stream_options", "max_tokens", "max_completion_tokens",
  "temperature", "top_p", "n", "stop", "user", "seed", "response_format", "metadata", "store", "logprobs", "top_logprobs", "logit_bias",
  "presence_penalty", "frequency_penalty", "reasoning_effort", "service_tier", "modalities", "prediction", "prompt_cache_key",
  "safety_identifier", "verbosity", "functions", "function_call", "prompt_cache_retention", NULL,
};

static gboolean
refuse (MusterCall *call,
        const char *param,
        const char *code,
        const char *format,
        ...) G_GNUC_PRINTF (4, 5);

static gboolean
refuse (MusterCall *call,
        const char *param,
        const char *code,
        const char *format,
        ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  muster_llm_openai_fail (call, 400, "invalid_request_error", param, code, message);
  return FALSE;
}

static const char *
type_name (JsonNode *node)
{
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return "null";
  if (JSON_NODE_HOLDS_OBJECT (node))
    return "an object";
  if (JSON_NODE_HOLDS_ARRAY (node))
    return "an array";
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return "a string";
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return "a boolean";
  return json_node_get_value_type (node) == G_TYPE_INT64 ? "an integer" : "a decimal";
}

static gboolean
is_text (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

static gboolean
refuse_type (MusterCall *call,
             const char *param,
             const char *wanted,
             JsonNode   *given)
{
  return refuse (call, param, "invalid_type", "Invalid type for '%s': expected %s, but got %s instead.", param, wanted, type_name (given));
}

/* Content is a text or parts; only an assistant that calls something may go without. */
static gboolean
check_content (MusterCall *call,
               JsonObject *message,
               const char *role,
               guint       index)
{
  JsonNode *content = json_object_get_member (message, "content");
  g_autofree char *param = g_strdup_printf ("messages.[%u].content", index);

  if (content == NULL || JSON_NODE_HOLDS_NULL (content))
    return g_str_equal (role, "assistant")
           ? (muster_ja_length (muster_jo_arr (message, "tool_calls")) > 0
              || refuse (call, param, NULL, "Invalid value for 'content': expected a string, got null."))
           : refuse (call, param, NULL, "Invalid value for 'content': expected a string, got null.");
  if (!is_text (content) && !JSON_NODE_HOLDS_ARRAY (content))
    {
      g_autofree char *name = g_strdup_printf ("messages[%u].content", index);

      return refuse_type (call, name, "one of a string or array of objects", content);
    }
  for (guint i = 0; JSON_NODE_HOLDS_ARRAY (content) && i < json_array_get_length (json_node_get_array (content)); i++)
    {
      JsonObject *part = muster_ja_obj (json_node_get_array (content), i);
      const char *type = muster_jo_str (part, "type");
      g_autofree char *name = g_strdup_printf ("messages[%u].content[%u].type", index, i);

      if (type == NULL)
        return refuse (call, name, "missing_required_parameter", "Missing required parameter: '%s'.", name);
      if (!g_str_equal (type, "text") && !g_str_equal (type, "image_url") && !g_str_equal (type, "refusal"))
        return refuse (call, name, "invalid_value", "Invalid value: '%s'. Supported values are: 'text', 'image_url', 'input_audio', 'refusal', 'audio', and 'file'.", type);
      if (g_str_equal (type, "text") && muster_jo_str (part, "text") == NULL)
        return refuse (call, name, "missing_required_parameter", "Missing required parameter: 'messages[%u].content[%u].text'.", index, i);
    }
  return TRUE;
}

static gboolean
check_calls (MusterCall *call,
             JsonObject *message,
             guint       index)
{
  JsonArray *calls = muster_jo_arr (message, "tool_calls");

  if (calls != NULL && json_array_get_length (calls) == 0)
    return refuse (call, "messages", "empty_array", "Invalid 'messages[%u].tool_calls': empty array. Expected an array with minimum length 1, but got an empty array instead.", index);
  for (guint i = 0; i < muster_ja_length (calls); i++)
    {
      JsonObject *one = muster_ja_obj (calls, i), *function = muster_jo_obj (one, "function");
      g_autofree char *path = g_strdup_printf ("messages[%u].tool_calls[%u]", index, i);
      g_autofree char *arguments = g_strconcat (path, ".function.arguments", NULL);

      if (muster_jo_str (one, "id") == NULL)
        return refuse (call, path, "missing_required_parameter", "Missing required parameter: '%s.id'.", path);
      if (g_strcmp0 (muster_jo_str (one, "type"), "function") != 0)
        return refuse (call, path, "missing_required_parameter", "Missing required parameter: '%s.type'.", path);
      if (muster_jo_str (function, "name") == NULL)
        return refuse (call, path, "missing_required_parameter", "Missing required parameter: '%s.function.name'.", path);
      if (muster_jo_str (function, "arguments") == NULL)
        return refuse_type (call, arguments, "a string", function != NULL ? json_object_get_member (function, "arguments") : NULL);
    }
  return TRUE;
}

/* Each call has an answer before anything else is said, and no answer comes without its call. */
static gboolean
check_answers (MusterCall *call,
               JsonArray  *messages)
{
  g_autoptr(GHashTable) open = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = json_array_get_length (messages);

  for (guint i = 0; i <= n; i++)
    {
      JsonObject *message = i < n ? muster_ja_obj (messages, i) : NULL;
      const char *role = message != NULL ? muster_jo_str (message, "role") : "", *id = muster_jo_str (message, "tool_call_id");
      JsonArray *calls = muster_jo_arr (message, "tool_calls");
      g_autofree char *param = g_strdup_printf ("messages.[%u].role", i);

      if (g_str_equal (role, "tool"))
        {
          g_autofree char *where = g_strdup_printf ("messages.[%u].tool_call_id", i);

          if (id == NULL)
            return refuse (call, where, "missing_required_parameter", "Missing required parameter: 'messages[%u].tool_call_id'.", i);
          if (g_hash_table_size (known) == 0)
            return refuse (call, param, NULL, "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.");
          if (!g_hash_table_contains (known, id))
            return refuse (call, where, NULL, "Invalid parameter: 'tool_call_id' of '%s' not found in 'tool_calls' of previous message.", id);
          g_hash_table_remove (open, id);
          continue;
        }
      if (g_hash_table_size (open) > 0)
        {
          g_autofree gpointer *ids = g_hash_table_get_keys_as_array (open, NULL);
          g_autofree char *list = g_strjoinv (", ", (char **) ids);

          return refuse (call, param, NULL, "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: %s", list);
        }
      g_hash_table_remove_all (known);
      for (guint c = 0; c < muster_ja_length (calls); c++)
        {
          char *call_id = (char *) muster_jo_str (muster_ja_obj (calls, c), "id");

          g_hash_table_add (open, call_id);
          g_hash_table_add (known, call_id);
        }
    }
  return TRUE;
}

static gboolean
check_messages (MusterCall *call,
                JsonObject *body)
{
  static const char *const roles[] = { "system", "assistant", "user", "function", "tool", "developer", NULL };
  JsonNode *node = json_object_get_member (body, "messages");
  JsonArray *messages = muster_jo_arr (body, "messages");

  if (node == NULL)
    return refuse (call, "messages", "missing_required_parameter", "Missing required parameter: 'messages'.");
  if (messages == NULL)
    return refuse_type (call, "messages", "an array of objects", node);
  if (json_array_get_length (messages) == 0)
    return refuse (call, "messages", "empty_array", "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.");
  for (guint i = 0; i < json_array_get_length (messages); i++)
    {
      JsonObject *message = muster_ja_obj (messages, i);
      const char *role = muster_jo_str (message, "role");
      g_autofree char *param = g_strdup_printf ("messages[%u].role", i);
      g_autofree char *whole = g_strdup_printf ("messages[%u]", i);

      if (message == NULL)
        return refuse_type (call, whole, "an object", json_array_get_element (messages, i));
      if (role == NULL)
        return refuse (call, param, "missing_required_parameter", "Missing required parameter: '%s'.", param);
      if (!g_strv_contains (roles, role))
        return refuse (call, param, "invalid_value", "Invalid value: '%s'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.", role);
      if (!check_content (call, message, role, i) || (g_str_equal (role, "assistant") && !check_calls (call, message, i)))
        return FALSE;
    }
  return check_answers (call, messages);
}

/* The vendor reads schemas all the way down: types it knows, arrays with items. */
static gboolean
check_schema (MusterCall *call,
              const char *function,
              const char *param,
              JsonObject *schema,
              const char *context)
{
  static const char *const types[] = { "object", "array", "string", "integer", "number", "boolean", "null", NULL };
  const char *type = muster_jo_str (schema, "type");
  JsonObject *properties = muster_jo_obj (schema, "properties");
  g_autoptr(GList) names = properties != NULL ? json_object_get_members (properties) : NULL;

  if (type != NULL && !g_strv_contains (types, type))
    return refuse (call, param, "invalid_function_parameters", "Invalid schema for function '%s': '%s' is not valid under any of the given schemas.", function, type);
  if (g_strcmp0 (type, "array") == 0 && !muster_jo_has (schema, "items"))
    return refuse (call, param, "invalid_function_parameters", "Invalid schema for function '%s': In context=(%s), array schema missing items.", function, context);
  if (json_object_has_member (schema, "properties") && properties == NULL)
    return refuse (call, param, "invalid_function_parameters", "Invalid schema for function '%s': %s is not of type 'object'.", function, "'properties'");
  if (json_object_has_member (schema, "required") && muster_jo_arr (schema, "required") == NULL)
    return refuse (call, param, "invalid_function_parameters", "Invalid schema for function '%s': %s is not of type 'array'.", function, "'required'");
  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *inner = muster_jo_obj (properties, l->data);
      g_autofree char *deeper = g_strdup_printf ("'properties', '%s'", (char *) l->data);

      if (inner == NULL)
        return refuse (call, param, "invalid_function_parameters", "Invalid schema for function '%s': '%s' is not of type 'object', 'boolean'.", function, (char *) l->data);
      if (!check_schema (call, function, param, inner, deeper))
        return FALSE;
    }
  if (muster_jo_obj (schema, "items") != NULL)
    return check_schema (call, function, param, muster_jo_obj (schema, "items"), "'items'");
  return TRUE;
}

static gboolean
check_tool (MusterCall *call,
            JsonObject *tool,
            guint       index)
{
  JsonObject *function = muster_jo_obj (tool, "function");
  const char *name = muster_jo_str (function, "name");
  JsonNode *parameters = function != NULL ? json_object_get_member (function, "parameters") : NULL;
  g_autofree char *param = g_strdup_printf ("tools[%u].function.name", index);
  g_autofree char *schema = g_strdup_printf ("tools[%u].function.parameters", index);

  if (g_strcmp0 (muster_jo_str (tool, "type"), "function") != 0)
    return refuse (call, "tools", muster_jo_str (tool, "type") == NULL ? "missing_required_parameter" : "invalid_value",
                   muster_jo_str (tool, "type") == NULL ? "Missing required parameter: 'tools[%u].type'." : "Invalid value for 'tools[%u].type'. Supported values are: 'function' and 'custom'.", index);
  if (function == NULL)
    return refuse (call, "tools", "missing_required_parameter", "Missing required parameter: 'tools[%u].function'.", index);
  if (name == NULL || *name == '\0')
    return refuse (call, param, "missing_required_parameter", "Missing required parameter: '%s'.", param);
  if (!g_regex_match_simple (NAME_PATTERN, name, G_REGEX_DOLLAR_ENDONLY, 0))
    return refuse (call, param, "invalid_value", "Invalid '%s': string does not match pattern. Expected a string that matches the pattern '%s'.", param, NAME_PATTERN);
  if (strlen (name) > NAME_LONGEST)
    return refuse (call, param, "string_above_max_length", "Invalid '%s': string too long. Expected a string with maximum length %d, but got a string with length %" G_GSIZE_FORMAT " instead.",
                   param, NAME_LONGEST, strlen (name));
  if (json_object_has_member (function, "description") && muster_jo_str (function, "description") == NULL)
    return refuse_type (call, param, "a string", json_object_get_member (function, "description"));
  if (parameters == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (parameters))
    return refuse_type (call, schema, "an object", parameters);
  if (g_strcmp0 (muster_jo_str (json_node_get_object (parameters), "type"), "object") != 0)
    return refuse (call, schema, "invalid_function_parameters", "Invalid schema for function '%s': schema must be a JSON Schema of 'type: \"object\"', got 'type: \"%s\"'.",
                   name, muster_jo_str (json_node_get_object (parameters), "type") != NULL ? muster_jo_str (json_node_get_object (parameters), "type") : "None");
  return check_schema (call, name, schema, json_node_get_object (parameters), "");
}

static gboolean
check_tools (MusterCall *call,
             JsonObject *body)
{
  JsonNode *node = json_object_get_member (body, "tools"), *choice = json_object_get_member (body, "tool_choice");
  JsonArray *tools = muster_jo_arr (body, "tools");
  guint n = muster_ja_length (tools);

  if (node != NULL && tools == NULL)
    return refuse_type (call, "tools", "an array of objects", node);
  if (tools != NULL && n == 0)
    return refuse (call, "tools", "empty_array", "Invalid 'tools': empty array. Expected an array with minimum length 1, but got an empty array instead.");
  if (n > MOST_TOOLS)
    return refuse (call, "tools", "array_above_max_length", "Invalid 'tools': array too long. Expected an array with maximum length %d, but got an array with length %u instead.", MOST_TOOLS, n);
  if (tools == NULL && choice != NULL)
    return refuse (call, "tool_choice", NULL, "'tool_choice' is only allowed when 'tools' are specified.");
  if (tools == NULL && json_object_has_member (body, "parallel_tool_calls"))
    return refuse (call, "parallel_tool_calls", NULL, "'parallel_tool_calls' is only allowed when 'tools' are specified.");
  for (guint i = 0; i < n; i++)
    if (!check_tool (call, muster_ja_obj (tools, i), i))
      return FALSE;
  if (choice == NULL)
    return TRUE;
  if (is_text (choice))
    {
      const char *word = json_node_get_string (choice);

      return g_str_equal (word, "auto") || g_str_equal (word, "none") || g_str_equal (word, "required")
             || refuse (call, "tool_choice", "invalid_value", "Invalid value: '%s'. Supported values are: 'none', 'auto', and 'required'.", word);
    }
  return JSON_NODE_HOLDS_OBJECT (choice) || refuse_type (call, "tool_choice", "one of a string or object", choice);
}

/**
 * muster_llm_openai_check:
 * @call: a request
 * @body: its body
 *
 * Refuses what the vendor refuses; the call is answered then.
 *
 * Returns: whether the request is in order
 */
gboolean
muster_llm_openai_check (MusterCall *call,
                         JsonObject *body)
{
  g_autoptr(GList) names = json_object_get_members (body);

  for (GList *l = names; l != NULL; l = l->next)
    if (!g_strv_contains (known_members, l->data))
      return refuse (call, l->data, "unknown_parameter", "Unknown parameter: '%s'.", (char *) l->data);
  if (!check_messages (call, body) || !check_tools (call, body))
    return FALSE;
  if (json_object_has_member (body, "stream_options") && !muster_jo_bool (body, "stream", FALSE))
    return refuse (call, "stream_options", NULL, "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
  if (json_object_has_member (body, "max_tokens") && json_object_has_member (body, "max_completion_tokens"))
    return refuse (call, "max_tokens", "invalid_parameter_combination", "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.");
  for (gsize i = 0; i < 2; i++)
    {
      const char *name = i == 0 ? "max_tokens" : "max_completion_tokens";

      if (json_object_has_member (body, name) && muster_jo_int (body, name, -1) < 0)
        return refuse_type (call, name, "an integer", json_object_get_member (body, name));
      if (muster_jo_int (body, name, 1) < 1)
        return refuse (call, name, "integer_below_min_value", "Invalid '%s': integer below minimum value. Expected a value >= 1, but got 0 instead.", name);
    }
  return TRUE;
}
