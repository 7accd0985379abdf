/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include "muster-error.h"
#include "muster-hash.h"
#include "muster-json.h"
#include "muster-store-private.h"
#include "muster-store-runs.h"
#include "muster-test-point.h"

/* A MusterRunChange of our own, with the plan as text */
typedef struct
{
  char      *plan;
  char      *note_text;
  char      *note_external_id;
  char      *planner;
  char      *error_text;
  GPtrArray *effects;  /* (nullable) (element-type MusterEffect) */
  MusterApproval *approval;  /* (nullable) */
  gint64     add_requests;
  gint64     add_attempts;
  gint64     add_active_us;
  char      *prompt_hash;
  gboolean   revise;
} Change;

static char *
plan_to_text (MusterPlan *plan)
{
  g_autoptr(JsonNode) node = plan != NULL ? muster_plan_to_json (plan) : NULL;

  return node != NULL ? muster_json_to_string (node) : NULL;
}

static GPtrArray *
copy_effects (GPtrArray *effects)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < effects->len; i++)
    g_ptr_array_add (copies, muster_record_copy (effects->pdata[i]));
  return copies;
}

static Change *
copy_change (const MusterRunChange *change)
{
  Change *copy = g_new0 (Change, 1);

  if (change == NULL)
    return copy;
  copy->plan = plan_to_text (change->plan);
  copy->note_text = g_strdup (change->note_text);
  copy->note_external_id = g_strdup (change->note_external_id);
  copy->planner = g_strdup (change->planner);
  copy->error_text = g_strdup (change->error_text);
  copy->effects = change->effects != NULL ? copy_effects (change->effects) : NULL;
  copy->approval = change->approval != NULL ? muster_record_copy (change->approval) : NULL;
  copy->add_requests = change->add_requests;
  copy->add_attempts = change->add_attempts;
  copy->add_active_us = change->add_active_us;
  copy->prompt_hash = g_strdup (change->prompt_hash);
  copy->revise = change->revise;
  return copy;
}

static void
free_change (gpointer data)
{
  Change *change = data;

  g_free (change->plan);
  g_free (change->note_text);
  g_free (change->note_external_id);
  g_free (change->planner);
  g_free (change->error_text);
  g_free (change->prompt_hash);
  g_clear_pointer (&change->effects, g_ptr_array_unref);
  g_clear_object (&change->approval);
  g_free (change);
}

/* A change that begins something new may not use up the reserve of a full disk */
static MusterStoreFlags
flags_of_change (const MusterRunChange *change)
{
  if (change != NULL && (change->approval != NULL || (change->effects != NULL && change->effects->len > 0)))
    return MUSTER_STORE_WRITE;
  return MUSTER_STORE_WRITE | MUSTER_STORE_OUTCOME;
}

static void
read_plan (MusterRun  *run,
           const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(MusterPlan) plan = NULL;

  if (text == NULL)
    return;
  node = muster_json_from_string_trusted (text, &error);
  plan = node != NULL ? muster_plan_from_json (node, &error) : NULL;
  if (plan != NULL)
    muster_run_set_plan (run, plan);
  else
    g_warning ("Plan of run %s: %s", muster_run_get_id (run), error->message);
}

#define SELECT_RUN "SELECT plan, * FROM runs "

/* (transfer full) (nullable): the rows of @statement, whose first column is the plan */
static GPtrArray *
collect_runs (MusterDb     *db,
              sqlite3_stmt *statement,
              GError      **error)
{
  g_autoptr(GPtrArray) runs = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GError) local_error = NULL;

  if (statement == NULL)
    return NULL;
  while (muster_db_next (db, statement, &local_error))
    {
      MusterRun *run = muster_run_new ();

      muster_db_read (statement, run);
      read_plan (run, muster_db_column_text (statement, 0));
      g_ptr_array_add (runs, run);
    }
  if (local_error == NULL)
    return g_steal_pointer (&runs);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

static gboolean
take_list (MusterStoreOp *op,
           GPtrArray     *runs)
{
  muster_store_op_set_result (op, runs, (GDestroyNotify) g_ptr_array_unref);
  return runs != NULL;
}

