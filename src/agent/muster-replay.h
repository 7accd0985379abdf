/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "muster-gate.h"
#include "muster-planner.h"
#include "muster-replay-report.h"
#include "muster-store.h"

G_BEGIN_DECLS

void                muster_replay_async       (MusterStore         *store,
                                               MusterGate          *gate,
                                               MusterPlanner       *plain,
                                               MusterPlanner       *with_turns,
                                               const char          *run_id,
                                               GCancellable        *cancellable,
                                               GAsyncReadyCallback  callback,
                                               gpointer             user_data);
MusterReplayReport *muster_replay_finish      (GAsyncResult        *result,
                                               GError             **error);

G_END_DECLS
