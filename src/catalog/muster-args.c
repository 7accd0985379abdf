/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Arguments against the closed schema of a tool. What a planner or a model
 * writes is checked here before anything is done with it. */

#define G_LOG_DOMAIN "muster-catalog"

#include "config.h"

#include <string.h>

#include "muster-clock.h"
#include "muster-error.h"
#include "muster-json.h"

#include "muster-args.h"
#include "muster-binding.h"

#define DEFAULT_MAX_LENGTH 256
#define DEFAULT_MAX_ITEMS  20
#define MAX_DEPTH          4
#define MAX_FREE_MEMBERS   60
#define MAX_FREE_LENGTH    8000

#define GUID "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}"
#define ADDRESS "[^\\s@/\\\\?<>\"]{1,128}@[^\\s@/\\\\?<>\"#]{1,190}"

static const struct
{
  const char *name;
  const char *pattern;
} formats[] = {
  { "guid", "^" GUID "$" },
  { "email", "^" ADDRESS "$" },
  { "id", "^[0-9]{1,18}$" },
  { "user-id", "^(" GUID "|" ADDRESS ")$" },
  { "mailbox-id", "^(" GUID "|" ADDRESS ")$" },
  { "date", "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$" },
  { "date-time", NULL },
};

/* Kinds of references in plans */
static const char * const kinds[] = { "user:", "group:", "team:", "mailbox:", "device:", "sku:", "client:", "new:", "ticket:", "contact:",
                                      "company:", "article:", "document:", "asset:", "configuration:", "procedure:", "password:",
                                      "method:", "domain:", "smtp:", NULL };

static gboolean
refuse (GError     **error,
        const char  *tool,
        const char  *arg,
        const char  *what)
{
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s: the argument “%s” %s", tool, arg, what);
  return FALSE;
}

gboolean
muster_args_format_known (const char *format)
{
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_equal (format, formats[i].name))
      return TRUE;
  return FALSE;
}

/* Patterns come from the documents of the catalog, so there are few, and each is made once */
static gboolean
has_form (const char *pattern,
          const char *text)
{
  static GMutex lock;
  static GHashTable *made;
  GRegex *regex;

  g_mutex_lock (&lock);
  if (made == NULL)
    made = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_regex_unref);
  regex = g_hash_table_lookup (made, pattern);
  if (regex == NULL)
    {
      regex = g_regex_new (pattern, G_REGEX_DOLLAR_ENDONLY | G_REGEX_OPTIMIZE, 0, NULL);
      if (regex != NULL)
        g_hash_table_insert (made, g_strdup (pattern), regex);
    }
  g_mutex_unlock (&lock);
  return regex != NULL && g_regex_match (regex, text, 0, NULL);
}

static gboolean
has_format (const char *format,
            const char *text)
{
  gint64 us;
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_equal (format, formats[i].name))
      return formats[i].pattern != NULL
        ? has_form (formats[i].pattern, text)
        : muster_time_parse_iso (text, &us);
  return FALSE;
}

