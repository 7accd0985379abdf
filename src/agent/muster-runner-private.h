/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-approval.h"
#include "muster-effect.h"
#include "muster-planning.h"
#include "muster-run-brief.h"
#include "muster-runner.h"

G_BEGIN_DECLS

/* For muster-runner*.c only */

#define MUSTER_RUNNER_ACTOR "engine"
#define MUSTER_RUNNER_MAX_ATTEMPTS 3
#define MUSTER_RUNNER_MAX_REVISIONS 3  /* that one pass begins, on a ticket on which everybody is writing */
#define MUSTER_RUNNER_MAX_VOID 3       /* requests of one run that came to nothing before a person looks at it */
#define MUSTER_RUNNER_MAX_REPLIES 5    /* of one run, so that two machines do not answer each other for ever */

/* @effect: (nullable): the newest attempt, as the ledger has it; @error: (nullable) (transfer full): why the gate would
 * not send it */
typedef void (*MusterRunnerSettled) (MusterRunner *self,
                                     MusterEffect *effect,
                                     GError       *error);
typedef void (*MusterRunnerNext)    (MusterRunner *self);

/**
 * MusterRunnerStep:
 * @MUSTER_RUNNER_STEP_AUTO: runs by itself
 * @MUSTER_RUNNER_STEP_GATED: needs a technician's yes
 * @MUSTER_RUNNER_STEP_MANUAL: hands out a secret, which a technician does
 * @MUSTER_RUNNER_STEP_DENIED: may not run at all
 */
typedef enum
{
  MUSTER_RUNNER_STEP_AUTO,
  MUSTER_RUNNER_STEP_GATED,
  MUSTER_RUNNER_STEP_MANUAL,
  MUSTER_RUNNER_STEP_DENIED
} MusterRunnerStep;

/* One act of the ledger that is brought to its end */
typedef struct
{
  int                 step;
  char               *call;
  MusterRunnerSettled settled;
  MusterEffect       *effect;  /* (owned) (nullable) */
  GError             *error;   /* (owned) (nullable) */
} MusterRunnerAct;

struct _MusterRunner
{
  GObject parent_instance;

  MusterStore     *store;       /* (owned) */
  MusterGate      *gate;        /* (owned) */
  MusterClock     *clock;       /* (owned) */
  MusterPlanner   *planner;     /* (owned) */
  MusterDocsIndex *index;       /* (owned) (nullable) */
  char            *run_id;
  guint            tries;
  char            *escalated;   /* (nullable): why a person wants it handed over */
  char            *reopened_by; /* (nullable): the person who wants a run of NEEDS_HUMAN worked on again */

  /* In progress */
  GTask           *task;        /* (owned) (nullable): of work_async */
  MusterRunBrief  *brief;       /* (owned) (nullable) */
  MusterRunState   state;
  MusterRunState   next;
  gboolean         saving;
  gboolean         revising;    /* what is being saved begins a revision */
  guint            revisions;   /* begun in this pass */
  gint64           active_since; /* monotonic: up to when its time was counted */
  MusterPlanningResult *planned; /* (owned) (nullable): between plan and its commit */
  MusterRunnerAct  act;
  GPtrArray       *effects;     /* (owned) (nullable) (element-type MusterEffect): the ledger as it was read last */
  GHashTable      *pending;     /* (owned): ids of effects that their vendor is still at, as this pass found out */
  MusterApproval  *approval;    /* (owned) (nullable): the newest request of the run */
  MusterRunHistory history;     /* what the run has done so far */
  GPtrArray       *decisions;   /* (owned) (nullable) (element-type MusterGateDecision): one for each step */
  MusterRunnerNext then;        /* what comes after the facts are loaded */
  char            *why;         /* (nullable): why the plan is given up, until that is stored */
  gboolean         give_up_for_good; /* a person looks at it; else it may be planned again */
  gboolean         looked_again; /* an approval was gone when it was to be used */
  guint            refreshed;   /* how often in this pass the policies had changed under it */
  GString         *trouble;     /* (owned) (nullable): what did not work while the run was closed */
  guint            closing;     /* which of the closing acts comes next */
  JsonObject      *statuses;    /* (owned) (nullable): the connection's settings */
  JsonObject      *escalation;  /* (owned) (nullable) */
};

/* muster-runner.c: where a run goes */
void     muster_runner_go              (MusterRunner    *self,
                                        MusterRunState   next,
                                        MusterRunChange *change);
/* The store has moved the run to @self->next already */
void     muster_runner_arrived         (MusterRunner    *self);
/* Takes @error: the run cannot go on now */
void     muster_runner_wait_for        (MusterRunner    *self,
                                        GError          *error);
/* Ends this pass; the run stays where it is until somebody does something */
void     muster_runner_rest            (MusterRunner    *self);
/* Takes @error */
void     muster_runner_give_to_person  (MusterRunner    *self,
                                        GError          *error);
