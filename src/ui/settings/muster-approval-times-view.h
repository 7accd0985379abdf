/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_APPROVAL_TIMES_VIEW (muster_approval_times_view_get_type ())
G_DECLARE_FINAL_TYPE (MusterApprovalTimesView, muster_approval_times_view, MUSTER, APPROVAL_TIMES_VIEW, AdwBin)

GtkWidget *muster_approval_times_view_new (MusterContext *context,
                                           const char    *unused);

G_END_DECLS
