/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-tests"

#include "config.h"

#include "muster-test.h"

#include "vendor-spec.h"

struct _VendorSpec
{
  JsonParser *parser;
  JsonObject *root;
  GHashTable *operations;
  /* (element-type JsonObject): the members of parameters in brackets, each as a parameter of its own */
  GPtrArray *members;
};

static void
vendor_operation_free (gpointer data)
{
  VendorOperation *operation = data;

  g_free (operation->path);
  g_free (operation->method);
  g_free (operation);
}

static JsonObject *
object_member (JsonObject *object,
               const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonArray *
array_member (JsonObject *object,
              const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static const char *
string_member (JsonObject *object,
               const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

static void
index_path (JsonObject *paths,
            const char *path,
            JsonNode   *node,
            gpointer    data)
{
  VendorSpec *self = data;
  JsonObject *item = json_node_get_object (node);
  g_autoptr(GList) names = json_object_get_members (item);

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *object = object_member (item, l->data);
      const char *id = string_member (object, "operationId");
      VendorOperation *operation;

      if (id == NULL)
        continue;
      operation = g_new0 (VendorOperation, 1);
      operation->path = g_strdup (path);
      operation->method = g_strdup (l->data);
      operation->object = object;
      operation->shared = array_member (item, "parameters");
      g_hash_table_insert (self->operations, g_strdup (id), operation);
    }
}

VendorSpec *
vendor_spec_load (const char *name)
{
  g_autofree char *relative = g_build_filename ("specs", name, NULL);
  g_autofree char *file = muster_test_data (relative);
  g_autoptr(GError) error = NULL;
  VendorSpec *self = g_new0 (VendorSpec, 1);

  self->parser = json_parser_new_immutable ();
  json_parser_load_from_file (self->parser, file, &error);
  g_assert_no_error (error);
  self->root = json_node_get_object (json_parser_get_root (self->parser));
  self->operations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, vendor_operation_free);
  self->members = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  json_object_foreach_member (object_member (self->root, "paths"), index_path, self);
  return self;
}

void
vendor_spec_free (VendorSpec *self)
{
  g_object_unref (self->parser);
  g_hash_table_unref (self->operations);
  g_ptr_array_unref (self->members);
  g_free (self);
}

const VendorOperation *
vendor_spec_find (VendorSpec *self,
                  const char *operation_id)
{
  return g_hash_table_lookup (self->operations, operation_id);
}

void
vendor_spec_iterate (VendorSpec     *self,
                     GHashTableIter *iter)
{
  g_hash_table_iter_init (iter, self->operations);
}

JsonObject *
vendor_spec_deref (VendorSpec *self,
                   JsonObject *object)
{
  const char *ref;

  while (object != NULL && (ref = string_member (object, "$ref")) != NULL)
    {
      g_auto(GStrv) steps = g_strsplit (ref, "/", -1);

      object = self->root;
      for (guint i = 1; steps[i] != NULL; i++)
        object = object_member (object, steps[i]);
    }
  return object;
}

/* A row that may be a user, a group or a role is described by its base type only. */
static gboolean
is_polymorphic (JsonObject *schema)
{
  return g_strcmp0 (string_member (schema, "title"), "graph.directoryObject") == 0;
}

JsonObject *
vendor_spec_property (VendorSpec *self,
                      JsonObject *schema,
                      const char *name)
{
  static const char * const unions[] = { "allOf", "anyOf", "oneOf" };
  JsonObject *found;

  schema = vendor_spec_deref (self, schema);
  if (schema == NULL)
    return NULL;
  found = object_member (object_member (schema, "properties"), name);
  for (guint i = 0; found == NULL && i < G_N_ELEMENTS (unions); i++)
    {
      JsonArray *parts = array_member (schema, unions[i]);

      for (guint j = 0; found == NULL && parts != NULL && j < json_array_get_length (parts); j++)
        found = vendor_spec_property (self, json_array_get_object_element (parts, j), name);
    }
  if (found == NULL && is_polymorphic (schema))
    {
      JsonObject *schemas = object_member (object_member (self->root, "components"), "schemas");

      found = vendor_spec_property (self, object_member (schemas, "graph.user"), name);
      if (found == NULL)
        found = vendor_spec_property (self, object_member (schemas, "graph.group"), name);
    }
  return found != NULL ? vendor_spec_deref (self, found) : NULL;
}

static JsonObject *
json_content (VendorSpec *self,
              JsonObject *holder)
{
  JsonObject *content = object_member (vendor_spec_deref (self, holder), "content");
  JsonObject *plain = object_member (content, "application/json");

  return object_member (plain != NULL ? plain : object_member (content, "application/vnd.api+json"), "schema");
}

JsonObject *
vendor_spec_body (VendorSpec            *self,
                  const VendorOperation *operation)
{
  return json_content (self, object_member (operation->object, "requestBody"));
}

JsonObject *
vendor_spec_answer (VendorSpec            *self,
                    const VendorOperation *operation,
                    const char            *status)
{
  return json_content (self, object_member (object_member (operation->object, "responses"), status));
}

static gboolean
is_required (JsonObject *schema,
             const char *name)
{
  JsonArray *required = array_member (schema, "required");

  for (guint i = 0; required != NULL && i < json_array_get_length (required); i++)
    if (g_str_equal (json_array_get_string_element (required, i), name))
      return TRUE;
  return FALSE;
}

/* "filter" with the member "name" is filter[name] on the wire; a member may have members again, or be a plain value as well */
static void
add_members (VendorSpec *self,
             GPtrArray  *all,
             const char *name,
             JsonObject *schema)
{
  JsonObject *properties = object_member (schema, "properties");
  JsonArray *forms = array_member (schema, "anyOf");
  g_autoptr(GList) names = properties != NULL ? json_object_get_members (properties) : NULL;

  for (guint i = 0; forms != NULL && i < json_array_get_length (forms); i++)
    add_members (self, all, name, json_array_get_object_element (forms, i));
  for (GList *l = names; l != NULL; l = l->next)
    {
      g_autofree char *inner = g_strdup_printf ("%s[%s]", name, (const char *) l->data);
      JsonObject *property = object_member (properties, l->data), *parameter = json_object_new ();

      json_object_set_string_member (parameter, "name", inner);
      json_object_set_string_member (parameter, "in", "query");
      json_object_set_boolean_member (parameter, "required", is_required (schema, l->data));
      json_object_set_object_member (parameter, "schema", json_object_ref (property));
      g_ptr_array_add (self->members, parameter);
      g_ptr_array_add (all, parameter);
      add_members (self, all, inner, property);
    }
}

static void
add_parameter (VendorSpec *self,
               GPtrArray  *all,
               JsonObject *parameter)
{
  if (g_strcmp0 (string_member (parameter, "style"), "deepObject") == 0)
    add_members (self, all, string_member (parameter, "name"), object_member (parameter, "schema"));
  else
    g_ptr_array_add (all, parameter);
}

GPtrArray *
vendor_spec_parameters (VendorSpec            *self,
                        const VendorOperation *operation)
{
  GPtrArray *all = g_ptr_array_new ();
  JsonArray *lists[] = { operation->shared, array_member (operation->object, "parameters") };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint j = 0; lists[i] != NULL && j < json_array_get_length (lists[i]); j++)
      add_parameter (self, all, vendor_spec_deref (self, json_array_get_object_element (lists[i], j)));
  return all;
}

