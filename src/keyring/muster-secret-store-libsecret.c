/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-keyring"

#include "config.h"

#include <libsecret/secret.h>

#include "muster-error.h"
#include "muster-secret-store.h"

/**
 * MusterSecretStoreLibsecret:
 *
 * The desktop's keyring. Each call is a short chain: look at the default
 * collection, so that a locked keyring is told from an empty one and nothing
 * opens a prompt, and then do what was asked.
 */

#define MUSTER_TYPE_SECRET_STORE_LIBSECRET (muster_secret_store_libsecret_get_type ())
G_DECLARE_FINAL_TYPE (MusterSecretStoreLibsecret, muster_secret_store_libsecret,
                      MUSTER, SECRET_STORE_LIBSECRET, MusterSecretStore)

struct _MusterSecretStoreLibsecret
{
  MusterSecretStore parent_instance;

  const char *refused;  /* (nullable): a variable that must not be set */
  gboolean sandboxed;   /* in Flatpak the keyring is a file behind the portal and never locked */
};

G_DEFINE_FINAL_TYPE (MusterSecretStoreLibsecret, muster_secret_store_libsecret, MUSTER_TYPE_SECRET_STORE)

/* Attributes are stored in clear. */
static const SecretSchema schema = {
  "io.github.mustermsp.Muster.Secret", SECRET_SCHEMA_NONE,
  {
    { "version", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "id", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  }
};

#define SCHEMA_VERSION "1"

typedef struct _Op Op;

/* One call */
struct _Op
{
  GHashTable *attributes;  /* (owned) */
  char *label;             /* (owned) */
  MusterSecret *secret;    /* (owned) (nullable): what to store */
  SecretRetrievable *item; /* (owned) (nullable): what was found */

  SecretService *service;        /* (owned) */
  SecretCollection *collection;  /* (owned) (nullable): there may be none yet */
  void (*collection_seen) (GTask *task, Op *op, MusterSecretState state);
};

static void
op_free (gpointer data)
{
  Op *op = data;

  g_hash_table_unref (op->attributes);
  g_free (op->label);
  g_clear_pointer (&op->secret, muster_secret_unref);
  g_clear_object (&op->item);
  g_clear_object (&op->collection);
  g_clear_object (&op->service);
  g_free (op);
}

static Op *
op_new (GTask      *task,
        const char *kind,
        const char *id)
{
  Op *op = g_new0 (Op, 1);

  op->attributes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_hash_table_insert (op->attributes, (gpointer) "version", g_strdup (SCHEMA_VERSION));
  g_hash_table_insert (op->attributes, (gpointer) "kind", g_strdup (kind));
  g_hash_table_insert (op->attributes, (gpointer) "id", g_strdup (id));
  g_task_set_task_data (task, op, op_free);

  return op;
}

/* Takes error. A call that was cancelled stays cancelled. */
static void
return_libsecret_error (GTask  *task,
                        GError *error)
{
  MusterSecretState state = MUSTER_SECRET_UNAVAILABLE;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, error);
      return;
    }

  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    state = MUSTER_SECRET_LOCKED;

  g_task_return_error (task, muster_secret_store_new_error (state, error->message));
  g_error_free (error);
}

/* In a release the variables would move every secret into a file whose password
 * stands in the environment. */
static gboolean
return_if_refused (MusterSecretStore *store,
                   GTask             *task)
{
  MusterSecretStoreLibsecret *self = MUSTER_SECRET_STORE_LIBSECRET (store);
  g_autofree char *detail = NULL;

  if (self->refused == NULL)
    return FALSE;

  detail = g_strdup_printf ("the variable %s is set", self->refused);
  g_task_return_error (task, muster_secret_store_new_error (MUSTER_SECRET_UNAVAILABLE, detail));
  return TRUE;
}

static gboolean
is_sandboxed (GTask *task)
{
  return MUSTER_SECRET_STORE_LIBSECRET (g_task_get_source_object (task))->sandboxed;
}

/* Looking at the default collection, 2 of 2 */
static void
collection_read_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Op *op = g_task_get_task_data (task);
  GError *error = NULL;

  op->collection = secret_collection_for_alias_finish (result, &error);
  if (error != NULL)
    return_libsecret_error (task, error);
  else if (op->collection == NULL)
    op->collection_seen (task, op, MUSTER_SECRET_ABSENT);
  else
    op->collection_seen (task, op, secret_collection_get_locked (op->collection) ? MUSTER_SECRET_LOCKED
                                                                                 : MUSTER_SECRET_PRESENT);
}

