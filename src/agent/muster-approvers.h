/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-approval.h"
#include "muster-connection.h"

G_BEGIN_DECLS

/* Who may decide by a note on the ticket: ids that the PSA gives its technicians, a JSON array in a store value of the
 * connection. Nobody is on it until an administrator says so. */

char    *muster_approvers_key       (const char         *connection_id);
char   **muster_approvers_from_text (const char         *text);
char    *muster_approvers_to_text   (const char * const *ids);

/* Whether the PSA tells which notes came by e-mail */
gboolean muster_approvers_shows_mail (const char        *integration);

/* FALSE: too grave for a PSA that does not tell mail from notes */
gboolean muster_approval_may_comment (MusterApproval    *approval,
                                      MusterConnection  *connection);

G_END_DECLS
