/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context-trace.h"

G_BEGIN_DECLS

GtkWidget *muster_replay_dialog_new (GtkWidget     *parent,
                                     MusterContext *context,
                                     const char    *run_id);

G_END_DECLS