static gboolean
take_one (MusterStoreOp *op,
          GPtrArray     *runs)
{
  g_autoptr(GPtrArray) found = runs;

  if (found == NULL)
    return FALSE;
  if (found->len > 0)
    muster_store_op_set_result (op, g_object_ref (found->pdata[0]), g_object_unref);
  return TRUE;
}

/* Its client is known now, and nothing is left for intake to do */
static gboolean
settle_ticket (MusterDb      *db,
               MusterStoreOp *op,
               MusterRun     *run,
               GError       **error)
{
  muster_store_op_changed (op, "tickets", muster_run_get_ticket_id (run));
  return muster_db_run (db, error,
                        "UPDATE tickets SET wait_reason = 'none', client_id = ?, ignored = NULL, handled = 1"
                        " WHERE id = ?", "tt",
                        muster_run_get_client_id (run), muster_run_get_ticket_id (run));
}

static gboolean
create_run_work (MusterStore   *self,
                 MusterDb      *db,
                 MusterStoreOp *op,
                 GError       **error)
{
  MusterRun *run = op->record;
  g_autofree char *body =
    muster_store_audit_body ("run", muster_run_get_id (run),
                             "ticket", muster_run_get_external_ticket_id (run),
                             "mode", muster_mode_to_string (muster_run_get_mode (run)),
                             "state", muster_run_state_to_string (muster_run_get_state (run)), NULL);

  if (muster_run_get_created (run) == 0)
    muster_run_set_created (run, op->now);
  if (muster_run_get_state_since (run) == 0)
    muster_run_set_state_since (run, op->now);
  muster_store_op_changed (op, "runs", muster_run_get_id (run));
  return muster_db_write (db, error, run,
                          "INSERT INTO runs (id, ticket_id, client_id, connection_id, external_ticket_id, ticket_number,"
                          " summary, state, mode, state_since, created, note_text, note_external_id, planner,"
                          " error_text, attempts, requests, conversation)"
                          " VALUES (:id, :ticket_id, :client_id, :connection_id, :external_ticket_id, :ticket_number,"
                          " :summary, :state, :mode, :state_since, :created, :note_text, :note_external_id, :planner,"
                          " :error_text, :attempts, :requests, :conversation)")
         && (op->text == NULL
             || muster_db_run (db, error, "UPDATE runs SET plan = ? WHERE id = ?", "tt", op->text,
                               muster_run_get_id (run)))
         && settle_ticket (db, op, run, error)
         && muster_store_add_audit_row (db, op, muster_run_get_client_id (run), "run-created", body, error);
}

static gboolean
get_run_work (MusterStore   *self,
              MusterDb      *db,
              MusterStoreOp *op,
              GError       **error)
{
  sqlite3_stmt *statement = muster_db_query (db, error, SELECT_RUN "WHERE id = ?", "t", op->id);

  return take_one (op, collect_runs (db, statement, error))
         && (op->result != NULL || muster_store_fail_not_found (error, "run", op->id));
}

static gboolean
find_run_work (MusterStore   *self,
               MusterDb      *db,
               MusterStoreOp *op,
               GError       **error)
{
  sqlite3_stmt *statement = muster_db_query (db, error,
                                             SELECT_RUN "WHERE connection_id = ? AND external_ticket_id = ?",
                                             "tt", op->connection_id, op->id);

  return take_one (op, collect_runs (db, statement, error));
}

static gboolean
list_unfinished_runs_work (MusterStore   *self,
                           MusterDb      *db,
                           MusterStoreOp *op,
                           GError       **error)
{
  sqlite3_stmt *statement =
    muster_db_query (db, error,
                     SELECT_RUN "WHERE state NOT IN ('done', 'rejected', 'expired', 'needs-human')"
                     " OR EXISTS (SELECT 1 FROM tickets t"
                     "  WHERE t.id = runs.ticket_id AND t.conversation <> runs.conversation AND t.ignored IS NULL)"
                     " OR identity_time > max (created, updated)"
                     " ORDER BY created, id", "");

  return take_list (op, collect_runs (db, statement, error));
}

/* The page is found in an index alone, and only its rows are read */
#define SELECT_RUN_PAGE(page) \
  SELECT_RUN "WHERE rowid IN (SELECT rowid FROM runs " page " ORDER BY created DESC, id DESC LIMIT ? OFFSET ?)" \
  " ORDER BY created DESC, id DESC"

