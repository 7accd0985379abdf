/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a planner may see of an answer: the members that the tool's row names,
 * and nothing else. Text of others is cleaned here, so that nothing behind
 * this file sees a hidden character. */

#define G_LOG_DOMAIN "muster-catalog"

#include "config.h"

#include <string.h>

#include "muster-json.h"
#include "muster-text.h"

#include "muster-binding.h"
#include "muster-projection.h"

#define DEFAULT_MAX 1000

static gboolean
is_plain (const char *text)
{
  for (; *text != '\0'; text++)
    if ((guchar) *text >= 0x80 || (guchar) *text == 0x7f || ((guchar) *text < 0x20 && *text != '\n' && *text != '\t'))
      return FALSE;
  return TRUE;
}

static JsonNode *
string_node (const char *text)
{
  return json_node_init_string (json_node_alloc (), text != NULL ? text : "");
}

static JsonNode *
clean (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      g_autoptr(JsonObject) made = json_object_new ();
      g_autoptr(GList) names = json_object_get_members (json_node_get_object (node));
      GList *l;

      for (l = names; l != NULL; l = l->next)
        json_object_set_member (made, l->data,
                                clean (json_object_get_member (json_node_get_object (node), l->data)));
      return json_node_init_object (json_node_alloc (), made);
    }
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      g_autoptr(JsonArray) made = json_array_new ();
      guint i;

      for (i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
        json_array_add_element (made, clean (json_array_get_element (json_node_get_array (node), i)));
      return json_node_init_array (json_node_alloc (), made);
    }
  if (muster_json_node_str (node) != NULL && !is_plain (muster_json_node_str (node)))
    {
      g_autofree char *text = muster_text_ingest (muster_json_node_str (node));

      return string_node (text);
    }
  return json_node_copy (node);
}

static JsonNode *
convert (JsonNode   *node,
         const char *as)
{
  JsonArray *array;

  if (as == NULL)
    return clean (node);
  if (g_str_equal (as, "first"))
    {
      array = muster_json_node_arr (node);
      if (array == NULL)
        return clean (node);
      if (json_array_get_length (array) == 0)
        return json_node_init_null (json_node_alloc ());
      return clean (json_array_get_element (array, 0));
    }
  if (muster_json_node_str (node) == NULL)
    return json_node_init_null (json_node_alloc ());
  if (g_str_equal (as, "html-text"))
    {
      g_autofree char *plain = muster_text_from_html (muster_json_node_str (node));
      g_autofree char *text = plain != NULL ? muster_text_ingest (plain) : NULL;

      return string_node (text);
    }
  return clean (node);
}

/* "a.b" → "b", unless the whole is one member's name such as "@odata.type" */
static const char *
result_name (const char *path)
{
  const char *dot = *path == '@' ? NULL : strrchr (path, '.');

  return dot != NULL ? dot + 1 : path;
}

static void
add_member (JsonObject *out,
            JsonNode   *row,
            const char *name,
            const char *path,
            const char *as)
{
  JsonNode *node = muster_path_lookup (row, path, NULL);

  if (node != NULL)
    json_object_set_member (out, name, convert (node, as));
}

JsonNode *
muster_projection_row (JsonArray *members,
                       JsonNode  *row)
{
  g_autoptr(JsonObject) out = json_object_new ();
  guint i;

  for (i = 0; i < json_array_get_length (members); i++)
    {
      JsonNode *member = json_array_get_element (members, i);
      JsonObject *object = muster_json_node_obj (member);
      g_autoptr(GList) names = object != NULL ? json_object_get_members (object) : NULL;
      GList *l;

      if (object == NULL)
        {
          const char *path = muster_json_node_str (member);

          add_member (out, row, result_name (path), path, NULL);
        }
      for (l = names; l != NULL; l = l->next)
        if (!g_str_equal (l->data, "as"))
          add_member (out, row, l->data, muster_json_str (object, l->data), muster_json_str (object, "as"));
    }
  return json_node_init_object (json_node_alloc (), out);
}

static gboolean
condition_fits (JsonNode   *row,
                JsonObject *condition)
{
  const char *left = muster_json_str (condition, "left");

  return muster_condition_holds (muster_path_lookup (row, left, NULL),
                                 muster_json_str (condition, "op"),
                                 json_object_get_member (condition, "right"));
}

static gboolean
fits (JsonNode *row,
      JsonNode *where)
{
  JsonArray *several = muster_json_node_arr (where);
  guint i;

  if (where == NULL)
    return TRUE;
  if (several == NULL)
    return condition_fits (row, json_node_get_object (where));
  for (i = 0; i < json_array_get_length (several); i++)
    if (!condition_fits (row, json_array_get_object_element (several, i)))
      return FALSE;
  return TRUE;
}

static void
add_rows (JsonArray  *out,
          JsonObject *select,
          JsonNode   *answer,
          gboolean   *truncated)
{
  const char *path = muster_json_str (select, "path");
  JsonArray *members = muster_json_arr (select, "members");
  JsonNode *rows_node = muster_path_lookup (answer, path != NULL ? path : "", NULL);
  JsonArray *rows = muster_json_node_arr (rows_node);
  gint64 max = muster_json_int (select, "max", DEFAULT_MAX);
  gboolean reverse = muster_json_bool (select, "reverse", FALSE);
  guint n = rows != NULL ? json_array_get_length (rows) : 0;
  guint i;

  for (i = 0; i < n; i++)
    {
      JsonNode *row = json_array_get_element (rows, reverse ? n - 1 - i : i);

      gboolean bare = JSON_NODE_HOLDS_VALUE (row) && json_array_get_length (members) == 0;

      if ((!bare && !JSON_NODE_HOLDS_OBJECT (row)) || !fits (row, json_object_get_member (select, "where")))
        continue;
      if (json_array_get_length (out) >= max)
        {
          *truncated = TRUE;
          return;
        }
      json_array_add_element (out, bare ? clean (row) : muster_projection_row (members, row));
    }
}

JsonNode *
muster_projection_apply (JsonObject *select,
                         JsonNode   *answer,
                         gboolean   *truncated)
{
  const char *path = muster_json_str (select, "path");
  JsonNode *node;

  if (muster_json_bool (select, "list", FALSE))
    {
      g_autoptr(JsonArray) out = json_array_new ();

      if (answer != NULL)
        add_rows (out, select, answer, truncated);
      return json_node_init_array (json_node_alloc (), out);
    }

  node = answer != NULL ? muster_path_lookup (answer, path != NULL ? path : "", NULL) : NULL;
  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    node = json_array_get_length (json_node_get_array (node)) > 0
      ? json_array_get_element (json_node_get_array (node), 0) : NULL;
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) ||
      !fits (node, json_object_get_member (select, "where")))
    return json_node_init_null (json_node_alloc ());
  return muster_projection_row (muster_json_arr (select, "members"), node);
}
