/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-clock.h"
#include "muster-sandbox-autotask.h"
#include "muster-sandbox-json.h"
#include "muster-sandbox-vendors.h"

/* The conditions of a query. An operator that does not exist is passed over without a word. */

#define OR_MOST 500

typedef enum { OP_EQ, OP_NOT_EQ, OP_GT, OP_GTE, OP_LT, OP_LTE, OP_BEGINS, OP_ENDS, OP_CONTAINS, OP_EXIST, OP_NOT_EXIST, OP_IN, OP_NOT_IN,
               OP_AND, OP_OR, OP_UNKNOWN } Op;

static const char *const op_names[] = {
  "eq", "noteq", "gt", "gte", "lt", "lte", "beginsWith", "endsWith", "contains", "exist", "notExist", "in", "notIn", "and", "or",
};

typedef struct {
  MusterCall           *call;
  const MusterAtEntity *entity;
} Check;

static Op
op_of (JsonObject *condition)
{
  const char *name = muster_jo_str (condition, "op");

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (op_names); i++)
    if (g_ascii_strcasecmp (op_names[i], name) == 0)
      return (Op) i;
  return OP_UNKNOWN;
}

/* Names of a query's own members are read in any case. */
JsonNode *
muster_at_member (JsonObject *object,
                  const char *name)
{
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;

  if (object == NULL)
    return NULL;
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &member, &node))
    if (g_ascii_strcasecmp (member, name) == 0 && !JSON_NODE_HOLDS_NULL (node))
      return node;
  return NULL;
}

static gboolean
fail (MusterCall *call,
      char       *message)
{
  muster_autotask_fail (call, 500, message);
  g_free (message);
  return FALSE;
}

static gboolean
check_filter_value (Check               *check,
                    const MusterAtField *field,
                    JsonNode            *value)
{
  GType held = value != NULL && JSON_NODE_HOLDS_VALUE (value) ? json_node_get_value_type (value) : G_TYPE_INVALID;
  gint64 number;

  if (value == NULL || JSON_NODE_HOLDS_NULL (value))
    return TRUE;
  if (JSON_NODE_HOLDS_ARRAY (value))
    {
      JsonArray *list = json_node_get_array (value);

      for (guint i = 0; i < json_array_get_length (list); i++)
        if (!check_filter_value (check, field, json_array_get_element (list, i)))
          return FALSE;
      return json_array_get_length (list) <= OR_MOST
             || fail (check->call, g_strdup ("The query contains more than 500 OR conditions."));
    }
  if (field->type == MUSTER_AT_BOOLEAN && held != G_TYPE_BOOLEAN)
    return fail (check->call, g_strdup_printf ("The value of %s must be true or false.", field->name));
  if (field->type == MUSTER_AT_TIME && (held != G_TYPE_STRING || !muster_time_parse_iso (json_node_get_string (value), &number)))
    return fail (check->call, g_strdup_printf ("Could not convert the value of %s to DateTime.", field->name));
  if (field->type == MUSTER_AT_INTEGER && held == G_TYPE_STRING
      && !g_ascii_string_to_signed (json_node_get_string (value), 10, G_MININT64, G_MAXINT64, &number, NULL))
    return fail (check->call, g_strdup_printf ("Could not convert the value of %s to a number.", field->name));
  return TRUE;
}

static gboolean check_conditions (Check     *check,
                                  JsonArray *conditions,
                                  guint      depth);

static gboolean
check_condition (Check      *check,
                 JsonObject *condition,
                 guint       depth)
{
  Op op = op_of (condition);
  const char *name = muster_jo_str (condition, "field");
  const MusterAtField *field;

  if (condition == NULL)
    return fail (check->call, g_strdup ("A condition of the filter is not an object."));
  if (op == OP_AND || op == OP_OR)
    {
      JsonArray *items = muster_jo_arr (condition, "items");

      if (op == OP_OR && muster_ja_length (items) > OR_MOST)
        return fail (check->call, g_strdup ("The query contains more than 500 OR conditions."));
      return check_conditions (check, items, depth + 1);
    }
  if (muster_jo_bool (condition, "udf", FALSE))
    return TRUE;
  field = muster_at_field (check->entity, name);
  if (field == NULL)
    return fail (check->call, g_strdup_printf ("Unable to find %s in the %s Entity.",
                                               name != NULL ? name : "(no field)", check->entity->type));
  if ((field->flags & MUSTER_AT_UNQUERYABLE) != 0)
    return fail (check->call, g_strdup_printf ("The field %s of the %s Entity is not queryable.", name, check->entity->type));
  return op == OP_UNKNOWN || check_filter_value (check, field, json_object_get_member (condition, "value"));
}

static gboolean
check_conditions (Check     *check,
                  JsonArray *conditions,
                  guint      depth)
{
  if (muster_ja_length (conditions) == 0 || depth > 8)
    return fail (check->call, g_strdup ("The filter of the query is empty or too deep."));
  for (guint i = 0; i < json_array_get_length (conditions); i++)
    if (!check_condition (check, muster_ja_obj (conditions, i), depth))
      return FALSE;
  return TRUE;
}

/* --- matching --- */

