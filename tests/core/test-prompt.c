/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a planner is told, how long that is, and what is different between two texts */

#define G_LOG_DOMAIN "muster-test"

#include "config.h"

#include <string.h>

#include "muster-hash.h"
#include "muster-line-diff.h"
#include "muster-prompt.h"
#include "muster-test.h"
#include "muster-tokens.h"

static void
test_parts (void)
{
  g_autoptr(MusterPrompt) none = muster_prompt_new (NULL, "  \n");
  g_autoptr(MusterPrompt) msp = muster_prompt_new ("Be brief.\n", NULL);
  g_autoptr(MusterPrompt) both = muster_prompt_new ("Be brief.", "They start at six.");
  g_autofree char *hash = muster_hash_text (both->effective);

  g_assert_null (none->msp);
  g_assert_null (none->client);
  g_assert_cmpstr (none->effective, ==, none->base);
  g_assert_true (g_str_has_prefix (none->version, "base/"));
  g_assert_cmpuint (strlen (none->version), >, strlen ("base/"));
  g_assert_cmpuint (strlen (none->base), >, 100);

  g_assert_cmpstr (msp->msp, ==, "Be brief.");
  g_assert_true (g_str_has_suffix (msp->effective, "\n\nBe brief."));
  g_assert_true (g_str_has_prefix (both->effective, both->base));
  g_assert_true (g_str_has_suffix (both->effective, "\n\nBe brief.\n\nThey start at six."));
  g_assert_cmpstr (both->hash, ==, hash);
  g_assert_cmpstr (both->hash, !=, msp->hash);
  g_assert_cmpstr (msp->hash, !=, none->hash);
}

/* Never far under what the dictionaries of models say, and never twice as much */
static void
test_tokens (void)
{
  static const struct
  {
    const char *text;
    guint       least;
    guint       most;
  } cases[] = {
    { NULL, 0, 0 },
    { "", 0, 0 },
    { "Please reset the password of Maeve Corrigan.", 9, 16 },
    { "Bitte das Kennwort von Frau M\xc3\xbcller-L\xc3\xbc" "denscheidt zur\xc3\xbc" "cksetzen.", 13, 26 },
    { "2026-11-23T02:13:43Z", 12, 24 },
    { "\xe3\x83\x91\xe3\x82\xb9\xe3\x83\xaf\xe3\x83\xbc\xe3\x83\x89\xe3\x82\x92\xe5\xbf\x98\xe3\x82\x8c", 7, 14 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint tokens = muster_tokens_estimate (cases[i].text);

      g_test_message ("%s: %u", cases[i].text, tokens);
      g_assert_cmpuint (tokens, >=, cases[i].least);
      g_assert_cmpuint (tokens, <=, cases[i].most);
    }
}

static void
assert_diff (const char *before,
             const char *after,
             const char *expected)
{
  g_autoptr(GPtrArray) lines = muster_line_diff (before, after);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%c%s|", ((MusterDiffLine *) lines->pdata[i])->kind, ((MusterDiffLine *) lines->pdata[i])->text);
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_diff (void)
{
  assert_diff (NULL, NULL, "");
  assert_diff ("", "a\nb\n", "+a|+b|");
  assert_diff ("a\nb", "", "-a|-b|");
  assert_diff ("a\nb\nc", "a\nc", " a|-b| c|");
  assert_diff ("a\nb\nc", "a\nx\nc", " a|-b|+x| c|");
  assert_diff ("a\r\nb", "a\nb\n", " a| b|");
  assert_diff ("a\n\nb", "a\nb", " a|-| b|");
  assert_diff ("one\ntwo\nthree", "zero\none\nthree\nfour", "+zero| one|-two| three|+four|");
}

/* Two long texts without a common line are shown as replaced, without a table of millions */
static void
test_diff_of_long_texts (void)
{
  g_autoptr(GString) before = g_string_new (NULL);
  g_autoptr(GString) after = g_string_new (NULL);
  g_autoptr(GPtrArray) lines = NULL;

  for (guint i = 0; i < 3000; i++)
    {
      g_string_append_printf (before, "a%u\n", i);
      g_string_append_printf (after, "b%u\n", i);
    }
  lines = muster_line_diff (before->str, after->str);
  g_assert_cmpuint (lines->len, ==, 6000);
  g_assert_cmpint (((MusterDiffLine *) lines->pdata[0])->kind, ==, '-');
  g_assert_cmpint (((MusterDiffLine *) lines->pdata[5999])->kind, ==, '+');
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/core/prompt/parts", test_parts);
  g_test_add_func ("/core/prompt/tokens", test_tokens);
  g_test_add_func ("/core/prompt/diff", test_diff);
  g_test_add_func ("/core/prompt/diff-of-long-texts", test_diff_of_long_texts);

  return g_test_run ();
}
