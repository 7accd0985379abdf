/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-store"

#include "config.h"

#include "muster-error.h"
#include "muster-store-history.h"
#include "muster-store-models.h"
#include "muster-store-private.h"

static gboolean
list_models_work (MusterStore   *self,
                  MusterDb      *db,
                  MusterStoreOp *op,
                  GError       **error)
{
  GPtrArray *models = muster_db_collect (db, error, MUSTER_TYPE_LANGUAGE_MODEL,
                                         "SELECT * FROM models ORDER BY position, id", "");

  muster_store_op_set_result (op, models, (GDestroyNotify) g_ptr_array_unref);
  return models != NULL;
}

static gboolean
save_model_work (MusterStore   *self,
                 MusterDb      *db,
                 MusterStoreOp *op,
                 GError       **error)
{
  MusterLanguageModel *model = op->record;
  g_autofree char *body = muster_store_audit_body ("id", muster_language_model_get_id (model),
                                                   "name", muster_language_model_get_name (model),
                                                   "url", muster_language_model_get_base_url (model),
                                                   "model", muster_language_model_get_model (model), NULL);
  gint64 last;

  if (!muster_db_number (db, error, &last, "SELECT coalesce (max (position), 0) FROM models", ""))
    return FALSE;

  muster_language_model_set_position (model, last + 1);
  muster_store_op_changed (op, "models", muster_language_model_get_id (model));
  return muster_db_write (db, error, model,
                          "INSERT INTO models (id, name, preset, protocol, base_url, model, deployment, api_version,"
                          " position, enabled, has_key, timeout_s, max_output, context_size, price_input, price_cached,"
                          " price_written, price_output, currency, created)"
                          " VALUES (:id, :name, :preset, :protocol, :base_url, :model, :deployment, :api_version,"
                          " :position, :enabled, :has_key, :timeout_s, :max_output, :context_size, :price_input,"
                          " :price_cached, :price_written, :price_output, :currency, :created)"
                          " ON CONFLICT (id) DO UPDATE SET name = excluded.name, preset = excluded.preset,"
                          " protocol = excluded.protocol, base_url = excluded.base_url, model = excluded.model,"
                          " deployment = excluded.deployment, api_version = excluded.api_version,"
                          " enabled = excluded.enabled, has_key = excluded.has_key, timeout_s = excluded.timeout_s,"
                          " max_output = excluded.max_output, context_size = excluded.context_size,"
                          " price_input = excluded.price_input, price_cached = excluded.price_cached,"
                          " price_written = excluded.price_written, price_output = excluded.price_output,"
                          " currency = excluded.currency")
         && muster_store_add_audit_row (db, op, NULL, "model-saved", body, error);
}

static gboolean
delete_model_work (MusterStore   *self,
                   MusterDb      *db,
                   MusterStoreOp *op,
                   GError       **error)
{
  g_autofree char *body = muster_store_audit_body ("id", op->id, NULL);

  if (!muster_db_run (db, error, "DELETE FROM models WHERE id = ?", "t", op->id))
    return FALSE;
  if (muster_db_changes (db) == 0)
    return muster_store_fail_not_found (error, "language model", op->id);
  muster_store_op_changed (op, "models", op->id);
  return muster_store_add_audit_row (db, op, NULL, "model-deleted", body, error);
}

static gboolean
order_models_work (MusterStore   *self,
                   MusterDb      *db,
                   MusterStoreOp *op,
                   GError       **error)
{
  g_auto(GStrv) ids = g_strsplit (op->text, "\n", -1);
  g_autofree char *body = muster_store_audit_body ("order", op->text, NULL);
  gint64 count;

  if (!muster_db_number (db, error, &count, "SELECT count (*) FROM models", ""))
    return FALSE;

  for (guint i = 0; ids[i] != NULL; i++)
    {
      if (!muster_db_run (db, error, "UPDATE models SET position = ? WHERE id = ? AND position >= 0", "it",
                          -(gint64) i - 1, ids[i]))
        return FALSE;
      count -= muster_db_changes (db);
    }
  if (count != 0 || !muster_db_run (db, error, "UPDATE models SET position = -position WHERE position < 0", ""))
    {
      if (error != NULL && *error == NULL)
        g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT,
                             "The list of models has changed meanwhile. Look at it again");
      return FALSE;
    }

  muster_store_op_changed (op, "models", "");
  return muster_store_add_audit_row (db, op, NULL, "models-ordered", body, error);
}

static char *
month_of (gint64 time)
{
  g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);

  return date != NULL ? g_date_time_format (date, "%Y-%m") : g_strdup ("");
}

static gboolean
get_number (MusterDb   *db,
            const char *key,
            gint64     *number,
            GError    **error)
{
  return muster_db_number (db, error, number,
                           "SELECT coalesce ((SELECT CAST (value AS INTEGER) FROM settings WHERE key = ?), 0)", "t", key);
}

