/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sandbox-fixture.h"
#include "sandbox-schema.h"

static void
add (const char *path,
     void      (*test)(SandboxFixture *, gconstpointer))
{
  g_test_add (path, SandboxFixture, NULL, sandbox_fixture_setup, test, sandbox_fixture_teardown);
}

static void
test_shapes (SandboxFixture *f,
             gconstpointer   data)
{
  const char *const paths[] = {
    "api_info", "companies", "companies/44", "articles?page_size=1000", "articles/104000", "folders", "assets", "companies/44/assets",
    "asset_layouts", "asset_layouts/1", "asset_passwords", "asset_passwords/106000", "procedures", "procedures/109001", "relations",
    "cards/lookup", "users", "articles/1", "folders/100504", "password_folders", "websites", "expirations", "activity_logs", "companies/1",
  };
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("hudu.json");

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *full = g_strconcat ("/api/v1/", paths[i], NULL);

      sandbox_hudu (f, "GET", paths[i], NULL);
      g_assert_nonnull (f->reply);
      sandbox_schema_check (schema, "GET", full, f->status, f->reply);
    }
}

static void
test_keys (SandboxFixture *f,
           gconstpointer   data)
{
  const char *headers[] = { "x-api-key", "wrong", NULL };

  sandbox_send (f, "GET", "/api/v1/companies", headers, NULL, NULL);
  g_assert_cmpuint (f->status, ==, 401);
  sandbox_send (f, "GET", "/api/v1/companies", NULL, NULL, NULL);
  g_assert_cmpuint (f->status, ==, 401);
}

static guint
count (SandboxFixture *f,
       const char     *path,
       const char     *member)
{
  sandbox_hudu (f, "GET", path, NULL);
  g_assert_cmpuint (f->status, ==, 200);
  return muster_ja_length (sandbox_rows (f, member));
}

static void
test_lists (SandboxFixture *f,
            gconstpointer   data)
{
  guint all = count (f, "articles?page_size=1000", "articles"), n = 0;
  JsonArray *rows = sandbox_rows (f, "articles");
  gboolean global = FALSE;

  for (guint i = 0; i < muster_ja_length (rows); i++)
    global |= !muster_jo_has (muster_ja_obj (rows, i), "company_id");
  g_assert_true (global);
  for (guint page = 1; page < 100; page++)
    {
      g_autofree char *path = g_strdup_printf ("articles?page_size=2&page=%u", page);
      guint here = count (f, path, "articles");

      n += here;
      if (here == 0)
        break;
    }
  g_assert_cmpuint (n, ==, all);
  g_assert_cmpuint (count (f, "articles?page_size=1000&company_id=44", "articles"), <, all);
  g_assert_cmpuint (count (f, "articles?page_size=1000&folder_id=1&archived=true", "articles"), ==, all);
  g_assert_cmpuint (count (f, "articles?search=bramdale+environment", "articles"), >=, 1);
  g_assert_cmpuint (count (f, "companies?id_in_integration=2107", "companies"), ==, 1);
  g_assert_cmpuint (count (f, "companies?name=Bramdale", "companies"), ==, 0);
  g_assert_cmpuint (count (f, "companies?search=bramdale", "companies"), ==, 1);
  g_assert_cmpuint (count (f, "asset_passwords", "asset_passwords"), >, 0);
  g_assert_nonnull (strstr (f->text, "CANARY-"));
}

static void
test_writes (SandboxFixture *f,
             gconstpointer   data)
{
  g_autofree char *path = NULL;
  g_autofree char *archive = NULL;

  sandbox_hudu (f, "POST", "articles", "{\"name\":\"flat\"}");
  g_assert_cmpuint (f->status, ==, 422);
  sandbox_hudu (f, "POST", "articles", "{\"article\":{\"name\":\"VPN\",\"content\":\"<p>x</p>\",\"company_id\":44}}");
  g_assert_cmpuint (f->status, ==, 200);
  path = g_strdup_printf ("articles/%" G_GINT64_FORMAT, muster_jo_int (muster_jo_obj (sandbox_reply (f), "article"), "id", 0));
  archive = g_strconcat (path, "/archive", NULL);
  sandbox_hudu (f, "PUT", path, "{\"article\":{\"content\":\"<p>y</p>\"}}");
  g_assert_cmpstr (muster_jo_str (muster_jo_obj (sandbox_reply (f), "article"), "content"), ==, "<p>y</p>");
  sandbox_hudu (f, "PUT", archive, NULL);
  g_assert_cmpuint (count (f, "articles?name=VPN", "articles"), ==, 0);
  sandbox_hudu (f, "DELETE", path, NULL);
  g_assert_cmpuint (f->status, ==, 204);
  sandbox_hudu (f, "POST", "companies/44/assets", "{\"asset\":{\"name\":\"FW\",\"asset_layout_id\":1,\"custom_fields\":[{\"a\":\"1\",\"b\":\"2\"}]}}");
  g_assert_cmpuint (f->status, ==, 422);
  sandbox_hudu (f, "POST", "companies/44/assets", "{\"asset\":{\"name\":\"FW\",\"asset_layout_id\":1,\"custom_fields\":[{\"ip\":\"x\"}]}}");
  g_assert_cmpuint (f->status, ==, 201);
  sandbox_hudu (f, "POST", "companies/44/assets", "{\"asset\":{\"name\":\"FW\",\"asset_layout_id\":1,\"custom_fields\":[{\"management_url\":\"x\"}]}}");
  g_assert_cmpuint (f->status, ==, 422);
  g_assert_cmpstr (muster_ja_str (muster_jo_arr (sandbox_reply (f), "details"), 0), ==, "Invalid field names: management_url");
}

