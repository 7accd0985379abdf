/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-cap.h"
#include "muster-tool.h"

G_BEGIN_DECLS

typedef enum
{
  MUSTER_VERDICT_ALLOW,
  MUSTER_VERDICT_APPROVAL,
  MUSTER_VERDICT_DENY
} MusterVerdict;

/**
 * MusterGateMode:
 * @MUSTER_GATE_DISPATCH: decide about what is about to be sent
 * @MUSTER_GATE_PREVIEW: decide as if in Execute mode, for the note and the
 *   policy page; nothing may be sent on it
 */
typedef enum
{
  MUSTER_GATE_DISPATCH,
  MUSTER_GATE_PREVIEW
} MusterGateMode;

/**
 * MusterLabel:
 * @MUSTER_LABEL_T: from a technician
 * @MUSTER_LABEL_P: from policy or configuration
 * @MUSTER_LABEL_B: from a workflow that a person approved
 * @MUSTER_LABEL_A: an id that the program resolved inside the bound client
 * @MUSTER_LABEL_U: everything else
 *
 * Where a value comes from, best first; joining takes the worst.
 */
typedef enum
{
  MUSTER_LABEL_T,
  MUSTER_LABEL_P,
  MUSTER_LABEL_B,
  MUSTER_LABEL_A,
  MUSTER_LABEL_U
} MusterLabel;

/**
 * MusterProposal:
 * @tool: (nullable): %NULL when the catalog has no such tool
 * @args: (nullable): bare arguments
 * @target: (nullable): canonical reference such as `user:GUID`
 * @target_owned: the program looked the target up inside the bound client
 * @target_label: where the target comes from
 * @value_label: the worst label of the other arguments
 * @recipient_outside: a recipient, forward, share or link leaves the client's verified domains
 * @secret_misused: a secret handle stands where none may stand, or is another run's
 * @n_targets: how many objects the proposal changes
 */
typedef struct
{
  MusterTool  *tool;
  JsonObject  *args;
  const char  *target;
  gboolean     target_owned;
  MusterLabel  target_label;
  MusterLabel  value_label;
  gboolean     recipient_outside;
  gboolean     secret_misused;
  guint        n_targets;
} MusterProposal;

#define MUSTER_PROPOSAL_INIT { NULL, NULL, NULL, FALSE, MUSTER_LABEL_U, MUSTER_LABEL_U, FALSE, FALSE, 1 }

/**
 * MusterRunHistory:
 * @calls: reads and writes so far
 * @tokens: language model tokens used so far
 * @active_us: time that the run was active
 * @writes_in_run: writes so far
 * @writes_last_hour: writes for the client in the last hour
 * @read_untrusted: the run has read text of others
 * @read_sensitive: the run has read with a sensitive tool
 */
typedef struct
{
  guint    calls;
  guint    tokens;
  gint64   active_us;
  guint    writes_in_run;
  guint    writes_last_hour;
  gboolean read_untrusted;
  gboolean read_sensitive;
} MusterRunHistory;

#define MUSTER_MAX_CALLS           40
#define MUSTER_MAX_TOKENS          200000
#define MUSTER_MAX_ACTIVE_US       (30 * 60 * G_USEC_PER_SEC)
#define MUSTER_MAX_WRITES_PER_HOUR 60
#define MUSTER_MAX_WRITES_PER_RUN  5
#define MUSTER_MAX_TARGETS         25

#define MUSTER_TYPE_GATE_DECISION (muster_gate_decision_get_type ())

/**
 * MusterGateDecision:
 * @verdict: the strictest of all rules
 * @rules: (array zero-terminated=1): `R1` … `R11`, those that raised it
 * @reason: English, one clause per rule
 * @mode: whether it may be sent on
 */
typedef struct
{
  MusterVerdict   verdict;
  char          **rules;
  char           *reason;
  MusterGateMode  mode;
} MusterGateDecision;

GType               muster_gate_decision_get_type (void) G_GNUC_CONST;
MusterGateDecision *muster_gate_decision_copy     (MusterGateDecision     *self);
void                muster_gate_decision_free     (MusterGateDecision     *self);
const char         *muster_verdict_to_string      (MusterVerdict           verdict);

MusterGateDecision *muster_gate_decide            (MusterRunCap           *cap,
                                                   const MusterProposal   *proposal,
                                                   const MusterRunHistory *history,
                                                   MusterGateMode          mode);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterGateDecision, muster_gate_decision_free)

G_END_DECLS
