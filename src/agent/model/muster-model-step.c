/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-model-plan.h"
#include "muster-model-tools.h"
#include "muster-text.h"

/* One step of a proposal, or the arguments of one call: names become ids that the run has read, everything is checked
 * against the tool’s closed schema, and the sentence that people read is made from the catalog. */

#define MAX_WORDS 500

#define ANY_ID "00000000-0000-4000-8000-000000000000"

static gboolean
fail (GError    **error,
      const char *arg,
      const char *what)
{
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "args.%s: %s", arg, what);
  return FALSE;
}

static char *
known_args (MusterTool *tool)
{
  g_autoptr(GList) names = json_object_get_members (muster_tool_get_args (tool));
  GString *out = g_string_new ("there is no such argument; there are:");

  for (GList *l = names; l != NULL; l = l->next)
    if (!muster_tool_choice_is_bound (tool, l->data))
      g_string_append_printf (out, " %s", (const char *) l->data);
  return g_string_free (out, FALSE);
}

/* What a plain value says, through {"lit": …} and {"ref": …} */
static JsonNode *
plain_value (MusterModelObjects *objects,
             JsonNode           *node,
             GError            **error)
{
  JsonObject *object = muster_json_node_obj (node);
  const char *place = muster_json_str (object, "ref");
  g_autoptr(MusterLabelRef) ref = NULL;
  g_autoptr(JsonNode) found = NULL;
  const char *kind;

  if (object != NULL && json_object_get_size (object) == 1 && json_object_has_member (object, "lit"))
    return json_node_copy (json_object_get_member (object, "lit"));
  if (place == NULL || json_object_get_size (object) != 1)
    return json_node_copy (node);
  ref = muster_label_ref_parse (place, error);
  if (ref == NULL)
    return NULL;
  found = muster_model_objects_follow (objects, ref, &kind, error);
  if (found != NULL && !JSON_NODE_HOLDS_VALUE (found))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s is no single value", place);
      return NULL;
    }
  return g_steal_pointer (&found);
}

static gboolean
has_handle (JsonNode *node)
{
  g_autofree char *text = muster_json_to_string (node);

  return strstr (text, "{{secret:") != NULL;
}

/* An address may be one that nobody has read: where it lies is the gate’s to judge */
static MusterModelObject *
find_address (MusterModelObjects *objects,
              JsonNode           *node,
              GError            **error)
{
  JsonObject *object = muster_json_node_obj (node);
  const char *text = object != NULL ? muster_json_str (object, "lit") : muster_json_node_str (node);
  MusterModelObject *found;

  if (text == NULL || !muster_text_is_email (text))
    return muster_model_objects_find (objects, "smtp", node, error);
  found = g_new0 (MusterModelObject, 1);
  found->value = g_strconcat ("smtp:", text, NULL);
  found->name = g_strdup (text);
  return found;
}

static gboolean
read_objects (MusterModelObjects *objects,
              const char         *kind,
              const char         *arg,
              JsonNode           *node,
              JsonObject         *values,
              JsonObject         *names,
              GError            **error)
{
  JsonArray *list = muster_json_node_arr (node);
  g_autoptr(JsonArray) found = json_array_new ();
  g_autoptr(GString) said = g_string_new (NULL);

  for (guint i = 0; i < (list != NULL ? json_array_get_length (list) : 1); i++)
    {
      JsonNode *one = list != NULL ? json_array_get_element (list, i) : node;
      g_autoptr(MusterModelObject) object = g_str_equal (kind, "smtp") ? find_address (objects, one, error)
                                                                       : muster_model_objects_find (objects, kind, one, error);

      if (object == NULL)
        {
          g_prefix_error (error, "args.%s: ", arg);
          return FALSE;
        }
      json_array_add_string_element (found, object->value);
      g_string_append_printf (said, "%s%s", said->len > 0 ? ", " : "", object->name);
    }
  if (list != NULL)
    json_object_set_array_member (values, arg, json_array_ref (found));
  else
    json_object_set_string_member (values, arg, json_array_get_string_element (found, 0));
  json_object_set_string_member (names, arg, said->str);
  return TRUE;
}

static void
add_name (JsonObject *names,
          const char *arg,
          JsonNode   *value)
{
  g_autofree char *text = muster_json_node_str (value) != NULL ? g_strdup (muster_json_node_str (value)) : muster_json_to_string (value);

  json_object_set_string_member (names, arg, text);
}

