/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include "muster-error.h"
#include "muster-store-clients.h"
#include "muster-store-private.h"

/* Two clients with one company make its tickets wait, which a person sees. Two with one tenant, or one documentation, would
 * work in each other's name. */
static gboolean
is_free (MusterDb      *db,
         MusterMapping *mapping,
         GError       **error)
{
  const char *kind = muster_mapping_kind_to_string (muster_mapping_get_kind (mapping));
  gint64 others = 0;

  if (muster_mapping_get_kind (mapping) == MUSTER_MAPPING_KIND_COMPANY)
    return TRUE;
  if (!muster_db_number (db, error, &others,
                         "SELECT count (*) FROM mappings WHERE connection_id = ? AND kind = ? AND external_id = ?"
                         " AND client_id <> ?", "tttt", muster_mapping_get_connection_id (mapping), kind,
                         muster_mapping_get_external_id (mapping), muster_mapping_get_client_id (mapping)))
    return FALSE;
  if (others == 0)
    return TRUE;
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT, "The %s %s is mapped to another client already", kind,
               muster_mapping_get_external_id (mapping));
  return FALSE;
}

static gboolean
set_mapping_work (MusterStore   *self,
                  MusterDb      *db,
                  MusterStoreOp *op,
                  GError       **error)
{
  MusterMapping *mapping = op->record;
  const char *client_id = muster_mapping_get_client_id (mapping);
  g_autofree char *body =
    muster_store_audit_body ("connection", muster_mapping_get_connection_id (mapping),
                             "kind", muster_mapping_kind_to_string (muster_mapping_get_kind (mapping)),
                             "external", muster_mapping_get_external_id (mapping), NULL);

  if (!is_free (db, mapping, error))
    return FALSE;
  muster_store_op_changed (op, "mappings", client_id);
  return muster_db_write (db, error, mapping,
                          "INSERT INTO mappings (client_id, connection_id, kind, external_id, external_name)"
                          " VALUES (:client_id, :connection_id, :kind, :external_id, :external_name)"
                          " ON CONFLICT (client_id, connection_id, kind) DO UPDATE SET"
                          " external_id = excluded.external_id, external_name = excluded.external_name")
         && muster_store_void_waiting (db, op, client_id, NULL, "A mapping of the client was changed", NULL, error)
         && muster_store_add_audit_row (db, op, client_id, "mapping-set", body, error);
}

static gboolean
clear_mapping_work (MusterStore   *self,
                    MusterDb      *db,
                    MusterStoreOp *op,
                    GError       **error)
{
  const char *kind = muster_mapping_kind_to_string ((MusterMappingKind) op->from);
  g_autofree char *body = muster_store_audit_body ("connection", op->connection_id, "kind", kind, NULL);

  muster_store_op_changed (op, "mappings", op->client_id);
  return muster_db_run (db, error, "DELETE FROM mappings WHERE client_id = ? AND connection_id = ? AND kind = ?",
                        "ttt", op->client_id, op->connection_id, kind)
         && muster_store_void_waiting (db, op, op->client_id, NULL, "A mapping of the client was changed", NULL, error)
         && muster_store_add_audit_row (db, op, op->client_id, "mapping-cleared", body, error);
}

static gboolean
list_mappings_work (MusterStore   *self,
                    MusterDb      *db,
                    MusterStoreOp *op,
                    GError       **error)
{
  GPtrArray *mappings;

  if (op->client_id != NULL)
    mappings = muster_db_collect (db, error, MUSTER_TYPE_MAPPING,
                                  "SELECT * FROM mappings WHERE client_id = ? ORDER BY kind, connection_id",
                                  "t", op->client_id);
  else
    mappings = muster_db_collect (db, error, MUSTER_TYPE_MAPPING,
                                  "SELECT * FROM mappings ORDER BY client_id, kind, connection_id", "");
  muster_store_op_set_result (op, mappings, (GDestroyNotify) g_ptr_array_unref);
  return mappings != NULL;
}

static gboolean
find_clients_by_mapping_work (MusterStore   *self,
                              MusterDb      *db,
                              MusterStoreOp *op,
                              GError       **error)
{
  GPtrArray *clients;

  clients = muster_db_collect (db, error, MUSTER_TYPE_CLIENT,
                               "SELECT c.* FROM mappings m JOIN clients c ON c.id = m.client_id"
                               " WHERE m.connection_id = ? AND m.kind = ? AND m.external_id = ? ORDER BY c.id",
                               "ttt", op->connection_id,
                               muster_mapping_kind_to_string ((MusterMappingKind) op->from), op->text);
  muster_store_op_set_result (op, clients, (GDestroyNotify) g_ptr_array_unref);
  return clients != NULL;
}

void
muster_store_set_mapping_async (MusterStore        *self,
                                MusterMapping      *mapping,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (MUSTER_IS_MAPPING (mapping));

  op = muster_store_op_new (set_mapping_work, MUSTER_STORE_WRITE);
  op->record = muster_record_copy (mapping);
  muster_store_start (self, op, muster_store_set_mapping_async, cancellable, callback, user_data);
}

gboolean
muster_store_set_mapping_finish (MusterStore  *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_set_mapping_async, error);
}

void
muster_store_clear_mapping_async (MusterStore        *self,
                                  const char         *client_id,
                                  const char         *connection_id,
                                  MusterMappingKind   kind,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (client_id != NULL && connection_id != NULL);

  op = muster_store_op_new (clear_mapping_work, MUSTER_STORE_WRITE);
  op->client_id = g_strdup (client_id);
  op->connection_id = g_strdup (connection_id);
  op->from = (int) kind;
  muster_store_start (self, op, muster_store_clear_mapping_async, cancellable, callback, user_data);
}

gboolean
muster_store_clear_mapping_finish (MusterStore  *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_clear_mapping_async, error);
}

void
muster_store_list_mappings_async (MusterStore        *self,
                                  const char         *client_id,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));

  op = muster_store_op_new (list_mappings_work, MUSTER_STORE_READ);
  op->client_id = g_strdup (client_id);
  muster_store_start (self, op, muster_store_list_mappings_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_list_mappings_finish (MusterStore  *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_mappings_async, error);
}

void
muster_store_find_clients_by_mapping_async (MusterStore        *self,
                                            const char         *connection_id,
                                            MusterMappingKind   kind,
                                            const char         *external_id,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (connection_id != NULL && external_id != NULL);

  op = muster_store_op_new (find_clients_by_mapping_work, MUSTER_STORE_READ);
  op->connection_id = g_strdup (connection_id);
  op->from = (int) kind;
  op->text = g_strdup (external_id);
  muster_store_start (self, op, muster_store_find_clients_by_mapping_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_find_clients_by_mapping_finish (MusterStore  *self,
                                             GAsyncResult *result,
                                             GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_find_clients_by_mapping_async, error);
}
