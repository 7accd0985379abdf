/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-access.h"
#include "muster-dates.h"
#include "muster-doc-facts.h"
#include "muster-docs-terms.h"
#include "muster-facts.h"
#include "muster-json.h"
#include "muster-microsoft365.h"
#include "muster-note-text.h"
#include "muster-people.h"
#include "muster-starter.h"
#include "muster-words.h"

/* Facts about people who come, go and change, about licences and automatic replies. */

static guint32
today (MusterInquiry *self)
{
  return muster_dates_today (muster_case_get_now (self->ticket_case), muster_case_get_time_zone (self->ticket_case));
}

static GArray *
ticket_dates (MusterInquiry *self)
{
  const char *zone = muster_case_get_time_zone (self->ticket_case);

  return muster_dates_find (self->text->words, self->text->own, today (self), zone != NULL && g_str_has_prefix (zone, "America/"));
}

/* --- Leavers ------------------------------------------------------------------------------------------------ */

static char *
leaver (MusterInquiry *self)
{
  g_autoptr(GPtrArray) mentions = muster_mentions_for_role (self, MUSTER_ROLE_LEAVER, 0);
  const MusterMention *best = NULL;
  int top = G_MININT;

  if (mentions == NULL)
    return NULL;
  for (guint i = 0; i < mentions->len; i++)
    {
      const MusterMention *mention = g_ptr_array_index (mentions, i);
      int score = muster_mention_score (self, mention, MUSTER_ROLE_LEAVER);

      if (score > top)
        {
          top = score;
          best = mention;
        }
    }
  if (best == NULL || top < 1)
    return g_strdup ("none");
  if (best->people->len == 0)
    {
      muster_slot_set_one (self, "subject", "", best->label);
      return g_strdup ("unknown");
    }
  {
    GPtrArray *slot = muster_slot_new ();

    for (guint i = 0; i < best->people->len; i++)
      {
        const MusterPerson *person = g_ptr_array_index (best->people, i);

        muster_slot_add (slot, person->ref, person->name);
      }
    muster_slot_set (self, "subject", slot);
  }
  return g_strdup (best->people->len == 1 ? "found" : "ambiguous");
}

static char *
leaver_when (MusterInquiry *self)
{
  g_autoptr(GArray) dates = ticket_dates (self);
  guint32 now = today (self);
  gboolean future = FALSE;
  gboolean past = FALSE;

  for (guint i = 0; i < dates->len; i++)
    {
      const MusterDate *date = &g_array_index (dates, MusterDate, i);

      future = future || date->day > now;
      past = past || date->day <= now;
      if (date->day > now)
        {
          g_autofree char *day = muster_dates_format (date->day);

          muster_slot_set_one (self, "day", "", day);
        }
    }
  if (future)
    return g_strdup ("future");
  return g_strdup (past || muster_inquiry_says (self, "immediate") ? "now" : "unclear");
}

static gboolean
is_me (const MusterWord *word)
{
  static const char * const me[] = { "me", "mich", "mir", "moi", "mi", "mij", "myself", NULL };

  return g_strv_contains (me, word->text);
}

/* Who gets the mailbox of the one who leaves: told otherwise, or the manager. */
static char *
leaver_heir (MusterInquiry *self)
{
  const MusterPerson *subject = muster_slot_person (self, "subject");
  GPtrArray *mentions = muster_people_mentions (self);
  GPtrArray *words = self->text->words;
  const MusterPerson *heir = NULL;

  if (subject == NULL || mentions == NULL)
    return NULL;
  if (muster_inquiry_says (self, "no-mailbox"))
    return g_strdup ("nobody");

  for (guint i = 0; i < words->len && heir == NULL; i++)
    {
      const MusterWord *word = g_ptr_array_index (words, i);
      g_autoptr(GPtrArray) one = muster_words_range (words, i, i + 1);

      if (!muster_lexicon_says (self->lexicon, one, "mailbox-word", self->languages))
        continue;
      for (guint k = i + 1; k < words->len && ((MusterWord *) g_ptr_array_index (words, k))->sentence == word->sentence && heir == NULL; k++)
        {
          if (is_me (g_ptr_array_index (words, k)) && !muster_match_negated (self, words, k))
            heir = self->requester;
          for (guint m = 0; m < mentions->len && heir == NULL; m++)
            {
              const MusterMention *mention = g_ptr_array_index (mentions, m);

              if (mention->from == k && muster_mention_person (mention) != NULL && muster_mention_person (mention) != subject &&
                  !muster_match_negated (self, words, k))
                heir = muster_mention_person (mention);
            }
        }
    }
  if (heir == NULL)
    heir = muster_inquiry_manager (self, subject);
  if (self->waiting)
    return NULL;
  if (heir == NULL)
    return g_strdup ("nobody");
  muster_slot_set_one (self, "heir", heir->ref, heir->name);
  return g_strdup ("found");
}

