/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every tool of the Hudu document against the look-alike, with the vendor's description between them. */

#define G_LOG_DOMAIN "muster-tests"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-test.h"

#include "contract-run.h"

#define CLIENT "44"

static const ContractStep steps[] = {
  { "api-info", "{}" },
  { "list-companies", "{}" },
  { "list-folders", "{}" },
  { "sync-articles", "{}" },
  { "sync-procedures", "{}" },
  { "search-articles", "{'query':'Bramdale environment'}" },
  { "search-articles", "{}" },
  { "get-article", "{'article':104011}" },
  { "get-article", "{'article':104000}" },
  { "list-assets", "{'query':'Sage'}" },
  { "list-assets", "{}" },
  { "get-asset", "{'asset':107002}" },
  { "list-procedures", "{}" },
  { "get-procedure", "{'procedure':109001}" },
  { "find-passwords", "{'query':'admin'}" },
  { "get-password", "{'password':106004}" },
  { "create-article", "{'name':'Lesson','content':'<p>Restart it [ref:A]</p>'}", "[ref:A]" },
  { "create-article", "{'name':'Lesson in a folder','content':'<p>Restart it [ref:B]</p>','folder':100504}", "[ref:B]" },
  { "update-article", "{'article':104011,'content':'<p>New</p>'}" },
  { "archive-article", "{'article':104011}" },
  { "restore-article", "{'article':104011}" },
  { "create-asset", "{'layout':1,'name':'Spare printer','fields':[{'ip':'10.44.0.99'},{'lease_firm':'None'}]}" },
  { NULL }
};

static void
set_up (ContractRun   *run,
        gconstpointer  data)
{
  JsonObject *ready;

  contract_run_set_up (run, "hudu", "hudu.json");
  ready = muster_json_obj (run->sandbox.ready, "hudu");
  run->docs = g_strdup (CLIENT);
  contract_run_setting (run, "url", muster_json_str (ready, "url"));
  contract_run_header (run, "x-api-key", muster_json_str (ready, "apiKey"));
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

static guint
writes (ContractRun *run)
{
  sandbox_control (&run->sandbox, "GET", "requests?vendor=hudu&class=write", NULL);
  return muster_ja_length (sandbox_rows (&run->sandbox, "requests"));
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

/* All of them, page by page, and no draft or archived one among them that is not named as such */
static void
test_all_articles (ContractRun   *run,
                   gconstpointer  data)
{
  g_autoptr(JsonNode) before = contract_run_do (run, "sync-articles", "{}");
  g_autoptr(JsonNode) stuck = NULL;
  g_autoptr(JsonNode) after = NULL;
  guint n = contract_run_length (before, "articles");

  g_assert_cmpuint (n, ==, 20);
  for (guint i = 0; i < 210; i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"article\":{\"name\":\"Number %u\",\"company_id\":44,\"content\":\"x\"}}", i);

      sandbox_hudu (&run->sandbox, "POST", "articles", body);
    }
  /* a server that does not turn the page is not asked for ever */
  sandbox_setting (&run->sandbox, "hudu", "{'repeatPages':true}");
  stuck = contract_run_do (run, "sync-articles", "{}");
  g_assert_cmpuint (contract_run_length (stuck, "articles"), <=, 200);
  g_assert_cmpuint (run->requests, <, 10);
  sandbox_setting (&run->sandbox, "hudu", "{'repeatPages':false}");
  after = contract_run_do (run, "sync-articles", "{}");
  g_assert_cmpuint (contract_run_length (after, "articles"), ==, n + 210);
}

/* What belongs to somebody else is not read or changed; the MSP's own is read and never changed */
static void
test_scope (ContractRun   *run,
            gconstpointer  data)
{
  static const ContractStep foreign[] = {
    { "get-article", "{'article':104007}" },
    { "get-asset", "{'asset':107000}" },
    { "get-password", "{'password':106000}" },
    { "get-procedure", "{'procedure':109000}" },
    { "update-article", "{'article':104007,'content':'x'}" },
    { "update-article", "{'article':104000,'content':'x'}" },
  };
  g_autoptr(JsonNode) own = contract_run_do (run, "get-article", "{'article':104000}");

  g_assert_nonnull (own);
  for (gsize i = 0; i < G_N_ELEMENTS (foreign); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) result = contract_run_tool (run, foreign[i].tool, &error, "%s", foreign[i].args);

      if (result != NULL)
        g_error ("%s %s was done", foreign[i].tool, foreign[i].args);
      g_assert_nonnull (error);
    }
  g_assert_cmpuint (writes (run), ==, 0);
}

/* The service sends every secret along with a list; none of it is left of it */
static void
test_password_list (ContractRun   *run,
                    gconstpointer  data)
{
  g_autoptr(JsonNode) found = contract_run_do (run, "find-passwords", "{}");
  g_autofree char *text = json_to_string (found, FALSE);

  g_assert_cmpuint (contract_run_length (found, "passwords"), ==, 5);
  g_assert_nonnull (strstr (run->sandbox.text, "CANARY-"));
  g_assert_null (strstr (text, "CANARY-"));
  g_assert_null (strstr (text, "\"password\":"));
}

