/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context-models.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_MODEL_DIALOG (muster_model_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MusterModelDialog, muster_model_dialog, MUSTER, MODEL_DIALOG, AdwWindow)

GtkWidget *muster_model_dialog_new      (GtkWidget           *parent,
                                         MusterContext       *context,
                                         MusterLanguageModel *found);
GtkWidget *muster_model_dialog_new_edit (GtkWidget           *parent,
                                         MusterContext       *context,
                                         MusterLanguageModel *model);

G_END_DECLS
