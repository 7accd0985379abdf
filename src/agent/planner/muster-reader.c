/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <stdarg.h>
#include <string.h>

#include "muster-finding.h"
#include "muster-inquiry.h"
#include "muster-json.h"
#include "muster-note-text.h"
#include "muster-text.h"
#include "muster-words.h"

#define MAX_CALLS 28
#define MAX_NAMES 6

/* The reading side of a turn: what the case already knows, as people, places and articles, and a list of the
 * calls that are still wanted. */

static void
person_free (gpointer data)
{
  MusterPerson *person = data;

  g_free (person->id);
  g_free (person->ref);
  g_free (person->name);
  g_free (person->given);
  g_free (person->surname);
  g_free (person->upn);
  g_free (person->mail);
  g_free (person->title);
  g_free (person->department);
  g_ptr_array_unref (person->addresses);
  g_ptr_array_unref (person->tokens);
  g_free (person);
}

static void
slot_value_free (gpointer data)
{
  MusterSlotValue *value = data;

  g_free (value->ref);
  g_free (value->name);
  g_free (value);
}

GPtrArray *
muster_slot_new (void)
{
  return g_ptr_array_new_with_free_func (slot_value_free);
}

void
muster_slot_add (GPtrArray  *slot,
                 const char *ref,
                 const char *name)
{
  MusterSlotValue *value = g_new0 (MusterSlotValue, 1);

  value->ref = g_strdup (ref);
  value->name = g_strdup (name != NULL ? name : ref);
  g_ptr_array_add (slot, value);
}

/**
 * muster_inquiry_text:
 *
 * Returns: (transfer full): the text of the ticket, taken apart once for all turns
 */
MusterTicketText *
muster_inquiry_text (MusterCase *ticket_case)
{
  GQuark key = g_quark_from_static_string ("muster-ticket-text");
  MusterTicketText *text = muster_case_get_kept (ticket_case, key);

  if (text == NULL)
    {
      text = muster_ticket_text_new (muster_lexicon_get (), muster_case_get_ticket (ticket_case));
      muster_case_keep (ticket_case, key, text, (GDestroyNotify) muster_ticket_text_free);
    }
  return muster_ticket_text_ref (text);
}

typedef struct
{
  const char *language;
  gboolean    certain;
} Detected;

static const char *
detect_language (MusterCase       *ticket_case,
                 MusterTicketText *text,
                 gboolean         *certain)
{
  GQuark key = g_quark_from_static_string ("muster-ticket-language");
  Detected *kept = muster_case_get_kept (ticket_case, key);

  if (kept == NULL)
    {
      kept = g_new0 (Detected, 1);
      kept->language = muster_lexicon_detect (muster_lexicon_get (), text->words, muster_case_get_language (ticket_case), &kept->certain);
      muster_case_keep (ticket_case, key, kept, g_free);
    }
  *certain = kept->certain;
  return kept->language;
}

MusterInquiry *
muster_inquiry_new (MusterCase            *ticket_case,
                    MusterWorkflowLibrary *library)
{
  MusterInquiry *self = g_new0 (MusterInquiry, 1);
  gboolean certain = FALSE;

  self->ticket_case = g_object_ref (ticket_case);
  self->ticket = muster_case_get_ticket (ticket_case);
  self->library = library;
  self->lexicon = muster_lexicon_get ();
  self->text = muster_inquiry_text (ticket_case);
  self->language = detect_language (ticket_case, self->text, &certain);
  self->languages = certain ? muster_lexicon_language_bit (self->language) |
                    muster_lexicon_language_bit (muster_case_get_language (ticket_case)) |
                    muster_lexicon_language_bit ("en")
                            : MUSTER_LANGUAGES_ALL;
  self->wanted = g_ptr_array_new_with_free_func ((GDestroyNotify) muster_tool_call_free);
  self->findings = g_ptr_array_new_with_free_func (g_object_unref);
  self->found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->slots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  return self;
}

void
muster_inquiry_free (MusterInquiry *self)
{
  g_object_unref (self->ticket_case);
  muster_ticket_text_free (self->text);
  g_ptr_array_unref (self->wanted);
  g_ptr_array_unref (self->findings);
  g_hash_table_unref (self->found);
  g_hash_table_unref (self->facts);
  g_hash_table_unref (self->slots);
  g_clear_pointer (&self->mentions, g_ptr_array_unref);
  g_clear_pointer (&self->people, g_ptr_array_unref);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_clear_pointer (&self->articles, g_ptr_array_unref);
  g_free (self);
}

