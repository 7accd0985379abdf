/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A value of `with`: a literal, or an object with exactly one of the members
 * below, which is replaced by what it names. */

#define G_LOG_DOMAIN "muster-catalog"

#include "config.h"

#include <string.h>

#include "muster-clock.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-vault.h"

#include "muster-binding.h"
#include "muster-quoting.h"

static const char * const kinds[] = { "arg", "answer", "scope", "item", "setting", "secret", "template", NULL };

/* `int` stands around another binding, `first` around several, `ago` around seconds */
static gboolean
has_operand (const char *kind,
             JsonNode   *node)
{
  if (g_str_equal (kind, "int"))
    return JSON_NODE_HOLDS_OBJECT (node) && muster_binding_kind (node, NULL) != NULL;
  if (g_str_equal (kind, "first"))
    return JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) > 0;
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64;
}

const char *
muster_binding_kind (JsonNode  *value,
                     JsonNode **operand)
{
  static const char * const wrappers[] = { "int", "first", "ago" };
  JsonObject *object = muster_json_node_obj (value);
  gsize i;

  if (object == NULL || json_object_get_size (object) != 1)
    return NULL;
  for (i = 0; i < G_N_ELEMENTS (wrappers); i++)
    {
      JsonNode *node = json_object_get_member (object, wrappers[i]);

      if (node != NULL && has_operand (wrappers[i], node))
        {
          if (operand != NULL)
            *operand = node;
          return wrappers[i];
        }
    }
  for (i = 0; kinds[i] != NULL; i++)
    {
      JsonNode *node = json_object_get_member (object, kinds[i]);

      if (muster_json_node_str (node) != NULL)
        {
          if (operand != NULL)
            *operand = node;
          return kinds[i];
        }
    }
  return NULL;
}

/* --- Paths --- */

static JsonNode *lookup_answer (const MusterBindingContext *context,
                                const char                 *operand);

static JsonNode *lookup_setting (const MusterBindingContext *context,
                                 const char                 *name);

/* "text", "arg:name", "setting:name" or "answer:call.path" */
static char *
wanted_text (const MusterBindingContext *context,
             const char                 *value)
{
  if (g_str_has_prefix (value, "arg:"))
    return context != NULL && context->args != NULL
      ? muster_binding_node_text (json_object_get_member (context->args, value + strlen ("arg:"))) : NULL;
  if (g_str_has_prefix (value, "setting:"))
    return context != NULL ? muster_binding_node_text (lookup_setting (context, value + strlen ("setting:"))) : NULL;
  if (g_str_has_prefix (value, "answer:"))
    return context != NULL ? muster_binding_node_text (lookup_answer (context, value + strlen ("answer:"))) : NULL;
  return g_strdup (value);
}

/* [0] is the first, [-1] the last */
static JsonNode *
element_at (JsonArray  *array,
            const char *text)
{
  gint64 length = json_array_get_length (array);
  gint64 index;

  if (length == 0 || !g_ascii_string_to_signed (text, 10, -length, length - 1, &index, NULL))
    return NULL;
  return json_array_get_element (array, (guint) (index < 0 ? length + index : index));
}

/* (nullable): the bracket that closes the one at @path; a picker's text may hold others */
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

static JsonNode *
find_row (JsonNode                   *node,
          const char                 *filter,
          const MusterBindingContext *context)
{
  JsonArray *array = muster_json_node_arr (node);
  const char *equals = strchr (filter, '=');
  gboolean exact = equals != NULL && equals[1] == '=';
  g_autofree char *member = NULL;
  g_autofree char *wanted = NULL;
  g_autofree char *folded = NULL;
  guint i;

  if (array == NULL)
    return NULL;
  if (equals == NULL)
    return element_at (array, filter);

  member = g_strndup (filter, (gsize) (equals - filter));
  wanted = wanted_text (context, equals + (exact ? 2 : 1));
  if (wanted == NULL)
    return NULL;
  folded = exact ? g_strdup (wanted) : g_utf8_casefold (wanted, -1);
  for (i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *row = json_array_get_element (array, i);
      g_autofree char *text = muster_binding_node_text (muster_path_lookup (row, member, context));
      g_autofree char *fold = text == NULL ? NULL : exact ? g_strdup (text) : g_utf8_casefold (text, -1);

      if (fold != NULL && g_str_equal (fold, folded))
        return row;
    }
  return NULL;
}

/**
 * muster_path_lookup:
 * @node: (nullable): where to begin
 * @path: `a.b[0].c`, `[-1].c`, `[name=text].id`, `[name==Text].id` (as it is written); the longest member name wins,
 *   so that `@odata.type` is one member
 * @context: (nullable): for `[name=arg:x]`, `[name=setting:x]` and `[name=answer:call.path]`
 *
 * Returns: (transfer none) (nullable): what stands there
 */
