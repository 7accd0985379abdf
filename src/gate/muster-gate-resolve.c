/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a plan could only name before it was there, and what a step of an approval is bound to. */

#define G_LOG_DOMAIN "muster-gate"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"

#include "muster-gate-approved.h"
#include "muster-gate-effect.h"

#define NEW "new:"

/* (nullable): the argument of @tool that names what it makes */
static const char *
naming_arg (MusterTool *tool)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, muster_tool_get_args (tool));
  while (json_object_iter_next (&iter, &name, &node))
    if (g_strcmp0 (muster_json_str (json_node_get_object (node), "ref"), "new") == 0)
      return name;
  return NULL;
}

static gboolean
same_name (const char *a,
           const char *b)
{
  g_autofree char *folded_a = a != NULL ? g_utf8_casefold (a, -1) : NULL;
  g_autofree char *folded_b = b != NULL ? g_utf8_casefold (b, -1) : NULL;

  return folded_a != NULL && g_strcmp0 (folded_a, folded_b) == 0;
}

/* (nullable): the name of what @effect has made, with @kind of it */
static char *
name_made (MusterGate    *self,
           MusterEffect  *effect,
           const char   **kind)
{
  MusterTool *tool = muster_catalog_lookup_tool (muster_gate_get_catalog (self), muster_effect_get_tool (effect));
  const char * const *yields = tool != NULL ? muster_tool_get_yields (tool) : NULL;
  const char *arg = tool != NULL ? naming_arg (tool) : NULL;
  g_autoptr(JsonNode) node = NULL;

  /* Who was there before was not made by the run, and is not who was approved */
  if (arg == NULL || yields == NULL || yields[0] == NULL || muster_effect_get_args (effect) == NULL ||
      muster_effect_get_state (effect) != MUSTER_EFFECT_STATE_CONFIRMED || muster_effect_get_already (effect))
    return NULL;
  node = muster_json_from_string_trusted (muster_effect_get_args (effect), NULL);
  *kind = yields[0];
  return muster_json_node_obj (node) != NULL ? g_strdup (muster_json_str (muster_json_node_obj (node), arg)) : NULL;
}

/* (transfer full) (nullable): `user:GUID` for `new:NAME`; by its name where the vendor takes that and told no id */
static char *
made_reference (MusterGate *self,
                JsonObject *spec,
                const char *name,
                GPtrArray  *effects,
                GError    **error)
{
  for (guint i = 0; effects != NULL && i < effects->len; i++)
    {
      MusterEffect *effect = effects->pdata[i];
      const char *kind = NULL;
      g_autofree char *made = name_made (self, effect, &kind);
      const char *id = muster_effect_get_external_ref (effect);

      if (!same_name (made, name))
        continue;
      if (id != NULL)
        return g_strdup_printf ("%s:%s", kind, id);
      if (spec != NULL && g_strcmp0 (muster_json_str (spec, "format"), "guid") != 0)
        return g_strdup_printf ("%s:%s", kind, made);
    }
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "The step that makes %s has not been done", name);
  return NULL;
}

static gboolean
refers (JsonObject *spec)
{
  const char *role = spec != NULL ? muster_json_str (spec, "role") : NULL;
  const char *ref = spec != NULL ? muster_json_str (spec, "ref") : NULL;

  return (role != NULL && g_str_has_prefix (role, "target:")) || (ref != NULL && !g_str_equal (ref, "new"));
}

/* (transfer full) (nullable): @node with what it refers to */
static JsonNode *
resolve_node (MusterGate *self,
              JsonObject *spec,
              JsonNode   *node,
              GPtrArray  *effects,
              GError    **error)
{
  const char *text = muster_json_node_str (node);
  JsonArray *array = muster_json_node_arr (node);
  g_autoptr(JsonArray) resolved = NULL;

  if (!refers (spec) || (array == NULL && (text == NULL || !g_str_has_prefix (text, NEW))))
    return json_node_copy (node);
  if (array == NULL)
    {
      g_autofree char *ref = made_reference (self, spec, text + strlen (NEW), effects, error);

      return ref != NULL ? json_node_init_string (json_node_alloc (), ref) : NULL;
    }
  resolved = json_array_new ();
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      JsonNode *one = muster_json_node_arr (element) != NULL ? json_node_copy (element)
                      : resolve_node (self, spec, element, effects, error);

      if (one == NULL)
        return NULL;
      json_array_add_element (resolved, one);
    }
  return json_node_init_array (json_node_alloc (), resolved);
}

