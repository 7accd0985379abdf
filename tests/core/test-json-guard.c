/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-json.h"
#include "muster-json-guard.h"
#include "muster-test.h"

/* "\\xHH" as the byte that it stands for */
static char *
unescape (const char *text,
          gsize      *length)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p != '\\')
        {
          g_string_append_c (out, *p);
          continue;
        }

      g_string_append_c (out, (char) (g_ascii_xdigit_value (p[2]) * 16 + g_ascii_xdigit_value (p[3])));
      p += 3;
    }

  *length = out->len;
  return g_string_free (out, FALSE);
}

typedef void (*CaseFunc) (const char *name,
                          gboolean    good,
                          const char *data,
                          gsize       length,
                          const char *expected);

/* Each line of the corpus; the file says what they mean (make-cases.py) */
static guint
for_each_case (CaseFunc func)
{
  g_autofree char *path = muster_test_data ("json/cases.tsv");
  g_autofree char *content = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) lines = NULL;
  guint n_cases = 0;

  g_file_get_contents (path, &content, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (content, "\n", -1);

  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_auto(GStrv) fields = g_strsplit (lines[i], "\t", -1);
      g_autofree char *data = NULL;
      gsize length;

      g_assert_cmpuint (g_strv_length (fields), ==, 4);
      data = unescape (fields[2], &length);
      func (fields[1], *fields[0] == 'y', data, length, fields[3]);
      n_cases++;
    }

  return n_cases;
}

static void
check_verdict (const char *name,
               gboolean    good,
               const char *data,
               gsize       length,
               const char *expected)
{
  g_autofree char *copy = g_memdup2 (length > 0 ? data : "x", length > 0 ? length : 1);  /* no NUL behind it */
  g_autoptr(GError) error = NULL;

  if (muster_json_guard (copy, length, NULL, NULL, &error) != good)
    g_error ("%s: %s", name, good ? error->message : "accepted");

  if (good)
    {
      g_assert_no_error (error);
      g_assert_true (memcmp (copy, data, length) == 0);
    }
  else
    g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_BAD_REPLY);
}

static void
test_corpus (void)
{
  g_assert_cmpuint (for_each_case (check_verdict), >=, 300);
}

/* What is accepted means to json-glib what it means to Python. */
static void
check_meaning (const char *name,
               gboolean    good,
               const char *data,
               gsize       length,
               const char *expected)
{
  g_autoptr(GBytes) bytes = g_bytes_new (data, length);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = muster_json_parse (bytes, NULL, NULL, &error);
  g_autofree char *canonical = NULL;
  g_autofree char *wanted = NULL;
  gsize wanted_length;

  g_assert_true ((node != NULL) == good);
  if (!good)
    return;

  g_assert_no_error (error);
  canonical = muster_json_canonical (node);
  wanted = unescape (expected, &wanted_length);
  if (g_strcmp0 (wanted, "-") != 0 && g_strcmp0 (wanted, canonical) != 0)
    g_error ("%s: %s instead of %s", name, canonical, wanted);
}

static void
test_meaning (void)
{
  for_each_case (check_meaning);
}

static GPtrArray *seeds;

static void
collect_seed (const char *name,
              gboolean    good,
              const char *data,
              gsize       length,
              const char *expected)
{
  if (good && length < 200)
    g_ptr_array_add (seeds, g_bytes_new (data, length));
}

/* The nodes are ours; json-glib's own parser has to make the same of what was accepted */
static void
check_against_json_glib (GBytes     *bytes,
                         const char *canonical)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *theirs = NULL;
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  json_parser_load_from_data (parser, data, (gssize) length, &error);
  g_assert_no_error (error);
  theirs = muster_json_canonical (json_parser_get_root (parser));
  g_assert_cmpstr (canonical, ==, theirs);
}

/* Damages good documents. What is still accepted must be accepted by json-glib,
 * come out of it as something that is accepted, and stay what it is. */
