/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "muster-gate.h"
#include "muster-ticket.h"

G_BEGIN_DECLS

/* What people have said on a ticket: its description and everybody's notes and time entries but our own. */

/* @notes: (element-type MusterNote): all that the ticket has, oldest first, before they are applied to it */
char    *muster_conversation_hash        (MusterTicket        *ticket,
                                          GPtrArray           *notes);

void     muster_conversation_apply       (MusterPsa           *psa,
                                          MusterTicket        *ticket,
                                          GPtrArray           *notes);

/* Takes @notes over and, when something was said since, who said it */
void     muster_conversation_update      (MusterPsa           *psa,
                                          MusterTicket        *ticket,
                                          GPtrArray           *notes);

/* Reads the ticket's notes at its PSA and takes them over */
void     muster_conversation_read_async  (MusterGate          *gate,
                                          MusterRunCap        *cap,
                                          MusterTicket        *ticket,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
gboolean muster_conversation_read_finish (GAsyncResult        *result,
                                          GError             **error);

/* Whether people have said something since @run was planned for the last time */
gboolean muster_conversation_is_ahead    (MusterTicket        *ticket,
                                          const char          *planned);

G_END_DECLS
