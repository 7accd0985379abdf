/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The chain: what was changed behind our back is found. The hashes are computed here a second time,
 * from what src/store/README.md says, by other code than the store's. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include <json-glib/json-glib.h>
#include <sqlite3.h>

#include "muster-error.h"
#include "muster-store-fixture.h"

#define N_ROWS 40

/* Changes per kind: a thousand in all in the long suite */
#define N_TRIES (g_test_slow () ? 112u : 20u)

typedef struct
{
  char  *dir;
  char  *path;
  char  *pristine;
  gsize  length;
  gint64 head_seq;
  char  *head;
} Fixture;

static char *
get_head (MusterStore *store,
          gint64      *seq)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  char *head;

  muster_store_get_audit_head_async (store, NULL, muster_test_wait_cb, &wait);
  head = muster_store_get_audit_head_finish (store, muster_test_wait (&wait), seq, &error);
  g_assert_no_error (error);
  return head;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  MusterStore *store;

  fixture->dir = muster_test_dir ();
  fixture->path = g_build_filename (fixture->dir, "muster.db", NULL);
  store = fixture_open_or_die (fixture->dir);
  for (int i = 0; i < N_ROWS; i++)
    {
      g_autofree char *client = g_strdup_printf ("K%d", i % 3);
      g_autofree char *body = g_strdup_printf ("{\"number\":%d}", i);

      MUST (store, append_audit, i % 2 == 0 ? "engine" : "member:M", client, "tested", body);
    }
  fixture->head = get_head (store, &fixture->head_seq);
  fixture_close (store);
  g_assert_true (g_file_get_contents (fixture->path, &fixture->pristine, &fixture->length, NULL));
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  muster_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->path);
  g_free (fixture->pristine);
  g_free (fixture->head);
}