/* Reads everything anew and goes on in the state that the run is in */
void     muster_runner_refresh         (MusterRunner    *self);
/* Plans once more, for what people have said since the last time */
void     muster_runner_begin_revision  (MusterRunner    *self);
/* Whether people have written on the ticket, or confirmed who asks, since the plan was begun */
gboolean muster_runner_is_outdated     (MusterRunner    *self);
gboolean muster_runner_executes        (MusterRunner    *self);
/* (transfer full): @name for the first revision of the plan, with its number for later ones, so that each has rows of its own */
char    *muster_runner_call            (MusterRunner    *self,
                                        const char      *name);
/* (transfer full): the full name of a tool of the run's PSA */
char    *muster_runner_psa_tool        (MusterRunner    *self,
                                        const char      *name);

/* muster-runner-act.c: one row of the ledger, to its end */
void          muster_runner_act            (MusterRunner       *self,
                                            int                 step,
                                            const char         *call,
                                            MusterRunnerSettled settled);
/* Puts @effect into the ledger first */
void          muster_runner_begin_act      (MusterRunner       *self,
                                            MusterEffect       *effect,
                                            MusterRunnerSettled settled);
/* (transfer none) (nullable): its newest attempt, in the ledger as it was read last */
MusterEffect *muster_runner_find_effect    (MusterRunner       *self,
                                            int                 step,
                                            const char         *call);
/* (transfer full) (nullable): an act of the engine itself on the run's ticket. @text: (nullable) */
MusterEffect *muster_runner_new_act        (MusterRunner       *self,
                                            const char         *tool,
                                            const char         *call,
                                            const char         *arg,
                                            const char         *value,
                                            GError            **error);
/* (transfer full): @text as the PSA shows it best */
char         *muster_runner_render         (MusterRunner       *self,
                                            const char         *text);
gboolean      muster_runner_is_done        (MusterRunner       *self,
                                            MusterEffect       *effect);

/* muster-runner-facts.c: what is known about the run after a restart */
void          muster_runner_load_facts     (MusterRunner       *self,
                                            MusterRunnerNext    then);
/* (transfer full): the bare name of a step's row in the ledger */
char         *muster_runner_step_call      (MusterRunner       *self);
MusterEffect *muster_runner_step_effect    (MusterRunner       *self,
                                            guint               index);
MusterRunnerStep muster_runner_step_kind   (MusterRunner       *self,
                                            guint               index);
gboolean      muster_runner_step_declined  (MusterRunner       *self,
                                            guint               index);
guint         muster_runner_count_done     (MusterRunner       *self);
gboolean      muster_runner_any_gated      (MusterRunner       *self);
/* What the policy says to an act of the engine itself, which is no step of a plan */
MusterPolicy  muster_runner_engine_policy  (MusterRunner       *self,
                                            const char         *tool);
/* (transfer full) (nullable): English: why the plan may not be begun at all */
char         *muster_runner_denial         (MusterRunner       *self);
/* Whether the client was switched to Plan mode since the run began: what has not begun does not begin any more */
gboolean      muster_runner_was_stopped    (MusterRunner       *self);
/* Whether a technician has to read the reply before it is sent */
gboolean      muster_runner_reply_gated    (MusterRunner       *self);
/* (nullable): the newest request, when it is for the plan as it is now */
MusterApproval *muster_runner_own_approval (MusterRunner       *self);

/* muster-runner-plan.c */
void     muster_runner_enter_planning  (MusterRunner    *self);
void     muster_runner_enter_planned   (MusterRunner    *self);
/* muster-runner-approve.c */
void     muster_runner_ask_approval    (MusterRunner    *self);
void     muster_runner_enter_awaiting  (MusterRunner    *self);
/* The plan does not fit any more: it is made again, or a person looks at it. @why: for people */
void     muster_runner_plan_again      (MusterRunner    *self,
                                        const char      *why);
/* Ends the plan where it is. @why: for people */
void     muster_runner_stop_plan       (MusterRunner    *self,
                                        const char      *why);
/* The same for @self->why, once the facts are loaded */
void     muster_runner_stop_now        (MusterRunner    *self);
/* muster-runner-execute.c */
void     muster_runner_enter_executing (MusterRunner    *self);
/* (transfer full) (nullable): the ledger's row of a step, with what earlier steps have made put in */
MusterEffect *muster_runner_new_step   (MusterRunner    *self,
                                        guint            index,
                                        GError         **error);
/* What became of the plan is told on the ticket. @why: "" when all went well */
void     muster_runner_report          (MusterRunner    *self,
                                        const char      *why);
/* muster-runner-report.c */
void     muster_runner_enter_reporting (MusterRunner    *self);
void     muster_runner_enter_waiting   (MusterRunner    *self);

G_END_DECLS
