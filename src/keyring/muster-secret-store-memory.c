/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-keyring"

#include "config.h"

#include "muster-secret-store.h"

/**
 * MusterSecretStoreMemory:
 *
 * Secrets for as long as the process runs: for tests and for the sandbox
 * profile. Plays a locked or missing keyring on request.
 */

#define MUSTER_TYPE_SECRET_STORE_MEMORY (muster_secret_store_memory_get_type ())
G_DECLARE_FINAL_TYPE (MusterSecretStoreMemory, muster_secret_store_memory,
                      MUSTER, SECRET_STORE_MEMORY, MusterSecretStore)

struct _MusterSecretStoreMemory
{
  MusterSecretStore parent_instance;

  GHashTable *secrets;      /* (owned) (element-type utf8 MusterSecret): "kind/id" */
  MusterSecretState state;  /* PRESENT unless a test wants another one */
  guint n_prompts;
};

G_DEFINE_FINAL_TYPE (MusterSecretStoreMemory, muster_secret_store_memory, MUSTER_TYPE_SECRET_STORE)

/* Returns the task and TRUE when the keyring plays dead. */
static gboolean
return_if_closed (MusterSecretStoreMemory *self,
                  GTask                   *task)
{
  if (self->state == MUSTER_SECRET_PRESENT || self->state == MUSTER_SECRET_ABSENT)
    return FALSE;

  g_task_return_error (task, muster_secret_store_new_error (self->state, NULL));
  return TRUE;
}

static void
muster_secret_store_memory_lookup (MusterSecretStore *store,
                                   const char        *kind,
                                   const char        *id,
                                   GTask             *task)
{
  MusterSecretStoreMemory *self = MUSTER_SECRET_STORE_MEMORY (store);
  g_autofree char *key = g_strdup_printf ("%s/%s", kind, id);
  MusterSecret *secret = g_hash_table_lookup (self->secrets, key);

  if (return_if_closed (self, task))
    return;

  muster_secret_store_return_lookup (task, secret != NULL ? MUSTER_SECRET_PRESENT : MUSTER_SECRET_ABSENT, secret);
}

static void
muster_secret_store_memory_store (MusterSecretStore *store,
                                  const char        *kind,
                                  const char        *id,
                                  const char        *label,
                                  MusterSecret      *secret,
                                  GTask             *task)
{
  MusterSecretStoreMemory *self = MUSTER_SECRET_STORE_MEMORY (store);

  if (return_if_closed (self, task))
    return;

  g_hash_table_replace (self->secrets, g_strdup_printf ("%s/%s", kind, id), muster_secret_ref (secret));
  g_task_return_boolean (task, TRUE);
}

static void
muster_secret_store_memory_clear (MusterSecretStore *store,
                                  const char        *kind,
                                  const char        *id,
                                  GTask             *task)
{
  MusterSecretStoreMemory *self = MUSTER_SECRET_STORE_MEMORY (store);
  g_autofree char *key = g_strdup_printf ("%s/%s", kind, id);

  if (return_if_closed (self, task))
    return;

  g_hash_table_remove (self->secrets, key);
  g_task_return_boolean (task, TRUE);
}

static void
muster_secret_store_memory_probe (MusterSecretStore *store,
                                  GTask             *task)
{
  MusterSecretStoreMemory *self = MUSTER_SECRET_STORE_MEMORY (store);

  if (self->state == MUSTER_SECRET_UNAVAILABLE)
    g_task_return_error (task, muster_secret_store_new_error (self->state, NULL));
  else
    g_task_return_int (task, self->state);
}

/* The prompt is dismissed, as it is where nobody sits. */
static void
muster_secret_store_memory_unlock (MusterSecretStore *store,
                                   GTask             *task)
{
  MusterSecretStoreMemory *self = MUSTER_SECRET_STORE_MEMORY (store);

  if (self->state == MUSTER_SECRET_LOCKED)
    self->n_prompts++;

  muster_secret_store_memory_probe (store, task);
}

static void
muster_secret_store_memory_finalize (GObject *object)
{
  MusterSecretStoreMemory *self = MUSTER_SECRET_STORE_MEMORY (object);

  g_hash_table_unref (self->secrets);

  G_OBJECT_CLASS (muster_secret_store_memory_parent_class)->finalize (object);
}

static void
muster_secret_store_memory_class_init (MusterSecretStoreMemoryClass *klass)
{
  MusterSecretStoreClass *store_class = MUSTER_SECRET_STORE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = muster_secret_store_memory_finalize;

  store_class->lookup = muster_secret_store_memory_lookup;
  store_class->store = muster_secret_store_memory_store;
  store_class->clear = muster_secret_store_memory_clear;
  store_class->probe = muster_secret_store_memory_probe;
  store_class->unlock = muster_secret_store_memory_unlock;
}

static void
muster_secret_store_memory_init (MusterSecretStoreMemory *self)
{
  self->secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) muster_secret_unref);
  self->state = MUSTER_SECRET_PRESENT;
}

/**
 * muster_secret_store_memory_new:
 *
 * Returns: (transfer full): an empty store
 */
MusterSecretStore *
muster_secret_store_memory_new (void)
{
  return g_object_new (MUSTER_TYPE_SECRET_STORE_MEMORY, NULL);
}

/**
 * muster_secret_store_memory_set_state:
 * @self: a store of [func@SecretStore.memory_new]
 * @state: what to play
 *
 * Locks the store or makes it unreachable, for tests.
 */
void
muster_secret_store_memory_set_state (MusterSecretStore *self,
                                      MusterSecretState  state)
{
  g_return_if_fail (MUSTER_IS_SECRET_STORE_MEMORY (self));

  MUSTER_SECRET_STORE_MEMORY (self)->state = state;
}

/**
 * muster_secret_store_memory_n_prompts:
 * @self: a store of [func@SecretStore.memory_new]
 *
 * Returns: how often a person would have been asked
 */
guint
muster_secret_store_memory_n_prompts (MusterSecretStore *self)
{
  g_return_val_if_fail (MUSTER_IS_SECRET_STORE_MEMORY (self), 0);

  return MUSTER_SECRET_STORE_MEMORY (self)->n_prompts;
}