/**
 * muster_gate_resolve_args:
 * @self: a gate
 * @tool: full name
 * @target: (nullable): of a step, such as `new:UPN`
 * @args: (nullable): of the step, in plan notation
 * @effects: (nullable) (element-type MusterEffect): of the run
 * @resolved_target: (out) (optional) (nullable) (transfer full): the target as the ledger has it
 *
 * Puts in what earlier steps have made. Nothing else is changed.
 *
 * Returns: (transfer full) (nullable): arguments in plan notation; %MUSTER_ERROR_NOT_FOUND when something is not there yet
 */
JsonObject *
muster_gate_resolve_args (MusterGate  *self,
                          const char  *tool,
                          const char  *target,
                          JsonObject  *args,
                          GPtrArray   *effects,
                          char       **resolved_target,
                          GError     **error)
{
  MusterTool *row = tool != NULL ? muster_catalog_lookup_tool (muster_gate_get_catalog (self), tool) : NULL;
  g_autoptr(JsonObject) resolved = json_object_new ();
  g_autofree char *made = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (row == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY, "There is no tool %s", tool);
      return NULL;
    }
  if (target != NULL && g_str_has_prefix (target, NEW))
    {
      const char *arg = muster_tool_get_target_arg (row);

      made = made_reference (self, arg != NULL ? muster_json_obj (muster_tool_get_args (row), arg) : NULL, target + strlen (NEW),
                             effects, error);
      if (made == NULL)
        return NULL;
    }
  if (args != NULL)
    {
      json_object_iter_init (&iter, args);
      while (json_object_iter_next (&iter, &name, &node))
        {
          JsonNode *one = resolve_node (self, muster_json_obj (muster_tool_get_args (row), name), node, effects, error);

          if (one == NULL)
            return NULL;
          json_object_set_member (resolved, name, one);
        }
    }
  if (resolved_target != NULL)
    *resolved_target = made != NULL ? g_steal_pointer (&made) : g_strdup (target);
  return g_steal_pointer (&resolved);
}

/* What the run has made is the client's: it was made inside the client's scope */
void
muster_gate_own_made (MusterGate   *self,
                      MusterRunCap *cap,
                      GPtrArray    *effects)
{
  for (guint i = 0; effects != NULL && i < effects->len; i++)
    {
      const char *kind = NULL;
      g_autofree char *name = name_made (self, effects->pdata[i], &kind);
      const char *id = muster_effect_get_external_ref (effects->pdata[i]);
      g_autofree char *by_id = name != NULL && id != NULL ? g_strdup_printf ("%s:%s", kind, id) : NULL;
      g_autofree char *by_name = name != NULL ? g_strdup_printf ("%s:%s", kind, name) : NULL;

      if (by_id != NULL)
        muster_cap_add_resolved (cap, by_id);
      if (by_name != NULL)
        muster_cap_add_resolved (cap, by_name);
    }
}

/**
 * muster_gate_bind_item:
 * @self: a gate
 * @cap: of the run
 * @item: a step of an approval, with its "tool"
 *
 * Writes down what the step is bound to: the tool's version and class, the connection it goes over, and whose side of the
 * client it works with. When one of them is another one later, the approval is void.
 *
 * Returns: %FALSE when no connection of the run has the tool
 */
gboolean
muster_gate_bind_item (MusterGate    *self,
                       MusterRunCap  *cap,
                       JsonObject    *item,
                       GError       **error)
{
  const char *id = muster_json_str (item, "tool");
  MusterTool *tool = id != NULL ? muster_catalog_lookup_tool (muster_gate_get_catalog (self), id) : NULL;
  g_autoptr(MusterGateLink) link = NULL;
  const char *scope;

  if (tool == NULL || muster_tool_is_read (tool))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY, "R1: unknown tool");
      return FALSE;
    }
  link = muster_gate_find_link (self, cap, tool, NULL, error);
  if (link == NULL)
    return FALSE;
  scope = muster_gate_scope_of (cap, tool);
  json_object_set_int_member (item, "version", muster_tool_get_version (tool));
  json_object_set_string_member (item, "class", muster_effect_class_to_string (muster_tool_get_effect_class (tool)));
  json_object_set_string_member (item, "connection", muster_connection_get_id (link->connection));
  if (scope != NULL)
    json_object_set_string_member (item, "scope", scope);
  else
    json_object_set_null_member (item, "scope");
  return TRUE;
}
