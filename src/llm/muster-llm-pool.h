/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-clock.h"
#include "muster-language-model.h"
#include "muster-llm.h"
#include "muster-redact.h"
#include "muster-secret-store.h"
#include "muster-store-types.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_LLM_POOL (muster_llm_pool_get_type ())
G_DECLARE_FINAL_TYPE (MusterLlmPool, muster_llm_pool, MUSTER, LLM_POOL, GObject)

/* Signals: "asking" (run_id, model name), "delta" (run_id, text), "answered" (run_id, MusterLlmReply). */

MusterLlmPool  *muster_llm_pool_new          (MusterStore          *store,
                                              MusterSecretStore    *secrets,
                                              MusterClock          *clock,
                                              MusterEgress         *egress);
void            muster_llm_pool_set_models   (MusterLlmPool        *self,
                                              GPtrArray            *models);
void            muster_llm_pool_give_key     (MusterLlmPool        *self,
                                              const char           *model_id,
                                              MusterSecret         *key);
gboolean        muster_llm_pool_is_ready     (MusterLlmPool        *self);
void            muster_llm_pool_ask_async    (MusterLlmPool        *self,
                                              const char           *run_id,
                                              const char           *client_id,
                                              MusterLlmRequest     *request,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
MusterLlmReply *muster_llm_pool_ask_finish   (MusterLlmPool        *self,
                                              GAsyncResult         *result,
                                              GError              **error);

G_END_DECLS