/* What people call a licence; a part number that nobody has named stays as it is */
static const char *
licence_name (const char *part)
{
  const char *name = muster_microsoft365_sku_name (part);

  return name != NULL ? name : part;
}

/* "sku:SPB" → "SPB" */
static const char *
part_of (const MusterSlotValue *value)
{
  const char *colon = strchr (value->ref, ':');

  return colon != NULL ? colon + 1 : value->ref;
}

static char *
subject_licences (MusterInquiry *self)
{
  const MusterPerson *subject = muster_slot_person (self, "subject");
  JsonObject *result;
  JsonArray *licences;
  GPtrArray *slot;

  if (subject == NULL)
    return NULL;
  result = muster_inquiry_read (self, NULL, "microsoft365:list-user-licenses", "user", subject->id, NULL);
  if (self->waiting)
    return NULL;
  licences = muster_json_arr (result, "licenses");
  slot = muster_slot_new ();
  for (guint i = 0; licences != NULL && i < json_array_get_length (licences); i++)
    {
      const char *part = muster_json_str (muster_json_arr_obj (licences, i), "skuPartNumber");
      g_autofree char *ref = g_strconcat ("sku:", part, NULL);

      if (part != NULL)
        muster_slot_add (slot, ref, licence_name (part));
    }
  muster_slot_set (self, "subject.licences", slot);
  return slot->len > 0 ? g_strdup ("yes") : NULL;
}

/* --- Changes of a profile ----------------------------------------------------------------------------------- */

static char *
phone_number (const char *text)
{
  const char *p = text;

  while (*p != '\0')
    {
      const char *q = p;
      const char *last = p;
      guint digits = 0;

      if (!(g_ascii_isdigit (*p) || (*p == '+' && g_ascii_isdigit (p[1])) || (*p == '(' && g_ascii_isdigit (p[1]))) || (p > text && (g_ascii_isalnum (p[-1]) || p[-1] == '-' || p[-1] == '.')))
        {
          p++;
          continue;
        }
      while (g_ascii_isdigit (*q) || *q == ' ' || *q == '-' || *q == '/' || *q == '(' || *q == ')' || *q == '+' || *q == '.')
        {
          if (g_ascii_isdigit (*q))
            {
              digits++;
              last = q;
            }
          q++;
        }
      if (digits >= 8 && digits <= 15)
        return g_strndup (p, (gsize) (last - p) + 1);
      p = q > p ? q : p + 1;
    }
  return NULL;
}

/* The words after “to”, “als”, “devient” … up to the next stop. */
static char *
value_after (MusterInquiry *self,
             const char    *concept)
{
  GPtrArray *words = self->text->words;
  guint length = 0;
  int at = muster_lexicon_find (self->lexicon, words, concept, self->languages, 0, &length);
  const MusterWord *first;
  const MusterWord *last;
  const char *text = self->text->own;
  guint end;

  if (at < 0 || (guint) at + length >= words->len)
    return NULL;
  first = g_ptr_array_index (words, (guint) at + length);
  last = first;
  end = (guint) at + length;
  while (end + 1 < words->len && end - ((guint) at + length) < 4)
    {
      const MusterWord *next = g_ptr_array_index (words, end + 1);

      if (strcspn (text + last->end, ",.;:!?\n") < next->start - last->end || strstr (text + last->end, " - ") == text + last->end)
        break;
      last = next;
      end++;
    }
  return g_strndup (text + first->start, last->end - first->start);
}

