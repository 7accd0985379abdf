/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include "muster-cloud.h"
#include "muster-connector.h"
#include "muster-context-private.h"
#include "muster-context-secrets.h"
#include "muster-entra-advice.h"
#include "muster-entra-sign-in.h"
#include "muster-entra.h"
#include "muster-error.h"

/* A technician signs in to their own tenant; what comes of it is redeemed at each customer's tenant later. Two ways that
 * share the beginning (which secret the app has) and the end (who was it?). */

typedef struct
{
  MusterContext      *context;    /* (owned) */
  MusterConnection   *trial;      /* (owned) */
  GHashTable         *fields;     /* (owned): the caller's */
  MusterOpenUriFunc   open_uri;
  MusterDevicePrompt  prompt;
  gpointer            show_data;
  MusterSecret       *secret;     /* (owned) (nullable): of a confidential client */
  char               *client_id;
  char               *tenant;
} SignIn;

static void
sign_in_free (SignIn *op)
{
  g_clear_object (&op->context);
  g_clear_object (&op->trial);
  g_clear_pointer (&op->fields, g_hash_table_unref);
  g_clear_pointer (&op->secret, muster_secret_unref);
  g_free (op->client_id);
  g_free (op->tenant);
  g_free (op);
}

char *
muster_entra_sign_in_url (MusterConnection *connection,
                          const char       *tenant,
                          const char       *endpoint)
{
  g_autofree char *login = muster_connector_cloud_base (connection, "login");

  while (g_str_has_suffix (login, "/"))
    login[strlen (login) - 1] = '\0';
  return g_strdup_printf ("%s/%s/%s", login, tenant, endpoint);
}

/* Takes error, and puts what it means and what to do about it in front of its own words */
static void
return_refusal (GTask  *task,
                GError *error)
{
  g_autoptr(MusterAdvice) advice = muster_entra_advice (error);
  g_autoptr(GError) raw = error;

  if (advice == NULL)
    g_task_return_error (task, g_steal_pointer (&raw));
  else
    g_task_return_new_error (task, MUSTER_ERROR, raw->code, "%s. %s (%s)", advice->title, advice->text, raw->message);
}

/* 3 of 3: the tokens are there; an account of another tenant is refused */
static void
take_tokens (GTask                   *task,
             const MusterOauthTokens *tokens)
{
  SignIn *op = g_task_get_task_data (task);
  g_auto(MusterEntraIdentity) identity = { NULL };
  GError *error = NULL;

  if (!muster_entra_read_identity (tokens->id_token, op->client_id, op->tenant, &identity, &error))
    {
      return_refusal (task, error);
      return;
    }
  g_hash_table_insert (op->fields, g_strdup (MUSTER_REFRESH_TOKEN), g_strdup (muster_secret_peek (tokens->refresh_token)));
  g_hash_table_insert (op->fields, g_strdup (MUSTER_TECHNICIAN), g_strdup (identity.user_name));
  g_hash_table_insert (op->fields, g_strdup (MUSTER_TECHNICIAN_ID), g_strdup (identity.object_id));
  g_task_return_boolean (task, TRUE);
}

static void
flow_ended_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterOauthFlow *flow = MUSTER_OAUTH_FLOW (source);
  GError *error = NULL;

  if (muster_oauth_flow_run_finish (flow, result, NULL, &error))
    take_tokens (task, muster_oauth_flow_get_tokens (flow));
  else
    return_refusal (task, error);
}

static void
device_ended_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterOauthDevice *device = MUSTER_OAUTH_DEVICE (source);
  GError *error = NULL;

  if (muster_oauth_device_run_finish (device, result, NULL, &error))
    take_tokens (task, muster_oauth_device_get_tokens (device));
  else
    return_refusal (task, error);
}

/* With .default no other permission of Graph may be asked for; offline_access gives the refresh token and openid says who
 * it is (Microsoft identity platform: "Scopes and permissions") */
static char *
scope_for (MusterConnection *trial)
{
  g_autofree char *cloud = muster_connector_get_setting (trial, "cloud");

  return g_strconcat (muster_cloud_find (cloud)->graph, "/.default offline_access openid profile", NULL);
}

