/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context-models.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_MODEL_BUDGETS (muster_model_budgets_get_type ())
G_DECLARE_FINAL_TYPE (MusterModelBudgets, muster_model_budgets, MUSTER, MODEL_BUDGETS, AdwPreferencesGroup)

void muster_model_budgets_set_context (MusterModelBudgets *self,
                                       MusterContext      *context,
                                       const char         *client_id);

G_END_DECLS
