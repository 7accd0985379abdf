/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-store-types.h"

G_BEGIN_DECLS

/* Full-text search: documents of the documentation platforms, and the workflows of the built-in planner. */

/**
 * MusterDocument:
 * @id: the platform's id
 * @client_id: (nullable): NULL: of the MSP itself
 * @score: of a search; higher is better
 */
typedef struct
{
  char  *id;
  char  *client_id;
  char  *title;
  char  *text;
  gint64 updated;
  double score;
} MusterDocument;

MusterDocument *muster_document_new  (const char *id, const char *title, const char *text, gint64 updated);
void            muster_document_free (MusterDocument *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterDocument, muster_document_free)

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

/* @documents: (element-type MusterDocument). @client_id: (nullable): NULL: documents of the MSP itself.
 * Replaces all of this connection and client */
void muster_store_replace_documents_async (MusterStore        *self,
                                           const char         *connection_id,
                                           const char         *client_id,
                                           GPtrArray          *documents,
                                           GCancellable       *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data);
gboolean muster_store_replace_documents_finish (MusterStore  *self,
                                                GAsyncResult *result,
                                                GError      **error);

/* (element-type MusterDocument), best first: those of the client and, with @with_global, of the MSP */
void muster_store_search_documents_async (MusterStore        *self,
                                          const char         *client_id,
                                          gboolean            with_global,
                                          const char         *query,
                                          guint               limit,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
GPtrArray *muster_store_search_documents_finish (MusterStore  *self,
                                                 GAsyncResult *result,
                                                 GError      **error);

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
