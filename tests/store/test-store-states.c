/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Intake and states: what happens together happens together or not at all */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <sqlite3.h>

#include "muster-error.h"
#include "muster-store-fixture.h"
#include "muster-store-private.h"

typedef struct
{
  char        *dir;
  MusterStore *store;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->dir = muster_test_dir ();
  fixture->store = fixture_open_or_die (fixture->dir);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  fixture_close (fixture->store);
  muster_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

static gint64
audit_rows (Fixture *fixture)
{
  g_autoptr(MusterAuditReport) report = MUST (fixture->store, verify_audit, 0, NULL);

  g_assert_true (report->ok);
  return report->rows;
}

static GPtrArray *
tickets_of (const char *external_id,
            const char *version,
            gint64      updated)
{
  GPtrArray *tickets = g_ptr_array_new_with_free_func (g_object_unref);
  MusterTicket *ticket = fixture_ticket (external_id, version);

  muster_ticket_set_updated (ticket, updated);
  g_ptr_array_add (tickets, ticket);
  return tickets;
}

static void
ingest (Fixture    *fixture,
        const char *version,
        gint64      updated,
        guint       expected)
{
  g_autoptr(GPtrArray) tickets = tickets_of ("1001", version, updated);
  g_autoptr(GPtrArray) news = MUST (fixture->store, ingest, "C1", tickets, version);

  g_assert_cmpuint (news->len, ==, expected);
}

static void
test_dedupe (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr(MusterConnection) connection = fixture_connection ("C1");
  g_autoptr(MusterTicket) first = NULL, ticket = NULL;
  g_autofree char *watermark = NULL;

  MUST (fixture->store, save_connection, connection);
  ingest (fixture, "v1", 1000, 1);
  ingest (fixture, "v1", 1000, 0);
  first = MUST (fixture->store, find_ticket, "C1", "1001");
  ingest (fixture, "v2", 2000, 1);
  ingest (fixture, "v1", 1000, 0);  /* overtaken by its successor */
  watermark = MUST (fixture->store, get_watermark, "C1");
  g_assert_cmpstr (watermark, ==, "v1");
  ticket = MUST (fixture->store, find_ticket, "C1", "1001");
  g_assert_cmpstr (muster_ticket_get_id (first), ==, muster_ticket_get_id (ticket));
  g_assert_cmpstr (muster_ticket_get_version (ticket), ==, "v2");
  g_assert_cmpstr (muster_note_get_text (muster_ticket_get_notes (ticket)->pdata[0]), ==, "First line\nsecond “line”");
}

/* One ticket that cannot be stored: none is, and the watermark stays */
static void
test_ingest_atomic (Fixture      *fixture,
                    gconstpointer data)
{
  g_autoptr(MusterConnection) connection = fixture_connection ("C1");
  g_autoptr(GPtrArray) tickets = tickets_of ("1001", "v1", 1);
  g_autoptr(GPtrArray) news = NULL;
  g_autoptr(MusterTicket) ticket = NULL;
  g_autoptr(GError) error = NULL, missing = NULL;
  g_autofree char *watermark = NULL;

  MUST (fixture->store, save_connection, connection);
  g_ptr_array_add (tickets, fixture_ticket ("1002", NULL));
  news = CALL (fixture->store, &error, ingest, "C1", tickets, "mark");
  g_assert_null (news);
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_STORE);
  ticket = CALL (fixture->store, &missing, find_ticket, "C1", "1001");
  g_assert_null (ticket);
  g_assert_error (missing, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
  watermark = MUST (fixture->store, get_watermark, "C1");
  g_assert_null (watermark);
}

static void
assert_counts (Fixture *fixture,
               guint    waiting,
               guint    unhandled)
{
  g_autoptr(GPtrArray) wait = MUST (fixture->store, list_waiting_tickets);
  g_autoptr(GPtrArray) open = MUST (fixture->store, list_unhandled_tickets);

  g_assert_cmpuint (wait->len, ==, waiting);
  g_assert_cmpuint (open->len, ==, unhandled);
}

static void
test_waiting (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(MusterConnection) connection = fixture_connection ("C1");
  g_autoptr(MusterClient) client = fixture_client ("K1", "acme");
  g_autoptr(MusterTicket) ticket = NULL, after = NULL;
  g_autoptr(MusterRun) run = NULL;

  MUST (fixture->store, save_connection, connection);
  MUST (fixture->store, save_client, client);
  ingest (fixture, "v1", 1000, 1);
  assert_counts (fixture, 0, 1);
  ticket = MUST (fixture->store, find_ticket, "C1", "1001");
  MUST (fixture->store, set_ticket_wait, muster_ticket_get_id (ticket), NULL, MUSTER_WAIT_REASON_UNMAPPED);
  assert_counts (fixture, 1, 0);

  /* A new version is looked at again; the reason stays until somebody has */
  ingest (fixture, "v2", 2000, 1);
  assert_counts (fixture, 1, 1);
  run = fixture_run ("R1", ticket, "K1");
  MUST (fixture->store, create_run, run, "engine");
  assert_counts (fixture, 0, 0);
  after = MUST (fixture->store, find_ticket, "C1", "1001");
  g_assert_cmpstr (muster_ticket_get_client_id (after), ==, "K1");
}

static void
test_one_run_per_ticket (Fixture      *fixture,
                         gconstpointer data)
{
  g_autoptr(MusterTicket) ticket = NULL;
  g_autoptr(MusterRun) second = NULL;
  g_autoptr(GError) error = NULL;
  gint64 rows;

  fixture_fill (fixture->store);
  rows = audit_rows (fixture);
  ticket = MUST (fixture->store, find_ticket, "C1", "1001");
  second = fixture_run ("R2", ticket, "K1");
  g_assert_false (CALL (fixture->store, &error, create_run, second, "engine"));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
  g_assert_cmpint (MUST (fixture->store, count_runs, NULL), ==, 1);
  g_assert_cmpint (audit_rows (fixture), ==, rows);
}

static void
test_advance_conflict (Fixture      *fixture,
                       gconstpointer data)
{
  g_autoptr(MusterRun) run = NULL;
  g_autoptr(GError) error = NULL, missing = NULL;
  MusterRunChange change = { .note_text = "lost", .add_requests = 5 };
  gint64 rows;

  fixture_fill (fixture->store);
  MUST (fixture->store, advance_run, "R1", MUSTER_RUN_STATE_RECEIVED, MUSTER_RUN_STATE_PLANNING, NULL, "engine");
  rows = audit_rows (fixture);
  g_assert_false (CALL (fixture->store, &error, advance_run, "R1", MUSTER_RUN_STATE_RECEIVED,
                        MUSTER_RUN_STATE_DONE, &change, "engine"));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
  g_assert_false (CALL (fixture->store, &missing, advance_run, "R9", MUSTER_RUN_STATE_RECEIVED,
                        MUSTER_RUN_STATE_DONE, NULL, "engine"));
  g_assert_error (missing, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);
  run = MUST (fixture->store, get_run, "R1");
  g_assert_cmpint (muster_run_get_state (run), ==, MUSTER_RUN_STATE_PLANNING);
  g_assert_null (muster_run_get_note_text (run));
  g_assert_cmpint (muster_run_get_requests (run), ==, 0);
  g_assert_cmpint (audit_rows (fixture), ==, rows);
}

/* Of many that want to move a run, one does */
static void
test_advance_race (Fixture      *fixture,
                   gconstpointer data)
{
  enum { N = 100 };
  MusterTestWait waits[N] = { MUSTER_TEST_WAIT_INIT };
  guint moved = 0;
  gint64 rows;

  fixture_fill (fixture->store);
  rows = audit_rows (fixture);
  for (int i = 0; i < N; i++)
    muster_store_advance_run_async (fixture->store, "R1", MUSTER_RUN_STATE_RECEIVED, MUSTER_RUN_STATE_PLANNING, NULL,
                                    "engine", NULL, muster_test_wait_cb, &waits[i]);
  for (int i = 0; i < N; i++)
    moved += muster_store_advance_run_finish (fixture->store, muster_test_wait (&waits[i]), NULL);
  g_assert_cmpuint (moved, ==, 1);
  g_assert_cmpint (audit_rows (fixture), ==, rows + 1);
}

/* The run moves and its effects are prepared, or neither */
static void
test_advance_with_effects (Fixture      *fixture,
                           gconstpointer data)
{
  g_autoptr(GPtrArray) effects = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) prepared = NULL, still = NULL;
  g_autoptr(MusterRun) run = NULL;
  g_autoptr(GError) error = NULL;
  MusterRunChange change = { .effects = effects };

  fixture_fill (fixture->store);
  g_ptr_array_add (effects, fixture_effect ("E1", "R1"));
  MUST (fixture->store, advance_run, "R1", MUSTER_RUN_STATE_RECEIVED, MUSTER_RUN_STATE_EXECUTING, &change, "engine");
  prepared = MUST (fixture->store, list_effects, "R1");
  g_assert_cmpuint (prepared->len, ==, 1);
  g_assert_cmpint (muster_effect_get_state (prepared->pdata[0]), ==, MUSTER_EFFECT_STATE_PREPARED);

  /* The same effect again: the run stays where it was */
  g_assert_false (CALL (fixture->store, &error, advance_run, "R1", MUSTER_RUN_STATE_EXECUTING,
                        MUSTER_RUN_STATE_REPORTING, &change, "engine"));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
  run = MUST (fixture->store, get_run, "R1");
  g_assert_cmpint (muster_run_get_state (run), ==, MUSTER_RUN_STATE_EXECUTING);
  still = MUST (fixture->store, list_effects, "R1");
  g_assert_cmpuint (still->len, ==, 1);
}

