/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "muster-cloud.h"
#include "muster-connector.h"
#include "muster-context-admin.h"
#include "muster-context-private.h"
#include "muster-context-tenants.h"
#include "muster-entra-sign-in.h"
#include "muster-entra.h"
#include "muster-error.h"
#include "muster-microsoft365-private.h"
#include "muster-permission.h"
#include "muster-undo-private.h"

/* MusterContext: a customer's tenant accepts the app. Either an administrator of it does so on Microsoft's page, or, with a
 * technician's sign-in, Partner Center does it for delegated permissions (its application consents, for GDAP partners). */

static char *
scope_of (MusterConnection *connection)
{
  g_autofree char *cloud = muster_connector_get_setting (connection, "cloud");

  return g_strconcat (muster_cloud_find (cloud)->graph, "/.default", NULL);
}

static gboolean
is_microsoft365 (MusterConnection *connection)
{
  return g_strcmp0 (muster_connection_get_integration (connection), "microsoft365") == 0;
}

/* Tokens from before do not have what was consented to since */
static void
forget_tokens (MusterContext    *self,
               MusterConnection *connection,
               const char       *tenant)
{
  static const char * const hosts[] = { "graph", "exchange" };
  MusterAuthenticator *signer = g_hash_table_lookup (self->signers, muster_connection_get_id (connection));
  MusterIntegration *integration = muster_catalog_get_integration (self->catalog, muster_connection_get_integration (connection));

  for (gsize i = 0; signer != NULL && integration != NULL && i < G_N_ELEMENTS (hosts); i++)
    {
      g_autofree char *scope = g_strdup_printf ("%s|%s", tenant, muster_integration_get_auth_scope (integration, hosts[i]));

      muster_authenticator_invalidate (signer, scope);
    }
}

/* --- On Microsoft's page --- */

char *
muster_context_admin_consent_url (MusterContext    *self,
                                  MusterConnection *connection,
                                  const char       *tenant)
{
  g_autofree char *client_id = NULL;
  g_autofree char *scope = NULL;
  g_autofree char *url = NULL;
  g_autofree char *escaped = NULL;

  g_return_val_if_fail (MUSTER_IS_CONTEXT (self) && MUSTER_IS_CONNECTION (connection) && tenant != NULL, NULL);

  client_id = muster_connector_get_setting (connection, "clientId");
  if (!is_microsoft365 (connection) || client_id == NULL || !g_uuid_string_is_valid (tenant))
    return NULL;
  scope = scope_of (connection);
  escaped = g_uri_escape_string (scope, NULL, FALSE);
  url = muster_entra_sign_in_url (connection, tenant, "v2.0/adminconsent");
  return g_strdup_printf ("%s?client_id=%s&scope=%s&redirect_uri=http%%3A%%2F%%2Flocalhost", url, client_id, escaped);
}

typedef struct
{
  MusterConnection *connection;  /* (owned) */
  char             *tenant;
} AdminConsent;

static void
admin_consent_free (AdminConsent *op)
{
  g_clear_object (&op->connection);
  g_free (op->tenant);
  g_free (op);
}

static void
admin_consented_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  AdminConsent *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_oauth_flow_run_finish (MUSTER_OAUTH_FLOW (source), result, NULL, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  forget_tokens (self, op->connection, op->tenant);
  g_task_return_boolean (task, TRUE);
}

