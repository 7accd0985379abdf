/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-test.h"

#include "exec-fixture.h"

#define PATHS \
  "'/users/{id}':{'get':{'operationId':'getUser','x-auth-scope':'graph','parameters':[{'name':'id','in':'path','required':true}," \
  "{'name':'$select','in':'query'}],'responses':{}}," \
  "'patch':{'operationId':'patchUser','x-auth-scope':'graph','parameters':[{'name':'id','in':'path','required':true}],'requestBody':{},'responses':{}," \
  "'x-answers':[{'status':400,'text':'already exist','means':'already'},{'status':403,'code':'NoLicense','means':'unlicensed'}]}}," \
  "'/users/{id}/manager':{'get':{'operationId':'getManager','parameters':[{'name':'id','in':'path','required':true}],'responses':{}," \
  "'x-answers':[{'status':404,'means':'none'},{'status':403,'text':'premium','means':'unlicensed'}]}}," \
  "'/users':{'get':{'operationId':'listUsers','parameters':[{'name':'$filter','in':'query'}],'responses':{}," \
  "'x-paging':{'kind':'odata','max':5}}}," \
  "'/tickets':{'get':{'operationId':'listTickets','parameters':[{'name':'conditions','in':'query'}],'responses':{}," \
  "'x-paging':{'kind':'page','rows':'','size':2,'max':10,'sizeParam':'pageSize'}}}," \
  "'/articles':{'get':{'operationId':'listArticles','parameters':[{'name':'search','in':'query'},{'name':'company_id','in':'query'}],'responses':{}," \
  "'x-paging':{'kind':'none','rows':'articles'}}}"

#define TOKEN "'scope':{'in':'token','value':'tenant'},"
#define USER  "'args':{'user':{'role':'target:user','type':'string','format':'guid','required':true}},"
#define END   "'explain':'E {user}','needs':{}"
#define READ  "'title':'T','version':1,'class':'read',"

#define TOOLS \
  "'get-user':{" READ TOKEN USER \
  "'calls':[{'id':'u','op':'getUser','class':'read','with':{'path.id':{'arg':'user'},'query.$select':'id,mail'}}," \
  "{'id':'m','op':'getManager','class':'read','with':{'path.id':{'answer':'u.id'}},'when':{'left':{'answer':'u.kind'},'op':'ne','right':'guest'}}]," \
  "'select':{'user':{'call':'u','members':['id',{'type':'@odata.type'},{'city':'location.city'},{'text':'bio','as':'html-text'}]}," \
  "'manager':{'call':'m','members':['id']}},'secret':['password'],'yields':['user']," END "}," \
  "'find-users':{" READ TOKEN \
  "'args':{'query':{'role':'value','type':'string','maxLength':40},'mail':{'role':'value','type':'string','format':'email'}}," \
  "'calls':[{'id':'u','op':'listUsers','class':'read','with':{'query.$filter':{'template':'mail eq {mail|odata-string}'}}}]," \
  "'select':{'users':{'call':'u','path':'value','list':true,'members':['id']}}," END "}," \
  "'list-tickets':{" READ "'scope':{'in':'condition','name':'company/id','value':'company','answer':'company.id'}," \
  "'args':{'query':{'role':'value','type':'string'}}," \
  "'calls':[{'id':'t','op':'listTickets','class':'read','with':{'query.conditions':{'template':'summary contains {query|cw-string}'}}}]," \
  "'select':{'tickets':{'call':'t','list':true,'members':['id'],'max':3}}," END "}," \
  "'search':{" READ "'scope':{'in':'query','name':'company_id','value':'docs','answer':'company_id','global':true}," \
  "'args':{'query':{'role':'value','type':'string'}}," \
  "'calls':[{'id':'a','op':'listArticles','class':'read','with':{'query.search':{'arg':'query'}}}]," \
  "'select':{'articles':{'call':'a','path':'articles','list':true,'members':['id']}}," END "}," \
  "'block':{'title':'T','version':1,'class':'write'," TOKEN USER \
  "'calls':[{'id':'u','op':'getUser','class':'read','with':{'path.id':{'arg':'user'}}}," \
  "{'id':'p','op':'patchUser','class':'write','with':{'path.id':{'arg':'user'},'body':{'enabled':false,'x':{'y':{'answer':'u.id'}}}}," \
  "'require':[{'left':{'answer':'u.synced'},'op':'ne','right':true,'error':'refused-by-policy','text':'It is synchronised.'}]}]," \
  "'select':{},'retry':'N','look':{'call':{'id':'l','op':'getUser','with':{'path.id':{'arg':'user'}}}," \
  "'met':{'left':{'answer':'l.enabled'},'op':'eq','right':false}},'undo':{'irreversible':'no'}," END "}," \
  "'managers':{" READ TOKEN "'args':{}," \
  "'calls':[{'id':'u','op':'listUsers','class':'read'}," \
  "{'id':'m','op':'getManager','class':'read','each':{'in':{'answer':'u.value'},'max':2},'with':{'path.id':{'item':'id'}}}]," \
  "'select':{'managers':{'call':'m','list':false,'members':['id']}}," END "}"

