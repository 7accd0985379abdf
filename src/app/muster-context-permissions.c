/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-connector.h"
#include "muster-context-private.h"
#include "muster-context-tenants-private.h"
#include "muster-permission.h"
#include "muster-readiness.h"

/* MusterContext: which permissions the app registration has to ask for: those of the tools that are enabled for somebody, and
 * no other. What tenants granted comes from the last time that they were looked at. */

typedef struct
{
  MusterConnection *connection;  /* (owned) (nullable) */
  gboolean          delegated;
  GHashTable       *msp;         /* (owned) (nullable): tool → policy + 1 */
  GHashTable       *enabled;     /* (owned): full names of tools */
  GPtrArray        *clients;     /* (owned) (nullable) (element-type MusterClient) */
  GPtrArray        *mappings;    /* (owned) (nullable) (element-type MusterMapping) */
  GHashTable       *granted;     /* (owned): names → in how many tenants + 1 */
  GHashTable       *lacking;     /* (owned): names of needed ones that some tenant lacks */
  gboolean          known;       /* some tenant tells what it granted */
  guint             next;
} Op;

static void next_client (GTask *task);
static void next_tenant (GTask *task);

static void
op_free (Op *op)
{
  g_clear_object (&op->connection);
  g_clear_pointer (&op->msp, g_hash_table_unref);
  g_clear_pointer (&op->enabled, g_hash_table_unref);
  g_clear_pointer (&op->clients, g_ptr_array_unref);
  g_clear_pointer (&op->mappings, g_ptr_array_unref);
  g_clear_pointer (&op->granted, g_hash_table_unref);
  g_clear_pointer (&op->lacking, g_hash_table_unref);
  g_free (op);
}

static char **
keys_of (GHashTable *table)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_strv_builder_add (builder, key);
  return g_strv_builder_end (builder);
}

/* --- Rows --- */

static char *
titles_of (MusterContext *self,
           GPtrArray     *tools)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) titles = NULL;

  for (guint i = 0; i < tools->len; i++)
    {
      MusterTool *tool = muster_catalog_lookup_tool (self->catalog, g_ptr_array_index (tools, i));

      g_strv_builder_add (builder, tool != NULL ? _(muster_tool_get_title (tool)) : g_ptr_array_index (tools, i));
    }
  titles = g_strv_builder_end (builder);
  return g_strjoinv (_(", "), titles);
}

static void
add_need (MusterContext        *self,
          Op                   *op,
          GListStore           *list,
          MusterPermissionNeed *need)
{
  g_autoptr(MusterPermissionItem) item = muster_permission_item_new ();
  g_autofree char *titles = titles_of (self, need->tools);
  g_autofree char *advice = NULL;
  gboolean missing = op->known && need->customer && g_hash_table_contains (op->lacking, need->name);

  if (!op->known || missing)
    /* Translators: a service such as Microsoft Graph, "Delegated" or "Application" permissions, the name of a permission */
    advice = g_strdup_printf (_("App registrations, your app, API permissions, Add a Permission, %s, %s: tick %s."),
                              muster_permission_service (need->resource),
                              op->delegated ? _("Delegated Permissions") : _("Application Permissions"), need->name);
  muster_permission_item_set_name (item, need->name);
  muster_permission_item_set_id (item, need->id);
  muster_permission_item_set_service (item, muster_permission_service (need->resource));
  muster_permission_item_set_delegated (item, op->delegated);
  muster_permission_item_set_state (item, !op->known || !need->customer ? "needed" : missing ? "missing" : "granted");
  muster_permission_item_set_customer (item, need->customer && muster_permission_is_customers (need->resource));
  muster_permission_item_set_purpose (item, need->purpose);
  muster_permission_item_set_tools (item, need->tools);
  muster_permission_item_set_tools_text (item, titles);
  muster_permission_item_set_advice (item, advice);
  g_list_store_append (list, item);
}

