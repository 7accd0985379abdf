/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-inquiry.h"

G_BEGIN_DECLS

/**
 * MusterIntent:
 * @workflow: the workflow that fits best, or %NULL when nothing fits clearly
 * @score: how well
 * @margin: by how much before the next one
 * @second: (nullable): the next one
 * @nothing: no workflow reaches the least score
 */
typedef struct
{
  const MusterWorkflow *workflow;
  const MusterWorkflow *second;
  double                score;
  double                margin;
  gboolean              nothing;
} MusterIntent;

char         **muster_intent_words  (MusterCase     *ticket_case);
GPtrArray     *muster_intent_bm25   (MusterWorkflowLibrary *library,
                                     const char * const    *words);
MusterIntent   muster_intent_decide (MusterInquiry  *self,
                                     GPtrArray      *ranking);
MusterIntent   muster_intent_own    (MusterInquiry  *self,
                                     GPtrArray     **ranking);

G_END_DECLS
