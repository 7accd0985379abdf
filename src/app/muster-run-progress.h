/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-approval.h"
#include "muster-catalog.h"
#include "muster-context.h"
#include "muster-effect.h"
#include "muster-run.h"

G_BEGIN_DECLS

/**
 * MusterStepState:
 * @MUSTER_STEP_STATE_WAITING: its turn has not come
 * @MUSTER_STEP_STATE_APPROVAL: waits for a technician's yes
 * @MUSTER_STEP_STATE_UNDER_WAY: it is being done
 * @MUSTER_STEP_STATE_DONE: done, and found to be so
 * @MUSTER_STEP_STATE_FAILED: it did not work
 * @MUSTER_STEP_STATE_UNKNOWN: nobody knows whether it was done
 * @MUSTER_STEP_STATE_DECLINED: a technician said no
 * @MUSTER_STEP_STATE_MANUAL: a technician does it, for it shows something that stands in no ticket
 * @MUSTER_STEP_STATE_NOT_DONE: the plan ended before it
 *
 * How far a step of a plan is.
 */
typedef enum
{
  MUSTER_STEP_STATE_WAITING,
  MUSTER_STEP_STATE_APPROVAL,
  MUSTER_STEP_STATE_UNDER_WAY,
  MUSTER_STEP_STATE_DONE,
  MUSTER_STEP_STATE_FAILED,
  MUSTER_STEP_STATE_UNKNOWN,
  MUSTER_STEP_STATE_DECLINED,
  MUSTER_STEP_STATE_MANUAL,
  MUSTER_STEP_STATE_NOT_DONE
} MusterStepState;

/* How far step @index (from 0) of the run's plan is. @approval: (nullable): the newest request of the run */
MusterStepState muster_step_state (MusterCatalog  *catalog,
                                   MusterRun      *run,
                                   guint           index,
                                   GPtrArray      *effects,
                                   MusterApproval *approval);

#define MUSTER_TYPE_RUN_PROGRESS (muster_run_progress_get_type ())
G_DECLARE_FINAL_TYPE (MusterRunProgress, muster_run_progress, MUSTER, RUN_PROGRESS, GObject)

/* Signals: "changed": it was read again, because something of the run was written */
MusterRunProgress *muster_run_progress_new            (MusterContext     *context,
                                                       const char        *run_id);

/* (nullable): until it was read */
MusterRun         *muster_run_progress_get_run        (MusterRunProgress *self);
/* (nullable): what came of step @index, in its newest attempt */
MusterEffect      *muster_run_progress_get_effect     (MusterRunProgress *self,
                                                       guint              index);
guint              muster_run_progress_get_n_steps    (MusterRunProgress *self);
MusterStepState    muster_run_progress_get_state      (MusterRunProgress *self,
                                                       guint              index);
/* Whether the steps of the plan are being carried out, or were */
gboolean           muster_run_progress_has_begun      (MusterRunProgress *self);

/* (nullable): what the requester was asked, while the run waits for the answer */
const char        *muster_run_progress_get_question   (MusterRunProgress *self);
/* UTC µs; 0: not known */
gint64             muster_run_progress_get_asked_time (MusterRunProgress *self);

G_END_DECLS
