/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tickets on their way in, from a real look-alike into a real store: polls, hints, the filter, the conversation */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <sqlite3.h>

#include "engine-fixture.h"
#include "muster-error.h"
#include "muster-json.h"
#include "muster-watch.h"

#define WINDOW_MS 60

static char *
id_of (gint64 ticket)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, ticket);
}

static void
reconsider (EngineFixture *self)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  muster_engine_reconsider_async (self->engine, NULL, muster_test_wait_cb, &wait);
  g_assert_true (muster_engine_reconsider_finish (self->engine, muster_test_wait (&wait), &error));
  g_assert_no_error (error);
  engine_fixture_settle (self);
}

static void
assert_done (EngineFixture *self,
             gint64         ticket,
             gint64         revision)
{
  g_autoptr(MusterRun) run = engine_fixture_run (self, ticket);

  g_assert_nonnull (run);
  g_assert_cmpint (muster_run_get_state (run), ==, MUSTER_RUN_STATE_DONE);
  g_assert_cmpint (muster_run_get_revision (run), ==, revision);
  g_assert_cmpuint (engine_fixture_count_notes (self, ticket), ==, 1);
}

static void
assert_no_run (EngineFixture *self,
               gint64         ticket,
               const char    *ignored)
{
  g_autoptr(MusterRun) run = engine_fixture_run (self, ticket);
  g_autoptr(MusterTicket) stored = NULL;

  g_assert_null (run);
  g_assert_cmpuint (engine_fixture_count_notes (self, ticket), ==, 0);
  if (ignored == NULL)
    return;
  stored = engine_fixture_ticket (self, ticket);
  g_assert_cmpstr (muster_ticket_get_ignored (stored), ==, ignored);
}

static void
change_ticket (EngineFixture *self,
               gint64         ticket,
               const char    *body)
{
  g_autofree char *path = g_strdup_printf ("tickets/%" G_GINT64_FORMAT, ticket);

  json_node_unref (engine_fixture_control (self, "POST", path, body));
}

static void
test_poll (EngineFixture *self,
           gconstpointer  data)
{
  gint64 first = engine_fixture_new_ticket (self, "");
  gint64 second = engine_fixture_new_ticket (self, "");
  g_autofree char *watermark = NULL;

  g_assert_cmpint (engine_fixture_poll (self, FALSE), ==, 2);
  assert_done (self, first, 1);
  assert_done (self, second, 1);
  watermark = MUST (self->store, get_watermark, PSA);
  g_assert_nonnull (watermark);
  {
    g_autoptr(MusterTicket) stored = engine_fixture_ticket (self, first);

    /* Also where the PSA's tickets name their company and contact by id alone */
    g_assert_nonnull (muster_ticket_get_company_name (stored));
    g_assert_nonnull (muster_ticket_get_contact_name (stored));
    g_assert_nonnull (muster_ticket_get_contact_email (stored));
    g_assert_nonnull (muster_ticket_get_status (stored));
    g_assert_nonnull (muster_ticket_get_board (stored));
  }
  /* Our notes changed both, and then nothing does */
  engine_fixture_poll (self, FALSE);
  g_assert_cmpint (engine_fixture_poll (self, FALSE), ==, 0);
  assert_done (self, first, 1);
  assert_done (self, second, 1);
}

/* Everything that is open, though nothing changed: after a restart of the engine */
static void
test_restart (EngineFixture *self,
              gconstpointer  data)
{
  gint64 ticket = engine_fixture_new_ticket (self, "");

  engine_fixture_poll (self, FALSE);
  engine_fixture_close (self);
  engine_fixture_open (self);
  engine_fixture_poll (self, FALSE);
  engine_fixture_poll (self, TRUE);
  assert_done (self, ticket, 1);
}

