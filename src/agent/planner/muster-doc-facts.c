/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <math.h>
#include <string.h>

#include "muster-dates.h"
#include "muster-doc-facts.h"
#include "muster-note-text.h"
#include "muster-people.h"
#include "muster-words.h"

/* What the client's own documentation says: who decides, who announces, who is away until when, and what the
 * tenant cannot do. Articles come newest first, so the first word about a thing is the one that counts. */

void
muster_voices_free (MusterVoices *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->people);
  g_free (self->sentence);
  g_free (self->source);
  g_free (self);
}

void
muster_absence_free (MusterAbsence *self)
{
  if (self == NULL)
    return;
  g_free (self->passage);
  g_free (self->source);
  g_free (self->decider);
  g_free (self);
}

/* The words of one sentence: [*from, *to). Returns FALSE at the end. */
static gboolean
next_sentence (GPtrArray *words,
               guint     *from,
               guint     *to)
{
  guint sentence;

  *from = *to;
  if (*from >= words->len)
    return FALSE;
  sentence = ((MusterWord *) g_ptr_array_index (words, *from))->sentence;
  while (*to < words->len && ((MusterWord *) g_ptr_array_index (words, *to))->sentence == sentence)
    (*to)++;
  return TRUE;
}

static char *
sentence_text (const MusterArticle *article,
               guint                from,
               guint                to)
{
  const MusterWord *first = g_ptr_array_index (article->words, from);
  const MusterWord *last = g_ptr_array_index (article->words, to - 1);
  g_autofree char *text = g_strndup (article->text + first->start, last->end - first->start);

  return g_strdelimit (g_steal_pointer (&text), "\n\r\t", ' ');
}

/**
 * muster_is_generic_token:
 *
 * Returns: whether a word in a name says what kind of thing it is rather than which one
 */
gboolean
muster_is_generic_token (const char *token)
{
  static const char * const generic[] = {
    "sg", "gs", "gu", "gr", "gt", "ad", "usr", "grp", "gg", "dg", "dl", "gl", "ug", "sec", "sec", "lic", "m365", "o365", "ms", "aad", "acl", "app", "apps", "role", "team", "teams", "group", "groups", "gruppe", "gruppen", "groupe", "groupes", "grupo", "grupos", "groep", "groepen",
    "user", "users", "benutzer", "utilisateur", "utilisateurs", "usuario", "usuarios", "gebruiker", "gebruikers", "list", "liste", "lista", "lijst", "verteiler", "distribution", "distribucion", "distributie", "diffusion", "equipe", "equipo", "member", "members", "mitglieder", "membres", "miembros", "leden",
    "access", "zugriff", "acces", "acceso", "toegang", "share", "folder", "ordner", "freigabe", "dossier", "dossiers", "partage", "carpeta", "map", "mappen", "cloud", "rw", "ro", "rwx", "dep", "dept", "abt", "the", "of", "and", "und", "et", "y", "en", "de", "la", "le", "les", "du", "des", "del", "das", "der", "die", "van", "het", "mailbox", "postfach", "boite", "buzon", "postvak", "desk", "dfs", "fs", "mail", "licence", "license", "lizenz", "licencia", "licentie", NULL
  };

  static gsize table = 0;

  if (g_once_init_enter (&table))
    {
      GHashTable *set = g_hash_table_new (g_str_hash, g_str_equal);

      for (guint i = 0; generic[i] != NULL; i++)
        g_hash_table_add (set, (gpointer) generic[i]);
      g_once_init_leave (&table, (gsize) set);
    }
  return strlen (token) < 2 || g_hash_table_contains ((GHashTable *) table, token);
}

static gboolean
has_token (GPtrArray  *words,
           guint       from,
           guint       to,
           const char *token)
{
  for (guint i = from; i < to && i < words->len; i++)
    {
      const MusterWord *word = g_ptr_array_index (words, i);

      if (muster_words_same (word->text, token) || g_str_equal (word->wide, token))
        return TRUE;
    }
  return FALSE;
}

/* “casetrack” for Case Track, and the other way round */
static gboolean
has_joined (GPtrArray  *words,
            guint       from,
            guint       to,
            const char *one,
            const char *two)
{
  g_autofree char *joined = g_strconcat (one, two, NULL);

  for (guint i = from; i < to && i < words->len; i++)
    {
      const MusterWord *word = g_ptr_array_index (words, i);

      if (g_str_has_prefix (word->text, joined) && strlen (joined) >= 5)
        return TRUE;
    }
  return FALSE;
}