static void
test_differential (void)
{
  static const char alphabet[] = "{}[]:,\"\\/ue0123456789+-.tfn \n\x01\xc3\xa4";
  guint n_accepted = 0;

  seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  for_each_case (collect_seed);

  for (int i = 0; i < 60000; i++)
    {
      GBytes *seed = g_ptr_array_index (seeds, (guint) g_test_rand_int_range (0, (int) seeds->len));
      gsize length;
      const char *data = g_bytes_get_data (seed, &length);
      g_autofree char *copy = g_memdup2 (data, length);
      g_autoptr(GBytes) bytes = NULL;
      g_autoptr(JsonNode) node = NULL;
      g_autoptr(JsonNode) again = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *first = NULL;
      g_autofree char *second = NULL;

      for (int j = g_test_rand_int_range (0, 4); j > 0; j--)
        copy[g_test_rand_int_range (0, (int) length)] =
          alphabet[g_test_rand_int_range (0, (int) sizeof alphabet - 1)];

      bytes = g_bytes_new (copy, length);
      if (!muster_json_guard (copy, length, NULL, NULL, NULL))
        continue;

      n_accepted++;
      node = muster_json_parse (bytes, NULL, NULL, &error);
      g_assert_no_error (error);
      first = muster_json_canonical (node);
      check_against_json_glib (bytes, first);
      again = muster_json_from_string_trusted (first, &error);
      g_assert_no_error (error);
      second = muster_json_canonical (again);
      g_assert_cmpstr (first, ==, second);
    }

  g_test_message ("%u of 60000 accepted", n_accepted);
  g_assert_cmpuint (n_accepted, >, 10000);
  g_ptr_array_unref (seeds);
}

/* Any bytes at all: no crash, and nothing behind the end is touched. */
static void
test_noise (void)
{
  for (int i = 0; i < 100000; i++)
    {
      char data[24];
      gsize length = (gsize) g_test_rand_int_range (0, sizeof data);
      static const char * const blank[] = { "a", NULL };

      for (gsize j = 0; j < length; j++)
        data[j] = g_test_rand_bit () ? "{}[]\"\\,:a1"[g_test_rand_int_range (0, 10)] : (char) g_test_rand_int ();
      data[length] = 'Z';
      muster_json_guard (data, length, NULL, blank, NULL);
      g_assert_cmpint (data[length], ==, 'Z');
    }
}

static void
test_limits (void)
{
  const MusterJsonLimits small = { 10, 2 };
  char fits[] = "[[1234567]]";
  char deep[] = "[[[1]]]";

  g_assert_false (muster_json_guard (fits, 11, &small, NULL, NULL));
  g_assert_true (muster_json_guard (fits, 11, NULL, NULL, NULL));
  g_assert_false (muster_json_guard (deep, 7, &small, NULL, NULL));
  g_assert_true (muster_json_guard (deep, 7, NULL, NULL, NULL));
  g_assert_false (muster_json_guard (NULL, 0, NULL, NULL, NULL));
}

