/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context-models.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_MODEL_ROW (muster_model_row_get_type ())
G_DECLARE_FINAL_TYPE (MusterModelRow, muster_model_row, MUSTER, MODEL_ROW, AdwActionRow)

GtkWidget           *muster_model_row_new         (MusterLanguageModel *model,
                                                   guint                place,
                                                   guint                n_models);
GtkWidget           *muster_model_row_new_builtin (guint                place);
MusterLanguageModel *muster_model_row_get_model   (MusterModelRow      *self);
const char          *muster_model_row_get_focus   (MusterModelRow      *self);
void                 muster_model_row_set_focus   (MusterModelRow      *self,
                                                   const char          *part);

G_END_DECLS
