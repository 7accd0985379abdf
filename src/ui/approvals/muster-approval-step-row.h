/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

#include "muster-catalog.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_APPROVAL_STEP_ROW (muster_approval_step_row_get_type ())
G_DECLARE_FINAL_TYPE (MusterApprovalStepRow, muster_approval_step_row, MUSTER, APPROVAL_STEP_ROW, AdwPreferencesRow)

GtkWidget *muster_approval_step_row_new          (MusterCatalog         *catalog,
                                                  JsonObject            *item,
                                                  const char            *client_name,
                                                  gboolean               open);
gint64     muster_approval_step_row_get_step     (MusterApprovalStepRow *self);
gboolean   muster_approval_step_row_get_waits    (MusterApprovalStepRow *self);
gboolean   muster_approval_step_row_get_chosen   (MusterApprovalStepRow *self);
void       muster_approval_step_row_set_chosen   (MusterApprovalStepRow *self,
                                                  gboolean               chosen);
void       muster_approval_step_row_set_expanded (MusterApprovalStepRow *self,
                                                  gboolean               expanded);
gboolean   muster_approval_step_row_get_expanded (MusterApprovalStepRow *self);

G_END_DECLS
