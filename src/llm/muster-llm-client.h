/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "muster-language-model.h"
#include "muster-llm.h"
#include "muster-secret.h"

G_BEGIN_DECLS

/**
 * MusterLlmSpent:
 * @prompt: tokens
 * @output: tokens
 *
 * What a request that failed may have cost all the same, by our own count.
 */
typedef struct
{
  guint prompt;
  guint output;
} MusterLlmSpent;

#define MUSTER_TYPE_LLM_CLIENT (muster_llm_client_get_type ())
G_DECLARE_FINAL_TYPE (MusterLlmClient, muster_llm_client, MUSTER, LLM_CLIENT, GObject)

MusterLlmClient *muster_llm_client_new         (MusterLanguageModel  *model,
                                                MusterSecret         *key);
MusterLanguageModel *
                 muster_llm_client_get_model   (MusterLlmClient      *self);
void             muster_llm_client_set_retries (MusterLlmClient      *self,
                                                guint                 retries,
                                                gint64                longest_wait_us);
guint            muster_llm_client_bound       (MusterLlmClient      *self,
                                                MusterLlmRequest     *request);
GBytes          *muster_llm_client_peek_body   (MusterLlmClient      *self,
                                                MusterLlmRequest     *request);
char            *muster_llm_client_make_body   (MusterLlmClient      *self,
                                                MusterLlmRequest     *request);
void             muster_llm_client_send_async  (MusterLlmClient      *self,
                                                MusterLlmRequest     *request,
                                                MusterLlmDelta        delta,
                                                gpointer              delta_data,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
MusterLlmReply  *muster_llm_client_send_finish (MusterLlmClient      *self,
                                                GAsyncResult         *result,
                                                MusterLlmSpent       *spent,
                                                const char          **problem,
                                                GError              **error);

G_END_DECLS
