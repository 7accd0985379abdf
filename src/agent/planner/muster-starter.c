/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-access.h"
#include "muster-doc-facts.h"
#include "muster-docs-terms.h"
#include "muster-facts.h"
#include "muster-json.h"
#include "muster-microsoft365.h"
#include "muster-note-text.h"
#include "muster-people.h"
#include "muster-starter-text.h"
#include "muster-starter.h"
#include "muster-words.h"

/* A new starter out of a ticket and the client's procedure: name, address in the tenant's own pattern, manager,
 * licence, groups, team and mailboxes. */

/**
 * muster_starter_licences:
 *
 * Returns: (transfer full) (nullable) (element-type utf8): part numbers of the tenant's licences that a span of
 *   words names and does not refuse; the longest name wins a place. %NULL while something is wanted
 */
GPtrArray *
muster_starter_licences (MusterInquiry *self,
                         GPtrArray     *words,
                         guint          from,
                         guint          to)
{
  const char *status;
  JsonObject *result = muster_inquiry_read (self, &status, "microsoft365:list-subscribed-skus", NULL);
  JsonArray *skus = muster_json_arr (result, "skus");
  g_autoptr(GPtrArray) part_words = muster_words_range (words, from, to);
  g_autofree guint *covered = g_new0 (guint, part_words->len + 1);
  g_autofree const char **owner = g_new0 (const char *, part_words->len + 1);
  GPtrArray *found;

  if (g_str_equal (status, "wanted"))
    return NULL;
  for (guint i = 0; skus != NULL && i < json_array_get_length (skus); i++)
    {
      const char *part = muster_json_str (muster_json_arr_obj (skus, i), "skuPartNumber");
      g_autofree char *folded = muster_words_fold (part != NULL ? part : "");
      g_autofree char *spaced = g_strdelimit (g_strdup (folded), "_-", ' ');
      GPtrArray *names = part != NULL ? muster_lexicon_licence_names (self->lexicon, part) : NULL;

      for (guint k = 0; k <= (names != NULL ? names->len : 0); k++)
        {
          const char *name = k == 0 ? spaced : g_ptr_array_index (names, k - 1);
          guint length = 0;
          int at = *name != '\0' ? muster_words_match (part_words, name, 0, &length) : -1;

          if (at >= 0 && length > covered[at] && !muster_match_negated (self, part_words, (guint) at))
            {
              guint begin = (guint) at;

              for (guint w = begin; w < begin + length && w < part_words->len; w++)
                {
                  if (covered[w] < length)
                    {
                      covered[w] = length;
                      owner[w] = part;
                    }
                }
            }
        }
    }
  found = g_ptr_array_new ();
  for (guint w = 0; w < part_words->len; w++)
    {
      if (owner[w] != NULL && !g_ptr_array_find_with_equal_func (found, owner[w], g_str_equal, NULL))
        g_ptr_array_add (found, (gpointer) owner[w]);
    }
  return found;
}

/**
 * muster_starter_has_seat:
 *
 * Returns: whether a seat of a licence is free
 */
gboolean
muster_starter_has_seat (MusterInquiry *self,
                         const char    *part)
{
  JsonObject *result = muster_inquiry_read (self, NULL, "microsoft365:list-subscribed-skus", NULL);
  JsonArray *skus = muster_json_arr (result, "skus");

  for (guint i = 0; skus != NULL && i < json_array_get_length (skus); i++)
    {
      JsonObject *sku = muster_json_arr_obj (skus, i);

      if (g_strcmp0 (muster_json_str (sku, "skuPartNumber"), part) == 0)
        {
          muster_inquiry_note (self, "microsoft365:list-subscribed-skus", _("%s: %d of %d seats in use"),
                               muster_microsoft365_sku_name (part) != NULL ? muster_microsoft365_sku_name (part) : part, (int) muster_json_int (sku, "consumedUnits", 0), (int) muster_json_int (sku, "enabled", 0));
          return muster_json_int (sku, "enabled", 0) > muster_json_int (sku, "consumedUnits", 0);
        }
    }
  return FALSE;
}

static const char *
department_named (MusterInquiry *self)
{
  GPtrArray *people = muster_inquiry_people (self);

  for (guint i = 0; i < people->len; i++)
    {
      const MusterPerson *person = g_ptr_array_index (people, i);
      g_autofree char *folded = person->department != NULL ? muster_words_fold (person->department) : NULL;

      if (folded != NULL && strlen (folded) >= 2 && muster_words_has (self->text->words, folded))
        return person->department;
    }
  return NULL;
}