JsonNode *
muster_path_lookup (JsonNode                   *node,
                    const char                 *path,
                    const MusterBindingContext *context)
{
  JsonObject *object;
  gsize length;

  while (*path == '.')
    path++;
  if (node == NULL || *path == '\0')
    return node;
  if (*path == '[')
    {
      const char *end = closing_bracket (path);
      g_autofree char *filter = NULL;

      if (end == NULL)
        return NULL;
      filter = g_strndup (path + 1, (gsize) (end - path - 1));
      return muster_path_lookup (find_row (node, filter, context), end + 1, context);
    }

  object = muster_json_node_obj (node);
  if (object == NULL)
    return NULL;
  for (length = strlen (path); length > 0; length--)
    if (path[length] == '\0' || path[length] == '.' || path[length] == '[')
      {
        g_autofree char *name = g_strndup (path, length);
        JsonNode *member = json_object_get_member (object, name);

        if (member != NULL)
          return muster_path_lookup (member, path + length, context);
      }
  return NULL;
}

/**
 * muster_binding_node_text:
 *
 * Returns: (transfer full) (nullable): a string or number as text; %NULL for anything else
 */
char *
muster_binding_node_text (JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "true" : "false");
  if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    {
      char buffer[G_ASCII_DTOSTR_BUF_SIZE];

      return g_strdup (g_ascii_dtostr (buffer, sizeof buffer, json_node_get_double (node)));
    }
  return NULL;
}

/* --- Looking a name up --- */

static gboolean
split_answer (const char  *operand,
              char       **call,
              const char **path)
{
  gsize length = strcspn (operand, ".[");

  *call = g_strndup (operand, length);
  *path = operand + length;
  return length > 0;
}

static JsonNode *
lookup_answer (const MusterBindingContext *context,
               const char                 *operand)
{
  g_autofree char *call = NULL;
  const char *path;

  if (context->answers == NULL || !split_answer (operand, &call, &path))
    return NULL;
  return muster_path_lookup (g_hash_table_lookup (context->answers, call), path, context);
}

/* An empty setting counts as none */
static JsonNode *
lookup_setting (const MusterBindingContext *context,
                const char                 *name)
{
  JsonObject *settings = context->endpoints != NULL ? muster_endpoints_get_settings (context->endpoints) : NULL;
  JsonNode *node = settings != NULL ? json_object_get_member (settings, name) : NULL;
  const char *text = muster_json_node_str (node);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && (text == NULL || *text != '\0') ? node : NULL;
}

/* (transfer full) (nullable): what the gate has allowed to stand in the place of a handle */
static JsonNode *
expand_handle (const MusterBindingContext *context,
               JsonNode                   *node)
{
  const char *text = muster_json_node_str (node);
  MusterSecret *secret = text != NULL && context->secrets != NULL && muster_handle_is_valid (text)
    ? g_hash_table_lookup (context->secrets, text) : NULL;

  return secret != NULL ? json_node_init_string (json_node_alloc (), muster_secret_peek (secret)) : NULL;
}

/* (transfer full): a copy that may be changed; NULL when it is not there */
static JsonNode *
look_up (const MusterBindingContext *context,
         const char                 *kind,
         const char                 *operand)
{
  JsonNode *node = NULL;
  JsonNode *expanded;

  if (g_str_equal (kind, "arg"))
    {
      if (g_str_equal (operand, "marker") && context->marker != NULL)
        return json_node_init_string (json_node_alloc (), context->marker);
      if (g_str_equal (operand, "dispatched") && context->dispatched != NULL)
        return json_node_init_string (json_node_alloc (), context->dispatched);
      if (g_str_equal (operand, "link") && context->link != NULL)
        return json_node_init_string (json_node_alloc (), context->link);
      node = json_object_get_member (context->args, operand);
      expanded = expand_handle (context, node);
      if (expanded != NULL)
        return expanded;
    }
  else if (g_str_equal (kind, "answer"))
    node = lookup_answer (context, operand);
  else if (g_str_equal (kind, "setting"))
    node = lookup_setting (context, operand);
  else if (g_str_equal (kind, "item"))
    node = muster_path_lookup (context->item, operand, context);
  else if (g_str_equal (kind, "host"))
    {
      const char *base = context->endpoints != NULL ? muster_endpoints_get_base (context->endpoints, operand) : NULL;

      return base != NULL ? json_node_init_string (json_node_alloc (), base) : NULL;
    }
  else if (g_str_equal (kind, "scope"))
    {
      const char *value = muster_scope_get (context->scope, operand);

      return value != NULL ? json_node_init_string (json_node_alloc (), value) : NULL;
    }
  return node != NULL ? json_node_copy (node) : NULL;
}

