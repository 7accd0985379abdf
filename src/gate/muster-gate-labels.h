/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-gate-decision.h"

G_BEGIN_DECLS

/* Fills in what the rules look at, from the tool's row and what the capability knows: whose the targets are, where they
 * and the values come from, who receives something, how many there are. @proposal has its tool, its bare arguments and
 * its target already.
 * @approved: a technician has said yes to exactly this */
void     muster_gate_label_proposal (MusterProposal *proposal,
                                     MusterRunCap   *cap,
                                     gboolean        approved);
/* Whether @tool with @args writes on the ticket that the run is about */
gboolean muster_gate_is_own_ticket  (MusterRunCap   *cap,
                                     MusterTool     *tool,
                                     JsonObject     *args);

G_END_DECLS