static gboolean
read_arg (MusterModelObjects *objects,
          MusterTool         *tool,
          const char         *arg,
          JsonNode           *node,
          JsonObject         *values,
          JsonObject         *names,
          GError            **error)
{
  JsonObject *spec = muster_json_obj (muster_tool_get_args (tool), arg);
  const char *kind = spec != NULL ? muster_model_arg_kind (tool, arg) : NULL;
  g_autofree char *known = NULL;
  g_autoptr(JsonNode) value = NULL;

  if (spec == NULL)
    {
      known = known_args (tool);
      return fail (error, arg, known);
    }
  if (muster_tool_choice_is_bound (tool, arg))
    return TRUE;
  if (JSON_NODE_HOLDS_NULL (node) && !muster_json_bool (spec, "nullable", FALSE))
    return TRUE;
  if (has_handle (node) && g_strcmp0 (muster_tool_get_arg_role (tool, arg), "secret-in") != 0)
    return fail (error, arg, "a handle of a secret may not stand here");
  if (kind != NULL && !JSON_NODE_HOLDS_NULL (node))
    return read_objects (objects, kind, arg, node, values, names, error);
  value = plain_value (objects, node, error);
  if (value == NULL)
    {
      g_prefix_error (error, "args.%s: ", arg);
      return FALSE;
    }
  add_name (names, arg, value);
  json_object_set_member (values, arg, g_steal_pointer (&value));
  return TRUE;
}

static gboolean
read_args (MusterModelObjects *objects,
           MusterTool         *tool,
           JsonObject         *written,
           JsonObject         *values,
           JsonObject         *names,
           GError            **error)
{
  JsonObjectIter iter;
  const char *arg;
  JsonNode *node;

  if (written == NULL)
    return TRUE;
  json_object_iter_init_ordered (&iter, written);
  while (json_object_iter_next_ordered (&iter, &arg, &node))
    if (!read_arg (objects, tool, arg, node, values, names, error))
      return FALSE;
  return TRUE;
}

/* The run has one client and one ticket */
static void
bind_own (MusterCase *ticket_case,
          MusterTool *tool,
          JsonObject *values,
          JsonObject *names)
{
  g_autoptr(GList) args = json_object_get_members (muster_tool_get_args (tool));
  MusterTicket *ticket = muster_case_get_ticket (ticket_case);

  for (GList *l = args; l != NULL; l = l->next)
    {
      gboolean is_client = g_strcmp0 (muster_tool_get_arg_role (tool, l->data), "target:client") == 0;
      g_autofree char *value = NULL;

      if (!muster_tool_choice_is_bound (tool, l->data))
        continue;
      value = is_client ? g_strconcat ("client:", muster_case_get_client_slug (ticket_case), NULL)
                        : g_strconcat ("ticket:", muster_ticket_get_external_id (ticket), NULL);
      json_object_set_string_member (values, l->data, value);
      json_object_set_string_member (names, l->data, is_client ? muster_case_get_client_name (ticket_case) : muster_ticket_get_number (ticket));
    }
}

/**
 * muster_model_args_read:
 * @written: (nullable): as the model wrote them
 *
 * Returns: (transfer full) (nullable): the arguments as tools take them
 */
JsonObject *
muster_model_args_read (MusterModelPlanContext *context,
                        MusterModelObjects     *objects,
                        MusterTool             *tool,
                        JsonObject             *written,
                        GError                **error)
{
  g_autoptr(JsonObject) values = json_object_new ();
  g_autoptr(JsonObject) names = json_object_new ();

  if (!read_args (objects, tool, written, values, names, error))
    return NULL;
  bind_own (context->ticket_case, tool, values, names);
  return muster_tool_normalize_args (tool, NULL, values, error);
}

/* (nullable): the tool of a step, or why there is none */
static MusterTool *
find_tool (MusterModelPlanContext *context,
           const char             *name,
           GError                **error)
{
  g_autofree char *id = name != NULL ? muster_model_tool_id (name) : NULL;
  MusterTool *tool = id != NULL ? muster_catalog_lookup_tool (context->catalog, id) : NULL;

  if (tool != NULL && muster_tool_choice_may_plan (context->ticket_case, tool))
    return tool;
  if (tool != NULL && muster_tool_choice_may_call (context->ticket_case, tool))
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "tool: %s only reads; call it, it is no step", name);
  else
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT,
                 "tool: there is no tool “%s” here; use those that propose_plan lists", name != NULL ? name : "");
  return NULL;
}

