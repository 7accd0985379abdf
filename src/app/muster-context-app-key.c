/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-context-private.h"
#include "muster-random.h"

/* MusterContext: the key of this installation, which the codes of requests are made with. It is made once, with the first
 * connection, and lies in the keyring. Without it requests are decided in Muster alone. */

#define KEY_ID    "app-key"
#define KEY_BYTES 32

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  MusterSecret *key = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (muster_secret_store_store_finish (MUSTER_SECRET_STORE (source), result, &error))
    muster_gate_set_app_key (self->gate, key);
  else
    g_message ("The key of this installation could not be kept: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  g_autoptr(MusterSecret) key = NULL;
  g_autoptr(GError) error = NULL;
  MusterSecretState state = muster_secret_store_lookup_finish (MUSTER_SECRET_STORE (source), result, &key, &error);
  g_autofree char *random = NULL;

  if (error == NULL && state == MUSTER_SECRET_PRESENT)
    muster_gate_set_app_key (self->gate, key);
  if (error != NULL || state != MUSTER_SECRET_ABSENT)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  random = muster_random_hex (KEY_BYTES);
  key = muster_secret_new (random);
  g_task_set_task_data (task, muster_secret_ref (key), (GDestroyNotify) muster_secret_unref);
  muster_secret_store_store_async (self->secret_store, MUSTER_SECRET_KIND_APP, KEY_ID, "Muster: codes of requests", key, NULL,
                                   stored_cb, g_object_ref (task));
}

void
muster_context_load_app_key_async (MusterContext      *self,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, muster_context_load_app_key_async);
  if (muster_gate_get_app_key (self->gate) != NULL || self->secret_store == NULL)
    g_task_return_boolean (task, TRUE);
  else
    muster_secret_store_lookup_async (self->secret_store, MUSTER_SECRET_KIND_APP, KEY_ID, NULL, found_cb, g_object_ref (task));
}

void
muster_context_load_app_key_finish (MusterContext *self,
                                    GAsyncResult  *result)
{
  g_return_if_fail (g_task_is_valid (result, self));
  g_task_propagate_boolean (G_TASK (result), NULL);
}
