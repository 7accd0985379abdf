/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "muster-connector.h"
#include "muster-context-webhooks-private.h"
#include "muster-error.h"
#include "muster-json.h"

/* MusterContext: the webhook listener's settings and what each connection's webhook is like. The settings and the state
 * are values of the store, secrets lie in the keyring. It listens only while the engine works. */

#define LISTENER_KEY "listener"

static const MusterWebhookVendor vendors[] = {
  { "connectwise", "?recordId=", FALSE, FALSE, NULL },
  { "autotask", "", TRUE, FALSE, NULL },
  { "halopsa", "", TRUE, TRUE,
    N_("Open Configuration > Integrations > Webhooks in HaloPSA and press New.\n"
       "Name it Muster, choose type Standard, method POST and content type application/json.\n"
       "Paste the address into Payload URL.\n"
       "Choose Basic authentication, and paste the user name, and the secret as the password.\n"
       "Choose the payload “event information only” and leave batching off.\n"
       "Add the events New Ticket Logged, Ticket Updated, Ticket Status Changed and Action Added for all ticket types.\n"
       "Switch it on and save. The first delivery shows here.") },
};

const MusterWebhookVendor *
muster_webhook_vendor_of (MusterConnection *connection)
{
  const char *integration = muster_connection_get_integration (connection);

  for (gsize i = 0; i < G_N_ELEMENTS (vendors); i++)
    if (g_strcmp0 (vendors[i].integration, integration) == 0)
      return &vendors[i];
  return NULL;
}

void
muster_listener_settings_clear (MusterListenerSettings *settings)
{
  g_clear_pointer (&settings->address, g_free);
  g_clear_pointer (&settings->base, g_free);
}

static void
copy_settings (MusterListenerSettings       *to,
               const MusterListenerSettings *from)
{
  to->enabled = from->enabled;
  to->address = g_strdup (from->address);
  to->port = from->port;
  to->base = g_strdup (from->base);
}

void
muster_context_get_listener_settings (MusterContext          *self,
                                      MusterListenerSettings *settings)
{
  g_return_if_fail (MUSTER_IS_CONTEXT (self) && settings != NULL);
  copy_settings (settings, &self->listener_settings);
}

/* The rows */

char *
muster_context_webhook_url (MusterContext    *self,
                            MusterConnection *connection)
{
  const MusterWebhookVendor *vendor = muster_webhook_vendor_of (connection);
  g_autofree char *path = muster_connector_get_setting (connection, MUSTER_WEBHOOK_PATH);

  if (vendor == NULL || path == NULL || self->listener_settings.base == NULL)
    return NULL;
  return g_strconcat (self->listener_settings.base, path, vendor->suffix, NULL);
}

/* One sentence; the worst first */
static const char *
state_text (MusterContext *self,
            MusterWebhook *webhook)
{
  if (!muster_webhook_get_wanted (webhook))
    return _("Not set up; polling finds every change");
  if (!self->listener_settings.enabled)
    return _("Set up, but the listener is off; polling finds every change");
  if (self->listener_problem != NULL)
    return _("The listener could not start; polling finds every change");
  if (muster_webhook_get_disabled_by_vendor (webhook))
    return muster_webhook_get_can_register (webhook) ? _("The vendor has switched it off; it is put back at the next check")
           : _("The vendor has switched it off; switch it on again on its webhook page");
  if (muster_webhook_get_last_delivery (webhook) > 0)
    return _("Works");
  if (muster_webhook_get_registered (webhook))
    return _("Registered; no delivery has come yet");
  return muster_webhook_get_can_register (webhook) ? _("Not registered at the vendor yet")
         : _("Waiting for the first delivery");
}