static void
run_flow (GTask *task)
{
  SignIn *op = g_task_get_task_data (task);
  MusterConnection *saved = muster_context_find_connection (op->context, "microsoft365");
  MusterAuthenticator *signer = saved != NULL
                                ? g_hash_table_lookup (op->context->signers, muster_connection_get_id (saved)) : NULL;
  g_autofree char *authorize = muster_entra_sign_in_url (op->trial, op->tenant, "oauth2/v2.0/authorize");
  g_autofree char *token = muster_entra_sign_in_url (op->trial, op->tenant, "oauth2/v2.0/token");
  g_autofree char *claims = signer != NULL ? muster_authenticator_entra_get_claims (signer) : NULL;
  g_autofree char *hint = muster_connector_get_setting (op->trial, MUSTER_TECHNICIAN);
  g_autofree char *scope = scope_for (op->trial);
  g_autoptr(MusterOauthFlow) flow = muster_oauth_flow_new (op->context->transport, authorize, token, op->client_id);

  muster_oauth_flow_set_scope (flow, scope);
  muster_oauth_flow_set_words (flow, &muster_entra_words);
  /* Microsoft matches the registered address without its port, but to the letter otherwise ("Redirect URI restrictions") */
  muster_oauth_flow_set_redirect (flow, "localhost", 0, "");
  muster_oauth_flow_add_parameter (flow, "response_mode", "query");
  muster_oauth_flow_add_parameter (flow, "prompt", claims != NULL ? "login" : "select_account");
  muster_oauth_flow_add_parameter (flow, "login_hint", hint);
  muster_oauth_flow_add_parameter (flow, "claims", claims);
  if (op->secret != NULL)
    muster_oauth_flow_set_client_secret (flow, op->secret);
  muster_oauth_flow_run_async (flow, op->open_uri, op->show_data, g_task_get_cancellable (task), flow_ended_cb,
                               g_object_ref (task));
}

static void
run_device (GTask *task)
{
  SignIn *op = g_task_get_task_data (task);
  g_autofree char *device_url = muster_entra_sign_in_url (op->trial, op->tenant, "oauth2/v2.0/devicecode");
  g_autofree char *token = muster_entra_sign_in_url (op->trial, op->tenant, "oauth2/v2.0/token");
  g_autofree char *scope = scope_for (op->trial);
  g_autoptr(MusterOauthDevice) device = muster_oauth_device_new (op->context->transport, device_url, token, op->client_id);

  muster_oauth_device_set_scope (device, scope);
  muster_oauth_device_set_words (device, &muster_entra_words);
  if (op->secret != NULL)
    muster_oauth_device_set_client_secret (device, op->secret);
  muster_oauth_device_run_async (device, op->prompt, op->show_data, g_task_get_cancellable (task), device_ended_cb,
                                 g_object_ref (task));
}

/* 2 of 3 */
static void
run (GTask *task)
{
  SignIn *op = g_task_get_task_data (task);

  if (op->open_uri != NULL)
    run_flow (task);
  else
    run_device (task);
}

/* The secret of a confidential client that is connected already */
static void
secret_found_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  SignIn *op = g_task_get_task_data (task);
  g_autoptr(GHashTable) secrets = muster_connection_secrets_load_finish (result, NULL);
  MusterSecret *secret = secrets != NULL ? g_hash_table_lookup (secrets, "clientSecret") : NULL;

  if (secret != NULL)
    op->secret = muster_secret_ref (secret);
  run (task);
}

/* (nullable) (transfer none): the saved connection, if it is the same app in the same way */
static MusterConnection *
find_same (SignIn *op)
{
  MusterConnection *saved = muster_context_find_connection (op->context, "microsoft365");
  g_autofree char *client_id = saved != NULL ? muster_connector_get_setting (saved, "clientId") : NULL;

  return saved != NULL && muster_connector_signs_in (saved) && g_strcmp0 (client_id, op->client_id) == 0 ? saved : NULL;
}

void
muster_entra_sign_in_async (MusterContext      *context,
                            MusterConnection   *trial,
                            GHashTable         *fields,
                            MusterOpenUriFunc   open_uri,
                            MusterDevicePrompt  prompt,
                            gpointer            show_data,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  SignIn *op = g_new0 (SignIn, 1);
  const char *typed = g_hash_table_lookup (fields, "clientSecret");
  MusterConnection *saved;

  g_task_set_source_tag (task, muster_entra_sign_in_async);
  g_task_set_task_data (task, op, (GDestroyNotify) sign_in_free);
  op->context = g_object_ref (context);
  op->trial = g_object_ref (trial);
  op->fields = g_hash_table_ref (fields);
  op->open_uri = open_uri;
  op->prompt = prompt;
  op->show_data = show_data;
  op->client_id = muster_connector_get_setting (trial, "clientId");
  op->tenant = muster_connector_get_setting (trial, "tenantId");
  op->secret = typed != NULL && typed[0] != '\0' ? muster_secret_new (typed) : NULL;
  saved = find_same (op);
  if (op->secret == NULL && saved != NULL)
    muster_connection_secrets_load_async (context, saved, cancellable, secret_found_cb, g_object_ref (task));
  else
    run (task);
}

gboolean
muster_entra_sign_in_finish (GAsyncResult *result,
                             GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, muster_entra_sign_in_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
