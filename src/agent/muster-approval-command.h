/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-approval.h"
#include "muster-note.h"
#include "muster-plan-hash.h"

G_BEGIN_DECLS

/* What a technician may write on the ticket instead of deciding in Muster. Pure: nothing is read or sent, and no model
 * sees it. */

#define MUSTER_APPROVAL_MAX_STEPS   25

/**
 * MusterApprovalVerb:
 * @MUSTER_APPROVAL_VERB_NONE: the note is no command
 * @MUSTER_APPROVAL_VERB_APPROVE: grants all steps, or those that are named
 * @MUSTER_APPROVAL_VERB_REJECT: refuses the request
 * @MUSTER_APPROVAL_VERB_MALFORMED: meant as a command, and not written as one; nothing is done but to say so
 */
typedef enum
{
  MUSTER_APPROVAL_VERB_NONE,
  MUSTER_APPROVAL_VERB_APPROVE,
  MUSTER_APPROVAL_VERB_REJECT,
  MUSTER_APPROVAL_VERB_MALFORMED
} MusterApprovalVerb;

/**
 * MusterApprovalCommand:
 * @code: as it was written; empty for no command
 * @steps: the steps that are granted; none: all
 *
 * A command as it stands in a note.
 */
typedef struct
{
  MusterApprovalVerb verb;
  char               code[MUSTER_APPROVAL_CODE_LENGTH + 1];
  gint64             steps[MUSTER_APPROVAL_MAX_STEPS];
  guint              n_steps;
} MusterApprovalCommand;

MusterApprovalVerb muster_approval_command_parse    (const char             *text,
                                                     MusterApprovalCommand  *command);
gboolean           muster_approval_code_equal       (const char             *code,
                                                     const char             *written);

/**
 * MusterApprovalRefusal:
 *
 * Why a command does not count, in the order in which the conditions are looked at.
 */
typedef enum
{
  MUSTER_APPROVAL_REFUSAL_NONE,
  MUSTER_APPROVAL_REFUSAL_OFF,           /* no technician may decide by comment here */
  MUSTER_APPROVAL_REFUSAL_EARLIER,       /* written before the request */
  MUSTER_APPROVAL_REFUSAL_KIND,          /* a time entry or a description */
  MUSTER_APPROVAL_REFUSAL_CHANGED,       /* the text is another than at first sight, or the PSA says that it was edited */
  MUSTER_APPROVAL_REFUSAL_SELF,          /* our own account */
  MUSTER_APPROVAL_REFUSAL_AUTHOR,        /* not written by a technician alone: a customer, a program, somebody for another */
  MUSTER_APPROVAL_REFUSAL_NOT_LISTED,
  MUSTER_APPROVAL_REFUSAL_INACTIVE,
  MUSTER_APPROVAL_REFUSAL_REQUESTER,
  MUSTER_APPROVAL_REFUSAL_PERSON_UNKNOWN, /* whether it is the requester cannot be told, and the steps are too grave for that */
  MUSTER_APPROVAL_REFUSAL_MAIL,
  MUSTER_APPROVAL_REFUSAL_MAIL_UNKNOWN,  /* the PSA does not tell mail, and the steps are too grave for that */
  MUSTER_APPROVAL_REFUSAL_VISIBLE,       /* customers can read the note */
  MUSTER_APPROVAL_REFUSAL_MALFORMED,
  MUSTER_APPROVAL_REFUSAL_CODE,
  MUSTER_APPROVAL_REFUSAL_STEPS,
  MUSTER_APPROVAL_REFUSAL_EXPIRED,
  MUSTER_APPROVAL_REFUSAL_MANAGER,       /* the manager has to agree first */
  MUSTER_APPROVAL_REFUSAL_DECIDED        /* somebody else was faster */
} MusterApprovalRefusal;

/**
 * MusterApprovalAuthor:
 * @note: what was written, as the PSA's interface shows it
 * @approvers: (nullable): ids of those who may decide by comment; none: nobody may
 * @own_id: (nullable): the PSA's id of our own account
 * @person: the id is a technician's, not a program's
 * @active: and the technician still works there
 * @email: (nullable): the technician's address
 * @request_note_id: (nullable): id of the note that asked
 * @changed: the text is another than at first sight
 *
 * All that decides whether a note's author may decide. Display names are no part of it.
 */
typedef struct
{
  MusterNote         *note;
  const char * const *approvers;
  const char         *own_id;
  gboolean            person;
  gboolean            active;
  const char         *email;
  const char         *request_note_id;
  gboolean            changed;
} MusterApprovalAuthor;

MusterApprovalRefusal muster_approval_check_author  (MusterApproval             *approval,
                                                     const MusterApprovalAuthor *author);
MusterApprovalRefusal muster_approval_check_steps   (MusterApproval              *approval,
                                                     const MusterApprovalCommand *command,
                                                     GArray                      *declined);
gboolean              muster_approval_is_requester  (MusterApproval             *approval,
                                                     const char                 *email);
gboolean              muster_approval_knows_person  (MusterApproval             *approval,
                                                     const char                 *email);
gboolean              muster_approval_must_know_person (MusterApproval          *approval);
const char           *muster_approval_refusal_text  (MusterApprovalRefusal       refusal);
/* Stored name; never changed */
const char           *muster_approval_refusal_to_string (MusterApprovalRefusal   refusal);

G_END_DECLS
