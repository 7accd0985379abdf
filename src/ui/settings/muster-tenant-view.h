/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_TENANT_VIEW (muster_tenant_view_get_type ())
G_DECLARE_FINAL_TYPE (MusterTenantView, muster_tenant_view, MUSTER, TENANT_VIEW, AdwBin)

GtkWidget *muster_tenant_view_new (MusterContext *context,
                                   const char    *id);

G_END_DECLS
