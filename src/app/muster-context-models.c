/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-builtin-planner.h"
#include "muster-chosen-planner.h"
#include "muster-context-models-private.h"
#include "muster-error.h"
#include "muster-id.h"
#include "muster-model-planner.h"
#include "muster-store-models.h"
#include "muster-store-ranker.h"

void
muster_context_install_model_signals (GType type)
{
  g_signal_new ("models-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("run-asking", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  g_signal_new ("run-delta", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
pool_asking_cb (MusterLlmPool *pool,
                const char    *run_id,
                const char    *name,
                MusterContext *self)
{
  if (run_id != NULL)
    g_signal_emit_by_name (self, "run-asking", run_id, name);
}

static void
pool_delta_cb (MusterLlmPool *pool,
               const char    *run_id,
               const char    *text,
               MusterContext *self)
{
  if (run_id != NULL)
    g_signal_emit_by_name (self, "run-delta", run_id, text);
}

/**
 * muster_context_make_planner:
 *
 * The language models' planner over the built-in one. Which of the two is asked is chosen with each turn.
 */
MusterPlanner *
muster_context_make_planner (MusterContext *self,
                             GError       **error)
{
  g_autoptr(MusterWorkflowLibrary) library = muster_workflow_library_new_shipped (error);
  g_autoptr(MusterStoreRanker) ranker = NULL;
  g_autoptr(MusterPlanner) builtin = NULL;
  g_autoptr(MusterPlanner) model = NULL;

  if (library == NULL)
    return NULL;

  ranker = muster_store_ranker_new (self->store, library);
  builtin = muster_builtin_planner_new (library, MUSTER_WORKFLOW_RANKER (ranker));
  self->llm_pool = muster_llm_pool_new (self->store, self->secret_store, self->clock, self->egress);
  g_signal_connect_object (self->llm_pool, "asking", G_CALLBACK (pool_asking_cb), self, 0);
  g_signal_connect_object (self->llm_pool, "delta", G_CALLBACK (pool_delta_cb), self, 0);
  model = muster_planner_model_new (self->llm_pool, builtin, self->catalog, library);

  return muster_chosen_planner_new (self->llm_pool, model, builtin);
}

GListModel *
muster_context_get_models (MusterContext *self)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), NULL);

  return G_LIST_MODEL (self->models);
}

MusterLanguageModel *
muster_context_find_model (MusterContext *self,
                           const char    *id)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->models));

  for (guint i = 0; id != NULL && i < n; i++)
    {
      g_autoptr(MusterLanguageModel) model = g_list_model_get_item (G_LIST_MODEL (self->models), i);

      /* The list keeps it. */
      if (g_strcmp0 (muster_language_model_get_id (model), id) == 0)
        return model;
    }

  return NULL;
}

gboolean
muster_context_may_use_saved_key (MusterContext       *self,
                                  MusterLanguageModel *model,
                                  GError             **error)
{
  MusterLanguageModel *saved = muster_context_find_model (self, muster_language_model_get_id (model));

  if (saved == NULL || !muster_language_model_get_has_key (saved) || muster_language_model_same_host (model, saved))
    return TRUE;

  g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT,
                       _("The key that is saved belongs to another address. Type the key of this one."));
  return FALSE;
}

/* Profiles whose keyring forgets get their keys with each command, as "model.NAME". */
void
muster_context_give_model_key (MusterContext       *self,
                               MusterLlmPool       *pool,
                               MusterLanguageModel *model)
{
  g_autofree char *key = g_strconcat ("model.", muster_language_model_get_name (model), NULL);
  MusterSecret *secret = self->given_secrets != NULL ? g_hash_table_lookup (self->given_secrets, key) : NULL;

  if (secret != NULL && muster_language_model_get_has_key (model))
    muster_llm_pool_give_key (pool, muster_language_model_get_id (model), secret);
}

static void
models_listed_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) models = muster_store_list_models_finish (MUSTER_STORE (source), result, &error);

  if (models == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_list_store_splice (self->models, 0, g_list_model_get_n_items (G_LIST_MODEL (self->models)), models->pdata, models->len);
  for (guint i = 0; i < models->len; i++)
    muster_context_give_model_key (self, self->llm_pool, models->pdata[i]);
  muster_llm_pool_set_models (self->llm_pool, models);
  g_signal_emit_by_name (self, "models-changed");
  g_task_return_boolean (task, TRUE);
}

static void
list_models (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);

  muster_store_list_models_async (self->store, g_task_get_cancellable (task), models_listed_cb, g_object_ref (task));
}

static void
usage_lost_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(GError) error = NULL;

  /* A full disk is no reason not to open. */
  if (muster_store_lose_usage_finish (MUSTER_STORE (source), result, &error) < 0)
    g_info ("Requests to models of before are still open: %s", error->message);
  list_models (task);
}

void
muster_context_load_models_async (MusterContext      *self,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, muster_context_load_models_async);
  muster_store_lose_usage_async (self->store, cancellable, usage_lost_cb, g_object_ref (task));
}

gboolean
muster_context_load_models_finish (MusterContext *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Saving: the key, the row, the list. */

typedef struct
{
  MusterLanguageModel *model;  /* (owned) */
  MusterSecret        *key;    /* (owned) (nullable) */
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_object_unref (saving->model);
  g_clear_pointer (&saving->key, muster_secret_unref);
  g_free (saving);
}

static void
reloaded_after_save_cb (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Saving *saving = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_object_ref (saving->model), g_object_unref);
}

