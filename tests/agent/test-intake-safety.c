/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What would lose a ticket: a PSA that refuses one of them, keys that stop working, stamps from the future, a look that
 * nobody could begin */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include "engine-fixture.h"
#include "muster-json.h"

#define WINDOW_MS 20

static void
add_fault (EngineFixture *self,
           const char    *fault)
{
  json_node_unref (engine_fixture_control (self, "POST", "faults", fault));
}

static void
clear_faults (EngineFixture *self)
{
  json_node_unref (engine_fixture_control (self, "DELETE", "faults", NULL));
}

static gboolean
is_done (EngineFixture *self,
         gint64         ticket)
{
  g_autoptr(MusterRun) run = engine_fixture_run (self, ticket);

  return run != NULL && muster_run_get_state (run) == MUSTER_RUN_STATE_DONE && engine_fixture_count_notes (self, ticket) == 1;
}

/* A poll that may fail */
static int
poll_quietly (EngineFixture *self)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;
  int n;

  muster_engine_poll_async (self->engine, FALSE, NULL, muster_test_wait_cb, &wait);
  n = muster_engine_poll_finish (self->engine, muster_test_wait (&wait), &error);
  engine_fixture_settle (self);
  return n;
}

static void
set_clients (EngineFixture     *self,
             MusterClientStatus status)
{
  JsonArray *rows = muster_json_arr (json_node_get_object (self->world), "clients");

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      const char *key = muster_json_str (muster_json_arr_obj (rows, i), "key");
      g_autoptr(MusterClient) client = MUST (self->store, get_client, key);

      muster_client_set_status (client, status);
      MUST (self->store, save_client, client);
    }
}

static void
reconsider_quietly (EngineFixture *self)
{
  g_auto(MusterTestWait) wait = MUSTER_TEST_WAIT_INIT;
  g_autoptr(GError) error = NULL;

  muster_engine_reconsider_async (self->engine, NULL, muster_test_wait_cb, &wait);
  muster_engine_reconsider_finish (self->engine, muster_test_wait (&wait), &error);
  engine_fixture_settle (self);
}

static void
hint (EngineFixture *self,
      gint64         ticket)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, ticket);

  MUST (self->store, add_hint, PSA, id);
  muster_engine_hint (self->engine, PSA, id);
}

static gboolean
is_ignored (EngineFixture *self,
            gint64         ticket)
{
  g_autoptr(MusterTicket) stored = engine_fixture_ticket (self, ticket);

  return muster_ticket_get_ignored (stored) != NULL;
}

/* Autotask says 500 when it refuses something. Both tickets are asked about at once, so either may be the refused one */
static void
test_refused_ticket (EngineFixture *self,
                     gconstpointer  data)
{
  static const struct { const char *vendor; const char *path; } notes[] = {
    { "connectwise", "*/notes" }, { "halopsa", "*/Actions" }, { "autotask", "*/TicketNotes/query" },
  };
  gint64 one = engine_fixture_new_ticket (self, "");
  gint64 other = engine_fixture_new_ticket (self, "");

  for (gsize i = 0; i < G_N_ELEMENTS (notes); i++)
    if (g_str_equal (notes[i].vendor, self->vendor))
      {
        g_autofree char *fault = g_strdup_printf ("{\"vendor\":\"%s\",\"pathPattern\":\"%s\",\"kind\":\"500\",\"times\":1}",
                                                  self->vendor, notes[i].path);

        add_fault (self, fault);
      }
  g_assert_cmpint (poll_quietly (self), ==, -1);
  g_assert_true (is_done (self, one) != is_done (self, other));
  clear_faults (self);
  engine_fixture_poll (self, FALSE);
  g_assert_true (is_done (self, one) && is_done (self, other));
}

/* ConnectWise says 404 to everything when the keys are wrong; that is no reason to give tickets up */
static void
test_wrong_keys (EngineFixture *self,
                 gconstpointer  data)
{
  gint64 ticket = engine_fixture_new_ticket (self, "");
  g_autofree char *fault = g_strdup_printf ("{\"vendor\":\"%s\",\"kind\":\"404\",\"times\":-1}", self->vendor);

  set_clients (self, MUSTER_CLIENT_STATUS_INACTIVE);
  engine_fixture_poll (self, FALSE);
  set_clients (self, MUSTER_CLIENT_STATUS_ACTIVE);

  add_fault (self, fault);
  reconsider_quietly (self);
  g_assert_false (is_ignored (self, ticket));
  muster_engine_set_hint_window (self->engine, WINDOW_MS);
  hint (self, ticket);
  engine_fixture_settle (self);
  g_assert_false (is_ignored (self, ticket));

  clear_faults (self);
  reconsider_quietly (self);
  g_assert_true (is_done (self, ticket));
}