void
muster_context_tell_webhook (MusterContext *self,
                             MusterWebhook *webhook)
{
  MusterConnection *connection = muster_context_find_connection_by_id (self, muster_webhook_get_connection_id (webhook));
  const MusterWebhookVendor *vendor = connection != NULL ? muster_webhook_vendor_of (connection) : NULL;
  g_autofree char *url = NULL;

  if (vendor == NULL)
    return;
  url = muster_context_webhook_url (self, connection);
  muster_webhook_set_name (webhook, muster_connection_get_name (connection));
  muster_webhook_set_url (webhook, url);
  muster_webhook_set_user (webhook, vendor->basic ? MUSTER_WEBHOOK_USER : NULL);
  muster_webhook_set_has_secret (webhook, g_hash_table_contains (self->hook_secrets, muster_connection_get_id (connection)));
  muster_webhook_set_can_register (webhook, vendor->steps == NULL);
  muster_webhook_set_steps (webhook, vendor->steps != NULL ? _(vendor->steps) : NULL);
  muster_webhook_set_state_text (webhook, state_text (self, webhook));
  muster_context_emit (self, "webhooks-changed");
}

static void
tell_all (MusterContext *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->webhooks)); i++)
    {
      g_autoptr(MusterWebhook) webhook = g_list_model_get_item (G_LIST_MODEL (self->webhooks), i);

      muster_context_tell_webhook (self, webhook);
    }
}

MusterWebhook *
muster_context_find_webhook (MusterContext *self,
                             const char    *connection_id)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->webhooks)); i++)
    {
      g_autoptr(MusterWebhook) webhook = g_list_model_get_item (G_LIST_MODEL (self->webhooks), i);

      /* The list keeps it */
      if (g_strcmp0 (muster_webhook_get_connection_id (webhook), connection_id) == 0)
        return webhook;
    }
  return NULL;
}

GListModel *
muster_context_get_webhooks (MusterContext *self)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), NULL);
  return G_LIST_MODEL (self->webhooks);
}

void
muster_context_sync_webhooks (MusterContext *self)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->webhooks)); i > 0; i--)
    {
      g_autoptr(MusterWebhook) webhook = g_list_model_get_item (G_LIST_MODEL (self->webhooks), i - 1);

      if (muster_context_find_connection_by_id (self, muster_webhook_get_connection_id (webhook)) == NULL)
        g_list_store_remove (self->webhooks, i - 1);
    }
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->connections)); i++)
    {
      g_autoptr(MusterConnection) connection = g_list_model_get_item (G_LIST_MODEL (self->connections), i);
      g_autoptr(MusterWebhook) webhook = NULL;

      if (muster_webhook_vendor_of (connection) == NULL
          || muster_context_find_webhook (self, muster_connection_get_id (connection)) != NULL)
        continue;
      webhook = muster_webhook_new ();
      muster_webhook_set_connection_id (webhook, muster_connection_get_id (connection));
      muster_webhook_set_integration (webhook, muster_connection_get_integration (connection));
      g_list_store_append (self->webhooks, webhook);
    }
  tell_all (self);
}

/* What is stored */

static char *
state_key (const char *connection_id)
{
  return g_strconcat ("webhook/", connection_id, NULL);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!muster_store_set_value_finish (MUSTER_STORE (source), result, &error))
    g_message ("A webhook's state could not be saved: %s", error->message);
}

void
muster_context_save_webhook (MusterContext *self,
                             MusterWebhook *webhook)
{
  g_autofree char *key = state_key (muster_webhook_get_connection_id (webhook));
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *text = NULL;

  json_object_set_boolean_member (object, "wanted", muster_webhook_get_wanted (webhook));
  json_object_set_boolean_member (object, "registered", muster_webhook_get_registered (webhook));
  json_object_set_boolean_member (object, "enabled", muster_webhook_get_enabled (webhook));
  json_object_set_boolean_member (object, "disabledByVendor", muster_webhook_get_disabled_by_vendor (webhook));
  json_object_set_int_member (object, "lastDelivery", muster_webhook_get_last_delivery (webhook));
  json_object_set_int_member (object, "lastCheck", muster_webhook_get_last_check (webhook));
  if (muster_webhook_get_vendor_id (webhook) != NULL)
    json_object_set_string_member (object, "vendorId", muster_webhook_get_vendor_id (webhook));
  if (muster_webhook_get_last_error (webhook) != NULL)
    json_object_set_string_member (object, "lastError", muster_webhook_get_last_error (webhook));
  node = json_node_init_object (json_node_alloc (), object);
  text = muster_json_canonical (node);
  muster_store_set_value_async (self->store, key, text, NULL, saved_cb, NULL);
}

