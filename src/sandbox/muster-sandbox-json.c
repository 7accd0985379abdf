/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-sandbox"

#include "config.h"

#include "muster-sandbox-json.h"

/* Short forms for reading and building JSON. A look-alike is mostly shapes, and a shape should
 * read like the answer that it makes. All readers take NULL and a wrong type for "not there". */

static void
add_one (JsonObject *object,
         const char *spec,
         va_list    *args)
{
  const char *colon = strrchr (spec, ':');
  g_autofree char *name = g_strndup (spec, (gsize) (colon - spec));
  gboolean keep_null = g_ascii_isupper (colon[1]);
  gpointer pointer;

  switch (g_ascii_tolower (colon[1]))
    {
    case 's':
      pointer = va_arg (*args, char *);
      if (pointer != NULL)
        json_object_set_string_member (object, name, pointer);
      else if (keep_null)
        json_object_set_null_member (object, name);
      break;
    case 'i':
      json_object_set_int_member (object, name, va_arg (*args, gint64));
      break;
    case 'd':
      json_object_set_int_member (object, name, va_arg (*args, int));
      break;
    case 'b':
      json_object_set_boolean_member (object, name, va_arg (*args, gboolean));
      break;
    case 'o':
      pointer = va_arg (*args, JsonObject *);
      if (pointer != NULL)
        json_object_set_object_member (object, name, pointer);
      else if (keep_null)
        json_object_set_null_member (object, name);
      break;
    case 'a':
      pointer = va_arg (*args, JsonArray *);
      if (pointer != NULL)
        json_object_set_array_member (object, name, pointer);
      else if (keep_null)
        json_object_set_null_member (object, name);
      break;
    default:
      g_assert_not_reached ();
    }
}

/**
 * muster_jo_new:
 * @spec: (nullable): `name:type`, followed by the value, then the next, ended by %NULL
 *
 * Types: `s` text, `i` gint64, `d` int, `b` gboolean, `o` object and `a` array (both taken).
 * A %NULL leaves the member out; an upper-case type writes it as null.
 *
 * Returns: (transfer full): the object
 */
JsonObject *
muster_jo_new (const char *spec,
               ...)
{
  JsonObject *object = json_object_new ();
  va_list args;

  va_start (args, spec);
  for (; spec != NULL; spec = va_arg (args, const char *))
    add_one (object, spec, &args);
  va_end (args);
  return object;
}

/**
 * muster_jo_add:
 * @object: the object to extend
 * @spec: as in muster_jo_new()
 *
 * Adds members to @object.
 */
void
muster_jo_add (JsonObject *object,
               const char *spec,
               ...)
{
  va_list args;

  va_start (args, spec);
  for (; spec != NULL; spec = va_arg (args, const char *))
    add_one (object, spec, &args);
  va_end (args);
}

JsonArray *
muster_ja_strings (const char *first,
                   ...)
{
  JsonArray *array = json_array_new ();
  va_list args;

  va_start (args, first);
  for (; first != NULL; first = va_arg (args, const char *))
    json_array_add_string_element (array, first);
  va_end (args);
  return array;
}

/* json_node_copy() shares objects and arrays, so a real copy is made by hand */
static JsonNode *
copy_node (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonNode *copy = json_node_new (JSON_NODE_OBJECT);

      json_node_take_object (copy, muster_jo_copy (json_node_get_object (node)));
      return copy;
    }
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonNode *copy = json_node_new (JSON_NODE_ARRAY);

      json_node_take_array (copy, muster_ja_copy (json_node_get_array (node)));
      return copy;
    }
  return json_node_copy (node);
}

/**
 * muster_ja_copy:
 * @array: (nullable): an array
 *
 * Returns: (transfer full): a deep copy; an empty array for %NULL
 */
JsonArray *
muster_ja_copy (JsonArray *array)
{
  JsonArray *copy = json_array_new ();

  for (guint i = 0; i < muster_ja_length (array); i++)
    json_array_add_element (copy, copy_node (json_array_get_element (array, i)));
  return copy;
}

/**
 * muster_jo_copy:
 * @object: an object
 *
 * Returns: (transfer full): a deep copy
 */
JsonObject *
muster_jo_copy (JsonObject *object)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    json_object_set_member (copy, name, copy_node (value));
  return copy;
}

