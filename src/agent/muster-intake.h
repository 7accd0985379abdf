/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "muster-gate.h"
#include "muster-store.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_INTAKE (muster_intake_get_type ())
G_DECLARE_FINAL_TYPE (MusterIntake, muster_intake, MUSTER, INTAKE, GObject)

/* Signals: "run-made" (run_id): a ticket got its run, or its run has to plan again; "waiting-changed": a ticket began or
 * ended to wait; "hints-due": it is time for muster_intake_look_async () */

MusterIntake *muster_intake_new               (MusterStore          *store,
                                               MusterGate           *gate,
                                               MusterConnection     *connection,
                                               MusterClock          *clock);
MusterConnection *muster_intake_get_connection (MusterIntake        *self);

/* @full: look at all open tickets, not only at those changed since the last time */
void          muster_intake_poll_async        (MusterIntake         *self,
                                               gboolean              full,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
/* Returns: how many tickets were new or changed, or -1 */
int           muster_intake_poll_finish       (MusterIntake         *self,
                                               GAsyncResult         *result,
                                               GError              **error);

/* Looks at the waiting tickets of this connection again */
void          muster_intake_reconsider_async  (MusterIntake         *self,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
gboolean      muster_intake_reconsider_finish (MusterIntake         *self,
                                               GAsyncResult         *result,
                                               GError              **error);

/* Tickets that somebody said have changed: all that is said of one within a few seconds makes one look */
void          muster_intake_hint              (MusterIntake         *self,
                                               const char           *external_id);
void          muster_intake_recover_hints     (MusterIntake         *self);
guint         muster_intake_count_hints       (MusterIntake         *self);
gboolean      muster_intake_wants_look        (MusterIntake         *self);
void          muster_intake_set_hint_window   (MusterIntake         *self,
                                               guint                 ms);
void          muster_intake_look_async        (MusterIntake         *self,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
/* Returns: how many tickets were new or changed, or -1 */
int           muster_intake_look_finish       (MusterIntake         *self,
                                               GAsyncResult         *result,
                                               GError              **error);

/* Store value that names our own test tickets of a connection */
char         *muster_intake_test_tickets_key  (const char           *connection_id);

G_END_DECLS
