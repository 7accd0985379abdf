/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-access.h"
#include "muster-json.h"
#include "muster-match.h"
#include "muster-words.h"

/* Which shared mailbox a text means: its address, or the words beside “mailbox”. */

static gboolean
is_mailbox_word (MusterInquiry    *self,
                 GPtrArray        *words,
                 guint             i)
{
  g_autoptr(GPtrArray) one = muster_words_range (words, i, i + 1);

  return muster_lexicon_says (self->lexicon, one, "mailbox-word", MUSTER_LANGUAGES_ALL);
}

static void
add_query (GPtrArray  *queries,
           const char *word)
{
  static const char * const filler[] = { "shared", "inbox", "partagee", "compartido", "gedeelde", "gemeinsame", "gemeinsames", "access", "acces", "acceso", "zugriff", "toegang", "full", "old", "electronique", "lettres", "aux", "generique", "correo", "mail", "email", "also", "plus", "send", "sending", "fur", "general", "group", "freischalten", "freigeben", "einrichten", "lesen", "own", "allgemeine", "complet", "monday", "today", "morgen", "from", NULL };

  if (muster_words_is_noise (word) || strlen (word) < 2 || g_strv_contains (filler, word) || g_ascii_isdigit (word[0]))
    return;
  if (!g_ptr_array_find_with_equal_func (queries, word, g_str_equal, NULL) && queries->len < 5)
    g_ptr_array_add (queries, g_strdup (word));
}

/* What the mailbox is called: its address, or the words beside “mailbox”. */
static GPtrArray *
mailbox_queries (MusterInquiry *self,
                 GPtrArray     *words)
{
  static const char * const tails[] = { "postfach", "mailbox", "postvak", "inbox", "postbus", NULL };
  GPtrArray *queries = g_ptr_array_new_with_free_func (g_free);
  gboolean own = words == self->text->words;

  for (guint i = 0; i < words->len; i++)
    {
      const MusterWord *word = g_ptr_array_index (words, i);
      const char *at = strchr (word->raw, '@');

      if (word->address && at != NULL && muster_match_negated (self, words, i) == FALSE)
        {
          g_autofree char *local = g_utf8_strdown (word->raw, at - word->raw);

          add_query (queries, local);
        }
    }
  for (guint i = 0; i < words->len; i++)
    {
      const MusterWord *word = g_ptr_array_index (words, i);

      for (guint t = 0; tails[t] != NULL; t++)
        {
          if (g_str_has_suffix (word->text, tails[t]) && strlen (word->text) > strlen (tails[t]) + 2)
            {
              g_autofree char *head = g_strndup (word->text, strlen (word->text) - strlen (tails[t]));

              if (g_str_has_suffix (head, "s") && strlen (head) > 6)
                head[strlen (head) - 1] = '\0';
              add_query (queries, head);
            }
        }
      if (!is_mailbox_word (self, words, i) || muster_match_negated (self, words, i))
        continue;
      for (guint k = 1; k <= 3; k++)
        {
          const MusterWord *after = i + k < words->len ? g_ptr_array_index (words, i + k) : NULL;
          const MusterWord *before = k <= i ? g_ptr_array_index (words, i - k) : NULL;

          if (k <= 2 && before != NULL && before->sentence == word->sentence && !before->address && !(own && muster_match_in_mention (self, i - k)) && !is_mailbox_word (self, words, i - k))
            add_query (queries, before->text);
          if (after != NULL && after->sentence == word->sentence && !after->address && !(own && muster_match_in_mention (self, i + k)) && !is_mailbox_word (self, words, i + k))
            add_query (queries, after->text);
        }
    }
  return queries;
}

static MusterPlace *
mailbox_place (MusterInquiry *self,
               JsonObject    *mailbox)
{
  MusterPlace *place;
  const char *address = muster_json_str (mailbox, "PrimarySmtpAddress");
  const char *name = muster_json_str (mailbox, "DisplayName");
  g_autoptr(GPtrArray) words = NULL;

  if (address == NULL)
    return NULL;
  place = g_new0 (MusterPlace, 1);
  place->kind = MUSTER_PLACE_MAILBOX;
  place->address = g_utf8_strdown (address, -1);
  place->id = g_strdup (place->address);
  place->ref = g_strconcat ("mailbox:", place->address, NULL);
  place->name = g_strdup (name != NULL ? name : address);
  place->synced = muster_json_bool (mailbox, "IsDirSynced", FALSE);
  place->tokens = g_ptr_array_new_with_free_func (g_free);
  words = muster_words_split (place->name);
  for (guint i = 0; i < words->len; i++)
    g_ptr_array_add (place->tokens, g_strdup (((MusterWord *) g_ptr_array_index (words, i))->text));
  {
    g_autofree char *local = g_strndup (place->address, strcspn (place->address, "@"));
    g_autofree char *folded = muster_words_fold (local);
    g_auto(GStrv) parts = g_strsplit_set (folded, ".-_", -1);

    for (guint i = 0; parts[i] != NULL; i++)
      g_ptr_array_add (place->tokens, g_strdup (parts[i]));
  }
  return place;
}

