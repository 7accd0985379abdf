/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-question.h"
#include "muster-record-private.h"

/**
 * MusterQuestion:
 *
 * Something that a live test found more than one answer to, and that only a person can decide. The answer is given back
 * as a field of the form, under the question’s id.
 */

struct _MusterQuestion
{
  MusterRecord parent_instance;

  char *id;
  char *text;
  char *help;
  char *answer;
  GListModel *candidates;
};

G_DEFINE_FINAL_TYPE (MusterQuestion, muster_question, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterQuestion, muster_question, id)
ACCESSORS_STRING (MusterQuestion, muster_question, text)
ACCESSORS_STRING (MusterQuestion, muster_question, help)
ACCESSORS_STRING (MusterQuestion, muster_question, answer)
ACCESSORS_OBJECT (MusterQuestion, muster_question, candidates, GListModel)

static void
muster_question_class_init (MusterQuestionClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterQuestion, id),
    FIELD_STRING (MusterQuestion, text),
    FIELD_STRING (MusterQuestion, help),
    FIELD_STRING (MusterQuestion, answer),
    FIELD_OBJECT (MusterQuestion, candidates, g_list_model_get_type),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_question_init (MusterQuestion *self)
{
  self->candidates = G_LIST_MODEL (g_list_store_new (MUSTER_TYPE_CANDIDATE));
}

MusterQuestion *
muster_question_new (void)
{
  return g_object_new (MUSTER_TYPE_QUESTION, NULL);
}
