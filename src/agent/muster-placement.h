/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "muster-clock.h"
#include "muster-gate.h"
#include "muster-store.h"
#include "muster-ticket.h"
#include "muster-watch.h"

G_BEGIN_DECLS

/* Gives a stored ticket its place: nobody's when it is not watched, a run when exactly one active client is mapped to
 * its company, else a wait with its reason. @run_id: (out) (nullable): the run that was made now, or has to plan again
 * because of what was said since; @wait_changed: (out): what people see changed */
void     muster_placement_async  (MusterTicket         *ticket,
                                  MusterWatch          *watch,
                                  MusterStore          *store,
                                  MusterGate           *gate,
                                  MusterRunCap         *cap,
                                  MusterClock          *clock,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
gboolean muster_placement_finish (GAsyncResult         *result,
                                  char                **run_id,
                                  gboolean             *wait_changed,
                                  GError              **error);

G_END_DECLS
