/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-cli"

#include "config.h"

#include "muster-cli.h"
#include "muster-clock.h"
#include "muster-context-tenants.h"
#include "muster-error.h"

/* musterctl tenants, tenant check, permissions */

static void
set_time (JsonObject *object,
          const char *member,
          gint64      us)
{
  g_autofree char *text = us != 0 ? muster_time_format_iso (us) : NULL;

  muster_cli_set_string (object, member, text);
}

static GListModel *
list_tenants (MusterCli *cli,
              GError   **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;

  muster_context_list_tenants_async (cli->context, NULL, cli->cancellable, muster_cli_call_cb, &call);
  return muster_context_list_tenants_finish (cli->context, muster_cli_call_wait (&call), error);
}

static JsonObject *
tenant_object (MusterTenantItem *item)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", muster_tenant_item_get_id (item));
  json_object_set_string_member (object, "name", muster_tenant_item_get_name (item));
  muster_cli_set_string (object, "domain", muster_tenant_item_get_domain (item));
  json_object_set_string_member (object, "state", muster_tenant_item_get_state (item));
  json_object_set_string_member (object, "stateText", muster_tenant_item_get_state_text (item));
  set_time (object, "ends", muster_tenant_item_get_ends (item));
  json_object_set_boolean_member (object, "expiring", muster_tenant_item_get_expiring (item));
  muster_cli_set_string (object, "advice", muster_tenant_item_get_advice (item));
  muster_cli_set_string (object, "url", muster_tenant_item_get_url (item));
  muster_cli_set_string (object, "client", muster_tenant_item_get_client_name (item));
  set_time (object, "checked", muster_tenant_item_get_checked (item));
  json_object_set_string_member (object, "readiness", muster_tenant_item_get_readiness (item));
  json_object_set_string_member (object, "summary", muster_tenant_item_get_summary (item));
  return object;
}

static void
print_rows (const char *member,
            JsonArray  *rows)
{
  g_autoptr(JsonObject) said = json_object_new ();

  json_object_set_array_member (said, member, rows);
  muster_cli_print_json (json_node_init_object (json_node_alloc (), said));
}

int
muster_cli_tenants (MusterCli *cli,
                    char     **args)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) tenants = list_tenants (cli, &error);
  g_autoptr(JsonArray) rows = json_array_new ();

  if (tenants == NULL)
    return muster_cli_fail (cli, error);
  for (guint i = 0; i < g_list_model_get_n_items (tenants); i++)
    {
      g_autoptr(MusterTenantItem) item = g_list_model_get_item (tenants, i);

      if (cli->json)
        json_array_add_object_element (rows, tenant_object (item));
      else
        g_print ("%s  %-30s %s%s. %s\n", muster_tenant_item_get_id (item), muster_tenant_item_get_name (item),
                 muster_tenant_item_get_expiring (item) ? "! " : "", muster_tenant_item_get_state_text (item),
                 muster_tenant_item_get_summary (item));
    }
  if (cli->json)
    print_rows ("tenants", g_steal_pointer (&rows));
  return MUSTER_EXIT_OK;
}

/* (transfer full) (nullable): what a client is mapped to */
static char *
tenant_of_client (MusterCli    *cli,
                  MusterClient *client)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GPtrArray) mappings = NULL;

  muster_context_list_mappings_async (cli->context, muster_client_get_id (client), cli->cancellable, muster_cli_call_cb, &call);
  mappings = muster_context_list_mappings_finish (cli->context, muster_cli_call_wait (&call), NULL);
  for (guint i = 0; mappings != NULL && i < mappings->len; i++)
    if (muster_mapping_get_kind (mappings->pdata[i]) == MUSTER_MAPPING_KIND_TENANT)
      return g_strdup (muster_mapping_get_external_id (mappings->pdata[i]));
  return NULL;
}

