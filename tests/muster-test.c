/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every test program starts with: isolated folders, fatal criticals, and
 * waiting for events instead of for time. */

#define _GNU_SOURCE  /* nftw */
#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <errno.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "muster-test.h"

/* Long enough for a busy machine; reaching it is a failure, not a pace. */
#define TEST_LIMIT_SECONDS 120

/* A build with sanitizers, or valgrind, is several times slower */
static guint
limit_seconds (void)
{
  const char *patience = g_getenv ("MUSTER_TEST_PATIENCE");

  return TEST_LIMIT_SECONDS * (patience != NULL ? MAX (1, (guint) g_ascii_strtoull (patience, NULL, 10)) : 1);
}

static gboolean
too_late_cb (gpointer user_data)
{
  g_error ("Nothing happened for %u seconds", limit_seconds ());
  return G_SOURCE_REMOVE;
}

/* (owned): where the XDG folders of this program lie until it ends */
static char *home;
static pid_t owner;

static void
remove_home (void)
{
  /* Not a child that was forked */
  if (getpid () == owner)
    muster_test_remove_dir (home);
  g_clear_pointer (&home, g_free);
}

/* GLib's own isolation leaks the folders' names, which hides real leaks from the
 * sanitizer. So the environment says where they are before anybody asks. */
static void
isolate (void)
{
  static const char * const folders[] = {
    "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "HOME"
  };

  owner = getpid ();
  home = muster_test_dir ();
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (home, folders[i], NULL);

      g_assert_no_errno (g_mkdir (path, 0700));
      g_setenv (folders[i], path, TRUE);
    }
  atexit (remove_home);
}

/**
 * muster_test_init:
 * @argc: (inout): of main
 * @argv: (inout) (array length=argc): of main
 *
 * Replaces g_test_init(): the XDG folders are this program's own and go away with it.
 */
void
muster_test_init (int    *argc,
                  char ***argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", FALSE);  /* the real one wants GSettings schemas */
  isolate ();
  g_test_init (argc, argv, NULL);
}

/**
 * muster_test_dir:
 *
 * Makes a fresh folder (mode 0700) below the temporary folder.
 *
 * Returns: (transfer full): its path; remove it with muster_test_remove_dir()
 */
char *
muster_test_dir (void)
{
  g_autoptr(GError) error = NULL;
  char *dir = g_dir_make_tmp ("muster-test-XXXXXX", &error);

  g_assert_no_error (error);
  return dir;
}

static int
remove_one (const char        *path,
            const struct stat *info,
            int                kind,
            struct FTW        *where)
{
  if (remove (path) != 0 && errno != ENOENT)
    g_test_message ("%s stays: %s", path, g_strerror (errno));
  return 0;
}

/**
 * muster_test_remove_dir:
 * @dir: a folder of muster_test_dir()
 *
 * Removes the folder and all that is in it.
 */
void
muster_test_remove_dir (const char *dir)
{
  nftw (dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/**
 * muster_test_data:
 * @relative: a path below tests/data
 *
 * Returns: (transfer full): the absolute path
 */
char *
muster_test_data (const char *relative)
{
  return g_build_filename (g_getenv ("MUSTER_TEST_SOURCE_ROOT"), "tests", "data", relative, NULL);
}

/**
 * muster_test_program:
 * @relative: a path below the build folder, such as "src/cli/musterctl"
 *
 * Returns: (transfer full): the absolute path
 */
char *
muster_test_program (const char *relative)
{
  return g_build_filename (g_getenv ("MUSTER_TEST_BUILD_ROOT"), relative, NULL);
}

static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

/**
 * muster_test_launcher:
 * @flags: what of the child’s input and output is wanted
 *
 * For a program that a test starts beside itself. It ends with the test, however that ends: a sandbox that
 * outlives an aborted test holds its output open, and the suite would wait for it until the time limit.
 *
 * Returns: (transfer full): a launcher
 */
GSubprocessLauncher *
muster_test_launcher (GSubprocessFlags flags)
{
  GSubprocessLauncher *launcher = g_subprocess_launcher_new (flags);

  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  return launcher;
}

/**
 * muster_test_wait_cb:
 * @source: (nullable): ignored
 * @result: the answer
 * @wait: a #MusterTestWait
 *
 * The callback to hand to the asynchronous call.
 */
void
muster_test_wait_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      wait)
{
  MusterTestWait *self = wait;

  g_assert_null (self->result);
  self->result = g_object_ref (result);
  if (self->loop != NULL)
    g_main_loop_quit (self->loop);
}

/**
 * muster_test_wait:
 * @self: what muster_test_wait_cb() was given
 *
 * Runs the main loop until the call has ended. The result stays with @self until
 * the next wait, so that one variable serves a whole test.
 *
 * Returns: (transfer none): the answer, for the `_finish` function
 */
GAsyncResult *
muster_test_wait (MusterTestWait *self)
{
  static GPtrArray *answers = NULL;
  GAsyncResult *answer;

  if (self->result == NULL)
    {
      guint limit = g_timeout_add_seconds (limit_seconds (), too_late_cb, NULL);

      self->loop = g_main_loop_new (g_main_context_get_thread_default (), FALSE);
      g_main_loop_run (self->loop);
      g_clear_pointer (&self->loop, g_main_loop_unref);
      g_source_remove (limit);
    }

  if (answers == NULL)
    answers = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_set_size (answers, 0);
  answer = g_steal_pointer (&self->result);
  g_ptr_array_add (answers, answer);
  return answer;
}

/**
 * muster_test_wait_clear:
 * @self: a wait
 *
 * Frees what is left in it.
 */
void
muster_test_wait_clear (MusterTestWait *self)
{
  g_clear_object (&self->result);
  g_clear_pointer (&self->loop, g_main_loop_unref);
}

/**
 * muster_test_until:
 * @check: says whether the awaited state is reached
 * @data: for @check
 *
 * Iterates the main context until @check agrees; every iteration is driven by an event.
 */
void
muster_test_until (gboolean (*check)(gpointer),
                   gpointer   data)
{
  guint limit = g_timeout_add_seconds (limit_seconds (), too_late_cb, NULL);

  while (!check (data))
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
  g_source_remove (limit);
}
