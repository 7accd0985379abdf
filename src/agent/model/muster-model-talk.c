/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-json.h"
#include "muster-model-talk.h"

/* One stored turn is what a model was asked beyond the turn before, and what it said:
 *
 *   {"asked": [message …], "labels": [{"tool", "args"} …], "tools": [name …], "draft": plan, "repairs": n,
 *    "said": message, "stop", "model", "modelName", "prompt", "cached", "output", "estimated", "cost", "ms"}
 *
 * `tools` and `draft` stand in the first one. {"fallback": why, "detail"} ends the conversation. A resumed run goes on
 * from there with the very same words, so that nothing is asked twice and a vendor’s cache still fits. */

static JsonNode *
label_to_json (MusterToolCall *call)
{
  g_autoptr(JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "tool", call->tool);
  json_object_set_object_member (object, "args", json_object_ref (call->args));
  return json_node_init_object (json_node_alloc (), object);
}

/**
 * muster_model_labels_add:
 *
 * Returns: the number that the call is named by; the same call has the same one
 */
guint
muster_model_labels_add (GPtrArray  *labels,
                         const char *tool,
                         JsonObject *args)
{
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), args);
  g_autofree char *key = muster_json_canonical (node);

  for (guint i = 0; i < labels->len; i++)
    {
      MusterToolCall *call = g_ptr_array_index (labels, i);
      g_autoptr(JsonNode) other = json_node_init_object (json_node_alloc (), call->args);
      g_autofree char *other_key = muster_json_canonical (other);

      if (g_str_equal (call->tool, tool) && g_strcmp0 (key, other_key) == 0)
        return i + 1;
    }
  g_ptr_array_add (labels, muster_tool_call_new (tool, json_object_ref (args)));
  return labels->len;
}

static void
read_labels (MusterModelTalk *self,
             JsonArray       *rows)
{
  g_ptr_array_set_size (self->labels, 0);
  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_json_arr_obj (rows, i);

      if (muster_json_str (row, "tool") != NULL && muster_json_obj (row, "args") != NULL)
        g_ptr_array_add (self->labels, muster_tool_call_new (muster_json_str (row, "tool"), json_object_ref (muster_json_obj (row, "args"))));
    }
}

static void
add_message (MusterModelTalk *self,
             JsonNode        *node)
{
  MusterLlmMessage *message = node != NULL ? muster_llm_message_from_json (node, NULL) : NULL;

  if (message != NULL)
    g_ptr_array_add (self->messages, message);
}

static void
read_turn (MusterModelTalk *self,
           JsonObject      *turn)
{
  JsonArray *asked = muster_json_arr (turn, "asked");
  JsonNode *said = json_object_get_member (turn, "said");
  const char *name = muster_json_str (turn, "modelName");

  if (muster_json_str (turn, "fallback") != NULL)
    {
      g_free (self->fallback);
      self->fallback = g_strdup (muster_json_str (turn, "fallback"));
      return;
    }
  for (guint i = 0; asked != NULL && i < json_array_get_length (asked); i++)
    add_message (self, json_array_get_element (asked, i));
  add_message (self, said);
  self->last = self->messages->len > 0 ? g_ptr_array_index (self->messages, self->messages->len - 1) : NULL;
  read_labels (self, muster_json_arr (turn, "labels"));
  if (muster_json_arr (turn, "tools") != NULL)
    {
      g_clear_pointer (&self->tools, json_array_unref);
      self->tools = json_array_ref (muster_json_arr (turn, "tools"));
    }
  if (muster_json_obj (turn, "draft") != NULL && self->draft == NULL)
    self->draft = muster_plan_from_json (json_object_get_member (turn, "draft"), NULL);
  g_free (self->planner);
  self->planner = g_strconcat ("model:", name != NULL ? name : muster_json_str (turn, "model"), NULL);
  self->cut = g_strcmp0 (muster_json_str (turn, "stop"), "length") == 0;
  self->repairs = (guint) muster_json_int (turn, "repairs", 0);
  self->asks++;
}

