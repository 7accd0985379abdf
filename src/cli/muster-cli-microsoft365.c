/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-cli"

#include "config.h"

#include <unistd.h>

#include <gio/gio.h>

#include "muster-cli.h"
#include "muster-context-tenants.h"
#include "muster-error.h"
#include "muster-json.h"

/* musterctl connection sign-in, connection set, consent; and a person's sign-in for onboard */

/* The page is printed, so that it can be opened anywhere; where there is a desktop it is opened too */
static void
show_page (const char *uri,
           gpointer    user_data)
{
  g_printerr ("Sign in on this page:\n%s\n", uri);
  if (g_getenv ("DISPLAY") != NULL || g_getenv ("WAYLAND_DISPLAY") != NULL)
    g_app_info_launch_default_for_uri_async (uri, NULL, NULL, NULL, NULL);
}

static void
show_code (const char *user_code,
           const char *verification_uri,
           guint       expires_in,
           gpointer    user_data)
{
  g_printerr ("Open %s and enter the code %s (within %u minutes)\n", verification_uri, user_code, expires_in / 60);
}

gboolean
muster_cli_sign_in (MusterCli  *cli,
                    const char *integration,
                    GHashTable *fields,
                    GError    **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;

  if (!muster_context_needs_sign_in (cli->context, integration, fields))
    return TRUE;
  if (cli->device_code)
    {
      muster_context_sign_in_device_async (cli->context, integration, fields, show_code, NULL, cli->cancellable,
                                           muster_cli_call_cb, &call);
      return muster_context_sign_in_device_finish (cli->context, muster_cli_call_wait (&call), error);
    }
  muster_context_sign_in_connection_async (cli->context, integration, fields, show_page, NULL, cli->cancellable,
                                           muster_cli_call_cb, &call);
  return muster_context_sign_in_connection_finish (cli->context, muster_cli_call_wait (&call), error);
}

static MusterConnection *
find_connection (MusterCli  *cli,
                 const char *name,
                 GError    **error)
{
  MusterConnection *connection = muster_context_find_connection (cli->context, name);

  if (connection == NULL)
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "There is no connection “%s”", name);
  return connection;
}

static void
say_done (MusterCli  *cli,
          const char *member,
          const char *value,
          const char *text)
{
  g_autoptr(JsonObject) said = json_object_new ();

  muster_cli_set_string (said, member, value);
  if (cli->json)
    muster_cli_print_json (json_node_init_object (json_node_alloc (), said));
  else
    g_print ("%s\n", text);
}

int
muster_cli_connection_sign_in (MusterCli *cli,
                               char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  MusterConnection *connection = find_connection (cli, args[0], &error);
  g_autoptr(GHashTable) fields = NULL;
  g_autoptr(GHashTable) typed = NULL;
  g_autoptr(MusterConnection) renewed = NULL;
  GHashTableIter iter;
  gpointer key, value;

  if (connection == NULL)
    return muster_cli_fail (cli, error);
  fields = muster_context_get_connection_values (cli->context, connection);
  typed = muster_cli_collect_fields (cli, muster_connection_get_integration (connection), NULL, &error);
  if (typed == NULL)
    return muster_cli_fail (cli, error);
  g_hash_table_iter_init (&iter, typed);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (fields, g_strdup (key), g_strdup (value));
  g_hash_table_remove (fields, "refreshToken");
  if (!muster_context_needs_sign_in (cli->context, muster_connection_get_integration (connection), fields))
    return muster_cli_usage_error (cli, "Nobody signs in for “%s”: it has a key of its own (connection rotate)", args[0]);
  if (!muster_cli_sign_in (cli, muster_connection_get_integration (connection), fields, &error))
    return muster_cli_fail (cli, error);
  muster_context_replace_credentials_async (cli->context, muster_connection_get_id (connection), fields, cli->cancellable,
                                            muster_cli_call_cb, &call);
  renewed = muster_context_replace_credentials_finish (cli->context, muster_cli_call_wait (&call), &error);
  if (renewed == NULL)
    return muster_cli_fail (cli, error);
  say_done (cli, "signedIn", g_hash_table_lookup (fields, "technician"), "Signed in.");
  return MUSTER_EXIT_OK;
}

