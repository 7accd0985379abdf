/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_ENDING_VIEW (muster_ending_view_get_type ())
G_DECLARE_FINAL_TYPE (MusterEndingView, muster_ending_view, MUSTER, ENDING_VIEW, AdwBin)

GtkWidget *muster_ending_view_new (MusterContext *context,
                                   const char    *connection_id);

G_END_DECLS
