/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"
#include "muster-replay-report.h"
#include "muster-trace.h"
#include "muster-trace-text.h"

G_BEGIN_DECLS

/* A run as a timeline, as a report, as a file, and once more without the network. */

/**
 * MusterReportFormat:
 * @MUSTER_REPORT_MARKDOWN: with headings, lists and quotes
 * @MUSTER_REPORT_TEXT: plain
 */
typedef enum
{
  MUSTER_REPORT_MARKDOWN,
  MUSTER_REPORT_TEXT
} MusterReportFormat;

/* (transfer full): live: it reads itself again whenever something about the run was written */
MusterTrace *muster_context_trace_run (MusterContext *self,
                                       const char    *run_id);

/* (transfer full): for people, in the workspace's language. REFUSED_BY_POLICY when a secret is in it */
void muster_context_report_run_async (MusterContext       *self,
                                      const char          *run_id,
                                      MusterReportFormat   format,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
char *muster_context_report_run_finish (MusterContext  *self,
                                        GAsyncResult   *result,
                                        GError        **error);

/* One JSON object a line, into a file that only its owner can read. What is there is replaced */
void muster_context_export_run_async (MusterContext       *self,
                                      const char          *run_id,
                                      const char          *path,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
gboolean muster_context_export_run_finish (MusterContext  *self,
                                           GAsyncResult   *result,
                                           GError        **error);

/* (transfer full): whether it would be decided in the same way again. Nothing is sent and nothing is written */
void muster_context_replay_run_async (MusterContext       *self,
                                      const char          *run_id,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
MusterReplayReport *muster_context_replay_run_finish (MusterContext  *self,
                                                      GAsyncResult   *result,
                                                      GError        **error);

/* In words: the whole in a sentence, and one of its differences. (transfer full) */
char *muster_replay_report_text (MusterReplayReport *report);
char *muster_replay_step_text   (MusterCatalog      *catalog,
                                 MusterReplayStep   *step);

G_END_DECLS
