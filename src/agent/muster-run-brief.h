/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "muster-client.h"
#include "muster-gate.h"
#include "muster-run.h"
#include "muster-store.h"
#include "muster-ticket.h"
#include "muster-workspace.h"

G_BEGIN_DECLS

/**
 * MusterRunBrief:
 * @run: the run as it is stored
 * @ticket: its ticket, without notes
 * @client: whom it is for
 * @psa: integration of the ticket's connection, such as `connectwise`
 * @docs: (nullable): integration of the client's documentation
 * @cap: (nullable): what the run may do; made from the client's mappings and nothing else
 * @prompt: (nullable): what a planner is told before the ticket
 * @prompt_hash: (nullable): its hash, to be stored with the plan
 * @remark: (nullable): why a technician rejected the plan before this one
 * @problem: (nullable): why there is no @cap now: %MUSTER_ERROR_SIGNED_OUT while one of the client's connections is
 *   not ready, %MUSTER_ERROR_CONFLICT when the ticket's company is not this client's any more
 *
 * Everything that a run is started or resumed with, read from the store in one go.
 */
typedef struct
{
  MusterRun       *run;
  MusterTicket    *ticket;
  MusterClient    *client;
  MusterWorkspace *workspace;
  char            *psa;
  char            *docs;
  MusterRunCap    *cap;
  char            *prompt;
  char            *prompt_hash;
  char            *remark;
  GError          *problem;
} MusterRunBrief;

void            muster_run_brief_free        (MusterRunBrief       *self);
void            muster_run_brief_load_async  (MusterStore          *store,
                                              MusterGate           *gate,
                                              const char           *run_id,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
MusterRunBrief *muster_run_brief_load_finish (GAsyncResult         *result,
                                              GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterRunBrief, muster_run_brief_free)

MusterIdentityLevel muster_run_brief_confirmed (MusterRunBrief *self,
                                                const char     *requester);

G_END_DECLS