/**
 * muster_model_talk_new:
 * @ticket_case: a case with the stored turns
 *
 * Returns: (transfer full): what was said so far
 */
MusterModelTalk *
muster_model_talk_new (MusterCase *ticket_case)
{
  MusterModelTalk *self = g_new0 (MusterModelTalk, 1);
  GPtrArray *turns = muster_case_get_turns (ticket_case);

  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_llm_message_free);
  self->labels = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_tool_call_free);
  for (guint i = 0; i < turns->len; i++)
    if (muster_json_node_obj (turns->pdata[i]) != NULL)
      read_turn (self, muster_json_node_obj (turns->pdata[i]));
  return self;
}

void
muster_model_talk_free (MusterModelTalk *self)
{
  g_ptr_array_unref (self->messages);
  g_ptr_array_unref (self->labels);
  g_clear_pointer (&self->tools, json_array_unref);
  g_clear_object (&self->draft);
  g_free (self->planner);
  g_free (self->fallback);
  g_free (self);
}

static void
add_usage (JsonObject     *turn,
           MusterLlmReply *reply)
{
  if (reply->model != NULL)
    json_object_set_string_member (turn, "model", reply->model);
  if (reply->model_name != NULL)
    json_object_set_string_member (turn, "modelName", reply->model_name);
  if (reply->model_id != NULL)
    json_object_set_string_member (turn, "modelId", reply->model_id);
  if (reply->stop != NULL)
    json_object_set_string_member (turn, "stop", reply->stop);
  json_object_set_int_member (turn, "prompt", reply->prompt);
  json_object_set_int_member (turn, "cached", reply->cached);
  json_object_set_int_member (turn, "output", reply->output);
  json_object_set_boolean_member (turn, "estimated", reply->estimated);
  json_object_set_int_member (turn, "cost", reply->cost);
  json_object_set_int_member (turn, "ms", reply->ms);
}

/**
 * muster_model_turn_new:
 * @talk: what was said before
 * @asked: (element-type MusterLlmMessage): what was added to it
 * @labels: (element-type MusterToolCall): the answers that the model had been shown
 * @repairs: how many answers before this one were of no use
 * @reply: what it said
 *
 * Returns: (transfer full): the turn to be stored
 */
JsonNode *
muster_model_turn_new (MusterModelTalk *talk,
                       GPtrArray       *asked,
                       GPtrArray       *labels,
                       guint            repairs,
                       MusterLlmReply  *reply)
{
  g_autoptr(JsonObject) turn = json_object_new ();
  g_autoptr(MusterLlmMessage) said = muster_llm_reply_to_message (reply);
  JsonArray *messages = json_array_new ();
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < asked->len; i++)
    json_array_add_element (messages, muster_llm_message_to_json (asked->pdata[i]));
  for (guint i = 0; i < labels->len; i++)
    json_array_add_element (rows, label_to_json (labels->pdata[i]));
  json_object_set_array_member (turn, "asked", messages);
  json_object_set_array_member (turn, "labels", rows);
  if (talk->asks == 0 && talk->tools != NULL)
    json_object_set_array_member (turn, "tools", json_array_ref (talk->tools));
  if (talk->asks == 0 && talk->draft != NULL)
    json_object_set_member (turn, "draft", muster_plan_to_json (talk->draft));
  json_object_set_int_member (turn, "repairs", repairs);
  json_object_set_member (turn, "said", muster_llm_message_to_json (said));
  add_usage (turn, reply);
  return json_node_init_object (json_node_alloc (), turn);
}

/**
 * muster_model_turn_new_fallback:
 * @why: one word, see #MusterModelTalk
 * @detail: (nullable): for the log
 *
 * Returns: (transfer full): the turn that ends the conversation
 */
JsonNode *
muster_model_turn_new_fallback (const char *why,
                                const char *detail)
{
  g_autoptr(JsonObject) turn = json_object_new ();

  json_object_set_string_member (turn, "fallback", why);
  if (detail != NULL)
    json_object_set_string_member (turn, "detail", detail);
  return json_node_init_object (json_node_alloc (), turn);
}
