/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-llm"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-json-guard.h"
#include "muster-llm-protocol.h"
#include "muster-llm-sse.h"
#include "muster-text.h"

/* OpenAI's reference: a function's name has at most 64 characters of a-z, A-Z, 0-9, _ and - */
#define MAX_NAME 64

/**
 * muster_llm_protocol_of:
 * @model: a model
 *
 * Returns: how it is talked to
 */
const MusterLlmProtocol *
muster_llm_protocol_of (MusterLanguageModel *model)
{
  return g_strcmp0 (muster_language_model_get_protocol (model), "anthropic") == 0 ? &muster_llm_protocol_anthropic
                                                                                  : &muster_llm_protocol_openai;
}

/**
 * muster_llm_limit_of:
 * @model: a model
 * @request: a request
 *
 * Returns: most tokens that the answer may have
 */
guint
muster_llm_limit_of (MusterLanguageModel *model,
                     MusterLlmRequest    *request)
{
  guint most = (guint) CLAMP (muster_language_model_get_max_output (model), 1, 1000000);

  return request->max_output > 0 ? MIN (request->max_output, most) : most;
}

/**
 * muster_llm_plain_name:
 * @name: a tool's name as a model wrote it
 *
 * A model is shown what it said; the vendors refuse a conversation with a name that they would not take themselves.
 *
 * Returns: (transfer full): the name with other characters than a vendor takes replaced
 */
char *
muster_llm_plain_name (const char *name)
{
  GString *plain = g_string_new (NULL);

  for (const char *at = name; *at != '\0' && plain->len < MAX_NAME; at = g_utf8_next_char (at))
    g_string_append_c (plain, g_ascii_isalnum (*at) || *at == '_' || *at == '-' ? *at : '_');
  if (plain->len == 0)
    g_string_append (plain, "unknown");

  return g_string_free (plain, FALSE);
}

/**
 * muster_llm_short_words:
 * @words: what a server says
 *
 * Returns: (transfer full): so much of it as fits into an error, on one line
 */
char *
muster_llm_short_words (const char *words)
{
  g_autofree char *line = muster_text_one_line (words);

  return g_utf8_substring (line, 0, MIN (g_utf8_strlen (line, -1), 300));
}

/**
 * muster_llm_parse_event:
 * @data: what stands in an event
 * @length: of @data
 * @node: (out) (transfer full): the tree, which must live as long as the object is used
 * @error: return location for an error
 *
 * Returns: (transfer none) (nullable): an object
 */
JsonObject *
muster_llm_parse_event (const char *data,
                        gsize       length,
                        JsonNode  **node,
                        GError    **error)
{
  const MusterJsonLimits limits = { MUSTER_LLM_SSE_MAX_EVENT, 0 };
  g_autoptr(GBytes) bytes = g_bytes_new (data, length);
  g_autoptr(GError) problem = NULL;

  *node = muster_json_parse (bytes, &limits, NULL, &problem);
  if (*node != NULL && muster_json_node_obj (*node) != NULL)
    return muster_json_node_obj (*node);

  g_clear_pointer (node, json_node_unref);
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "A piece of the answer cannot be read: %s",
               problem != NULL ? problem->message : "not a JSON object");
  return NULL;
}

/**
 * muster_llm_is_number:
 * @object: an object
 * @member: one of its members
 *
 * Returns: whether a number stands there
 */
gboolean
muster_llm_is_number (JsonObject *object,
                      const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64;
}

void
muster_llm_ids_init (MusterLlmIds *self)
{
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->count = 0;
}

void
muster_llm_ids_clear (MusterLlmIds *self)
{
  g_clear_pointer (&self->names, g_hash_table_unref);
}

/**
 * muster_llm_ids_add:
 * @self: the ids of a request
 * @id: what a model called a call
 *
 * Returns: (transfer none): what it is called in the request
 */
const char *
muster_llm_ids_add (MusterLlmIds *self,
                    const char   *id)
{
  char *name = g_strdup_printf ("call%05u", ++self->count);

  g_hash_table_replace (self->names, g_strdup (id), name);
  return name;
}

/**
 * muster_llm_ids_find:
 * @self: the ids of a request
 * @id: (nullable): which call is answered
 *
 * Returns: (transfer none): what it is called in the request
 */
const char *
muster_llm_ids_find (MusterLlmIds *self,
                     const char   *id)
{
  const char *name = id != NULL ? g_hash_table_lookup (self->names, id) : NULL;

  return name != NULL ? name : "call00000";
}
