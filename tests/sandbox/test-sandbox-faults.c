/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sandbox-fixture.h"

static void
add (const char *path,
     void      (*test)(SandboxFixture *, gconstpointer))
{
  g_test_add (path, SandboxFixture, NULL, sandbox_fixture_setup, test, sandbox_fixture_teardown);
}

#define NOTES "service/tickets/120000/notes"
#define NOTE  "{\"text\":\"x\",\"internalAnalysisFlag\":true}"

static void
rule (SandboxFixture *f,
      const char     *text)
{
  sandbox_control (f, "POST", "faults", text);
  g_assert_cmpuint (f->status, ==, 201);
}

static guint
notes (SandboxFixture *f)
{
  return muster_ja_length (muster_jo_arr (muster_world_ticket (f->world, 120000), "notes"));
}

static void
test_statuses (SandboxFixture *f,
               gconstpointer   data)
{
  rule (f, "{\"vendor\":\"connectwise\",\"kind\":\"429\",\"retryAfter\":7}");
  sandbox_connectwise (f, "GET", "service/boards", NULL);
  g_assert_cmpuint (f->status, ==, 429);
  g_assert_cmpstr (soup_message_headers_get_one (f->headers, "Retry-After"), ==, "7");
  sandbox_connectwise (f, "GET", "service/boards", NULL);
  g_assert_cmpuint (f->status, ==, 200);
  rule (f, "{\"method\":\"POST\",\"pathPattern\":\"*/notes\",\"kind\":\"500\",\"times\":2}");
  for (guint i = 0; i < 3; i++)
    {
      sandbox_connectwise (f, "POST", NOTES, NOTE);
      g_assert_cmpuint (f->status, ==, i < 2 ? 500 : 201);
    }
  g_assert_cmpuint (notes (f), ==, 1);
  rule (f, "{\"vendor\":\"hudu\",\"kind\":\"401\",\"after\":1}");
  sandbox_hudu (f, "GET", "articles?page=1", NULL);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_hudu (f, "GET", "articles?page=2", NULL);
  g_assert_cmpuint (f->status, ==, 401);
  rule (f, "{\"vendor\":\"graph\",\"kind\":\"404\"}");
  sandbox_graph (f, "klw", "GET", "users", NULL);
  sandbox_assert_error (f, 404, "Request_ResourceNotFound");
}

static void
test_broken_replies (SandboxFixture *f,
                     gconstpointer   data)
{
  rule (f, "{\"kind\":\"lost-reply\"}");
  sandbox_connectwise (f, "POST", NOTES, NOTE);
  g_assert_nonnull (f->error);
  g_assert_cmpuint (notes (f), ==, 1);
  rule (f, "{\"kind\":\"cut\"}");
  sandbox_hudu (f, "GET", "companies", NULL);
  g_assert_true (f->error != NULL || f->reply == NULL);
  rule (f, "{\"kind\":\"garbage\"}");
  sandbox_hudu (f, "GET", "companies", NULL);
  g_assert_cmpuint (f->status, ==, 200);
  g_assert_null (f->reply);
  rule (f, "{\"kind\":\"oversize\"}");
  sandbox_hudu (f, "GET", "companies", NULL);
  g_assert_cmpuint (strlen (f->text), >, 8 * 1024 * 1024);
}

static gboolean
has_note (gpointer data)
{
  return notes (data) > 0;
}

static void
test_late_commits (SandboxFixture *f,
                   gconstpointer   data)
{
  sandbox_control (f, "POST", "faults", "{\"kind\":\"late-commit\",\"ms\":60000}");
  g_assert_cmpuint (f->status, ==, 400);
  rule (f, "{\"kind\":\"late-commit\",\"ms\":200,\"class\":\"note\"}");
  sandbox_connectwise (f, "POST", NOTES, NOTE);
  g_assert_nonnull (f->error);
  g_assert_cmpuint (notes (f), ==, 0);
  muster_test_until (has_note, f);
  rule (f, "{\"kind\":\"latency\",\"ms\":50,\"msMin\":1,\"times\":-1}");
  sandbox_connectwise (f, "POST", NOTES, NOTE);
  g_assert_cmpuint (f->status, ==, 201);
  g_assert_cmpuint (notes (f), ==, 2);
}

