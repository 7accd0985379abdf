/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-judgement.h"
#include "muster-past-decision.h"
#include "muster-store-types.h"

G_BEGIN_DECLS

/* What was planned and done lately, and what people say about it: what a change of policy or mode is looked at with */

/* run_id, revision, verdict and word are read; revision 0: the newest plan's. CONFLICT while the run has no plan */
void muster_store_save_judgement_async (MusterStore        *self,
                                        MusterJudgement    *judgement,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
gboolean muster_store_save_judgement_finish (MusterStore  *self,
                                             GAsyncResult *result,
                                             GError      **error);

/* (nullable): what was said about the newest plan of the run; NULL and no error: nothing yet */
void muster_store_get_judgement_async (MusterStore        *self,
                                       const char         *run_id,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
MusterJudgement *muster_store_get_judgement_finish (MusterStore  *self,
                                                    GAsyncResult *result,
                                                    GError      **error);

/* (element-type MusterJudgement), newest first: the last plans with what was said about them, where somebody did.
 * @client_id: (nullable): NULL: of all clients that inherit the workspace's mode */
void muster_store_list_judged_plans_async (MusterStore        *self,
                                           const char         *client_id,
                                           guint               limit,
                                           GCancellable       *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data);
GPtrArray *muster_store_list_judged_plans_finish (MusterStore  *self,
                                                  GAsyncResult *result,
                                                  GError      **error);

/* (element-type MusterPastDecision), newest first: calls, steps of plans and the engine's own acts together.
 * @client_id: (nullable): NULL: of all clients */
void muster_store_list_past_decisions_async (MusterStore        *self,
                                             const char         *client_id,
                                             guint               limit,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
GPtrArray *muster_store_list_past_decisions_finish (MusterStore  *self,
                                                    GAsyncResult *result,
                                                    GError      **error);

G_END_DECLS
