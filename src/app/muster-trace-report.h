/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context-trace.h"

G_BEGIN_DECLS

/* A trace that was read, written down; @client_name: (nullable). (transfer full) */
char *muster_trace_write_report (MusterTrace        *trace,
                                 MusterCatalog      *catalog,
                                 const char         *client_name,
                                 const char         *state,
                                 MusterReportFormat  format);
char *muster_trace_write_lines  (MusterTrace        *trace);

G_END_DECLS
