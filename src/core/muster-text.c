/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-core"

#include "config.h"

#include <string.h>

#include "muster-text.h"

/* Text from outside, made safe to show and to compare. */

#define SLUG_MAX 48

typedef struct {
  gunichar first;
  gunichar last;
} Range;

/* Characters that can be in a text without being seen, or that turn the order
 * of those that are. */
static const Range hidden[] = {
  { 0x0000, 0x0008 }, { 0x000b, 0x001f }, { 0x007f, 0x009f },  /* controls but tab and newline */
  { 0x00ad, 0x00ad },                                          /* soft hyphen */
  { 0x034f, 0x034f }, { 0x061c, 0x061c },                      /* joiner; Arabic letter mark */
  { 0x115f, 0x1160 }, { 0x17b4, 0x17b5 }, { 0x180b, 0x180f },  /* fillers, Mongolian selectors */
  { 0x200b, 0x200f }, { 0x202a, 0x202e },                      /* zero width and direction */
  { 0x2060, 0x206f }, { 0x3164, 0x3164 },                      /* word joiner, isolates; filler */
  { 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff }, { 0xffa0, 0xffa0 },  /* variation selectors, byte order mark */
  { 0xfff0, 0xfffb }, { 0xfffe, 0xffff },
  { 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a },                  /* format controls */
  { 0xe0000, 0xe0fff },                                        /* tags and more selectors */
};

/* What a variation selector or a zero-width joiner may follow: emoji. */
static const Range emoji[] = {
  { 0x00a9, 0x00a9 }, { 0x00ae, 0x00ae }, { 0x203c, 0x203c }, { 0x2049, 0x2049 }, { 0x2122, 0x2122 },
  { 0x2139, 0x2139 }, { 0x2190, 0x21ff }, { 0x2300, 0x23ff }, { 0x24c2, 0x24c2 }, { 0x25a0, 0x27bf },
  { 0x2900, 0x297f }, { 0x2b00, 0x2bff }, { 0x3030, 0x3030 }, { 0x303d, 0x303d }, { 0x3297, 0x3299 },
  { 0x1f000, 0x1faff },
};

static gboolean
in_ranges (gunichar     c,
           const Range *ranges,
           guint        n_ranges)
{
  for (guint i = 0; i < n_ranges; i++)
    if (c >= ranges[i].first && c <= ranges[i].last)
      return TRUE;

  return FALSE;
}

static gboolean
is_hidden (gunichar c)
{
  return in_ranges (c, hidden, G_N_ELEMENTS (hidden));
}

static gboolean
is_emoji (gunichar c)
{
  return in_ranges (c, emoji, G_N_ELEMENTS (emoji));
}

/* Emoji are written with characters that are hidden elsewhere: U+FE0F behind
 * one asks for colour, U+200D joins two, and a digit with U+FE0F U+20E3 is a key. */
static gboolean
belongs_to_emoji (gunichar    before,
                  gunichar    c,
                  const char *after)
{
  gunichar next = g_utf8_get_char (after);

  if (c == 0xfe0e || c == 0xfe0f)
    return is_emoji (before) || (next == 0x20e3 && before < 0x80);
  if (c == 0x200d)
    return (is_emoji (before) || before == 0xfe0f) && is_emoji (next);

  return FALSE;
}

/* Most texts are nothing but printable ASCII, tabs and newlines, and stay as they are */
static gboolean
is_plain (const char *text)
{
  for (; *text != '\0'; text++)
    if ((guchar) *text >= 0x7f || ((guchar) *text < 0x20 && *text != '\n' && *text != '\t'))
      return FALSE;

  return TRUE;
}

static char *
ingest (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr(GString) kept = g_string_sized_new (strlen (valid));
  gunichar before = 0;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\r' || c == 0x2028 || c == 0x2029 || c == 0x85)
        {
          if (c == '\r' && p[1] == '\n')
            continue;
          c = '\n';
        }
      else if (is_hidden (c) && !belongs_to_emoji (before, c, g_utf8_next_char (p)))
        continue;

      g_string_append_unichar (kept, c);
      before = c;
    }

  return g_utf8_normalize (kept->str, (gssize) kept->len, G_NORMALIZE_NFC);
}

/**
 * muster_text_ingest:
 * @text: (nullable): any bytes from outside
 *
 * Makes valid UTF-8 in composed form (NFC) without controls, invisible
 * characters, tags and direction marks; those that emoji need stay inside of
 * emoji. Line ends become newlines.
 *
 * Returns: (transfer full): the text
 */
char *
muster_text_ingest (const char *text)
{
  if (text == NULL || is_plain (text))
    return g_strdup (text != NULL ? text : "");

  return ingest (text);
}

/* Letters that do not come apart under NFKD */
static const char *
plain_letter (gunichar c)
{
  switch (c)
    {
    case 0x00e6: return "ae";
    case 0x0153: return "oe";
    case 0x00f8: return "o";
    case 0x0142: return "l";
    case 0x0111:
    case 0x00f0: return "d";
    case 0x00fe: return "th";
    case 0x0131: return "i";
    case 0x0127: return "h";
    case 0x0167: return "t";
    case 0x00df: return "ss";
    default: return NULL;
    }
}

