/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where lists begin and end, answers of writes, conditions over rows, and fields that depend on others. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-test.h"

#include "exec-fixture.h"

#define PATHS \
  "'/agents':{'get':{'operationId':'listAgents','parameters':[],'responses':{},'x-paging':{'kind':'none','rows':'','wrapped':'agents'}}}," \
  "'/tickets':{'get':{'operationId':'listTickets','parameters':[{'name':'page_no','in':'query'}],'responses':{}," \
  "'x-paging':{'kind':'page','rows':'tickets','size':2,'max':10,'pageParam':'page_no','sizeParam':'page_size'}}," \
  "'post':{'operationId':'writeTickets','parameters':[],'requestBody':{},'responses':{},'x-one':true}}"

#define READ "'title':'T','version':1,'class':'read','engine':true,"
#define LOOK \
  "'retry':'N','look':{'call':{'id':'l','op':'listAgents'},'met':{'left':{'answer':'l.[0].id'},'op':'exists'}},'undo':{'irreversible':'no'},"
#define END "'explain':'E','needs':{}"

#define TOOLS \
  "'agents':{" READ "'args':{},'calls':[{'id':'a','op':'listAgents','class':'read'}]," \
  "'select':{'agents':{'call':'a','list':true,'members':['id']}}," END "}," \
  "'tickets':{" READ "'args':{'after':{'role':'value','type':'integer'}},'calls':[{'id':'t','op':'listTickets','class':'read'," \
  "'with':{'query.page_no':{'arg':'after'}}}],'select':{'tickets':{'call':'t','path':'tickets','list':true,'members':['id']}}," END "}," \
  "'find':{" READ "'args':{'word':{'role':'value','type':'string'}},'calls':[{'id':'t','op':'listTickets','class':'read'}]," \
  "'select':{'tickets':{'call':'t','path':'tickets','list':true,'members':['id']," \
  "'where':[{'left':'summary','op':'contains','right':{'arg':'word'}},{'left':'id','op':'ne','right':9}]}}," END "}," \
  "'guarded':{'title':'T','version':1,'class':'write','scope':{'in':'token','value':'tenant'},'args':{}," \
  "'calls':[{'id':'t','op':'listTickets','class':'read'},{'id':'w','op':'writeTickets','class':'write','with':{'body':[{'a':1}]}," \
  "'require':[{'left':{'answer':'t.tickets[id=99].id'},'op':'missing','error':'conflict','text':'There is one'}]}]," \
  "'select':{'made':{'call':'w','members':['id']}}," LOOK END "}," \
  "'write':{'title':'T','version':1,'class':'write','scope':{'in':'token','value':'tenant'}," \
  "'args':{'name':{'role':'value','type':'string'},'other':{'role':'value','type':'string'}}," \
  "'calls':[{'id':'w','op':'writeTickets','class':'write'," \
  "'with':{'body':[{'name':{'first':[{'arg':'name'},{'arg':'other'},'nobody']}}]}}," \
  "{'id':'x','op':'writeTickets','class':'write','with':{'body':[{'after':{'answer':'w.id'}}]}}]," \
  "'select':{'made':{'call':'w','members':['id']}}," LOOK END "}"

static MusterCatalog *catalog;

static MusterToolExec *
start (const char *tool,
       const char *args)
{
  return exec_fixture_start (catalog, tool, args);
}

static void
step (MusterToolExec *exec,
      const char     *url,
      const char     *answer)
{
  g_autoptr(MusterRequest) request = exec_fixture_next (exec);
  g_autoptr(GError) error = NULL;

  g_assert_cmpstr (request->url, ==, url);
  exec_fixture_feed (exec, 200, answer, &error);
  g_assert_no_error (error);
}

static void
expect_result (MusterToolExec *exec,
               const char     *expected)
{
  g_autofree char *result = exec_fixture_end (exec);

  g_assert_cmpstr (result, ==, expected);
}

