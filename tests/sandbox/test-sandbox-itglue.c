/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sandbox-fixture.h"
#include "sandbox-schema.h"

#define ALL "filter%5Bdocument_folder_id%5D=null"
#define FOLDERED "filter%5Bdocument-folder-id%5D%5Bne%5D=null"

static void
add (const char *name,
     void      (*test)(SandboxFixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/sandbox/itglue/", name, NULL);

  g_test_add (path, SandboxFixture, NULL, sandbox_fixture_setup, test, sandbox_fixture_teardown);
}

/* What lies below "data", "attributes" and "meta" of the last answer */
static JsonObject *
one (SandboxFixture *f)
{
  return muster_jo_obj (sandbox_reply (f), "data");
}

static JsonObject *
attributes (SandboxFixture *f)
{
  return muster_jo_obj (one (f), "attributes");
}

static JsonObject *
row (SandboxFixture *f,
     guint           index)
{
  return muster_jo_obj (muster_ja_obj (sandbox_rows (f, "data"), index), "attributes");
}

static guint
count (SandboxFixture *f,
       const char     *path)
{
  sandbox_itglue (f, "GET", path, NULL);
  g_assert_cmpuint (f->status, ==, 200);
  return muster_ja_length (sandbox_rows (f, "data"));
}

static void
get (SandboxFixture *f,
     const char     *path,
     guint           status)
{
  sandbox_itglue (f, "GET", path, NULL);
  g_assert_cmpuint (f->status, ==, status);
}

/* @body with single quotes */
static void
do_write (SandboxFixture *f,
          const char     *method,
          const char     *path,
          const char     *body,
          guint           status)
{
  g_autofree char *quoted = body != NULL ? g_strdelimit (g_strdup (body), "'", '"') : NULL;

  sandbox_itglue (f, method, path, quoted);
  if (f->status != status)
    g_error ("%s %s: %u %s", method, path, f->status, f->text);
}

static void
assert_detail (SandboxFixture *f,
               const char     *text)
{
  JsonObject *error = muster_ja_obj (sandbox_rows (f, "errors"), 0);

  g_assert_nonnull (strstr (muster_jo_str (error, "detail"), text));
}

static void
test_shapes (SandboxFixture *f,
             gconstpointer   data)
{
  const char *const paths[] = {
    "organizations", "organizations/510044", "organizations/500001", "organizations/1", "organization_types", "organization_statuses",
    "configurations", "configurations/108001", "configurations/1", "organizations/510044/relationships/configurations",
    "configuration_types", "configuration_statuses", "contacts", "contacts/103000", "contacts/1",
    "organizations/510041/relationships/contacts", "locations", "organizations/510041/relationships/locations",
    "flexible_asset_types", "flexible_asset_types/9001", "flexible_asset_types/1",
    "flexible_asset_types/9001/relationships/flexible_asset_fields", "flexible_assets?filter[flexible_asset_type_id]=9002",
    "flexible_assets", "flexible_assets/107000", "flexible_assets/1", "passwords", "password_categories",
    "organizations/510044/relationships/passwords", "passwords/106004?show_password=false",
    "organizations/510044/relationships/passwords/106004?show_password=true", "passwords/1",
    "organizations/510044/relationships/documents?" ALL, "documents/104011", "documents/109001", "documents/1",
    "documents/104011/relationships/sections", "documents/109001/relationships/sections",
    "documents/104011/relationships/sections/10401101", "documents/104011/relationships/sections/1",
    "organizations/510044/relationships/document_folders", "users", "users/102", "users/1", "expirations", "organizations?page[size]=5000",
  };
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("itglue.json");

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *full = g_strconcat ("/", paths[i], NULL);

      sandbox_itglue (f, "GET", paths[i], NULL);
      g_test_message ("%s: %u", paths[i], f->status);
      g_assert_nonnull (f->reply);
      g_assert_cmpstr (soup_message_headers_get_content_type (f->headers, NULL), ==, "application/vnd.api+json");
      g_assert_true ((f->status == 200) == (f->status < 300));
      sandbox_schema_check (schema, "GET", full, f->status, f->reply);
    }
}

