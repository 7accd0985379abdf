/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "muster-connection.h"
#include "muster-gate.h"
#include "muster-note.h"
#include "muster-store.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_APPROVAL_COMMENTS (muster_approval_comments_get_type ())
G_DECLARE_FINAL_TYPE (MusterApprovalComments, muster_approval_comments, MUSTER, APPROVAL_COMMENTS, GObject)

/* What technicians decide with notes on the tickets of one PSA connection. */

MusterApprovalComments *muster_approval_comments_new         (MusterStore            *store,
                                                              MusterGate             *gate,
                                                              MusterConnection       *connection,
                                                              MusterClock            *clock);

/* Reads the notes of each ticket that has an open request, through the gate, and does what they say. @cap: INTAKE.
 * Returns: how many requests were decided, or -1 */
void                    muster_approval_comments_read_async  (MusterApprovalComments *self,
                                                              MusterRunCap           *cap,
                                                              GCancellable           *cancellable,
                                                              GAsyncReadyCallback     callback,
                                                              gpointer                user_data);
int                     muster_approval_comments_read_finish (MusterApprovalComments *self,
                                                              GAsyncResult           *result,
                                                              GError                **error);

/* Whether @note is a technician's word to the program and not to people: it makes no new plan */
gboolean                muster_approval_comments_is_command  (MusterNote             *note);

G_END_DECLS
