/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-connector.h"
#include "muster-context-private.h"
#include "muster-context-secrets.h"
#include "muster-context-webhooks-private.h"
#include "muster-error.h"

/* MusterContext: connections. A connection is ready when its secrets were found and the gate knows it. */

MusterConnection *
muster_context_find_connection_by_id (MusterContext *self,
                                      const char    *id)
{
  GListModel *model = G_LIST_MODEL (self->connections);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(MusterConnection) connection = g_list_model_get_item (model, i);

      if (g_strcmp0 (muster_connection_get_id (connection), id) == 0)
        return connection;
    }
  return NULL;
}

static gboolean
connection_is (MusterContext    *self,
               MusterConnection *connection,
               const char       *what)
{
  MusterIntegration *integration = muster_catalog_get_integration (self->catalog, muster_connection_get_integration (connection));

  return g_strcmp0 (muster_connection_get_id (connection), what) == 0
         || g_strcmp0 (muster_connection_get_integration (connection), what) == 0
         || (integration != NULL && g_strcmp0 (muster_integration_get_category (integration), what) == 0);
}

MusterConnection *
muster_context_find_connection (MusterContext *self,
                                const char    *what)
{
  GListModel *model;

  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), NULL);

  model = G_LIST_MODEL (self->connections);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(MusterConnection) connection = g_list_model_get_item (model, i);

      if (connection_is (self, connection, what))
        return connection;
    }
  return NULL;
}

GListModel *
muster_context_get_connections (MusterContext *self)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), NULL);
  return G_LIST_MODEL (self->connections);
}

gboolean
muster_context_connection_ready (MusterContext    *self,
                                 MusterConnection *connection)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), FALSE);
  return muster_gate_get_connection (self->gate, muster_connection_get_id (connection)) != NULL;
}

MusterMappingKind
muster_context_mapping_kind (MusterContext    *self,
                             MusterConnection *connection)
{
  if (connection_is (self, connection, "psa"))
    return MUSTER_MAPPING_KIND_COMPANY;
  return connection_is (self, connection, "cloud") ? MUSTER_MAPPING_KIND_TENANT : MUSTER_MAPPING_KIND_DOCS;
}

/* Attaching: secrets → signer → gate, and the PSA to the engine */

gboolean
muster_context_attach (MusterContext    *self,
                       MusterConnection *connection,
                       GHashTable       *secrets,
                       GError          **error)
{
  MusterIntegration *integration = muster_catalog_get_integration (self->catalog, muster_connection_get_integration (connection));
  g_autoptr(MusterAuthenticator) signer = NULL;
  GHashTableIter iter;
  gpointer field, secret;

  if (integration == NULL)
    {
      g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "This version has no integration “%s”",
                   muster_connection_get_integration (connection));
      return FALSE;
    }
  signer = muster_connector_sign (integration, connection, secrets, self->transport, self->secret_store, error);
  if (signer == NULL)
    return FALSE;

  g_hash_table_iter_init (&iter, secrets);
  while (g_hash_table_iter_next (&iter, &field, &secret))
    {
      g_autofree char *label = g_strconcat (muster_connection_get_integration (connection), " ", (char *) field, NULL);

      muster_egress_add (self->egress, label, secret);
    }
  muster_gate_add_connection (self->gate, connection, signer);
  if (muster_connector_is_loopback (connection))
    muster_transport_set_limits (self->transport, muster_connection_get_id (connection), 1000, 8);
  if (muster_context_mapping_kind (self, connection) == MUSTER_MAPPING_KIND_COMPANY)
    muster_engine_add_connection (self->engine, connection);
  g_hash_table_insert (self->signers, g_strdup (muster_connection_get_id (connection)), g_steal_pointer (&signer));
  muster_gate_set_connection_secret (self->gate, muster_connection_get_id (connection), MUSTER_WEBHOOK_SECRET,
                                     g_hash_table_lookup (self->hook_secrets, muster_connection_get_id (connection)));
  muster_context_listen_to (self, connection);
  if (g_hash_table_add (self->usage_restored, g_strdup (muster_connection_get_id (connection))))
    muster_context_restore_usage (self, muster_connection_get_id (connection));
  return TRUE;
}

