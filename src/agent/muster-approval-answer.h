/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "muster-approval.h"
#include "muster-approval-command.h"
#include "muster-gate.h"
#include "muster-store.h"

G_BEGIN_DECLS

/* At most so many answers to notes that did not count, for one run: whoever writes more is not talked to any more */
#define MUSTER_APPROVAL_MAX_ANSWERS 5

/* One internal note on the run's ticket that says why @note_id did not count. It is in the ledger like everything else,
 * once for each note; what cannot be sent now is not sent later */
void     muster_approval_answer_async  (MusterStore           *store,
                                        MusterGate            *gate,
                                        MusterClock           *clock,
                                        MusterApproval        *approval,
                                        const char            *note_id,
                                        MusterApprovalRefusal  refusal,
                                        GCancellable          *cancellable,
                                        GAsyncReadyCallback    callback,
                                        gpointer               user_data);
gboolean muster_approval_answer_finish (GAsyncResult          *result,
                                        GError               **error);

G_END_DECLS
