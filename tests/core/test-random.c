/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "muster-random.h"
#include "muster-test.h"

static void
test_lengths (void)
{
  for (gsize n = 0; n < 70; n++)
    {
      g_autofree char *hex = muster_random_hex (n);
      g_autofree char *url = muster_random_base64url (n);

      g_assert_cmpuint (strlen (hex), ==, 2 * n);
      g_assert_cmpuint (strspn (hex, "0123456789abcdef"), ==, 2 * n);
      g_assert_cmpuint (strlen (url), ==, (4 * n + 2) / 3);
      g_assert_cmpuint (strspn (url, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), ==, strlen (url));
    }
}

static void
test_different (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 10000; i++)
    g_assert_true (g_hash_table_add (seen, muster_random_hex (16)));
}

/* RFC 4648, section 10, without the padding; and the two letters that differ */
static void
test_base64url (void)
{
  static const struct { const char *plain; const char *encoded; } cases[] = {
    { "", "" }, { "f", "Zg" }, { "fo", "Zm8" }, { "foo", "Zm9v" }, { "foob", "Zm9vYg" }, { "\xfb\xff\xfe", "-__-" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *encoded = muster_base64url (cases[i].plain, strlen (cases[i].plain));

      g_assert_cmpstr (encoded, ==, cases[i].encoded);
    }
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/core/random/lengths", test_lengths);
  g_test_add_func ("/core/random/different", test_different);
  g_test_add_func ("/core/random/base64url", test_base64url);

  return g_test_run ();
}
