/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-import-row.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_IMPORT_ITEM (muster_import_item_get_type ())
G_DECLARE_FINAL_TYPE (MusterImportItem, muster_import_item, MUSTER, IMPORT_ITEM, GtkBox)

GtkWidget *muster_import_item_new (void);
void       muster_import_item_set_row (MusterImportItem *self,
                                       MusterImportRow  *row);

G_END_DECLS
