/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bindings that go beyond arguments and answers, filters in bodies, pages by URL, and what a vendor's answers mean. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-answer-reader.h"
#include "muster-binding.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-test.h"

#include "exec-fixture.h"

#define QUERY "'x-paging':{'kind':'next-url','rows':'items','size':2,'max':6,'sizeParam':'MaxRecords','next':'page.next'}"

#define PATHS \
  "'/T/query':{'post':{'operationId':'query','requestBody':{},'responses':{}," QUERY "}}," \
  "'/T/{id}':{'get':{'operationId':'get','parameters':[{'name':'id','in':'path','required':true}],'responses':{}," \
  "'x-answers':[{'status':200,'null':'item','means':'not-found'}]}}," \
  "'/T/fields':{'get':{'operationId':'fields','responses':{},'x-paging':{'kind':'none','rows':'fields'}}}," \
  "'/T':{'post':{'operationId':'create','requestBody':{},'responses':{}},'patch':{'operationId':'patch','requestBody':{},'responses':{}}}"

#define READ "'version':1,'class':'read',"
#define SCOPE "'scope':{'in':'filter','name':'companyID','value':'company','answer':'companyID'},"
#define END "'explain':'E','needs':{}"

#define TOOLS \
  "'find':{'title':'T'," READ SCOPE "'args':{'query':{'role':'value','type':'string'}}," \
  "'calls':[{'id':'t','op':'query','class':'read','with':{'body':{'filter':[{'op':'contains','field':'title','value':{'arg':'query'}}]}}}]," \
  "'select':{'rows':{'call':'t','path':'items','list':true,'members':['id'],'max':5}}," END "}," \
  "'newest':{'title':'T'," READ SCOPE "'args':{}," \
  "'calls':[{'id':'t','op':'query','class':'read','with':{'body':{'filter':[]}}}]," \
  "'select':{'rows':{'call':'t','path':'items','list':true,'members':['id'],'max':2,'reverse':true}}," END "}," \
  "'read':{'title':'T'," READ "'engine':true,'args':{'id':{'role':'value','type':'integer','required':true}}," \
  "'calls':[{'id':'t','op':'get','class':'read','with':{'path.id':{'arg':'id'}}}]," \
  "'select':{'row':{'call':'t','path':'item','members':['id']}}," END "}," \
  "'tolerant':{'title':'T'," READ "'engine':true,'args':{'id':{'role':'value','type':'integer','required':true}}," \
  "'calls':[{'id':'t','op':'get','class':'read','tolerate':['not-found'],'with':{'path.id':{'arg':'id'}}}]," \
  "'select':{'row':{'call':'t','path':'item','members':['id']}}," END "}," \
  "'settings':{'title':'T'," READ "'engine':true,'args':{'after':{'role':'value','type':'integer'}}," \
  "'calls':[{'id':'t','op':'query','class':'read','with':{'body':{'filter':[" \
  "{'op':'eq','field':'name','value':{'setting':'user'}},{'op':'eq','field':'id','value':{'int':{'setting':'own'}}}," \
  "{'op':'eq','field':'note','value':{'template':'by {setting:user|json}'}},{'op':'gt','field':'id','value':{'first':[{'arg':'after'},0]}}," \
  "{'op':'gte','field':'at','value':{'ago':86400}}]}}}],'select':{}," END "}," \
  "'write':{'title':'T','version':1,'class':'write','engine':true,'args':{}," \
  "'calls':[{'id':'f','op':'fields','class':'read'}," \
  "{'id':'n','op':'create','class':'write','require':[{'left':{'answer':'f.fields.[name==publish].values.[label==setting:label].value'},'op':'eq'," \
  "'right':{'setting':'value'},'error':'refused-by-policy','text':'It has changed.'}],'with':{'body':{'publish':{'int':{'setting':'value'}}," \
  "'last':{'answer':'f.fields.[-1].name'},'first':{'first':[{'answer':'f.fields.[-9].name'},{'answer':'f.fields.[0].none.[0].x'},{'answer':'f.fields.[0].none.[-1].x'},{'answer':'f.fields.[0].empty'},{'answer':'f.fields.[0].name'}]}}}}]," \
  "'select':{},'retry':'X','undo':{'irreversible':'no'}," END "}," \
  "'register':{'title':'T','version':1,'class':'write','engine':true,'args':{}," \
  "'calls':[{'id':'n','op':'create','class':'write','with':{'body':{'key':{'secret':'hookSecret'}}}}]," \
  "'select':{},'retry':'X','undo':{'irreversible':'no'}," END "}"