static const char *
known_department (MusterInquiry *self)
{
  GPtrArray *people = muster_inquiry_people (self);

  for (guint i = 0; people != NULL && i < people->len; i++)
    {
      const MusterPerson *person = g_ptr_array_index (people, i);
      g_autofree char *folded = person->department != NULL ? muster_words_fold (person->department) : NULL;

      if (folded != NULL && strlen (folded) >= 2 && muster_words_has (self->text->words, folded))
        return person->department;
    }
  return NULL;
}

static char *
profile (MusterInquiry *self)
{
  g_autofree char *phone = phone_number (self->text->own);
  g_autofree char *title = NULL;

  if (muster_inquiry_people (self) == NULL)
    return NULL;
  if (muster_inquiry_says (self, "new-name"))
    return g_strdup ("name");
  if (phone != NULL)
    {
      muster_slot_set_one (self, "phone", phone, phone);
      return g_strdup ("phone");
    }
  if (muster_inquiry_says (self, "reports-to") && g_strcmp0 (muster_fact (self, "manager.new"), "found") == 0)
    return g_strdup ("manager");
  title = value_after (self, "title-before");
  if (title != NULL && (muster_inquiry_says (self, "title-word") || !muster_inquiry_says (self, "department-word")))
    {
      muster_slot_set_one (self, "title", title, title);
      return g_strdup ("title");
    }
  if (muster_inquiry_says (self, "department-word") && known_department (self) != NULL)
    {
      muster_slot_set_one (self, "department", known_department (self), known_department (self));
      return g_strdup ("department");
    }
  return g_strdup ("none");
}

static char *
new_manager (MusterInquiry *self)
{
  GPtrArray *mentions = muster_people_mentions (self);
  guint length = 0;
  int at = muster_lexicon_find (self->lexicon, self->text->words, "reports-to", self->languages, 0, &length);
  const MusterPerson *subject = muster_slot_person (self, "subject");

  if (mentions == NULL)
    return NULL;
  for (guint m = 0; at >= 0 && m < mentions->len; m++)
    {
      const MusterMention *mention = g_ptr_array_index (mentions, m);
      const MusterPerson *person = muster_mention_person (mention);

      if (mention->from >= (guint) at + length && mention->from <= (guint) at + length + 3 && person != NULL && person != subject)
        {
          muster_slot_set_one (self, "manager", person->ref, person->name);
          return g_strdup ("found");
        }
    }
  if (at >= 0 && self->requester != NULL && (guint) at + length < self->text->words->len && is_me (g_ptr_array_index (self->text->words, (guint) at + length)))
    {
      muster_slot_set_one (self, "manager", self->requester->ref, self->requester->name);
      return g_strdup ("found");
    }
  return g_strdup ("none");
}

/* --- Automatic replies -------------------------------------------------------------------------------------- */

static char *
ooo_dates (MusterInquiry *self)
{
  g_autoptr(GArray) dates = ticket_dates (self);
  guint32 start = 0;
  guint32 end = 0;
  guint32 plain[2] = { 0, 0 };
  guint n_plain = 0;
  gboolean back = FALSE;

  for (guint i = 0; i < dates->len; i++)
    {
      const MusterDate *date = &g_array_index (dates, MusterDate, i);

      if (date->role == MUSTER_DATE_FROM && start == 0)
        start = date->day;
      else if (date->role == MUSTER_DATE_UNTIL && end == 0)
        end = date->day;
      else if (date->role == MUSTER_DATE_BACK && end == 0)
        {
          end = date->day - 1;
          back = TRUE;
        }
      else if (n_plain < 2)
        plain[n_plain++] = date->day;
    }
  if (start == 0 && n_plain > 0)
    start = plain[0];
  if (end == 0 && n_plain > 1)
    end = plain[1];
  if (start == 0 && end != 0 && muster_inquiry_says (self, "immediate"))
    start = today (self);
  if (start != 0 && end != 0 && end >= start && end >= today (self))
    {
      g_autofree char *from = muster_dates_format (start);
      g_autofree char *to = muster_dates_format (end);

      muster_slot_set_one (self, "start", from, from);
      muster_slot_set_one (self, "end", to, to);
      return g_strdup ("both");
    }
  if (end != 0 && end >= today (self))
    {
      g_autofree char *from = muster_dates_format (today (self));
      g_autofree char *to = muster_dates_format (end);

      muster_slot_set_one (self, "start", from, from);
      muster_slot_set_one (self, "end", to, to);
      return g_strdup (back ? "back" : "until");
    }
  return g_strdup (start != 0 ? "start" : "none");
}

