/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-clock.h"
#include "muster-dates.h"
#include "muster-doc-facts.h"
#include "muster-docs-terms.h"
#include "muster-facts.h"
#include "muster-json.h"
#include "muster-microsoft365.h"
#include "muster-note-text.h"
#include "muster-note.h"
#include "muster-people.h"
#include "muster-words.h"

/* Facts about who asks, whose account it is, and how that account stands. */

#define RECENT (G_GINT64_CONSTANT (3) * 24 * 60 * 60 * G_USEC_PER_SEC)

static char *
requester (MusterInquiry *self)
{
  const MusterPerson *person = muster_inquiry_requester (self);

  if (person == NULL)
    return self->waiting ? NULL : g_strdup ("unknown");
  muster_slot_set_one (self, "requester", person->ref, person->name);
  if (person->guest)
    return g_strdup ("guest");
  return g_strdup ("known");
}

/* A technician who has rung back says so in the ticket or in an internal note of his. */
static gboolean
called_back (MusterInquiry *self)
{
  GPtrArray *notes = muster_ticket_get_notes (self->ticket);

  if (muster_made_by_member (self) && muster_lexicon_says (self->lexicon, self->text->words, "callback-done", MUSTER_LANGUAGES_ALL) &&
      !muster_lexicon_says (self->lexicon, self->text->words, "callback-missing", MUSTER_LANGUAGES_ALL))
    return TRUE;
  for (guint i = 0; notes != NULL && i < notes->len; i++)
    {
      MusterNote *note = g_ptr_array_index (notes, i);
      const char *text = muster_note_get_text (note);
      g_autoptr(GPtrArray) words = NULL;

      if (g_strcmp0 (muster_note_get_author_kind (note), "member") != 0 || !muster_note_get_internal (note) || text == NULL)
        continue;
      words = muster_words_split (text);
      if (muster_lexicon_says (self->lexicon, words, "callback-done", MUSTER_LANGUAGES_ALL) &&
          !muster_lexicon_says (self->lexicon, words, "callback-missing", MUSTER_LANGUAGES_ALL))
        return TRUE;
    }
  return FALSE;
}

static char *
identity (MusterInquiry *self)
{
  if (muster_inquiry_requester (self) == NULL)
    return self->waiting ? NULL : g_strdup ("v0");
  if (muster_ticket_get_origin (self->ticket) == MUSTER_TICKET_ORIGIN_PORTAL || called_back (self)
      || muster_case_get_confirmed (self->ticket_case, muster_inquiry_requester (self)->ref) == MUSTER_IDENTITY_LEVEL_V2)
    return g_strdup ("v2");
  return g_strdup ("v1");
}

static char *
origin (MusterInquiry *self)
{
  return g_strdup (muster_ticket_origin_to_string (muster_ticket_get_origin (self->ticket)));
}

static char *
injected (MusterInquiry *self)
{
  GPtrArray *notes = muster_ticket_get_notes (self->ticket);
  gboolean bad = self->text->intruder != NULL;

  for (guint i = 0; notes != NULL && i < notes->len; i++)
    {
      MusterNote *note = g_ptr_array_index (notes, i);
      const char *kind = muster_note_get_author_kind (note);

      if (muster_note_get_text (note) != NULL && g_strcmp0 (kind, "self") != 0 &&
          muster_ticket_text_is_intruder (self->lexicon, muster_note_get_text (note)))
        {
          bad = TRUE;
          /* Translators: the author’s name, then what kind of author */
          muster_inquiry_note (self, "ticket", _("A note by “%s” (%s) claims an approval or talks to automated systems; it counts for nothing"),
                               muster_note_get_author_name (note), kind);
        }
    }
  return bad ? g_strdup ("yes") : NULL;
}

