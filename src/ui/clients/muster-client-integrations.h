/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_CLIENT_INTEGRATIONS (muster_client_integrations_get_type ())
G_DECLARE_FINAL_TYPE (MusterClientIntegrations, muster_client_integrations, MUSTER, CLIENT_INTEGRATIONS, AdwBin)

GtkWidget *muster_client_integrations_new (MusterContext *context,
                                           const char    *client_id);

G_END_DECLS