#define GUID "11111111-1111-4111-8111-111111111111"

static MusterCatalog *catalog;

static MusterToolExec *
start (const char *tool,
       const char *args)
{
  return exec_fixture_start (catalog, tool, args);
}

static void
assert_url (MusterToolExec *exec,
            const char     *url)
{
  g_autoptr(MusterRequest) request = exec_fixture_next (exec);

  g_assert_cmpstr (request->url, ==, url);
}

static void
assert_fails (MusterToolExec *exec,
              int             code)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (muster_tool_exec_next (exec, &error));
  g_assert_error (error, MUSTER_ERROR, code);
}

static void
assert_feed_fails (MusterToolExec *exec,
                   guint           status,
                   const char     *body,
                   int             code)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (exec_fixture_feed (exec, status, body, &error));
  g_assert_error (error, MUSTER_ERROR, code);
  g_assert_null (muster_tool_exec_next (exec, NULL));
}

#define FEED(exec, body) g_assert_true (exec_fixture_feed (exec, 200, body, NULL))

static void
test_steps (void)
{
  g_autoptr(MusterToolExec) exec = start ("get-user", "{'user':'user:" GUID "'}");
  g_autofree char *scope = NULL;
  g_autofree char *result = NULL;

  assert_url (exec, "https://api.example/v1/users/" GUID "?$select=id%2Cmail");
  scope = muster_tool_exec_auth_scope (exec);
  g_assert_cmpstr (scope, ==, "TEN|https://graph.example/.default");
  g_assert_false (muster_tool_exec_is_effect (exec));
  FEED (exec, "{'id':'X','@odata.type':'#user','location':{'city':'Leeds'},'bio':'<p>Hi <b>you</b></p>','password':'CANARY','other':1}");
  assert_url (exec, "https://api.example/v1/users/X/manager");
  FEED (exec, "{'id':'M','name':'no'}");
  result = exec_fixture_end (exec);
  g_assert_cmpstr (result, ==, "{'manager':{'id':'M'},'user':{'city':'Leeds','id':'X','text':'Hi you','type':'#user'}}");
  g_assert_cmpuint (muster_tool_exec_get_requests (exec), ==, 2);
}

static void
test_when (void)
{
  g_autoptr(MusterToolExec) exec = start ("get-user", "{'user':'" GUID "'}");
  g_autofree char *result = NULL;

  assert_url (exec, "https://api.example/v1/users/" GUID "?$select=id%2Cmail");
  FEED (exec, "{'id':'X','kind':'guest'}");
  result = exec_fixture_end (exec);
  g_assert_cmpstr (result, ==, "{'manager':null,'user':{'id':'X'}}");
}