static void
add_extra (Op                    *op,
           GListStore            *list,
           MusterPermissionExtra *extra)
{
  g_autoptr(MusterPermissionItem) item = muster_permission_item_new ();
  const MusterPermission *known = muster_permission_find (extra->name);
  guint tenants = GPOINTER_TO_UINT (g_hash_table_lookup (op->granted, extra->name));
  g_autofree char *removal = g_strdup (_("In your own tenant open App registrations, your app, API permissions, choose it, Remove Permission. Customers that granted it already take it back under Enterprise applications, the app, Permissions."));
  g_autofree char *advice = NULL;
  g_autofree char *purpose = NULL;
  g_autoptr(GPtrArray) none = g_ptr_array_new_with_free_func (g_free);

  if (extra->instead != NULL)
    /* Translators: the name of a permission; whole sentences follow */
    advice = g_strdup_printf (_("%s is enough. %s"), extra->instead, removal);
  /* Translators: a number of customers */
  purpose = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "No tool that is switched on needs it; %u customer has granted it",
                                          "No tool that is switched on needs it; %u customers have granted it", tenants), tenants);
  muster_permission_item_set_name (item, extra->name);
  muster_permission_item_set_id (item, known != NULL ? (op->delegated ? known->delegated : known->application) : NULL);
  muster_permission_item_set_service (item, muster_permission_service (extra->resource));
  muster_permission_item_set_delegated (item, op->delegated);
  muster_permission_item_set_state (item, "superfluous");
  muster_permission_item_set_tools (item, none);
  muster_permission_item_set_purpose (item, purpose);
  muster_permission_item_set_advice (item, advice != NULL ? advice : removal);
  g_list_store_append (list, item);
}

static void
finish (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Op *op = g_task_get_task_data (task);
  GListStore *list = g_list_store_new (MUSTER_TYPE_PERMISSION_ITEM);
  g_auto(GStrv) enabled = keys_of (op->enabled);
  g_auto(GStrv) granted = keys_of (op->granted);
  g_autoptr(GPtrArray) needs = muster_permissions_for_tools (self->catalog, (const char * const *) enabled, op->delegated);
  g_autoptr(GPtrArray) extras = muster_permissions_superfluous (needs, (const char * const *) granted);

  for (guint i = 0; i < needs->len; i++)
    add_need (self, op, list, g_ptr_array_index (needs, i));
  for (guint i = 0; i < extras->len; i++)
    add_extra (op, list, g_ptr_array_index (extras, i));
  g_task_return_pointer (task, list, g_object_unref);
}

/* --- What tenants granted --- */

static void
use_facts (MusterContext        *self,
           Op                   *op,
           MusterReadinessFacts *facts)
{
  g_auto(GStrv) enabled = keys_of (op->enabled);
  g_autoptr(GPtrArray) needs = NULL;

  if (facts->granted == NULL || facts->delegated != op->delegated)
    return;
  op->known = TRUE;
  for (gsize i = 0; facts->granted[i] != NULL; i++)
    {
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (op->granted, facts->granted[i]));

      g_hash_table_insert (op->granted, g_strdup (facts->granted[i]), GUINT_TO_POINTER (n + 1));
    }
  needs = muster_permissions_for_tools (self->catalog, (const char * const *) enabled, op->delegated);
  for (guint i = 0; i < needs->len; i++)
    {
      MusterPermissionNeed *need = g_ptr_array_index (needs, i);

      if (!muster_permission_is_granted (need->name, (const char * const *) facts->granted)
          && !(facts->granted_unknown && (need->id == NULL || g_strcmp0 (need->resource, MUSTER_RESOURCE_GRAPH) != 0)))
        g_hash_table_add (op->lacking, g_strdup (need->name));
    }
}

static void
facts_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autofree char *text = muster_store_get_value_finish (MUSTER_STORE (source), result, NULL);
  g_autoptr(MusterReadinessFacts) facts = text != NULL ? muster_readiness_facts_from_json (text, NULL) : NULL;

  if (facts != NULL)
    use_facts (g_task_get_source_object (task), g_task_get_task_data (task), facts);
  next_tenant (task);
}

