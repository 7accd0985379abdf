/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_CLIENT_OVERVIEW (muster_client_overview_get_type ())
G_DECLARE_FINAL_TYPE (MusterClientOverview, muster_client_overview, MUSTER, CLIENT_OVERVIEW, AdwBin)

GtkWidget *muster_client_overview_new        (MusterContext        *context,
                                              const char           *client_id);
void       muster_client_overview_set_client (MusterClientOverview *self,
                                              MusterClient         *client);

G_END_DECLS
