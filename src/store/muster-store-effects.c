/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include "muster-error.h"
#include "muster-store-effects.h"
#include "muster-store-private.h"
#include "muster-test-point.h"

/* An act of no run that was not sent after so long is not sent any more */
#define UNSENT_US (15 * G_TIME_SPAN_MINUTE)

typedef struct
{
  char *dispatched_boot;
  char *op_link;
  char *external_ref;
  char *outcome;
  char *outcome_hash;
  char *before;
  char *made;
  gboolean already;
  gint64   look_due;
} Mark;

static Mark *
copy_mark (const MusterEffectMark *mark)
{
  Mark *copy = g_new0 (Mark, 1);

  if (mark == NULL)
    return copy;
  copy->dispatched_boot = g_strdup (mark->dispatched_boot);
  copy->op_link = g_strdup (mark->op_link);
  copy->external_ref = g_strdup (mark->external_ref);
  copy->outcome = g_strdup (mark->outcome);
  copy->outcome_hash = g_strdup (mark->outcome_hash);
  copy->before = g_strdup (mark->before);
  copy->made = g_strdup (mark->made);
  copy->already = mark->already;
  copy->look_due = mark->look_due;
  return copy;
}

static void
free_mark (gpointer data)
{
  Mark *mark = data;

  g_free (mark->dispatched_boot);
  g_free (mark->op_link);
  g_free (mark->external_ref);
  g_free (mark->outcome);
  g_free (mark->outcome_hash);
  g_free (mark->before);
  g_free (mark->made);
  g_free (mark);
}

/* Sending is something new, and stops on a full disk; what came of it is recorded in any case */
static MusterStoreFlags
flags_of_mark (MusterEffectState from,
               MusterEffectState to)
{
  if (to == MUSTER_EFFECT_STATE_DISPATCHED && from != to)
    return MUSTER_STORE_WRITE;
  return MUSTER_STORE_WRITE | MUSTER_STORE_OUTCOME;
}

/* An effect of a run belongs to the run's client, and to no other */
static gboolean
take_client (MusterDb     *db,
             MusterEffect *effect,
             GError      **error)
{
  const char *run_id = muster_effect_get_run_id (effect);
  const char *client_id = muster_effect_get_client_id (effect);
  g_autofree char *of_run = NULL;

  if (run_id == NULL)
    return TRUE;
  if (!muster_db_text (db, error, &of_run, "SELECT client_id FROM runs WHERE id = ?", "t", run_id))
    return FALSE;
  if (of_run == NULL || (client_id != NULL && g_strcmp0 (client_id, of_run) != 0))
    return muster_store_fail_not_found (error, "run of this client", run_id);
  muster_effect_set_client_id (effect, of_run);
  return TRUE;
}

/* Puts @effect into the ledger as PREPARED, in the transaction that is open */
gboolean
muster_store_insert_effect (MusterStore   *self,
                            MusterDb      *db,
                            MusterStoreOp *op,
                            gpointer       record,
                            GError       **error)
{
  MusterEffect *effect = record;
  const char *id = muster_effect_get_id (effect);
  g_autofree char *body =
    muster_store_audit_body ("effect", id, "run", muster_effect_get_run_id (effect),
                             "tool", muster_effect_get_tool (effect),
                             "target", muster_effect_get_target (effect),
                             "args", muster_effect_get_args_hash (effect),
                             "undo-of", muster_effect_get_undo_of (effect),
                             "approval", muster_effect_get_approval_id (effect), NULL);

  if (!muster_store_may_begin (self, error) || !take_client (db, effect, error)
      || !muster_store_check_effect_approval (db, muster_effect_get_approval_id (effect),
                                              muster_effect_get_run_id (effect), error))
    return FALSE;
  muster_effect_set_state (effect, MUSTER_EFFECT_STATE_PREPARED);
  muster_effect_set_actor (effect, op->actor);
  if (muster_effect_get_call (effect) == NULL)
    muster_effect_set_call (effect, "");
  if (muster_effect_get_created (effect) == 0)
    muster_effect_set_created (effect, op->now);
  /* Nobody goes on with what is no run's when the program ends before it is sent */
  if (muster_effect_get_run_id (effect) == NULL && muster_effect_get_look_due (effect) == 0)
    muster_effect_set_look_due (effect, op->now + UNSENT_US);
  muster_store_op_changed (op, "effects", id);
  muster_test_point ("preparing", muster_effect_get_tool (effect));
  return muster_db_write (db, error, effect,
                          "INSERT INTO effects (id, run_id, client_id, connection_id, step, call, attempt, tool,"
                          " tool_version, effect_class, target, args, args_hash, retry_class, marker, op_link,"
                          " external_ref, outcome, outcome_hash, state, created, settle_ms, undo_of, look_due, actor,"
                          " approval_id)"
                          " VALUES (:id, :run_id, :client_id, :connection_id, :step, :call, :attempt, :tool,"
                          " :tool_version, :effect_class, :target, :args, :args_hash, :retry_class, :marker, :op_link,"
                          " :external_ref, :outcome, :outcome_hash, :state, :created, :settle_ms, :undo_of, :look_due, :actor,"
                          " :approval_id)")
         && muster_store_add_activity (db, op, muster_effect_get_client_id (effect),
                                       muster_effect_get_run_id (effect), 0, id, error)
         && muster_store_add_audit_row (db, op, muster_effect_get_client_id (effect), "effect-prepared", body, error);
}