static void
read_state (MusterWebhook *webhook,
            const char    *text)
{
  g_autoptr(JsonNode) node = text != NULL ? muster_json_from_string_trusted (text, NULL) : NULL;
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  if (object == NULL)
    return;
  muster_webhook_set_wanted (webhook, muster_json_bool (object, "wanted", FALSE));
  muster_webhook_set_registered (webhook, muster_json_bool (object, "registered", FALSE));
  muster_webhook_set_enabled (webhook, muster_json_bool (object, "enabled", FALSE));
  muster_webhook_set_disabled_by_vendor (webhook, muster_json_bool (object, "disabledByVendor", FALSE));
  muster_webhook_set_last_delivery (webhook, muster_json_int (object, "lastDelivery", 0));
  muster_webhook_set_last_check (webhook, muster_json_int (object, "lastCheck", 0));
  muster_webhook_set_vendor_id (webhook, muster_json_str (object, "vendorId"));
  muster_webhook_set_last_error (webhook, muster_json_str (object, "lastError"));
}

void
muster_context_keep_webhook_secret (MusterContext *self,
                                    const char    *connection_id,
                                    MusterSecret  *secret)
{
  muster_egress_add (self->egress, "webhook secret", secret);
  muster_gate_set_connection_secret (self->gate, connection_id, MUSTER_WEBHOOK_SECRET, secret);
  g_hash_table_insert (self->hook_secrets, g_strdup (connection_id), muster_secret_ref (secret));
}

/* Of a throw-away profile, whose keyring begins empty each time */
static gboolean
take_given (MusterContext    *self,
            MusterConnection *connection)
{
  g_autofree char *key = g_strconcat (muster_connection_get_integration (connection), "." MUSTER_WEBHOOK_SECRET, NULL);
  MusterSecret *secret = self->given_secrets != NULL ? g_hash_table_lookup (self->given_secrets, key) : NULL;

  if (secret != NULL)
    muster_context_keep_webhook_secret (self, muster_connection_get_id (connection), secret);
  return secret != NULL;
}

/* 2 of 2 */
static void
secret_loaded_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  MusterConnection *connection = g_task_get_task_data (task);
  const char *id = muster_connection_get_id (connection);
  MusterWebhook *webhook = muster_context_find_webhook (self, id);
  g_autoptr(MusterSecret) secret = NULL;

  muster_secret_store_lookup_finish (MUSTER_SECRET_STORE (source), result, &secret, NULL);
  if (secret != NULL)
    muster_context_keep_webhook_secret (self, id, secret);
  if (webhook != NULL)
    muster_context_tell_webhook (self, webhook);
  g_task_return_boolean (task, TRUE);
}

/* 1 of 2 */
static void
state_loaded_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  MusterConnection *connection = g_task_get_task_data (task);
  MusterWebhook *webhook = muster_context_find_webhook (self, muster_connection_get_id (connection));
  g_autofree char *text = muster_store_get_value_finish (MUSTER_STORE (source), result, NULL);
  g_autofree char *secret_id = muster_connector_secret_id (connection, MUSTER_WEBHOOK_SECRET);

  if (webhook != NULL)
    read_state (webhook, text);
  if (webhook == NULL || take_given (self, connection) || !muster_webhook_get_wanted (webhook))
    {
      if (webhook != NULL)
        muster_context_tell_webhook (self, webhook);
      g_task_return_boolean (task, TRUE);
      return;
    }
  muster_secret_store_lookup_async (self->secret_store, MUSTER_SECRET_KIND_CONNECTION, secret_id, NULL, secret_loaded_cb,
                                    g_object_ref (task));
}

void
muster_context_load_webhook_async (MusterContext      *self,
                                   MusterConnection   *connection,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autofree char *key = state_key (muster_connection_get_id (connection));

  g_task_set_source_tag (task, muster_context_load_webhook_async);
  g_task_set_task_data (task, g_object_ref (connection), g_object_unref);
  muster_context_sync_webhooks (self);
  muster_store_get_value_async (self->store, key, NULL, state_loaded_cb, g_object_ref (task));
}