static void
next_tenant (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Op *op = g_task_get_task_data (task);

  while (op->connection != NULL && op->next < op->mappings->len)
    {
      MusterMapping *mapping = g_ptr_array_index (op->mappings, op->next++);
      g_autofree char *key = NULL;

      if (muster_mapping_get_kind (mapping) != MUSTER_MAPPING_KIND_TENANT)
        continue;
      key = muster_readiness_store_key (muster_connection_get_id (op->connection), muster_mapping_get_external_id (mapping));
      muster_store_get_value_async (self->store, key, g_task_get_cancellable (task), facts_cb, g_object_ref (task));
      return;
    }
  finish (task);
}

static void
mappings_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Op *op = g_task_get_task_data (task);
  GError *error = NULL;

  op->mappings = muster_store_list_mappings_finish (MUSTER_STORE (source), result, &error);
  op->next = 0;
  if (op->mappings == NULL)
    g_task_return_error (task, error);
  else
    next_tenant (task);
}

/* --- Which tools are enabled for somebody --- */

static void
enable (MusterContext *self,
        Op            *op,
        GHashTable    *client)
{
  g_autoptr(GPtrArray) tools = muster_catalog_list_tools (self->catalog, "microsoft365");

  for (guint i = 0; i < tools->len; i++)
    {
      MusterTool *tool = g_ptr_array_index (tools, i);

      if (!muster_tool_get_engine (tool) && muster_tool_policy_of (tool, op->msp, client) != MUSTER_POLICY_DISABLED)
        g_hash_table_add (op->enabled, g_strdup (muster_tool_get_id (tool)));
    }
}

static void
client_policies_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  g_autoptr(GPtrArray) rows = muster_store_list_policies_finish (MUSTER_STORE (source), result, &error);
  g_autoptr(GHashTable) client = NULL;

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  client = muster_tool_policies_index (rows);
  enable (g_task_get_source_object (task), g_task_get_task_data (task), client);
  next_client (task);
}

static void
next_client (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Op *op = g_task_get_task_data (task);

  if (op->next < op->clients->len)
    {
      MusterClient *client = g_ptr_array_index (op->clients, op->next++);

      muster_store_list_policies_async (self->store, muster_client_get_id (client), g_task_get_cancellable (task),
                                        client_policies_cb, g_object_ref (task));
      return;
    }
  muster_store_list_mappings_async (self->store, NULL, g_task_get_cancellable (task), mappings_cb, g_object_ref (task));
}

static void
clients_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Op *op = g_task_get_task_data (task);
  GError *error = NULL;

  op->clients = muster_store_list_clients_finish (MUSTER_STORE (source), result, &error);
  if (op->clients == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  /* Without clients, or for those that say nothing of their own, the MSP's policies count */
  if (op->clients->len == 0)
    enable (g_task_get_source_object (task), op, NULL);
  next_client (task);
}

static void
msp_policies_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Op *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) rows = muster_store_list_policies_finish (MUSTER_STORE (source), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  op->msp = muster_tool_policies_index (rows);
  muster_store_list_clients_async (MUSTER_STORE (source), NULL, G_MAXINT32, 0, g_task_get_cancellable (task), clients_cb,
                                   g_object_ref (task));
}

void
muster_context_list_permissions_async (MusterContext      *self,
                                       const char         *connection_id,
                                       gboolean            delegated,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  MusterConnection *connection = muster_context_find_tenants_connection (self, connection_id, NULL);
  Op *op = g_new0 (Op, 1);

  g_task_set_source_tag (task, muster_context_list_permissions_async);
  op->connection = connection != NULL ? g_object_ref (connection) : NULL;
  op->delegated = connection != NULL ? muster_connector_signs_in (connection) : delegated;
  op->enabled = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  op->granted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  op->lacking = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_task_set_task_data (task, op, (GDestroyNotify) op_free);
  muster_store_list_policies_async (self->store, NULL, cancellable, msp_policies_cb, g_object_ref (task));
}

GListModel *
muster_context_list_permissions_finish (MusterContext *self,
                                        GAsyncResult  *result,
                                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
