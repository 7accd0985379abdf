/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "muster-advice.h"
#include "muster-connector.h"
#include "muster-context-admin.h"
#include "muster-context-microsoft365.h"
#include "muster-context-private.h"
#include "muster-entra-sign-in.h"
#include "muster-error.h"
#include "muster-halopsa.h"
#include "muster-id.h"
#include "muster-oauth-flow.h"

/* MusterContext: a person's sign-in at a vendor while its connection is made. The browser does it, and the token goes into
 * the form's fields. HaloPSA's instance is asked first where its sign-in server is; Microsoft's is known. */

typedef struct
{
  MusterIntegration *integration; /* (unowned): the catalog's */
  MusterConnection  *trial;       /* (owned): known to the gate while its server is asked */
  GHashTable        *fields;      /* (owned): the caller's */
  MusterOpenUriFunc  open_uri;
  gpointer           open_data;
  MusterDevicePrompt prompt;      /* instead of @open_uri: no browser on this computer */
} SignIn;

static void
sign_in_free (SignIn *op)
{
  g_clear_object (&op->trial);
  g_hash_table_unref (op->fields);
  g_free (op);
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

static void
begin_halopsa (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  SignIn *op = g_task_get_task_data (task);

  muster_gate_add_connection (self->gate, op->trial, NULL);
  muster_context_setup_read_async (self, op->trial, "auth-info", NULL, TRUE, g_task_get_cancellable (task), server_found_cb,
                                   g_object_ref (task));
}

static void
entra_done_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (muster_entra_sign_in_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
begin_entra (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  SignIn *op = g_task_get_task_data (task);

  muster_entra_sign_in_async (self, op->trial, op->fields, op->open_uri, op->prompt, op->open_data,
                              g_task_get_cancellable (task), entra_done_cb, g_object_ref (task));
}

/* Kinds of integrations whose form offers the method "person" */
static const struct
{
  const char *kind;
  void      (*begin) (GTask *task);
  gboolean    device;   /* can do without a browser on this computer */
} kinds[] = {
  { "halopsa", begin_halopsa, FALSE },
  { "entra-app", begin_entra, TRUE },
};

static gssize
find_kind (MusterIntegration *integration)
{
  const char *kind = muster_integration_get_sign_in_kind (integration);

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].kind, kind) == 0)
      return (gssize) i;
  return -1;
}

gboolean
muster_context_needs_sign_in (MusterContext *self,
                              const char    *integration,
                              GHashTable    *fields)
{
  MusterIntegration *row;

  g_return_val_if_fail (MUSTER_IS_CONTEXT (self) && fields != NULL, FALSE);

  row = muster_catalog_get_integration (self->catalog, integration);
  return row != NULL && find_kind (row) >= 0
         && g_strcmp0 (g_hash_table_lookup (fields, "method"), "person") == 0
         && g_hash_table_lookup (fields, MUSTER_REFRESH_TOKEN) == NULL;
}

static void
begin (MusterContext      *self,
       gpointer            tag,
       const char         *integration,
       GHashTable         *fields,
       MusterOpenUriFunc   open_uri,
       MusterDevicePrompt  prompt,
       gpointer            show_data,
       GCancellable       *cancellable,
       GAsyncReadyCallback callback,
       gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  SignIn *op = g_new0 (SignIn, 1);
  g_autofree char *id = muster_id_new ();
  GError *error = NULL;
  gssize kind;

  g_task_set_source_tag (task, tag);
  op->integration = muster_catalog_get_integration (self->catalog, integration);
  op->fields = g_hash_table_ref (fields);
  op->open_uri = open_uri;
  op->prompt = prompt;
  op->open_data = show_data;
  g_task_set_task_data (task, op, (GDestroyNotify) sign_in_free);
  kind = op->integration != NULL ? find_kind (op->integration) : -1;
  if (kind < 0 || !muster_context_needs_sign_in (self, integration, fields) || (prompt != NULL && !kinds[kind].device))
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "“%s” has no sign-in of a person here", integration);
      return;
    }
  /* Signing in again is the same server's and, if they like, the same person's */
  op->trial = muster_connector_build (op->integration, fields, muster_context_find_connection (self, integration), NULL, id, NULL,
                                      &error);
  if (op->trial == NULL)
    g_task_return_error (task, error);
  else
    kinds[kind].begin (task);
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
  g_return_if_fail (MUSTER_IS_CONTEXT (self) && fields != NULL && open_uri != NULL);

  begin (self, muster_context_sign_in_connection_async, integration, fields, open_uri, NULL, open_data, cancellable, callback,
         user_data);
}

gboolean
muster_context_sign_in_connection_finish (MusterContext *self,
                                          GAsyncResult  *result,
                                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
muster_context_sign_in_device_async (MusterContext      *self,
                                     const char         *integration,
                                     GHashTable         *fields,
                                     MusterDevicePrompt  prompt,
                                     gpointer            prompt_data,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  g_return_if_fail (MUSTER_IS_CONTEXT (self) && fields != NULL && prompt != NULL);

  begin (self, muster_context_sign_in_device_async, integration, fields, NULL, prompt, prompt_data, cancellable, callback,
         user_data);
}

gboolean
muster_context_sign_in_device_finish (MusterContext *self,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

MusterConnectionReport *
muster_context_explain_sign_in (MusterContext *self,
                                const char    *integration,
                                const GError  *error)
{
  MusterConnectionReport *report = muster_connection_report_new ();
  g_autoptr(GListStore) checks = g_list_store_new (MUSTER_TYPE_CHECK);
  g_autoptr(GListStore) questions = g_list_store_new (MUSTER_TYPE_QUESTION);
  g_autoptr(MusterAdvice) advice = NULL;
  gboolean typed = g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);

  g_return_val_if_fail (MUSTER_IS_CONTEXT (self) && error != NULL, report);

  advice = muster_advice_for (integration, NULL, error);
  muster_connection_report_set_problem (report, advice->problem);
  muster_connection_report_set_title (report, typed ? error->message : advice->title);
  muster_connection_report_set_advice (report, typed ? NULL : advice->text);
  muster_connection_report_set_detail (report, error->message);
  muster_connection_report_set_checks (report, G_LIST_MODEL (checks));
  muster_connection_report_set_questions (report, G_LIST_MODEL (questions));
  return report;
}