static MusterCatalog *catalog;

static MusterEndpoints *
endpoints_with (const char *settings)
{
  g_autofree char *json = g_strdelimit (g_strdup (settings), "'", '"');
  g_autoptr(JsonNode) node = muster_json_from_string_trusted (json, NULL);
  MusterEndpoints *endpoints = muster_endpoints_new (muster_catalog_get_integration (catalog, "t"), json_node_get_object (node), "C1");
  g_autoptr(MusterClock) clock = muster_clock_new_fixed (G_GINT64_CONSTANT (1763640000) * G_USEC_PER_SEC);

  muster_endpoints_set_clock (endpoints, clock);
  return endpoints;
}

static MusterToolExec *
start_with (const char      *tool,
            const char      *args,
            MusterEndpoints *endpoints)
{
  g_autofree char *id = g_strconcat ("t:", tool, NULL);
  g_autofree char *json = g_strdelimit (g_strdup (args), "'", '"');
  g_autoptr(JsonNode) node = muster_json_from_string_trusted (json, NULL);
  g_autoptr(MusterScope) scope = muster_scope_new ("TEN", "250", "31");

  return muster_tool_exec_new (muster_catalog_lookup_tool (catalog, id), json_node_get_object (node), scope, endpoints);
}

static void
assert_body (MusterToolExec *exec,
             const char     *expected)
{
  g_autoptr(MusterRequest) request = exec_fixture_next (exec);
  g_autofree char *body = g_strndup (g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body));

  g_strdelimit (body, "\"", '\'');
  g_assert_cmpstr (body, ==, expected);
}

static void
assert_refused (MusterToolExec *exec,
                int             code,
                const char     *word)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (muster_tool_exec_next (exec, &error));
  g_assert_error (error, MUSTER_ERROR, code);
  g_assert_nonnull (strstr (error->message, word));
}

#define FEED(exec, body) g_assert_true (exec_fixture_feed (exec, 200, body, NULL))

static void
test_settings (void)
{
  g_autoptr(MusterEndpoints) endpoints = endpoints_with ("{'user':'api@msp.example','own':'77'}");
  g_autoptr(MusterToolExec) exec = start_with ("settings", "{}", endpoints);
  g_autoptr(MusterToolExec) after = start_with ("settings", "{'after':9}", endpoints);

  assert_body (exec, "{'filter':[{'op':'eq','field':'name','value':'api@msp.example'},{'op':'eq','field':'id','value':77},"
               "{'op':'eq','field':'note','value':'by \\'api@msp.example\\''},{'op':'gt','field':'id','value':0},"
               "{'op':'gte','field':'at','value':'2025-11-19T12:00:00Z'}],'MaxRecords':2}");
  assert_body (after, "{'filter':[{'op':'eq','field':'name','value':'api@msp.example'},{'op':'eq','field':'id','value':77},"
               "{'op':'eq','field':'note','value':'by \\'api@msp.example\\''},{'op':'gt','field':'id','value':9},"
               "{'op':'gte','field':'at','value':'2025-11-19T12:00:00Z'}],'MaxRecords':2}");
}

static void
test_setting_missing (void)
{
  static const char * const settings[] = { "{}", "{'own':'77','user':''}", "{'own':'77','user':null}", "{'own':'77','user':{'a':1}}" };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autoptr(MusterEndpoints) endpoints = endpoints_with (settings[i]);
      g_autoptr(MusterToolExec) exec = start_with ("settings", "{}", endpoints);

      assert_refused (exec, MUSTER_ERROR_REFUSED_BY_POLICY, "“user”");
    }
}

static void
test_setting_no_number (void)
{
  g_autoptr(MusterEndpoints) endpoints = endpoints_with ("{'user':'a','own':'7 or 8'}");
  g_autoptr(MusterToolExec) exec = start_with ("settings", "{}", endpoints);

  assert_refused (exec, MUSTER_ERROR_BAD_REPLY, "7 or 8");
}

#define FIELDS(label) "{'fields':[{'name':'publish','empty':null,'none':[],'values':[{'value':'1','label':'All'},{'value':'2','label':'" label "'}]},{'name':'z'}]}"

