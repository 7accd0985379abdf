/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "muster-id.h"
#include "muster-test.h"

/* More than fit into a millisecond, so that the counter is used too. */
static void
test_order (void)
{
  g_autofree char *last = muster_id_new ();

  for (int i = 0; i < 20000; i++)
    {
      char *next = muster_id_new ();

      g_assert_true (muster_id_is_valid (next));
      g_assert_cmpstr (last, <, next);
      g_free (last);
      last = next;
    }
}

static gpointer
make_ids (gpointer data)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  for (int i = 0; i < 5000; i++)
    g_ptr_array_add (ids, muster_id_new ());

  return ids;
}

static void
test_threads (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("ids", make_ids, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr(GPtrArray) ids = g_thread_join (threads[i]);

      for (guint j = 0; j < ids->len; j++)
        g_assert_true (g_hash_table_add (seen, g_strdup (g_ptr_array_index (ids, j))));
    }

  g_assert_cmpuint (g_hash_table_size (seen), ==, 20000);
}

/* The first ten characters are the time. */
static void
test_time (void)
{
  g_autofree char *id = muster_id_new ();
  gint64 now = g_get_real_time () / 1000;
  gint64 ms = 0;

  for (int i = 0; i < 10; i++)
    ms = ms * 32 + (strchr ("0123456789ABCDEFGHJKMNPQRSTVWXYZ", id[i]) - "0123456789ABCDEFGHJKMNPQRSTVWXYZ");

  g_assert_cmpint (ABS (ms - now), <, 60000);
}

static void
test_valid (void)
{
  g_assert_true (muster_id_is_valid ("01ARZ3NDEKTSV4RRFFQ69G5FAV"));
  g_assert_true (muster_id_is_valid ("7ZZZZZZZZZZZZZZZZZZZZZZZZZ"));
  g_assert_false (muster_id_is_valid (NULL));
  g_assert_false (muster_id_is_valid (""));
  g_assert_false (muster_id_is_valid ("8ZZZZZZZZZZZZZZZZZZZZZZZZZ"));
  g_assert_false (muster_id_is_valid ("01ARZ3NDEKTSV4RRFFQ69G5FA"));
  g_assert_false (muster_id_is_valid ("01ARZ3NDEKTSV4RRFFQ69G5FAVX"));
  g_assert_false (muster_id_is_valid ("01ARZ3NDEKTSV4RRFFQ69G5FAU"));
  g_assert_false (muster_id_is_valid ("01arz3ndektsv4rrffq69g5fav"));
  g_assert_false (muster_id_is_valid ("../../../../etc/passwd....."));
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/core/id/order", test_order);
  g_test_add_func ("/core/id/threads", test_threads);
  g_test_add_func ("/core/id/time", test_time);
  g_test_add_func ("/core/id/valid", test_valid);

  return g_test_run ();
}