static gboolean
in_enum (JsonArray *values,
         JsonNode  *node)
{
  g_autofree char *text = muster_binding_node_text (node);
  guint i;

  for (i = 0; i < json_array_get_length (values); i++)
    {
      g_autofree char *value = muster_binding_node_text (json_array_get_element (values, i));

      if (g_strcmp0 (value, text) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_control (const char *text)
{
  for (; *text != '\0'; text++)
    if (((guchar) *text < 0x20 && *text != '\n' && *text != '\t' && *text != '\r') || *text == 0x7f)
      return TRUE;
  return FALSE;
}

static gboolean
check_string (const char  *tool,
              const char  *arg,
              JsonObject  *spec,
              const char  *text,
              GError     **error)
{
  const char *format = muster_json_str (spec, "format");
  const char *pattern = muster_json_str (spec, "pattern");
  gsize length = strlen (text);

  if (!g_utf8_validate (text, -1, NULL) || has_control (text))
    return refuse (error, tool, arg, "holds control characters");
  if (length > (gsize) muster_json_int (spec, "maxLength", DEFAULT_MAX_LENGTH))
    return refuse (error, tool, arg, "is too long");
  if (length < (gsize) muster_json_int (spec, "minLength", 0))
    return refuse (error, tool, arg, "is too short");
  if (format != NULL && !has_format (format, text))
    return refuse (error, tool, arg, "has not the form that it must have");
  if (pattern != NULL && !has_form (pattern, text))
    return refuse (error, tool, arg, "has not the form that it must have");
  return TRUE;
}

static gboolean
check_number (const char  *tool,
              const char  *arg,
              JsonObject  *spec,
              JsonNode    *node,
              gboolean     whole,
              GError     **error)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_NONE;
  JsonNode *minimum = json_object_get_member (spec, "minimum");
  JsonNode *maximum = json_object_get_member (spec, "maximum");
  double value;

  if (type != G_TYPE_INT64 && (whole || type != G_TYPE_DOUBLE))
    return refuse (error, tool, arg, whole ? "is no whole number" : "is no number");
  value = type == G_TYPE_INT64 ? (double) json_node_get_int (node) : json_node_get_double (node);
  if ((minimum != NULL && value < json_node_get_double (minimum)) ||
      (maximum != NULL && value > json_node_get_double (maximum)))
    return refuse (error, tool, arg, "is out of range");
  return TRUE;
}

static gboolean check_value (const char  *tool,
                             const char  *arg,
                             JsonObject  *spec,
                             JsonNode    *node,
                             guint        depth,
                             GError     **error);

static gboolean
check_plain (const char  *tool,
             const char  *arg,
             JsonNode    *node,
             guint        depth,
             GError     **error)
{
  g_autoptr(JsonObject) text = NULL;

  if (!JSON_NODE_HOLDS_VALUE (node))
    return refuse (error, tool, arg, "has a member that is no plain value");
  if (muster_json_node_str (node) == NULL)
    return TRUE;
  text = json_object_new ();
  json_object_set_string_member (text, "type", "string");
  json_object_set_int_member (text, "maxLength", MAX_FREE_LENGTH);
  return check_value (tool, arg, text, node, depth, error);
}

/* Members that only the vendor knows, as the fields of a record: plain values, or a list of them */
static gboolean
check_free (const char  *tool,
            const char  *arg,
            JsonObject  *object,
            guint        depth,
            GError     **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (json_object_get_size (object) > MAX_FREE_MEMBERS)
    return refuse (error, tool, arg, "has too many members");
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &node))
    {
      JsonArray *list = muster_json_node_arr (node);

      if (!has_form ("^[\\w-]{1,100}$", name))
        return refuse (error, tool, arg, "has a member with a strange name");
      if (list == NULL && !check_plain (tool, arg, node, depth, error))
        return FALSE;
      if (list != NULL && json_array_get_length (list) > MAX_FREE_MEMBERS)
        return refuse (error, tool, arg, "has too many entries");
      for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
        if (!check_plain (tool, arg, json_array_get_element (list, i), depth, error))
          return FALSE;
    }
  return TRUE;
}

static gboolean check_object (const char  *tool,
                              JsonObject  *specs,
                              JsonObject  *args,
                              guint        depth,
                              GError     **error);

static gboolean
check_value (const char  *tool,
             const char  *arg,
             JsonObject  *spec,
             JsonNode    *node,
             guint        depth,
             GError     **error)
{
  const char *type = muster_json_str (spec, "type");
  JsonArray *values = muster_json_arr (spec, "enum");
  guint i;

  if (type == NULL || depth > MAX_DEPTH)
    return refuse (error, tool, arg, "has no type");
  if (JSON_NODE_HOLDS_NULL (node) && muster_json_bool (spec, "nullable", FALSE))
    return TRUE;
  if (values != NULL && !in_enum (values, node))
    return refuse (error, tool, arg, "is none of the values that it may have");
  if (g_str_equal (type, "integer"))
    return check_number (tool, arg, spec, node, TRUE, error);
  if (g_str_equal (type, "number"))
    return check_number (tool, arg, spec, node, FALSE, error);
  if (g_str_equal (type, "boolean"))
    return (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN) ||
           refuse (error, tool, arg, "is neither true nor false");
  if (g_str_equal (type, "string"))
    return muster_json_node_str (node) != NULL
      ? check_string (tool, arg, spec, muster_json_node_str (node), error)
      : refuse (error, tool, arg, "is no text");
  if (g_str_equal (type, "array"))
    {
      JsonArray *array = muster_json_node_arr (node);
      JsonObject *items = muster_json_obj (spec, "items");

      if (array == NULL || items == NULL)
        return refuse (error, tool, arg, "is no list");
      if (json_array_get_length (array) > (guint) muster_json_int (spec, "maxItems", DEFAULT_MAX_ITEMS))
        return refuse (error, tool, arg, "has too many entries");
      for (i = 0; i < json_array_get_length (array); i++)
        if (!check_value (tool, arg, items, json_array_get_element (array, i), depth + 1, error))
          return FALSE;
      return TRUE;
    }
  if (g_str_equal (type, "object") && muster_json_node_obj (node) != NULL && !json_object_has_member (spec, "properties"))
    return check_free (tool, arg, muster_json_node_obj (node), depth + 1, error);
  if (g_str_equal (type, "object") && muster_json_node_obj (node) != NULL && muster_json_obj (spec, "properties") != NULL)
    return check_object (tool, muster_json_obj (spec, "properties"), muster_json_node_obj (node), depth + 1, error);
  return refuse (error, tool, arg, "has the wrong type");
}

