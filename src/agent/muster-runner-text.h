/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-runner-private.h"

G_BEGIN_DECLS

/* What the runner says about itself on a ticket and in the app: for technicians, in the workspace's language */

typedef enum
{
  MUSTER_RUNNER_SAY_EXPIRED,
  MUSTER_RUNNER_SAY_WITHDRAWN,
  MUSTER_RUNNER_SAY_VOID,
  MUSTER_RUNNER_SAY_NEW_WORDS,
  MUSTER_RUNNER_SAY_DONE_BEFORE,
  MUSTER_RUNNER_SAY_UNKNOWN,
  MUSTER_RUNNER_SAY_REFUSED,
  MUSTER_RUNNER_SAY_NO_APPROVAL_NOTE,
  MUSTER_RUNNER_SAY_MANUAL,
  MUSTER_RUNNER_SAY_PROMISED,
  MUSTER_RUNNER_SAY_NO_REPLY,
  MUSTER_RUNNER_SAY_NO_QUESTION,
  MUSTER_RUNNER_SAY_MANY_REPLIES,
  MUSTER_RUNNER_SAY_PLAN_MODE
} MusterRunnerSay;

const char *muster_runner_say             (MusterRunner    *self,
                                           MusterRunnerSay  what);
char       *muster_runner_say_step_failed (MusterRunner    *self,
                                           guint            index,
                                           const char      *reason);
char       *muster_runner_say_declined    (MusterRunner    *self,
                                           guint            index);
char       *muster_runner_say_rejected    (MusterRunner    *self,
                                           MusterApproval  *approval);
/* @effect: (nullable): an act that belongs to the run's end */
const char *muster_runner_say_act_failed  (MusterRunner    *self,
                                           MusterEffect    *effect);
/* @trouble: (nullable): what did not work while the run was closed; @unsent: (nullable): the reply that was not sent */
char       *muster_runner_outcome_note    (MusterRunner    *self,
                                           const char      *trouble,
                                           const char      *unsent);
/* (nullable): what the requester is told, in the ticket's language; as it was approved, when somebody was asked */
char       *muster_runner_reply           (MusterRunner    *self);
/* (nullable): the same once everything of the plan was done */
char       *muster_runner_expected_reply  (MusterRunner    *self);

G_END_DECLS