static void
set_words (MusterStep *step,
           const char *property,
           const char *text)
{
  g_autofree char *line = text != NULL ? muster_text_one_line (text) : NULL;
  g_autofree char *cut = line != NULL && g_utf8_strlen (line, -1) > MAX_WORDS ? g_utf8_substring (line, 0, MAX_WORDS) : NULL;

  if (line != NULL && *line != '\0')
    g_object_set (step, property, cut != NULL ? cut : line, NULL);
}

static void
note_made (MusterModelObjects *objects,
           MusterTool         *tool,
           JsonObject         *values)
{
  g_autoptr(GList) args = json_object_get_members (values);

  for (GList *l = args; l != NULL; l = l->next)
    if (g_strcmp0 (muster_json_str (muster_json_obj (muster_tool_get_args (tool), l->data), "ref"), "new") == 0)
      muster_model_objects_add_made (objects, muster_json_str (values, l->data), muster_json_str (values, "displayName"));
}

static void
set_target (MusterModelPlanContext *context,
            MusterStep             *step,
            MusterTool             *tool,
            JsonObject             *values,
            JsonObject             *names)
{
  const char *arg = muster_tool_get_target_arg (tool);
  g_autofree char *client = g_strconcat ("client:", muster_case_get_client_slug (context->ticket_case), NULL);

  if (arg == NULL || muster_json_str (values, arg) == NULL)
    {
      muster_step_set_target (step, client);
      muster_step_set_target_name (step, muster_case_get_client_name (context->ticket_case));
      return;
    }
  muster_step_set_target (step, muster_json_str (values, arg));
  muster_step_set_target_name (step, muster_json_str (names, arg));
  json_object_remove_member (values, arg);
  json_object_remove_member (names, arg);
}

/* An object that an earlier step makes has no id yet; it will have one of the form that is wanted */
static JsonObject *
with_ids (JsonObject *values)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *arg;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, values);
  while (json_object_iter_next_ordered (&iter, &arg, &node))
    {
      const char *text = muster_json_node_str (node);

      if (text != NULL && g_str_has_prefix (text, "new:"))
        json_object_set_string_member (copy, arg, "new:" ANY_ID);
      else
        json_object_set_member (copy, arg, json_node_copy (node));
    }
  return copy;
}

/**
 * muster_model_step_read:
 * @written: a member of `steps`
 * @error: return location; the message is for the model
 *
 * Returns: (transfer full) (nullable): the step
 */
MusterStep *
muster_model_step_read (MusterModelPlanContext *context,
                        MusterModelObjects     *objects,
                        JsonObject             *written,
                        GError                **error)
{
  MusterTool *tool = find_tool (context, muster_json_str (written, "tool"), error);
  JsonNode *args = json_object_get_member (written, "args");
  g_autoptr(JsonObject) values = json_object_new ();
  g_autoptr(JsonObject) names = json_object_new ();
  g_autoptr(JsonObject) checked = NULL;
  g_autoptr(JsonObject) bare = NULL;
  g_autofree char *explain = NULL;
  MusterPolicy policy = MUSTER_POLICY_DISABLED;
  g_autoptr(MusterStep) step = NULL;

  if (tool == NULL)
    return NULL;
  if (args != NULL && !JSON_NODE_HOLDS_NULL (args) && muster_json_node_obj (args) == NULL)
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "args is no object");
      return NULL;
    }
  if (!read_args (objects, tool, muster_json_node_obj (args), values, names, error))
    return NULL;
  bind_own (context->ticket_case, tool, values, names);
  checked = with_ids (values);
  bare = muster_tool_normalize_args (tool, NULL, checked, error);
  if (bare == NULL)
    return NULL;
  note_made (objects, tool, values);
  explain = muster_tool_explain (tool, names);
  muster_case_is_offered (context->ticket_case, muster_tool_get_id (tool), &policy);

  step = muster_step_new ();
  muster_step_set_tool (step, muster_tool_get_id (tool));
  set_target (context, step, tool, values, names);
  muster_step_set_args (step, values);
  muster_step_set_arg_names (step, names);
  muster_step_set_policy (step, muster_policy_to_string (policy));
  muster_step_set_effect_class (step, muster_tool_get_effect_class (tool));
  muster_step_set_explain (step, explain);
  set_words (step, "expected", muster_json_str (written, "expected"));
  set_words (step, "reason", muster_json_str (written, "reason"));
  return g_steal_pointer (&step);
}