/**
 * muster_docs_place_in:
 *
 * Returns: whether the words from @from to @to name @place with all the words that matter
 */
gboolean
muster_docs_place_in (MusterInquiry     *self,
                      GPtrArray         *words,
                      guint              from,
                      guint              to,
                      const MusterPlace *place)
{
  guint needed = 0;
  guint found = 0;

  for (guint i = from; place->address != NULL && i < to && i < words->len; i++)
    {
      const MusterWord *word = g_ptr_array_index (words, i);

      if (word->address && (g_ascii_strcasecmp (word->raw, place->address) == 0 ||
                            (g_str_has_suffix (word->raw, "@") && g_ascii_strncasecmp (word->raw, place->address, strlen (word->raw)) == 0)))
        return TRUE;
    }
  for (guint t = 0; t < place->tokens->len; t++)
    {
      const char *token = g_ptr_array_index (place->tokens, t);

      if (muster_is_generic_token (token))
        continue;
      needed++;
      if (has_token (words, from, to, token) ||
          (t + 1 < place->tokens->len && has_joined (words, from, to, token, g_ptr_array_index (place->tokens, t + 1))) ||
          (t > 0 && has_joined (words, from, to, g_ptr_array_index (place->tokens, t - 1), token)))
        found++;
    }
  return needed > 0 && found == needed;
}

static gboolean
is_pronoun (const MusterWord *word)
{
  static const char * const pronouns[] = { "she", "he", "they", "sie", "er", "elle", "il", "ella", "el", "zij", "hij", "ze", NULL };

  return g_strv_contains (pronouns, word->text);
}

/* Names in a span; a sentence that starts with “she” speaks of the one named before. */
static GPtrArray *
people_in (MusterInquiry *self,
           GPtrArray     *words,
           guint          from,
           guint          to,
           GPtrArray     *before)
{
  GPtrArray *people = g_ptr_array_new ();
  g_autoptr(GPtrArray) part = muster_words_range (words, from, to);
  g_autoptr(GPtrArray) mentions = muster_people_find_in (self, part);

  for (guint i = 0; mentions != NULL && i < mentions->len; i++)
    {
      const MusterPerson *person = muster_mention_person (g_ptr_array_index (mentions, i));

      if (person != NULL && !g_ptr_array_find (people, person, NULL))
        g_ptr_array_add (people, (gpointer) person);
    }
  if (people->len == 0 && before != NULL && is_pronoun (g_ptr_array_index (words, from)))
    g_ptr_array_extend (people, before, NULL, NULL);
  return people;
}

static gboolean
span_says (MusterInquiry *self,
           GPtrArray     *words,
           guint          from,
           guint          to,
           const char    *concept)
{
  g_autoptr(GPtrArray) part = muster_words_range (words, from, to);

  return muster_lexicon_says (self->lexicon, part, concept, MUSTER_LANGUAGES_ALL);
}

static void
add_voices (MusterVoices        *voices,
            GPtrArray           *people,
            const MusterArticle *article,
            guint                from,
            guint                to)
{
  for (guint i = 0; i < people->len; i++)
    {
      const MusterPerson *person = g_ptr_array_index (people, i);

      if (person->enabled && !g_ptr_array_find (voices->people, person, NULL))
        g_ptr_array_add (voices->people, (gpointer) person);
    }
  if (voices->sentence == NULL && article != NULL)
    {
      voices->sentence = sentence_text (article, from, to);
      voices->source = g_strdup (article->name);
    }
}

static gboolean
names_other_place (MusterInquiry     *self,
                   GPtrArray         *words,
                   guint              from,
                   guint              to,
                   const MusterPlace *place)
{
  GPtrArray *places = self->places;

  for (guint i = 0; places != NULL && i < places->len; i++)
    {
      const MusterPlace *other = g_ptr_array_index (places, i);

      if (other != place && g_strcmp0 (other->id, place->id) != 0 && muster_docs_place_in (self, words, from, to, other))
        return TRUE;
    }
  return FALSE;
}

