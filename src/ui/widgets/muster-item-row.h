/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-record.h"
#include "muster-ui.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_ITEM_ROW (muster_item_row_get_type ())
G_DECLARE_FINAL_TYPE (MusterItemRow, muster_item_row, MUSTER, ITEM_ROW, GtkBox)

/**
 * MusterItemRowShow:
 * @row: the row
 * @record: what it shows now
 *
 * Sets the texts of @row.
 */
typedef void (*MusterItemRowShow) (MusterItemRow *row,
                                   MusterRecord  *record);

GtkWidget    *muster_item_row_new        (gboolean           with_avatar);
void          muster_item_row_set_item   (MusterItemRow     *self,
                                          GObject           *item,
                                          MusterItemRowShow  show);
MusterRecord *muster_item_row_get_record (MusterItemRow     *self);
void          muster_item_row_set_texts  (MusterItemRow     *self,
                                          const char        *title,
                                          const char        *subtitle,
                                          const char        *caption);
void          muster_item_row_set_pill   (MusterItemRow     *self,
                                          const char        *text,
                                          MusterTone         tone);
void          muster_item_row_set_count  (MusterItemRow     *self,
                                          const char        *text);

G_END_DECLS
