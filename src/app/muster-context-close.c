/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"
#define _GNU_SOURCE

#include "config.h"

#include <ftw.h>
#include <stdio.h>

#include "muster-context-import-private.h"
#include "muster-error.h"

/* MusterContext: how it ends, and how a locked keyring is opened */

/* Closing, the chain backwards: engine, anchor, store, child, folder */

static int
remove_one (const char        *path,
            const struct stat *info,
            int                kind,
            struct FTW        *where)
{
  remove (path);
  return 0;
}

static void
drop_own_dir (MusterContext *self)
{
  if (self->own_dir)
    nftw (self->data_dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  self->own_dir = FALSE;
}

static void
store_closed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;
  gboolean ok = muster_store_close_finish (MUSTER_STORE (source), result, &error);

  if (self->child != NULL)
    muster_sandbox_child_stop (self->child);
  drop_own_dir (self);
  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
close_store (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);

  muster_context_flush_usage (self);
  muster_store_close_async (self->store, NULL, store_closed_cb, g_object_ref (task));
}

static void
anchored_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  if (!muster_context_anchor_audit_finish (self, result, &error))
    g_debug ("The activity log is not anchored: %s", error->message);
  close_store (task);
}

static void
engine_stopped_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);

  muster_engine_stop_finish (MUSTER_ENGINE (source), result, NULL);
  if (self->opened)
    muster_context_anchor_audit_async (self, anchored_cb, g_object_ref (task));
  else
    close_store (task);
}

void
muster_context_close_async (MusterContext      *self,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_task_set_source_tag (task, muster_context_close_async);

  muster_context_stop (self);
  muster_context_drop_provisioning (self);
  if (self->engine != NULL)
    muster_engine_stop_async (self->engine, engine_stopped_cb, g_object_ref (task));
  else if (self->store != NULL)
    close_store (task);
  else
    {
      if (self->child != NULL)
        muster_sandbox_child_stop (self->child);
      drop_own_dir (self);
      g_task_return_boolean (task, TRUE);
    }
}

gboolean
muster_context_close_finish (MusterContext *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Unlocking the keyring */

static void
unlocked_attached_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!muster_context_attach_all_finish (self, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  muster_context_reconsider (self);
  g_task_return_boolean (task, TRUE);
}

static void
unlocked_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;
  MusterSecretState state = muster_secret_store_unlock_finish (self->secret_store, result, &error);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  muster_context_set_keyring_state (self, state);
  if (state == MUSTER_SECRET_LOCKED || state == MUSTER_SECRET_UNAVAILABLE)
    g_task_return_new_error (task, MUSTER_ERROR, state == MUSTER_SECRET_LOCKED ? MUSTER_ERROR_KEYRING_LOCKED
                             : MUSTER_ERROR_KEYRING_UNAVAILABLE, "The keyring is still closed");
  else
    muster_context_attach_all_async (self, g_task_get_cancellable (task), unlocked_attached_cb, g_object_ref (task));
}

void
muster_context_unlock_keyring_async (MusterContext      *self,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  g_task_set_source_tag (task, muster_context_unlock_keyring_async);

  /* A person asked, so the prompt may come once more */
  muster_secret_store_allow_asking (self->secret_store);
  muster_secret_store_unlock_async (self->secret_store, cancellable, unlocked_cb, g_object_ref (task));
}

gboolean
muster_context_unlock_keyring_finish (MusterContext *self,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
