/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What JSON:API and IT Glue ask of the interpreter, with the real document and answers written down by hand. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-catalog.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-resources.h"
#include "muster-test.h"
#include "muster-tool-exec.h"

#define US "https://api.itglue.com"
#define DOCUMENTS US "/organizations/31/relationships/documents?"
#define ORG "'organization-id':31"
#define LAST "'meta':{'next-page':null}"

typedef struct
{
  MusterCatalog  *catalog;
  MusterToolExec *exec;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  muster_core_register_resources ();
  fixture->catalog = muster_catalog_load (&error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->exec);
  g_object_unref (fixture->catalog);
}

static JsonNode *
parse (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  JsonNode *node = muster_json_from_string_trusted (json, NULL);

  g_assert_nonnull (node);
  return node;
}

static void
start_with (Fixture    *fixture,
            const char *tool,
            const char *args,
            const char *settings)
{
  g_autofree char *id = g_strconcat ("itglue:", tool, NULL);
  g_autoptr(JsonNode) node = parse (args);
  g_autoptr(JsonNode) known = parse (settings);
  g_autoptr(MusterScope) scope = muster_scope_new (NULL, NULL, "31");
  g_autoptr(MusterEndpoints) endpoints = muster_endpoints_new (muster_catalog_get_integration (fixture->catalog, "itglue"),
                                                               json_node_get_object (known), "C1");

  g_clear_object (&fixture->exec);
  fixture->exec = muster_tool_exec_new (muster_catalog_lookup_tool (fixture->catalog, id), json_node_get_object (node), scope, endpoints);
}

static void
start (Fixture    *fixture,
       const char *tool,
       const char *args)
{
  start_with (fixture, tool, args, "{'region':'us','ownOrganization':'9'}");
}

static gboolean
feed (Fixture     *fixture,
      guint        status,
      const char  *body,
      GError     **error)
{
  g_autofree char *json = g_strdelimit (g_strdup (body), "'", '"');
  g_autoptr(GBytes) bytes = g_bytes_new (json, strlen (json));
  g_autoptr(MusterAnswer) answer = muster_answer_new (status, NULL, bytes);

  return muster_tool_exec_feed (fixture->exec, answer, error);
}

/* The next request goes to @url and is answered with @body */
static void
step (Fixture    *fixture,
      const char *url,
      const char *body)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterRequest) request = muster_tool_exec_next (fixture->exec, &error);
  g_autofree char *plain = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (request);
  plain = g_uri_unescape_string (request->url, NULL);
  g_assert_cmpstr (plain, ==, url);
  g_assert_cmpstr (muster_request_get_header (request, "Accept"), ==, "application/vnd.api+json");
  feed (fixture, 200, body, &error);
  g_assert_no_error (error);
}

static void
expect_result (Fixture    *fixture,
               const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterRequest) request = muster_tool_exec_next (fixture->exec, &error);
  g_autoptr(JsonNode) result = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_null (request);
  result = muster_tool_exec_result (fixture->exec);
  text = g_strdelimit (muster_json_canonical (result), "\"", '\'');
  g_assert_cmpstr (text, ==, expected);
}

static void
test_regions (Fixture       *fixture,
              gconstpointer  data)
{
  static const struct { const char *settings, *url; } rows[] = {
    { "{'region':'us'}", US "/organizations?page[number]=1&page[size]=500" },
    { "{'region':'eu'}", "https://api.eu.itglue.com/organizations?page[number]=1&page[size]=500" },
    { "{'region':'au'}", "https://api.au.itglue.com/organizations?page[number]=1&page[size]=500" },
    { "{'region':'eu','api':'http://127.0.0.1:4711/itglue'}", "http://127.0.0.1:4711/itglue/organizations?page[number]=1&page[size]=500" },
  };
  g_autoptr(MusterRequest) request = NULL;
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      start_with (fixture, "list-companies", "{}", rows[i].settings);
      step (fixture, rows[i].url, "{'data':[]}");
    }
  start_with (fixture, "list-companies", "{}", "{'region':'elsewhere'}");
  request = muster_tool_exec_next (fixture->exec, &error);
  g_assert_null (request);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
}

