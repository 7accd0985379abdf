/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-cli"

#include "config.h"

#include "muster-cli.h"
#include "muster-error.h"

/* musterctl webhooks: the listener's settings, and the webhook of the PSA */

static JsonObject *
listener_object (MusterCli *cli)
{
  g_auto(MusterListenerSettings) settings = { 0 };
  JsonObject *object = json_object_new ();

  muster_context_get_listener_settings (cli->context, &settings);
  json_object_set_boolean_member (object, "enabled", settings.enabled);
  json_object_set_string_member (object, "address", settings.address != NULL ? settings.address : "127.0.0.1");
  json_object_set_int_member (object, "port", settings.port);
  muster_cli_set_string (object, "base", settings.base);
  return object;
}

static JsonObject *
webhook_object (MusterWebhook *webhook)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "integration", muster_webhook_get_integration (webhook));
  muster_cli_set_string (object, "url", muster_webhook_get_url (webhook));
  muster_cli_set_string (object, "user", muster_webhook_get_user (webhook));
  json_object_set_boolean_member (object, "wanted", muster_webhook_get_wanted (webhook));
  json_object_set_boolean_member (object, "registered", muster_webhook_get_registered (webhook));
  json_object_set_boolean_member (object, "enabled", muster_webhook_get_enabled (webhook));
  json_object_set_boolean_member (object, "byApi", muster_webhook_get_can_register (webhook));
  json_object_set_boolean_member (object, "hasSecret", muster_webhook_get_has_secret (webhook));
  json_object_set_int_member (object, "lastDelivery", muster_webhook_get_last_delivery (webhook));
  json_object_set_int_member (object, "lastCheck", muster_webhook_get_last_check (webhook));
  muster_cli_set_string (object, "lastError", muster_webhook_get_last_error (webhook));
  muster_cli_set_string (object, "state", muster_webhook_get_state_text (webhook));
  muster_cli_set_string (object, "steps", muster_webhook_get_steps (webhook));
  return object;
}

static void
print_webhook (MusterWebhook *webhook)
{
  g_autofree char *last = muster_cli_time (muster_webhook_get_last_delivery (webhook));

  g_print ("%-13s %s\n", muster_webhook_get_integration (webhook), muster_webhook_get_state_text (webhook));
  if (muster_webhook_get_url (webhook) != NULL)
    g_print ("  address        %s\n", muster_webhook_get_url (webhook));
  if (muster_webhook_get_user (webhook) != NULL)
    g_print ("  user           %s\n", muster_webhook_get_user (webhook));
  g_print ("  last delivery  %s\n", last);
  if (muster_webhook_get_last_error (webhook) != NULL)
    g_print ("  last error     %s\n", muster_webhook_get_last_error (webhook));
  if (muster_webhook_get_wanted (webhook) && muster_webhook_get_steps (webhook) != NULL
      && muster_webhook_get_last_delivery (webhook) == 0)
    g_print ("%s\n", muster_webhook_get_steps (webhook));
}

int
muster_cli_webhooks (MusterCli *cli,
                     char     **args)
{
  g_autoptr(JsonObject) said = json_object_new ();
  GListModel *webhooks = muster_context_get_webhooks (cli->context);
  JsonObject *listener = listener_object (cli);
  JsonArray *rows = json_array_new ();

  json_object_set_object_member (said, "listener", listener);
  json_object_set_array_member (said, "webhooks", rows);
  if (!cli->json)
    g_print ("listener      %s\n", json_object_get_boolean_member (listener, "enabled") ? "on" : "off");
  for (guint i = 0; i < g_list_model_get_n_items (webhooks); i++)
    {
      g_autoptr(MusterWebhook) webhook = g_list_model_get_item (webhooks, i);

      json_array_add_object_element (rows, webhook_object (webhook));
      if (!cli->json)
        print_webhook (webhook);
    }
  if (cli->json)
    muster_cli_print_json (json_node_init_object (json_node_alloc (), said));
  return MUSTER_EXIT_OK;
}

int
muster_cli_webhooks_listen (MusterCli *cli,
                            char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_auto(MusterListenerSettings) settings = { 0 };
  g_autoptr(GError) error = NULL;

  if (!g_str_equal (args[0], "on") && !g_str_equal (args[0], "off"))
    return muster_cli_usage_error (cli, "The listener is “on” or “off”");
  if (cli->port < 0 || cli->port > G_MAXUINT16)
    return muster_cli_usage_error (cli, "A port is a number up to %d", G_MAXUINT16);
  muster_context_get_listener_settings (cli->context, &settings);
  settings.enabled = g_str_equal (args[0], "on");
  if (cli->port > 0)
    settings.port = (guint16) cli->port;
  if (cli->address != NULL)
    {
      g_free (settings.address);
      settings.address = g_strdup (cli->address);
    }
  if (cli->base != NULL)
    {
      g_free (settings.base);
      settings.base = g_strdup (cli->base);
    }
  muster_context_set_listener_async (cli->context, &settings, cli->cancellable, muster_cli_call_cb, &call);
  if (!muster_context_set_listener_finish (cli->context, muster_cli_call_wait (&call), &error))
    return muster_cli_fail (cli, error);
  return muster_cli_webhooks (cli, args);
}

typedef void (*Begin) (MusterContext       *context,
                       const char          *connection_id,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data);
typedef gboolean (*Finish) (MusterContext  *context,
                            GAsyncResult   *result,
                            GError        **error);

static int
act (MusterCli *cli,
     char     **args,
     Begin      begin,
     Finish     finish)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  MusterConnection *psa = muster_cli_find_psa (cli, &error);

  if (psa == NULL)
    return muster_cli_fail (cli, error);
  begin (cli->context, muster_connection_get_id (psa), cli->cancellable, muster_cli_call_cb, &call);
  if (!finish (cli->context, muster_cli_call_wait (&call), &error))
    return muster_cli_fail (cli, error);
  return muster_cli_webhooks (cli, args);
}

int
muster_cli_webhooks_register (MusterCli *cli,
                              char     **args)
{
  return act (cli, args, muster_context_register_webhook_async, muster_context_register_webhook_finish);
}

int
muster_cli_webhooks_check (MusterCli *cli,
                           char     **args)
{
  return act (cli, args, muster_context_check_webhook_async, muster_context_check_webhook_finish);
}

int
muster_cli_webhooks_remove (MusterCli *cli,
                            char     **args)
{
  return act (cli, args, muster_context_remove_webhook_async, muster_context_remove_webhook_finish);
}

/* To be pasted at the vendor: asked for by name, and the one thing that is printed */
int
muster_cli_webhooks_secret (MusterCli *cli,
                            char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  MusterConnection *psa = muster_cli_find_psa (cli, &error);
  g_autoptr(MusterSecret) secret = NULL;
  g_autoptr(JsonObject) said = json_object_new ();

  if (psa == NULL)
    return muster_cli_fail (cli, error);
  muster_context_read_webhook_secret_async (cli->context, muster_connection_get_id (psa), cli->cancellable, muster_cli_call_cb,
                                            &call);
  secret = muster_context_read_webhook_secret_finish (cli->context, muster_cli_call_wait (&call), &error);
  if (secret == NULL)
    return muster_cli_fail (cli, error);
  json_object_set_string_member (said, "secret", muster_secret_peek (secret));
  if (cli->json)
    muster_cli_print_json (json_node_init_object (json_node_alloc (), said));
  else
    g_print ("%s\n", muster_secret_peek (secret));
  return MUSTER_EXIT_OK;
}
