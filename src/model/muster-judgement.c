/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-model"

#include "config.h"

#include "muster-record-private.h"
#include "muster-judgement.h"

/**
 * MusterJudgement:
 *
 * What a technician said about a plan: right, partly or wrong, perhaps with a word. In lists with the run it is about.
 */

struct _MusterJudgement
{
  MusterRecord parent_instance;

  char  *run_id;
  char  *client_id;
  gint64 revision;
  char  *verdict;       /* right, partly, wrong; NULL: nobody said anything yet */
  char  *word;
  gint64 time;
  char  *actor;         /* member:ID, or the name of a program */
  char  *author;        /* name of the person, where it was one */
  char  *ticket_number;
  char  *summary;       /* the ticket's */
  char  *client_name;
  gint64 created;       /* of the run */
  char  *diagnosis;     /* the plan's */
  char  *outcome;       /* the plan's */
};

G_DEFINE_FINAL_TYPE (MusterJudgement, muster_judgement, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterJudgement, muster_judgement, run_id)
ACCESSORS_STRING (MusterJudgement, muster_judgement, client_id)
ACCESSORS_INT64 (MusterJudgement, muster_judgement, revision)
ACCESSORS_STRING (MusterJudgement, muster_judgement, verdict)
ACCESSORS_STRING (MusterJudgement, muster_judgement, word)
ACCESSORS_INT64 (MusterJudgement, muster_judgement, time)
ACCESSORS_STRING (MusterJudgement, muster_judgement, actor)
ACCESSORS_STRING (MusterJudgement, muster_judgement, author)
ACCESSORS_STRING (MusterJudgement, muster_judgement, ticket_number)
ACCESSORS_STRING (MusterJudgement, muster_judgement, summary)
ACCESSORS_STRING (MusterJudgement, muster_judgement, client_name)
ACCESSORS_INT64 (MusterJudgement, muster_judgement, created)
ACCESSORS_STRING (MusterJudgement, muster_judgement, diagnosis)
ACCESSORS_STRING (MusterJudgement, muster_judgement, outcome)

static void
muster_judgement_class_init (MusterJudgementClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterJudgement, run_id),
    FIELD_STRING (MusterJudgement, client_id),
    FIELD_INT64 (MusterJudgement, revision),
    FIELD_STRING (MusterJudgement, verdict),
    FIELD_STRING (MusterJudgement, word),
    FIELD_INT64 (MusterJudgement, time),
    FIELD_STRING (MusterJudgement, actor),
    FIELD_STRING (MusterJudgement, author),
    FIELD_STRING (MusterJudgement, ticket_number),
    FIELD_STRING (MusterJudgement, summary),
    FIELD_STRING (MusterJudgement, client_name),
    FIELD_INT64 (MusterJudgement, created),
    FIELD_STRING (MusterJudgement, diagnosis),
    FIELD_STRING (MusterJudgement, outcome),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_judgement_init (MusterJudgement *self)
{
}

MusterJudgement *
muster_judgement_new (void)
{
  return g_object_new (MUSTER_TYPE_JUDGEMENT, NULL);
}