static gint64
made (SandboxFixture *f,
      const char     *path,
      const char     *body,
      const char     *name,
      guint           status)
{
  g_autofree char *quoted = g_strdelimit (g_strdup (body), "'", '"');

  sandbox_hudu (f, "POST", path, quoted);
  if (f->status != status)
    g_error ("%s: %u %s", path, f->status, f->text);
  return muster_jo_int (muster_jo_obj (sandbox_reply (f), name), "id", 0);
}

/* Everything that can be made, changed and read back */
static void
test_more_writes (SandboxFixture *f,
                  gconstpointer   data)
{
  gint64 folder = made (f, "folders", "{'folder':{'name':'Runbooks','company_id':44,'folder_type':'article'}}", "folder", 201);
  gint64 password = made (f, "asset_passwords",
                          "{'asset_password':{'name':'New','company_id':44,'password':'CANARY-N','url':'https://x.example'}}", "asset_password", 201);
  gint64 article = made (f, "articles", "{'article':{'name':'Shared','enable_sharing':true}}", "article", 200);
  g_autofree char *folder_path = g_strdup_printf ("folders/%" G_GINT64_FORMAT, folder);
  g_autofree char *password_path = g_strdup_printf ("asset_passwords/%" G_GINT64_FORMAT, password);
  g_autofree char *article_path = g_strdup_printf ("articles/%" G_GINT64_FORMAT, article);
  g_autofree char *archive = g_strconcat (article_path, "/archive", NULL);
  g_autofree char *unarchive = g_strconcat (article_path, "/unarchive", NULL);
  g_autofree char *relation = g_strdup_printf ("{'relation':{'fromable_type':'Article','fromable_id':%" G_GINT64_FORMAT ","
                                               "'toable_type':'Asset','toable_id':107002}}", article);

  sandbox_hudu (f, "PUT", folder_path, "{\"folder\":{\"name\":\"Books\"}}");
  g_assert_cmpuint (count (f, "folders?name=Books&folder_type=article&company_id=44", "folders"), ==, 1);
  g_assert_cmpuint (count (f, "folders?folder_type=photo", "folders"), ==, 0);
  g_assert_cmpuint (count (f, "folders?in_company=false", "folders"), ==, 2);
  sandbox_hudu (f, "PUT", password_path, "{\"asset_password\":{\"username\":\"u\"}}");
  g_assert_cmpstr (muster_jo_str (muster_jo_obj (sandbox_reply (f), "asset_password"), "login_url"), ==, "https://x.example");
  sandbox_hudu (f, "GET", article_path, NULL);
  g_assert_nonnull (strstr (muster_jo_str (muster_jo_obj (sandbox_reply (f), "article"), "share_url"), "/shared_article/"));
  g_assert_cmpuint (count (f, "articles?enable_sharing=true", "articles"), ==, 1);
  sandbox_hudu (f, "PUT", archive, NULL);
  g_assert_cmpuint (count (f, "articles?name=Shared", "articles"), ==, 0);
  sandbox_hudu (f, "PUT", unarchive, NULL);
  g_assert_cmpuint (count (f, "articles?name=Shared", "articles"), ==, 1);

  g_assert_cmpint (made (f, "relations", relation, "relation", 201), >, 0);
  g_assert_cmpuint (count (f, "relations", "relations"), ==, 2);
  g_assert_true (muster_jo_bool (muster_ja_obj (sandbox_rows (f, "relations"), 1), "is_inverse", FALSE));
  made (f, "relations", "{'relation':{'fromable_type':'Article','fromable_id':1,'toable_type':'Asset','toable_id':107002}}", "relation", 404);

  g_assert_cmpint (made (f, "companies", "{'company':{'name':'Only here'}}", "company", 201), >, 0);
  g_assert_cmpuint (count (f, "companies?name=Only+here", "companies"), ==, 1);
}

