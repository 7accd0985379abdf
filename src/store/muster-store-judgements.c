/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include "muster-error.h"
#include "muster-store-judgements.h"
#include "muster-store-private.h"

static gboolean
save_judgement_work (MusterStore   *self,
                     MusterDb      *db,
                     MusterStoreOp *op,
                     GError       **error)
{
  MusterJudgement *judgement = op->record;
  const char *run_id = muster_judgement_get_run_id (judgement);
  const char *verdict = muster_judgement_get_verdict (judgement);
  g_autofree char *client_id = NULL;
  g_autofree char *body = muster_store_audit_body ("run", run_id, "verdict", verdict, "word",
                                                   muster_judgement_get_word (judgement), NULL);

  /* Only what is a plan can be right or wrong, and only the run knows whose it is */
  if (!muster_db_run (db, error,
                      "INSERT INTO judgements (run_id, client_id, revision, verdict, word, time, actor)"
                      " SELECT id, client_id, revision, ?, ?, ?, ? FROM runs"
                      " WHERE id = ? AND plan IS NOT NULL AND ? IN (0, revision)"
                      " ON CONFLICT (run_id, revision) DO UPDATE SET verdict = excluded.verdict, word = excluded.word,"
                      " time = excluded.time, actor = excluded.actor", "ttitti",
                      verdict, muster_judgement_get_word (judgement), op->now, op->actor, run_id,
                      muster_judgement_get_revision (judgement)))
    return FALSE;
  if (muster_db_changes (db) == 0)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT, "Run %s has no such plan now", run_id);
      return FALSE;
    }
  muster_store_op_changed (op, "judgements", run_id);
  return muster_db_text (db, error, &client_id, "SELECT client_id FROM runs WHERE id = ?", "t", run_id)
         && muster_store_add_audit_row (db, op, client_id, "plan-judged", body, error);
}

static gboolean
get_judgement_work (MusterStore   *self,
                    MusterDb      *db,
                    MusterStoreOp *op,
                    GError       **error)
{
  gpointer judgement = NULL;

  if (!muster_db_get (db, error, MUSTER_TYPE_JUDGEMENT, &judgement,
                      "SELECT j.*, m.name AS author FROM judgements j"
                      " JOIN runs r ON r.id = j.run_id AND r.revision = j.revision AND r.client_id = j.client_id"
                      " LEFT JOIN members m ON j.actor = 'member:' || m.id WHERE j.run_id = ?", "t", op->id))
    return FALSE;
  muster_store_op_set_result (op, judgement, g_object_unref);
  return TRUE;
}

#define SELECT_PLANS(where) \
  "SELECT r.id AS run_id, r.client_id, r.revision, j.verdict, j.word, coalesce (j.time, 0) AS time, j.actor," \
  " m.name AS author, r.ticket_number, r.summary, c.name AS client_name, r.created," \
  " r.plan ->> '$.diagnosis' AS diagnosis, r.plan ->> '$.outcome' AS outcome" \
  " FROM runs r JOIN clients c ON c.id = r.client_id" \
  " LEFT JOIN judgements j ON j.run_id = r.id AND j.revision = r.revision" \
  " LEFT JOIN members m ON j.actor = 'member:' || m.id" \
  " WHERE r.plan IS NOT NULL AND " where " ORDER BY r.created DESC, r.id DESC LIMIT ?"

static gboolean
list_judged_plans_work (MusterStore   *self,
                        MusterDb      *db,
                        MusterStoreOp *op,
                        GError       **error)
{
  GPtrArray *plans;

  if (op->client_id != NULL)
    plans = muster_db_collect (db, error, MUSTER_TYPE_JUDGEMENT, SELECT_PLANS ("r.client_id = ?"), "ti", op->client_id,
                               op->limit);
  else
    plans = muster_db_collect (db, error, MUSTER_TYPE_JUDGEMENT, SELECT_PLANS ("c.mode = 'inherit'"), "i", op->limit);
  muster_store_op_set_result (op, plans, (GDestroyNotify) g_ptr_array_unref);
  return plans != NULL;
}

/* Each of the two sources is cut to as many as are wanted before they are laid together: both have an index by age,
 * and no whole table is read. A step that was carried out is in the ledger too and counts once, as the plan's; what
 * is there without a step is the engine's own act. */
