/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <sqlite3.h>

#include "muster-store-fixture.h"

MusterStore *
fixture_open (const char *dir,
              GError    **error)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(MusterClock) clock = muster_clock_new_system ();

  muster_store_open_async (dir, clock, NULL, muster_test_wait_cb, &wait);
  return muster_store_open_finish (muster_test_wait (&wait), error);
}

MusterStore *
fixture_open_or_die (const char *dir)
{
  g_autoptr(GError) error = NULL;
  MusterStore *store = fixture_open (dir, &error);

  g_assert_no_error (error);
  return store;
}

void
fixture_close (MusterStore *store)
{
  g_assert_true (MUST (store, close));
  g_object_unref (store);
}

MusterConnection *
fixture_connection (const char *id)
{
  MusterConnection *connection = muster_connection_new ();

  muster_connection_set_id (connection, id);
  muster_connection_set_integration (connection, "connectwise");
  muster_connection_set_name (connection, "Test");
  muster_connection_set_created (connection, 1);
  return connection;
}

MusterClient *
fixture_client (const char *id,
                const char *slug)
{
  MusterClient *client = muster_client_new ();

  muster_client_set_id (client, id);
  muster_client_set_slug (client, slug);
  muster_client_set_name (client, slug);
  muster_client_set_status (client, MUSTER_CLIENT_STATUS_ACTIVE);
  muster_client_set_created (client, 2);
  return client;
}

MusterTicket *
fixture_ticket (const char *external_id,
                const char *version)
{
  MusterTicket *ticket = muster_ticket_new ();
  g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func (g_object_unref);
  MusterNote *note = muster_note_new ();

  muster_note_set_external_id (note, "n1");
  muster_note_set_author_kind (note, "contact");
  muster_note_set_author_name (note, "Ina Öst");
  muster_note_set_text (note, "First line\nsecond “line”");
  muster_note_set_created (note, 7);
  g_ptr_array_add (notes, note);

  muster_ticket_set_external_id (ticket, external_id);
  muster_ticket_set_number (ticket, external_id);
  muster_ticket_set_company_id (ticket, "250");
  muster_ticket_set_summary (ticket, "My account is locked out");
  muster_ticket_set_description (ticket, "I cannot sign in.");
  muster_ticket_set_origin (ticket, MUSTER_TICKET_ORIGIN_EMAIL);
  muster_ticket_set_created (ticket, 1000);
  muster_ticket_set_updated (ticket, 1000);
  muster_ticket_set_version (ticket, version);
  muster_ticket_set_notes (ticket, notes);
  return ticket;
}

MusterRun *
fixture_run (const char   *id,
             MusterTicket *ticket,
             const char   *client_id)
{
  MusterRun *run = muster_run_new ();

  muster_run_set_id (run, id);
  muster_run_set_ticket_id (run, muster_ticket_get_id (ticket));
  muster_run_set_client_id (run, client_id);
  muster_run_set_connection_id (run, muster_ticket_get_connection_id (ticket));
  muster_run_set_external_ticket_id (run, muster_ticket_get_external_id (ticket));
  muster_run_set_ticket_number (run, muster_ticket_get_number (ticket));
  muster_run_set_summary (run, muster_ticket_get_summary (ticket));
  return run;
}

MusterEffect *
fixture_effect (const char *id,
                const char *run_id)
{
  MusterEffect *effect = muster_effect_new ();

  muster_effect_set_id (effect, id);
  muster_effect_set_run_id (effect, run_id);
  muster_effect_set_connection_id (effect, "C1");
  muster_effect_set_tool (effect, "connectwise:add-internal-note");
  muster_effect_set_effect_class (effect, MUSTER_EFFECT_CLASS_NOTE_INTERNAL);
  muster_effect_set_retry_class (effect, "M");
  muster_effect_set_call (effect, "note");
  muster_effect_set_target (effect, "ticket:1001");
  muster_effect_set_args (effect, "{\"ticket\":\"1001\"}");
  muster_effect_set_settle_ms (effect, 90000);
  return effect;
}

void
fixture_fill (MusterStore *store)
{
  g_autoptr(MusterConnection) connection = fixture_connection ("C1");
  g_autoptr(MusterClient) client = fixture_client ("K1", "acme");
  g_autoptr(MusterTicket) ticket = fixture_ticket ("1001", "v1");
  g_autoptr(GPtrArray) tickets = g_ptr_array_new ();
  g_autoptr(GPtrArray) news = NULL;
  g_autoptr(MusterRun) run = NULL;

  MUST (store, save_connection, connection);
  MUST (store, save_client, client);
  g_ptr_array_add (tickets, ticket);
  news = MUST (store, ingest, "C1", tickets, "mark-1");
  g_assert_cmpuint (news->len, ==, 1);
  run = fixture_run ("R1", news->pdata[0], "K1");
  MUST (store, create_run, run, "engine");
}

void
fixture_set_mode (MusterStore *store,
                  const char  *client_id,
                  MusterMode   mode)
{
  g_autoptr(MusterClient) client = MUST (store, get_client, client_id);

  muster_client_set_mode (client, mode);
  MUST (store, save_client, client);
}

static sqlite3 *
open_raw (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "muster.db", NULL);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  return db;
}

void
fixture_tamper (const char *dir,
                const char *sql)
{
  sqlite3 *db = open_raw (dir);
  char *message = NULL;
  int code;

  code = sqlite3_exec (db,
                       "DROP TRIGGER audit_in_order; DROP TRIGGER audit_not_changed; DROP TRIGGER audit_not_deleted;",
                       NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  g_assert_cmpint (code, ==, SQLITE_OK);
  code = sqlite3_exec (db, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  g_assert_cmpint (code, ==, SQLITE_OK);
  sqlite3_close (db);
}

gint64
fixture_number (const char *dir,
                const char *sql)
{
  sqlite3 *db = open_raw (dir);
  sqlite3_stmt *statement;
  gint64 number;

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  number = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return number;
}