static gboolean
check_object (const char  *tool,
              JsonObject  *specs,
              JsonObject  *args,
              guint        depth,
              GError     **error)
{
  g_autoptr(GList) given = json_object_get_members (args);
  g_autoptr(GList) known = json_object_get_members (specs);
  GList *l;

  for (l = given; l != NULL; l = l->next)
    {
      JsonObject *spec = muster_json_obj (specs, l->data);

      if (spec == NULL)
        return refuse (error, tool, l->data, "is not known");
      if (!check_value (tool, l->data, spec, json_object_get_member (args, l->data), depth, error))
        return FALSE;
    }
  for (l = known; l != NULL; l = l->next)
    if (muster_json_bool (muster_json_obj (specs, l->data), "required", FALSE) &&
        !json_object_has_member (args, l->data))
      return refuse (error, tool, l->data, "is missing");
  return TRUE;
}

gboolean
muster_args_check (const char  *tool,
                   JsonObject  *specs,
                   JsonObject  *args,
                   GError     **error)
{
  return check_object (tool, specs, args, 0, error);
}

static const char *
strip_kind (const char *text)
{
  gsize i;

  for (i = 0; kinds[i] != NULL; i++)
    if (g_str_has_prefix (text, kinds[i]))
      return text + strlen (kinds[i]);
  return text;
}

static gboolean
is_reference (JsonObject *spec)
{
  const char *role = muster_json_str (spec, "role");

  return (role != NULL && g_str_has_prefix (role, "target:")) || json_object_has_member (spec, "ref");
}

/* References lose their kind; digits become the number that the schema wants; null is left out unless it means something */
static JsonNode *
bare_value (JsonObject *spec,
            JsonNode   *node)
{
  const char *text = muster_json_node_str (node);
  const char *type = muster_json_str (spec, "type");
  JsonArray *array = muster_json_node_arr (node);
  gint64 number;

  if (text != NULL && is_reference (spec))
    text = strip_kind (text);
  if (text != NULL && g_strcmp0 (type, "integer") == 0 &&
      g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
    return json_node_init_int (json_node_alloc (), number);
  if (text != NULL)
    return json_node_init_string (json_node_alloc (), text);
  if (array != NULL && is_reference (spec))
    {
      g_autoptr(JsonArray) bare = json_array_new ();
      guint i;

      for (i = 0; i < json_array_get_length (array); i++)
        {
          JsonNode *element = json_array_get_element (array, i);

          if (muster_json_node_str (element) != NULL)
            json_array_add_string_element (bare, strip_kind (muster_json_node_str (element)));
          else
            json_array_add_element (bare, json_node_copy (element));
        }
      return json_node_init_array (json_node_alloc (), bare);
    }
  return json_node_copy (node);
}

JsonObject *
muster_args_bare (JsonObject *specs,
                  const char *target_arg,
                  const char *target,
                  JsonObject *args)
{
  JsonObject *bare = json_object_new ();
  g_autoptr(GList) names = args != NULL ? json_object_get_members (args) : NULL;
  GList *l;

  for (l = names; l != NULL; l = l->next)
    {
      JsonObject *spec = muster_json_obj (specs, l->data);
      JsonNode *node = json_object_get_member (args, l->data);

      if (JSON_NODE_HOLDS_NULL (node) && !(spec != NULL && muster_json_bool (spec, "nullable", FALSE)))
        continue;
      json_object_set_member (bare, l->data, spec != NULL ? bare_value (spec, node) : json_node_copy (node));
    }
  if (target != NULL && target_arg != NULL && !json_object_has_member (bare, target_arg))
    {
      g_autoptr(JsonNode) node = json_node_init_string (json_node_alloc (), target);

      json_object_set_member (bare, target_arg,
                              bare_value (muster_json_obj (specs, target_arg), node));
    }
  return bare;
}
