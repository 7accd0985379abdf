/* SPDX-License-Identifier: GPL-3.0-or-later */

/* {left, op, right}: comparisons of values in a tool's row. */

#define G_LOG_DOMAIN "muster-catalog"

#include "config.h"

#include <string.h>

#include "muster-clock.h"
#include "muster-json.h"

#include "muster-binding.h"

/* A number, or a moment as seconds */
static gboolean
get_number (JsonNode *node,
            double   *number)
{
  g_autofree char *text = muster_binding_node_text (node);
  char *end = NULL;
  gint64 us;

  if (text == NULL || *text == '\0')
    return FALSE;
  *number = g_ascii_strtod (text, &end);
  if (*end == '\0')
    return TRUE;
  if (!muster_time_parse_iso (text, &us))
    return FALSE;
  *number = (double) us / G_USEC_PER_SEC;
  return TRUE;
}

static gboolean
is_there (JsonNode *node)
{
  return node != NULL && !JSON_NODE_HOLDS_NULL (node);
}

static gboolean
equal (JsonNode *left,
       JsonNode *right)
{
  g_autofree char *a = muster_binding_node_text (left);
  g_autofree char *b = muster_binding_node_text (right);
  g_autofree char *fold_a = NULL;
  g_autofree char *fold_b = NULL;

  if (!is_there (left) || !is_there (right))
    return is_there (left) == is_there (right);
  if (a == NULL || b == NULL)
    return FALSE;
  fold_a = g_utf8_casefold (a, -1);
  fold_b = g_utf8_casefold (b, -1);
  return g_str_equal (fold_a, fold_b);
}

static gboolean
contains (JsonNode *left,
          JsonNode *right)
{
  JsonArray *array = muster_json_node_arr (left);
  const char *text = muster_json_node_str (left);
  g_autofree char *part = muster_binding_node_text (right);
  guint i;

  if (text != NULL && part != NULL)
    {
      g_autofree char *whole = g_utf8_casefold (text, -1);
      g_autofree char *wanted = g_utf8_casefold (part, -1);

      return strstr (whole, wanted) != NULL;
    }
  for (i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (equal (json_array_get_element (array, i), right))
      return TRUE;
  return FALSE;
}

/* Each row that has @right's `member` has one of its `of` there */
static gboolean
only (JsonNode *left,
      JsonNode *right)
{
  JsonArray *rows = muster_json_node_arr (left);
  JsonObject *rule = muster_json_node_obj (right);
  JsonNode *allowed = rule != NULL ? json_object_get_member (rule, "of") : NULL;
  guint i;

  if (rows == NULL || allowed == NULL)
    return FALSE;
  for (i = 0; i < json_array_get_length (rows); i++)
    {
      JsonNode *value = muster_path_lookup (json_array_get_element (rows, i), muster_json_str (rule, "member"), NULL);

      if (is_there (value) && !contains (allowed, value))
        return FALSE;
    }
  return TRUE;
}

/* Every word of @right is somewhere in @left */
static gboolean
has_words (JsonNode *left,
           JsonNode *right)
{
  const char *text = muster_json_node_str (left);
  const char *wanted = muster_json_node_str (right);
  g_autofree char *whole = text != NULL ? g_utf8_casefold (text, -1) : NULL;
  g_autofree char *fold = wanted != NULL ? g_utf8_casefold (wanted, -1) : NULL;
  g_auto(GStrv) words = fold != NULL ? g_strsplit_set (fold, " \t\n,;.:!?\"'()/", -1) : NULL;
  guint i;

  for (i = 0; whole != NULL && words != NULL && words[i] != NULL; i++)
    if (strstr (whole, words[i]) == NULL)
      return FALSE;
  return whole != NULL && words != NULL;
}

/**
 * muster_condition_holds:
 * @left: (nullable): null counts as missing
 * @op: `exists`, `missing`, `eq`, `ne`, `lt`, `le`, `gt`, `ge`, `contains` or `lacks` (an element of an array, a part of a text),
 *   `words` (every word of @right is in the text), `only` (@left are rows, @right is `{"member": name, "of": [values]}`)
 * @right: (nullable): compared as text without case, as a number or as a moment
 */
gboolean
muster_condition_holds (JsonNode   *left,
                        const char *op,
                        JsonNode   *right)
{
  double a;
  double b;

  if (g_str_equal (op, "exists"))
    return is_there (left);
  if (g_str_equal (op, "missing"))
    return !is_there (left);
  if (g_str_equal (op, "eq"))
    return equal (left, right);
  if (g_str_equal (op, "ne"))
    return !equal (left, right);
  if (g_str_equal (op, "words"))
    return has_words (left, right);
  if (g_str_equal (op, "contains"))
    return contains (left, right);
  if (g_str_equal (op, "lacks"))
    return !contains (left, right);
  if (g_str_equal (op, "only"))
    return only (left, right);
  if (!get_number (left, &a) || !get_number (right, &b))
    return FALSE;
  if (g_str_equal (op, "lt"))
    return a < b;
  if (g_str_equal (op, "le"))
    return a <= b;
  if (g_str_equal (op, "gt"))
    return a > b;
  return a >= b;
}

static gboolean
condition_holds (const MusterBindingContext *context,
                 JsonObject                 *condition,
                 gboolean                    lenient)
{
  JsonNode *right_value = json_object_get_member (condition, "right");
  g_autoptr(JsonNode) left = muster_binding_peek (context, json_object_get_member (condition, "left"));
  g_autoptr(JsonNode) right = muster_binding_peek (context, right_value);

  if (lenient && right_value != NULL && right == NULL)
    return TRUE;
  return muster_condition_holds (left, muster_json_str (condition, "op"), right);
}

gboolean
muster_conditions_hold (const MusterBindingContext *context,
                        JsonNode                   *conditions,
                        gboolean                    lenient)
{
  JsonArray *several = muster_json_node_arr (conditions);
  guint i;

  if (several == NULL)
    return condition_holds (context, json_node_get_object (conditions), lenient);
  for (i = 0; i < json_array_get_length (several); i++)
    if (!condition_holds (context, json_array_get_object_element (several, i), lenient))
      return FALSE;
  return TRUE;
}
