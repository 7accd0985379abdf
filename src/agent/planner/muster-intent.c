/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <math.h>
#include <string.h>

#include "muster-facts.h"
#include "muster-intent.h"
#include "muster-words.h"
#include "muster-workflow-ranker.h"

/* Which workflow a ticket asks for: trigger phrases first, the text ranking of the examples second, the PSA's ticket
 * type as a hint; below a margin the answer is “none”. */

#define LEAST_SCORE 1.6
#define LEAST_MARGIN 0.05

/**
 * muster_intent_words:
 *
 * Returns: (transfer full): the folded, stemmed words of a ticket that a text index is asked for
 */
char **
muster_intent_words (MusterCase *ticket_case)
{
  g_autoptr(MusterTicketText) text = muster_inquiry_text (ticket_case);
  GPtrArray *out = g_ptr_array_new ();

  for (guint i = 0; i < text->words->len && out->len < 60; i++)
    {
      const MusterWord *word = g_ptr_array_index (text->words, i);
      g_autofree char *stem = NULL;

      if (word->address || muster_words_is_noise (word->text))
        continue;
      stem = muster_words_stem (word->text);
      if (!g_ptr_array_find_with_equal_func (out, stem, g_str_equal, NULL))
        g_ptr_array_add (out, g_steal_pointer (&stem));
    }
  g_ptr_array_add (out, NULL);
  return (char **) g_ptr_array_free (out, FALSE);
}

static int
compare_ranks (gconstpointer a,
               gconstpointer b)
{
  const MusterWorkflowRank *left = *(MusterWorkflowRank * const *) a;
  const MusterWorkflowRank *right = *(MusterWorkflowRank * const *) b;

  return left->score < right->score ? 1 : left->score > right->score ? -1 : strcmp (left->id, right->id);
}

/**
 * muster_intent_bm25:
 *
 * Ranks the library's workflows by BM25 without any store.
 *
 * Returns: (transfer full) (element-type MusterWorkflowRank): best first
 */
GPtrArray *
muster_intent_bm25 (MusterWorkflowLibrary *library,
                    const char * const    *words)
{
  GPtrArray *workflows = muster_workflow_library_list (library);
  GPtrArray *ranks = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_workflow_rank_free);
  double average = 0;

  for (guint i = 0; i < workflows->len; i++)
    average += ((const MusterWorkflow *) g_ptr_array_index (workflows, i))->n_index;
  average = MAX (average / MAX (workflows->len, 1), 1);

  for (guint i = 0; i < workflows->len; i++)
    g_ptr_array_add (ranks, muster_workflow_rank_new (((const MusterWorkflow *) g_ptr_array_index (workflows, i))->id, 0));
  for (guint w = 0; words[w] != NULL; w++)
    {
      guint documents = 0;
      double idf;

      for (guint i = 0; i < workflows->len; i++)
        documents += g_hash_table_contains (((const MusterWorkflow *) g_ptr_array_index (workflows, i))->counts, words[w]);
      if (documents == 0)
        continue;
      idf = log (1 + (workflows->len - documents + 0.5) / (documents + 0.5));
      for (guint i = 0; i < workflows->len; i++)
        {
          const MusterWorkflow *workflow = g_ptr_array_index (workflows, i);
          double frequency = GPOINTER_TO_UINT (g_hash_table_lookup (workflow->counts, words[w]));

          if (frequency > 0)
            ((MusterWorkflowRank *) g_ptr_array_index (ranks, i))->score +=
              idf * frequency * 2.2 / (frequency + 1.2 * (0.25 + 0.75 * workflow->n_index / average));
        }
    }
  g_ptr_array_sort (ranks, compare_ranks);
  return ranks;
}

static double
phrase_weight (const char *phrase)
{
  guint words = 1;

  for (const char *p = phrase; *p != '\0'; p++)
    words += *p == ' ' && strncmp (p, " ..", 3) != 0;
  return 1.5 + 0.5 * MIN (words - 1, 3u);
}

