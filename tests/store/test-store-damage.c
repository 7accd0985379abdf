/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A damaged database: said clearly, kept as it is, never worked with */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-store-fixture.h"

#define N_TICKETS 300

typedef struct
{
  char  *dir;
  char  *path;
  char  *whole;
  gsize  length;
  gsize  page;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr(GPtrArray) tickets = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) news = NULL;
  MusterStore *store;

  fixture->dir = muster_test_dir ();
  fixture->path = g_build_filename (fixture->dir, "muster.db", NULL);
  store = fixture_open_or_die (fixture->dir);
  fixture_fill (store);
  for (int i = 0; i < N_TICKETS; i++)
    {
      g_autofree char *id = g_strdup_printf ("%d", 5000 + i);

      g_ptr_array_add (tickets, fixture_ticket (id, "v1"));
    }
  news = MUST (store, ingest, "C1", tickets, "mark");
  fixture_close (store);
  g_assert_true (g_file_get_contents (fixture->path, &fixture->whole, &fixture->length, NULL));
  fixture->page = (gsize) fixture_number (fixture->dir, "PRAGMA page_size");
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  muster_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
  g_free (fixture->path);
  g_free (fixture->whole);
}

/* The file with some of its pages turned over; page 0 is the first */
static void
write_damaged (Fixture *fixture,
               guint    first,
               guint    n_pages)
{
  g_autofree char *damaged = g_memdup2 (fixture->whole, fixture->length);

  for (gsize i = first * fixture->page; i < MIN ((first + n_pages) * fixture->page, fixture->length); i++)
    damaged[i] = (char) ~damaged[i];
  g_assert_true (g_file_set_contents_full (fixture->path, damaged, (gssize) fixture->length,
                                           G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
}

static void
assert_says_what_to_do (GError *error)
{
  g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_STORE);
  g_assert_nonnull (strstr (error->message, "damaged"));
  g_assert_nonnull (strstr (error->message, "Keep the file"));
  g_assert_nonnull (strstr (error->message, "backups"));
}

static char *
read_file (Fixture *fixture)
{
  g_autofree char *contents = NULL;

  g_assert_true (g_file_get_contents (fixture->path, &contents, NULL, NULL));
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) contents, fixture->length);
}

static void
test_header (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr(GError) error = NULL;

  write_damaged (fixture, 0, 1);
  before = read_file (fixture);
  g_assert_null (fixture_open (fixture->dir, &error));
  assert_says_what_to_do (error);
  after = read_file (fixture);
  g_assert_cmpstr (before, ==, after);
}

/* One page after the other: the check finds it, or opening does; nothing is sent, nothing is changed */
static void
test_every_page (Fixture      *fixture,
                 gconstpointer data)
{
  guint n_pages = (guint) (fixture->length / fixture->page);
  guint found = 0;

  for (guint page = 1; page < n_pages; page++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GError) refused = NULL;
      g_autoptr(MusterEffect) effect = fixture_effect ("E1", NULL);
      g_autofree char *before = NULL, *after = NULL;
      MusterStore *store;

      write_damaged (fixture, page, 1);
      before = read_file (fixture);
      store = fixture_open (fixture->dir, &error);
      if (store != NULL && !CALL (store, &error, check))
        {
          g_assert_false (CALL (store, &refused, prepare_effect, effect, "engine"));
          assert_says_what_to_do (refused);
        }
      if (store != NULL)
        fixture_close (store);
      if (error != NULL)
        {
          assert_says_what_to_do (error);
          found++;
        }
      after = read_file (fixture);
      g_assert_cmpstr (before, ==, after);
    }
  g_test_message ("%u of %u damaged pages found", found, n_pages - 1);
  g_assert_cmpuint (found, ==, n_pages - 1);
}

/* Without anybody having asked for the check: no effect is prepared before it */
static void
test_effect_checks (Fixture      *fixture,
                    gconstpointer data)
{
  g_autoptr(MusterEffect) effect = fixture_effect ("E1", NULL);
  g_autoptr(MusterClient) client = fixture_client ("K5", "five");
  g_autoptr(GError) error = NULL, written = NULL;
  MusterStore *store;

  write_damaged (fixture, (guint) (fixture->length / fixture->page) - 1, 1);
  store = fixture_open_or_die (fixture->dir);
  g_assert_false (CALL (store, &error, prepare_effect, effect, "engine"));
  assert_says_what_to_do (error);
  g_assert_false (CALL (store, &written, save_client, client));
  assert_says_what_to_do (written);
  fixture_close (store);
}

/* A file that ends too early */
static void
test_cut_off (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  MusterStore *store;

  g_assert_true (g_file_set_contents_full (fixture->path, fixture->whole, (gssize) (fixture->length / 2),
                                           G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
  store = fixture_open (fixture->dir, &error);
  if (store != NULL)
    {
      g_assert_false (CALL (store, &error, check));
      fixture_close (store);
    }
  assert_says_what_to_do (error);
}

#define ADD(path, test) g_test_add ("/store/damage/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  ADD ("header", test_header);
  ADD ("every-page", test_every_page);
  ADD ("effect-checks", test_effect_checks);
  ADD ("cut-off", test_cut_off);

  return g_test_run ();
}
