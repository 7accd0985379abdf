/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"
#include "muster-run.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_PLAN_VIEW (muster_plan_view_get_type ())
G_DECLARE_FINAL_TYPE (MusterPlanView, muster_plan_view, MUSTER, PLAN_VIEW, GtkBox)

GtkWidget *muster_plan_view_new      (void);
void       muster_plan_view_set_client (MusterPlanView *self,
                                      MusterContext  *context,
                                      const char     *client_id);
void       muster_plan_view_set_mode (MusterPlanView *self,
                                      MusterMode      mode);
void       muster_plan_view_set_plan (MusterPlanView *self,
                                      MusterCatalog  *catalog,
                                      MusterPlan     *plan);

char      *muster_plan_change_text   (MusterRun      *run);
GPtrArray *muster_plan_compare       (MusterPlan     *before,
                                      MusterPlan     *after);

G_END_DECLS