static void
test_meanings (void)
{
  g_autoptr(MusterToolExec) none = start ("get-user", "{'user':'" GUID "'}");
  g_autoptr(MusterToolExec) unlicensed = start ("get-user", "{'user':'" GUID "'}");
  g_autoptr(MusterToolExec) lost = start ("get-user", "{'user':'" GUID "'}");
  g_autofree char *result = NULL;
  g_autofree char *second = NULL;

  g_clear_pointer (&result, g_free);
  muster_request_unref (exec_fixture_next (none));
  FEED (none, "{'id':'X'}");
  muster_request_unref (exec_fixture_next (none));
  g_assert_true (exec_fixture_feed (none, 404, "{'error':{'code':'NotFound','message':'none'}}", NULL));
  result = exec_fixture_end (none);
  g_assert_cmpstr (result, ==, "{'manager':null,'user':{'id':'X'}}");

  muster_request_unref (exec_fixture_next (unlicensed));
  FEED (unlicensed, "{'id':'X'}");
  muster_request_unref (exec_fixture_next (unlicensed));
  g_assert_true (exec_fixture_feed (unlicensed, 403, "{'error':{'code':'Z','message':'Needs a Premium licence'}}", NULL));
  second = exec_fixture_end (unlicensed);
  g_assert_cmpstr (second, ==, "{'manager':null,'unlicensed':['manager'],'user':{'id':'X'}}");

  muster_request_unref (exec_fixture_next (lost));
  assert_feed_fails (lost, 404, "{}", MUSTER_ERROR_NOT_FOUND);
}

static void
test_statuses (void)
{
  static const struct
  {
    guint status;
    int   code;
  } cases[] = {
    { 400, MUSTER_ERROR_INVALID_INPUT }, { 401, MUSTER_ERROR_SIGNED_OUT }, { 403, MUSTER_ERROR_FORBIDDEN },
    { 404, MUSTER_ERROR_NOT_FOUND }, { 408, MUSTER_ERROR_TIMEOUT }, { 409, MUSTER_ERROR_CONFLICT },
    { 422, MUSTER_ERROR_INVALID_INPUT }, { 429, MUSTER_ERROR_RATE_LIMITED }, { 500, MUSTER_ERROR_BAD_REPLY },
    { 503, MUSTER_ERROR_OFFLINE }, { 302, MUSTER_ERROR_INVALID_INPUT },
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MusterToolExec) exec = start ("find-users", "{'mail':'a@b.example'}");

      muster_request_unref (exec_fixture_next (exec));
      assert_feed_fails (exec, cases[i].status, "no json", cases[i].code);
    }
}

static void
test_injection (void)
{
  g_autoptr(MusterToolExec) tickets = start ("list-tickets", "{'query':'x\\\" or company/id = 7 or \\\"'}");
  g_autoptr(MusterToolExec) articles = start ("search", "{'query':'a&company_id=99'}");
  g_autoptr(MusterRequest) first = exec_fixture_next (tickets);
  g_autoptr(MusterRequest) second = exec_fixture_next (articles);
  g_autofree char *plain = g_uri_unescape_string (first->url, NULL);

  g_assert_cmpstr (plain, ==, "https://api.example/v1/tickets?conditions=company/id = 250 and "
                   "(summary contains \"x  or company/id = 7 or  \")&page=1&pageSize=2");
  g_assert_cmpstr (second->url, ==, "https://api.example/v1/articles?search=a%26company_id%3D99&company_id=31");
}

/* The scope stands there even when nothing else does */
static void
test_optional (void)
{
  g_autoptr(MusterToolExec) tickets = start ("list-tickets", "{}");
  g_autoptr(MusterToolExec) users = start ("find-users", "{}");

  assert_url (tickets, "https://api.example/v1/tickets?conditions=company%2Fid%20%3D%20250&page=1&pageSize=2");
  assert_url (users, "https://api.example/v1/users");
}

