/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-connector.h"
#include "muster-context-admin.h"
#include "muster-context-private.h"
#include "muster-error.h"
#include "muster-halopsa.h"
#include "muster-id.h"
#include "muster-oauth-flow.h"

/* MusterContext: a person's sign-in at a vendor while its connection is made. The instance is asked where its sign-in
 * server is, the browser does the rest, and the token goes into the form's fields. */

typedef struct
{
  MusterIntegration *integration; /* (unowned): the catalog's */
  MusterConnection  *trial;       /* (owned): known to the gate while its server is asked */
  GHashTable        *fields;      /* (owned): the caller's */
  MusterOpenUriFunc  open_uri;
  gpointer           open_data;
} SignIn;

static void
sign_in_free (SignIn *op)
{
  g_clear_object (&op->trial);
  g_hash_table_unref (op->fields);
  g_free (op);
}

gboolean
muster_context_needs_sign_in (MusterContext *self,
                              const char    *integration,
                              GHashTable    *fields)
{
  MusterIntegration *row;

  g_return_val_if_fail (MUSTER_IS_CONTEXT (self) && fields != NULL, FALSE);

  row = muster_catalog_get_integration (self->catalog, integration);
  return row != NULL && g_strcmp0 (muster_integration_get_sign_in_kind (row), "halopsa") == 0
         && g_strcmp0 (g_hash_table_lookup (fields, "method"), "person") == 0
         && g_hash_table_lookup (fields, MUSTER_REFRESH_TOKEN) == NULL;
}

/* 2 of 2 */
static void
signed_in_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  SignIn *op = g_task_get_task_data (task);
  g_autoptr(MusterSecret) token = NULL;
  GError *error = NULL;

  if (!muster_oauth_flow_run_finish (MUSTER_OAUTH_FLOW (source), result, &token, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (token == NULL)
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_FORBIDDEN, "%s",
                               _("HaloPSA gave no permission to stay signed in. The application needs the scope offline_access."));
      return;
    }
  g_hash_table_insert (op->fields, g_strdup (MUSTER_REFRESH_TOKEN), g_strdup (muster_secret_peek (token)));
  g_task_return_boolean (task, TRUE);
}

/* 1 of 2: an instance that does not say it has its sign-in server beside it */
static void
server_found_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  SignIn *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(JsonNode) node = muster_gate_read_finish (MUSTER_GATE (source), result, &error);
  g_autofree char *url = muster_connector_get_setting (op->trial, "url");
  g_autofree char *typed = muster_connector_get_setting (op->trial, "tenant");
  g_autofree char *client_id = muster_connector_get_setting (op->trial, "clientId");
  g_autofree char *auth_url = NULL;
  g_autofree char *tenant = NULL;
  g_autofree char *authorize_url = NULL;
  g_autofree char *token_url = NULL;
  g_autoptr(MusterOauthFlow) flow = NULL;

  muster_gate_remove_connection (self->gate, muster_connection_get_id (op->trial));
  if (error != NULL || !muster_halopsa_read_auth_info (url, node, &auth_url, &tenant, &error))
    {
      g_prefix_error (&error, "Finding the sign-in server: ");
      g_task_return_error (task, error);
      return;
    }
  authorize_url = muster_halopsa_authorize_url (auth_url, typed != NULL ? typed : tenant);
  token_url = muster_halopsa_token_url (auth_url, typed != NULL ? typed : tenant);
  flow = muster_oauth_flow_new (self->transport, authorize_url, token_url, client_id);
  muster_oauth_flow_set_scope (flow, muster_integration_get_auth_scope (op->integration, "person"));
  muster_oauth_flow_set_redirect (flow, "127.0.0.1", muster_connector_is_loopback (op->trial) ? 0 : MUSTER_HALOPSA_REDIRECT_PORT,
                                  MUSTER_HALOPSA_REDIRECT_PATH);
  muster_oauth_flow_run_async (flow, op->open_uri, op->open_data, g_task_get_cancellable (task), signed_in_cb,
                               g_object_ref (task));
}

void
muster_context_sign_in_connection_async (MusterContext      *self,
                                         const char         *integration,
                                         GHashTable         *fields,
                                         MusterOpenUriFunc   open_uri,
                                         gpointer            open_data,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  SignIn *op = g_new0 (SignIn, 1);
  g_autofree char *id = muster_id_new ();
  GError *error = NULL;

  g_return_if_fail (MUSTER_IS_CONTEXT (self) && fields != NULL && open_uri != NULL);
  g_task_set_source_tag (task, muster_context_sign_in_connection_async);
  op->integration = muster_catalog_get_integration (self->catalog, integration);
  op->fields = g_hash_table_ref (fields);
  op->open_uri = open_uri;
  op->open_data = open_data;
  g_task_set_task_data (task, op, (GDestroyNotify) sign_in_free);
  if (op->integration == NULL || !muster_context_needs_sign_in (self, integration, fields))
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "“%s” has no sign-in of a person here", integration);
      return;
    }
  op->trial = muster_connector_build (op->integration, fields, NULL, NULL, id, NULL, &error);
  if (op->trial == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  muster_gate_add_connection (self->gate, op->trial, NULL);
  muster_context_setup_read_async (self, op->trial, "auth-info", NULL, TRUE, cancellable, server_found_cb, g_object_ref (task));
}

gboolean
muster_context_sign_in_connection_finish (MusterContext *self,
                                          GAsyncResult  *result,
                                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