void
muster_context_admin_consent_async (MusterContext      *self,
                                    MusterConnection   *connection,
                                    const char         *tenant,
                                    MusterOpenUriFunc   open_uri,
                                    gpointer            open_data,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  AdminConsent *op = g_new0 (AdminConsent, 1);
  g_autofree char *client_id = NULL;
  g_autofree char *page = NULL;
  g_autofree char *token = NULL;
  g_autofree char *scope = NULL;
  g_autoptr(MusterOauthFlow) flow = NULL;

  g_return_if_fail (MUSTER_IS_CONTEXT (self) && MUSTER_IS_CONNECTION (connection) && tenant != NULL && open_uri != NULL);

  g_task_set_source_tag (task, muster_context_admin_consent_async);
  op->connection = g_object_ref (connection);
  op->tenant = g_strdup (tenant);
  g_task_set_task_data (task, op, (GDestroyNotify) admin_consent_free);
  client_id = muster_connector_get_setting (connection, "clientId");
  if (!is_microsoft365 (connection) || client_id == NULL || !g_uuid_string_is_valid (tenant))
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "“%s” is no tenant of Microsoft 365", tenant);
      return;
    }
  page = muster_entra_sign_in_url (connection, tenant, "v2.0/adminconsent");
  token = muster_entra_sign_in_url (connection, tenant, "oauth2/v2.0/token");
  scope = scope_of (connection);
  flow = muster_oauth_flow_new (self->transport, page, token, client_id);
  muster_oauth_flow_set_scope (flow, scope);
  muster_oauth_flow_set_words (flow, &muster_entra_words);
  muster_oauth_flow_set_consent (flow);
  muster_oauth_flow_set_redirect (flow, "localhost", 0, "");
  muster_oauth_flow_run_async (flow, open_uri, open_data, cancellable, admin_consented_cb, g_object_ref (task));
}

gboolean
muster_context_admin_consent_finish (MusterContext *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Through Partner Center --- */

typedef struct
{
  MusterConnection *connection;  /* (owned) */
  char             *tenant;
  char             *client_id;   /* (nullable): the client whose tenant it is */
  GStrv             wanted;      /* (owned) (nullable): of Graph */
  GStrv             exchange;    /* (owned) (nullable) */
  gboolean          replaced;    /* the old consent is being taken back, or was; once is enough */
  gboolean          removed;     /* it was */
} Grant;

static void post_consent (GTask *task);

static void
grant_free (Grant *op)
{
  g_clear_object (&op->connection);
  g_free (op->tenant);
  g_free (op->client_id);
  g_strfreev (op->wanted);
  g_strfreev (op->exchange);
  g_free (op);
}

static gboolean
has_all (const char * const *wanted,
         const char * const *granted)
{
  for (gsize i = 0; wanted != NULL && wanted[i] != NULL; i++)
    if (!muster_permission_is_granted (wanted[i], granted))
      return FALSE;
  return TRUE;
}

/* What the newest token of the tenant has; TRUE also where nothing is known, as there is nothing to take back then */
static gboolean
is_wide_enough (MusterContext *self,
                Grant         *op)
{
  g_auto(GStrv) graph = muster_context_get_granted_scopes (self, op->connection, op->tenant, "graph");
  g_auto(GStrv) exchange = muster_context_get_granted_scopes (self, op->connection, op->tenant, "exchange");

  return (graph == NULL || has_all ((const char * const *) op->wanted, (const char * const *) graph))
         && (exchange == NULL || has_all ((const char * const *) op->exchange, (const char * const *) exchange));
}

/* What Partner Center wants of the account (Partner Center: "Control panel vendor APIs", prerequisites) */
static void
return_refusal (GTask  *task,
                GError *error)
{
  Grant *op = g_task_get_task_data (task);

  /* Tools that worked until now do not any more, and whoever clicked has to know */
  if (op->removed)
    {
      int code = error->domain == MUSTER_ERROR ? error->code : MUSTER_ERROR_OUTCOME_UNKNOWN;
      g_autofree char *detail = g_strdup (error->message);

      g_clear_error (&error);
      g_task_return_new_error (task, MUSTER_ERROR, code, "%s (%s)",
                               _("The old consent was taken back and the new one was refused, so this customer has none now. Try again, or send the consent link to the customer’s administrator."),
                               detail);
      return;
    }
  if (g_error_matches (error, MUSTER_ERROR, MUSTER_ERROR_FORBIDDEN))
    {
      g_autofree char *detail = g_strdup (error->message);

      g_clear_error (&error);
      error = g_error_new (MUSTER_ERROR, MUSTER_ERROR_FORBIDDEN, "%s (%s)",
                           _("Partner Center did not consent for this customer. The technician must be in the group AdminAgents, sign in with MFA, and hold Cloud Application Administrator there through GDAP."),
                           detail);
    }
  g_task_return_error (task, error);
}

/* The old consent is gone, so the new one is as wide as it is asked for */
static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Grant *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_context_admin_act_finish (MUSTER_CONTEXT (source), result, NULL, &error))
    {
      return_refusal (task, error);
      return;
    }
  op->removed = TRUE;
  forget_tokens (MUSTER_CONTEXT (source), op->connection, op->tenant);
  post_consent (task);
}

