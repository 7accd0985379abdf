/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-access.h"
#include "muster-doc-facts.h"
#include "muster-clock.h"
#include "muster-facts.h"
#include "muster-words.h"

/* Named facts, worked out when a rule asks for them and kept for the turn. `says:NAME` is true when the ticket says
 * something that the lexicon knows as NAME, `affirms:NAME` when no “not” goes with it, `word:PATTERN` when a pattern matches, `role:NAME` when the
 * documentation says that the tenant lacks that role. */

static const MusterFactRow * const tables[] = {
  muster_facts_account, muster_facts_access, muster_facts_device, muster_facts_docs, muster_facts_staff,
};

static char *
yes_if (gboolean holds)
{
  return holds ? g_strdup ("yes") : NULL;
}

/* Says it, and not with a “not” before or inside it. */
static gboolean
affirms (MusterInquiry *self,
         const char    *concept)
{
  GPtrArray *words = self->text->words;
  guint length = 0;
  int at = muster_lexicon_find (self->lexicon, words, concept, self->languages, 0, &length);

  while (at >= 0)
    {
      g_autoptr(GPtrArray) inside = muster_words_range (words, (guint) at, (guint) at + length);

      if (!muster_match_negated (self, words, (guint) at) && !muster_lexicon_says (self->lexicon, inside, "negation", self->languages))
        return TRUE;
      at = muster_lexicon_find (self->lexicon, words, concept, self->languages, (guint) at + 1, &length);
    }
  return FALSE;
}

static char *
work_out (MusterInquiry *self,
          const char    *name,
          gboolean      *known)
{
  *known = TRUE;
  if (g_str_has_prefix (name, "says:"))
    return yes_if (muster_inquiry_says (self, name + 5));
  if (g_str_has_prefix (name, "affirms:"))
    return yes_if (affirms (self, name + 8));
  if (g_str_has_prefix (name, "word:"))
    return yes_if (muster_words_has (self->text->words, name + 5));
  if (g_str_has_prefix (name, "lacks:"))
    {
      muster_inquiry_people (self);
      return yes_if (muster_docs_lacks_role (self, name + 6));
    }
  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    {
      for (const MusterFactRow *row = tables[t]; row->name != NULL; row++)
        {
          if (g_str_equal (row->name, name))
            return row->work_out (self);
        }
    }
  *known = FALSE;
  return NULL;
}

/**
 * muster_fact:
 *
 * Returns: (nullable): the fact's value; %NULL when it does not hold, or when @self is now waiting for an answer
 */
const char *
muster_fact (MusterInquiry *self,
             const char    *name)
{
  const char *kept = g_hash_table_lookup (self->facts, name);
  gboolean was_waiting = self->waiting;
  gboolean known = FALSE;
  g_autofree char *value = NULL;

  if (kept != NULL)
    return *kept != '\0' ? kept : NULL;

  self->waiting = FALSE;
  value = work_out (self, name, &known);
  if (!known)
    g_debug ("A workflow asks for a fact that does not exist: %s", name);
  if (self->waiting)
    return NULL;

  self->waiting = was_waiting;
  g_hash_table_insert (self->facts, g_strdup (name), g_strdup (value != NULL ? value : ""));
  return value != NULL ? g_hash_table_lookup (self->facts, name) : NULL;
}

gboolean
muster_fact_is (MusterInquiry *self,
                const char    *name,
                const char    *value)
{
  return g_strcmp0 (muster_fact (self, name), value) == 0;
}

/**
 * muster_slot:
 *
 * Returns: (nullable) (transfer none) (element-type MusterSlotValue): what a fact has put there
 */
GPtrArray *
muster_slot (MusterInquiry *self,
             const char    *name)
{
  return g_hash_table_lookup (self->slots, name);
}

/**
 * muster_slot_set:
 * @slot: (transfer full) (element-type MusterSlotValue):
 */
