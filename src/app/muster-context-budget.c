/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <stdlib.h>

#include "muster-context-models-private.h"
#include "muster-error.h"
#include "muster-store-models.h"

/* What language models cost, and what they may cost. */

void
muster_model_budget_free (MusterModelBudget *self)
{
  g_free (self->currency);
  g_free (self);
}

static char *
month_now (MusterContext *self)
{
  g_autoptr(GDateTime) now = muster_clock_now_utc (self->clock);

  return g_date_time_format (now, "%Y-%m");
}

/* The numbers of a budget, one after the other: three limits and two sums. */

typedef struct
{
  MusterModelBudget *budget;     /* (owned) until it is returned */
  char              *client_id;  /* (owned) (nullable) */
  guint              step;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_clear_pointer (&look->budget, muster_model_budget_free);
  g_free (look->client_id);
  g_free (look);
}

static void look_next (GTask *task);

static void
take_number (GTask *task,
             gint64 number)
{
  Look *look = g_task_get_task_data (task);
  MusterModelBudget *budget = look->budget;
  gint64 *places[] = { &budget->run_tokens, &budget->month, &budget->month_used, &budget->client_month,
                       &budget->client_used };

  *places[look->step++] = MAX (number, 0);
  look_next (task);
}

static void
value_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  g_autofree char *value = muster_store_get_value_finish (MUSTER_STORE (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    take_number (task, value != NULL ? g_ascii_strtoll (value, NULL, 10) : 0);
}

static void
spent_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  gint64 spent = muster_store_get_spent_finish (MUSTER_STORE (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    take_number (task, spent);
}

static void
look_next (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Look *look = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autofree char *month = month_now (self);
  g_autofree char *client_key = g_strconcat (MUSTER_BUDGET_CLIENT, look->client_id != NULL ? look->client_id : "", NULL);

  if (look->step == 5 || (look->step == 3 && look->client_id == NULL))
    g_task_return_pointer (task, g_steal_pointer (&look->budget), (GDestroyNotify) muster_model_budget_free);
  else if (look->step == 2 || look->step == 4)
    muster_store_get_spent_async (self->store, month, look->step == 2 ? NULL : look->client_id, cancellable, spent_cb,
                                  g_object_ref (task));
  else
    muster_store_get_value_async (self->store, look->step == 0 ? MUSTER_BUDGET_RUN
                                                               : look->step == 1 ? MUSTER_BUDGET_MONTH : client_key,
                                  cancellable, value_cb, g_object_ref (task));
}

void
muster_context_get_model_budget_async (MusterContext       *self,
                                       const char          *client_id,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(MusterLanguageModel) first = NULL;
  Look *look;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, muster_context_get_model_budget_async);
  look = g_new0 (Look, 1);
  look->budget = g_new0 (MusterModelBudget, 1);
  look->client_id = g_strdup (client_id);
  first = g_list_model_get_item (G_LIST_MODEL (self->models), 0);
  look->budget->currency = g_strdup (first != NULL ? muster_language_model_get_currency (first) : "USD");
  g_task_set_task_data (task, look, look_free);
  look_next (task);
}

MusterModelBudget *
muster_context_get_model_budget_finish (MusterContext *self,
                                        GAsyncResult  *result,
                                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
budget_set_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!muster_store_set_value_finish (MUSTER_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  g_signal_emit_by_name (g_task_get_source_object (task), "models-changed");
  g_task_return_boolean (task, TRUE);
}

void
muster_context_set_model_budget_async (MusterContext       *self,
                                       const char          *budget,
                                       const char          *client_id,
                                       gint64               amount,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *value = amount > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, amount) : NULL;
  g_autofree char *key = NULL;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, muster_context_set_model_budget_async);
  if (g_strcmp0 (budget, "run") == 0)
    key = g_strdup (MUSTER_BUDGET_RUN);
  else if (g_strcmp0 (budget, "month") == 0)
    key = g_strdup (MUSTER_BUDGET_MONTH);
  else if (g_strcmp0 (budget, "client") == 0 && client_id != NULL)
    key = g_strconcat (MUSTER_BUDGET_CLIENT, client_id, NULL);

  if (key == NULL || amount < 0)
    g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "Not a budget: %s", budget);
  else
    muster_store_set_value_async (self->store, key, value, NULL, budget_set_cb, g_object_ref (task));
}

gboolean
muster_context_set_model_budget_finish (MusterContext *self,
                                        GAsyncResult  *result,
                                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
summed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  GPtrArray *rows = muster_store_sum_usage_finish (MUSTER_STORE (source), result, &error);

  if (rows == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
}

void
muster_context_list_model_usage_async (MusterContext       *self,
                                       const char          *by,
                                       const char          *month,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *now = NULL;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_return_if_fail (by != NULL);

  now = month_now (self);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, muster_context_list_model_usage_async);
  muster_store_sum_usage_async (self->store, by, month != NULL ? month : now, cancellable, summed_cb, g_object_ref (task));
}

GPtrArray *
muster_context_list_model_usage_finish (MusterContext *self,
                                        GAsyncResult  *result,
                                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
run_listed_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  GPtrArray *rows = muster_store_list_run_usage_finish (MUSTER_STORE (source), result, &error);

  if (rows == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
}

void
muster_context_list_run_usage_async (MusterContext       *self,
                                     const char          *run_id,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_return_if_fail (run_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, muster_context_list_run_usage_async);
  muster_store_list_run_usage_async (self->store, run_id, cancellable, run_listed_cb, g_object_ref (task));
}

GPtrArray *
muster_context_list_run_usage_finish (MusterContext *self,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
