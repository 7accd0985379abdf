/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-core"

#include "config.h"

#include <string.h>

#include "muster-mask.h"
#include "muster-vault.h"

/* Secrets that nobody has told the program about: people write passwords into tickets and runbooks. What is
 * recognised is taken out where text comes in, so that nothing behind it (database, prompt, note) ever has it. */

/* Spaces, and marks of HTML */
#define GAP "(?:[ \\x{a0}]|\\r?\\n(?=[^\\n])|&nbsp;|<(?!/?t[dhr])[^<>]{1,60}>)*"

/* A name, a sign or a verb, and the value: only the value goes */
#define NAMED \
  "\\b(?:pass(?:word|wort|phrase|code|wd)?|pwd|kennwort|zugangscode|mot\\s+de\\s+passe|contrase(?:ñ|n)a|wachtwoord|pin(?:\\s*code)?|" \
  "(?:api|access|recovery|licen[cs]e)[\\s_-]*key|(?:client|shared|api|totp|otp)[\\s_-]*secret|secret|geheimnis|bearer|" \
  "(?:access|api|auth|refresh)[\\s_-]*token|token)\\b[\"'”*_]*" GAP "(?:\\([^)\\n]{0,30}\\)" GAP ")?" \
  "(?:[:=]+>?|\\bis\\s*[:=]?|\\bist\\s*[:=]?|\\blautet\\s*[:=]?|\\best\\s*[:=]?|\\bwas\\s*[:=]?|→|->|\\t|\\||</t[dh]>\\s*<t[dh][^>]{0,60}>)" \
  GAP "[\"'“”„`*_]*"

/* @hints: without one of them, and a digit on both sides of it where it @joins digits, there is nothing to look for */
static const struct
{
  const char *pattern;
  const char *hints[6];
  gboolean    joins;
} shapes[] = {
  /* BitLocker: eight groups of six digits */
  { "\\b\\d{6}(?:-\\d{6}){7}\\b", { "-" }, TRUE },
  { "-----BEGIN [A-Z ]*PRIVATE KEY-----[\\s\\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)", { "-----BEGIN " }, FALSE },
  /* A signed token */
  { "\\beyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{5,}", { "eyJ" }, FALSE },
  /* Microsoft Entra's client secrets, and keys of vendors that are known by their beginning */
  { "(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}8Q~[A-Za-z0-9_~.-]{31,34}", { "8Q~" }, FALSE },
  { "\\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|xox[abprs]-[A-Za-z0-9-]{10,}|sk-[A-Za-z0-9_-]{20,}|ITG\\.[0-9a-fA-F.]{30,})",
    { "AKIA", "gh", "xox", "sk-", "ITG." }, FALSE },
};

static GRegex *
shape (gsize i)
{
  static GRegex *compiled[G_N_ELEMENTS (shapes)];
  static gsize ready;

  if (g_once_init_enter (&ready))
    {
      for (gsize n = 0; n < G_N_ELEMENTS (shapes); n++)
        {
          compiled[n] = g_regex_new (shapes[n].pattern, G_REGEX_OPTIMIZE, 0, NULL);
          g_assert (compiled[n] != NULL);
        }
      g_once_init_leave (&ready, 1);
    }
  return compiled[i];
}

static gboolean
is_hinted_at (const char *text,
              gsize       i)
{
  for (gsize k = 0; k < G_N_ELEMENTS (shapes[i].hints) && shapes[i].hints[k] != NULL; k++)
    for (const char *at = strstr (text, shapes[i].hints[k]); at != NULL; at = strstr (at + 1, shapes[i].hints[k]))
      if (!shapes[i].joins || (at > text && g_ascii_isdigit (at[-1]) && g_ascii_isdigit (at[1])))
        return TRUE;
  return FALSE;
}

#define LETTER(c) (1u << ((c) & 31))

/* Most texts name nothing that NAMED begins with, and then there is nothing to match. The pattern folds case as Unicode
 * does, so a long s and the sign of the kelvin count as s and k. */
static gboolean
may_be_named (const char *text)
{
  static const char * const names[] = { "pass", "pwd", "pin", "kennwort", "key", "zugangscode", "mot", "contrase", "wachtwoord",
                                        "secret", "geheimnis", "bearer", "token" };
  /* By the first letter: what the second one can be */
  static const guint32 seconds[32] = {
    ['p' & 31] = LETTER ('a') | LETTER ('w') | LETTER ('i'), ['k' & 31] = LETTER ('e'), ['z' & 31] = LETTER ('u'),
    ['m' & 31] = LETTER ('o'), ['c' & 31] = LETTER ('o'), ['w' & 31] = LETTER ('a'), ['s' & 31] = LETTER ('e'),
    ['g' & 31] = LETTER ('e'), ['b' & 31] = LETTER ('e'), ['t' & 31] = LETTER ('o'),
  };

  if (strstr (text, "\xc5\xbf") != NULL || strstr (text, "\xe2\x84\xaa") != NULL)
    return TRUE;
  for (const char *p = text; *p != '\0'; p++)
    {
      if ((seconds[*p & 31] & LETTER (p[1])) == 0)
        continue;
      for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
        if (g_ascii_strncasecmp (p, names[i], strlen (names[i])) == 0)
          return TRUE;
    }
  return FALSE;
}

