/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-context-import-private.h"
#include "muster-error.h"

/* MusterContext: everything that an import is decided from, and the clients of an earlier one that are still to be
 * provisioned */

void
muster_import_op_free (MusterImportOp *op)
{
  g_clear_object (&op->connection);
  g_clear_pointer (&op->memory, g_hash_table_unref);
  g_clear_pointer (&op->clients, g_hash_table_unref);
  g_clear_pointer (&op->slugs, g_hash_table_unref);
  g_clear_pointer (&op->mapped, g_hash_table_unref);
  g_clear_pointer (&op->companies, g_ptr_array_unref);
  g_clear_pointer (&op->rows, g_ptr_array_unref);
  g_clear_object (&op->client);
  g_clear_error (&op->error);
  g_free (op);
}

MusterImportOp *
muster_import_op_new (void)
{
  MusterImportOp *op = g_new0 (MusterImportOp, 1);

  op->clients = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  op->slugs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  op->mapped = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  return op;
}

MusterClient *
muster_import_op_client_of (MusterImportOp     *op,
                            const char *company_id)
{
  MusterMapping *mapping = g_hash_table_lookup (op->mapped, company_id);

  return mapping != NULL ? g_hash_table_lookup (op->clients, muster_mapping_get_client_id (mapping)) : NULL;
}

/* What is there: memory, clients, mappings */

/* 4 of 5 */
static void
mappings_loaded_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterImportOp *op = g_task_get_task_data (task);
  MusterImportLoaded loaded = (MusterImportLoaded) g_object_get_data (G_OBJECT (task), "loaded");
  GError *error = NULL;
  g_autoptr(GPtrArray) mappings = muster_store_list_mappings_finish (MUSTER_STORE (source), result, &error);

  if (mappings == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < mappings->len; i++)
    {
      MusterMapping *mapping = g_ptr_array_index (mappings, i);

      if (muster_mapping_get_kind (mapping) == MUSTER_MAPPING_KIND_COMPANY
          && g_strcmp0 (muster_mapping_get_connection_id (mapping), muster_connection_get_id (op->connection)) == 0)
        g_hash_table_insert (op->mapped, g_strdup (muster_mapping_get_external_id (mapping)), g_object_ref (mapping));
    }
  loaded (task);
}

/* 3 of 5 */
static void
clients_loaded_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterImportOp *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) clients = muster_store_list_clients_finish (MUSTER_STORE (source), result, &error);

  if (clients == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < clients->len; i++)
    {
      MusterClient *client = g_ptr_array_index (clients, i);

      g_hash_table_insert (op->clients, g_strdup (muster_client_get_id (client)), g_object_ref (client));
      g_hash_table_add (op->slugs, g_strdup (muster_client_get_slug (client)));
    }
  muster_store_list_mappings_async (MUSTER_STORE (source), NULL, NULL, mappings_loaded_cb, g_object_ref (task));
}

/* 2 of 5 */
static void
memory_loaded_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterImportOp *op = g_task_get_task_data (task);
  g_autofree char *text = muster_store_get_value_finish (MUSTER_STORE (source), result, NULL);

  op->memory = muster_import_memory_read (text);
  muster_store_list_clients_async (MUSTER_STORE (source), NULL, G_MAXINT32, 0, NULL, clients_loaded_cb, g_object_ref (task));
}

/* 1 of 5 */
void
muster_import_op_begin (GTask      *task,
                        const char *connection_id,
                        MusterImportLoaded  loaded)
{
  MusterContext *self = g_task_get_source_object (task);
  MusterConnection *connection = muster_context_find_connection_by_id (self, connection_id);
  g_autofree char *key = muster_import_memory_key (connection_id);
  MusterImportOp *op;

  if (connection == NULL || muster_gate_get_psa (self->gate, connection_id) == NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "There is no PSA connection %s that is ready",
                               connection_id);
      return;
    }
  op = g_task_get_task_data (task);
  op->connection = g_object_ref (connection);
  g_object_set_data (G_OBJECT (task), "loaded", (gpointer) loaded);
  muster_store_get_value_async (self->store, key, NULL, memory_loaded_cb, g_object_ref (task));
}

/* What is still to be provisioned */

static void
left_over_loaded (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  MusterImportOp *op = g_task_get_task_data (task);
  GHashTableIter iter;
  gpointer id, value;

  g_hash_table_iter_init (&iter, op->memory);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      MusterClient *client = ((MusterImportKnown *) value)->provision ? muster_import_op_client_of (op, id) : NULL;

      /* One that a person has paused or activated meanwhile is left to them */
      if (client != NULL && (muster_client_get_status (client) == MUSTER_CLIENT_STATUS_PENDING
                             || muster_client_get_status (client) == MUSTER_CLIENT_STATUS_PROVISIONING))
        muster_context_enqueue_provision (self, muster_connection_get_id (op->connection), id, muster_client_get_id (client));
    }
  muster_context_start_provisioning (self);
  g_task_return_boolean (task, TRUE);
}

void
muster_context_resume_provisioning_async (MusterContext       *self,
                                          const char          *connection_id,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, muster_context_resume_provisioning_async);
  g_task_set_task_data (task, muster_import_op_new (), (GDestroyNotify) muster_import_op_free);
  muster_import_op_begin (task, connection_id, left_over_loaded);
}

gboolean
muster_context_resume_provisioning_finish (MusterContext  *self,
                                           GAsyncResult   *result,
                                           GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