static char *
use_mentions (MusterInquiry *self,
              GPtrArray     *mentions,
              const char    *slot_name)
{
  GPtrArray *slot = muster_slot_new ();
  const MusterMention *first = g_ptr_array_index (mentions, 0);
  const char *answer = "other";

  if (mentions->len > 1 || first->people->len > 1)
    answer = "ambiguous";
  else if (first->people->len == 0)
    answer = "unknown";
  for (guint i = 0; i < mentions->len; i++)
    {
      const MusterMention *mention = g_ptr_array_index (mentions, i);

      for (guint k = 0; k < mention->people->len; k++)
        {
          const MusterPerson *person = g_ptr_array_index (mention->people, k);
          g_autofree char *label = mention->people->len > 1 ? g_strdup_printf ("%s (%s)", person->name, person->upn) : g_strdup (person->name);

          muster_slot_add (slot, person->ref, label);
        }
    }
  if (slot->len == 0)
    muster_slot_add (slot, "", first->label);
  muster_slot_set (self, slot_name, slot);
  return g_strdup (answer);
}

static char *
use_requester (MusterInquiry *self,
               const char    *slot_name)
{
  if (self->requester == NULL)
    return g_strdup ("unknown");
  muster_slot_set_one (self, slot_name, self->requester->ref, self->requester->name);
  return g_strdup ("self");
}

/* Whose account it is: the requester's, unless the ticket is plainly about somebody else. */
static char *
subject (MusterInquiry *self)
{
  g_autoptr(GPtrArray) others = muster_mentions_for_role (self, MUSTER_ROLE_SUBJECT, 1);
  gboolean about_self = muster_inquiry_says (self, "own-account") && !muster_inquiry_says (self, "their-account") && !muster_made_by_member (self);

  if (others == NULL || (muster_inquiry_requester (self) == NULL && self->waiting))
    return NULL;
  if (others->len == 0 || about_self)
    return use_requester (self, "subject");
  if (muster_made_by_member (self))
    {
      /* The technician names the caller as well; then the caller is the subject */
      GPtrArray *mentions = muster_people_mentions (self);
      int own = G_MININT;
      int other = G_MININT;

      for (guint i = 0; i < mentions->len; i++)
        {
          const MusterMention *mention = g_ptr_array_index (mentions, i);
          int score = muster_mention_score (self, mention, MUSTER_ROLE_SUBJECT);

          if (self->requester != NULL && g_ptr_array_find (mention->people, self->requester, NULL))
            own = MAX (own, score);
          else
            other = MAX (other, score);
        }
      if (own >= other)
        return use_requester (self, "subject");
    }
  return use_mentions (self, others, "subject");
}

/* Whom a change is about: another person where one is named, else the requester. */
static char *
person (MusterInquiry *self)
{
  g_autoptr(GPtrArray) others = muster_mentions_for_role (self, MUSTER_ROLE_SUBJECT, 0);

  if (others == NULL || (muster_inquiry_requester (self) == NULL && self->waiting))
    return NULL;
  if (others->len > 0)
    return use_mentions (self, others, "subject");
  if (!muster_inquiry_says (self, "first-person"))
    return g_strdup ("unknown");
  return use_requester (self, "subject");
}

static const MusterPerson *
the_subject (MusterInquiry *self)
{
  const MusterPerson *found = muster_slot_person (self, "subject");

  if (found == NULL && muster_fact (self, "subject") != NULL)
    found = muster_slot_person (self, "subject");
  return found;
}

static char *
subject_enabled (MusterInquiry *self)
{
  const MusterPerson *found = the_subject (self);
  JsonObject *result;
  gboolean enabled;

  if (found == NULL)
    return NULL;
  result = muster_inquiry_read (self, NULL, "microsoft365:get-user", "user", found->id, NULL);
  if (self->waiting)
    return NULL;
  enabled = muster_json_bool (muster_json_obj (result, "user"), "accountEnabled", found->enabled);
  /* Translators: a person, then where the account comes from */
  muster_inquiry_note (self, "microsoft365:get-user", enabled ? _("The account of %s is enabled (%s)") : _("Sign-in of %s is blocked (%s)"),
                       found->name, found->synced ? _("synced from Active Directory") : _("cloud account"));
  return g_strdup (enabled ? "yes" : "no");
}

static char *
subject_synced (MusterInquiry *self)
{
  const MusterPerson *found = the_subject (self);

  return found != NULL && found->synced ? g_strdup ("yes") : NULL;
}

/* Whether what we do to the password in the cloud stays. */
static char *
subject_resettable (MusterInquiry *self)
{
  const MusterPerson *found = the_subject (self);

  if (found == NULL || muster_inquiry_articles (self) == NULL)
    return NULL;
  if (!found->synced)
    return g_strdup ("yes");
  return muster_docs_writeback (self) == 1 ? g_strdup ("yes") : NULL;
}

