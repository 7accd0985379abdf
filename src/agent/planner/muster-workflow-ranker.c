/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-agent"

#include "config.h"

#include "muster-workflow-ranker.h"

G_DEFINE_INTERFACE (MusterWorkflowRanker, muster_workflow_ranker, G_TYPE_OBJECT)

static void
muster_workflow_ranker_default_init (MusterWorkflowRankerInterface *iface)
{
}

MusterWorkflowRank *
muster_workflow_rank_new (const char *id,
                          double      score)
{
  MusterWorkflowRank *self = g_new0 (MusterWorkflowRank, 1);

  self->id = g_strdup (id);
  self->score = score;
  return self;
}

void
muster_workflow_rank_free (MusterWorkflowRank *self)
{
  g_free (self->id);
  g_free (self);
}

/**
 * muster_workflow_ranker_rank_async:
 * @words: the folded and stemmed words of a ticket, as muster_workflow_get_text() writes them
 */
void
muster_workflow_ranker_rank_async (MusterWorkflowRanker *self,
                                   const char * const   *words,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data)
{
  g_return_if_fail (MUSTER_IS_WORKFLOW_RANKER (self));
  MUSTER_WORKFLOW_RANKER_GET_IFACE (self)->rank_async (self, words, cancellable, callback, user_data);
}

/**
 * muster_workflow_ranker_rank_finish:
 *
 * Returns: (transfer full) (nullable) (element-type MusterWorkflowRank): best first, or %NULL with an error
 */
GPtrArray *
muster_workflow_ranker_rank_finish (MusterWorkflowRanker  *self,
                                    GAsyncResult          *result,
                                    GError               **error)
{
  g_return_val_if_fail (MUSTER_IS_WORKFLOW_RANKER (self), NULL);
  return MUSTER_WORKFLOW_RANKER_GET_IFACE (self)->rank_finish (self, result, error);
}
