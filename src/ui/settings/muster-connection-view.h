/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_CONNECTION_VIEW (muster_connection_view_get_type ())
G_DECLARE_FINAL_TYPE (MusterConnectionView, muster_connection_view, MUSTER, CONNECTION_VIEW, AdwBin)

GtkWidget *muster_connection_view_new (MusterContext        *context,
                                       const char           *connection_id);
void       muster_connection_view_test (MusterConnectionView *self);

G_END_DECLS
