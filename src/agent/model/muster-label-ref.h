/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * MusterLabelStep:
 * @member: (nullable): the member of an object; %NULL: a row of a list
 * @index: which row, from 0
 */
typedef struct
{
  char  *member;
  guint  index;
} MusterLabelStep;

/**
 * MusterLabelRef:
 * @answer: the answer that is meant, from 1; 0: @name is
 * @name: (nullable): a word that stands for something by itself, such as `requester`
 * @steps: (element-type MusterLabelStep): the way from there
 *
 * A place in what a run has read, as a language model names it: `s3.users[0].manager` or `requester`.
 */
typedef struct
{
  guint      answer;
  char      *name;
  GPtrArray *steps;
} MusterLabelRef;

MusterLabelRef *muster_label_ref_parse  (const char      *text,
                                         GError         **error);
void            muster_label_ref_free   (MusterLabelRef  *self);
char           *muster_label_ref_print  (MusterLabelRef  *self);
JsonNode       *muster_label_ref_follow (MusterLabelRef  *self,
                                         JsonNode        *root,
                                         GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterLabelRef, muster_label_ref_free)

G_END_DECLS
