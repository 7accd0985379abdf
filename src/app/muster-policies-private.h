/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context-private.h"
#include "muster-tool.h"

G_BEGIN_DECLS

/* Policies of the store, for the files of this folder only */

GHashTable  *muster_policies_by_tool       (GPtrArray        *rows);
MusterPolicy muster_policy_that_holds      (MusterTool       *tool,
                                            GHashTable       *msp,
                                            GHashTable       *client,
                                            gboolean         *manager);
GPtrArray   *muster_context_check_policies (MusterContext    *self,
                                            GPtrArray        *changes,
                                            GError          **error);

static inline gboolean
muster_policy_change_resets (MusterToolPolicy *change)
{
  return g_strcmp0 (muster_tool_policy_get_source (change), MUSTER_POLICY_SOURCE_INHERIT) == 0;
}

G_END_DECLS
