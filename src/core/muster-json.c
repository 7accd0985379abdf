/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-core"

#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "muster-json.h"
#include "muster-json-guard.h"

/* Readers that answer NULL or a fallback where json-glib would complain: what a
 * vendor sends is data, never a reason for a critical.
 */

static JsonNode *
member_node (JsonObject *object,
             const char *member)
{
  return object != NULL ? json_object_get_member (object, member) : NULL;
}

/**
 * muster_json_node_str:
 * @node: (nullable): a node
 *
 * Returns: (transfer none) (nullable): its text, if it is a string
 */
const char *
muster_json_node_str (JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (node);
}

/**
 * muster_json_node_obj:
 * @node: (nullable): a node
 *
 * Returns: (transfer none) (nullable): the object that it holds
 */
JsonObject *
muster_json_node_obj (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * muster_json_node_arr:
 * @node: (nullable): a node
 *
 * Returns: (transfer none) (nullable): the array that it holds
 */
JsonArray *
muster_json_node_arr (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/**
 * muster_json_str:
 * @object: (nullable): an object
 * @member: name of a member
 *
 * Returns: (transfer none) (nullable): the string, or %NULL if there is none
 */
const char *
muster_json_str (JsonObject *object,
                 const char *member)
{
  return muster_json_node_str (member_node (object, member));
}

/**
 * muster_json_int:
 * @object: (nullable): an object
 * @member: name of a member
 * @fallback: what to say when there is no whole number
 *
 * Returns: the number; 3.0 counts as 3
 */
gint64
muster_json_int (JsonObject *object,
                 const char *member,
                 gint64      fallback)
{
  JsonNode *node = member_node (object, member);
  double value;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return fallback;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return json_node_get_int (node);
  if (json_node_get_value_type (node) != G_TYPE_DOUBLE)
    return fallback;

  value = json_node_get_double (node);
  if (value != floor (value) || fabs (value) > 9007199254740992.0)
    return fallback;

  return (gint64) value;
}

/**
 * muster_json_bool:
 * @object: (nullable): an object
 * @member: name of a member
 * @fallback: what to say when there is no boolean
 *
 * Returns: the boolean
 */
gboolean
muster_json_bool (JsonObject *object,
                  const char *member,
                  gboolean    fallback)
{
  JsonNode *node = member_node (object, member);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return fallback;

  return json_node_get_boolean (node);
}

/**
 * muster_json_obj:
 * @object: (nullable): an object
 * @member: name of a member
 *
 * Returns: (transfer none) (nullable): the object in that member
 */
JsonObject *
muster_json_obj (JsonObject *object,
                 const char *member)
{
  return muster_json_node_obj (member_node (object, member));
}

/**
 * muster_json_arr:
 * @object: (nullable): an object
 * @member: name of a member
 *
 * Returns: (transfer none) (nullable): the array in that member
 */
JsonArray *
muster_json_arr (JsonObject *object,
                 const char *member)
{
  return muster_json_node_arr (member_node (object, member));
}

/**
 * muster_json_arr_obj:
 * @array: (nullable): an array
 * @index: a place in it
 *
 * Returns: (transfer none) (nullable): the object at that place
 */
JsonObject *
muster_json_arr_obj (JsonArray *array,
                     guint      index)
{
  if (array == NULL || index >= json_array_get_length (array))
    return NULL;

  return muster_json_node_obj (json_array_get_element (array, index));
}

/**
 * muster_json_arr_str:
 * @array: (nullable): an array
 * @index: a place in it
 *
 * Returns: (transfer none) (nullable): the string at that place
 */
const char *
muster_json_arr_str (JsonArray *array,
                     guint      index)
{
  if (array == NULL || index >= json_array_get_length (array))
    return NULL;

  return muster_json_node_str (json_array_get_element (array, index));
}

/* The member that path begins with. Keys may contain dots ("@odata.type"): the
 * shortest beginning that is a member counts. */
static JsonNode *
step_into_member (JsonNode    *node,
                  const char **path)
{
  JsonObject *object = muster_json_node_obj (node);
  const char *end = *path;

  while (object != NULL && *end != '\0')
    {
      g_autofree char *name = NULL;
      JsonNode *found;

      end += strcspn (end + 1, ".[") + 1;
      name = g_strndup (*path, (gsize) (end - *path));
      found = json_object_get_member (object, name);
      if (found == NULL)
        continue;

      *path = *end == '.' ? end + 1 : end;
      return found;
    }

  return NULL;
}

static JsonNode *
step_into_element (JsonNode    *node,
                   const char **path)
{
  JsonArray *array = muster_json_node_arr (node);
  char *end;
  guint64 index = g_ascii_strtoull (*path + 1, &end, 10);

  if (array == NULL || end == *path + 1 || *end != ']' || index >= json_array_get_length (array))
    return NULL;

  *path = end[1] == '.' ? end + 2 : end + 1;
  return json_array_get_element (array, (guint) index);
}

/**
 * muster_json_path:
 * @node: (nullable): a node
 * @path: a way down from it, such as "a.b[0].c"; the empty one stays there
 *
 * Returns: (transfer none) (nullable): the node at the end of @path
 */
JsonNode *
muster_json_path (JsonNode   *node,
                  const char *path)
{
  g_return_val_if_fail (path != NULL, NULL);

  while (node != NULL && *path != '\0')
    {
      if (*path == '[')
        node = step_into_element (node, &path);
      else
        node = step_into_member (node, &path);
    }

  return node;
}

/**
 * muster_json_path_str:
 * @node: (nullable): a node
 * @path: a way down from it
 *
 * Returns: (transfer none) (nullable): the string at the end of @path
 */
const char *
muster_json_path_str (JsonNode   *node,
                      const char *path)
{
  return muster_json_node_str (muster_json_path (node, path));
}

static void append_canonical (GString  *out,
                              JsonNode *node);

#define EACH_BYTE G_GUINT64_CONSTANT (0x0101010101010101)

/* Whether eight bytes can stand in a string as they are: in none of the three differences does a byte borrow */
static gboolean
eight_plain (const char *text)
{
  guint64 bytes, quotes, escapes;

  memcpy (&bytes, text, sizeof bytes);
  quotes = bytes ^ EACH_BYTE * '"';
  escapes = bytes ^ EACH_BYTE * '\\';
  return ((((bytes - EACH_BYTE * 0x20) & ~bytes) | ((quotes - EACH_BYTE) & ~quotes) | ((escapes - EACH_BYTE) & ~escapes)) &
          EACH_BYTE * 0x80) == 0;
}

/* The first byte of @text, which ends at @end, that cannot stand in a string as it is. Requests to models are long texts. */
static const char *
skip_plain (const char *text,
            const char *end)
{
  while (end - text >= 8 && eight_plain (text))
    text += 8;
  while (text < end && (guchar) *text >= 0x20 && *text != '"' && *text != '\\')
    text++;

  return text;
}

static void
append_quoted (GString    *out,
               const char *text)
{
  const char *last = text + strlen (text);

  g_string_append_c (out, '"');
  while (TRUE)
    {
      const char *end = skip_plain (text, last);

      g_string_append_len (out, text, end - text);
      if (*end == '\0')
        break;
      if (*end == '"' || *end == '\\')
        g_string_append_printf (out, "\\%c", *end);
      else
        g_string_append_printf (out, "\\u%04x", (guint) *end);
      text = end + 1;
    }
  g_string_append_c (out, '"');
}

/* 3.0 is 3, and there is one zero. */
static void
append_double (GString *out,
               double   value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (value == floor (value) && fabs (value) <= 9007199254740992.0)
    g_string_append_printf (out, "%" G_GINT64_FORMAT, (gint64) value);
  else
    g_string_append (out, g_ascii_dtostr (buffer, sizeof buffer, value));
}

static void
append_scalar (GString  *out,
               JsonNode *node)
{
  switch (json_node_get_value_type (node))
    {
    case G_TYPE_STRING:
      append_quoted (out, json_node_get_string (node));
      break;
    case G_TYPE_BOOLEAN:
      g_string_append (out, json_node_get_boolean (node) ? "true" : "false");
      break;
    case G_TYPE_INT64:
      g_string_append_printf (out, "%" G_GINT64_FORMAT, json_node_get_int (node));
      break;
    default:
      append_double (out, json_node_get_double (node));
      break;
    }
}

static void
append_object (GString    *out,
               JsonObject *object)
{
  g_autoptr(GList) members = g_list_sort (json_object_get_members (object), (GCompareFunc) strcmp);

  g_string_append_c (out, '{');
  for (GList *l = members; l != NULL; l = l->next)
    {
      if (l != members)
        g_string_append_c (out, ',');
      append_quoted (out, l->data);
      g_string_append_c (out, ':');
      append_canonical (out, json_object_get_member (object, l->data));
    }
  g_string_append_c (out, '}');
}

static void
append_array (GString   *out,
              JsonArray *array)
{
  guint length = json_array_get_length (array);

  g_string_append_c (out, '[');
  for (guint i = 0; i < length; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_canonical (out, json_array_get_element (array, i));
    }
  g_string_append_c (out, ']');
}

static void
append_canonical (GString  *out,
                  JsonNode *node)
{
  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      append_object (out, json_node_get_object (node));
      break;
    case JSON_NODE_ARRAY:
      append_array (out, json_node_get_array (node));
      break;
    case JSON_NODE_VALUE:
      append_scalar (out, node);
      break;
    case JSON_NODE_NULL:
    default:
      g_string_append (out, "null");
      break;
    }
}

/**
 * muster_json_canonical:
 * @node: (nullable): a node; %NULL reads as null
 *
 * One text for one value: keys in byte order, no space, shortest escapes. For
 * comparing and hashing.
 *
 * Returns: (transfer full): the document
 */
char *
muster_json_canonical (JsonNode *node)
{
  GString *out = g_string_new (NULL);

  if (node == NULL)
    g_string_append (out, "null");
  else
    append_canonical (out, node);

  return g_string_free (out, FALSE);
}

static void append_node (GString  *out,
                         JsonNode *node);

/* As people write it: line ends and tabs by their letters */
static void
append_text (GString    *out,
             const char *text)
{
  static const char letters[] = "btnufr";
  const char *last = text + strlen (text);

  g_string_append_c (out, '"');
  while (TRUE)
    {
      const char *end = skip_plain (text, last);

      g_string_append_len (out, text, end - text);
      if (*end == '\0')
        break;
      g_string_append_c (out, '\\');
      if ((guchar) *end >= 0x20)
        g_string_append_c (out, *end);
      else if (*end >= '\b' && *end <= '\r' && *end != '\v')
        g_string_append_c (out, letters[*end - '\b']);
      else
        g_string_append_printf (out, "u%04x", (guint) *end);
      text = end + 1;
    }
  g_string_append_c (out, '"');
}

/* A number with a fraction stays one */
static void
append_fraction (GString *out,
                 double   value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (out, g_ascii_dtostr (buffer, sizeof buffer, value));
  if (strpbrk (buffer, ".e") == NULL)
    g_string_append (out, ".0");
}

static void
append_value (GString  *out,
              JsonNode *node)
{
  switch (json_node_get_value_type (node))
    {
    case G_TYPE_STRING:
      append_text (out, json_node_get_string (node));
      break;
    case G_TYPE_DOUBLE:
      append_fraction (out, json_node_get_double (node));
      break;
    default:
      append_scalar (out, node);
      break;
    }
}

static void
append_members (GString    *out,
                JsonObject *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  gboolean first = TRUE;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      g_string_append_c (out, first ? '{' : ',');
      append_text (out, name);
      g_string_append_c (out, ':');
      append_node (out, node);
      first = FALSE;
    }
  g_string_append (out, first ? "{}" : "}");
}

