/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-inquiry.h"

G_BEGIN_DECLS

/**
 * MusterMention:
 * @from: position of its first word in the ticket's words
 * @length: how many words it covers
 * @people: (element-type MusterPerson): who may be meant; more than one is an ambiguity that has to be asked about
 * @unknown: a person is named who is not in the directory
 *
 * A place where a ticket names a person.
 */
typedef struct
{
  guint      from;
  guint      length;
  GPtrArray *people;
  char      *label;
  gboolean   unknown;
} MusterMention;

GPtrArray          *muster_people_find_in    (MusterInquiry       *self,
                                              GPtrArray           *words);
GPtrArray          *muster_people_mentions   (MusterInquiry       *self);
const MusterPerson *muster_mention_person    (const MusterMention *mention);

/* How a mention stands in its sentence. */
typedef enum
{
  MUSTER_ROLE_BENEFIT,
  MUSTER_ROLE_LEAVER,
  MUSTER_ROLE_SUBJECT,
} MusterRole;

int                 muster_mention_score     (MusterInquiry       *self,
                                              const MusterMention *mention,
                                              MusterRole           role);
GPtrArray          *muster_mentions_for_role (MusterInquiry       *self,
                                              MusterRole           role,
                                              int                  least);

G_END_DECLS
