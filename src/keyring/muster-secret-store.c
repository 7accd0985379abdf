/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-keyring"

#include "config.h"

#include "muster-error.h"
#include "muster-secret-store.h"

/**
 * MusterSecretStore:
 *
 * Where keys and tokens are kept. A lookup has four answers, see
 * [enum@SecretState]; only "absent" may lead to asking for credentials again.
 * Belongs to one thread; everything is asynchronous.
 */

typedef struct {
  gboolean asked;  /* the keyring's prompt was shown in this session */
} MusterSecretStorePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (MusterSecretStore, muster_secret_store, G_TYPE_OBJECT)

typedef struct {
  MusterSecretState state;
  MusterSecret *secret;  /* (owned) (nullable) */
} Found;

static void
found_free (gpointer data)
{
  Found *found = data;

  g_clear_pointer (&found->secret, muster_secret_unref);
  g_free (found);
}

static void
muster_secret_store_class_init (MusterSecretStoreClass *klass)
{
}

static void
muster_secret_store_init (MusterSecretStore *self)
{
}

/**
 * muster_secret_store_new_error:
 * @state: locked or unavailable
 * @detail: (nullable): what the keyring said
 *
 * Returns: (transfer full): the error for that state
 */
GError *
muster_secret_store_new_error (MusterSecretState  state,
                               const char        *detail)
{
  if (state == MUSTER_SECRET_LOCKED)
    return g_error_new (MUSTER_ERROR, MUSTER_ERROR_KEYRING_LOCKED,
                        "The keyring is locked. Unlock it and try again; nothing was lost%s%s%s",
                        detail != NULL ? " (" : "", detail != NULL ? detail : "", detail != NULL ? ")" : "");

  return g_error_new (MUSTER_ERROR, MUSTER_ERROR_KEYRING_UNAVAILABLE,
                      "No keyring answers. Start a secret service such as gnome-keyring and try again; nothing was lost%s%s%s",
                      detail != NULL ? " (" : "", detail != NULL ? detail : "", detail != NULL ? ")" : "");
}

/**
 * muster_secret_store_return_lookup:
 * @task: the task of a lookup
 * @state: present or absent
 * @secret: (nullable): the secret that is present
 *
 * Ends a lookup that found out what is true.
 */
void
muster_secret_store_return_lookup (GTask             *task,
                                   MusterSecretState  state,
                                   MusterSecret      *secret)
{
  Found *found = g_new0 (Found, 1);

  found->state = state;
  if (secret != NULL)
    found->secret = muster_secret_ref (secret);
  g_task_return_pointer (task, found, found_free);
}

static MusterSecretState
state_of_error (const GError *error)
{
  return g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_KEYRING_LOCKED) ? MUSTER_SECRET_LOCKED
                                                                            : MUSTER_SECRET_UNAVAILABLE;
}

static GTask *
new_task (MusterSecretStore   *self,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data,
          gpointer             tag)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  return task;
}

/**
 * muster_secret_store_lookup_async:
 * @self: a store
 * @kind: what sort of secret
 * @id: which one
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Looks for a secret. Never opens a prompt.
 */
void
muster_secret_store_lookup_async (MusterSecretStore   *self,
                                  const char          *kind,
                                  const char          *id,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (MUSTER_IS_SECRET_STORE (self));
  g_return_if_fail (kind != NULL && id != NULL);

  task = new_task (self, cancellable, callback, user_data, muster_secret_store_lookup_async);
  MUSTER_SECRET_STORE_GET_CLASS (self)->lookup (self, kind, id, task);
}

/**
 * muster_secret_store_lookup_finish:
 * @self: a store
 * @result: the result
 * @secret: (out) (optional) (transfer full) (nullable): the secret, when present
 * @error: return location for an error: %MUSTER_ERROR_KEYRING_LOCKED when
 *   locked, anything else when unavailable
 *
 * Returns: what is known
 */
MusterSecretState
muster_secret_store_lookup_finish (MusterSecretStore  *self,
                                   GAsyncResult       *result,
                                   MusterSecret      **secret,
                                   GError            **error)
{
  GError *local_error = NULL;
  MusterSecretState state;
  Found *found;

  g_return_val_if_fail (MUSTER_IS_SECRET_STORE (self), MUSTER_SECRET_UNAVAILABLE);
  g_return_val_if_fail (g_async_result_is_tagged (result, muster_secret_store_lookup_async),
                        MUSTER_SECRET_UNAVAILABLE);

  if (secret != NULL)
    *secret = NULL;

  found = g_task_propagate_pointer (G_TASK (result), &local_error);
  if (found == NULL)
    {
      state = state_of_error (local_error);
      g_propagate_error (error, local_error);
      return state;
    }

  state = found->state;
  if (secret != NULL)
    *secret = g_steal_pointer (&found->secret);
  found_free (found);

  return state;
}

/**
 * muster_secret_store_store_async:
 * @self: a store
 * @kind: what sort of secret
 * @id: which one
 * @label: what the desktop's keyring program shows
 * @secret: the secret
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is stored
 * @user_data: for @callback
 *
 * Stores a secret in place of the one that was there. Fails when the keyring is
 * locked, without a prompt.
 */
