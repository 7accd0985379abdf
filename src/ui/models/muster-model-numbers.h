/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_MODEL_NUMBERS (muster_model_numbers_get_type ())
G_DECLARE_FINAL_TYPE (MusterModelNumbers, muster_model_numbers, MUSTER, MODEL_NUMBERS, AdwBin)

void     muster_model_numbers_show          (MusterModelNumbers  *self,
                                             MusterLanguageModel *model);
void     muster_model_numbers_show_currency (MusterModelNumbers  *self,
                                             MusterContext       *context,
                                             const char          *id);
void     muster_model_numbers_show_written  (MusterModelNumbers  *self,
                                             gboolean             visible);
gboolean muster_model_numbers_collect       (MusterModelNumbers  *self,
                                             MusterLanguageModel *model);

G_END_DECLS