static void
test_arguments (void)
{
  static const char * const wrong[] = {
    "{}", "{'user':1}", "{'user':'dana'}", "{'user':'" GUID "','tenant':'x'}", "{'user':null}", "{'user':'" GUID "\\n'}",
    "{'user':'group:" GUID " '}", "{'user':{}}", "{'user':['" GUID "']}",
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(MusterToolExec) exec = start ("get-user", wrong[i]);

      assert_fails (exec, MUSTER_ERROR_INVALID_INPUT);
    }
}

static void
test_owner (void)
{
  g_autoptr(MusterToolExec) tickets = start ("list-tickets", "{}");
  g_autoptr(MusterToolExec) articles = start ("search", "{}");
  g_autofree char *result = NULL;
  g_autofree char *second = NULL;

  muster_request_unref (exec_fixture_next (tickets));
  FEED (tickets, "[{'id':1,'company':{'id':250}},{'id':2,'company':{'id':251}}]");
  muster_request_unref (exec_fixture_next (tickets));
  FEED (tickets, "[{'id':3}]");
  result = exec_fixture_end (tickets);
  g_assert_cmpstr (result, ==, "{'tickets':[{'id':1}]}");
  g_assert_cmpuint (muster_tool_exec_get_dropped (tickets), ==, 2);

  muster_request_unref (exec_fixture_next (articles));
  FEED (articles, "{'articles':[{'id':1,'company_id':31},{'id':2,'company_id':null},{'id':3,'company_id':32}]}");
  second = exec_fixture_end (articles);
  g_assert_cmpstr (second, ==, "{'articles':[{'id':1},{'id':2}]}");
}

static void
test_pages (void)
{
  g_autoptr(MusterToolExec) pages = start ("list-tickets", "{}");
  g_autoptr(MusterToolExec) links = start ("find-users", "{}");
  g_autofree char *result = NULL;
  g_autofree char *second = NULL;

  muster_request_unref (exec_fixture_next (pages));
  FEED (pages, "[{'id':1,'company':{'id':250}},{'id':2,'company':{'id':250}}]");
  assert_url (pages, "https://api.example/v1/tickets?conditions=company%2Fid%20%3D%20250&page=2&pageSize=2");
  FEED (pages, "[{'id':3,'company':{'id':250}},{'id':4,'company':{'id':250}}]");
  result = exec_fixture_end (pages);
  g_assert_cmpstr (result, ==, "{'tickets':[{'id':1},{'id':2},{'id':3}],'truncated':true}");

  muster_request_unref (exec_fixture_next (links));
  FEED (links, "{'value':[{'id':'a'}],'@odata.nextLink':'https://API.example/v1/users?$skiptoken=1'}");
  assert_url (links, "https://API.example/v1/users?$skiptoken=1");
  FEED (links, "{'value':[],'@odata.nextLink':'https://api.example/v1/users?$skiptoken=2'}");
  muster_request_unref (exec_fixture_next (links));
  FEED (links, "{'value':[{'id':'b'}]}");
  second = exec_fixture_end (links);
  g_assert_cmpstr (second, ==, "{'users':[{'id':'a'},{'id':'b'}]}");
}

static void
test_hostile_links (void)
{
  static const char * const links[] = {
    "https://evil.example/v1/users?x=1", "http://api.example/v1/users?x=1", "https://api.example:444/v1/users?x=1",
    "https://api.example/v1/users/all?x=1", "https://api.example@evil.example/v1/users", "https://me:x@api.example/v1/users",
    "/v1/users?x=1", "https://api.example.evil.example/v1/users", "",
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autoptr(MusterToolExec) exec = start ("find-users", "{}");
      g_autofree char *body = g_strdup_printf ("{'value':[{'id':'a'}],'@odata.nextLink':'%s'}", links[i]);

      muster_request_unref (exec_fixture_next (exec));
      assert_feed_fails (exec, 200, body, MUSTER_ERROR_BAD_REPLY);
    }
}

