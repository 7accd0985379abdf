/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The longest event that is taken */
#define MUSTER_LLM_SSE_MAX_EVENT (1024 * 1024)

/**
 * MusterLlmEventFunc:
 * @event: name of the event; "message" when it has none
 * @data: its data, without a line break at the end
 * @length: of @data, which may hold any byte
 *
 * Returns: %FALSE with an error set: the stream is not read on
 */
typedef gboolean (*MusterLlmEventFunc) (const char  *event,
                                        const char  *data,
                                        gsize        length,
                                        gpointer     user_data,
                                        GError     **error);

typedef struct _MusterLlmSse MusterLlmSse;

MusterLlmSse *muster_llm_sse_new  (MusterLlmEventFunc   callback,
                                   gpointer             user_data);
void          muster_llm_sse_free (MusterLlmSse        *self);
gboolean      muster_llm_sse_feed (MusterLlmSse        *self,
                                   const char          *data,
                                   gsize                length,
                                   GError             **error);
gboolean      muster_llm_sse_end  (MusterLlmSse        *self,
                                   GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterLlmSse, muster_llm_sse_free)

G_END_DECLS
