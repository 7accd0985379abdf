/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "muster-approval.h"
#include "muster-gate.h"
#include "muster-plan.h"
#include "muster-run-brief.h"

G_BEGIN_DECLS

#define MUSTER_APPROVAL_DEFAULT_MINUTES (4 * 60)
#define MUSTER_APPROVAL_MAX_MINUTES     (24 * 60)

/* Store values: minutes as text. How long a request stands; when somebody is reminded of it ("0": never) */
#define MUSTER_APPROVAL_EXPIRY_KEY   "approvals/expiry"
#define MUSTER_APPROVAL_REMINDER_KEY "approvals/reminder"

/**
 * MusterApprovalRequest:
 * @approval: ready to be stored with the run's change
 * @note: text of the internal note that asks, without the mark
 *
 * A request for a technician's yes.
 */
typedef struct
{
  MusterApproval *approval;
  char           *note;
} MusterApprovalRequest;

void                   muster_approval_request_free   (MusterApprovalRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterApprovalRequest, muster_approval_request_free)

/* Reads what stands where the steps that wait would write, and who the manager is where one has to agree. @decisions:
 * (element-type MusterGateDecision): one for each step of @plan, of muster_gate_preview (); a step whose verdict is
 * to deny ends the request before it */
void                   muster_approval_request_async  (MusterGate            *gate,
                                                       MusterStore           *store,
                                                       MusterClock           *clock,
                                                       MusterRunBrief        *brief,
                                                       MusterPlan            *plan,
                                                       GPtrArray             *decisions,
                                                       GCancellable          *cancellable,
                                                       GAsyncReadyCallback    callback,
                                                       gpointer               user_data);
MusterApprovalRequest *muster_approval_request_finish (GAsyncResult          *result,
                                                       GError               **error);

/* The note again, such as for another language or the app. @code: (nullable): left out of the text without one.
 * @by_comment: whether it may be answered on the ticket */
char                  *muster_approval_write_note     (MusterApproval        *approval,
                                                       const char            *client_name,
                                                       const char            *code,
                                                       gboolean               by_comment);

G_END_DECLS
