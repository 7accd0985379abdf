/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "muster-certificate.h"
#include "muster-connector.h"
#include "muster-context-private.h"
#include "muster-context-tenants.h"
#include "muster-entra.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-microsoft365-guide.h"
#include "muster-microsoft365-private.h"

/* MusterContext: what only Microsoft 365 has: the app's certificate, options that an administrator chooses, the guide. */

/* Two years, as the portal offers for secrets; a policy of the tenant may want less */
#define CERTIFICATE_DAYS 730

/* --- The certificate --- */

static void
make_certificate (GTask        *task,
                  gpointer      source,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  gint64 *now = task_data;
  GError *error = NULL;
  MusterCertificate *certificate = muster_certificate_create ("Muster", *now, CERTIFICATE_DAYS, &error);

  if (certificate != NULL)
    g_task_return_pointer (task, certificate, (GDestroyNotify) muster_certificate_unref);
  else
    g_task_return_error (task, error);
}

static void
certificate_made_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GHashTable *fields = g_task_get_task_data (task);
  GError *error = NULL;
  MusterCertificate *certificate = g_task_propagate_pointer (G_TASK (result), &error);

  if (certificate == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_hash_table_insert (fields, g_strdup ("certificate"), g_strdup (muster_certificate_get_pem (certificate)));
  g_hash_table_insert (fields, g_strdup ("certificateKey"),
                       g_strdup (muster_secret_peek (muster_certificate_get_key (certificate))));
  g_task_return_pointer (task, certificate, (GDestroyNotify) muster_certificate_unref);
}

void
muster_context_create_certificate_async (MusterContext      *self,
                                         GHashTable         *fields,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(GTask) work = NULL;
  gint64 now;

  g_return_if_fail (MUSTER_IS_CONTEXT (self) && fields != NULL);

  now = muster_clock_now (self->clock);
  g_task_set_source_tag (task, muster_context_create_certificate_async);
  g_task_set_task_data (task, g_hash_table_ref (fields), (GDestroyNotify) g_hash_table_unref);
  /* A key takes most of a second */
  work = g_task_new (NULL, NULL, certificate_made_cb, g_object_ref (task));
  g_task_set_task_data (work, g_memdup2 (&now, sizeof now), g_free);
  g_task_run_in_thread (work, make_certificate);
}

gboolean
muster_context_create_certificate_finish (MusterContext *self,
                                          GAsyncResult  *result,
                                          char         **pem,
                                          char         **thumbprint,
                                          GError       **error)
{
  g_autoptr(MusterCertificate) certificate = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  certificate = g_task_propagate_pointer (G_TASK (result), error);
  if (certificate == NULL)
    return FALSE;
  if (pem != NULL)
    *pem = g_strdup (muster_certificate_get_pem (certificate));
  if (thumbprint != NULL)
    *thumbprint = g_strdup (muster_certificate_get_thumbprint (certificate));
  return TRUE;
}

gboolean
muster_context_check_certificate (MusterContext *self,
                                  const char    *certificate,
                                  MusterSecret  *key,
                                  char         **thumbprint,
                                  gint64        *expires,
                                  GError       **error)
{
  g_autoptr(MusterCertificate) pair = NULL;

  g_return_val_if_fail (MUSTER_IS_CONTEXT (self) && certificate != NULL && key != NULL, FALSE);

  pair = muster_certificate_read (certificate, key, error);
  if (pair == NULL)
    return FALSE;
  if (muster_certificate_get_expires (pair) <= muster_clock_now (self->clock))
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, _("This certificate has expired. Choose a newer one."));
      return FALSE;
    }
  if (thumbprint != NULL)
    *thumbprint = g_strdup (muster_certificate_get_thumbprint (pair));
  if (expires != NULL)
    *expires = muster_certificate_get_expires (pair);
  return TRUE;
}

/* --- What a token was given --- */

