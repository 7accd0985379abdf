/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-window.h"

G_BEGIN_DECLS

void           muster_window_class_install_main_actions (GtkWidgetClass *widget_class);
void           muster_window_update_main_actions        (MusterWindow   *self);

/* Between the two files of the window */
GtkWidget     *muster_window_get_view                   (MusterWindow   *self);
MusterContext *muster_window_get_context                (MusterWindow   *self);
void           muster_window_route                      (MusterWindow   *self);

G_END_DECLS