/* Starts over from the database as it was, changes it, and verifies it */
static MusterAuditReport *
verify_after (Fixture    *fixture,
              const char *sql,
              gboolean    with_anchor)
{
  MusterAuditReport *report;
  MusterStore *store;

  g_assert_true (g_file_set_contents_full (fixture->path, fixture->pristine, (gssize) fixture->length,
                                           G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
  if (sql != NULL)
    fixture_tamper (fixture->dir, sql);
  store = fixture_open_or_die (fixture->dir);
  report = MUST (store, verify_audit, with_anchor ? fixture->head_seq : 0, with_anchor ? fixture->head : NULL);
  fixture_close (store);
  return report;
}

static void
assert_found (Fixture    *fixture,
              const char *sql,
              gint64      at)
{
  g_autoptr(MusterAuditReport) report = verify_after (fixture, sql, FALSE);

  g_assert_false (report->ok);
  if (at > 0)
    g_assert_cmpint (report->first_bad_seq, ==, at);
  g_assert_nonnull (report->problem);
}

static void
test_whole (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr(MusterAuditReport) report = verify_after (fixture, NULL, FALSE);
  g_autoptr(MusterAuditReport) anchored = verify_after (fixture, NULL, TRUE);

  g_assert_true (report->ok);
  g_assert_cmpint (report->rows, ==, N_ROWS);
  g_assert_cmpint (report->first_bad_seq, ==, 0);
  g_assert_cmpstr (report->head, ==, fixture->head);
  g_assert_true (anchored->ok);
}

/* One character of one column of one row */
static void
test_flips (Fixture      *fixture,
            gconstpointer data)
{
  static const char * const changes[] = {
    "ts = ts + 1",
    "actor = actor || 'x'",
    "client_id = 'K9'",
    "client_id = ''",
    "event = 'Tested'",
    "body = replace (body, 'number', 'numbeR')",
    "body = body || ' '",
    "body_hash = randomblob (32)",
    "hash = randomblob (32)",
    "actor = actor || client_id, client_id = ''",
  };

  for (guint i = 0; i < 4 * N_TRIES; i++)
    {
      int seq = g_test_rand_int_range (1, N_ROWS + 1);
      g_autofree char *sql = g_strdup_printf ("UPDATE audit SET %s WHERE seq = %d",
                                              changes[i % G_N_ELEMENTS (changes)], seq);

      assert_found (fixture, sql, seq);
    }
}

static void
test_cuts (Fixture      *fixture,
           gconstpointer data)
{
  for (guint i = 0; i < N_TRIES; i++)
    {
      int seq = g_test_rand_int_range (1, N_ROWS);
      g_autofree char *one = g_strdup_printf ("DELETE FROM audit WHERE seq = %d", seq);
      g_autofree char *closed_up = g_strdup_printf ("DELETE FROM audit WHERE seq = %d;"
                                                    "UPDATE audit SET seq = -seq WHERE seq > %d;"
                                                    "UPDATE audit SET seq = -seq - 1 WHERE seq < 0", seq, seq);
      g_autofree char *end = g_strdup_printf ("DELETE FROM audit WHERE seq > %d", seq);

      assert_found (fixture, one, seq);
      assert_found (fixture, closed_up, seq);
      assert_found (fixture, end, seq + 1);
    }
  assert_found (fixture, "DELETE FROM audit", 1);
  assert_found (fixture, "DELETE FROM audit_head", N_ROWS + 1);
}

static void
test_swaps (Fixture      *fixture,
            gconstpointer data)
{
  for (guint i = 0; i < N_TRIES; i++)
    {
      int a = g_test_rand_int_range (1, N_ROWS);
      int b = g_test_rand_int_range (a + 1, N_ROWS + 1);
      g_autofree char *sql = g_strdup_printf ("UPDATE audit SET seq = -1 WHERE seq = %d;"
                                              "UPDATE audit SET seq = %d WHERE seq = %d;"
                                              "UPDATE audit SET seq = %d WHERE seq = -1", a, a, b, b);

      assert_found (fixture, sql, a);
    }
}

static void
add_number (GByteArray *bytes,
            guint64     number)
{
  for (int shift = 56; shift >= 0; shift -= 8)
    g_byte_array_append (bytes, (const guint8[]) { (guint8) (number >> shift) }, 1);
}

static void
add_text (GByteArray *bytes,
          const char *text)
{
  add_number (bytes, strlen (text));
  g_byte_array_append (bytes, (const guint8 *) text, (guint) strlen (text));
}

static void
sha256 (const void *data,
        gsize       length,
        guint8      digest[32])
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize size = 32;

  g_checksum_update (checksum, data, (gssize) length);
  g_checksum_get_digest (checksum, digest, &size);
}

/* The hash of a row, as the README has it; @prev is replaced by it */
static void
chain (guint8      prev[32],
       gint64      seq,
       gint64      ts,
       const char *actor,
       const char *client,
       const char *event,
       const char *body)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  guint8 body_hash[32];

  sha256 (body, strlen (body), body_hash);
  g_byte_array_append (bytes, (const guint8[]) { 0 }, 1);
  g_byte_array_append (bytes, prev, 32);
  add_number (bytes, (guint64) seq);
  add_number (bytes, (guint64) ts);
  add_text (bytes, actor);
  add_text (bytes, client);
  add_text (bytes, event);
  g_byte_array_append (bytes, body_hash, 32);
  sha256 (bytes->data, bytes->len, prev);
}

static char *
hex (const guint8 hash[32])
{
  GString *text = g_string_new (NULL);

  for (int i = 0; i < 32; i++)
    g_string_append_printf (text, "%02x", hash[i]);
  return g_string_free (text, FALSE);
}

/* Changes one row and makes the whole chain right again, head and all */
static char *
rechain_sql (Fixture *fixture,
             int      changed)
{
  GString *sql = g_string_new (NULL);
  guint8 prev[32] = { 0 };
  g_autofree char *head = NULL;
  sqlite3_stmt *statement;
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  sqlite3_prepare_v2 (db, "SELECT seq, ts, actor, client_id, event, body FROM audit ORDER BY seq", -1, &statement, NULL);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      gint64 seq = sqlite3_column_int64 (statement, 0);
      const char *actor = seq == changed ? "somebody" : (const char *) sqlite3_column_text (statement, 2);
      g_autofree char *hash = NULL;

      chain (prev, seq, sqlite3_column_int64 (statement, 1), actor, (const char *) sqlite3_column_text (statement, 3),
             (const char *) sqlite3_column_text (statement, 4), (const char *) sqlite3_column_text (statement, 5));
      hash = hex (prev);
      g_string_append_printf (sql, "UPDATE audit SET actor = '%s', hash = x'%s' WHERE seq = %d;", actor, hash, (int) seq);
    }
  head = hex (prev);
  g_string_append_printf (sql, "UPDATE audit_head SET hash = x'%s'", head);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return g_string_free (sql, FALSE);
}

