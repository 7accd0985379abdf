/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context-microsoft365.h"

G_BEGIN_DECLS

/* For muster-context-microsoft365.c and muster-context-consent.c */

/* (transfer full): full names of the tools behind a list of MusterPermissionItem, each once */
GStrv muster_permission_items_tools (GListModel *items);

/* Whether the person who is signed in, or who started musterctl, may decide for the whole MSP */
gboolean muster_context_check_admin (MusterContext  *self,
                                     GError        **error);

G_END_DECLS
