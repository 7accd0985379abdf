/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_CLIENT_ACTIVITY (muster_client_activity_get_type ())
G_DECLARE_FINAL_TYPE (MusterClientActivity, muster_client_activity, MUSTER, CLIENT_ACTIVITY, AdwBin)

GtkWidget *muster_client_activity_new (MusterContext *context,
                                       const char    *client_id);

G_END_DECLS