/* A crash left a ticket without its place: it is placed before the first poll, and our note is no technician's word */
static void
test_unplaced (EngineFixture *self,
               gconstpointer  data)
{
  gint64 ticket = engine_fixture_new_ticket (self, "");
  g_autofree char *path = g_build_filename (self->dir, "muster.db", NULL);
  sqlite3 *db;

  engine_fixture_poll (self, FALSE);
  engine_fixture_close (self);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "UPDATE tickets SET handled = 0", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  engine_fixture_open (self);
  reconsider (self);
  assert_done (self, ticket, 1);
}

static void
test_closed (EngineFixture *self,
             gconstpointer  data)
{
  g_autoptr(JsonNode) world_statuses = NULL;
  gint64 ticket = engine_fixture_new_ticket (self, "");
  g_autofree char *id = id_of (ticket);
  g_autoptr(MusterTicket) unknown = NULL;
  g_autoptr(MusterTicket) stored = NULL;
  g_autoptr(GError) error = NULL;
  gint64 second;

  /* Over before it was seen: not even remembered */
  change_ticket (self, ticket, "{\"statusId\":20}");
  engine_fixture_poll (self, FALSE);
  assert_no_run (self, ticket, NULL);
  unknown = CALL (self->store, &error, find_ticket, PSA, id);
  g_assert_null (unknown);

  /* Known, and then closed by somebody's last words: not planned again */
  second = engine_fixture_new_ticket (self, "");
  engine_fixture_poll (self, FALSE);
  engine_fixture_say (self, second, "{\"kind\":\"discussion\",\"authorKind\":\"contact\",\"text\":\"Solved, thank you\"}");
  change_ticket (self, second, "{\"statusId\":20}");
  engine_fixture_poll (self, FALSE);
  assert_done (self, second, 1);
  stored = engine_fixture_ticket (self, second);
  g_assert_true (muster_ticket_get_closed (stored));
  g_assert_cmpstr (muster_ticket_get_description (stored), ==, "I cannot sign in since this morning.");
}

static void
test_filter (EngineFixture *self,
             gconstpointer  data)
{
  gint64 ticket = engine_fixture_new_ticket (self, "");
  g_autofree char *key = muster_watch_key (PSA);

  MUST (self->store, set_value, key, "{\"sources\":{\"mode\":\"only\",\"items\":[{\"name\":\"Fax\"}]}}");
  engine_fixture_poll (self, FALSE);
  {
    g_autoptr(MusterTicket) stored = engine_fixture_ticket (self, ticket);

    g_assert_nonnull (muster_ticket_get_ignored (stored));
    g_test_message ("%s", muster_ticket_get_ignored (stored));
  }
  assert_no_run (self, ticket, NULL);
  g_assert_cmpint (engine_fixture_poll (self, FALSE), ==, 0);

  /* Left alone until the filter is another */
  reconsider (self);
  assert_no_run (self, ticket, NULL);
  MUST (self->store, set_value, key, "{}");
  reconsider (self);
  assert_done (self, ticket, 1);
}

/* The filter was changed while nobody ran */
static void
test_filter_restart (EngineFixture *self,
                     gconstpointer  data)
{
  gint64 ticket = engine_fixture_new_ticket (self, "");
  g_autofree char *key = muster_watch_key (PSA);

  MUST (self->store, set_value, key, "{\"statuses\":{\"mode\":\"only\",\"items\":[]}}");
  engine_fixture_poll (self, FALSE);
  MUST (self->store, set_value, key, "{}");
  engine_fixture_close (self);
  engine_fixture_open (self);
  reconsider (self);
  assert_done (self, ticket, 1);
}

static void
test_unmapped (EngineFixture *self,
               gconstpointer  data)
{
  gint64 ticket = engine_fixture_new_ticket (self, "");
  JsonObject *row = muster_json_arr_obj (muster_json_arr (json_node_get_object (self->world), "clients"), 0);
  const char *key = muster_json_str (row, "key");
  g_autoptr(MusterClient) client = MUST (self->store, get_client, key);
  g_autoptr(MusterTicket) stored = NULL;

  muster_client_set_status (client, MUSTER_CLIENT_STATUS_INACTIVE);
  MUST (self->store, save_client, client);
  engine_fixture_poll (self, FALSE);
  stored = engine_fixture_ticket (self, ticket);
  g_assert_cmpint (muster_ticket_get_wait_reason (stored), ==, MUSTER_WAIT_REASON_CLIENT_INACTIVE);
  muster_client_set_status (client, MUSTER_CLIENT_STATUS_ACTIVE);
  MUST (self->store, save_client, client);
  reconsider (self);
  assert_done (self, ticket, 1);
}

