/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-catalog"

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "muster-error.h"
#include "muster-json-guard.h"
#include "muster-json.h"
#include "muster-resources.h"

#include "muster-catalog-check.h"
#include "muster-catalog.h"
#include "muster-integration-private.h"
#include "muster-operation.h"
#include "muster-tool-private.h"

#define SUFFIX ".openapi.json"

/**
 * MusterCatalog:
 *
 * All tools of all integrations, from the documents that are compiled into
 * the program. Immutable once loaded; main thread.
 */
struct _MusterCatalog
{
  GObject     parent_instance;

  GPtrArray  *integrations;   /* (owned) (element-type MusterIntegration) */
  GPtrArray  *tools;          /* (owned) (element-type MusterTool): by name within each integration */
  GHashTable *by_id;          /* full name → tool */
};

G_DEFINE_FINAL_TYPE (MusterCatalog, muster_catalog, G_TYPE_OBJECT)

static void
muster_catalog_finalize (GObject *object)
{
  MusterCatalog *self = MUSTER_CATALOG (object);

  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->tools, g_ptr_array_unref);
  g_clear_pointer (&self->integrations, g_ptr_array_unref);

  G_OBJECT_CLASS (muster_catalog_parent_class)->finalize (object);
}

static void
muster_catalog_class_init (MusterCatalogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_catalog_finalize;
}

static void
muster_catalog_init (MusterCatalog *self)
{
  self->integrations = g_ptr_array_new_with_free_func (g_object_unref);
  self->tools = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
}

/* Parameters may stand beside the methods, for all of them */
static JsonObject *
with_shared_parameters (JsonObject *operation,
                        JsonArray  *shared)
{
  JsonArray *own = muster_json_arr (operation, "parameters");
  JsonArray *both;
  guint i;

  if (shared == NULL)
    return operation;
  both = json_array_new ();
  for (i = 0; i < json_array_get_length (shared); i++)
    json_array_add_element (both, json_node_copy (json_array_get_element (shared, i)));
  for (i = 0; own != NULL && i < json_array_get_length (own); i++)
    json_array_add_element (both, json_node_copy (json_array_get_element (own, i)));
  json_object_set_array_member (operation, "parameters", both);
  return operation;
}

static gboolean
read_operations (const char  *name,
                 JsonObject  *paths,
                 GHashTable  *operations,
                 GError     **error)
{
  static const char * const methods[] = { "get", "post", "put", "patch", "delete", NULL };
  g_autoptr(GList) names = json_object_get_members (paths);
  GList *l;
  gsize i;

  for (l = names; l != NULL; l = l->next)
    {
      JsonObject *item = muster_json_obj (paths, l->data);

      for (i = 0; item != NULL && methods[i] != NULL; i++)
        {
          JsonObject *object = muster_json_obj (item, methods[i]);
          MusterOperation *operation;

          if (object == NULL)
            continue;
          operation = muster_operation_new_from_json (l->data, methods[i],
                                                      with_shared_parameters (object, muster_json_arr (item, "parameters")),
                                                      error);
          if (operation == NULL)
            {
              g_prefix_error (error, "%s: ", name);
              return FALSE;
            }
          if (!g_hash_table_insert (operations, operation->id, operation))
            {
              g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "%s: two operations of one name", name);
              return FALSE;
            }
        }
    }
  return TRUE;
}

static gboolean
check_top (const char  *name,
           JsonObject  *root,
           GError     **error)
{
  g_autoptr(GList) names = json_object_get_members (root);
  static const char * const needed[] = { "paths", "x-muster-integration", "x-muster-tools" };
  GList *l;
  gsize i;

  for (l = names; l != NULL; l = l->next)
    if (g_str_has_prefix (l->data, "x-") && !g_str_equal (l->data, needed[1]) && !g_str_equal (l->data, needed[2]))
      {
        g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "%s: unknown member “%s”", name, (const char *) l->data);
        return FALSE;
      }
  for (i = 0; i < G_N_ELEMENTS (needed); i++)
    if (muster_json_obj (root, needed[i]) == NULL)
      {
        g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "%s: the member “%s” is missing", name, needed[i]);
        return FALSE;
      }
  return TRUE;
}

static gboolean
check_tools (const char  *name,
             JsonObject  *tools,
             JsonObject  *hosts,
             GHashTable  *operations,
             GError     **error)
{
  g_autoptr(GList) names = json_object_get_members (tools);
  GList *l;

  for (l = names; l != NULL; l = l->next)
    {
      JsonObject *row = muster_json_obj (tools, l->data);

      if (row == NULL)
        {
          g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "%s: %s: no object", name, (const char *) l->data);
          return FALSE;
        }
      if (!muster_check_tool (name, l->data, row, tools, hosts, operations, error))
        return FALSE;
    }
  return TRUE;
}

