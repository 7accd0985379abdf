/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-context-private.h"
#include "muster-error.h"
#include "muster-id.h"
#include "muster-password.h"
#include "muster-text.h"

/* MusterContext: the workspace and its people. Hashing a password takes a good part of a second, so it is done on a
 * thread of its own. */

typedef struct
{
  MusterMember    *member;     /* (owned) (nullable) */
  MusterWorkspace *workspace;  /* (owned) (nullable) */
  MusterSecret    *password;   /* (owned) */
  char            *hash;
} Account;

static void
account_free (Account *account)
{
  g_clear_object (&account->member);
  g_clear_object (&account->workspace);
  g_clear_pointer (&account->password, muster_secret_unref);
  g_free (account->hash);
  g_free (account);
}

gboolean
muster_context_has_account (MusterContext *self)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), FALSE);
  return self->has_account;
}

/* 3 of 3 */
static void
member_added_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Account *account = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_store_add_member_finish (MUSTER_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  self->has_account = TRUE;
  muster_context_set_workspace (self, account->workspace);
  muster_context_set_member (self, account->member);
  g_task_return_boolean (task, TRUE);
}

/* 2 of 3: the workspace first: it may be there from a try that was cut short, and is then replaced */
static void
workspace_made_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Account *account = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_store_save_workspace_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    muster_store_add_member_async (self->store, account->member, account->hash, NULL, member_added_cb, g_object_ref (task));
}

/* 1 of 3 */
static void
hashed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Account *account = g_task_get_task_data (task);
  GError *error = NULL;

  account->hash = g_task_propagate_pointer (G_TASK (result), &error);
  if (account->hash == NULL)
    g_task_return_error (task, error);
  else
    muster_store_save_workspace_async (self->store, account->workspace, NULL, workspace_made_cb, g_object_ref (task));
}

static void
hash_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  GError *error = NULL;
  char *hash = muster_password_hash (task_data, &error);

  if (hash != NULL)
    g_task_return_pointer (task, hash, g_free);
  else
    g_task_return_error (task, error);
}

static char *
local_time_zone (void)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_local ();
  const char *id = g_time_zone_get_identifier (zone);

  return g_strdup (id != NULL && id[0] != '\0' ? id : "UTC");
}

static const char *
account_problem (const char   *msp_name,
                 const char   *person,
                 const char   *email,
                 MusterSecret *password)
{
  if (msp_name == NULL || msp_name[0] == '\0')
    return _("Enter the name of your company.");
  if (person == NULL || person[0] == '\0')
    return _("Enter your name.");
  if (email == NULL || !muster_text_is_email (email))
    return _("Enter a complete e-mail address.");
  return muster_password_weakness (password != NULL ? muster_secret_peek (password) : "");
}

void
muster_context_create_account_async (MusterContext      *self,
                                     const char         *msp_name,
                                     const char         *person,
                                     const char         *email,
                                     MusterSecret       *password,
                                     const char         *language,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(GTask) hashing = NULL;
  g_autofree char *zone = local_time_zone ();
  g_autofree char *id = NULL;
  Account *account = g_new0 (Account, 1);
  const char *problem = account_problem (msp_name, person, email, password);

  g_task_set_source_tag (task, muster_context_create_account_async);
  g_task_set_task_data (task, account, (GDestroyNotify) account_free);
  if (problem != NULL || self->has_account)
    {
      if (problem != NULL)
        g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s", problem);
      else
        g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_CONFLICT, "%s", _("There is an account already. Sign in."));
      return;
    }

  id = self->workspace != NULL ? g_strdup (muster_workspace_get_id (self->workspace)) : muster_id_new ();
  account->password = muster_secret_ref (password);
  account->workspace = muster_workspace_new ();
  muster_workspace_set_id (account->workspace, id);
  muster_workspace_set_name (account->workspace, msp_name);
  muster_workspace_set_language (account->workspace, language != NULL ? language : "en");
  muster_workspace_set_time_zone (account->workspace, zone);
  muster_workspace_set_default_mode (account->workspace, MUSTER_MODE_PLAN);
  g_free (id);
  id = muster_id_new ();
  account->member = muster_member_new ();
  muster_member_set_id (account->member, id);
  muster_member_set_name (account->member, person);
  muster_member_set_email (account->member, email);
  muster_member_set_role (account->member, "msp_admin");
  muster_member_set_active (account->member, TRUE);
  muster_member_set_created (account->member, muster_clock_now (self->clock));

  hashing = g_task_new (self, cancellable, hashed_cb, g_object_ref (task));
  g_task_set_task_data (hashing, muster_secret_ref (password), (GDestroyNotify) muster_secret_unref);
  g_task_run_in_thread (hashing, hash_thread);
}

gboolean
muster_context_create_account_finish (MusterContext *self,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Signing in. A person who is not there costs as much time as a wrong password. */

static void
verify_thread (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Account *account = task_data;

  if (account->hash == NULL)
    {
      g_free (muster_password_hash (account->password, NULL));
      g_task_return_boolean (task, FALSE);
      return;
    }
  g_task_return_boolean (task, muster_password_verify (account->hash, account->password));
}

static void
verified_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Account *account = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean right = g_task_propagate_boolean (G_TASK (result), &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (!right || account->member == NULL || !muster_member_get_active (account->member))
    g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT, "%s",
                             _("The e-mail address or the password is wrong."));
  else
    {
      muster_context_set_member (self, account->member);
      g_task_return_pointer (task, g_object_ref (account->member), g_object_unref);
    }
}

static void
member_found_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Account *account = g_task_get_task_data (task);
  g_autoptr(GTask) verifying = NULL;
  g_autoptr(GError) error = NULL;

  account->member = muster_store_find_member_finish (MUSTER_STORE (source), result, &account->hash, &error);
  if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  verifying = g_task_new (self, g_task_get_cancellable (task), verified_cb, g_object_ref (task));
  g_task_set_task_data (verifying, account, NULL);
  g_task_run_in_thread (verifying, verify_thread);
}

void
muster_context_sign_in_async (MusterContext      *self,
                              const char         *email,
                              MusterSecret       *password,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Account *account = g_new0 (Account, 1);

  g_task_set_source_tag (task, muster_context_sign_in_async);
  account->password = muster_secret_ref (password);
  g_task_set_task_data (task, account, (GDestroyNotify) account_free);
  muster_store_find_member_async (self->store, email, cancellable, member_found_cb, g_object_ref (task));
}

MusterMember *
muster_context_sign_in_finish (MusterContext *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
muster_context_sign_out (MusterContext *self)
{
  g_return_if_fail (MUSTER_IS_CONTEXT (self));
  muster_context_set_member (self, NULL);
}

static void
workspace_saved_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!muster_store_save_workspace_finish (MUSTER_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  muster_context_set_workspace (self, g_task_get_task_data (task));
  g_task_return_boolean (task, TRUE);
}

void
muster_context_save_workspace_async (MusterContext      *self,
                                     MusterWorkspace    *workspace,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (MUSTER_IS_WORKSPACE (workspace));
  g_task_set_source_tag (task, muster_context_save_workspace_async);
  g_task_set_task_data (task, g_object_ref (workspace), g_object_unref);
  muster_store_save_workspace_async (self->store, workspace, NULL, workspace_saved_cb, g_object_ref (task));
}

gboolean
muster_context_save_workspace_finish (MusterContext *self,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
