/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-store-types.h"

G_BEGIN_DECLS

/* Full-text search of the built-in planner's workflows. */

/**
 * MusterWorkflowText:
 *
 * The searchable words of one workflow in one language.
 */
typedef struct
{
  char *id;
  char *title;
  char *triggers;
  char *examples;
  char *language;
} MusterWorkflowText;

typedef struct
{
  char  *id;
  double score;  /* higher is better */
} MusterRanked;

MusterWorkflowText *muster_workflow_text_new  (const char *id, const char *title, const char *triggers,
                                               const char *examples, const char *language);
void                muster_workflow_text_free (MusterWorkflowText *self);
void                muster_ranked_free        (MusterRanked *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterRanked, muster_ranked_free)

/* @workflows: (element-type MusterWorkflowText). Replaces all */
void muster_store_set_workflows_async (MusterStore        *self,
                                       GPtrArray          *workflows,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
gboolean muster_store_set_workflows_finish (MusterStore  *self,
                                            GAsyncResult *result,
                                            GError      **error);

/* @tokens: words, already folded; any of them may match. (element-type MusterRanked), best first */
void muster_store_rank_async (MusterStore        *self,
                              const char * const *tokens,
                              guint               limit,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
GPtrArray *muster_store_rank_finish (MusterStore  *self,
                                     GAsyncResult *result,
                                     GError      **error);

G_END_DECLS
