/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A full disk: real small file systems, mounted where nobody else sees them */

#define G_LOG_DOMAIN "muster-test"

#define _GNU_SOURCE  /* unshare () */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "muster-error.h"
#include "muster-store-fixture.h"

static const char *why_not = NULL;

/* Before the first thread: the mounts of this process are its own from here on */
static void
leave_mount_namespace (void)
{
  if (unshare (CLONE_NEWNS) != 0)
    why_not = "mounting needs root (or CAP_SYS_ADMIN)";
  else if (mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
    why_not = "the mounts cannot be made private";
}

typedef struct
{
  char *dir;     /* of the test */
  char *small;   /* the small file system */
  char *data;    /* the data directory in it */
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer size)
{
  fixture->dir = muster_test_dir ();
  fixture->small = g_build_filename (fixture->dir, "small", NULL);
  fixture->data = g_build_filename (fixture->small, "data", NULL);
  g_assert_cmpint (g_mkdir (fixture->small, 0700), ==, 0);
  if (why_not == NULL && mount ("tmpfs", fixture->small, "tmpfs", MS_NOSUID | MS_NODEV, size) != 0)
    why_not = "tmpfs cannot be mounted here";
}

static void
tear_down (Fixture      *fixture,
           gconstpointer size)
{
  umount2 (fixture->small, MNT_DETACH);
  muster_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->small);
  g_free (fixture->data);
}

/* Takes all that is left; leaves @but bytes */
static void
fill_up (Fixture *fixture,
         gsize    but)
{
  g_autofree char *path = g_build_filename (fixture->small, "filler", NULL);
  char block[4096];
  gsize size = 0;
  int fd = g_open (path, O_WRONLY | O_CREAT, 0600);

  memset (block, 'x', sizeof block);
  g_assert_cmpint (fd, >=, 0);
  while (write (fd, block, sizeof block) == (gssize) sizeof block)
    size += sizeof block;
  g_assert_cmpint (ftruncate (fd, (off_t) (size - MIN (size, but))), ==, 0);
  close (fd);
}

static void
make_room (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->small, "filler", NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

static gboolean
skipped (void)
{
  if (why_not != NULL)
    g_test_skip (why_not);
  return why_not != NULL;
}

static GPtrArray *
big_tickets (guint n)
{
  GPtrArray *tickets = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *text = g_strnfill (20000, 'a');

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", 7000 + i);
      MusterTicket *ticket = fixture_ticket (id, "v1");

      muster_ticket_set_description (ticket, text);
      g_ptr_array_add (tickets, ticket);
    }
  return tickets;
}

/* 1 MiB: refused before anything is made of it */
static void
test_new (Fixture      *fixture,
          gconstpointer size)
{
  g_autoptr(GError) error = NULL;

  if (skipped ())
    return;
  g_assert_null (fixture_open (fixture->data, &error));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_DISK_FULL);
  g_test_message ("%s", error->message);
}

/* 1 MiB with a database that was made elsewhere: it opens, is read, and takes what there is room for */
static void
test_existing (Fixture      *fixture,
               gconstpointer size)
{
  g_autofree char *elsewhere = g_build_filename (fixture->dir, "elsewhere", NULL);
  g_autofree char *from = g_build_filename (elsewhere, "muster.db", NULL);
  g_autofree char *to = g_build_filename (fixture->data, "muster.db", NULL);
  g_autofree char *contents = NULL;
  g_autoptr(GPtrArray) tickets = big_tickets (20);
  g_autoptr(GPtrArray) runs = NULL;
  g_autoptr(MusterAuditReport) report = NULL;
  g_autoptr(GError) error = NULL;
  MusterStore *store;
  gsize length;

  if (skipped ())
    return;
  store = fixture_open_or_die (elsewhere);
  fixture_fill (store);
  fixture_close (store);
  g_assert_true (g_file_get_contents (from, &contents, &length, NULL));
  g_assert_cmpint (g_mkdir (fixture->data, 0700), ==, 0);
  g_assert_true (g_file_set_contents_full (to, contents, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));

  g_test_expect_message ("muster-store", G_LOG_LEVEL_WARNING, "*disk is full*");
  store = fixture_open_or_die (fixture->data);
  g_test_assert_expected_messages ();
  g_assert_true (muster_store_get_full (store));
  runs = MUST (store, list_unfinished_runs);
  g_assert_cmpuint (runs->len, ==, 1);
  g_assert_null (CALL (store, &error, ingest, "C1", tickets, "mark"));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_DISK_FULL);

  /* Outcomes, until even for them there is no byte left: an error then, nothing worse */
  fill_up (fixture, 64 * 1024);
  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr(GError) full = NULL;

      if (CALL (store, &full, append_audit, "engine", NULL, "tested", "{}"))
        continue;
      g_assert_error (full, MUSTER_ERROR, MUSTER_ERROR_DISK_FULL);
      break;
    }
  fixture_close (store);
  make_room (fixture);
  g_test_expect_message ("muster-store", G_LOG_LEVEL_WARNING, "*disk is full*");
  store = fixture_open_or_die (fixture->data);
  g_test_assert_expected_messages ();
  report = MUST (store, verify_audit, 0, NULL);
  g_assert_true (report->ok);
  g_assert_true (MUST (store, check));
  fixture_close (store);
}

