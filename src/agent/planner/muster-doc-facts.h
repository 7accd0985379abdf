/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-inquiry.h"

G_BEGIN_DECLS

/**
 * MusterVoices:
 * @people: (element-type MusterPerson): who is named
 * @only: nobody else has a say
 * @manager: the line manager has a say
 * @sentence: (nullable): where that is written
 * @source: (nullable): title of the article
 *
 * Who has a say in something, as the documentation has it.
 */
typedef struct
{
  GPtrArray *people;
  gboolean   only;
  gboolean   manager;
  char      *sentence;
  char      *source;
} MusterVoices;

/**
 * MusterAbsence:
 * @known: the documentation says something about this person's absence
 * @left: the person has left for good
 * @until: (nullable): last day or day of return, 0 when no day is given
 * @reenable: the page says that the account is to be switched on again
 * @confirm: only after somebody confirms
 */
typedef struct
{
  gboolean  known;
  gboolean  left;
  guint32   until;
  gboolean  reenable;
  gboolean  confirm;
  char     *passage;
  char     *source;
  char     *decider;
} MusterAbsence;

void           muster_voices_free        (MusterVoices       *self);
void           muster_absence_free       (MusterAbsence      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterVoices, muster_voices_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterAbsence, muster_absence_free)

MusterVoices  *muster_docs_place_voices  (MusterInquiry      *self,
                                          const MusterPlace  *place);
MusterVoices  *muster_docs_topic_voices  (MusterInquiry      *self,
                                          const char * const *topics);
char          *muster_docs_hr            (MusterInquiry      *self);
MusterAbsence *muster_docs_absence       (MusterInquiry      *self,
                                          const MusterPerson *person);
int            muster_docs_writeback     (MusterInquiry      *self);
gboolean       muster_docs_lacks_role    (MusterInquiry      *self,
                                          const char         *role);
gboolean       muster_docs_place_in      (MusterInquiry      *self,
                                          GPtrArray          *words,
                                          guint               from,
                                          guint               to,
                                          const MusterPlace  *place);
const MusterArticle *muster_docs_answer  (MusterInquiry      *self,
                                          char              **passage,
                                          double             *score);
gboolean       muster_is_generic_token   (const char         *token);

G_END_DECLS
