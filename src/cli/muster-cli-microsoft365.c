/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-cli"

#include "config.h"

#include <gio/gio.h>

#include "muster-cli.h"
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

/* (transfer full) (nullable): the tenant that is named, or the one of a client */
static char *
find_tenant (MusterCli  *cli,
             const char *named,
             GError    **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(GPtrArray) mappings = NULL;
  g_auto(MusterCliCall) list = MUSTER_CLI_CALL_INIT;

  if (g_uuid_string_is_valid (named))
    return g_strdup (named);
  muster_context_get_client_async (cli->context, named, cli->cancellable, muster_cli_call_cb, &call);
  client = muster_context_get_client_finish (cli->context, muster_cli_call_wait (&call), error);
  if (client == NULL)
    return NULL;
  muster_store_list_mappings_async (muster_context_get_store (cli->context), muster_client_get_id (client), cli->cancellable,
                                    muster_cli_call_cb, &list);
  mappings = muster_store_list_mappings_finish (muster_context_get_store (cli->context), muster_cli_call_wait (&list), error);
  for (guint i = 0; mappings != NULL && i < mappings->len; i++)
    {
      MusterMapping *mapping = g_ptr_array_index (mappings, i);

      if (muster_mapping_get_kind (mapping) == MUSTER_MAPPING_KIND_TENANT)
        return g_strdup (muster_mapping_get_external_id (mapping));
    }
  if (mappings != NULL)
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND, "%s is not mapped to a tenant", named);
  return NULL;
}

static gboolean
consent (MusterCli        *cli,
         MusterConnection *connection,
         const char       *tenant,
         GError          **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autofree char *who = g_strconcat ("musterctl:", g_get_user_name (), NULL);

  if (cli->browser)
    {
      muster_context_admin_consent_async (cli->context, connection, tenant, show_page, NULL, cli->cancellable,
                                          muster_cli_call_cb, &call);
      return muster_context_admin_consent_finish (cli->context, muster_cli_call_wait (&call), error);
    }
  muster_context_set_operator (cli->context, who);
  muster_context_grant_consent_async (cli->context, connection, tenant, NULL, cli->cancellable, muster_cli_call_cb, &call);
  return muster_context_grant_consent_finish (cli->context, muster_cli_call_wait (&call), error);
}

int
muster_cli_consent (MusterCli *cli,
                    char     **args)
{
  g_autoptr(GError) error = NULL;
  MusterConnection *connection = find_connection (cli, "microsoft365", &error);
  g_autofree char *tenant = connection != NULL ? find_tenant (cli, args[0], &error) : NULL;
  g_autofree char *link = NULL;

  if (tenant == NULL)
    return muster_cli_fail (cli, error);
  if (cli->link)
    {
      link = muster_context_admin_consent_url (cli->context, connection, tenant);
      say_done (cli, "link", link, link != NULL ? link : "");
      return MUSTER_EXIT_OK;
    }
  if (!consent (cli, connection, tenant, &error))
    return muster_cli_fail (cli, error);
  say_done (cli, "tenant", tenant, "Consented.");
  return MUSTER_EXIT_OK;
}
