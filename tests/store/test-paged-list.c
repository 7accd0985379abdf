/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include "muster-paged-list.h"
#include "muster-store-fixture.h"

typedef struct
{
  char        *dir;
  MusterStore *store;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->dir = muster_test_dir ();
  fixture->store = fixture_open_or_die (fixture->dir);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  fixture_close (fixture->store);
  muster_test_remove_dir (fixture->dir);
  g_free (fixture->dir);
}

static void
add_clients (Fixture *fixture,
             int      from,
             int      to)
{
  for (int i = from; i < to; i++)
    {
      g_autofree char *id = g_strdup_printf ("K%04d", i);
      g_autofree char *slug = g_strdup_printf ("client-%04d", i);
      g_autoptr(MusterClient) client = fixture_client (id, slug);

      MUST (fixture->store, save_client, client);
    }
}

static gboolean
is_ready (gpointer list)
{
  return muster_paged_list_get_ready (list);
}

static gboolean
is_loaded (gpointer item)
{
  return !muster_paged_item_get_loading (item);
}

/* The place at @position, when its record is there */
static MusterPagedItem *
get_loaded (MusterPagedList *list,
            guint            position)
{
  MusterPagedItem *item = g_list_model_get_item (G_LIST_MODEL (list), position);

  g_assert_nonnull (item);
  muster_test_until (is_loaded, item);
  return item;
}

static void
assert_slug (MusterPagedList *list,
             guint            position,
             const char      *slug)
{
  g_autoptr(MusterPagedItem) item = get_loaded (list, position);

  g_assert_cmpstr (muster_client_get_slug (MUSTER_CLIENT (muster_paged_item_get_record (item))), ==, slug);
}

static void
test_pages (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr(MusterPagedList) list = NULL;
  g_autoptr(MusterPagedItem) early = NULL, same = NULL;

  add_clients (fixture, 0, 150);
  list = muster_paged_list_new (fixture->store, MUSTER_PAGED_LIST_CLIENTS, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
  muster_test_until (is_ready, list);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 150);

  early = g_list_model_get_item (G_LIST_MODEL (list), 149);
  g_assert_true (muster_paged_item_get_loading (early));
  assert_slug (list, 149, "client-0149");
  assert_slug (list, 0, "client-0000");
  assert_slug (list, 64, "client-0064");
  same = g_list_model_get_item (G_LIST_MODEL (list), 149);
  g_assert_true (early == same);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (list), 150));
}

static gboolean
has_one (gpointer list)
{
  return g_list_model_get_n_items (list) == 1;
}

static void
test_filter (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr(MusterPagedList) list = NULL;

  add_clients (fixture, 0, 70);
  list = muster_paged_list_new (fixture->store, MUSTER_PAGED_LIST_CLIENTS, NULL);
  muster_test_until (is_ready, list);
  assert_slug (list, 0, "client-0000");
  muster_paged_list_set_filter (list, "0042");
  muster_test_until (has_one, list);
  assert_slug (list, 0, "client-0042");
}

static void
count_cb (GListModel *model,
          guint       position,
          guint       removed,
          guint       added,
          guint      *sums)
{
  g_assert_cmpuint (position, ==, 0);
  sums[0] += removed;
  sums[1] += added;
}

static void
add_run (Fixture    *fixture,
         const char *id,
         gint64      created)
{
  g_autoptr(GPtrArray) tickets = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) news = NULL;
  g_autoptr(MusterRun) run = NULL;

  g_ptr_array_add (tickets, fixture_ticket (id, "v1"));
  news = MUST (fixture->store, ingest, "C1", tickets, NULL);
  run = fixture_run (id, news->pdata[0], "K1");
  muster_run_set_created (run, created);
  MUST (fixture->store, create_run, run, "engine");
}

static gboolean
has_three (gpointer list)
{
  return g_list_model_get_n_items (list) == 3;
}

static gboolean
is_planning (gpointer item)
{
  MusterRun *run = MUSTER_RUN (muster_paged_item_get_record (item));

  return muster_run_get_state (run) == MUSTER_RUN_STATE_PLANNING;
}

/* What is new comes in front and moves the others; what changes is seen in its place */
static void
test_runs (Fixture      *fixture,
           gconstpointer data)
{
  guint sums[2] = { 0, 0 };
  g_autoptr(MusterPagedList) list = NULL;
  g_autoptr(MusterPagedItem) old = NULL, moved = NULL, newest = NULL;
  g_autoptr(MusterConnection) connection = fixture_connection ("C1");
  g_autoptr(MusterClient) client = fixture_client ("K1", "acme");

  MUST (fixture->store, save_connection, connection);
  MUST (fixture->store, save_client, client);
  add_run (fixture, "R1", 1000);
  add_run (fixture, "R2", 2000);
  list = muster_paged_list_new (fixture->store, MUSTER_PAGED_LIST_RUNS, "K1");
  muster_test_until (is_ready, list);
  old = get_loaded (list, 0);
  g_assert_cmpstr (muster_run_get_id (MUSTER_RUN (muster_paged_item_get_record (old))), ==, "R2");

  g_signal_connect (list, "items-changed", G_CALLBACK (count_cb), sums);
  add_run (fixture, "R3", 3000);
  muster_test_until (has_three, list);
  g_assert_cmpuint (sums[0], ==, 0);
  g_assert_cmpuint (sums[1], ==, 1);
  moved = g_list_model_get_item (G_LIST_MODEL (list), 1);
  g_assert_true (moved == old);
  newest = get_loaded (list, 0);
  g_assert_cmpstr (muster_run_get_id (MUSTER_RUN (muster_paged_item_get_record (newest))), ==, "R3");

  MUST (fixture->store, advance_run, "R2", MUSTER_RUN_STATE_RECEIVED, MUSTER_RUN_STATE_PLANNING, NULL, "engine");
  muster_test_until (is_planning, old);
  g_assert_cmpuint (sums[1], ==, 1);
}

/* Dropped while questions are open: nothing happens, nothing is left */
static void
test_dropped (Fixture      *fixture,
              gconstpointer data)
{
  MusterPagedList *list;
  gpointer weak;

  add_clients (fixture, 0, 10);
  list = muster_paged_list_new (fixture->store, MUSTER_PAGED_LIST_CLIENTS, NULL);
  weak = list;
  g_object_add_weak_pointer (G_OBJECT (list), &weak);
  muster_test_until (is_ready, list);
  g_object_unref (g_list_model_get_item (G_LIST_MODEL (list), 0));
  g_object_run_dispose (G_OBJECT (list));
  g_object_unref (list);
  MUST (fixture->store, check);
  g_assert_null (weak);
}

#define ADD(path, test) g_test_add ("/store/paged-list/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  ADD ("pages", test_pages);
  ADD ("filter", test_filter);
  ADD ("runs", test_runs);
  ADD ("dropped", test_dropped);

  return g_test_run ();
}
