/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sandbox-fixture.h"
#include "sandbox-schema.h"

#define ROOT "/v4_6_release/apis/3.0/"

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
    "system/info", "system/myMembers", "system/myMembers/info", "system/members", "system/members/101", "system/info/members",
    "company/companies", "company/companies/2107", "company/companies/count", "company/contacts", "company/contacts/103011",
    "company/contacts/103011/communications", "service/boards", "service/boards/11/statuses", "service/boards/11/types",
    "service/boards/11/subtypes", "service/boards/11/teams", "service/priorities", "service/tickets?pageSize=1000", "service/tickets/120000",
    "service/tickets/count", "service/tickets/120057/notes", "service/tickets/110023/allNotes", "time/entries?pageSize=1000",
    "service/tickets/1", "service/tickets?conditions=nope%3D1",
  };
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("connectwise.openapi.json");

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *full = g_strconcat (ROOT, paths[i], NULL);

      sandbox_connectwise (f, "GET", paths[i], NULL);
      g_assert_no_error (f->error);
      sandbox_schema_check (schema, "GET", full, f->status, f->reply);
    }
  sandbox_send (f, "GET", "/login/companyinfo/harrowpine", NULL, NULL, NULL);
  sandbox_schema_check (schema, "GET", "/login/companyinfo/harrowpine", f->status, f->reply);
  g_assert_true (g_str_has_suffix (muster_jo_str (sandbox_reply (f), "Codebase"), "/"));
  sandbox_send (f, "GET", "/login/companyinfo/nobody", NULL, NULL, NULL);
  g_assert_cmpstr (f->text, ==, "null");
}

static void
test_refusals (SandboxFixture *f,
               gconstpointer   data)
{
  const char *client = muster_jo_str (muster_jo_obj (f->ready, "connectwise"), "clientId");
  const char *wrong_key[] = { "Authorization", "Basic YStiOmM=", "clientId", client, NULL };
  const char *no_client[] = { "Authorization", "Basic YStiOmM=", NULL };
  g_autofree char *deep = NULL;

  sandbox_send (f, "GET", ROOT "service/boards", NULL, NULL, NULL);
  g_assert_cmpuint (f->status, ==, 401);
  sandbox_send (f, "GET", ROOT "service/boards", no_client, NULL, NULL);
  g_assert_cmpuint (f->status, ==, 403);
  sandbox_send (f, "GET", ROOT "service/boards", wrong_key, NULL, NULL);
  g_assert_cmpuint (f->status, ==, 404);
  sandbox_send (f, "GET", ROOT "system/info", NULL, NULL, NULL);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_connectwise (f, "PUT", "service/boards", "{}");
  g_assert_cmpuint (f->status, ==, 405);
  deep = g_strnfill (100000, '[');
  sandbox_connectwise (f, "POST", "service/tickets", deep);
  g_assert_cmpuint (f->status, ==, 400);
  sandbox_connectwise (f, "POST", "service/tickets", "{broken");
  g_assert_cmpuint (f->status, ==, 400);
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "code"), ==, "InvalidObject");
}

static void
test_pages (SandboxFixture *f,
            gconstpointer   data)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autofree char *next = g_strdup ("service/tickets?pageSize=100&orderBy=id%20desc&conditions=id%3E0");
  gint64 last = G_MAXINT64;
  guint pages = 0;

  while (next != NULL)
    {
      const char *link;
      JsonArray *rows;

      sandbox_connectwise (f, "GET", next, NULL);
      rows = sandbox_rows (f, NULL);
      for (guint i = 0; i < json_array_get_length (rows); i++)
        {
          gint64 id = muster_jo_int (muster_ja_obj (rows, i), "id", 0);

          g_assert_cmpint (id, <, last);
          g_assert_true (g_hash_table_add (seen, GINT_TO_POINTER (id)));
          last = id;
        }
      pages++;
      g_clear_pointer (&next, g_free);
      link = soup_message_headers_get_one (f->headers, "Link");
      if (link != NULL)
        next = g_strndup (link + 1, strcspn (link + 1, ">"));
    }
  g_assert_cmpuint (pages, ==, 4);
  g_assert_cmpuint (g_hash_table_size (seen), ==, 310);
  sandbox_connectwise (f, "GET", "service/tickets?page=99", NULL);
  g_assert_cmpuint (json_array_get_length (sandbox_rows (f, NULL)), ==, 0);
  sandbox_connectwise (f, "GET", "service/tickets?pageSize=5000&fields=id", NULL);
  g_assert_cmpuint (json_array_get_length (sandbox_rows (f, NULL)), ==, 310);
  g_assert_cmpuint (json_object_get_size (muster_ja_obj (sandbox_rows (f, NULL), 0)), ==, 1);
  sandbox_connectwise (f, "GET", "service/tickets?pageSize=x", NULL);
  g_assert_cmpuint (f->status, ==, 400);
}