static gboolean
get_spent (MusterDb   *db,
           const char *month,
           const char *client_id,
           gint64     *spent,
           GError    **error)
{
  return muster_db_number (db, error, spent,
                           "SELECT coalesce ((SELECT cost FROM model_spent WHERE month = ? AND client_id = ?), 0)",
                           "tt", month, client_id);
}

static gboolean
add_spent (MusterDb         *db,
           MusterModelUsage *usage,
           gint64            cost,
           GError          **error)
{
  g_autofree char *month = month_of (muster_model_usage_get_time (usage));
  const char *client_id = muster_model_usage_get_client_id (usage);
  const char *insert = "INSERT INTO model_spent (month, client_id, cost) VALUES (?, ?, ?)"
                       " ON CONFLICT DO UPDATE SET cost = cost + excluded.cost";

  return muster_db_run (db, error, insert, "tti", month, "", cost)
         && (client_id == NULL || muster_db_run (db, error, insert, "tti", month, client_id, cost));
}

static gboolean
over (const char *what,
      gint64      used,
      gint64      more,
      gint64      budget,
      GError    **error)
{
  /* By subtraction, so that no sum runs over */
  if (budget <= 0 || (used <= budget && more <= budget - used))
    return FALSE;

  g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_BUDGET,
               "The budget of the %s would be passed: %" G_GINT64_FORMAT " are used, the next request takes up to %"
               G_GINT64_FORMAT " more, and the budget is %" G_GINT64_FORMAT, what, used, more, budget);
  return TRUE;
}

static gboolean
check_run (MusterDb         *db,
           MusterModelUsage *usage,
           GError          **error)
{
  const char *run_id = muster_model_usage_get_run_id (usage);
  gint64 budget;
  gint64 used;

  if (run_id == NULL)
    return TRUE;
  if (!get_number (db, MUSTER_BUDGET_RUN, &budget, error))
    return FALSE;
  if (budget <= 0 || budget > MUSTER_MAX_TOKENS)
    budget = MUSTER_MAX_TOKENS;

  return muster_db_number (db, error, &used,
                           "SELECT coalesce (sum (prompt + output), 0) FROM model_usage WHERE run_id = ?", "t", run_id)
         && !over ("run (tokens)", used, muster_model_usage_get_prompt (usage) + muster_model_usage_get_output (usage),
                   budget, error);
}

static gboolean
check_month (MusterDb         *db,
             MusterModelUsage *usage,
             const char       *client_id,
             GError          **error)
{
  g_autofree char *month = month_of (muster_model_usage_get_time (usage));
  g_autofree char *key = client_id != NULL ? g_strconcat (MUSTER_BUDGET_CLIENT, client_id, NULL)
                                           : g_strdup (MUSTER_BUDGET_MONTH);
  gint64 budget;
  gint64 used;

  if (!get_number (db, key, &budget, error) || !get_spent (db, month, client_id != NULL ? client_id : "", &used, error))
    return FALSE;

  return !over (client_id != NULL ? "client for this month (millionths)" : "month (millionths)", used,
                muster_model_usage_get_cost (usage), budget, error);
}

static gboolean
reserve_usage_work (MusterStore   *self,
                    MusterDb      *db,
                    MusterStoreOp *op,
                    GError       **error)
{
  MusterModelUsage *usage = op->record;
  const char *client_id = muster_model_usage_get_client_id (usage);
  gint64 id;

  if (!check_run (db, usage, error) || !check_month (db, usage, NULL, error)
      || (client_id != NULL && !check_month (db, usage, client_id, error))
      || !muster_db_write (db, error, usage,
                           "INSERT INTO model_usage (time, model_id, run_id, client_id, status, prompt, cached, output,"
                           " estimated, cost, currency, duration_ms) VALUES (:time, :model_id, :run_id, :client_id,"
                           " 'reserved', :prompt, 0, :output, 1, :cost, :currency, 0)")
      || !muster_db_number (db, error, &id, "SELECT last_insert_rowid ()", ""))
    return FALSE;

  op->count = id;
  return add_spent (db, usage, muster_model_usage_get_cost (usage), error);
}

static gboolean
settle_usage_work (MusterStore   *self,
                   MusterDb      *db,
                   MusterStoreOp *op,
                   GError       **error)
{
  MusterModelUsage *usage = op->record;
  g_autoptr(MusterModelUsage) before = NULL;
  const char *run_id;

  if (!muster_db_get (db, error, MUSTER_TYPE_MODEL_USAGE, (gpointer *) &before,
                      "SELECT * FROM model_usage WHERE id = ? AND status = 'reserved'", "i",
                      muster_model_usage_get_id (usage)))
    return FALSE;
  if (before == NULL)
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT, "This use of a model was settled already");
      return FALSE;
    }

  run_id = muster_model_usage_get_run_id (before);
  muster_store_op_changed (op, "model_usage", run_id != NULL ? run_id : "");
  return muster_db_write (db, error, usage,
                          "UPDATE model_usage SET status = :status, prompt = :prompt, cached = :cached,"
                          " output = :output, estimated = :estimated, cost = :cost, duration_ms = :duration_ms"
                          " WHERE id = :id")
         && add_spent (db, before, muster_model_usage_get_cost (usage) - muster_model_usage_get_cost (before), error);
}

