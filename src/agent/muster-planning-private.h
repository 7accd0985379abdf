/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-planning.h"

G_BEGIN_DECLS

/* One pass of the state PLANNING; the data of its GTask. */
typedef struct
{
  /* Inputs */
  MusterRunBrief  *brief;   /* (unowned): the runner's */
  MusterStore     *store;   /* (owned) */
  MusterGate      *gate;    /* (owned) */
  MusterPlanner   *planner; /* (owned) */
  MusterDocsIndex *index;   /* (owned) (nullable) */
  guint            tries;

  /* In progress */
  MusterCase      *ticket_case; /* (owned) */
  GPtrArray       *calls;       /* (owned) (nullable): the stored calls, until the turns are there too */
  guint            turns;
  guint            n_calls;     /* of this revision */
  guint            n_earlier;   /* of those before it, which count for R10 too */
  gint64           last_seq;    /* of the whole run */
  guint            pending;     /* calls of this turn, plus one while they are being started */
  gint64           began;
  GError          *error;       /* (owned) (nullable): first thing that passes by itself, or a fault of ours */

  /* Results */
  MusterPlanningResult *result; /* (owned) */
} MusterPlanning;

/* muster-planning.c */
void             muster_planning_take_turn        (GTask           *task);

/* muster-planning-case.c */
void             muster_planning_make_case        (MusterPlanning  *op);
void             muster_planning_use_answer       (MusterPlanning  *op,
                                                   const char      *tool,
                                                   JsonObject      *args,
                                                   const char      *status,
                                                   JsonNode        *node);

/* muster-planning-calls.c */
void             muster_planning_keep_error       (MusterPlanning  *op,
                                                   GError          *error);
void             muster_planning_start_call       (GTask           *task,
                                                   const char      *tool,
                                                   JsonObject      *args);
void             muster_planning_start_calls      (GTask           *task,
                                                   GPtrArray       *calls);
void             muster_planning_finish_call      (GTask           *task);

/* muster-planning-plan.c */
MusterRunHistory muster_planning_history          (MusterPlanning  *op);
MusterPlan      *muster_planning_hand_over        (MusterPlanning  *op,
                                                   const char      *why);
void             muster_planning_finish_with_plan (GTask           *task,
                                                   MusterPlan      *plan);

G_END_DECLS
