/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-language-model.h"
#include "muster-model-usage.h"
#include "muster-store-types.h"

G_BEGIN_DECLS

/* Language models, what they cost, and the budgets that hold them. */

/* Values of the store, as whole numbers: tokens of one run; millionths of the currency unit in a calendar month (UTC),
 * of everybody together and of one client. Not there or 0: no budget */
#define MUSTER_BUDGET_RUN    "budget/run"
#define MUSTER_BUDGET_MONTH  "budget/month"
#define MUSTER_BUDGET_CLIENT "budget/client/"

/* (element-type MusterLanguageModel): in their order */
void muster_store_list_models_async (MusterStore        *self,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
GPtrArray *muster_store_list_models_finish (MusterStore  *self,
                                            GAsyncResult *result,
                                            GError      **error);

/* A new one comes last, whatever its position says; one that is there keeps its place */
void muster_store_save_model_async (MusterStore         *self,
                                    MusterLanguageModel *model,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
gboolean muster_store_save_model_finish (MusterStore  *self,
                                         GAsyncResult *result,
                                         GError      **error);

/* What it has cost stays */
void muster_store_delete_model_async (MusterStore        *self,
                                      const char         *model_id,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
gboolean muster_store_delete_model_finish (MusterStore  *self,
                                           GAsyncResult *result,
                                           GError      **error);

/* CONFLICT unless @ids are exactly the ids that there are */
void muster_store_order_models_async (MusterStore        *self,
                                      const char * const *ids,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
gboolean muster_store_order_models_finish (MusterStore  *self,
                                           GAsyncResult *result,
                                           GError      **error);

/* @usage: the most that a request can cost. BUDGET when a budget would be passed with it, and nothing is written; it
 * counts from now on. Returns its id, or -1 */
void muster_store_reserve_usage_async (MusterStore        *self,
                                       MusterModelUsage   *usage,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
gint64 muster_store_reserve_usage_finish (MusterStore  *self,
                                          GAsyncResult *result,
                                          GError      **error);

/* @usage: with the id of the reservation and what it did cost. CONFLICT when it was settled already */
void muster_store_settle_usage_async (MusterStore        *self,
                                      MusterModelUsage   *usage,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
gboolean muster_store_settle_usage_finish (MusterStore  *self,
                                           GAsyncResult *result,
                                           GError      **error);

/* Reservations of a program that ended before it settled them: they stay as they are, but nobody waits for them. For
 * the start. Returns how many there were, or -1 */
void muster_store_lose_usage_async (MusterStore        *self,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
gint64 muster_store_lose_usage_finish (MusterStore  *self,
                                       GAsyncResult *result,
                                       GError      **error);

/* What counts against the budgets of @month ("2026-11"). @client_id: (nullable): NULL: of everybody. -1: error */
void muster_store_get_spent_async (MusterStore        *self,
                                   const char         *month,
                                   const char         *client_id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
gint64 muster_store_get_spent_finish (MusterStore  *self,
                                      GAsyncResult *result,
                                      GError      **error);

/* (element-type MusterModelUsage): sums by "month" (the newest first), or by "client", "model" or "run" of @month (the
 * dearest first; of runs the newest 200) */
void muster_store_sum_usage_async (MusterStore        *self,
                                   const char         *by,
                                   const char         *month,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
GPtrArray *muster_store_sum_usage_finish (MusterStore  *self,
                                          GAsyncResult *result,
                                          GError      **error);

/* (element-type MusterModelUsage): the requests of one run, the oldest first */
void muster_store_list_run_usage_async (MusterStore        *self,
                                        const char         *run_id,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
GPtrArray *muster_store_list_run_usage_finish (MusterStore  *self,
                                               GAsyncResult *result,
                                               GError      **error);

G_END_DECLS
