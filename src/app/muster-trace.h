/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "muster-run.h"
#include "muster-ticket.h"
#include "muster-trace-item.h"

G_BEGIN_DECLS

/**
 * MusterTraceTotals:
 * @items: entries of the timeline
 * @calls: look-ups
 * @requests: that went to the customer's systems
 * @model_requests: to language models
 * @prompt: tokens sent, @cached of them from a cache
 * @output: tokens received
 * @cost: (nullable): as text, such as `0.042 USD`; %NULL when nothing was charged
 * @began: when the run was made
 * @ended: when it came to its end, 0: it has not
 * @active_us: time in which it worked
 * @waiting_us: time in which it waited for somebody or something
 *
 * What a run came to.
 */
typedef struct
{
  guint  items;
  guint  calls;
  gint64 requests;
  guint  model_requests;
  gint64 prompt;
  gint64 cached;
  gint64 output;
  char  *cost;
  gint64 began;
  gint64 ended;
  gint64 active_us;
  gint64 waiting_us;
} MusterTraceTotals;

#define MUSTER_TYPE_TRACE (muster_trace_get_type ())
G_DECLARE_FINAL_TYPE (MusterTrace, muster_trace, MUSTER, TRACE, GObject)

/* A GListModel of MusterTraceItem, oldest first. Signal: "loaded", when it was read again; "failed" (GError) */

void                     muster_trace_load_async   (MusterTrace         *self,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
gboolean                 muster_trace_load_finish  (MusterTrace         *self,
                                                    GAsyncResult        *result,
                                                    GError             **error);
const char              *muster_trace_get_run_id   (MusterTrace         *self);
gboolean                 muster_trace_get_loaded   (MusterTrace         *self);
/* (nullable) until it was read */
MusterRun               *muster_trace_get_run      (MusterTrace         *self);
MusterTicket            *muster_trace_get_ticket   (MusterTrace         *self);
const MusterTraceTotals *muster_trace_get_totals   (MusterTrace         *self);

G_END_DECLS
