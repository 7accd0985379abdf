/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-people.h"
#include "muster-words.h"

/* What part a named person plays in the request: who shall get something, who leaves, whose account it is, or
 * who is only mentioned along the way. */

static const struct
{
  const char *before;
  const char *after;
} cues[] = {
  [MUSTER_ROLE_BENEFIT] = { "cue-benefit-before", "cue-benefit-after" },
  [MUSTER_ROLE_LEAVER] = { "cue-leaver-before", "cue-leaver-after" },
  [MUSTER_ROLE_SUBJECT] = { "cue-subject-before", "cue-subject-after" },
};

static GPtrArray *
window (MusterInquiry       *self,
        const MusterMention *mention,
        gboolean             before,
        guint                width)
{
  GPtrArray *words = self->text->words;
  const MusterWord *anchor = g_ptr_array_index (words, mention->from);
  guint from = before ? (mention->from > width ? mention->from - width : 0) : mention->from + mention->length;
  guint to = before ? mention->from : MIN (mention->from + mention->length + width, words->len);
  GPtrArray *part = g_ptr_array_new ();

  for (guint i = from; i < to; i++)
    {
      MusterWord *word = g_ptr_array_index (words, i);

      if (word->sentence == anchor->sentence)
        g_ptr_array_add (part, word);
    }
  return part;
}

/* “Hello, Julie has to get in” speaks of Julie, “Hello Julie,” to her. */
static gboolean
behind_greeting (MusterInquiry       *self,
                 const MusterMention *mention,
                 GPtrArray           *before)
{
  GPtrArray *words = self->text->words;
  const MusterWord *first = g_ptr_array_index (words, mention->from);
  const MusterWord *last = g_ptr_array_index (words, mention->from + mention->length - 1);
  const MusterWord *left = before->len > 0 ? g_ptr_array_index (before, before->len - 1) : NULL;

  if (left == NULL || self->text->own[left->end] != ',' || self->text->own[last->end] != ' ' || first->sentence != left->sentence)
    return FALSE;
  return muster_lexicon_says (self->lexicon, before, "greeting", self->languages);
}

/**
 * muster_mention_score:
 *
 * Returns: how much speaks for @mention playing @role; below zero: it is somebody else in the story
 */
int
muster_mention_score (MusterInquiry       *self,
                      const MusterMention *mention,
                      MusterRole           role)
{
  g_autoptr(GPtrArray) near_before = window (self, mention, TRUE, 2);
  g_autoptr(GPtrArray) before = window (self, mention, TRUE, 4);
  g_autoptr(GPtrArray) near_after = window (self, mention, FALSE, 3);
  g_autoptr(GPtrArray) after = window (self, mention, FALSE, 7);
  int score = 0;

  if (mention->from < self->text->n_summary)
    score += 1;
  if (muster_lexicon_says (self->lexicon, before, cues[role].before, self->languages))
    score += 2;
  if (muster_lexicon_says (self->lexicon, after, cues[role].after, self->languages))
    score += 2;
  if (muster_lexicon_says (self->lexicon, near_before, "cue-aside-before", self->languages) && !behind_greeting (self, mention, near_before))
    score -= 3;
  if (muster_lexicon_says (self->lexicon, near_after, "cue-aside-after", self->languages))
    score -= 3;
  return score;
}

static gboolean
is_requester (MusterInquiry       *self,
              const MusterMention *mention)
{
  return self->requester != NULL && g_ptr_array_find (mention->people, self->requester, NULL);
}

/**
 * muster_mentions_for_role:
 * @least: the score from which a mention counts
 *
 * Returns: (transfer full) (nullable) (element-type MusterMention): mentions that play @role, without the
 *   requester and without repeats; %NULL while the directory is wanted
 */
GPtrArray *
muster_mentions_for_role (MusterInquiry *self,
                          MusterRole     role,
                          int            least)
{
  GPtrArray *mentions = muster_people_mentions (self);
  GPtrArray *chosen;
  int best = G_MININT;

  muster_inquiry_requester (self);
  if (mentions == NULL)
    return NULL;

  for (guint i = 0; i < mentions->len; i++)
    {
      const MusterMention *mention = g_ptr_array_index (mentions, i);

      if (!is_requester (self, mention))
        best = MAX (best, muster_mention_score (self, mention, role));
    }

  chosen = g_ptr_array_new ();
  for (guint i = 0; i < mentions->len; i++)
    {
      MusterMention *mention = g_ptr_array_index (mentions, i);
      int score = muster_mention_score (self, mention, role);
      gboolean repeated = FALSE;

      if (is_requester (self, mention) || score < least || score < best - 1)
        continue;
      for (guint k = 0; k < chosen->len; k++)
        {
          MusterMention *other = g_ptr_array_index (chosen, k);

          /* “Sarah” after “Sarah Jennings (sales)” is the same person, said shorter */
          for (guint p = 0; p < mention->people->len; p++)
            repeated = repeated || g_ptr_array_find (other->people, g_ptr_array_index (mention->people, p), NULL);
          if (repeated && mention->people->len > 0 && mention->people->len < other->people->len)
            chosen->pdata[k] = mention;
          if (repeated)
            break;
        }
      if (!repeated)
        g_ptr_array_add (chosen, mention);
    }
  return chosen;
}