static gboolean
list_runs_work (MusterStore   *self,
                MusterDb      *db,
                MusterStoreOp *op,
                GError       **error)
{
  sqlite3_stmt *statement;

  if (op->client_id != NULL)
    statement = muster_db_query (db, error,
                                 SELECT_RUN_PAGE ("WHERE client_id = ?"),
                                 "tii", op->client_id, op->limit, op->offset);
  else
    statement = muster_db_query (db, error, SELECT_RUN_PAGE (""), "ii", op->limit, op->offset);
  return take_list (op, collect_runs (db, statement, error));
}

static gboolean
count_runs_work (MusterStore   *self,
                 MusterDb      *db,
                 MusterStoreOp *op,
                 GError       **error)
{
  return muster_db_number (db, error, &op->count, "SELECT n FROM counts WHERE list = 'runs' AND client_id = ?", "t",
                           op->client_id != NULL ? op->client_id : "");
}

/* Why the run could not be moved: it is not there, or not in the state it was thought to be in */
static gboolean
explain_refusal (MusterDb      *db,
                 MusterStoreOp *op,
                 GError       **error)
{
  g_autofree char *state = NULL;

  if (!muster_db_text (db, error, &state, "SELECT state FROM runs WHERE id = ?", "t", op->id))
    return FALSE;
  if (state == NULL)
    return muster_store_fail_not_found (error, "run", op->id);
  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT, "Run %s is in state %s, not %s", op->id, state,
               muster_run_state_to_string ((MusterRunState) op->from));
  return FALSE;
}

static gboolean
audit_advance (MusterDb      *db,
               MusterStoreOp *op,
               const char    *client_id,
               GError       **error)
{
  const Change *change = op->data;
  g_autofree char *plan_hash = change->plan != NULL ? muster_hash_text (change->plan) : NULL;
  g_autofree char *note_hash = change->note_text != NULL ? muster_hash_text (change->note_text) : NULL;
  g_autofree char *body =
    muster_store_audit_body ("run", op->id,
                             "from", muster_run_state_to_string ((MusterRunState) op->from),
                             "to", muster_run_state_to_string ((MusterRunState) op->to),
                             "plan", plan_hash, "note", note_hash, "noteId", change->note_external_id,
                             "why", change->error_text != NULL && *change->error_text != '\0' ? change->error_text : NULL, NULL);

  return muster_store_add_audit_row (db, op, client_id, "run-advanced", body, error);
}

static gboolean
prepare_effects (MusterStore   *self,
                 MusterDb      *db,
                 MusterStoreOp *op,
                 GPtrArray     *effects,
                 GError       **error)
{
  for (guint i = 0; effects != NULL && i < effects->len; i++)
    if (!muster_store_insert_effect (self, db, op, effects->pdata[i], error))
      return FALSE;
  return TRUE;
}

/* The plan becomes an earlier one; the new one is made for what the ticket's people have said by now */
static gboolean
revise (MusterDb      *db,
        MusterStoreOp *op,
        GError       **error)
{
  return muster_db_run (db, error,
                        "INSERT INTO revisions (id, revision, plan, planner, conversation, change_author, change_kind,"
                        " change_time, updated) SELECT id, revision, plan, planner, conversation, change_author,"
                        " change_kind, change_time, updated FROM runs WHERE id = ? AND plan IS NOT NULL", "t", op->id)
         && muster_db_run (db, error,
                           "UPDATE runs SET revision = runs.revision + 1, updated = ?, attempts = 0,"
                           " conversation = t.conversation, change_author = t.change_author,"
                           " change_kind = t.change_kind, change_time = t.change_time, summary = t.summary"
                           " FROM tickets t WHERE t.id = runs.ticket_id AND runs.id = ?", "it", op->now, op->id)
         && muster_store_void_waiting (db, op, NULL, op->id, "The plan was made again", NULL, error);
}

static gboolean
list_revisions_work (MusterStore   *self,
                     MusterDb      *db,
                     MusterStoreOp *op,
                     GError       **error)
{
  sqlite3_stmt *statement = muster_db_query (db, error,
                                             "SELECT plan, * FROM revisions WHERE id = ? ORDER BY revision DESC", "t",
                                             op->id);

  return take_list (op, collect_runs (db, statement, error));
}

