/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-llm"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-id.h"
#include "muster-json.h"
#include "muster-json-guard.h"
#include "muster-llm.h"

/* What a message costs beside its text: its role and the marks around it */
#define MESSAGE_TOKENS 4

G_DEFINE_BOXED_TYPE (MusterLlmRequest, muster_llm_request, muster_llm_request_ref, muster_llm_request_unref)
G_DEFINE_BOXED_TYPE (MusterLlmReply, muster_llm_reply, muster_llm_reply_ref, muster_llm_reply_unref)

static const char * const role_names[] = { "system", "user", "assistant", "tool" };

static JsonNode *
parse_arguments (const char *raw)
{
  g_autoptr(GBytes) bytes = g_bytes_new (raw, strlen (raw));
  g_autoptr(JsonNode) node = muster_json_parse (bytes, NULL, NULL, NULL);

  return muster_json_node_obj (node) != NULL ? g_steal_pointer (&node) : NULL;
}

/**
 * muster_llm_call_new:
 * @id: (nullable): what the model calls it; %NULL or empty: one is made
 * @name: of the tool
 * @raw: (nullable): its arguments as text; empty is an empty object, as models send for tools without arguments
 *
 * Returns: (transfer full): a call
 */
MusterLlmCall *
muster_llm_call_new (const char *id,
                     const char *name,
                     const char *raw)
{
  MusterLlmCall *self = g_new0 (MusterLlmCall, 1);

  self->id = id != NULL && *id != '\0' ? g_strdup (id) : muster_id_new ();
  self->name = g_strdup (name != NULL ? name : "");
  self->raw = g_strdup (raw != NULL && *raw != '\0' ? raw : "{}");
  self->arguments = parse_arguments (self->raw);

  return self;
}

/**
 * muster_llm_call_copy:
 * @self: a call
 *
 * Returns: (transfer full): one like it
 */
MusterLlmCall *
muster_llm_call_copy (MusterLlmCall *self)
{
  MusterLlmCall *copy = g_new0 (MusterLlmCall, 1);

  copy->id = g_strdup (self->id);
  copy->name = g_strdup (self->name);
  copy->raw = g_strdup (self->raw);
  copy->arguments = self->arguments != NULL ? json_node_ref (self->arguments) : NULL;

  return copy;
}

void
muster_llm_call_free (MusterLlmCall *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->raw);
  g_clear_pointer (&self->arguments, json_node_unref);
  g_free (self);
}

/**
 * muster_llm_message_new:
 * @role: who speaks
 * @text: (nullable): what is said
 *
 * Returns: (transfer full): a message
 */
MusterLlmMessage *
muster_llm_message_new (MusterLlmRole  role,
                        const char    *text)
{
  MusterLlmMessage *self = g_new0 (MusterLlmMessage, 1);

  self->role = role;
  self->text = g_strdup (text);

  return self;
}

/**
 * muster_llm_message_new_answer:
 * @call_id: of the call that it answers
 * @text: the answer
 *
 * Returns: (transfer full): a tool's answer
 */
MusterLlmMessage *
muster_llm_message_new_answer (const char *call_id,
                               const char *text)
{
  MusterLlmMessage *self = muster_llm_message_new (MUSTER_LLM_TOOL, text);

  self->call_id = g_strdup (call_id);
  return self;
}

/**
 * muster_llm_message_copy:
 * @self: a message
 *
 * Returns: (transfer full): one like it
 */
MusterLlmMessage *
muster_llm_message_copy (MusterLlmMessage *self)
{
  MusterLlmMessage *copy = muster_llm_message_new (self->role, self->text);

  copy->call_id = g_strdup (self->call_id);
  copy->stable = self->stable;
  for (guint i = 0; self->calls != NULL && i < self->calls->len; i++)
    muster_llm_message_add_call (copy, muster_llm_call_copy (self->calls->pdata[i]));

  return copy;
}

void
muster_llm_message_free (MusterLlmMessage *self)
{
  g_free (self->text);
  g_free (self->call_id);
  g_clear_pointer (&self->calls, g_ptr_array_unref);
  g_free (self);
}

/**
 * muster_llm_message_add_call:
 * @self: an assistant's message
 * @call: (transfer full): a call
 */
