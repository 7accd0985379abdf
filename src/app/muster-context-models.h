/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"
#include "muster-language-model.h"
#include "muster-model-preset.h"
#include "muster-model-report.h"
#include "muster-model-usage.h"

G_BEGIN_DECLS

/* Language models: setting up, testing, order, what they cost. Signals of the context: "models-changed" (the list, a
 * budget), "run-asking" (run_id, name of the model), "run-delta" (run_id, a piece of what it says). */

/* (element-type MusterLanguageModel) (transfer none): in the order in which they are tried; kept up to date */
GListModel *muster_context_get_models (MusterContext *self);

/* One short call, whether the model is saved or not. @key: (nullable): NULL: the one in the keyring. The report says what
 * is wrong; an error is the keyring's or ours */
void muster_context_test_model_async (MusterContext        *self,
                                      MusterLanguageModel  *model,
                                      MusterSecret         *key,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
MusterModelReport *muster_context_test_model_finish (MusterContext  *self,
                                                     GAsyncResult   *result,
                                                     GError        **error);

/* A new one gets an id and the last place. @key: (nullable): NULL: keep what the keyring has. The key is in the keyring
 * before the row is written */
void muster_context_save_model_async (MusterContext        *self,
                                      MusterLanguageModel  *model,
                                      MusterSecret         *key,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
/* (transfer full): as it was saved */
MusterLanguageModel *muster_context_save_model_finish (MusterContext  *self,
                                                       GAsyncResult   *result,
                                                       GError        **error);

/* With its key */
void muster_context_remove_model_async (MusterContext        *self,
                                        const char           *model_id,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean muster_context_remove_model_finish (MusterContext  *self,
                                             GAsyncResult   *result,
                                             GError        **error);

/* @ids: every model's, the first to be tried first */
void muster_context_order_models_async (MusterContext        *self,
                                        const char * const   *ids,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean muster_context_order_models_finish (MusterContext  *self,
                                             GAsyncResult   *result,
                                             GError        **error);

/* (element-type MusterLanguageModel) (transfer full): what answers on this machine, not saved */
void muster_context_find_local_models_async (MusterContext        *self,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
GPtrArray *muster_context_find_local_models_finish (MusterContext  *self,
                                                    GAsyncResult   *result,
                                                    GError        **error);

/**
 * MusterModelBudget:
 * @run_tokens: tokens of one run, prompts and answers together; 0: no budget
 * @month: of everybody together, millionths of the currency unit in a calendar month (UTC); 0: no budget
 * @client_month: of the client that was asked about; 0: no budget
 * @month_used: what was spent this month, with what is reserved for requests under way
 * @client_used: of the client
 * @currency: (owned): of the models; "USD" without any
 */
typedef struct
{
  gint64 run_tokens;
  gint64 month;
  gint64 client_month;
  gint64 month_used;
  gint64 client_used;
  char  *currency;
} MusterModelBudget;

void muster_model_budget_free (MusterModelBudget *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterModelBudget, muster_model_budget_free)

/* @client_id: (nullable) */
void muster_context_get_model_budget_async (MusterContext        *self,
                                            const char           *client_id,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
MusterModelBudget *muster_context_get_model_budget_finish (MusterContext  *self,
                                                           GAsyncResult   *result,
                                                           GError        **error);

/* @budget: "run" (tokens), "month" or "client" (millionths, with @client_id); @amount 0: no budget */
void muster_context_set_model_budget_async (MusterContext        *self,
                                            const char           *budget,
                                            const char           *client_id,
                                            gint64                amount,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean muster_context_set_model_budget_finish (MusterContext  *self,
                                                 GAsyncResult   *result,
                                                 GError        **error);

/* (element-type MusterModelUsage) (transfer full): sums. @by: "month", "client" (of @month), "model" (of @month) or
 * "run" (of @month, the newest 200). @month: (nullable): "2026-11"; NULL: this month */
void muster_context_list_model_usage_async (MusterContext        *self,
                                            const char           *by,
                                            const char           *month,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
GPtrArray *muster_context_list_model_usage_finish (MusterContext  *self,
                                                   GAsyncResult   *result,
                                                   GError        **error);

/* (element-type MusterModelUsage) (transfer full): the single requests of a run, oldest first */
void muster_context_list_run_usage_async (MusterContext        *self,
                                          const char           *run_id,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
GPtrArray *muster_context_list_run_usage_finish (MusterContext  *self,
                                                 GAsyncResult   *result,
                                                 GError        **error);

G_END_DECLS
