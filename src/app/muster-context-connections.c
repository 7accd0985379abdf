/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include "muster-connection-test.h"
#include "muster-connector.h"
#include "muster-context-private.h"
#include "muster-context-secrets.h"
#include "muster-error.h"
#include "muster-id.h"

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

/* Status of a connection, kept in the store so that the next start shows it too */

static void
status_saved_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(MusterContext) self = MUSTER_CONTEXT (user_data);
  g_autoptr(GError) error = NULL;

  if (!muster_store_save_connection_finish (MUSTER_STORE (source), result, &error))
    g_message ("The connection's status could not be saved: %s", error->message);
  muster_context_emit (self, "connections-changed");
}

static void
set_status (MusterContext    *self,
            MusterConnection *connection,
            const char       *status,
            const char       *text)
{
  /* Only a person ends "notes-off": by testing the connection again */
  if (g_strcmp0 (muster_connection_get_status (connection), "notes-off") == 0)
    return;
  if (g_strcmp0 (muster_connection_get_status (connection), status) == 0
      && g_strcmp0 (muster_connection_get_last_error (connection), text) == 0)
    return;
  muster_connection_set_status (connection, status);
  muster_connection_set_last_error (connection, text);
  muster_store_save_connection_async (self->store, connection, NULL, status_saved_cb, g_object_ref (self));
}

/* "… hudu:search-articles: …" is about Hudu, whichever run met it */
static MusterConnection *
connection_of_text (MusterContext *self,
                    const char    *text)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->connections)); i++)
    {
      g_autoptr(MusterConnection) connection = g_list_model_get_item (G_LIST_MODEL (self->connections), i);
      g_autofree char *tool = g_strconcat (muster_connection_get_integration (connection), ":", NULL);

      /* The list keeps it */
      if (strstr (text, tool) != NULL)
        return connection;
    }
  return NULL;
}

/* Our own disk is not the vendor's fault */
static gboolean
is_about_vendor (int code)
{
  return code != MUSTER_ERROR_CONFLICT && code != MUSTER_ERROR_STORE && code != MUSTER_ERROR_DISK_FULL
         && code != MUSTER_ERROR_INTERNAL;
}

void
muster_context_connection_trouble (MusterContext *self,
                                   const char    *connection_id,
                                   int            code,
                                   const char    *text)
{
  MusterConnection *connection = connection_of_text (self, text);

  if (connection == NULL && connection_id != NULL)
    connection = muster_context_find_connection_by_id (self, connection_id);
  if (code == MUSTER_ERROR_OFFLINE || code == MUSTER_ERROR_TIMEOUT)
    muster_context_set_offline (self, TRUE);
  if (code == MUSTER_ERROR_KEYRING_LOCKED || code == MUSTER_ERROR_KEYRING_UNAVAILABLE)
    muster_context_set_keyring_state (self, code == MUSTER_ERROR_KEYRING_LOCKED ? MUSTER_SECRET_LOCKED
                                      : MUSTER_SECRET_UNAVAILABLE);
  if (connection != NULL && is_about_vendor (code))
    set_status (self, connection, "failing", text);
}

void
muster_context_connection_fine (MusterContext *self,
                                const char    *connection_id)
{
  MusterConnection *connection = muster_context_find_connection_by_id (self, connection_id);

  muster_context_set_offline (self, FALSE);
  if (connection != NULL)
    set_status (self, connection, "ok", NULL);
}

/* Attaching: secrets → signer → gate, and the PSA to the engine */

static gboolean
attach (MusterContext    *self,
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
  signer = muster_connector_sign (integration, connection, secrets, self->transport, error);
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
  return TRUE;
}

typedef struct
{
  guint next;
} AttachAll;

static void attach_next (GTask *task);

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

  if (secrets == NULL || !attach (self, connection, secrets, &error))
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
  attach_next (task);
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
      g_task_return_boolean (task, TRUE);
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

/* Testing and connecting share the way up to the report */

