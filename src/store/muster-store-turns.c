/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include "muster-error.h"
#include "muster-json.h"
#include "muster-store-private.h"
#include "muster-store-turns.h"

void
muster_stored_turn_free (MusterStoredTurn *self)
{
  g_clear_pointer (&self->message, json_node_unref);
  g_free (self);
}

static gboolean
add_turn_work (MusterStore   *self,
               MusterDb      *db,
               MusterStoreOp *op,
               GError       **error)
{
  /* The client is the run's. A second turn of the same place fails: what was stored first was used */
  if (!muster_db_run (db, error,
                      "INSERT INTO turns (run_id, client_id, revision, seq, message, time)"
                      " SELECT r.id, r.client_id, ?, ?, ?, ? FROM runs r WHERE r.id = ?",
                      "iitit", op->number, op->offset, op->text, op->now, op->id))
    return FALSE;
  if (muster_db_changes (db) == 0)
    return muster_store_fail_not_found (error, "run", op->id);
  muster_store_op_changed (op, "turns", op->id);
  return TRUE;
}

static MusterStoredTurn *
read_turn (sqlite3_stmt *statement,
           GError      **error)
{
  g_autoptr(MusterStoredTurn) turn = g_new0 (MusterStoredTurn, 1);

  turn->revision = sqlite3_column_int64 (statement, 0);
  turn->seq = sqlite3_column_int64 (statement, 1);
  turn->time = sqlite3_column_int64 (statement, 2);
  turn->message = muster_json_from_string_trusted (muster_db_column_text (statement, 3), error);
  return turn->message != NULL ? g_steal_pointer (&turn) : NULL;
}

static gboolean
list_turns_work (MusterStore   *self,
                 MusterDb      *db,
                 MusterStoreOp *op,
                 GError       **error)
{
  g_autoptr(GPtrArray) turns = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_stored_turn_free);
  sqlite3_stmt *statement = muster_db_query (db, error,
                                             "SELECT revision, seq, time, message FROM turns"
                                             " WHERE run_id = ?1 AND (?2 = 0 OR revision = ?2) ORDER BY revision, seq",
                                             "ti", op->id, op->number);
  g_autoptr(GError) problem = NULL;

  if (statement == NULL)
    return FALSE;
  while (problem == NULL && muster_db_next (db, statement, &problem))
    {
      MusterStoredTurn *turn = read_turn (statement, &problem);

      if (turn != NULL)
        g_ptr_array_add (turns, turn);
    }
  if (problem != NULL)
    {
      sqlite3_reset (statement);
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  muster_store_op_set_result (op, g_steal_pointer (&turns), (GDestroyNotify) g_ptr_array_unref);
  return TRUE;
}

/**
 * muster_store_add_turn_async:
 * @run_id: the run
 * @revision: of its plan
 * @seq: from 1
 * @message: (transfer none): an object
 *
 * Stores what a language model said. It must not be used before this has succeeded.
 */
void
muster_store_add_turn_async (MusterStore        *self,
                             const char         *run_id,
                             gint64              revision,
                             gint64              seq,
                             JsonNode           *message,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (run_id != NULL);
  g_return_if_fail (message != NULL);

  op = muster_store_op_new (add_turn_work, MUSTER_STORE_WRITE | MUSTER_STORE_OUTCOME);
  op->id = g_strdup (run_id);
  op->number = revision;
  op->offset = seq;
  op->text = muster_json_to_string (message);
  muster_store_start (self, op, muster_store_add_turn_async, cancellable, callback, user_data);
}

gboolean
muster_store_add_turn_finish (MusterStore  *self,
                              GAsyncResult *result,
                              GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_add_turn_async, error);
}

void
muster_store_list_turns_async (MusterStore        *self,
                               const char         *run_id,
                               gint64              revision,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (run_id != NULL);

  op = muster_store_op_new (list_turns_work, MUSTER_STORE_READ);
  op->id = g_strdup (run_id);
  op->number = revision;
  muster_store_start (self, op, muster_store_list_turns_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_list_turns_finish (MusterStore  *self,
                                GAsyncResult *result,
                                GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_turns_async, error);
}
