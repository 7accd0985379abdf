/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-connector.h"
#include "muster-context-secrets.h"
#include "muster-context-webhooks-private.h"
#include "muster-error.h"

/* MusterContext: the end of a connection. The webhook is taken back while there are still credentials for it, then the
 * row goes, so that nothing is left that needs the secrets, then the secrets. Tickets, runs and clients stay. */

typedef struct
{
  MusterConnection *connection;  /* (owned) */
  char             *rest;        /* (nullable): translated: what is left for a person */
} Removal;

static void
removal_free (Removal *op)
{
  g_clear_object (&op->connection);
  g_free (op->rest);
  g_free (op);
}

/* 3 of 3 */
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

/* All that a connection of this kind can have, not only what it has now */
static void
name_all_secrets (MusterContext    *self,
                  MusterConnection *connection)
{
  MusterIntegration *integration = muster_catalog_get_integration (self->catalog, muster_connection_get_integration (connection));
  g_autoptr(GPtrArray) names = integration != NULL ? muster_connector_secret_fields (integration) : g_ptr_array_new_with_free_func (g_free);
  g_autofree char *joined = NULL;

  g_ptr_array_add (names, g_strdup (MUSTER_REFRESH_TOKEN));
  g_ptr_array_add (names, g_strdup (MUSTER_WEBHOOK_SECRET));
  g_ptr_array_add (names, NULL);
  joined = g_strjoinv (",", (char **) names->pdata);
  muster_connection_set_secret_fields (connection, joined);
}

static void
forget_values (MusterContext    *self,
               MusterConnection *connection)
{
  static const char * const prefixes[] = { "webhook/", "import/", "watch/" };

  for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      g_autofree char *key = g_strconcat (prefixes[i], muster_connection_get_id (connection), NULL);

      muster_store_set_value_async (self->store, key, NULL, NULL, NULL, NULL);
    }
}

/* 2 of 3 */
static void
connection_deleted_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Removal *op = g_task_get_task_data (task);
  guint position;
  GError *error = NULL;

  if (!muster_store_delete_connection_finish (MUSTER_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  muster_context_detach (self, muster_connection_get_id (op->connection));
  if (g_list_store_find (self->connections, op->connection, &position))
    g_list_store_remove (self->connections, position);
  forget_values (self, op->connection);
  muster_context_sync_webhooks (self);
  muster_context_emit (self, "connections-changed");
  muster_context_emit (self, "clients-changed");
  muster_context_refresh_trouble (self);
  name_all_secrets (self, op->connection);
  muster_connection_secrets_clear_async (self, op->connection, NULL, secrets_cleared_cb, g_object_ref (task));
}

static void
delete_row (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Removal *op = g_task_get_task_data (task);

  muster_store_delete_connection_async (self->store, muster_connection_get_id (op->connection), NULL, connection_deleted_cb,
                                        g_object_ref (task));
}

/* 1 of 3: a vendor that cannot be reached, or does not know the key any more, must not hold the connection */
static void
webhook_removed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Removal *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!muster_context_remove_webhook_finish (self, result, &error))
    {
      g_message ("The webhook of %s could not be removed: %s", muster_connection_get_name (op->connection), error->message);
      g_free (op->rest);
      /* Translators: %s is the name of a PSA */
      op->rest = g_strdup_printf (_("The webhook could not be removed from %s. Delete the one called Muster there by hand."),
                                  muster_connection_get_name (op->connection));
    }
  delete_row (task);
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
  MusterWebhook *webhook = muster_context_find_webhook (self, connection_id);
  Removal *op;

  g_task_set_source_tag (task, muster_context_remove_connection_async);
  g_task_set_check_cancellable (task, FALSE);
  if (connection == NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "There is no connection %s", connection_id);
      return;
    }
  op = g_new0 (Removal, 1);
  op->connection = g_object_ref (connection);
  g_task_set_task_data (task, op, (GDestroyNotify) removal_free);
  if (webhook == NULL || !muster_webhook_get_wanted (webhook))
    {
      delete_row (task);
      return;
    }
  if (!muster_webhook_get_can_register (webhook))
    /* Translators: %s is the name of a PSA */
    op->rest = g_strdup_printf (_("Delete the webhook called Muster in %s by hand: its API offers no way."),
                                muster_connection_get_name (connection));
  muster_context_remove_webhook_async (self, connection_id, NULL, webhook_removed_cb, g_object_ref (task));
}

gboolean
muster_context_remove_connection_finish (MusterContext *self,
                                         GAsyncResult  *result,
                                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

const char *
muster_context_remove_connection_get_rest (GAsyncResult *result)
{
  Removal *op;

  g_return_val_if_fail (g_async_result_is_tagged (result, muster_context_remove_connection_async), NULL);
  op = g_task_get_task_data (G_TASK (result));
  return op != NULL ? op->rest : NULL;
}

char *
muster_context_get_removal_text (MusterContext    *self,
                                 MusterConnection *connection)
{
  MusterWebhook *webhook;

  g_return_val_if_fail (MUSTER_IS_CONTEXT (self) && MUSTER_IS_CONNECTION (connection), NULL);

  webhook = muster_context_find_webhook (self, muster_connection_get_id (connection));
  if (webhook != NULL && muster_webhook_get_wanted (webhook))
    /* Translators: %s is a connection’s name */
    return g_strdup_printf (_("%s is disconnected: its webhook, its keys and what clients are mapped to are removed. Clients, tickets, plans and the activity log are kept."),
                            muster_connection_get_name (connection));
  /* Translators: %s is a connection’s name */
  return g_strdup_printf (_("%s is disconnected: its keys and what clients are mapped to are removed. Clients, tickets, plans and the activity log are kept."),
                          muster_connection_get_name (connection));
}
