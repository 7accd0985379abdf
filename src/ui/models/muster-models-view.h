/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context-models.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_MODELS_VIEW (muster_models_view_get_type ())
G_DECLARE_FINAL_TYPE (MusterModelsView, muster_models_view, MUSTER, MODELS_VIEW, AdwBin)

GtkWidget *muster_models_view_new (MusterContext *context,
                                   const char    *unused);

G_END_DECLS
