/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When everything that is open is looked at: at the start, after sleep, once a day */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include "muster-sweep.h"
#include "muster-test.h"

#define SECOND G_USEC_PER_SEC
#define HOUR (G_GINT64_CONSTANT (3600) * SECOND)

static void
test_start (void)
{
  MusterSweep sweep = { 0 };

  g_assert_true (muster_sweep_is_due (&sweep, 5 * HOUR, 3 * HOUR));
  /* One that failed is not done */
  g_assert_true (muster_sweep_is_due (&sweep, 5 * HOUR + SECOND, 3 * HOUR + SECOND));
  muster_sweep_done (&sweep, 5 * HOUR, 3 * HOUR);
  g_assert_false (muster_sweep_is_due (&sweep, 5 * HOUR + 60 * SECOND, 3 * HOUR + 60 * SECOND));
}

static void
test_sleep (void)
{
  MusterSweep sweep = { 0 };

  muster_sweep_done (&sweep, 5 * HOUR, 3 * HOUR);
  /* The two clocks are not read in the same instant */
  g_assert_false (muster_sweep_is_due (&sweep, 6 * HOUR + SECOND, 4 * HOUR));
  g_assert_true (muster_sweep_is_due (&sweep, 6 * HOUR + 60 * SECOND, 4 * HOUR));
  muster_sweep_done (&sweep, 6 * HOUR + 60 * SECOND, 4 * HOUR);
  g_assert_false (muster_sweep_is_due (&sweep, 7 * HOUR + 60 * SECOND, 5 * HOUR));
}

static void
test_day (void)
{
  MusterSweep sweep = { 0 };

  muster_sweep_done (&sweep, 5 * HOUR, 3 * HOUR);
  g_assert_false (muster_sweep_is_due (&sweep, 28 * HOUR, 26 * HOUR));
  g_assert_true (muster_sweep_is_due (&sweep, 29 * HOUR, 27 * HOUR));
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  g_test_add_func ("/agent/sweep/start", test_start);
  g_test_add_func ("/agent/sweep/sleep", test_sleep);
  g_test_add_func ("/agent/sweep/day", test_day);
  return g_test_run ();
}
