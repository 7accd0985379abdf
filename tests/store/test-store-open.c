/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening: what is made, what is brought up to date, and what is refused in words that say what to do */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "muster-error.h"
#include "muster-resources.h"
#include "muster-store-fixture.h"

typedef struct
{
  char *dir;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->dir = muster_test_dir ();
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  muster_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

static char *
db_path (Fixture *fixture)
{
  return g_build_filename (fixture->dir, "muster.db", NULL);
}

static void
run_sql (const char *path,
         const char *sql)
{
  sqlite3 *db;
  char *message = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  sqlite3_close (db);
}

static void
assert_refused (Fixture    *fixture,
                int         code,
                const char *words)
{
  g_autoptr(GError) error = NULL;
  MusterStore *store = fixture_open (fixture->dir, &error);

  g_assert_null (store);
  g_assert_error (error, MUSTER_ERROR, code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, words));
}

static void
assert_mode (const char *path,
             guint       mode)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmphex (info.st_mode & 0777, ==, mode);
}

/* The n-th script brings the schema to version n */
static gint64
newest_version (void)
{
  g_auto(GStrv) names = NULL;

  muster_core_register_resources ();
  names = g_resources_enumerate_children (MUSTER_RESOURCE_PREFIX "sql", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  return g_strv_length (names);
}

static void
test_new (Fixture      *fixture,
          gconstpointer data)
{
  g_autofree char *dir = g_build_filename (fixture->dir, "deeper", "data", NULL);
  g_autofree char *db = g_build_filename (dir, "muster.db", NULL);
  g_autofree char *wal = g_build_filename (dir, "muster.db-wal", NULL);
  g_autofree char *lock = g_build_filename (dir, "lock", NULL);
  mode_t old = umask (0);
  MusterStore *store = fixture_open_or_die (dir);

  fixture_fill (store);
  assert_mode (dir, 0700);
  assert_mode (db, 0600);
  assert_mode (wal, 0600);
  assert_mode (lock, 0600);
  g_assert_true (MUST (store, check));
  fixture_close (store);
  umask (old);
  g_assert_cmpint (fixture_number (dir, "PRAGMA user_version"), ==, newest_version ());
  g_assert_cmpint (fixture_number (dir, "SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'"), ==, 1);
}

static void
copy_fixture (Fixture    *fixture,
              const char *name)
{
  g_autofree char *from = muster_test_data (name);
  g_autofree char *to = db_path (fixture);
  g_autofree char *contents = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (from, &contents, &length, NULL));
  g_assert_true (g_file_set_contents_full (to, contents, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
}

static void
test_migration (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr(GPtrArray) documents = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_document_free);
  g_autoptr(GPtrArray) found = NULL;
  g_autoptr(MusterAuditReport) report = NULL;
  g_autoptr(MusterRun) run = NULL;
  g_autoptr(MusterTicket) ticket = NULL;
  g_autofree char *watermark = NULL;
  g_autofree char *backup = g_build_filename (fixture->dir, "backups", "v0001.db", NULL);
  g_autofree char *original = muster_test_data ("store/v0001.db");
  const MusterDocumentSync sync = { .synced = 1 };
  sqlite3 *db;
  MusterStore *store;

  copy_fixture (fixture, "store/v0001.db");
  store = fixture_open_or_die (fixture->dir);
  run = MUST (store, get_run, "R1");
  g_assert_cmpint (muster_run_get_state (run), ==, MUSTER_RUN_STATE_PLANNED);
  g_assert_cmpuint (muster_plan_get_steps (muster_run_get_plan (run))->len, ==, 1);
  ticket = MUST (store, get_ticket, "T1");
  g_assert_cmpuint (muster_ticket_get_notes (ticket)->len, ==, 1);
  watermark = MUST (store, get_watermark, "C1");
  g_assert_cmpstr (watermark, ==, "2026-01-02T03:04:05Z");
  report = MUST (store, verify_audit, 0, NULL);
  g_assert_true (report->ok);
  g_assert_cmpint (report->rows, ==, 3);
  g_ptr_array_add (documents, muster_document_new ("document", "1", "Printer", "Toner", 1));
  MUST (store, put_documents, "C1", "61", documents, TRUE, &sync);
  found = MUST (store, search_documents, "C1", "61", FALSE, "printer", 5);
  g_assert_cmpuint (found->len, ==, 1);
  fixture_close (store);

  /* The copy is the database as it was */
  g_assert_cmpint (fixture_number (fixture->dir, "PRAGMA user_version"), ==, newest_version ());
  assert_mode (backup, 0600);
  g_assert_cmpint (sqlite3_open (backup, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "SELECT 1 / (SELECT count(*) FROM runs)", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "SELECT * FROM documents", NULL, NULL, NULL), ==, SQLITE_ERROR);
  sqlite3_close (db);
}

/* What was there before conversations were kept: first revisions, nothing ignored, and the first conversation that is
 * read is the run's own */
static void
test_migration_conversation (Fixture      *fixture,
                             gconstpointer data)
{
  g_autoptr(MusterRun) run = NULL, again = NULL;
  g_autoptr(MusterTicket) ticket = NULL;
  g_autoptr(GPtrArray) calls = NULL, revisions = NULL, hints = NULL, found = NULL;
  MusterStore *store;

  copy_fixture (fixture, "store/v0002.db");
  store = fixture_open_or_die (fixture->dir);
  run = MUST (store, get_run, "R1");
  g_assert_cmpint (muster_run_get_revision (run), ==, 1);
  g_assert_null (muster_run_get_conversation (run));
  g_assert_cmpuint (muster_plan_get_steps (muster_run_get_plan (run))->len, ==, 1);
  calls = MUST (store, list_calls, "R1");
  g_assert_cmpuint (calls->len, ==, 1);
  g_assert_cmpint (muster_run_call_get_revision (calls->pdata[0]), ==, 1);
  revisions = MUST (store, list_revisions, "R1");
  g_assert_cmpuint (revisions->len, ==, 0);
  /* The first index is not taken over: it is read again */
  found = MUST (store, search_documents, "C1", "K1", TRUE, "printer", 5);
  g_assert_cmpuint (found->len, ==, 0);

  ticket = MUST (store, get_ticket, "T1");
  g_assert_null (muster_ticket_get_ignored (ticket));
  g_assert_false (muster_ticket_get_closed (ticket));
  g_assert_cmpstr (muster_note_get_kind (muster_ticket_get_notes (ticket)->pdata[0]), ==, "note");
  muster_ticket_set_conversation (ticket, "hash-1");
  MUST (store, save_conversation, ticket);
  again = MUST (store, get_run, "R1");
  g_assert_cmpstr (muster_run_get_conversation (again), ==, "hash-1");

  MUST (store, add_hint, "C1", "1001");
  hints = MUST (store, take_hints, "C1");
  g_assert_cmpuint (hints->len, ==, 1);
  fixture_close (store);
  g_assert_cmpint (fixture_number (fixture->dir, "PRAGMA user_version"), ==, newest_version ());
}

/* A step that fails leaves the database as it was */
static void
test_migration_fails (Fixture      *fixture,
                      gconstpointer data)
{
  g_autofree char *path = db_path (fixture);

  copy_fixture (fixture, "store/v0001.db");
  run_sql (path, "CREATE TABLE documents_text (in_the_way)");
  assert_refused (fixture, MUSTER_ERROR_STORE, "0002-search.sql");
  g_assert_cmpint (fixture_number (fixture->dir, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (fixture_number (fixture->dir, "SELECT count(*) FROM sqlite_schema WHERE name = 'documents'"), ==, 0);
  run_sql (path, "DROP TABLE documents_text");
  fixture_close (fixture_open_or_die (fixture->dir));
}

static void
test_newer (Fixture      *fixture,
            gconstpointer data)
{
  g_autofree char *path = db_path (fixture);

  fixture_close (fixture_open_or_die (fixture->dir));
  run_sql (path, "PRAGMA user_version = 999");
  assert_refused (fixture, MUSTER_ERROR_STORE, "newer Muster");
  g_assert_cmpint (fixture_number (fixture->dir, "PRAGMA user_version"), ==, 999);
}

static void
test_foreign (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *path = db_path (fixture);

  run_sql (path, "CREATE TABLE something (else_)");
  g_chmod (path, 0600);
  assert_refused (fixture, MUSTER_ERROR_STORE, "not made by Muster");
}

static void
test_second_instance (Fixture      *fixture,
                      gconstpointer data)
{
  MusterStore *store = fixture_open_or_die (fixture->dir);

  assert_refused (fixture, MUSTER_ERROR_IN_USE, "already running");
  fixture_close (store);
  fixture_close (fixture_open_or_die (fixture->dir));
}

static void
test_permissions (Fixture      *fixture,
                  gconstpointer data)
{
  g_autofree char *path = db_path (fixture);

  fixture_close (fixture_open_or_die (fixture->dir));
  g_chmod (fixture->dir, 0750);
  assert_refused (fixture, MUSTER_ERROR_FORBIDDEN, "chmod 700");
  g_chmod (fixture->dir, 0700);
  g_chmod (path, 0644);
  assert_refused (fixture, MUSTER_ERROR_FORBIDDEN, "chmod 600");
  g_chmod (path, 0600);
  fixture_close (fixture_open_or_die (fixture->dir));
}

static void
test_links (Fixture      *fixture,
            gconstpointer data)
{
  g_autofree char *elsewhere = g_build_filename (fixture->dir, "elsewhere", NULL);
  g_autofree char *link = g_build_filename (fixture->dir, "link", NULL);
  g_autofree char *path = g_build_filename (elsewhere, "muster.db", NULL);
  g_autoptr(GError) error = NULL, second = NULL;

  g_assert_cmpint (g_mkdir (elsewhere, 0700), ==, 0);
  g_assert_cmpint (symlink (elsewhere, link), ==, 0);
  g_assert_null (fixture_open (link, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_STORE);
  g_assert_cmpint (symlink ("/dev/null", path), ==, 0);
  g_assert_null (fixture_open (elsewhere, &second));
  g_assert_error (second, MUSTER_ERROR, MUSTER_ERROR_STORE);
}

/* Asked for after the end: an error, no crash */
static void
test_closed (Fixture      *fixture,
             gconstpointer data)
{
  MusterStore *store = fixture_open_or_die (fixture->dir);
  g_autoptr(GPtrArray) members = NULL;
  g_autoptr(GError) error = NULL;

  MUST (store, close);
  members = CALL (store, &error, list_members);
  g_assert_null (members);
  g_assert_nonnull (error);
  g_object_unref (store);
}

static void
count_changes_cb (MusterStore *store,
                  const char  *table,
                  const char  *id,
                  GPtrArray   *changes)
{
  g_ptr_array_add (changes, g_strdup_printf ("%s %s", table, id));
}

static void
test_changed (Fixture      *fixture,
              gconstpointer data)
{
  MusterStore *store = fixture_open_or_die (fixture->dir);
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(MusterClient) client = fixture_client ("K1", "acme");
  g_autoptr(MusterClient) same_slug = fixture_client ("K2", "acme");
  g_autoptr(GError) error = NULL;

  g_signal_connect (store, "changed", G_CALLBACK (count_changes_cb), changes);
  MUST (store, save_client, client);
  g_assert_cmpuint (changes->len, ==, 1);
  g_assert_cmpstr (changes->pdata[0], ==, "clients K1");
  g_assert_false (CALL (store, &error, save_client, same_slug));
  g_assert_cmpuint (changes->len, ==, 1);
  fixture_close (store);
}

/* Queued together, committed together; the one that fails takes no other with it */
static void
test_group (Fixture      *fixture,
            gconstpointer data)
{
  enum { N = 200 };
  MusterStore *store = fixture_open_or_die (fixture->dir);
  MusterTestWait waits[N] = { MUSTER_TEST_WAIT_INIT };
  g_autoptr(MusterAuditReport) report = NULL;

  for (int i = 0; i < N; i++)
    {
      g_autofree char *id = g_strdup_printf ("K%03d", i);
      g_autofree char *slug = g_strdup_printf ("slug-%d", i % 10 == 9 ? 0 : i);
      g_autoptr(MusterClient) client = fixture_client (id, slug);

      muster_store_save_client_async (store, client, NULL, muster_test_wait_cb, &waits[i]);
    }
  for (int i = 0; i < N; i++)
    {
      g_autoptr(GError) error = NULL;
      gboolean saved = muster_store_save_client_finish (store, muster_test_wait (&waits[i]), &error);

      if (i % 10 == 9)
        g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_CONFLICT);
      else
        g_assert_no_error (error);
      g_assert_true (saved == (i % 10 != 9));
    }
  g_assert_cmpint (MUST (store, count_clients, NULL), ==, 180);
  report = MUST (store, verify_audit, 0, NULL);
  g_assert_true (report->ok);
  g_assert_cmpint (report->rows, ==, 180);
  fixture_close (store);
}

#define ADD(path, test) g_test_add ("/store/open/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  ADD ("new", test_new);
  ADD ("migration", test_migration);
  ADD ("migration-conversation", test_migration_conversation);
  ADD ("migration-fails", test_migration_fails);
  ADD ("newer", test_newer);
  ADD ("foreign", test_foreign);
  ADD ("second-instance", test_second_instance);
  ADD ("permissions", test_permissions);
  ADD ("links", test_links);
  ADD ("closed", test_closed);
  ADD ("changed", test_changed);
  ADD ("group", test_group);

  return g_test_run ();
}
