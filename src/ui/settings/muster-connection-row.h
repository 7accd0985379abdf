/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_CONNECTION_ROW (muster_connection_row_get_type ())
G_DECLARE_FINAL_TYPE (MusterConnectionRow, muster_connection_row, MUSTER, CONNECTION_ROW, AdwActionRow)

GtkWidget *muster_connection_row_new (MusterContext    *context,
                                      const char       *category);
void       muster_connection_set_pill     (GtkLabel         *pill,
                                           MusterConnection *connection);

G_END_DECLS