#define SELECT_PAST(runs, activity) \
  "WITH newest AS (SELECT * FROM runs " runs " ORDER BY created DESC, id DESC LIMIT ?)," \
  " done AS (SELECT * FROM activity " activity " ORDER BY id DESC LIMIT ?)," \
  " past AS (" \
  "SELECT 'step' AS kind, r.state_since AS time, r.id AS run_id, s.key AS place, s.value ->> '$.tool' AS tool," \
  " s.value ->> '$.target' AS target, s.value ->> '$.targetName' AS target_name, s.value -> '$.args' AS args," \
  " s.value -> '$.rules' AS rules FROM newest r, json_each (r.plan, '$.steps') s WHERE r.plan IS NOT NULL" \
  " UNION ALL " \
  "SELECT 'call', d.time, d.run_id, 0, k.tool, NULL, NULL, k.args, NULL FROM done d" \
  " JOIN calls k ON k.run_id = d.run_id AND k.seq = d.call_seq AND k.client_id = d.client_id WHERE d.kind = 'call'" \
  " UNION ALL " \
  "SELECT 'act', d.time, d.run_id, 0, e.tool, e.target, NULL, e.args, NULL FROM done d" \
  " JOIN effects e ON e.id = d.effect_id AND e.run_id = d.run_id AND e.client_id = d.client_id" \
  " WHERE d.kind = 'effect' AND e.step = 0 AND e.undo_of IS NULL)" \
  " SELECT p.kind, p.time, p.run_id, p.place, p.tool, p.target, p.target_name, p.args, p.rules," \
  " r.client_id, c.name AS client_name, r.external_ticket_id AS ticket, r.ticket_number," \
  " r.plan ->> '$.requester' AS requester_id, coalesce (r.identity_level, r.plan ->> '$.identity') AS identity," \
  " EXISTS (SELECT 1 FROM calls k WHERE k.run_id = p.run_id AND k.client_id = r.client_id" \
  "  AND k.effect_class = 'read-sensitive' AND k.status = 'ok') AS read_sensitive," \
  " EXISTS (SELECT 1 FROM policies o WHERE o.client_id = r.client_id AND o.tool = p.tool) AS overridden" \
  " FROM past p JOIN runs r ON r.id = p.run_id JOIN clients c ON c.id = r.client_id" \
  " ORDER BY p.time DESC, p.run_id DESC, p.kind, p.place LIMIT ?"

static gboolean
list_past_decisions_work (MusterStore   *self,
                          MusterDb      *db,
                          MusterStoreOp *op,
                          GError       **error)
{
  GPtrArray *past;

  if (op->client_id != NULL)
    past = muster_db_collect (db, error, MUSTER_TYPE_PAST_DECISION,
                              SELECT_PAST ("WHERE client_id = ?", "WHERE client_id = ?"), "titii",
                              op->client_id, op->limit, op->client_id, op->limit, op->limit);
  else
    past = muster_db_collect (db, error, MUSTER_TYPE_PAST_DECISION, SELECT_PAST ("", ""), "iii", op->limit, op->limit,
                              op->limit);
  muster_store_op_set_result (op, past, (GDestroyNotify) g_ptr_array_unref);
  return past != NULL;
}

void
muster_store_save_judgement_async (MusterStore        *self,
                                   MusterJudgement    *judgement,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (MUSTER_IS_JUDGEMENT (judgement));

  op = muster_store_op_new (save_judgement_work, MUSTER_STORE_WRITE);
  op->record = muster_record_copy (judgement);
  muster_store_start (self, op, muster_store_save_judgement_async, cancellable, callback, user_data);
}

gboolean
muster_store_save_judgement_finish (MusterStore  *self,
                                    GAsyncResult *result,
                                    GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_save_judgement_async, error);
}

void
muster_store_get_judgement_async (MusterStore        *self,
                                  const char         *run_id,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (run_id != NULL);

  op = muster_store_op_new (get_judgement_work, MUSTER_STORE_READ);
  op->id = g_strdup (run_id);
  muster_store_start (self, op, muster_store_get_judgement_async, cancellable, callback, user_data);
}

MusterJudgement *
muster_store_get_judgement_finish (MusterStore  *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_get_judgement_async, error);
}

static void
start_list (MusterStore        *self,
            MusterStoreWork     work,
            gpointer            source_tag,
            const char         *client_id,
            guint               limit,
            GCancellable       *cancellable,
            GAsyncReadyCallback callback,
            gpointer            user_data)
{
  MusterStoreOp *op = muster_store_op_new (work, MUSTER_STORE_READ);

  op->client_id = g_strdup (client_id);
  op->limit = limit;
  muster_store_start (self, op, source_tag, cancellable, callback, user_data);
}

void
muster_store_list_judged_plans_async (MusterStore        *self,
                                      const char         *client_id,
                                      guint               limit,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data)
{
  g_return_if_fail (MUSTER_IS_STORE (self));
  start_list (self, list_judged_plans_work, muster_store_list_judged_plans_async, client_id, limit, cancellable, callback,
              user_data);
}

GPtrArray *
muster_store_list_judged_plans_finish (MusterStore  *self,
                                       GAsyncResult *result,
                                       GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_judged_plans_async, error);
}

void
muster_store_list_past_decisions_async (MusterStore        *self,
                                        const char         *client_id,
                                        guint               limit,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data)
{
  g_return_if_fail (MUSTER_IS_STORE (self));
  start_list (self, list_past_decisions_work, muster_store_list_past_decisions_async, client_id, limit, cancellable,
              callback, user_data);
}

GPtrArray *
muster_store_list_past_decisions_finish (MusterStore  *self,
                                         GAsyncResult *result,
                                         GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_past_decisions_async, error);
}
