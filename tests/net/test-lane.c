/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "muster-lane.h"
#include "muster-test.h"

#define SECOND G_TIME_SPAN_SECOND

/* Never more than a burst plus the rate, whatever the pattern. */
static void
test_rate (void)
{
  static const double rates[] = { 0.5, 1.0, 5.0, 20.0 };

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    {
      MusterLane lane = { 0 };
      gint64 now = 1000 * SECOND;
      gint64 begin = now;
      guint n_sent = 0;

      muster_lane_init (&lane, rates[i], 0, now);
      while (now < begin + 100 * SECOND)
        {
          gint64 wait = muster_lane_wait (&lane, now);

          g_assert_cmpint (wait, >=, 0);
          g_assert_cmpint (wait, !=, MUSTER_LANE_FULL);
          if (wait == 0)
            {
              muster_lane_begin (&lane, now);
              muster_lane_end (&lane);
              n_sent++;
            }
          now += wait;
        }

      g_assert_cmpfloat (n_sent, <=, MAX (1.0, rates[i]) + 100.0 * rates[i] + 1.0);
      g_assert_cmpfloat (n_sent, >=, 100.0 * rates[i] - 1.0);
    }
}

static void
test_parallel (void)
{
  MusterLane lane = { 0 };

  muster_lane_init (&lane, 0.0, 2, 0);
  g_assert_cmpint (muster_lane_wait (&lane, 0), ==, 0);
  muster_lane_begin (&lane, 0);
  g_assert_cmpint (muster_lane_wait (&lane, 0), ==, 0);
  muster_lane_begin (&lane, 0);
  g_assert_cmpint (muster_lane_wait (&lane, 0), ==, MUSTER_LANE_FULL);

  /* New limits do not forget what is under way. */
  muster_lane_init (&lane, 0.0, 2, 0);
  g_assert_cmpint (muster_lane_wait (&lane, 0), ==, MUSTER_LANE_FULL);
  muster_lane_end (&lane);
  g_assert_cmpint (muster_lane_wait (&lane, 0), ==, 0);
}

static void
test_pause (void)
{
  MusterLane lane = { 0 };

  muster_lane_init (&lane, 100.0, 0, 0);
  muster_lane_pause (&lane, 10 * SECOND);
  muster_lane_pause (&lane, 5 * SECOND);
  g_assert_cmpint (muster_lane_wait (&lane, 4 * SECOND), ==, 6 * SECOND);
  g_assert_cmpint (muster_lane_wait (&lane, 10 * SECOND), ==, 0);
}

/* A clock that steps back neither gives nor takes. */
static void
test_backwards (void)
{
  MusterLane lane = { 0 };

  muster_lane_init (&lane, 1.0, 0, 100 * SECOND);
  muster_lane_begin (&lane, 100 * SECOND);
  muster_lane_end (&lane);
  g_assert_cmpint (muster_lane_wait (&lane, 50 * SECOND), ==, SECOND);
  g_assert_cmpint (muster_lane_wait (&lane, 51 * SECOND), ==, 0);
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

  return g_test_run ();
}
