/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-people.h"
#include "muster-starter-text.h"
#include "muster-words.h"

/* What a ticket says about somebody new: the name, the job title, the line manager. */

static gboolean
is_particle (const char *word)
{
  static const char * const particles[] = { "van", "von", "de", "der", "den", "del", "di", "da", "dos", "la", "le", "el", "ter", "ten", "zu", NULL };

  return g_strv_contains (particles, word);
}

/* Words that stand with a capital in tickets and are no names. */
static gboolean
is_name_word (MusterInquiry    *self,
              const MusterWord *word)
{
  static const char * const stop[] = {
    "hello", "dear", "good", "morning", "afternoon", "new", "starter", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "nov", "dec", "jan", "feb", "oct", "sept", "form", "fw", "fwd", "re", "hr", "team", "business", "premium", "basic", "standard", "microsoft", "office", "licence", "license", "regards", "kind", "needs", "please", "start", "starts", "department", "manager", "name", "role", "title", "position", "legal", "reports", "both", "all", "joiner", "employee", "hire",
    "guten", "tag", "hallo", "neue", "neuer", "neuen", "mitarbeiter", "mitarbeiterin", "kollegin", "kollege", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "januar", "februar", "marz", "mai", "juni", "juli", "oktober", "dezember", "bitte", "konto", "startpasswort", "gruss", "eintritt", "lizenz", "abteilung", "beginn", "funktion", "ab", "zum", "auszubildende", "auszubildender", "azubi", "vorgesetzte", "vorgesetzter", "stelle", "position", "herr", "frau", "liebes", "liebe", "sehr", "geehrte", "damen", "herren",
    "bonjour", "nouvelle", "nouveau", "nouvel", "arrivee", "collaborateur", "collaboratrice", "salarie", "salariee", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "janvier", "fevrier", "mars", "avril", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre", "merci", "madame", "monsieur", "mme", "responsable", "service", "compte", "poste", "cordialement", "debut", "embauche", "recrue", "stagiaire", "equipe",
    "hola", "buenos", "buenas", "dias", "tardes", "nueva", "nuevo", "alta", "incorporacion", "lunes", "martes", "miercoles", "jueves", "viernes", "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre", "gracias", "saludos", "empleada", "empleado", "puesto", "departamento", "cuenta", "companera", "companero", "trabajadora", "trabajador", "usuario", "equipo", "inicio",
    "goedemorgen", "goedemiddag", "nieuwe", "medewerker", "medewerkster", "collega", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "januari", "februari", "maart", "mei", "augustus", "indiensttreding", "graag", "groet", "groeten", "functie", "afdeling", "account", "startdatum", "naam", "leidinggevende", "beste", "dag", "rekening", NULL
  };

  return word->capital && !word->address && strlen (word->text) >= 2 && !g_ascii_isdigit (word->text[0]) && !muster_words_is_noise (word->text) &&
         !g_strv_contains (stop, word->text);
}

static gboolean
in_mention (MusterInquiry *self,
            guint          i,
            gboolean       known)
{
  GPtrArray *mentions = muster_people_mentions (self);

  for (guint m = 0; mentions != NULL && m < mentions->len; m++)
    {
      const MusterMention *mention = g_ptr_array_index (mentions, m);

      if (i >= mention->from && i < mention->from + mention->length && (!known || mention->length > 1 || !mention->unknown))
        return mention->people->len > 0 && mention->length > 1;
    }
  return FALSE;
}

static gboolean
is_place_word (MusterInquiry    *self,
               const MusterWord *word)
{
  GPtrArray *places = muster_inquiry_places (self);

  for (guint i = 0; places != NULL && i < places->len; i++)
    {
      const MusterPlace *place = g_ptr_array_index (places, i);

      if (g_ptr_array_find_with_equal_func (place->tokens, word->text, g_str_equal, NULL))
        return TRUE;
    }
  return FALSE;
}

/* The name of the new one: two or more words with capitals that nobody in the directory has and that no group has. */
MusterNameSpan
muster_starter_find_name (MusterInquiry *self)
{
  GPtrArray *words = self->text->words;
  MusterNameSpan best = { 0, 0, 0 };

  for (guint i = 0; i < words->len; i++)
    {
      const MusterWord *word = g_ptr_array_index (words, i);
      guint n = 0;
      guint names = 0;
      int score = 0;

      if (!is_name_word (self, word) || in_mention (self, i, TRUE) || is_place_word (self, word))
        continue;
      while (i + n < words->len && n < 5)
        {
          const MusterWord *next = g_ptr_array_index (words, i + n);
          const MusterWord *previous = n > 0 ? g_ptr_array_index (words, i + n - 1) : NULL;
          g_autofree char *between = previous != NULL ? g_strndup (self->text->own + previous->end, next->start - previous->end) : NULL;

          if (between != NULL && !g_str_equal (between, " ") && !g_str_equal (between, "-") && !g_str_equal (between, "'") && !g_str_equal (between, "’"))
            break;
          if (is_name_word (self, next) && !is_place_word (self, next))
            names++;
          else if (!(n > 0 && is_particle (next->text)))
            break;
          n++;
        }
      while (n > 0 && is_particle (((MusterWord *) g_ptr_array_index (words, i + n - 1))->text))
        n--;
      if (names < 2)
        continue;

      {
        guint before_from = i > 4 ? i - 4 : 0;
        g_autoptr(GPtrArray) before = muster_words_range (words, before_from, i);
        g_autoptr(GPtrArray) after = muster_words_range (words, i + n, i + n + 5);

        score = 2;
        if (muster_lexicon_says (self->lexicon, before, "cue-starter-before", self->languages))
          score += 3;
        if (muster_lexicon_says (self->lexicon, after, "cue-starter-after", self->languages))
          score += 2;
        if (i > 0 && muster_lexicon_is_honorific (self->lexicon, ((MusterWord *) g_ptr_array_index (words, i - 1))->text))
          score += 2;
        if (i < self->text->n_summary)
          score += 1;
        if (in_mention (self, i, FALSE))
          score -= 3;
      }
      if (score > best.score)
        {
          best.from = i;
          best.length = n;
          best.score = score;
        }
      i += n - 1;
    }
  return best;
}

