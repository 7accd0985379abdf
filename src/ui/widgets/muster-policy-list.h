/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_POLICY_LIST (muster_policy_list_get_type ())
G_DECLARE_FINAL_TYPE (MusterPolicyList, muster_policy_list, MUSTER, POLICY_LIST, AdwBin)

void muster_policy_list_load (MusterPolicyList *self,
                              MusterContext    *context,
                              const char       *client_id);

G_END_DECLS