static void
test_door (SandboxFixture *f,
           gconstpointer   data)
{
  const char *wrong[] = { "x-api-key", "ITG.wrong", NULL };
  const char *right[] = { "x-api-key", muster_jo_str (muster_jo_obj (f->ready, "itglue"), "apiKey"), NULL };
  const char *url = muster_jo_str (muster_jo_obj (f->ready, "itglue"), "url");
  g_autofree char *path = g_strconcat (url, "/organizations/510041/relationships/documents", NULL);

  g_assert_true (g_str_has_prefix (right[1], "ITG.CANARY-"));
  g_assert_cmpstr (muster_jo_str (muster_jo_obj (f->ready, "itglue"), "ownOrganization"), ==, "500001");
  sandbox_send (f, "GET", path, wrong, NULL, NULL);
  g_assert_cmpuint (f->status, ==, 401);
  sandbox_send (f, "GET", path, NULL, NULL, NULL);
  g_assert_cmpuint (f->status, ==, 401);
  assert_detail (f, "Unauthorized resource access");
  sandbox_send (f, "POST", path, right, "application/json", "{\"data\":{\"type\":\"documents\",\"attributes\":{\"name\":\"x\"}}}");
  g_assert_cmpuint (f->status, ==, 415);
  sandbox_send (f, "POST", path, right, "application/vnd.api+json", "{\"data\":{");
  g_assert_cmpuint (f->status, ==, 400);
  get (f, "nothing/here", 404);
  get (f, "organizations/DOC-1", 404);
  sandbox_setting (f, "itglue", "{'plan':'without-api'}");
  get (f, "organizations", 403);
}

static void
test_organizations (SandboxFixture *f,
                    gconstpointer   data)
{
  guint all = count (f, "organizations"), primary = 0, seen = 0;

  g_assert_cmpuint (all, ==, 4);
  for (guint i = 0; i < all; i++)
    {
      JsonObject *organization = muster_ja_obj (sandbox_rows (f, "data"), i);

      primary += muster_jo_bool (row (f, i), "primary", FALSE);
      g_assert_nonnull (muster_jo_str (organization, "id"));
    }
  g_assert_cmpuint (primary, ==, 1);
  g_assert_cmpuint (count (f, "organizations?filter[primary]=true"), ==, 1);
  g_assert_cmpuint (count (f, "organizations?filter[psa_integration_type]=manage&filter[psa_id]=2107"), ==, 1);
  g_assert_cmpstr (muster_jo_str (row (f, 0), "name"), ==, "Bramdale Fabrication Ltd");
  g_assert_cmpuint (count (f, "organizations?filter%5Bpsa-integration-type%5D=autotask&filter%5Bpsa-id%5D=2107"), ==, 1);
  /* half of the pair is no filter, and an unknown one is none either */
  g_assert_cmpuint (count (f, "organizations?filter[psa_id]=2107"), ==, all);
  g_assert_cmpuint (count (f, "organizations?filter[colour]=red"), ==, all);
  g_assert_cmpuint (count (f, "organizations?filter[psa_integration_type]=halo&filter[psa_id]=2107"), ==, 0);
  g_assert_cmpuint (count (f, "organizations?filter[name]=Bramdale"), ==, 0);
  g_assert_cmpuint (count (f, "organizations?filter[name]=Bramdale%20Fabrication%20Ltd"), ==, 1);
  g_assert_cmpuint (count (f, "organizations?filter[id]=510041,510044"), ==, 2);
  g_assert_cmpuint (count (f, "organizations?filter[exclude][id]=510041"), ==, all - 1);
  sandbox_setting (f, "itglue", "{'psa':'autotask'}");
  g_assert_cmpuint (count (f, "organizations?filter[psa_integration_type]=manage&filter[psa_id]=2107"), ==, 0);
  sandbox_setting (f, "itglue", "{'psaFilter':false}");
  g_assert_cmpuint (count (f, "organizations?filter[psa_integration_type]=manage&filter[psa_id]=2107"), ==, all);
  sandbox_setting (f, "itglue", "{'nameFilter':'partial'}");
  g_assert_cmpuint (count (f, "organizations?filter[name]=bramdale"), ==, 1);

  for (gint64 page = 1; page != 0; seen++)
    {
      g_autofree char *path = g_strdup_printf ("organizations?page[size]=1&page[number]=%" G_GINT64_FORMAT "&sort=-name", page);
      JsonObject *meta;

      g_assert_cmpuint (count (f, path), ==, 1);
      meta = muster_jo_obj (sandbox_reply (f), "meta");
      g_assert_cmpint (muster_jo_int (meta, "total-count", 0), ==, all);
      page = muster_jo_int (meta, "next-page", 0);
      if (seen == 0)
        g_assert_cmpstr (muster_jo_str (row (f, 0), "name"), ==, "Praxisklinik Wendelbach GmbH");
    }
  g_assert_cmpuint (seen, ==, all);
  g_assert_cmpuint (count (f, "organizations?page[number]=99"), ==, 0);
}