void
muster_slot_set (MusterInquiry *self,
                 const char    *name,
                 GPtrArray     *slot)
{
  g_hash_table_insert (self->slots, g_strdup (name), slot);
}

void
muster_slot_set_one (MusterInquiry *self,
                     const char    *name,
                     const char    *ref,
                     const char    *label)
{
  GPtrArray *slot = muster_slot_new ();

  muster_slot_add (slot, ref, label);
  muster_slot_set (self, name, slot);
}

/**
 * muster_slot_person:
 *
 * Returns: (nullable): the one person in a slot
 */
const MusterPerson *
muster_slot_person (MusterInquiry *self,
                    const char    *name)
{
  GPtrArray *slot = muster_slot (self, name);
  const MusterSlotValue *value = slot != NULL && slot->len == 1 ? g_ptr_array_index (slot, 0) : NULL;

  return value != NULL && g_str_has_prefix (value->ref, "user:") ? muster_inquiry_person (self, value->ref + strlen ("user:")) : NULL;
}

static gboolean
title_has (const char         *title,
           const char * const *patterns)
{
  g_autoptr(GPtrArray) words = muster_words_split (title != NULL ? title : "");

  for (guint i = 0; patterns[i] != NULL; i++)
    {
      if (muster_words_has (words, patterns[i]))
        return TRUE;
    }
  return FALSE;
}

/**
 * muster_is_board:
 *
 * Returns: whether the person's title is one of those who run a firm
 */
gboolean
muster_is_board (const MusterPerson *person)
{
  static const char * const titles[] = { "managing director|partner", "partner", "ceo", "owner", "president", "chief executive*", "geschaftsfuhr*", "inhaber*", "vorstand*", "arztlich* leit*", "directeur general|gerant", "directrice generale", "pdg", "gerant*", "associe*", "director* general", "gerente", "consejer* delegad*", "socio|socia", "propietari*", "algemeen directeur", "directeur", "eigenaar", "dga", "bestuurder", "vennoot", NULL };

  return person != NULL && title_has (person->title, titles);
}

/**
 * muster_is_trainee:
 *
 * Returns: whether a job title is one of those who still learn
 */
gboolean
muster_is_trainee (const char *title)
{
  static const char * const titles[] = { "azubi*", "auszubild*", "apprenti*", "intern", "praktikant*", "stagiair*", "stagiar*", "becari*", "aprendiz*", "apprentice*", "werkstudent*", "alternant*", "leerling*", "practicas", "student*", "bbl", NULL };

  return title_has (title, titles);
}

/**
 * muster_made_by_member:
 *
 * Returns: whether a technician wrote the ticket down, so that “I” is not the customer
 */
gboolean
muster_made_by_member (MusterInquiry *self)
{
  return muster_ticket_get_origin (self->ticket) == MUSTER_TICKET_ORIGIN_PHONE ||
         muster_ticket_get_entered_by_member (self->ticket);
}

/**
 * muster_fact_time:
 * @iso: (nullable): a time as the vendors write it
 *
 * Returns: (transfer full): that time to the minute, by the client's clock; @iso itself when it is none
 */
char *
muster_fact_time (MusterInquiry *self,
                  const char    *iso)
{
  const char *name = muster_case_get_time_zone (self->ticket_case);
  gint64 us = 0;
  g_autoptr(GTimeZone) zone = NULL;
  g_autoptr(GDateTime) utc = NULL;
  g_autoptr(GDateTime) local = NULL;

  if (iso == NULL || !muster_time_parse_iso (iso, &us))
    return g_strdup (iso != NULL ? iso : "");
  zone = name != NULL && *name != '\0' ? g_time_zone_new_identifier (name) : NULL;
  utc = g_date_time_new_from_unix_utc (us / G_USEC_PER_SEC);
  local = zone != NULL ? g_date_time_to_timezone (utc, zone) : g_date_time_ref (utc);
  return g_date_time_format (local, "%Y-%m-%d %H:%M %Z");
}
