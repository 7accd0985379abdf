/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-store-types.h"
#include "muster-trace-item.h"

G_BEGIN_DECLS

/* Everything that was recorded about a run, as it was at one moment: its calls, the turns and the use of language
 * models, its plans, approvals, acts with their states, and its own states. (element-type MusterTraceItem), each kind
 * in its order. A plan has its JSON in result, an approval its items in args. */
void muster_store_list_trace_async (MusterStore        *self,
                                    const char         *run_id,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
GPtrArray *muster_store_list_trace_finish (MusterStore  *self,
                                           GAsyncResult *result,
                                           GError      **error);

G_END_DECLS
