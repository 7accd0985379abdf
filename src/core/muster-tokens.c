/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-core"

#include "config.h"

#include "muster-tokens.h"

/* Words of Latin letters are split into pieces of four or five letters, digits and signs into shorter ones */
#define LETTERS_PER_TOKEN 5
#define DIGITS_PER_TOKEN  3

typedef enum
{
  KIND_NONE,
  KIND_LETTERS,
  KIND_DIGITS
} Kind;

static guint
tokens_of_word (Kind  kind,
                guint length)
{
  guint per_token = kind == KIND_DIGITS ? DIGITS_PER_TOKEN : LETTERS_PER_TOKEN;

  return kind == KIND_NONE || length == 0 ? 0 : (length + per_token - 1) / per_token;
}

static Kind
kind_of (gunichar c)
{
  if (g_unichar_isdigit (c))
    return KIND_DIGITS;
  /* Scripts without spaces between words have about a token for each sign */
  return g_unichar_isalpha (c) && c < 0x2e80 ? KIND_LETTERS : KIND_NONE;
}

/**
 * muster_tokens_estimate:
 * @text: (nullable): UTF-8
 *
 * How many tokens a language model would count, without its dictionary: rather a few too many than too few, for
 * the length gauge and for what is reserved of a budget before a request is sent. Models count differently; what
 * they say they have used is what is accounted.
 *
 * Returns: the estimate, 0 for no text
 */
guint
muster_tokens_estimate (const char *text)
{
  guint tokens = 0;
  guint length = 0;
  Kind kind = KIND_NONE;

  for (const char *p = text; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      Kind next = kind_of (c);

      if (next != kind || next == KIND_NONE)
        {
          tokens += tokens_of_word (kind, length);
          length = 0;
        }
      kind = next;
      length++;
      if (next == KIND_NONE && !g_unichar_isspace (c))
        tokens++;
      else if (c == '\n')
        tokens++;
    }
  return tokens + tokens_of_word (kind, length);
}
