/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include "muster-store-hints.h"
#include "muster-store-private.h"

#define KEPT_HINT_US (G_GINT64_CONSTANT (7) * 24 * 3600 * G_USEC_PER_SEC)
#define KEPT_HOURS (31 * 24)

void
muster_stored_hint_free (MusterStoredHint *self)
{
  g_free (self->object_id);
  g_free (self);
}

/* A hint for a connection that is gone is nobody's: not an error, the vendor may still be sending */
static gboolean
add_hint_work (MusterStore   *self,
               MusterDb      *db,
               MusterStoreOp *op,
               GError       **error)
{
  return muster_db_run (db, error,
                        "INSERT INTO hints (connection_id, object_id, first, last, n, done)"
                        " SELECT id, ?, ?, ?, 1, 0 FROM connections WHERE id = ?"
                        " ON CONFLICT DO UPDATE SET n = n + 1, last = excluded.last,"
                        " first = CASE WHEN done = n THEN excluded.first ELSE first END", "tiit",
                        op->id, op->now, op->now, op->connection_id);
}

static gboolean
take_hints_work (MusterStore   *self,
                 MusterDb      *db,
                 MusterStoreOp *op,
                 GError       **error)
{
  g_autoptr(GPtrArray) hints = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_stored_hint_free);
  g_autoptr(GError) local_error = NULL;
  sqlite3_stmt *statement = muster_db_query (db, error,
                                             "SELECT object_id, n FROM hints WHERE connection_id = ? AND n > done"
                                             " ORDER BY first, object_id", "t", op->connection_id);

  if (statement == NULL)
    return FALSE;
  while (muster_db_next (db, statement, &local_error))
    {
      MusterStoredHint *hint = g_new0 (MusterStoredHint, 1);

      hint->object_id = g_strdup (muster_db_column_text (statement, 0));
      hint->n = sqlite3_column_int64 (statement, 1);
      g_ptr_array_add (hints, hint);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  muster_store_op_set_result (op, g_steal_pointer (&hints), (GDestroyNotify) g_ptr_array_unref);
  return TRUE;
}

static gboolean
settle_hint_work (MusterStore   *self,
                  MusterDb      *db,
                  MusterStoreOp *op,
                  GError       **error)
{
  return muster_db_run (db, error,
                        "UPDATE hints SET done = max (done, min (n, ?)) WHERE connection_id = ? AND object_id = ?",
                        "itt", op->number, op->connection_id, op->id)
         && muster_db_run (db, error, "DELETE FROM hints WHERE connection_id = ? AND done = n AND last < ?", "ti",
                           op->connection_id, op->now - KEPT_HINT_US);
}

static gboolean
add_usage_work (MusterStore   *self,
                MusterDb      *db,
                MusterStoreOp *op,
                GError       **error)
{
  return muster_db_run (db, error,
                        "INSERT INTO usage (connection_id, hour, requests) SELECT id, ?, ? FROM connections WHERE id = ?"
                        " ON CONFLICT DO UPDATE SET requests = requests + excluded.requests", "iit",
                        op->offset, op->number, op->connection_id)
         && muster_db_run (db, error, "DELETE FROM usage WHERE connection_id = ? AND hour < ?", "ti",
                           op->connection_id, op->offset - KEPT_HOURS);
}

static gboolean
list_usage_work (MusterStore   *self,
                 MusterDb      *db,
                 MusterStoreOp *op,
                 GError       **error)
{
  g_autoptr(GPtrArray) hours = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) local_error = NULL;
  sqlite3_stmt *statement = muster_db_query (db, error,
                                             "SELECT hour, requests FROM usage WHERE connection_id = ? AND hour >= ?"
                                             " ORDER BY hour", "ti", op->connection_id, op->offset);

  if (statement == NULL)
    return FALSE;
  while (muster_db_next (db, statement, &local_error))
    {
      MusterUsageHour *hour = g_new0 (MusterUsageHour, 1);

      hour->hour = sqlite3_column_int64 (statement, 0);
      hour->requests = sqlite3_column_int64 (statement, 1);
      g_ptr_array_add (hours, hour);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  muster_store_op_set_result (op, g_steal_pointer (&hours), (GDestroyNotify) g_ptr_array_unref);
  return TRUE;
}

void
muster_store_add_hint_async (MusterStore        *self,
                             const char         *connection_id,
                             const char         *object_id,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (connection_id != NULL && object_id != NULL);

  op = muster_store_op_new (add_hint_work, MUSTER_STORE_WRITE);
  op->connection_id = g_strdup (connection_id);
  op->id = g_strdup (object_id);
  muster_store_start (self, op, muster_store_add_hint_async, cancellable, callback, user_data);
}

gboolean
muster_store_add_hint_finish (MusterStore  *self,
                              GAsyncResult *result,
                              GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_add_hint_async, error);
}

void
muster_store_take_hints_async (MusterStore        *self,
                               const char         *connection_id,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (connection_id != NULL);

  op = muster_store_op_new (take_hints_work, MUSTER_STORE_READ);
  op->connection_id = g_strdup (connection_id);
  muster_store_start (self, op, muster_store_take_hints_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_take_hints_finish (MusterStore  *self,
                                GAsyncResult *result,
                                GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_take_hints_async, error);
}

void
muster_store_settle_hint_async (MusterStore        *self,
                                const char         *connection_id,
                                const char         *object_id,
                                gint64              n,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (connection_id != NULL && object_id != NULL);

  op = muster_store_op_new (settle_hint_work, MUSTER_STORE_WRITE | MUSTER_STORE_OUTCOME);
  op->connection_id = g_strdup (connection_id);
  op->id = g_strdup (object_id);
  op->number = n;
  muster_store_start (self, op, muster_store_settle_hint_async, cancellable, callback, user_data);
}

gboolean
muster_store_settle_hint_finish (MusterStore  *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_settle_hint_async, error);
}

void
muster_store_add_usage_async (MusterStore        *self,
                              const char         *connection_id,
                              gint64              hour,
                              gint64              requests,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (connection_id != NULL);

  op = muster_store_op_new (add_usage_work, MUSTER_STORE_WRITE);
  op->connection_id = g_strdup (connection_id);
  op->offset = hour;
  op->number = requests;
  muster_store_start (self, op, muster_store_add_usage_async, cancellable, callback, user_data);
}

gboolean
muster_store_add_usage_finish (MusterStore  *self,
                               GAsyncResult *result,
                               GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_add_usage_async, error);
}

void
muster_store_list_usage_async (MusterStore        *self,
                               const char         *connection_id,
                               gint64              since_hour,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (connection_id != NULL);

  op = muster_store_op_new (list_usage_work, MUSTER_STORE_READ);
  op->connection_id = g_strdup (connection_id);
  op->offset = since_hour;
  muster_store_start (self, op, muster_store_list_usage_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_list_usage_finish (MusterStore  *self,
                                GAsyncResult *result,
                                GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_usage_async, error);
}