static void
test_exact_row (void)
{
  g_autoptr(MusterEndpoints) endpoints = endpoints_with ("{'label':'Internal','value':'2'}");
  g_autoptr(MusterToolExec) exec = start_with ("write", "{}", endpoints);

  muster_request_unref (exec_fixture_next (exec));
  FEED (exec, FIELDS ("Internal"));
  assert_body (exec, "{'publish':2,'last':'z','first':'publish'}");
}

/* Another case, another label, another value, no setting: nothing is written */
static void
test_exact_row_refused (void)
{
  static const struct
  {
    const char *settings;
    const char *fields;
  } cases[] = {
    { "{'label':'Internal','value':'2'}", FIELDS ("internal") },
    { "{'label':'Internal','value':'2'}", FIELDS ("Intern") },
    { "{'label':'Internal','value':'2'}", "{'fields':[]}" },
    { "{'label':'Internal','value':'1'}", FIELDS ("Internal") },
    { "{'label':'Internal'}", FIELDS ("Internal") },
    { "{'value':'2'}", FIELDS ("Internal") },
    { "{}", FIELDS ("Internal") },
  };
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(MusterEndpoints) endpoints = endpoints_with (cases[i].settings);
      g_autoptr(MusterToolExec) exec = start_with ("write", "{}", endpoints);
      g_autoptr(GError) error = NULL;

      muster_request_unref (exec_fixture_next (exec));
      FEED (exec, cases[i].fields);
      g_assert_null (muster_tool_exec_next (exec, &error));
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_REFUSED_BY_POLICY);
    }
}

static void
test_secret (void)
{
  g_autoptr(MusterEndpoints) endpoints = endpoints_with ("{'hookSecret':'from the settings'}");
  g_autoptr(MusterSecret) secret = muster_secret_new ("s3cret");
  g_autoptr(MusterToolExec) without = start_with ("register", "{}", endpoints);
  g_autoptr(MusterToolExec) with = start_with ("register", "{}", endpoints);

  assert_refused (without, MUSTER_ERROR_REFUSED_BY_POLICY, "hookSecret");
  muster_endpoints_set_secret (endpoints, "hookSecret", secret);
  assert_body (with, "{'key':'s3cret'}");
  muster_endpoints_set_secret (endpoints, "hookSecret", NULL);
  g_assert_null (muster_endpoints_get_secret (endpoints, "hookSecret"));
}

/* The client's id stands around whatever was asked for, and the rows are looked at besides */
static void
test_filter (void)
{
  g_autoptr(MusterEndpoints) endpoints = endpoints_with ("{}");
  g_autoptr(MusterToolExec) exec = start_with ("find", "{'query':'x\\'}]} or'}", endpoints);
  g_autofree char *result = NULL;

  assert_body (exec, "{'filter':[{'op':'and','items':[{'op':'eq','field':'companyID','value':250},"
               "{'op':'contains','field':'title','value':'x\\'}]} or'}]}],'MaxRecords':2}");
  FEED (exec, "{'items':[{'id':1,'companyID':250},{'id':2,'companyID':251},{'id':3}],'page':{'next':null}}");
  result = exec_fixture_end (exec);
  g_assert_cmpstr (result, ==, "{'rows':[{'id':1}]}");
  g_assert_cmpuint (muster_tool_exec_get_dropped (exec), ==, 2);
}

static void
test_next_url (void)
{
  g_autoptr(MusterEndpoints) endpoints = endpoints_with ("{}");
  g_autoptr(MusterToolExec) exec = start_with ("find", "{'query':'x'}", endpoints);
  g_autoptr(MusterRequest) first = exec_fixture_next (exec);
  g_autoptr(MusterRequest) second = NULL;
  g_autofree char *result = NULL;

  FEED (exec, "{'items':[{'id':1,'companyID':250}],'page':{'next':'https://API.example/V1/t/Query/next?paging=a%2Fb'}}");
  second = exec_fixture_next (exec);
  g_assert_cmpstr (second->method, ==, "POST");
  g_assert_cmpstr (second->url, ==, "https://API.example/V1/t/Query/next?paging=a%2Fb");
  g_assert_true (g_bytes_equal (first->body, second->body));
  g_assert_cmpstr (second->content_type, ==, first->content_type);
  FEED (exec, "{'items':[{'id':2,'companyID':250}]}");
  result = exec_fixture_end (exec);
  g_assert_cmpstr (result, ==, "{'rows':[{'id':1},{'id':2}]}");
}

