/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-json.h"
#include "muster-sandbox-llm.h"

/* What Anthropic refuses with 400, in its own words. */

#define NAME_PATTERN "^[a-zA-Z0-9_-]{1,64}$"
#define MOST_MARKS 4

static const char *const known_members[] = {
  "model", "messages", "max_tokens", "system", "tools", "tool_choice", "stream", "temperature", "top_p", "top_k", "stop_sequences",
  "metadata", "thinking", "service_tier", "container", "mcp_servers", "context_management", "output_config", NULL,
};

static gboolean
refuse (MusterCall *call,
        const char *format,
        ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (MusterCall *call,
        const char *format,
        ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  muster_llm_anthropic_fail (call, 400, "invalid_request_error", message);
  return FALSE;
}

static guint
count_marks (JsonArray *blocks)
{
  guint marks = 0;

  for (guint i = 0; i < muster_ja_length (blocks); i++)
    if (muster_ja_obj (blocks, i) != NULL)
      marks += muster_jo_has (muster_ja_obj (blocks, i), "cache_control");
  return marks;
}

static gboolean
check_block (MusterCall *call,
             JsonObject *block,
             const char *role,
             guint       m,
             guint       b)
{
  const char *type = muster_jo_str (block, "type");
  gboolean assistant = g_str_equal (role, "assistant");

  if (block == NULL)
    return refuse (call, "messages.%u.content.%u: Input should be a valid dictionary", m, b);
  if (type == NULL)
    return refuse (call, "messages.%u.content.%u.type: Field required", m, b);
  if (g_str_equal (type, "text"))
    {
      const char *text = muster_jo_str (block, "text");

      if (text == NULL)
        return refuse (call, "messages.%u.content.%u.text.text: Field required", m, b);
      if (*text == '\0')
        return refuse (call, "messages: text content blocks must be non-empty");
      return TRUE;
    }
  if (g_str_equal (type, "tool_use"))
    {
      const char *id = muster_jo_str (block, "id"), *name = muster_jo_str (block, "name");

      if (!assistant)
        return refuse (call, "messages.%u: `tool_use` blocks can only be in `assistant` messages", m);
      if (id == NULL || name == NULL)
        return refuse (call, "messages.%u.content.%u.tool_use.%s: Field required", m, b, id == NULL ? "id" : "name");
      if (!g_regex_match_simple ("^[a-zA-Z0-9_-]+$", id, G_REGEX_DOLLAR_ENDONLY, 0))
        return refuse (call, "messages.%u.content.%u.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'", m, b);
      if (muster_jo_obj (block, "input") == NULL)
        return refuse (call, json_object_has_member (block, "input") ? "messages.%u.content.%u.tool_use.input: Input should be a valid dictionary"
                                                                     : "messages.%u.content.%u.tool_use.input: Field required", m, b);
      return TRUE;
    }
  if (g_str_equal (type, "tool_result"))
    {
      if (assistant)
        return refuse (call, "messages.%u: `tool_result` blocks can only be in `user` messages", m);
      return muster_jo_str (block, "tool_use_id") != NULL || refuse (call, "messages.%u.content.%u.tool_result.tool_use_id: Field required", m, b);
    }
  return g_str_equal (type, "image") || g_str_equal (type, "document") || g_str_equal (type, "thinking")
         || refuse (call, "messages.%u.content.%u: Input tag '%s' found using 'type' does not match any of the expected tags: 'document', 'image', 'redacted_thinking', 'text', 'thinking', 'tool_result', 'tool_use'", m, b, type);
}

/* The answers to the calls of the message before stand first in the next one, all of them and no others. */
static gboolean
check_answers (MusterCall *call,
               JsonArray  *before,
               JsonArray  *blocks,
               guint       m)
{
  g_autoptr(GHashTable) open = g_hash_table_new (g_str_hash, g_str_equal);
  guint first = 0;

  for (guint i = 0; i < muster_ja_length (before); i++)
    if (g_strcmp0 (muster_jo_str (muster_ja_obj (before, i), "type"), "tool_use") == 0)
      g_hash_table_add (open, (char *) muster_jo_str (muster_ja_obj (before, i), "id"));
  for (guint i = 0; i < muster_ja_length (blocks); i++)
    {
      const char *id = muster_jo_str (muster_ja_obj (blocks, i), "tool_use_id");

      if (g_strcmp0 (muster_jo_str (muster_ja_obj (blocks, i), "type"), "tool_result") != 0)
        continue;
      if (i == first && g_hash_table_remove (open, id))
        first++;
      else if (g_hash_table_size (open) == 0 || !g_hash_table_contains (open, id))
        return refuse (call, "messages.%u.content.%u: unexpected `tool_use_id` found in `tool_result` blocks: %s. Each `tool_result` block must have a corresponding `tool_use` block in the previous message.", m, i, id);
    }
  if (g_hash_table_size (open) > 0)
    {
      g_autofree gpointer *ids = g_hash_table_get_keys_as_array (open, NULL);
      g_autofree char *list = g_strjoinv (", ", (char **) ids);

      return refuse (call, "messages.%u: `tool_use` ids were found without `tool_result` blocks immediately after: %s. Each `tool_use` block must have a corresponding `tool_result` block in the next message.", m - 1, list);
    }
  return TRUE;
}

static gboolean
check_message (MusterCall *call,
               JsonArray  *messages,
               guint       m,
               guint      *marks)
{
  JsonObject *message = muster_ja_obj (messages, m), *last = m > 0 ? muster_ja_obj (messages, m - 1) : NULL;
  const char *role = muster_jo_str (message, "role");
  JsonArray *blocks = muster_jo_arr (message, "content");

  if (message == NULL)
    return refuse (call, "messages.%u: Input should be a valid dictionary", m);
  if (role == NULL)
    return refuse (call, "messages.%u.role: Field required", m);
  if (g_str_equal (role, "system"))
    return refuse (call, "messages: Unexpected role \"system\". The Messages API accepts a top-level `system` parameter, not \"system\" as an input message role.");
  if (!g_str_equal (role, "user") && !g_str_equal (role, "assistant"))
    return refuse (call, "messages: Unexpected role \"%s\". Allowed roles are \"user\" or \"assistant\"", role);
  if (m == 0 && !g_str_equal (role, "user"))
    return refuse (call, "messages: first message must use the \"user\" role");
  if (!json_object_has_member (message, "content"))
    return refuse (call, "messages.%u.content: Field required", m);
  if (blocks == NULL && muster_jo_str (message, "content") == NULL)
    return refuse (call, "messages.%u.content: Input should be a valid list", m);
  if ((blocks != NULL ? json_array_get_length (blocks) == 0 : *muster_jo_str (message, "content") == '\0')
      && !(g_str_equal (role, "assistant") && m + 1 == json_array_get_length (messages)))
    return refuse (call, "messages.%u: all messages must have non-empty content except for the optional final assistant message", m);
  for (guint b = 0; b < muster_ja_length (blocks); b++)
    if (!check_block (call, muster_ja_obj (blocks, b), role, m, b))
      return FALSE;
  *marks += count_marks (blocks);
  if (g_str_equal (role, "assistant") && m + 1 == json_array_get_length (messages) && muster_jo_str (message, "content") != NULL
      && g_str_has_suffix (muster_jo_str (message, "content"), " "))
    return refuse (call, "messages: final assistant content cannot end with trailing whitespace");
  return check_answers (call, last != NULL ? muster_jo_arr (last, "content") : NULL, blocks, m);
}

static gboolean
check_tools (MusterCall *call,
             JsonObject *body,
             guint      *marks)
{
  static const char *const choices[] = { "auto", "any", "tool", "none", NULL };
  JsonArray *tools = muster_jo_arr (body, "tools");
  JsonObject *choice = muster_jo_obj (body, "tool_choice");
  const char *kind = muster_jo_str (choice, "type");
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  if (json_object_has_member (body, "tools") && tools == NULL)
    return refuse (call, "tools: Input should be a valid list");
  for (guint i = 0; i < muster_ja_length (tools); i++)
    {
      JsonObject *tool = muster_ja_obj (tools, i), *schema = muster_jo_obj (tool, "input_schema");
      const char *name = muster_jo_str (tool, "name"), *type = muster_jo_str (schema, "type");

      if (name == NULL)
        return refuse (call, "tools.%u.custom.name: Field required", i);
      if (!g_regex_match_simple (NAME_PATTERN, name, G_REGEX_DOLLAR_ENDONLY, 0))
        return refuse (call, "tools.%u.custom.name: String should match pattern '%s'", i, NAME_PATTERN);
      if (!g_hash_table_add (names, (char *) name))
        return refuse (call, "tools: Tool names must be unique.");
      if (json_object_has_member (tool, "function") || json_object_has_member (tool, "parameters"))
        return refuse (call, "tools.%u.custom.%s: Extra inputs are not permitted", i, json_object_has_member (tool, "function") ? "function" : "parameters");
      if (schema == NULL)
        return refuse (call, "tools.%u.custom.input_schema: Field required", i);
      if (type == NULL)
        return refuse (call, "tools.%u.custom.input_schema.type: Field required", i);
      if (!g_str_equal (type, "object"))
        return refuse (call, "tools.%u.custom.input_schema.type: Input should be 'object'", i);
    }
  *marks += count_marks (tools);
  if (!json_object_has_member (body, "tool_choice"))
    return TRUE;
  if (choice == NULL)
    return refuse (call, "tool_choice: Input should be a valid dictionary or object to extract fields from");
  if (kind == NULL || !g_strv_contains (choices, kind))
    return refuse (call, "tool_choice: Input tag '%s' found using 'type' does not match any of the expected tags: 'auto', 'any', 'tool', 'none'", kind != NULL ? kind : "");
  if (muster_ja_length (tools) == 0 && !g_str_equal (kind, "none"))
    return refuse (call, "tool_choice may only be specified while providing tools.");
  if (g_str_equal (kind, "tool") && (muster_jo_str (choice, "name") == NULL || !g_hash_table_contains (names, muster_jo_str (choice, "name"))))
    return refuse (call, "Tool '%s' not found in provided tools", muster_jo_str (choice, "name") != NULL ? muster_jo_str (choice, "name") : "");
  return TRUE;
}

/**
 * muster_llm_anthropic_check:
 * @call: a request
 * @body: its body
 *
 * Refuses what the vendor refuses; the call is answered then.
 *
 * Returns: whether the request is in order
 */
gboolean
muster_llm_anthropic_check (MusterCall *call,
                            JsonObject *body)
{
  g_autoptr(GList) names = json_object_get_members (body);
  JsonArray *messages = muster_jo_arr (body, "messages");
  guint marks = count_marks (muster_jo_arr (body, "system"));

  for (GList *l = names; l != NULL; l = l->next)
    if (!g_strv_contains (known_members, l->data))
      return refuse (call, "%s: Extra inputs are not permitted", (char *) l->data);
  if (!json_object_has_member (body, "max_tokens"))
    return refuse (call, "max_tokens: Field required");
  if (muster_jo_int (body, "max_tokens", 0) < 1)
    return refuse (call, "max_tokens: Input should be greater than or equal to 1");
  if (!json_object_has_member (body, "messages"))
    return refuse (call, "messages: Field required");
  if (messages == NULL)
    return refuse (call, "messages: Input should be a valid list");
  if (json_array_get_length (messages) == 0)
    return refuse (call, "messages: at least one message is required");
  if (json_object_has_member (body, "temperature")
      && (json_object_get_double_member (body, "temperature") < 0 || json_object_get_double_member (body, "temperature") > 1))
    return refuse (call, "temperature: range: 0..1");
  for (guint m = 0; m < json_array_get_length (messages); m++)
    if (!check_message (call, messages, m, &marks))
      return FALSE;
  /* a call that nothing follows has no answer either */
  if (g_strcmp0 (muster_jo_str (muster_ja_obj (messages, json_array_get_length (messages) - 1), "role"), "assistant") == 0
      && !check_answers (call, muster_jo_arr (muster_ja_obj (messages, json_array_get_length (messages) - 1), "content"), NULL, json_array_get_length (messages)))
    return FALSE;
  if (!check_tools (call, body, &marks))
    return FALSE;
  return marks <= MOST_MARKS || refuse (call, "A maximum of %d blocks with cache_control may be provided. Found %u.", MOST_MARKS, marks);
}
