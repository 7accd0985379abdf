/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MUSTER_TYPE_GAUGE_ROW (muster_gauge_row_get_type ())
G_DECLARE_FINAL_TYPE (MusterGaugeRow, muster_gauge_row, MUSTER, GAUGE_ROW, AdwPreferencesRow)

GtkWidget *muster_gauge_row_new  (void);
void       muster_gauge_row_show (MusterGaugeRow *self,
                                  const char     *title,
                                  const char     *text,
                                  gint64          used,
                                  gint64          limit);

G_END_DECLS
