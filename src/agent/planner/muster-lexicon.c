/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include <gio/gio.h>

#include "muster-json-guard.h"
#include "muster-json.h"
#include "muster-lexicon.h"
#include "muster-words.h"

#define LEXICON_PATH "/io/github/mustermsp/Muster/workflows/lexicon.json"

/* The word lists of the five languages: concepts and the phrases that mean them, stop words for telling
 * languages apart, nicknames, and the readable names of licences. Read once, never changed. */
struct _MusterLexicon
{
  GHashTable *concepts;    /* name → GPtrArray[MUSTER_N_LANGUAGES] */
  GHashTable *stopwords[MUSTER_N_LANGUAGES];
  GHashTable *honorifics;
  GHashTable *nicknames;   /* given name → strv */
  GHashTable *licences;    /* part number → GPtrArray of phrases */
};

static const char * const language_names[MUSTER_N_LANGUAGES] = { "en", "de", "es", "fr", "nl" };

static GPtrArray *
split_phrases (const char *text)
{
  GPtrArray *phrases = g_ptr_array_new_with_free_func (g_free);
  g_auto(GStrv) parts = g_strsplit (text != NULL ? text : "", ";", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_strstrip (parts[i]);
      if (*parts[i] != '\0')
        g_ptr_array_add (phrases, muster_words_fold (parts[i]));
    }
  return phrases;
}

static GHashTable *
split_set (const char *text)
{
  GHashTable *set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto(GStrv) parts = g_strsplit (text != NULL ? text : "", " ", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (*parts[i] != '\0')
        g_hash_table_add (set, g_strdup (parts[i]));
    }
  return set;
}

static void
load_concepts (MusterLexicon *self,
               JsonObject    *concepts)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, concepts);
  while (json_object_iter_next (&iter, &name, &node))
    {
      GPtrArray **lists = g_new0 (GPtrArray *, MUSTER_N_LANGUAGES);

      for (guint i = 0; i < MUSTER_N_LANGUAGES; i++)
        lists[i] = split_phrases (muster_json_str (json_node_get_object (node), language_names[i]));
      g_hash_table_insert (self->concepts, g_strdup (name), lists);
    }
}

static void
load_names (GHashTable *table,
            JsonObject *object,
            gboolean    phrases)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &node))
    {
      if (phrases)
        g_hash_table_insert (table, g_strdup (name), split_phrases (json_node_get_string (node)));
      else
        g_hash_table_insert (table, g_strdup (name), g_strsplit (json_node_get_string (node), " ", -1));
    }
}

