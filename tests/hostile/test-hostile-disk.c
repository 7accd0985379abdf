/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Full and read-only disks: real small file systems, mounted where nobody else sees them */

#define _GNU_SOURCE  /* unshare () */

#include "config.h"

#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "hostile-fixture.h"

static Hostile hostile;
static const char *why_not = NULL;

/* Before the first thread: the mounts of this process and of what it starts are its own from here on */
static void
leave_mount_namespace (void)
{
  if (unshare (CLONE_NEWNS) != 0)
    why_not = "mounting needs root (or CAP_SYS_ADMIN)";
  else if (mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
    why_not = "the mounts cannot be made private";
}

/* A file system of @options, with nothing in it; its path. NULL: it cannot be had, and the test is skipped */
static char *
make_disk (const char *options)
{
  static guint n = 0;
  g_autofree char *path = g_strdup_printf ("%s/data-disk-%u", hostile.dir, ++n);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  if (why_not == NULL && mount ("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV, options) != 0)
    why_not = "tmpfs cannot be mounted here";
  if (why_not == NULL)
    return g_steal_pointer (&path);
  g_test_skip (why_not);
  return NULL;
}

static void
drop_disk (const char *path)
{
  hostile_assert_silent (&hostile);
  g_assert_cmpint (umount2 (path, MNT_DETACH), ==, 0);
}

static void
use_data (const char *parent)
{
  g_free (hostile.data);
  hostile.data = g_build_filename (parent, "data", NULL);
}

/* The profile is put onto the disk */
static void
move_data (const char *disk)
{
  g_autofree char *from = g_steal_pointer (&hostile.data);
  const char *argv[] = { "cp", "-a", from, NULL, NULL };
  int status;

  use_data (disk);
  argv[3] = hostile.data;
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_true (g_spawn_check_wait_status (status, NULL));
}

static void
fill_up (const char *disk)
{
  g_autofree char *path = g_build_filename (disk, "filler", NULL);
  g_autofree char *block = g_strnfill (65536, 'x');
  int fd = g_open (path, O_WRONLY | O_CREAT, 0600);

  g_assert_cmpint (fd, >=, 0);
  for (gsize size = 65536; size > 0; size /= 2)
    while (write (fd, block, size) == (gssize) size)
      ;
  close (fd);
}

static void
make_room (const char *disk)
{
  g_autofree char *path = g_build_filename (disk, "filler", NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* 1 MiB: nothing fits; on a disk with room the same command goes through */
static void
test_new (void)
{
  g_autofree char *disk = make_disk ("size=1m");

  if (disk == NULL)
    return;
  hostile_reset (&hostile, HOSTILE_TICKET);
  hostile_new_profile (&hostile);
  hostile_plan_clients (&hostile, HOSTILE_CLIENT);
  use_data (disk);
  hostile_onboard (&hostile, EXIT_DATA);
  hostile_assert_error (&hostile, "disk-full", disk, "free", NULL);
  drop_disk (disk);

  use_data (hostile.dir);
  hostile_onboard (&hostile, EXIT_OK);
  hostile_assert_done (&hostile, HOSTILE_TICKET);
}

/* A profile that is on a small disk: too little room to begin anything, and it says so */
static void
test_small (void)
{
  g_autofree char *disk = make_disk ("size=24m");
  g_autofree char *large = NULL;

  if (disk == NULL)
    return;
  hostile_begin_case (&hostile, HOSTILE_TICKET);
  move_data (disk);
  hostile_process (&hostile, EXIT_UNFINISHED);
  g_assert_nonnull (strstr (hostile.err, "64 MiB"));
  hostile_call (&hostile, EXIT_OK, "runs", NULL);
  g_assert_nonnull (strstr (hostile.out, "Make room"));
  g_assert_cmpuint (hostile_count_notes (&hostile, HOSTILE_TICKET), ==, 0);
  hostile_call (&hostile, EXIT_OK, "clients", NULL);
  hostile_call (&hostile, EXIT_CHECK, "doctor", NULL);
  g_assert_nonnull (strstr (hostile.out, "less than 64 MiB free"));

  large = make_disk ("size=120m");
  move_data (large);
  hostile_assert_done (&hostile, HOSTILE_TICKET);
  drop_disk (disk);
  drop_disk (large);
}

/* The last byte is gone before the sitting begins */
static void
test_full (void)
{
  g_autofree char *disk = make_disk ("size=120m");

  if (disk == NULL)
    return;
  hostile_begin_case (&hostile, HOSTILE_TICKET);
  move_data (disk);
  fill_up (disk);
  hostile_process (&hostile, EXIT_DATA);
  hostile_assert_error (&hostile, "disk-full", NULL);
  g_assert_cmpuint (hostile_count_notes (&hostile, HOSTILE_TICKET), ==, 0);
  make_room (disk);
  hostile_assert_done (&hostile, HOSTILE_TICKET);
  drop_disk (disk);
}

/* It fills up while the note is on its way: the note is there, and is not written again */
static void
test_filled_meanwhile (void)
{
  const char *words[] = { "process", "--until-idle", "--timeout", "20", NULL };
  g_autofree char *disk = make_disk ("size=120m");
  g_autoptr(GSubprocess) process = NULL;

  if (disk == NULL)
    return;
  hostile_begin_case (&hostile, HOSTILE_TICKET);
  move_data (disk);
  hostile_fault (&hostile, "{\"vendor\":\"connectwise\",\"method\":\"POST\",\"pathPattern\":\"*/notes\",\"kind\":\"latency\",\"ms\":1500}");
  process = hostile_begin (&hostile, words);
  while (hostile_count_used (&hostile) == 0 && g_subprocess_get_identifier (process) != NULL)
    g_main_context_iteration (NULL, FALSE);
  fill_up (disk);
  hostile_finish (&hostile, process, EXIT_OK);
  g_assert_cmpuint (hostile_count_notes (&hostile, HOSTILE_TICKET), ==, 1);
  make_room (disk);
  hostile_assert_done (&hostile, HOSTILE_TICKET);
  drop_disk (disk);
}

static void
test_read_only (void)
{
  g_autofree char *disk = make_disk ("size=120m");

  if (disk == NULL)
    return;
  hostile_begin_case (&hostile, HOSTILE_TICKET);
  move_data (disk);
  g_assert_cmpint (mount (NULL, disk, NULL, MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL), ==, 0);
  hostile_process (&hostile, EXIT_DATA);
  hostile_assert_error (&hostile, "store", "Read-only", disk, NULL);
  g_assert_cmpuint (hostile_count_notes (&hostile, HOSTILE_TICKET), ==, 0);
  g_assert_cmpint (mount (NULL, disk, NULL, MS_REMOUNT | MS_NOSUID | MS_NODEV, NULL), ==, 0);
  hostile_assert_done (&hostile, HOSTILE_TICKET);
  drop_disk (disk);
}

int
main (int    argc,
      char **argv)
{
  int result;

  leave_mount_namespace ();
  muster_test_init (&argc, &argv);
  hostile_set_up (&hostile, NULL);
  g_test_add_func ("/hostile/disk/new", test_new);
  g_test_add_func ("/hostile/disk/small", test_small);
  g_test_add_func ("/hostile/disk/full", test_full);
  g_test_add_func ("/hostile/disk/filled-meanwhile", test_filled_meanwhile);
  g_test_add_func ("/hostile/disk/read-only", test_read_only);
  result = g_test_run ();
  hostile_tear_down (&hostile, NULL);
  return result;
}