static gboolean
lose_usage_work (MusterStore   *self,
                 MusterDb      *db,
                 MusterStoreOp *op,
                 GError       **error)
{
  if (!muster_db_run (db, error, "UPDATE model_usage SET status = 'lost' WHERE status = 'reserved'", ""))
    return FALSE;
  op->count = muster_db_changes (db);
  return TRUE;
}

static gboolean
get_spent_work (MusterStore   *self,
                MusterDb      *db,
                MusterStoreOp *op,
                GError       **error)
{
  return get_spent (db, op->text, op->client_id != NULL ? op->client_id : "", &op->count, error);
}

#define SUMS "count (*) AS requests, sum (prompt) AS prompt, sum (cached) AS cached, sum (output) AS output," \
  " sum (estimated) AS estimated, sum (cost) AS cost, max (currency) AS currency, max (time) AS time," \
  " sum (duration_ms) AS duration_ms FROM model_usage"
#define OF_MONTH " WHERE time >= ? AND time < ?"

static const struct
{
  const char *by;
  const char *sql;
} sums[] = {
  { "month", "SELECT strftime ('%Y-%m', time / 1000000, 'unixepoch') AS month, " SUMS OF_MONTH
    " GROUP BY 1 ORDER BY 1 DESC" },
  { "client", "SELECT client_id, " SUMS OF_MONTH " GROUP BY client_id ORDER BY sum (cost) DESC, client_id" },
  { "model", "SELECT model_id, " SUMS OF_MONTH " GROUP BY model_id ORDER BY sum (cost) DESC, model_id" },
  { "run", "SELECT run_id, client_id, " SUMS OF_MONTH " AND run_id IS NOT NULL GROUP BY run_id"
    " ORDER BY max (time) DESC LIMIT 200" },
};

/* From the first moment of "2026-11" to the first one of the month after it */
static gboolean
parse_month (const char *month,
             gint64     *from,
             gint64     *to)
{
  g_autofree char *text = g_strconcat (month, "-01T00:00:00Z", NULL);
  g_autoptr(GDateTime) begin = g_date_time_new_from_iso8601 (text, NULL);
  g_autoptr(GDateTime) end = begin != NULL ? g_date_time_add_months (begin, 1) : NULL;

  if (end == NULL)
    return FALSE;

  *from = g_date_time_to_unix (begin) * G_USEC_PER_SEC;
  *to = g_date_time_to_unix (end) * G_USEC_PER_SEC;
  return TRUE;
}

static gboolean
sum_usage_work (MusterStore   *self,
                MusterDb      *db,
                MusterStoreOp *op,
                GError       **error)
{
  gint64 from = 0;
  gint64 to = G_MAXINT64;
  GPtrArray *rows;
  guint i = 0;

  while (i < G_N_ELEMENTS (sums) && g_strcmp0 (sums[i].by, op->id) != 0)
    i++;
  if (i == G_N_ELEMENTS (sums) || (i > 0 && !parse_month (op->text, &from, &to)))
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "Not a month or not a way to add up: %s, %s",
                   op->text != NULL ? op->text : "", op->id);
      return FALSE;
    }

  rows = muster_db_collect (db, error, MUSTER_TYPE_MODEL_USAGE, sums[i].sql, "ii", from, to);
  muster_store_op_set_result (op, rows, (GDestroyNotify) g_ptr_array_unref);
  return rows != NULL;
}

static gboolean
list_run_usage_work (MusterStore   *self,
                     MusterDb      *db,
                     MusterStoreOp *op,
                     GError       **error)
{
  GPtrArray *rows = muster_db_collect (db, error, MUSTER_TYPE_MODEL_USAGE,
                                       "SELECT *, 1 AS requests FROM model_usage WHERE run_id = ? ORDER BY id", "t",
                                       op->id);

  muster_store_op_set_result (op, rows, (GDestroyNotify) g_ptr_array_unref);
  return rows != NULL;
}

void
muster_store_list_models_async (MusterStore         *self,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));

  op = muster_store_op_new (list_models_work, MUSTER_STORE_READ);
  muster_store_start (self, op, muster_store_list_models_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_list_models_finish (MusterStore  *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_models_async, error);
}

