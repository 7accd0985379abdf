/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <math.h>
#include <string.h>

#include "muster-access.h"
#include "muster-doc-facts.h"
#include "muster-match.h"
#include "muster-words.h"

/* Which group, team or list a text means: the words of its name against the words of the text, the rarer
 * a word in the tenant the more it says; the client's articles help where only they join the two. */

typedef struct
{
  MusterPlace *place;
  double       score;
} Match;

typedef enum
{
  GRADE_NONE,
  GRADE_READ,
  GRADE_WRITE,
} Grade;

static Grade
grade_of_token (const char *token)
{
  static const char * const writing[] = { "rw", "write", "edit", "editors", "bearbeiten", "schreiben", "ecriture", "modification", "escritura", "edicion", "schrijven", "bewerken", "full", "contributors", "modify", "schreib", "wijzigen", "rwx", "redacteurs", "editeurs", "editores", "beheer", NULL };
  static const char * const reading[] = { "ro", "read", "readonly", "lesen", "lecture", "lectura", "lezen", "viewers", "readers", "lecteurs", "lectores", "lezers", "leser", "view", "consultation", "consulta", "inzien", NULL };

  if (g_strv_contains (writing, token))
    return GRADE_WRITE;
  return g_strv_contains (reading, token) ? GRADE_READ : GRADE_NONE;
}

static Grade
grade_of_place (const MusterPlace *place)
{
  for (guint i = 0; i < place->tokens->len; i++)
    {
      const char *token = g_ptr_array_index (place->tokens, i);
      Grade grade = grade_of_token (token);

      /* Codes close a name: “ACL_Projects_R” */
      if (i > 0 && i + 1 == place->tokens->len && (g_str_equal (token, "r") || g_str_equal (token, "rx")))
        grade = GRADE_READ;
      if (i > 0 && i + 1 == place->tokens->len && (g_str_equal (token, "w") || g_str_equal (token, "rwm")))
        grade = GRADE_WRITE;

      if (grade != GRADE_NONE)
        return grade;
    }
  return GRADE_NONE;
}

gboolean
muster_match_token_counts (const char *token)
{
  return !muster_is_generic_token (token) && grade_of_token (token) == GRADE_NONE;
}

gboolean
muster_match_place_has (const MusterPlace *place,
                        const char        *token)
{
  for (guint i = 0; i < place->tokens->len; i++)
    {
      if (muster_words_same (g_ptr_array_index (place->tokens, i), token))
        return TRUE;
    }
  return FALSE;
}

static double
token_weight (GPtrArray  *places,
              const char *token)
{
  guint found = 0;

  for (guint i = 0; i < places->len; i++)
    found += muster_match_place_has (g_ptr_array_index (places, i), token);
  return log (1.5 + (double) places->len / MAX (found, 1));
}

static gboolean
word_is_token (const MusterWord *word,
               const char       *token)
{
  gsize length = strlen (token);

  if (muster_words_same (word->text, token) || g_str_equal (word->wide, token))
    return TRUE;
  /* Compounds: physiopostfach, salesteam, Ärzteverteiler */
  return length >= 4 && strlen (word->text) >= length + 3 && strncmp (word->text, token, length) == 0 &&
         !muster_words_is_noise (token);
}

int
muster_match_find_token (GPtrArray  *words,
                         guint       from,
                         guint       to,
                         const char *token)
{
  for (guint i = from; i < to && i < words->len; i++)
    {
      if (word_is_token (g_ptr_array_index (words, i), token))
        return (int) i;
    }
  return -1;
}

/**
 * muster_match_negated:
 *
 * Returns: whether “not”, “without” or the like stands just before the word at @at in its sentence
 */
gboolean
muster_match_negated (MusterInquiry *self,
                      GPtrArray     *words,
                      guint          at)
{
  g_autoptr(GPtrArray) before = g_ptr_array_new ();
  const MusterWord *anchor = g_ptr_array_index (words, at);

  for (guint i = at > 3 ? at - 3 : 0; i < at; i++)
    {
      MusterWord *word = g_ptr_array_index (words, i);

      if (word->sentence == anchor->sentence)
        g_ptr_array_add (before, word);
    }
  return muster_lexicon_says (self->lexicon, before, "negation", self->languages);
}