static gboolean
is_wanted (MusterInquiry *self,
           const char    *tool,
           const char    *key)
{
  for (guint i = 0; i < self->wanted->len; i++)
    {
      MusterToolCall *call = g_ptr_array_index (self->wanted, i);
      g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
      g_autofree char *other = NULL;

      if (!g_str_equal (call->tool, tool))
        continue;
      json_node_set_object (node, call->args);
      other = muster_json_canonical (node);
      if (g_strcmp0 (other, key) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * muster_inquiry_read:
 * @status: (out) (optional): `ok`, an error name, or `wanted` when the answer is not there yet
 * @tool: the read tool
 * @...: pairs of argument name and value, then %NULL; the value of a name with `#` before it is a number
 *
 * Returns: (nullable) (transfer none): the tool's result
 */
JsonObject *
muster_inquiry_read (MusterInquiry  *self,
                     const char    **status,
                     const char     *tool,
                     ...)
{
  g_autoptr(JsonObject) args = json_object_new ();
  const MusterCaseAnswer *answer;
  const char *name;
  const char *ignored;
  va_list list;

  if (status == NULL)
    status = &ignored;

  va_start (list, tool);
  while ((name = va_arg (list, const char *)) != NULL)
    {
      const char *value = va_arg (list, const char *);

      if (*name == '#')
        json_object_set_int_member (args, name + 1, g_ascii_strtoll (value, NULL, 10));
      else
        json_object_set_string_member (args, name, value);
    }
  va_end (list);

  answer = muster_case_find (self->ticket_case, tool, args);
  if (answer != NULL)
    {
      *status = answer->status;
      return answer->result != NULL && g_str_equal (answer->status, "ok") ? muster_json_node_obj (answer->result) : NULL;
    }

  if (!muster_case_is_offered (self->ticket_case, tool, NULL))
    {
      const char *reason = muster_case_get_unavailable (self->ticket_case, tool, status);

      /* As if it had been asked and refused: the customer's tenant is not ready for it */
      if (reason != NULL)
        muster_inquiry_note (self, tool, "%s", reason);
      else
        *status = "refused-by-policy";
      return NULL;
    }
  if (muster_case_get_answers (self->ticket_case)->len + self->wanted->len >= MAX_CALLS)
    {
      *status = "limit";
      return NULL;
    }

  *status = "wanted";
  self->waiting = TRUE;
  {
    g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
    g_autofree char *key = NULL;

    json_node_set_object (node, args);
    key = muster_json_canonical (node);
    if (!is_wanted (self, tool, key))
      g_ptr_array_add (self->wanted, muster_tool_call_new (tool, json_object_ref (args)));
  }
  return NULL;
}

void
muster_inquiry_add_tokens (GPtrArray  *tokens,
                           const char *text)
{
  g_autoptr(GPtrArray) words = muster_words_split (text);

  for (guint i = 0; i < words->len; i++)
    g_ptr_array_add (tokens, g_strdup (((MusterWord *) g_ptr_array_index (words, i))->text));
}

static void
add_address (GPtrArray  *addresses,
             const char *address)
{
  if (address == NULL || *address == '\0')
    return;
  if (g_ascii_strncasecmp (address, "smtp:", 5) == 0)
    address += 5;
  g_ptr_array_add (addresses, g_utf8_strdown (address, -1));
}

static MusterPerson *
person_from_json (JsonObject *user)
{
  MusterPerson *person = g_new0 (MusterPerson, 1);
  JsonArray *proxies = muster_json_arr (user, "proxyAddresses");
  const char *given = muster_json_str (user, "givenName");
  const char *surname = muster_json_str (user, "surname");

  person->id = g_strdup (muster_json_str (user, "id"));
  person->ref = g_strconcat ("user:", person->id, NULL);
  person->name = g_strdup (muster_json_str (user, "displayName"));
  if (person->name == NULL)
    person->name = g_strdup ("");
  person->given = muster_words_fold (given != NULL ? given : "");
  person->surname = muster_words_fold (surname != NULL ? surname : "");
  person->upn = g_strdup (muster_json_str (user, "userPrincipalName"));
  person->mail = g_strdup (muster_json_str (user, "mail"));
  person->title = g_strdup (muster_json_str (user, "jobTitle"));
  person->department = g_strdup (muster_json_str (user, "department"));
  person->enabled = muster_json_bool (user, "accountEnabled", TRUE);
  person->synced = muster_json_bool (user, "onPremisesSyncEnabled", FALSE);
  person->guest = g_strcmp0 (muster_json_str (user, "userType"), "Guest") == 0;
  person->addresses = g_ptr_array_new_with_free_func (g_free);
  person->tokens = g_ptr_array_new_with_free_func (g_free);
  add_address (person->addresses, person->upn);
  add_address (person->addresses, person->mail);
  for (guint i = 0; proxies != NULL && i < json_array_get_length (proxies); i++)
    add_address (person->addresses, muster_json_arr_str (proxies, i));
  muster_inquiry_add_tokens (person->tokens, person->name);
  return person;
}

static void
add_people (MusterInquiry *self,
            JsonArray     *users)
{
  for (guint i = 0; users != NULL && i < json_array_get_length (users); i++)
    {
      JsonObject *user = muster_json_arr_obj (users, i);
      const char *id = muster_json_str (user, "id");
      gboolean known = FALSE;

      for (guint k = 0; id != NULL && k < self->people->len; k++)
        known = known || g_str_equal (((MusterPerson *) g_ptr_array_index (self->people, k))->id, id);
      if (id != NULL && !known)
        g_ptr_array_add (self->people, person_from_json (user));
    }
}

/* A directory too large to be listed: whoever the ticket may name is looked up by that name. Returns FALSE while
 * something is wanted. */
static gboolean
add_named_people (MusterInquiry *self)
{
  GPtrArray *words = self->text->words;
  g_autoptr(GPtrArray) asked = g_ptr_array_new ();
  gboolean complete = TRUE;

  for (guint i = 0; i < words->len && asked->len < MAX_NAMES; i++)
    {
      const MusterWord *word = g_ptr_array_index (words, i);
      gboolean titled = i > 0 && muster_lexicon_is_honorific (self->lexicon, ((MusterWord *) g_ptr_array_index (words, i - 1))->text);
      const char *status;
      JsonObject *result;

      if (!word->capital || word->address || (word->first && !titled) || strlen (word->text) < 3 || g_ascii_isdigit (word->text[0]) ||
          muster_words_is_noise (word->text) || muster_lexicon_is_honorific (self->lexicon, word->text) ||
          g_ptr_array_find_with_equal_func (asked, word->text, g_str_equal, NULL))
        continue;
      g_ptr_array_add (asked, word->text);
      result = muster_inquiry_read (self, &status, "microsoft365:find-users", "query", word->raw, NULL);
      complete = complete && !g_str_equal (status, "wanted");
      add_people (self, muster_json_arr (result, "users"));
    }
  return complete;
}

/**
 * muster_inquiry_people:
 *
 * Returns: (transfer none) (nullable): the directory's people, or %NULL while they are wanted
 */
GPtrArray *
muster_inquiry_people (MusterInquiry *self)
{
  const char *status;
  JsonObject *result;
  JsonArray *users;

  if (self->people != NULL)
    return self->people;

  result = muster_inquiry_read (self, &status, "microsoft365:find-users", NULL);
  if (g_str_equal (status, "wanted"))
    return NULL;

  self->people = g_ptr_array_new_with_free_func (person_free);
  users = muster_json_arr (result, "users");
  self->people_cut = muster_json_bool (result, "truncated", FALSE);
  add_people (self, users);
  if (self->people_cut && !add_named_people (self))
    g_clear_pointer (&self->people, g_ptr_array_unref);
  return self->people;
}

/**
 * muster_inquiry_person:
 * @id: (nullable): object id of a user
 *
 * Returns: (nullable): that person
 */
const MusterPerson *
muster_inquiry_person (MusterInquiry *self,
                       const char    *id)
{
  GPtrArray *people = muster_inquiry_people (self);

  for (guint i = 0; id != NULL && people != NULL && i < people->len; i++)
    {
      const MusterPerson *person = g_ptr_array_index (people, i);

      if (g_ascii_strcasecmp (person->id, id) == 0)
        return person;
    }
  return NULL;
}

/**
 * muster_inquiry_requester:
 *
 * The ticket contact's mail address, found at exactly one person of the directory.
 *
 * Returns: (nullable): who asks; %NULL when nobody or more than one has that address
 */
const MusterPerson *
muster_inquiry_requester (MusterInquiry *self)
{
  const char *email = muster_ticket_get_contact_email (self->ticket);
  const char *status;
  JsonObject *result;
  JsonArray *users;
  JsonObject *user = NULL;

  if (self->requester_done)
    return self->requester;
  if (email == NULL || !muster_text_is_email (email))
    {
      self->requester_done = TRUE;
      muster_inquiry_people (self);
      return NULL;
    }

  result = muster_inquiry_read (self, &status, "microsoft365:find-users", "mail", email, NULL);
  if (muster_inquiry_people (self) == NULL || g_str_equal (status, "wanted"))
    return NULL;

  users = muster_json_arr (result, "users");
  if (users != NULL && json_array_get_length (users) == 1)
    user = muster_json_arr_obj (users, 0);
  self->requester_done = TRUE;
  self->requester = muster_inquiry_person (self, muster_json_str (user, "id"));
  if (self->requester == NULL && user != NULL && muster_json_str (user, "id") != NULL)
    {
      g_ptr_array_add (self->people, person_from_json (user));
      self->requester = g_ptr_array_index (self->people, self->people->len - 1);
    }
  if (self->requester != NULL)
    /* Translators: a mail address, a person, the job title, whether sign-in is enabled */
    muster_inquiry_note (self, "microsoft365:find-users", _("%s is %s in the directory (%s, %s)"), email, self->requester->name,
                         self->requester->title != NULL ? self->requester->title : _("no title"),
                         self->requester->enabled ? _("enabled") : _("sign-in blocked"));
  return self->requester;
}

/**
 * muster_inquiry_note:
 * @source: the tool that said so
 * @format: a whole sentence without a full stop
 *
 * Keeps a finding for the note, once.
 */
void
muster_inquiry_note (MusterInquiry *self,
                     const char    *source,
                     const char    *format,
                     ...)
{
  g_autoptr(MusterFinding) finding = NULL;
  g_autofree char *text = NULL;
  va_list list;

  va_start (list, format);
  text = g_strdup_vprintf (format, list);
  va_end (list);
  /* A sentence of the documentation brings its own. */
  if (g_str_has_suffix (text, "."))
    text[strlen (text) - 1] = '\0';

  if (!g_hash_table_add (self->found, g_strdup (text)))
    return;
  finding = muster_finding_new ();
  muster_finding_set_text (finding, text);
  muster_finding_set_source (finding, source);
  muster_finding_set_time (finding, muster_case_get_now (self->ticket_case));
  g_ptr_array_add (self->findings, g_steal_pointer (&finding));
}

gboolean
muster_inquiry_says (MusterInquiry *self,
                     const char    *concept)
{
  return muster_lexicon_says (self->lexicon, self->text->words, concept, self->languages);
}

static GPtrArray *
people_of (MusterInquiry *self,
           JsonArray     *list,
           const char    *id_member)
{
  GPtrArray *people = g_ptr_array_new ();

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      const MusterPerson *person = muster_inquiry_person (self, muster_json_str (muster_json_arr_obj (list, i), id_member));

      if (person != NULL)
        g_ptr_array_add (people, (gpointer) person);
    }
  return people;
}

/**
 * muster_inquiry_owners:
 *
 * Returns: (transfer full) (nullable) (element-type MusterPerson): owners of a group
 */
GPtrArray *
muster_inquiry_owners (MusterInquiry     *self,
                       const MusterPlace *place)
{
  const char *status;
  JsonObject *result = muster_inquiry_read (self, &status, "microsoft365:get-group", "group", place->id, NULL);

  if (g_str_equal (status, "wanted"))
    return NULL;
  return people_of (self, muster_json_arr (result, "owners"), "id");
}

/**
 * muster_inquiry_members:
 *
 * Returns: (transfer full) (nullable) (element-type MusterPerson): members of a group
 */
GPtrArray *
muster_inquiry_members (MusterInquiry     *self,
                        const MusterPlace *place)
{
  const char *status;
  JsonObject *result = muster_inquiry_read (self, &status, "microsoft365:list-group-members", "group", place->id, NULL);

  if (g_str_equal (status, "wanted"))
    return NULL;
  return people_of (self, muster_json_arr (result, "members"), "id");
}

/**
 * muster_inquiry_manager:
 *
 * Returns: (nullable): the line manager of @person; %NULL also while the answer is wanted
 */
const MusterPerson *
muster_inquiry_manager (MusterInquiry      *self,
                        const MusterPerson *person)
{
  JsonObject *result = muster_inquiry_read (self, NULL, "microsoft365:get-manager", "user", person->id, NULL);

  return muster_inquiry_person (self, muster_json_str (muster_json_obj (result, "manager"), "id"));
}

/**
 * muster_inquiry_depth:
 *
 * Returns: how many managers stand above @person, at most 3
 */
int
muster_inquiry_depth (MusterInquiry      *self,
                      const MusterPerson *person)
{
  int depth = 0;

  while (depth < 3 && (person = muster_inquiry_manager (self, person)) != NULL)
    depth++;
  return depth;
}

/**
 * muster_inquiry_devices:
 *
 * Returns: (transfer none) (nullable): devices assigned to @person
 */
JsonArray *
muster_inquiry_devices (MusterInquiry      *self,
                        const MusterPerson *person)
{
  return muster_json_arr (muster_inquiry_read (self, NULL, "microsoft365:list-user-devices", "user", person->id, NULL), "devices");
}
