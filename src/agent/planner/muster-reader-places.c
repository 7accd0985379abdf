/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-docs-terms.h"
#include "muster-inquiry.h"
#include "muster-json.h"
#include "muster-note-text.h"
#include "muster-text.h"
#include "muster-words.h"

/* What the case knows of the client's groups, teams and lists, and of its articles and procedures. */

static void
place_free (gpointer data)
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

static void
article_free (gpointer data)
{
  MusterArticle *article = data;

  g_free (article->name);
  g_free (article->text);
  g_free (article->steps);
  g_free (article->updated);
  g_free (article->newer);
  g_free (article->newer_updated);
  g_ptr_array_unref (article->words);
  g_free (article);
}

static void
camel_tokens (GPtrArray  *tokens,
              const char *name)
{
  g_autoptr(GString) spaced = g_string_new (NULL);
  gunichar before = 0;

  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gunichar after = g_utf8_get_char (g_utf8_next_char (p));

      if (before != 0 && g_unichar_isupper (c) && (g_unichar_islower (before) || (g_unichar_isupper (before) && g_unichar_islower (after))))
        g_string_append_c (spaced, ' ');
      g_string_append_unichar (spaced, c);
      before = c;
    }
  muster_inquiry_add_tokens (tokens, spaced->str);
}

static gboolean
has_group_type (JsonObject *group,
                const char *type)
{
  JsonArray *types = muster_json_arr (group, "groupTypes");

  for (guint i = 0; types != NULL && i < json_array_get_length (types); i++)
    {
      if (g_strcmp0 (muster_json_arr_str (types, i), type) == 0)
        return TRUE;
    }
  return FALSE;
}

static MusterPlace *
place_from_group (JsonObject *group)
{
  MusterPlace *place = g_new0 (MusterPlace, 1);
  const char *mail = muster_json_str (group, "mail");
  const char *name = muster_json_str (group, "displayName");

  place->id = g_strdup (muster_json_str (group, "id"));
  place->ref = g_strconcat ("group:", place->id, NULL);
  place->name = g_strdup (name != NULL ? name : "");
  place->address = mail != NULL ? g_utf8_strdown (mail, -1) : NULL;
  place->description = g_strdup (muster_json_str (group, "description"));
  place->synced = muster_json_bool (group, "onPremisesSyncEnabled", FALSE);
  place->privileged = muster_json_bool (group, "isAssignableToRole", FALSE);
  place->dynamic = has_group_type (group, "DynamicMembership") || muster_json_str (group, "membershipRule") != NULL;
  if (has_group_type (group, "Unified"))
    place->kind = MUSTER_PLACE_MICROSOFT365;
  else if (!muster_json_bool (group, "mailEnabled", FALSE))
    place->kind = MUSTER_PLACE_SECURITY;
  else if (muster_json_bool (group, "securityEnabled", FALSE))
    place->kind = MUSTER_PLACE_MAIL_ENABLED;
  else
    place->kind = MUSTER_PLACE_DISTRIBUTION;
  place->tokens = g_ptr_array_new_with_free_func (g_free);
  camel_tokens (place->tokens, place->name);
  return place;
}

/**
 * muster_inquiry_places:
 *
 * Returns: (transfer none) (nullable): the tenant's groups, teams marked among them, or %NULL while they are wanted
 */
GPtrArray *
muster_inquiry_places (MusterInquiry *self)
{
  const char *status;
  const char *team_status;
  JsonArray *groups;
  JsonArray *teams;
  JsonObject *result;
  JsonObject *team_result;

  if (self->places != NULL)
    return self->places;

  result = muster_inquiry_read (self, &status, "microsoft365:find-groups", NULL);
  team_result = muster_inquiry_read (self, &team_status, "microsoft365:list-teams", NULL);
  if (g_str_equal (status, "wanted") || g_str_equal (team_status, "wanted"))
    return NULL;

  self->places = g_ptr_array_new_with_free_func (place_free);
  groups = muster_json_arr (result, "groups");
  teams = muster_json_arr (team_result, "teams");
  for (guint i = 0; groups != NULL && i < json_array_get_length (groups); i++)
    {
      JsonObject *group = muster_json_arr_obj (groups, i);
      MusterPlace *place;

      if (group == NULL || muster_json_str (group, "id") == NULL)
        continue;
      place = place_from_group (group);
      for (guint k = 0; teams != NULL && k < json_array_get_length (teams); k++)
        {
          JsonObject *team = muster_json_arr_obj (teams, k);

          if (g_strcmp0 (muster_json_str (team, "id"), place->id) == 0)
            {
              place->is_team = TRUE;
              camel_tokens (place->tokens, muster_json_str (team, "displayName") != NULL ? muster_json_str (team, "displayName") : "");
              if (place->description == NULL)
                place->description = g_strdup (muster_json_str (team, "description"));
            }
        }
      g_ptr_array_add (self->places, place);
    }
  return self->places;
}