static gboolean
advance_run_work (MusterStore   *self,
                  MusterDb      *db,
                  MusterStoreOp *op,
                  GError       **error)
{
  const Change *change = op->data;
  g_autofree char *client_id = NULL;

  if (!muster_db_run (db, error,
                      "UPDATE runs SET state = ?, state_since = ?, plan = coalesce (?, plan),"
                      " note_text = coalesce (?, note_text), note_external_id = coalesce (?, note_external_id),"
                      " planner = coalesce (?, planner), error_text = coalesce (?, error_text),"
                      " requests = requests + ?, attempts = attempts + ?, active_us = active_us + ?,"
                      " prompt_hash = coalesce (?, prompt_hash) WHERE id = ? AND state = ?",
                      "titttttiiittt", muster_run_state_to_string ((MusterRunState) op->to), op->now, change->plan,
                      change->note_text, change->note_external_id, change->planner, change->error_text,
                      change->add_requests, change->add_attempts, change->add_active_us, change->prompt_hash, op->id,
                      muster_run_state_to_string ((MusterRunState) op->from)))
    return FALSE;
  if (muster_db_changes (db) == 0)
    return explain_refusal (db, op, error);
  muster_store_op_changed (op, "runs", op->id);
  muster_test_point ("advancing", muster_run_state_to_string ((MusterRunState) op->to));
  return muster_db_text (db, error, &client_id, "SELECT client_id FROM runs WHERE id = ?", "t", op->id)
         && (!change->revise || revise (db, op, error))
         && prepare_effects (self, db, op, change->effects, error)
         && (change->approval == NULL || muster_store_insert_approval (db, op, change->approval, error))
         && audit_advance (db, op, client_id, error);
}

static gboolean
confirm_identity_work (MusterStore   *self,
                       MusterDb      *db,
                       MusterStoreOp *op,
                       GError       **error)
{
  const char *level = muster_identity_level_to_string ((MusterIdentityLevel) op->to);
  g_autofree char *client_id = NULL;
  g_autofree char *body = muster_store_audit_body ("run", op->id, "level", level, "how", op->text, NULL);

  if (!muster_db_text (db, error, &client_id, "SELECT client_id FROM runs WHERE id = ?", "t", op->id))
    return FALSE;
  if (client_id == NULL)
    return muster_store_fail_not_found (error, "run", op->id);
  if (!muster_db_run (db, error,
                      "UPDATE runs SET identity_level = ?1, identity_by = ?2, identity_how = ?3, identity_time = ?4,"
                      " identity_requester = plan ->> '$.requester' WHERE id = ?5"
                      " AND (coalesce (identity_level, '') < ?1 OR identity_requester IS NOT plan ->> '$.requester' OR"
                      " identity_time < (SELECT t.change_time FROM tickets t WHERE t.id = runs.ticket_id))",
                      "tttit", level, op->actor, op->text, op->now, op->id))
    return FALSE;
  if (muster_db_changes (db) == 0)
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT, "Somebody has confirmed this already");
      return FALSE;
    }
  muster_store_op_changed (op, "runs", op->id);
  return muster_store_add_audit_row (db, op, client_id, "identity-confirmed", body, error);
}

void
muster_store_confirm_identity_async (MusterStore        *self,
                                     const char         *run_id,
                                     MusterIdentityLevel level,
                                     const char         *how,
                                     const char         *actor,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (run_id != NULL && how != NULL && actor != NULL);

  op = muster_store_op_new (confirm_identity_work, MUSTER_STORE_WRITE);
  op->id = g_strdup (run_id);
  op->to = (int) level;
  op->text = g_strdup (how);
  op->actor = g_strdup (actor);
  muster_store_start (self, op, muster_store_confirm_identity_async, cancellable, callback, user_data);
}

gboolean
muster_store_confirm_identity_finish (MusterStore  *self,
                                      GAsyncResult *result,
                                      GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_confirm_identity_async, error);
}

void
muster_store_create_run_async (MusterStore        *self,
                               MusterRun          *run,
                               const char         *actor,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (MUSTER_IS_RUN (run));
  g_return_if_fail (actor != NULL);

  op = muster_store_op_new (create_run_work, MUSTER_STORE_WRITE);
  op->record = muster_record_copy (run);
  op->text = plan_to_text (muster_run_get_plan (run));
  op->actor = g_strdup (actor);
  muster_store_start (self, op, muster_store_create_run_async, cancellable, callback, user_data);
}

