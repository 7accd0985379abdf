/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_RUN_VIEW (muster_run_view_get_type ())
G_DECLARE_FINAL_TYPE (MusterRunView, muster_run_view, MUSTER, RUN_VIEW, AdwBin)

GtkWidget *muster_run_view_new (MusterContext *context,
                                const char    *run_id);
GtkBox    *muster_run_view_get_approval_slot (MusterRunView *self);

G_END_DECLS
