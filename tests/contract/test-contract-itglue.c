/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every tool of the IT Glue document against the look-alike, with a description of the service between them. */

#define G_LOG_DOMAIN "muster-tests"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-test.h"

#include "contract-run.h"

#define CLIENT "510044"
#define OTHER_DOCUMENT "104007"
#define OWN_DOCUMENT "104000"
#define DOCUMENT "104011"
#define HEADING "10401101"
#define PROCEDURE "109001"

static const ContractStep steps[] = {
  { "api-info", "{}" },
  { "list-companies", "{}" },
  { "find-company", "{'psa':'manage','company':'2107'}" },
  { "list-folders", "{}" },
  { "list-folders", "{'organization':'" CLIENT "'}" },
  { "search-documents", "{'query':'Bramdale'}" },
  { "search-documents", "{}" },
  { "get-document", "{'document':" DOCUMENT "}" },
  { "get-document", "{'document':" OWN_DOCUMENT "}" },
  { "sync-documents", "{}" },
  { "sync-documents", "{'organization':'" CLIENT "','since':'2026-01-01T00:00:00Z'}" },
  { "sync-document", "{'organization':'" CLIENT "','document':" PROCEDURE "}" },
  { "list-configurations", "{'query':'BRAM'}" },
  { "get-configuration", "{'configuration':108001}" },
  { "list-contacts", "{}" },
  { "list-flexible-assets", "{}" },
  { "list-flexible-assets", "{'type':'Application'}" },
  { "get-flexible-asset", "{'asset':107002}" },
  { "create-flexible-asset", "{'type':9001,'fields':{'name':'Spare printer','ip':'10.44.0.99'}}" },
  { "find-passwords", "{'query':'admin'}" },
  { "get-password", "{'password':106004}" },
  { "create-document", "{'name':'Lesson','content':'<p>Restart it</p>'}" },
  { "create-document", "{'name':'Lesson in a folder','content':'<p>Restart it</p>','folder':100504}" },
  { "update-document", "{'document':" DOCUMENT ",'section':10401102,'content':'<p>New</p>'}" },
  { "archive-document", "{'document':" DOCUMENT "}" },
  { "restore-document", "{'document':" DOCUMENT "}" },
  { NULL }
};

static void
set_up (ContractRun   *run,
        gconstpointer  data)
{
  g_autofree char *own = NULL;
  g_autoptr(JsonNode) info = NULL;
  JsonObject *ready;

  contract_run_set_up (run, "itglue", "itglue.json");
  ready = muster_json_obj (run->sandbox.ready, "itglue");
  run->prefix = g_strdup ("/itglue");
  run->docs = g_strdup (CLIENT);
  contract_run_setting (run, "region", "eu");
  contract_run_setting (run, "api", muster_json_str (ready, "url"));
  contract_run_header (run, "x-api-key", muster_json_str (ready, "apiKey"));
  info = contract_run_do (run, "api-info", "{}");
  own = contract_run_text (info, "own.[0].id");
  g_assert_cmpstr (own, ==, muster_json_str (ready, "ownOrganization"));
  contract_run_setting (run, "ownOrganization", own);
}

static void
tear_down (ContractRun   *run,
           gconstpointer  data)
{
  contract_run_tear_down (run);
}

static void
test_every_tool (ContractRun   *run,
                 gconstpointer  data)
{
  contract_run_steps (run, steps);
  contract_run_assert_all (run);
}

/* How many writes have reached the service */
static guint
writes (ContractRun *run)
{
  JsonArray *requests;
  guint n = 0;

  sandbox_control (&run->sandbox, "GET", "requests?vendor=itglue&class=write", NULL);
  requests = sandbox_rows (&run->sandbox, "requests");
  for (guint i = 0; i < muster_ja_length (requests); i++)
    n += muster_jo_int (muster_ja_obj (requests, i), "status", 0) < 300;
  return n;
}

static void
assert_refused (ContractRun *run,
                int          code,
                const char  *tool,
                const char  *args)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) result = contract_run_tool (run, tool, &error, "%s", args);

  if (result != NULL || !g_error_matches (error, MUSTER_ERROR, code))
    g_error ("%s %s: %s", tool, args, error != NULL ? error->message : "not refused");
}