static JsonObject *
seen_note (SandboxFixture *f,
           gint64          ticket,
           guint           index)
{
  g_autofree char *path = g_strdup_printf ("tickets/%" G_GINT64_FORMAT "/notes", ticket);

  sandbox_control (f, "GET", path, NULL);
  return muster_ja_obj (sandbox_rows (f, "notes"), index);
}

static void
test_note_flags (SandboxFixture *f,
                 gconstpointer   data)
{
  static const struct { const char *flags; gboolean internal, visible; } cases[] = {
    { "\"detailDescriptionFlag\":false,\"internalAnalysisFlag\":true,\"resolutionFlag\":false", TRUE, FALSE },
    { "\"detailDescriptionFlag\":true,\"internalAnalysisFlag\":true", TRUE, TRUE },
    { "\"detailDescriptionFlag\":true,\"internalAnalysisFlag\":false", FALSE, TRUE },
    { "\"resolutionFlag\":true", FALSE, TRUE },
    { "\"processNotifications\":false", FALSE, TRUE },
  };
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("connectwise.openapi.json");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"text\":\"note %u\",%s}", i, cases[i].flags);
      JsonObject *note;

      sandbox_connectwise (f, "POST", "service/tickets/120000/notes", body);
      sandbox_schema_check (schema, "POST", ROOT "service/tickets/120000/notes", f->status, f->reply);
      note = seen_note (f, 120000, i);
      g_assert_cmpint (muster_jo_bool (note, "internal", FALSE), ==, cases[i].internal);
      g_assert_cmpint (muster_jo_bool (note, "customerVisible", FALSE), ==, cases[i].visible);
      g_assert_true (muster_jo_bool (note, "own", FALSE));
    }
  sandbox_connectwise (f, "POST", "service/tickets/120000/notes", "{\"internalAnalysisFlag\":true}");
  g_assert_cmpuint (f->status, ==, 400);
}

/* A note that came out visible can be hidden again and taken away. */
static void
test_note_repair (SandboxFixture *f,
                  gconstpointer   data)
{
  g_autofree char *path = NULL;
  g_autofree char *updated = NULL;

  sandbox_control (f, "POST", "faults", "{\"kind\":\"note-visible\",\"class\":\"note\"}");
  sandbox_connectwise (f, "POST", "service/tickets/120000/notes", "{\"text\":\"x\",\"internalAnalysisFlag\":true,\"detailDescriptionFlag\":false}");
  g_assert_true (muster_jo_bool (sandbox_reply (f), "detailDescriptionFlag", FALSE));
  path = g_strdup_printf ("service/tickets/120000/notes/%" G_GINT64_FORMAT, muster_jo_int (sandbox_reply (f), "id", 0));
  g_assert_true (muster_jo_bool (seen_note (f, 120000, 0), "customerVisible", FALSE));
  sandbox_connectwise (f, "PATCH", path, "[{\"op\":\"replace\",\"path\":\"detailDescriptionFlag\",\"value\":false}]");
  g_assert_cmpuint (f->status, ==, 200);
  g_assert_false (muster_jo_bool (seen_note (f, 120000, 0), "customerVisible", TRUE));
  sandbox_connectwise (f, "PATCH", path, "{}");
  g_assert_cmpuint (f->status, ==, 400);
  sandbox_connectwise (f, "DELETE", path, NULL);
  g_assert_cmpuint (f->status, ==, 204);
  g_assert_null (f->reply);
  sandbox_connectwise (f, "GET", path, NULL);
  g_assert_cmpuint (f->status, ==, 404);
}

/* What somebody claims to be is not who the note says has written it. */
static void
test_note_authors (SandboxFixture *f,
                   gconstpointer   data)
{
  JsonArray *notes;

  sandbox_connectwise (f, "GET", "service/tickets/120057/notes?orderBy=id%20asc", NULL);
  notes = sandbox_rows (f, NULL);
  g_assert_cmpuint (json_array_get_length (notes), ==, 2);
  g_assert_nonnull (muster_jo_obj (muster_ja_obj (notes, 0), "contact"));
  g_assert_null (muster_jo_obj (muster_ja_obj (notes, 1), "contact"));
  g_assert_null (muster_jo_obj (muster_ja_obj (notes, 1), "member"));
}

