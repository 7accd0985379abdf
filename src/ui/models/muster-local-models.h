/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context-models.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_LOCAL_MODELS (muster_local_models_get_type ())
G_DECLARE_FINAL_TYPE (MusterLocalModels, muster_local_models, MUSTER, LOCAL_MODELS, AdwPreferencesGroup)

GtkWidget *muster_local_models_new     (void);
void       muster_local_models_look_in (MusterLocalModels *self,
                                        MusterContext     *context);

G_END_DECLS
