/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-integration.h"

G_BEGIN_DECLS

GtkWidget *muster_connect_guide_new (MusterIntegration *integration);

G_END_DECLS