GStrv
muster_context_get_granted_scopes (MusterContext    *self,
                                   MusterConnection *connection,
                                   const char       *tenant,
                                   const char       *host)
{
  MusterIntegration *integration;
  MusterAuthenticator *signer;
  const char *scope;
  g_autofree char *resource = NULL;

  g_return_val_if_fail (MUSTER_IS_CONTEXT (self) && MUSTER_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (tenant != NULL && host != NULL, NULL);

  integration = muster_catalog_get_integration (self->catalog, muster_connection_get_integration (connection));
  signer = g_hash_table_lookup (self->signers, muster_connection_get_id (connection));
  scope = integration != NULL ? muster_integration_get_auth_scope (integration, host) : NULL;
  if (signer == NULL || scope == NULL || !g_str_has_suffix (scope, "/.default"))
    return NULL;
  resource = g_strndup (scope, strlen (scope) - strlen ("/.default"));
  return muster_authenticator_entra_get_granted (signer, tenant, resource);
}

/* --- Options --- */

static const struct
{
  const char *name;
  const char *value;  /* the only one there is; without it the option is off */
  const char *by;     /* the setting that says who chose it */
} options[] = {
  { "exchangeUnpublished", "accepted", "exchangeUnpublishedBy" },
};

typedef struct
{
  MusterConnection *connection;  /* (owned): as it will be */
} SetOption;

static void
set_option_free (SetOption *op)
{
  g_clear_object (&op->connection);
  g_free (op);
}

/* 3 of 3: the same signer goes on with the new settings */
static void
option_saved_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  SetOption *op = g_task_get_task_data (task);
  const char *id = muster_connection_get_id (op->connection);
  MusterConnection *old = muster_context_find_connection_by_id (self, id);
  MusterAuthenticator *signer = g_hash_table_lookup (self->signers, id);
  GError *error = NULL;
  guint position;

  if (!muster_store_save_connection_finish (MUSTER_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (signer != NULL)
    muster_gate_add_connection (self->gate, op->connection, signer);
  if (old != NULL && g_list_store_find (self->connections, old, &position))
    g_list_store_splice (self->connections, position, 1, (gpointer *) &op->connection, 1);
  g_signal_emit_by_name (self, "connections-changed");
  g_signal_emit_by_name (self, "policies-changed");
  g_task_return_boolean (task, TRUE);
}

/* 2 of 3: the log knows of it first */
static void
option_noted_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  SetOption *op = g_task_get_task_data (task);
  GError *error = NULL;

  if (!muster_store_append_audit_finish (MUSTER_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    muster_store_save_connection_async (self->store, op->connection, NULL, option_saved_cb, g_object_ref (task));
}

static char *
note_option (MusterConnection *connection,
             const char       *name,
             const char       *value)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) node = NULL;

  json_object_set_string_member (object, "connection", muster_connection_get_id (connection));
  json_object_set_string_member (object, "option", name);
  if (value != NULL)
    json_object_set_string_member (object, "value", value);
  node = json_node_init_object (json_node_alloc (), object);
  return muster_json_canonical (node);
}

/* Who and when, as the connection's page shows it */
static char *
sign_option (MusterContext *self)
{
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc (muster_clock_now (self->clock) / G_TIME_SPAN_SECOND);
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");

  return g_strdup_printf ("%s, %s", self->member != NULL ? muster_member_get_name (self->member)
                          : self->operator_name != NULL ? self->operator_name : "engine", day);
}

gboolean
muster_context_check_admin (MusterContext *self,
                            GError       **error)
{
  if (self->member == NULL ? self->operator_name != NULL
      : g_strcmp0 (muster_member_get_role (self->member), "msp_admin") == 0)
    return TRUE;
  g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_FORBIDDEN, _("Only an administrator of your MSP can do this."));
  return FALSE;
}