char *
muster_cli_find_tenant (MusterCli   *cli,
                        const char  *what,
                        GError     **error)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(GListModel) tenants = NULL;
  g_autofree char *mapped = NULL;

  if (g_uuid_string_is_valid (what))
    return g_strdup (what);
  muster_context_get_client_async (cli->context, what, cli->cancellable, muster_cli_call_cb, &call);
  client = muster_context_get_client_finish (cli->context, muster_cli_call_wait (&call), NULL);
  mapped = client != NULL ? tenant_of_client (cli, client) : NULL;
  if (mapped != NULL)
    return g_steal_pointer (&mapped);

  tenants = list_tenants (cli, error);
  for (guint i = 0; tenants != NULL && i < g_list_model_get_n_items (tenants); i++)
    {
      g_autoptr(MusterTenantItem) item = g_list_model_get_item (tenants, i);
      const char *names[] = { muster_tenant_item_get_name (item), muster_tenant_item_get_domain (item),
                              muster_tenant_item_get_client_name (item) };

      for (gsize n = 0; n < G_N_ELEMENTS (names); n++)
        if (names[n] != NULL && g_ascii_strcasecmp (names[n], what) == 0)
          return g_strdup (muster_tenant_item_get_id (item));
    }
  if (tenants != NULL)
    g_set_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND,
                 "There is no tenant “%s”. Say its name, domain, id, or a client that is mapped to one", what);
  return NULL;
}

static JsonObject *
row_object (MusterReadinessItem *row)
{
  JsonObject *object = json_object_new ();
  JsonArray *off = json_array_new ();
  GPtrArray *blocks = muster_readiness_item_get_blocks (row);

  json_object_set_string_member (object, "id", muster_readiness_item_get_id (row));
  json_object_set_string_member (object, "kind", muster_readiness_kind_to_string (muster_readiness_item_get_kind (row)));
  json_object_set_string_member (object, "state", muster_readiness_state_to_string (muster_readiness_item_get_state (row)));
  json_object_set_string_member (object, "title", muster_readiness_item_get_title (row));
  muster_cli_set_string (object, "detail", muster_readiness_item_get_detail (row));
  muster_cli_set_string (object, "advice", muster_readiness_item_get_advice (row));
  muster_cli_set_string (object, "url", muster_readiness_item_get_url (row));
  json_object_set_boolean_member (object, "customerActs", muster_readiness_item_get_customer_acts (row));
  for (guint i = 0; i < blocks->len; i++)
    json_array_add_string_element (off, g_ptr_array_index (blocks, i));
  json_object_set_array_member (object, "off", off);
  return object;
}

static void
print_row (MusterReadinessItem *row)
{
  const char *detail = muster_readiness_item_get_detail (row);

  g_print ("%-9s %s%s%s\n", muster_readiness_state_to_string (muster_readiness_item_get_state (row)),
           muster_readiness_item_get_title (row), detail != NULL ? ": " : "", detail != NULL ? detail : "");
  if (muster_readiness_item_get_state (row) == MUSTER_READINESS_OK || muster_readiness_item_get_advice (row) == NULL)
    return;
  g_print ("          %s\n", muster_readiness_item_get_advice (row));
  if (muster_readiness_item_get_url (row) != NULL)
    g_print ("          %s\n", muster_readiness_item_get_url (row));
}

static int
tell_report (MusterCli          *cli,
             MusterTenantReport *report)
{
  g_autoptr(JsonObject) said = json_object_new ();
  GListModel *rows = muster_tenant_report_get_rows (report);
  JsonArray *said_rows = json_array_new ();

  if (!cli->json)
    g_print ("%s: %s\n", muster_tenant_report_get_name (report), muster_tenant_report_get_summary (report));
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(MusterReadinessItem) row = g_list_model_get_item (rows, i);

      json_array_add_object_element (said_rows, row_object (row));
      if (!cli->json)
        print_row (row);
    }
  json_object_set_string_member (said, "id", muster_tenant_report_get_tenant_id (report));
  json_object_set_string_member (said, "name", muster_tenant_report_get_name (report));
  json_object_set_string_member (said, "state", muster_readiness_state_to_string (muster_tenant_report_get_state (report)));
  json_object_set_string_member (said, "summary", muster_tenant_report_get_summary (report));
  json_object_set_int_member (said, "missing", muster_tenant_report_get_n_missing (report));
  set_time (said, "checked", muster_tenant_report_get_checked (report));
  json_object_set_array_member (said, "rows", said_rows);
  if (cli->json)
    muster_cli_print_json (json_node_init_object (json_node_alloc (), said));
  return muster_tenant_report_get_n_missing (report) == 0 ? MUSTER_EXIT_OK : MUSTER_EXIT_CHECK;
}

