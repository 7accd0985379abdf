/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "muster-lane.h"
#include "muster-test.h"

/* All in virtual time: a lane knows no clock. */

#define SECOND G_TIME_SPAN_SECOND
#define MINUTE G_TIME_SPAN_MINUTE
#define HOUR   G_TIME_SPAN_HOUR

static MusterLaneEntry *
push (MusterLane     *lane,
      const char     *name,
      MusterPriority  priority,
      const char     *key)
{
  MusterLaneEntry *entry = g_new0 (MusterLaneEntry, 1);

  entry->item = (gpointer) name;
  entry->priority = priority;
  entry->key = key;
  muster_lane_push (lane, entry);

  return entry;
}

/* Lets begin whoever may: "a b c" */
static char *
pop_all (MusterLane *lane,
         gint64      now,
         gint64     *wait)
{
  GString *names = g_string_new (NULL);
  const char *name;

  while ((name = muster_lane_pop (lane, now, wait)) != NULL)
    g_string_append_printf (names, "%s%s", names->len > 0 ? " " : "", name);

  return g_string_free (names, FALSE);
}

static void
assert_begins (MusterLane *lane,
               gint64      now,
               const char *expected,
               gint64      expected_wait)
{
  gint64 wait;
  g_autofree char *names = pop_all (lane, now, &wait);

  g_assert_cmpstr (names, ==, expected);
  g_assert_cmpint (wait, ==, expected_wait);
}

/* Ends it and forgets it */
static void
end (MusterLane      *lane,
     MusterLaneEntry *entry)
{
  muster_lane_end (lane, entry);
  g_free (entry);
}

/* One request of this priority, over as soon as it begins: how long it had to wait */
static gint64
one (MusterLane     *lane,
     MusterPriority  priority,
     gint64          now)
{
  MusterLaneEntry entry = { .item = lane, .priority = priority };
  gint64 begin = now;
  gint64 wait;

  muster_lane_push (lane, &entry);
  while (muster_lane_pop (lane, now, &wait) == NULL)
    {
      g_assert_cmpint (wait, >, 0);
      g_assert_cmpint (wait, !=, MUSTER_LANE_FULL);
      now += wait;
    }
  muster_lane_end (lane, &entry);

  return now - begin;
}