/* Looking at the default collection, 1 of 2 */
static void
service_ready_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Op *op = g_task_get_task_data (task);
  GError *error = NULL;

  op->service = secret_service_get_finish (result, &error);
  if (op->service != NULL)
    secret_collection_for_alias (op->service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
                                 g_task_get_cancellable (task), collection_read_cb, g_object_ref (task));
  else
    return_libsecret_error (task, error);
}

static void
look_at_collection (GTask *task,
                    void (*seen)(GTask *task, Op *op, MusterSecretState state))
{
  Op *op = g_task_get_task_data (task);

  op->collection_seen = seen;
  if (is_sandboxed (task))
    {
      seen (task, op, MUSTER_SECRET_PRESENT);
      return;
    }

  secret_service_get (SECRET_SERVICE_NONE, g_task_get_cancellable (task),
                      service_ready_cb, g_object_ref (task));
}

/* Lookup, the search found nothing: only an open keyring proves it */
static void
lookup_collection_seen (GTask             *task,
                        Op                *op,
                        MusterSecretState  state)
{
  if (state == MUSTER_SECRET_LOCKED)
    g_task_return_error (task, muster_secret_store_new_error (state, NULL));
  else
    muster_secret_store_return_lookup (task, MUSTER_SECRET_ABSENT, NULL);
}

/* Lookup, 2 of 2 */
static void
secret_retrieved_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(MusterSecret) secret = NULL;
  SecretValue *value;
  GError *error = NULL;
  const char *text;

  value = secret_retrievable_retrieve_secret_finish (SECRET_RETRIEVABLE (source), result, &error);
  text = value != NULL ? secret_value_get_text (value) : NULL;
  if (text != NULL)
    {
      secret = muster_secret_new (text);
      muster_secret_store_return_lookup (task, MUSTER_SECRET_PRESENT, secret);
    }
  else if (error != NULL)
    return_libsecret_error (task, error);
  else
    g_task_return_error (task, muster_secret_store_new_error (MUSTER_SECRET_LOCKED, NULL));

  g_clear_pointer (&value, secret_value_unref);
}

/* Lookup, 1 of 2: what was found may be in a collection that is locked */
static void
items_found_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Op *op = g_task_get_task_data (task);
  GError *error = NULL;
  GList *items;

  items = secret_password_search_finish (result, &error);
  if (error != NULL)
    {
      return_libsecret_error (task, error);
      return;
    }

  for (GList *l = items; l != NULL; l = l->next)
    if (op->item == NULL || (SECRET_IS_ITEM (op->item) && secret_item_get_locked (SECRET_ITEM (op->item))))
      g_set_object (&op->item, l->data);
  g_list_free_full (items, g_object_unref);

  if (op->item == NULL)
    look_at_collection (task, lookup_collection_seen);
  else if (SECRET_IS_ITEM (op->item) && secret_item_get_locked (SECRET_ITEM (op->item)))
    g_task_return_error (task, muster_secret_store_new_error (MUSTER_SECRET_LOCKED, NULL));
  else
    secret_retrievable_retrieve_secret (op->item, g_task_get_cancellable (task),
                                        secret_retrieved_cb, g_object_ref (task));
}

static void
muster_secret_store_libsecret_lookup (MusterSecretStore *store,
                                      const char        *kind,
                                      const char        *id,
                                      GTask             *task)
{
  Op *op = op_new (task, kind, id);

  if (return_if_refused (store, task))
    return;

  secret_password_searchv (&schema, op->attributes, SECRET_SEARCH_ALL,
                           g_task_get_cancellable (task), items_found_cb, g_object_ref (task));
}

/* Store, 2 of 2 */
static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    return_libsecret_error (task, error);
}

/* Store, 1 of 2: libsecret would open a prompt for a locked keyring */
static void
store_collection_seen (GTask             *task,
                       Op                *op,
                       MusterSecretState  state)
{
  if (state == MUSTER_SECRET_LOCKED)
    g_task_return_error (task, muster_secret_store_new_error (state, NULL));
  else
    secret_password_storev (&schema, op->attributes, SECRET_COLLECTION_DEFAULT, op->label,
                            muster_secret_peek (op->secret), g_task_get_cancellable (task),
                            stored_cb, g_object_ref (task));
}

