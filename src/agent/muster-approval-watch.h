/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "muster-gate.h"
#include "muster-store.h"

G_BEGIN_DECLS

/* Looks at everything that waits for a yes: what has run out by either clock expires, what a set clock or a changed tool
 * has made doubtful is void, and what nobody answered is marked as reminded.
 * Returns: how many requests were ended, or -1 */
void muster_approval_watch_async  (MusterStore         *store,
                                   MusterGate          *gate,
                                   MusterClock         *clock,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
int  muster_approval_watch_finish (GAsyncResult        *result,
                                   GError             **error);

G_END_DECLS
