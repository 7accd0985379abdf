/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-watch-field.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_WATCH_FIELD_ROW (muster_watch_field_row_get_type ())
G_DECLARE_FINAL_TYPE (MusterWatchFieldRow, muster_watch_field_row, MUSTER, WATCH_FIELD_ROW, AdwExpanderRow)

GtkWidget *muster_watch_field_row_new (MusterWatchField *field);

G_END_DECLS