static char *
as_text (JsonNode *result)
{
  return json_to_string (result, FALSE);
}

/* Documents of the root and of folders, whichever of the two filters an account understands */
static void
test_folder_filters (ContractRun   *run,
                     gconstpointer  data)
{
  static const char *const forms[] = { "both", "null", "ne" };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *settings = g_strdup_printf ("{'folderFilters':'%s'}", forms[i]);
      g_autoptr(JsonNode) found = NULL;
      g_autoptr(JsonNode) synced = NULL;

      sandbox_setting (&run->sandbox, "itglue", settings);
      found = contract_run_do (run, "search-documents", "{}");
      g_assert_cmpuint (contract_run_length (found, "documents"), ==, 6);
      synced = contract_run_do (run, "sync-documents", "{'organization':'" CLIENT "'}");
      g_assert_cmpuint (contract_run_length (synced, "documents"), ==, 6);
    }
}

/* Folders that the account does not have are not the key's fault */
static void
test_without_folders (ContractRun   *run,
                      gconstpointer  data)
{
  static const int statuses[] = { 401, 403, 404 };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autofree char *settings = g_strdup_printf ("{'folders':%d}", statuses[i]);
      g_autoptr(JsonNode) found = NULL;
      g_autoptr(JsonNode) folders = NULL;

      sandbox_setting (&run->sandbox, "itglue", settings);
      found = contract_run_do (run, "search-documents", "{'query':'Bramdale'}");
      g_assert_cmpuint (contract_run_length (found, "documents"), >, 0);
      g_assert_cmpuint (contract_run_length (found, "folders"), ==, 0);
      folders = contract_run_do (run, "list-folders", "{'organization':'" CLIENT "'}");
      g_assert_cmpuint (contract_run_length (folders, "folders"), ==, 0);
    }
}

/* The sections are the text, in their order, also when the document itself brings none */
static void
test_body (ContractRun   *run,
           gconstpointer  data)
{
  g_autoptr(JsonNode) document = NULL;
  g_autoptr(JsonNode) found = NULL;

  sandbox_setting (&run->sandbox, "itglue", "{'content':false}");
  document = contract_run_do (run, "get-document", "{'document':" DOCUMENT "}");
  g_assert_cmpuint (contract_run_length (document, "sections"), ==, 2);
  found = contract_run_do (run, "search-documents", "{}");
  g_assert_cmpuint (contract_run_length (found, "sections"), >, 10);
}

static void
test_create (ContractRun   *run,
             gconstpointer  data)
{
  guint before = writes (run);
  g_autoptr(JsonNode) made = contract_run_do (run, "create-document", "{'name':'Lesson','content':'<p>Restart it</p>','folder':100504}");
  g_autofree char *id = contract_run_text (made, "document.id");
  g_autofree char *path = g_strconcat ("articles/", id, NULL);
  JsonObject *article;

  g_assert_cmpuint (writes (run) - before, ==, 3);
  sandbox_hudu (&run->sandbox, "GET", path, NULL);
  article = muster_jo_obj (sandbox_reply (&run->sandbox), "article");
  g_assert_cmpstr (muster_jo_str (article, "content"), ==, "<p>Restart it</p>");
  g_assert_cmpint (muster_jo_int (article, "company_id", 0), ==, 44);
  g_assert_cmpint (muster_jo_int (article, "folder_id", 0), ==, 100504);
  g_assert_false (muster_jo_bool (article, "draft", TRUE));

  /* the same name again, in the same folder or at the root */
  assert_refused (run, MUSTER_ERROR_CONFLICT, "create-document", "{'name':'Lesson','content':'<p>Again</p>'}");
  assert_refused (run, MUSTER_ERROR_CONFLICT, "create-document", "{'name':'Bramdale new starter','content':'<p>Again</p>'}");
  g_assert_cmpuint (writes (run) - before, ==, 3);
}

/* A folder of another organization */
static void
test_wrong_folder (ContractRun   *run,
                   gconstpointer  data)
{
  guint before = writes (run);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) result = contract_run_tool (run, "create-document", &error, "{'name':'Lesson','content':'<p>x</p>','folder':100502}");

  g_assert_null (result);
  g_assert_nonnull (error);
  g_assert_cmpuint (writes (run), ==, before);
}

