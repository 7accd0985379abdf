/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_APPROVERS_VIEW (muster_approvers_view_get_type ())
G_DECLARE_FINAL_TYPE (MusterApproversView, muster_approvers_view, MUSTER, APPROVERS_VIEW, AdwBin)

GtkWidget *muster_approvers_view_new (MusterContext *context,
                                      const char    *connection_id);

G_END_DECLS