/* A stamp from the future, here because our clock is late: the watermark stays where polls can begin */
static void
test_future (EngineFixture *self,
             gconstpointer  data)
{
  g_autoptr(MusterConnection) connection = g_object_ref (muster_gate_get_connection (self->gate, PSA));
  gint64 first = engine_fixture_new_ticket (self, "");
  g_autoptr(MusterTicket) stored = NULL;
  g_autoptr(MusterClock) late = NULL;
  g_autofree char *text = NULL;
  gint64 second, now, mark;

  engine_fixture_poll (self, FALSE);
  stored = engine_fixture_ticket (self, first);
  now = muster_ticket_get_updated (stored) - G_GINT64_CONSTANT (3) * 3600 * G_USEC_PER_SEC;
  late = muster_clock_new_fixed (now);
  g_clear_object (&self->engine);
  self->engine = muster_engine_new (self->store, self->gate, self->planner, late);
  muster_engine_add_connection (self->engine, connection);
  engine_fixture_poll (self, FALSE);
  text = MUST (self->store, get_watermark, PSA);
  g_assert_true (muster_time_parse_iso (text, &mark));
  g_assert_cmpint (mark, <, now + G_GINT64_CONSTANT (600) * G_USEC_PER_SEC);
  second = engine_fixture_new_ticket (self, "");
  engine_fixture_poll (self, FALSE);
  g_assert_true (is_done (self, second));
}

/* HaloPSA's rows do not say who entered a ticket, its first action does */
static void
test_own (EngineFixture *self,
          gconstpointer  data)
{
  gint64 own = engine_fixture_new_ticket (self, ",\"enteredBy\":\"Muster\"");
  gint64 other = engine_fixture_new_ticket (self, "");

  engine_fixture_poll (self, FALSE);
  engine_fixture_poll (self, TRUE);
  g_assert_true (is_done (self, other));
  g_assert_true (is_ignored (self, own));
  g_assert_cmpuint (engine_fixture_count_notes (self, own), ==, 0);
}

static gboolean
stop_waiting_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* The keyring locks itself while a failed look waits for its second try: later webhooks are still heard */
static void
test_held (EngineFixture *self,
           gconstpointer  data)
{
  gint64 first, second;
  gboolean over = FALSE;
  g_autofree char *fault = NULL;

  engine_fixture_poll (self, FALSE);
  muster_engine_set_hint_window (self->engine, WINDOW_MS);
  first = engine_fixture_new_ticket (self, "");
  fault = g_strdup_printf ("{\"vendor\":\"connectwise\",\"method\":\"GET\",\"pathPattern\":\"*/tickets/%" G_GINT64_FORMAT
                           "\",\"kind\":\"garbage\",\"times\":-1}", first);
  add_fault (self, fault);
  hint (self, first);
  engine_fixture_settle (self);
  muster_engine_set_held (self->engine, TRUE);
  /* Behind the second try in the same queue of timers: a look is put off by six windows */
  g_timeout_add (20 * WINDOW_MS, stop_waiting_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
  clear_faults (self);
  muster_engine_set_held (self->engine, FALSE);
  second = engine_fixture_new_ticket (self, "");
  hint (self, second);
  engine_fixture_settle (self);
  g_assert_true (is_done (self, second));
  g_assert_true (is_done (self, first));
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
    { "refused-ticket", test_refused_ticket }, { "wrong-keys", test_wrong_keys }, { "future", test_future },
  };

  muster_test_init (&argc, &argv);
  for (gsize v = 0; v < G_N_ELEMENTS (vendors); v++)
    for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
      {
        g_autofree char *path = g_strdup_printf ("/agent/intake/%s/%s", vendors[v], tests[i].name);

        g_test_add (path, EngineFixture, vendors[v], engine_fixture_setup, tests[i].test, engine_fixture_teardown);
      }
  for (gsize v = 1; v < G_N_ELEMENTS (vendors); v++)
    {
      g_autofree char *path = g_strdup_printf ("/agent/intake/%s/own", vendors[v]);

      g_test_add (path, EngineFixture, vendors[v], engine_fixture_setup, test_own, engine_fixture_teardown);
    }
  g_test_add ("/agent/intake/connectwise/held", EngineFixture, "connectwise", engine_fixture_setup, test_held,
              engine_fixture_teardown);
  return g_test_run ();
}
