/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-net"

#include "config.h"

#include "muster-authenticator.h"

/**
 * MusterAuthenticator:
 *
 * Puts the sign-in of one connection on a request, just before it is sent. The
 * scope says for whom: it is empty for a connection that has one key, and
 * "TENANT|RESOURCE/.default" for Microsoft's.
 */

typedef struct
{
  gboolean retired;
} MusterAuthenticatorPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (MusterAuthenticator, muster_authenticator, G_TYPE_OBJECT)

static gboolean
muster_authenticator_real_invalidate (MusterAuthenticator *self,
                                      const char          *scope)
{
  return FALSE;
}

static void
muster_authenticator_class_init (MusterAuthenticatorClass *klass)
{
  klass->invalidate = muster_authenticator_real_invalidate;
}

static void
muster_authenticator_init (MusterAuthenticator *self)
{
}

/**
 * muster_authenticator_prepare_async:
 * @self: an authenticator
 * @request: the request that is about to be sent
 * @scope: (nullable): for whom
 * @cancellable: (nullable): a cancellable
 * @callback: called when @request has its headers
 * @user_data: for @callback
 *
 * Adds the headers, fetching a token first if need be.
 */
void
muster_authenticator_prepare_async (MusterAuthenticator *self,
                                    MusterRequest       *request,
                                    const char          *scope,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (MUSTER_IS_AUTHENTICATOR (self));
  g_return_if_fail (request != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, muster_authenticator_prepare_async);
  MUSTER_AUTHENTICATOR_GET_CLASS (self)->prepare (self, request, scope, task);
}

/**
 * muster_authenticator_prepare_finish:
 * @self: an authenticator
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether the request has its headers
 */
gboolean
muster_authenticator_prepare_finish (MusterAuthenticator  *self,
                                     GAsyncResult         *result,
                                     GError              **error)
{
  g_return_val_if_fail (MUSTER_IS_AUTHENTICATOR (self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, muster_authenticator_prepare_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * muster_authenticator_invalidate:
 * @self: an authenticator
 * @scope: (nullable): for whom
 *
 * The other side answered 401 to what [method@Authenticator.prepare_async] added.
 *
 * Returns: whether preparing again can come out differently
 */
gboolean
muster_authenticator_invalidate (MusterAuthenticator *self,
                                 const char          *scope)
{
  g_return_val_if_fail (MUSTER_IS_AUTHENTICATOR (self), FALSE);

  return MUSTER_AUTHENTICATOR_GET_CLASS (self)->invalidate (self, scope);
}

/**
 * muster_authenticator_set_retired:
 * @self: an authenticator
 * @retired: whether another sign-in is about to take its place
 *
 * A renewal that was under way when a person signed in anew, or disconnected,
 * would put its own token over the newer one in the keyring. A retired
 * authenticator keeps nothing there any more.
 */
void
muster_authenticator_set_retired (MusterAuthenticator *self,
                                  gboolean             retired)
{
  MusterAuthenticatorPrivate *priv = muster_authenticator_get_instance_private (self);

  g_return_if_fail (MUSTER_IS_AUTHENTICATOR (self));
  priv->retired = retired;
}

gboolean
muster_authenticator_get_retired (MusterAuthenticator *self)
{
  MusterAuthenticatorPrivate *priv = muster_authenticator_get_instance_private (self);

  g_return_val_if_fail (MUSTER_IS_AUTHENTICATOR (self), FALSE);
  return priv->retired;
}
