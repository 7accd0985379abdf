/* SPDX-License-Identifier: GPL-3.0-or-later */

/* kill -9 in the middle: what was answered is there, what was not is there whole or not at all */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "muster-error.h"
#include "muster-store-fixture.h"

/* The child: one ticket after the other from intake to done, a line on stdout for each */
static int
work_until_killed (const char *dir)
{
  MusterStore *store = fixture_open_or_die (dir);
  g_autoptr(MusterConnection) connection = fixture_connection ("C1");
  g_autoptr(MusterClient) client = fixture_client ("K1", "acme");
  gint64 n = MUST (store, count_runs, NULL);

  MUST (store, save_connection, connection);
  MUST (store, save_client, client);
  for (;; n++)
    {
      g_autoptr(GPtrArray) tickets = g_ptr_array_new_with_free_func (g_object_unref);
      g_autoptr(GPtrArray) effects = g_ptr_array_new_with_free_func (g_object_unref);
      g_autoptr(GPtrArray) news = NULL;
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, n);
      g_autoptr(MusterTicket) ticket = NULL;
      g_autoptr(MusterRun) run = NULL;
      MusterRunChange change = { .note_text = "Note", .effects = effects };

      g_ptr_array_add (tickets, fixture_ticket (id, "v1"));
      g_ptr_array_add (effects, fixture_effect (id, id));
      news = MUST (store, ingest, "C1", tickets, id);
      ticket = MUST (store, find_ticket, "C1", id);
      run = fixture_run (id, ticket, "K1");
      MUST (store, create_run, run, "engine");
      MUST (store, advance_run, id, MUSTER_RUN_STATE_RECEIVED, MUSTER_RUN_STATE_PLANNING, NULL, "engine");
      MUST (store, advance_run, id, MUSTER_RUN_STATE_PLANNING, MUSTER_RUN_STATE_REPORTING, &change, "engine");
      MUST (store, mark_effect, id, MUSTER_EFFECT_STATE_PREPARED, MUSTER_EFFECT_STATE_DISPATCHED, NULL, "engine");
      MUST (store, mark_effect, id, MUSTER_EFFECT_STATE_DISPATCHED, MUSTER_EFFECT_STATE_CONFIRMED, NULL, "engine");
      MUST (store, advance_run, id, MUSTER_RUN_STATE_REPORTING, MUSTER_RUN_STATE_DONE, NULL, "engine");
      printf ("done %s\n", id);
      fflush (stdout);
    }
  return 0;
}

static char *self_path;

/* Starts a child, lets it finish some tickets, and kills it a little later. Gives the last that was done */
static gint64
kill_one (const char *dir,
          guint       n_lines,
          guint       extra_us)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) child = NULL;
  g_autoptr(GDataInputStream) lines = NULL;
  gint64 last = -1;

  child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, self_path, "--work", dir, NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  for (guint i = 0; i < n_lines;)
    {
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (line);
      if (sscanf (line, "done %" G_GINT64_FORMAT, &last) == 1)
        i++;
    }
  /* Not waiting for anything: moves the moment of the kill into the next ticket's work */
  g_usleep (extra_us);
  g_subprocess_send_signal (child, SIGKILL);
  g_subprocess_wait (child, NULL, NULL);
  return last;
}

static void
assert_consistent (const char *dir,
                   gint64      last)
{
  g_autoptr(MusterAuditReport) report = NULL;
  MusterStore *store = fixture_open_or_die (dir);
  static const char * const contradictions[] = {
    /* A run without its audit row, or the other way round */
    "SELECT abs ((SELECT count(*) FROM runs) - (SELECT count(*) FROM audit WHERE event = 'run-created'))",
    /* States that do not follow from the audit rows */
    "SELECT count(*) FROM runs r WHERE state <> (SELECT coalesce (max (json_extract (body, '$.to')), 'received')"
    " FROM (SELECT body FROM audit WHERE event = 'run-advanced' AND json_extract (body, '$.run') = r.id"
    " ORDER BY seq DESC LIMIT 1))",
    "SELECT count(*) FROM effects e WHERE 'effect-' || state <> (SELECT event FROM audit"
    " WHERE event LIKE 'effect-%' AND json_extract (body, '$.effect') = e.id ORDER BY seq DESC LIMIT 1)",
    /* A run past planning without its effect, an effect without its activity row */
    "SELECT count(*) FROM runs r WHERE state IN ('reporting', 'done') AND NOT EXISTS (SELECT 1 FROM effects WHERE run_id = r.id)",
    "SELECT abs ((SELECT count(*) FROM effects) - (SELECT count(*) FROM activity))",
    "SELECT abs ((SELECT count(*) FROM runs) - (SELECT n FROM counts WHERE list = 'runs' AND client_id = ''))",
    /* The watermark says more than the tickets, or less */
    "SELECT coalesce ((SELECT value <> (SELECT max (cast (external_id AS INTEGER)) FROM tickets) FROM watermarks), 0)",
    /* A done run whose act is not confirmed */
    "SELECT count(*) FROM runs r JOIN effects e ON e.run_id = r.id WHERE r.state = 'done' AND e.state <> 'confirmed'",
  };

  g_assert_true (MUST (store, check));
  report = MUST (store, verify_audit, 0, NULL);
  g_assert_true (report->ok);
  for (gint64 i = 0; i <= last; i++)
    {
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, i);
      g_autoptr(GError) error = NULL;
      g_autoptr(MusterRun) run = CALL (store, &error, get_run, id);

      /* Those that an earlier kill left half-way stay as they were */
      g_assert_no_error (error);
      if (i == last)
        g_assert_cmpint (muster_run_get_state (run), ==, MUSTER_RUN_STATE_DONE);
    }
  fixture_close (store);
  for (guint i = 0; i < G_N_ELEMENTS (contradictions); i++)
    {
      gint64 n = fixture_number (dir, contradictions[i]);

      if (n != 0)
        g_test_message ("%s", contradictions[i]);
      g_assert_cmpint (n, ==, 0);
    }
}

static void
test_kill (void)
{
  g_autofree char *dir = muster_test_dir ();
  guint n_kills = g_test_slow () ? 200 : 15;

  for (guint i = 0; i < n_kills; i++)
    {
      gint64 last = kill_one (dir, (guint) g_test_rand_int_range (1, 4), (guint) g_test_rand_int_range (0, 8000));

      assert_consistent (dir, last);
    }
  muster_test_remove_dir (dir);
}

int
main (int    argc,
      char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--work") == 0)
    return work_until_killed (argv[2]);
  muster_test_init (&argc, &argv);
  self_path = g_canonicalize_filename (argv[0], NULL);

  g_test_add_func ("/store/kill", test_kill);

  return g_test_run ();
}