static gboolean
has_document (SandboxFixture *f,
              const char     *id)
{
  return muster_ja_find (sandbox_rows (f, "data"), "id", id) != NULL;
}

/* Root level only, two forms of asking for more, and no filter by name */
static void
test_document_lists (SandboxFixture *f,
                     gconstpointer   data)
{
  static const char path[] = "organizations/510044/relationships/documents";
  g_autofree char *all = g_strconcat (path, "?" ALL, NULL);
  g_autofree char *others = g_strconcat (path, "?filter%5Bdocument_folder_id%5D%5Bne%5D=", NULL);
  g_autofree char *foldered = g_strconcat (path, "?" FOLDERED, NULL);
  g_autofree char *folder = g_strconcat (path, "?filter[document_folder_id]=100504", NULL);
  g_autofree char *named = g_strconcat (all, "&filter[name]=nothing+of+this", NULL);

  /* the procedure */
  g_assert_cmpuint (count (f, path), ==, 1);
  g_assert_true (has_document (f, "109001"));
  g_assert_cmpuint (count (f, foldered), ==, 5);
  g_assert_false (has_document (f, "109001"));
  g_assert_true (has_document (f, "104011"));
  g_assert_nonnull (muster_jo_str (row (f, 0), "content"));
  g_assert_cmpuint (count (f, all), ==, 6);
  g_assert_cmpuint (count (f, others), ==, 6);
  g_assert_cmpuint (count (f, named), ==, 6);
  g_assert_cmpuint (count (f, folder), ==, 1);
  g_assert_cmpuint (count (f, "organizations/500001/relationships/documents?" ALL), ==, 7);
  get (f, "organizations/1/relationships/documents", 404);
  get (f, "documents?" ALL, 404);

  sandbox_setting (f, "itglue", "{'folderFilters':'null'}");
  g_assert_cmpuint (count (f, foldered), ==, 1);
  g_assert_cmpuint (count (f, all), ==, 6);
  sandbox_setting (f, "itglue", "{'folderFilters':'ne'}");
  g_assert_cmpuint (count (f, foldered), ==, 5);
  g_assert_cmpuint (count (f, all), ==, 1);

  g_assert_cmpuint (count (f, "organizations/510044/relationships/document_folders"), ==, 3);
  g_assert_cmpuint (count (f, "document_folders?filter[organization_id]=510041"), ==, 2);
  sandbox_setting (f, "itglue", "{'folders':404}");
  get (f, "organizations/510044/relationships/document_folders", 404);
}

static char *
hudu_content (SandboxFixture *f,
              const char     *id)
{
  g_autofree char *path = g_strconcat ("articles/", id, NULL);

  sandbox_hudu (f, "GET", path, NULL);
  g_assert_cmpuint (f->status, ==, 200);
  return g_strdup (muster_jo_str (muster_jo_obj (sandbox_reply (f), "article"), "content"));
}

