/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "muster-model-preset.h"
#include "muster-model-text.h"

/* Money, tokens and models as people read and type them. Money is kept in millionths of the currency's unit. */

/* More than any price or budget, and far from the end of a gint64 */
#define MAX_DIGITS 9

/**
 * muster_model_text_money:
 * @millionths: an amount
 * @currency: (nullable): such as “EUR”
 *
 * Returns: (transfer full): an amount that was spent or may be, such as “0.42 EUR”, as the user’s language writes
 *   it; small ones with more digits
 */
char *
muster_model_text_money (gint64      millionths,
                         const char *currency)
{
  int digits = millionths == 0 || millionths >= 10000 ? 2 : 4;

  return g_strdup_printf ("%.*f %s", digits, (double) millionths / 1e6, currency != NULL ? currency : "USD");
}

/**
 * muster_model_text_amount:
 * @millionths: an amount
 *
 * Returns: (transfer full): it as it is typed, such as “2.5”; nothing for 0
 */
char *
muster_model_text_amount (gint64 millionths)
{
  g_autofree char *text = NULL;
  gsize length;

  if (millionths <= 0)
    return g_strdup ("");
  text = g_strdup_printf ("%" G_GINT64_FORMAT ".%06" G_GINT64_FORMAT, millionths / 1000000, millionths % 1000000);
  length = strlen (text);
  while (text[length - 1] == '0')
    text[--length] = '\0';
  if (text[length - 1] == '.')
    text[length - 1] = '\0';
  return g_steal_pointer (&text);
}

/* Digits of a fraction, as millionths; -1: too many, or something else */
static gint64
parse_fraction (const char *text)
{
  gint64 value = 0;
  guint n;

  for (n = 0; g_ascii_isdigit (text[n]); n++)
    if (n < 6)
      value = value * 10 + g_ascii_digit_value (text[n]);
  if (text[n] != '\0' || n > 6)
    return -1;
  for (; n < 6; n++)
    value *= 10;
  return value;
}

/* Two groups, the second of three digits, may be thousands as well as a fraction; nobody should have to guess. */
static gboolean
is_ambiguous (const char *whole,
              const char *fraction)
{
  return strlen (fraction) == 3 && *whole != '\0' && !g_str_equal (whole, "0");
}

/**
 * muster_model_text_parse_amount:
 * @text: what was typed; a comma or a dot begins the fraction
 * @millionths: (out): the amount; 0 for nothing
 *
 * Returns: whether it is an amount and nothing else can be meant
 */
gboolean
muster_model_text_parse_amount (const char *text,
                                gint64     *millionths)
{
  g_autofree char *plain = g_strstrip (g_strdup (text));
  char *point = strpbrk (plain, ".,");
  gint64 fraction = 0;
  gsize n_whole;

  *millionths = 0;
  if (*plain == '\0')
    return TRUE;
  if (point != NULL)
    {
      *point = '\0';
      fraction = parse_fraction (point + 1);
      if (fraction < 0 || (*plain == '\0' && point[1] == '\0') || is_ambiguous (plain, point + 1))
        return FALSE;
    }
  n_whole = strlen (plain);
  if (n_whole > MAX_DIGITS || strspn (plain, "0123456789") != n_whole)
    return FALSE;
  *millionths = g_ascii_strtoll (plain, NULL, 10) * 1000000 + fraction;
  return TRUE;
}

/**
 * muster_model_text_number:
 *
 * Returns: (transfer full): a number as it is typed; nothing for 0
 */
char *
muster_model_text_number (gint64 number)
{
  return number > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, number) : g_strdup ("");
}

/**
 * muster_model_text_parse_number:
 * @text: what was typed; thousands may be set apart
 * @number: (out): the number; 0 for nothing
 *
 * Returns: whether it is a whole number
 */
gboolean
muster_model_text_parse_number (const char *text,
                                gint64     *number)
{
  g_autoptr(GString) digits = g_string_new (NULL);

  *number = 0;
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);

      if (letter < 128 && g_ascii_isdigit ((char) letter))
        g_string_append_unichar (digits, letter);
      else if (!g_unichar_isspace (letter) && strchr (".,'", (int) letter) == NULL && letter != 0x2019)
        return FALSE;
      else if (letter > 127 && !g_unichar_isspace (letter) && letter != 0x2019)
        return FALSE;
    }
  if (digits->len > MAX_DIGITS + 3)
    return FALSE;
  *number = digits->len > 0 ? g_ascii_strtoll (digits->str, NULL, 10) : 0;
  return TRUE;
}

/**
 * muster_model_text_tokens:
 *
 * Returns: (transfer full): such as “12,000 tokens”
 */
char *
muster_model_text_tokens (gint64 tokens)
{
  /* The flag sets thousands apart as the locale does. */
  g_autofree char *number = g_strdup_printf ("%'" G_GINT64_FORMAT, tokens);

  /* Translators: %s is a number of tokens, the pieces of text that language models read and write */
  return g_strdup_printf (ngettext ("%s token", "%s tokens", (gulong) tokens), number);
}

/**
 * muster_model_text_where:
 * @model: a model
 *
 * Returns: (transfer full): what the service calls it and where that is, such as “gpt-4.1 · api.openai.com”
 */
char *
muster_model_text_where (MusterLanguageModel *model)
{
  const char *url = muster_language_model_get_base_url (model);
  g_autoptr(GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  const char *name = muster_language_model_is_azure (model) ? muster_language_model_get_deployment (model)
                                                            : muster_language_model_get_model (model);

  if (muster_language_model_is_local (model))
    host = _("on this computer");
  if (name == NULL || *name == '\0')
    return g_strdup (host != NULL ? host : "");
  return host != NULL ? g_strdup_printf ("%s · %s", name, host) : g_strdup (name);
}

/**
 * muster_model_text_usage:
 * @usage: a sum
 *
 * Returns: (transfer full): requests, tokens and what they cost
 */
char *
muster_model_text_usage (MusterModelUsage *usage)
{
  g_autofree char *tokens = muster_model_text_tokens (muster_model_usage_get_prompt (usage) +
                                                      muster_model_usage_get_output (usage));
  g_autofree char *money = muster_model_text_money (muster_model_usage_get_cost (usage),
                                                    muster_model_usage_get_currency (usage));
  gulong n = (gulong) muster_model_usage_get_requests (usage);
  g_autofree char *requests = g_strdup_printf (ngettext ("%lu request", "%lu requests", n), n);

  if (muster_model_usage_get_cost (usage) == 0)
    return g_strdup_printf ("%s · %s", requests, tokens);
  return g_strdup_printf ("%s · %s · %s", requests, tokens, money);
}

gboolean
muster_model_text_has_prices (MusterLanguageModel *model)
{
  return muster_language_model_get_price_input (model) > 0 || muster_language_model_get_price_output (model) > 0;
}
