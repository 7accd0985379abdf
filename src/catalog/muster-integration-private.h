/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-integration.h"

G_BEGIN_DECLS

MusterIntegration *muster_integration_new_from_json (JsonObject *block);

G_END_DECLS
