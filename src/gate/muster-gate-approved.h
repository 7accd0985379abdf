/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-approval.h"
#include "muster-cap.h"
#include "muster-effect.h"
#include "muster-tool.h"

G_BEGIN_DECLS

/**
 * MusterApprovedFacts:
 * @approval: (nullable): as the store has it now
 * @effects: (element-type MusterEffect): of the run
 * @args: (nullable): arguments that the approved step comes to now, as the ledger would have them
 * @target: (nullable): its target
 * @now: wall clock, UTC µs
 * @boot: boot id and boot clock, as `muster_gate_boot_stamp` writes it
 * @policy_revision: of the workspace now
 *
 * What an approval is held against.
 */
typedef struct
{
  MusterApproval *approval;
  GPtrArray      *effects;
  JsonObject     *args;
  const char     *target;
  gint64          now;
  const char     *boot;
  gint64          policy_revision;
} MusterApprovedFacts;

/* Clocks that were set by more than this make every open answer worthless */
#define MUSTER_APPROVAL_MAX_BACK_US  (5 * G_TIME_SPAN_MINUTE)
#define MUSTER_APPROVAL_MAX_AHEAD_US (24 * G_TIME_SPAN_HOUR)

/* Whether @effect is exactly what was approved, here and now. Pure */
gboolean    muster_gate_check_approved (MusterRunCap              *cap,
                                        MusterTool                *tool,
                                        MusterEffect              *effect,
                                        const MusterApprovedFacts *facts,
                                        GError                   **error);
/* Whether an approval of @created that ends at @expires holds by the wall clock and by the boot clock */
gboolean    muster_gate_check_times    (gint64                     created,
                                        gint64                     expires,
                                        const char                *created_boot,
                                        gint64                     now,
                                        const char                *boot,
                                        GError                   **error);
/* (transfer full) (nullable): the step @step of @approval */
JsonObject *muster_gate_approved_item  (MusterApproval            *approval,
                                        gint64                     step);
/* (nullable): which of the client's mapped ids the tool works with */
const char *muster_gate_scope_of       (MusterRunCap              *cap,
                                        MusterTool                *tool);

G_END_DECLS
