/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-tests"

#include "config.h"

#include <string.h>

#include "agreement-values.h"

JsonObject *
tool_check_answer_schema (JsonObject *operation)
{
  JsonObject *responses = agreement_object (operation, "responses");
  g_autoptr(GList) values = responses != NULL ? json_object_get_values (responses) : NULL;

  for (GList *l = values; l != NULL; l = l->next)
    {
      JsonObject *content = agreement_object (json_node_get_object (l->data), "content");

      if (content != NULL)
        return agreement_schema (json_node_get_object (l->data));
    }
  return NULL;
}

JsonObject *
tool_check_enter_rows (JsonObject *schema)
{
  while (g_strcmp0 (agreement_string (schema, "type"), "array") == 0)
    schema = agreement_object (schema, "items");
  return schema;
}

static JsonObject *
step (ToolCheck  *self,
      JsonObject *schema,
      const char *name)
{
  return vendor_spec_property (self->agreement->specs[0], tool_check_enter_rows (schema), name);
}

static const char *
closing_bracket (const char *path)
{
  guint depth = 0;

  for (; *path != '\0'; path++)
    if (*path == '[')
      depth++;
    else if (*path == ']' && --depth == 0)
      return path;
  return NULL;
}

/* Follows `value[skuPartNumber=arg:sku].skuId` through a schema of the document; NULL: some member is not declared. */
JsonObject *
tool_check_follow (ToolCheck  *self,
                   JsonObject *schema,
                   const char *path)
{
  while (schema != NULL && *path != '\0')
    {
      g_autofree char *name = NULL;
      gsize length;

      if (*path == '.')
        path++;
      if (*path == '[')
        {
          const char *end = closing_bracket (path);
          const char *equal = strchr (path, '=');

          if (end == NULL)
            return NULL;
          name = equal != NULL && equal < end ? g_strndup (path + 1, (gsize) (equal - path - 1)) : NULL;
          if (name != NULL && tool_check_follow (self, tool_check_enter_rows (schema), name) == NULL)
            return NULL;
          path = end + 1;
          continue;
        }
      length = g_str_has_prefix (path, "@odata.") ? strlen ("@odata.") : 0;
      length += strcspn (path + length, ".[");
      name = g_strndup (path, length);
      schema = length > 0 ? step (self, schema, name) : schema;
      path += length;
    }
  return schema;
}

JsonObject *
tool_check_follow_answer (ToolCheck  *self,
                          const char *path)
{
  gsize length = strcspn (path, ".[");
  g_autofree char *id = g_strndup (path, length);
  JsonObject *operation = g_hash_table_lookup (self->calls, id);
  JsonObject *schema;

  if (operation == NULL)
    {
      complain (self, "“%s” names no call before it", path);
      return NULL;
    }
  schema = tool_check_follow (self, tool_check_answer_schema (operation), path + length);
  if (schema == NULL)
    complain (self, "“%s” is not in the operation's answer", path);
  return schema;
}

static void
check_arg (ToolCheck  *self,
           const char *name)
{
  if (self->looking && (g_str_equal (name, "marker") || g_str_equal (name, "dispatched") || g_str_equal (name, "link")))
    return;
  if (!json_object_has_member (self->args, name))
    complain (self, "“%s” is no argument", name);
  g_hash_table_add (self->used, g_strdup (name));
}

static void
check_picker (ToolCheck  *self,
              const char *path)
{
  const char *at = strstr (path, "=arg:");

  if (at != NULL)
    {
      g_autofree char *name = g_strndup (at + 5, strcspn (at + 5, "]"));

      check_arg (self, name);
    }
}

static void
check_item (ToolCheck  *self,
            const char *path)
{
  if (self->items == NULL || tool_check_follow (self, self->items, path) == NULL)
    complain (self, "“%s” is no member of an item", path);
}

void
tool_check_scope_value (ToolCheck  *self,
                        const char *value)
{
  const char *category = agreement_string (agreement_object (self->agreement->document, "x-muster-integration"), "category");
  const char *wanted = g_strcmp0 (category, "psa") == 0 ? "company" : g_strcmp0 (category, "cloud") == 0 ? "tenant" : "docs";

  if (g_strcmp0 (value, wanted) != 0)
    complain (self, "the scope is %s, not %s", value, wanted);
}