/* Whose replies: “my out of office” is plain; else somebody who is named as the one away. */
static char *
ooo_whose (MusterInquiry *self)
{
  g_autoptr(GPtrArray) others = muster_mentions_for_role (self, MUSTER_ROLE_SUBJECT, 1);

  if (others == NULL || (muster_inquiry_requester (self) == NULL && self->waiting))
    return NULL;
  if (self->requester != NULL && !muster_made_by_member (self) && muster_inquiry_says (self, "own-replies"))
    {
      muster_slot_set_one (self, "subject", self->requester->ref, self->requester->name);
      return g_strdup ("self");
    }
  if (others->len == 0 && muster_inquiry_says (self, "others-replies"))
    return g_strdup ("unknown");
  return g_strdup (muster_fact (self, others->len > 0 ? "person" : "subject"));
}

static char *
ooo_action (MusterInquiry *self)
{
  const char *dates = muster_fact (self, "ooo.dates");

  if (dates == NULL)
    return NULL;
  if (g_str_equal (dates, "both") || g_str_equal (dates, "until") || g_str_equal (dates, "back"))
    return g_strdup ("on");
  return g_strdup (muster_inquiry_says (self, "turn-off") ? "off" : "on");
}

static char *
ooo_state (MusterInquiry *self)
{
  const MusterPerson *subject = muster_slot_person (self, "subject");
  const char *status;
  JsonObject *result;

  if (subject == NULL)
    return NULL;
  result = muster_inquiry_read (self, &status, "microsoft365:get-mailbox-settings", "user", subject->id, NULL);
  if (self->waiting)
    return NULL;
  if (!g_str_equal (status, "ok"))
    return g_strdup (g_str_equal (status, "forbidden") ? "forbidden" : "unavailable");
  {
    const char *state = muster_json_str (muster_json_obj (muster_json_obj (result, "settings"), "automaticRepliesSetting"), "status");

    /* Translators: a person, then Microsoft’s word for the state */
    muster_inquiry_note (self, "microsoft365:get-mailbox-settings", _("State of the automatic replies of %s: %s"), subject->name, state != NULL ? state : _("unknown"));
    return g_strdup (g_strcmp0 (state, "disabled") == 0 ? "off" : "on");
  }
}

/* --- Licences ----------------------------------------------------------------------------------------------- */

static char *
licence (MusterInquiry *self)
{
  JsonObject *result = muster_inquiry_read (self, NULL, "microsoft365:list-subscribed-skus", NULL);
  const MusterPerson *person = muster_slot_person (self, "members");
  JsonObject *held_result = person != NULL ? muster_inquiry_read (self, NULL, "microsoft365:list-user-licenses", "user", person->id, NULL) : NULL;
  g_autoptr(GPtrArray) found = muster_starter_licences (self, self->text->words, 0, self->text->words->len);
  GPtrArray *add;
  GPtrArray *drop;
  JsonArray *skus;

  if (found == NULL || self->waiting)
    return NULL;
  add = muster_slot_new ();
  drop = muster_slot_new ();
  skus = muster_json_arr (result, "skus");
  for (guint i = 0; i < found->len; i++)
    {
      const char *part = g_ptr_array_index (found, i);
      g_autofree char *ref = g_strconcat ("sku:", part, NULL);
      JsonArray *held = muster_json_arr (held_result, "licenses");
      gboolean has = FALSE;

      for (guint k = 0; held != NULL && k < json_array_get_length (held); k++)
        has = has || g_strcmp0 (muster_json_str (muster_json_arr_obj (held, k), "skuPartNumber"), part) == 0;
      muster_slot_add (has ? drop : add, ref, licence_name (part));
    }
  muster_slot_set (self, "licence.add", add);
  muster_slot_set (self, "licence.drop", drop);
  for (guint i = 0; skus != NULL && i < json_array_get_length (skus); i++)
    {
      JsonObject *sku = muster_json_arr_obj (skus, i);

      /* Translators: the name of a licence, then counts */
      muster_inquiry_note (self, "microsoft365:list-subscribed-skus", _("%s: %d of %d seats in use"), licence_name (muster_json_str (sku, "skuPartNumber")),
                           (int) muster_json_int (sku, "consumedUnits", 0), (int) muster_json_int (sku, "enabled", 0));
    }
  if (found->len == 0)
    return g_strdup ("none");
  if (add->len > 1)
    return g_strdup ("ambiguous");
  return g_strdup (add->len == 1 ? "found" : "held");
}

