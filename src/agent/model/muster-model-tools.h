/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-llm.h"
#include "muster-tool-choice.h"

G_BEGIN_DECLS

#define MUSTER_MODEL_PROPOSE "propose_plan"

char     *muster_model_tool_name  (MusterTool        *tool);
char     *muster_model_tool_id    (const char        *name);
const char *muster_model_arg_kind (MusterTool        *tool,
                                   const char        *arg);
char     *muster_model_tool_line  (MusterTool        *tool);
JsonNode *muster_model_tool_schema (MusterTool       *tool);
void      muster_model_tools_add  (MusterLlmRequest  *request,
                                   MusterToolChoice  *choice);

G_END_DECLS
