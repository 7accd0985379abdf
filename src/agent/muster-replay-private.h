/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-plan.h"
#include "muster-replay.h"

G_BEGIN_DECLS

MusterReplayReport *muster_replay_report_new (void);

/* Counts one comparison, and keeps it when @then and @now are not the same. @then, @now: (nullable) */
void muster_replay_compare       (MusterReplayReport *report,
                                  gint64              revision,
                                  MusterReplayKind    kind,
                                  const char         *subject,
                                  const char         *then,
                                  const char         *now);
void muster_replay_compare_plans (MusterReplayReport *report,
                                  gint64              revision,
                                  MusterPlan         *then,
                                  MusterPlan         *now);

G_END_DECLS