static char *
subject_admin (MusterInquiry *self)
{
  const MusterPerson *found = the_subject (self);
  JsonObject *result;
  JsonArray *roles;

  if (found == NULL)
    return NULL;
  result = muster_inquiry_read (self, NULL, "microsoft365:list-user-groups", "user", found->id, NULL);
  roles = muster_json_arr (result, "roles");
  if (roles == NULL || json_array_get_length (roles) == 0)
    return NULL;
  /* Translators: a person, then Microsoft’s name of the role */
  muster_inquiry_note (self, "microsoft365:list-user-groups", _("%s holds the directory role %s"), found->name,
                       muster_json_str (muster_json_arr_obj (roles, 0), "displayName"));
  return g_strdup ("yes");
}

static char *
subject_risk (MusterInquiry *self)
{
  const MusterPerson *found = the_subject (self);
  const char *status;
  JsonObject *result;
  JsonObject *risk;
  const char *level;
  const char *state;

  if (found == NULL)
    return NULL;
  result = muster_inquiry_read (self, &status, "microsoft365:get-user-risk", "user", found->id, NULL);
  if (self->waiting)
    return NULL;
  if (!g_str_equal (status, "ok") || muster_json_arr (result, "unlicensed") != NULL)
    return g_strdup ("unavailable");
  risk = muster_json_obj (result, "risk");
  level = muster_json_str (risk, "riskLevel");
  state = muster_json_str (risk, "riskState");
  if (risk == NULL || level == NULL || g_str_equal (level, "none") || g_str_equal (level, "hidden") ||
      (g_strcmp0 (state, "atRisk") != 0 && g_strcmp0 (state, "confirmedCompromised") != 0))
    {
      /* Translators: a person */
      muster_inquiry_note (self, "microsoft365:get-user-risk", _("No open risk for %s"), found->name);
      return g_strdup ("none");
    }
  /* Translators: a person, then Microsoft’s words for level, state and detail */
  muster_inquiry_note (self, "microsoft365:get-user-risk", _("%s is a risky user: level %s, state %s, detail %s"), found->name, level, state,
                       muster_json_str (risk, "riskDetail") != NULL ? muster_json_str (risk, "riskDetail") : _("unknown"));
  return g_strdup ("risky");
}

static const char *
home_country (JsonArray *rows)
{
  const char *best = NULL;
  guint most = 0;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_json_arr_obj (rows, i);
      const char *country = muster_json_str (row, "country");
      guint count = 0;

      if (country == NULL || muster_json_int (row, "errorCode", 0) != 0)
        continue;
      for (guint k = 0; k < json_array_get_length (rows); k++)
        count += muster_json_int (muster_json_arr_obj (rows, k), "errorCode", 0) == 0 &&
                 g_strcmp0 (muster_json_str (muster_json_arr_obj (rows, k), "country"), country) == 0;
      if (count > most)
        {
          most = count;
          best = country;
        }
    }
  return best;
}

/* Microsoft's own words, else what the number means, else what it is about */
static const char *
reason_of (JsonObject *row,
           gint64      code,
           const char *kind)
{
  const char *said = muster_json_str (row, "failureReason");
  const char *meaning = muster_microsoft365_sign_in_meaning (code);

  return said != NULL ? said : meaning != NULL ? meaning : kind;
}

static const char *
kind_of_failure (gint64 code)
{
  switch (code)
    {
    case 50053: return "smart-lockout";
    case 50126: return "wrong-password";
    case 50055: return "expired";
    case 50057: return "blocked";
    case 53000: case 53001: case 53002: case 53003: case 53004: case 530003: return "policy";
    case 50074: case 50076: case 50079: case 50072: case 500121: case 50158: return "mfa";
    default: return NULL;
    }
}

static gboolean
is_recent (MusterInquiry *self,
           const char    *time)
{
  gint64 us = 0;

  return time == NULL || !muster_time_parse_iso (time, &us) || muster_case_get_now (self->ticket_case) - us < RECENT;
}

