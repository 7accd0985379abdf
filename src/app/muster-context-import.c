/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-context-import-private.h"
#include "muster-error.h"
#include "muster-id.h"

/* MusterContext: companies of the PSA that become clients. What the last import knew of a company (its name, whether it was
 * active, what we did about it) is kept per company, so that a difference can be told from what a person of the MSP changed
 * here: only what still is as the import left it follows the PSA. */

/* Importing, row by row: the client, its mapping, and at the end the memory */

static void import_next (GTask *task);

static MusterImportKnown *
remember (MusterImportOp          *op,
          MusterImportRow *row)
{
  const char *id = muster_import_row_get_company_id (row);
  MusterImportKnown *known = g_hash_table_lookup (op->memory, id);

  if (known == NULL)
    {
      known = g_new0 (MusterImportKnown, 1);
      known->active = TRUE;
      g_hash_table_insert (op->memory, g_strdup (id), known);
    }
  g_free (known->name);
  known->name = g_strdup (muster_import_row_get_name (row));
  return known;
}

static void
row_done (GTask  *task,
          GError *error)
{
  MusterImportOp *op = g_task_get_task_data (task);
  MusterImportRow *row = g_ptr_array_index (op->rows, op->next);

  if (error != NULL)
    {
      op->counts.failed++;
      g_prefix_error (&error, "%s: ", muster_import_row_get_name (row));
      if (op->error == NULL)
        op->error = error;
      else
        g_error_free (error);
    }
  g_clear_object (&op->client);
  op->next++;
  if (op->progress != NULL)
    op->progress (op->next, op->rows->len, muster_import_row_get_name (row), op->progress_data);
  import_next (task);
}

static void
mapped_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  muster_store_set_mapping_finish (MUSTER_STORE (source), result, &error);
  row_done (task, error);
}

static void
client_saved_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  MusterImportOp *op = g_task_get_task_data (task);
  MusterImportRow *row = g_ptr_array_index (op->rows, op->next);
  g_autoptr(MusterMapping) mapping = NULL;
  GError *error = NULL;

  if (!muster_store_save_client_finish (MUSTER_STORE (source), result, &error))
    {
      row_done (task, error);
      return;
    }
  mapping = muster_mapping_new ();
  muster_mapping_set_client_id (mapping, muster_client_get_id (op->client));
  muster_mapping_set_connection_id (mapping, muster_connection_get_id (op->connection));
  muster_mapping_set_kind (mapping, MUSTER_MAPPING_KIND_COMPANY);
  muster_mapping_set_external_id (mapping, muster_import_row_get_company_id (row));
  muster_mapping_set_external_name (mapping, muster_import_row_get_name (row));
  muster_store_set_mapping_async (self->store, mapping, NULL, mapped_cb, g_object_ref (task));
}

static MusterClient *
new_client (MusterContext   *self,
            MusterImportOp          *op,
            MusterImportRow *row)
{
  MusterClient *client = muster_client_new ();
  const char *id = remember (op, row)->client_id;

  muster_client_set_id (client, id);
  muster_client_set_name (client, muster_import_row_get_name (row));
  muster_client_set_slug (client, muster_import_row_get_slug (row));
  muster_client_set_status (client, MUSTER_CLIENT_STATUS_PENDING);
  muster_client_set_mode (client, MUSTER_MODE_INHERIT);
  muster_client_set_created (client, muster_clock_now (self->clock));
  if (self->workspace != NULL)
    {
      muster_client_set_language (client, muster_workspace_get_language (self->workspace));
      muster_client_set_time_zone (client, muster_workspace_get_time_zone (self->workspace));
    }
  muster_import_row_set_client_id (row, id);
  muster_import_row_set_client_name (row, muster_client_get_name (client));
  return client;
}

static gboolean
is_mapped (MusterImportOp       *op,
           MusterClient *client)
{
  GHashTableIter iter;
  gpointer mapping;

  g_hash_table_iter_init (&iter, op->mapped);
  while (g_hash_table_iter_next (&iter, NULL, &mapping))
    if (g_strcmp0 (muster_mapping_get_client_id (mapping), muster_client_get_id (client)) == 0)
      return TRUE;
  return FALSE;
}