/* The vendor says whether there is more, not the number of rows */
static void
test_paging (Fixture       *fixture,
             gconstpointer  data)
{
  start (fixture, "list-companies", "{}");
  step (fixture, US "/organizations?page[number]=1&page[size]=500", "{'data':[{'id':'1','attributes':{'name':'A'}}],'meta':{'next-page':2}}");
  step (fixture, US "/organizations?page[number]=2&page[size]=500", "{'data':[{'id':'2','attributes':{'name':'B','primary':true}}],'meta':{'next-page':null}}");
  expect_result (fixture, "{'companies':[{'id':'1','name':'A'},{'id':'2','name':'B','primary':true}]}");
}

/* Both lists, each document once; nothing of others, no drafts, no archive; sections only where a text is missing */
static void
test_search (Fixture       *fixture,
             gconstpointer  data)
{
  start (fixture, "search-documents", "{}");
  step (fixture, DOCUMENTS "page[number]=1&page[size]=50",
        "{'data':[{'id':'1','attributes':{'name':'VPN'," ORG ",'content':'<p>Use <b>it</b>.</p>'}},"
        "{'id':'2','attributes':{'name':'Other','organization-id':32,'content':'secret of others'}},"
        "{'id':'3','attributes':{'name':'Draft'," ORG ",'published':false}}]," LAST "}");
  step (fixture, DOCUMENTS "filter[document-folder-id][ne]=null&page[number]=1&page[size]=50",
        "{'data':[{'id':'4','attributes':{'name':'Starters'," ORG ",'document-folder-id':7,'content':''}},"
        "{'id':'5','attributes':{'name':'Old'," ORG ",'archived':true}},"
        "{'id':'1','attributes':{'name':'VPN'," ORG ",'content':'again'}}]," LAST "}");
  step (fixture, US "/organizations/31/relationships/document_folders?page[number]=1&page[size]=200",
        "{'data':[{'id':'7','attributes':{'name':'People'," ORG ",'parent-id':null}},{'id':'8','attributes':{'name':'Not ours','organization-id':32}}]," LAST "}");
  step (fixture, US "/documents/4/relationships/sections?page[number]=1&page[size]=100",
        "{'data':[{'id':'41','attributes':{'document-id':4,'resource-type':'Document::Step','content':'<p>Make the account</p>','sort':1}}]," LAST "}");
  expect_result (fixture,
                 "{'documents':[{'id':'1','name':'VPN','organization_id':31,'text':'Use it.'},{'folder_id':7,'id':'4','name':'Starters','organization_id':31,'text':''}],"
                 "'folders':[{'id':'7','name':'People','parent_folder_id':null}],"
                 "'sections':[{'document':4,'section':'41','sort':1,'text':'Make the account','type':'Document::Step'}]}");
  g_assert_cmpuint (muster_tool_exec_get_dropped (fixture->exec), ==, 2);
}

/* No folders by one filter: the other one is tried; folders that this account does not have are none */
static void
test_search_other_form (Fixture       *fixture,
                        gconstpointer  data)
{
  static const char one[] = "{'data':[{'id':'1','attributes':{'name':'VPN'," ORG ",'content':'x'}}]," LAST "}";
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterRequest) request = NULL;

  start (fixture, "search-documents", "{'query':'printer, the'}");
  step (fixture, DOCUMENTS "page[number]=1&page[size]=50", one);
  step (fixture, DOCUMENTS "filter[document-folder-id][ne]=null&page[number]=1&page[size]=50", one);
  step (fixture, DOCUMENTS "filter[document_folder_id]=null&page[number]=1&page[size]=50",
        "{'data':[{'id':'1','attributes':{'name':'VPN'," ORG ",'content':'x'}},{'id':'2','attributes':{'name':'The PRINTER'," ORG ",'content':'y'}}]," LAST "}");
  request = muster_tool_exec_next (fixture->exec, &error);
  g_assert_nonnull (strstr (request->url, "document_folders"));
  g_assert_true (feed (fixture, 403, "{'errors':[{'status':'forbidden','title':'Forbidden'}]}", &error));
  expect_result (fixture, "{'documents':[{'id':'2','name':'The PRINTER','organization_id':31,'text':'y'}],'folders':[],'sections':[]}");
}