static void
append_elements (GString   *out,
                 JsonArray *array)
{
  guint length = json_array_get_length (array);

  g_string_append_c (out, '[');
  for (guint i = 0; i < length; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_node (out, json_array_get_element (array, i));
    }
  g_string_append_c (out, ']');
}

static void
append_node (GString  *out,
             JsonNode *node)
{
  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      append_members (out, json_node_get_object (node));
      break;
    case JSON_NODE_ARRAY:
      append_elements (out, json_node_get_array (node));
      break;
    case JSON_NODE_VALUE:
      append_value (out, node);
      break;
    case JSON_NODE_NULL:
    default:
      g_string_append (out, "null");
      break;
    }
}

/**
 * muster_json_to_string:
 * @node: a node
 *
 * As json-glib writes it, but a document that may be read again whatever is in it: json-glib leaves one control character
 * as it is and puts “.0” behind an exponent. It also takes four times as long.
 *
 * Returns: (transfer full): the document on one line
 */
char *
muster_json_to_string (JsonNode *node)
{
  GString *out;

  g_return_val_if_fail (node != NULL, NULL);

  out = g_string_sized_new (256);
  append_node (out, node);

  return g_string_free (out, FALSE);
}

/**
 * muster_json_from_string_trusted:
 * @text: a document that this program wrote or ships
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the root; it goes through the guard too
 */
JsonNode *
muster_json_from_string_trusted (const char  *text,
                                 GError     **error)
{
  const MusterJsonLimits limits = { 256 * 1024 * 1024, MUSTER_JSON_MAX_DEPTH };
  g_autoptr(GBytes) bytes = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  bytes = g_bytes_new_static (text, strlen (text));
  return muster_json_parse (bytes, &limits, NULL, error);
}