/* --- Hints --- */

static guint
count_reads (EngineFixture *self,
             gint64         ticket)
{
  g_autofree char *path = g_strdup_printf ("/tickets/%" G_GINT64_FORMAT, ticket);

  return engine_fixture_count_requests (self, path);
}

static void
hint (EngineFixture *self,
      gint64         ticket,
      guint          times)
{
  g_autofree char *id = id_of (ticket);

  for (guint i = 0; i < times; i++)
    {
      MUST (self->store, add_hint, PSA, id);
      muster_engine_hint (self->engine, PSA, id);
    }
}

static void
assert_no_hints (EngineFixture *self)
{
  g_autoptr(GPtrArray) left = MUST (self->store, take_hints, PSA);

  g_assert_cmpuint (left->len, ==, 0);
}

static void
test_hint (EngineFixture *self,
           gconstpointer  data)
{
  gint64 ticket = engine_fixture_new_ticket (self, "");

  muster_engine_set_hint_window (self->engine, WINDOW_MS);
  hint (self, ticket, 20);
  engine_fixture_settle (self);
  assert_done (self, ticket, 1);
  assert_no_hints (self);

  /* The same change by a poll, and by a late delivery: reads and nothing else */
  engine_fixture_poll (self, FALSE);
  hint (self, ticket, 3);
  engine_fixture_settle (self);
  engine_fixture_poll (self, FALSE);
  assert_done (self, ticket, 1);
}

/* A webhook came, and the process went before it looked */
static void
test_hint_survives (EngineFixture *self,
                    gconstpointer  data)
{
  gint64 ticket;
  g_autofree char *id = NULL;

  engine_fixture_poll (self, FALSE);
  ticket = engine_fixture_new_ticket (self, "");
  id = id_of (ticket);
  MUST (self->store, add_hint, PSA, id);
  engine_fixture_close (self);
  engine_fixture_open (self);
  muster_engine_set_hint_window (self->engine, WINDOW_MS);
  engine_fixture_poll (self, FALSE);
  engine_fixture_settle (self);
  assert_done (self, ticket, 1);
  assert_no_hints (self);
}

/* What is not there any more waits for nobody */
static void
test_hint_gone (EngineFixture *self,
                gconstpointer  data)
{
  gint64 ticket = engine_fixture_new_ticket (self, "");
  g_autofree char *id = id_of (ticket);
  JsonObject *row = muster_json_arr_obj (muster_json_arr (json_node_get_object (self->world), "clients"), 0);
  const char *key = muster_json_str (row, "key");
  g_autoptr(MusterClient) client = MUST (self->store, get_client, key);
  g_autoptr(GPtrArray) waiting = NULL;

  muster_client_set_status (client, MUSTER_CLIENT_STATUS_INACTIVE);
  MUST (self->store, save_client, client);
  engine_fixture_poll (self, FALSE);
  json_node_unref (engine_fixture_control (self, "POST", "reset", "{\"tickets\":[]}"));
  muster_engine_set_hint_window (self->engine, WINDOW_MS);
  hint (self, ticket, 1);
  engine_fixture_settle (self);
  waiting = MUST (self->store, list_waiting_tickets);
  g_assert_cmpuint (waiting->len, ==, 0);
  {
    g_autoptr(MusterTicket) stored = engine_fixture_ticket (self, ticket);

    g_assert_cmpstr (muster_ticket_get_ignored (stored), ==, "The ticket is no longer in the PSA");
  }
  assert_no_hints (self);
}