/* (nullable): the one that has the company's name: it lost its company when the PSA was disconnected */
static MusterClient *
namesake (MusterImportOp          *op,
          MusterImportRow *row)
{
  MusterClient *found = NULL;
  GHashTableIter iter;
  gpointer client;

  g_hash_table_iter_init (&iter, op->clients);
  while (g_hash_table_iter_next (&iter, NULL, &client))
    {
      if (g_strcmp0 (muster_client_get_name (client), muster_import_row_get_name (row)) != 0)
        continue;
      if (found != NULL)
        return NULL;
      found = client;
    }
  return found != NULL && muster_client_get_status (found) != MUSTER_CLIENT_STATUS_INACTIVE ? found : NULL;
}

/* (transfer full) (nullable): a client without a company that is this one's: made by an import that was cut off before it
 * was mapped, or left over from an earlier connection */
static MusterClient *
half_made (MusterImportOp          *op,
           MusterImportRow *row)
{
  MusterClient *client = g_hash_table_lookup (op->clients, remember (op, row)->client_id);

  if (client == NULL)
    client = namesake (op, row);
  if (client == NULL || is_mapped (op, client))
    return NULL;
  muster_import_row_set_client_id (row, muster_client_get_id (client));
  muster_import_row_set_client_name (row, muster_client_get_name (client));
  muster_import_row_set_slug (row, muster_client_get_slug (client));
  g_object_ref (client);
  /* The next company of that name is not this one */
  g_hash_table_remove (op->clients, muster_client_get_id (client));
  return client;
}

static const char *
name_before (MusterImportOp     *op,
             const char *company_id)
{
  MusterImportKnown *known = g_hash_table_lookup (op->memory, company_id);
  MusterMapping *mapping = g_hash_table_lookup (op->mapped, company_id);

  if (known != NULL && known->name != NULL)
    return known->name;
  return mapping != NULL ? muster_mapping_get_external_name (mapping) : NULL;
}

/* What a person changed here since the last import stays; it is decided now, not when the list was shown */
static void
update_client (MusterImportOp          *op,
               MusterImportRow *row)
{
  MusterClient *client = op->client;
  const char *id = muster_import_row_get_company_id (row);
  gboolean active = muster_import_row_get_active (row);
  gboolean own_name = g_strcmp0 (muster_client_get_name (client), name_before (op, id)) != 0;
  gboolean is_active = muster_client_get_status (client) != MUSTER_CLIENT_STATUS_INACTIVE;
  gboolean new_name = g_strcmp0 (name_before (op, id), muster_import_row_get_name (row)) != 0;
  MusterImportKnown *known = remember (op, row);
  gboolean was_active = known->active;

  if (new_name && !own_name)
    {
      muster_client_set_name (client, muster_import_row_get_name (row));
      op->counts.renamed++;
    }
  else if (new_name)
    op->counts.kept++;

  known->active = active;
  if (!active && was_active && is_active)
    {
      muster_client_set_status (client, MUSTER_CLIENT_STATUS_INACTIVE);
      known->paused = TRUE;
      op->counts.paused++;
    }
  else if (active && known->paused && !is_active)
    {
      muster_client_set_status (client, MUSTER_CLIENT_STATUS_ACTIVE);
      known->paused = FALSE;
      op->counts.resumed++;
    }
  else if (active || is_active)
    known->paused = FALSE;
}

static void
import_row (GTask           *task,
            MusterImportRow *row)
{
  MusterContext *self = g_task_get_source_object (task);
  MusterImportOp *op = g_task_get_task_data (task);
  MusterClient *known = muster_import_op_client_of (op, muster_import_row_get_company_id (row));

  if (known != NULL)
    {
      op->client = g_object_ref (known);
      update_client (op, row);
    }
  else
    {
      op->client = half_made (op, row);
      if (op->client == NULL)
        op->client = new_client (self, op, row);
      remember (op, row)->provision = TRUE;
      op->counts.created++;
    }
  muster_store_save_client_async (self->store, op->client, NULL, client_saved_cb, g_object_ref (task));
}