gboolean
muster_context_adopt (MusterContext    *self,
                      MusterConnection *connection,
                      GHashTable       *secrets,
                      GError          **error)
{
  MusterConnection *old = muster_context_find_connection_by_id (self, muster_connection_get_id (connection));
  guint position;

  if (!muster_context_attach (self, connection, secrets, error))
    return FALSE;
  if (old != NULL && g_list_store_find (self->connections, old, &position))
    g_list_store_splice (self->connections, position, 1, (gpointer *) &connection, 1);
  else
    g_list_store_append (self->connections, connection);
  g_hash_table_remove (self->codes, muster_connection_get_id (connection));
  g_hash_table_remove (self->rediscoveries, muster_connection_get_id (connection));
  muster_context_load_app_key_async (self, NULL, NULL);
  muster_context_sync_webhooks (self);
  muster_context_emit (self, "connections-changed");
  muster_context_refresh_trouble (self);
  muster_context_reconsider (self);
  return TRUE;
}

/* What the signer of today still fetches is kept no more, because other credentials are about to be */
void
muster_context_retire_signer (MusterContext *self,
                              const char    *connection_id,
                              gboolean       retired)
{
  MusterAuthenticator *signer = g_hash_table_lookup (self->signers, connection_id);

  if (signer != NULL)
    muster_authenticator_set_retired (signer, retired);
}

void
muster_context_detach (MusterContext *self,
                       const char    *connection_id)
{
  muster_engine_remove_connection (self->engine, connection_id);
  muster_gate_remove_connection (self->gate, connection_id);
  muster_context_retire_signer (self, connection_id, TRUE);
  g_hash_table_remove (self->signers, connection_id);
  g_hash_table_remove (self->codes, connection_id);
  g_hash_table_remove (self->hook_secrets, connection_id);
}

typedef struct
{
  guint next;
} AttachAll;

static void attach_next (GTask *task);

static void
trouble_counted_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);

  muster_context_refresh_trouble_finish (MUSTER_CONTEXT (source), result);
  g_task_return_boolean (task, TRUE);
}

static void
app_key_loaded_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = MUSTER_CONTEXT (source);

  muster_context_load_app_key_finish (self, result);
  muster_context_refresh_trouble_async (self, trouble_counted_cb, g_object_ref (task));
}

static void
webhook_loaded_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);

  muster_context_load_webhook_finish (MUSTER_CONTEXT (source), result);
  attach_next (task);
}

static void
secrets_found_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  AttachAll *all = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GHashTable) secrets = muster_connection_secrets_load_finish (result, &error);
  g_autoptr(MusterConnection) connection = g_list_model_get_item (G_LIST_MODEL (self->connections), all->next - 1);

  if (secrets == NULL || !muster_context_attach (self, connection, secrets, &error))
    {
      g_message ("%s is not ready: %s", muster_connection_get_name (connection), error->message);
      /* A closed keyring says nothing about the connection */
      if (!g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_KEYRING_LOCKED)
          && !g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_KEYRING_UNAVAILABLE)
          && g_strcmp0 (muster_connection_get_status (connection), "notes-off") != 0)
        {
          muster_connection_set_status (connection, "failing");
          muster_connection_set_last_error (connection, error->message);
        }
    }
  muster_context_load_webhook_async (self, connection, webhook_loaded_cb, g_object_ref (task));
}

static void
attach_next (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  AttachAll *all = g_task_get_task_data (task);
  g_autoptr(MusterConnection) connection = g_list_model_get_item (G_LIST_MODEL (self->connections), all->next);

  if (connection == NULL)
    {
      muster_context_emit (self, "connections-changed");
      if (all->next > 0)
        muster_context_load_app_key_async (self, app_key_loaded_cb, g_object_ref (task));
      else
        muster_context_refresh_trouble_async (self, trouble_counted_cb, g_object_ref (task));
      return;
    }
  all->next++;
  muster_connection_secrets_load_async (self, connection, g_task_get_cancellable (task), secrets_found_cb,
                                        g_object_ref (task));
}

static void
connections_listed_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) rows = muster_store_list_connections_finish (MUSTER_STORE (source), result, &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_list_store_splice (self->connections, 0, g_list_model_get_n_items (G_LIST_MODEL (self->connections)), rows->pdata,
                       rows->len);
  attach_next (task);
}

void
muster_context_attach_all_async (MusterContext      *self,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, muster_context_attach_all_async);
  g_task_set_task_data (task, g_new0 (AttachAll, 1), g_free);
  muster_store_list_connections_async (self->store, cancellable, connections_listed_cb, g_object_ref (task));
}

gboolean
muster_context_attach_all_finish (MusterContext *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