void
muster_context_load_webhook_finish (MusterContext *self,
                                    GAsyncResult  *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

static void
listener_loaded_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  g_autofree char *text = muster_store_get_value_finish (MUSTER_STORE (source), result, NULL);
  g_autoptr(JsonNode) node = text != NULL ? muster_json_from_string_trusted (text, NULL) : NULL;
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  if (object != NULL)
    {
      muster_listener_settings_clear (&self->listener_settings);
      self->listener_settings.enabled = muster_json_bool (object, "enabled", FALSE);
      self->listener_settings.address = g_strdup (muster_json_str (object, "address"));
      self->listener_settings.port = (guint16) muster_json_int (object, "port", 0);
      self->listener_settings.base = g_strdup (muster_json_str (object, "base"));
    }
  g_task_return_boolean (task, TRUE);
}

void
muster_context_load_listener_async (MusterContext      *self,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, muster_context_load_listener_async);
  muster_store_get_value_async (self->store, LISTENER_KEY, NULL, listener_loaded_cb, g_object_ref (task));
}

void
muster_context_load_listener_finish (MusterContext *self,
                                     GAsyncResult  *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

/* Listening */

/* The names under which the vendor, or the proxy in front, may address it */
static GStrv
host_names (const MusterListenerSettings *settings)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  g_autoptr(GUri) base = settings->base != NULL ? g_uri_parse (settings->base, G_URI_FLAGS_NONE, NULL) : NULL;

  if (base != NULL)
    g_ptr_array_add (names, g_strdup (g_uri_get_host (base)));
  g_ptr_array_add (names, g_strdup (settings->address != NULL ? settings->address : "127.0.0.1"));
  if (settings->address == NULL)
    g_ptr_array_add (names, g_strdup ("localhost"));
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_steal (names, NULL);
}

void
muster_context_listen_to (MusterContext    *self,
                          MusterConnection *connection)
{
  g_autofree char *path = muster_connector_get_setting (connection, MUSTER_WEBHOOK_PATH);

  if (self->listener != NULL && path != NULL)
    muster_webhook_listener_add_path (self->listener, path, muster_connection_get_id (connection));
}

gboolean
muster_context_start_listener (MusterContext *self,
                               GError       **error)
{
  const MusterListenerSettings *settings = &self->listener_settings;
  g_autoptr(MusterWebhookListener) listener = NULL;
  g_auto(GStrv) hosts = host_names (settings);

  if (!settings->enabled || self->listener != NULL)
    return TRUE;
  listener = muster_webhook_listener_new ();
  muster_webhook_listener_set_handler (listener, muster_context_receive_hook, self, NULL);
  if (!muster_webhook_listener_start (listener, settings->address != NULL ? settings->address : "127.0.0.1", settings->port,
                                      (const char * const *) hosts, error))
    return FALSE;
  self->listener = g_steal_pointer (&listener);
  g_clear_pointer (&self->listener_problem, g_free);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->connections)); i++)
    {
      g_autoptr(MusterConnection) connection = g_list_model_get_item (G_LIST_MODEL (self->connections), i);

      muster_context_listen_to (self, connection);
    }
  tell_all (self);
  return TRUE;
}

void
muster_context_stop_listener (MusterContext *self)
{
  if (self->listener != NULL)
    muster_webhook_listener_stop (self->listener);
  g_clear_object (&self->listener);
}

guint16
muster_context_get_listener_port (MusterContext *self)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), 0);
  return self->listener != NULL ? muster_webhook_listener_get_port (self->listener) : 0;
}

const char *
muster_context_get_listener_problem (MusterContext *self)
{
  g_return_val_if_fail (MUSTER_IS_CONTEXT (self), NULL);
  return self->listener_problem;
}

/* Setting */

static gboolean
is_this_computer (const char *host)
{
  return g_strcmp0 (host, "127.0.0.1") == 0 || g_strcmp0 (host, "localhost") == 0 || g_strcmp0 (host, "::1") == 0;
}

