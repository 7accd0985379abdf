/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "muster-clock.h"
#include "muster-test.h"

static void
test_fixed (void)
{
  g_autoptr(MusterClock) clock = muster_clock_new_fixed (1795341600 * G_TIME_SPAN_SECOND);
  g_autoptr(GDateTime) utc = muster_clock_now_utc (clock);
  gint64 first = muster_clock_now (clock);

  g_assert_cmpint (first, >=, 1795341600 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (first, <, 1795341660 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (g_date_time_get_year (utc), ==, 2026);

  muster_clock_advance (clock, G_TIME_SPAN_HOUR);
  g_assert_cmpint (muster_clock_now (clock), >=, first + G_TIME_SPAN_HOUR);
}

static void
test_system (void)
{
  g_autoptr(MusterClock) clock = muster_clock_new_system ();
  gint64 boot = muster_clock_boot (clock);

  g_assert_cmpint (ABS (muster_clock_now (clock) - g_get_real_time ()), <, G_TIME_SPAN_MINUTE);
  g_assert_cmpint (muster_clock_boot (clock), >=, boot);

  muster_clock_advance (clock, G_TIME_SPAN_DAY);
  g_assert_cmpint (muster_clock_boot (clock), >=, boot + G_TIME_SPAN_DAY);
}

static void
test_iso (void)
{
  static const struct {
    const char *text;
    gint64 us;
    const char *back;
  } cases[] = {
    { "2026-11-22T10:00:00Z", 1795341600000000, "2026-11-22T10:00:00Z" },
    { "2026-11-22T10:00:00.5Z", 1795341600500000, "2026-11-22T10:00:00.500000Z" },
    { "2026-11-22T10:00:00.1234567Z", 1795341600123456, "2026-11-22T10:00:00.123456Z" },
    { "2026-11-22T11:00:00+01:00", 1795341600000000, "2026-11-22T10:00:00Z" },
    { "2026-11-22T10:00:00", 1795341600000000, "2026-11-22T10:00:00Z" },
    { "2026-11-22", 1795305600000000, "2026-11-22T00:00:00Z" },
    { "1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z" },
    { "1969-12-31T23:59:59.500000Z", -500000, "1969-12-31T23:59:59.500000Z" },
    { "0001-01-01T00:00:00Z", -62135596800000000, "0001-01-01T00:00:00Z" },
  };
  static const char * const bad[] = {
    "", "now", "2026", "2026-11-22X10:00:00Z", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "22.11.2026 10:00"
  };
  gint64 us;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *back = NULL;

      g_assert_true (muster_time_parse_iso (cases[i].text, &us));
      g_assert_cmpint (us, ==, cases[i].us);
      back = muster_time_format_iso (us);
      g_assert_cmpstr (back, ==, cases[i].back);
    }

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (muster_time_parse_iso (bad[i], &us));
  g_assert_false (muster_time_parse_iso (NULL, &us));
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/core/clock/fixed", test_fixed);
  g_test_add_func ("/core/clock/system", test_system);
  g_test_add_func ("/core/clock/iso", test_iso);

  return g_test_run ();
}