void
muster_store_save_model_async (MusterStore         *self,
                               MusterLanguageModel *model,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (MUSTER_IS_LANGUAGE_MODEL (model));

  op = muster_store_op_new (save_model_work, MUSTER_STORE_WRITE);
  op->record = muster_record_copy (model);
  muster_store_start (self, op, muster_store_save_model_async, cancellable, callback, user_data);
}

gboolean
muster_store_save_model_finish (MusterStore  *self,
                                GAsyncResult *result,
                                GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_save_model_async, error);
}

void
muster_store_delete_model_async (MusterStore         *self,
                                 const char          *model_id,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (model_id != NULL);

  op = muster_store_op_new (delete_model_work, MUSTER_STORE_WRITE);
  op->id = g_strdup (model_id);
  muster_store_start (self, op, muster_store_delete_model_async, cancellable, callback, user_data);
}

gboolean
muster_store_delete_model_finish (MusterStore  *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_delete_model_async, error);
}

void
muster_store_order_models_async (MusterStore         *self,
                                 const char * const  *ids,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (ids != NULL);

  op = muster_store_op_new (order_models_work, MUSTER_STORE_WRITE);
  op->text = g_strjoinv ("\n", (char **) ids);
  muster_store_start (self, op, muster_store_order_models_async, cancellable, callback, user_data);
}

gboolean
muster_store_order_models_finish (MusterStore  *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_order_models_async, error);
}

void
muster_store_reserve_usage_async (MusterStore         *self,
                                  MusterModelUsage    *usage,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (MUSTER_IS_MODEL_USAGE (usage));

  op = muster_store_op_new (reserve_usage_work, MUSTER_STORE_WRITE);
  op->record = muster_record_copy (usage);
  muster_store_start (self, op, muster_store_reserve_usage_async, cancellable, callback, user_data);
}

gint64
muster_store_reserve_usage_finish (MusterStore  *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  return muster_store_finish_count (self, result, muster_store_reserve_usage_async, error);
}

void
muster_store_settle_usage_async (MusterStore         *self,
                                 MusterModelUsage    *usage,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (MUSTER_IS_MODEL_USAGE (usage));

  op = muster_store_op_new (settle_usage_work, MUSTER_STORE_WRITE | MUSTER_STORE_OUTCOME);
  op->record = muster_record_copy (usage);
  muster_store_start (self, op, muster_store_settle_usage_async, cancellable, callback, user_data);
}

gboolean
muster_store_settle_usage_finish (MusterStore  *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  return muster_store_finish_boolean (self, result, muster_store_settle_usage_async, error);
}

void
muster_store_lose_usage_async (MusterStore         *self,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));

  op = muster_store_op_new (lose_usage_work, MUSTER_STORE_WRITE);
  muster_store_start (self, op, muster_store_lose_usage_async, cancellable, callback, user_data);
}

gint64
muster_store_lose_usage_finish (MusterStore  *self,
                                GAsyncResult *result,
                                GError      **error)
{
  return muster_store_finish_count (self, result, muster_store_lose_usage_async, error);
}

void
muster_store_get_spent_async (MusterStore         *self,
                              const char          *month,
                              const char          *client_id,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (month != NULL);

  op = muster_store_op_new (get_spent_work, MUSTER_STORE_READ);
  op->text = g_strdup (month);
  op->client_id = g_strdup (client_id);
  muster_store_start (self, op, muster_store_get_spent_async, cancellable, callback, user_data);
}

gint64
muster_store_get_spent_finish (MusterStore  *self,
                               GAsyncResult *result,
                               GError      **error)
{
  return muster_store_finish_count (self, result, muster_store_get_spent_async, error);
}

void
muster_store_sum_usage_async (MusterStore         *self,
                              const char          *by,
                              const char          *month,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (by != NULL);

  op = muster_store_op_new (sum_usage_work, MUSTER_STORE_READ);
  op->id = g_strdup (by);
  op->text = g_strdup (month);
  muster_store_start (self, op, muster_store_sum_usage_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_sum_usage_finish (MusterStore  *self,
                               GAsyncResult *result,
                               GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_sum_usage_async, error);
}

void
muster_store_list_run_usage_async (MusterStore         *self,
                                   const char          *run_id,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  MusterStoreOp *op;

  g_return_if_fail (MUSTER_IS_STORE (self));
  g_return_if_fail (run_id != NULL);

  op = muster_store_op_new (list_run_usage_work, MUSTER_STORE_READ);
  op->id = g_strdup (run_id);
  muster_store_start (self, op, muster_store_list_run_usage_async, cancellable, callback, user_data);
}

GPtrArray *
muster_store_list_run_usage_finish (MusterStore  *self,
                                    GAsyncResult *result,
                                    GError      **error)
{
  return muster_store_finish_pointer (self, result, muster_store_list_run_usage_async, error);
}