static void
test_wrapped (void)
{
  static const char * const answers[] = { "[{'id':1},{'id':2}]", "{'record_count':2,'agents':[{'id':1},{'id':2}]}" };
  g_autoptr(MusterToolExec) other = start ("agents", "{}");
  g_autoptr(MusterRequest) request = exec_fixture_next (other);
  g_autoptr(GError) error = NULL;
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr(MusterToolExec) exec = start ("agents", "{}");

      step (exec, "https://api.example/v1/agents", answers[i]);
      expect_result (exec, "{'agents':[{'id':1},{'id':2}]}");
    }
  g_assert_false (exec_fixture_feed (other, 200, "{'errors':['no']}", &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
}

/* A page that a call binds is the first of its list */
static void
test_start_page (void)
{
  g_autoptr(MusterToolExec) first = start ("tickets", "{}");
  g_autoptr(MusterToolExec) later = start ("tickets", "{'after':7}");

  step (first, "https://api.example/v1/tickets?page_no=1&page_size=2", "{'tickets':[{'id':1},{'id':2}]}");
  step (first, "https://api.example/v1/tickets?page_no=2&page_size=2", "{'tickets':[{'id':3}]}");
  expect_result (first, "{'tickets':[{'id':1},{'id':2},{'id':3}]}");
  step (later, "https://api.example/v1/tickets?page_no=7&page_size=2", "{'tickets':[{'id':13},{'id':14}]}");
  step (later, "https://api.example/v1/tickets?page_no=8&page_size=2", "{'tickets':[]}");
  expect_result (later, "{'tickets':[{'id':13},{'id':14}]}");
}

/* A server that does not know the parameter gives its first page for ever */
static void
test_page_again (void)
{
  g_autoptr(MusterToolExec) exec = start ("tickets", "{}");

  step (exec, "https://api.example/v1/tickets?page_no=1&page_size=2", "{'tickets':[{'id':1,'x':1},{'id':2}]}");
  step (exec, "https://api.example/v1/tickets?page_no=2&page_size=2", "{'tickets':[{'id':1,'x':1},{'id':2}]}");
  expect_result (exec, "{'tickets':[{'id':1},{'id':2}],'truncated':true}");
}

static void
test_where (void)
{
  g_autoptr(MusterToolExec) exec = start ("find", "{'word':'VPN'}");
  g_autoptr(MusterToolExec) without = start ("find", "{}");

  step (exec, "https://api.example/v1/tickets?page_no=1&page_size=2", "{'tickets':[{'id':1,'summary':'The vpn is down'},{'id':9,'summary':'vpn'}]}");
  step (exec, "https://api.example/v1/tickets?page_no=2&page_size=2", "{'tickets':[{'id':3,'summary':'Printer'}]}");
  expect_result (exec, "{'tickets':[{'id':1}]}");
  step (without, "https://api.example/v1/tickets?page_no=1&page_size=2", "{'tickets':[{'id':1,'summary':'x'}]}");
  expect_result (without, "{'tickets':[{'id':1}]}");
}

/* The answer of a write is one object, bare or alone in an array */
/* What is looked through before a change must have been read whole: the row that forbids it may be the next */
static void
test_guarded (void)
{
  g_autoptr(MusterToolExec) whole = start ("guarded", "{}");
  g_autoptr(MusterToolExec) cut = start ("guarded", "{}");
  g_autoptr(MusterRequest) sent = NULL;
  g_autoptr(MusterRequest) none = NULL;
  g_autoptr(GError) error = NULL;
  guint page;

  step (whole, "https://api.example/v1/tickets?page_no=1&page_size=2", "{'tickets':[{'id':1}]}");
  sent = exec_fixture_next (whole);
  g_assert_cmpstr (sent->method, ==, "POST");

  for (page = 1; page <= 5; page++)
    {
      g_autofree char *url = g_strdup_printf ("https://api.example/v1/tickets?page_no=%u&page_size=2", page);
      g_autofree char *rows = g_strdup_printf ("{'tickets':[{'id':%u},{'id':%u}]}", 2 * page, 2 * page + 1);

      step (cut, url, rows);
    }
  none = muster_tool_exec_next (cut, &error);
  g_assert_null (none);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
}

static void
test_one (void)
{
  static const char * const answers[] = { "{'id':7}", "[{'id':7}]" };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr(MusterToolExec) exec = start ("write", "{'name':'a'}");
      g_autoptr(MusterRequest) request = NULL;
      gsize size;

      step (exec, "https://api.example/v1/tickets", answers[i]);
      request = exec_fixture_next (exec);
      g_assert_cmpstr ((const char *) g_bytes_get_data (request->body, &size), ==, "[{\"after\":7}]");
      exec_fixture_feed (exec, 200, "[{'id':8},{'id':9}]", NULL);
      expect_result (exec, "{'made':{'id':7}}");
    }
}

/* The first that is there: neither missing, nor null, nor an empty text */
static void
test_first (void)
{
  static const char * const cases[][2] = {
    { "{'name':'a','other':'b'}", "[{\"name\":\"a\"}]" },
    { "{'name':'','other':'b'}", "[{\"name\":\"b\"}]" },
    { "{'other':'b'}", "[{\"name\":\"b\"}]" },
    { "{'name':''}", "[{\"name\":\"nobody\"}]" },
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MusterToolExec) exec = start ("write", cases[i][0]);
      g_autoptr(MusterRequest) request = exec_fixture_next (exec);
      gsize size;
      const char *body = g_bytes_get_data (request->body, &size);
      g_autofree char *text = g_strndup (body, size);

      g_assert_cmpstr (text, ==, cases[i][1]);
    }
}