void
muster_secret_store_store_async (MusterSecretStore   *self,
                                 const char          *kind,
                                 const char          *id,
                                 const char          *label,
                                 MusterSecret        *secret,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (MUSTER_IS_SECRET_STORE (self));
  g_return_if_fail (kind != NULL && id != NULL && label != NULL && secret != NULL);

  task = new_task (self, cancellable, callback, user_data, muster_secret_store_store_async);
  MUSTER_SECRET_STORE_GET_CLASS (self)->store (self, kind, id, label, secret, task);
}

/**
 * muster_secret_store_store_finish:
 * @self: a store
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether the secret is stored
 */
gboolean
muster_secret_store_store_finish (MusterSecretStore  *self,
                                  GAsyncResult       *result,
                                  GError            **error)
{
  g_return_val_if_fail (MUSTER_IS_SECRET_STORE (self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, muster_secret_store_store_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * muster_secret_store_clear_async:
 * @self: a store
 * @kind: what sort of secret
 * @id: which one
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is gone
 * @user_data: for @callback
 *
 * Removes a secret. It is no error when there is none.
 */
void
muster_secret_store_clear_async (MusterSecretStore   *self,
                                 const char          *kind,
                                 const char          *id,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (MUSTER_IS_SECRET_STORE (self));
  g_return_if_fail (kind != NULL && id != NULL);

  task = new_task (self, cancellable, callback, user_data, muster_secret_store_clear_async);
  MUSTER_SECRET_STORE_GET_CLASS (self)->clear (self, kind, id, task);
}

/**
 * muster_secret_store_clear_finish:
 * @self: a store
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether the secret is not there any more
 */
gboolean
muster_secret_store_clear_finish (MusterSecretStore  *self,
                                  GAsyncResult       *result,
                                  GError            **error)
{
  g_return_val_if_fail (MUSTER_IS_SECRET_STORE (self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, muster_secret_store_clear_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* A state is returned as the task's int, an error as the state that it means. */
static MusterSecretState
finish_state (GAsyncResult  *result,
              GError       **error)
{
  GError *local_error = NULL;
  MusterSecretState state;
  gssize answer = g_task_propagate_int (G_TASK (result), &local_error);

  if (local_error == NULL)
    return (MusterSecretState) answer;

  state = state_of_error (local_error);
  g_propagate_error (error, local_error);
  return state;
}

/**
 * muster_secret_store_probe_async:
 * @self: a store
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks whether the store can be used now. Never opens a prompt.
 */
void
muster_secret_store_probe_async (MusterSecretStore   *self,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (MUSTER_IS_SECRET_STORE (self));

  task = new_task (self, cancellable, callback, user_data, muster_secret_store_probe_async);
  MUSTER_SECRET_STORE_GET_CLASS (self)->probe (self, task);
}

/**
 * muster_secret_store_probe_finish:
 * @self: a store
 * @result: the result
 * @error: return location for an error: why it is unavailable
 *
 * Returns: the state of the store as a whole
 */
MusterSecretState
muster_secret_store_probe_finish (MusterSecretStore  *self,
                                  GAsyncResult       *result,
                                  GError            **error)
{
  g_return_val_if_fail (MUSTER_IS_SECRET_STORE (self), MUSTER_SECRET_UNAVAILABLE);
  g_return_val_if_fail (g_async_result_is_tagged (result, muster_secret_store_probe_async),
                        MUSTER_SECRET_UNAVAILABLE);

  return finish_state (result, error);
}

/**
 * muster_secret_store_unlock_async:
 * @self: a store
 * @cancellable: (nullable): a cancellable; the prompt may stand for a long time
 * @callback: called when the prompt is gone
 * @user_data: for @callback
 *
 * Lets the desktop ask for the keyring's password. It asks once per session; a
 * second call only looks whether the keyring is open by now, unless
 * [method@SecretStore.allow_asking] was called.
 */
void
muster_secret_store_unlock_async (MusterSecretStore   *self,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  MusterSecretStorePrivate *priv = muster_secret_store_get_instance_private (self);
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (MUSTER_IS_SECRET_STORE (self));

  task = new_task (self, cancellable, callback, user_data, muster_secret_store_unlock_async);
  if (priv->asked)
    {
      MUSTER_SECRET_STORE_GET_CLASS (self)->probe (self, task);
      return;
    }

  priv->asked = TRUE;
  MUSTER_SECRET_STORE_GET_CLASS (self)->unlock (self, task);
}

/**
 * muster_secret_store_unlock_finish:
 * @self: a store
 * @result: the result
 * @error: return location for an error
 *
 * Returns: the state of the store as a whole
 */
MusterSecretState
muster_secret_store_unlock_finish (MusterSecretStore  *self,
                                   GAsyncResult       *result,
                                   GError            **error)
{
  g_return_val_if_fail (MUSTER_IS_SECRET_STORE (self), MUSTER_SECRET_UNAVAILABLE);
  g_return_val_if_fail (g_async_result_is_tagged (result, muster_secret_store_unlock_async),
                        MUSTER_SECRET_UNAVAILABLE);

  return finish_state (result, error);
}

/**
 * muster_secret_store_allow_asking:
 * @self: a store
 *
 * A person asked for it: the next [method@SecretStore.unlock_async] may open the
 * prompt again.
 */
void
muster_secret_store_allow_asking (MusterSecretStore *self)
{
  MusterSecretStorePrivate *priv = muster_secret_store_get_instance_private (self);

  g_return_if_fail (MUSTER_IS_SECRET_STORE (self));

  priv->asked = FALSE;
}
