/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The documentation as runs read it: whose it is, how much it costs the platform, and what is there when that is silent. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "app-fixture.h"
#include "muster-context-private.h"
#include "muster-docs-index.h"
#include "muster-error.h"
#include "muster-json.h"

typedef struct
{
  AppFixture    app;
  const char   *docs;
  MusterClient *client;
  MusterRunCap *cap;
} Fixture;

static const char *
search_tool (Fixture *self)
{
  return g_str_equal (self->docs, "hudu") ? "hudu:search-articles" : "itglue:search-documents";
}

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  g_autoptr(MusterScope) scope = NULL;
  MusterConnection *connection;
  const char *ids[2] = { NULL };

  self->docs = data;
  app_fixture_setup (&self->app, NULL);
  app_fixture_open (&self->app);
  app_fixture_account (&self->app);
  app_fixture_connect_docs (&self->app, "connectwise", self->docs);
  self->client = app_fixture_client (&self->app, "Alder & Finch Architects", "alder");
  connection = muster_context_find_connection (self->app.context, "docs");
  ids[0] = muster_connection_get_id (connection);
  scope = muster_scope_new (NULL, NULL, g_str_equal (self->docs, "hudu") ? "61" : "610061");
  self->cap = muster_cap_new_run ("R1", muster_client_get_id (self->client), MUSTER_MODE_PLAN, 1, scope, ids);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  g_clear_object (&self->cap);
  g_clear_object (&self->client);
  app_fixture_teardown (&self->app, NULL);
}

static JsonNode *
ask (Fixture    *self,
     const char *query,
     guint      *requests,
     GError    **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  MusterDocsIndex *index = muster_engine_get_docs_index (self->app.context->engine);
  g_autoptr(JsonObject) args = json_object_new ();

  if (query != NULL)
    json_object_set_string_member (args, "query", query);
  g_assert_true (muster_docs_index_takes (index, self->cap, search_tool (self)));
  muster_docs_index_answer_async (index, self->cap, search_tool (self), args, NULL, NULL, muster_test_wait_cb, &wait);
  return muster_docs_index_answer_finish (index, muster_test_wait (&wait), requests, error);
}

/* Names in their order, one a line */
static char *
names_of (JsonNode *answer)
{
  JsonArray *pages = muster_json_arr (json_node_get_object (answer), "pages");
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (pages); i++)
    g_string_append_printf (names, "%s\n", muster_json_str (json_array_get_object_element (pages, i), "name"));
  return g_string_free (names, FALSE);
}

static char *
search (Fixture    *self,
        const char *query,
        guint      *requests)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) answer = ask (self, query, requests, &error);

  g_assert_no_error (error);
  return names_of (answer);
}

/* The customer's and the MSP's own, nobody else's; with words the best comes first */
static void
test_whose (Fixture      *self,
            gconstpointer data)
{
  guint requests = 0;
  /* Provisioning has read it */
  g_autofree char *all = search (self, NULL, &requests);
  g_autofree char *ranked = search (self, "the plotter in the studio does not print", NULL);
  g_autofree char *none = search (self, "xyzzy", NULL);

  g_assert_cmpuint (requests, ==, 0);
  g_assert_nonnull (strstr (all, "Alder & Finch - people and rules\n"));
  g_assert_nonnull (strstr (all, "Locked out: look before you act\n"));
  g_assert_null (strstr (all, "Varga"));
  g_assert_true (g_str_has_prefix (ranked, "Plotter in the studio\n"));
  g_assert_cmpstr (none, ==, "");
}

/* Hudu's procedures have a tool of their own, IT Glue's are documents */
static void
test_procedures (Fixture      *self,
                 gconstpointer data)
{
  g_autofree char *all = search (self, NULL, NULL);

  g_assert_true ((strstr (all, "New starter\n") != NULL) == g_str_equal (data, "itglue"));
}

/* A hundred tickets of one customer cost the platform a few requests */
static void
test_cost (Fixture      *self,
           gconstpointer data)
{
  guint first = 0, later = 0, at_once = 0;
  g_autofree char *all = NULL;

  muster_clock_advance (self->app.clock, 2 * G_TIME_SPAN_HOUR);
  all = search (self, NULL, &first);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *again = search (self, i % 2 == 0 ? NULL : "plotter", &at_once);

      g_assert_cmpuint (at_once, ==, 0);
    }
  muster_clock_advance (self->app.clock, 3 * G_TIME_SPAN_MINUTE);
  {
    g_autofree char *again = search (self, NULL, &later);

    g_assert_cmpstr (again, ==, all);
  }
  g_test_message ("%u requests at first, %u after three minutes", first, later);
  g_assert_cmpuint (later, >, 0);
  g_assert_cmpuint (later, <=, first);
  g_assert_cmpuint (later, <, 8);
}