/* What the newest sign-ins say; smart lockout shows nowhere else. */
static char *
subject_sign_in (MusterInquiry *self)
{
  const MusterPerson *found = the_subject (self);
  const char *status;
  JsonObject *result;
  JsonArray *rows;
  const char *home;
  const char *kind = NULL;
  guint failures = 0;
  guint lockouts = 0;
  gboolean success_since = FALSE;

  if (found == NULL)
    return NULL;
  result = muster_inquiry_read (self, &status, "microsoft365:list-sign-ins", "user", found->id, NULL);
  if (self->waiting)
    return NULL;
  rows = muster_json_arr (result, "signIns");
  if (!g_str_equal (status, "ok") || rows == NULL || muster_json_arr (result, "unlicensed") != NULL)
    {
      /* Translators: why not */
      muster_inquiry_note (self, "microsoft365:list-sign-ins", _("The sign-in log cannot be read in this tenant (%s)"), g_str_equal (status, "ok") ? _("no licence for it") : status);
      return g_strdup ("unavailable");
    }

  home = home_country (rows);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = muster_json_arr_obj (rows, i);
      gint64 code = muster_json_int (row, "errorCode", 0);
      const char *country = muster_json_str (row, "country");
      const char *this_kind = kind_of_failure (code);
      g_autofree char *when = muster_fact_time (self, muster_json_str (row, "createdDateTime"));

      if (!is_recent (self, muster_json_str (row, "createdDateTime")))
        continue;
      if (home != NULL && country != NULL && g_strcmp0 (country, home) != 0 && this_kind != NULL)
        {
          /* Translators: a person, a country code, an error number, a date and time, a country code */
          muster_inquiry_note (self, "microsoft365:list-sign-ins", _("Failed sign-ins of %s from %s (%d, last %s) while the usual country is %s"),
                               found->name, country, (int) code, when, home);
          return g_strdup ("attack");
        }
      if (code == 0 && kind == NULL && failures == 0)
        success_since = TRUE;
      if (this_kind != NULL)
        {
          failures++;
          lockouts += code == 50053;
          if (kind == NULL || (code == 50053 && lockouts == 1))
            {
              kind = this_kind;
              /* Translators: a person, a date and time, an error number, Microsoft’s reason */
              muster_inquiry_note (self, "microsoft365:list-sign-ins", _("Sign-in of %s failed at %s with %d (%s)"), found->name,
                                   when, (int) code,
                                   reason_of (row, code, this_kind));
            }
        }
    }
  if (kind == NULL)
    {
      /* Translators: a person */
      muster_inquiry_note (self, "microsoft365:list-sign-ins", success_since ? _("No failed sign-in of %s in the last days, the newest ones succeeded") : _("No failed sign-in of %s in the last days"), found->name);
      return g_strdup ("none");
    }
  return g_strdup (lockouts > 0 ? "smart-lockout" : kind);
}

static char *
subject_absence (MusterInquiry *self)
{
  const MusterPerson *found = the_subject (self);
  g_autoptr(MusterAbsence) absence = found != NULL ? muster_docs_absence (self, found) : NULL;
  guint32 today = muster_dates_today (muster_case_get_now (self->ticket_case), muster_case_get_time_zone (self->ticket_case));

  if (absence == NULL)
    return NULL;
  if (!absence->known)
    return g_strdup ("none");
  muster_inquiry_note (self, muster_docs_terms_source (self, MUSTER_DOCS_SEARCH), _("Documentation (“%s”): %s"), absence->source, absence->passage);
  muster_inquiry_note_doubts (self, absence->source);
  {
    g_autofree char *hr = muster_docs_hr (self);

    muster_slot_set_one (self, "decider", "", absence->decider != NULL ? absence->decider : hr);
  }
  if (absence->left)
    return g_strdup ("left");
  if (absence->until != 0)
    {
      g_autofree char *day = muster_dates_format (absence->until);

      muster_slot_set_one (self, "until", "", day);
      if (today < absence->until)
        return g_strdup ("future");
      return g_strdup (absence->reenable && !absence->confirm ? "over" : "confirm");
    }
  return g_strdup ("open");
}

