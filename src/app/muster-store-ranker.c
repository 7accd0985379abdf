/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-store-ranker.h"

/**
 * MusterStoreRanker:
 *
 * Lets the planner rank workflows with the store's full-text index (FTS5, BM25). The index is filled from the library
 * before the first question. It lives here because agent/ names no table and store/ knows no workflow.
 */

#define N_BEST 24

struct _MusterStoreRanker
{
  GObject parent_instance;

  MusterStore           *store;    /* (owned) */
  MusterWorkflowLibrary *library;  /* (owned) */
  gboolean               filled;
};

static void muster_store_ranker_iface_init (MusterWorkflowRankerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MusterStoreRanker, muster_store_ranker, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (MUSTER_TYPE_WORKFLOW_RANKER, muster_store_ranker_iface_init))

static void
ranked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  g_autoptr(GPtrArray) rows = muster_store_rank_finish (MUSTER_STORE (source), result, &error);
  g_autoptr(GPtrArray) ranks = NULL;

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  ranks = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_workflow_rank_free);
  for (guint i = 0; i < rows->len; i++)
    {
      const MusterRanked *row = g_ptr_array_index (rows, i);

      g_ptr_array_add (ranks, muster_workflow_rank_new (row->id, row->score));
    }
  g_task_return_pointer (task, g_steal_pointer (&ranks), (GDestroyNotify) g_ptr_array_unref);
}

static void
ask (GTask *task)
{
  MusterStoreRanker *self = g_task_get_source_object (task);
  char **words = g_task_get_task_data (task);

  muster_store_rank_async (self->store, (const char * const *) words, N_BEST, g_task_get_cancellable (task), ranked_cb,
                           g_object_ref (task));
}

static void
filled_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterStoreRanker *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!muster_store_set_workflows_finish (MUSTER_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  self->filled = TRUE;
  ask (task);
}

static void
fill (GTask *task)
{
  MusterStoreRanker *self = g_task_get_source_object (task);
  GPtrArray *workflows = muster_workflow_library_list (self->library);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < workflows->len; i++)
    {
      const MusterWorkflow *workflow = g_ptr_array_index (workflows, i);
      MusterWorkflowText *text = g_new0 (MusterWorkflowText, 1);
      char *words = muster_workflow_get_text (workflow);

      g_ptr_array_add (kept, words);
      text->id = workflow->id;
      text->title = workflow->title;
      text->triggers = words;
      text->examples = "";
      text->language = "";
      g_ptr_array_add (texts, text);
    }
  muster_store_set_workflows_async (self->store, texts, g_task_get_cancellable (task), filled_cb, g_object_ref (task));
}

static void
muster_store_ranker_rank_async (MusterWorkflowRanker *ranker,
                                const char * const   *words,
                                GCancellable         *cancellable,
                                GAsyncReadyCallback   callback,
                                gpointer              user_data)
{
  MusterStoreRanker *self = MUSTER_STORE_RANKER (ranker);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, muster_store_ranker_rank_async);
  g_task_set_task_data (task, g_strdupv ((char **) words), (GDestroyNotify) g_strfreev);
  if (self->filled)
    ask (task);
  else
    fill (task);
}

static GPtrArray *
muster_store_ranker_rank_finish (MusterWorkflowRanker *ranker,
                                 GAsyncResult         *result,
                                 GError              **error)
{
  g_return_val_if_fail (g_task_is_valid (result, ranker), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
muster_store_ranker_finalize (GObject *object)
{
  MusterStoreRanker *self = MUSTER_STORE_RANKER (object);

  g_clear_object (&self->store);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (muster_store_ranker_parent_class)->finalize (object);
}

static void
muster_store_ranker_iface_init (MusterWorkflowRankerInterface *iface)
{
  iface->rank_async = muster_store_ranker_rank_async;
  iface->rank_finish = muster_store_ranker_rank_finish;
}

static void
muster_store_ranker_class_init (MusterStoreRankerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = muster_store_ranker_finalize;
}

static void
muster_store_ranker_init (MusterStoreRanker *self)
{
}

MusterStoreRanker *
muster_store_ranker_new (MusterStore           *store,
                         MusterWorkflowLibrary *library)
{
  MusterStoreRanker *self = g_object_new (MUSTER_TYPE_STORE_RANKER, NULL);

  self->store = g_object_ref (store);
  self->library = g_object_ref (library);
  return self;
}