static gboolean
is_me (const MusterWord *word)
{
  static const char * const me[] = { "me", "mich", "mir", "moi", "mi", "mij", "myself", NULL };

  return g_strv_contains (me, word->text);
}

const MusterPerson *
muster_starter_find_manager (MusterInquiry  *self,
                             MusterNameSpan  name)
{
  GPtrArray *words = self->text->words;
  GPtrArray *mentions = muster_people_mentions (self);
  guint length = 0;
  int at = muster_lexicon_find (self->lexicon, words, "reports-to", self->languages, 0, &length);
  const MusterPerson *single = NULL;
  guint others = 0;

  if (at >= 0)
    {
      guint from = (guint) at + length;

      for (guint m = 0; m < mentions->len; m++)
        {
          const MusterMention *mention = g_ptr_array_index (mentions, m);

          if (mention->from >= from && mention->from <= from + 2 && muster_mention_person (mention) != NULL)
            return muster_mention_person (mention);
        }
      for (guint i = from; i < from + 2 && i < words->len; i++)
        {
          if (is_me (g_ptr_array_index (words, i)))
            return self->requester;
        }
    }
  for (guint m = 0; m < mentions->len; m++)
    {
      const MusterMention *mention = g_ptr_array_index (mentions, m);
      const MusterPerson *person = muster_mention_person (mention);
      gboolean inside = mention->from < name.from + name.length && name.from < mention->from + mention->length;

      if (person != NULL && person != self->requester && person != single && !inside)
        {
          single = person;
          others++;
        }
    }
  return others == 1 ? single : NULL;
}

/* Cuts a title before a preposition, a date or a verb. */
static char *
title_from (MusterInquiry *self,
            guint          from,
            guint          most)
{
  GPtrArray *words = self->text->words;
  const char *text = self->text->own;
  const MusterWord *first;
  const MusterWord *last = NULL;

  if (from >= words->len)
    return NULL;
  first = g_ptr_array_index (words, from);
  for (guint i = from; i < words->len && i < from + most; i++)
    {
      const MusterWord *word = g_ptr_array_index (words, i);
      g_autoptr(GPtrArray) one = muster_words_range (words, i, i + 1);

      if (last != NULL && strcspn (text + last->end, ",.;:()\n") < word->start - last->end)
        break;
      if (g_ascii_isdigit (word->text[0]) || word->address || muster_lexicon_says (self->lexicon, one, "title-end", self->languages))
        break;
      last = word;
    }
  while (last != NULL && last > first && muster_words_is_noise (last->text))
    last = NULL;
  return last != NULL && last->end - first->start > 2 ? g_strndup (text + first->start, last->end - first->start) : NULL;
}

static gboolean
overlaps (MusterNameSpan name,
          guint    from)
{
  return from >= name.from && from < name.from + name.length;
}

/* The job title: after “as”, “als”, “comme”; between commas behind the name; or after “a new”. */
char *
muster_starter_find_title (MusterInquiry  *self,
                           MusterNameSpan  name)
{
  static const char * const leads[] = { "title-as", "new-before-title" };
  GPtrArray *words = self->text->words;
  const char *text = self->text->own;
  const MusterWord *last = g_ptr_array_index (words, name.from + name.length - 1);
  char *title = NULL;

  for (guint k = 0; k < G_N_ELEMENTS (leads) && title == NULL; k++)
    {
      guint length = 0;
      int at = muster_lexicon_find (self->lexicon, words, leads[k], self->languages, 0, &length);

      while (at >= 0 && title == NULL)
        {
          if (!overlaps (name, (guint) at + length))
            title = title_from (self, (guint) at + length, 5);
          at = muster_lexicon_find (self->lexicon, words, leads[k], self->languages, (guint) at + 1, &length);
        }
      if (k == 0 && title == NULL && (text[last->end] == ',' || g_str_has_prefix (text + last->end, " (")) && name.from + name.length < words->len)
        {
          g_autoptr(GPtrArray) behind = muster_words_range (words, name.from + name.length, name.from + name.length + 2);

          if (!muster_lexicon_says (self->lexicon, behind, "reports-to", self->languages))
            title = title_from (self, name.from + name.length, 5);
        }
    }
  return title;
}

/* English writes titles with capitals, the others begin with one. */
char *
muster_starter_capitalise (const char *title,
                           gboolean    all)
{
  GString *out = g_string_new (NULL);
  gboolean start = TRUE;

  for (const char *p = title; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (out, start ? g_unichar_toupper (c) : c);
      start = all && (c == ' ' || c == '-');
    }
  return g_string_free (out, FALSE);
}
