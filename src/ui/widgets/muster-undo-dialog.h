/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_UNDO_DIALOG (muster_undo_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MusterUndoDialog, muster_undo_dialog, MUSTER, UNDO_DIALOG, AdwWindow)

GtkWidget *muster_undo_dialog_new (GtkWidget     *parent,
                                   MusterContext *context,
                                   const char    *effect_id);

G_END_DECLS
