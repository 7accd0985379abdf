/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "muster-redact.h"
#include "muster-test.h"

static const char * const canaries[] = {
  "canary-plain-0001", "päss wörd/+?&=\"\\", "eyJhbGciOiJSUzI1NiJ9.eyJ0aWQiOiIxIn0.c2ln", "AbC123", "Basic:YWxhZGRpbg==", "100% of it",
  "tab\there", "quote\"slash\\", "\xf0\x9f\x94\x91key", "spaces in the middle", "ABCDEFG", "~Q8~xyz.secret_value-123"
};

static char *
to_hex (const char *text,
        gboolean    upper)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    g_string_append_printf (out, upper ? "%02X" : "%02x", (guchar) *p);

  return g_string_free (out, FALSE);
}

static char *
to_json (const char *text,
         gboolean    ascii)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '"' || c == '\\')
        g_string_append_printf (out, "\\%c", (char) c);
      else if (c == '\t')
        g_string_append (out, "\\t");
      else if (ascii && c >= 0x10000)
        g_string_append_printf (out, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10), 0xdc00 + ((c - 0x10000) & 0x3ff));
      else if (ascii && c >= 0x80)
        g_string_append_printf (out, "\\u%04x", c);
      else
        g_string_append_unichar (out, c);
    }

  return g_string_free (out, FALSE);
}

static char *
to_base64 (const char *before,
           const char *text,
           const char *after,
           gboolean    url)
{
  g_autofree char *whole = g_strconcat (before, text, after, NULL);
  char *out = g_base64_encode ((const guchar *) whole, strlen (whole));

  if (url)
    {
      g_strdelimit (g_strdelimit (out, "+", '-'), "/", '_');
      out[strcspn (out, "=")] = '\0';
    }

  return out;
}

static void
expect_found (MusterEgress *egress,
              const char   *canary,
              char         *encoded)
{
  g_autofree char *text = g_strdup_printf ("before [%s] after", encoded);
  g_autofree char *found = muster_egress_find (egress, text);
  g_autofree char *clean = muster_egress_clean (egress, text);

  if (g_strcmp0 (found, "canary") != 0)
    g_error ("%s leaks as %s", canary, encoded);

  g_assert_null (strstr (clean, encoded));
  g_free (encoded);
}

static void
test_encodings (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (canaries); i++)
    {
      g_autoptr(MusterEgress) egress = muster_egress_new ();
      g_autoptr(MusterSecret) secret = muster_secret_new (canaries[i]);
      const char *c = canaries[i];

      muster_egress_add (egress, "canary", secret);
      expect_found (egress, c, g_strdup (c));
      expect_found (egress, c, to_hex (c, FALSE));
      expect_found (egress, c, to_hex (c, TRUE));
      expect_found (egress, c, g_uri_escape_string (c, NULL, FALSE));
      expect_found (egress, c, g_uri_escape_string (c, NULL, TRUE));
      /* A plus may be left as it is, or stand for a space */
      expect_found (egress, c, g_uri_escape_string (c, "+", FALSE));
      expect_found (egress, c, to_json (c, FALSE));
      expect_found (egress, c, to_json (c, TRUE));

      for (guint offset = 0; offset < 4; offset++)
        {
          g_autofree char *before = g_strnfill (offset, 'u');

          expect_found (egress, c, to_base64 (before, c, "", FALSE));
          expect_found (egress, c, to_base64 (before, c, "", TRUE));
          expect_found (egress, c, to_base64 (before, c, "tail", FALSE));
        }
    }
}

/* JSON may write every letter that is not ASCII as an escape. */
static void
test_json_ascii (void)
{
  g_autoptr(MusterEgress) egress = muster_egress_new ();
  g_autoptr(MusterSecret) secret = muster_secret_new ("päss-wörd");

  muster_egress_add (egress, "canary", secret);
  expect_found (egress, "päss-wörd", to_json ("päss-wörd", TRUE));
}

