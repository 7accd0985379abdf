/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "muster-candidate.h"
#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_QUESTION (muster_question_get_type ())
G_DECLARE_FINAL_TYPE (MusterQuestion, muster_question, MUSTER, QUESTION, MusterRecord)

MusterQuestion *muster_question_new            (void);
const char     *muster_question_get_id         (MusterQuestion *self); /* name of the field that takes the answer */
void            muster_question_set_id         (MusterQuestion *self, const char *value);
const char     *muster_question_get_text       (MusterQuestion *self); /* translated: what is asked */
void            muster_question_set_text       (MusterQuestion *self, const char *value);
const char     *muster_question_get_help       (MusterQuestion *self); /* (nullable): translated: how to tell */
void            muster_question_set_help       (MusterQuestion *self, const char *value);
const char     *muster_question_get_answer     (MusterQuestion *self); /* (nullable): the candidate that stands there already */
void            muster_question_set_answer     (MusterQuestion *self, const char *value);
GListModel     *muster_question_get_candidates (MusterQuestion *self); /* (element-type MusterCandidate) */
void            muster_question_set_candidates (MusterQuestion *self, GListModel *value);

G_END_DECLS