static void
voices_from_article (MusterInquiry       *self,
                     const MusterArticle *article,
                     const MusterPlace   *place,
                     MusterVoices        *voices)
{
  g_autoptr(GPtrArray) before = NULL;
  gboolean in_article = muster_docs_place_in (self, article->words, 0, article->words->len, place);
  guint from = 0;
  guint to = 0;
  guint last_named = G_MAXUINT;
  guint number = 0;

  while (in_article && next_sentence (article->words, &from, &to))
    {
      g_autoptr(GPtrArray) people = people_in (self, article->words, from, to, before);
      gboolean named = muster_docs_place_in (self, article->words, from, to, place);
      gboolean cue = span_says (self, article->words, from, to, "approval-cue");
      gboolean follows = last_named != G_MAXUINT && number <= last_named + 2;

      if (named)
        last_named = number;
      if ((named && (cue || to - from <= 9)) || (follows && cue && !names_other_place (self, article->words, from, to, place)))
        {
          add_voices (voices, people, article, from, to);
          voices->only = voices->only || (people->len > 0 && span_says (self, article->words, from, to, "only-cue"));
          voices->manager = voices->manager || span_says (self, article->words, from, to, "manager-decides");
        }
      number++;
      g_clear_pointer (&before, g_ptr_array_unref);
      before = g_steal_pointer (&people);
    }
}

/**
 * muster_docs_place_voices:
 *
 * Returns: (transfer full) (nullable): who decides about @place; %NULL while articles or people are wanted
 */
MusterVoices *
muster_docs_place_voices (MusterInquiry     *self,
                          const MusterPlace *place)
{
  GPtrArray *articles = muster_inquiry_articles (self);
  MusterVoices *voices;

  if (articles == NULL || muster_inquiry_people (self) == NULL)
    return NULL;

  voices = g_new0 (MusterVoices, 1);
  voices->people = g_ptr_array_new ();
  for (guint i = 0; i < articles->len && voices->people->len == 0 && !voices->manager; i++)
    {
      const MusterArticle *article = g_ptr_array_index (articles, i);

      if (!article->procedure)
        voices_from_article (self, article, place, voices);
    }
  if (place->description != NULL && !muster_ticket_text_is_intruder (self->lexicon, place->description))
    {
      g_autoptr(GPtrArray) words = muster_words_split (place->description);

      if (muster_lexicon_says (self->lexicon, words, "approval-cue", MUSTER_LANGUAGES_ALL))
        {
          g_autoptr(GPtrArray) people = people_in (self, words, 0, words->len, NULL);

          if (voices->people->len == 0)
            {
              add_voices (voices, people, NULL, 0, 0);
              if (voices->sentence == NULL && people->len > 0)
                {
                  voices->sentence = g_strdup (place->description);
                  voices->source = g_strdup (place->name);
                }
            }
          voices->manager = voices->manager || muster_lexicon_says (self->lexicon, words, "manager-decides", MUSTER_LANGUAGES_ALL);
        }
    }
  return voices;
}

/**
 * muster_docs_topic_voices:
 * @topics: concepts, such as `starter-topic`; the first one that the documentation speaks of counts
 *
 * Returns: (transfer full) (nullable): who speaks for the client on a topic; %NULL while something is wanted
 */
MusterVoices *
muster_docs_topic_voices (MusterInquiry      *self,
                          const char * const *topics)
{
  GPtrArray *articles = muster_inquiry_articles (self);
  MusterVoices *voices;

  if (articles == NULL || muster_inquiry_people (self) == NULL)
    return NULL;

  voices = g_new0 (MusterVoices, 1);
  voices->people = g_ptr_array_new ();
  for (guint t = 0; topics[t] != NULL && voices->people->len == 0; t++)
    {
      for (guint i = 0; i < articles->len && voices->people->len == 0; i++)
        {
          const MusterArticle *article = g_ptr_array_index (articles, i);
          g_autoptr(GPtrArray) before = NULL;
          guint from = 0;
          guint to = 0;

          while (next_sentence (article->words, &from, &to))
            {
              g_autoptr(GPtrArray) people = people_in (self, article->words, from, to, before);

              if (people->len > 0 && span_says (self, article->words, from, to, topics[t]) &&
                  !span_says (self, article->words, from, to, "left-doc-strict"))
                {
                  add_voices (voices, people, article, from, to);
                  voices->only = voices->only || span_says (self, article->words, from, to, "only-cue");
                }
              g_clear_pointer (&before, g_ptr_array_unref);
              before = g_steal_pointer (&people);
            }
        }
    }
  return voices;
}

/**
 * muster_docs_hr:
 *
 * Returns: (transfer full): whom the documentation names for staff matters, else just `HR`
 */