static MusterLexicon *
load (void)
{
  MusterLexicon *self = g_new0 (MusterLexicon, 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_resources_lookup_data (LEXICON_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  g_autoptr(JsonNode) root = bytes != NULL ? muster_json_parse (bytes, NULL, NULL, &error) : NULL;
  JsonObject *object;

  if (root == NULL)
    g_error ("The lexicon is missing from the program: %s", error->message);

  object = json_node_get_object (root);
  self->concepts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->nicknames = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
  self->licences = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->honorifics = split_set (muster_json_str (object, "honorifics"));
  for (guint i = 0; i < MUSTER_N_LANGUAGES; i++)
    self->stopwords[i] = split_set (muster_json_str (muster_json_obj (object, "stopwords"), language_names[i]));
  load_concepts (self, muster_json_obj (object, "concepts"));
  load_names (self->nicknames, muster_json_obj (object, "nicknames"), FALSE);
  load_names (self->licences, muster_json_obj (object, "licences"), TRUE);
  return self;
}

/**
 * muster_lexicon_get:
 *
 * Returns: (transfer none): the one lexicon of the program
 */
const MusterLexicon *
muster_lexicon_get (void)
{
  static gsize lexicon = 0;

  if (g_once_init_enter (&lexicon))
    g_once_init_leave (&lexicon, (gsize) load ());
  return (const MusterLexicon *) lexicon;
}

guint
muster_lexicon_language_bit (const char *language)
{
  for (guint i = 0; i < MUSTER_N_LANGUAGES; i++)
    {
      if (language != NULL && strncmp (language, language_names[i], 2) == 0)
        return 1u << i;
    }
  return 0;
}

const char *
muster_lexicon_language_name (guint index)
{
  return index < MUSTER_N_LANGUAGES ? language_names[index] : "en";
}

/**
 * muster_lexicon_detect:
 * @fallback: the language when the words do not tell
 * @certain: (out): whether they told
 *
 * Returns: the language of a text, by its function words
 */
const char *
muster_lexicon_detect (const MusterLexicon *self,
                       GPtrArray           *words,
                       const char          *fallback,
                       gboolean            *certain)
{
  guint counts[MUSTER_N_LANGUAGES] = { 0 };
  guint best = 0;
  guint second = 0;

  for (guint i = 0; i < words->len; i++)
    {
      const MusterWord *word = g_ptr_array_index (words, i);

      for (guint l = 0; l < MUSTER_N_LANGUAGES; l++)
        counts[l] += g_hash_table_contains (self->stopwords[l], word->text);
    }
  for (guint l = 1; l < MUSTER_N_LANGUAGES; l++)
    {
      if (counts[l] > counts[best])
        best = l;
    }
  for (guint l = 0; l < MUSTER_N_LANGUAGES; l++)
    {
      if (l != best && counts[l] > second)
        second = counts[l];
    }

  *certain = counts[best] >= 2 && counts[best] >= second + 2;
  if (*certain || (counts[best] > second && counts[best] >= 2))
    return language_names[best];
  for (guint l = 0; l < MUSTER_N_LANGUAGES; l++)
    {
      if (fallback != NULL && strncmp (fallback, language_names[l], 2) == 0)
        return language_names[l];
    }
  return language_names[best];
}

/**
 * muster_lexicon_find:
 * @concept: name of a concept
 * @languages: bits of the languages to look in
 * @length: (out) (optional): how many words it covers
 *
 * Returns: where a phrase of the concept first occurs at or after @from, or -1
 */
int
muster_lexicon_find (const MusterLexicon *self,
                     GPtrArray           *words,
                     const char          *concept,
                     guint                languages,
                     guint                from,
                     guint               *length)
{
  GPtrArray **lists = g_hash_table_lookup (self->concepts, concept);
  MusterWordIndex *index;
  int best = -1;

  if (lists == NULL || from >= words->len)
    return -1;

  index = muster_word_index_new (words);
  for (guint l = 0; l < MUSTER_N_LANGUAGES; l++)
    {
      if ((languages & (1u << l)) == 0)
        continue;
      for (guint i = 0; i < lists[l]->len; i++)
        {
          guint n = 0;
          int at = muster_word_index_match (index, g_ptr_array_index (lists[l], i), from, &n);

          if (at >= 0 && (best < 0 || at < best))
            {
              best = at;
              if (length != NULL)
                *length = n;
            }
        }
    }
  muster_word_index_free (index);
  return best;
}

gboolean
muster_lexicon_says (const MusterLexicon *self,
                     GPtrArray           *words,
                     const char          *concept,
                     guint                languages)
{
  return muster_lexicon_find (self, words, concept, languages, 0, NULL) >= 0;
}

gboolean
muster_lexicon_is_honorific (const MusterLexicon *self,
                             const char          *word)
{
  return g_hash_table_contains (self->honorifics, word);
}

/**
 * muster_lexicon_is_nickname:
 *
 * Returns: whether people called @given (folded) are also called @nickname (folded)
 */
gboolean
muster_lexicon_is_nickname (const MusterLexicon *self,
                            const char          *given,
                            const char          *nickname)
{
  const char * const *list = g_hash_table_lookup (self->nicknames, given);

  return list != NULL && g_strv_contains (list, nickname);
}

/**
 * muster_lexicon_licence_names:
 *
 * Returns: (transfer none) (nullable) (element-type utf8): the names by which people ask for a licence
 */
GPtrArray *
muster_lexicon_licence_names (const MusterLexicon *self,
                              const char          *part_number)
{
  return g_hash_table_lookup (self->licences, part_number);
}
