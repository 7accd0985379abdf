/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"
#include "muster-tenant-report.h"

G_BEGIN_DECLS

guint      muster_readiness_rows_count       (GListModel           *items,
                                              MusterReadinessState  state,
                                              MusterReadinessKind   kind);
GtkWidget *muster_readiness_rows_step        (MusterContext        *context,
                                              MusterReadinessItem  *item);
GtkWidget *muster_readiness_rows_permissions (MusterContext        *context,
                                              GListModel           *items,
                                              guint                 n);
GtkWidget *muster_readiness_rows_tools_off   (MusterContext        *context,
                                              GListModel           *items);
GtkWidget *muster_readiness_rows_of_state    (GListModel           *items,
                                              MusterReadinessState  state);

G_END_DECLS
