/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context-trace.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_TRACE_VIEW (muster_trace_view_get_type ())
G_DECLARE_FINAL_TYPE (MusterTraceView, muster_trace_view, MUSTER, TRACE_VIEW, AdwBin)

void         muster_trace_view_set_run   (MusterTraceView *self,
                                          MusterContext   *context,
                                          const char      *run_id);

G_END_DECLS