static gboolean
prepare_effect_work (MusterStore   *self,
                     MusterDb      *db,
                     MusterStoreOp *op,
                     GError       **error)
{
  return muster_store_insert_effect (self, db, op, op->record, error);
}

static gboolean
explain_refusal (MusterDb      *db,
                 MusterStoreOp *op,
                 GError       **error)
{
  g_autofree char *state = NULL;

  if (!muster_db_text (db, error, &state, "SELECT state FROM effects WHERE id = ?", "t", op->id))
    return FALSE;
  if (state == NULL)
    return muster_store_fail_not_found (error, "effect", op->id);
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT, "Effect %s is in state %s, not %s", op->id, state,
               muster_effect_state_to_string ((MusterEffectState) op->from));
  return FALSE;
}

static gboolean
audit_mark (MusterDb      *db,
            MusterStoreOp *op,
            GError       **error)
{
  const Mark *mark = op->data;
  g_autofree char *client_id = NULL;
  g_autofree char *event = g_strconcat ("effect-", muster_effect_state_to_string ((MusterEffectState) op->to), NULL);
  g_autofree char *body =
    muster_store_audit_body ("effect", op->id, "from", muster_effect_state_to_string ((MusterEffectState) op->from),
                             "ref", mark->external_ref, "outcome", mark->outcome, "hash", mark->outcome_hash, NULL);

  if (!muster_db_text (db, error, &client_id, "SELECT client_id FROM effects WHERE id = ?", "t", op->id))
    return FALSE;
  muster_store_op_changed (op, "effects", op->id);
  muster_store_op_changed (op, "activity", client_id != NULL ? client_id : "");
  return muster_store_add_audit_row (db, op, client_id, event, body, error);
}

static gboolean
mark_effect_work (MusterStore   *self,
                  MusterDb      *db,
                  MusterStoreOp *op,
                  GError       **error)
{
  const Mark *mark = op->data;
  gint64 dispatched = op->to == MUSTER_EFFECT_STATE_DISPATCHED && op->from != op->to ? op->now : 0;

  if (!muster_db_run (db, error,
                      "UPDATE effects SET state = ?, dispatched_wall = max (dispatched_wall, ?),"
                      " dispatched_boot = coalesce (?, dispatched_boot), op_link = coalesce (?, op_link),"
                      " external_ref = coalesce (?, external_ref), outcome = coalesce (?, outcome),"
                      " outcome_hash = coalesce (?, outcome_hash), before = coalesce (?, before), made = coalesce (?, made),"
                      " already = max (already, ?), look_due = CASE ? WHEN 0 THEN look_due WHEN -1 THEN 0 ELSE ? END"
                      " WHERE id = ? AND state = ?",
                      "titttttttniitt", muster_effect_state_to_string ((MusterEffectState) op->to), dispatched,
                      mark->dispatched_boot, mark->op_link, mark->external_ref, mark->outcome, mark->outcome_hash,
                      mark->before, mark->made, mark->already, mark->look_due, mark->look_due, op->id, muster_effect_state_to_string ((MusterEffectState) op->from)))
    return FALSE;
  if (muster_db_changes (db) == 0)
    return explain_refusal (db, op, error);
  muster_test_point ("marking", muster_effect_state_to_string ((MusterEffectState) op->to));
  return audit_mark (db, op, error);
}

static gboolean
get_effect_work (MusterStore   *self,
                 MusterDb      *db,
                 MusterStoreOp *op,
                 GError       **error)
{
  gpointer effect;

  if (!muster_db_get (db, error, MUSTER_TYPE_EFFECT, &effect, "SELECT * FROM effects WHERE id = ?", "t", op->id))
    return FALSE;
  if (effect == NULL)
    return muster_store_fail_not_found (error, "effect", op->id);
  muster_store_op_set_result (op, effect, g_object_unref);
  return TRUE;
}

static gboolean
list_effects_work (MusterStore   *self,
                   MusterDb      *db,
                   MusterStoreOp *op,
                   GError       **error)
{
  GPtrArray *effects = muster_db_collect (db, error, MUSTER_TYPE_EFFECT,
                                          "SELECT * FROM effects WHERE run_id = ? ORDER BY step, created, attempt, id",
                                          "t", op->id);

  muster_store_op_set_result (op, effects, (GDestroyNotify) g_ptr_array_unref);
  return effects != NULL;
}

static gboolean
list_effects_in_state_work (MusterStore   *self,
                            MusterDb      *db,
                            MusterStoreOp *op,
                            GError       **error)
{
  GPtrArray *effects = muster_db_collect (db, error, MUSTER_TYPE_EFFECT,
                                          "SELECT * FROM effects WHERE state = ? ORDER BY created, id", "t",
                                          muster_effect_state_to_string ((MusterEffectState) op->from));

  muster_store_op_set_result (op, effects, (GDestroyNotify) g_ptr_array_unref);
  return effects != NULL;
}