/* "Permission entry already exists" leaves it as it was (Partner Center consents are replaced by taking the old one back) */
static void
replace_consent (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Grant *op = g_task_get_task_data (task);
  g_autoptr(JsonObject) args = json_object_new ();
  g_autofree char *target = g_strconcat ("tenant:", op->tenant, NULL);

  op->replaced = TRUE;
  json_object_set_string_member (args, "customer", op->tenant);
  muster_context_admin_act_async (self, op->connection, "remove-application-consent", target, args, NULL, op->client_id,
                                  removed_cb, g_object_ref (task));
}

/* 4 of 4: a new token says what is consented to now. A tenant that is not ready yet is asked again by its readiness check. */
static void
probed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Grant *op = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = muster_gate_read_finish (MUSTER_GATE (source), result, &error);

  if (error != NULL)
    g_message ("The tenant does not answer yet after the consent: %s", error->message);
  if (node != NULL && !op->replaced && !is_wide_enough (self, op))
    replace_consent (task);
  else
    g_task_return_boolean (task, TRUE);
}

/* 3 of 4 */
static void
posted_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = MUSTER_CONTEXT (source);
  Grant *op = g_task_get_task_data (task);
  g_autoptr(MusterRunCap) cap = NULL;
  g_autoptr(MusterScope) scope = NULL;
  g_autoptr(JsonObject) args = json_object_new ();
  GError *error = NULL;

  if (!muster_context_admin_act_finish (self, result, NULL, &error))
    {
      return_refusal (task, error);
      return;
    }
  forget_tokens (self, op->connection, op->tenant);
  cap = muster_cap_new_setup (muster_connection_get_id (op->connection));
  scope = muster_scope_new (op->tenant, NULL, NULL);
  muster_cap_set_scope (cap, scope);
  muster_gate_read_async (self->gate, cap, "microsoft365:get-organization", args, NULL, g_task_get_cancellable (task), probed_cb,
                          g_object_ref (task));
}

static void
post_consent (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Grant *op = g_task_get_task_data (task);
  g_autoptr(JsonObject) args = json_object_new ();
  g_autofree char *target = g_strconcat ("tenant:", op->tenant, NULL);
  g_autofree char *graph = g_strjoinv (",", op->wanted);
  g_autofree char *exchange = op->exchange != NULL && op->exchange[0] != NULL ? g_strjoinv (",", op->exchange) : NULL;

  json_object_set_string_member (args, "customer", op->tenant);
  json_object_set_string_member (args, "graph", graph);
  if (exchange != NULL)
    json_object_set_string_member (args, "exchange", exchange);
  muster_context_admin_act_async (self, op->connection, "consent-application", target, args, NULL, op->client_id, posted_cb,
                                  g_object_ref (task));
}

static void
begin_grant (GTask *task)
{
  MusterContext *self = g_task_get_source_object (task);
  Grant *op = g_task_get_task_data (task);

  if (op->wanted[0] == NULL)
    g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "%s",
                             _("No tool is enabled that needs a permission in this tenant."));
  else if (is_wide_enough (self, op))
    post_consent (task);
  else
    replace_consent (task);
}

/* (transfer full): the names of @needs that a customer's tenant is asked for */
static GStrv
names_for (GPtrArray  *needs,
           const char *resource)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < needs->len; i++)
    {
      MusterPermissionNeed *need = g_ptr_array_index (needs, i);

      if (need->customer && g_strcmp0 (need->resource, resource) == 0)
        g_strv_builder_add (names, need->name);
    }
  return g_strv_builder_end (names);
}

/* 2 of 4, without names: what the enabled tools need */
static void
needs_listed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = MUSTER_CONTEXT (source);
  Grant *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GListModel) items = muster_context_list_permissions_finish (self, result, &error);
  g_auto(GStrv) tools = items != NULL ? muster_permission_items_tools (items) : NULL;
  g_autoptr(GPtrArray) needs = NULL;

  if (items == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  needs = muster_permissions_for_tools (self->catalog, (const char * const *) tools, TRUE);
  op->wanted = names_for (needs, MUSTER_RESOURCE_GRAPH);
  op->exchange = names_for (needs, MUSTER_RESOURCE_EXCHANGE);
  begin_grant (task);
}