static void
test_effect_conflict (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr(MusterEffect) effect = fixture_effect ("E1", "R1");
  g_autoptr(MusterEffect) foreign = fixture_effect ("E2", "R1");
  g_autoptr(MusterEffect) after = NULL;
  g_autoptr(GError) error = NULL, not_its_client = NULL;
  MusterEffectMark mark = { .outcome = "wrong" };
  gint64 rows;

  fixture_fill (fixture->store);
  MUST (fixture->store, prepare_effect, effect, "engine");
  muster_effect_set_client_id (foreign, "K2");
  muster_effect_set_attempt (foreign, 2);
  g_assert_false (CALL (fixture->store, &not_its_client, prepare_effect, foreign, "engine"));
  g_assert_error (not_its_client, MUSTER_ERROR, MUSTER_ERROR_NOT_FOUND);

  MUST (fixture->store, mark_effect, "E1", MUSTER_EFFECT_STATE_PREPARED, MUSTER_EFFECT_STATE_DISPATCHED, NULL, "engine");
  rows = audit_rows (fixture);
  g_assert_false (CALL (fixture->store, &error, mark_effect, "E1", MUSTER_EFFECT_STATE_PREPARED,
                        MUSTER_EFFECT_STATE_DISPATCHED, &mark, "engine"));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
  after = MUST (fixture->store, get_effect, "E1");
  g_assert_null (muster_effect_get_outcome (after));
  g_assert_cmpint (audit_rows (fixture), ==, rows);
}