int
muster_cli_connection_set (MusterCli *cli,
                           char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  MusterConnection *connection = find_connection (cli, args[0], &error);
  const char *value = g_str_equal (args[2], "off") ? NULL : args[2];
  g_autofree char *who = g_strconcat ("musterctl:", g_get_user_name (), NULL);

  if (connection == NULL)
    return muster_cli_fail (cli, error);
  muster_context_set_operator (cli->context, who);
  muster_context_set_connection_option_async (cli->context, connection, args[1], value, cli->cancellable, muster_cli_call_cb,
                                              &call);
  if (!muster_context_set_connection_option_finish (cli->context, muster_cli_call_wait (&call), &error))
    return muster_cli_fail (cli, error);
  say_done (cli, args[1], value, "Done.");
  return MUSTER_EXIT_OK;
}

/* (transfer full) (nullable): what the enabled tools need of a customer, each name once */
static GStrv
wanted_scopes (MusterCli        *cli,
               MusterConnection *connection,
               GError          **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr(GListModel) items = NULL;

  muster_context_list_permissions_async (cli->context, muster_connection_get_id (connection), TRUE, cli->cancellable,
                                         muster_cli_call_cb, &call);
  items = muster_context_list_permissions_finish (cli->context, muster_cli_call_wait (&call), error);
  if (items == NULL)
    return NULL;
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(MusterPermissionItem) item = g_list_model_get_item (items, i);

      if (muster_permission_item_get_customer (item))
        g_strv_builder_add (names, muster_permission_item_get_name (item));
    }
  return g_strv_builder_end (names);
}

static gboolean
accept_in_browser (MusterCli        *cli,
                   MusterConnection *connection,
                   const char       *tenant,
                   GError          **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;

  muster_context_admin_consent_async (cli->context, connection, tenant, show_page, NULL, cli->cancellable, muster_cli_call_cb,
                                      &call);
  return muster_context_admin_consent_finish (cli->context, muster_cli_call_wait (&call), error);
}

/* Exactly what was shown is consented to */
static gboolean
grant (MusterCli        *cli,
       MusterConnection *connection,
       const char       *tenant,
       GStrv             scopes,
       GError          **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autofree char *who = g_strconcat ("musterctl:", g_get_user_name (), NULL);

  muster_context_set_operator (cli->context, who);
  muster_context_grant_consent_async (cli->context, connection, tenant, (const char * const *) scopes, cli->cancellable,
                                      muster_cli_call_cb, &call);
  return muster_context_grant_consent_finish (cli->context, muster_cli_call_wait (&call), error);
}

static int
consent_by_partner (MusterCli        *cli,
                    MusterConnection *connection,
                    const char       *tenant)
{
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) scopes = wanted_scopes (cli, connection, &error);
  g_autofree char *listed = scopes != NULL ? g_strjoinv ("\n  ", scopes) : NULL;
  g_autofree char *what = g_strdup_printf ("In tenant %s the app gets these delegated permissions:\n  %s", tenant, listed);

  if (scopes == NULL)
    return muster_cli_fail (cli, error);
  if (!cli->json && (cli->yes || !isatty (STDIN_FILENO)))
    g_printerr ("%s\n", what);
  if (!muster_cli_confirmed (cli, what))
    return muster_cli_not_confirmed (cli);
  if (!grant (cli, connection, tenant, scopes, &error))
    return muster_cli_fail (cli, error);
  say_done (cli, "tenant", tenant, "Consented.");
  return MUSTER_EXIT_OK;
}

int
muster_cli_consent (MusterCli *cli,
                    char     **args)
{
  g_autoptr(GError) error = NULL;
  MusterConnection *connection = find_connection (cli, "microsoft365", &error);
  g_autofree char *tenant = connection != NULL ? muster_cli_find_tenant (cli, args[0], &error) : NULL;
  g_autofree char *link = NULL;

  if (tenant == NULL)
    return muster_cli_fail (cli, error);
  if (cli->link)
    {
      link = muster_context_admin_consent_url (cli->context, connection, tenant);
      say_done (cli, "link", link, link != NULL ? link : "");
      return MUSTER_EXIT_OK;
    }
  if (!cli->browser)
    return consent_by_partner (cli, connection, tenant);
  if (!accept_in_browser (cli, connection, tenant, &error))
    return muster_cli_fail (cli, error);
  say_done (cli, "tenant", tenant, "Consented.");
  return MUSTER_EXIT_OK;
}
