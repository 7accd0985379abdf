/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-engine.h"
#include "muster-intake.h"

G_BEGIN_DECLS

/* For muster-engine*.c only */

struct _MusterEngine
{
  GObject parent_instance;

  MusterStore   *store;     /* (owned) */
  MusterGate    *gate;      /* (owned) */
  MusterPlanner *planner;   /* (owned) */
  MusterClock   *clock;     /* (owned) */
  MusterDocsIndex *index;   /* (owned) */
  GPtrArray     *intakes;   /* (owned) (element-type MusterIntake) */
  guint          interval;  /* seconds between polls; 0: none by itself */
  guint          interval_id;
  gboolean       polling;   /* by the clock, and not over yet */
  guint          hint_window_ms; /* 0: the intakes' own */
  guint          max_runners;

  GQueue         queue;     /* (element-type utf8) (owned): run ids, next first */
  GHashTable    *queued;    /* (owned): the same as a set; key owned by the queue */
  GHashTable    *active;    /* (owned): run id → MusterRunner */
  GHashTable    *again;     /* (owned): ids of runs that were asked for while they were worked on */
  GHashTable    *parked;    /* (owned): run id → Parked */
  GHashTable    *reopened;  /* (owned): run id → actor */
  GHashTable    *escalated; /* (owned): run id → reason */
  GCancellable  *cancellable; /* (owned) */
  guint          asking;    /* polls and other passes under way */
  gboolean       held;
  GTask         *stop_task; /* (owned) (nullable) */
};

typedef struct
{
  MusterEngine *engine;   /* (unowned) */
  char         *run_id;
  guint         tries;
  gboolean      quick;    /* comes back by itself soon */
  guint         source_id;
} Parked;

enum
{
  MUSTER_ENGINE_RUN_CHANGED,
  MUSTER_ENGINE_WAITING_CHANGED,
  MUSTER_ENGINE_SETTLED,
  MUSTER_ENGINE_TROUBLE,
  MUSTER_ENGINE_FINE,
  MUSTER_ENGINE_N_SIGNALS
};

extern guint muster_engine_signals[MUSTER_ENGINE_N_SIGNALS];

void muster_engine_enqueue         (MusterEngine *self,
                                    const char   *run_id);
void muster_engine_start_some      (MusterEngine *self);
/* From now on a decided request wakes its run */
void muster_engine_follow_approvals (MusterEngine *self);
/* Everything that waits is tried again, from the first pause */
void muster_engine_wake_all        (MusterEngine *self);
/* Said once per change; whoever waits looks at get_settled () first */
void muster_engine_tell_if_settled (MusterEngine *self);

G_END_DECLS