static char *
mfa_methods (MusterInquiry *self)
{
  const MusterPerson *found = the_subject (self);
  const char *status;
  JsonObject *result;
  JsonArray *methods;
  guint strong = 0;

  if (found == NULL)
    return NULL;
  result = muster_inquiry_read (self, &status, "microsoft365:list-auth-methods", "user", found->id, NULL);
  if (self->waiting)
    return NULL;
  if (!g_str_equal (status, "ok"))
    return g_strdup (g_str_equal (status, "forbidden") ? "forbidden" : "unavailable");
  methods = muster_json_arr (result, "methods");
  for (guint i = 0; methods != NULL && i < json_array_get_length (methods); i++)
    {
      const char *type = muster_json_str (muster_json_arr_obj (methods, i), "type");

      if (type != NULL && strstr (type, "password") == NULL)
        strong++;
    }
  /* Translators: a person, then how many */
  muster_inquiry_note (self, "microsoft365:list-auth-methods", _("Registered sign-in methods of %s besides the password: %u"), found->name, strong);
  return g_strdup (strong > 0 ? "yes" : "none");
}

/* What say the requester has about the subject. */
static char *
requester_voice (MusterInquiry *self)
{
  static const char * const topics[] = { "leaver-topic", "starter-topic", "hr-topic", NULL };
  const MusterPerson *found = the_subject (self);
  g_autoptr(MusterVoices) voices = NULL;

  if (muster_inquiry_requester (self) == NULL || found == NULL)
    return NULL;
  if (found == self->requester)
    return g_strdup ("self");
  voices = muster_docs_topic_voices (self, topics);
  if (voices == NULL)
    return NULL;
  if (g_ptr_array_find (voices->people, self->requester, NULL))
    {
      if (voices->sentence != NULL)
        {
          muster_inquiry_note (self, muster_docs_terms_source (self, MUSTER_DOCS_SEARCH), _("Documentation (“%s”): %s"), voices->source, voices->sentence);
          muster_inquiry_note_doubts (self, voices->source);
        }
      return g_strdup ("named");
    }
  if (muster_inquiry_manager (self, found) == self->requester)
    {
      /* Translators: two persons */
      muster_inquiry_note (self, "microsoft365:get-manager", _("%s is the line manager of %s"), self->requester->name, found->name);
      return g_strdup (voices->only ? "manager-but-only" : "manager");
    }
  if (self->waiting)
    return NULL;
  {
    g_autofree char *hr = muster_docs_hr (self);
    g_autoptr(GString) names = g_string_new (NULL);

    for (guint i = 0; i < voices->people->len; i++)
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", ((const MusterPerson *) g_ptr_array_index (voices->people, i))->name);
    muster_slot_set_one (self, "decider", "", names->len > 0 ? names->str : hr);
  }
  if (muster_is_board (self->requester) && !voices->only)
    return g_strdup ("board");
  return g_strdup ("none");
}

static char *
mailbox_probe (MusterInquiry *self)
{
  const MusterPerson *someone = muster_inquiry_requester (self);
  const char *status;

  if (muster_inquiry_articles (self) == NULL)
    return NULL;
  if (muster_docs_lacks_role (self, "exchange"))
    return g_strdup ("missing");
  if (someone == NULL || someone->mail == NULL)
    return self->waiting ? NULL : g_strdup ("ok");
  muster_inquiry_read (self, &status, "microsoft365:get-mailbox", "mailbox", someone->mail, NULL);
  if (self->waiting)
    return NULL;
  if (g_str_equal (status, "forbidden"))
    muster_inquiry_note (self, "microsoft365:get-mailbox", _("Exchange answers “forbidden”: the Exchange role is missing in this tenant"));
  return g_strdup (g_str_equal (status, "forbidden") ? "missing" : "ok");
}

const MusterFactRow muster_facts_account[] = {
  { "requester", requester },
  { "requester.voice", requester_voice },
  { "identity", identity },
  { "origin", origin },
  { "injected", injected },
  { "subject", subject },
  { "person", person },
  { "subject.enabled", subject_enabled },
  { "subject.synced", subject_synced },
  { "subject.resettable", subject_resettable },
  { "subject.admin", subject_admin },
  { "subject.risk", subject_risk },
  { "subject.signin", subject_sign_in },
  { "subject.absence", subject_absence },
  { "subject.methods", mfa_methods },
  { "exchange", mailbox_probe },
  { NULL, NULL },
};
