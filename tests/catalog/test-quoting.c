/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-error.h"
#include "muster-quoting.h"
#include "muster-test.h"

/* @out NULL: refused */
static const struct
{
  MusterQuoting quoting;
  const char   *in;
  const char   *out;
} cases[] = {
  { MUSTER_QUOTING_CW_STRING, "printer", "\"printer\"" },
  { MUSTER_QUOTING_CW_STRING, "x\" or company/id = 1 or \"", "\"x  or company/id = 1 or  \"" },
  { MUSTER_QUOTING_CW_STRING, "back\\", "\"back \"" },
  { MUSTER_QUOTING_CW_STRING, "[today]", "\"[[]today]\"" },
  { MUSTER_QUOTING_CW_STRING, "a\nb\tc", "\"a b c\"" },
  { MUSTER_QUOTING_CW_STRING, "Müller & Söhne", "\"Müller & Söhne\"" },
  { MUSTER_QUOTING_CW_STRING, "", "\"\"" },
  { MUSTER_QUOTING_ODATA_STRING, "O'Neil", "'O''Neil'" },
  { MUSTER_QUOTING_ODATA_STRING, "x' or startswith(displayName,'a", "'x'' or startswith(displayName,''a'" },
  { MUSTER_QUOTING_ODATA_STRING, "''", "''''''" },
  { MUSTER_QUOTING_ODATA_STRING, "a\rb", "'a b'" },
  { MUSTER_QUOTING_ODATA_INSIDE, "x') or (1 eq 1", "x'') or (1 eq 1" },
  { MUSTER_QUOTING_ODATA_SEARCH, "a\" OR \"mail:", "a\\\" OR \\\"mail:" },
  { MUSTER_QUOTING_ODATA_SEARCH, "a\\", "a\\\\" },
  { MUSTER_QUOTING_PATH, "a b", "a%20b" },
  { MUSTER_QUOTING_PATH, "../../me", "..%2F..%2Fme" },
  { MUSTER_QUOTING_PATH, "a?x=1#y", "a%3Fx%3D1%23y" },
  { MUSTER_QUOTING_PATH, "..", NULL },
  { MUSTER_QUOTING_PATH, ".", NULL },
  { MUSTER_QUOTING_PATH, "", NULL },
  { MUSTER_QUOTING_PATH, "a\r\nHost: x", NULL },
  { MUSTER_QUOTING_JSON, "a\"},{\"x\":\"", "\"a\\\"},{\\\"x\\\":\\\"\"" },
  { MUSTER_QUOTING_JSON, "a\nb", "\"a\\u000ab\"" },
  { MUSTER_QUOTING_URL, "a&b=c d+e", "a%26b%3Dc%20d%2Be" },
  { MUSTER_QUOTING_CMDLET, "dana@fabrikam.example", "dana@fabrikam.example" },
  { MUSTER_QUOTING_CMDLET, "a\nRemove-Mailbox b", NULL },
  { MUSTER_QUOTING_INT, "42", "42" },
  { MUSTER_QUOTING_INT, "42 or 1=1", NULL },
  { MUSTER_QUOTING_INT, "", NULL },
  { MUSTER_QUOTING_CW_TIME, "2026-01-31T08:00:00.25Z", "[2026-01-31T08:00:00Z]" },
  { MUSTER_QUOTING_CW_TIME, "2026-01-31] or id > [2000-01-01", NULL },
  { MUSTER_QUOTING_LOCAL_PART, "dana.reed@fabrikam.example", "dana.reed" },
  { MUSTER_QUOTING_LOCAL_PART, "dana reed@fabrikam.example", NULL },
  { MUSTER_QUOTING_LOCAL_PART, "@fabrikam.example", NULL },
  { MUSTER_QUOTING_WHOLE_PATH, "v4_6_release/keys/7.json?id=a-b%2F&n=1", "v4_6_release/keys/7.json?id=a-b%2F&n=1" },
  { MUSTER_QUOTING_WHOLE_PATH, "", NULL },
  { MUSTER_QUOTING_WHOLE_PATH, "/evil.example/key", NULL },
  { MUSTER_QUOTING_WHOLE_PATH, "a/../../b", NULL },
  { MUSTER_QUOTING_WHOLE_PATH, "a//evil.example", NULL },
  { MUSTER_QUOTING_WHOLE_PATH, "a@evil.example", NULL },
  { MUSTER_QUOTING_WHOLE_PATH, "a#b", NULL },
  { MUSTER_QUOTING_WHOLE_PATH, "a\\b", NULL },
  { MUSTER_QUOTING_WHOLE_PATH, "a?b?c", NULL },
  { MUSTER_QUOTING_WHOLE_PATH, "a b", NULL },
  { MUSTER_QUOTING_WHOLE_PATH, "a\r\nHost: x", NULL },
  { MUSTER_QUOTING_BARE_TIME, "2026-01-31T09:00:00.5+01:00", "2026-01-31T08:00:00" },
  { MUSTER_QUOTING_BARE_TIME, "soon", NULL },
  { MUSTER_QUOTING_HTML, "1 < 2 & \"3\" > 0\r\nD\303\251j\303\240\tvu\001", "1 &lt; 2 &amp; &quot;3&quot; &gt; 0<br>D\303\251j\303\240 vu " },
  { MUSTER_QUOTING_LIKE, "[ref:01J]% of o'neil_x", "ref:01J of o'neil_x" },
  { MUSTER_QUOTING_LINE, "two\nlines [x]", "two lines [x]" },
};