/* The same delivery, again and again: one look per window */
static void
test_replay (EngineFixture *self,
             gconstpointer  data)
{
  enum { TIMES = 100000 };
  gint64 ticket = engine_fixture_new_ticket (self, "");
  g_autofree char *id = id_of (ticket);
  gint64 began, took;
  guint before, reads;

  engine_fixture_poll (self, FALSE);
  engine_fixture_poll (self, FALSE);
  muster_engine_set_hint_window (self->engine, 500);
  MUST (self->store, add_hint, PSA, id);
  before = count_reads (self, ticket);
  began = g_get_monotonic_time ();
  for (guint i = 0; i < TIMES; i++)
    {
      muster_engine_hint (self->engine, PSA, id);
      while (i % 100 == 0 && g_main_context_iteration (NULL, FALSE))
        ;
    }
  engine_fixture_settle (self);
  took = g_get_monotonic_time () - began;
  reads = count_reads (self, ticket) - before;
  g_test_message ("%u reads in %" G_GINT64_FORMAT " ms", reads, took / 1000);
  g_assert_cmpuint (reads, >=, 1);
  g_assert_cmpuint (reads, <=, 1 + (guint) (took / 500000));
  assert_no_hints (self);
  assert_done (self, ticket, 1);
}

/* --- Conversation --- */

static void
test_conversation (EngineFixture *self,
                   gconstpointer  data)
{
  gint64 ticket = engine_fixture_new_ticket (self, "");
  gint64 notes, writes;
  g_autoptr(MusterRun) first = NULL;
  g_autoptr(MusterRun) second = NULL;
  g_autoptr(GPtrArray) calls = NULL;
  g_autoptr(GPtrArray) revisions = NULL;
  guint of_first = 0, of_second = 0;

  engine_fixture_poll (self, FALSE);
  first = engine_fixture_run (self, ticket);
  assert_done (self, ticket, 1);
  notes = engine_fixture_count (self, "note");
  writes = engine_fixture_count (self, "write");

  engine_fixture_say (self, ticket, "{\"kind\":\"discussion\",\"authorKind\":\"contact\",\"authorName\":\"Helena Kessler\",\"contactId\":103000,"
                      "\"text\":\"It is the printer that does not work, not the account.\"}");
  engine_fixture_poll (self, FALSE);
  assert_done (self, ticket, 2);
  second = engine_fixture_run (self, ticket);
  g_assert_cmpstr (muster_run_get_id (first), ==, muster_run_get_id (second));
  g_assert_cmpstr (muster_run_get_note_text (first), ==, muster_run_get_note_text (second));
  g_assert_cmpstr (muster_run_get_change_kind (second), ==, "note");
  g_assert_cmpstr (muster_run_get_change_author (second), ==, "Helena Kessler");
  g_assert_cmpint (muster_run_get_change_time (second), >, 0);
  g_assert_cmpint (muster_run_get_updated (second), >, muster_run_get_created (second));

  /* Asked anew, with reads alone */
  calls = MUST (self->store, list_calls, muster_run_get_id (second));
  for (guint i = 0; i < calls->len; i++)
    {
      of_first += muster_run_call_get_revision (calls->pdata[i]) == 1;
      of_second += muster_run_call_get_revision (calls->pdata[i]) == 2;
    }
  g_assert_cmpuint (of_first, >, 0);
  g_assert_cmpuint (of_second, >, 0);
  g_assert_cmpuint (of_first + of_second, ==, calls->len);
  g_assert_cmpint (engine_fixture_count (self, "note"), ==, notes);
  g_assert_cmpint (engine_fixture_count (self, "write"), ==, writes);

  /* The plan before is still there */
  revisions = MUST (self->store, list_revisions, muster_run_get_id (second));
  g_assert_cmpuint (revisions->len, ==, 1);
  g_assert_cmpint (muster_run_get_revision (revisions->pdata[0]), ==, 1);
  g_assert_cmpstr (muster_plan_get_diagnosis (muster_run_get_plan (revisions->pdata[0])), ==,
                   muster_plan_get_diagnosis (muster_run_get_plan (first)));

  /* And that was all */
  engine_fixture_poll (self, FALSE);
  engine_fixture_poll (self, TRUE);
  assert_done (self, ticket, 2);
}

