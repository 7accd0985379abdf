/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-catalog.h"
#include "muster-trace-item.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_TRACE_ROW (muster_trace_row_get_type ())
G_DECLARE_FINAL_TYPE (MusterTraceRow, muster_trace_row, MUSTER, TRACE_ROW, GtkBox)

GtkWidget *muster_trace_row_new      (MusterCatalog   *catalog,
                                      GHashTable      *names,
                                      GHashTable      *open);
void       muster_trace_row_set_item (MusterTraceRow  *self,
                                      MusterTraceItem *item);
void       muster_trace_row_toggle   (MusterTraceRow  *self);

G_END_DECLS