void
muster_llm_message_add_call (MusterLlmMessage *self,
                             MusterLlmCall    *call)
{
  if (self->calls == NULL)
    self->calls = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_llm_call_free);
  g_ptr_array_add (self->calls, call);
}

static JsonNode *
call_to_json (MusterLlmCall *call)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", call->id);
  json_object_set_string_member (object, "name", call->name);
  json_object_set_string_member (object, "raw", call->raw);
  json_node_take_object (node, object);

  return node;
}

/**
 * muster_llm_message_to_json:
 * @self: a message
 *
 * As it is kept: `{"role", "text", "calls": [{"id", "name", "raw"}], "callId", "stable"}`.
 *
 * Returns: (transfer full): an object
 */
JsonNode *
muster_llm_message_to_json (MusterLlmMessage *self)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "role", role_names[self->role]);
  if (self->text != NULL)
    json_object_set_string_member (object, "text", self->text);
  if (self->call_id != NULL)
    json_object_set_string_member (object, "callId", self->call_id);
  if (self->stable)
    json_object_set_boolean_member (object, "stable", TRUE);
  if (self->calls != NULL && self->calls->len > 0)
    {
      JsonArray *calls = json_array_new ();

      for (guint i = 0; i < self->calls->len; i++)
        json_array_add_element (calls, call_to_json (self->calls->pdata[i]));
      json_object_set_array_member (object, "calls", calls);
    }
  json_node_take_object (node, object);

  return node;
}

static gboolean
role_from_name (const char    *name,
                MusterLlmRole *role)
{
  for (guint i = 0; i < G_N_ELEMENTS (role_names); i++)
    if (g_strcmp0 (name, role_names[i]) == 0)
      {
        *role = (MusterLlmRole) i;
        return TRUE;
      }

  return FALSE;
}

/**
 * muster_llm_message_from_json:
 * @node: what [func@llm_message_to_json] made
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the message
 */
MusterLlmMessage *
muster_llm_message_from_json (JsonNode  *node,
                              GError   **error)
{
  JsonObject *object = muster_json_node_obj (node);
  JsonArray *calls = object != NULL ? muster_json_arr (object, "calls") : NULL;
  MusterLlmMessage *self;
  MusterLlmRole role;

  if (object == NULL || !role_from_name (muster_json_str (object, "role"), &role))
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "Not a message of a conversation");
      return NULL;
    }

  self = muster_llm_message_new (role, muster_json_str (object, "text"));
  self->call_id = g_strdup (muster_json_str (object, "callId"));
  self->stable = muster_json_bool (object, "stable", FALSE);
  for (guint i = 0; calls != NULL && i < json_array_get_length (calls); i++)
    {
      JsonObject *call = muster_json_arr_obj (calls, i);

      if (call != NULL)
        muster_llm_message_add_call (self, muster_llm_call_new (muster_json_str (call, "id"),
                                                                muster_json_str (call, "name"),
                                                                muster_json_str (call, "raw")));
    }

  return self;
}

static void
tool_free (gpointer data)
{
  MusterLlmTool *tool = data;

  g_free (tool->name);
  g_free (tool->description);
  json_node_unref (tool->schema);
  g_free (tool);
}

/**
 * muster_llm_request_new:
 *
 * Returns: (transfer full): a request that says nothing yet
 */
MusterLlmRequest *
muster_llm_request_new (void)
{
  MusterLlmRequest *self = g_new0 (MusterLlmRequest, 1);

  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_llm_message_free);
  self->tools = g_ptr_array_new_with_free_func (tool_free);
  g_atomic_ref_count_init (&self->refs);

  return self;
}