static void
muster_secret_store_libsecret_store (MusterSecretStore *store,
                                     const char        *kind,
                                     const char        *id,
                                     const char        *label,
                                     MusterSecret      *secret,
                                     GTask             *task)
{
  Op *op = op_new (task, kind, id);

  op->label = g_strdup (label);
  op->secret = muster_secret_ref (secret);

  if (!return_if_refused (store, task))
    look_at_collection (task, store_collection_seen);
}

/* Clear, 2 of 2: FALSE without an error says that there was none */
static void
cleared_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  secret_password_clear_finish (result, &error);
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    return_libsecret_error (task, error);
}

/* Clear, 1 of 2: in a locked keyring libsecret would find nothing to remove */
static void
clear_collection_seen (GTask             *task,
                       Op                *op,
                       MusterSecretState  state)
{
  if (state == MUSTER_SECRET_LOCKED)
    g_task_return_error (task, muster_secret_store_new_error (state, NULL));
  else
    secret_password_clearv (&schema, op->attributes, g_task_get_cancellable (task),
                            cleared_cb, g_object_ref (task));
}

static void
muster_secret_store_libsecret_clear (MusterSecretStore *store,
                                     const char        *kind,
                                     const char        *id,
                                     GTask             *task)
{
  op_new (task, kind, id);

  if (!return_if_refused (store, task))
    look_at_collection (task, clear_collection_seen);
}

static void
probe_collection_seen (GTask             *task,
                       Op                *op,
                       MusterSecretState  state)
{
  g_task_return_int (task, state);
}

static void
muster_secret_store_libsecret_probe (MusterSecretStore *store,
                                     GTask             *task)
{
  op_new (task, NULL, NULL);

  if (!return_if_refused (store, task))
    look_at_collection (task, probe_collection_seen);
}

/* Unlock, 2 of 2: however the prompt ended, the collection knows */
static void
unlocked_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  secret_service_unlock_finish (SECRET_SERVICE (source), result, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    muster_secret_store_libsecret_probe (g_task_get_source_object (task), task);
}

/* Unlock, 1 of 2 */
static void
unlock_collection_seen (GTask             *task,
                        Op                *op,
                        MusterSecretState  state)
{
  g_autoptr(GList) objects = NULL;

  if (state != MUSTER_SECRET_LOCKED)
    {
      g_task_return_int (task, state);
      return;
    }

  objects = g_list_append (NULL, op->collection);
  secret_service_unlock (op->service, objects, g_task_get_cancellable (task),
                         unlocked_cb, g_object_ref (task));
}

static void
muster_secret_store_libsecret_unlock (MusterSecretStore *store,
                                      GTask             *task)
{
  op_new (task, NULL, NULL);

  if (!return_if_refused (store, task))
    look_at_collection (task, unlock_collection_seen);
}

static void
muster_secret_store_libsecret_class_init (MusterSecretStoreLibsecretClass *klass)
{
  MusterSecretStoreClass *store_class = MUSTER_SECRET_STORE_CLASS (klass);

  store_class->lookup = muster_secret_store_libsecret_lookup;
  store_class->store = muster_secret_store_libsecret_store;
  store_class->clear = muster_secret_store_libsecret_clear;
  store_class->probe = muster_secret_store_libsecret_probe;
  store_class->unlock = muster_secret_store_libsecret_unlock;
}

static void
muster_secret_store_libsecret_init (MusterSecretStoreLibsecret *self)
{
  self->sandboxed = g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);

#ifdef MUSTER_TEST_HOOKS
  self->sandboxed |= g_getenv ("SECRET_BACKEND") != NULL;
#else
  static const char * const variables[] = {
    "SECRET_BACKEND", "SECRET_FILE_TEST_PATH", "SECRET_FILE_TEST_PASSWORD"
  };

  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    if (g_getenv (variables[i]) != NULL)
      self->refused = variables[i];
#endif
}

/**
 * muster_secret_store_libsecret_new:
 *
 * Returns: (transfer full): a store over the desktop's keyring
 */
MusterSecretStore *
muster_secret_store_libsecret_new (void)
{
  return g_object_new (MUSTER_TYPE_SECRET_STORE_LIBSECRET, NULL);
}
