/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "muster-docs-index.h"
#include "muster-gate.h"
#include "muster-planner.h"
#include "muster-store.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_ENGINE (muster_engine_get_type ())
G_DECLARE_FINAL_TYPE (MusterEngine, muster_engine, MUSTER, ENGINE, GObject)

/* Signals: "run-changed" (run_id), "waiting-changed", "settled": nothing moves any more without somebody's help,
 * "trouble" (connection_id or NULL, code of MUSTER_ERROR, text): a run or a poll has to wait;
 * "fine" (connection_id): it worked. Property: "busy". */

MusterEngine *muster_engine_new               (MusterStore          *store,
                                               MusterGate           *gate,
                                               MusterPlanner        *planner,
                                               MusterClock          *clock);

/* Where the runs read documentation from */
MusterDocsIndex *muster_engine_get_docs_index (MusterEngine         *self);

/* PSA connections that are polled */
void          muster_engine_add_connection    (MusterEngine         *self,
                                               MusterConnection     *connection);
void          muster_engine_remove_connection (MusterEngine         *self,
                                               const char           *connection_id);

/* Polls every so many seconds, for the first time after as many; 0: only when it is asked to */
void          muster_engine_set_poll_interval (MusterEngine         *self,
                                               guint                 seconds);
guint         muster_engine_get_poll_interval (MusterEngine         *self);

/* How many runs are worked on at a time */
void          muster_engine_set_runners       (MusterEngine         *self,
                                               guint                 n);

/* While held, nothing is started; what is under way comes to its next wait */
void          muster_engine_set_held          (MusterEngine         *self,
                                               gboolean              held);

/* Takes up every unfinished run of the store */
void          muster_engine_resume_async      (MusterEngine         *self,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
gboolean      muster_engine_resume_finish     (MusterEngine         *self,
                                               GAsyncResult         *result,
                                               GError              **error);

/* @full: look at everything that is open, not only at what changed. That is also done without being asked for, at the
 * start of a session, for a new connection, after the machine slept, and once a day.
 * Returns: new or changed tickets, or -1 with the first error when a connection could not be polled */
void          muster_engine_poll_async        (MusterEngine         *self,
                                               gboolean              full,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
int           muster_engine_poll_finish       (MusterEngine         *self,
                                               GAsyncResult         *result,
                                               GError              **error);

/* Something changed that tickets or runs may wait for: mappings, clients, connections, the keyring */
void          muster_engine_reconsider_async  (MusterEngine         *self,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
gboolean      muster_engine_reconsider_finish (MusterEngine         *self,
                                               GAsyncResult         *result,
                                               GError              **error);

/* A webhook said that this ticket changed; the store has the hint already. Looked at once, five seconds later,
 * however often it is said */
void          muster_engine_hint              (MusterEngine         *self,
                                               const char           *connection_id,
                                               const char           *ticket_id);
/* For tests: how long hints of one ticket are gathered */
void          muster_engine_set_hint_window   (MusterEngine         *self,
                                               guint                 ms);

/* Work on this run now, also when it was given to a person. @actor: such as `member:ID` */
void          muster_engine_retry             (MusterEngine         *self,
                                               const char           *run_id,
                                               const char           *actor);

/* Something that this run rests for has happened: an approval, a confirmed identity, a look at an act */
void          muster_engine_wake_run          (MusterEngine         *self,
                                               const char           *run_id);

/* Ends its plan where it is and hands the ticket over. @reason: for people; @actor: such as `member:ID` */
void          muster_engine_escalate          (MusterEngine         *self,
                                               const char           *run_id,
                                               const char           *reason,
                                               const char           *actor);

gboolean      muster_engine_get_settled       (MusterEngine         *self);
guint         muster_engine_count_waiting     (MusterEngine         *self);

/* Ends: lets what is being sent come to its end, leaves the rest to the next start */
void          muster_engine_stop_async        (MusterEngine         *self,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
gboolean      muster_engine_stop_finish       (MusterEngine         *self,
                                               GAsyncResult         *result,
                                               GError              **error);

G_END_DECLS