static void
test_update (ContractRun   *run,
             gconstpointer  data)
{
  static const char args[] = "{'document':" DOCUMENT ",'section':" HEADING ",'content':'Another name'}";
  g_autoptr(JsonNode) done = NULL;
  JsonObject *article;
  guint before = writes (run);

  g_assert_false (contract_run_look (run, "update-document", NULL, args));
  done = contract_run_do (run, "update-document", args);
  g_assert_true (contract_run_look (run, "update-document", NULL, args));
  g_assert_cmpuint (writes (run) - before, ==, 2);
  sandbox_hudu (&run->sandbox, "GET", "articles/" DOCUMENT, NULL);
  article = muster_jo_obj (sandbox_reply (&run->sandbox), "article");
  g_assert_true (g_str_has_prefix (muster_jo_str (article, "content"), "<h1>Another name</h1>"));
  g_assert_false (muster_jo_bool (article, "draft", TRUE));

  assert_refused (run, MUSTER_ERROR_NOT_FOUND, "update-document", "{'document':" DOCUMENT ",'section':1,'content':'x'}");
  g_assert_cmpuint (writes (run) - before, ==, 2);
}

/* What belongs to somebody else is not read, and nothing of it or of the MSP is changed */
static void
test_scope (ContractRun   *run,
            gconstpointer  data)
{
  static const ContractStep foreign[] = {
    { "get-document", "{'document':" OTHER_DOCUMENT "}" },
    { "get-configuration", "{'configuration':108000}" },
    { "get-flexible-asset", "{'asset':107000}" },
    { "get-password", "{'password':106000}" },
    { "update-document", "{'document':" OTHER_DOCUMENT ",'section':10400701,'content':'x'}" },
    { "archive-document", "{'document':" OTHER_DOCUMENT "}" },
    { "update-document", "{'document':" OWN_DOCUMENT ",'section':10400001,'content':'x'}" },
    { "archive-document", "{'document':" OWN_DOCUMENT "}" },
    { "sync-document", "{'organization':'" CLIENT "','document':" OTHER_DOCUMENT "}" },
  };
  guint before = writes (run);

  for (gsize i = 0; i < G_N_ELEMENTS (foreign); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) result = contract_run_tool (run, foreign[i].tool, &error, "%s", foreign[i].args);

      if (result != NULL)
        g_error ("%s %s was done", foreign[i].tool, foreign[i].args);
      g_assert_nonnull (error);
    }
  g_assert_cmpuint (writes (run), ==, before);
}

/* Names and notes only; nothing that is kept with them */
static void
test_password_list (ContractRun   *run,
                    gconstpointer  data)
{
  g_autoptr(JsonNode) found = contract_run_do (run, "find-passwords", "{}");
  g_autofree char *text = as_text (found);

  g_assert_cmpuint (contract_run_length (found, "passwords"), ==, 5);
  g_assert_null (strstr (text, "CANARY-"));
  g_assert_null (strstr (text, "\"password\":"));
}

static void
test_password_access (ContractRun   *run,
                      gconstpointer  data)
{
  g_autoptr(JsonNode) hidden = NULL;
  g_autoptr(JsonNode) listed = NULL;
  g_autofree char *text = NULL;

  sandbox_setting (&run->sandbox, "itglue", "{'passwordAccess':'none'}");
  assert_refused (run, MUSTER_ERROR_FORBIDDEN, "get-password", "{'password':106004}");
  listed = contract_run_do (run, "find-passwords", "{}");
  sandbox_setting (&run->sandbox, "itglue", "{'passwordAccess':'hidden'}");
  hidden = contract_run_do (run, "get-password", "{'password':106004}");
  text = as_text (hidden);
  g_assert_null (strstr (text, "CANARY-"));
  sandbox_setting (&run->sandbox, "itglue", "{'passwordAccess':'denied'}");
  assert_refused (run, MUSTER_ERROR_FORBIDDEN, "find-passwords", "{}");
}

