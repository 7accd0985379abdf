/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_USAGE_ROW (muster_usage_row_get_type ())
G_DECLARE_FINAL_TYPE (MusterUsageRow, muster_usage_row, MUSTER, USAGE_ROW, AdwPreferencesRow)

GtkWidget *muster_usage_row_new (MusterContext    *context,
                                 MusterConnection *connection);

G_END_DECLS
