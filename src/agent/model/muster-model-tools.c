/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-json.h"
#include "muster-model-tools.h"

/* Tools as a language model is offered them. What it may call is a function each; what its plan may name stands in one
 * line each in the description of propose_plan, which takes a quarter of the room. */

#define PROPOSE_HEAD \
  "Ends the work on this ticket with a result. A step's args: text, {\"ref\":\"s1.users[0]\"} or {\"lit\":\"text\"}. " \
  "Steps may use these tools (? = may be left out):\n"

static const char propose_schema[] =
  "{\"type\":\"object\",\"required\":[\"outcome\",\"diagnosis\",\"confidence\"],\"properties\":{"
  "\"outcome\":{\"type\":\"string\",\"enum\":[\"plan\",\"answer\",\"ask\",\"handover\",\"ignore\"]},"
  "\"diagnosis\":{\"type\":\"string\"},"
  "\"findings\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"},"
  "\"source\":{\"type\":\"string\",\"description\":\"s1, s2 … or ticket\"}}}},"
  "\"requester\":{\"type\":\"object\",\"properties\":{\"ref\":{\"type\":\"string\"}}},"
  "\"steps\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"tool\",\"args\"],\"properties\":{"
  "\"tool\":{\"type\":\"string\"},\"args\":{\"type\":\"object\"},\"reason\":{\"type\":\"string\"},"
  "\"expected\":{\"type\":\"string\"}}}},"
  "\"questions\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"
  "\"reply\":{\"type\":\"string\"},"
  "\"confidence\":{\"type\":\"string\",\"enum\":[\"low\",\"medium\",\"high\"]},"
  "\"unsure\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}}";

/**
 * muster_model_tool_name:
 *
 * Returns: (transfer full): such as `microsoft365__get-user`; a colon may not stand in a function’s name
 */
char *
muster_model_tool_name (MusterTool *tool)
{
  const char *id = muster_tool_get_id (tool);
  const char *colon = strchr (id, ':');

  return g_strdup_printf ("%.*s__%s", (int) (colon - id), id, colon + 1);
}

/**
 * muster_model_tool_id:
 * @name: as a model wrote it
 *
 * Returns: (transfer full): such as `microsoft365:get-user`; models write that too
 */
char *
muster_model_tool_id (const char *name)
{
  const char *gap = strstr (name, "__");

  return gap != NULL ? g_strdup_printf ("%.*s:%s", (int) (gap - name), name, gap + 2) : g_strdup (name);
}

/**
 * muster_model_arg_kind:
 *
 * Returns: (transfer none) (nullable): the kind of object that @arg names; %NULL: a plain value
 */
const char *
muster_model_arg_kind (MusterTool *tool,
                       const char *arg)
{
  const char *role = muster_tool_get_arg_role (tool, arg);
  const char *kind = muster_json_str (muster_json_obj (muster_tool_get_args (tool), arg), "ref");

  if (role != NULL && g_str_has_prefix (role, "target:"))
    return role + strlen ("target:");
  return g_strcmp0 (kind, "new") == 0 ? NULL : kind;
}

static gboolean
is_required (JsonObject *spec)
{
  return muster_json_bool (spec, "required", FALSE);
}

static void
add_enum (GString   *out,
          JsonArray *values)
{
  for (guint i = 0; i < json_array_get_length (values); i++)
    if (muster_json_arr_str (values, i) != NULL)
      g_string_append_printf (out, "%s%s", i > 0 ? "|" : ": ", muster_json_arr_str (values, i));
}

/**
 * muster_model_tool_line:
 *
 * Returns: (transfer full): the tool in one line: `name(arg, other?: a|b) What it does`
 */
char *
muster_model_tool_line (MusterTool *tool)
{
  g_autofree char *name = muster_model_tool_name (tool);
  GString *out = g_string_new (name);
  JsonObject *args = muster_tool_get_args (tool);
  JsonObjectIter iter;
  const char *arg;
  JsonNode *node;
  gboolean first = TRUE;

  g_string_append_c (out, '(');
  json_object_iter_init_ordered (&iter, args);
  while (json_object_iter_next_ordered (&iter, &arg, &node))
    {
      JsonObject *spec = json_node_get_object (node);
      const char *kind = muster_model_arg_kind (tool, arg);
      const char *format = muster_json_str (spec, "format");

      if (muster_tool_choice_is_bound (tool, arg))
        continue;
      g_string_append_printf (out, "%s%s%s", first ? "" : ", ", arg, is_required (spec) ? "" : "?");
      first = FALSE;
      if (muster_json_arr (spec, "enum") != NULL)
        add_enum (out, muster_json_arr (spec, "enum"));
      else if (kind != NULL && !g_str_equal (kind, arg))
        g_string_append_printf (out, ": %s", g_str_equal (kind, "smtp") ? "address" : kind);
      else if (kind == NULL && format != NULL)
        g_string_append_printf (out, ": %s", format);
      else if (kind == NULL && g_strcmp0 (muster_json_str (spec, "type"), "string") != 0)
        g_string_append_printf (out, ": %s", muster_json_str (spec, "type"));
    }
  g_string_append_printf (out, ") %s", muster_tool_get_title (tool));
  return g_string_free (out, FALSE);
}