/* Lists that lag behind; a page that comes again and again */
static void
test_lag (SandboxFixture *f,
          gconstpointer   data)
{
  g_autofree char *path = NULL;

  sandbox_setting (f, "hudu", "{'lag':60}");
  sandbox_setting (f, "itglue", "{'lag':60}");
  path = g_strdup_printf ("articles/%" G_GINT64_FORMAT, made (f, "articles", "{'article':{'name':'Late','company_id':44}}", "article", 200));
  g_assert_cmpuint (count (f, "articles?name=Late", "articles"), ==, 0);
  sandbox_hudu (f, "GET", path, NULL);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_itglue (f, "GET", "organizations/510044/relationships/documents", NULL);
  g_assert_null (strstr (f->text, "Late"));
  sandbox_control (f, "POST", "clock", "{\"advance\":61}");
  g_assert_cmpuint (count (f, "articles?name=Late", "articles"), ==, 1);
  sandbox_itglue (f, "GET", "organizations/510044/relationships/documents", NULL);
  g_assert_nonnull (strstr (f->text, "Late"));
  sandbox_setting (f, "hudu", "{'repeatPages':true}");
  g_assert_cmpuint (count (f, "articles?page_size=5&page=99", "articles"), ==, 5);
}

/* From a time on, up to one, and between two */
static void
test_ranges (SandboxFixture *f,
             gconstpointer   data)
{
  guint all = count (f, "articles?page_size=1000", "articles"), since = count (f, "articles?page_size=1000&updated_at=2026-06-01T00:00:00Z,", "articles");
  guint before = count (f, "articles?page_size=1000&updated_at=,2026-06-01T00:00:00Z", "articles");
  const char *exact;
  g_autofree char *path = NULL;

  g_assert_cmpuint (since, >, 0);
  g_assert_cmpuint (before, >, 0);
  g_assert_cmpuint (since + before, ==, all);
  g_assert_cmpuint (count (f, "articles?updated_at=2027-01-01T00:00:00Z,2027-02-01T00:00:00Z", "articles"), ==, 0);
  count (f, "articles?page_size=1", "articles");
  exact = muster_jo_str (muster_ja_obj (sandbox_rows (f, "articles"), 0), "updated_at");
  path = g_strconcat ("articles?page_size=1000&updated_at=", exact, NULL);
  g_assert_cmpuint (count (f, path, "articles"), >=, 1);
}

static guint
bare (SandboxFixture *f,
      const char     *path)
{
  sandbox_hudu (f, "GET", path, NULL);
  g_assert_cmpuint (f->status, ==, 200);
  g_assert_true (JSON_NODE_HOLDS_ARRAY (f->reply));
  return json_array_get_length (json_node_get_array (f->reply));
}

/* With a name around it and without one: both have been seen */
static void
test_wrapping (SandboxFixture *f,
               gconstpointer   data)
{
  g_assert_cmpuint (bare (f, "users"), ==, 4);
  g_assert_cmpuint (bare (f, "users?archived=true"), ==, 1);
  g_assert_cmpuint (bare (f, "users?email=owen.brackett@harrowpine.example"), ==, 1);
  sandbox_setting (f, "hudu", "{'lists':'wrapped'}");
  g_assert_cmpuint (count (f, "users?archived=false", "users"), ==, 4);
  sandbox_setting (f, "hudu", "{'lists':'bare','postAnswer':'bare','omits':'draft,updated_at,slug'}");
  g_assert_cmpuint (bare (f, "companies"), ==, 3);
  g_assert_cmpuint (bare (f, "articles?page_size=1000"), >, 10);
  g_assert_null (strstr (f->text, "updated_at"));
  sandbox_hudu (f, "POST", "articles", "{\"article\":{\"name\":\"VPN\"}}");
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "name"), ==, "VPN");
  g_assert_false (json_object_has_member (sandbox_reply (f), "draft"));
}