static void
test_tickets (SandboxFixture *f,
              gconstpointer   data)
{
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("connectwise.openapi.json");
  g_autofree char *path = NULL;
  g_autofree char *before = NULL;

  sandbox_connectwise (f, "POST", "service/tickets", "{\"summary\":\"My account is locked out\",\"company\":{\"id\":2107},\"contact\":{\"id\":103011},"
                       "\"initialDescription\":\"Help\",\"processNotifications\":false}");
  sandbox_schema_check (schema, "POST", ROOT "service/tickets", f->status, f->reply);
  g_assert_cmpuint (f->status, ==, 201);
  path = g_strdup_printf ("service/tickets/%" G_GINT64_FORMAT, muster_jo_int (sandbox_reply (f), "id", 0));
  sandbox_connectwise (f, "PATCH", path, "[{\"op\":\"replace\",\"path\":\"status\",\"value\":{\"id\":20}}]");
  g_assert_true (muster_jo_bool (sandbox_reply (f), "closedFlag", FALSE));
  g_assert_nonnull (muster_jo_str (sandbox_reply (f), "closedDate"));
  sandbox_connectwise (f, "PATCH", path, "[{\"op\":\"replace\",\"path\":\"status\",\"value\":{\"id\":27}}]");
  g_assert_cmpuint (f->status, ==, 400);
  sandbox_connectwise (f, "PATCH", path, "[{\"op\":\"replace\",\"path\":\"Status\",\"value\":{\"id\":16}}]");
  g_assert_cmpint (muster_jo_int (muster_jo_obj (sandbox_reply (f), "status"), "id", 0), ==, 20);
  sandbox_connectwise (f, "PATCH", path, "{\"status\":1}");
  g_assert_cmpuint (f->status, ==, 400);
  sandbox_connectwise (f, "POST", "service/tickets", "{\"summary\":\"x\",\"company\":{\"id\":1}}");
  g_assert_cmpuint (f->status, ==, 400);
  sandbox_connectwise (f, "POST", "service/tickets", "{\"summary\":\"x\",\"company\":{\"id\":2101},\"contact\":{\"id\":103011}}");
  g_assert_cmpuint (f->status, ==, 400);
  sandbox_connectwise (f, "POST", "service/tickets/search", "{\"conditions\":\"id = 120000\"}");
  g_assert_cmpuint (json_array_get_length (sandbox_rows (f, NULL)), ==, 1);
}

static void
test_log (SandboxFixture *f,
          gconstpointer   data)
{
  JsonObject *counts;

  sandbox_connectwise (f, "GET", "service/tickets/120000", NULL);
  sandbox_connectwise (f, "POST", "service/tickets/120000/notes", "{\"text\":\"x\"}");
  sandbox_connectwise (f, "POST", "service/tickets/search", "{\"conditions\":\"id = 1\"}");
  sandbox_connectwise (f, "PATCH", "service/tickets/120000", "[]");
  sandbox_token (f, sandbox_tenant (f, "klw"), "https://graph.microsoft.com/.default", NULL, NULL);
  sandbox_control (f, "GET", "requests", NULL);
  counts = muster_jo_obj (sandbox_reply (f), "counts");
  g_assert_cmpint (muster_jo_int (counts, "read", 0), ==, 2);
  g_assert_cmpint (muster_jo_int (counts, "note", 0), ==, 1);
  g_assert_cmpint (muster_jo_int (counts, "write", 0), ==, 1);
  g_assert_cmpint (muster_jo_int (counts, "auth", 0), ==, 1);
  g_assert_cmpstr (muster_jo_str (muster_ja_obj (sandbox_rows (f, "requests"), 0), "scope"), ==, "2101");
  sandbox_control (f, "GET", "requests?since=1&class=note", NULL);
  g_assert_cmpuint (json_array_get_length (sandbox_rows (f, "requests")), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  add ("/sandbox/connectwise/shapes", test_shapes);
  add ("/sandbox/connectwise/refusals", test_refusals);
  add ("/sandbox/connectwise/pages", test_pages);
  add ("/sandbox/connectwise/note-flags", test_note_flags);
  add ("/sandbox/connectwise/note-repair", test_note_repair);
  add ("/sandbox/connectwise/note-authors", test_note_authors);
  add ("/sandbox/connectwise/tickets", test_tickets);
  add ("/sandbox/connectwise/log", test_log);
  return g_test_run ();
}
