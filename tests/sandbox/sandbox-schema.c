/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "muster-test.h"
#include "sandbox-schema.h"

/* The subset of JSON Schema that the vendors' descriptions use, read strictly: a member that the
 * schema does not name is a mistake of the look-alike. */

struct _SandboxSchema {
  JsonParser *parser;
  JsonObject *root;   /* (unowned) */
};

static gboolean fits (SandboxSchema *self,
                      JsonObject    *schema,
                      JsonNode      *value,
                      const char    *where,
                      GString       *why);

static JsonObject *
object_at (JsonObject *object,
           const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonArray *
array_at (JsonObject *object,
          const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static const char *
text_at (JsonObject *object,
         const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

SandboxSchema *
sandbox_schema_load (const char *name)
{
  SandboxSchema *self = g_new0 (SandboxSchema, 1);
  g_autofree char *relative = g_build_filename ("specs", name, NULL);
  g_autofree char *file = muster_test_data (relative);
  g_autoptr(GError) error = NULL;

  self->parser = json_parser_new_immutable ();
  json_parser_load_from_file (self->parser, file, &error);
  g_assert_no_error (error);
  self->root = json_node_get_object (json_parser_get_root (self->parser));
  return self;
}

void
sandbox_schema_free (SandboxSchema *self)
{
  g_object_unref (self->parser);
  g_free (self);
}

static JsonObject *
deref (SandboxSchema *self,
       JsonObject    *schema)
{
  while (schema != NULL && text_at (schema, "$ref") != NULL)
    {
      g_auto(GStrv) steps = g_strsplit (text_at (schema, "$ref"), "/", -1);

      schema = self->root;
      for (guint i = 1; steps[i] != NULL; i++)
        schema = object_at (schema, steps[i]);
    }
  return schema;
}

static gboolean
say (GString    *why,
     const char *where,
     const char *what)
{
  g_string_printf (why, "%s: %s", where, what);
  return FALSE;
}

static gboolean
fits_object (SandboxSchema *self,
             JsonObject    *schema,
             JsonObject    *value,
             const char    *where,
             GString       *why)
{
  JsonObject *properties = object_at (schema, "properties");
  JsonArray *required = array_at (schema, "required");
  g_autoptr(GList) names = json_object_get_members (value);

  for (GList *l = names; l != NULL; l = l->next)
    {
      const char *name = l->data;
      JsonObject *property = object_at (properties, name);
      g_autofree char *inner = g_strdup_printf ("%s.%s", where, name);

      if (property == NULL && properties != NULL && strchr (name, '@') == NULL)
        return say (why, inner, "the vendor has no such member");
      if (property != NULL && !fits (self, property, json_object_get_member (value, name), inner, why))
        return FALSE;
    }
  for (guint i = 0; required != NULL && i < json_array_get_length (required); i++)
    if (!json_object_has_member (value, json_array_get_string_element (required, i)))
      return say (why, where, json_array_get_string_element (required, i));
  return TRUE;
}

static gboolean
fits_scalar (JsonObject *schema,
             JsonNode   *value,
             const char *where,
             GString    *why)
{
  const char *type = text_at (schema, "type");
  JsonArray *choices = array_at (schema, "enum");
  GType held = json_node_get_value_type (value);

  if (type != NULL
      && ((g_str_equal (type, "string") && held != G_TYPE_STRING)
          || (g_str_equal (type, "boolean") && held != G_TYPE_BOOLEAN)
          || (g_str_equal (type, "integer") && held != G_TYPE_INT64)
          || (g_str_equal (type, "number") && held != G_TYPE_INT64 && held != G_TYPE_DOUBLE)
          || g_str_equal (type, "object") || g_str_equal (type, "array")))
    return say (why, where, type);
  for (guint i = 0; choices != NULL && i < json_array_get_length (choices); i++)
    if (json_node_equal (json_array_get_element (choices, i), value))
      return TRUE;
  return choices == NULL || say (why, where, "none of the vendor's values");
}

static gboolean
fits_one_of (SandboxSchema *self,
             JsonArray     *variants,
             JsonNode      *value,
             const char    *where,
             GString       *why)
{
  for (guint i = 0; i < json_array_get_length (variants); i++)
    if (fits (self, json_array_get_object_element (variants, i), value, where, why))
      return TRUE;
  return FALSE;
}

/* A row of a mixed list says its own type; one that the description leaves out is not looked into */
static JsonObject *
derived (SandboxSchema *self,
         JsonObject    *schema,
         JsonObject    *value)
{
  static const char prefix[] = "#microsoft.graph.";
  const char *type = text_at (value, "@odata.type");
  g_autofree char *name = NULL;
  JsonObject *own;

  if (type == NULL || !g_str_has_prefix (type, prefix))
    return schema;
  name = g_strconcat ("graph.", type + strlen (prefix), NULL);
  own = object_at (object_at (object_at (self->root, "components"), "schemas"), name);
  return own;
}

static gboolean
fits (SandboxSchema *self,
      JsonObject    *schema,
      JsonNode      *value,
      const char    *where,
      GString       *why)
{
  JsonArray *variants;

  schema = deref (self, schema);
  if (schema == NULL || json_object_get_size (schema) == 0)
    return TRUE;
  if (JSON_NODE_HOLDS_NULL (value))
    return json_object_get_boolean_member_with_default (schema, "nullable", FALSE) || text_at (schema, "type") == NULL
           || say (why, where, "null is not allowed");
  variants = array_at (schema, "allOf");
  if (variants != NULL)
    return fits (self, json_array_get_object_element (variants, 0), value, where, why);
  variants = array_at (schema, "anyOf") != NULL ? array_at (schema, "anyOf") : array_at (schema, "oneOf");
  if (variants != NULL && object_at (schema, "properties") == NULL)
    return fits_one_of (self, variants, value, where, why);
  if (JSON_NODE_HOLDS_OBJECT (value))
    return fits_object (self, derived (self, schema, json_node_get_object (value)), json_node_get_object (value), where, why);
  if (JSON_NODE_HOLDS_ARRAY (value))
    {
      JsonArray *items = json_node_get_array (value);

      if (text_at (schema, "type") != NULL && g_strcmp0 (text_at (schema, "type"), "array") != 0)
        return say (why, where, "a list is not allowed");
      for (guint i = 0; i < json_array_get_length (items); i++)
        {
          g_autofree char *inner = g_strdup_printf ("%s[%u]", where, i);

          if (!fits (self, object_at (schema, "items"), json_array_get_element (items, i), inner, why))
            return FALSE;
        }
      return TRUE;
    }
  return fits_scalar (schema, value, where, why);
}

/* Does "/users/{user-id}/manager" describe the path "/users/x/manager"? Fewest wildcards win. */
static int
template_score (const char *template,
                const char *path)
{
  g_auto(GStrv) wanted = g_strsplit (template, "/", -1);
  g_autofree char *plain = g_strndup (path, strcspn (path, "?"));
  g_auto(GStrv) given = g_strsplit (plain, "/", -1);
  int score = 1;

  if (g_strv_length (wanted) != g_strv_length (given))
    return 0;
  for (guint i = 0; wanted[i] != NULL; i++)
    if (wanted[i][0] == '{')
      continue;
    else if (strchr (wanted[i], '{') != NULL && g_ascii_strncasecmp (wanted[i], given[i], strcspn (wanted[i], "{")) == 0)
      score += 1;
    else if (!g_str_equal (wanted[i], given[i]))
      return 0;
    else
      score += 2;
  return score;
}

static JsonObject *
find_path (SandboxSchema *self,
           const char    *path)
{
  JsonObject *paths = object_at (self->root, "paths"), *best = NULL;
  g_autoptr(GList) templates = json_object_get_members (paths);
  int top = 0;

  for (GList *l = templates; l != NULL; l = l->next)
    {
      int score = template_score (l->data, path);

      if (score > top)
        {
          top = score;
          best = object_at (paths, l->data);
        }
    }
  return best;
}

/**
 * sandbox_schema_check:
 * @self: a vendor's description
 * @method: HTTP method
 * @path: the path as it was called
 * @status: what came back
 * @answer: (nullable): the body
 *
 * Fails the test when the vendor's description does not know the status or the body's shape.
 */
void
sandbox_schema_check (SandboxSchema *self,
                      const char    *method,
                      const char    *path,
                      guint          status,
                      JsonNode      *answer)
{
  g_autofree char *lower = g_ascii_strdown (method, -1);
  g_autofree char *number = g_strdup_printf ("%u", status);
  JsonObject *operation = object_at (find_path (self, path), lower);
  JsonObject *reply = deref (self, object_at (object_at (operation, "responses"), number));
  JsonObject *content = object_at (reply, "content");
  g_autoptr(GList) types = content != NULL ? json_object_get_members (content) : NULL;
  g_autoptr(GString) why = g_string_new (NULL);
  JsonObject *schema;

  if (operation == NULL || reply == NULL)
    g_error ("%s %s: the vendor describes no answer %u", method, path, status);
  schema = types != NULL ? object_at (object_at (content, types->data), "schema") : NULL;
  if (answer != NULL && schema != NULL && !fits (self, schema, answer, "answer", why))
    g_error ("%s %s: %s", method, path, why->str);
}