/* A chain that is whole in itself: only the anchor tells */
static void
test_rechains (Fixture      *fixture,
               gconstpointer data)
{
  for (guint i = 0; i < N_TRIES; i++)
    {
      g_autofree char *sql = NULL;
      g_autoptr(MusterAuditReport) alone = NULL, anchored = NULL;

      g_assert_true (g_file_set_contents_full (fixture->path, fixture->pristine, (gssize) fixture->length,
                                               G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
      sql = rechain_sql (fixture, g_test_rand_int_range (1, N_ROWS + 1));
      alone = verify_after (fixture, sql, FALSE);
      g_assert_true (alone->ok);
      anchored = verify_after (fixture, sql, TRUE);
      g_assert_false (anchored->ok);
      g_assert_cmpint (anchored->first_bad_seq, ==, fixture->head_seq);
    }
}

/* Cut at the end with the head made to fit: only the anchor tells */
static void
test_anchored_cut (Fixture      *fixture,
                   gconstpointer data)
{
  const char *sql = "DELETE FROM audit WHERE seq > 30;"
                    "UPDATE audit_head SET seq = 30, hash = (SELECT hash FROM audit WHERE seq = 30)";
  g_autoptr(MusterAuditReport) alone = verify_after (fixture, sql, FALSE);
  g_autoptr(MusterAuditReport) anchored = verify_after (fixture, sql, TRUE);

  g_assert_true (alone->ok);
  g_assert_false (anchored->ok);
}

/* SQL that only has our own connection's powers is refused by the table itself */
static void
test_guards (Fixture      *fixture,
             gconstpointer data)
{
  static const char * const tries[] = {
    "UPDATE audit SET actor = 'x' WHERE seq = 3",
    "DELETE FROM audit WHERE seq = 40",
    "DELETE FROM audit",
    "REPLACE INTO audit SELECT seq, ts, 'x', client_id, event, body, body_hash, hash FROM audit WHERE seq = 3",
    "INSERT INTO audit SELECT seq + 2, ts, 'x', client_id, event, body, body_hash, hash FROM audit WHERE seq = 40",
  };
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, "PRAGMA recursive_triggers = ON", NULL, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tries); i++)
    g_assert_cmpint (sqlite3_exec (db, tries[i], NULL, NULL, NULL), ==, SQLITE_CONSTRAINT);
  sqlite3_close (db);
}

/* An export is enough to compute the chain without Muster */
static void
test_export (Fixture      *fixture,
             gconstpointer data)
{
  MusterStore *store = fixture_open_or_die (fixture->dir);
  g_autofree char *path = g_build_filename (fixture->dir, "audit.jsonl", NULL);
  g_autofree char *contents = NULL;
  g_auto(GStrv) lines = NULL;
  guint8 prev[32] = { 0 };

  g_assert_cmpint (MUST (store, export_audit, path), ==, N_ROWS);
  fixture_close (store);
  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  lines = g_strsplit (contents, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, N_ROWS + 1);
  for (int i = 0; i < N_ROWS; i++)
    {
      g_autoptr(JsonNode) node = json_from_string (lines[i], NULL);
      JsonObject *row = json_node_get_object (node);
      g_autofree char *hash = NULL;

      chain (prev, json_object_get_int_member (row, "seq"), json_object_get_int_member (row, "ts"),
             json_object_get_string_member (row, "actor"), json_object_get_string_member (row, "client"),
             json_object_get_string_member (row, "event"), json_object_get_string_member (row, "body"));
      hash = hex (prev);
      g_assert_cmpstr (hash, ==, json_object_get_string_member (row, "hash"));
    }
}

#define ADD(path, test) g_test_add ("/store/audit/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  ADD ("whole", test_whole);
  ADD ("flips", test_flips);
  ADD ("cuts", test_cuts);
  ADD ("swaps", test_swaps);
  ADD ("rechains", test_rechains);
  ADD ("anchored-cut", test_anchored_cut);
  ADD ("guards", test_guards);
  ADD ("export", test_export);

  return g_test_run ();
}
