/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include "muster-store-clients.h"
#include "muster-store-private.h"

static gboolean
save_connection_work (MusterStore   *self,
                      MusterDb      *db,
                      MusterStoreOp *op,
                      GError       **error)
{
  MusterConnection *connection = op->record;
  g_autofree char *body = muster_store_audit_body ("id", muster_connection_get_id (connection),
                                                   "integration", muster_connection_get_integration (connection),
                                                   "status", muster_connection_get_status (connection), NULL);

  muster_store_op_changed (op, "connections", muster_connection_get_id (connection));
  return muster_db_write (db, error, connection,
                          "INSERT INTO connections (id, integration, name, settings, secret_fields, status, last_error,"
                          " settle_ms, look_gap_ms, created)"
                          " VALUES (:id, :integration, :name, :settings, :secret_fields, :status, :last_error,"
                          " :settle_ms, :look_gap_ms, :created)"
                          " ON CONFLICT (id) DO UPDATE SET name = excluded.name, settings = excluded.settings,"
                          " secret_fields = excluded.secret_fields, status = excluded.status,"
                          " last_error = excluded.last_error, settle_ms = excluded.settle_ms,"
                          " look_gap_ms = excluded.look_gap_ms")
         && muster_store_add_audit_row (db, op, NULL, "connection-saved", body, error);
}

static gboolean
list_connections_work (MusterStore   *self,
                       MusterDb      *db,
                       MusterStoreOp *op,
                       GError       **error)
{
  GPtrArray *connections = muster_db_collect (db, error, MUSTER_TYPE_CONNECTION,
                                              "SELECT * FROM connections ORDER BY created, id", "");

  muster_store_op_set_result (op, connections, (GDestroyNotify) g_ptr_array_unref);
  return connections != NULL;
}

static gboolean
delete_connection_work (MusterStore   *self,
                        MusterDb      *db,
                        MusterStoreOp *op,
                        GError       **error)
{
  g_autofree char *body = muster_store_audit_body ("id", op->id, NULL);

  if (!muster_store_forget_documents (db, op->id, NULL, NULL, NULL, error)
      || !muster_db_run (db, error, "DELETE FROM connections WHERE id = ?", "t", op->id))
    return FALSE;
  if (muster_db_changes (db) == 0)
    return muster_store_fail_not_found (error, "connection", op->id);
  muster_store_op_changed (op, "connections", op->id);
  return muster_store_add_audit_row (db, op, NULL, "connection-deleted", body, error);
}

void
muster_store_save_connection_async (MusterStore        *self,
                                    MusterConnection   *connection,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (MUSTER_IS_CONNECTION (connection));

  op = muster_store_op_new (save_connection_work, MUSTER_STORE_WRITE);
  op->record = muster_record_copy (connection);
  muster_store_start (self, op, muster_store_save_connection_async, cancellable, callback, user_data);
}

gboolean
muster_store_save_connection_finish (MusterStore  *self,
                                     GAsyncResult *result,
                                     GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_save_connection_async, error);
}

void
muster_store_list_connections_async (MusterStore        *self,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));

  op = muster_store_op_new (list_connections_work, MUSTER_STORE_READ);
  muster_store_start (self, op, muster_store_list_connections_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_list_connections_finish (MusterStore  *self,
                                      GAsyncResult *result,
                                      GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_connections_async, error);
}

void
muster_store_delete_connection_async (MusterStore        *self,
                                      const char         *connection_id,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (connection_id != NULL);

  op = muster_store_op_new (delete_connection_work, MUSTER_STORE_WRITE);
  op->id = g_strdup (connection_id);
  muster_store_start (self, op, muster_store_delete_connection_async, cancellable, callback, user_data);
}

gboolean
muster_store_delete_connection_finish (MusterStore  *self,
                                       GAsyncResult *result,
                                       GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_delete_connection_async, error);
}