static void
test_cases (void)
{
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *out = muster_quoting_apply (cases[i].quoting, cases[i].in, &error);

      if (cases[i].out == NULL)
        g_assert_error (error, MUSTER_ERROR, MUSTER_ERROR_INVALID_INPUT);
      else
        g_assert_no_error (error);
      g_assert_cmpstr (out, ==, cases[i].out);
    }
}

static gboolean
ends_early (MusterQuoting  quoting,
            const char    *out)
{
  gsize length = strlen (out);
  gsize i;

  switch (quoting)
    {
    case MUSTER_QUOTING_CW_STRING:
      for (i = 1; i + 1 < length; i++)
        if (out[i] == '"')
          return TRUE;
      return FALSE;
    case MUSTER_QUOTING_ODATA_STRING:
      for (i = 1; i + 1 < length; i++)
        if (out[i] == '\'' && out[++i] != '\'')
          return TRUE;
      return i != length - 1;
    case MUSTER_QUOTING_JSON:
      for (i = 1; i + 1 < length; i++)
        if (out[i] == '\\')
          i++;
        else if (out[i] == '"')
          return TRUE;
      return i != length - 1;
    case MUSTER_QUOTING_ODATA_SEARCH:
      for (i = 0; i < length; i++)
        if (out[i] == '\\')
          i++;
        else if (out[i] == '"')
          return TRUE;
      return i != length;
    case MUSTER_QUOTING_PATH:
    case MUSTER_QUOTING_URL:
      return strpbrk (out, "/?#&= \"'") != NULL;
    default:
      return FALSE;
    }
}

/* Whatever goes in: the string that it stands in ends where it should */
static void
test_random (void)
{
  static const char alphabet[] = "\"'\\[]{}()/?#&=%*. \n\t@:;,abcORand";
  guint n;

  for (n = 0; n < 20000; n++)
    {
      MusterQuoting quoting = (MusterQuoting) g_test_rand_int_range (0, MUSTER_QUOTING_CMDLET);
      char in[13] = { 0 };
      g_autofree char *out = NULL;
      gsize i;

      for (i = 0; i < sizeof in - 1; i++)
        in[i] = alphabet[g_test_rand_int_range (0, (gint32) sizeof alphabet - 1)];
      out = muster_quoting_apply (quoting, in, NULL);
      if (out != NULL && ends_early (quoting, out))
        g_error ("“%s” became “%s”", in, out);
    }
}

static void
test_names (void)
{
  static const char * const names[] = { "cw-string", "odata-string", "odata-search", "odata-inside", "path", "json", "url",
                                        "cmdlet", "int", "cw-time", "local-part", "whole-path", "bare-time", "html", "like",
                                        "line" };
  MusterQuoting quoting;
  gsize i;

  for (i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_true (muster_quoting_from_name (names[i], &quoting));
  g_assert_false (muster_quoting_from_name ("raw", &quoting));
  g_assert_false (muster_quoting_from_name (NULL, &quoting));
}

int
main (int   argc,
      char *argv[])
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/catalog/quoting/cases", test_cases);
  g_test_add_func ("/catalog/quoting/random", test_random);
  g_test_add_func ("/catalog/quoting/names", test_names);

  return g_test_run ();
}