typedef struct
{
  gboolean          save;
  gboolean          stored;      /* a saved connection is tested again */
  MusterConnection *connection;  /* (owned) (nullable) */
  GHashTable       *secrets;     /* (owned) (nullable) */
} Connect;

static void
connect_free (Connect *op)
{
  g_clear_object (&op->connection);
  g_clear_pointer (&op->secrets, g_hash_table_unref);
  g_free (op);
}

/* 4 of 4: the row is saved, so use it at once */
static void
connection_saved_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Connect *op = g_task_get_task_data (task);
  MusterConnection *old = muster_context_find_connection_by_id (self, muster_connection_get_id (op->connection));
  guint position;
  GError *error = NULL;

  if (!muster_store_save_connection_finish (MUSTER_STORE (source), result, &error)
      || !attach (self, op->connection, op->secrets, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (old != NULL && g_list_store_find (self->connections, old, &position))
    g_list_store_splice (self->connections, position, 1, (gpointer *) &op->connection, 1);
  else
    g_list_store_append (self->connections, op->connection);
  muster_context_emit (self, "connections-changed");
  muster_context_reconsider (self);
  g_task_return_pointer (task, g_object_ref (op->connection), g_object_unref);
}

/* 3 of 4: the secrets are in the keyring before the row that needs them exists */
static void
secrets_saved_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Connect *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_connection_secrets_finish (result, &error))
    g_task_return_error (task, error);
  else
    muster_store_save_connection_async (self->store, op->connection, NULL, connection_saved_cb, g_object_ref (task));
}

static void
tell_saved_status (MusterContext          *self,
                   Connect                *op,
                   MusterConnectionReport *report)
{
  MusterConnection *saved = muster_context_find_connection_by_id (self, muster_connection_get_id (op->connection));

  if (saved == NULL)
    return;
  if (muster_connection_report_get_ok (report) && g_strcmp0 (muster_connection_get_status (saved), "notes-off") == 0)
    muster_connection_set_status (saved, "failing");
  set_status (self, saved, muster_connection_report_get_ok (report) ? "ok" : "failing",
              muster_connection_report_get_ok (report) ? NULL : muster_connection_report_get_title (report));
  if (muster_connection_report_get_ok (report))
    muster_context_reconsider (self);
}

/* 2 of 4: the vendor has answered */
static void
tested_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Connect *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(MusterConnectionReport) report = muster_connection_test_finish (result, &error);

  if (report == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (op->stored)
    tell_saved_status (self, op, report);
  if (!op->save)
    {
      g_task_return_pointer (task, g_steal_pointer (&report), g_object_unref);
      return;
    }
  if (!muster_connection_report_get_ok (report))
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_SIGNED_OUT, "%s. %s",
                               muster_connection_report_get_title (report),
                               muster_connection_report_get_advice (report) != NULL
                               ? muster_connection_report_get_advice (report) : "");
      return;
    }
  muster_connection_secrets_save_async (self, op->connection, op->secrets, NULL, secrets_saved_cb, g_object_ref (task));
}

/* 1 of 4: is what was typed well-formed? */
static void
begin_connect (GTask      *task,
               const char *integration_id,
               GHashTable *fields)
{
  MusterContext *self = g_task_get_source_object (task);
  Connect *op = g_task_get_task_data (task);
  MusterIntegration *integration = muster_catalog_get_integration (self->catalog, integration_id);
  MusterConnection *old = muster_context_find_connection (self, integration_id);
  g_autofree char *id = old != NULL ? g_strdup (muster_connection_get_id (old)) : muster_id_new ();
  g_autofree char *field = NULL;
  GError *error = NULL;

  if (integration == NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "There is no integration “%s”", integration_id);
      return;
    }
  op->connection = muster_connector_build (integration, fields, id, &field, &error);
  if (op->connection == NULL)
    {
      if (op->save)
        g_task_return_error (task, error);
      else
        {
          g_task_return_pointer (task, muster_connection_test_refuse (integration_id, field, error), g_object_unref);
          g_error_free (error);
        }
      return;
    }

  muster_connection_set_created (op->connection, muster_clock_now (self->clock));
  op->secrets = muster_connection_secrets_take (op->connection, fields);
  muster_connection_test_async (self, op->connection, op->secrets, g_task_get_cancellable (task), tested_cb,
                                g_object_ref (task));
}

