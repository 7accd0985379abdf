/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-people.h"
#include "muster-words.h"

/* Where a text names people of the directory. Nobody is guessed: a first name counts when one person has it,
 * and when several people fit a name, all of them are kept and the plan asks. */

static void
mention_free (gpointer data)
{
  MusterMention *mention = data;

  g_ptr_array_unref (mention->people);
  g_free (mention->label);
  g_free (mention);
}

/**
 * muster_mention_person:
 *
 * Returns: (nullable): the one person who is meant
 */
const MusterPerson *
muster_mention_person (const MusterMention *mention)
{
  return mention->people->len == 1 ? g_ptr_array_index (mention->people, 0) : NULL;
}

static gboolean
is_particle (const char *word)
{
  static const char * const particles[] = { "van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "la", "le", "el", "ter", "ten", "te", "zu", "y", "op", "t", "in", "bin", "al", NULL };

  return g_strv_contains (particles, word);
}

/* The directory may write an umlaut and the ticket its two letters, or the other way round. */
static gboolean
same_name (const MusterWord *word,
           const char       *token)
{
  g_autoptr(GString) narrow = NULL;

  if (g_str_equal (word->text, token) || g_str_equal (word->wide, token))
    return TRUE;
  if (strlen (token) < 4 || strlen (word->text) <= strlen (token))
    return FALSE;
  narrow = g_string_new (word->text);
  g_string_replace (narrow, "oe", "o", 0);
  g_string_replace (narrow, "ae", "a", 0);
  g_string_replace (narrow, "ue", "u", 0);
  return g_str_equal (narrow->str, token);
}

/* “Isoldes” and “Ranjits” are genitives of a name. */
static gboolean
same_name_or_genitive (const MusterWord *word,
                       const char       *token)
{
  gsize length = strlen (token);

  return same_name (word, token) ||
         (length >= 4 && strncmp (word->text, token, length) == 0 && g_str_equal (word->text + length, "s"));
}

static const MusterWord *
word_at (GPtrArray *words,
         guint      i)
{
  return i < words->len ? g_ptr_array_index (words, i) : NULL;
}

/* How many words from @at on spell this person's whole name, in any of the usual orders. */
static guint
match_full_name (const MusterPerson *person,
                 GPtrArray          *words,
                 guint               at)
{
  GPtrArray *tokens = person->tokens;
  guint n = 0;

  if (tokens->len < 2)
    return 0;

  for (guint i = 0; i < tokens->len && i < 5; i++)
    {
      const MusterWord *word = word_at (words, at + i);

      if (word == NULL || !same_name_or_genitive (word, g_ptr_array_index (tokens, i)))
        break;
      n++;
    }
  if (n == tokens->len || (n >= 2 && n >= tokens->len - 1))
    return n;

  /* “Bolland, Harvey” and, with a first name of two parts, “Harvey Bolland” */
  {
    const MusterWord *one = word_at (words, at);
    const MusterWord *two = word_at (words, at + 1);
    const char *first = g_ptr_array_index (tokens, 0);
    const char *last = g_ptr_array_index (tokens, tokens->len - 1);

    if (one == NULL || two == NULL || is_particle (one->text) || is_particle (two->text))
      return 0;
    if ((same_name (one, last) && same_name (two, first)) || (same_name (one, first) && same_name_or_genitive (two, last)))
      return 2;
    if (tokens->len >= 3 && same_name (one, first) && !is_particle (g_ptr_array_index (tokens, 1)) && same_name_or_genitive (two, g_ptr_array_index (tokens, 1)))
      return 2;
  }
  return 0;
}

/* A surname, whole or, of a double one, its first or last part. */
static guint
match_surname (const MusterPerson *person,
               GPtrArray          *words,
               guint               at)
{
  g_auto(GStrv) parts = NULL;
  guint n = 0;
  guint total;

  if (*person->surname == '\0')
    return 0;
  {
    g_autofree char *spaced = g_strdelimit (g_strdup (person->surname), "-'", ' ');
    parts = g_strsplit (spaced, " ", -1);
  }
  total = g_strv_length (parts);
  for (guint i = 0; i < total; i++)
    {
      const MusterWord *word = word_at (words, at + i);

      if (word == NULL || !same_name_or_genitive (word, parts[i]))
        break;
      n++;
    }
  if (n == total)
    return n;
  if (total >= 2)
    {
      const MusterWord *word = word_at (words, at);

      for (guint i = 0; i < total; i++)
        {
          if (!is_particle (parts[i]) && word != NULL && same_name_or_genitive (word, parts[i]))
            return 1;
        }
    }
  return 0;
}

static gboolean
match_given (MusterInquiry      *self,
             const MusterPerson *person,
             const MusterWord   *word,
             gboolean           *exact)
{
  g_auto(GStrv) parts = NULL;
  g_autofree char *spaced = g_strdelimit (g_strdup (person->given), "-", ' ');

  *exact = FALSE;
  if (*person->given == '\0')
    return FALSE;
  parts = g_strsplit (spaced, " ", -1);
  for (guint i = 0; parts[i] != NULL && i < 2; i++)
    {
      if (strlen (parts[i]) >= 2 && same_name_or_genitive (word, parts[i]))
        {
          *exact = TRUE;
          return TRUE;
        }
    }
  if (muster_lexicon_is_nickname (self->lexicon, parts[0], word->text))
    return TRUE;
  return strlen (word->text) >= 3 && strlen (parts[0]) >= strlen (word->text) + 2 && strncmp (parts[0], word->text, strlen (word->text)) == 0;
}

/* Words that are first names too; they count as names only with a capital inside a sentence. */
static gboolean
is_common_word (const char *word)
{
  static const char * const common[] = { "will", "mark", "may", "june", "april", "august", "rose", "grace", "hope", "joy", "faith", "bill", "art", "rob", "drew", "jack", "dean", "dale", "frank", "grant", "chase", "pat", "sue", "dan", "ben", "max", "mia", "bea", "rich", "nick", "dick", "rick", "miles", "guy", "gene", "iris", "ivy", "amber", "dawn", "eve", "holly", "lily", "olive", "penny", "ruby", "sky", "summer", "autumn", "christian", "page", "mars", "paz", "sol", "luz", "pilar", "mar", "angel", "jesus", "cruz", "leon", "ernst", "klaus", "heide", "linde", "rosa", "viola", "peer", "wolf", "roos", "fleur", "bloem", "koos", "mees", "pia", "an", "els", "guus", "door", "toon", "claire", "pascal", "aimee", "blanche", "fidele", "prior", "sharp", "lowe", "pace", "read", "write", "post", "wish", "day", "field", "king", "price", "long", "short", "young", "black", "white", "green", "brown", "gold", "silver", "wood", "stone", "hill", "law", "case", "bank", "post", "grau", "klein", "gross", "lang", "kurz", "neu", "alt", "berg", "stein", "koch", "bauer", "groot", "jong", "wit", "zwart", "petit", "grand", "leblanc", "blanco", "rubio", "moreno", "delgado", "prieto", "chat", "mail", "box", "team", "info", "office", "teams", "mobile", NULL };

  return g_strv_contains (common, word);
}

/* “M. Benali” but not “m’en retirer”: the short ones need their capital; and “MS Project” is no lady. */
static gboolean
is_honorific (MusterInquiry    *self,
              const MusterWord *word)
{
  gboolean shouted = strlen (word->raw) >= 2 && g_ascii_isupper (word->raw[0]) && g_ascii_isupper (word->raw[1]);

  return muster_lexicon_is_honorific (self->lexicon, word->text) && !shouted && (word->capital || strlen (word->text) > 3);
}

static void
keep (GPtrArray          *people,
      const MusterPerson *person)
{
  if (!g_ptr_array_find (people, person, NULL))
    g_ptr_array_add (people, (gpointer) person);
}

/* The best way in which the word at @at starts a name. */
static guint
match_at (MusterInquiry *self,
          GPtrArray     *words,
          guint          at,
          gboolean       sloppy,
          GPtrArray     *people,
          gboolean      *honorific)
{
  GPtrArray *all = muster_inquiry_people (self);
  const MusterWord *word = word_at (words, at);
  g_autoptr(GPtrArray) loose = g_ptr_array_new ();
  guint longest = 0;
  gboolean name_like;

  *honorific = FALSE;
  if (word->address)
    {
      g_autofree char *lower = g_utf8_strdown (word->raw, -1);

      for (guint i = 0; i < all->len; i++)
        {
          const MusterPerson *person = g_ptr_array_index (all, i);

          if (g_ptr_array_find_with_equal_func (person->addresses, lower, g_str_equal, NULL))
            keep (people, person);
        }
      return people->len > 0 ? 1 : 0;
    }

  for (guint i = 0; i < all->len; i++)
    {
      const MusterPerson *person = g_ptr_array_index (all, i);
      guint n = match_full_name (person, words, at);

      if (n > longest)
        g_ptr_array_set_size (people, 0);
      if (n > 0 && n >= longest)
        {
          keep (people, person);
          longest = n;
        }
    }
  if (longest >= 2)
    return longest;

  if (is_honorific (self, word) && at + 1 < words->len)
    {
      guint skip = 1;

      while (at + skip < words->len - 1 && is_honorific (self, word_at (words, at + skip)))
        skip++;
      if (word_at (words, at + skip)->capital || is_particle (word_at (words, at + skip)->text))
        {
          for (guint i = 0; i < all->len; i++)
            {
              guint n = match_surname (g_ptr_array_index (all, i), words, at + skip);
              gboolean exact;

              if (n == 0 && skip == 1 && match_given (self, g_ptr_array_index (all, i), word_at (words, at + skip), &exact) && exact)
                n = 0; /* “Herr Lukas” is a surname; a first name after it would be a guess */
              if (n > 0)
                {
                  keep (people, g_ptr_array_index (all, i));
                  longest = MAX (longest, n + skip);
                }
            }
          *honorific = TRUE;
          return longest > 0 ? longest : skip + 1;
        }
      *honorific = FALSE;
    }

  name_like = word->capital || sloppy;
  if (!name_like || muster_words_is_noise (word->text) || (is_common_word (word->text) && (word->first || !word->capital)))
    {
      /* An initial before a surname: “B. Wiegand” */
      const MusterWord *next = word_at (words, at + 1);

      if (!(word->capital && strlen (word->text) == 1 && next != NULL && next->capital))
        return 0;
    }

  {
    const MusterWord *next = word_at (words, at + 1);

    if (next != NULL && strlen (word->text) == 1 && next->capital)
      {
        for (guint i = 0; i < all->len; i++)
          {
            const MusterPerson *person = g_ptr_array_index (all, i);

            if (person->given[0] == word->text[0] && match_surname (person, words, at + 1) > 0)
              keep (people, person);
          }
        return people->len > 0 ? 2 : 0;
      }

    for (guint i = 0; i < all->len; i++)
      {
        const MusterPerson *person = g_ptr_array_index (all, i);
        gboolean exact = FALSE;
        guint n = match_surname (person, words, at);

        if (n > 0 && (strlen (word->text) >= 4 || n > 1))
          {
            keep (people, person);
            longest = MAX (longest, n);
          }
        else if (match_given (self, person, word, &exact))
          {
            if (exact)
              keep (people, person);
            else if (word->capital)
              keep (loose, person);
            longest = MAX (longest, 1);
          }
      }
    if (people->len == 0)
      {
        for (guint i = 0; i < loose->len; i++)
          keep (people, g_ptr_array_index (loose, i));
      }

    /* “Harvey B” */
    if (people->len > 0 && longest == 1 && next != NULL && strlen (next->text) == 1 && next->capital)
      {
        g_autoptr(GPtrArray) initial = g_ptr_array_new ();

        for (guint i = 0; i < people->len; i++)
          {
            if (((const MusterPerson *) g_ptr_array_index (people, i))->surname[0] == next->text[0])
              keep (initial, g_ptr_array_index (people, i));
          }
        if (initial->len > 0)
          {
            g_ptr_array_set_size (people, 0);
            g_ptr_array_extend (people, initial, NULL, NULL);
            longest = 2;
          }
      }
  }
  return people->len > 0 ? longest : 0;
}

static gboolean
stands_near (GPtrArray  *words,
             guint       from,
             guint       length,
             const char *text)
{
  g_autoptr(GPtrArray) tokens = muster_words_split (text != NULL ? text : "");
  guint start = from > 3 ? from - 3 : 0;

  for (guint t = 0; t < tokens->len; t++)
    {
      const char *token = ((MusterWord *) g_ptr_array_index (tokens, t))->text;

      if (strlen (token) < 4)
        continue;
      for (guint i = start; i < from + length + 4 && i < words->len; i++)
        {
          if ((i < from || i >= from + length) && muster_words_same (((MusterWord *) g_ptr_array_index (words, i))->text, token))
            return TRUE;
        }
    }
  return FALSE;
}

/* Several people fit a name: the one who still works here, or the one whose job stands beside the name. */
static void
narrow (GPtrArray *people,
        GPtrArray *words,
        guint      from,
        guint      length)
{
  g_autoptr(GPtrArray) near = g_ptr_array_new ();
  g_autoptr(GPtrArray) active = g_ptr_array_new ();

  if (people->len < 2)
    return;
  for (guint i = 0; i < people->len; i++)
    {
      const MusterPerson *person = g_ptr_array_index (people, i);

      if (stands_near (words, from, length, person->department) || stands_near (words, from, length, person->title))
        g_ptr_array_add (near, (gpointer) person);
      if (person->enabled)
        g_ptr_array_add (active, (gpointer) person);
    }
  if (near->len == 1)
    {
      g_ptr_array_set_size (people, 0);
      g_ptr_array_add (people, g_ptr_array_index (near, 0));
    }
  else if (active->len == 1 && length < 2)
    {
      g_ptr_array_set_size (people, 0);
      g_ptr_array_add (people, g_ptr_array_index (active, 0));
    }
}

static gboolean
is_sloppy (GPtrArray *words)
{
  guint capitals = 0;

  for (guint i = 0; i < words->len; i++)
    capitals += ((MusterWord *) g_ptr_array_index (words, i))->capital;
  return capitals * 12 < words->len;
}

/**
 * muster_people_find_in:
 * @words: (element-type MusterWord):
 *
 * Returns: (transfer full) (nullable) (element-type MusterMention): people named in @words, in order; %NULL while
 *   the directory is wanted
 */
GPtrArray *
muster_people_find_in (MusterInquiry *self,
                       GPtrArray     *words)
{
  GPtrArray *mentions;
  gboolean sloppy = is_sloppy (words);

  if (muster_inquiry_people (self) == NULL)
    return NULL;

  mentions = g_ptr_array_new_with_free_func (mention_free);
  for (guint i = 0; i < words->len;)
    {
      g_autoptr(GPtrArray) people = g_ptr_array_new ();
      gboolean honorific = FALSE;
      guint n = match_at (self, words, i, sloppy, people, &honorific);

      if (n > 0)
        {
          MusterMention *mention = g_new0 (MusterMention, 1);
          g_autoptr(GString) label = g_string_new (NULL);

          narrow (people, words, i, n);
          mention->from = i;
          mention->length = n;
          mention->unknown = people->len == 0;
          mention->people = g_steal_pointer (&people);
          for (guint k = i; k < i + n && k < words->len; k++)
            g_string_append_printf (label, "%s%s", k > i ? " " : "", ((MusterWord *) g_ptr_array_index (words, k))->raw);
          mention->label = g_strdup (label->str);
          g_ptr_array_add (mentions, mention);
          i += n;
        }
      else
        {
          i++;
        }
    }
  return mentions;
}

/* “Marta” in the summary is the Marta Serra of the text. */
static void
narrow_by_others (GPtrArray *mentions)
{
  for (guint i = 0; i < mentions->len; i++)
    {
      MusterMention *vague = g_ptr_array_index (mentions, i);
      const MusterPerson *told = NULL;
      gboolean several = FALSE;

      for (guint k = 0; vague->people->len > 1 && k < mentions->len; k++)
        {
          const MusterPerson *person = muster_mention_person (g_ptr_array_index (mentions, k));

          if (person == NULL || !g_ptr_array_find (vague->people, person, NULL))
            continue;
          several = several || (told != NULL && told != person);
          told = person;
        }
      if (told != NULL && !several)
        {
          g_ptr_array_set_size (vague->people, 0);
          g_ptr_array_add (vague->people, (gpointer) told);
        }
    }
}

/**
 * muster_people_mentions:
 *
 * Returns: (transfer none) (nullable) (element-type MusterMention): people that the ticket itself names
 */
GPtrArray *
muster_people_mentions (MusterInquiry *self)
{
  if (self->mentions == NULL)
    {
      self->mentions = muster_people_find_in (self, self->text->words);
      if (self->mentions != NULL)
        narrow_by_others (self->mentions);
    }
  return self->mentions;
}
