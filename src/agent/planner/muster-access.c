/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-access.h"
#include "muster-json.h"
#include "muster-note.h"
#include "muster-words.h"

/* Who shall be let in or taken out, and who holds a mailbox already. */

void
muster_holders_free (MusterHolders *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->full_access);
  g_ptr_array_unref (self->send_as);
  g_ptr_array_unref (self->send_on_behalf);
  g_free (self);
}

static void
add_person (GPtrArray          *people,
            const MusterPerson *person)
{
  if (person != NULL && !g_ptr_array_find (people, person, NULL))
    g_ptr_array_add (people, (gpointer) person);
}

static gboolean
is_for (const MusterWord *word)
{
  static const char * const words[] = { "for", "fur", "pour", "para", "voor", NULL };

  return g_strv_contains (words, word->text);
}

/* “Visio for Antoine please, I need his sketches”: what the requester needs comes in a clause of its own and only
 * says why. “As cover for Antoine, I need Visio” is the other way round. */
static gboolean
asks_for_other (MusterInquiry *self,
                GPtrArray     *sure)
{
  GPtrArray *words = self->text->words;
  const MusterMention *mention = sure->len == 1 ? g_ptr_array_index (sure, 0) : NULL;
  g_autoptr(GPtrArray) before = NULL;
  guint end;
  int me;

  if (mention == NULL || mention->from == 0 || mention->people->len != 1 || !is_for (g_ptr_array_index (words, mention->from - 1)))
    return FALSE;
  before = muster_words_range (words, mention->from > 5 ? mention->from - 5 : 0, mention->from);
  if (muster_lexicon_says (self->lexicon, before, "covering-for", self->languages) ||
      muster_lexicon_says (self->lexicon, before, "first-person", self->languages))
    return FALSE;
  me = muster_lexicon_find (self->lexicon, words, "self-access", self->languages, 0, NULL);
  end = mention->from + mention->length;
  if (me < 0 || (guint) me < end)
    return FALSE;
  {
    const MusterWord *last = g_ptr_array_index (words, end - 1);
    const MusterWord *self_word = g_ptr_array_index (words, (guint) me);

    return strcspn (self->text->own + last->end, ",;.:!?\n") < self_word->start - last->end;
  }
}

/**
 * muster_access_members:
 * @people: (out) (transfer full) (element-type MusterPerson): the people meant, or those who may be meant
 * @label: (out) (transfer full) (nullable): how the ticket calls the one who cannot be told
 *
 * Returns: whether the request is for the requester himself, for others, or cannot be told
 */
MusterMemberState
muster_access_members (MusterInquiry  *self,
                       GPtrArray     **people,
                       char          **label)
{
  g_autoptr(GPtrArray) sure = muster_mentions_for_role (self, MUSTER_ROLE_BENEFIT, 2);
  g_autoptr(GPtrArray) maybe = muster_mentions_for_role (self, MUSTER_ROLE_BENEFIT, 0);
  GPtrArray *chosen;
  gboolean self_said = muster_inquiry_says (self, "self-access");
  gboolean ambiguous = FALSE;

  *people = g_ptr_array_new ();
  *label = NULL;
  if (sure == NULL || maybe == NULL)
    return MUSTER_MEMBER_UNKNOWN;

  chosen = sure->len > 0 && (!(self_said && muster_inquiry_says (self, "self-strict")) || asks_for_other (self, sure)) ? sure : NULL;
  /* “I am told that Beatriz agrees” names the one who decides, not the one who gets it */
  if (chosen == NULL && !self_said && maybe->len == 1 && !muster_inquiry_says (self, "approve-hearsay"))
    chosen = maybe;
  if (chosen == NULL)
    {
      if (self_said || (maybe->len == 0 && muster_inquiry_says (self, "first-person")))
        {
          add_person (*people, self->requester);
          return self->requester != NULL ? MUSTER_MEMBER_SELF : MUSTER_MEMBER_UNKNOWN;
        }
      return MUSTER_MEMBER_UNKNOWN;
    }

  for (guint i = 0; i < chosen->len; i++)
    {
      const MusterMention *mention = g_ptr_array_index (chosen, i);

      if (mention->people->len != 1)
        {
          ambiguous = TRUE;
          g_clear_pointer (label, g_free);
          *label = g_strdup (mention->label);
        }
      for (guint k = 0; k < mention->people->len; k++)
        add_person (*people, g_ptr_array_index (mention->people, k));
    }
  return ambiguous ? MUSTER_MEMBER_AMBIGUOUS : MUSTER_MEMBER_OTHERS;
}