static void
test_endless (void)
{
  g_autoptr(MusterToolExec) circle = start ("find-users", "{}");
  g_autoptr(MusterToolExec) endless = start ("find-users", "{}");
  g_autofree char *result = NULL;
  guint i;

  muster_request_unref (exec_fixture_next (circle));
  FEED (circle, "{'value':[],'@odata.nextLink':'https://api.example/v1/users?p=1'}");
  muster_request_unref (exec_fixture_next (circle));
  assert_feed_fails (circle, 200, "{'value':[],'@odata.nextLink':'https://api.example/v1/users?p=1'}", MUSTER_ERROR_BAD_REPLY);

  for (i = 0; i < 1000; i++)
    {
      g_autoptr(MusterRequest) request = muster_tool_exec_next (endless, NULL);
      g_autofree char *body = g_strdup_printf ("{'value':[],'@odata.nextLink':'https://api.example/v1/users?p=%u'}", i);

      if (request == NULL)
        break;
      FEED (endless, body);
    }
  g_assert_cmpuint (i, ==, 50);
  result = exec_fixture_end (endless);
  g_assert_cmpstr (result, ==, "{'truncated':true,'users':[]}");
}

static void
test_hostile_bodies (void)
{
  static const char * const bodies[] = {
    "", "null", "[]x", "{'value':'text'}", "{'value':7}", "{'rows':[]}", "'text'", "7", "{'value':[{'id':'a','id':'b'}]}",
    "<html>sign in</html>", "{'value':[", "{'value':{'id':'a'}} {}",
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr(MusterToolExec) exec = start ("find-users", "{}");
      g_autoptr(GError) error = NULL;

      muster_request_unref (exec_fixture_next (exec));
      if (exec_fixture_feed (exec, 200, bodies[i], &error))
        {
          g_autofree char *result = exec_fixture_end (exec);

          g_assert_cmpstr (result, ==, "{'users':[]}");
          continue;
        }
      g_assert_cmpint (error->domain, ==, MUSTER_ERROR);
    }
}

static void
test_write (void)
{
  g_autoptr(MusterToolExec) exec = start ("block", "{'user':'" GUID "'}");
  g_autoptr(MusterToolExec) synced = start ("block", "{'user':'" GUID "'}");
  g_autoptr(MusterToolExec) already = start ("block", "{'user':'" GUID "'}");
  g_autoptr(MusterRequest) request = NULL;
  g_autofree char *body = NULL;

  muster_request_unref (exec_fixture_next (exec));
  FEED (exec, "{'id':'X','synced':false}");
  request = exec_fixture_next (exec);
  g_assert_true (muster_tool_exec_is_effect (exec));
  g_assert_true (request->effect);
  g_assert_false (request->idempotent);
  g_assert_cmpstr (request->method, ==, "PATCH");
  body = g_strndup (g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body));
  g_assert_cmpstr (body, ==, "{\"enabled\":false,\"x\":{\"y\":\"X\"}}");
  g_assert_true (exec_fixture_feed (exec, 204, "", NULL));
  g_assert_true (muster_tool_exec_get_wrote (exec));

  muster_request_unref (exec_fixture_next (synced));
  FEED (synced, "{'id':'X','synced':true}");
  assert_fails (synced, MUSTER_ERROR_REFUSED_BY_POLICY);

  muster_request_unref (exec_fixture_next (already));
  FEED (already, "{'id':'X'}");
  muster_request_unref (exec_fixture_next (already));
  g_assert_true (exec_fixture_feed (already, 400, "{'error':{'code':'R','message':'References ALREADY exist.'}}", NULL));
  g_assert_true (muster_tool_exec_get_already (already));
}

static void
test_lost_write (void)
{
  g_autoptr(MusterToolExec) exec = start ("block", "{'user':'" GUID "'}");

  muster_request_unref (exec_fixture_next (exec));
  FEED (exec, "{'id':'X'}");
  muster_request_unref (exec_fixture_next (exec));
  assert_feed_fails (exec, 503, "", MUSTER_ERROR_OUTCOME_UNKNOWN);
  g_assert_cmpint (muster_tool_exec_last_meaning (exec), ==, MUSTER_MEANING_UNKNOWN);
  g_assert_cmpuint (muster_tool_exec_get_calls (exec)->len, ==, 2);
}