/* A field of kind Password is blanked wherever it stands; tags are told by their names */
static void
test_traits (Fixture       *fixture,
             gconstpointer  data)
{
  start (fixture, "list-flexible-assets", "{'type':'applications'}");
  step (fixture, US "/flexible_asset_types?filter[enabled]=1&page[number]=1&page[size]=200",
        "{'data':[{'id':'8','attributes':{'name':'Printers'}},{'id':'9','attributes':{'name':'Applications'}}]," LAST "}");
  step (fixture, US "/flexible_asset_types/9/relationships/flexible_asset_fields?page[number]=1&page[size]=200",
        "{'data':[{'id':'91','attributes':{'name':'Sign-in','kind':'Password','name-key':'sign-in'}},"
        "{'id':'92','attributes':{'name':'Needs Dana','kind':'Text','name-key':'needs-dana'}}]," LAST "}");
  step (fixture, US "/flexible_assets?filter[flexible_asset_type_id]=9&filter[organization_id]=31&page[number]=1&page[size]=100",
        "{'data':[{'id':'5','attributes':{'name':'Sage'," ORG ",'traits':{'sign-in':'CANARY-TRAIT-1','needs-dana':'<p>CAD</p>',"
        "'champion':{'type':'Contacts','values':[{'id':1,'first-name':'Dana','last-name':'Cole'},{'id':2,'name':'Sam'}]},'seats':12}}},"
        "{'id':'6','attributes':{'name':'Theirs','organization-id':32,'traits':{}}}]," LAST "}");
  expect_result (fixture,
                 "{'assets':[{'fields':[{'label':'sign-in','value':'•••'},{'label':'needs-dana','value':'CAD'},"
                 "{'label':'champion','value':'Dana Cole, Sam'},{'label':'seats','value':'12'}],'id':'5','name':'Sage'}],"
                 "'labels':[{'key':'sign-in','label':'Sign-in'},{'key':'needs-dana','label':'Needs Dana'}],"
                 "'types':[{'name':'Printers','type':'8'},{'name':'Applications','type':'9'}]}");
}

