/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_PERMISSIONS_VIEW (muster_permissions_view_get_type ())
G_DECLARE_FINAL_TYPE (MusterPermissionsView, muster_permissions_view, MUSTER, PERMISSIONS_VIEW, AdwBin)

GtkWidget *muster_permissions_view_new (MusterContext *context,
                                        const char    *id);

G_END_DECLS