/* The nodes say no more than the bytes do */
static void
check_blank_nodes (const char         *in,
                   const char         *out,
                   const char * const *names)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (in, strlen (in));
  g_autoptr(JsonNode) node = muster_json_parse (bytes, NULL, names, NULL);
  g_autoptr(JsonNode) blanked = muster_json_from_string_trusted (out, NULL);
  g_autofree char *text = muster_json_to_string (node);
  g_autofree char *expected = muster_json_to_string (blanked);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_blank (void)
{
  static const char * const names[] = { "password", "otp_secret", NULL };
  static const struct {
    const char *in;
    const char *out;
  } cases[] = {
    { "{\"password\":\"hunter2\",\"name\":\"x\"}", "{\"password\":\"\"       ,\"name\":\"x\"}" },
    { "{\"password\":\"\"}", "{\"password\":\"\"}" },
    { "{\"password\" : \"a\\\"b\" }", "{\"password\" : \"\"     }" },
    { "{\"pass\\u0077ord\":\"hunter2\"}", "{\"pass\\u0077ord\":\"\"       }" },
    { "{\"password\":12345}", "{\"password\":0    }" },
    { "{\"password\":-1.5e3}", "{\"password\":0     }" },
    { "{\"password\":null}", "{\"password\":null}" },
    { "{\"password\":[\"a\",{\"b\":\"cd\"}]}", "{\"password\":[\"\" ,{\"b\":\"\"  }]}" },
    { "[{\"x\":[{\"otp_secret\":\"ABC\"}]}]", "[{\"x\":[{\"otp_secret\":\"\"   }]}]" },
    { "{\"passwords\":\"stays\",\"Password\":\"stays\"}", "{\"passwords\":\"stays\",\"Password\":\"stays\"}" },
    { "{\"note\":\"password\",\"a\":\"b\"}", "{\"note\":\"password\",\"a\":\"b\"}" },
    { "[\"password\",\"stays\"]", "[\"password\",\"stays\"]" },
    { "{\"password\":{},\"a\":\"b\"}", "{\"password\":{},\"a\":\"b\"}" },
    { "{\"password\":[],\"a\":\"b\"}", "{\"password\":[],\"a\":\"b\"}" },
    { "{\"password\":{\"password\":\"x\"},\"a\":\"b\"}", "{\"password\":{\"password\":\"\" },\"a\":\"b\"}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *data = g_strdup (cases[i].in);
      g_autoptr(GError) error = NULL;

      muster_json_guard (data, strlen (data), NULL, names, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (data, ==, cases[i].out);
      g_assert_true (muster_json_guard (data, strlen (data), NULL, NULL, NULL));
      check_blank_nodes (cases[i].in, cases[i].out, names);
    }
}

/* Many keys cost a sort and not a square. */
static void
test_many_keys (void)
{
  g_autoptr(GString) text = g_string_new ("{");
  g_autofree char *copy = NULL;

  for (int i = 0; i < 200000; i++)
    g_string_append_printf (text, "%s\"key-%d\":0", i > 0 ? "," : "", i);
  copy = g_strdup (text->str);
  g_string_append (text, "}");
  g_assert_true (muster_json_guard (text->str, text->len, NULL, NULL, NULL));

  g_string_assign (text, copy);
  g_string_append (text, ",\"key-4711\":0}");
  g_assert_false (muster_json_guard (text->str, text->len, NULL, NULL, NULL));
}

/* What is no UTF-8 is found wherever it stands, and so is a zero byte */
static void
test_bytes (void)
{
  for (gsize length = 4; length < 44; length++)
    for (gsize at = 2; at < length - 2; at++)
      {
        g_autofree char *data = g_strnfill (length, 'x');
        g_autofree char *good = NULL;
        g_autoptr(GError) error = NULL;
        g_autofree char *place = g_strdup_printf ("not UTF-8 at byte %" G_GSIZE_FORMAT, at);

        memcpy (data, "[\"", 2);
        memcpy (data + length - 2, "\"]", 2);
        g_assert_true (muster_json_guard (data, length, NULL, NULL, NULL));
        data[at] = '\0';
        g_assert_false (muster_json_guard (data, length, NULL, NULL, NULL));
        data[at] = (char) 0xff;
        g_assert_false (muster_json_guard (data, length, NULL, NULL, &error));
        g_assert_nonnull (strstr (error->message, place));
        good = g_strdup_printf ("%.*s\xc3\xa4%s", (int) at, data, data + at + 1);
        g_assert_true (muster_json_guard (good, length + 1, NULL, NULL, NULL));
      }
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/core/json-guard/corpus", test_corpus);
  g_test_add_func ("/core/json-guard/meaning", test_meaning);
  g_test_add_func ("/core/json-guard/differential", test_differential);
  g_test_add_func ("/core/json-guard/noise", test_noise);
  g_test_add_func ("/core/json-guard/limits", test_limits);
  g_test_add_func ("/core/json-guard/blank", test_blank);
  g_test_add_func ("/core/json-guard/many-keys", test_many_keys);
  g_test_add_func ("/core/json-guard/bytes", test_bytes);

  return g_test_run ();
}
