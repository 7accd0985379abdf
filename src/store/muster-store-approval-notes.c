/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include "muster-hash.h"
#include "muster-store-approvals.h"
#include "muster-store-private.h"

/* A note that was seen and not settled, because the program ended in between, is new again if it still says the same */
static gboolean
see_note_work (MusterStore   *self,
               MusterDb      *db,
               MusterStoreOp *op,
               GError       **error)
{
  g_autofree char *hash = muster_hash_text (op->text);
  g_autofree char *first = NULL;
  g_autofree char *outcome = NULL;

  if (!muster_db_run (db, error,
                      "INSERT INTO approval_notes (connection_id, note_id, text_hash, outcome, seen)"
                      " VALUES (?, ?, ?, '', ?) ON CONFLICT DO NOTHING", "ttti", op->connection_id, op->id, hash,
                      op->now)
      || !muster_db_text (db, error, &first,
                          "SELECT text_hash FROM approval_notes WHERE connection_id = ? AND note_id = ?", "tt",
                          op->connection_id, op->id)
      || !muster_db_text (db, error, &outcome,
                          "SELECT outcome FROM approval_notes WHERE connection_id = ? AND note_id = ?", "tt",
                          op->connection_id, op->id))
    return FALSE;
  if (g_strcmp0 (first, hash) != 0)
    op->count = g_strcmp0 (outcome, "changed") == 0 ? MUSTER_NOTE_SIGHT_SETTLED : MUSTER_NOTE_SIGHT_CHANGED;
  else
    op->count = outcome != NULL && outcome[0] != '\0' ? MUSTER_NOTE_SIGHT_SETTLED : MUSTER_NOTE_SIGHT_NEW;
  return TRUE;
}

static gboolean
settle_note_work (MusterStore   *self,
                  MusterDb      *db,
                  MusterStoreOp *op,
                  GError       **error)
{
  return muster_db_run (db, error, "UPDATE approval_notes SET outcome = ? WHERE connection_id = ? AND note_id = ?",
                        "ttt", op->text, op->connection_id, op->id);
}

void
muster_store_see_note_async (MusterStore         *self,
                             const char          *connection_id,
                             const char          *note_id,
                             const char          *text,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (connection_id != NULL && note_id != NULL && text != NULL);

  op = muster_store_op_new (see_note_work, MUSTER_STORE_WRITE);
  op->connection_id = g_strdup (connection_id);
  op->id = g_strdup (note_id);
  op->text = g_strdup (text);
  muster_store_start (self, op, muster_store_see_note_async, cancellable, callback, user_data);
}

gboolean
muster_store_see_note_finish (MusterStore     *self,
                              GAsyncResult    *result,
                              MusterNoteSight *sight,
                              GError         **error)
{
  MusterStoreOp *op = muster_store_finish (self, result, muster_store_see_note_async, error);

  if (op != NULL)
    *sight = (MusterNoteSight) op->count;
  return op != NULL;
}

void
muster_store_settle_note_async (MusterStore         *self,
                                const char          *connection_id,
                                const char          *note_id,
                                const char          *outcome,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (connection_id != NULL && note_id != NULL && outcome != NULL && outcome[0] != '\0');

  op = muster_store_op_new (settle_note_work, MUSTER_STORE_WRITE | MUSTER_STORE_OUTCOME);
  op->connection_id = g_strdup (connection_id);
  op->id = g_strdup (note_id);
  op->text = g_strdup (outcome);
  muster_store_start (self, op, muster_store_settle_note_async, cancellable, callback, user_data);
}

gboolean
muster_store_settle_note_finish (MusterStore  *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_settle_note_async, error);
}
