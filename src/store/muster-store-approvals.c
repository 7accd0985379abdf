/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include "muster-error.h"
#include "muster-hash.h"
#include "muster-store-approvals.h"
#include "muster-store-private.h"
#include "muster-test-point.h"

/* A MusterApprovalDecision of our own */
typedef struct
{
  MusterApprovalState from;
  MusterApprovalState to;
  char               *plan_hash;
  char               *items;
  char               *by;
  char               *via;
  char               *reason;
  char               *note_connection_id;
  char               *note_id;
} Decision;

static Decision *
copy_decision (const MusterApprovalDecision *decision)
{
  Decision *copy = g_new0 (Decision, 1);

  copy->from = decision->from;
  copy->to = decision->to;
  copy->plan_hash = g_strdup (decision->plan_hash);
  copy->items = g_strdup (decision->items);
  copy->by = g_strdup (decision->by);
  copy->via = g_strdup (decision->via);
  copy->reason = g_strdup (decision->reason);
  copy->note_connection_id = g_strdup (decision->note_connection_id);
  copy->note_id = g_strdup (decision->note_id);
  return copy;
}

static void
free_decision (gpointer data)
{
  Decision *decision = data;

  g_free (decision->plan_hash);
  g_free (decision->items);
  g_free (decision->by);
  g_free (decision->via);
  g_free (decision->reason);
  g_free (decision->note_connection_id);
  g_free (decision->note_id);
  g_free (decision);
}

/* The row's audit entry; the request's client is asked for, so that the entry lies with it */
static gboolean
add_audit (MusterDb      *db,
           MusterStoreOp *op,
           const char    *id,
           const char    *event,
           const char    *body,
           GError       **error)
{
  g_autofree char *client_id = NULL;

  muster_store_op_changed (op, "approvals", id);
  return muster_db_text (db, error, &client_id, "SELECT client_id FROM approvals WHERE id = ?", "t", id)
         && muster_store_add_audit_row (db, op, client_id, event, body, error);
}

static gboolean
check_room (MusterDb       *db,
            MusterApproval *approval,
            GError        **error)
{
  gint64 open = 0;

  if (!muster_db_number (db, error, &open,
                         "SELECT count (*) FROM approvals WHERE connection_id = ? AND external_ticket_id = ?"
                         " AND state IN ('open', 'granted')", "tt", muster_approval_get_connection_id (approval),
                         muster_approval_get_external_ticket_id (approval)))
    return FALSE;
  if (open < MUSTER_APPROVAL_OPEN_PER_TICKET)
    return TRUE;
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT, "Ticket %s has %" G_GINT64_FORMAT " open requests already",
               muster_approval_get_external_ticket_id (approval), open);
  return FALSE;
}

/* A request belongs to its run's client and ticket, and to no other */
static gboolean
check_run (MusterDb       *db,
           MusterApproval *approval,
           GError        **error)
{
  gint64 n = 0;

  if (!muster_db_number (db, error, &n,
                         "SELECT count (*) FROM runs WHERE id = ? AND client_id = ? AND connection_id = ?"
                         " AND external_ticket_id = ?", "tttt", muster_approval_get_run_id (approval),
                         muster_approval_get_client_id (approval), muster_approval_get_connection_id (approval),
                         muster_approval_get_external_ticket_id (approval)))
    return FALSE;
  return n == 1 || muster_store_fail_not_found (error, "run of this client and ticket",
                                                muster_approval_get_run_id (approval));
}

/* Stores a request as open, in the transaction that is open */
gboolean
muster_store_insert_approval (MusterDb      *db,
                              MusterStoreOp *op,
                              gpointer       record,
                              GError       **error)
{
  MusterApproval *approval = record;
  const char *id = muster_approval_get_id (approval);
  g_autofree char *items_hash = muster_hash_text (muster_approval_get_items (approval));
  g_autofree char *body = muster_store_audit_body ("approval", id, "run", muster_approval_get_run_id (approval),
                                                   "plan", muster_approval_get_plan_hash (approval),
                                                   "items", items_hash, NULL);

  muster_approval_set_state (approval, MUSTER_APPROVAL_STATE_OPEN);
  if (muster_approval_get_created (approval) == 0)
    muster_approval_set_created (approval, op->now);
  return check_room (db, approval, error)
         && check_run (db, approval, error)
         && muster_db_write (db, error, approval,
                             "INSERT INTO approvals (id, run_id, client_id, connection_id, external_ticket_id, revision,"
                             " state, mode, policy_revision, plan_hash, nonce, items, reply, effect_class, requester,"
                             " requester_name, created, expires, boot, manager)"
                             " VALUES (:id, :run_id, :client_id, :connection_id, :external_ticket_id, :revision,"
                             " :state, :mode, :policy_revision, :plan_hash, :nonce, :items, :reply, :effect_class,"
                             " :requester, :requester_name, :created, :expires, :boot, :manager)")
         && add_audit (db, op, id, "approval-requested", body, error);
}

