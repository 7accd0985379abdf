/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "muster-error.h"
#include "muster-test.h"

/* The names are stored: every code has one, no two the same. */
static void
test_names (void)
{
  for (int i = 0; i < MUSTER_N_ERRORS; i++)
    {
      const char *name = muster_error_code_name (i);
      int code = -1;

      g_assert_nonnull (name);
      g_assert_true (muster_error_code_from_name (name, &code));
      g_assert_cmpint (code, ==, i);
    }

  g_assert_cmpstr (muster_error_code_name (MUSTER_ERROR_SIGNED_OUT), ==, "signed-out");
  g_assert_cmpstr (muster_error_code_name (MUSTER_ERROR_OUTCOME_UNKNOWN), ==, "outcome-unknown");
}

static void
test_unknown (void)
{
  int code = 42;

  g_assert_false (muster_error_code_from_name ("no-such-code", &code));
  g_assert_false (muster_error_code_from_name (NULL, &code));
  g_assert_false (muster_error_code_from_name ("", &code));
  g_assert_cmpint (code, ==, 42);
  g_assert_cmpstr (muster_error_code_name (-1), ==, "internal");
  g_assert_cmpstr (muster_error_code_name (MUSTER_N_ERRORS), ==, "internal");
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/core/error/names", test_names);
  g_test_add_func ("/core/error/unknown", test_unknown);

  return g_test_run ();
}