/* Without waiting for what it leads to */
static int
poll_only (EngineFixture *self)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;

  muster_engine_poll_async (self->engine, FALSE, NULL, muster_test_wait_cb, &wait);
  return muster_engine_poll_finish (self->engine, muster_test_wait (&wait), NULL);
}

static gboolean
run_waits (gpointer data)
{
  return muster_engine_count_waiting (data) > 0;
}

/* Somebody writes while the plan is made: it is made once more, and the note is about the newest words */
static void
test_under_way (EngineFixture *self,
                gconstpointer  data)
{
  gint64 ticket = engine_fixture_new_ticket (self, "");
  g_autoptr(MusterRun) run = NULL;
  g_autoptr(GPtrArray) revisions = NULL;
  g_autofree char *fault =
    g_strdup_printf ("{\"vendor\":\"connectwise\",\"method\":\"GET\",\"pathPattern\":\"*/service/tickets/%" G_GINT64_FORMAT "\","
                     "\"kind\":\"garbage\",\"times\":-1}", ticket);

  json_node_unref (engine_fixture_control (self, "POST", "faults", fault));
  poll_only (self);
  muster_test_until (run_waits, self->engine);
  engine_fixture_say (self, ticket, "{\"kind\":\"discussion\",\"authorKind\":\"contact\",\"text\":\"It is the printer.\"}");
  poll_only (self);
  json_node_unref (engine_fixture_control (self, "DELETE", "faults", NULL));
  reconsider (self);

  /* The first plan was never anybody's: it leaves nothing behind */
  assert_done (self, ticket, 2);
  run = engine_fixture_run (self, ticket);
  revisions = MUST (self->store, list_revisions, muster_run_get_id (run));
  g_assert_cmpuint (revisions->len, ==, 0);
  engine_fixture_poll (self, FALSE);
  assert_done (self, ticket, 2);
}

/* One ticket whose notes cannot be read keeps no other from its place */
static void
test_broken_ticket (EngineFixture *self,
                    gconstpointer  data)
{
  gint64 broken = engine_fixture_new_ticket (self, "");
  gint64 whole = engine_fixture_new_ticket (self, "");
  g_autofree char *fault =
    g_strdup_printf ("{\"vendor\":\"connectwise\",\"method\":\"GET\",\"pathPattern\":\"*/service/tickets/%" G_GINT64_FORMAT "/notes\","
                     "\"kind\":\"garbage\",\"times\":-1}", broken);

  json_node_unref (engine_fixture_control (self, "POST", "faults", fault));
  g_assert_cmpint (poll_only (self), ==, -1);
  engine_fixture_settle (self);
  assert_done (self, whole, 1);
  assert_no_run (self, broken, NULL);
  json_node_unref (engine_fixture_control (self, "DELETE", "faults", NULL));
  engine_fixture_poll (self, FALSE);
  assert_done (self, broken, 1);
}

/* Neither a status nor our own note nor a rule of the PSA */
static void
test_no_conversation (EngineFixture *self,
                      gconstpointer  data)
{
  gint64 ticket = engine_fixture_new_ticket (self, "");

  engine_fixture_poll (self, FALSE);
  engine_fixture_poll (self, FALSE);
  assert_done (self, ticket, 1);
  change_ticket (self, ticket, "{\"summary\":\"My account is locked out again\"}");
  g_assert_cmpint (engine_fixture_poll (self, FALSE), ==, 1);
  assert_done (self, ticket, 1);
}