static gboolean
list_effects_due_work (MusterStore   *self,
                       MusterDb      *db,
                       MusterStoreOp *op,
                       GError       **error)
{
  GPtrArray *effects = muster_db_collect (db, error, MUSTER_TYPE_EFFECT,
                                          "SELECT * FROM effects WHERE look_due > 0 AND look_due <= ? AND state <> 'absent'"
                                          " ORDER BY look_due, id"
                                          " LIMIT 200", "i", op->number);

  muster_store_op_set_result (op, effects, (GDestroyNotify) g_ptr_array_unref);
  return effects != NULL;
}

static gboolean
find_undo_work (MusterStore   *self,
                MusterDb      *db,
                MusterStoreOp *op,
                GError       **error)
{
  gpointer effect;

  if (!muster_db_get (db, error, MUSTER_TYPE_EFFECT, &effect,
                      "SELECT * FROM effects WHERE undo_of = ? AND state <> 'absent'", "t", op->id))
    return FALSE;
  if (effect != NULL)
    muster_store_op_set_result (op, effect, g_object_unref);
  return TRUE;
}

void
muster_store_prepare_effect_async (MusterStore        *self,
                                   MusterEffect       *effect,
                                   const char         *actor,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (MUSTER_IS_EFFECT (effect));
  g_return_if_fail (actor != NULL);

  op = muster_store_op_new (prepare_effect_work, MUSTER_STORE_WRITE);
  op->record = muster_record_copy (effect);
  op->actor = g_strdup (actor);
  muster_store_start (self, op, muster_store_prepare_effect_async, cancellable, callback, user_data);
}

gboolean
muster_store_prepare_effect_finish (MusterStore  *self,
                                    GAsyncResult *result,
                                    GError      **error)
{
  muster_test_point ("prepared", NULL);
  return muster_store_finish_boolean (self, result, muster_store_prepare_effect_async, error);
}

void
muster_store_mark_effect_async (MusterStore            *self,
                                const char             *effect_id,
                                MusterEffectState       from,
                                MusterEffectState       to,
                                const MusterEffectMark *mark,
                                const char             *actor,
                                GCancellable           *cancellable,
                                GAsyncReadyCallback     callback,
                                gpointer                user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (effect_id != NULL && actor != NULL);

  op = muster_store_op_new (mark_effect_work, flags_of_mark (from, to));
  op->id = g_strdup (effect_id);
  op->from = (int) from;
  op->to = (int) to;
  op->actor = g_strdup (actor);
  op->data = copy_mark (mark);
  op->free_data = free_mark;
  muster_store_start (self, op, muster_store_mark_effect_async, cancellable, callback, user_data);
}

gboolean
muster_store_mark_effect_finish (MusterStore  *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  muster_test_point ("marked", NULL);
  return muster_store_finish_boolean (self, result, muster_store_mark_effect_async, error);
}

void
muster_store_get_effect_async (MusterStore        *self,
                               const char         *effect_id,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (effect_id != NULL);

  op = muster_store_op_new (get_effect_work, MUSTER_STORE_READ);
  op->id = g_strdup (effect_id);
  muster_store_start (self, op, muster_store_get_effect_async, cancellable, callback, user_data);
}

MusterEffect *
muster_store_get_effect_finish (MusterStore  *self,
                                GAsyncResult *result,
                                GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_get_effect_async, error);
}

void
muster_store_list_effects_async (MusterStore        *self,
                                 const char         *run_id,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (run_id != NULL);

  op = muster_store_op_new (list_effects_work, MUSTER_STORE_READ);
  op->id = g_strdup (run_id);
  muster_store_start (self, op, muster_store_list_effects_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_list_effects_finish (MusterStore  *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_effects_async, error);
}

void
muster_store_list_effects_due_async (MusterStore        *self,
                                     gint64              now,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));

  op = muster_store_op_new (list_effects_due_work, MUSTER_STORE_READ);
  op->number = now;
  muster_store_start (self, op, muster_store_list_effects_due_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_list_effects_due_finish (MusterStore  *self,
                                      GAsyncResult *result,
                                      GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_effects_due_async, error);
}

void
muster_store_find_undo_async (MusterStore        *self,
                              const char         *effect_id,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (effect_id != NULL);

  op = muster_store_op_new (find_undo_work, MUSTER_STORE_READ);
  op->id = g_strdup (effect_id);
  muster_store_start (self, op, muster_store_find_undo_async, cancellable, callback, user_data);
}

MusterEffect *
muster_store_find_undo_finish (MusterStore  *self,
                               GAsyncResult *result,
                               GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_find_undo_async, error);
}

void
muster_store_list_effects_in_state_async (MusterStore        *self,
                                          MusterEffectState   state,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));

  op = muster_store_op_new (list_effects_in_state_work, MUSTER_STORE_READ);
  op->from = (int) state;
  muster_store_start (self, op, muster_store_list_effects_in_state_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_list_effects_in_state_finish (MusterStore  *self,
                                           GAsyncResult *result,
                                           GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_effects_in_state_async, error);
}
