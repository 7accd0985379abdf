/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "muster-hash.h"
#include "muster-test.h"

static char *
hash_of (const char * const *fields)
{
  g_autoptr(MusterHash) hash = muster_hash_new ("test/1");

  for (guint i = 0; fields[i] != NULL; i++)
    muster_hash_add (hash, fields[i]);

  return muster_hash_finish (hash);
}

/* Where one field ends and the next begins is part of what is hashed. */
static void
test_boundaries (void)
{
  static const char * const lists[][5] = {
    { "ab", "c", NULL }, { "a", "bc", NULL }, { "abc", NULL }, { "", "abc", NULL }, { "abc", "", NULL },
    { "a", "b", "c", NULL }, { "ab", "c", "", NULL }, { NULL },
  };
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    g_assert_true (g_hash_table_add (seen, hash_of (lists[i])));
}

static void
test_kinds (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  static const char * const one[] = { "a", NULL };

  for (guint kind = 0; kind < 7; kind++)
    {
      g_autoptr(MusterHash) hash = muster_hash_new (kind == 6 ? "test/2" : "test/1");

      if (kind == 0)
        muster_hash_add (hash, NULL);
      else if (kind == 1 || kind == 6)
        muster_hash_add (hash, "");
      else if (kind == 2)
        muster_hash_add_bytes (hash, NULL, 0);
      else if (kind == 3)
        muster_hash_add_int (hash, 0);
      else if (kind == 4)
        muster_hash_add_strv (hash, NULL);
      else
        muster_hash_add_strv (hash, one);

      /* An empty list is its length alone. */
      g_assert_true (g_hash_table_add (seen, muster_hash_finish (hash)) || kind == 4);
    }
}

static void
test_known (void)
{
  static const char * const none[] = { NULL };
  g_autofree char *text = muster_hash_text ("abc");
  g_autoptr(GBytes) bytes = g_bytes_new_static ("abc", 3);
  g_autofree char *same = muster_hash_bytes (bytes);
  g_autofree char *form = hash_of (none);
  g_autoptr(MusterHash) hash = muster_hash_new ("test/1");
  guint8 raw[MUSTER_HASH_BYTES];

  g_assert_cmpstr (text, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  g_assert_cmpstr (same, ==, text);

  /* printf 's\0\0\0\0\0\0\0\6test/1' | sha256sum: stored hashes must not change */
  g_assert_cmpstr (form, ==, "5e3edde743f116d3ea21af7e4781032a764041b32798ddc11e1f0ec0d5968a8e");

  muster_hash_finish_raw (hash, raw);
  for (guint i = 0; i < MUSTER_HASH_BYTES; i++)
    {
      char digits[3];

      g_snprintf (digits, sizeof digits, "%02x", raw[i]);
      g_assert_cmpmem (digits, 2, form + 2 * i, 2);
    }
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/core/hash/boundaries", test_boundaries);
  g_test_add_func ("/core/hash/kinds", test_kinds);
  g_test_add_func ("/core/hash/known", test_known);

  return g_test_run ();
}
