/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "muster-text.h"
#include "muster-test.h"

typedef struct {
  const char *in;
  const char *out;
} Case;

static void
check (const Case *cases,
       guint       n_cases,
       char     *(*func)(const char *))
{
  for (guint i = 0; i < n_cases; i++)
    {
      g_autofree char *out = func (cases[i].in);

      g_assert_cmpstr (out, ==, cases[i].out);
    }
}

static void
test_ingest (void)
{
  static const Case cases[] = {
    { NULL, "" },
    { "", "" },
    { "plain text\n\tindented", "plain text\n\tindented" },
    { "a\r\nb\rc", "a\nb\nc" },
    { "a\xe2\x80\xa8" "b\xe2\x80\xa9" "c", "a\nb\nc" },
    { "A\xcc\x88", "\xc3\x84" },                                       /* composed */
    { "pay\xe2\x80\x8bpal \xef\xbb\xbfx\xe2\x81\xa0y", "paypal xy" },  /* zero width */
    { "a\xe2\x80\xae" "exe.\xe2\x80\xac" "b", "aexe.b" },              /* direction overrides */
    { "a\xe2\x81\xa6x\xe2\x81\xa9", "ax" },                            /* isolates */
    { "a\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c" "b", "ab" },                 /* marks */
    { "ok\xf3\xa0\x81\x81\xf3\xa0\x81\x9b\xf3\xa0\x81\xbf.", "ok." },  /* tags */
    { "a\xef\xb8\x8f" "b\xef\xb8\x8e", "ab" },                         /* selectors outside emoji */
    { "a\xf3\xa0\x84\x80" "b", "ab" },                                 /* more selectors */
    { "a\xc2\xad" "b\xcd\x8f" "c", "abc" },                            /* soft hyphen, joiner */
    { "\xe3\x85\xa4\xe1\x85\x9f\xef\xbe\xa0x", "x" },                  /* fillers */
    { "a\x01\x02\x1b[31m\x7f", "a[31m" },                              /* controls */
    { "a\xc2\x9b" "b", "ab" },                                         /* C1 */
    { "\xe2\x9d\xa4\xef\xb8\x8f", "\xe2\x9d\xa4\xef\xb8\x8f" },        /* red heart keeps its selector */
    { "1\xef\xb8\x8f\xe2\x83\xa3", "1\xef\xb8\x8f\xe2\x83\xa3" },      /* key */
    { "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x94\xac", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x94\xac" },  /* joined */
    { "a\xe2\x80\x8d" "b", "ab" },                                     /* joiner between letters */
    { "\xff\xfe", "\xef\xbf\xbd\xef\xbf\xbd" },                        /* not UTF-8 */
    { "M\xfcller", "M\xef\xbf\xbdller" },
    { "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d", "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d" },  /* Hebrew stays */
    { "\xe6\x97\xa5\xe6\x9c\xac", "\xe6\x97\xa5\xe6\x9c\xac" },
  };

  check (cases, G_N_ELEMENTS (cases), muster_text_ingest);
}

/* Every character alone and between letters: what comes out is valid, composed,
 * and goes in again unchanged. */
static void
test_ingest_all (void)
{
  for (gunichar c = 1; c < 0x110000; c++)
    {
      g_autoptr(GString) in = g_string_new ("a");
      g_autofree char *once = NULL;
      g_autofree char *twice = NULL;

      if (!g_unichar_validate (c))
        continue;

      g_string_append_unichar (in, c);
      g_string_append_c (in, 'b');
      once = muster_text_ingest (in->str);
      twice = muster_text_ingest (once);
      if (strcmp (once, twice) != 0)
        g_error ("U+%04X is not stable", c);

      if (c >= 0xe0000 && c <= 0xe0fff)
        g_assert_cmpstr (once, ==, "ab");
    }
}

static void
test_fold (void)
{
  static const Case cases[] = {
    { NULL, "" },
    { "M\xc3\xbcller", "muller" },
    { "MU\xcc\x88LLER", "muller" },
    { "Stra\xc3\x9f" "e", "strasse" },
    { "STRA\xe1\xba\x9e" "E", "strasse" },
    { "\xc3\x98rsted & \xc3\x86r\xc3\xb8", "orsted & aero" },
    { "\xc5\x81\xc3\xb3" "d\xc5\xba", "lodz" },
    { "\xef\xac\x81nance", "finance" },     /* ligature */
    { "\xef\xbc\xa1\xef\xbc\xa2", "ab" },   /* full width */
    { "\xc4\xb0stanbul", "istanbul" },
    { "Caf\xc3\xa9\xe2\x80\x8b", "cafe" },
  };

  check (cases, G_N_ELEMENTS (cases), muster_text_fold);
}

static void
test_one_line (void)
{
  static const Case cases[] = {
    { NULL, "" }, { "  a \n\n b\t", "a b" }, { "\n", "" }, { "a", "a" }, { "a\xc2\xa0\xc2\xa0" "b", "a b" },
  };

  check (cases, G_N_ELEMENTS (cases), muster_text_one_line);
}

static void
test_slug (void)
{
  static const Case cases[] = {
    { "Nordwind Logistik GmbH", "nordwind-logistik-gmbh" },
    { "  M\xc3\xbcller & S\xc3\xb6hne  ", "muller-sohne" },
    { "O'Brien's", "obriens" },
    { "---", "" },
    { "\xe6\x97\xa5", "" },
    { NULL, "" },
    { "A very long name of a company that goes on and on and on without an end",
      "a-very-long-name-of-a-company-that-goes-on-and-o" },
    { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbb", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
  };

  check (cases, G_N_ELEMENTS (cases), muster_slugify);
}

static void
test_email (void)
{
  static const char * const good[] = {
    "a@b.de", "dana.reed@nordwind.example", "o'brien@x.example", "first+tag@sub.domain.example", "m\xc3\xbcller@firma.example",
    "a_b-c@x-y.example", "1@2.example"
  };
  static const char * const bad[] = {
    "", "a", "a@", "@b.de", "a@b", "a@@b.de", "a b@c.de", "a@b.de ", " a@b.de", "a@b..de", ".a@b.de", "a.@b.de", "a..b@c.de", "a@-b.de",
    "a@b-.de", "Dana <a@b.de>", "a@b.de\n", "\"a b\"@c.de", "a@b.de,c@d.de", "a@b_c.de", "a@.de", "a@b.", "a@b.de.", "a(x)@b.de",
    "a\xe2\x80\xae@b.de", "a@[127.0.0.1]",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.de"
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (muster_text_is_email (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    if (muster_text_is_email (bad[i]))
      g_error ("\"%s\" passes as an address", bad[i]);
  g_assert_false (muster_text_is_email (NULL));
}

static void
test_unusual (void)
{
  g_autofree char *override = muster_text_unusual ("a\xe2\x80\xae" "b");
  g_autofree char *cyrillic = muster_text_unusual ("p\xd0\xb0ypal");
  g_autofree char *russian = muster_text_unusual ("\xd0\xbf\xd1\x80\xd0\xb8");
  g_autofree char *german = muster_text_unusual ("M\xc3\xbcller");

  g_assert_cmpstr (override, ==, "U+202E");
  g_assert_cmpstr (cyrillic, ==, "U+0430");
  g_assert_null (russian);
  g_assert_null (german);
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/core/text/ingest", test_ingest);
  g_test_add_func ("/core/text/ingest-all", test_ingest_all);
  g_test_add_func ("/core/text/fold", test_fold);
  g_test_add_func ("/core/text/one-line", test_one_line);
  g_test_add_func ("/core/text/slug", test_slug);
  g_test_add_func ("/core/text/email", test_email);
  g_test_add_func ("/core/text/unusual", test_unusual);

  return g_test_run ();
}