/* (transfer full) (nullable): "https://hooks.example.com", without anything behind it */
static char *
normalize_base (const char *typed,
                GError    **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (typed));
  g_autoptr(GUri) uri = g_uri_parse (trimmed, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  const char *path = uri != NULL ? g_uri_get_path (uri) : NULL;
  gboolean secure = uri != NULL && g_strcmp0 (g_uri_get_scheme (uri), "https") == 0;
  gboolean here = host != NULL && g_strcmp0 (g_uri_get_scheme (uri), "http") == 0 && is_this_computer (host);

  if (host == NULL || host[0] == '\0' || !(secure || here) || g_uri_get_query (uri) != NULL || g_uri_get_userinfo (uri) != NULL
      || (path[0] != '\0' && !g_str_equal (path, "/")))
    {
      g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT,
                           _("The public address has the form https://hooks.example.com, without anything behind it."));
      return NULL;
    }
  while (g_str_has_suffix (trimmed, "/"))
    trimmed[strlen (trimmed) - 1] = '\0';
  return g_steal_pointer (&trimmed);
}

static gboolean
check_settings (const MusterListenerSettings *typed,
                MusterListenerSettings       *checked,
                GError                      **error)
{
  g_autoptr(GInetAddress) address = NULL;

  checked->enabled = typed->enabled;
  checked->port = typed->port;
  if (typed->address != NULL && typed->address[0] != '\0')
    {
      address = g_inet_address_new_from_string (typed->address);
      if (address == NULL)
        {
          g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT,
                               _("The address to listen on is an IP address of this computer, such as 192.0.2.10."));
          return FALSE;
        }
      checked->address = g_inet_address_to_string (address);
    }
  if (typed->base == NULL || typed->base[0] == '\0')
    return TRUE;
  checked->base = normalize_base (typed->base, error);
  return checked->base != NULL;
}

static char *
settings_text (const MusterListenerSettings *settings)
{
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) node = NULL;

  json_object_set_boolean_member (object, "enabled", settings->enabled);
  json_object_set_int_member (object, "port", settings->port);
  if (settings->address != NULL)
    json_object_set_string_member (object, "address", settings->address);
  if (settings->base != NULL)
    json_object_set_string_member (object, "base", settings->base);
  node = json_node_init_object (json_node_alloc (), object);
  return muster_json_canonical (node);
}

static void
settings_saved_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  MusterContext *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!muster_store_set_value_finish (MUSTER_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  tell_all (self);
  muster_context_emit (self, "webhooks-changed");
  g_task_return_boolean (task, TRUE);
}

/* A port that is taken leaves everything as it was */
static gboolean
apply_settings (MusterContext          *self,
                MusterListenerSettings *checked,
                GError                **error)
{
  MusterListenerSettings old = self->listener_settings;
  gboolean listens = self->listening;

  muster_context_stop_listener (self);
  self->listener_settings = *checked;
  if (listens && !muster_context_start_listener (self, error))
    {
      self->listener_settings = old;
      muster_context_start_listener (self, NULL);
      return FALSE;
    }
  muster_listener_settings_clear (&old);
  *checked = (MusterListenerSettings) { 0 };
  return TRUE;
}

void
muster_context_set_listener_async (MusterContext                *self,
                                   const MusterListenerSettings *settings,
                                   GCancellable                 *cancellable,
                                   GAsyncReadyCallback           callback,
                                   gpointer                      user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_auto(MusterListenerSettings) checked = { 0 };
  g_autofree char *text = NULL;
  GError *error = NULL;

  g_return_if_fail (MUSTER_IS_CONTEXT (self) && settings != NULL);
  g_task_set_source_tag (task, muster_context_set_listener_async);
  if (!check_settings (settings, &checked, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  text = settings_text (&checked);
  if (!apply_settings (self, &checked, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  muster_store_set_value_async (self->store, LISTENER_KEY, text, NULL, settings_saved_cb, g_object_ref (task));
}

gboolean
muster_context_set_listener_finish (MusterContext *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
