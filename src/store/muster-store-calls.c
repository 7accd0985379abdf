/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include "muster-activity-entry.h"
#include "muster-store-private.h"
#include "muster-store-runs.h"

/* A row of the activity log, for a call (by its number) or for an effect (by its id) */
gboolean
muster_store_add_activity (MusterDb      *db,
                           MusterStoreOp *op,
                           const char    *client_id,
                           const char    *run_id,
                           gint64         call_seq,
                           const char    *effect_id,
                           GError       **error)
{
  muster_store_op_changed (op, "activity", client_id != NULL ? client_id : "");
  return muster_db_run (db, error,
                        "INSERT INTO activity (time, client_id, run_id, kind, call_seq, effect_id)"
                        " VALUES (?, ?, ?, ?, ?, ?)", "itttit", op->now, client_id, run_id,
                        effect_id != NULL ? "effect" : "call", call_seq, effect_id);
}

static gboolean
add_call_work (MusterStore   *self,
               MusterDb      *db,
               MusterStoreOp *op,
               GError       **error)
{
  MusterRunCall *call = op->record;
  const char *run_id = muster_run_call_get_run_id (call);
  g_autofree char *client_id = NULL;

  if (muster_run_call_get_time (call) == 0)
    muster_run_call_set_time (call, op->now);
  /* The client is the run's, whatever the call says; one that says another is refused */
  if (!muster_db_write (db, error, call,
                        "INSERT INTO calls (run_id, client_id, seq, revision, tool, effect_class, args, status, result, decision,"
                        " rules, requests, time)"
                        " SELECT r.id, r.client_id, :seq, :revision, :tool, :effect_class, :args, :status, :result, :decision,"
                        " :rules, :requests, :time FROM runs r"
                        " WHERE r.id = :run_id AND r.client_id = coalesce (:client_id, r.client_id)"))
    return FALSE;
  if (muster_db_changes (db) == 0)
    return muster_store_fail_not_found (error, "run of this client", run_id);
  muster_store_op_changed (op, "calls", run_id);
  return muster_db_run (db, error, "UPDATE runs SET requests = requests + ? WHERE id = ?", "it",
                        muster_run_call_get_requests (call), run_id)
         && muster_db_text (db, error, &client_id, "SELECT client_id FROM runs WHERE id = ?", "t", run_id)
         && muster_store_add_activity (db, op, client_id, run_id, muster_run_call_get_seq (call), NULL, error);
}

static gboolean
list_calls_work (MusterStore   *self,
                 MusterDb      *db,
                 MusterStoreOp *op,
                 GError       **error)
{
  GPtrArray *calls = muster_db_collect (db, error, MUSTER_TYPE_RUN_CALL,
                                        "SELECT * FROM calls WHERE run_id = ? ORDER BY seq", "t", op->id);

  muster_store_op_set_result (op, calls, (GDestroyNotify) g_ptr_array_unref);
  return calls != NULL;
}

/* The page is found in the index alone, and only its rows are looked up. Results can be long; a list
 * shows their beginning, the run shows them whole */
#define SELECT_ACTIVITY(page) \
  "SELECT a.id, a.time, a.client_id, a.run_id, iif (v.id IS NULL, a.kind, 'reveal') AS kind," \
  " coalesce (v.tool, c.tool, e.tool) AS tool, coalesce (v.args, c.args, e.args) AS parameters," \
  " CASE WHEN v.id IS NOT NULL THEN v.person || ': ' || v.title || coalesce (', ' || v.owner, '')" \
  "   || coalesce (' (' || v.reason || ')', '')" \
  "  WHEN a.kind = 'effect' THEN e.state || coalesce (': ' || e.outcome, '')" \
  "  WHEN c.status = 'ok' THEN substr (c.result, 1, 2000) ELSE c.status END AS result," \
  " coalesce (c.effect_class, e.effect_class, iif (v.id IS NULL, NULL, 'read-sensitive')) AS effect_class, coalesce (c.decision, 'allow') AS decision," \
  " a.effect_id, e.state, e.undo_of," \
  " coalesce ((SELECT m.name FROM members m WHERE e.actor = 'member:' || m.id), e.actor) AS actor," \
  " (SELECT u.id FROM effects u WHERE u.undo_of = a.effect_id AND u.state <> 'absent') AS undone_by" \
  " FROM activity a LEFT JOIN calls c ON a.kind = 'call' AND c.run_id = a.run_id AND c.seq = a.call_seq" \
  " LEFT JOIN effects e ON e.id = a.effect_id LEFT JOIN reveals v ON v.id = a.reveal_id" \
  " WHERE a.id IN (SELECT id FROM activity " page " ORDER BY id DESC LIMIT ? OFFSET ?) ORDER BY a.id DESC"

