/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"
#include "muster-usage-report.h"

G_BEGIN_DECLS

/* How much of the vendors' limits is used, and how often is polled. */

/* (transfer full). @ask: also ask the vendor for its own count, which is one request where there is a way */
void muster_context_get_usage_async (MusterContext       *self,
                                     const char          *connection_id,
                                     gboolean             ask,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data);
MusterUsageReport *muster_context_get_usage_finish (MusterContext  *self,
                                                    GAsyncResult   *result,
                                                    GError        **error);

#define MUSTER_POLL_SECONDS_DEFAULT 60
#define MUSTER_POLL_SECONDS_MIN     15
#define MUSTER_POLL_SECONDS_MAX     3600

guint muster_context_get_poll_seconds (MusterContext *self);

/* Clamped to the bounds above; holds from the next poll */
void muster_context_set_poll_seconds_async (MusterContext       *self,
                                            guint                seconds,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
gboolean muster_context_set_poll_seconds_finish (MusterContext  *self,
                                                 GAsyncResult   *result,
                                                 GError        **error);

G_END_DECLS
