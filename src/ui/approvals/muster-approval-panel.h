/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context-approvals.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_APPROVAL_PANEL (muster_approval_panel_get_type ())
G_DECLARE_FINAL_TYPE (MusterApprovalPanel, muster_approval_panel, MUSTER, APPROVAL_PANEL, GtkBox)

GtkWidget      *muster_approval_panel_new            (MusterContext       *context,
                                                      gboolean             whole);
void            muster_approval_panel_set_approval   (MusterApprovalPanel *self,
                                                      MusterApproval      *approval);
MusterApproval *muster_approval_panel_get_approval   (MusterApprovalPanel *self);
gboolean        muster_approval_panel_get_busy       (MusterApprovalPanel *self);
void            muster_approval_panel_ask_to_approve (MusterApprovalPanel *self);
void            muster_approval_panel_reject         (MusterApprovalPanel *self);
void            muster_approval_panel_toggle_details (MusterApprovalPanel *self);

G_END_DECLS