static void
add_slot_once (GPtrArray  *slot,
               const char *ref,
               const char *name)
{
  for (guint i = 0; i < slot->len; i++)
    {
      if (g_str_equal (((MusterSlotValue *) g_ptr_array_index (slot, i))->ref, ref))
        return;
    }
  muster_slot_add (slot, ref, name);
}

static void
sort_places (GPtrArray *places,
             GPtrArray *groups,
             GPtrArray *teams,
             GPtrArray *lists)
{
  for (guint i = 0; i < places->len; i++)
    {
      const MusterPlace *place = g_ptr_array_index (places, i);
      g_autofree char *team = g_strconcat ("team:", place->id, NULL);

      if (place->dynamic || place->synced || place->privileged)
        continue;
      if (place->is_team)
        add_slot_once (teams, team, place->name);
      else if (place->kind == MUSTER_PLACE_DISTRIBUTION || place->kind == MUSTER_PLACE_MAIL_ENABLED)
        add_slot_once (lists, place->ref, place->name);
      else
        add_slot_once (groups, place->ref, place->name);
    }
}

/* The steps of a procedure stand in an answer of their own. */
static const MusterArticle *
with_steps (MusterInquiry *self,
            MusterArticle *procedure)
{
  g_autoptr(GString) text = g_string_new (procedure->text);
  g_autofree char *read = NULL;
  const char *steps = procedure->steps;

  if (!procedure->procedure || procedure->words->len > 8)
    return procedure;
  if (steps == NULL)
    steps = read = muster_docs_terms_steps (self, procedure->id);
  if (*steps != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", steps);
  if (muster_ticket_text_is_intruder (self->lexicon, text->str))
    {
      /* Translators: a procedure’s title */
      muster_inquiry_note (self, muster_docs_terms_source (self, MUSTER_DOCS_STEPS), _("The procedure “%s” talks to automated systems; it was not used"), procedure->name);
      return NULL;
    }
  g_free (procedure->text);
  procedure->text = g_strdup (text->str);
  g_ptr_array_unref (procedure->words);
  procedure->words = muster_words_split (procedure->text);
  return procedure;
}

static gboolean
speaks_of_starters (MusterInquiry *self,
                    GPtrArray     *words)
{
  return muster_lexicon_says (self->lexicon, words, "starter-topic", MUSTER_LANGUAGES_ALL) ||
         muster_lexicon_says (self->lexicon, words, "create-account", MUSTER_LANGUAGES_ALL);
}

/* The client's own procedure for new people: by its title, or, where there are few, by what it says. */
static const MusterArticle *
starter_procedure (MusterInquiry *self)
{
  GPtrArray *articles = muster_inquiry_articles (self);
  const MusterArticle *by_text = NULL;
  guint procedures = 0;

  for (guint pass = 0; pass < 2; pass++)
    {
      for (guint i = 0; articles != NULL && i < articles->len; i++)
        {
          MusterArticle *article = g_ptr_array_index (articles, i);
          g_autoptr(GPtrArray) title = muster_words_split (article->name);

          procedures += pass == 0 && article->procedure;
          if ((pass == 0) == article->procedure && speaks_of_starters (self, title))
            return with_steps (self, article);
        }
    }
  for (guint i = 0; articles != NULL && procedures <= 3 && i < articles->len; i++)
    {
      MusterArticle *article = g_ptr_array_index (articles, i);

      if (article->procedure && with_steps (self, article) != NULL && speaks_of_starters (self, article->words))
        by_text = article;
    }
  return by_text;
}

/* Groups and licences that the procedure gives to everybody; what hangs on an “if” or “only” is left to people. */
static void
read_procedure (MusterInquiry       *self,
                const MusterArticle *procedure,
                const char          *title,
                GPtrArray           *groups,
                GPtrArray           *teams,
                GPtrArray           *lists,
                char               **licence)
{
  GPtrArray *words = procedure->words;
  guint from = 0;
  gboolean trainee = muster_is_trainee (title);

  while (from < words->len)
    {
      guint to = from + 1;
      const char *text = procedure->text;

      /* A clause ends at a comma, a semicolon or a line, not only at a full stop */
      while (to < words->len)
        {
          const MusterWord *left = g_ptr_array_index (words, to - 1);
          const MusterWord *right = g_ptr_array_index (words, to);
          gsize stop = strcspn (text + left->end, ",;\n.(");

          if (stop < right->start - left->end)
            break;
          to++;
        }
      {
        g_autoptr(GPtrArray) clause = muster_words_range (words, from, to);
        gboolean conditional = muster_lexicon_says (self->lexicon, clause, "condition", MUSTER_LANGUAGES_ALL);
        gboolean for_trainees = FALSE;

        for (guint i = 0; i < clause->len; i++)
          for_trainees = for_trainees || muster_is_trainee (((MusterWord *) g_ptr_array_index (clause, i))->text);
        if (!conditional)
          {
            g_autoptr(GPtrArray) places = muster_match_places_in (self, words, from, to, TRUE);
            g_autoptr(GPtrArray) skus = muster_starter_licences (self, words, from, to);

            if (places != NULL && for_trainees == FALSE)
              sort_places (places, groups, teams, lists);
            if (skus != NULL && skus->len == 1 && ((for_trainees && trainee) || (!for_trainees && *licence == NULL)))
              {
                g_free (*licence);
                *licence = g_strdup (g_ptr_array_index (skus, 0));
              }
          }
      }
      from = to;
    }
}

/* “Access to Tax, Javier agrees and will confirm it himself”: the yes is still to come, so the place is left out. */
static void
drop_pending (MusterInquiry *self,
              GPtrArray     *places)
{
  GPtrArray *words = self->text->words;
  guint from = 0;

  while (from < words->len)
    {
      guint sentence = ((MusterWord *) g_ptr_array_index (words, from))->sentence;
      guint to = from;
      g_autoptr(GPtrArray) part = NULL;

      while (to < words->len && ((MusterWord *) g_ptr_array_index (words, to))->sentence == sentence)
        to++;
      part = muster_words_range (words, from, to);
      if (muster_lexicon_says (self->lexicon, part, "pending-yes", self->languages) ||
          muster_lexicon_says (self->lexicon, part, "approve-hearsay", self->languages))
        {
          g_autoptr(GPtrArray) here = muster_match_places_in (self, words, from, to, FALSE);

          for (guint i = 0; here != NULL && i < here->len; i++)
            {
              const MusterPlace *place = g_ptr_array_index (here, i);

              if (g_ptr_array_remove (places, (gpointer) place))
                /* Translators: the name of a group or team */
                muster_inquiry_note (self, "psa:get-ticket", _("“%s” was left out, whoever decides about it has not agreed in the ticket"), place->name);
            }
        }
      from = to;
    }
}

/* Fills the slots of a new starter; says what is missing. */
char *
muster_starter_fact (MusterInquiry *self)
{
  GPtrArray *words = self->text->words;
  g_autoptr(GPtrArray) groups = muster_slot_new ();
  g_autoptr(GPtrArray) teams = muster_slot_new ();
  g_autoptr(GPtrArray) lists = muster_slot_new ();
  g_autoptr(GPtrArray) skus = NULL;
  g_autoptr(GPtrArray) named = NULL;
  g_autoptr(GPtrArray) boxes = NULL;
  g_autofree char *title = NULL;
  g_autofree char *nice_title = NULL;
  g_autofree char *licence = NULL;
  g_autofree char *procedure_licence = NULL;
  g_autofree char *full = NULL;
  g_autofree char *given = NULL;
  g_autofree char *surname = NULL;
  g_autofree char *upn = NULL;
  const MusterPerson *manager;
  const MusterArticle *procedure;
  gboolean forbidden = FALSE;
  MusterNameSpan name;

  if (muster_people_mentions (self) == NULL || muster_inquiry_places (self) == NULL || muster_inquiry_articles (self) == NULL ||
      (muster_inquiry_requester (self) == NULL && self->waiting))
    return NULL;
  skus = muster_starter_licences (self, words, 0, words->len);
  boxes = muster_match_mailboxes (self, words, &forbidden);
  if (skus == NULL || boxes == NULL)
    return NULL;

  name = muster_starter_find_name (self);
  if (name.length == 0)
    return g_strdup ("unnamed");
  {
    const MusterWord *first = g_ptr_array_index (words, name.from);
    const MusterWord *second = g_ptr_array_index (words, name.from + 1);
    const MusterWord *last = g_ptr_array_index (words, name.from + name.length - 1);

    full = g_strndup (self->text->own + first->start, last->end - first->start);
    given = g_strdup (first->raw);
    surname = g_strndup (self->text->own + second->start, last->end - second->start);
  }
  upn = muster_starter_make_upn (self, given, surname);
  if (upn == NULL)
    return g_strdup ("unnamed");
  for (guint i = 0; i < self->people->len; i++)
    {
      const MusterPerson *person = g_ptr_array_index (self->people, i);

      if (g_ptr_array_find_with_equal_func (person->addresses, upn, g_str_equal, NULL) || g_ascii_strcasecmp (person->name, full) == 0)
        {
          muster_slot_set_one (self, "subject", person->ref, person->name);
          return g_strdup ("exists");
        }
    }

  title = muster_starter_find_title (self, name);
  nice_title = title != NULL ? muster_starter_capitalise (title, g_str_has_prefix (self->language, "en")) : NULL;
  manager = muster_starter_find_manager (self, name);
  named = muster_match_places_in (self, words, 0, words->len, FALSE);
  if (named == NULL)
    return NULL;
  drop_pending (self, named);
  sort_places (named, groups, teams, lists);
  procedure = starter_procedure (self);
  if (procedure != NULL)
    {
      read_procedure (self, procedure, title, groups, teams, lists, &procedure_licence);
      /* Translators: a procedure’s title */
      muster_inquiry_note (self, muster_docs_terms_source (self, MUSTER_DOCS_PROCEDURES), _("Procedure “%s” was followed"), procedure->name);
    }
  if (self->waiting)
    return NULL;
  licence = skus->len == 1 ? g_strdup (g_ptr_array_index (skus, 0)) : skus->len == 0 ? g_steal_pointer (&procedure_licence) : NULL;

  {
    g_autofree char *ref = g_strconcat ("new:", upn, NULL);
    g_autofree char *client = g_strconcat ("client:", muster_case_get_client_slug (self->ticket_case), NULL);
    g_autoptr(GPtrArray) mailboxes = muster_slot_new ();
    const char *department = department_named (self);

    muster_slot_set_one (self, "new", ref, full);
    muster_slot_set_one (self, "client", client, muster_case_get_client_name (self->ticket_case));
    muster_slot_set_one (self, "new.name", full, full);
    muster_slot_set_one (self, "new.upn", upn, upn);
    if (nice_title != NULL)
      muster_slot_set_one (self, "new.title", nice_title, nice_title);
    if (department == NULL && manager != NULL)
      department = manager->department;
    if (department != NULL)
      muster_slot_set_one (self, "new.department", department, department);
    if (manager != NULL)
      muster_slot_set_one (self, "new.manager", manager->ref, manager->name);
    if (licence != NULL)
      {
        g_autofree char *sku = g_strconcat ("sku:", licence, NULL);
        const char *called = muster_microsoft365_sku_name (licence);

        muster_slot_set_one (self, "new.licence", sku, called != NULL ? called : licence);
      }
    for (guint i = 0; i < boxes->len && boxes->len == 1; i++)
      muster_slot_add (mailboxes, ((MusterPlace *) g_ptr_array_index (boxes, i))->ref, ((MusterPlace *) g_ptr_array_index (boxes, i))->name);
    muster_slot_set (self, "new.groups", g_steal_pointer (&groups));
    muster_slot_set (self, "new.teams", g_steal_pointer (&teams));
    muster_slot_set (self, "new.lists", g_steal_pointer (&lists));
    muster_slot_set (self, "new.mailboxes", g_steal_pointer (&mailboxes));
  }
  if (licence == NULL)
    return g_strdup ("no-licence");
  return g_strdup (muster_starter_has_seat (self, licence) ? "ready" : "no-seat");
}

/* Who may announce a starter. */
char *
muster_starter_voice (MusterInquiry *self)
{
  static const char * const topics[] = { "starter-topic", "hr-topic", NULL };
  g_autoptr(MusterVoices) voices = muster_docs_topic_voices (self, topics);
  g_autofree char *hr = muster_docs_hr (self);
  g_autoptr(GString) names = g_string_new (NULL);

  if (voices == NULL || muster_inquiry_requester (self) == NULL)
    return NULL;
  for (guint i = 0; i < voices->people->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", ((const MusterPerson *) g_ptr_array_index (voices->people, i))->name);
  muster_slot_set_one (self, "decider", "", names->len > 0 ? names->str : hr);
  if (g_ptr_array_find (voices->people, self->requester, NULL))
    {
      if (voices->sentence != NULL)
        {
          muster_inquiry_note (self, muster_docs_terms_source (self, MUSTER_DOCS_SEARCH), _("Documentation (“%s”): %s"), voices->source, voices->sentence);
          muster_inquiry_note_doubts (self, voices->source);
        }
      return g_strdup ("named");
    }
  return g_strdup (voices->people->len == 0 && muster_is_board (self->requester) ? "board" : "none");
}

char *
muster_starter_hybrid (MusterInquiry *self)
{
  const char *status;
  JsonObject *result = muster_inquiry_read (self, &status, "microsoft365:get-organization", NULL);
  GPtrArray *people = muster_inquiry_people (self);

  if (self->waiting || people == NULL)
    return NULL;
  if (muster_json_bool (muster_json_obj (result, "organization"), "onPremisesSyncEnabled", FALSE))
    return g_strdup ("yes");
  for (guint i = 0; i < people->len; i++)
    {
      if (((const MusterPerson *) g_ptr_array_index (people, i))->synced)
        return g_strdup ("yes");
    }
  return NULL;
}
