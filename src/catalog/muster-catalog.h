/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-endpoints.h"
#include "muster-integration.h"
#include "muster-scope.h"
#include "muster-tool.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_CATALOG (muster_catalog_get_type ())
G_DECLARE_FINAL_TYPE (MusterCatalog, muster_catalog, MUSTER, CATALOG, GObject)

MusterCatalog     *muster_catalog_load              (GError        **error);
MusterCatalog     *muster_catalog_new               (void);
gboolean           muster_catalog_add_document      (MusterCatalog  *self,
                                                     const char     *name,
                                                     GBytes         *bytes,
                                                     GError        **error);
MusterIntegration *muster_catalog_get_integration   (MusterCatalog  *self,
                                                     const char     *id);
GPtrArray         *muster_catalog_list_integrations (MusterCatalog  *self);
GPtrArray         *muster_catalog_list_tools        (MusterCatalog  *self,
                                                     const char     *integration);
MusterTool        *muster_catalog_lookup_tool       (MusterCatalog  *self,
                                                     const char     *id);

G_END_DECLS
