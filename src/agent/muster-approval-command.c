/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include <string.h>

#include "muster-approval-command.h"
#include "muster-hash.h"
#include "muster-note-text.h"

/* The vendor's clock may be so much behind ours */
#define SKEW_US (2 * 60 * G_USEC_PER_SEC)

/* Longer first lines are no commands; what is longer is not even looked at */
#define MAX_LINE 200

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\r';
}

/* The first line with something on it that is not quoted; not longer than a command can be */
static gboolean
find_line (const char  *text,
           const char **start,
           gsize       *length)
{
  while (*text != '\0')
    {
      const char *end = strchr (text, '\n');
      const char *last;

      if (end == NULL)
        end = text + strlen (text);
      while (text < end && is_blank (*text))
        text++;
      last = end;
      while (last > text && is_blank (last[-1]))
        last--;
      if (last > text && *text != '>')
        {
          *start = text;
          *length = (gsize) (last - text);
          return *length <= MAX_LINE;
        }
      text = *end != '\0' ? end + 1 : end;
    }
  return FALSE;
}

static gboolean
is_code (const char *word)
{
  gsize i;

  for (i = 0; word[i] != '\0'; i++)
    if (!g_ascii_isupper (word[i]) && !(word[i] >= '2' && word[i] <= '7'))
      return FALSE;
  return i == MUSTER_APPROVAL_CODE_LENGTH;
}

/* Digits without a sign or a leading zero, at most four */
static gboolean
read_number (const char *word,
             gint64     *number)
{
  gsize length = strlen (word);

  *number = 0;
  if (length == 0 || length > 4 || word[0] == '0')
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isdigit (word[i]))
        return FALSE;
      *number = *number * 10 + (word[i] - '0');
    }
  return TRUE;
}

static gboolean
read_steps (char                 **words,
            MusterApprovalCommand *command)
{
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*words[i] == '\0')
        continue;
      if (command->n_steps == MUSTER_APPROVAL_MAX_STEPS || !read_number (words[i], &command->steps[command->n_steps]))
        return FALSE;
      command->n_steps++;
    }
  return TRUE;
}

/* Somebody wanted to decide: the word stands first, however it is written */
static gboolean
is_meant (const char *line)
{
  gsize length = strcspn (line, " \t:.,;!");
  g_autofree char *word = g_strndup (line, length);

  return g_ascii_strcasecmp (word, "approve") == 0 || g_ascii_strcasecmp (word, "approved") == 0
         || g_ascii_strcasecmp (word, "reject") == 0 || g_ascii_strcasecmp (word, "rejected") == 0;
}

static MusterApprovalVerb
read_line (const char            *line,
           MusterApprovalCommand *command)
{
  g_auto(GStrv) words = g_strsplit_set (line, " \t", -1);
  g_autoptr(GPtrArray) parts = g_ptr_array_new ();
  MusterApprovalVerb verb;

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_ptr_array_add (parts, words[i]);
  if (g_str_equal (parts->pdata[0], "APPROVE"))
    verb = MUSTER_APPROVAL_VERB_APPROVE;
  else if (g_str_equal (parts->pdata[0], "REJECT"))
    verb = MUSTER_APPROVAL_VERB_REJECT;
  else
    return MUSTER_APPROVAL_VERB_MALFORMED;
  if (parts->len < 2 || !is_code (parts->pdata[1]) || (verb == MUSTER_APPROVAL_VERB_REJECT && parts->len > 2))
    return MUSTER_APPROVAL_VERB_MALFORMED;
  for (guint i = 2; i < parts->len; i++)
    {
      g_auto(GStrv) numbers = g_strsplit (parts->pdata[i], ",", -1);

      if (!read_steps (numbers, command))
        return MUSTER_APPROVAL_VERB_MALFORMED;
    }
  if (parts->len > 2 && command->n_steps == 0)
    return MUSTER_APPROVAL_VERB_MALFORMED;
  g_strlcpy (command->code, parts->pdata[1], sizeof command->code);
  return verb;
}

/**
 * muster_approval_command_parse:
 * @text: (nullable): a note
 * @command: (out caller-allocates): what it says
 *
 * The first line that is neither empty nor quoted has to be exactly `APPROVE code`, `APPROVE code 1,3` or
 * `REJECT code`, in capitals, with nothing before and nothing behind it.
 *
 * Returns: what it is
 */