/**
 * muster_jo_node:
 * @object: (transfer full): an object
 *
 * Returns: (transfer full): a node that holds it
 */
JsonNode *
muster_jo_node (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  return node;
}

/**
 * muster_jo_text:
 * @object: an object
 *
 * Returns: (transfer full): it as JSON text in one line
 */
char *
muster_jo_text (JsonObject *object)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);
  return json_to_string (node, FALSE);
}

static JsonNode *
member (JsonObject *object,
        const char *name)
{
  return object != NULL ? json_object_get_member (object, name) : NULL;
}

const char *
muster_jo_str (JsonObject *object,
               const char *name)
{
  JsonNode *node = member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
         ? json_node_get_string (node) : NULL;
}

gint64
muster_jo_int (JsonObject *object,
               const char *name,
               gint64      fallback)
{
  JsonNode *node = member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64
         ? json_node_get_int (node) : fallback;
}

gboolean
muster_jo_bool (JsonObject *object,
                const char *name,
                gboolean    fallback)
{
  JsonNode *node = member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN
         ? json_node_get_boolean (node) : fallback;
}

JsonObject *
muster_jo_obj (JsonObject *object,
               const char *name)
{
  JsonNode *node = member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonArray *
muster_jo_arr (JsonObject *object,
               const char *name)
{
  JsonNode *node = member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

gboolean
muster_jo_has (JsonObject *object,
               const char *name)
{
  JsonNode *node = member (object, name);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node);
}

/**
 * muster_jn_compare:
 * @left: (nullable): a value
 * @right: (nullable): a value
 *
 * Returns: which comes first: texts without case, all else by number, what is not there before all others
 */
int
muster_jn_compare (JsonNode *left,
                   JsonNode *right)
{
  double first, second;

  if (left == NULL || right == NULL)
    return (left != NULL) - (right != NULL);
  if (json_node_get_value_type (left) == G_TYPE_STRING && json_node_get_value_type (right) == G_TYPE_STRING)
    return g_ascii_strcasecmp (json_node_get_string (left), json_node_get_string (right));
  first = json_node_get_double (left);
  second = json_node_get_double (right);
  return (first > second) - (first < second);
}

guint
muster_ja_length (JsonArray *array)
{
  return array != NULL ? json_array_get_length (array) : 0;
}

JsonObject *
muster_ja_obj (JsonArray *array,
               guint      index)
{
  JsonNode *node = json_array_get_element (array, index);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

const char *
muster_ja_str (JsonArray *array,
               guint      index)
{
  JsonNode *node = json_array_get_element (array, index);

  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
         ? json_node_get_string (node) : NULL;
}

gboolean
muster_ja_contains (JsonArray  *array,
                    const char *text)
{
  for (guint i = 0; i < muster_ja_length (array); i++)
    if (g_strcmp0 (muster_ja_str (array, i), text) == 0)
      return TRUE;
  return FALSE;
}

gboolean
muster_ja_remove (JsonArray  *array,
                  const char *text)
{
  for (guint i = 0; i < muster_ja_length (array); i++)
    if (g_strcmp0 (muster_ja_str (array, i), text) == 0)
      {
        json_array_remove_element (array, i);
        return TRUE;
      }
  return FALSE;
}

/**
 * muster_ja_find:
 * @array: (nullable): objects
 * @name: a member with text
 * @value: (nullable): the text wanted, compared without case
 *
 * Returns: (nullable) (transfer none): the first object whose member is @value
 */
JsonObject *
muster_ja_find (JsonArray  *array,
                const char *name,
                const char *value)
{
  for (guint i = 0; value != NULL && i < muster_ja_length (array); i++)
    {
      JsonObject *object = muster_ja_obj (array, i);
      const char *text = muster_jo_str (object, name);

      if (text != NULL && g_ascii_strcasecmp (text, value) == 0)
        return object;
    }
  return NULL;
}

JsonObject *
muster_ja_find_int (JsonArray  *array,
                    const char *name,
                    gint64      value)
{
  for (guint i = 0; i < muster_ja_length (array); i++)
    {
      JsonObject *object = muster_ja_obj (array, i);

      if (muster_jo_int (object, name, G_MININT64) == value)
        return object;
    }
  return NULL;
}
