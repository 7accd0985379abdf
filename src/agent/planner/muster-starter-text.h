/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-inquiry.h"

G_BEGIN_DECLS

/**
 * MusterNameSpan:
 * @from: the first word of a name in the ticket
 * @length: how many words; 0 where there is no name
 * @score: how sure it is
 */
typedef struct
{
  guint from;
  guint length;
  int   score;
} MusterNameSpan;

MusterNameSpan      muster_starter_find_name    (MusterInquiry  *self);
const MusterPerson *muster_starter_find_manager (MusterInquiry  *self,
                                                 MusterNameSpan  name);
char               *muster_starter_find_title   (MusterInquiry  *self,
                                                 MusterNameSpan  name);
char               *muster_starter_capitalise   (const char     *title,
                                                 gboolean        all);

G_END_DECLS
