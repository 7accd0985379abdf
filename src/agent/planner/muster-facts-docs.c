/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-doc-facts.h"
#include "muster-docs-terms.h"
#include "muster-facts.h"
#include "muster-json.h"
#include "muster-note-text.h"
#include "muster-people.h"
#include "muster-words.h"

/* Facts out of the documentation and the service health: answers to questions, approved software, open incidents. */

#define ANSWER_STRONG 3.2

/* A page may hold a password although it should not; what follows such a word and has a digit is not passed on. */
static char *
hide_secrets (const char *passage)
{
  g_auto(GStrv) words = g_strsplit (passage, " ", -1);
  guint since = G_MAXUINT;

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autoptr(GPtrArray) parts = muster_words_split (words[i]);
      gboolean digit = FALSE;

      for (const char *p = words[i]; *p != '\0'; p++)
        digit = digit || g_ascii_isdigit (*p);
      if (since < 4 && digit && strlen (words[i]) >= 4)
        {
          g_free (words[i]);
          words[i] = g_strdup ("•••");
        }
      since = muster_words_has (parts, "password|passwort|kennwort|passe|contrasena|clave|wachtwoord|pin|psk|passphrase|passcode") ? 0
              : since == G_MAXUINT ? since : since + 1;
    }
  return g_strjoinv (" ", words);
}

static char *
docs_answer (MusterInquiry *self)
{
  g_autofree char *passage = NULL;
  double score = 0;
  const MusterArticle *article = muster_docs_answer (self, &passage, &score);

  if (self->waiting || muster_inquiry_articles (self) == NULL)
    return NULL;
  if (article == NULL || passage == NULL || score < 1.5)
    return g_strdup ("none");
  {
    char *safe = hide_secrets (passage);

    g_free (passage);
    passage = safe;
  }
  muster_slot_set_one (self, "article", "", article->name);
  muster_slot_set_one (self, "passage", "", passage);
  /* Translators: an article’s title, a date, then a passage of it */
  muster_inquiry_note (self, muster_docs_terms_source (self, MUSTER_DOCS_SEARCH), _("“%s” (changed %.10s): %s"), article->name, article->updated, passage);
  muster_inquiry_note_doubts (self, article->name);
  return g_strdup (score >= ANSWER_STRONG ? "strong" : "weak");
}

static gboolean
issue_fits (MusterInquiry *self,
            const char    *service)
{
  static const struct
  {
    const char *service;
    const char *words;
  } table[] = {
    { "exchange", "mail|mails|email|emails|outlook|e|courriel*|courrier*|correo*|mailbox*|message*|postfach*|messagerie|exchange|bericht*|nachricht*|mensaje*|inbox" },
    { "teams", "teams|meeting*|besprechung*|reunion*|call*|appel*|llamada*|vergadering*|anruf*|chat*|videokonferenz*|visio" },
    { "sharepoint", "sharepoint|onedrive|file*|datei*|fichier*|archivo*|bestand*|document*|dokument*" },
    { "onedrive", "onedrive|file*|datei*|fichier*|archivo*|bestand*" },
    { "intune", "intune|device*|gerat*|portal" },
    { "identity", "login|anmeld*|sign|connexion|inicio|inlog*|mfa|code" },
    { "entra", "login|anmeld*|sign|connexion|inicio|inlog*|mfa|code" },
    { "365 apps", "word|excel|office|powerpoint" },
  };
  g_autofree char *lower = g_ascii_strdown (service != NULL ? service : "", -1);

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      if (strstr (lower, table[i].service) != NULL && muster_words_has (self->text->words, table[i].words))
        return TRUE;
    }
  return FALSE;
}

static char *
health (MusterInquiry *self)
{
  const char *status;
  JsonObject *result = muster_inquiry_read (self, &status, "microsoft365:get-service-health", NULL);
  JsonArray *issues = muster_json_arr (result, "issues");

  if (self->waiting)
    return NULL;
  if (!g_str_equal (status, "ok"))
    return g_strdup ("unavailable");
  for (guint i = 0; issues != NULL && i < json_array_get_length (issues); i++)
    {
      JsonObject *issue = muster_json_arr_obj (issues, i);
      const char *state = muster_json_str (issue, "status");
      g_autofree char *since = muster_fact_time (self, muster_json_str (issue, "startDateTime"));

      if (muster_json_bool (issue, "isResolved", FALSE) || g_strcmp0 (state, "serviceRestored") == 0 ||
          g_strcmp0 (state, "postIncidentReviewPublished") == 0 || g_strcmp0 (state, "falsePositive") == 0 || g_strcmp0 (state, "serviceOperational") == 0 ||
          !issue_fits (self, muster_json_str (issue, "service")))
        continue;
      muster_slot_set_one (self, "issue", "", muster_json_str (issue, "id"));
      muster_slot_set_one (self, "issue.title", "", muster_json_str (issue, "title"));
      /* Translators: the incident’s number, the service, a date and time, the incident’s title */
      muster_inquiry_note (self, "microsoft365:get-service-health", _("Open incident %s (%s) since %s: %s"), muster_json_str (issue, "id"),
                           muster_json_str (issue, "service"), since, muster_json_str (issue, "title"));
      return g_strdup ("issue");
    }
  muster_inquiry_note (self, "microsoft365:get-service-health", _("No open incident that fits"));
  return g_strdup ("none");
}

