/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-context-private.h"
#include "muster-context-prompts.h"

/* MusterContext: what a planner is told, and everything that it ever was */

static void
prompt_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  MusterPrompt *prompt = muster_store_get_prompt_finish (MUSTER_STORE (source), result, &error);

  if (prompt == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, prompt, (GDestroyNotify) muster_prompt_free);
}

void
muster_context_get_prompt_async (MusterContext      *self,
                                 const char         *client_id,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, muster_context_get_prompt_async);
  muster_store_get_prompt_async (self->store, client_id, cancellable, prompt_read_cb, g_object_ref (task));
}

MusterPrompt *
muster_context_get_prompt_finish (MusterContext *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
prompt_saved_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!muster_store_save_prompt_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
muster_context_set_prompt_async (MusterContext      *self,
                                 const char         *client_id,
                                 const char         *text,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, muster_context_set_prompt_async);
  muster_store_save_prompt_async (self->store, client_id, text, NULL, prompt_saved_cb, g_object_ref (task));
}

gboolean
muster_context_set_prompt_finish (MusterContext *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
prompts_listed_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;
  GPtrArray *versions = muster_store_list_prompts_finish (MUSTER_STORE (source), result, &error);

  if (versions == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, versions, (GDestroyNotify) g_ptr_array_unref);
}

void
muster_context_list_prompts_async (MusterContext      *self,
                                   const char         *client_id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, muster_context_list_prompts_async);
  muster_store_list_prompts_async (self->store, client_id, cancellable, prompts_listed_cb, g_object_ref (task));
}

GPtrArray *
muster_context_list_prompts_finish (MusterContext *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
prompt_restored_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!muster_store_restore_prompt_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
muster_context_restore_prompt_async (MusterContext      *self,
                                     const char         *client_id,
                                     gint64              version,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, muster_context_restore_prompt_async);
  muster_store_restore_prompt_async (self->store, client_id, version, NULL, prompt_restored_cb, g_object_ref (task));
}

gboolean
muster_context_restore_prompt_finish (MusterContext *self,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