int
muster_cli_tenant_check (MusterCli *cli,
                         char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autofree char *tenant = muster_cli_find_tenant (cli, args[0], &error);
  g_autoptr(MusterTenantReport) report = NULL;

  if (tenant != NULL)
    {
      muster_context_check_tenant_async (cli->context, NULL, tenant, cli->cancellable, muster_cli_call_cb, &call);
      report = muster_context_check_tenant_finish (cli->context, muster_cli_call_wait (&call), &error);
    }
  return report != NULL ? tell_report (cli, report) : muster_cli_fail (cli, error);
}

static JsonObject *
permission_object (MusterPermissionItem *item)
{
  JsonObject *object = json_object_new ();
  JsonArray *tools = json_array_new ();
  GPtrArray *names = muster_permission_item_get_tools (item);

  json_object_set_string_member (object, "name", muster_permission_item_get_name (item));
  muster_cli_set_string (object, "id", muster_permission_item_get_id (item));
  json_object_set_string_member (object, "service", muster_permission_item_get_service (item));
  json_object_set_string_member (object, "type", muster_permission_item_get_delegated (item) ? "delegated" : "application");
  json_object_set_string_member (object, "state", muster_permission_item_get_state (item));
  json_object_set_string_member (object, "purpose", muster_permission_item_get_purpose (item));
  muster_cli_set_string (object, "advice", muster_permission_item_get_advice (item));
  for (guint i = 0; i < names->len; i++)
    json_array_add_string_element (tools, g_ptr_array_index (names, i));
  json_object_set_array_member (object, "tools", tools);
  return object;
}

int
muster_cli_permissions (MusterCli *cli,
                        char     **args)
{
  g_auto(MusterCliCall) call = MUSTER_CLI_CALL_INIT;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) list = NULL;
  g_autoptr(JsonArray) rows = json_array_new ();
  gboolean delegated = g_strcmp0 (args[0], "delegated") == 0;

  if (args[0] != NULL && !delegated && !g_str_equal (args[0], "application"))
    {
      g_set_error (&error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "“%s” is neither “delegated” nor “application”", args[0]);
      return muster_cli_fail (cli, error);
    }
  muster_context_list_permissions_async (cli->context, NULL, delegated, cli->cancellable, muster_cli_call_cb, &call);
  list = muster_context_list_permissions_finish (cli->context, muster_cli_call_wait (&call), &error);
  if (list == NULL)
    return muster_cli_fail (cli, error);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(MusterPermissionItem) item = g_list_model_get_item (list, i);
      const char *tools = muster_permission_item_get_tools_text (item);

      json_array_add_object_element (rows, permission_object (item));
      if (!cli->json)
        g_print ("%-11s %-56s %s%s%s\n", muster_permission_item_get_state (item), muster_permission_item_get_name (item),
                 muster_permission_item_get_purpose (item), tools != NULL && *tools != '\0' ? ": " : "",
                 tools != NULL ? tools : "");
      if (!cli->json && muster_permission_item_get_advice (item) != NULL)
        g_print ("            %s\n", muster_permission_item_get_advice (item));
    }
  if (cli->json)
    print_rows ("permissions", g_steal_pointer (&rows));
  return MUSTER_EXIT_OK;
}