void
muster_context_set_connection_option_async (MusterContext      *self,
                                            MusterConnection   *connection,
                                            const char         *name,
                                            const char         *value,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  SetOption *op = g_new0 (SetOption, 1);
  g_autofree char *by = NULL;
  g_autofree char *body = NULL;
  GError *error = NULL;
  gsize i = 0;

  g_return_if_fail (MUSTER_IS_CONTEXT (self) && MUSTER_IS_CONNECTION (connection) && name != NULL);

  g_task_set_source_tag (task, muster_context_set_connection_option_async);
  g_task_set_task_data (task, op, (GDestroyNotify) set_option_free);
  while (i < G_N_ELEMENTS (options) && !g_str_equal (options[i].name, name))
    i++;
  if (i == G_N_ELEMENTS (options) || (value != NULL && !g_str_equal (options[i].value, value)))
    {
      g_task_return_new_error (task, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "There is no option “%s” with “%s”", name,
                               value != NULL ? value : "");
      return;
    }
  if (!muster_context_check_admin (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  op->connection = muster_record_copy (connection);
  by = value != NULL ? sign_option (self) : NULL;
  muster_connector_put_setting (op->connection, name, value);
  muster_connector_put_setting (op->connection, options[i].by, by);
  body = note_option (connection, name, value);
  muster_store_append_audit_async (self->store, muster_context_get_actor (self), NULL, "connection-option", body, cancellable,
                                   option_noted_cb, g_object_ref (task));
}

gboolean
muster_context_set_connection_option_finish (MusterContext *self,
                                             GAsyncResult  *result,
                                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- The guide --- */

typedef struct
{
  char *method;
  char *cloud;  /* (nullable) */
} Guide;

static void
guide_free (Guide *op)
{
  g_free (op->method);
  g_free (op->cloud);
  g_free (op);
}

GStrv
muster_permission_items_tools (GListModel *items)
{
  g_autoptr(GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GStrvBuilder) tools = g_strv_builder_new ();

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(MusterPermissionItem) item = g_list_model_get_item (items, i);
      GPtrArray *row = muster_permission_item_get_tools (item);

      for (guint n = 0; row != NULL && n < row->len; n++)
        if (g_hash_table_add (names, g_strdup (g_ptr_array_index (row, n))))
          g_strv_builder_add (tools, g_ptr_array_index (row, n));
    }
  return g_strv_builder_end (tools);
}

static void
permissions_listed_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = MUSTER_CONTEXT (source);
  Guide *op = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GListModel) items = muster_context_list_permissions_finish (self, result, &error);
  g_auto(GStrv) tools = items != NULL ? muster_permission_items_tools (items) : NULL;
  g_autoptr(GPtrArray) needs = NULL;
  g_autoptr(GPtrArray) steps = NULL;
  GListStore *list;

  if (items == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  needs = muster_permissions_for_tools (self->catalog, (const char * const *) tools, g_strcmp0 (op->method, "person") == 0);
  steps = muster_microsoft365_guide (op->method, op->cloud, needs);
  list = g_list_store_new (MUSTER_TYPE_GUIDE_STEP);
  for (guint i = 0; i < steps->len; i++)
    {
      MusterConnectGuide *row = g_ptr_array_index (steps, i);
      g_autoptr(MusterGuideStep) step = muster_guide_step_new ();

      muster_guide_step_set_id (step, row->id);
      muster_guide_step_set_title (step, row->title);
      muster_guide_step_set_text (step, row->text);
      muster_guide_step_set_copy (step, row->copy);
      muster_guide_step_set_link (step, row->link);
      g_list_store_append (list, step);
    }
  g_task_return_pointer (task, list, g_object_unref);
}

void
muster_context_load_microsoft365_guide_async (MusterContext      *self,
                                              const char         *method,
                                              const char         *cloud,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Guide *op = g_new0 (Guide, 1);

  g_return_if_fail (MUSTER_IS_CONTEXT (self) && method != NULL);

  g_task_set_source_tag (task, muster_context_load_microsoft365_guide_async);
  op->method = g_strdup (method);
  op->cloud = g_strdup (cloud);
  g_task_set_task_data (task, op, (GDestroyNotify) guide_free);
  muster_context_list_permissions_async (self, NULL, g_str_equal (method, "person"), cancellable, permissions_listed_cb,
                                         g_object_ref (task));
}

GListModel *
muster_context_load_microsoft365_guide_finish (MusterContext *self,
                                               GAsyncResult  *result,
                                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
