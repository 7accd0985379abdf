/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-connector.h"
#include "muster-context-private.h"
#include "muster-context-secrets.h"
#include "muster-error.h"

/* A connection's secrets, one after the other: read, stored or cleared together. */

typedef struct
{
  MusterContext    *context;    /* (owned) */
  MusterConnection *connection; /* (owned) */
  GStrv             fields;     /* (owned) */
  guint             next;
  GHashTable       *secrets;    /* (owned) (nullable): field → MusterSecret */
} Batch;

static void
batch_free (Batch *batch)
{
  g_clear_object (&batch->context);
  g_clear_object (&batch->connection);
  g_strfreev (batch->fields);
  g_clear_pointer (&batch->secrets, g_hash_table_unref);
  g_free (batch);
}

static GTask *
begin_batch (MusterContext      *context,
             MusterConnection   *connection,
             gpointer            tag,
             GCancellable       *cancellable,
             GAsyncReadyCallback callback,
             gpointer            user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Batch *batch = g_new0 (Batch, 1);
  const char *names = muster_connection_get_secret_fields (connection);

  g_task_set_source_tag (task, tag);
  batch->context = g_object_ref (context);
  batch->connection = g_object_ref (connection);
  batch->fields = g_strsplit (names != NULL ? names : "", ",", -1);
  g_task_set_task_data (task, batch, (GDestroyNotify) batch_free);
  return task;
}

static void look_next (GTask *task);

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Batch *batch = g_task_get_task_data (task);
  MusterSecret *secret = NULL;
  GError *error = NULL;
  MusterSecretState state = muster_secret_store_lookup_finish (MUSTER_SECRET_STORE (source), result, &secret, &error);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (state == MUSTER_SECRET_LOCKED || state == MUSTER_SECRET_UNAVAILABLE)
    {
      muster_context_set_keyring_state (batch->context, state);
      g_task_return_error (task, muster_secret_store_new_error (state, NULL));
      return;
    }
  if (secret == NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT,
                               "The keyring has no “%s” for this connection; enter it again", batch->fields[batch->next]);
      return;
    }
  g_hash_table_insert (batch->secrets, g_strdup (batch->fields[batch->next]), secret);
  batch->next++;
  look_next (task);
}

/* Those that came with the command, for this process only */
static void
take_given (Batch *batch)
{
  GHashTable *given = batch->context->given_secrets;

  for (; given != NULL && batch->fields[batch->next] != NULL; batch->next++)
    {
      g_autofree char *key = g_strconcat (muster_connection_get_integration (batch->connection), ".",
                                          batch->fields[batch->next], NULL);
      MusterSecret *secret = g_hash_table_lookup (given, key);

      if (secret == NULL)
        return;
      g_hash_table_insert (batch->secrets, g_strdup (batch->fields[batch->next]), muster_secret_ref (secret));
    }
}

static void
look_next (GTask *task)
{
  Batch *batch = g_task_get_task_data (task);
  g_autofree char *id = NULL;

  take_given (batch);
  if (batch->fields[batch->next] == NULL)
    {
      g_task_return_pointer (task, g_steal_pointer (&batch->secrets), (GDestroyNotify) g_hash_table_unref);
      return;
    }
  id = muster_connector_secret_id (batch->connection, batch->fields[batch->next]);
  muster_secret_store_lookup_async (batch->context->secret_store, MUSTER_SECRET_KIND_CONNECTION, id,
                                    g_task_get_cancellable (task), looked_cb, g_object_ref (task));
}

void
muster_connection_secrets_load_async (MusterContext      *context,
                                      MusterConnection   *connection,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data)
{
  g_autoptr(GTask) task = begin_batch (context, connection, muster_connection_secrets_load_async, cancellable, callback,
                                       user_data);
  Batch *batch = g_task_get_task_data (task);

  batch->secrets = muster_connection_secrets_new ();
  look_next (task);
}

GHashTable *
muster_connection_secrets_load_finish (GAsyncResult *result,
                                       GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void store_next (GTask *task);

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Batch *batch = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_secret_store_store_finish (MUSTER_SECRET_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  batch->next++;
  store_next (task);
}

static void
store_next (GTask *task)
{
  Batch *batch = g_task_get_task_data (task);
  const char *field = batch->fields[batch->next];
  MusterSecret *secret;
  g_autofree char *id = NULL;
  g_autofree char *label = NULL;

  if (field == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  secret = g_hash_table_lookup (batch->secrets, field);
  if (secret == NULL)
    {
      batch->next++;
      store_next (task);
      return;
    }
  id = muster_connector_secret_id (batch->connection, field);
  label = g_strdup_printf ("Muster: %s", muster_connection_get_name (batch->connection));
  muster_secret_store_store_async (batch->context->secret_store, MUSTER_SECRET_KIND_CONNECTION, id, label, secret, NULL,
                                   stored_cb, g_object_ref (task));
}

void
muster_connection_secrets_save_async (MusterContext      *context,
                                      MusterConnection   *connection,
                                      GHashTable         *secrets,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data)
{
  g_autoptr(GTask) task = begin_batch (context, connection, muster_connection_secrets_save_async, cancellable, callback,
                                       user_data);
  Batch *batch = g_task_get_task_data (task);

  batch->secrets = g_hash_table_ref (secrets);
  store_next (task);
}

static void clear_next (GTask *task);

static void
cleared_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Batch *batch = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_secret_store_clear_finish (MUSTER_SECRET_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  batch->next++;
  clear_next (task);
}

static void
clear_next (GTask *task)
{
  Batch *batch = g_task_get_task_data (task);
  g_autofree char *id = NULL;

  if (batch->fields[batch->next] == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  id = muster_connector_secret_id (batch->connection, batch->fields[batch->next]);
  muster_secret_store_clear_async (batch->context->secret_store, MUSTER_SECRET_KIND_CONNECTION, id, NULL, cleared_cb,
                                   g_object_ref (task));
}

void
muster_connection_secrets_clear_async (MusterContext      *context,
                                       MusterConnection   *connection,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data)
{
  g_autoptr(GTask) task = begin_batch (context, connection, muster_connection_secrets_clear_async, cancellable, callback,
                                       user_data);

  clear_next (task);
}

gboolean
muster_connection_secrets_finish (GAsyncResult *result,
                                  GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

GHashTable *
muster_connection_secrets_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) muster_secret_unref);
}

/**
 * muster_connection_secrets_take:
 * @fields: what was typed into the form
 *
 * Returns: (transfer full): the secret ones of them, in locked memory
 */
GHashTable *
muster_connection_secrets_take (MusterConnection *connection,
                                GHashTable       *fields)
{
  const char *names = muster_connection_get_secret_fields (connection);
  g_auto(GStrv) list = g_strsplit (names != NULL ? names : "", ",", -1);
  GHashTable *secrets = muster_connection_secrets_new ();

  for (guint i = 0; list[i] != NULL; i++)
    {
      const char *typed = g_hash_table_lookup (fields, list[i]);
      char *value = typed != NULL ? g_strstrip (g_strdup (typed)) : NULL;

      if (value != NULL && value[0] != '\0')
        g_hash_table_insert (secrets, g_strdup (list[i]), muster_secret_new (value));
      muster_secret_free (value);
    }
  return secrets;
}