/* Never more than a burst plus the rate, whatever the pattern. */
static void
test_rate (void)
{
  static const MusterRate rates[] = {
    { .per_second = 0.5 }, { .per_second = 1.0 }, { .per_second = 5.0 }, { .per_second = 20.0 },
    { .per_second = 1.0, .burst = 10 }, { .per_second = 5.0, .burst = 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    {
      gint64 now = 1000 * SECOND;
      gint64 begin = now;
      g_autoptr(MusterLane) lane = muster_lane_new (&rates[i], now);
      double burst = rates[i].burst > 0 ? rates[i].burst : MAX (1.0, rates[i].per_second);
      guint n_sent = 0;

      while (now < begin + 100 * SECOND)
        {
          now += one (lane, MUSTER_PRIORITY_RUN, now);
          n_sent++;
        }

      g_assert_cmpfloat (n_sent, <=, burst + 100.0 * rates[i].per_second + 1.0);
      g_assert_cmpfloat (n_sent, >=, 100.0 * rates[i].per_second - 1.0);
    }
}

static void
test_parallel (void)
{
  const MusterRate rate = { .parallel = 2 };
  g_autoptr(MusterLane) lane = muster_lane_new (&rate, 0);
  MusterLaneEntry *a = push (lane, "a", MUSTER_PRIORITY_RUN, NULL);
  MusterLaneEntry *b = push (lane, "b", MUSTER_PRIORITY_RUN, NULL);
  MusterLaneEntry *c = push (lane, "c", MUSTER_PRIORITY_RUN, NULL);

  assert_begins (lane, 0, "a b", MUSTER_LANE_FULL);
  g_assert_cmpuint (muster_lane_get_running (lane), ==, 2);
  g_assert_cmpuint (muster_lane_get_waiting (lane), ==, 1);

  /* New limits do not forget what is under way. */
  muster_lane_set_rate (lane, &rate, 0);
  assert_begins (lane, 0, "", MUSTER_LANE_FULL);
  end (lane, a);
  assert_begins (lane, 0, "c", MUSTER_LANE_FULL);
  end (lane, b);
  end (lane, c);
  g_assert_cmpuint (muster_lane_get_running (lane), ==, 0);
}

static void
test_pause (void)
{
  const MusterRate rate = { .per_second = 100.0 };
  g_autoptr(MusterLane) lane = muster_lane_new (&rate, 0);
  MusterLaneEntry *a = push (lane, "a", MUSTER_PRIORITY_NOTE, NULL);

  muster_lane_pause (lane, 10 * SECOND);
  muster_lane_pause (lane, 5 * SECOND);
  assert_begins (lane, 4 * SECOND, "", 6 * SECOND);
  assert_begins (lane, 10 * SECOND, "a", MUSTER_LANE_FULL);
  end (lane, a);
}

/* A clock that steps back neither gives nor takes. */
static void
test_backwards (void)
{
  const MusterRate rate = { .per_second = 1.0, .window_s = 60, .window_limit = 10, .window_share = 1.0 };
  g_autoptr(MusterLane) lane = muster_lane_new (&rate, 100 * SECOND);

  g_assert_cmpint (one (lane, MUSTER_PRIORITY_NOTE, 100 * SECOND), ==, 0);
  g_assert_cmpint (one (lane, MUSTER_PRIORITY_NOTE, 50 * SECOND), ==, SECOND);
  g_assert_cmpuint (muster_lane_get_used (lane, 51 * SECOND), ==, 2);
}

/* The lower priority first, then who came first; one that is sent again keeps its place. */
static void
test_order (void)
{
  const MusterRate rate = { .parallel = 1 };
  g_autoptr(MusterLane) lane = muster_lane_new (&rate, 0);
  MusterLaneEntry *entries[] = {
    push (lane, "history", MUSTER_PRIORITY_HISTORY, NULL),
    push (lane, "run1", MUSTER_PRIORITY_RUN, NULL),
    push (lane, "intake", MUSTER_PRIORITY_INTAKE, NULL),
    push (lane, "run2", MUSTER_PRIORITY_RUN, NULL),
    push (lane, "note", MUSTER_PRIORITY_NOTE, NULL),
    push (lane, "approval", MUSTER_PRIORITY_APPROVAL, NULL),
  };
  static const char * const expected[] = { "note", "approval", "intake", "run1", "run1", "run2", "history" };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      gint64 wait;
      const char *name = muster_lane_pop (lane, 0, &wait);

      g_assert_cmpstr (name, ==, expected[i]);
      for (guint k = 0; k < G_N_ELEMENTS (entries); k++)
        if (g_str_equal (entries[k]->item, name))
          {
            muster_lane_end (lane, entries[k]);
            if (i == 3)
              muster_lane_push (lane, entries[k]);
          }
    }

  for (guint k = 0; k < G_N_ELEMENTS (entries); k++)
    g_free (entries[k]);
}

static void
test_remove (void)
{
  const MusterRate rate = { .parallel = 1 };
  g_autoptr(MusterLane) lane = muster_lane_new (&rate, 0);
  MusterLaneEntry *a = push (lane, "a", MUSTER_PRIORITY_RUN, NULL);
  MusterLaneEntry *b = push (lane, "b", MUSTER_PRIORITY_RUN, NULL);
  MusterLaneEntry *c = push (lane, "c", MUSTER_PRIORITY_RUN, NULL);

  assert_begins (lane, 0, "a", MUSTER_LANE_FULL);
  g_assert_true (muster_lane_remove (lane, b));
  g_assert_false (muster_lane_remove (lane, b));
  g_assert_false (muster_lane_remove (lane, a));
  end (lane, a);
  assert_begins (lane, 0, "c", MUSTER_LANE_FULL);
  end (lane, c);
  g_free (b);

  b = push (lane, "b", MUSTER_PRIORITY_HISTORY, NULL);
  g_assert_cmpstr (muster_lane_steal_any (lane), ==, "b");
  g_assert_null (muster_lane_steal_any (lane));
  g_free (b);
}

/* Autotask: so many under way for each entity; whoever asks for another one passes by. */
static void
test_per_entity (void)
{
  const MusterRate rate = { .parallel = 8, .per_entity = 2 };
  g_autoptr(MusterLane) lane = muster_lane_new (&rate, 0);
  char *name = g_strdup ("Tickets");
  MusterLaneEntry *t1 = push (lane, "t1", MUSTER_PRIORITY_INTAKE, name);
  MusterLaneEntry *t2 = push (lane, "t2", MUSTER_PRIORITY_INTAKE, "Tickets");
  MusterLaneEntry *t3 = push (lane, "t3", MUSTER_PRIORITY_INTAKE, "Tickets");
  MusterLaneEntry *n1 = push (lane, "n1", MUSTER_PRIORITY_RUN, "TicketNotes");
  MusterLaneEntry *x = push (lane, "x", MUSTER_PRIORITY_RUN, NULL);

  assert_begins (lane, 0, "t1 t2 n1 x", MUSTER_LANE_FULL);
  end (lane, t1);
  g_free (name);
  assert_begins (lane, 0, "t3", MUSTER_LANE_FULL);
  end (lane, t2);
  end (lane, t3);
  end (lane, n1);
  end (lane, x);
}

/* History leaves places for what comes meanwhile. */
static void
test_history_leaves_places (void)
{
  const MusterRate rate = { .parallel = 4 };
  g_autoptr(MusterLane) lane = muster_lane_new (&rate, 0);
  MusterLaneEntry *h[5];
  MusterLaneEntry *note;

  for (guint i = 0; i < G_N_ELEMENTS (h); i++)
    h[i] = push (lane, "h", MUSTER_PRIORITY_HISTORY, NULL);
  assert_begins (lane, 0, "h h", MUSTER_LANE_FULL);
  note = push (lane, "note", MUSTER_PRIORITY_NOTE, NULL);
  assert_begins (lane, 0, "note", MUSTER_LANE_FULL);
  end (lane, note);
  for (guint i = 0; i < G_N_ELEMENTS (h); i++)
    {
      end (lane, h[i]);
      g_free (pop_all (lane, 0, &(gint64) { 0 }));
    }
  g_assert_cmpuint (muster_lane_get_running (lane), ==, 0);
}

/* In no window of this length, wherever it begins, are more than the share. */
static void
test_window_holds (void)
{
  const MusterRate rate = { .window_s = 300, .window_limit = 300, .window_share = 0.5 };
  g_autoptr(MusterLane) lane = muster_lane_new (&rate, 0);
  g_autoptr(GArray) sent = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 now = 7 * HOUR + 123456;
  gint64 end_of_test = now + HOUR;

  g_assert_cmpuint (muster_lane_get_allowed (lane), ==, 150);
  while (now < end_of_test)
    {
      now += one (lane, sent->len % 7 == 0 ? MUSTER_PRIORITY_NOTE : MUSTER_PRIORITY_INTAKE, now);
      g_array_append_val (sent, now);
    }

  for (guint i = 0; i + 150 < sent->len; i++)
    g_assert_cmpint (g_array_index (sent, gint64, i + 150) - g_array_index (sent, gint64, i), >=, 300 * SECOND);
  g_assert_cmpuint (sent->len, >, 150 * 10);
}

/* The last tenth is for notes and approvals. */
static void
test_last_tenth (void)
{
  const MusterRate rate = { .window_s = 3600, .window_limit = 10000, .window_share = 0.01 };
  g_autoptr(MusterLane) lane = muster_lane_new (&rate, 0);

  for (guint i = 0; i < 90; i++)
    g_assert_cmpint (one (lane, MUSTER_PRIORITY_INTAKE, 0), ==, 0);
  for (MusterPriority p = MUSTER_PRIORITY_INTAKE; p < MUSTER_N_PRIORITIES; p++)
    {
      MusterLaneEntry *entry = push (lane, "x", p, NULL);

      assert_begins (lane, SECOND, "", HOUR + MINUTE - SECOND);
      g_assert_true (muster_lane_remove (lane, entry));
      g_free (entry);
    }
  for (guint i = 0; i < 5; i++)
    {
      g_assert_cmpint (one (lane, MUSTER_PRIORITY_NOTE, SECOND), ==, 0);
      g_assert_cmpint (one (lane, MUSTER_PRIORITY_APPROVAL, SECOND), ==, 0);
    }

  /* More than the share is nobody's. */
  g_assert_cmpint (one (lane, MUSTER_PRIORITY_NOTE, SECOND), >, 59 * MINUTE);
}

/* From half of the share on, what can wait is slowed to what the window gives for ever. */
static void
test_slows_down (void)
{
  const MusterRate rate = { .window_s = 3600, .window_limit = 10000, .window_share = 0.1 };
  g_autoptr(MusterLane) lane = muster_lane_new (&rate, 0);
  gint64 now = SECOND;
  guint used;

  for (guint i = 0; i < 499; i++)
    g_assert_cmpint (one (lane, MUSTER_PRIORITY_RUN, now), ==, 0);
  g_assert_false (muster_lane_is_slowed (lane, now));
  g_assert_cmpint (one (lane, MUSTER_PRIORITY_RUN, now), ==, 0);
  g_assert_true (muster_lane_is_slowed (lane, now));

  g_assert_cmpint (one (lane, MUSTER_PRIORITY_RUN, now), >=, 3 * SECOND);
  g_assert_cmpint (one (lane, MUSTER_PRIORITY_INTAKE, now), ==, 0);
  g_assert_cmpint (one (lane, MUSTER_PRIORITY_NOTE, now), ==, 0);

  /* Hours of runs that never end settle well before the last tenth. */
  while (now < 5 * HOUR)
    now += one (lane, MUSTER_PRIORITY_RUN, now);
  used = muster_lane_get_used (lane, now);
  g_assert_cmpuint (used, >, 500);
  g_assert_cmpuint (used, <, 700);
}

/* What was sent before the start of the program counts too. */
static void
test_window_remembers (void)
{
  const MusterRate rate = { .window_s = 3600, .window_limit = 1000, .window_share = 0.1 };
  const MusterRate longer = { .window_s = 7200, .window_limit = 1000, .window_share = 0.1 };
  g_autoptr(MusterLane) lane = muster_lane_new (&rate, 0);

  muster_lane_add_used (lane, 95, 0);
  g_assert_cmpuint (muster_lane_get_used (lane, 0), ==, 95);
  muster_lane_set_rate (lane, &rate, SECOND);
  g_assert_cmpuint (muster_lane_get_used (lane, SECOND), ==, 95);
  g_assert_cmpint (one (lane, MUSTER_PRIORITY_INTAKE, SECOND), >, 30 * MINUTE);
  g_assert_cmpuint (muster_lane_get_used (lane, 2 * HOUR), ==, 1);
  muster_lane_set_rate (lane, &longer, 2 * HOUR);
  g_assert_cmpuint (muster_lane_get_used (lane, 2 * HOUR), ==, 0);
}

/* 429 without a time: doubled up to a minute; those that were under way count once. */
static void
test_strikes (void)
{
  const MusterRate rate = { .parallel = 4 };
  g_autoptr(MusterLane) lane = muster_lane_new (&rate, 0);
  static const int expected[] = { 5, 10, 20, 40, 60, 60 };
  gint64 now = HOUR;

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_assert_cmpint (muster_lane_strike (lane, 5 * SECOND, now, 0.5), ==, expected[i] * SECOND);
      g_assert_cmpint (muster_lane_strike (lane, 5 * SECOND, now + SECOND, 0.5), ==, (expected[i] - 1) * SECOND);
      g_assert_cmpint (muster_lane_get_paused (lane), ==, now + expected[i] * SECOND);
      now += expected[i] * SECOND;
    }
  muster_lane_calm (lane);
  g_assert_cmpint (muster_lane_strike (lane, 5 * SECOND, now, 0.0), ==, 5 * SECOND * 3 / 4);
  now += 5 * SECOND;
  g_assert_cmpint (muster_lane_strike (lane, 5 * SECOND, now, 1.0), ==, 10 * SECOND * 5 / 4);
}

