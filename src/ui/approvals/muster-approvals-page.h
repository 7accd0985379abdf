/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_APPROVALS_PAGE (muster_approvals_page_get_type ())
G_DECLARE_FINAL_TYPE (MusterApprovalsPage, muster_approvals_page, MUSTER, APPROVALS_PAGE, AdwBin)

GtkWidget *muster_approvals_page_new    (MusterContext       *context);
void       muster_approvals_page_show   (MusterApprovalsPage *self,
                                         const char          *approval_id,
                                         gboolean             reject);

G_END_DECLS