static void
test_next_url_hostile (void)
{
  static const char * const urls[] = {
    "https://evil.example/v1/T/query/next?p=1", "http://api.example/v1/T/query/next?p=1", "https://api.example:444/v1/T/query/next",
    "https://api.example/v1/T/query/next/more", "https://api.example/v1/T/query/../x", "https://api.example/v1/T/query/%2e%2e",
    "https://api.example/v1/T/queryx?p=1", "https://api.example/v1/T/query/", "https://me@api.example/v1/T/query/next",
    "https://api.example/v1/Other/query/next", "/v1/T/query/next?p=1", "",
  };
  g_autoptr(MusterEndpoints) endpoints = endpoints_with ("{}");
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr(MusterToolExec) exec = start_with ("find", "{'query':'x'}", endpoints);
      g_autofree char *body = g_strdup_printf ("{'items':[{'id':1,'companyID':250}],'page':{'next':'%s'}}", urls[i]);
      g_autoptr(GError) error = NULL;

      muster_request_unref (exec_fixture_next (exec));
      g_assert_false (exec_fixture_feed (exec, 200, body, &error));
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
    }
}

static void
test_reverse (void)
{
  g_autoptr(MusterEndpoints) endpoints = endpoints_with ("{}");
  g_autoptr(MusterToolExec) exec = start_with ("newest", "{}", endpoints);
  g_autofree char *result = NULL;

  muster_request_unref (exec_fixture_next (exec));
  FEED (exec, "{'items':[{'id':1,'companyID':250},{'id':2,'companyID':250}],'page':{'next':'https://api.example/v1/T/query/next?p=1'}}");
  muster_request_unref (exec_fixture_next (exec));
  FEED (exec, "{'items':[{'id':3,'companyID':250}]}");
  result = exec_fixture_end (exec);
  g_assert_cmpstr (result, ==, "{'rows':[{'id':3},{'id':2}],'truncated':true}");
}

/* What is not there comes with a good status and null */
static void
test_null_item (void)
{
  static const char * const bodies[] = { "{'item':null}", "{}", "{'items':[]}" };
  g_autoptr(MusterEndpoints) endpoints = endpoints_with ("{}");
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr(MusterToolExec) exec = start_with ("read", "{'id':1}", endpoints);
      g_autoptr(MusterToolExec) tolerant = start_with ("tolerant", "{'id':1}", endpoints);
      g_autoptr(GError) error = NULL;
      g_autofree char *result = NULL;

      muster_request_unref (exec_fixture_next (exec));
      g_assert_false (exec_fixture_feed (exec, 200, bodies[i], &error));
      g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
      g_assert_cmpuint (muster_tool_exec_get_dropped (exec), ==, 0);

      muster_request_unref (exec_fixture_next (tolerant));
      FEED (tolerant, bodies[i]);
      result = exec_fixture_end (tolerant);
      g_assert_cmpstr (result, ==, "{'row':null}");
    }
}