static void
add_tools (MusterCatalog     *self,
           MusterIntegration *integration,
           JsonObject        *tools,
           GHashTable        *operations)
{
  GList *names = g_list_sort (json_object_get_members (tools), (GCompareFunc) strcmp);
  GList *l;

  for (l = names; l != NULL; l = l->next)
    {
      MusterTool *tool = muster_tool_new_from_json (integration, l->data, muster_json_obj (tools, l->data), operations);

      g_ptr_array_add (self->tools, tool);
      g_hash_table_insert (self->by_id, (gpointer) muster_tool_get_id (tool), tool);
    }
  g_list_free (names);
}

/**
 * muster_catalog_new:
 *
 * Returns: (transfer full): an empty catalog, for tests
 */
MusterCatalog *
muster_catalog_new (void)
{
  return g_object_new (MUSTER_TYPE_CATALOG, NULL);
}

/**
 * muster_catalog_add_document:
 * @self: a catalog
 * @name: for messages
 * @bytes: an OpenAPI document with Muster's members
 *
 * Adds one integration, or nothing and an error that names document, tool and
 * member.
 */
gboolean
muster_catalog_add_document (MusterCatalog  *self,
                             const char     *name,
                             GBytes         *bytes,
                             GError        **error)
{
  g_autoptr(JsonNode) node = muster_json_parse (bytes, NULL, NULL, error);
  g_autoptr(GHashTable) operations = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                                            (GDestroyNotify) muster_operation_unref);
  g_autoptr(MusterIntegration) integration = NULL;
  JsonObject *root = node != NULL ? muster_json_node_obj (node) : NULL;
  JsonObject *block;
  JsonObject *tools;

  if (node == NULL)
    {
      g_prefix_error (error, "%s: ", name);
      return FALSE;
    }
  if (root == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "%s: no object", name);
      return FALSE;
    }
  if (!check_top (name, root, error))
    return FALSE;
  block = muster_json_obj (root, "x-muster-integration");
  tools = muster_json_obj (root, "x-muster-tools");
  if (!muster_check_integration (name, block, tools, error) ||
      !read_operations (name, muster_json_obj (root, "paths"), operations, error) ||
      !check_tools (name, tools, muster_json_obj (block, "hosts"), operations, error))
    return FALSE;
  if (muster_catalog_get_integration (self, muster_json_str (block, "id")) != NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL, "%s: this integration is there already", name);
      return FALSE;
    }

  integration = muster_integration_new_from_json (block);
  add_tools (self, integration, tools, operations);
  g_ptr_array_add (self->integrations, g_steal_pointer (&integration));
  return TRUE;
}

/**
 * muster_catalog_load:
 *
 * Loads every document of the program's resources.
 *
 * Returns: (transfer full) (nullable): the catalog
 */
MusterCatalog *
muster_catalog_load (GError **error)
{
  g_autoptr(MusterCatalog) self = muster_catalog_new ();
  g_auto(GStrv) names = NULL;
  gsize i;

  muster_core_register_resources ();
  names = g_resources_enumerate_children (MUSTER_RESOURCE_PREFIX "catalog", 0, error);
  if (names == NULL)
    return NULL;
  for (i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat ("catalog/", names[i], NULL);
      g_autoptr(GBytes) bytes = NULL;

      if (!g_str_has_suffix (names[i], SUFFIX))
        continue;
      bytes = muster_core_lookup_resource (path, error);
      if (bytes == NULL || !muster_catalog_add_document (self, names[i], bytes, error))
        return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * muster_catalog_get_integration:
 *
 * Returns: (transfer none) (nullable): the integration of this id
 */
MusterIntegration *
muster_catalog_get_integration (MusterCatalog *self,
                                const char    *id)
{
  guint i;

  for (i = 0; i < self->integrations->len; i++)
    if (g_strcmp0 (muster_integration_get_id (self->integrations->pdata[i]), id) == 0)
      return self->integrations->pdata[i];
  return NULL;
}

/**
 * muster_catalog_list_integrations:
 *
 * Returns: (transfer none) (element-type MusterIntegration): all of them
 */
GPtrArray *
muster_catalog_list_integrations (MusterCatalog *self)
{
  return self->integrations;
}

/**
 * muster_catalog_list_tools:
 * @self: a catalog
 * @integration: (nullable): only its tools
 *
 * Returns: (transfer container) (element-type MusterTool): tools by integration and name
 */
GPtrArray *
muster_catalog_list_tools (MusterCatalog *self,
                           const char    *integration)
{
  GPtrArray *tools = g_ptr_array_new ();
  guint i;

  for (i = 0; i < self->tools->len; i++)
    {
      MusterTool *tool = self->tools->pdata[i];

      if (integration == NULL ||
          g_str_equal (muster_integration_get_id (muster_tool_get_integration (tool)), integration))
        g_ptr_array_add (tools, tool);
    }
  return tools;
}

/**
 * muster_catalog_lookup_tool:
 * @self: a catalog
 * @id: (nullable): full name, such as `microsoft365:get-user`
 *
 * Returns: (transfer none) (nullable): the tool
 */
MusterTool *
muster_catalog_lookup_tool (MusterCatalog *self,
                            const char    *id)
{
  return id != NULL ? g_hash_table_lookup (self->by_id, id) : NULL;
}
