/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MUSTER_TYPE_QUESTION_LIST (muster_question_list_get_type ())
G_DECLARE_FINAL_TYPE (MusterQuestionList, muster_question_list, MUSTER, QUESTION_LIST, GtkBox)

GtkWidget *muster_question_list_new (void);
void       muster_question_list_set_questions (MusterQuestionList *self,
                                               GListModel         *questions);
gboolean   muster_question_list_get_answered  (MusterQuestionList *self);
void       muster_question_list_collect       (MusterQuestionList *self,
                                               GHashTable         *fields);

G_END_DECLS