/* Each stretch of text counts once, for the heaviest phrase that covers it. */
static double
score_phrases (MusterInquiry *self,
               GPtrArray     *phrases)
{
  GPtrArray *words = self->text->words;
  g_autofree double *best = g_new0 (double, words->len + 1);
  double sum = 0;

  for (guint i = 0; i < phrases->len; i++)
    {
      const char *phrase = g_ptr_array_index (phrases, i);
      guint length = 0;
      int at = muster_word_index_match (self->text->index, phrase, 0, &length);

      while (at >= 0)
        {
          double weight = phrase_weight (phrase) * ((guint) at < self->text->n_summary ? 1.3 : 1.0);

          best[at] = MAX (best[at], weight);
          for (guint k = (guint) at + 1; k < (guint) at + length && k < words->len; k++)
            best[k] = MIN (best[k], 0);
          at = (guint) at + 1 < words->len ? muster_word_index_match (self->text->index, phrase, (guint) at + length, &length) : -1;
        }
    }
  {
    /* Saying a thing three times makes it no surer than twice */
    double top[3] = { 0, 0, 0 };

    for (guint i = 0; i < words->len; i++)
      {
        double value = best[i];

        for (guint k = 0; k < 3; k++)
          {
            if (value > top[k])
              {
                double swap = top[k];

                top[k] = value;
                value = swap;
              }
          }
      }
    sum = top[0] + 0.6 * top[1] + 0.3 * top[2];
  }
  return sum;
}

static double
score_type (GPtrArray            *words,
            const MusterWorkflow *workflow)
{
  for (guint i = 0; i < workflow->types->len; i++)
    {
      if (muster_words_has (words, g_ptr_array_index (workflow->types, i)))
        return 1.4;
    }
  return 0;
}

static double
ranking_score (GPtrArray  *ranking,
               const char *id)
{
  double best = 0;
  double score = 0;

  for (guint i = 0; ranking != NULL && i < ranking->len; i++)
    {
      const MusterWorkflowRank *rank = g_ptr_array_index (ranking, i);

      best = MAX (best, rank->score);
      if (g_strcmp0 (rank->id, id) == 0)
        score = rank->score;
    }
  return best > 0 ? score / best : 0;
}

/**
 * muster_intent_decide:
 * @ranking: (nullable) (element-type MusterWorkflowRank): the text ranking
 *
 * Returns: the workflow that fits clearly, or none
 */
MusterIntent
muster_intent_decide (MusterInquiry *self,
                      GPtrArray     *ranking)
{
  GPtrArray *workflows = muster_workflow_library_list (self->library);
  const char *type = muster_ticket_get_ticket_type (self->ticket);
  g_autoptr(GPtrArray) type_words = muster_words_split (type != NULL ? type : "");
  MusterIntent intent = { NULL, NULL, 0, 0, FALSE };
  double next = 0;

  for (guint i = 0; i < workflows->len; i++)
    {
      const MusterWorkflow *workflow = g_ptr_array_index (workflows, i);
      double score = score_phrases (self, workflow->triggers) + 0.45 * score_phrases (self, workflow->weak) -
                     1.2 * score_phrases (self, workflow->against);

      score += score_type (type_words, workflow) + 1.2 * ranking_score (ranking, workflow->id);
      if (score > 0.5)
        score += workflow->bonus;
      if (score > intent.score)
        {
          next = intent.score;
          intent.second = intent.workflow;
          intent.score = score;
          intent.workflow = workflow;
        }
      else if (score > next)
        {
          next = score;
          intent.second = workflow;
        }
    }
  intent.margin = intent.score - next;
  intent.nothing = intent.score < LEAST_SCORE;
  if (intent.nothing ||
      (intent.margin < LEAST_MARGIN && g_strcmp0 (intent.workflow->family, intent.second->family) != 0))
    intent.workflow = NULL;
  return intent;
}

/* What the ticket's words alone come to */
typedef struct
{
  MusterWorkflowLibrary *library;  /* (owned) */
  GPtrArray             *ranking;  /* (owned) */
  MusterIntent           intent;
} OwnIntent;

static void
own_intent_free (gpointer data)
{
  OwnIntent *own = data;

  g_object_unref (own->library);
  g_ptr_array_unref (own->ranking);
  g_free (own);
}

/**
 * muster_intent_own:
 * @ranking: (out) (optional) (transfer full): the BM25 ranking that it rests on
 *
 * Returns: the workflow that fits clearly by the ranking of the planner itself; worked out once for a case
 */
MusterIntent
muster_intent_own (MusterInquiry *self,
                   GPtrArray    **ranking)
{
  GQuark key = g_quark_from_static_string ("muster-own-intent");
  OwnIntent *own = muster_case_get_kept (self->ticket_case, key);

  if (own == NULL || own->library != self->library)
    {
      g_auto(GStrv) words = muster_intent_words (self->ticket_case);

      own = g_new0 (OwnIntent, 1);
      own->library = g_object_ref (self->library);
      own->ranking = muster_intent_bm25 (self->library, (const char * const *) words);
      own->intent = muster_intent_decide (self, own->ranking);
      muster_case_keep (self->ticket_case, key, own, own_intent_free);
    }
  if (ranking != NULL)
    *ranking = g_ptr_array_ref (own->ranking);
  return own->intent;
}