gboolean
muster_match_address (const MusterWord  *word,
                      const MusterPlace *place)
{
  const char *at = strchr (word->raw, '@');

  if (!word->address || place->address == NULL || at == NULL)
    return FALSE;
  if (at[1] != '\0')
    return g_ascii_strcasecmp (word->raw, place->address) == 0;
  return g_ascii_strncasecmp (word->raw, place->address, strlen (word->raw)) == 0;
}

static gboolean
beside_kind (GPtrArray *words,
             guint      at)
{
  guint from = at > 3 ? at - 3 : 0;
  g_autoptr(GPtrArray) near = muster_words_range (words, from, at + 4);

  return muster_words_has (near, "group*|gruppe*|groupe*|grupo*|groep*|folder*|share*|drive|ordner*|freigabe*|laufwerk*|dossier*|partage*|lecteur|carpeta*|unidad|recurso|map|mappen|schijf|team*|equipe*|equipo*|list*|lijst*|verteiler*|liste*|lista*|files|area|channel|access|seat*|alerts|app|zugriff|acces|acceso|toegang|mails");
}

/* Words of the description that the text says too. */
static double
description_bonus (const MusterPlace *place,
                   GPtrArray         *words,
                   guint              from,
                   guint              to)
{
  g_autoptr(GPtrArray) described = muster_words_split (place->description != NULL ? place->description : "");
  guint hits = 0;

  for (guint i = 0; i < described->len; i++)
    {
      const MusterWord *word = g_ptr_array_index (described, i);

      if (strlen (word->text) >= 4 && !muster_words_is_noise (word->text) && muster_match_token_counts (word->text) && !muster_match_place_has (place, word->text) &&
          muster_match_find_token (words, from, to, word->text) >= 0)
        hits++;
    }
  return 0.06 * MIN (hits, 3u);
}

static double
score_place (MusterInquiry     *self,
             GPtrArray         *places,
             MusterPlace       *place,
             GPtrArray         *words,
             guint              from,
             guint              to)
{
  double all = 0;
  double hit = 0;
  int first = -1;
  guint n_hits = 0;
  guint n_all = 0;

  for (guint i = from; i < to && i < words->len; i++)
    {
      if (muster_match_address (g_ptr_array_index (words, i), place))
        return muster_match_negated (self, words, i) ? 0 : 4;
    }

  for (guint t = 0; t < place->tokens->len; t++)
    {
      const char *token = g_ptr_array_index (place->tokens, t);
      double weight;
      int at;

      if (!muster_match_token_counts (token))
        continue;
      n_all++;
      weight = token_weight (places, token);
      all += weight;
      at = muster_match_find_token (words, from, to, token);
      if (at < 0 && t + 1 < place->tokens->len)
        {
          g_autofree char *joined = g_strconcat (token, g_ptr_array_index (place->tokens, t + 1), NULL);

          at = muster_match_find_token (words, from, to, joined);
        }
      if (at < 0 && t > 0)
        {
          g_autofree char *joined = g_strconcat (g_ptr_array_index (place->tokens, t - 1), token, NULL);

          at = muster_match_find_token (words, from, to, joined);
        }
      if (at >= 0 && !muster_match_negated (self, words, (guint) at))
        {
          hit += weight;
          n_hits++;
          first = at;
        }
    }
  if (all <= 0 || n_hits == 0 || first < 0)
    return 0;
  /* One small word of a long name says little; all of it says most. A single common word, though, is a name only
   * where the text calls it a folder, a group or the like */
  if (n_all == 1 && !((MusterWord *) g_ptr_array_index (words, (guint) first))->capital && !beside_kind (words, (guint) first))
    return 0.7;
  return hit / all + 0.1 * (n_hits - 1) + (n_hits == n_all ? 0.2 : 0) + description_bonus (place, words, from, to) +
         (words == self->text->words && (guint) first < self->text->n_summary ? 0.08 : 0);
}

