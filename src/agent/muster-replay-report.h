/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MusterReplayKind:
 * @MUSTER_REPLAY_CALL: a look-up that was asked for; subject: the tool, then and now: the arguments
 * @MUSTER_REPLAY_DECISION: the gate about a look-up; subject: the tool
 * @MUSTER_REPLAY_OUTCOME: what came of planning
 * @MUSTER_REPLAY_DIAGNOSIS: its diagnosis
 * @MUSTER_REPLAY_REQUESTER: who asked, and how sure that is
 * @MUSTER_REPLAY_STEP: a step of the plan; subject: its number, then and now: tool and arguments
 * @MUSTER_REPLAY_VERDICT: the gate about a step; subject: its number
 * @MUSTER_REPLAY_QUESTIONS: the open questions
 * @MUSTER_REPLAY_REPLY: the draft of the reply
 * @MUSTER_REPLAY_END: planning came to no end
 */
typedef enum
{
  MUSTER_REPLAY_CALL,
  MUSTER_REPLAY_DECISION,
  MUSTER_REPLAY_OUTCOME,
  MUSTER_REPLAY_DIAGNOSIS,
  MUSTER_REPLAY_REQUESTER,
  MUSTER_REPLAY_STEP,
  MUSTER_REPLAY_VERDICT,
  MUSTER_REPLAY_QUESTIONS,
  MUSTER_REPLAY_REPLY,
  MUSTER_REPLAY_END
} MusterReplayKind;

/**
 * MusterReplayStep:
 * @revision: of the plan
 * @kind: what was compared
 * @subject: (nullable): which one
 * @then: (nullable): as it was stored; %NULL: it was not there
 * @now: (nullable): as it is now; %NULL: it is not there
 */
typedef struct
{
  gint64           revision;
  MusterReplayKind kind;
  char            *subject;
  char            *then;
  char            *now;
} MusterReplayStep;

/**
 * MusterReplayReport:
 * @compared: how many things were compared
 * @revisions: how many plans were made again
 * @differences: (element-type MusterReplayStep): what is not as it was, in order
 *
 * Whether a run would be decided in the same way again.
 */
typedef struct
{
  guint      compared;
  guint      revisions;
  GPtrArray *differences;
} MusterReplayReport;

void muster_replay_report_free (MusterReplayReport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterReplayReport, muster_replay_report_free)

G_END_DECLS
