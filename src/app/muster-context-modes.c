/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-context-modes.h"
#include "muster-context-private.h"
#include "muster-error.h"

/* MusterContext: Plan and Execute, of the workspace and of its clients */

static void
mode_client_saved_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!muster_store_save_client_finish (MUSTER_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  muster_context_emit (self, "clients-changed");
  g_task_return_boolean (task, TRUE);
}

static void
mode_client_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(MusterClient) client = muster_store_get_client_finish (MUSTER_STORE (source), result, &error);

  if (client == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  muster_client_set_mode (client, (MusterMode) GPOINTER_TO_INT (g_task_get_task_data (task)));
  muster_store_save_client_async (self->store, client, NULL, mode_client_saved_cb, g_object_ref (task));
}

static void
mode_workspace_again_cb (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(MusterWorkspace) workspace = muster_store_load_workspace_finish (MUSTER_STORE (source), result, &error);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (workspace != NULL)
    muster_context_set_workspace (self, workspace);
  muster_context_emit (self, "policies-changed");
  g_task_return_boolean (task, TRUE);
}

static void
mode_workspace_saved_cb (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!muster_store_save_workspace_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    muster_store_load_workspace_async (self->store, NULL, mode_workspace_again_cb, g_object_ref (task));
}

static void
mode_workspace_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterWorkspace) workspace = muster_store_load_workspace_finish (MUSTER_STORE (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (workspace == NULL)
    g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "There is no workspace yet");
  else
    {
      muster_workspace_set_default_mode (workspace, (MusterMode) GPOINTER_TO_INT (g_task_get_task_data (task)));
      muster_store_save_workspace_async (self->store, workspace, NULL, mode_workspace_saved_cb, g_object_ref (task));
    }
}

void
muster_context_set_mode_async (MusterContext      *self,
                               const char         *client_id,
                               MusterMode          mode,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, muster_context_set_mode_async);
  g_task_set_task_data (task, GINT_TO_POINTER ((int) mode), NULL);
  if (client_id != NULL)
    muster_store_get_client_async (self->store, client_id, cancellable, mode_client_cb, g_object_ref (task));
  else if (mode == MUSTER_MODE_INHERIT)
    g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "The workspace has nothing to inherit a mode from");
  else
    muster_store_load_workspace_async (self->store, cancellable, mode_workspace_cb, g_object_ref (task));
}

gboolean
muster_context_set_mode_finish (MusterContext *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
