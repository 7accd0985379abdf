/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include "muster-error.h"
#include "muster-id.h"
#include "muster-store-private.h"
#include "muster-store-secrets.h"

void
muster_stored_secret_free (MusterStoredSecret *self)
{
  g_free (self->effect_id);
  g_free (self->client_id);
  g_free (self->tool);
  g_free (self->args);
  g_free (self);
}

static void
row_free (gpointer data)
{
  MusterRevealRow *row = data;

  g_free ((char *) row->client_id);
  g_free ((char *) row->person);
  g_free ((char *) row->tool);
  g_free ((char *) row->args);
  g_free ((char *) row->effect_id);
  g_free ((char *) row->title);
  g_free ((char *) row->owner);
  g_free ((char *) row->reason);
  g_free (row);
}

static MusterRevealRow *
row_copy (const MusterRevealRow *row)
{
  MusterRevealRow *copy = g_new0 (MusterRevealRow, 1);

  copy->client_id = g_strdup (row->client_id);
  copy->person = g_strdup (row->person);
  copy->tool = g_strdup (row->tool);
  copy->args = g_strdup (row->args);
  copy->effect_id = g_strdup (row->effect_id);
  copy->title = g_strdup (row->title);
  copy->owner = g_strdup (row->owner);
  copy->reason = g_strdup (row->reason);
  return copy;
}

static gboolean
add_generated_work (MusterStore   *self,
                    MusterDb      *db,
                    MusterStoreOp *op,
                    GError       **error)
{
  muster_store_op_changed (op, "generated", op->id);
  return muster_db_run (db, error,
                        "INSERT INTO generated (effect_id, client_id, created) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                        "tti", op->id, op->client_id, op->now);
}

static gboolean
remove_generated_work (MusterStore   *self,
                       MusterDb      *db,
                       MusterStoreOp *op,
                       GError       **error)
{
  muster_store_op_changed (op, "generated", op->id);
  return muster_db_run (db, error, "DELETE FROM generated WHERE effect_id = ?", "t", op->id);
}

static MusterStoredSecret *
read_generated (sqlite3_stmt *statement)
{
  MusterStoredSecret *secret = g_new0 (MusterStoredSecret, 1);
  const char *state = muster_db_column_text (statement, 6);

  secret->effect_id = g_strdup (muster_db_column_text (statement, 0));
  secret->client_id = g_strdup (muster_db_column_text (statement, 1));
  secret->created = sqlite3_column_int64 (statement, 2);
  secret->revealed = sqlite3_column_int64 (statement, 3);
  secret->tool = g_strdup (muster_db_column_text (statement, 4));
  secret->args = g_strdup (muster_db_column_text (statement, 5));
  if (state == NULL || !muster_effect_state_from_string (state, &secret->state))
    secret->state = MUSTER_EFFECT_STATE_UNKNOWN;
  return secret;
}

static gboolean
list_generated_work (MusterStore   *self,
                     MusterDb      *db,
                     MusterStoreOp *op,
                     GError       **error)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_stored_secret_free);
  g_autoptr(GError) local_error = NULL;
  sqlite3_stmt *statement =
    muster_db_query (db, error,
                     "SELECT g.effect_id, g.client_id, g.created, g.revealed, e.tool, e.args, e.state"
                     " FROM generated g JOIN effects e ON e.id = g.effect_id ORDER BY g.created, g.effect_id", "");

  if (statement == NULL)
    return FALSE;
  while (muster_db_next (db, statement, &local_error))
    g_ptr_array_add (list, read_generated (statement));
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  muster_store_op_set_result (op, g_steal_pointer (&list), (GDestroyNotify) g_ptr_array_unref);
  return TRUE;
}