/* An act may name a request only if its run has used it */
gboolean
muster_store_check_effect_approval (MusterDb   *db,
                                    const char *approval_id,
                                    const char *run_id,
                                    GError    **error)
{
  gint64 n = 0;

  if (approval_id == NULL)
    return TRUE;
  if (!muster_db_number (db, error, &n, "SELECT count (*) FROM approvals WHERE id = ? AND run_id = ? AND state = 'used'",
                         "tt", approval_id, run_id))
    return FALSE;
  if (n == 1)
    return TRUE;
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT, "Approval %s is not one that this run has used", approval_id);
  return FALSE;
}

static gboolean
refuse (GError    **error,
        const char *text)
{
  g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT, text);
  return FALSE;
}

/* Why nothing was changed, in words for the person who decided */
static gboolean
explain_refusal (MusterDb      *db,
                 MusterStoreOp *op,
                 GError       **error)
{
  gpointer record;
  g_autoptr(MusterApproval) approval = NULL;

  if (!muster_db_get (db, error, MUSTER_TYPE_APPROVAL, &record, "SELECT * FROM approvals WHERE id = ?", "t", op->id))
    return FALSE;
  approval = record;
  if (approval == NULL)
    return muster_store_fail_not_found (error, "request", op->id);
  if (muster_approval_get_expires (approval) <= op->now)
    return refuse (error, "The request has expired");
  if (muster_approval_needs_manager (approval))
    return refuse (error, "The manager has to agree first");
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT, "The request is %s, or its plan is another than the one seen",
               muster_approval_state_to_string (muster_approval_get_state (approval)));
  return FALSE;
}

/* A plan with a step for which the manager has to agree needs that the manager has */
#define MANAGER_AGREES \
  " AND (manager_by IS NOT NULL OR NOT EXISTS" \
  "  (SELECT 1 FROM json_each (approvals.items) WHERE json_extract (value, '$.manager')))"

static gboolean
decide_work (MusterStore   *self,
             MusterDb      *db,
             MusterStoreOp *op,
             GError       **error)
{
  const Decision *decision = op->data;
  const char *to = muster_approval_state_to_string (decision->to);
  gboolean grant = decision->to == MUSTER_APPROVAL_STATE_GRANTED;
  g_autofree char *event = g_strconcat ("approval-", to, NULL);
  g_autofree char *items_hash = decision->items != NULL ? muster_hash_text (decision->items) : NULL;
  g_autofree char *body =
    muster_store_audit_body ("approval", op->id, "by", decision->by, "via", decision->via, "reason", decision->reason,
                             "plan", decision->plan_hash, "items", items_hash, NULL);

  if (!muster_db_run (db, error,
                      "UPDATE approvals SET state = ?, decided = ?, decided_by = ?, decided_via = ?, reason = ?,"
                      " items = coalesce (?, items)"
                      " WHERE id = ? AND state = ? AND plan_hash = coalesce (?, plan_hash)"
                      " AND (? = 0 OR (expires > ?" MANAGER_AGREES "))",
                      "tittttttt" "ii", to, op->now, decision->by, decision->via, decision->reason, decision->items,
                      op->id, muster_approval_state_to_string (decision->from), decision->plan_hash,
                      (gint64) grant, op->now))
    return FALSE;
  if (muster_db_changes (db) != 1)
    return explain_refusal (db, op, error);
  if (decision->note_id != NULL
      && !muster_db_run (db, error, "UPDATE approval_notes SET outcome = ? WHERE connection_id = ? AND note_id = ?",
                         "ttt", grant ? "approved" : "rejected", decision->note_connection_id, decision->note_id))
    return FALSE;
  muster_test_point ("deciding", to);
  return add_audit (db, op, op->id, event, body, error);
}