static gboolean
node_names (JsonNode   *node,
            const char *member)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      g_autoptr(GList) values = json_object_get_values (object);

      if (json_object_has_member (object, member))
        return TRUE;
      for (GList *l = values; l != NULL; l = l->next)
        if (node_names (l->data, member))
          return TRUE;
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        if (node_names (json_array_get_element (array, i), member))
          return TRUE;
    }
  return FALSE;
}

gboolean
vendor_spec_has_example_of (VendorSpec            *self,
                            const VendorOperation *operation,
                            const char            *member)
{
  JsonNode *responses = json_object_get_member (operation->object, "responses");

  return responses != NULL && node_names (responses, member);
}

static gboolean
refuse (GString    *where,
        const char *name,
        const char *why)
{
  g_string_append_printf (where, "%s: %s", name, why);
  return FALSE;
}

/* The vendor has several forms: one of them must hold all of ours. */
static gboolean
any_contains (VendorSpec            *self,
              const VendorOperation *operation,
              JsonArray             *theirs,
              JsonObject            *ours,
              GString               *where)
{
  for (guint i = 0; i < json_array_get_length (theirs); i++)
    {
      g_autoptr(GString) ignored = g_string_new (NULL);

      if (vendor_spec_contains (self, operation, json_array_get_object_element (theirs, i), ours, ignored))
        return TRUE;
    }
  return refuse (where, "schema", "no form of the vendor's holds it");
}

