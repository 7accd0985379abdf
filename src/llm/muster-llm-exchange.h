/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

#include "muster-llm-protocol.h"

G_BEGIN_DECLS

/* The most that one answer may be */
#define MUSTER_LLM_MAX_BYTES (8 * 1024 * 1024)

typedef struct _MusterLlmExchange MusterLlmExchange;

MusterLlmExchange *muster_llm_exchange_new         (SoupMessage             *message,
                                                    const MusterLlmProtocol *protocol,
                                                    MusterLlmBuilder        *builder,
                                                    guint                    timeout_ms);
void               muster_llm_exchange_free        (MusterLlmExchange       *self);
guint              muster_llm_exchange_get_status  (MusterLlmExchange       *self);
const char        *muster_llm_exchange_get_retry_after (MusterLlmExchange   *self);
gboolean           muster_llm_exchange_is_streamed (MusterLlmExchange       *self);
GBytes            *muster_llm_exchange_dup_body    (MusterLlmExchange       *self);
void               muster_llm_exchange_send_async  (MusterLlmExchange       *self,
                                                    SoupSession             *session,
                                                    GCancellable            *cancellable,
                                                    GAsyncReadyCallback      callback,
                                                    gpointer                 user_data);
gboolean           muster_llm_exchange_send_finish (GAsyncResult            *result,
                                                    GError                 **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterLlmExchange, muster_llm_exchange_free)

G_END_DECLS