/* --- Fields that depend on others --- */

#define DOCUMENT \
  "{'openapi':'3.0.3','x-muster-integration':{'id':'t','name':'T','version':1,'category':'psa','signIn':{'kind':'halopsa'},'fields':[%s]," \
  "'hosts':{'api':{'base':'https://api.example'}},'rate':{'perSecond':1,'parallel':1},'errorShape':'halopsa','testCall':'w','companyList':'w','rights':[]}," \
  "'paths':{'/me':{'get':{'operationId':'me','responses':{}}}}," \
  "'x-muster-tools':{'w':{'title':'W','version':1,'class':'read','engine':true,'args':{},'calls':[{'id':'w','op':'me','class':'read'}]," \
  "'select':{},'explain':'W','needs':{}}}}"
#define METHOD "{'id':'method','label':'M','kind':'choice','required':true}"
#define SECRET(when) "{'id':'secret','label':'S','kind':'secret','required':true,'when':" when "}"

static MusterCatalog *
load_fields (const char  *fields,
             GError     **error)
{
  g_autoptr(MusterCatalog) loaded = muster_catalog_new ();
  g_autofree char *text = g_strdup_printf (DOCUMENT, fields);
  g_autoptr(GBytes) bytes = NULL;

  g_strdelimit (text, "'", '"');
  bytes = g_bytes_new (text, strlen (text));
  return muster_catalog_add_document (loaded, "t.json", bytes, error) ? g_steal_pointer (&loaded) : NULL;
}

static void
test_field_when (void)
{
  static const struct
  {
    const char *values;
    gboolean    applies;
  } cases[] = {
    { "{\"method\":\"service\"}", TRUE }, { "{\"method\":\"person\"}", FALSE }, { "{}", FALSE }, { "{\"method\":7}", FALSE },
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(MusterCatalog) loaded = load_fields (METHOD "," SECRET ("{'field':'method','is':'service'}"), &error);
  MusterIntegration *integration;
  gsize i;

  g_assert_no_error (error);
  integration = muster_catalog_get_integration (loaded, "t");
  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonNode) values = json_from_string (cases[i].values, NULL);
      MusterField *secret = muster_integration_find_field (integration, "secret");

      g_assert_cmpint (muster_field_applies (secret, json_node_get_object (values)), ==, cases[i].applies);
      g_assert_true (muster_field_applies (muster_integration_find_field (integration, "method"), json_node_get_object (values)));
    }
}

static void
test_field_mistakes (void)
{
  static const char * const fields[] = {
    METHOD "," SECRET ("{'field':'mode','is':'service'}"),
    METHOD "," SECRET ("{'field':'method'}"),
    METHOD "," SECRET ("{'field':'method','is':'service','or':'x'}"),
    METHOD "," SECRET ("{'field':'secret','is':'x'}"),
    SECRET ("{'field':'method','is':'service'}") "," METHOD,
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (load_fields (fields[i], &error));
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL);
      g_assert_nonnull (strstr (error->message, "field secret"));
    }
}

/* Rows in a member and rows that may be wrapped are two different things */
static void
test_wrapped_mistake (void)
{
  g_autoptr(MusterCatalog) loaded = muster_catalog_new ();
  g_autoptr(GError) error = NULL;

  g_assert_false (exec_fixture_add (loaded, "'/a':{'get':{'operationId':'a','responses':{},'x-paging':{'kind':'none','rows':'x','wrapped':'y'}}}", "", &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INTERNAL);
}

int
main (int   argc,
      char *argv[])
{
  int result;

  muster_test_init (&argc, &argv);
  catalog = exec_fixture_new (PATHS, TOOLS);

  g_test_add_func ("/catalog/lists/wrapped", test_wrapped);
  g_test_add_func ("/catalog/lists/start-page", test_start_page);
  g_test_add_func ("/catalog/lists/page-again", test_page_again);
  g_test_add_func ("/catalog/lists/where", test_where);
  g_test_add_func ("/catalog/lists/guarded", test_guarded);
  g_test_add_func ("/catalog/lists/one", test_one);
  g_test_add_func ("/catalog/lists/first", test_first);
  g_test_add_func ("/catalog/lists/wrapped-mistake", test_wrapped_mistake);
  g_test_add_func ("/catalog/fields/when", test_field_when);
  g_test_add_func ("/catalog/fields/mistakes", test_field_mistakes);
  result = g_test_run ();
  g_object_unref (catalog);
  return result;
}
