/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_POLICY_DIALOG (muster_policy_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MusterPolicyDialog, muster_policy_dialog, MUSTER, POLICY_DIALOG, AdwWindow)

void muster_policy_dialog_begin (GtkWidget     *parent,
                                 MusterContext *context,
                                 const char    *client_id,
                                 GPtrArray     *changes,
                                 const char    *what);

G_END_DECLS