static void
check_host (ToolCheck  *self,
            const char *name)
{
  JsonObject *integration = agreement_object (self->agreement->document, "x-muster-integration");

  if (agreement_object (agreement_object (integration, "hosts"), name) == NULL)
    complain (self, "“%s” is no host", name);
}

static void
check_template (ToolCheck  *self,
                const char *template)
{
  g_autoptr(GRegex) hole = g_regex_new ("(?<!\\{)\\{([^{}|]+)(\\|[a-z-]+)?\\}", G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT, NULL);
  g_autoptr(GMatchInfo) match = NULL;

  for (g_regex_match (hole, template, G_REGEX_MATCH_DEFAULT, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *name = g_match_info_fetch (match, 1);
      g_autofree char *quoting = g_match_info_fetch (match, 2);

      if (quoting == NULL || *quoting == '\0')
        complain (self, "{%s} enters a template without a quoting", name);
      if (g_str_has_prefix (name, "answer:"))
        tool_check_follow_answer (self, name + strlen ("answer:"));
      else if (g_str_has_prefix (name, "item:"))
        check_item (self, name + strlen ("item:"));
      else if (g_str_has_prefix (name, "host:"))
        check_host (self, name + strlen ("host:"));
      else if (g_str_has_prefix (name, "scope:"))
        tool_check_scope_value (self, name + strlen ("scope:"));
      else
        check_arg (self, name);
    }
}

static void
check_members (ToolCheck  *self,
               JsonObject *object)
{
  g_autoptr(GList) values = json_object_get_values (object);

  for (GList *l = values; l != NULL; l = l->next)
    tool_check_value (self, l->data);
}

void
tool_check_value (ToolCheck *self,
                  JsonNode  *value)
{
  JsonObject *object;
  const char *text;

  if (value == NULL)
    return;
  if (JSON_NODE_HOLDS_ARRAY (value))
    {
      JsonArray *array = json_node_get_array (value);

      for (guint i = 0; i < json_array_get_length (array); i++)
        tool_check_value (self, json_array_get_element (array, i));
      return;
    }
  if (!JSON_NODE_HOLDS_OBJECT (value))
    return;
  object = json_node_get_object (value);
  if (json_object_get_size (object) != 1)
    check_members (self, object);
  else if ((text = agreement_string (object, "arg")) != NULL)
    check_arg (self, text);
  else if ((text = agreement_string (object, "answer")) != NULL)
    {
      check_picker (self, text);
      tool_check_follow_answer (self, text);
    }
  else if ((text = agreement_string (object, "item")) != NULL)
    check_item (self, text);
  else if ((text = agreement_string (object, "scope")) != NULL)
    tool_check_scope_value (self, text);
  else if ((text = agreement_string (object, "template")) != NULL)
    check_template (self, text);
  else
    check_members (self, object);
}

void
tool_check_conditions (ToolCheck  *self,
                       JsonObject *call,
                       const char *member)
{
  JsonNode *node = json_object_get_member (call, member);
  JsonArray *all = agreement_array (call, member);
  guint n = all != NULL ? json_array_get_length (all) : node != NULL ? 1 : 0;
  gboolean require = g_str_equal (member, "require");
  static const char * const ops[] = { "exists", "missing", "eq", "ne", "contains", "lacks", "only", "lt", "le", "gt", "ge", NULL };

  for (guint i = 0; i < n; i++)
    {
      JsonObject *condition = all != NULL ? json_array_get_object_element (all, i) : json_node_get_object (node);
      const char *op = agreement_string (condition, "op");

      agreement_closed (self->agreement, self->name, condition, require ? "left op error text" : "left op", "right");
      if (op == NULL || !g_strv_contains (ops, op))
        complain (self, "%s: “%s” is no comparison", member, op);
      tool_check_value (self, json_object_get_member (condition, "left"));
      tool_check_value (self, json_object_get_member (condition, "right"));
    }
}