static gboolean
missing (const char  *kind,
         const char  *operand,
         GError     **error)
{
  if (g_str_equal (kind, "arg"))
    return TRUE;
  if (g_str_equal (kind, "scope"))
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT,
                 "The client has no %s mapped", operand);
  else if (g_str_equal (kind, "setting"))
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY,
                 "The connection has no setting “%s”", operand);
  else if (strchr (operand, '=') != NULL)
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND,
                 "No row fits %s", operand);
  else
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY,
                 "The answer has no %s", operand);
  return FALSE;
}

/* --- Templates --- */

char *
muster_template_expand (const char             *text,
                        MusterPlaceholderFunc   found,
                        gpointer                user_data,
                        GError                **error)
{
  g_autoptr(GString) out = g_string_new (NULL);
  const char *p = text;

  while (*p != '\0')
    {
      const char *end;
      const char *bar;
      g_autofree char *name = NULL;
      g_autofree char *quoting = NULL;

      if ((p[0] == '{' && p[1] == '{') || (p[0] == '}' && p[1] == '}'))
        {
          g_string_append_c (out, *p);
          p += 2;
          continue;
        }
      if (*p != '{')
        {
          g_string_append_c (out, *p++);
          continue;
        }
      end = strchr (p, '}');
      bar = end != NULL ? memchr (p, '|', (gsize) (end - p)) : NULL;
      if (bar == NULL)
        {
          g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL,
                       "A template has a placeholder without a quoting: %s", text);
          return NULL;
        }
      name = g_strndup (p + 1, (gsize) (bar - p - 1));
      quoting = g_strndup (bar + 1, (gsize) (end - bar - 1));
      if (!found (name, quoting, out, user_data, error))
        return NULL;
      p = end + 1;
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

typedef struct
{
  const MusterBindingContext *context;
  gboolean                    absent;
} Expansion;

static gboolean
placeholder_found (const char  *name,
                   const char  *quoting_name,
                   GString     *out,
                   gpointer     user_data,
                   GError     **error)
{
  Expansion *expansion = user_data;
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *text = NULL;
  g_autofree char *quoted = NULL;
  const char *colon = strchr (name, ':');
  g_autofree char *kind = colon != NULL ? g_strndup (name, (gsize) (colon - name)) : g_strdup ("arg");
  const char *operand = colon != NULL ? colon + 1 : name;
  MusterQuoting quoting;

  if (!muster_quoting_from_name (quoting_name, &quoting))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "Unknown quoting %s", quoting_name);
      return FALSE;
    }
  node = look_up (expansion->context, kind, operand);
  if (node == NULL)
    {
      expansion->absent = TRUE;
      return missing (kind, operand, error);
    }
  text = muster_binding_node_text (node);
  if (text == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "%s is neither text nor a number", operand);
      return FALSE;
    }
  quoted = muster_quoting_apply (quoting, text, error);
  if (quoted == NULL)
    return FALSE;
  g_string_append (out, quoted);
  return TRUE;
}

static gboolean
expand (const MusterBindingContext *context,
        const char                 *text,
        JsonNode                  **out,
        GError                    **error)
{
  Expansion expansion = { context, FALSE };
  g_autofree char *whole = muster_template_expand (text, placeholder_found, &expansion, error);

  if (whole == NULL)
    return FALSE;
  if (!expansion.absent)
    *out = json_node_init_string (json_node_alloc (), whole);
  return TRUE;
}

/* --- Values --- */

static gboolean
resolve_object (const MusterBindingContext *context,
                JsonObject                 *object,
                JsonNode                  **out,
                GError                    **error)
{
  g_autoptr(JsonObject) made = json_object_new ();
  g_autoptr(GList) names = json_object_get_members (object);
  gboolean dropped = FALSE;
  GList *l;

  for (l = names; l != NULL; l = l->next)
    {
      JsonNode *value = NULL;

      if (!muster_binding_resolve (context, json_object_get_member (object, l->data), &value, error))
        return FALSE;
      if (value != NULL)
        json_object_set_member (made, l->data, value);
      else
        dropped = TRUE;
    }
  if (dropped && json_object_get_size (made) == 0)
    return TRUE;
  *out = json_node_init_object (json_node_alloc (), made);
  return TRUE;
}

static gboolean
resolve_array (const MusterBindingContext *context,
               JsonArray                  *array,
               JsonNode                  **out,
               GError                    **error)
{
  g_autoptr(JsonArray) made = json_array_new ();
  guint i;

  for (i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *value = NULL;

      if (!muster_binding_resolve (context, json_array_get_element (array, i), &value, error))
        return FALSE;
      if (value != NULL)
        json_array_add_element (made, value);
    }
  *out = json_node_init_array (json_node_alloc (), made);
  return TRUE;
}

