/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-json.h"

#include "exec-fixture.h"

#define HEAD \
  "{'openapi':'3.0.3','x-muster-integration':{'id':'t','name':'T','version':1,'category':'cloud'," \
  "'signIn':{'kind':'entra-app'},'fields':[],'hosts':{'api':{'base':'https://api.example','suffix':'/v1'}}," \
  "'authScopes':{'graph':'https://graph.example/.default'},'rate':{'perSecond':1,'parallel':1}," \
  "'errorShape':'graph','testCall':'whoami','companyList':'whoami','rights':[]},'paths':{%s}," \
  "'x-muster-tools':{'whoami':{'title':'W','version':1,'class':'read','engine':true,'args':{}," \
  "'calls':[{'id':'w','op':'whoami','class':'read'}],'select':{},'explain':'W','needs':{}}%s%s}}"

#define WHOAMI "'/me':{'get':{'operationId':'whoami','responses':{}}}"

static char *
quotes (const char *text)
{
  return g_strdelimit (g_strdup (text), "'", '"');
}

gboolean
exec_fixture_add (MusterCatalog  *catalog,
                  const char     *paths,
                  const char     *tools,
                  GError        **error)
{
  g_autofree char *all_paths = g_strconcat (WHOAMI, *paths != '\0' ? "," : "", paths, NULL);
  g_autofree char *text = g_strdup_printf (HEAD, all_paths, *tools != '\0' ? "," : "", tools);
  g_autofree char *json = quotes (text);
  g_autoptr(GBytes) bytes = g_bytes_new (json, strlen (json));

  return muster_catalog_add_document (catalog, "t.json", bytes, error);
}

MusterCatalog *
exec_fixture_new (const char *paths,
                  const char *tools)
{
  MusterCatalog *catalog = muster_catalog_new ();
  g_autoptr(GError) error = NULL;

  exec_fixture_add (catalog, paths, tools, &error);
  g_assert_no_error (error);
  return catalog;
}

MusterToolExec *
exec_fixture_start (MusterCatalog *catalog,
                    const char    *tool,
                    const char    *args)
{
  g_autofree char *id = g_strconcat ("t:", tool, NULL);
  g_autofree char *json = quotes (args);
  g_autoptr(JsonNode) node = muster_json_from_string_trusted (json, NULL);
  g_autoptr(MusterScope) scope = muster_scope_new ("TEN", "250", "31");
  g_autoptr(MusterEndpoints) endpoints =
    muster_endpoints_new (muster_catalog_get_integration (catalog, "t"), NULL, "C1");
  MusterTool *row = muster_catalog_lookup_tool (catalog, id);

  g_assert_nonnull (row);
  return muster_tool_exec_new (row, json_node_get_object (node), scope, endpoints);
}

MusterRequest *
exec_fixture_next (MusterToolExec *exec)
{
  g_autoptr(GError) error = NULL;
  MusterRequest *request = muster_tool_exec_next (exec, &error);

  g_assert_no_error (error);
  g_assert_nonnull (request);
  return request;
}

gboolean
exec_fixture_feed (MusterToolExec  *exec,
                   guint            status,
                   const char      *body,
                   GError         **error)
{
  g_autofree char *json = quotes (body);
  g_autoptr(GBytes) bytes = g_bytes_new (json, strlen (json));
  g_autoptr(GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(MusterAnswer) answer = muster_answer_new (status, headers, bytes);

  return muster_tool_exec_feed (exec, answer, error);
}

char *
exec_fixture_end (MusterToolExec *exec)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterRequest) more = muster_tool_exec_next (exec, &error);
  g_autoptr(JsonNode) result = NULL;
  char *text;

  g_assert_no_error (error);
  g_assert_null (more);
  result = muster_tool_exec_result (exec);
  text = muster_json_canonical (result);
  return g_strdelimit (text, "\"", '\'');
}
