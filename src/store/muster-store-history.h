/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-store-types.h"

G_BEGIN_DECLS

/* What a run has done so far, as the limits of the gate count it */

/* What one run may use of language models, in tokens read and written: R10, and never asked for beyond it */
#define MUSTER_MAX_TOKENS 200000

/**
 * MusterRunHistory:
 * @calls: reads of the run, of all its revisions
 * @tokens: language model tokens used so far
 * @active_us: time that the run was active
 * @writes_in_run: changes at the customer's so far
 * @writes_last_hour: changes for the client in the last hour, of all its runs
 * @read_untrusted: the run has read text of others
 * @read_sensitive: the run has read with a sensitive tool
 * @policy_revision: that the workspace's policies have now; not a part of any rule
 * @may_execute: whether the client is in Execute mode now, whatever it was when the run began; not a part of any rule
 */
typedef struct
{
  guint    calls;
  guint    tokens;
  gint64   active_us;
  guint    writes_in_run;
  guint    writes_last_hour;
  gboolean read_untrusted;
  gboolean read_sensitive;
  gint64   policy_revision;
  gboolean may_execute;
} MusterRunHistory;

/* @now: UTC µs. NOT_FOUND when @run_id is no run of @client_id */
void     muster_store_get_run_history_async  (MusterStore         *self,
                                              const char          *run_id,
                                              const char          *client_id,
                                              gint64               now,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
gboolean muster_store_get_run_history_finish (MusterStore         *self,
                                              GAsyncResult        *result,
                                              MusterRunHistory    *history,
                                              GError             **error);

G_END_DECLS
