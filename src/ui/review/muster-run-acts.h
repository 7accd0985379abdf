/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

/* What a technician does about a run. @widget: of the window in which it is told how it went */

void muster_run_acts_check_effect     (GtkWidget     *widget,
                                       MusterContext *context,
                                       const char    *effect_id);
void muster_run_acts_confirm_identity (GtkWidget     *widget,
                                       MusterContext *context,
                                       const char    *run_id);
void muster_run_acts_hand_over        (GtkWidget     *widget,
                                       MusterContext *context,
                                       const char    *run_id);
void muster_run_acts_settle_effect    (GtkWidget     *widget,
                                       MusterContext *context,
                                       const char    *effect_id,
                                       gboolean       happened);

G_END_DECLS
