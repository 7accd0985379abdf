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
    "cards/lookup", "users", "articles/1",
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
  sandbox_hudu (f, "POST", "companies/44/assets", "{\"asset\":{\"name\":\"FW\",\"asset_layout_id\":1,\"custom_fields\":[{\"management_url\":\"x\"}]}}");
  g_assert_cmpuint (f->status, ==, 201);
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
  return g_test_run ();
}
