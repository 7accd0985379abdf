/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-cap.h"
#include "muster-store-history.h"
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
 * MusterProposal:
 * @tool: (nullable): %NULL when the catalog has no such tool
 * @args: (nullable): bare arguments
 * @target: (nullable): canonical reference such as `user:GUID`
 * @target_owned: the program looked the target up inside the bound client
 * @target_label: where the target comes from
 * @value_label: the worst label of the other arguments
 * @recipient_outside: a recipient, forward, share or link leaves the client's verified domains
 * @secret_misused: a secret handle stands where none may stand, or is another run's
 * @own_act: the engine's own writing on the run's own ticket
 * @expired: the capability's time is over
 * @made: (nullable): in a preview, what stands in for the id of something that an earlier step makes
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
  gboolean     own_act;
  gboolean     expired;
  const char  *made;
  guint        n_targets;
} MusterProposal;

#define MUSTER_PROPOSAL_INIT { NULL, NULL, NULL, FALSE, MUSTER_LABEL_U, MUSTER_LABEL_U, FALSE, FALSE, FALSE, FALSE, NULL, 1 }

#define MUSTER_MAX_CALLS           40
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
/* @rule: `R1` … `R11`. (transfer full): what the rule is about, for people, in the language of the moment; @rule for others */
char               *muster_gate_rule_text         (const char             *rule);

MusterGateDecision *muster_gate_decide            (MusterRunCap           *cap,
                                                   const MusterProposal   *proposal,
                                                   const MusterRunHistory *history,
                                                   MusterGateMode          mode);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterGateDecision, muster_gate_decision_free)

G_END_DECLS
