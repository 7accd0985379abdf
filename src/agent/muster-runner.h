/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "muster-docs-index.h"
#include "muster-gate.h"
#include "muster-planner.h"
#include "muster-store.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_RUNNER (muster_runner_get_type ())
G_DECLARE_FINAL_TYPE (MusterRunner, muster_runner, MUSTER, RUNNER, GObject)

/* Store values of a connection: {done, waiting, handover}: names of statuses; {board, team, member}: ids. All optional */
#define MUSTER_STATUS_KEY     "status/"
#define MUSTER_ESCALATION_KEY "escalation/"

/* Signal: "changed": the run moved to another state, or says why it waits */

MusterRunner  *muster_runner_new          (MusterStore          *store,
                                           MusterGate           *gate,
                                           MusterPlanner        *planner,
                                           MusterClock          *clock,
                                           const char           *run_id);
const char    *muster_runner_get_run_id   (MusterRunner         *self);
MusterRunState muster_runner_get_state    (MusterRunner         *self);
/* @index: (nullable): where documentation is read from */
void           muster_runner_set_docs_index (MusterRunner       *self,
                                             MusterDocsIndex    *index);
/* How often the run had to wait so far */
void           muster_runner_set_tries    (MusterRunner         *self,
                                           guint                 tries);
void           muster_runner_reopen       (MusterRunner         *self,
                                           const char           *actor);
/* The next pass ends the plan where it is, and hands the ticket over. @reason: for people */
void           muster_runner_escalate     (MusterRunner         *self,
                                           const char           *reason);
/* (nullable): the PSA connection that the run belongs to, once it is known */
const char    *muster_runner_get_connection_id (MusterRunner    *self);

/* Works on the run until it ends (TRUE) or has to wait (FALSE with the reason: nothing is lost, call again) */
void           muster_runner_work_async   (MusterRunner         *self,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
gboolean       muster_runner_work_finish  (MusterRunner         *self,
                                           GAsyncResult         *result,
                                           GError              **error);

gboolean       muster_run_state_is_final  (MusterRunState        state);

G_END_DECLS