static GRegex *
named (void)
{
  static gsize ready;
  static GRegex *compiled;

  if (g_once_init_enter (&ready))
    {
      compiled = g_regex_new (NAMED "([^\\s<]+)", G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);
      g_assert (compiled != NULL);
      g_once_init_leave (&ready, 1);
    }
  return compiled;
}

/* “expired”, “required” or an address is what people say about a password; a digit, a sign or a capital inside a word is one */
static gboolean
looks_secret (const char *value,
              gsize       length)
{
  gboolean digit = FALSE;
  gboolean sign = FALSE;
  gboolean capital = FALSE;
  gboolean small = FALSE;
  gboolean all_capitals = TRUE;

  while (length > 0 && strchr (".,;:!?)\"'`*_", value[length - 1]) != NULL)
    length--;
  if (length < 4 || g_str_has_prefix (value, MUSTER_MASK) || g_ascii_strncasecmp (value, "http", 4) == 0)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      guchar c = (guchar) value[i];

      digit |= g_ascii_isdigit (c);
      small |= g_ascii_islower (c);
      capital |= i > 0 && g_ascii_isupper (c);
      all_capitals &= !g_ascii_islower (c);
      sign |= i > 0 && i + 1 < length && c < 0x80 && g_ascii_ispunct (c) && strchr ("-'/.", c) == NULL;
    }
  return digit || sign || (small && capital && !all_capitals);
}

static gboolean
mask_named_cb (const GMatchInfo *info,
               GString          *out,
               gpointer          changed)
{
  g_autofree char *whole = g_match_info_fetch (info, 0);
  g_autofree char *value = g_match_info_fetch (info, 1);
  gsize length = strlen (value);

  if (!looks_secret (value, length) || muster_handle_is_valid (value))
    {
      g_string_append (out, whole);
      return FALSE;
    }
  g_string_append_len (out, whole, (gssize) (strlen (whole) - length));
  g_string_append (out, MUSTER_MASK);
  *(gboolean *) changed = TRUE;
  return FALSE;
}

/* Handles come from the gate; what others write is only text */
static char *
disarm_handles (char *text)
{
  g_auto(GStrv) parts = NULL;
  char *plain;

  if (!muster_handle_is_in (text))
    return text;
  parts = g_strsplit (text, "{", -1);
  plain = g_strjoinv ("(", parts);
  g_free (text);
  return plain;
}

/**
 * muster_text_mask_secrets:
 * @text: text of others, valid UTF-8
 *
 * Takes out what is named as a password, PIN, key or token, and what has the shape of one. Text that means to be a
 * handle loses its braces.
 *
 * Returns: (transfer full): @text with %MUSTER_MASK in the place of values
 */
char *
muster_text_mask_secrets (const char *text)
{
  char *masked = g_strdup (text != NULL ? text : "");
  gboolean changed = FALSE;
  char *next;

  if (strlen (masked) < 6)
    return masked;
  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    if (is_hinted_at (masked, i) && g_regex_match (shape (i), masked, 0, NULL))
      {
        next = g_regex_replace_literal (shape (i), masked, -1, 0, MUSTER_MASK, 0, NULL);
        if (next != NULL)
          {
            g_free (masked);
            masked = next;
          }
      }
  next = may_be_named (masked) ? g_regex_replace_eval (named (), masked, -1, 0, 0, mask_named_cb, &changed, NULL) : NULL;
  if (next != NULL)
    {
      g_free (masked);
      masked = next;
    }
  return disarm_handles (masked);
}

/**
 * muster_text_names_secret:
 * @name: of a field or a member
 * @value: what it holds
 *
 * Returns: whether @value is what its name says it is: a password, PIN, key or token
 */
gboolean
muster_text_names_secret (const char *name,
                          const char *value)
{
  static const char * const words[] = { "pass", "pwd", "kennwort", "wachtwoord", "contrase", "secret", "token", "key", "pin", NULL };
  g_autofree char *plain = NULL;
  g_autofree char *both = NULL;
  g_autofree char *masked = NULL;
  gboolean likely = FALSE;

  if (name == NULL || value == NULL || *value == '\0')
    return FALSE;
  plain = g_ascii_strdown (name, -1);
  g_strdelimit (plain, "-_", ' ');
  for (gsize i = 0; words[i] != NULL && !likely; i++)
    likely = strstr (plain, words[i]) != NULL;
  if (!likely)
    return FALSE;
  both = g_strconcat (plain, ": ", value, NULL);
  masked = muster_text_mask_secrets (both);
  return !g_str_equal (masked, both) && g_str_has_prefix (masked, plain);
}