static const MusterPerson *
person_by_account (MusterInquiry *self,
                   const char    *account)
{
  GPtrArray *people = muster_inquiry_people (self);
  g_autofree char *lower = g_utf8_strdown (account != NULL ? account : "", -1);

  for (guint i = 0; people != NULL && i < people->len; i++)
    {
      const MusterPerson *person = g_ptr_array_index (people, i);

      if (g_ptr_array_find_with_equal_func (person->addresses, lower, g_str_equal, NULL) || g_str_equal (lower, person->id) ||
          g_ascii_strcasecmp (person->name, lower) == 0)
        return person;
    }
  return NULL;
}

static GPtrArray *
holders_of (MusterInquiry *self,
            JsonArray     *list,
            const char    *member)
{
  GPtrArray *people = g_ptr_array_new ();

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonObject *row = muster_json_arr_obj (list, i);
      const char *account = row != NULL ? muster_json_str (row, member) : muster_json_arr_str (list, i);

      if (account == NULL && row != NULL)
        account = muster_json_str (row, "User") != NULL ? muster_json_str (row, "User") : muster_json_str (row, "PrimarySmtpAddress");
      if (!muster_json_bool (row, "Deny", FALSE))
        add_person (people, person_by_account (self, account));
    }
  return people;
}

/**
 * muster_access_holders:
 * @mailbox: address of a mailbox
 *
 * Returns: (transfer full) (nullable): who has which right; %NULL while it is wanted
 */
MusterHolders *
muster_access_holders (MusterInquiry *self,
                       const char    *mailbox)
{
  const char *status;
  JsonObject *result = muster_inquiry_read (self, &status, "microsoft365:list-mailbox-permissions", "mailbox", mailbox, NULL);
  MusterHolders *holders;

  if (g_str_equal (status, "wanted"))
    return NULL;

  holders = g_new0 (MusterHolders, 1);
  holders->readable = g_str_equal (status, "ok");
  holders->full_access = holders_of (self, muster_json_arr (result, "fullAccess"), "User");
  holders->send_as = holders_of (self, muster_json_arr (result, "sendAs"), "Trustee");
  holders->send_on_behalf = holders_of (self, muster_json_arr (result, "sendOnBehalf"), "User");
  return holders;
}

/**
 * muster_access_note_yes:
 * @deciders: (element-type MusterPerson): whose word counts
 *
 * A yes in the ticket itself, by a contact whom the PSA knows as one of @deciders. What an outsider writes under
 * somebody's name does not count, nor does a yes with a “but”.
 *
 * Returns: whether one of them has agreed
 */
gboolean
muster_access_note_yes (MusterInquiry *self,
                        GPtrArray     *deciders)
{
  GPtrArray *notes = muster_ticket_get_notes (self->ticket);

  for (guint i = 0; notes != NULL && i < notes->len; i++)
    {
      MusterNote *note = g_ptr_array_index (notes, i);
      const char *text = muster_note_get_text (note);

      if (g_strcmp0 (muster_note_get_author_kind (note), "contact") != 0 || text == NULL ||
          muster_ticket_text_is_intruder (self->lexicon, text))
        continue;
      for (guint k = 0; k < deciders->len; k++)
        {
          const MusterPerson *person = g_ptr_array_index (deciders, k);
          g_autoptr(GPtrArray) words = muster_words_split (text);
          g_autoptr(GPtrArray) start = muster_words_range (words, 0, 8);
          g_autoptr(GPtrArray) more = muster_words_range (words, 0, 30);

          if (g_strcmp0 (muster_note_get_author_name (note), person->name) == 0 &&
              muster_lexicon_says (self->lexicon, start, "affirm", MUSTER_LANGUAGES_ALL) &&
              !muster_lexicon_says (self->lexicon, start, "negation", MUSTER_LANGUAGES_ALL) &&
              !muster_lexicon_says (self->lexicon, more, "reservation", MUSTER_LANGUAGES_ALL))
            return TRUE;
        }
    }
  return FALSE;
}