char *
muster_docs_hr (MusterInquiry *self)
{
  static const char * const topics[] = { "hr-topic", "starter-topic", "leaver-topic", NULL };
  g_autoptr(MusterVoices) voices = muster_docs_topic_voices (self, topics);
  g_autoptr(GString) names = g_string_new (NULL);

  for (guint i = 0; voices != NULL && i < voices->people->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", ((const MusterPerson *) g_ptr_array_index (voices->people, i))->name);
  return g_strdup (names->len > 0 ? names->str : N_("HR"));
}

static void
read_passage (MusterInquiry       *self,
              const MusterArticle *article,
              guint                from,
              guint                to,
              MusterAbsence       *absence)
{
  g_autoptr(GPtrArray) words = muster_words_range (article->words, from, to);
  guint32 today = muster_dates_today (muster_case_get_now (self->ticket_case), muster_case_get_time_zone (self->ticket_case));
  g_autoptr(GArray) dates = muster_dates_find (words, article->text, today, FALSE);

  absence->left = muster_lexicon_says (self->lexicon, words, "left-doc", MUSTER_LANGUAGES_ALL) &&
                  !muster_lexicon_says (self->lexicon, words, "reenable-doc", MUSTER_LANGUAGES_ALL) &&
                  !muster_lexicon_says (self->lexicon, words, "leave-of-absence", MUSTER_LANGUAGES_ALL);
  absence->reenable = muster_lexicon_says (self->lexicon, words, "reenable-doc", MUSTER_LANGUAGES_ALL);
  absence->confirm = muster_lexicon_says (self->lexicon, words, "confirm-doc", MUSTER_LANGUAGES_ALL) &&
                     !muster_lexicon_says (self->lexicon, words, "no-confirm-doc", MUSTER_LANGUAGES_ALL);
  for (guint pass = 0; pass < 2 && absence->until == 0; pass++)
    {
      for (guint i = 0; i < dates->len; i++)
        {
          const MusterDate *date = &g_array_index (dates, MusterDate, i);

          if (pass == 0 ? date->role == MUSTER_DATE_UNTIL || date->role == MUSTER_DATE_BACK
                        : absence->reenable && date->role == MUSTER_DATE_FROM)
            absence->until = MAX (absence->until, date->day);
        }
    }
  absence->known = absence->left || absence->until != 0 || absence->reenable ||
                   muster_lexicon_says (self->lexicon, words, "leave-doc", MUSTER_LANGUAGES_ALL);
  if (absence->known)
    {
      absence->passage = sentence_text (article, from, to);
      absence->source = g_strdup (article->name);
    }
}

/**
 * muster_docs_absence:
 *
 * Returns: (transfer full) (nullable): what the documentation says about @person being away; %NULL while something is wanted
 */
MusterAbsence *
muster_docs_absence (MusterInquiry      *self,
                     const MusterPerson *person)
{
  GPtrArray *articles = muster_inquiry_articles (self);
  MusterAbsence *absence;

  if (articles == NULL || muster_inquiry_people (self) == NULL)
    return NULL;

  absence = g_new0 (MusterAbsence, 1);
  for (guint i = 0; i < articles->len && !absence->known; i++)
    {
      const MusterArticle *article = g_ptr_array_index (articles, i);
      guint start = G_MAXUINT;
      guint end = 0;
      guint from = 0;
      guint to = 0;

      while (next_sentence (article->words, &from, &to))
        {
          g_autoptr(GPtrArray) people = people_in (self, article->words, from, to, NULL);
          const MusterPerson *first = people->len > 0 ? g_ptr_array_index (people, 0) : NULL;

          if (start == G_MAXUINT && g_ptr_array_find (people, person, NULL))
            {
              start = from;
              end = to;
              for (guint p = 0; p < people->len; p++)
                {
                  const MusterPerson *other = g_ptr_array_index (people, p);

                  if (other != person && absence->decider == NULL)
                    absence->decider = g_strdup (other->name);
                }
            }
          else if (start != G_MAXUINT && first != NULL && first != person && !is_pronoun (g_ptr_array_index (article->words, from)))
            {
              /* Somebody else's line; but “X said to switch it on again” still speaks of this one */
              if (end != from || !span_says (self, article->words, from, to, "reenable-doc"))
                break;
              end = to;
            }
          else if (start != G_MAXUINT && end == from)
            {
              end = to;
            }
        }
      if (start != G_MAXUINT)
        read_passage (self, article, start, end, absence);
      if (!absence->known)
        g_clear_pointer (&absence->decider, g_free);
    }
  return absence;
}

/**
 * muster_docs_writeback:
 *
 * Returns: 1 when the documentation says that password writeback works, 0 when it says that it does not or says nothing
 */
int
muster_docs_writeback (MusterInquiry *self)
{
  GPtrArray *articles = muster_inquiry_articles (self);

  for (guint i = 0; articles != NULL && i < articles->len; i++)
    {
      const MusterArticle *article = g_ptr_array_index (articles, i);

      if (muster_lexicon_says (self->lexicon, article->words, "writeback-no", MUSTER_LANGUAGES_ALL))
        return 0;
      if (muster_lexicon_says (self->lexicon, article->words, "writeback-yes", MUSTER_LANGUAGES_ALL))
        return 1;
    }
  return 0;
}

/**
 * muster_docs_lacks_role:
 * @role: `exchange`, `security`, `intune`, `teams`, `groups` …
 *
 * Returns: whether the documentation says that this role is missing in the client's tenant
 */
gboolean
muster_docs_lacks_role (MusterInquiry *self,
                        const char    *role)
{
  GPtrArray *articles = muster_inquiry_articles (self);
  g_autofree char *pattern = g_strconcat (role, "*", NULL);

  for (guint i = 0; articles != NULL && i < articles->len; i++)
    {
      const MusterArticle *article = g_ptr_array_index (articles, i);
      guint from = 0;
      guint to = 0;

      while (next_sentence (article->words, &from, &to))
        {
          g_autoptr(GPtrArray) part = muster_words_range (article->words, from, to);

          if (muster_words_has (part, pattern) && muster_lexicon_says (self->lexicon, part, "rights-word", MUSTER_LANGUAGES_ALL) &&
              muster_lexicon_says (self->lexicon, part, "negation", MUSTER_LANGUAGES_ALL))
            return TRUE;
        }
    }
  return FALSE;
}

static double
word_weight (GPtrArray  *articles,
             const char *word)
{
  guint found = 0;

  for (guint i = 0; i < articles->len; i++)
    {
      const MusterArticle *article = g_ptr_array_index (articles, i);

      found += has_token (article->words, 0, article->words->len, word);
    }
  return found == 0 ? 0 : log (1.0 + (double) articles->len / found);
}

/* The stretch of an article that answers best: the sentence with most of the asked words and the next two. */
static char *
best_passage (const MusterArticle *article,
              GPtrArray           *asked)
{
  guint from = 0;
  guint to = 0;
  guint best_from = 0;
  guint best_to = 0;
  guint best = 0;
  guint more = 0;

  while (next_sentence (article->words, &from, &to))
    {
      guint hits = 0;

      for (guint i = 0; i < asked->len; i++)
        hits += has_token (article->words, from, to, g_ptr_array_index (asked, i));
      if (hits > best)
        {
          best = hits;
          best_from = from;
          best_to = to;
          more = 2;
        }
      else if (more > 0 && from == best_to)
        {
          best_to = to;
          more--;
        }
    }
  return best > 0 ? sentence_text (article, best_from, best_to) : NULL;
}

/**
 * muster_docs_answer:
 * @passage: (out) (optional): the sentences that answer
 * @score: (out): how well the article fits
 *
 * Returns: (nullable) (transfer none): the article that answers the ticket best
 */
const MusterArticle *
muster_docs_answer (MusterInquiry  *self,
                    char          **passage,
                    double         *score)
{
  GPtrArray *articles = muster_inquiry_articles (self);
  g_autoptr(GPtrArray) asked = g_ptr_array_new ();
  const MusterArticle *best = NULL;

  *score = 0;
  if (articles == NULL)
    return NULL;

  for (guint i = 0; i < self->text->words->len; i++)
    {
      const MusterWord *word = g_ptr_array_index (self->text->words, i);

      if (!muster_words_is_noise (word->text) && !g_ptr_array_find_with_equal_func (asked, word->text, g_str_equal, NULL))
        g_ptr_array_add (asked, word->text);
    }

  for (guint i = 0; i < articles->len; i++)
    {
      const MusterArticle *article = g_ptr_array_index (articles, i);
      g_autoptr(GPtrArray) title = muster_words_split (article->name);
      double sum = 0;

      if (article->procedure)
        continue;
      for (guint k = 0; k < asked->len; k++)
        {
          const char *word = g_ptr_array_index (asked, k);
          double weight = word_weight (articles, word);

          if (has_token (article->words, 0, article->words->len, word))
            sum += weight;
          if (has_token (title, 0, title->len, word))
            sum += 1.5 * MAX (weight, 1.0);
        }
      if (sum > *score)
        {
          *score = sum;
          best = article;
        }
    }
  if (best != NULL && passage != NULL)
    *passage = best_passage (best, asked);
  return best;
}
