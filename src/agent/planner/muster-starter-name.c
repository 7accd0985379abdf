/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-starter.h"
#include "muster-words.h"

/* Sign-in names after the pattern that most people of a tenant have. */

static char *
initial_of (const char *text)
{
  return g_utf8_substring (text, 0, 1);
}

/* The local part of an address by one of the usual patterns. */
static char *
local_part (guint       pattern,
            const char *given,
            const char *surname)
{
  g_autofree char *gi = initial_of (given);
  g_autofree char *si = initial_of (surname);

  switch (pattern)
    {
    case 0: return g_strconcat (given, ".", surname, NULL);
    case 1: return g_strconcat (gi, surname, NULL);
    case 2: return g_strconcat (gi, ".", surname, NULL);
    case 3: return g_strconcat (given, si, NULL);
    case 4: return g_strdup (given);
    case 5: return g_strconcat (surname, ".", given, NULL);
    case 6: return g_strconcat (given, "_", surname, NULL);
    case 7: return g_strconcat (given, surname, NULL);
    case 8: return g_strdup (surname);
    case 9: return g_strconcat (surname, gi, NULL);
    case 10: return g_strconcat (given, "-", surname, NULL);
    case 11: return g_strconcat (surname, "-", given, NULL);
    case 12: return g_strconcat (surname, ".", gi, NULL);
    case 13: return g_strconcat (surname, given, NULL);
    case 14: return g_strconcat (surname, "_", gi, NULL);
    case 15: return g_strconcat (surname, "-", gi, NULL);
    case 16: return g_strconcat (gi, "_", surname, NULL);
    case 17: return g_strconcat (gi, "-", surname, NULL);
    case 18: return g_strconcat (given, ".", si, NULL);
    case 19: return g_strconcat (surname, "_", given, NULL);
    case 20: return g_strconcat (gi, si, NULL);
    default: return NULL;
    }
}

#define N_PATTERNS 21

static char *
squeeze (const char *text,
         gboolean    wide,
         gboolean    first_only)
{
  g_autofree char *folded = wide ? muster_words_fold_wide (text) : muster_words_fold (text);
  GString *out = g_string_new (NULL);

  for (const char *p = folded; *p != '\0'; p++)
    {
      if (first_only && (*p == ' ' || *p == '-') && out->len > 2)
        break;
      if (g_ascii_isalnum (*p))
        g_string_append_c (out, *p);
    }
  return g_string_free (out, FALSE);
}

/**
 * muster_starter_make_upn:
 *
 * Returns: (transfer full) (nullable): the sign-in name that @given @surname would get in this tenant, learned from
 *   the people it has; %NULL where they follow no pattern
 */
char *
muster_starter_make_upn (MusterInquiry *self,
                         const char    *given,
                         const char    *surname)
{
  GPtrArray *people = muster_inquiry_people (self);
  guint votes[N_PATTERNS][2][2] = { 0 };
  guint counted = 0;
  guint best = 0;
  guint pattern = 0;
  guint wide = 0;
  guint first_only = 0;
  const char *domain = NULL;
  g_autoptr(GHashTable) domains = g_hash_table_new (g_str_hash, g_str_equal);
  gpointer key;
  gpointer value;
  GHashTableIter iter;

  for (guint i = 0; i < people->len; i++)
    {
      const MusterPerson *person = g_ptr_array_index (people, i);
      const char *at = person->upn != NULL ? strchr (person->upn, '@') : NULL;
      g_autofree char *local = NULL;
      g_auto(GStrv) names = NULL;
      const char *space;

      if (at == NULL || person->guest || person->tokens->len < 2)
        continue;
      local = g_utf8_strdown (person->upn, at - person->upn);
      g_hash_table_insert (domains, (gpointer) (at + 1), GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (domains, at + 1)) + 1));
      space = strchr (person->name, ' ');
      if (space == NULL)
        continue;
      counted++;
      for (guint w = 0; w < 2; w++)
        {
          for (guint f = 0; f < 2; f++)
            {
              g_autofree char *raw_given = g_strndup (person->name, (gsize) (space - person->name));
              g_autofree char *g = squeeze (*person->given != '\0' ? person->given : raw_given, FALSE, f == 1);
              g_autofree char *wide_surname = squeeze (space + 1, w == 1, f == 1);
              g_autofree char *wide_given = squeeze (raw_given, w == 1, f == 1);

              for (guint p = 0; p < N_PATTERNS; p++)
                {
                  g_autofree char *guess = local_part (p, w == 1 ? wide_given : g, wide_surname);

                  if (g_strcmp0 (guess, local) == 0)
                    votes[p][w][f]++;
                }
            }
        }
    }
  for (guint p = 0; p < N_PATTERNS; p++)
    {
      for (guint w = 0; w < 2; w++)
        {
          for (guint f = 0; f < 2; f++)
            {
              if (votes[p][w][f] > best)
                {
                  best = votes[p][w][f];
                  pattern = p;
                  wide = w;
                  first_only = f;
                }
            }
        }
    }
  /* Personnel numbers, or every person another way: then the name is not ours to make up */
  if (best == 0 || best * 3 < counted)
    return NULL;
  best = 0;
  g_hash_table_iter_init (&iter, domains);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      if (GPOINTER_TO_UINT (value) > best || (GPOINTER_TO_UINT (value) == best && domain != NULL && strcmp (key, domain) < 0))
        {
          best = GPOINTER_TO_UINT (value);
          domain = key;
        }
    }
  if (domain == NULL)
    return NULL;
  {
    gboolean german = g_str_has_prefix (muster_case_get_language (self->ticket_case), "de");
    g_autofree char *g = squeeze (given, wide == 1 || german, first_only == 1);
    g_autofree char *s = squeeze (surname, wide == 1 || german, first_only == 1);
    g_autofree char *local = local_part (pattern, g, s);

    return g_strconcat (local, "@", domain, NULL);
  }
}
