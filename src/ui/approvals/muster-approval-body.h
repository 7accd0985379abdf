/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context-approvals.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_APPROVAL_BODY (muster_approval_body_get_type ())
G_DECLARE_FINAL_TYPE (MusterApprovalBody, muster_approval_body, MUSTER, APPROVAL_BODY, GtkBox)

GtkWidget *muster_approval_body_new            (MusterContext      *context,
                                                gboolean            whole);
void       muster_approval_body_show           (MusterApprovalBody *self,
                                                MusterApproval     *approval,
                                                GPtrArray          *same,
                                                const char         *client_name,
                                                gboolean            keep);
guint      muster_approval_body_count_waiting  (MusterApprovalBody *self);
GArray    *muster_approval_body_get_declined   (MusterApprovalBody *self);
GPtrArray *muster_approval_body_get_chosen     (MusterApprovalBody *self);
char      *muster_approval_body_get_text       (MusterApprovalBody *self);
void       muster_approval_body_toggle_details (MusterApprovalBody *self);

G_END_DECLS