static GTask *
new_connect_task (MusterContext      *self,
                  gpointer            tag,
                  gboolean            save,
                  gboolean            stored,
                  GCancellable       *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Connect *op = g_new0 (Connect, 1);

  g_task_set_source_tag (task, tag);
  op->save = save;
  op->stored = stored;
  g_task_set_task_data (task, op, (GDestroyNotify) connect_free);
  return task;
}

void
muster_context_test_connection_async (MusterContext      *self,
                                      const char         *integration,
                                      GHashTable         *fields,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data)
{
  g_autoptr(GTask) task = new_connect_task (self, muster_context_test_connection_async, FALSE, FALSE, cancellable, callback,
                                            user_data);

  begin_connect (task, integration, fields);
}

MusterConnectionReport *
muster_context_test_connection_finish (MusterContext *self,
                                       GAsyncResult  *result,
                                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
muster_context_connect_async (MusterContext      *self,
                              const char         *integration,
                              GHashTable         *fields,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr(GTask) task = new_connect_task (self, muster_context_connect_async, TRUE, FALSE, cancellable, callback, user_data);

  begin_connect (task, integration, fields);
}

MusterConnection *
muster_context_connect_finish (MusterContext *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
saved_secrets_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Connect *op = g_task_get_task_data (task);
  GError *error = NULL;

  op->secrets = muster_connection_secrets_load_finish (result, &error);
  if (op->secrets == NULL)
    g_task_return_error (task, error);
  else
    muster_connection_test_async (self, op->connection, op->secrets, g_task_get_cancellable (task), tested_cb,
                                  g_object_ref (task));
}

void
muster_context_test_saved_connection_async (MusterContext      *self,
                                            const char         *connection_id,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data)
{
  g_autoptr(GTask) task = new_connect_task (self, muster_context_test_saved_connection_async, FALSE, TRUE, cancellable,
                                            callback, user_data);
  Connect *op = g_task_get_task_data (task);
  MusterConnection *connection = muster_context_find_connection_by_id (self, connection_id);

  if (connection == NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "There is no connection %s", connection_id);
      return;
    }
  op->connection = g_object_ref (connection);
  muster_connection_secrets_load_async (self, connection, cancellable, saved_secrets_cb, g_object_ref (task));
}

MusterConnectionReport *
muster_context_test_saved_connection_finish (MusterContext *self,
                                             GAsyncResult  *result,
                                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Removing: the row first, so that nothing is left that needs the secrets */

static void
secrets_cleared_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (!muster_connection_secrets_finish (result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
connection_deleted_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  MusterConnection *connection = g_task_get_task_data (task);
  guint position;
  GError *error = NULL;

  if (!muster_store_delete_connection_finish (MUSTER_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  muster_engine_remove_connection (self->engine, muster_connection_get_id (connection));
  muster_gate_remove_connection (self->gate, muster_connection_get_id (connection));
  if (g_list_store_find (self->connections, connection, &position))
    g_list_store_remove (self->connections, position);
  muster_context_emit (self, "connections-changed");
  muster_connection_secrets_clear_async (self, connection, NULL, secrets_cleared_cb, g_object_ref (task));
}

void
muster_context_remove_connection_async (MusterContext      *self,
                                        const char         *connection_id,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  MusterConnection *connection = muster_context_find_connection_by_id (self, connection_id);

  g_task_set_source_tag (task, muster_context_remove_connection_async);
  if (connection == NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "There is no connection %s", connection_id);
      return;
    }
  g_task_set_task_data (task, g_object_ref (connection), g_object_unref);
  muster_store_delete_connection_async (self->store, connection_id, NULL, connection_deleted_cb, g_object_ref (task));
}

gboolean
muster_context_remove_connection_finish (MusterContext *self,
                                         GAsyncResult  *result,
                                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
