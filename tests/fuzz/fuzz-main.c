/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz-main.h"
#include "muster-test.h"

/* Replays every file of a corpus, each cut at every place too. With --seconds N it
 * goes on with changed and joined copies of them, for that long.
 *
 *   fuzz-TARGET CORPUS [--seconds N] */

static void
run (const guint8 *data,
     gsize         size)
{
  /* A copy of exactly this size, so that a sanitizer sees one byte too many. */
  g_autofree guint8 *copy = g_memdup2 (data, MAX (size, 1));

  fuzz_one (copy, size);
}

static GPtrArray *
read_corpus (const char *folder)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *corpus = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = g_dir_open (folder, 0, &error);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (names, (GCompareFunc) g_strcmp0);
  for (guint i = 0; i < names->len; i++)
    {
      char *data;
      gsize length;

      g_assert_true (g_file_get_contents (names->pdata[i], &data, &length, NULL));
      g_ptr_array_add (corpus, g_bytes_new_take (data, length));
    }
  g_assert_cmpuint (corpus->len, >, 0);

  return corpus;
}

static GBytes *
pick (GPtrArray *corpus,
      GRand     *rand)
{
  return corpus->pdata[g_rand_int_range (rand, 0, (gint32) corpus->len)];
}

/* One change: a byte, a piece taken away, doubled, or taken from another input */
static void
change (GByteArray *input,
        GPtrArray  *corpus,
        GRand      *rand)
{
  static const char * const words[] = { "\r\n", "\r\n\r\n", "%00", "&", "=", ":", " ", "\0", "\"", "\\u0000", "{", "[", ",",
                                        "18446744073709551617", "-1", "chunked", ";", "\xff" };
  guint at = input->len > 0 ? (guint) g_rand_int_range (rand, 0, (gint32) input->len) : 0;
  guint rest = input->len - at;
  guint length = rest > 0 ? 1 + (guint) g_rand_int_range (rand, 0, (gint32) MIN (rest, 64)) : 0;
  g_autoptr(GByteArray) tail = g_byte_array_new ();
  GBytes *other = pick (corpus, rand);
  const char *word = words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))];

  length = MIN (length, rest);
  switch (g_rand_int_range (rand, 0, 5))
    {
    case 0:
      if (input->len > 0)
        input->data[at] = (guint8) g_rand_int_range (rand, 0, 256);
      return;
    case 1:
      if (input->len > 0)
        input->data[at] ^= (guint8) (1u << g_rand_int_range (rand, 0, 8));
      return;
    case 2:
      if (length > 0)
        g_byte_array_remove_range (input, at, length);
      return;
    case 3:
      g_byte_array_append (tail, input->data + at, rest);
      g_byte_array_set_size (input, at);
      g_byte_array_append (input, (const guint8 *) word, (guint) MAX (1, strlen (word)));
      g_byte_array_append (input, tail->data, tail->len);
      return;
    default:
      g_byte_array_set_size (input, at);
      if (g_bytes_get_size (other) > 0)
        {
          gsize from = (gsize) g_rand_int_range (rand, 0, (gint32) g_bytes_get_size (other));

          g_byte_array_append (input, (const guint8 *) g_bytes_get_data (other, NULL) + from,
                               (guint) (g_bytes_get_size (other) - from));
        }
      return;
    }
}

static void
replay (gconstpointer data)
{
  GPtrArray *corpus = (GPtrArray *) data;

  for (guint i = 0; i < corpus->len; i++)
    {
      gsize size;
      const guint8 *bytes = g_bytes_get_data (corpus->pdata[i], &size);

      for (gsize n = 0; n <= size; n++)
        run (bytes, n);
    }
}

typedef struct {
  GPtrArray *corpus;
  guint seconds;
} Search;

static void
search (gconstpointer data)
{
  const Search *self = data;
  guint32 seed = g_test_rand_int ();
  g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
  gint64 end = g_get_monotonic_time () + self->seconds * G_TIME_SPAN_SECOND;
  guint64 n = 0;

  g_test_message ("seed %u", seed);
  for (; g_get_monotonic_time () < end; n++)
    {
      GBytes *from = pick (self->corpus, rand);
      g_autoptr(GByteArray) input = g_byte_array_new ();

      g_byte_array_append (input, g_bytes_get_data (from, NULL), (guint) g_bytes_get_size (from));
      for (gint32 i = g_rand_int_range (rand, 1, 8); i > 0; i--)
        change (input, self->corpus, rand);
      if (input->len > 512 * 1024)
        continue;
      run (input->data, input->len);
    }
  g_test_message ("%" G_GUINT64_FORMAT " inputs", n);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GPtrArray) corpus = NULL;
  Search searching = { 0 };

  muster_test_init (&argc, &argv);
  g_assert_cmpint (argc, >=, 2);
  corpus = read_corpus (argv[1]);
  searching.corpus = corpus;
  if (argc == 4 && g_str_equal (argv[2], "--seconds"))
    searching.seconds = (guint) g_ascii_strtoull (argv[3], NULL, 10);

  g_test_add_data_func ("/fuzz/replay", corpus, replay);
  if (searching.seconds > 0)
    g_test_add_data_func ("/fuzz/search", &searching, search);

  return g_test_run ();
}
