/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sandbox-fixture.h"
#include "sandbox-schema.h"

/* What goes wrong at HaloPSA on request, in its own shapes, and what outlives a restart. */

#define NOTE "[{\"ticket_id\":120000,\"outcome_id\":31,\"note\":\"1. a\\n2. b\",\"hiddenfromuser\":true}]"

static void
add (const char *path,
     void      (*test)(SandboxFixture *, gconstpointer))
{
  g_test_add (path, SandboxFixture, NULL, sandbox_fixture_setup, test, sandbox_fixture_teardown);
}

static void
rule (SandboxFixture *f,
      const char     *members)
{
  g_autofree char *text = g_strdup_printf ("{\"vendor\":\"halopsa\",%s}", members);

  sandbox_control (f, "POST", "faults", text);
  g_assert_cmpuint (f->status, ==, 201);
}

static JsonObject *
note (SandboxFixture *f,
      guint           index)
{
  JsonArray *notes = muster_jo_arr (muster_world_ticket (f->world, 120000), "notes");

  return index < muster_ja_length (notes) ? muster_ja_obj (notes, index) : NULL;
}

static void
test_statuses (SandboxFixture *f,
               gconstpointer   data)
{
  const guint statuses[] = { 401, 403, 404, 500, 503 };
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("halopsa.openapi.json");

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autofree char *members = g_strdup_printf ("\"class\":\"read\",\"kind\":\"%u\"", statuses[i]);

      rule (f, members);
      sandbox_halo (f, "GET", "Tickets/120000", NULL);
      g_assert_cmpuint (f->status, ==, statuses[i]);
      if (statuses[i] < 500)
        sandbox_schema_check (schema, "GET", "/api/Tickets/120000", f->status, f->reply);
      if (statuses[i] != 503)
        g_assert_nonnull (muster_jo_str (sandbox_reply (f), "Message"));
    }
  sandbox_halo (f, "GET", "Tickets/120000", NULL);
  g_assert_cmpuint (f->status, ==, 200);
}

static void
test_error_shapes (SandboxFixture *f,
                   gconstpointer   data)
{
  g_autoptr(SandboxSchema) schema = sandbox_schema_load ("halopsa.openapi.json");

  sandbox_halo (f, "POST", "Actions", "[{\"ticket_id\":120000}]");
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "ClassName"), ==, "System.Exception");
  sandbox_halo_setting (f, "\"errorShape\":\"result\"");
  sandbox_halo (f, "POST", "Actions", "[{\"ticket_id\":120000}]");
  sandbox_schema_check (schema, "POST", "/api/Actions", f->status, f->reply);
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "resultCode", 0), ==, 400);
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "errorMessage"), ==, "An Outcome must be entered for this Action");
  sandbox_halo_setting (f, "\"errorShape\":\"text\"");
  sandbox_halo (f, "POST", "Actions", "[{\"ticket_id\":120000}]");
  g_assert_cmpuint (f->status, ==, 400);
  g_assert_cmpstr (f->text, ==, "An Outcome must be entered for this Action");
}

static void
test_rate_limit_text (SandboxFixture *f,
                      gconstpointer   data)
{
  rule (f, "\"class\":\"read\",\"kind\":\"429\"");
  sandbox_halo (f, "GET", "Tickets", NULL);
  g_assert_cmpuint (f->status, ==, 429);
  g_assert_cmpstr (f->text, ==, "Rate Limit Reached - 300 Requests per rolling 5 minute window");
  g_assert_true (g_str_has_prefix (soup_message_headers_get_one (f->headers, "Content-Type"), "text/plain"));
  g_assert_null (soup_message_headers_get_one (f->headers, "Retry-After"));
  rule (f, "\"class\":\"read\",\"kind\":\"429\",\"retryAfter\":3");
  sandbox_halo (f, "GET", "Tickets", NULL);
  g_assert_cmpstr (soup_message_headers_get_one (f->headers, "Retry-After"), ==, "3");
}

/* The limit counts all calls of all callers, and an old one less when its time is over. */
static void
test_rolling_limit (SandboxFixture *f,
                    gconstpointer   data)
{
  sandbox_halo_setting (f, "\"rateLimit\":3,\"rateWindow\":3600");
  for (guint i = 0; i < 5; i++)
    {
      sandbox_halo (f, "GET", "Agent/me", NULL);
      g_assert_cmpuint (f->status, ==, i < 3 ? 200 : 429);
    }
  sandbox_halo_setting (f, "\"rateWindow\":0");
  sandbox_halo (f, "GET", "Agent/me", NULL);
  g_assert_cmpuint (f->status, ==, 200);
}

