/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_TENANTS_VIEW (muster_tenants_view_get_type ())
G_DECLARE_FINAL_TYPE (MusterTenantsView, muster_tenants_view, MUSTER, TENANTS_VIEW, AdwBin)

GtkWidget *muster_tenants_view_new (MusterContext *context,
                                    const char    *id);

G_END_DECLS