gboolean
muster_store_create_run_finish (MusterStore  *self,
                                GAsyncResult *result,
                                GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_create_run_async, error);
}

void
muster_store_get_run_async (MusterStore        *self,
                            const char         *run_id,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (run_id != NULL);

  op = muster_store_op_new (get_run_work, MUSTER_STORE_READ);
  op->id = g_strdup (run_id);
  muster_store_start (self, op, muster_store_get_run_async, cancellable, callback, user_data);
}

MusterRun *
muster_store_get_run_finish (MusterStore  *self,
                             GAsyncResult *result,
                             GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_get_run_async, error);
}

void
muster_store_find_run_async (MusterStore        *self,
                             const char         *connection_id,
                             const char         *external_ticket_id,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (connection_id != NULL && external_ticket_id != NULL);

  op = muster_store_op_new (find_run_work, MUSTER_STORE_READ);
  op->connection_id = g_strdup (connection_id);
  op->id = g_strdup (external_ticket_id);
  muster_store_start (self, op, muster_store_find_run_async, cancellable, callback, user_data);
}

MusterRun *
muster_store_find_run_finish (MusterStore  *self,
                              GAsyncResult *result,
                              GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_find_run_async, error);
}

void
muster_store_list_unfinished_runs_async (MusterStore        *self,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));

  op = muster_store_op_new (list_unfinished_runs_work, MUSTER_STORE_READ);
  muster_store_start (self, op, muster_store_list_unfinished_runs_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_list_unfinished_runs_finish (MusterStore  *self,
                                          GAsyncResult *result,
                                          GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_unfinished_runs_async, error);
}

void
muster_store_list_runs_async (MusterStore        *self,
                              const char         *client_id,
                              guint               limit,
                              guint               offset,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));

  op = muster_store_op_new (list_runs_work, MUSTER_STORE_READ);
  op->client_id = g_strdup (client_id);
  op->limit = limit;
  op->offset = offset;
  muster_store_start (self, op, muster_store_list_runs_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_list_runs_finish (MusterStore  *self,
                               GAsyncResult *result,
                               GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_runs_async, error);
}

void
muster_store_count_runs_async (MusterStore        *self,
                               const char         *client_id,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));

  op = muster_store_op_new (count_runs_work, MUSTER_STORE_READ);
  op->client_id = g_strdup (client_id);
  muster_store_start (self, op, muster_store_count_runs_async, cancellable, callback, user_data);
}

gint64
muster_store_count_runs_finish (MusterStore  *self,
                                GAsyncResult *result,
                                GError      **error)
{
  return muster_store_finish_count (self, result, muster_store_count_runs_async, error);
}

void
muster_store_advance_run_async (MusterStore           *self,
                                const char            *run_id,
                                MusterRunState         from,
                                MusterRunState         to,
                                const MusterRunChange *change,
                                const char            *actor,
                                GCancellable          *cancellable,
                                GAsyncReadyCallback    callback,
                                gpointer               user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (run_id != NULL && actor != NULL);

  op = muster_store_op_new (advance_run_work, flags_of_change (change));
  op->id = g_strdup (run_id);
  op->from = (int) from;
  op->to = (int) to;
  op->actor = g_strdup (actor);
  op->data = copy_change (change);
  op->free_data = free_change;
  muster_store_start (self, op, muster_store_advance_run_async, cancellable, callback, user_data);
}

gboolean
muster_store_advance_run_finish (MusterStore  *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  muster_test_point ("advanced", NULL);
  return muster_store_finish_boolean (self, result, muster_store_advance_run_async, error);
}

void
muster_store_list_revisions_async (MusterStore        *self,
                                   const char         *run_id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (run_id != NULL);

  op = muster_store_op_new (list_revisions_work, MUSTER_STORE_READ);
  op->id = g_strdup (run_id);
  muster_store_start (self, op, muster_store_list_revisions_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_list_revisions_finish (MusterStore  *self,
                                    GAsyncResult *result,
                                    GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_revisions_async, error);
}