/* The MSP's own organization is everybody's; another client's is nobody else's */
static void
test_owner (Fixture       *fixture,
            gconstpointer  data)
{
  static const struct { const char *settings; int owner; gboolean ours; } rows[] = {
    { "{'region':'us','ownOrganization':'9'}", 31, TRUE }, { "{'region':'us','ownOrganization':'9'}", 9, TRUE },
    { "{'region':'us','ownOrganization':'9'}", 32, FALSE }, { "{'region':'us'}", 9, FALSE }, { "{'region':'us','ownOrganization':''}", 9, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *body = g_strdup_printf ("{'data':{'id':'1','attributes':{'name':'N','organization-id':%d}}}", rows[i].owner);
      g_autoptr(GError) error = NULL;
      g_autoptr(MusterRequest) request = NULL;

      start_with (fixture, "get-document", "{'document':1}", rows[i].settings);
      request = muster_tool_exec_next (fixture->exec, &error);
      g_assert_cmpint (feed (fixture, 200, body, &error), ==, rows[i].ours);
      if (!rows[i].ours)
        g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
    }
}

/* Three writes; when the second is refused, the records tell that the first was done and the third was not */
static void
test_half_done (Fixture       *fixture,
                gconstpointer  data)
{
  static const char refused[] = "{'errors':[{'status':'unprocessable_entity','title':'Invalid','detail':'must exist','source':{'pointer':['data','type']}}]}";
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterRequest) create = NULL;
  g_autoptr(MusterRequest) section = NULL;
  GPtrArray *calls;

  start (fixture, "create-document", "{'name':'New','content':'<p>x</p>','folder':7}");
  step (fixture, DOCUMENTS "page[number]=1&page[size]=50", "{'data':[]}");
  step (fixture, DOCUMENTS "filter[document-folder-id][ne]=null&page[number]=1&page[size]=50", "{'data':[]}");
  create = muster_tool_exec_next (fixture->exec, &error);
  g_assert_cmpstr (create->content_type, ==, "application/vnd.api+json");
  g_assert_true (create->effect);
  g_assert_true (feed (fixture, 201, "{'data':{'id':'77','attributes':{'name':'New'}}}", &error));
  section = muster_tool_exec_next (fixture->exec, &error);
  g_assert_cmpstr (section->url, ==, US "/documents/77/relationships/sections");
  g_assert_false (feed (fixture, 422, refused, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
  g_assert_nonnull (strstr (error->message, "must exist"));
  g_assert_true (muster_tool_exec_get_wrote (fixture->exec));
  calls = muster_tool_exec_get_calls (fixture->exec);
  g_assert_cmpuint (calls->len, ==, 4);
  g_assert_cmpstr (((MusterCallRecord *) calls->pdata[2])->call, ==, "c");
  g_assert_cmpint (((MusterCallRecord *) calls->pdata[2])->meaning, ==, MUSTER_MEANING_OK);
  g_assert_cmpint (((MusterCallRecord *) calls->pdata[3])->meaning, ==, MUSTER_MEANING_REFUSED);
}

static void
test_errors (Fixture       *fixture,
             gconstpointer  data)
{
  static const struct { guint status; const char *body; int code; const char *says; } rows[] = {
    { 401, "{'errors':[{'status':401,'title':'Unauthorized','detail':'Unauthorized resource access','source':{'pointer':'id'}}]}",
      MUSTER_ERROR_SIGNED_OUT, "Unauthorized resource access" },
    { 403, "<html><body>Forbidden</body></html>", MUSTER_ERROR_FORBIDDEN, "403" },
    { 422, "{'errors':[{'title':'Invalid'}]}", MUSTER_ERROR_INVALID_INPUT, "Invalid" },
    { 422, "{'errors':['text']}", MUSTER_ERROR_INVALID_INPUT, "422" },
    { 429, "", MUSTER_ERROR_RATE_LIMITED, "429" },
    { 200, "<html></html>", MUSTER_ERROR_BAD_REPLY, "listOrganizations" },
    { 200, "{'errors':[]}", MUSTER_ERROR_BAD_REPLY, "data" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(MusterRequest) request = NULL;

      start (fixture, "list-companies", "{}");
      request = muster_tool_exec_next (fixture->exec, &error);
      g_assert_false (feed (fixture, rows[i].status, rows[i].body, &error));
      g_assert_error (error, MUSTER_ERROR, rows[i].code);
      g_assert_nonnull (strstr (error->message, rows[i].says));
    }
}

/* Lists bring no password, and where one stood it would not come through */
static void
test_passwords (Fixture       *fixture,
                gconstpointer  data)
{
  start (fixture, "find-passwords", "{'query':'fire'}");
  step (fixture, US "/organizations/31/relationships/passwords?filter[archived]=false&page[number]=1&page[size]=100",
        "{'data':[{'id':'1','attributes':{'name':'Firewall'," ORG ",'username':'admin','password':'CANARY-1','notes':'CANARY-2','vault-id':4}},"
        "{'id':'2','attributes':{'name':'Router'," ORG ",'username':'root'}}]," LAST "}");
  expect_result (fixture, "{'passwords':[{'id':'1','in_vault':4,'name':'Firewall','username':'admin'}]}");
}

/* What has changed since a moment, of one organization or of the MSP's own */
static void
test_sync (Fixture       *fixture,
           gconstpointer  data)
{
  start (fixture, "sync-documents", "{'since':'2026-11-20T00:00:00Z'}");
  step (fixture, US "/organizations/9/relationships/documents?page[number]=1&page[size]=50",
        "{'data':[{'id':'1','attributes':{'name':'New','organization-id':9,'updated-at':'2026-11-21T00:00:00.000Z','content':'x'}},"
        "{'id':'2','attributes':{'name':'Old','organization-id':9,'updated-at':'2026-11-19T00:00:00.000Z'}},"
        "{'id':'3','attributes':{'name':'Theirs','organization-id':32,'updated-at':'2026-11-21T00:00:00.000Z'}}]," LAST "}");
  step (fixture, US "/organizations/9/relationships/documents?filter[document-folder-id][ne]=null&page[number]=1&page[size]=50",
        "{'data':[{'id':'4','attributes':{'name':'In a folder','organization-id':9,'updated-at':'2026-11-22T00:00:00.000Z','archived':true}}]," LAST "}");
  expect_result (fixture,
                 "{'documents':[{'id':'1','name':'New','organization_id':9,'text':'x','updated_at':'2026-11-21T00:00:00.000Z'},"
                 "{'archived':true,'id':'4','name':'In a folder','organization_id':9,'updated_at':'2026-11-22T00:00:00.000Z'}]}");
}

int
main (int    argc,
      char **argv)
{
  static const struct { const char *name; void (*test) (Fixture *fixture, gconstpointer data); } tests[] = {
    { "regions", test_regions }, { "paging", test_paging }, { "search", test_search }, { "search-other-form", test_search_other_form },
    { "traits", test_traits }, { "owner", test_owner }, { "half-done", test_half_done }, { "errors", test_errors },
    { "passwords", test_passwords }, { "sync", test_sync },
  };

  muster_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/catalog/itglue/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
    }
  return g_test_run ();
}