static gboolean
mentions_any (MusterInquiry *self,
              const char    *value)
{
  g_autoptr(GPtrArray) names = muster_words_split (value != NULL ? value : "");

  for (guint i = 0; i < names->len; i++)
    {
      const MusterWord *name = g_ptr_array_index (names, i);

      if (strlen (name->text) < 4 || muster_words_is_noise (name->text))
        continue;
      for (guint k = 0; k < self->text->words->len; k++)
        {
          if (g_str_equal (((MusterWord *) g_ptr_array_index (self->text->words, k))->text, name->text))
            return TRUE;
        }
    }
  return FALSE;
}

static char *
note_software (MusterInquiry          *self,
               const MusterDocsRecord *record,
               const MusterDocsField  *field,
               const char             *verdict)
{
  /* Translators: an asset’s name, one of its fields, the field’s value */
  muster_inquiry_note (self, muster_docs_terms_source (self, MUSTER_DOCS_RECORDS), _("“%s”, %s: %s"), record->name, field->label, field->value);
  return g_strdup (verdict);
}

/* (nullable): what this row says of the software that is asked for */
static char *
judge_software (MusterInquiry          *self,
                const MusterDocsRecord *record,
                const MusterDocsField  *field)
{
  g_autoptr(GPtrArray) words = muster_words_split (field->label);
  g_autoptr(GPtrArray) mentions = NULL;
  const MusterPerson *decider;

  if (!mentions_any (self, field->value))
    return NULL;
  if (muster_lexicon_says (self->lexicon, words, "not-allowed", MUSTER_LANGUAGES_ALL))
    return note_software (self, record, field, "forbidden");
  if (muster_lexicon_says (self->lexicon, words, "company-portal", MUSTER_LANGUAGES_ALL))
    return note_software (self, record, field, "portal");
  if (!muster_lexicon_says (self->lexicon, words, "approval-cue", MUSTER_LANGUAGES_ALL))
    return NULL;
  mentions = muster_people_find_in (self, words);
  decider = mentions != NULL && mentions->len == 1 ? muster_mention_person (g_ptr_array_index (mentions, 0)) : NULL;
  muster_slot_set_one (self, "decider", "", decider != NULL ? decider->name : field->label);
  return note_software (self, record, field, "needs");
}

/* The row of the approved-software list that speaks of what is asked for. */
static char *
software (MusterInquiry *self)
{
  g_autoptr(GPtrArray) records = muster_docs_terms_records (self);

  if (records == NULL || self->waiting)
    return NULL;
  for (guint i = 0; i < records->len; i++)
    {
      const MusterDocsRecord *record = g_ptr_array_index (records, i);

      for (guint k = 0; k < record->fields->len; k++)
        {
          char *verdict = judge_software (self, record, g_ptr_array_index (record->fields, k));

          if (verdict != NULL)
            return verdict;
        }
    }
  return g_strdup ("unlisted");
}

/* Too few words to know what is meant. */
static char *
vague (MusterInquiry *self)
{
  guint said = 0;

  for (guint i = 0; i < self->text->words->len; i++)
    {
      const MusterWord *word = g_ptr_array_index (self->text->words, i);

      said += !muster_words_is_noise (word->text) && strlen (word->text) > 2;
    }
  return said < 5 ? g_strdup ("yes") : NULL;
}

static char *
asks (MusterInquiry *self)
{
  return strchr (self->text->own, '?') != NULL ? g_strdup ("yes") : NULL;
}

const MusterFactRow muster_facts_docs[] = {
  { "asks", asks },
  { "docs", docs_answer },
  { "health", health },
  { "software", software },
  { "vague", vague },
  { NULL, NULL },
};