static JsonObject *
arg_schema (MusterTool *tool,
            const char *arg,
            JsonObject *spec)
{
  JsonObject *schema = json_object_new ();
  const char *kind = muster_model_arg_kind (tool, arg);

  /* Text or {"ref": …} or {"lit": …}: what a schema says about that takes more room than it is worth */
  if (kind != NULL)
    {
      json_object_set_string_member (schema, "description", kind);
      return schema;
    }
  json_object_set_string_member (schema, "type", muster_json_str (spec, "type"));
  if (muster_json_arr (spec, "enum") != NULL)
    json_object_set_array_member (schema, "enum", json_array_ref (muster_json_arr (spec, "enum")));
  if (muster_json_str (spec, "description") != NULL)
    json_object_set_string_member (schema, "description", muster_json_str (spec, "description"));
  return schema;
}

/**
 * muster_model_tool_schema:
 *
 * Returns: (transfer full): the arguments of a read as a JSON schema
 */
JsonNode *
muster_model_tool_schema (MusterTool *tool)
{
  g_autoptr(JsonObject) schema = json_object_new ();
  JsonObject *properties = json_object_new ();
  JsonArray *required = json_array_new ();
  JsonObjectIter iter;
  const char *arg;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, muster_tool_get_args (tool));
  while (json_object_iter_next_ordered (&iter, &arg, &node))
    {
      if (muster_tool_choice_is_bound (tool, arg))
        continue;
      json_object_set_object_member (properties, arg, arg_schema (tool, arg, json_node_get_object (node)));
      if (is_required (json_node_get_object (node)))
        json_array_add_string_element (required, arg);
    }
  json_object_set_string_member (schema, "type", "object");
  json_object_set_object_member (schema, "properties", properties);
  if (json_array_get_length (required) > 0)
    json_object_set_array_member (schema, "required", required);
  else
    json_array_unref (required);
  return json_node_init_object (json_node_alloc (), schema);
}

/* (transfer none): made once; nobody writes into it */
static JsonNode *
get_propose_schema (void)
{
  static gsize schema;

  if (g_once_init_enter (&schema))
    {
      JsonNode *node = muster_json_from_string_trusted (propose_schema, NULL);

      json_node_seal (node);
      g_once_init_leave (&schema, (gsize) node);
    }
  return (JsonNode *) schema;
}

/* (transfer none): of a read, made once */
static JsonNode *
get_read_schema (MusterTool *tool)
{
  GQuark key = g_quark_from_static_string ("muster-model-schema");
  JsonNode *schema = g_object_get_qdata (G_OBJECT (tool), key);

  if (schema == NULL)
    {
      schema = muster_model_tool_schema (tool);
      json_node_seal (schema);
      g_object_set_qdata_full (G_OBJECT (tool), key, schema, (GDestroyNotify) json_node_unref);
    }
  return schema;
}

/**
 * muster_model_tools_add:
 *
 * Puts propose_plan and the reads of @choice into @request, always in the same order.
 */
void
muster_model_tools_add (MusterLlmRequest *request,
                        MusterToolChoice *choice)
{
  g_autoptr(GString) description = g_string_new (PROPOSE_HEAD);

  for (guint i = 0; i < choice->writes->len; i++)
    {
      g_autofree char *line = muster_model_tool_line (choice->writes->pdata[i]);

      g_string_append_printf (description, "%s\n", line);
    }
  muster_llm_request_add_tool (request, MUSTER_MODEL_PROPOSE, description->str, get_propose_schema ());
  for (guint i = 0; i < choice->reads->len; i++)
    {
      MusterTool *tool = g_ptr_array_index (choice->reads, i);
      g_autofree char *name = muster_model_tool_name (tool);

      muster_llm_request_add_tool (request, name, muster_tool_get_title (tool), get_read_schema (tool));
    }
}