static gboolean
move_run (MusterDb      *db,
          MusterStoreOp *op,
          const char    *run_id,
          const char    *client_id,
          GError       **error)
{
  const char *from = muster_run_state_to_string ((MusterRunState) op->from);
  g_autofree char *body = muster_store_audit_body ("run", run_id, "from", from, "to", "executing", "approval", op->id,
                                                   NULL);

  if (!muster_db_run (db, error, "UPDATE runs SET state = 'executing', state_since = ? WHERE id = ? AND state = ?",
                      "itt", op->now, run_id, from))
    return FALSE;
  if (muster_db_changes (db) != 1)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT, "Run %s is not in state %s", run_id, from);
      return FALSE;
    }
  muster_store_op_changed (op, "runs", run_id);
  return muster_store_add_audit_row (db, op, client_id, "run-advanced", body, error);
}

static gboolean
use_work (MusterStore   *self,
          MusterDb      *db,
          MusterStoreOp *op,
          GError       **error)
{
  g_autofree char *run_id = NULL;
  g_autofree char *client_id = NULL;
  g_autofree char *body = muster_store_audit_body ("approval", op->id, "plan", op->text, NULL);

  if (!muster_db_run (db, error,
                      "UPDATE approvals SET state = 'used' WHERE id = ? AND state = 'granted' AND plan_hash = ?"
                      " AND expires > ?" MANAGER_AGREES, "tti", op->id, op->text, op->now))
    return FALSE;
  if (muster_db_changes (db) != 1)
    return explain_refusal (db, op, error);
  if (!muster_db_text (db, error, &run_id, "SELECT run_id FROM approvals WHERE id = ?", "t", op->id)
      || !muster_db_text (db, error, &client_id, "SELECT client_id FROM approvals WHERE id = ?", "t", op->id))
    return FALSE;
  if (op->record != NULL
      && (g_strcmp0 (muster_effect_get_run_id (op->record), run_id) != 0
          || g_strcmp0 (muster_effect_get_approval_id (op->record), op->id) != 0))
    return refuse (error, "The act is not one of this request");
  muster_test_point ("using", NULL);
  return move_run (db, op, run_id, client_id, error)
         && (op->record == NULL || muster_store_insert_effect (self, db, op, op->record, error))
         && add_audit (db, op, op->id, "approval-used", body, error);
}

static gboolean
void_one (MusterDb       *db,
          MusterStoreOp  *op,
          MusterApproval *approval,
          const char     *reason,
          GError        **error)
{
  const char *id = muster_approval_get_id (approval);
  g_autofree char *body = muster_store_audit_body ("approval", id, "by", op->actor, "reason", reason, NULL);

  return muster_db_run (db, error,
                        "UPDATE approvals SET state = 'void', decided = ?, decided_by = ?, decided_via = 'engine',"
                        " reason = ? WHERE id = ? AND state IN ('open', 'granted')", "ittt", op->now, op->actor,
                        reason, id)
         && add_audit (db, op, id, "approval-void", body, error);
}

/* What is open or granted becomes void, in the transaction that is open. @client_id, @run_id: (nullable): of all;
 * @runs: (nullable) (element-type utf8): filled with whose requests they were */
gboolean
muster_store_void_waiting (MusterDb      *db,
                           MusterStoreOp *op,
                           const char    *client_id,
                           const char    *run_id,
                           const char    *reason,
                           GPtrArray     *runs,
                           GError       **error)
{
  g_autoptr(GPtrArray) waiting =
    muster_db_collect (db, error, MUSTER_TYPE_APPROVAL,
                       "SELECT * FROM approvals WHERE state IN ('open', 'granted')"
                       " AND client_id = coalesce (?, client_id) AND run_id = coalesce (?, run_id)", "tt",
                       client_id, run_id);

  for (guint i = 0; waiting != NULL && i < waiting->len; i++)
    {
      if (!void_one (db, op, waiting->pdata[i], reason, error))
        return FALSE;
      if (runs != NULL)
        g_ptr_array_add (runs, g_strdup (muster_approval_get_run_id (waiting->pdata[i])));
    }
  return waiting != NULL;
}

