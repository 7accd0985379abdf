/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"
#include "muster-docs-hit.h"
#include "muster-docs-state.h"

G_BEGIN_DECLS

/* The index of the documentation platform, from which the runs read */

/* (element-type MusterDocsState): the MSP's own, then the mapped clients by name. Empty without a platform */
void        muster_context_list_docs_async    (MusterContext        *self,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
GListModel *muster_context_list_docs_finish   (MusterContext        *self,
                                               GAsyncResult         *result,
                                               GError              **error);

/* Reads everything again. @client_id: (nullable): NULL: of the MSP itself and of all mapped clients */
void        muster_context_sync_docs_async    (MusterContext        *self,
                                               const char           *client_id,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
/* How many documents there are then. The first failure ends it; what was read stays */
gboolean    muster_context_sync_docs_finish   (MusterContext        *self,
                                               GAsyncResult         *result,
                                               guint                *documents,
                                               GError              **error);

/* (element-type MusterDocsHit), best first: what a run for this client would find */
void        muster_context_search_docs_async  (MusterContext        *self,
                                               const char           *client_id,
                                               const char           *query,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
GListModel *muster_context_search_docs_finish (MusterContext        *self,
                                               GAsyncResult         *result,
                                               GError              **error);

/* What is worth keeping of a run's ticket, in the workspace's language, for a person to go over. @title: (out) */
char       *muster_context_draft_lesson       (MusterContext        *self,
                                               MusterRunDetail      *detail,
                                               char                **title);
/* A page in the client's documentation with @text, which is plain, as the act of the person who is signed in; ends like
 * muster_context_run_tool_finish () */
void        muster_context_write_lesson_async (MusterContext        *self,
                                               const char           *client_id,
                                               const char           *title,
                                               const char           *text,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);

G_END_DECLS
