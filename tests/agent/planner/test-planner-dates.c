/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "muster-clock.h"
#include "muster-dates.h"
#include "muster-test.h"
#include "muster-words.h"

/* Friday, 20 November 2026 */
#define NOW G_GINT64_CONSTANT (1795170600000000)

static void
assert_dates (const char *text,
              const char *expected)
{
  g_autoptr(GPtrArray) words = muster_words_split (text);
  g_autoptr(GArray) dates = muster_dates_find (words, text, muster_dates_today (NOW, "Europe/London"), FALSE);
  g_autoptr(GString) found = g_string_new (NULL);

  for (guint i = 0; i < dates->len; i++)
    {
      const MusterDate *date = &g_array_index (dates, MusterDate, i);
      g_autofree char *day = muster_dates_format (date->day);

      g_string_append_printf (found, "%s%s%s", i > 0 ? " " : "", day,
                              date->role == MUSTER_DATE_UNTIL ? "<" : date->role == MUSTER_DATE_FROM ? ">" : date->role == MUSTER_DATE_BACK ? "!" : "");
    }
  if (g_strcmp0 (found->str, expected) != 0)
    g_error ("“%s” gives “%s”, expected “%s”", text, found->str, expected);
}

static void
test_today (void)
{
  g_autofree char *day = muster_dates_format (muster_dates_today (NOW, "Europe/London"));
  g_autofree char *far = muster_dates_format (muster_dates_today (NOW, "Pacific/Auckland"));

  g_assert_cmpstr (day, ==, "2026-11-20");
  g_assert_cmpstr (far, ==, "2026-11-20");
}

static void
test_ranges (void)
{
  assert_dates ("off from Monday 23rd till Friday 27th", "2026-11-23> 2026-11-27<");
  assert_dates ("vom 1. bis 5. Dezember", "2026-12-01> 2026-12-05<");
  assert_dates ("du 1er au 5 décembre", "2026-12-01> 2026-12-05<");
  assert_dates ("del 7 al 11 de diciembre", "2026-12-07> 2026-12-11<");
  assert_dates ("van 1 tot en met 5 december", "2026-12-01> 2026-12-05<");
  assert_dates ("23-27 Nov", "2026-11-23> 2026-11-27<");
  assert_dates ("von 23.11. bis 27.11.2026", "2026-11-23> 2026-11-27<");
  assert_dates ("from 30/11/2026 to 04/12/2026", "2026-11-30> 2026-12-04<");
}

static void
test_single (void)
{
  assert_dates ("scheidet zum 30.11. aus", "2026-11-30<");
  assert_dates ("starts 1 Dec", "2026-12-01>");
  assert_dates ("until 20 November 2026", "2026-11-20<");
  assert_dates ("hasta el 18 de noviembre de 2026", "2026-11-18<");
  assert_dates ("jusqu’au 15 février 2027", "2027-02-15<");
  assert_dates ("bis 31. März 2027", "2027-03-31<");
  assert_dates ("back on 4 January", "2027-01-04!");
  assert_dates ("2026-12-24", "2026-12-24");
  assert_dates ("zum Monatsende", "2026-11-30<");
  assert_dates ("tomorrow", "2026-11-21");
}

static void
test_none (void)
{
  assert_dates ("version 1.5 on 48 % of 3 PCs, ring 01632 960101", "");
  assert_dates ("may I have it", "");
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  g_test_add_func ("/agent/planner/dates/today", test_today);
  g_test_add_func ("/agent/planner/dates/ranges", test_ranges);
  g_test_add_func ("/agent/planner/dates/single", test_single);
  g_test_add_func ("/agent/planner/dates/none", test_none);
  return g_test_run ();
}