static gboolean
void_work (MusterStore   *self,
           MusterDb      *db,
           MusterStoreOp *op,
           GError       **error)
{
  g_autoptr(GPtrArray) runs = g_ptr_array_new_with_free_func (g_free);

  if (!muster_store_void_waiting (db, op, op->client_id, op->id, op->text, runs, error))
    return FALSE;
  muster_store_op_set_result (op, g_steal_pointer (&runs), (GDestroyNotify) g_ptr_array_unref);
  return TRUE;
}

static gboolean
wrong_code_work (MusterStore   *self,
                 MusterDb      *db,
                 MusterStoreOp *op,
                 GError       **error)
{
  g_autofree char *body = muster_store_audit_body ("approval", op->id, "by", op->text, NULL);

  if (!muster_db_run (db, error,
                      "UPDATE approvals SET wrong_codes = wrong_codes + 1,"
                      " decided = CASE WHEN wrong_codes + 1 >= ? THEN ? ELSE decided END,"
                      " decided_via = CASE WHEN wrong_codes + 1 >= ? THEN 'engine' ELSE decided_via END,"
                      " reason = CASE WHEN wrong_codes + 1 >= ? THEN 'wrong codes' ELSE reason END,"
                      " state = CASE WHEN wrong_codes + 1 >= ? THEN 'void' ELSE state END"
                      " WHERE id = ? AND state = 'open'", "iiiiit", (gint64) MUSTER_APPROVAL_WRONG_CODES, op->now,
                      (gint64) MUSTER_APPROVAL_WRONG_CODES, (gint64) MUSTER_APPROVAL_WRONG_CODES,
                      (gint64) MUSTER_APPROVAL_WRONG_CODES, op->id))
    return FALSE;
  if (muster_db_changes (db) != 1)
    return explain_refusal (db, op, error);
  return muster_db_number (db, error, &op->count, "SELECT wrong_codes FROM approvals WHERE id = ?", "t", op->id)
         && add_audit (db, op, op->id, "approval-wrong-code", body, error);
}

static gboolean
remind_work (MusterStore   *self,
             MusterDb      *db,
             MusterStoreOp *op,
             GError       **error)
{
  if (!muster_db_run (db, error, "UPDATE approvals SET reminded = ? WHERE id = ? AND state = 'open'", "it", op->now,
                      op->id))
    return FALSE;
  if (muster_db_changes (db) != 1)
    return explain_refusal (db, op, error);
  muster_store_op_changed (op, "approvals", op->id);
  return TRUE;
}

static gboolean
confirm_manager_work (MusterStore   *self,
                      MusterDb      *db,
                      MusterStoreOp *op,
                      GError       **error)
{
  g_autofree char *confirmed = g_strconcat (op->text, "\n", op->text2, NULL);
  g_autofree char *body = muster_store_audit_body ("approval", op->id, "by", op->text, "how", op->text2, NULL);

  if (!muster_db_run (db, error,
                      "UPDATE approvals SET manager_by = ? WHERE id = ? AND state = 'open' AND manager_by IS NULL"
                      " AND manager IS NOT NULL AND expires > ?", "tti", confirmed, op->id, op->now))
    return FALSE;
  if (muster_db_changes (db) != 1)
    return explain_refusal (db, op, error);
  return add_audit (db, op, op->id, "approval-manager", body, error);
}


void
muster_store_decide_approval_async (MusterStore                  *self,
                                    const char                   *approval_id,
                                    const MusterApprovalDecision *decision,
                                    GCancellable                 *cancellable,
                                    GAsyncReadyCallback           callback,
                                    gpointer                      user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (approval_id != NULL && decision != NULL && decision->by != NULL && decision->via != NULL);
  g_return_if_fail (decision->to != MUSTER_APPROVAL_STATE_USED && decision->to != MUSTER_APPROVAL_STATE_OPEN);
  g_return_if_fail (decision->to != MUSTER_APPROVAL_STATE_GRANTED || (decision->plan_hash != NULL && decision->items != NULL));

  op = muster_store_op_new (decide_work, MUSTER_STORE_WRITE | MUSTER_STORE_OUTCOME);
  op->id = g_strdup (approval_id);
  op->actor = g_strdup (decision->by);
  op->data = copy_decision (decision);
  op->free_data = free_decision;
  muster_store_start (self, op, muster_store_decide_approval_async, cancellable, callback, user_data);
}

