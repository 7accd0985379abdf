/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-catalog.h"
#include "muster-gate-decision.h"

G_BEGIN_DECLS

#define N_CLASSES (MUSTER_EFFECT_CLASS_DESTRUCTIVE + 1)

/* Where a value is known from */
typedef enum
{
  KNOWN_NOT,
  KNOWN_RESOLVED,
  KNOWN_T,
  KNOWN_P,
  KNOWN_B,
  N_KNOWN
} Known;

typedef enum
{
  SHAPE_USER,     /* one target */
  SHAPE_LIST,     /* several */
  SHAPE_TICKET,   /* a ticket, which may be the run's own */
  N_SHAPES
} Shape;

/* What the labels are found out from */
typedef struct
{
  Shape    shape;
  Known    target;
  guint    n;          /* of a list */
  gboolean stranger;   /* one of the list that nobody knows */
  guint    group;      /* 0: not given, else one more than its Known */
  guint    to;         /* 0: not given, else which of the addresses */
  gboolean domains;    /* the client's are known */
  guint    text;       /* 0: not given, 1: anybody's, 2: a trusted value in capitals, 3: a secret's handle */
  gboolean choice;     /* one of a closed list */
  gboolean own;        /* the ticket is the run's */
  gboolean approved;
} GateFacts;

#define N_ADDRESSES 8

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
  gboolean             own_act;
  gboolean             expired;
  gboolean             from_facts;      /* the labels are found out from these */
  GateFacts            facts;
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