static MusterMeaning
meaning_of (guint       status,
            const char *body)
{
  static const char rules[] = "[{\"status\":\"*\",\"text\":\"busy7\",\"means\":\"throttled\"},{\"status\":500,\"code\":\"errors\",\"means\":\"refused\"}]";
  g_autoptr(GPtrArray) defaults = muster_answer_rules_new ();
  g_autoptr(JsonNode) node = muster_json_from_string_trusted (rules, NULL);
  g_autoptr(JsonNode) empty = muster_json_from_string_trusted ("{\"operationId\":\"o\",\"responses\":{}}", NULL);
  g_autoptr(MusterOperation) operation = muster_operation_new_from_json ("/o", "get", json_node_get_object (empty), NULL);
  g_auto(MusterVendorError) vendor = { NULL, NULL };
  g_autoptr(GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autoptr(GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(MusterAnswer) answer = muster_answer_new (status, headers, bytes);

  g_assert_true (muster_answer_rules_read (defaults, "t", json_node_get_array (node), NULL));
  muster_vendor_error_read (&vendor, "autotask", answer);
  return muster_answer_classify (operation, defaults, status, &vendor);
}

/* The shape of errors in which 500 is a refusal when the vendor itself says why */
static void
test_errors_body (void)
{
  g_assert_cmpint (meaning_of (500, "{\"errors\":[\"Data violation\"]}"), ==, MUSTER_MEANING_REFUSED);
  g_assert_cmpint (meaning_of (500, "{\"errors\":[]}"), ==, MUSTER_MEANING_UNKNOWN);
  g_assert_cmpint (meaning_of (500, "{\"errors\":\"x\"}"), ==, MUSTER_MEANING_UNKNOWN);
  g_assert_cmpint (meaning_of (500, "<html>"), ==, MUSTER_MEANING_UNKNOWN);
  g_assert_cmpint (meaning_of (502, "{\"errors\":[\"x\"]}"), ==, MUSTER_MEANING_UNKNOWN);
  g_assert_cmpint (meaning_of (500, "{\"errors\":[\"Thread limit (BUSY7)\"]}"), ==, MUSTER_MEANING_THROTTLED);
  g_assert_cmpint (meaning_of (401, "{\"errors\":[\"Unauthorized\"]}"), ==, MUSTER_MEANING_SIGNED_OUT);
  g_assert_cmpint (meaning_of (404, "{\"errors\":[\"x\"]}"), ==, MUSTER_MEANING_NOT_FOUND);
}

static JsonNode *
json_of (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');

  return muster_json_from_string_trusted (json, NULL);
}

/* Each row that has the member has one of the values; no list at all is no such list */
static void
test_only (void)
{
  g_autoptr(JsonNode) rule = json_of ("{'member':'role','of':['reader','Inviter']}");
  static const struct { const char *rows; gboolean holds; } cases[] = {
    { "[]", TRUE },
    { "[{'role':'reader'},{'other':1},{'role':null}]", TRUE },
    { "[{'role':'READER'},{'role':'inviter'}]", TRUE },
    { "[{'role':'reader'},{'role':'admin'}]", FALSE },
    { "[{'role':'read'}]", FALSE },
    { "{}", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonNode) rows = json_of (cases[i].rows);

      g_assert_cmpint (muster_condition_holds (rows, "only", rule), ==, cases[i].holds);
    }
  g_assert_false (muster_condition_holds (NULL, "only", rule));
  g_assert_false (muster_condition_holds (rule, "only", NULL));
}

/* A picker whose text is a path with a picker of its own */
static void
test_nested_picker (void)
{
  g_autoptr(GHashTable) answers = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) json_node_unref);
  g_autoptr(JsonNode) args = json_of ("{'sku':'SPB'}");
  MusterBindingContext context = { .args = json_node_get_object (args), .answers = answers };
  JsonNode *user = json_of ("{'states':[{'skuId':'A1','by':null},{'skuId':'B2','by':'G'}]}");
  const char *path = "states[skuId=answer:s.value[part=arg:sku].skuId].by";

  g_hash_table_insert (answers, (gpointer) "u", user);
  g_hash_table_insert (answers, (gpointer) "s", json_of ("{'value':[{'part':'X','skuId':'A1'},{'part':'spb','skuId':'b2'}]}"));
  g_assert_cmpstr (json_node_get_string (muster_path_lookup (user, path, &context)), ==, "G");
  g_assert_null (muster_path_lookup (user, "states[skuId=answer:s.value[part=none].skuId].by", &context));
  g_assert_null (muster_path_lookup (user, "states[skuId=answer:s.value[part=arg:sku].skuId", &context));
}

int
main (int   argc,
      char *argv[])
{
  int status;

  muster_test_init (&argc, &argv);
  catalog = exec_fixture_new (PATHS, TOOLS);

  g_test_add_func ("/catalog/bindings/settings", test_settings);
  g_test_add_func ("/catalog/bindings/setting-missing", test_setting_missing);
  g_test_add_func ("/catalog/bindings/setting-no-number", test_setting_no_number);
  g_test_add_func ("/catalog/bindings/exact-row", test_exact_row);
  g_test_add_func ("/catalog/bindings/exact-row-refused", test_exact_row_refused);
  g_test_add_func ("/catalog/bindings/secret", test_secret);
  g_test_add_func ("/catalog/bindings/filter", test_filter);
  g_test_add_func ("/catalog/bindings/next-url", test_next_url);
  g_test_add_func ("/catalog/bindings/next-url-hostile", test_next_url_hostile);
  g_test_add_func ("/catalog/bindings/reverse", test_reverse);
  g_test_add_func ("/catalog/bindings/null-item", test_null_item);
  g_test_add_func ("/catalog/bindings/errors-body", test_errors_body);
  g_test_add_func ("/catalog/bindings/only", test_only);
  g_test_add_func ("/catalog/bindings/nested-picker", test_nested_picker);

  status = g_test_run ();
  g_object_unref (catalog);
  return status;
}
