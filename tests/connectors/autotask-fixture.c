/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-catalog.h"
#include "muster-endpoints.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-resources.h"

#include "autotask-fixture.h"

#define SETTINGS \
  "{'apiRoot':'" API "','userName':'api@msp.example','internalPublish':'2','internalPublishLabel':'Internal Project Team'," \
  "'replyPublish':'1','replyPublishLabel':'All Autotask Users','resourceId':'" OWN "','roleId':'29000201','defaultQueue':'29000001'," \
  "'defaultPriority':'3'}"

JsonNode *
autotask_json (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr(GError) error = NULL;
  JsonNode *node = muster_json_from_string_trusted (json, &error);

  g_assert_no_error (error);
  return node;
}

MusterPsa *
autotask_psa (void)
{
  MusterPsa *psa = muster_psa_new_for_integration ("autotask");
  g_autoptr(JsonNode) settings = autotask_json (SETTINGS);
  g_autoptr(JsonNode) whoami = autotask_json ("{'member':{'id':" OWN ",'firstName':'Muster','lastName':'API','userName':'api@msp.example'}}");
  g_autoptr(JsonNode) members = autotask_json (
    "{'members':[{'id':4,'firstName':'Autotask','lastName':'Administrator','licenseType':1,'isActive':true},"
    "{'id':29000101,'firstName':'Jo','lastName':'Tech','email':'jo@msp.example','userName':'jtech','licenseType':1,'isActive':true},"
    "{'id':" OWN ",'firstName':'Muster','lastName':'API','licenseType':7,'isActive':true},"
    "{'id':29000103,'firstName':'RMM','lastName':'API','licenseType':7,'isActive':true},"
    "{'id':29000104,'firstName':'Al','lastName':'Gone','licenseType':1,'isActive':false}]}");

  g_assert_nonnull (psa);
  muster_psa_set_settings (psa, json_node_get_object (settings));
  muster_psa_set_members (psa, members, whoami);
  return psa;
}

MusterToolExec *
autotask_start (const char *tool,
                const char *args,
                const char *settings)
{
  static MusterCatalog *catalog;
  g_autofree char *id = g_strconcat ("autotask:", tool, NULL);
  g_autoptr(JsonNode) arguments = autotask_json (args);
  g_autoptr(JsonNode) all = autotask_json (settings != NULL ? settings : SETTINGS);
  g_autoptr(MusterScope) scope = muster_scope_new (NULL, "174", NULL);
  g_autoptr(MusterSecret) secret = muster_secret_new ("0123456789abcdef0123456789abcdef");
  g_autoptr(MusterEndpoints) endpoints = NULL;
  g_autoptr(GError) error = NULL;

  if (catalog == NULL)
    {
      muster_core_register_resources ();
      catalog = muster_catalog_load (&error);
      g_assert_no_error (error);
    }
  endpoints = muster_endpoints_new (muster_catalog_get_integration (catalog, "autotask"), json_node_get_object (all), "C1");
  muster_endpoints_set_secret (endpoints, "webhookSecret", secret);
  g_assert_nonnull (muster_catalog_lookup_tool (catalog, id));
  return muster_tool_exec_new (muster_catalog_lookup_tool (catalog, id), json_node_get_object (arguments), scope, endpoints);
}

char *
autotask_next (MusterToolExec *exec)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterRequest) request = muster_tool_exec_next (exec, &error);
  g_autofree char *body = NULL;
  const char *url;

  g_assert_no_error (error);
  g_assert_nonnull (request);
  url = g_str_has_prefix (request->url, API) ? request->url + strlen (API) : request->url;
  if (request->body == NULL)
    return g_strdup_printf ("%s %s", request->method, url);
  body = g_strndup (g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body));
  return g_strdup_printf ("%s %s %s", request->method, url, g_strdelimit (body, "\"", '\''));
}

void
autotask_assert_next (MusterToolExec *exec,
                      const char     *expected)
{
  g_autofree char *request = autotask_next (exec);

  g_assert_cmpstr (request, ==, expected);
}

gboolean
autotask_answer (MusterToolExec *exec,
                 guint           status,
                 const char     *body,
                 GError        **error)
{
  g_autofree char *json = g_strdelimit (g_strdup (body), "'", '"');
  g_autoptr(GBytes) bytes = g_bytes_new (json, strlen (json));
  g_autoptr(GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(MusterAnswer) answer = muster_answer_new (status, headers, bytes);

  return muster_tool_exec_feed (exec, answer, error);
}

/* The next request, whatever it is, is answered with @body */
void
autotask_feed (MusterToolExec *exec,
               const char     *body)
{
  g_autofree char *request = autotask_next (exec);
  g_autoptr(GError) error = NULL;

  autotask_answer (exec, 200, body, &error);
  if (error != NULL)
    g_error ("%s: %s", request, error->message);
}

JsonNode *
autotask_result (MusterToolExec *exec)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (muster_tool_exec_next (exec, &error));
  g_assert_no_error (error);
  return muster_tool_exec_result (exec);
}
