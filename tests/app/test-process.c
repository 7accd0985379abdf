/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Programs that hold secrets cannot be looked into, and leave no core file. */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "muster-process.h"
#include "muster-test.h"

static void
test_protected (void)
{
  struct rlimit core = { 1, 1 };

  if (g_test_subprocess ())
    {
      muster_process_protect ();
      g_assert_cmpint ((int) umask (0), ==, 077);
#ifdef __OPTIMIZE__
      g_assert_cmpint (prctl (PR_GET_DUMPABLE, 0, 0, 0, 0), ==, 0);
      g_assert_cmpint (getrlimit (RLIMIT_CORE, &core), ==, 0);
      g_assert_cmpuint (core.rlim_cur, ==, 0);
      g_assert_cmpuint (core.rlim_max, ==, 0);
#endif
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

/* Before anything else is done, in each of them */
static void
test_every_program (void)
{
  static const char * const programs[] = { "src/main.c", "src/cli/main.c" };

  for (gsize i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_autofree char *path = g_build_filename (g_getenv ("MUSTER_TEST_SOURCE_ROOT"), programs[i], NULL);
      g_autofree char *text = NULL;
      g_autoptr(GError) error = NULL;
      const char *call, *first;

      g_file_get_contents (path, &text, NULL, &error);
      g_assert_no_error (error);
      call = strstr (text, "muster_process_protect ();");
      first = strstr (text, "muster_language_bind");
      g_assert_nonnull (call);
      g_assert_nonnull (first);
      g_assert_true (call < first);
    }
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  g_test_add_func ("/app/process/protected", test_protected);
  g_test_add_func ("/app/process/every-program", test_every_program);
  return g_test_run ();
}