static gboolean
is_empty (JsonNode *node)
{
  return node == NULL || JSON_NODE_HOLDS_NULL (node)
         || (json_node_get_value_type (node) == G_TYPE_STRING && *json_node_get_string (node) == '\0');
}

static char *
text_of (JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return g_strdup ("");
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_utf8_casefold (json_node_get_string (node), -1);
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "true" : "false");
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  return g_strdup_printf ("%.6f", json_node_get_double (node));
}

static double
number_of (JsonNode *node)
{
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_ascii_strtod (json_node_get_string (node), NULL);
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return json_node_get_boolean (node) ? 1 : 0;
  return json_node_get_double (node);
}

static int
compare (const MusterAtField *field,
         JsonNode            *left,
         JsonNode            *right)
{
  gint64 a = 0, b = 0;
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;

  if (is_empty (left) || is_empty (right))
    return !is_empty (left) - !is_empty (right);
  if (field != NULL && field->type == MUSTER_AT_TIME && muster_time_parse_iso (json_node_get_string (left), &a)
      && muster_time_parse_iso (json_node_get_string (right), &b))
    return (a > b) - (a < b);
  if (field != NULL && (field->type == MUSTER_AT_INTEGER || field->type == MUSTER_AT_DOUBLE))
    return (number_of (left) > number_of (right)) - (number_of (left) < number_of (right));
  one = text_of (left);
  two = text_of (right);
  return g_strcmp0 (one, two);
}

static gboolean
is_in (const MusterAtField *field,
       JsonNode            *value,
       JsonNode            *list)
{
  JsonArray *array = list != NULL && JSON_NODE_HOLDS_ARRAY (list) ? json_node_get_array (list) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (compare (field, value, json_array_get_element (array, i)) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
match_text (Op        op,
            JsonNode *value,
            JsonNode *wanted)
{
  g_autofree char *text = text_of (value);
  g_autofree char *part = text_of (wanted);

  if (op == OP_BEGINS)
    return g_str_has_prefix (text, part);
  if (op == OP_ENDS)
    return g_str_has_suffix (text, part);
  return strstr (text, part) != NULL;
}

static JsonNode *
value_of (JsonObject          *row,
          JsonObject          *condition,
          const MusterAtField *field)
{
  JsonArray *own = muster_jo_arr (row, "userDefinedFields");

  if (muster_jo_bool (condition, "udf", FALSE))
    return muster_at_member (muster_ja_find (own, "name", muster_jo_str (condition, "field")), "value");
  return field != NULL ? json_object_get_member (row, field->name) : NULL;
}

static gboolean match_any (const MusterAtEntity *entity,
                           JsonArray            *conditions,
                           JsonObject           *row,
                           gboolean              any);

static gboolean
match (const MusterAtEntity *entity,
       JsonObject           *condition,
       JsonObject           *row)
{
  const MusterAtField *field = muster_at_field (entity, muster_jo_str (condition, "field"));
  JsonNode *value = value_of (row, condition, field), *wanted = json_object_get_member (condition, "value");
  Op op = op_of (condition);

  switch (op)
    {
    case OP_AND:
    case OP_OR:
      return match_any (entity, muster_jo_arr (condition, "items"), row, op == OP_OR);
    case OP_EQ:
      return compare (field, value, wanted) == 0;
    case OP_NOT_EQ:
      return compare (field, value, wanted) != 0;
    case OP_GT:
      return !is_empty (value) && compare (field, value, wanted) > 0;
    case OP_GTE:
      return !is_empty (value) && compare (field, value, wanted) >= 0;
    case OP_LT:
      return !is_empty (value) && compare (field, value, wanted) < 0;
    case OP_LTE:
      return !is_empty (value) && compare (field, value, wanted) <= 0;
    case OP_BEGINS:
    case OP_ENDS:
    case OP_CONTAINS:
      return match_text (op, value, wanted);
    case OP_EXIST:
      return !is_empty (value);
    case OP_NOT_EXIST:
      return is_empty (value);
    case OP_IN:
      return is_in (field, value, wanted);
    case OP_NOT_IN:
      return !is_in (field, value, wanted);
    case OP_UNKNOWN:
    default:
      return TRUE;
    }
}

static gboolean
match_any (const MusterAtEntity *entity,
           JsonArray            *conditions,
           JsonObject           *row,
           gboolean              any)
{
  for (guint i = 0; i < muster_ja_length (conditions); i++)
    if (match (entity, muster_ja_obj (conditions, i), row) == any)
      return any;
  return !any;
}

/**
 * muster_at_check_filter:
 * @call: a call
 * @entity: what is asked for
 * @conditions: (nullable): the filter
 *
 * Answers where the filter cannot be used.
 *
 * Returns: whether it can
 */
gboolean
muster_at_check_filter (MusterCall           *call,
                        const MusterAtEntity *entity,
                        JsonArray            *conditions)
{
  Check check = { call, entity };

  return check_conditions (&check, conditions, 0);
}

gboolean
muster_at_match_filter (const MusterAtEntity *entity,
                        JsonArray            *conditions,
                        JsonObject           *row)
{
  return match_any (entity, conditions, row, FALSE);
}
