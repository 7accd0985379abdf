/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "muster-context-private.h"
#include "muster-random.h"

/* MusterContext: the key of this installation, which the codes of requests are made with. It is made once, with the first
 * connection, and lies in the keyring. Without it requests are decided in Muster alone.
 *
 * The keyring is the person's, and knows no “only if there is none”: two connections, or two programs with a profile of
 * their own, that find none at the same moment would each make one. So looking and making is done by one at a time, which
 * holds a lock beside the keyring's session; whoever comes later finds the key that is there. */

#define KEY_ID    "app-key"
#define KEY_BYTES 32
#define LOCK_NAME "muster-app-key.lock"
#define RETRY_MS  20

typedef struct
{
  int           lock;  /* -1: none */
  MusterSecret *key;   /* (nullable): that is being stored */
} Making;

static void
making_free (gpointer data)
{
  Making *making = data;

  if (making->lock >= 0)
    close (making->lock);
  g_clear_pointer (&making->key, muster_secret_unref);
  g_free (making);
}

/* Whoever holds the lock until now lets go before the answer is told */
static void
end (GTask *task)
{
  Making *making = g_task_get_task_data (task);

  if (making->lock >= 0)
    close (making->lock);
  making->lock = -1;
  g_task_return_boolean (task, TRUE);
}

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Making *making = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (muster_secret_store_store_finish (MUSTER_SECRET_STORE (source), result, &error))
    muster_gate_set_app_key (self->gate, making->key);
  else
    g_message ("The key of this installation could not be kept: %s", error->message);
  end (task);
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Making *making = g_task_get_task_data (task);
  g_autoptr(MusterSecret) key = NULL;
  g_autoptr(GError) error = NULL;
  MusterSecretState state = muster_secret_store_lookup_finish (MUSTER_SECRET_STORE (source), result, &key, &error);
  g_autofree char *random = NULL;

  if (error == NULL && state == MUSTER_SECRET_PRESENT)
    muster_gate_set_app_key (self->gate, key);
  if (error != NULL || state != MUSTER_SECRET_ABSENT)
    {
      end (task);
      return;
    }
  random = muster_random_hex (KEY_BYTES);
  making->key = muster_secret_new (random);
  muster_secret_store_store_async (self->secret_store, MUSTER_SECRET_KIND_APP, KEY_ID, "Muster: codes of requests", making->key,
                                   NULL, stored_cb, g_object_ref (task));
}

static gboolean look_cb (gpointer user_data);

/* The lock is tried again and again, so that the main loop never waits; it is free when its holder ends, however that ends */
static void
look (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Making *making = g_task_get_task_data (task);

  if (making->lock >= 0 && flock (making->lock, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    g_timeout_add_full (G_PRIORITY_DEFAULT, RETRY_MS, look_cb, g_object_ref (task), g_object_unref);
  else if (muster_gate_get_app_key (self->gate) != NULL)
    end (task);
  else
    muster_secret_store_lookup_async (self->secret_store, MUSTER_SECRET_KIND_APP, KEY_ID, NULL, found_cb, g_object_ref (task));
}

static gboolean
look_cb (gpointer user_data)
{
  look (user_data);
  return G_SOURCE_REMOVE;
}

void
muster_context_load_app_key_async (MusterContext      *self,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autofree char *path = g_build_filename (g_get_user_runtime_dir (), LOCK_NAME, NULL);
  Making *making;

  g_task_set_source_tag (task, muster_context_load_app_key_async);
  if (muster_gate_get_app_key (self->gate) != NULL || self->secret_store == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  making = g_new0 (Making, 1);
  making->lock = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (making->lock < 0)
    g_debug ("%s: %s", path, g_strerror (errno));
  g_task_set_task_data (task, making, making_free);
  look (task);
}

void
muster_context_load_app_key_finish (MusterContext *self,
                                    GAsyncResult  *result)
{
  g_return_if_fail (g_task_is_valid (result, self));
  g_task_propagate_boolean (G_TASK (result), NULL);
}
