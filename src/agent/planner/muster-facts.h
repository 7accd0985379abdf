/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-inquiry.h"

G_BEGIN_DECLS

/* Works out one fact. Returns its value, or NULL when it does not hold or something is still wanted. */
typedef char * (*MusterFactFunc) (MusterInquiry *self);

typedef struct
{
  const char     *name;
  MusterFactFunc  work_out;
} MusterFactRow;

extern const MusterFactRow muster_facts_account[];
extern const MusterFactRow muster_facts_access[];
extern const MusterFactRow muster_facts_device[];
extern const MusterFactRow muster_facts_docs[];
extern const MusterFactRow muster_facts_staff[];

const char         *muster_fact           (MusterInquiry       *self,
                                           const char          *name);
gboolean            muster_fact_is        (MusterInquiry       *self,
                                           const char          *name,
                                           const char          *value);
GPtrArray          *muster_slot           (MusterInquiry       *self,
                                           const char          *name);
void                muster_slot_set       (MusterInquiry       *self,
                                           const char          *name,
                                           GPtrArray           *slot);
void                muster_slot_set_one   (MusterInquiry       *self,
                                           const char          *name,
                                           const char          *ref,
                                           const char          *label);
const MusterPerson *muster_slot_person    (MusterInquiry       *self,
                                           const char          *name);
char               *muster_fact_time      (MusterInquiry       *self,
                                           const char          *iso);
gboolean            muster_is_board       (const MusterPerson  *person);
gboolean            muster_is_trainee     (const char          *title);
gboolean            muster_made_by_member (MusterInquiry       *self);

G_END_DECLS