/* The sections of a document, in their order, with a bar between them */
static char *
sections (SandboxFixture *f,
          const char     *id)
{
  g_autofree char *path = g_strdup_printf ("documents/%s/relationships/sections?sort=sort", id);
  g_autoptr(GString) text = g_string_new (NULL);
  guint n = count (f, path);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%s:%s", i > 0 ? "|" : "", muster_jo_str (row (f, i), "resource-type") + strlen ("Document::"),
                            muster_jo_str (row (f, i), "content"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Draft, sections, publish; the other look-alike shows the same article */
static void
test_write_document (SandboxFixture *f,
                     gconstpointer   data)
{
  g_autofree char *id = NULL;
  g_autofree char *path = NULL;
  g_autofree char *publish = NULL;
  g_autofree char *body = NULL;
  g_autofree char *section = NULL;
  g_autofree char *both = NULL;
  g_autofree char *content = NULL;

  do_write (f, "POST", "organizations/510041/relationships/documents",
            "{'data':{'type':'documents','attributes':{'name':'VPN','content':'<p>lost</p>','document_folder_id':100504}}}", 422);
  assert_detail (f, "must exist in the same organization");
  do_write (f, "POST", "organizations/510041/relationships/documents", "{'data':{'type':'articles','attributes':{'name':'VPN'}}}", 422);
  assert_detail (f, "Expected: 'documents'");
  do_write (f, "POST", "organizations/510041/relationships/documents", "{'data':{'type':'documents','attributes':{}}}", 422);
  do_write (f, "POST", "organizations/510041/relationships/documents", "{'name':'VPN'}", 400);
  do_write (f, "POST", "organizations/510041/relationships/documents",
            "{'data':{'type':'documents','attributes':{'name':'VPN','content':'<p>lost</p>','document-folder-id':100502}}}", 201);
  id = g_strdup (muster_jo_str (one (f), "id"));
  path = g_strdup_printf ("documents/%s/relationships/sections", id);
  publish = g_strdup_printf ("documents/%s/publish", id);
  g_assert_false (muster_jo_bool (attributes (f), "published", TRUE));
  g_assert_cmpint (muster_jo_int (attributes (f), "document-folder-id", 0), ==, 100502);
  g_assert_cmpstr (muster_jo_str (attributes (f), "content"), ==, "");

  do_write (f, "POST", path, "{'data':{'type':'document-sections','attributes':{'content':'<p>x</p>'}}}", 422);
  do_write (f, "POST", path, "{'data':{'type':'document-sections','attributes':{'resource_type':'Document::Poem'}}}", 422);
  do_write (f, "POST", path, "{'data':{'type':'document-sections','attributes':{'resource_type':'Document::Text','content':'<p>b</p>'}}}", 201);
  section = g_strdup_printf ("%s/%s", path, muster_jo_str (one (f), "id"));
  do_write (f, "POST", path,
            "{'data':{'type':'document_sections','attributes':{'resource-type':'Document::Heading','content':'A','level':2,'sort':1}}}", 201);
  do_write (f, "POST", publish, NULL, 404);
  do_write (f, "PATCH", publish, NULL, 200);
  g_assert_true (muster_jo_bool (attributes (f), "published", FALSE));
  both = sections (f, id);
  g_assert_cmpstr (both, ==, "Heading:A|Text:<p>b</p>");
  content = hudu_content (f, id);
  g_assert_cmpstr (content, ==, "<h2>A</h2><p>b</p>");

  do_write (f, "PATCH", section, "{'data':{'type':'document-sections','attributes':{'content':'<p>c</p>'}}}", 200);
  g_free (content);
  content = hudu_content (f, id);
  g_assert_cmpstr (content, ==, "<h2>A</h2><p>c</p>");
  body = g_strconcat ("documents/", id, NULL);
  get (f, body, 200);
  g_assert_false (muster_jo_bool (attributes (f), "published", TRUE));
  do_write (f, "DELETE", section, NULL, 204);
  do_write (f, "PATCH", body, "{'data':{'type':'documents','attributes':{'name':'VPN 2','archived':true,'document_folder_id':null}}}", 200);
  g_assert_cmpstr (muster_jo_str (attributes (f), "name"), ==, "VPN 2");
  g_assert_true (muster_jo_bool (attributes (f), "archived", FALSE));
  g_assert_false (muster_jo_has (attributes (f), "document-folder-id"));
}

/* Cut and put together again, an article is the same; what Hudu writes is cut anew */
static void
test_sections (SandboxFixture *f,
               gconstpointer   data)
{
  g_autofree char *before = hudu_content (f, "104011");
  g_autofree char *after = NULL;
  g_autofree char *text = NULL;

  get (f, "documents/104011/relationships/sections/10401101", 200);
  g_assert_cmpstr (muster_jo_str (attributes (f), "resource-type"), ==, "Document::Heading");
  g_assert_cmpint (muster_jo_int (attributes (f), "level", 0), ==, 1);
  do_write (f, "PATCH", "documents/104011/relationships/sections/10401101",
            "{'data':{'type':'document-sections','attributes':{'content':'Bramdale Fabrication'}}}", 200);
  after = hudu_content (f, "104011");
  g_assert_cmpstr (after, ==, before);
  sandbox_hudu (f, "PUT", "articles/104011", "{\"article\":{\"content\":\"<p>1</p><h3>2</h3>\"}}");
  text = sections (f, "104011");
  g_assert_cmpstr (text, ==, "Text:<p>1</p>|Heading:2");

  /* the last one comes first: only `sort` tells */
  g_assert_cmpuint (count (f, "documents/109001/relationships/sections"), ==, 5);
  g_assert_cmpint (muster_jo_int (row (f, 0), "sort", 0), ==, 5);
  g_assert_cmpstr (muster_jo_str (row (f, 4), "resource-type"), ==, "Document::Step");
  do_write (f, "PATCH", "documents/109001", "{'data':{'type':'documents','attributes':{'name':'x'}}}", 422);
  assert_detail (f, "synced");
  sandbox_setting (f, "itglue", "{'syncedDocuments':'104011'}");
  do_write (f, "PATCH", "documents/104011/publish", NULL, 422);
}

static void
test_passwords (SandboxFixture *f,
                gconstpointer   data)
{
  const char *const lists[] = { "passwords?show_password=true", "passwords?filter[organization_id]=510044",
                                "organizations/510044/relationships/passwords?show_password=true" };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_assert_cmpuint (count (f, lists[i]), >, 3);
      g_assert_null (strstr (f->text, "CANARY-"));
      g_assert_false (json_object_has_member (row (f, 0), "password"));
    }
  get (f, "passwords/106004?show_password=false", 200);
  g_assert_null (strstr (f->text, "CANARY-"));
  get (f, "passwords/106004?show_password=true", 200);
  g_assert_true (g_str_has_prefix (muster_jo_str (attributes (f), "password"), "CANARY-"));
  get (f, "organizations/510044/relationships/passwords/106004?show_password=true", 200);
  get (f, "organizations/510041/relationships/passwords/106004?show_password=true", 404);
  get (f, "passwords/106004?show_password=maybe", 400);
  /* without a word the sources disagree */
  get (f, "passwords/106004", 200);
  g_assert_nonnull (strstr (f->text, "CANARY-"));
  sandbox_setting (f, "itglue", "{'showPasswordDefault':false}");
  get (f, "passwords/106004", 200);
  g_assert_null (strstr (f->text, "CANARY-"));
  sandbox_setting (f, "itglue", "{'vaultPasswords':'106004','restrictedPasswords':'106004'}");
  get (f, "passwords/106004?show_password=true", 200);
  g_assert_false (json_object_has_member (attributes (f), "password"));
  g_assert_true (muster_jo_has (attributes (f), "vault-id"));
  g_assert_true (muster_jo_bool (attributes (f), "restricted", FALSE));

  sandbox_setting (f, "itglue", "{'passwordAccess':'hidden'}");
  get (f, "passwords/106005?show_password=true", 200);
  g_assert_false (json_object_has_member (attributes (f), "password"));
  sandbox_setting (f, "itglue", "{'passwordAccess':'none'}");
  get (f, "passwords/106005?show_password=true", 403);
  get (f, "passwords/106005?show_password=false", 200);
  sandbox_setting (f, "itglue", "{'passwordAccess':'denied'}");
  get (f, "passwords", 403);
  sandbox_setting (f, "itglue", "{'passwordAccess':null}");
  do_write (f, "POST", "organizations/510044/relationships/passwords?show_password=false",
            "{'data':{'type':'passwords','attributes':{'name':'New','password':'CANARY-NEW'}}}", 201);
  g_assert_null (strstr (f->text, "CANARY-"));
}

static void
test_flexible_assets (SandboxFixture *f,
                      gconstpointer   data)
{
  JsonObject *traits;
  guint n;

  get (f, "flexible_assets?filter[organization_id]=510044", 400);
  n = count (f, "flexible_assets?filter[flexible-asset-type-id]=9002");
  g_assert_cmpuint (n, >, count (f, "flexible_assets?filter[flexible-asset-type-id]=9002&filter[organization-id]=510044"));
  get (f, "flexible_assets/107002", 200);
  traits = muster_jo_obj (attributes (f), "traits");
  g_assert_cmpstr (muster_jo_str (traits, "name"), ==, "Sage 200");
  g_assert_cmpstr (muster_jo_str (traits, "vendor-support"), ==, "+44 1632 970900");
  g_assert_cmpstr (muster_jo_str (muster_jo_obj (traits, "champion"), "type"), ==, "Contacts");
  n = (guint) muster_jo_int (attributes (f), "flexible-asset-type-id", 0);
  {
    g_autofree char *fields = g_strdup_printf ("flexible_asset_types/%u/relationships/flexible_asset_fields", n);
    gboolean tag = FALSE;

    n = count (f, fields);
    for (guint i = 0; i < n; i++)
      tag |= g_strcmp0 (muster_jo_str (row (f, i), "kind"), "Tag") == 0 && g_strcmp0 (muster_jo_str (row (f, i), "name-key"), "champion") == 0;
    g_assert_true (tag);
  }
  /* the form that is read cannot be written; what is left out is gone */
  do_write (f, "PATCH", "flexible_assets/107002", "{'data':{'type':'flexible_assets','attributes':{'traits':{'name':'Sage 200',"
            "'champion':{'type':'Contacts','values':[{'id':103010}]}}}}}", 422);
  do_write (f, "PATCH", "flexible_assets/107002", "{'data':{'type':'flexible_assets','attributes':{}}}", 422);
  do_write (f, "PATCH", "flexible_assets/107002", "{'data':{'type':'flexible_assets','attributes':{'traits':{'name':'S','colour':'red'}}}}", 422);
  assert_detail (f, "invalid trait keys");
  do_write (f, "PATCH", "flexible_assets/107002", "{'data':{'type':'flexible-assets','attributes':{'traits':{'name':'Sage 210'}}}}", 200);
  g_assert_cmpuint (json_object_get_size (muster_jo_obj (attributes (f), "traits")), ==, 1);
  sandbox_hudu (f, "GET", "assets?id=107002", NULL);
  g_assert_cmpstr (muster_jo_str (muster_ja_obj (sandbox_rows (f, "assets"), 0), "name"), ==, "Sage 210");

  do_write (f, "POST", "flexible_assets",
            "{'data':{'type':'flexible-assets','attributes':{'organization-id':510044,'flexible-asset-type-id':1,'traits':{'name':'P'}}}}", 422);
  do_write (f, "POST", "flexible_assets",
            "{'data':{'type':'flexible-assets','attributes':{'organization-id':510044,'flexible-asset-type-id':9001,'traits':{}}}}", 422);
  do_write (f, "POST", "flexible_assets", "{'data':{'type':'flexible-assets','attributes':{'organization_id':510044,"
            "'flexible_asset_type_id':9001,'traits':{'name':'P2','ip':'10.0.0.9'}}}}", 201);
  g_assert_cmpstr (muster_jo_str (muster_jo_obj (attributes (f), "traits"), "ip"), ==, "10.0.0.9");
}

static void
test_contacts (SandboxFixture *f,
               gconstpointer   data)
{
  g_assert_cmpuint (count (f, "contacts?filter[primary_email]=helena.kessler@keslowray.example"), ==, 1);
  g_assert_cmpstr (muster_jo_str (muster_ja_obj (muster_jo_arr (row (f, 0), "contact-emails"), 0), "value"), ==,
                   "helena.kessler@keslowray.example");
  g_assert_cmpuint (count (f, "contacts?filter[psa_integration_type]=manage&filter[psa_id]=103000"), ==, 1);
  g_assert_cmpuint (count (f, "contacts?filter[organization_id]=510041&page[size]=1000"), ==,
                    count (f, "organizations/510041/relationships/contacts?page[size]=1000"));
  g_assert_cmpuint (count (f, "configurations?filter[serial_number]=DT2865-0041"), ==, 1);
  g_assert_cmpuint (count (f, "configurations?filter[archived]=1"), ==, 0);
  g_assert_cmpuint (count (f, "users?filter[email]=owen.brackett@harrowpine.example"), ==, 1);
}

static void
test_errors (SandboxFixture *f,
             gconstpointer   data)
{
  JsonObject *error;

  get (f, "organizations/1", 404);
  g_assert_cmpint (muster_jo_int (muster_ja_obj (sandbox_rows (f, "errors"), 0), "status", 0), ==, 404);
  sandbox_setting (f, "itglue", "{'errorShape':'text'}");
  get (f, "organizations/1", 404);
  g_assert_cmpstr (muster_jo_str (muster_ja_obj (sandbox_rows (f, "errors"), 0), "status"), ==, "404");
  sandbox_setting (f, "itglue", "{'errorShape':'word'}");
  get (f, "organizations/1", 404);
  error = muster_ja_obj (sandbox_rows (f, "errors"), 0);
  g_assert_cmpstr (muster_jo_str (error, "status"), ==, "not_found");
  g_assert_false (json_object_has_member (error, "detail"));
  g_assert_cmpuint (muster_ja_length (muster_jo_arr (muster_jo_obj (error, "source"), "pointer")), ==, 2);

  sandbox_control (f, "POST", "faults", "{\"vendor\":\"itglue\",\"kind\":\"500\"}");
  get (f, "organizations", 500);
  g_assert_cmpstr (soup_message_headers_get_content_type (f->headers, NULL), ==, "text/html");
  sandbox_control (f, "POST", "faults", "{\"vendor\":\"itglue\",\"kind\":\"429\"}");
  get (f, "organizations", 429);
  g_assert_null (soup_message_headers_get_one (f->headers, "Retry-After"));
  sandbox_setting (f, "itglue", "{'rateLimit':2}");
  get (f, "organizations", 200);
  get (f, "organizations", 200);
  get (f, "organizations", 429);
  g_assert_cmpstr (soup_message_headers_get_one (f->headers, "Retry-After"), ==, "30");
}

/* The log is the evidence of what was done, and for whom */
static void
test_log (SandboxFixture *f,
          gconstpointer   data)
{
  JsonArray *requests;

  get (f, "documents/104011", 200);
  get (f, "passwords?filter[organization_id]=510041", 200);
  do_write (f, "PATCH", "documents/104011/publish", NULL, 200);
  sandbox_control (f, "GET", "requests?vendor=itglue", NULL);
  requests = sandbox_rows (f, "requests");
  g_assert_cmpuint (muster_ja_length (requests), ==, 3);
  g_assert_cmpstr (muster_jo_str (muster_ja_obj (requests, 0), "scope"), ==, "510044");
  g_assert_cmpstr (muster_jo_str (muster_ja_obj (requests, 0), "class"), ==, "read");
  g_assert_cmpstr (muster_jo_str (muster_ja_obj (requests, 1), "scope"), ==, "510041");
  g_assert_cmpstr (muster_jo_str (muster_ja_obj (requests, 2), "class"), ==, "write");
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  add ("shapes", test_shapes);
  add ("door", test_door);
  add ("organizations", test_organizations);
  add ("document-lists", test_document_lists);
  add ("write-document", test_write_document);
  add ("sections", test_sections);
  add ("passwords", test_passwords);
  add ("flexible-assets", test_flexible_assets);
  add ("contacts", test_contacts);
  add ("errors", test_errors);
  add ("log", test_log);
  return g_test_run ();
}
