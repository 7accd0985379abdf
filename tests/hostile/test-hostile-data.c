/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A data directory that is damaged, read-only, open to others, in use, or from a newer version. It is named, nothing
 * in it is changed, and when it is all right again the work goes on. */

#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "hostile-fixture.h"

static Hostile hostile;

static char *
database (void)
{
  return g_build_filename (hostile.data, "muster.db", NULL);
}

static void
read_database (char **data,
               gsize *length)
{
  g_autofree char *path = database ();

  g_assert_true (g_file_get_contents (path, data, length, NULL));
}

static void
write_database (const char *data,
                gsize       length)
{
  g_autofree char *path = database ();

  g_assert_true (g_file_set_contents_full (path, data, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
}

static void
flip (char *data,
      gsize from,
      gsize to)
{
  for (gsize i = from; i < to; i++)
    data[i] = (char) ~data[i];
}

/* Pages in the middle of the file turned round: the sitting stops before it sends anything; the file stays as it is */
static void
test_flipped (gconstpointer share)
{
  g_autofree char *good = NULL, *bad = NULL, *after = NULL;
  gsize length, length_after;
  gsize page = 4096;

  hostile_begin_case (&hostile, HOSTILE_TICKET);
  read_database (&good, &length);
  g_assert_cmpuint (length, >, 20 * page);
  bad = g_memdup2 (good, length);
  if (GPOINTER_TO_INT (share) == 0)
    flip (bad, 0, 100);
  else
    for (gsize at = page; at + page <= length; at += page * GPOINTER_TO_UINT (share))
      flip (bad, at, at + 200);
  write_database (bad, length);

  hostile_process (&hostile, EXIT_DATA);
  hostile_assert_error (&hostile, "store", "muster.db", "damaged", "copy", NULL);
  g_assert_cmpuint (hostile_count_notes (&hostile, HOSTILE_TICKET), ==, 0);
  hostile_call (&hostile, EXIT_DATA, "doctor", NULL);
  hostile_assert_error (&hostile, "store", "damaged", NULL);
  read_database (&after, &length_after);
  g_assert_cmpuint (length_after, >=, length);
  g_assert_true (memcmp (after, bad, length) == 0);

  write_database (good, length);
  hostile_assert_done (&hostile, HOSTILE_TICKET);
}

/* Not a database at all, and one that was cut off */
static void
test_no_database (gconstpointer cut)
{
  g_autofree char *good = NULL;
  g_autofree char *other = g_strnfill (9000, 'x');
  gsize length;

  hostile_begin_case (&hostile, HOSTILE_TICKET);
  read_database (&good, &length);
  if (cut)
    write_database (good, length / 2);
  else
    write_database (other, 9000);
  hostile_process (&hostile, EXIT_DATA);
  hostile_assert_error (&hostile, "store", "muster.db", NULL);
  g_assert_cmpuint (hostile_count_notes (&hostile, HOSTILE_TICKET), ==, 0);
  write_database (good, length);
  hostile_assert_done (&hostile, HOSTILE_TICKET);
}

static void
test_open_to_others (void)
{
  g_autofree char *path = NULL;

  hostile_begin_case (&hostile, HOSTILE_TICKET);
  g_assert_cmpint (g_chmod (hostile.data, 0777), ==, 0);
  hostile_process (&hostile, EXIT_DATA);
  hostile_assert_error (&hostile, "store", "Other users", "chmod 700", hostile.data, NULL);
  g_assert_cmpint (g_chmod (hostile.data, 0700), ==, 0);

  path = database ();
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  hostile_process (&hostile, EXIT_DATA);
  hostile_assert_error (&hostile, "store", "chmod 600", "muster.db", NULL);
  g_assert_cmpint (g_chmod (path, 0600), ==, 0);
  hostile_assert_done (&hostile, HOSTILE_TICKET);
}

/* GSubprocess forgets the number when its process has ended */
static gboolean
is_running (GSubprocess *process)
{
  return g_subprocess_get_identifier (process) != NULL;
}

/* Somebody is in it already; its log of changes is searched for secrets while it is there */
static void
test_second (void)
{
  const char *words[] = { "process", NULL };
  g_autoptr(GSubprocess) first = NULL;
  g_autofree char *log = NULL;

  hostile_begin_case (&hostile, HOSTILE_TICKET);
  first = hostile_begin (&hostile, words);
  while (hostile_count_notes (&hostile, HOSTILE_TICKET) == 0 && is_running (first))
    g_main_context_iteration (NULL, FALSE);
  log = g_build_filename (hostile.data, "muster.db-wal", NULL);
  g_assert_true (g_file_test (log, G_FILE_TEST_EXISTS));
  hostile_assert_silent (&hostile);

  hostile_process (&hostile, EXIT_DATA);
  hostile_assert_error (&hostile, "in-use", "already running", "close it first", hostile.data, NULL);
  hostile_call (&hostile, EXIT_DATA, "clients", NULL);

  g_subprocess_send_signal (first, SIGTERM);
  hostile_finish (&hostile, first, EXIT_OK);
  hostile_assert_done (&hostile, HOSTILE_TICKET);
}

/* Killed in the middle, time and again */
static void
test_killed (void)
{
  const char *words[] = { "process", "--until-idle", NULL };

  hostile_begin_case (&hostile, HOSTILE_TICKET);
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr(GSubprocess) process = NULL;
      g_autofree char *rule = g_strdup_printf ("{\"kind\":\"latency\",\"ms\":60000,\"after\":%u}", 3 + i * 4);

      hostile_fault (&hostile, rule);
      process = hostile_begin (&hostile, words);
      while (hostile_count_used (&hostile) == 0 && is_running (process))
        g_main_context_iteration (NULL, FALSE);
      g_subprocess_send_signal (process, SIGKILL);
      hostile_finish (&hostile, process, -1);
      hostile_assert_silent (&hostile);
      hostile_mend (&hostile);
    }
  hostile_assert_done (&hostile, HOSTILE_TICKET);
}

/* The schema's number lies at byte 60 of the file, the most significant byte first */
static void
test_newer (void)
{
  g_autofree char *good = NULL, *newer = NULL, *after = NULL;
  gsize length, length_after;

  hostile_begin_case (&hostile, HOSTILE_TICKET);
  read_database (&good, &length);
  newer = g_memdup2 (good, length);
  memcpy (newer + 60, "\0\0\x03\xe7", 4);
  write_database (newer, length);
  hostile_process (&hostile, EXIT_DATA);
  hostile_assert_error (&hostile, "store", "newer", NULL);
  read_database (&after, &length_after);
  g_assert_cmpuint (length_after, ==, length);
  g_assert_true (memcmp (after, newer, length) == 0);
  write_database (good, length);
  hostile_assert_done (&hostile, HOSTILE_TICKET);
}

/* A link, a file, a folder that cannot be made */
static void
test_odd_places (void)
{
  g_autofree char *file = hostile_write (&hostile, "a-file", "x", 0600);
  g_autofree char *below = g_build_filename (file, "data", NULL);
  g_autofree char *link = g_build_filename (hostile.dir, "link", NULL);

  hostile_begin_case (&hostile, 0);
  g_assert_cmpint (symlink (hostile.data, link), ==, 0);
  g_free (hostile.data);
  hostile.data = g_strdup (link);
  hostile_call (&hostile, EXIT_DATA, "clients", NULL);
  hostile_assert_error (&hostile, "store", link, NULL);
  g_free (hostile.data);
  hostile.data = g_strdup (file);
  hostile_call (&hostile, EXIT_DATA, "clients", NULL);
  hostile_assert_error (&hostile, "store", file, NULL);
  g_free (hostile.data);
  hostile.data = g_strdup (below);
  hostile_call (&hostile, EXIT_DATA, "clients", NULL);
  hostile_assert_error (&hostile, "store", NULL);
}

int
main (int    argc,
      char **argv)
{
  int result;

  muster_test_init (&argc, &argv);
  hostile_set_up (&hostile, NULL);
  g_test_add_data_func ("/hostile/data/flipped/header", GUINT_TO_POINTER (0), test_flipped);
  g_test_add_data_func ("/hostile/data/flipped/all", GUINT_TO_POINTER (1), test_flipped);
  g_test_add_data_func ("/hostile/data/flipped/some", GUINT_TO_POINTER (7), test_flipped);
  g_test_add_data_func ("/hostile/data/no-database/other", NULL, test_no_database);
  g_test_add_data_func ("/hostile/data/no-database/cut", (gpointer) "cut", test_no_database);
  g_test_add_func ("/hostile/data/open-to-others", test_open_to_others);
  g_test_add_func ("/hostile/data/second", test_second);
  g_test_add_func ("/hostile/data/killed", test_killed);
  g_test_add_func ("/hostile/data/newer", test_newer);
  g_test_add_func ("/hostile/data/odd-places", test_odd_places);
  result = g_test_run ();
  hostile_tear_down (&hostile, NULL);
  return result;
}