MusterLlmRequest *
muster_llm_request_ref (MusterLlmRequest *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
muster_llm_request_unref (MusterLlmRequest *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_ptr_array_unref (self->messages);
  g_ptr_array_unref (self->tools);
  g_free (self->tool_choice);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

/**
 * muster_llm_request_add_message:
 * @self: a request
 * @message: (transfer full): what is said next
 */
void
muster_llm_request_add_message (MusterLlmRequest *self,
                                MusterLlmMessage *message)
{
  g_ptr_array_add (self->messages, message);
}

/**
 * muster_llm_request_add_text:
 * @self: a request
 * @role: who speaks
 * @text: what is said next
 */
void
muster_llm_request_add_text (MusterLlmRequest *self,
                             MusterLlmRole     role,
                             const char       *text)
{
  muster_llm_request_add_message (self, muster_llm_message_new (role, text));
}

/**
 * muster_llm_request_add_tool:
 * @self: a request
 * @name: of the tool, as the model is to write it
 * @description: what it does
 * @schema: JSON schema of its arguments
 */
void
muster_llm_request_add_tool (MusterLlmRequest *self,
                             const char       *name,
                             const char       *description,
                             JsonNode         *schema)
{
  MusterLlmTool *tool = g_new0 (MusterLlmTool, 1);

  tool->name = g_strdup (name);
  tool->description = g_strdup (description);
  tool->schema = json_node_ref (schema);
  g_ptr_array_add (self->tools, tool);
}

/**
 * muster_llm_request_set_choice:
 * @self: a request
 * @tool_choice: (nullable): "auto" or "required"
 */
void
muster_llm_request_set_choice (MusterLlmRequest *self,
                               const char       *tool_choice)
{
  g_free (self->tool_choice);
  self->tool_choice = g_strdup (tool_choice);
}

/**
 * muster_llm_estimate_text:
 * @text: (nullable): a text
 *
 * About how many tokens it is: one for each four letters or bytes of a name, and one for each character beyond ASCII.
 * No vendor's own count; it is for gauges and for servers that tell none.
 *
 * Returns: tokens
 */
guint
muster_llm_estimate_text (const char *text)
{
  guint ascii = 0;
  guint others = 0;

  for (const char *at = text; at != NULL && *at != '\0'; at = g_utf8_next_char (at))
    if ((guchar) *at < 0x80)
      ascii++;
    else
      others++;

  return (ascii + 3) / 4 + others;
}

/**
 * muster_llm_request_estimate:
 * @self: a request
 *
 * Returns: about how many tokens its prompt is
 */
guint
muster_llm_request_estimate (MusterLlmRequest *self)
{
  guint tokens = 0;

  if (self->estimate > 0)
    return self->estimate;

  for (guint i = 0; i < self->messages->len; i++)
    {
      MusterLlmMessage *message = self->messages->pdata[i];

      tokens += MESSAGE_TOKENS + muster_llm_estimate_text (message->text);
      for (guint j = 0; message->calls != NULL && j < message->calls->len; j++)
        {
          MusterLlmCall *call = message->calls->pdata[j];

          tokens += MESSAGE_TOKENS + muster_llm_estimate_text (call->name) + muster_llm_estimate_text (call->raw);
        }
    }

  for (guint i = 0; i < self->tools->len; i++)
    {
      MusterLlmTool *tool = self->tools->pdata[i];
      g_autofree char *schema = muster_json_to_string (tool->schema);

      tokens += MESSAGE_TOKENS + muster_llm_estimate_text (tool->name) + muster_llm_estimate_text (tool->description) +
                muster_llm_estimate_text (schema);
    }

  return tokens;
}

/**
 * muster_llm_reply_new:
 *
 * Returns: (transfer full): a reply that says nothing yet
 */
MusterLlmReply *
muster_llm_reply_new (void)
{
  MusterLlmReply *self = g_new0 (MusterLlmReply, 1);

  self->calls = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_llm_call_free);
  g_atomic_ref_count_init (&self->refs);

  return self;
}

MusterLlmReply *
muster_llm_reply_ref (MusterLlmReply *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
muster_llm_reply_unref (MusterLlmReply *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_ptr_array_unref (self->calls);
  g_free (self->text);
  g_free (self->stop);
  g_free (self->model);
  g_free (self->model_id);
  g_free (self->model_name);
  g_free (self);
}

/**
 * muster_llm_reply_to_message:
 * @self: a reply
 *
 * Returns: (transfer full): what the assistant said, for the next request
 */
MusterLlmMessage *
muster_llm_reply_to_message (MusterLlmReply *self)
{
  MusterLlmMessage *message = muster_llm_message_new (MUSTER_LLM_ASSISTANT, self->text);

  for (guint i = 0; i < self->calls->len; i++)
    muster_llm_message_add_call (message, muster_llm_call_copy (self->calls->pdata[i]));

  return message;
}