static char *
licence_seats (MusterInquiry *self)
{
  GPtrArray *add = muster_slot (self, "licence.add");
  const MusterSlotValue *value = add != NULL && add->len == 1 ? g_ptr_array_index (add, 0) : NULL;

  if (value == NULL)
    return NULL;
  return muster_starter_has_seat (self, part_of (value)) ? g_strdup ("ok") : self->waiting ? NULL : g_strdup ("none");
}

static char *
licence_voice (MusterInquiry *self)
{
  static const char * const topics[] = { "licence-topic", NULL };
  g_autoptr(MusterVoices) voices = muster_docs_topic_voices (self, topics);
  const MusterPerson *person = muster_slot_person (self, "members");
  g_autoptr(GString) names = g_string_new (NULL);

  if (voices == NULL || muster_inquiry_requester (self) == NULL)
    return NULL;
  for (guint i = 0; i < voices->people->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", ((const MusterPerson *) g_ptr_array_index (voices->people, i))->name);
  muster_slot_set_one (self, "decider", "", names->len > 0 ? names->str : N_("the line manager"));
  if (voices->sentence != NULL)
    {
      muster_inquiry_note (self, muster_docs_terms_source (self, MUSTER_DOCS_SEARCH), _("Documentation (“%s”): %s"), voices->source, voices->sentence);
      muster_inquiry_note_doubts (self, voices->source);
    }
  if (g_ptr_array_find (voices->people, self->requester, NULL))
    return g_strdup ("named");
  if (voices->people->len == 0 && person != NULL && person != self->requester && muster_inquiry_manager (self, person) == self->requester)
    return g_strdup ("manager");
  return self->waiting ? NULL : g_strdup ("none");
}

/* A licence that a group gives must not be given directly. */
static char *
licence_by_group (MusterInquiry *self)
{
  GPtrArray *places = muster_inquiry_places (self);
  GPtrArray *add = muster_slot (self, "licence.add");
  const MusterSlotValue *value = add != NULL && add->len == 1 ? g_ptr_array_index (add, 0) : NULL;
  GPtrArray *names = value != NULL ? muster_lexicon_licence_names (self->lexicon, part_of (value)) : NULL;

  if (places == NULL || names == NULL)
    return NULL;
  for (guint i = 0; i < places->len; i++)
    {
      const MusterPlace *place = g_ptr_array_index (places, i);
      g_autofree char *text = g_strconcat (place->name, " ", place->description != NULL ? place->description : "", NULL);
      g_autoptr(GPtrArray) words = muster_words_split (text);

      if (!muster_words_has (words, "lic|lics|licence*|license*|lizenz*|licencia*|licentie*|assigns|seats"))
        continue;
      for (guint k = 0; k < names->len; k++)
        {
          if (muster_words_has (words, g_ptr_array_index (names, k)))
            return g_strdup ("yes");
        }
    }
  return NULL;
}

const MusterFactRow muster_facts_staff[] = {
  { "leaver", leaver },
  { "leaver.when", leaver_when },
  { "leaver.heir", leaver_heir },
  { "subject.licences", subject_licences },
  { "profile", profile },
  { "manager.new", new_manager },
  { "ooo.dates", ooo_dates },
  { "ooo.whose", ooo_whose },
  { "ooo.action", ooo_action },
  { "ooo.state", ooo_state },
  { "licence", licence },
  { "licence.seats", licence_seats },
  { "licence.voice", licence_voice },
  { "licence.group", licence_by_group },
  { "starter", muster_starter_fact },
  { "starter.voice", muster_starter_voice },
  { "tenant.hybrid", muster_starter_hybrid },
  { NULL, NULL },
};
