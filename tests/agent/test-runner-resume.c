/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A run is stopped after each saved state and taken up by a new context on the same file: one note, always. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include "app-fixture.h"
#include "muster-runner.h"

typedef struct
{
  AppFixture    *fixture;
  MusterRunState state;    /* stop as soon as a run is in it */
  GMainLoop     *loop;
  gboolean       reached;
  gboolean       closed;
} Stop;

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Stop *stop = user_data;
  g_autoptr(GError) error = NULL;

  muster_context_close_finish (MUSTER_CONTEXT (source), result, &error);
  g_assert_no_error (error);
  stop->closed = TRUE;
  g_main_loop_quit (stop->loop);
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  muster_context_poll_now_finish (MUSTER_CONTEXT (source), result, &error);
}

typedef struct
{
  Stop *stop;
} StateAsked;

static void
state_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  Stop *stop = user_data;
  g_autoptr(MusterRun) run = muster_store_get_run_finish (MUSTER_STORE (source), result, NULL);

  if (run == NULL || stop->reached || muster_run_get_state (run) != stop->state)
    return;
  stop->reached = TRUE;
  muster_context_close_async (stop->fixture->context, closed_cb, stop);
}

static void
run_changed_cb (MusterContext *context,
                const char    *run_id,
                Stop          *stop)
{
  if (!stop->reached)
    muster_store_get_run_async (muster_context_get_store (context), run_id, NULL, state_read_cb, stop);
}

static void
stop_in_state (AppFixture    *self,
               MusterRunState state)
{
  Stop stop = { self, state, g_main_loop_new (NULL, FALSE), FALSE, FALSE };
  gulong id = g_signal_connect (self->context, "run-changed", G_CALLBACK (run_changed_cb), &stop);

  muster_context_poll_now_async (self->context, NULL, looked_cb, NULL);
  g_main_loop_run (stop.loop);
  g_assert_true (stop.reached && stop.closed);
  g_signal_handler_disconnect (self->context, id);
  g_clear_object (&self->context);
  g_main_loop_unref (stop.loop);
}

static void
test_resume (AppFixture   *self,
             gconstpointer data)
{
  MusterRunState state = (MusterRunState) GPOINTER_TO_INT (data);
  g_autoptr(MusterClient) client = NULL;
  g_autoptr(GPtrArray) runs = NULL;
  MusterWorkCounts counts;

  app_fixture_open (self);
  app_fixture_account (self);
  app_fixture_connect_all (self);
  client = app_fixture_client (self, "Alder & Finch Architects", "alder");
  stop_in_state (self, state);

  app_fixture_open (self);
  counts = app_fixture_process (self);
  g_assert_cmpuint (counts.stuck, ==, 0);
  runs = app_fixture_runs (self);
  g_assert_cmpuint (runs->len, ==, 2);
  for (guint i = 0; i < runs->len; i++)
    {
      MusterRun *run = g_ptr_array_index (runs, i);

      g_assert_cmpint (muster_run_get_state (run), ==, MUSTER_RUN_STATE_DONE);
      g_assert_nonnull (muster_run_get_note_external_id (run));
      g_assert_cmpuint (app_fixture_count_notes (self, muster_run_get_external_ticket_id (run)), ==, 1);
    }

  /* And once more, with nothing to do */
  app_fixture_close (self);
  app_fixture_open (self);
  g_assert_cmpuint (app_fixture_process (self).done, ==, 0);
  for (guint i = 0; i < runs->len; i++)
    g_assert_cmpuint (app_fixture_count_notes (self, muster_run_get_external_ticket_id (g_ptr_array_index (runs, i))), ==, 1);
}

static void
test_final_states (void)
{
  for (guint state = MUSTER_RUN_STATE_RECEIVED; state <= MUSTER_RUN_STATE_NEEDS_HUMAN; state++)
    {
      gboolean works = state < MUSTER_RUN_STATE_DONE;

      g_assert_cmpint (muster_run_state_is_final ((MusterRunState) state), ==, !works);
    }
}

int
main (int    argc,
      char **argv)
{
  static const MusterRunState edges[] = { MUSTER_RUN_STATE_RECEIVED, MUSTER_RUN_STATE_PLANNING, MUSTER_RUN_STATE_PLANNED,
                                          MUSTER_RUN_STATE_DONE };

  muster_test_init (&argc, &argv);
  g_test_add_func ("/agent/runner/final-states", test_final_states);
  for (gsize i = 0; i < G_N_ELEMENTS (edges); i++)
    {
      g_autofree char *path = g_strconcat ("/agent/runner/resume/", muster_run_state_to_string (edges[i]), NULL);

      g_test_add (path, AppFixture, GINT_TO_POINTER ((int) edges[i]), app_fixture_setup, test_resume, app_fixture_teardown);
    }
  return g_test_run ();
}