/**
 * muster_text_fold:
 * @text: (nullable): some text
 *
 * Lower case without diacritics, for matching: "Großmüller" and "GROSSMULLER"
 * become the same.
 *
 * Returns: (transfer full): the folded text
 */
char *
muster_text_fold (const char *text)
{
  g_autofree char *clean = muster_text_ingest (text);
  g_autofree char *lower = g_utf8_casefold (clean, -1);
  g_autofree char *apart = g_utf8_normalize (lower, -1, G_NORMALIZE_NFKD);
  GString *out = g_string_sized_new (strlen (apart));

  for (const char *p = apart; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      const char *plain = plain_letter (c);

      if (plain != NULL)
        g_string_append (out, plain);
      else if (g_unichar_type (c) != G_UNICODE_NON_SPACING_MARK)
        g_string_append_unichar (out, g_unichar_tolower (c));
    }

  return g_string_free (out, FALSE);
}

/**
 * muster_text_one_line:
 * @text: (nullable): some text
 *
 * Returns: (transfer full): the text with each run of white space as one space
 */
char *
muster_text_one_line (const char *text)
{
  GString *out = g_string_new (NULL);
  gboolean space = FALSE;

  for (const char *p = text; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c))
        {
          space = TRUE;
          continue;
        }

      if (space && out->len > 0)
        g_string_append_c (out, ' ');
      space = FALSE;
      g_string_append_unichar (out, c);
    }

  return g_string_free (out, FALSE);
}

/**
 * muster_text_unusual:
 * @text: (nullable): valid UTF-8
 *
 * Says what a reader could not tell by looking: invisible characters and
 * letters of another script inside a word of Latin letters.
 *
 * Returns: (transfer full) (nullable): such as "U+202E, U+0430", or %NULL
 */
char *
muster_text_unusual (const char *text)
{
  g_autoptr(GString) out = g_string_new (NULL);
  gboolean latin = FALSE;

  for (const char *p = text; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    {
      GUnicodeScript script = g_unichar_get_script (g_utf8_get_char (p));

      latin |= script == G_UNICODE_SCRIPT_LATIN;
    }

  for (const char *p = text; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      GUnicodeScript script = g_unichar_get_script (c);
      gboolean foreign = script == G_UNICODE_SCRIPT_CYRILLIC || script == G_UNICODE_SCRIPT_GREEK ||
                         script == G_UNICODE_SCRIPT_ARMENIAN || script == G_UNICODE_SCRIPT_CHEROKEE;

      if (is_hidden (c) || (latin && foreign))
        g_string_append_printf (out, "%sU+%04X", out->len > 0 ? ", " : "", c);
    }

  return out->len > 0 ? g_strdup (out->str) : NULL;
}

static gboolean
is_domain (const char *domain)
{
  g_auto(GStrv) labels = g_strsplit (domain, ".", -1);
  guint n_labels = g_strv_length (labels);

  for (guint i = 0; i < n_labels; i++)
    {
      gsize length = strlen (labels[i]);

      if (length == 0 || length > 63 || labels[i][0] == '-' || labels[i][length - 1] == '-')
        return FALSE;

      for (const char *p = labels[i]; *p != '\0'; p = g_utf8_next_char (p))
        if (*p != '-' && !g_unichar_isalnum (g_utf8_get_char (p)))
          return FALSE;
    }

  return n_labels >= 2;
}

/**
 * muster_text_is_email:
 * @text: (nullable): what was typed or found
 *
 * Returns: whether @text is one address as people have them: no display name,
 *   no quotes, a domain with a dot
 */
gboolean
muster_text_is_email (const char *text)
{
  const char *at = text != NULL ? strrchr (text, '@') : NULL;

  if (at == NULL || at == text || at - text > 64 || strlen (text) > 254 || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  if (*text == '.' || at[-1] == '.')
    return FALSE;

  for (const char *p = text; p < at; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c < 0x80 && !g_ascii_isalnum ((char) c) && strchr ("!#$%&'*+-/=?^_`{|}~.", (int) c) == NULL)
        return FALSE;
      if (c >= 0x80 && !g_unichar_isalnum (c))
        return FALSE;
      if (c == '.' && p[1] == '.')
        return FALSE;
    }

  return is_domain (at + 1);
}

/**
 * muster_slugify:
 * @text: (nullable): a name
 *
 * Returns: (transfer full): @text in lower-case letters, digits and single
 *   hyphens, at most 48 characters; empty if nothing of it is left
 */
char *
muster_slugify (const char *text)
{
  g_autofree char *folded = muster_text_fold (text);
  GString *slug = g_string_new (NULL);
  gboolean gap = FALSE;

  for (const char *p = folded; *p != '\0' && slug->len < SLUG_MAX; p++)
    {
      if (!g_ascii_isalnum (*p))
        {
          gap = gap || *p != '\'';
          continue;
        }

      if (gap && slug->len > 0)
        g_string_append_c (slug, '-');
      gap = FALSE;
      g_string_append_c (slug, *p);
    }

  g_string_truncate (slug, MIN (slug->len, SLUG_MAX));
  while (slug->len > 0 && slug->str[slug->len - 1] == '-')
    g_string_truncate (slug, slug->len - 1);

  return g_string_free (slug, FALSE);
}