static void
test_harmless (void)
{
  g_autoptr(MusterEgress) egress = muster_egress_new ();
  g_autoptr(MusterSecret) secret = muster_secret_new ("canary-plain-0001");
  g_autoptr(MusterSecret) tiny = muster_secret_new ("a");

  g_assert_null (muster_egress_find (egress, "canary-plain-0001"));
  muster_egress_add (egress, "canary", secret);
  muster_egress_add (egress, "tiny", tiny);

  g_assert_null (muster_egress_find (egress, NULL));
  g_assert_null (muster_egress_find (egress, ""));
  g_assert_null (muster_egress_find (egress, "a canary is a bird"));
  g_assert_null (muster_egress_find (egress, "canary-plain-0002"));
  g_assert_null (muster_egress_find (egress, "100% %zz \\u12 \\ %"));
}

static void
test_remove (void)
{
  g_autoptr(MusterEgress) egress = muster_egress_new ();
  g_autoptr(MusterSecret) one = muster_secret_new ("first-token");
  g_autoptr(MusterSecret) two = muster_secret_new ("second-token");
  g_autofree char *found = NULL;

  muster_egress_add (egress, "one", one);
  muster_egress_add (egress, "one", two);
  muster_egress_add (egress, "two", two);
  muster_egress_remove (egress, "one");

  g_assert_null (muster_egress_find (egress, "first-token"));
  found = muster_egress_find (egress, "second-token");
  g_assert_cmpstr (found, ==, "two");
}

/* Many secrets that begin alike, in texts that nearly hold them */
static void
test_many (void)
{
  g_autoptr(MusterEgress) egress = muster_egress_new ();

  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *text = g_strdup_printf ("secret-%02u-of-many", i);
      g_autofree char *label = g_strdup_printf ("number %u", i);
      g_autoptr(MusterSecret) secret = muster_secret_new (text);

      muster_egress_add (egress, label, secret);
    }
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *label = g_strdup_printf ("number %u", i);
      g_autofree char *text = g_strdup_printf ("ssecret-secret-%02u-of-manysecret", i);
      g_autofree char *mixed = g_strdup_printf ("x7365637265742D3%u3%u2d6F662D6d616E79x", i / 10, i % 10);
      g_autofree char *hidden = g_strdup_printf ("\\u0000\\u0073ecret-%02u-of-many", i);
      g_autofree char *broken = g_strdup_printf ("secret-%02u-of-man", i);
      const char *texts[] = { text, hidden, mixed };

      for (guint k = 0; k < G_N_ELEMENTS (texts); k++)
        {
          g_autofree char *found = muster_egress_find (egress, texts[k]);

          g_assert_cmpstr (found, ==, label);
        }
      g_assert_null (muster_egress_find (egress, broken));
    }
}

static char *
of_two_letters (GRand *rand,
                int    length)
{
  char *text = g_malloc0 ((gsize) length + 1);

  for (int i = 0; i < length; i++)
    text[i] = g_rand_boolean (rand) ? 'a' : 'b';
  return text;
}

/* Steps through a text never go over a secret: where letters repeat that much, each step is another one */
static void
test_steps (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (20261123);
  guint held = 0;

  for (guint round = 0; round < 40; round++)
    {
      g_autoptr(MusterEgress) egress = muster_egress_new ();
      g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

      for (guint n = round % 4; n < 4; n++)
        {
          g_autoptr(MusterSecret) secret = NULL;

          g_ptr_array_add (words, of_two_letters (rand, g_rand_int_range (rand, 6, n > 1 ? 60 : 10)));
          secret = muster_secret_new (words->pdata[words->len - 1]);
          muster_egress_add (egress, "letters", secret);
        }
      for (guint n = 0; n < 50; n++)
        {
          g_autofree char *text = of_two_letters (rand, g_rand_int_range (rand, 0, 120));
          g_autofree char *found = muster_egress_find (egress, text);
          gboolean expected = FALSE;

          for (guint i = 0; i < words->len; i++)
            expected |= strstr (text, words->pdata[i]) != NULL;
          g_assert_cmpint (found != NULL, ==, expected);
          held += expected;
        }
    }
  g_assert_cmpuint (held, >, 200);
  g_assert_cmpuint (held, <, 1800);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/core/redact/encodings", test_encodings);
  g_test_add_func ("/core/redact/json-ascii", test_json_ascii);
  g_test_add_func ("/core/redact/harmless", test_harmless);
  g_test_add_func ("/core/redact/remove", test_remove);
  g_test_add_func ("/core/redact/many", test_many);
  g_test_add_func ("/core/redact/steps", test_steps);

  return g_test_run ();
}
