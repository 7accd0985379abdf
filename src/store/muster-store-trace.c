/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include "muster-hash.h"
#include "muster-store-private.h"
#include "muster-store-trace.h"

/* A run's timeline is in several tables. They are read one after the other inside one transaction. */

#define WHO(column) \
  "coalesce ((SELECT m.name FROM members m WHERE " column " = 'member:' || m.id), " column ")"

/* The acts of a run, and those that took them back */
#define ACTS \
  "WITH acts (act) AS (SELECT id FROM effects WHERE run_id = ?1 UNION SELECT u.id FROM effects o JOIN effects u" \
  " ON u.undo_of = o.id WHERE o.run_id = ?1 AND u.undo_of IS NOT NULL AND u.state <> 'absent') "

static const char *const queries[] = {
  "SELECT 'call/' || seq AS id, 'call' AS kind, time, revision, seq AS number, 'engine' AS actor, tool, args, result,"
  " status, decision, rules, requests, effect_class FROM calls WHERE run_id = ?1 ORDER BY seq",

  "SELECT 'turn/' || revision || '/' || seq AS id, 'model' AS kind, time, revision, seq AS number, message AS result,"
  " 'turn' AS status FROM turns WHERE run_id = ?1 ORDER BY revision, seq",

  "SELECT 'model/' || u.id AS id, 'model' AS kind, u.time, u.id AS number, coalesce (m.name, u.model_id) AS model,"
  " u.time + 1000 * u.duration_ms AS until, u.status, u.prompt, u.cached, u.output, u.cost, u.currency"
  " FROM model_usage u LEFT JOIN models m ON m.id = u.model_id WHERE u.run_id = ?1 ORDER BY u.id",

  "SELECT 'plan/' || revision AS id, 'plan' AS kind, updated AS time, revision, planner AS model, plan AS result"
  " FROM revisions WHERE id = ?1 AND plan IS NOT NULL"
  " UNION ALL SELECT 'plan/' || revision, 'plan', state_since, revision, planner, plan"
  " FROM runs WHERE id = ?1 AND plan IS NOT NULL ORDER BY revision",

  "SELECT 'asked/' || id AS id, 'asked' AS kind, created AS time, revision, 'engine' AS actor, items AS args, state AS status,"
  " reply AS text, manager AS target, effect_class FROM approvals WHERE run_id = ?1 ORDER BY created, id",

  "SELECT 'decided/' || id AS id, 'decided' AS kind, decided AS time, revision, " WHO ("decided_by") " AS actor,"
  " decided_via AS via, items AS args, state AS status, reason AS text, manager AS target, " WHO ("manager_by") " AS reference"
  " FROM approvals WHERE run_id = ?1 AND decided > 0 ORDER BY decided, id",

  ACTS "SELECT 'effect/' || id || '/prepared' AS id,"
  " CASE effect_class WHEN 'note-internal' THEN 'note' WHEN 'reply' THEN 'reply' ELSE 'effect' END AS kind,"
  " created AS time, step AS number, " WHO ("actor") " AS actor, call AS via, tool, target, args, 'prepared' AS status,"
  " id AS effect_id, effect_class, undo_of FROM acts JOIN effects ON id = act ORDER BY created, id",

  ACTS "SELECT 'effect/' || a.seq AS id,"
  " CASE e.effect_class WHEN 'note-internal' THEN 'note' WHEN 'reply' THEN 'reply' ELSE 'effect' END AS kind,"
  " a.ts AS time, e.step AS number, " WHO ("a.actor") " AS actor, e.call AS via, e.tool, e.target, e.args,"
  " json_extract (a.body, '$.from') AS \"from\", substr (a.event, 8) AS status,"
  " json_extract (a.body, '$.outcome') AS text, coalesce (json_extract (a.body, '$.ref'), e.external_ref) AS reference,"
  " e.id AS effect_id, e.effect_class, e.undo_of, iif (e.already, 'already', NULL) AS decision"
  " FROM acts JOIN effects e ON e.id = act JOIN audit_subjects s ON s.subject = e.id JOIN audit a ON a.seq = s.seq"
  " WHERE a.event IN ('effect-dispatched', 'effect-confirmed', 'effect-absent', 'effect-unknown') ORDER BY a.seq",

  "SELECT 'state/' || a.seq AS id, 'state' AS kind, a.ts AS time, " WHO ("a.actor") " AS actor, a.seq AS number,"
  " json_extract (a.body, '$.from') AS \"from\","
  " coalesce (json_extract (a.body, '$.to'), json_extract (a.body, '$.state')) AS status,"
  " json_extract (a.body, '$.why') AS text, json_extract (a.body, '$.plan') AS reference"
  " FROM audit_subjects s JOIN audit a ON a.seq = s.seq WHERE s.subject = ?1 AND a.event IN ('run-created', 'run-advanced') ORDER BY a.seq",

  "SELECT 'identity' AS id, 'identity' AS kind, identity_time AS time, " WHO ("identity_by") " AS actor,"
  " identity_level AS status, identity_how AS text FROM runs WHERE id = ?1 AND identity_time > 0",
};

/* When a plan was made stands in the activity log, beside its hash */
static void
date_plans (GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    {
      MusterTraceItem *plan = g_ptr_array_index (items, i);
      g_autofree char *hash = NULL;

      if (muster_trace_item_get_kind (plan) != MUSTER_TRACE_PLAN)
        continue;
      hash = muster_hash_text (muster_trace_item_get_result (plan));
      for (guint k = 0; k < items->len; k++)
        {
          MusterTraceItem *state = g_ptr_array_index (items, k);

          if (muster_trace_item_get_kind (state) == MUSTER_TRACE_STATE
              && g_strcmp0 (muster_trace_item_get_reference (state), hash) == 0)
            muster_trace_item_set_time (plan, muster_trace_item_get_time (state));
        }
    }
}

static gboolean
list_trace_work (MusterStore   *self,
                 MusterDb      *db,
                 MusterStoreOp *op,
                 GError       **error)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      GPtrArray *some = muster_db_collect (db, error, MUSTER_TYPE_TRACE_ITEM, queries[i], "t", op->id);

      if (some == NULL)
        return FALSE;
      g_ptr_array_extend_and_steal (items, some);
    }
  date_plans (items);
  muster_store_op_set_result (op, g_steal_pointer (&items), (GDestroyNotify) g_ptr_array_unref);
  return TRUE;
}

void
muster_store_list_trace_async (MusterStore        *self,
                               const char         *run_id,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (run_id != NULL);

  op = muster_store_op_new (list_trace_work, MUSTER_STORE_READ);
  op->id = g_strdup (run_id);
  muster_store_start (self, op, muster_store_list_trace_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_list_trace_finish (MusterStore  *self,
                                GAsyncResult *result,
                                GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_trace_async, error);
}