/* --- Under load --- */

typedef struct {
  MusterLaneEntry entry;
  gint64 came;
  gint64 ends;
} Load;

/* Ten minutes of an import, many runs and a note now and then, over a vendor with
 * five a second and four places: notes are sent at once, history gets what is left,
 * no limit is ever broken. */
static void
test_under_load (void)
{
  const MusterRate rate = { .per_second = 5.0, .parallel = 4, .per_entity = 3 };
  static const char * const keys[] = { "Tickets", "TicketNotes", "Contacts" };
  g_autoptr(MusterLane) lane = muster_lane_new (&rate, 0);
  g_autoptr(GPtrArray) running = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GRand) rand = g_rand_new_with_seed (20260131);
  gint64 longest[MUSTER_N_PRIORITIES] = { 0 };
  guint sent[MUSTER_N_PRIORITIES] = { 0 };
  guint total = 0;
  gpointer left;

  for (gint64 now = 0; now < 10 * MINUTE; now += 10 * G_TIME_SPAN_MILLISECOND)
    {
      gint64 wait;
      Load *load;

      for (guint i = 0; i < running->len;)
        if (((Load *) running->pdata[i])->ends <= now)
          {
            muster_lane_end (lane, &((Load *) running->pdata[i])->entry);
            g_ptr_array_remove_index_fast (running, i);
          }
        else
          i++;

      for (MusterPriority p = 0; p < MUSTER_N_PRIORITIES; p++)
        {
          static const double per_step[] = { 0.002, 0.001, 0.002, 0.03, 0.2 };

          if (g_rand_double (rand) >= per_step[p])
            continue;
          load = g_new0 (Load, 1);
          load->came = now;
          load->entry.item = load;
          load->entry.priority = p;
          load->entry.key = keys[g_rand_int_range (rand, 0, 3)];
          muster_lane_push (lane, &load->entry);
        }

      while ((load = muster_lane_pop (lane, now, &wait)) != NULL)
        {
          longest[load->entry.priority] = MAX (longest[load->entry.priority], now - load->came);
          sent[load->entry.priority]++;
          total++;
          load->ends = now + g_rand_int_range (rand, 50, 900) * G_TIME_SPAN_MILLISECOND;
          g_ptr_array_add (running, load);
        }
      g_assert_cmpuint (running->len, <=, 4);
    }

  g_assert_cmpuint (total, <=, 5 + 5 * 600 + 1);
  g_assert_cmpuint (total, >=, 5 * 600 * 8 / 10);
  g_assert_cmpint (longest[MUSTER_PRIORITY_NOTE], <=, 2 * SECOND);
  g_assert_cmpint (longest[MUSTER_PRIORITY_APPROVAL], <=, 2 * SECOND);
  g_assert_cmpint (longest[MUSTER_PRIORITY_INTAKE], <=, 3 * SECOND);
  g_assert_cmpint (longest[MUSTER_PRIORITY_HISTORY], >, MINUTE);
  for (MusterPriority p = 0; p < MUSTER_N_PRIORITIES; p++)
    g_assert_cmpuint (sent[p], >, 0);
  while ((left = muster_lane_steal_any (lane)) != NULL)
    g_free (left);
}

