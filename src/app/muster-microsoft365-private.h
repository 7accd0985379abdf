/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context-microsoft365.h"

G_BEGIN_DECLS

/* For muster-context-microsoft365.c and muster-context-consent.c */

/* (transfer full): full names of the tools behind a list of MusterPermissionItem, each once */
GStrv muster_permission_items_tools (GListModel *items);

G_END_DECLS
