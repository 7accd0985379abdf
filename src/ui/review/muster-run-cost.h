/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context-models.h"

G_BEGIN_DECLS

GtkWidget *muster_run_cost_row_new (MusterContext *context,
                                    MusterRun     *run);

G_END_DECLS
