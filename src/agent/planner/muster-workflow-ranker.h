/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MusterWorkflowRank:
 * @id: the workflow
 * @score: how well it fits; higher is better
 */
typedef struct
{
  char   *id;
  double  score;
} MusterWorkflowRank;

MusterWorkflowRank *muster_workflow_rank_new  (const char         *id,
                                               double              score);
void                muster_workflow_rank_free (MusterWorkflowRank *self);

#define MUSTER_TYPE_WORKFLOW_RANKER (muster_workflow_ranker_get_type ())
G_DECLARE_INTERFACE (MusterWorkflowRanker, muster_workflow_ranker, MUSTER, WORKFLOW_RANKER, GObject)

/**
 * MusterWorkflowRankerInterface:
 * @rank_async: ranks all workflows for the folded, stemmed words of a ticket
 * @rank_finish: (transfer full) (element-type MusterWorkflowRank): best first
 *
 * Where the text ranking of workflows comes from: the store's FTS5 table, or the planner's own BM25.
 */
struct _MusterWorkflowRankerInterface
{
  GTypeInterface parent_iface;

  void        (*rank_async)  (MusterWorkflowRanker *self,
                              const char * const   *words,
                              GCancellable         *cancellable,
                              GAsyncReadyCallback   callback,
                              gpointer              user_data);
  GPtrArray * (*rank_finish) (MusterWorkflowRanker *self,
                              GAsyncResult         *result,
                              GError              **error);
};

void       muster_workflow_ranker_rank_async  (MusterWorkflowRanker *self,
                                               const char * const   *words,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
GPtrArray *muster_workflow_ranker_rank_finish (MusterWorkflowRanker *self,
                                               GAsyncResult         *result,
                                               GError              **error);

G_END_DECLS
