/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <libintl.h>
#include <string.h>

#include "muster-language.h"
#include "muster-test.h"

#define MO_MAGIC 0x950412deU

/* A catalogue with one string, in the byte order of this machine or the other one. */
static GByteArray *
make_catalogue (const char *original,
                const char *translation,
                gboolean    swapped)
{
  guint32 at = 28 + 2 * 8;
  guint32 words[] = {
    MO_MAGIC, 0, 1, 28, 36, 0, 0,
    (guint32) strlen (original), at,
    (guint32) strlen (translation), at + (guint32) strlen (original) + 1,
  };
  GByteArray *bytes = g_byte_array_new ();

  for (guint i = 0; swapped && i < G_N_ELEMENTS (words); i++)
    words[i] = GUINT32_SWAP_LE_BE (words[i]);
  g_byte_array_append (bytes, (const guint8 *) words, sizeof words);
  g_byte_array_append (bytes, (const guint8 *) original, (guint) strlen (original) + 1);
  g_byte_array_append (bytes, (const guint8 *) translation, (guint) strlen (translation) + 1);
  return bytes;
}

static void
put_catalogue (const char *folder,
               const char *language,
               GByteArray *bytes)
{
  g_autofree char *path = g_build_filename (folder, language, "LC_MESSAGES", NULL);
  g_autofree char *file = g_build_filename (path, GETTEXT_PACKAGE ".mo", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_no_errno (g_mkdir_with_parents (path, 0700));
  g_file_set_contents (file, (const char *) bytes->data, (gssize) bytes->len, &error);
  g_assert_no_error (error);
}

static void
assert_said (const char *language,
             const char *expected)
{
  MusterLanguage *previous = muster_language_push (language);

  g_assert_cmpstr (muster_language_text ("Good day"), ==, expected);
  muster_language_pop (previous);
}

static void
test_translation (void)
{
  g_autofree char *folder = muster_test_dir ();
  g_autoptr(GByteArray) native = make_catalogue ("Good day", "Guten Tag", FALSE);
  g_autoptr(GByteArray) foreign = make_catalogue ("Good day", "Goddag", TRUE);

  put_catalogue (folder, "de", native);
  put_catalogue (folder, "da", foreign);
  bindtextdomain (GETTEXT_PACKAGE, folder);

  assert_said ("de", "Guten Tag");
  assert_said ("de_AT.UTF-8", "Guten Tag");
  assert_said ("da", "Goddag");
  assert_said ("en", "Good day");
  assert_said ("fr", "Good day");
  assert_said ("../de", "Good day");
  assert_said (NULL, "Good day");
  muster_test_remove_dir (folder);
}

static void
test_nesting (void)
{
  g_autofree char *folder = muster_test_dir ();
  g_autoptr(GByteArray) bytes = make_catalogue ("Good day", "Dobry dzień", FALSE);
  MusterLanguage *outer, *inner;

  put_catalogue (folder, "pl", bytes);
  bindtextdomain (GETTEXT_PACKAGE, folder);

  outer = muster_language_push ("pl");
  inner = muster_language_push ("en");
  g_assert_cmpstr (muster_language_text ("Good day"), ==, "Good day");
  muster_language_pop (inner);
  g_assert_cmpstr (muster_language_text ("Good day"), ==, "Dobry dzień");
  g_assert_cmpstr (muster_language_text ("Good night"), ==, "Good night");
  muster_language_pop (outer);
  g_assert_cmpstr (muster_language_text ("Good day"), ==, "Good day");
  muster_test_remove_dir (folder);
}

/* Wherever the file ends and whatever byte of its head is wrong, English is spoken and nothing outside is read. */
static void
test_broken (void)
{
  g_autofree char *folder = muster_test_dir ();
  g_autoptr(GByteArray) whole = make_catalogue ("Good day", "Hyvää päivää", FALSE);

  bindtextdomain (GETTEXT_PACKAGE, folder);
  for (guint length = 0; length < whole->len; length++)
    {
      g_autoptr(GByteArray) cut = g_byte_array_new ();
      const char name[] = { 'x', (char) ('a' + length / 26), (char) ('a' + length % 26), '\0' };

      g_byte_array_append (cut, whole->data, length);
      put_catalogue (folder, name, cut);
      g_test_expect_message ("muster-core", G_LOG_LEVEL_WARNING, "*cannot be read*");
      assert_said (name, "Good day");
      g_test_assert_expected_messages ();
    }
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);  /* some warn, some do not */
  for (guint at = 0; at < 44; at++)
    {
      g_autoptr(GByteArray) wrong = g_byte_array_new ();
      const char name[] = { 'y', (char) ('a' + at / 26), (char) ('a' + at % 26), '\0' };
      MusterLanguage *previous;

      g_byte_array_append (wrong, whole->data, whole->len);
      wrong->data[at] ^= 0x80;
      put_catalogue (folder, name, wrong);
      previous = muster_language_push (name);
      g_assert_nonnull (muster_language_text ("Good day"));
      muster_language_pop (previous);
    }
  muster_test_remove_dir (folder);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);
  g_test_add_func ("/language/translation", test_translation);
  g_test_add_func ("/language/nesting", test_nesting);
  g_test_add_func ("/language/broken", test_broken);
  return g_test_run ();
}