/* Permissions of Exchange Online are named by themselves, and Partner Center's are not a customer's */
static void
sort_names (Grant              *op,
            const char * const *scopes)
{
  g_autoptr(GStrvBuilder) graph = g_strv_builder_new ();
  g_autoptr(GStrvBuilder) exchange = g_strv_builder_new ();

  for (gsize i = 0; scopes[i] != NULL; i++)
    {
      const MusterPermission *known = muster_permission_find (scopes[i]);
      gboolean is_exchange = known != NULL && g_strcmp0 (known->resource, MUSTER_RESOURCE_EXCHANGE) == 0;

      /* A right in the MSP's own tenant, which no customer gives */
      if (known != NULL && !muster_permission_is_customers (known->resource))
        continue;
      g_strv_builder_add (is_exchange ? exchange : graph, scopes[i]);
    }
  op->wanted = g_strv_builder_end (graph);
  op->exchange = g_strv_builder_end (exchange);
}

/* 1 of 4: whose tenant it is, for the activity log */
static void
client_found_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  Grant *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) clients = muster_store_find_clients_by_mapping_finish (MUSTER_STORE (source), result, &error);

  if (clients == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (clients->len == 1)
    op->client_id = g_strdup (muster_client_get_id (g_ptr_array_index (clients, 0)));
  if (op->wanted != NULL)
    begin_grant (task);
  else
    muster_context_list_permissions_async (self, muster_connection_get_id (op->connection), TRUE, g_task_get_cancellable (task),
                                           needs_listed_cb, g_object_ref (task));
}

gboolean
muster_context_can_grant_consent (MusterContext    *self,
                                  MusterConnection *connection)
{
  g_autofree char *cloud = NULL;

  g_return_val_if_fail (MUSTER_IS_CONTEXT (self) && MUSTER_IS_CONNECTION (connection), FALSE);

  cloud = muster_connector_get_setting (connection, "cloud");
  return is_microsoft365 (connection) && muster_connector_signs_in (connection) && muster_cloud_find (cloud)->partner != NULL;
}

static gboolean
check_grant (MusterContext    *self,
             MusterConnection *connection,
             const char       *tenant,
             GError          **error)
{
  g_autofree char *own = muster_connector_get_setting (connection, "tenantId");

  if (!muster_context_check_admin (self, error))
    return FALSE;
  if (!muster_context_can_grant_consent (self, connection))
    g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY,
                         _("Partner Center consents only with a technician’s sign-in, in the worldwide cloud. Send the consent link to the customer’s administrator instead."));
  else if (!g_uuid_string_is_valid (tenant))
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "“%s” is no tenant id", tenant);
  else if (own != NULL && g_ascii_strcasecmp (own, tenant) == 0)
    g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT,
                         _("This is your own tenant. Choose “Grant admin consent” in the app registration."));
  else
    return TRUE;
  return FALSE;
}

void
muster_context_grant_consent_async (MusterContext      *self,
                                    MusterConnection   *connection,
                                    const char         *tenant,
                                    const char * const *scopes,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Grant *op = g_new0 (Grant, 1);
  GError *error = NULL;

  g_return_if_fail (MUSTER_IS_CONTEXT (self) && MUSTER_IS_CONNECTION (connection) && tenant != NULL);

  g_task_set_source_tag (task, muster_context_grant_consent_async);
  /* What was done must be known */
  g_task_set_check_cancellable (task, FALSE);
  op->connection = g_object_ref (connection);
  op->tenant = g_ascii_strdown (tenant, -1);
  if (scopes != NULL)
    sort_names (op, scopes);
  g_task_set_task_data (task, op, (GDestroyNotify) grant_free);
  if (!check_grant (self, connection, tenant, &error))
    g_task_return_error (task, error);
  else
    muster_store_find_clients_by_mapping_async (self->store, muster_connection_get_id (connection), MUSTER_MAPPING_KIND_TENANT,
                                                op->tenant, cancellable, client_found_cb, g_object_ref (task));
}

gboolean
muster_context_grant_consent_finish (MusterContext *self,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