/* 401 on the paths of passwords is the right that is missing; the key itself is good */
static void
test_rights (ContractRun   *run,
             gconstpointer  data)
{
  g_autoptr(JsonNode) info = NULL;

  sandbox_setting (&run->sandbox, "hudu", "{'passwordRefusal':403}");
  assert_refused (run, MUSTER_ERROR_FORBIDDEN, "find-passwords", "{}");
  assert_refused (run, MUSTER_ERROR_FORBIDDEN, "get-password", "{'password':106004}");
  sandbox_setting (&run->sandbox, "hudu", "{'passwordRefusal':401}");
  assert_refused (run, MUSTER_ERROR_FORBIDDEN, "find-passwords", "{}");
  info = contract_run_do (run, "api-info", "{}");
  g_assert_nonnull (info);
  sandbox_setting (&run->sandbox, "hudu", "{'passwordRefusal':null,'companies':'41'}");
  assert_refused (run, MUSTER_ERROR_NOT_FOUND, "get-article", "{'article':104011}");
  assert_refused (run, MUSTER_ERROR_NOT_FOUND, "get-asset", "{'asset':107002}");
}

/* Names around lists or none, around a new article or none, and the members that old versions lack */
static void
test_shapes (ContractRun   *run,
             gconstpointer  data)
{
  g_autoptr(JsonNode) made = NULL;
  g_autoptr(JsonNode) bare = NULL;
  g_autoptr(JsonNode) found = NULL;
  g_autofree char *id = NULL;

  sandbox_setting (&run->sandbox, "hudu", "{'postAnswer':'bare'}");
  made = contract_run_do (run, "create-article", "{'name':'Lesson','content':'<p>x</p>'}");
  id = contract_run_text (made, "article.id");
  g_assert_nonnull (id);
  sandbox_setting (&run->sandbox, "hudu", "{'lists':'bare'}");
  run->odd = TRUE;
  bare = contract_run_do (run, "search-articles", "{'query':'Lesson'}");
  g_assert_cmpuint (contract_run_length (bare, "articles"), ==, 1);
  run->odd = FALSE;
  sandbox_setting (&run->sandbox, "hudu", "{'lists':null}");
  sandbox_setting (&run->sandbox, "hudu", "{'omits':'updated_at,created_at,draft,slug,url'}");
  found = contract_run_do (run, "search-articles", "{'query':'Lesson'}");
  g_assert_cmpuint (contract_run_length (found, "articles"), ==, 1);
}

static void
test_errors (ContractRun   *run,
             gconstpointer  data)
{
  static const char *const shapes[] = { "error", "errors", "message", "empty" };

  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree char *settings = g_strdup_printf ("{'errorShape':'%s'}", shapes[i]);

      sandbox_setting (&run->sandbox, "hudu", settings);
      assert_refused (run, MUSTER_ERROR_NOT_FOUND, "get-article", "{'article':1}");
    }
  sandbox_control (&run->sandbox, "POST", "faults", "{\"vendor\":\"hudu\",\"kind\":\"401\"}");
  assert_refused (run, MUSTER_ERROR_SIGNED_OUT, "list-companies", "{}");
  sandbox_control (&run->sandbox, "POST", "faults", "{\"vendor\":\"hudu\",\"kind\":\"429\"}");
  assert_refused (run, MUSTER_ERROR_RATE_LIMITED, "list-companies", "{}");
  assert_refused (run, MUSTER_ERROR_INVALID_INPUT, "create-asset", "{'layout':1,'name':'x','fields':[{'no_such_field':'1'}]}");
  /* the address of something else: a page to sign in, and no word of an error */
  run->odd = TRUE;
  sandbox_setting (&run->sandbox, "hudu", "{'loginPage':true}");
  assert_refused (run, MUSTER_ERROR_BAD_REPLY, "list-companies", "{}");
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

  sandbox_setting (&run->sandbox, "hudu", "{'confidentialField':'Door PIN'}");
  list = contract_run_do (run, "list-assets", "{}");
  g_assert_cmpuint (contract_run_length (list, "assets"), >, 2);
  g_assert_nonnull (strstr (run->sandbox.text, "CANARY-FIELD-"));
  one = contract_run_do (run, "get-asset", "{'asset':107002}");
  listed = json_to_string (list, FALSE);
  read = json_to_string (one, FALSE);
  g_assert_null (strstr (listed, "CANARY-"));
  g_assert_null (strstr (read, "CANARY-"));
  g_assert_nonnull (strstr (read, "BRAM-FS01"));
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
    { "all-articles", test_all_articles },
    { "scope", test_scope },
    { "password-list", test_password_list },
    { "rights", test_rights },
    { "shapes", test_shapes },
    { "secret-fields", test_secret_fields },
    { "errors", test_errors },
  };

  muster_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/contract/hudu/", tests[i].name, NULL);

      g_test_add (path, ContractRun, NULL, set_up, tests[i].run, tear_down);
    }
  return g_test_run ();
}
