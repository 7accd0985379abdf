/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-activity-entry.h"
#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_ACTIVITY_ROW (muster_activity_row_get_type ())
G_DECLARE_FINAL_TYPE (MusterActivityRow, muster_activity_row, MUSTER, ACTIVITY_ROW, GtkBox)

GtkWidget           *muster_activity_row_new       (MusterContext       *context);
void                 muster_activity_row_set_item  (MusterActivityRow   *self,
                                                    GObject             *item);
MusterActivityEntry *muster_activity_row_get_entry (MusterActivityRow   *self);
char                *muster_activity_row_act_text  (MusterContext       *context,
                                                    MusterActivityEntry *entry);
gboolean             muster_activity_entry_is_act  (MusterActivityEntry *entry);

G_END_DECLS