static gboolean
list_activity_work (MusterStore   *self,
                    MusterDb      *db,
                    MusterStoreOp *op,
                    GError       **error)
{
  GPtrArray *entries;

  if (op->client_id != NULL)
    entries = muster_db_collect (db, error, MUSTER_TYPE_ACTIVITY_ENTRY,
                                 SELECT_ACTIVITY ("WHERE client_id = ?"),
                                 "tii", op->client_id, op->limit, op->offset);
  else
    entries = muster_db_collect (db, error, MUSTER_TYPE_ACTIVITY_ENTRY,
                                 SELECT_ACTIVITY (""), "ii", op->limit, op->offset);
  muster_store_op_set_result (op, entries, (GDestroyNotify) g_ptr_array_unref);
  return entries != NULL;
}

static gboolean
count_activity_work (MusterStore   *self,
                     MusterDb      *db,
                     MusterStoreOp *op,
                     GError       **error)
{
  return muster_db_number (db, error, &op->count, "SELECT n FROM counts WHERE list = 'activity' AND client_id = ?",
                           "t", op->client_id != NULL ? op->client_id : "");
}

void
muster_store_add_call_async (MusterStore        *self,
                             MusterRunCall      *call,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (MUSTER_IS_RUN_CALL (call));

  op = muster_store_op_new (add_call_work, MUSTER_STORE_WRITE | MUSTER_STORE_OUTCOME);
  op->record = muster_record_copy (call);
  muster_store_start (self, op, muster_store_add_call_async, cancellable, callback, user_data);
}

gboolean
muster_store_add_call_finish (MusterStore  *self,
                              GAsyncResult *result,
                              GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_add_call_async, error);
}

void
muster_store_list_calls_async (MusterStore        *self,
                               const char         *run_id,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (run_id != NULL);

  op = muster_store_op_new (list_calls_work, MUSTER_STORE_READ);
  op->id = g_strdup (run_id);
  muster_store_start (self, op, muster_store_list_calls_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_list_calls_finish (MusterStore  *self,
                                GAsyncResult *result,
                                GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_calls_async, error);
}

void
muster_store_list_activity_async (MusterStore        *self,
                                  const char         *client_id,
                                  guint               limit,
                                  guint               offset,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));

  op = muster_store_op_new (list_activity_work, MUSTER_STORE_READ);
  op->client_id = g_strdup (client_id);
  op->limit = limit;
  op->offset = offset;
  muster_store_start (self, op, muster_store_list_activity_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_list_activity_finish (MusterStore  *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_activity_async, error);
}

void
muster_store_count_activity_async (MusterStore        *self,
                                   const char         *client_id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));

  op = muster_store_op_new (count_activity_work, MUSTER_STORE_READ);
  op->client_id = g_strdup (client_id);
  muster_store_start (self, op, muster_store_count_activity_async, cancellable, callback, user_data);
}

gint64
muster_store_count_activity_finish (MusterStore  *self,
                                    GAsyncResult *result,
                                    GError      **error)
{
  return muster_store_finish_count (self, result, muster_store_count_activity_async, error);
}