/* Synced documents refuse edits; the errors' shapes are all understood */
static void
test_errors (ContractRun   *run,
             gconstpointer  data)
{
  static const char *const shapes[] = { "number", "text", "word" };

  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree char *settings = g_strdup_printf ("{'errorShape':'%s'}", shapes[i]);
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) result = NULL;

      sandbox_setting (&run->sandbox, "itglue", settings);
      assert_refused (run, MUSTER_ERROR_NOT_FOUND, "get-document", "{'document':1}");
      result = contract_run_tool (run, "archive-document", &error, "{'document':" PROCEDURE "}");
      g_assert_null (result);
      g_assert_nonnull (error);
      sandbox_control (&run->sandbox, "POST", "faults", "{\"vendor\":\"itglue\",\"kind\":\"401\"}");
      assert_refused (run, MUSTER_ERROR_SIGNED_OUT, "list-companies", "{}");
      sandbox_control (&run->sandbox, "POST", "faults", "{\"vendor\":\"itglue\",\"kind\":\"429\"}");
      assert_refused (run, MUSTER_ERROR_RATE_LIMITED, "list-companies", "{}");
    }
  /* a page of HTML */
  run->odd = TRUE;
  sandbox_control (&run->sandbox, "POST", "faults", "{\"vendor\":\"itglue\",\"kind\":\"500\",\"times\":2}");
  {
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) result = contract_run_tool (run, "list-companies", &error, "{}");

    g_assert_null (result);
    g_assert_nonnull (error);
    g_assert_null (strstr (error->message, "<"));
  }
}

/* A secret in a field of a record is no more shown than one among the passwords, whatever the field is called */
static void
test_secret_fields (ContractRun   *run,
                    gconstpointer  data)
{
  g_autoptr(JsonNode) list = NULL;
  g_autoptr(JsonNode) one = NULL;
  g_autofree char *listed = NULL;
  g_autofree char *read = NULL;

  sandbox_setting (&run->sandbox, "itglue", "{'confidentialField':'Door PIN'}");
  list = contract_run_do (run, "list-flexible-assets", "{}");
  g_assert_cmpuint (contract_run_length (list, "assets"), >, 2);
  g_assert_nonnull (strstr (run->sandbox.text, "data"));
  one = contract_run_do (run, "get-flexible-asset", "{'asset':107002}");
  listed = json_to_string (list, FALSE);
  read = json_to_string (one, FALSE);
  g_assert_null (strstr (listed, "CANARY-"));
  g_assert_null (strstr (read, "CANARY-"));
  g_assert_nonnull (strstr (read, "BRAM-FS01"));
}

/* The fields of a record are the vendor's; what is in them is looked at all the same, before anything is sent */
static void
test_free_fields (ContractRun   *run,
                  gconstpointer  data)
{
  static const char *const wrong[] = { "{'name':{'a':1}}", "{'a b':'x'}", "{'name':null}", "{'name':[['x']]}", "{'name':'a\\u0001b'}",
                                       "{'name':['a\\u0001b']}", "[]", "'name'" };
  g_autoptr(JsonNode) made = NULL;
  guint before = writes (run), sent = run->requests;

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *args = g_strdup_printf ("{'type':9001,'fields':%s}", wrong[i]);

      assert_refused (run, MUSTER_ERROR_INVALID_INPUT, "create-flexible-asset", args);
    }
  g_assert_cmpuint (run->requests, ==, sent);
  /* a tag is a list with an id */
  made = contract_run_do (run, "create-flexible-asset", "{'type':9002,'fields':{'name':'Tool','champion':[103012]}}");
  g_assert_nonnull (made);
  g_assert_cmpuint (writes (run), ==, before + 1);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    void (*run) (ContractRun *, gconstpointer);
  } tests[] = {
    { "every-tool", test_every_tool },
    { "folder-filters", test_folder_filters },
    { "without-folders", test_without_folders },
    { "body", test_body },
    { "create", test_create },
    { "wrong-folder", test_wrong_folder },
    { "update", test_update },
    { "scope", test_scope },
    { "password-list", test_password_list },
    { "password-access", test_password_access },
    { "secret-fields", test_secret_fields },
    { "free-fields", test_free_fields },
    { "errors", test_errors },
  };

  muster_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/contract/itglue/", tests[i].name, NULL);

      g_test_add (path, ContractRun, NULL, set_up, tests[i].run, tear_down);
    }
  return g_test_run ();
}