MusterApprovalVerb
muster_approval_command_parse (const char            *text,
                               MusterApprovalCommand *command)
{
  MusterApprovalCommand none = { 0 };
  const char *start;
  gsize length;
  g_autofree char *line = NULL;

  g_return_val_if_fail (command != NULL, MUSTER_APPROVAL_VERB_NONE);

  *command = none;
  if (text == NULL || !find_line (text, &start, &length))
    return MUSTER_APPROVAL_VERB_NONE;
  line = g_strndup (start, length);
  if (!is_meant (line))
    return MUSTER_APPROVAL_VERB_NONE;
  command->verb = read_line (line, command);
  if (command->verb != MUSTER_APPROVAL_VERB_APPROVE && command->verb != MUSTER_APPROVAL_VERB_REJECT)
    {
      *command = none;
      command->verb = MUSTER_APPROVAL_VERB_MALFORMED;
    }
  return command->verb;
}

/**
 * muster_approval_code_equal:
 * @code: (nullable): the request's
 * @written: (nullable): what somebody wrote
 *
 * Takes the same time whichever character differs.
 *
 * Returns: %TRUE if it is the request's code
 */
gboolean
muster_approval_code_equal (const char *code,
                            const char *written)
{
  return code != NULL && written != NULL && strlen (code) == MUSTER_APPROVAL_CODE_LENGTH
         && strlen (written) == MUSTER_APPROVAL_CODE_LENGTH
         && muster_hash_equal (code, written, MUSTER_APPROVAL_CODE_LENGTH);
}

/* --- Who wrote it --- */

/* Vendors number notes as they are written. Without numbers the clock decides, with an allowance */
static gboolean
is_earlier (MusterApproval             *approval,
            const MusterApprovalAuthor *author)
{
  gint64 mine = 0;
  gint64 other = 0;
  const char *id = muster_note_get_external_id (author->note);

  if (author->request_note_id != NULL && id != NULL
      && g_ascii_string_to_signed (author->request_note_id, 10, 1, G_MAXINT64, &mine, NULL)
      && g_ascii_string_to_signed (id, 10, 1, G_MAXINT64, &other, NULL) && other <= mine)
    return TRUE;
  return muster_note_get_created (author->note) + SKEW_US < muster_approval_get_created (approval);
}

static gboolean
is_listed (const char * const *list,
           const char         *id)
{
  return list != NULL && id != NULL && *id != '\0' && g_strv_contains (list, id);
}

/* Which mail system a note came through: known to be none, known to be mail, or not told by the vendor */
static MusterApprovalRefusal
check_mail (MusterApproval *approval,
            MusterNote     *note)
{
  const char *mail = muster_note_get_from_email (note);

  if (g_strcmp0 (mail, "no") == 0)
    return MUSTER_APPROVAL_REFUSAL_NONE;
  if (g_strcmp0 (mail, "unknown") != 0)
    return MUSTER_APPROVAL_REFUSAL_MAIL;
  return muster_approval_get_effect_class (approval) >= MUSTER_EFFECT_CLASS_CREDENTIAL
         ? MUSTER_APPROVAL_REFUSAL_MAIL_UNKNOWN : MUSTER_APPROVAL_REFUSAL_NONE;
}

/**
 * muster_approval_is_requester:
 * @approval: a request
 * @email: (nullable): somebody's address
 *
 * Whether it is the address of the person whom the request is for: nobody decides about their own wish.
 *
 * Returns: %TRUE if it is one of the requester's
 */
gboolean
muster_approval_is_requester (MusterApproval *approval,
                              const char     *email)
{
  const char *requester = muster_approval_get_requester (approval);
  g_auto(GStrv) addresses = NULL;
  g_autofree char *folded = NULL;

  g_return_val_if_fail (MUSTER_IS_APPROVAL (approval), TRUE);

  if (requester == NULL || email == NULL || *email == '\0')
    return FALSE;
  folded = g_utf8_casefold (email, -1);
  addresses = g_strsplit (requester, "\n", -1);
  for (guint i = 0; addresses[i] != NULL; i++)
    {
      g_autofree char *address = g_utf8_casefold (addresses[i], -1);

      if (*address != '\0' && g_str_equal (address, folded))
        return TRUE;
    }
  return FALSE;
}

/**
 * muster_approval_knows_person:
 * @approval: a request
 * @email: (nullable): somebody's address
 *
 * Returns: whether it can be told at all if that is the person whom the request is for
 */
