/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-integration.h"

G_BEGIN_DECLS

MusterIntegration *muster_integration_new_from_json (JsonObject *block);
/* (element-type MusterAnswerRule): what this vendor's answers mean where an operation does not say it itself */
GPtrArray         *muster_integration_get_answers   (MusterIntegration *self);

G_END_DECLS