/* Twenty-five layouts a page, whatever page_size says */
static void
test_layouts (SandboxFixture *f,
              gconstpointer   data)
{
  guint first;

  sandbox_setting (f, "hudu", "{'extraLayouts':30}");
  first = count (f, "asset_layouts?page_size=1000", "asset_layouts");
  g_assert_cmpuint (first, ==, 25);
  g_assert_cmpuint (count (f, "asset_layouts?page=2", "asset_layouts"), >, 5);
  g_assert_cmpuint (count (f, "asset_layouts?page=3", "asset_layouts"), ==, 0);
  sandbox_setting (f, "hudu", "{'confidentialField':'Door PIN'}");
  g_assert_cmpuint (count (f, "assets?id=107002", "assets"), ==, 1);
  g_assert_nonnull (strstr (f->text, "CANARY-FIELD-107002"));
  sandbox_setting (f, "hudu", "{'confidentialField':null}");
  sandbox_setting (f, "hudu", "{'version':'2.36.1'}");
  sandbox_hudu (f, "GET", "api_info", NULL);
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "version"), ==, "2.36.1");
  sandbox_hudu (f, "POST", "companies/44/assets", "{\"asset\":{\"name\":\"FW\",\"asset_layout_id\":1,\"custom_fields\":[{\"management_url\":\"x\"}],"
                "\"fields\":[{\"asset_layout_field_id\":1,\"value\":\"x\"}]}}");
  g_assert_cmpuint (f->status, ==, 201);
  g_assert_cmpuint (muster_ja_length (muster_jo_arr (muster_jo_obj (sandbox_reply (f), "asset"), "fields")), ==, 0);
}

static void
refused (SandboxFixture *f,
         const char     *method,
         const char     *path,
         guint           status)
{
  sandbox_hudu (f, method, path, NULL);
  g_assert_cmpuint (f->status, ==, status);
}

/* What a key lacks, and what stands in front of the service */
static void
test_rights (SandboxFixture *f,
             gconstpointer   data)
{
  guint all = count (f, "articles?page_size=1000", "articles");

  sandbox_setting (f, "hudu", "{'passwordRefusal':403}");
  refused (f, "GET", "asset_passwords", 403);
  refused (f, "GET", "asset_passwords/106004", 403);
  g_assert_cmpuint (count (f, "companies", "companies"), ==, 3);
  sandbox_setting (f, "hudu", "{'passwordRefusal':401,'errorShape':'empty'}");
  refused (f, "GET", "asset_passwords", 401);
  g_assert_null (f->reply);
  sandbox_setting (f, "hudu", "{'passwordRefusal':null,'errorShape':'errors','destructive':false}");
  refused (f, "DELETE", "articles/104011", 401);
  g_assert_cmpuint (muster_ja_length (sandbox_rows (f, "errors")), ==, 1);

  sandbox_setting (f, "hudu", "{'companies':'41,47'}");
  g_assert_cmpuint (count (f, "companies", "companies"), ==, 2);
  refused (f, "GET", "companies/44", 404);
  refused (f, "GET", "articles/104011", 404);
  refused (f, "GET", "companies/44/assets", 404);
  refused (f, "GET", "asset_passwords/106004", 404);
  g_assert_cmpuint (count (f, "articles?page_size=1000", "articles"), <, all);
  g_assert_cmpuint (count (f, "asset_passwords?company_id=44", "asset_passwords"), ==, 0);
  sandbox_setting (f, "hudu", "{'companies':null,'rateLimit':1}");
  refused (f, "GET", "companies", 200);
  refused (f, "GET", "companies", 429);
  g_assert_cmpstr (f->text, ==, "Retry later");
  g_assert_cmpstr (soup_message_headers_get_content_type (f->headers, NULL), ==, "text/plain");
  sandbox_setting (f, "hudu", "{'rateLimit':null,'loginPage':true}");
  refused (f, "GET", "companies", 200);
  g_assert_cmpstr (soup_message_headers_get_content_type (f->headers, NULL), ==, "text/html");
}

/* The log says which company a call reached, also when its path does not */
static void
test_scope (SandboxFixture *f,
            gconstpointer   data)
{
  JsonArray *requests;

  refused (f, "GET", "articles/104011", 200);
  refused (f, "GET", "articles/104000", 200);
  sandbox_control (f, "GET", "requests?vendor=hudu", NULL);
  requests = sandbox_rows (f, "requests");
  g_assert_cmpstr (muster_jo_str (muster_ja_obj (requests, 0), "scope"), ==, "44");
  g_assert_null (muster_jo_str (muster_ja_obj (requests, 1), "scope"));
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  add ("/sandbox/hudu/shapes", test_shapes);
  add ("/sandbox/hudu/keys", test_keys);
  add ("/sandbox/hudu/lists", test_lists);
  add ("/sandbox/hudu/writes", test_writes);
  add ("/sandbox/hudu/more-writes", test_more_writes);
  add ("/sandbox/hudu/lag", test_lag);
  add ("/sandbox/hudu/ranges", test_ranges);
  add ("/sandbox/hudu/wrapping", test_wrapping);
  add ("/sandbox/hudu/layouts", test_layouts);
  add ("/sandbox/hudu/rights", test_rights);
  add ("/sandbox/hudu/scope", test_scope);
  return g_test_run ();
}
