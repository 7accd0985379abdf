/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include "muster-error-text.h"
#include "muster-error.h"
#include "muster-test.h"

static void
test_every_code (void)
{
  g_autoptr(GHashTable) titles = g_hash_table_new (g_str_hash, g_str_equal);

  for (int code = 0; code < MUSTER_N_ERRORS; code++)
    {
      MusterErrorText text = muster_error_text_for_code (code);

      g_test_message ("%s: %s", muster_error_code_name (code), text.title);
      g_assert_nonnull (text.title);
      g_assert_nonnull (text.advice);
      g_assert_nonnull (text.icon_name);
      /* A code without a row of its own would read like INTERNAL. */
      g_assert_true (g_hash_table_add (titles, (gpointer) text.title));
      g_assert_true (text.action == NULL || text.button != NULL);
      g_assert_true (g_str_has_suffix (text.advice, "."));
    }
}

static void
test_own_words (void)
{
  g_autoptr(GError) input = g_error_new (MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT, "The address has no @");
  g_autoptr(GError) store = g_error_new (MUSTER_ERROR, MUSTER_ERROR_STORE, "SQLite said 11");
  g_autoptr(GError) foreign = g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "who knows");
  g_autofree char *line = muster_error_text_line (store);

  g_assert_cmpstr (muster_error_text_advice (input), ==, "The address has no @");
  g_assert_null (strstr (muster_error_text_advice (store), "SQLite"));
  g_assert_true (g_str_has_prefix (line, muster_error_text_describe (store).title));
  g_assert_cmpstr (muster_error_text_describe (foreign).title, ==,
                   muster_error_text_for_code (MUSTER_ERROR_INTERNAL).title);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  g_test_add_func ("/ui/error-text/every-code", test_every_code);
  g_test_add_func ("/ui/error-text/own-words", test_own_words);
  return g_test_run ();
}