/* The disk fills up while an act is under way: its outcome is recorded, nothing new is begun, and
 * all goes on when there is room again */
static void
test_ballast (Fixture      *fixture,
              gconstpointer size)
{
  g_autoptr(GPtrArray) tickets = big_tickets (200);
  g_autoptr(GPtrArray) news = NULL;
  g_autoptr(MusterEffect) effect = fixture_effect ("E1", "R1");
  g_autoptr(MusterEffect) next = fixture_effect ("E2", "R1");
  g_autoptr(MusterEffect) after = NULL;
  g_autoptr(MusterAuditReport) report = NULL;
  g_autoptr(GError) ingested = NULL, prepared = NULL, sent = NULL;
  g_autofree char *watermark = NULL;
  MusterStore *store;

  if (skipped ())
    return;
  store = fixture_open_or_die (fixture->data);
  fixture_fill (store);
  MUST (store, prepare_effect, effect, "engine");
  MUST (store, mark_effect, "E1", MUSTER_EFFECT_STATE_PREPARED, MUSTER_EFFECT_STATE_DISPATCHED, NULL, "engine");
  fill_up (fixture, 0);

  g_assert_null (CALL (store, &ingested, ingest, "C1", tickets, "mark-2"));
  g_assert_error (ingested, MUSTER_ERROR, MUSTER_ERROR_DISK_FULL);
  watermark = MUST (store, get_watermark, "C1");
  g_assert_cmpstr (watermark, ==, "mark-1");
  muster_effect_set_step (next, 1);
  g_assert_false (CALL (store, &prepared, prepare_effect, next, "engine"));
  g_assert_error (prepared, MUSTER_ERROR, MUSTER_ERROR_DISK_FULL);

  /* Outcomes go on being recorded, with the reserve from the moment they need it */
  g_test_expect_message ("muster-store", G_LOG_LEVEL_WARNING, "*disk is full*");
  MUST (store, mark_effect, "E1", MUSTER_EFFECT_STATE_DISPATCHED, MUSTER_EFFECT_STATE_CONFIRMED, NULL, "engine");
  for (guint i = 0; !muster_store_get_full (store) && i < 10000; i++)
    MUST (store, append_audit, "engine", "K1", "tested", NULL);
  g_test_assert_expected_messages ();
  g_assert_true (muster_store_get_full (store));
  MUST (store, append_audit, "engine", "K1", "tested", NULL);
  after = MUST (store, get_effect, "E1");
  g_assert_cmpint (muster_effect_get_state (after), ==, MUSTER_EFFECT_STATE_CONFIRMED);
  g_assert_false (CALL (store, &sent, mark_effect, "E1", MUSTER_EFFECT_STATE_CONFIRMED,
                        MUSTER_EFFECT_STATE_DISPATCHED, NULL, "engine"));
  g_assert_error (sent, MUSTER_ERROR, MUSTER_ERROR_DISK_FULL);

  make_room (fixture);
  news = MUST (store, ingest, "C1", tickets, "mark-2");
  g_assert_cmpuint (news->len, ==, 200);
  g_assert_false (muster_store_get_full (store));
  report = MUST (store, verify_audit, 0, NULL);
  g_assert_true (report->ok);
  g_assert_true (MUST (store, check));
  fixture_close (store);
}

/* Below 64 MiB free no new act is put into the ledger */
static void
test_floor (Fixture      *fixture,
            gconstpointer size)
{
  g_autoptr(MusterEffect) effect = fixture_effect ("E1", "R1");
  g_autoptr(GError) error = NULL;
  MusterStore *store;

  if (skipped ())
    return;
  store = fixture_open_or_die (fixture->data);
  fixture_fill (store);
  g_assert_false (CALL (store, &error, prepare_effect, effect, "engine"));
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_DISK_FULL);
  fixture_close (store);
}

#define ADD(path, size, test) g_test_add ("/store/disk/" path, Fixture, size, set_up, test, tear_down)

int
main (int    argc,
      char **argv)
{
  leave_mount_namespace ();
  muster_test_init (&argc, &argv);

  ADD ("new", "size=1m", test_new);
  ADD ("existing", "size=1m", test_existing);
  ADD ("ballast", "size=160m", test_ballast);
  ADD ("floor", "size=40m", test_floor);

  return g_test_run ();
}