/* Of two who ask at the same moment one gets it */
static gboolean
claim (MusterDb      *db,
       MusterStoreOp *op,
       const char    *effect_id,
       GError       **error)
{
  if (!muster_db_run (db, error, "UPDATE generated SET revealed = ? WHERE effect_id = ? AND revealed = 0", "it", op->now,
                      effect_id))
    return FALSE;
  if (muster_db_changes (db) == 1)
    {
      muster_store_op_changed (op, "generated", effect_id);
      return TRUE;
    }
  g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT, "This password was shown once already, or is gone");
  return FALSE;
}

static gboolean
add_reveal_work (MusterStore   *self,
                 MusterDb      *db,
                 MusterStoreOp *op,
                 GError       **error)
{
  MusterRevealRow *row = op->data;
  g_autofree char *body = muster_store_audit_body ("reveal", op->id, "person", row->person, "tool", row->tool,
                                                   "effect", row->effect_id, "title", row->title, "owner", row->owner,
                                                   "reason", row->reason, NULL);

  if (row->effect_id != NULL && !claim (db, op, row->effect_id, error))
    return FALSE;
  muster_store_op_changed (op, "activity", row->client_id != NULL ? row->client_id : "");
  return muster_db_run (db, error,
                        "INSERT INTO reveals (id, time, client_id, person, tool, args, effect_id, title, owner, reason)"
                        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "titttttttt", op->id, op->now, row->client_id,
                        row->person, row->tool, row->args, row->effect_id, row->title, row->owner, row->reason)
         && muster_db_run (db, error,
                           "INSERT INTO activity (time, client_id, kind, reveal_id) VALUES (?, ?, 'call', ?)", "itt",
                           op->now, row->client_id, op->id)
         && muster_store_add_audit_row (db, op, row->client_id, "revealed", body, error);
}

void
muster_store_add_generated_async (MusterStore        *self,
                                  const char         *effect_id,
                                  const char         *client_id,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (effect_id != NULL);

  op = muster_store_op_new (add_generated_work, MUSTER_STORE_WRITE);
  op->id = g_strdup (effect_id);
  op->client_id = g_strdup (client_id);
  muster_store_start (self, op, muster_store_add_generated_async, cancellable, callback, user_data);
}

gboolean
muster_store_add_generated_finish (MusterStore  *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_add_generated_async, error);
}

void
muster_store_remove_generated_async (MusterStore        *self,
                                     const char         *effect_id,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (effect_id != NULL);

  op = muster_store_op_new (remove_generated_work, MUSTER_STORE_WRITE | MUSTER_STORE_OUTCOME);
  op->id = g_strdup (effect_id);
  muster_store_start (self, op, muster_store_remove_generated_async, cancellable, callback, user_data);
}

gboolean
muster_store_remove_generated_finish (MusterStore  *self,
                                      GAsyncResult *result,
                                      GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_remove_generated_async, error);
}

void
muster_store_list_generated_async (MusterStore        *self,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_return_if_fail (MUSTER_IS_STORE (self));

  muster_store_start (self, muster_store_op_new (list_generated_work, MUSTER_STORE_READ),
                      muster_store_list_generated_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_list_generated_finish (MusterStore  *self,
                                    GAsyncResult *result,
                                    GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_generated_async, error);
}

void
muster_store_add_reveal_async (MusterStore           *self,
                               const MusterRevealRow *row,
                               const char            *actor,
                               GCancellable          *cancellable,
                               GAsyncReadyCallback    callback,
                               gpointer               user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (row != NULL && row->person != NULL && row->tool != NULL && row->title != NULL);

  op = muster_store_op_new (add_reveal_work, MUSTER_STORE_WRITE);
  op->id = muster_id_new ();
  op->actor = g_strdup (actor);
  op->data = row_copy (row);
  op->free_data = row_free;
  muster_store_start (self, op, muster_store_add_reveal_async, cancellable, callback, user_data);
}

gboolean
muster_store_add_reveal_finish (MusterStore  *self,
                                GAsyncResult *result,
                                GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_add_reveal_async, error);
}