static void
test_edited (EngineFixture *self,
             gconstpointer  data)
{
  gint64 ticket = engine_fixture_new_ticket (self, "");
  g_autofree char *path = g_strdup_printf ("tickets/%" G_GINT64_FORMAT "/notes", ticket);
  g_autofree char *note_path = NULL;
  g_autoptr(JsonNode) note = engine_fixture_control (self, "POST", path,
                                                     "{\"kind\":\"discussion\",\"authorKind\":\"contact\",\"text\":\"Since Monday.\"}");
  g_autoptr(MusterRun) run = NULL;

  engine_fixture_poll (self, FALSE);
  assert_done (self, ticket, 1);
  note_path = g_strdup_printf ("%s/%" G_GINT64_FORMAT, path, muster_json_int (json_node_get_object (note), "id", 0));
  json_node_unref (engine_fixture_control (self, "POST", note_path, "{\"text\":\"Since Tuesday.\"}"));
  engine_fixture_poll (self, FALSE);
  assert_done (self, ticket, 2);
  run = engine_fixture_run (self, ticket);
  g_assert_cmpstr (muster_run_get_change_kind (run), ==, "edited");
}

/* A reply by webhook and by poll at once, several times over: one more revision each time, one note for ever */
static void
test_replies (EngineFixture *self,
              gconstpointer  data)
{
  gint64 ticket = engine_fixture_new_ticket (self, "");

  muster_engine_set_hint_window (self->engine, WINDOW_MS);
  engine_fixture_poll (self, FALSE);
  for (gint64 i = 2; i < 5; i++)
    {
      g_autofree char *note = g_strdup_printf ("{\"kind\":\"discussion\",\"authorKind\":\"contact\",\"text\":\"Again %"
                                               G_GINT64_FORMAT ".\"}", i);

      engine_fixture_say (self, ticket, note);
      hint (self, ticket, 3);
      engine_fixture_poll (self, FALSE);
      engine_fixture_settle (self);
      assert_done (self, ticket, i);
    }
  engine_fixture_close (self);
  engine_fixture_open (self);
  engine_fixture_poll (self, FALSE);
  assert_done (self, ticket, 4);
}

/* --- Lists that come in pages --- */

/* More than one page of what is open, in the PSA's own order, and all at once */
static void
test_pages (EngineFixture *self,
            gconstpointer  data)
{
  g_autoptr(JsonNode) answer = engine_fixture_control (self, "POST", "tickets/burst", "{\"count\":130}");
  JsonArray *ids = muster_json_arr (json_node_get_object (answer), "tickets");

  g_assert_cmpint (engine_fixture_poll (self, FALSE), ==, 130);
  for (guint i = 0; i < json_array_get_length (ids); i++)
    assert_done (self, json_array_get_int_element (ids, i), 1);
}

static void
add (const char *vendor,
     const char *name,
     void      (*test)(EngineFixture *self, gconstpointer data))
{
  g_autofree char *path = g_strdup_printf ("/agent/intake/%s/%s", vendor, name);

  g_test_add (path, EngineFixture, vendor, engine_fixture_setup, test, engine_fixture_teardown);
}

int
main (int    argc,
      char **argv)
{
  static const char * const vendors[] = { "connectwise", "halopsa", "autotask" };
  static const struct
  {
    const char *name;
    void      (*test) (EngineFixture *self, gconstpointer data);
  } tests[] = {
    { "poll", test_poll }, { "restart", test_restart }, { "unplaced", test_unplaced }, { "closed", test_closed }, { "pages", test_pages },
    { "filter", test_filter }, { "filter-restart", test_filter_restart }, { "unmapped", test_unmapped },
    { "hint", test_hint }, { "hint-survives", test_hint_survives }, { "hint-gone", test_hint_gone }, { "replay", test_replay },
    { "conversation", test_conversation }, { "no-conversation", test_no_conversation }, { "edited", test_edited },
    { "replies", test_replies },
  };

  muster_test_init (&argc, &argv);
  add ("connectwise", "under-way", test_under_way);
  add ("connectwise", "broken-ticket", test_broken_ticket);
  for (gsize v = 0; v < G_N_ELEMENTS (vendors); v++)
    for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
      add (vendors[v], tests[i].name, tests[i].test);
  return g_test_run ();
}