static gboolean
resolve_int (const MusterBindingContext  *context,
             JsonNode                    *inner,
             JsonNode                   **out,
             GError                     **error)
{
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *text = NULL;
  gint64 number;

  if (!muster_binding_resolve (context, inner, &node, error))
    return FALSE;
  if (node == NULL)
    return TRUE;
  text = muster_binding_node_text (node);
  if (text == NULL || !g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY, "“%s” is no whole number", text != NULL ? text : "null");
      return FALSE;
    }
  *out = json_node_init_int (json_node_alloc (), number);
  return TRUE;
}

/* What is there, neither null nor an empty text; when nothing is, it is as if the last one stood alone */
static gboolean
resolve_first (const MusterBindingContext  *context,
               JsonArray                   *several,
               JsonNode                   **out,
               GError                     **error)
{
  guint last = json_array_get_length (several) - 1;
  guint i;

  for (i = 0; i < last; i++)
    {
      JsonNode *node = muster_binding_peek (context, json_array_get_element (several, i));

      if (node != NULL && !JSON_NODE_HOLDS_NULL (node) && g_strcmp0 (muster_json_node_str (node), "") != 0)
        {
          *out = node;
          return TRUE;
        }
      g_clear_pointer (&node, json_node_unref);
    }
  return muster_binding_resolve (context, json_array_get_element (several, last), out, error);
}

static JsonNode *
moment_ago (const MusterBindingContext *context,
            gint64                      seconds)
{
  gint64 now = muster_endpoints_get_now (context->endpoints);
  g_autofree char *text = muster_time_format_iso ((now / G_USEC_PER_SEC - seconds) * G_USEC_PER_SEC);

  return json_node_init_string (json_node_alloc (), text);
}

static gboolean
resolve_secret (const MusterBindingContext  *context,
                const char                  *name,
                JsonNode                   **out,
                GError                     **error)
{
  MusterSecret *secret = context->secrets != NULL ? g_hash_table_lookup (context->secrets, name) : NULL;

  if (secret == NULL && context->endpoints != NULL)
    secret = muster_endpoints_get_secret (context->endpoints, name);
  if (secret == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY, "The secret %s is not at hand", name);
      return FALSE;
    }
  *out = json_node_init_string (json_node_alloc (), muster_secret_peek (secret));
  return TRUE;
}

/**
 * muster_binding_resolve:
 * @context: where values come from
 * @value: literal or binding, nested or not
 * @out: (out) (transfer full) (nullable): the value; %NULL when it is to be left out
 *
 * Returns: %FALSE when a value that must be there is not
 */
gboolean
muster_binding_resolve (const MusterBindingContext  *context,
                        JsonNode                    *value,
                        JsonNode                   **out,
                        GError                     **error)
{
  JsonNode *operand_node = NULL;
  const char *kind = muster_binding_kind (value, &operand_node);
  const char *operand = muster_json_node_str (operand_node);

  *out = NULL;
  if (kind == NULL)
    {
      if (JSON_NODE_HOLDS_OBJECT (value))
        return resolve_object (context, json_node_get_object (value), out, error);
      if (JSON_NODE_HOLDS_ARRAY (value))
        return resolve_array (context, json_node_get_array (value), out, error);
      *out = json_node_copy (value);
      return TRUE;
    }
  if (g_str_equal (kind, "template"))
    return expand (context, operand, out, error);
  if (g_str_equal (kind, "secret"))
    return resolve_secret (context, operand, out, error);
  if (g_str_equal (kind, "int"))
    return resolve_int (context, operand_node, out, error);
  if (g_str_equal (kind, "first"))
    return resolve_first (context, json_node_get_array (operand_node), out, error);
  if (g_str_equal (kind, "ago"))
    {
      *out = moment_ago (context, json_node_get_int (operand_node));
      return TRUE;
    }
  *out = look_up (context, kind, operand);
  return *out != NULL || missing (kind, operand, error);
}

/**
 * muster_binding_peek:
 *
 * Returns: (transfer full) (nullable): the value, or %NULL when there is none
 */
JsonNode *
muster_binding_peek (const MusterBindingContext *context,
                     JsonNode                   *value)
{
  JsonNode *out = NULL;

  if (value == NULL || !muster_binding_resolve (context, value, &out, NULL))
    return NULL;
  return out;
}

gboolean
muster_binding_resolve_text (const MusterBindingContext  *context,
                             JsonNode                    *value,
                             char                       **out,
                             GError                     **error)
{
  g_autoptr(JsonNode) node = NULL;

  *out = NULL;
  if (!muster_binding_resolve (context, value, &node, error))
    return FALSE;
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  *out = muster_binding_node_text (node);
  if (*out == NULL)
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT,
                 "A value for the address is neither text nor a number");
  return *out != NULL;
}
