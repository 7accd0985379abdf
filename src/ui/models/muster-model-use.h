/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context-models.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_MODEL_USE (muster_model_use_get_type ())
G_DECLARE_FINAL_TYPE (MusterModelUse, muster_model_use, MUSTER, MODEL_USE, AdwPreferencesGroup)

void muster_model_use_set_context (MusterModelUse *self,
                                   MusterContext  *context);

G_END_DECLS
