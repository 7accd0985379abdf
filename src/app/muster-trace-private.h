/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"
#include "muster-trace.h"

G_BEGIN_DECLS

MusterTrace *muster_trace_new          (MusterContext     *context,
                                        const char        *run_id);

/* (transfer full) (element-type MusterTraceItem): in order, from what the store has about @run.
 * @ticket: (nullable); @totals: (out caller-allocates): its cost is freed first */
GPtrArray   *muster_trace_build        (GPtrArray         *stored,
                                        MusterRun         *run,
                                        MusterTicket      *ticket,
                                        gint64             now,
                                        MusterTraceTotals *totals);

/* Whether a run in @state goes on only when somebody does something */
gboolean     muster_trace_is_waiting   (const char        *state);
gboolean     muster_trace_is_end       (const char        *state);

/* Millionths as people read them, such as `0.042 USD` */
char        *muster_trace_format_cost  (gint64             millionths,
                                        const char        *currency);

G_END_DECLS