/* A name of one word may stand in an article by chance; then the sentence has to call it a group. */
static gboolean
article_names_place (MusterInquiry       *self,
                     const MusterArticle *article,
                     const MusterPlace   *place)
{
  guint counting = 0;
  guint from = 0;

  for (guint i = 0; i < place->tokens->len; i++)
    counting += muster_match_token_counts (g_ptr_array_index (place->tokens, i));
  while (from < article->words->len)
    {
      guint sentence = ((MusterWord *) g_ptr_array_index (article->words, from))->sentence;
      guint to = from;

      while (to < article->words->len && ((MusterWord *) g_ptr_array_index (article->words, to))->sentence == sentence)
        to++;
      if (muster_docs_place_in (self, article->words, from, to, place))
        {
          g_autoptr(GPtrArray) part = muster_words_range (article->words, from, to);

          if (counting >= 2 || muster_words_has (part, "group*|gruppe*|groupe*|grupo*|groep*"))
            return TRUE;
        }
      from = to;
    }
  return FALSE;
}

gboolean
muster_match_in_mention (MusterInquiry *self,
                         guint          i)
{
  GPtrArray *mentions = muster_people_mentions (self);

  for (guint m = 0; mentions != NULL && m < mentions->len; m++)
    {
      const MusterMention *mention = g_ptr_array_index (mentions, m);

      if (i >= mention->from && i < mention->from + mention->length)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_telling (const MusterWord *word)
{
  return word->capital && strlen (word->text) >= 4 && !muster_words_is_noise (word->text) && muster_match_token_counts (word->text);
}

static gboolean
has_telling (MusterInquiry *self,
             GPtrArray     *ticket,
             GPtrArray     *words)
{
  for (guint i = 0; i < words->len; i++)
    {
      const MusterWord *word = g_ptr_array_index (words, i);

      for (guint k = 0; is_telling (word) && k < ticket->len; k++)
        {
          const MusterWord *said = g_ptr_array_index (ticket, k);

          if (g_str_equal (said->text, word->text) && said->capital && !muster_words_is_noise (said->text) && !muster_match_in_mention (self, k))
            return TRUE;
        }
    }
  return FALSE;
}

/* A proper name, of an application mostly, that the group's description or the sentence about the group says too. */
static double
score_by_names (MusterInquiry *self,
                MusterPlace   *place,
                GPtrArray     *ticket)
{
  GPtrArray *articles = muster_inquiry_articles (self);
  g_autoptr(GPtrArray) described = muster_words_split (place->description != NULL ? place->description : "");

  g_autoptr(GPtrArray) summary = muster_words_range (ticket, 0, self->text->n_summary);
  double bonus = description_bonus (place, ticket, 0, ticket->len);

  if (has_telling (self, ticket, described))
    return (has_telling (self, summary, described) ? 0.85 : 0.7) + bonus;
  for (guint i = 0; articles != NULL && i < articles->len; i++)
    {
      const MusterArticle *article = g_ptr_array_index (articles, i);
      guint from = 0;

      while (!article->procedure && from < article->words->len)
        {
          guint sentence = ((MusterWord *) g_ptr_array_index (article->words, from))->sentence;
          guint to = from;

          while (to < article->words->len && ((MusterWord *) g_ptr_array_index (article->words, to))->sentence == sentence)
            to++;
          if (muster_docs_place_in (self, article->words, from, to, place))
            {
              g_autoptr(GPtrArray) part = muster_words_range (article->words, from, to);

              if (muster_words_has (part, "group*|gruppe*|groupe*|grupo*|groep*") && has_telling (self, ticket, part))
                return (has_telling (self, summary, part) ? 0.8 : 0.65) + bonus;
            }
          from = to;
        }
    }
  return 0;
}

/* What the client's articles call the way in: “PKW-Intern … in der Gruppe Praxis-WLAN-Zertifikat”. */
static double
score_by_articles (MusterInquiry *self,
                   MusterPlace   *place,
                   GPtrArray     *words)
{
  GPtrArray *articles = muster_inquiry_articles (self);
  double best = 0;

  for (guint i = 0; articles != NULL && i < articles->len; i++)
    {
      const MusterArticle *article = g_ptr_array_index (articles, i);
      g_autoptr(GPtrArray) title = muster_words_split (article->name);
      guint hits = 0;

      if (article->procedure || !article_names_place (self, article, place))
        continue;
      for (guint k = 0; k < words->len; k++)
        {
          const MusterWord *word = g_ptr_array_index (words, k);

          if (strlen (word->text) < 3 || muster_words_is_noise (word->text) || muster_is_generic_token (word->text))
            continue;
          if (muster_match_find_token (title, 0, title->len, word->text) >= 0)
            hits += 2;
        }
      if (hits >= 2)
        best = MAX (best, 0.45 + 0.05 * hits);
    }
  return best;
}

static int
compare_matches (gconstpointer a,
                 gconstpointer b)
{
  const Match *left = a;
  const Match *right = b;

  return left->score < right->score ? 1 : left->score > right->score ? -1 : 0;
}

/* “Team OP” beside “OP-Plan” when both words were said: the longer name is meant. */
static gboolean
is_part_of (const MusterPlace *small,
            const MusterPlace *large)
{
  guint n_small = 0;
  guint n_large = 0;

  for (guint i = 0; i < large->tokens->len; i++)
    n_large += muster_match_token_counts (g_ptr_array_index (large->tokens, i));
  for (guint i = 0; i < small->tokens->len; i++)
    {
      const char *token = g_ptr_array_index (small->tokens, i);

      if (!muster_match_token_counts (token))
        continue;
      n_small++;
      if (!muster_match_place_has (large, token))
        return FALSE;
    }
  return n_small > 0 && n_small < n_large;
}

static gboolean
says_grade (MusterInquiry *self,
            Grade          grade)
{
  GPtrArray *words = self->text->words;

  for (guint i = 0; i < words->len; i++)
    {
      if (grade_of_token (((MusterWord *) g_ptr_array_index (words, i))->text) == grade)
        return TRUE;
    }
  return FALSE;
}

static void
keep_grade (MusterInquiry *self,
            GPtrArray     *places)
{
  gboolean reading = muster_inquiry_says (self, "read-access");
  gboolean writing = muster_inquiry_says (self, "write-access");
  Grade wanted = writing ? GRADE_WRITE : reading ? GRADE_READ : GRADE_NONE;
  g_autoptr(GPtrArray) kept = g_ptr_array_new ();

  if (wanted == GRADE_NONE && says_grade (self, GRADE_READ) != says_grade (self, GRADE_WRITE))
    wanted = says_grade (self, GRADE_READ) ? GRADE_READ : GRADE_WRITE;
  if (places->len < 2 || wanted == GRADE_NONE)
    return;
  for (guint i = 0; i < places->len; i++)
    {
      if (grade_of_place (g_ptr_array_index (places, i)) == wanted)
        g_ptr_array_add (kept, g_ptr_array_index (places, i));
    }
  if (kept->len == 1)
    {
      g_ptr_array_set_size (places, 0);
      g_ptr_array_add (places, g_ptr_array_index (kept, 0));
    }
}

static gboolean
is_kind_word (GPtrArray *words,
              guint      at)
{
  g_autoptr(GPtrArray) near = muster_words_range (words, at > 2 ? at - 2 : 0, at + 2);

  return muster_words_has (near, "group*|gruppe*|groupe*|grupo*|groep*|folder*|share*|drive|ordner*|laufwerk*|dossier*|partage*|lecteur|carpeta*|unidad|map|mappen|schijf");
}

static gboolean
same_thing (MusterInquiry *self,
            MusterWord    *word,
            const char    *token)
{
  static const char * const things[] = {
    "thing-events", "thing-accounts", "thing-sales", "thing-purchasing", "thing-payroll", "thing-staffing", "thing-stores",
    "thing-workshop", "thing-drawings", "thing-contracts", "thing-invoices", "thing-reception", "thing-bookings", "thing-projects",
    "thing-management", "thing-quality", "thing-shifts", "thing-customers",
  };
  g_autoptr(GPtrArray) other = muster_words_split (token);
  g_autoptr(GPtrArray) one = g_ptr_array_new ();

  g_ptr_array_add (one, word);
  for (guint i = 0; i < G_N_ELEMENTS (things); i++)
    {
      if (muster_lexicon_says (self->lexicon, one, things[i], MUSTER_LANGUAGES_ALL) &&
          muster_lexicon_says (self->lexicon, other, things[i], MUSTER_LANGUAGES_ALL))
        return TRUE;
    }
  return FALSE;
}

/* The name is in one language and the ticket in another: “the events folder” for Eventos. Only where no name fits,
 * and only for a word beside “folder”, “group” or the like. */
static void
find_by_meaning (MusterInquiry *self,
                 GPtrArray     *places,
                 GPtrArray     *found)
{
  GPtrArray *words = self->text->words;

  for (guint i = 0; i < places->len; i++)
    {
      MusterPlace *place = g_ptr_array_index (places, i);
      guint needed = 0;
      guint hits = 0;

      for (guint t = 0; t < place->tokens->len; t++)
        {
          const char *token = g_ptr_array_index (place->tokens, t);
          gboolean hit = FALSE;

          if (!muster_match_token_counts (token))
            continue;
          needed++;
          for (guint w = 0; w < words->len && !hit; w++)
            hit = is_kind_word (words, w) && same_thing (self, g_ptr_array_index (words, w), token) && !muster_match_negated (self, words, w);
          hits += hit;
        }
      if (needed > 0 && hits == needed)
        g_ptr_array_add (found, place);
    }
}

static double
fits_want (const MusterPlace *place,
           MusterWant         want)
{
  switch (want)
    {
    case MUSTER_WANT_LIST:
      return place->kind == MUSTER_PLACE_DISTRIBUTION || place->kind == MUSTER_PLACE_MAIL_ENABLED ? 0.35 : 0;
    case MUSTER_WANT_TEAM:
      return place->is_team ? 0.35 : 0;
    case MUSTER_WANT_ANY:
    default:
      return 0;
    }
}

/**
 * muster_match_places:
 * @want: what kind the ticket speaks of
 *
 * Returns: (transfer full) (nullable) (element-type MusterPlace): the place that is meant, several when it cannot be
 *   told, none when nothing fits; %NULL while something is wanted
 */
GPtrArray *
muster_match_places (MusterInquiry *self,
                     MusterWant     want)
{
  GPtrArray *places = muster_inquiry_places (self);
  GPtrArray *words = self->text->words;
  g_autoptr(GArray) matches = g_array_new (FALSE, FALSE, sizeof (Match));
  GPtrArray *found;
  double best;

  if (places == NULL || muster_inquiry_articles (self) == NULL)
    return NULL;

  for (guint i = 0; i < places->len; i++)
    {
      MusterPlace *place = g_ptr_array_index (places, i);
      Match match = { place, score_place (self, places, place, words, 0, words->len) };

      if (match.score >= 0.3)
        {
          match.score += fits_want (place, want);
          g_array_append_val (matches, match);
        }
    }
  g_array_sort (matches, compare_matches);

  found = g_ptr_array_new ();
  best = matches->len > 0 ? g_array_index (matches, Match, 0).score : 0;
  if (best < 0.75)
    {
      for (guint i = 0; i < places->len; i++)
        {
          MusterPlace *place = g_ptr_array_index (places, i);
          Match match = { place, MAX (score_by_articles (self, place, words), score_by_names (self, place, words)) };

          if (match.score > 0)
            match.score += 0.5 * score_place (self, places, place, words, 0, words->len);
          if (match.score > best)
            g_array_append_val (matches, match);
        }
      g_array_sort (matches, compare_matches);
      best = matches->len > 0 ? g_array_index (matches, Match, 0).score : 0;
    }
  if (best < 0.45)
    {
      find_by_meaning (self, places, found);
      keep_grade (self, found);
      return found;
    }

  for (guint i = 0; i < matches->len; i++)
    {
      const Match *match = &g_array_index (matches, Match, i);

      if (match->score > best - 0.12 && !is_part_of (match->place, g_array_index (matches, Match, 0).place))
        g_ptr_array_add (found, match->place);
    }
  keep_grade (self, found);
  return found;
}

/**
 * muster_match_places_in:
 * @all: whether the whole name must stand there
 *
 * Returns: (transfer full) (nullable) (element-type MusterPlace): all places that a span of words names and does not refuse
 */
GPtrArray *
muster_match_places_in (MusterInquiry *self,
                        GPtrArray     *words,
                        guint          from,
                        guint          to,
                        gboolean       all)
{
  GPtrArray *places = muster_inquiry_places (self);
  GPtrArray *found;

  if (places == NULL)
    return NULL;
  found = g_ptr_array_new ();
  for (guint i = 0; i < places->len; i++)
    {
      MusterPlace *place = g_ptr_array_index (places, i);

      if (score_place (self, places, place, words, from, to) >= (all ? 1.0 : 0.45))
        g_ptr_array_add (found, place);
    }
  return found;
}