static void
provision_created (MusterContext *self,
                   MusterImportOp        *op)
{
  for (guint i = 0; i < op->next; i++)
    {
      MusterImportRow *row = g_ptr_array_index (op->rows, i);
      const char *company_id = muster_import_row_get_company_id (row);

      if (muster_import_op_client_of (op, company_id) == NULL && muster_import_row_get_client_id (row) != NULL)
        muster_context_enqueue_provision (self, muster_connection_get_id (op->connection), company_id,
                                          muster_import_row_get_client_id (row));
    }
  muster_context_start_provisioning (self);
}

static void
memory_saved_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  MusterImportOp *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  muster_store_set_value_finish (MUSTER_STORE (source), result, &error);
  muster_context_emit (self, "clients-changed");
  provision_created (self, op);
  muster_context_reconsider (self);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (g_cancellable_is_cancelled (g_task_get_cancellable (task)) && op->next < op->rows->len)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The import was stopped after %u of %u", op->next,
                             op->rows->len);
  else if (op->error != NULL)
    g_task_return_error (task, g_steal_pointer (&op->error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
import_next (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  MusterImportOp *op = g_task_get_task_data (task);
  g_autofree char *key = NULL;
  g_autofree char *text = NULL;

  if (op->next < op->rows->len && !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      import_row (task, g_ptr_array_index (op->rows, op->next));
      return;
    }
  for (guint i = 0; i < op->next; i++)
    g_clear_pointer (&remember (op, g_ptr_array_index (op->rows, i))->client_id, g_free);
  for (guint i = op->next; i < op->rows->len; i++)
    if (muster_import_op_client_of (op, muster_import_row_get_company_id (g_ptr_array_index (op->rows, i))) == NULL)
      g_hash_table_remove (op->memory, muster_import_row_get_company_id (g_ptr_array_index (op->rows, i)));
  key = muster_import_memory_key (muster_connection_get_id (op->connection));
  text = muster_import_memory_text (op->memory);
  muster_store_set_value_async (self->store, key, text, NULL, memory_saved_cb, g_object_ref (task));
}

static void
intent_saved_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!muster_store_set_value_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    import_next (task);
}

/* What is going to be made is noted first: after a crash half-way the clients that were made are still provisioned, and
 * one that was not yet mapped is not made twice */
static void
import_loaded (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  MusterImportOp *op = g_task_get_task_data (task);
  g_autofree char *key = muster_import_memory_key (muster_connection_get_id (op->connection));
  g_autofree char *text = NULL;

  for (guint i = 0; i < op->rows->len; i++)
    {
      MusterImportRow *row = g_ptr_array_index (op->rows, i);

      if (muster_import_op_client_of (op, muster_import_row_get_company_id (row)) == NULL)
        {
          MusterImportKnown *known = remember (op, row);

          known->provision = TRUE;
          if (known->client_id == NULL)
            known->client_id = muster_id_new ();
        }
    }
  text = muster_import_memory_text (op->memory);
  muster_store_set_value_async (self->store, key, text, NULL, intent_saved_cb, g_object_ref (task));
}

void
muster_context_import_async (MusterContext       *self,
                             const char          *connection_id,
                             GListModel          *rows,
                             MusterImportProgress progress,
                             gpointer             progress_data,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  MusterImportOp *op = muster_import_op_new ();

  g_return_if_fail (MUSTER_IS_CONTEXT (self) && connection_id != NULL && G_IS_LIST_MODEL (rows));
  g_task_set_source_tag (task, muster_context_import_async);
  g_task_set_check_cancellable (task, FALSE);
  op->progress = progress;
  op->progress_data = progress_data;
  op->rows = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(MusterImportRow) row = g_list_model_get_item (rows, i);

      if (muster_import_row_get_chosen (row))
        g_ptr_array_add (op->rows, g_steal_pointer (&row));
    }
  g_task_set_task_data (task, op, (GDestroyNotify) muster_import_op_free);
  muster_import_op_begin (task, connection_id, import_loaded);
}

gboolean
muster_context_import_finish (MusterContext      *self,
                              GAsyncResult       *result,
                              MusterImportCounts *counts,
                              GError            **error)
{
  MusterImportOp *op;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  op = g_task_get_task_data (G_TASK (result));
  if (counts != NULL)
    *counts = op->counts;
  return g_task_propagate_boolean (G_TASK (result), error);
}