static void
test_look (void)
{
  g_autoptr(MusterScope) scope = muster_scope_new ("TEN", NULL, NULL);
  g_autoptr(MusterEndpoints) endpoints =
    muster_endpoints_new (muster_catalog_get_integration (catalog, "t"), NULL, "C1");
  MusterTool *tool = muster_catalog_lookup_tool (catalog, "t:block");
  int enabled;

  for (enabled = 0; enabled < 2; enabled++)
    {
      g_autoptr(JsonObject) args = json_object_new ();
      g_autoptr(MusterToolExec) exec = NULL;

      json_object_set_string_member (args, "user", GUID);
      exec = muster_tool_exec_new_look (tool, args, scope, endpoints, NULL, NULL);
      assert_url (exec, "https://api.example/v1/users/" GUID);
      FEED (exec, enabled ? "{'id':'X','enabled':true}" : "{'id':'X','enabled':false}");
      g_assert_null (muster_tool_exec_next (exec, NULL));
      g_assert_cmpint (muster_tool_exec_look_met (exec, NULL, NULL), ==, !enabled);
    }
}

static void
test_each (void)
{
  g_autoptr(MusterToolExec) exec = start ("managers", "{}");
  g_autofree char *result = NULL;

  muster_request_unref (exec_fixture_next (exec));
  FEED (exec, "{'value':[{'id':'a'},{'id':'b'},{'id':'c'}]}");
  assert_url (exec, "https://api.example/v1/users/a/manager");
  FEED (exec, "{'id':'M'}");
  assert_url (exec, "https://api.example/v1/users/b/manager");
  g_assert_true (exec_fixture_feed (exec, 404, "{}", NULL));
  result = exec_fixture_end (exec);
  g_assert_cmpstr (result, ==, "{'managers':[{'id':'M'}],'truncated':true}");
}

static void
test_no_scope (void)
{
  g_autoptr(MusterEndpoints) endpoints =
    muster_endpoints_new (muster_catalog_get_integration (catalog, "t"), NULL, "C1");
  g_autoptr(MusterScope) empty = muster_scope_new (NULL, NULL, NULL);
  g_autoptr(JsonObject) args = json_object_new ();
  g_autoptr(MusterToolExec) exec = muster_tool_exec_new (muster_catalog_lookup_tool (catalog, "t:list-tickets"), args, empty,
                                                         endpoints);

  assert_fails (exec, MUSTER_ERROR_INVALID_INPUT);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  muster_test_init (&argc, &argv);
  catalog = exec_fixture_new (PATHS, TOOLS);

  g_test_add_func ("/catalog/exec/steps", test_steps);
  g_test_add_func ("/catalog/exec/when", test_when);
  g_test_add_func ("/catalog/exec/meanings", test_meanings);
  g_test_add_func ("/catalog/exec/statuses", test_statuses);
  g_test_add_func ("/catalog/exec/injection", test_injection);
  g_test_add_func ("/catalog/exec/optional", test_optional);
  g_test_add_func ("/catalog/exec/arguments", test_arguments);
  g_test_add_func ("/catalog/exec/owner", test_owner);
  g_test_add_func ("/catalog/exec/pages", test_pages);
  g_test_add_func ("/catalog/exec/hostile-links", test_hostile_links);
  g_test_add_func ("/catalog/exec/endless", test_endless);
  g_test_add_func ("/catalog/exec/hostile-bodies", test_hostile_bodies);
  g_test_add_func ("/catalog/exec/write", test_write);
  g_test_add_func ("/catalog/exec/lost-write", test_lost_write);
  g_test_add_func ("/catalog/exec/look", test_look);
  g_test_add_func ("/catalog/exec/each", test_each);
  g_test_add_func ("/catalog/exec/no-scope", test_no_scope);

  status = g_test_run ();
  g_object_unref (catalog);
  return status;
}