/* What SQLite does to a transaction when a page cannot be read */
static gboolean
broken_read_work (MusterStore   *store,
                  MusterDb      *db,
                  MusterStoreOp *op,
                  GError       **error)
{
  if (!sqlite3_get_autocommit (db->handle))
    muster_db_exec (db, "ROLLBACK", NULL);
  g_set_error_literal (error, MUSTER_ERROR, MUSTER_ERROR_STORE, "disk I/O error");
  return FALSE;
}

/* Three calls of one turn; the reading one loses the transaction that is open. What was written before it is written
 * again, and what comes behind it is written once */
static void
test_broken_read (Fixture      *fixture,
                  gconstpointer data)
{
  g_auto(MusterTestWait) before = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) broken = MUSTER_TEST_WAIT_INIT;
  g_auto(MusterTestWait) after = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL, no_error = NULL;
  gint64 rows = audit_rows (fixture);

  muster_store_append_audit_async (fixture->store, "engine", NULL, "before", "{}", NULL, muster_test_wait_cb, &before);
  muster_store_start (fixture->store, muster_store_op_new (broken_read_work, MUSTER_STORE_READ), broken_read_work, NULL,
                      muster_test_wait_cb, &broken);
  muster_store_append_audit_async (fixture->store, "engine", NULL, "after", "{}", NULL, muster_test_wait_cb, &after);

  g_assert_true (muster_store_append_audit_finish (fixture->store, muster_test_wait (&before), &no_error));
  g_assert_no_error (no_error);
  g_assert_false (muster_store_finish_boolean (fixture->store, muster_test_wait (&broken), broken_read_work, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_STORE);
  g_assert_true (muster_store_append_audit_finish (fixture->store, muster_test_wait (&after), &no_error));
  g_assert_no_error (no_error);
  g_assert_cmpint (audit_rows (fixture), ==, rows + 2);
}

#define ADD(path, test) g_test_add ("/store/states/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  ADD ("dedupe", test_dedupe);
  ADD ("ingest-atomic", test_ingest_atomic);
  ADD ("waiting", test_waiting);
  ADD ("one-run-per-ticket", test_one_run_per_ticket);
  ADD ("advance-conflict", test_advance_conflict);
  ADD ("advance-race", test_advance_race);
  ADD ("advance-with-effects", test_advance_with_effects);
  ADD ("effect-conflict", test_effect_conflict);
  ADD ("broken-read", test_broken_read);

  return g_test_run ();
}