static void
place_free_cb (gpointer data)
{
  MusterPlace *place = data;

  g_free (place->id);
  g_free (place->ref);
  g_free (place->name);
  g_free (place->address);
  g_free (place->description);
  g_ptr_array_unref (place->tokens);
  g_free (place);
}

/* An address or a word of the name; all the words asked for beat some of them. */
static double
score_mailbox (GPtrArray         *queries,
               const MusterPlace *place,
               GPtrArray         *words)
{
  double score = 0;

  for (guint i = 0; i < words->len; i++)
    {
      if (muster_match_address (g_ptr_array_index (words, i), place))
        return 10;
    }
  for (guint i = 0; i < queries->len; i++)
    {
      if (muster_match_place_has (place, g_ptr_array_index (queries, i)))
        score += 1;
    }
  for (guint t = 0; t < place->tokens->len; t++)
    {
      const char *token = g_ptr_array_index (place->tokens, t);

      if (muster_match_token_counts (token) && muster_match_find_token (words, 0, words->len, token) >= 0)
        score += 0.25;
    }
  return score;
}

/**
 * muster_match_mailboxes:
 * @words: (element-type MusterWord): the text that names the mailbox
 * @forbidden: (out): the tenant does not let us read mailboxes
 *
 * Returns: (transfer full) (nullable) (element-type MusterPlace): shared mailboxes that are meant; %NULL while something is wanted
 */
GPtrArray *
muster_match_mailboxes (MusterInquiry *self,
                        GPtrArray     *words,
                        gboolean      *forbidden)
{
  g_autoptr(GPtrArray) queries = mailbox_queries (self, words);
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func (place_free_cb);
  GPtrArray *best = g_ptr_array_new_with_free_func (place_free_cb);
  gboolean waiting = FALSE;
  double top = 0.5;

  *forbidden = FALSE;
  for (guint i = 0; i < queries->len; i++)
    {
      const char *status;
      JsonObject *result = muster_inquiry_read (self, &status, "microsoft365:find-mailboxes", "query", g_ptr_array_index (queries, i), NULL);
      JsonArray *list = muster_json_arr (result, "mailboxes");

      waiting = waiting || g_str_equal (status, "wanted");
      *forbidden = *forbidden || g_str_equal (status, "forbidden");
      for (guint k = 0; list != NULL && k < json_array_get_length (list); k++)
        {
          JsonObject *mailbox = muster_json_arr_obj (list, k);
          MusterPlace *place = g_strcmp0 (muster_json_str (mailbox, "RecipientTypeDetails"), "UserMailbox") != 0 ? mailbox_place (self, mailbox) : NULL;

          if (place != NULL)
            g_ptr_array_add (all, place);
        }
    }
  if (waiting)
    {
      g_ptr_array_unref (best);
      return NULL;
    }

  for (guint i = 0; i < all->len; i++)
    {
      MusterPlace *place = g_ptr_array_index (all, i);
      double score = score_mailbox (queries, place, words);
      gboolean doubled = FALSE;

      if (score > top + 0.1)
        {
          g_ptr_array_set_size (best, 0);
          top = score;
        }
      if (score < top - 0.1)
        continue;
      for (guint k = 0; k < best->len; k++)
        doubled = doubled || g_str_equal (((MusterPlace *) g_ptr_array_index (best, k))->id, place->id);
      if (!doubled)
        {
          g_autoptr(JsonObject) copy = json_object_new ();

          json_object_set_string_member (copy, "PrimarySmtpAddress", place->address);
          json_object_set_string_member (copy, "DisplayName", place->name);
          g_ptr_array_add (best, mailbox_place (self, copy));
        }
    }
  return best;
}