static void
test_folded_text (SandboxFixture *f,
                  gconstpointer   data)
{
  rule (f, "{\"kind\":\"note-folded\"}");
  sandbox_connectwise (f, "POST", NOTES, "{\"text\":\"1. a\\n2. b\",\"internalAnalysisFlag\":true}");
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "text"), ==, "1. a 2. b");
}

static void
test_rules (SandboxFixture *f,
            gconstpointer   data)
{
  sandbox_control (f, "POST", "faults", "{\"kind\":\"unheard-of\"}");
  g_assert_cmpuint (f->status, ==, 400);
  rule (f, "{\"kind\":\"500\",\"times\":-1}");
  rule (f, "{\"kind\":\"404\"}");
  sandbox_control (f, "GET", "faults", NULL);
  g_assert_cmpuint (muster_ja_length (sandbox_rows (f, "faults")), ==, 2);
  sandbox_control (f, "DELETE", "faults/1", NULL);
  g_assert_cmpuint (f->status, ==, 204);
  sandbox_control (f, "DELETE", "faults", NULL);
  sandbox_hudu (f, "GET", "api_info", NULL);
  g_assert_cmpuint (f->status, ==, 200);
}

static void
test_control (SandboxFixture *f,
              gconstpointer   data)
{
  const char *web[] = { "Origin", "https://evil.example", NULL };
  g_autofree char *path = NULL;

  sandbox_send (f, "POST", "/sandbox/reset", web, "application/json", "{}");
  g_assert_cmpuint (f->status, ==, 403);
  sandbox_control (f, "POST", "tickets", "{\"clientKey\":\"klw\",\"summary\":\"Hello\",\"description\":\"x\",\"contactId\":103006}");
  g_assert_cmpuint (f->status, ==, 201);
  path = g_strdup_printf ("service/tickets/%" G_GINT64_FORMAT "/notes", muster_jo_int (sandbox_reply (f), "id", 0));
  sandbox_connectwise (f, "GET", path, NULL);
  g_assert_cmpuint (json_array_get_length (sandbox_rows (f, NULL)), ==, 1);
  sandbox_control (f, "POST", "tickets", "{\"clientKey\":\"nobody\",\"summary\":\"Hello\"}");
  g_assert_cmpuint (f->status, ==, 400);
  sandbox_control (f, "POST", "tickets/120000/notes", "{\"text\":\"Yes\",\"kind\":\"reply\",\"authorKind\":\"contact\",\"contactId\":103006}");
  g_assert_cmpuint (f->status, ==, 201);
  sandbox_control (f, "GET", "state/user/sjennings@bramdale.example", NULL);
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_control (f, "GET", "state/user/nobody", NULL);
  g_assert_cmpuint (f->status, ==, 404);
  sandbox_control (f, "POST", "reset", "{\"tickets\":[120001]}");
  g_assert_cmpuint (f->status, ==, 200);
  sandbox_control (f, "GET", "tickets", NULL);
  g_assert_cmpuint (muster_ja_length (sandbox_rows (f, "tickets")), ==, 1);
  sandbox_control (f, "GET", "requests", NULL);
  g_assert_cmpuint (muster_ja_length (sandbox_rows (f, "requests")), ==, 0);
  sandbox_control (f, "POST", "reset", NULL);
  sandbox_control (f, "GET", "tickets", NULL);
  g_assert_cmpuint (muster_ja_length (sandbox_rows (f, "tickets")), ==, 60);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  add ("/sandbox/faults/statuses", test_statuses);
  add ("/sandbox/faults/broken-replies", test_broken_replies);
  add ("/sandbox/faults/late-commits", test_late_commits);
  add ("/sandbox/faults/folded-text", test_folded_text);
  add ("/sandbox/faults/rules", test_rules);
  add ("/sandbox/faults/control", test_control);
  return g_test_run ();
}
