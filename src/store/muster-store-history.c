/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a run has done so far, in one statement: what was sent counts, what was only prepared or is certainly not there
 * does not. */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include "muster-store-history.h"
#include "muster-store-private.h"

/* Steps of plans; what the engine writes on its own ticket has no step */
#define CHANGES "e.step > 0 AND e.effect_class IN ('write', 'credential', 'privilege', 'destructive')" \
  " AND e.state IN ('dispatched', 'confirmed', 'unknown')"

/* ?1 run, ?2 client, ?3 an hour ago */
#define SELECT_HISTORY \
  "SELECT" \
  " (SELECT count (*) FROM calls c WHERE c.run_id = r.id AND c.client_id = r.client_id)," \
  " (SELECT coalesce (sum (u.prompt + u.output), 0) FROM model_usage u WHERE u.run_id = r.id)," \
  " r.active_us," \
  " (SELECT count (*) FROM effects e WHERE e.run_id = r.id AND e.client_id = r.client_id AND " CHANGES ")," \
  " (SELECT count (*) FROM effects e WHERE e.client_id = r.client_id AND e.dispatched_wall > ?3 AND " CHANGES ")," \
  " EXISTS (SELECT 1 FROM calls c WHERE c.run_id = r.id AND c.client_id = r.client_id" \
  "         AND c.effect_class = 'read-sensitive' AND c.status = 'ok')," \
  " (SELECT w.policy_revision FROM workspace w)," \
  " (SELECT iif (k.mode = 'inherit', (SELECT w.default_mode FROM workspace w), k.mode) = 'execute'" \
  "  FROM clients k WHERE k.id = r.client_id)" \
  " FROM runs r WHERE r.id = ?1 AND r.client_id = ?2"

static guint
count_at (sqlite3_stmt *statement,
          int           column)
{
  return (guint) CLAMP (sqlite3_column_int64 (statement, column), 0, G_MAXUINT);
}

static gboolean
get_history_work (MusterStore   *self,
                  MusterDb      *db,
                  MusterStoreOp *op,
                  GError       **error)
{
  sqlite3_stmt *statement = muster_db_query (db, error, SELECT_HISTORY, "tti", op->id, op->client_id,
                                             op->number - G_TIME_SPAN_HOUR);
  MusterRunHistory *history;
  GError *failure = NULL;

  if (statement == NULL)
    return FALSE;
  if (!muster_db_next (db, statement, &failure))
    {
      if (failure == NULL)
        return muster_store_fail_not_found (error, "run of this client", op->id);
      g_propagate_error (error, failure);
      return FALSE;
    }
  history = g_new0 (MusterRunHistory, 1);
  history->calls = count_at (statement, 0);
  history->tokens = count_at (statement, 1);
  history->active_us = sqlite3_column_int64 (statement, 2);
  history->writes_in_run = count_at (statement, 3);
  history->writes_last_hour = count_at (statement, 4);
  /* A run begins with a ticket that somebody else wrote */
  history->read_untrusted = TRUE;
  history->read_sensitive = sqlite3_column_int (statement, 5) != 0;
  history->policy_revision = sqlite3_column_int64 (statement, 6);
  history->may_execute = sqlite3_column_int (statement, 7) != 0;
  muster_store_op_set_result (op, history, g_free);
  return muster_db_finish (db, statement, error);
}

void
muster_store_get_run_history_async (MusterStore        *self,
                                    const char         *run_id,
                                    const char         *client_id,
                                    gint64              now,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (run_id != NULL && client_id != NULL);

  op = muster_store_op_new (get_history_work, MUSTER_STORE_READ);
  op->id = g_strdup (run_id);
  op->client_id = g_strdup (client_id);
  op->number = now;
  muster_store_start (self, op, muster_store_get_run_history_async, cancellable, callback, user_data);
}

gboolean
muster_store_get_run_history_finish (MusterStore      *self,
                                     GAsyncResult     *result,
                                     MusterRunHistory *history,
                                     GError          **error)
{
  g_autofree MusterRunHistory *found = muster_store_finish_pointer (self, result, muster_store_get_run_history_async, error);

  if (found == NULL)
    return FALSE;
  *history = *found;
  return TRUE;
}