static gboolean
choices_within (JsonArray *theirs,
                JsonArray *ours)
{
  for (guint i = 0; theirs != NULL && ours != NULL && i < json_array_get_length (ours); i++)
    {
      gboolean found = FALSE;

      for (guint j = 0; !found && j < json_array_get_length (theirs); j++)
        found = json_node_equal (json_array_get_element (ours, i), json_array_get_element (theirs, j));
      if (!found)
        return FALSE;
    }
  return TRUE;
}

/* Are all members of our trimmed schema members of the vendor's? */
gboolean
vendor_spec_contains (VendorSpec            *self,
                      const VendorOperation *operation,
                      JsonObject            *theirs,
                      JsonObject            *ours,
                      GString               *where)
{
  JsonArray *variants = array_member (ours, "oneOf");
  JsonObject *properties = object_member (ours, "properties");
  const char *type = string_member (ours, "type");
  g_autoptr(GList) names = NULL;

  theirs = vendor_spec_deref (self, theirs);
  if (theirs == NULL)
    return refuse (where, "schema", "the vendor has none here");
  for (guint i = 0; variants != NULL && i < json_array_get_length (variants); i++)
    if (!vendor_spec_contains (self, operation, theirs, json_array_get_object_element (variants, i), where))
      return FALSE;
  if (variants != NULL)
    return TRUE;
  if (array_member (theirs, "oneOf") != NULL && json_object_get_size (ours) > 0)
    return any_contains (self, operation, array_member (theirs, "oneOf"), ours, where);
  if (!choices_within (array_member (theirs, "enum"), array_member (ours, "enum")))
    return refuse (where, "enum", "the vendor has other values");
  if (g_strcmp0 (type, "array") == 0 && g_strcmp0 (string_member (theirs, "type"), "array") == 0)
    return vendor_spec_contains (self, operation, object_member (theirs, "items"), object_member (ours, "items"), where);
  if (type != NULL && string_member (theirs, "type") != NULL && !g_str_equal (type, string_member (theirs, "type")))
    return refuse (where, type, "the vendor's type differs");
  names = properties != NULL ? json_object_get_members (properties) : NULL;
  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *property = vendor_spec_property (self, theirs, l->data);

      if (property == NULL && (g_str_has_prefix (l->data, "@odata.") || g_str_equal (l->data, "roleTemplateId")))
        continue;
      if (property == NULL && json_object_has_member (theirs, "additionalProperties") &&
          vendor_spec_has_example_of (self, operation, l->data))
        continue;
      if (property == NULL && json_object_get_size (theirs) == 0)
        continue;
      if (property == NULL && !json_object_has_member (theirs, "properties") && string_member (theirs, "type") == NULL &&
          !json_object_has_member (theirs, "anyOf") && !json_object_has_member (theirs, "oneOf"))
        continue;
      if (property == NULL)
        return refuse (where, l->data, "no such member at the vendor");
      if (!vendor_spec_contains (self, operation, property, object_member (properties, l->data), where))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_binding (JsonNode *value)
{
  static const char * const kinds[] = { "arg", "answer", "scope", "item", "setting", "secret", "template", "int", "first", "ago" };
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (value))
    return FALSE;
  object = json_node_get_object (value);
  if (json_object_get_size (object) != 1)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (json_object_has_member (object, kinds[i]))
      return TRUE;
  return FALSE;
}

