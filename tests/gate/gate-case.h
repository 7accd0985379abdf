/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-catalog.h"
#include "muster-gate-decision.h"

G_BEGIN_DECLS

#define N_CLASSES (MUSTER_EFFECT_CLASS_DESTRUCTIVE + 1)

/* Everything that a decision can depend on */
typedef struct
{
  MusterCapKind        kind;
  MusterMode           mode;
  MusterGateMode       gate_mode;
  MusterPolicy         policy;
  MusterEffectClass    class;
  gboolean             engine;
  gboolean             known;
  gboolean             good_args;
  gboolean             named;           /* ADMIN names this tool */
  gboolean             has_requester;
  gboolean             for_requester;
  MusterIdentityLevel  level;
  gboolean             owned;
  MusterLabel          target_label;
  MusterLabel          value_label;
  gboolean             outside;
  gboolean             misused;
  guint                n_targets;
  MusterRunHistory     history;
} GateCase;

void                gate_case_set_up    (void);
void                gate_case_tear_down (void);
/* With everything in order */
GateCase            gate_case_plain     (void);
/* Anything, near the edges more often; @random decides what */
GateCase            gate_case_random    (GRand           *random);
/* What the gate says about it */
MusterGateDecision *gate_case_ask       (const GateCase  *c);

G_END_DECLS