static void
reload (GTask              *task,
        GAsyncReadyCallback callback)
{
  g_autoptr(GTask) listing = g_task_new (g_task_get_source_object (task), NULL, callback, g_object_ref (task));

  list_models (listing);
}

static void
row_saved_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!muster_store_save_model_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    reload (task, reloaded_after_save_cb);
}

static void
save_row (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Saving *saving = g_task_get_task_data (task);

  muster_store_save_model_async (self->store, saving->model, NULL, row_saved_cb, g_object_ref (task));
}

static void
key_stored_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!muster_secret_store_store_finish (MUSTER_SECRET_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    save_row (task);
}

/* Budgets are amounts of one currency. */
static gboolean
check_currency (MusterContext       *self,
                MusterLanguageModel *model,
                GError             **error)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->models));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(MusterLanguageModel) other = g_list_model_get_item (G_LIST_MODEL (self->models), i);

      if (g_strcmp0 (muster_language_model_get_id (other), muster_language_model_get_id (model)) == 0 ||
          g_strcmp0 (muster_language_model_get_currency (other), muster_language_model_get_currency (model)) == 0)
        continue;

      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT,
                   _("The prices of “%s” are in %s. Give all prices in the same currency, so that budgets can be held."),
                   muster_language_model_get_name (other), muster_language_model_get_currency (other));
      return FALSE;
    }

  return TRUE;
}

void
muster_context_trim_model (MusterLanguageModel *model)
{
  const char *url = muster_language_model_get_base_url (model);
  g_autofree char *trimmed = url != NULL ? g_strstrip (g_strdup (url)) : NULL;

  while (trimmed != NULL && g_str_has_suffix (trimmed, "/"))
    trimmed[strlen (trimmed) - 1] = '\0';
  muster_language_model_set_base_url (model, trimmed);
  if (muster_language_model_get_model (model) == NULL)
    muster_language_model_set_model (model, "");
}

void
muster_context_save_model_async (MusterContext       *self,
                                 MusterLanguageModel *model,
                                 MusterSecret        *key,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Saving *saving;
  MusterLanguageModel *saved;
  GError *error = NULL;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_return_if_fail (MUSTER_IS_LANGUAGE_MODEL (model));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, muster_context_save_model_async);
  saving = g_new0 (Saving, 1);
  saving->model = muster_record_copy (model);
  saving->key = key != NULL ? muster_secret_ref (key) : NULL;
  g_task_set_task_data (task, saving, saving_free);

  muster_context_trim_model (saving->model);
  saved = muster_context_find_model (self, muster_language_model_get_id (model));
  muster_language_model_set_has_key (saving->model, key != NULL ||
                                     (saved != NULL && muster_language_model_get_has_key (saved)));
  if (saved == NULL)
    {
      g_autofree char *id = muster_id_new ();

      muster_language_model_set_id (saving->model, id);
      muster_language_model_set_created (saving->model, muster_clock_now (self->clock));
    }

  if (!muster_language_model_check (saving->model, muster_language_model_get_has_key (saving->model), &error)
      || !check_currency (self, saving->model, &error)
      || (key == NULL && !muster_context_may_use_saved_key (self, saving->model, &error)))
    {
      g_task_return_error (task, error);
    }
  else if (key != NULL)
    {
      g_autofree char *label = g_strdup_printf ("Muster: %s", muster_language_model_get_name (saving->model));

      muster_secret_store_store_async (self->secret_store, MUSTER_SECRET_KIND_MODEL,
                                       muster_language_model_get_id (saving->model), label, key, NULL, key_stored_cb,
                                       g_object_ref (task));
    }
  else
    {
      save_row (task);
    }
}

MusterLanguageModel *
muster_context_save_model_finish (MusterContext *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
reloaded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
key_cleared_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(GError) error = NULL;

  /* The row is gone; a key that a locked keyring keeps is of no use to anybody. */
  if (!muster_secret_store_clear_finish (MUSTER_SECRET_STORE (source), result, &error))
    g_info ("The key of a removed model is still in the keyring: %s", error->message);
  reload (task, reloaded_cb);
}

static void
row_deleted_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!muster_store_delete_model_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    muster_secret_store_clear_async (self->secret_store, MUSTER_SECRET_KIND_MODEL, g_task_get_task_data (task), NULL,
                                     key_cleared_cb, g_object_ref (task));
}

void
muster_context_remove_model_async (MusterContext       *self,
                                   const char          *model_id,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_return_if_fail (model_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, muster_context_remove_model_async);
  g_task_set_task_data (task, g_strdup (model_id), g_free);
  muster_store_delete_model_async (self->store, model_id, NULL, row_deleted_cb, g_object_ref (task));
}

gboolean
muster_context_remove_model_finish (MusterContext *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
ordered_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!muster_store_order_models_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    reload (task, reloaded_cb);
}

void
muster_context_order_models_async (MusterContext       *self,
                                   const char * const  *ids,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_return_if_fail (ids != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, muster_context_order_models_async);
  muster_store_order_models_async (self->store, ids, NULL, ordered_cb, g_object_ref (task));
}

gboolean
muster_context_order_models_finish (MusterContext *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
