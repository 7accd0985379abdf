/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_JUDGEMENT_GROUP (muster_judgement_group_get_type ())
G_DECLARE_FINAL_TYPE (MusterJudgementGroup, muster_judgement_group, MUSTER, JUDGEMENT_GROUP, AdwPreferencesGroup)

GtkWidget *muster_judgement_group_new (MusterContext *context,
                                       const char    *run_id);

G_END_DECLS