static void
test_sign_in_faults (SandboxFixture *f,
                     gconstpointer   data)
{
  rule (f, "\"class\":\"auth\",\"kind\":\"401\"");
  sandbox_halo_sign_in (f, "grant_type", "client_credentials", NULL);
  g_assert_cmpuint (f->status, ==, 401);
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "error"), ==, "invalid_client");
  rule (f, "\"class\":\"auth\",\"kind\":\"429\"");
  sandbox_halo_sign_in (f, "grant_type", "client_credentials", NULL);
  g_assert_true (g_str_has_prefix (f->text, "Rate Limit Reached"));
}

static gboolean
has_note (gpointer data)
{
  return note (data, 0) != NULL;
}

static void
test_broken_replies (SandboxFixture *f,
                     gconstpointer   data)
{
  rule (f, "\"class\":\"note\",\"kind\":\"lost-reply\"");
  sandbox_halo (f, "POST", "Actions", NOTE);
  g_assert_nonnull (f->error);
  g_assert_nonnull (note (f, 0));
  g_assert_null (note (f, 1));
  rule (f, "\"class\":\"note\",\"kind\":\"cut\"");
  sandbox_halo (f, "POST", "Actions", NOTE);
  g_assert_true (f->error != NULL || f->reply == NULL);
  g_assert_nonnull (note (f, 1));
  rule (f, "\"class\":\"read\",\"kind\":\"garbage\"");
  sandbox_halo (f, "GET", "Tickets", NULL);
  g_assert_cmpuint (f->status, ==, 200);
  g_assert_null (f->reply);
  rule (f, "\"class\":\"read\",\"kind\":\"oversize\"");
  sandbox_halo (f, "GET", "Tickets", NULL);
  g_assert_cmpuint (strlen (f->text), >, 8 * 1024 * 1024);
}

static void
test_late (SandboxFixture *f,
           gconstpointer   data)
{
  rule (f, "\"class\":\"note\",\"kind\":\"late-commit\",\"ms\":200");
  sandbox_halo (f, "POST", "Actions", NOTE);
  g_assert_nonnull (f->error);
  g_assert_null (note (f, 0));
  muster_test_until (has_note, f);
  rule (f, "\"class\":\"note\",\"kind\":\"latency\",\"ms\":20");
  sandbox_halo (f, "POST", "Actions", NOTE);
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "id", 0), ==, 3);
}

static void
test_notes_come_out_wrong (SandboxFixture *f,
                           gconstpointer   data)
{
  rule (f, "\"class\":\"note\",\"kind\":\"note-visible\"");
  sandbox_halo (f, "POST", "Actions", NOTE);
  g_assert_false (muster_jo_bool (sandbox_reply (f), "hiddenfromuser", TRUE));
  sandbox_halo (f, "POST", "Actions", "[{\"ticket_id\":120000,\"id\":2,\"hiddenfromuser\":true}]");
  g_assert_true (muster_jo_bool (sandbox_reply (f), "hiddenfromuser", FALSE));
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "note"), ==, "1. a\n2. b");
  rule (f, "\"class\":\"note\",\"kind\":\"note-folded\"");
  sandbox_halo (f, "POST", "Actions", NOTE);
  g_assert_cmpstr (muster_jo_str (sandbox_reply (f), "note"), ==, "1. a 2. b");
}

/* --- writes that show late --- */

static gint64
shown_status (SandboxFixture *f)
{
  sandbox_halo (f, "GET", "Tickets/120000", NULL);
  return muster_jo_int (sandbox_reply (f), "status_id", 0);
}

/* The time of the world goes by when it is told to. */
static void
wait_till_shown (SandboxFixture *f)
{
  sandbox_control (f, "POST", "clock", "{\"advance\":601}");
  g_assert_cmpint (shown_status (f), ==, 17);
}

static void
test_stale (SandboxFixture *f,
            gconstpointer   data)
{
  rule (f, "\"class\":\"write\",\"kind\":\"stale\",\"ms\":600000");
  sandbox_halo (f, "POST", "Tickets", "[{\"id\":120000,\"status_id\":17}]");
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "status_id", 0), ==, 17);
  g_assert_cmpint (shown_status (f), ==, 16);
  sandbox_connectwise (f, "GET", "service/tickets/120000", NULL);
  g_assert_cmpint (muster_jo_int (muster_jo_obj (sandbox_reply (f), "status"), "id", 0), ==, 17);
  wait_till_shown (f);
}

