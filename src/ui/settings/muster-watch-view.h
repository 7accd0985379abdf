/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_WATCH_VIEW (muster_watch_view_get_type ())
G_DECLARE_FINAL_TYPE (MusterWatchView, muster_watch_view, MUSTER, WATCH_VIEW, AdwBin)

GtkWidget *muster_watch_view_new (MusterContext *context,
                                  const char    *connection_id);

G_END_DECLS