static void
fail_docs (Fixture    *self,
           const char *kind)
{
  g_autofree char *rule = g_strdup_printf ("{\"vendor\":\"%s\",\"kind\":\"%s\",\"times\":-1}", self->docs, kind);
  g_autoptr(JsonNode) set = app_fixture_control (&self->app, "POST", "/faults", rule);
}

/* A platform that is down: what was read before holds for some days, and no longer */
static void
test_silent (Fixture      *self,
             gconstpointer data)
{
  g_autofree char *all = search (self, NULL, NULL);
  g_autofree char *kept = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) nothing = NULL;

  muster_transport_set_time_scale (self->app.context->transport, 0.0);
  fail_docs (self, "garbage");
  muster_clock_advance (self->app.clock, G_TIME_SPAN_HOUR);
  kept = search (self, NULL, NULL);
  g_assert_cmpstr (kept, ==, all);
  muster_clock_advance (self->app.clock, 4 * G_TIME_SPAN_DAY);
  nothing = ask (self, NULL, NULL, &error);
  g_assert_null (nothing);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
}

/* Who asked first goes away; a run that waits for the same is answered all the same */
static void
test_gone (Fixture      *self,
           gconstpointer data)
{
  g_auto(MusterTestWait) first = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) second = MUSTER_TEST_WAIT_INIT;
  MusterDocsIndex *index = muster_engine_get_docs_index (self->app.context->engine);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(JsonObject) args = json_object_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) nothing = NULL;
  g_autoptr(JsonNode) answer = NULL;

  muster_clock_advance (self->app.clock, G_TIME_SPAN_HOUR);
  muster_docs_index_answer_async (index, self->cap, search_tool (self), args, NULL, cancellable, muster_test_wait_cb, &first);
  muster_docs_index_answer_async (index, self->cap, search_tool (self), args, NULL, NULL, muster_test_wait_cb, &second);
  g_cancellable_cancel (cancellable);
  nothing = muster_docs_index_answer_finish (index, muster_test_wait (&first), NULL, &error);
  g_assert_null (nothing);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  answer = muster_docs_index_answer_finish (index, muster_test_wait (&second), NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (answer);
}

/* Rights that were taken away are not passed over with what is still known */
static void
test_refused (Fixture      *self,
              gconstpointer data)
{
  g_autofree char *all = search (self, NULL, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) nothing = NULL;

  fail_docs (self, "403");
  muster_clock_advance (self->app.clock, G_TIME_SPAN_HOUR);
  nothing = ask (self, NULL, NULL, &error);
  g_assert_null (nothing);
  g_assert_nonnull (error);
}

/* The capability of a setup, of intake, or of a client without documentation gets nothing from here */
static void
test_scope (Fixture      *self,
            gconstpointer data)
{
  MusterDocsIndex *index = muster_engine_get_docs_index (self->app.context->engine);
  const char * const *ids = muster_cap_get_connection_ids (self->cap);
  g_autoptr(MusterScope) none = muster_scope_new ("t", "1", NULL);
  g_autoptr(MusterRunCap) intake = muster_cap_new_intake (ids[0]);
  g_autoptr(MusterRunCap) unmapped = muster_cap_new_run ("R1", "K", MUSTER_MODE_PLAN, 1, none, ids);

  g_assert_false (muster_docs_index_takes (index, intake, search_tool (self)));
  g_assert_false (muster_docs_index_takes (index, unmapped, search_tool (self)));
  g_assert_false (muster_docs_index_takes (index, self->cap, "hudu:get-password"));
  g_assert_false (muster_docs_index_takes (index, self->cap, g_str_equal (data, "hudu") ? "itglue:search-documents"
                                           : "hudu:search-articles"));
}

int
main (int    argc,
      char **argv)
{
  static const struct { const char *name; void (*run) (Fixture *, gconstpointer); } tests[] = {
    { "whose", test_whose }, { "procedures", test_procedures }, { "cost", test_cost }, { "silent", test_silent },
    { "gone", test_gone }, { "refused", test_refused }, { "scope", test_scope },
  };
  static const char * const platforms[] = { "hudu", "itglue" };

  muster_test_init (&argc, &argv);
  for (gsize p = 0; p < G_N_ELEMENTS (platforms); p++)
    for (gsize t = 0; t < G_N_ELEMENTS (tests); t++)
      {
        g_autofree char *path = g_strdup_printf ("/app/docs-index/%s/%s", platforms[p], tests[t].name);

        g_test_add (path, Fixture, platforms[p], set_up, tests[t].run, tear_down);
      }
  return g_test_run ();
}