gboolean
muster_store_decide_approval_finish (MusterStore  *self,
                                     GAsyncResult *result,
                                     GError      **error)
{
  muster_test_point ("decided", NULL);
  return muster_store_finish_boolean (self, result, muster_store_decide_approval_async, error);
}

void
muster_store_use_approval_async (MusterStore         *self,
                                 const char          *approval_id,
                                 const char          *plan_hash,
                                 MusterRunState       from,
                                 MusterEffect        *first,
                                 const char          *actor,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (approval_id != NULL && plan_hash != NULL && actor != NULL);

  op = muster_store_op_new (use_work, MUSTER_STORE_WRITE);
  op->id = g_strdup (approval_id);
  op->text = g_strdup (plan_hash);
  op->from = (int) from;
  op->record = first != NULL ? muster_record_copy (first) : NULL;
  op->actor = g_strdup (actor);
  muster_store_start (self, op, muster_store_use_approval_async, cancellable, callback, user_data);
}

gboolean
muster_store_use_approval_finish (MusterStore  *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  muster_test_point ("used", NULL);
  return muster_store_finish_boolean (self, result, muster_store_use_approval_async, error);
}

void
muster_store_void_approvals_async (MusterStore         *self,
                                   const char          *client_id,
                                   const char          *run_id,
                                   const char          *reason,
                                   const char          *actor,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (reason != NULL && actor != NULL);

  op = muster_store_op_new (void_work, MUSTER_STORE_WRITE | MUSTER_STORE_OUTCOME);
  op->client_id = g_strdup (client_id);
  op->id = g_strdup (run_id);
  op->text = g_strdup (reason);
  op->actor = g_strdup (actor);
  muster_store_start (self, op, muster_store_void_approvals_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_void_approvals_finish (MusterStore  *self,
                                    GAsyncResult *result,
                                    GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_void_approvals_async, error);
}

void
muster_store_count_wrong_code_async (MusterStore         *self,
                                     const char          *approval_id,
                                     const char          *by,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (approval_id != NULL && by != NULL);

  op = muster_store_op_new (wrong_code_work, MUSTER_STORE_WRITE | MUSTER_STORE_OUTCOME);
  op->id = g_strdup (approval_id);
  op->text = g_strdup (by);
  op->actor = g_strdup (by);
  muster_store_start (self, op, muster_store_count_wrong_code_async, cancellable, callback, user_data);
}

gint64
muster_store_count_wrong_code_finish (MusterStore  *self,
                                      GAsyncResult *result,
                                      GError      **error)
{
  return muster_store_finish_count (self, result, muster_store_count_wrong_code_async, error);
}

void
muster_store_remind_approval_async (MusterStore         *self,
                                    const char          *approval_id,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (approval_id != NULL);

  op = muster_store_op_new (remind_work, MUSTER_STORE_WRITE | MUSTER_STORE_OUTCOME);
  op->id = g_strdup (approval_id);
  muster_store_start (self, op, muster_store_remind_approval_async, cancellable, callback, user_data);
}

gboolean
muster_store_remind_approval_finish (MusterStore  *self,
                                     GAsyncResult *result,
                                     GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_remind_approval_async, error);
}

void
muster_store_confirm_manager_async (MusterStore         *self,
                                    const char          *approval_id,
                                    const char          *by,
                                    const char          *how,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (approval_id != NULL && by != NULL && how != NULL);

  op = muster_store_op_new (confirm_manager_work, MUSTER_STORE_WRITE | MUSTER_STORE_OUTCOME);
  op->id = g_strdup (approval_id);
  op->text = g_strdup (by);
  op->text2 = g_strdup (how);
  op->actor = g_strdup (by);
  muster_store_start (self, op, muster_store_confirm_manager_async, cancellable, callback, user_data);
}

gboolean
muster_store_confirm_manager_finish (MusterStore  *self,
                                     GAsyncResult *result,
                                     GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_confirm_manager_async, error);
}
