/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-context-modes.h"
#include "muster-context-policies.h"
#include "muster-context-private.h"
#include "muster-error.h"

/* MusterContext: what a switch of the mode would mean, and what people say about plans */

typedef struct
{
  char              *client_id;  /* (nullable) */
  MusterMode         mode;
  MusterModePreview *preview;    /* (owned) */
} Preview;

static void
preview_free (Preview *op)
{
  g_free (op->client_id);
  g_clear_pointer (&op->preview, muster_mode_preview_free);
  g_free (op);
}

void
muster_mode_preview_free (MusterModePreview *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->by_itself);
  g_ptr_array_unref (self->asked);
  g_clear_pointer (&self->plans, g_ptr_array_unref);
  g_free (self);
}

static void
count_verdicts (MusterModePreview *preview)
{
  for (guint i = 0; i < preview->plans->len; i++)
    {
      const char *verdict = muster_judgement_get_verdict (preview->plans->pdata[i]);

      preview->n_right += g_strcmp0 (verdict, "right") == 0;
      preview->n_partly += g_strcmp0 (verdict, "partly") == 0;
      preview->n_wrong += g_strcmp0 (verdict, "wrong") == 0;
    }
}

/* 3 of 3 */
static void
plans_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Preview *op = g_task_get_task_data (task);
  GError *error = NULL;

  op->preview->plans = muster_store_list_judged_plans_finish (MUSTER_STORE (source), result, &error);
  if (op->preview->plans == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  count_verdicts (op->preview);
  g_task_return_pointer (task, g_steal_pointer (&op->preview), (GDestroyNotify) muster_mode_preview_free);
}

/* Reading is the same in both modes; what is not connected does nothing in either */
static void
sort_tool (MusterModePreview *preview,
           MusterToolPolicy  *row)
{
  MusterEffectClass class = muster_tool_policy_get_effect_class (row);

  if (class == MUSTER_EFFECT_CLASS_READ || class == MUSTER_EFFECT_CLASS_READ_SENSITIVE
      || class == MUSTER_EFFECT_CLASS_NOTE_INTERNAL || !muster_tool_policy_get_available (row))
    return;
  switch (muster_tool_policy_get_policy (row))
    {
    case MUSTER_POLICY_AUTO:
      g_ptr_array_add (preview->by_itself, g_object_ref (row));
      break;
    case MUSTER_POLICY_APPROVAL_NEEDED:
      g_ptr_array_add (preview->asked, g_object_ref (row));
      break;
    case MUSTER_POLICY_DISABLED:
    default:
      preview->n_off++;
    }
}

/* 2 of 3 */
static void
tools_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = MUSTER_CONTEXT (source);
  Preview *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GListModel) rows = muster_context_list_tool_policies_finish (self, result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(MusterToolPolicy) row = g_list_model_get_item (rows, i);

      sort_tool (op->preview, row);
    }
  muster_store_list_judged_plans_async (self->store, op->client_id, MUSTER_MODE_PREVIEW_LIMIT,
                                        g_task_get_cancellable (task), plans_cb, g_object_ref (task));
}

static MusterMode
effective (MusterContext *self,
           MusterMode     mode)
{
  if (mode == MUSTER_MODE_INHERIT && self->workspace != NULL)
    mode = muster_workspace_get_default_mode (self->workspace);
  return mode == MUSTER_MODE_EXECUTE ? MUSTER_MODE_EXECUTE : MUSTER_MODE_PLAN;
}

/* 1 of 3: which clients it is about */
static void
clients_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Preview *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) clients = muster_store_list_clients_finish (MUSTER_STORE (source), result, &error);
  MusterMode from = MUSTER_MODE_INHERIT;

  if (clients == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < clients->len; i++)
    {
      MusterClient *client = clients->pdata[i];
      gboolean own = g_strcmp0 (muster_client_get_id (client), op->client_id) == 0;

      if (own)
        from = muster_client_get_mode (client);
      op->preview->n_clients += op->client_id != NULL ? own : muster_client_get_mode (client) == MUSTER_MODE_INHERIT;
    }
  if (op->client_id != NULL && op->preview->n_clients == 0)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "There is no client %s", op->client_id);
      return;
    }
  op->preview->from = effective (self, from);
  op->preview->to = effective (self, op->mode);
  muster_context_list_tool_policies_async (self, op->client_id, g_task_get_cancellable (task), tools_cb, g_object_ref (task));
}

/**
 * muster_context_preview_mode_async:
 * @client_id: (nullable): whose mode; %NULL: the workspace's, for every client that inherits it
 * @mode: what it would be switched to
 *
 * Which tools would work by themselves, which would ask, and what was planned lately.
 */
void
muster_context_preview_mode_async (MusterContext      *self,
                                   const char         *client_id,
                                   MusterMode          mode,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Preview *op = g_new0 (Preview, 1);

  g_task_set_source_tag (task, muster_context_preview_mode_async);
  op->client_id = g_strdup (client_id);
  op->mode = mode;
  op->preview = g_new0 (MusterModePreview, 1);
  op->preview->by_itself = g_ptr_array_new_with_free_func (g_object_unref);
  op->preview->asked = g_ptr_array_new_with_free_func (g_object_unref);
  g_task_set_task_data (task, op, (GDestroyNotify) preview_free);
  muster_store_list_clients_async (self->store, NULL, G_MAXINT32, 0, cancellable, clients_cb, g_object_ref (task));
}

MusterModePreview *
muster_context_preview_mode_finish (MusterContext *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- What people say about plans --- */

static void
judged_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!muster_store_save_judgement_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
muster_context_judge_plan_async (MusterContext      *self,
                                 const char         *run_id,
                                 const char         *verdict,
                                 const char         *word,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  static const char *const verdicts[] = { "right", "partly", "wrong", NULL };
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(MusterJudgement) judgement = muster_judgement_new ();
  g_autofree char *stripped = word != NULL ? g_strstrip (g_strdup (word)) : NULL;

  g_task_set_source_tag (task, muster_context_judge_plan_async);
  if (verdict == NULL || !g_strv_contains (verdicts, verdict))
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "A plan is right, partly right or wrong");
      return;
    }
  muster_judgement_set_run_id (judgement, run_id);
  muster_judgement_set_verdict (judgement, verdict);
  muster_judgement_set_word (judgement, stripped != NULL && *stripped != '\0' ? stripped : NULL);
  muster_store_save_judgement_async (self->store, judgement, NULL, judged_cb, g_object_ref (task));
}

gboolean
muster_context_judge_plan_finish (MusterContext *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
judgement_read_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  MusterJudgement *judgement = muster_store_get_judgement_finish (MUSTER_STORE (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, judgement, g_object_unref);
}

void
muster_context_get_judgement_async (MusterContext      *self,
                                    const char         *run_id,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, muster_context_get_judgement_async);
  muster_store_get_judgement_async (self->store, run_id, cancellable, judgement_read_cb, g_object_ref (task));
}

MusterJudgement *
muster_context_get_judgement_finish (MusterContext *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
