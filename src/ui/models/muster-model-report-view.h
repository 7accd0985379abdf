/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-language-model.h"
#include "muster-model-report.h"

G_BEGIN_DECLS

GtkWidget *muster_model_report_view_new         (MusterModelReport   *report,
                                                 MusterLanguageModel *model);
GtkWidget *muster_model_report_view_new_problem (const char          *title,
                                                 const char          *advice);

G_END_DECLS