gboolean
muster_approval_knows_person (MusterApproval *approval,
                              const char     *email)
{
  const char *requester = muster_approval_get_requester (approval);

  g_return_val_if_fail (MUSTER_IS_APPROVAL (approval), FALSE);

  return requester != NULL && *requester != '\0' && email != NULL && *email != '\0';
}

/**
 * muster_approval_must_know_person:
 * @approval: a request
 *
 * Returns: whether R7 asks for somebody who certainly is not the requester
 */
gboolean
muster_approval_must_know_person (MusterApproval *approval)
{
  g_return_val_if_fail (MUSTER_IS_APPROVAL (approval), TRUE);

  return muster_approval_get_effect_class (approval) >= MUSTER_EFFECT_CLASS_PRIVILEGE;
}

static MusterApprovalRefusal
check_person (MusterApproval             *approval,
              const MusterApprovalAuthor *author)
{
  const char *kind = muster_note_get_author_kind (author->note);
  const char *id = muster_note_get_author_id (author->note);

  if (g_strcmp0 (kind, "self") == 0 || (author->own_id != NULL && g_strcmp0 (id, author->own_id) == 0))
    return MUSTER_APPROVAL_REFUSAL_SELF;
  if (g_strcmp0 (kind, "member") != 0)
    return MUSTER_APPROVAL_REFUSAL_AUTHOR;
  if (!is_listed (author->approvers, id))
    return MUSTER_APPROVAL_REFUSAL_NOT_LISTED;
  if (!author->active)
    return MUSTER_APPROVAL_REFUSAL_INACTIVE;
  if (!author->person)
    return MUSTER_APPROVAL_REFUSAL_AUTHOR;
  if (muster_approval_is_requester (approval, author->email))
    return MUSTER_APPROVAL_REFUSAL_REQUESTER;
  return muster_approval_must_know_person (approval) && !muster_approval_knows_person (approval, author->email)
         ? MUSTER_APPROVAL_REFUSAL_PERSON_UNKNOWN : MUSTER_APPROVAL_REFUSAL_NONE;
}

/**
 * muster_approval_check_author:
 * @approval: an open request of the note's ticket
 * @author: everything that is known of the note and who wrote it
 *
 * Whether what the note says may decide the request at all; its command is not looked at.
 *
 * Returns: the first condition that does not hold
 */
MusterApprovalRefusal
muster_approval_check_author (MusterApproval             *approval,
                              const MusterApprovalAuthor *author)
{
  MusterNote *note = author->note;
  MusterApprovalRefusal refusal;

  if (author->approvers == NULL || author->approvers[0] == NULL)
    return MUSTER_APPROVAL_REFUSAL_OFF;
  if (is_earlier (approval, author))
    return MUSTER_APPROVAL_REFUSAL_EARLIER;
  if (g_strcmp0 (muster_note_get_kind (note), "note") != 0)
    return MUSTER_APPROVAL_REFUSAL_KIND;
  if (author->changed || muster_note_get_edited (note))
    return MUSTER_APPROVAL_REFUSAL_CHANGED;
  refusal = check_person (approval, author);
  if (refusal == MUSTER_APPROVAL_REFUSAL_NONE)
    refusal = check_mail (approval, note);
  if (refusal != MUSTER_APPROVAL_REFUSAL_NONE)
    return refusal;
  return muster_note_get_internal (note) ? MUSTER_APPROVAL_REFUSAL_NONE : MUSTER_APPROVAL_REFUSAL_VISIBLE;
}

/**
 * muster_approval_check_steps:
 * @approval: the request whose code the command has
 * @command: an approval
 * @declined: (element-type gint64): filled with the steps that wait and are not granted
 *
 * Whether the named steps are ones that wait. Without any named, all are granted.
 *
 * Returns: nothing, or that the steps are wrong
 */
MusterApprovalRefusal
muster_approval_check_steps (MusterApproval              *approval,
                             const MusterApprovalCommand *command,
                             GArray                      *declined)
{
  g_autoptr(JsonArray) items = muster_approval_parse_items (approval);
  gboolean found[MUSTER_APPROVAL_MAX_STEPS] = { FALSE };
  const char *reply = muster_approval_get_reply (approval);
  guint granted = 0;
  guint waiting = 0;

  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonObject *item = json_array_get_object_element (items, i);
      gint64 step = json_object_get_int_member_with_default (item, "step", 0);
      gboolean named = command->n_steps == 0;

      if (!json_object_get_boolean_member_with_default (item, "gated", TRUE))
        continue;
      for (guint n = 0; n < command->n_steps; n++)
        if (command->steps[n] == step)
          named = found[n] = TRUE;
      if (!named)
        g_array_append_val (declined, step);
      granted += named ? 1 : 0;
      waiting++;
    }
  for (guint n = 0; n < command->n_steps; n++)
    if (!found[n])
      return MUSTER_APPROVAL_REFUSAL_STEPS;
  /* The reply alone may be what waits */
  return granted > 0 || (waiting == 0 && reply != NULL && *reply != '\0') ? MUSTER_APPROVAL_REFUSAL_NONE
                                                                         : MUSTER_APPROVAL_REFUSAL_STEPS;
}