/* A folder whose name says that it is old. */
static gboolean
is_old_name (const char *name)
{
  static const char * const old[] = { "archive*", "archiv*", "archivo*", "archief*", "old", "alt", "altes", "obsolet*", "veraltet", "ancien*", "antigu*", "oud", "oude", "deprecated", "superseded", "perime*", "vervallen", "historic*", "legacy", "trash", "papierkorb", "corbeille", "papelera", "prullenbak", "vieux", "viej*", "do not use", "nicht mehr *", "ne plus utiliser", "no usar", "niet gebruiken", NULL };
  g_autoptr(GPtrArray) words = muster_words_split (name != NULL ? name : "");

  for (guint i = 0; old[i] != NULL; i++)
    {
      if (muster_words_has (words, old[i]))
        return TRUE;
    }
  return FALSE;
}

static gboolean
in_old_folder (const MusterDocsPage *page)
{
  for (guint i = 0; i < page->folders->len; i++)
    {
      if (is_old_name (g_ptr_array_index (page->folders, i)))
        return TRUE;
    }
  return FALSE;
}

static void
add_article (MusterInquiry        *self,
             const MusterDocsPage *page)
{
  MusterArticle *article;

  if (page->text == NULL)
    return;
  if (muster_ticket_text_is_intruder (self->lexicon, page->text))
    {
      self->articles_bad = TRUE;
      /* Translators: an article’s title */
      muster_inquiry_note (self, muster_docs_terms_source (self, MUSTER_DOCS_SEARCH),
                           _("The article “%s” talks to automated systems; it was not used. Please check who wrote it"), page->name);
      return;
    }

  article = g_new0 (MusterArticle, 1);
  article->id = page->id;
  article->name = g_strdup (page->name);
  article->text = g_strdup (page->text);
  article->steps = g_strdup (page->steps);
  article->updated = g_strdup (page->updated);
  article->general = page->general;
  article->procedure = page->procedure;
  article->stale = page->stale;
  article->newer = g_strdup (page->newer);
  article->newer_updated = g_strdup (page->newer_updated);
  article->words = muster_words_split (page->text);
  g_ptr_array_add (self->articles, article);
}

static int
compare_articles (gconstpointer a,
                  gconstpointer b)
{
  const MusterArticle *left = *(MusterArticle * const *) a;
  const MusterArticle *right = *(MusterArticle * const *) b;

  return strcmp (right->updated, left->updated);
}

/**
 * muster_inquiry_note_doubts:
 * @name: of an article that a finding rests on
 *
 * Says what speaks against relying on it: its age, or a younger page on the same subject.
 */
void
muster_inquiry_note_doubts (MusterInquiry *self,
                            const char    *name)
{
  const char *source = muster_docs_terms_source (self, MUSTER_DOCS_SEARCH);

  for (guint i = 0; self->articles != NULL && i < self->articles->len; i++)
    {
      const MusterArticle *article = g_ptr_array_index (self->articles, i);

      if (g_strcmp0 (article->name, name) != 0)
        continue;
      if (article->newer != NULL)
        /* Translators: title and date of an article, then title and date of a newer one on the same subject */
        muster_inquiry_note (self, source, _("“%s” is from %.10s, and “%s” from %.10s is on the same subject. Please check which of them holds"),
                             article->name, article->updated, article->newer,
                             article->newer_updated != NULL ? article->newer_updated : "");
      else if (article->stale)
        /* Translators: title and date of an article */
        muster_inquiry_note (self, source, _("“%s” was last changed on %.10s. Please check that it still holds"), article->name,
                             article->updated);
      return;
    }
}

/**
 * muster_inquiry_articles:
 *
 * Returns: (transfer none) (nullable): the client's articles and procedures that count, newest first; drafts,
 *   archives and texts that talk to machines are left out. %NULL while they are wanted
 */
GPtrArray *
muster_inquiry_articles (MusterInquiry *self)
{
  g_autoptr(GPtrArray) pages = NULL;

  if (self->articles != NULL)
    return self->articles;
  pages = muster_docs_terms_pages (self);
  if (pages == NULL)
    return NULL;

  self->articles = g_ptr_array_new_with_free_func (article_free);
  for (guint i = 0; i < pages->len; i++)
    {
      const MusterDocsPage *page = g_ptr_array_index (pages, i);

      if (!page->hidden && !is_old_name (page->name) && !in_old_folder (page))
        add_article (self, page);
    }
  g_ptr_array_sort (self->articles, compare_articles);
  return self->articles;
}