static gboolean
accepts_object (VendorSpec *self,
                JsonObject *schema,
                JsonObject *value,
                GString    *where)
{
  g_autoptr(GList) names = json_object_get_members (value);
  JsonArray *required = array_member (schema, "required");
  gboolean said = json_object_has_member (schema, "additionalProperties");
  gboolean open = said ? json_object_get_boolean_member_with_default (schema, "additionalProperties", TRUE)
                       : !json_object_has_member (schema, "properties");

  if (json_object_get_size (value) > (guint) json_object_get_int_member_with_default (schema, "maxProperties", G_MAXINT32))
    return refuse (where, "object", "too many members in the body");
  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *property = vendor_spec_property (self, schema, l->data);

      if (property == NULL && (open || string_member (schema, "type") == NULL))
        continue;
      if (property == NULL)
        return refuse (where, l->data, "no such member in the body");
      if (!vendor_spec_accepts (self, property, json_object_get_member (value, l->data), where))
        return FALSE;
    }
  for (guint i = 0; required != NULL && i < json_array_get_length (required); i++)
    if (!json_object_has_member (value, json_array_get_string_element (required, i)))
      return refuse (where, json_array_get_string_element (required, i), "missing in the body");
  return TRUE;
}

static gboolean
accepts_scalar (JsonObject *schema,
                JsonNode   *value,
                GString    *where)
{
  const char *type = string_member (schema, "type");
  JsonArray *choices = array_member (schema, "enum");
  GType held = JSON_NODE_HOLDS_VALUE (value) ? json_node_get_value_type (value) : G_TYPE_NONE;

  if (JSON_NODE_HOLDS_NULL (value))
    return json_object_get_boolean_member_with_default (schema, "nullable", FALSE) || type == NULL ||
           refuse (where, "null", "the vendor does not take null");
  if (type != NULL &&
      ((g_str_equal (type, "string") && held != G_TYPE_STRING) ||
       (g_str_equal (type, "boolean") && held != G_TYPE_BOOLEAN) ||
       (g_str_equal (type, "integer") && held != G_TYPE_INT64) ||
       (g_str_equal (type, "number") && held != G_TYPE_INT64 && held != G_TYPE_DOUBLE) ||
       g_str_equal (type, "object") || g_str_equal (type, "array")))
    return refuse (where, type, "a value of another type is sent");
  for (guint i = 0; choices != NULL && i < json_array_get_length (choices); i++)
    if (json_node_equal (json_array_get_element (choices, i), value))
      return TRUE;
  return choices == NULL || refuse (where, "enum", "the value is none of the vendor's");
}

/* Would the vendor's schema take this body, whatever the bindings in it become? */
gboolean
vendor_spec_accepts (VendorSpec *self,
                     JsonObject *schema,
                     JsonNode   *value,
                     GString    *where)
{
  JsonArray *variants;

  schema = vendor_spec_deref (self, schema);
  if (schema == NULL || is_binding (value))
    return TRUE;
  variants = array_member (schema, "oneOf");
  if (variants == NULL)
    variants = array_member (schema, "anyOf");
  if (variants != NULL && !json_object_has_member (schema, "properties"))
    {
      for (guint i = 0; i < json_array_get_length (variants); i++)
        {
          g_autoptr(GString) ignored = g_string_new (NULL);

          if (vendor_spec_accepts (self, json_array_get_object_element (variants, i), value, ignored))
            return TRUE;
        }
      return refuse (where, "body", "none of the vendor's forms takes it");
    }
  if (JSON_NODE_HOLDS_OBJECT (value))
    return accepts_object (self, schema, json_node_get_object (value), where);
  if (JSON_NODE_HOLDS_ARRAY (value))
    {
      JsonArray *items = json_node_get_array (value);

      for (guint i = 0; i < json_array_get_length (items); i++)
        if (!vendor_spec_accepts (self, object_member (schema, "items"), json_array_get_element (items, i), where))
          return FALSE;
      return g_strcmp0 (string_member (schema, "type"), "array") == 0 || string_member (schema, "type") == NULL ||
             refuse (where, "array", "the vendor takes none here");
    }
  return accepts_scalar (schema, value, where);
}
