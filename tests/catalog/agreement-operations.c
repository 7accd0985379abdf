/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-tests"

#include "config.h"

#include <string.h>

#include "agreement.h"

void
agreement_complain (Agreement  *self,
                    const char *format,
                    ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->complaints, g_strdup_vprintf (format, args));
  va_end (args);
}

JsonObject *
agreement_object (JsonObject *object,
                  const char *name)
{
  JsonNode *node = object != NULL && name != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonArray *
agreement_array (JsonObject *object,
                 const char *name)
{
  JsonNode *node = object != NULL && name != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

const char *
agreement_string (JsonObject *object,
                  const char *name)
{
  JsonNode *node = object != NULL && name != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

/* All of @required, nothing but @required and @optional; both are words with a space between. */
gboolean
agreement_closed (Agreement  *self,
                  const char *where,
                  JsonObject *object,
                  const char *required,
                  const char *optional)
{
  g_auto(GStrv) must = g_strsplit (required, " ", -1);
  g_auto(GStrv) may = g_strsplit (optional, " ", -1);
  g_autoptr(GList) names = NULL;
  guint before = self->complaints->len;

  if (object == NULL)
    {
      agreement_complain (self, "%s: is no object", where);
      return FALSE;
    }
  names = json_object_get_members (object);
  for (guint i = 0; must[i] != NULL; i++)
    if (*must[i] != '\0' && !json_object_has_member (object, must[i]))
      agreement_complain (self, "%s: member “%s” is missing", where, must[i]);
  for (GList *l = names; l != NULL; l = l->next)
    if (!g_strv_contains ((const char * const *) must, l->data) && !g_strv_contains ((const char * const *) may, l->data))
      agreement_complain (self, "%s: unknown member “%s”", where, (const char *) l->data);
  return self->complaints->len == before;
}

static void
check_fields (Agreement  *self,
              JsonObject *integration)
{
  JsonArray *fields = agreement_array (integration, "fields");
  JsonArray *rights = agreement_array (integration, "rights");

  for (guint i = 0; fields != NULL && i < json_array_get_length (fields); i++)
    {
      JsonObject *field = json_array_get_object_element (fields, i);
      g_autofree char *where = g_strdup_printf ("field %s", agreement_string (field, "id"));
      const char *pattern = agreement_string (field, "pattern");

      agreement_closed (self, where, field, "id label kind required help pattern error", "choices default when");
      if (pattern != NULL)
        {
          g_autoptr(GError) error = NULL;
          g_autoptr(GRegex) regex = g_regex_new (pattern, G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT, &error);

          if (regex == NULL)
            agreement_complain (self, "%s: %s", where, error->message);
        }
    }
  for (guint i = 0; rights != NULL && i < json_array_get_length (rights); i++)
    agreement_closed (self, "right", json_array_get_object_element (rights, i), "id label required", "");
}

void
agreement_check_frame (Agreement *self)
{
  JsonObject *integration = agreement_object (self->document, "x-muster-integration");
  JsonObject *tools = agreement_object (self->document, "x-muster-tools");
  static const char * const named[] = { "testCall", "companyList" };

  agreement_closed (self, "document", self->document,
                    "openapi info servers security x-muster-integration x-muster-tools paths components", "");
  if (!agreement_closed (self, "integration", integration,
                         "id name version category signIn fields hosts rate errorShape testCall companyList rights",
                         "regions authScopes answers"))
    return;
  if (g_strcmp0 (agreement_string (self->document, "openapi"), "3.0.3") != 0)
    agreement_complain (self, "document: openapi is not 3.0.3");
  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    if (agreement_object (tools, agreement_string (integration, named[i])) == NULL)
      agreement_complain (self, "integration: %s is no tool", named[i]);
  check_fields (self, integration);
}

const VendorOperation *
agreement_find_vendor (Agreement   *self,
                       const char  *operation_id,
                       VendorSpec **spec)
{
  for (guint i = 0; operation_id != NULL && i < self->n_specs; i++)
    {
      const VendorOperation *found = vendor_spec_find (self->specs[i], operation_id);

      if (found != NULL)
        {
          *spec = self->specs[i];
          return found;
        }
    }
  return NULL;
}

JsonObject *
agreement_find_operation (Agreement  *self,
                          const char *operation_id)
{
  JsonObject *paths = agreement_object (self->document, "paths");
  g_autoptr(GList) items = paths != NULL ? json_object_get_values (paths) : NULL;

  for (GList *l = items; l != NULL; l = l->next)
    {
      g_autoptr(GList) operations = json_object_get_values (json_node_get_object (l->data));

      for (GList *o = operations; o != NULL; o = o->next)
        if (g_strcmp0 (agreement_string (json_node_get_object (o->data), "operationId"), operation_id) == 0)
          return json_node_get_object (o->data);
    }
  return NULL;
}

static JsonObject *
find_parameter (GPtrArray  *parameters,
                const char *in,
                const char *name)
{
  for (guint i = 0; i < parameters->len; i++)
    {
      JsonObject *parameter = g_ptr_array_index (parameters, i);

      if (g_strcmp0 (agreement_string (parameter, "in"), in) == 0 && g_strcmp0 (agreement_string (parameter, "name"), name) == 0)
        return parameter;
    }
  return NULL;
}

static void
check_parameters (Agreement             *self,
                  const char            *id,
                  JsonObject            *operation,
                  VendorSpec            *spec,
                  const VendorOperation *vendor)
{
  g_autoptr(GPtrArray) theirs = vendor_spec_parameters (spec, vendor);
  g_autoptr(GPtrArray) mine = g_ptr_array_new ();
  JsonArray *parameters = agreement_array (operation, "parameters");

  for (guint i = 0; parameters != NULL && i < json_array_get_length (parameters); i++)
    {
      JsonObject *parameter = json_array_get_object_element (parameters, i);
      const char *name = agreement_string (parameter, "name");
      JsonObject *their = find_parameter (theirs, agreement_string (parameter, "in"), name);
      g_autoptr(GString) why = g_string_new (NULL);

      g_ptr_array_add (mine, parameter);
      agreement_closed (self, id, parameter, "name in required schema", "x-quoting description");
      if (their == NULL)
        agreement_complain (self, "%s: the vendor has no parameter %s", id, name);
      else if (!vendor_spec_contains (spec, vendor, agreement_object (their, "schema"), agreement_object (parameter, "schema"), why))
        agreement_complain (self, "%s: parameter %s: %s", id, name, why->str);
      if (g_strcmp0 (agreement_string (parameter, "in"), "path") == 0 && agreement_string (parameter, "x-quoting") == NULL)
        agreement_complain (self, "%s: path parameter %s has no quoting", id, name);
    }
  for (guint i = 0; i < theirs->len; i++)
    {
      JsonObject *their = g_ptr_array_index (theirs, i);
      const char *name = agreement_string (their, "name");

      /* clientId comes from the sign-in, not from a tool. */
      if (json_object_get_boolean_member_with_default (their, "required", FALSE) && g_strcmp0 (name, "clientId") != 0 &&
          find_parameter (mine, agreement_string (their, "in"), name) == NULL)
        agreement_complain (self, "%s: required parameter %s is missing", id, name);
    }
}

static void
check_closed_body (Agreement  *self,
                   const char *id,
                   JsonObject *schema)
{
  JsonObject *properties = agreement_object (schema, "properties");
  JsonArray *variants = agreement_array (schema, "oneOf");
  g_autoptr(GList) names = properties != NULL ? json_object_get_members (properties) : NULL;

  for (guint i = 0; variants != NULL && i < json_array_get_length (variants); i++)
    check_closed_body (self, id, json_array_get_object_element (variants, i));
  if (properties != NULL && json_object_get_boolean_member_with_default (schema, "additionalProperties", TRUE))
    agreement_complain (self, "%s: an object of the body is open", id);
  for (GList *l = names; l != NULL; l = l->next)
    check_closed_body (self, id, agreement_object (properties, l->data));
  if (agreement_object (schema, "items") != NULL)
    check_closed_body (self, id, agreement_object (schema, "items"));
}

/* Of a body or an answer, as JSON or as JSON:API */
JsonObject *
agreement_schema (JsonObject *holder)
{
  JsonObject *content = agreement_object (holder, "content");
  JsonObject *plain = agreement_object (content, "application/json");

  return agreement_object (plain != NULL ? plain : agreement_object (content, "application/vnd.api+json"), "schema");
}

static void
check_answers (Agreement             *self,
               const char            *id,
               JsonObject            *operation,
               VendorSpec            *spec,
               const VendorOperation *vendor)
{
  JsonObject *responses = agreement_object (operation, "responses");
  g_autoptr(GList) names = json_object_get_members (responses);
  JsonArray *answers = agreement_array (operation, "x-answers");
  static const char * const meanings[] = { "ok", "none", "already", "refused", "unlicensed", "unknown", "throttled",
                                           "signed-out", "forbidden", "not-found", NULL };

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *schema = agreement_schema (agreement_object (responses, l->data));
      g_autoptr(GString) why = g_string_new (NULL);

      if (agreement_object (agreement_object (vendor->object, "responses"), l->data) == NULL)
        agreement_complain (self, "%s: the vendor never answers %s", id, (const char *) l->data);
      else if (schema != NULL &&
               !vendor_spec_contains (spec, vendor, vendor_spec_answer (spec, vendor, l->data), schema, why))
        agreement_complain (self, "%s: answer: %s", id, why->str);
    }
  for (guint i = 0; answers != NULL && i < json_array_get_length (answers); i++)
    {
      JsonObject *answer = json_array_get_object_element (answers, i);
      const char *means = agreement_string (answer, "means");

      agreement_closed (self, id, answer, "status means", "code text null says");
      if (means != NULL && !g_strv_contains (meanings, means))
        agreement_complain (self, "%s: “%s” is no meaning", id, means);
    }
}

/* What its vendor documents for nobody is marked, and nothing else is */
static void
check_published (Agreement             *self,
                 const char            *id,
                 JsonObject            *operation,
                 const VendorOperation *vendor)
{
  const char *support = agreement_string (vendor->object, "x-support");
  gboolean unpublished = support != NULL && g_str_has_prefix (support, "undocumented");

  if (json_object_get_boolean_member_with_default (operation, "x-unpublished", FALSE) != unpublished)
    agreement_complain (self, "%s: the vendor %s it", id, unpublished ? "does not publish" : "publishes");
}

static void
check_operation (Agreement  *self,
                 const char *path,
                 const char *method,
                 JsonObject *operation)
{
  const char *id = agreement_string (operation, "operationId");
  VendorSpec *spec = NULL;
  const VendorOperation *vendor = id != NULL ? agreement_find_vendor (self, id, &spec) : NULL;
  JsonObject *body = agreement_schema (agreement_object (operation, "requestBody"));
  g_autofree char *prefixed = g_strconcat (self->prefix, path, NULL);

  agreement_closed (self, id, operation, "operationId parameters responses",
                    "requestBody summary description security x-paging x-answers x-one x-host x-auth-scope x-unpublished");
  if (vendor == NULL)
    {
      agreement_complain (self, "%s: the vendor has no such operation", id);
      return;
    }
  if (!g_str_equal (vendor->method, method))
    agreement_complain (self, "%s: the vendor's method is %s", id, vendor->method);
  if (!g_str_equal (vendor->path, path) && !g_str_equal (vendor->path, prefixed))
    agreement_complain (self, "%s: the vendor's path is %s", id, vendor->path);
  check_published (self, id, operation, vendor);
  check_parameters (self, id, operation, spec, vendor);
  check_answers (self, id, operation, spec, vendor);
  if (body != NULL)
    {
      g_autoptr(GString) why = g_string_new (NULL);

      check_closed_body (self, id, body);
      if (!vendor_spec_contains (spec, vendor, vendor_spec_body (spec, vendor), body, why))
        agreement_complain (self, "%s: body: %s", id, why->str);
    }
  if (agreement_object (operation, "x-paging") != NULL)
    agreement_closed (self, id, agreement_object (operation, "x-paging"), "kind", "rows size max pageParam sizeParam wrapped next more");
}

void
agreement_check_operations (Agreement *self)
{
  JsonObject *paths = agreement_object (self->document, "paths");
  g_autoptr(GList) names = json_object_get_members (paths);
  const char *before = "";

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *item = agreement_object (paths, l->data);
      g_autoptr(GList) methods = json_object_get_members (item);

      if (strcmp (before, l->data) >= 0)
        agreement_complain (self, "%s: the paths are not in order", (const char *) l->data);
      before = l->data;
      for (GList *m = methods; m != NULL; m = m->next)
        check_operation (self, l->data, m->data, agreement_object (item, m->data));
    }
}
