/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context-approvals.h"

G_BEGIN_DECLS

/**
 * MusterApprovalDone:
 * @widget: who asked for it
 * @problem: (nullable): why it was not done; %NULL: it was
 */
typedef void (*MusterApprovalDone) (GtkWidget  *widget,
                                    const char *problem);

char *muster_approval_acts_problem         (const GError       *error);
void  muster_approval_acts_grant           (GtkWidget          *widget,
                                            MusterContext      *context,
                                            GPtrArray          *approvals,
                                            GArray             *declined,
                                            MusterApprovalDone  done);
void  muster_approval_acts_reject          (GtkWidget          *widget,
                                            MusterContext      *context,
                                            GPtrArray          *approvals,
                                            MusterApprovalDone  done);
void  muster_approval_acts_withdraw        (GtkWidget          *widget,
                                            MusterContext      *context,
                                            MusterApproval     *approval,
                                            MusterApprovalDone  done);
void  muster_approval_acts_confirm_manager (GtkWidget          *widget,
                                            MusterContext      *context,
                                            MusterApproval     *approval,
                                            MusterApprovalDone  done);

G_END_DECLS