/* A day of an Autotask database that everybody uses: a thousand an hour are ours,
 * an import of twenty thousand wants them all, and no note ever waits. */
static void
test_day_with_a_budget (void)
{
  const MusterRate rate = { .per_second = 5.0, .parallel = 4, .window_s = 3600, .window_limit = 10000,
                            .window_share = 0.1 };
  g_autoptr(MusterLane) lane = muster_lane_new (&rate, 0);
  MusterLaneEntry history = { .item = (gpointer) "history", .priority = MUSTER_PRIORITY_HISTORY };
  guint n_history = 0;

  muster_lane_push (lane, &history);
  for (gint64 now = 0; now < 24 * HOUR; now += 200 * G_TIME_SPAN_MILLISECOND)
    {
      gint64 wait;

      if (now % MINUTE == 0)
        {
          g_assert_cmpint (one (lane, MUSTER_PRIORITY_INTAKE, now), <=, SECOND);
          g_assert_cmpint (one (lane, MUSTER_PRIORITY_NOTE, now), <=, SECOND);
        }
      if (muster_lane_pop (lane, now, &wait) != NULL)
        {
          n_history++;
          muster_lane_end (lane, &history);
          history.order = 0;
          muster_lane_push (lane, &history);
        }
      g_assert_cmpuint (muster_lane_get_used (lane, now), <=, 1000);
    }

  /* It got on meanwhile. */
  g_assert_cmpuint (n_history, >, 24 * 250);
  muster_lane_remove (lane, &history);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/net/lane/rate", test_rate);
  g_test_add_func ("/net/lane/parallel", test_parallel);
  g_test_add_func ("/net/lane/pause", test_pause);
  g_test_add_func ("/net/lane/backwards", test_backwards);
  g_test_add_func ("/net/lane/order", test_order);
  g_test_add_func ("/net/lane/remove", test_remove);
  g_test_add_func ("/net/lane/per-entity", test_per_entity);
  g_test_add_func ("/net/lane/history-leaves-places", test_history_leaves_places);
  g_test_add_func ("/net/lane/window/holds", test_window_holds);
  g_test_add_func ("/net/lane/window/last-tenth", test_last_tenth);
  g_test_add_func ("/net/lane/window/slows-down", test_slows_down);
  g_test_add_func ("/net/lane/window/remembers", test_window_remembers);
  g_test_add_func ("/net/lane/strikes", test_strikes);
  g_test_add_func ("/net/lane/load/order", test_under_load);
  g_test_add_func ("/net/lane/load/budget", test_day_with_a_budget);

  return g_test_run ();
}