/* A second write during that time is done on the present state, and nothing is lost when the time is over. */
static void
test_stale_writes (SandboxFixture *f,
                   gconstpointer   data)
{
  rule (f, "\"class\":\"write\",\"kind\":\"stale\",\"ms\":600000");
  sandbox_halo (f, "POST", "Tickets", "[{\"id\":120000,\"status_id\":17}]");
  sandbox_halo (f, "POST", "Actions", NOTE);
  sandbox_halo (f, "GET", "Actions?ticket_id=120000", NULL);
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "record_count", 0), ==, 1);
  wait_till_shown (f);
  sandbox_halo (f, "GET", "Actions?ticket_id=120000", NULL);
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "record_count", 0), ==, 2);
}

static void
test_stale_new_ticket (SandboxFixture *f,
                       gconstpointer   data)
{
  g_autofree char *path = NULL;

  rule (f, "\"class\":\"write\",\"kind\":\"stale\",\"ms\":600000");
  sandbox_halo (f, "POST", "Tickets", "[{\"summary\":\"x\",\"client_id\":2101}]");
  path = g_strdup_printf ("Tickets/%" G_GINT64_FORMAT, muster_jo_int (sandbox_reply (f), "id", 0));
  sandbox_halo (f, "GET", path, NULL);
  g_assert_cmpuint (f->status, ==, 404);
  sandbox_control (f, "POST", "reset", NULL);
  sandbox_halo (f, "GET", "Tickets?count=1", NULL);
  g_assert_cmpint (muster_jo_int (sandbox_reply (f), "record_count", 0), ==, 310);
}

/* --- a restart --- */

static void
test_restart (void)
{
  g_autofree char *dir = muster_test_dir ();
  g_autofree char *refresh = NULL;
  g_autofree char *token = NULL;
  SandboxFixture first = { 0 }, second = { 0 };
  JsonObject *keys;

  sandbox_fixture_setup (&first, dir);
  sandbox_halo (&first, "POST", "Actions", NOTE);
  sandbox_halo (&first, "GET", "Actions?ticket_id=110000", NULL);
  keys = muster_jo_obj (first.ready, "halopsa");
  sandbox_halo_sign_in (&first, "grant_type", "client_credentials", "client_id", muster_jo_str (keys, "clientId"),
                        "client_secret", muster_jo_str (keys, "clientSecret"), "scope", "all", NULL);
  refresh = g_strdup (muster_jo_str (sandbox_reply (&first), "refresh_token"));
  token = g_strdup (first.halo);
  sandbox_halo_setting (&first, "\"postAnswer\":\"array\"");
  sandbox_fixture_teardown (&first, NULL);

  sandbox_fixture_setup (&second, dir);
  second.halo = g_steal_pointer (&token);
  sandbox_halo (&second, "POST", "Actions", NOTE);
  g_assert_cmpint (muster_jo_int (muster_ja_obj (sandbox_rows (&second, NULL), 0), "id", 0), ==, 3);
  keys = muster_jo_obj (second.ready, "halopsa");
  for (guint i = 0; i < 2; i++)
    {
      sandbox_halo_sign_in (&second, "grant_type", "refresh_token", "client_id", muster_jo_str (keys, "clientId"),
                            "client_secret", muster_jo_str (keys, "clientSecret"), "refresh_token", refresh, NULL);
      g_assert_cmpuint (second.status, ==, i == 0 ? 200 : 400);
    }
  sandbox_fixture_teardown (&second, NULL);
  muster_test_remove_dir (dir);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  add ("/sandbox/halopsa/faults/statuses", test_statuses);
  add ("/sandbox/halopsa/faults/error-shapes", test_error_shapes);
  add ("/sandbox/halopsa/faults/rate-limit-text", test_rate_limit_text);
  add ("/sandbox/halopsa/faults/rolling-limit", test_rolling_limit);
  add ("/sandbox/halopsa/faults/sign-in", test_sign_in_faults);
  add ("/sandbox/halopsa/faults/broken-replies", test_broken_replies);
  add ("/sandbox/halopsa/faults/late", test_late);
  add ("/sandbox/halopsa/faults/notes-come-out-wrong", test_notes_come_out_wrong);
  add ("/sandbox/halopsa/faults/stale", test_stale);
  add ("/sandbox/halopsa/faults/stale-writes", test_stale_writes);
  add ("/sandbox/halopsa/faults/stale-new-ticket", test_stale_new_ticket);
  g_test_add_func ("/sandbox/halopsa/faults/restart", test_restart);
  return g_test_run ();
}