static const struct
{
  const char *name;
  const char *text;
} refusals[] = {
  [MUSTER_APPROVAL_REFUSAL_NONE] = { "none", N_("Nothing is wrong with it.") },
  [MUSTER_APPROVAL_REFUSAL_OFF] = { "off", N_("No technician may decide by note here. Decide in Muster, or have an administrator name who may.") },
  [MUSTER_APPROVAL_REFUSAL_EARLIER] = { "earlier", N_("The note is older than the request.") },
  [MUSTER_APPROVAL_REFUSAL_KIND] = { "kind", N_("Only a plain note counts, not a time entry. Write the line again as a note.") },
  [MUSTER_APPROVAL_REFUSAL_CHANGED] = { "changed", N_("The note was changed after it was written. Write a new one.") },
  [MUSTER_APPROVAL_REFUSAL_SELF] = { "self", N_("It was written with Muster’s own account. Write it under your own name.") },
  [MUSTER_APPROVAL_REFUSAL_AUTHOR] = { "author", N_("Only a technician’s own note counts.") },
  [MUSTER_APPROVAL_REFUSAL_NOT_LISTED] = { "not-listed", N_("You are not among those who may decide by note. Decide in Muster, or have an administrator add you.") },
  [MUSTER_APPROVAL_REFUSAL_INACTIVE] = { "inactive", N_("The account that wrote it is switched off.") },
  [MUSTER_APPROVAL_REFUSAL_REQUESTER] = { "requester", N_("Nobody decides about what they asked for themselves. Ask a colleague.") },
  [MUSTER_APPROVAL_REFUSAL_PERSON_UNKNOWN] = { "person-unknown", N_("It cannot be told whether you asked for this yourself, because your e-mail address or the requester’s is missing in the ticket system. Add it there, or decide in Muster.") },
  [MUSTER_APPROVAL_REFUSAL_MAIL] = { "mail", N_("It came by e-mail, and senders of e-mail can be forged. Write it in the ticket, or decide in Muster.") },
  [MUSTER_APPROVAL_REFUSAL_MAIL_UNKNOWN] = { "mail-unknown", N_("These steps are too grave to be decided by note, because this ticket system does not tell whether a note came by e-mail. Decide in Muster.") },
  [MUSTER_APPROVAL_REFUSAL_VISIBLE] = { "visible", N_("Customers can read that note. Write the line again as an internal note.") },
  [MUSTER_APPROVAL_REFUSAL_MALFORMED] = { "malformed", N_("The first line has to be exactly APPROVE or REJECT in capitals and the code, with nothing else.") },
  [MUSTER_APPROVAL_REFUSAL_CODE] = { "code", N_("The code is not the one of an open request of this ticket.") },
  [MUSTER_APPROVAL_REFUSAL_STEPS] = { "steps", N_("The numbers are not those of steps that wait.") },
  [MUSTER_APPROVAL_REFUSAL_EXPIRED] = { "expired", N_("The request has expired. Retry the ticket in Muster to be asked again.") },
  [MUSTER_APPROVAL_REFUSAL_MANAGER] = { "manager", N_("The manager has to agree first. Ask the manager and confirm it in Muster.") },
  [MUSTER_APPROVAL_REFUSAL_DECIDED] = { "decided", N_("The request was decided already.") },
};

/**
 * muster_approval_refusal_text:
 * @refusal: why
 *
 * Returns: a translated sentence for the technician who wrote the note, with what to do next
 */
const char *
muster_approval_refusal_text (MusterApprovalRefusal refusal)
{
  g_return_val_if_fail ((guint) refusal < G_N_ELEMENTS (refusals), NULL);
  return _(refusals[refusal].text);
}

const char *
muster_approval_refusal_to_string (MusterApprovalRefusal refusal)
{
  g_return_val_if_fail ((guint) refusal < G_N_ELEMENTS (refusals), NULL);
  return refusals[refusal].name;
}
