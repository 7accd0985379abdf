/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-effect.h"
#include "muster-tool.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): in English, what stands at the paths of @before otherwise than then; NULL: nothing.
 * @own: (nullable) (element-type utf8): names of members that earlier steps of the same plan have written themselves */
char      *muster_gate_drift     (JsonObject *before,
                                  JsonObject *now,
                                  GPtrArray  *own);
/* (transfer full) (element-type utf8): names of members that @tool writes */
GPtrArray *muster_gate_writes_of (MusterTool *tool);

G_END_DECLS
