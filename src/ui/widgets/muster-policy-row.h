/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"
#include "muster-tool-policy.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_POLICY_ROW (muster_policy_row_get_type ())
G_DECLARE_FINAL_TYPE (MusterPolicyRow, muster_policy_row, MUSTER, POLICY_ROW, AdwActionRow)

GtkWidget  *muster_policy_row_new             (MusterContext    *context,
                                               const char       *client_id,
                                               MusterToolPolicy *policy);
const char *muster_policy_row_get_group       (MusterPolicyRow  *self);

G_END_DECLS
