/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-case.h"

G_BEGIN_DECLS

/**
 * MusterAnswerFocus:
 * @ticket_words: (element-type utf8): folded words of the ticket; rows with them come first
 * @words: (element-type utf8): and more such words
 * @values: (element-type utf8): objects in plan notation that are always shown
 * @names: id → name of the objects that were read, so that a call is told by names
 *
 * What a ticket is about, so that of a long answer the rows are shown that matter for it.
 */
typedef struct
{
  GHashTable *ticket_words;
  GHashTable *words;
  GHashTable *values;
  GHashTable *names;
} MusterAnswerFocus;

MusterAnswerFocus *muster_answer_focus_new       (MusterCase              *ticket_case);
void               muster_answer_focus_free      (MusterAnswerFocus       *self);
void               muster_answer_focus_add_value (MusterAnswerFocus       *self,
                                                  const char              *value);
void               muster_answer_focus_add_names (MusterAnswerFocus       *self,
                                                  JsonNode                *result);
void               muster_answer_focus_add_text  (MusterAnswerFocus       *self,
                                                  const char              *text);

char              *muster_answer_view            (guint                    label,
                                                  const char              *tool,
                                                  JsonObject              *args,
                                                  const MusterCaseAnswer  *answer,
                                                  MusterAnswerFocus       *focus,
                                                  gboolean                 with_call);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterAnswerFocus, muster_answer_focus_free)

G_END_DECLS
