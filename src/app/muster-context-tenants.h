/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"
#include "muster-permission-item.h"
#include "muster-tenant-item.h"
#include "muster-tenant-report.h"

G_BEGIN_DECLS

/* Microsoft 365: the customers' tenants, whether they are ready, and which permissions the enabled tools need.
 * @connection_id (nullable) everywhere: the connection of Microsoft 365. After a check the signal "clients-changed" is sent. */

/* (transfer full) (element-type MusterTenantItem): by name. Asks the vendor who the customers are; readiness as it is stored */
void        muster_context_list_tenants_async  (MusterContext        *self,
                                                const char           *connection_id,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
GListModel *muster_context_list_tenants_finish (MusterContext        *self,
                                                GAsyncResult         *result,
                                                GError              **error);

/* (transfer full): looks again, row by row, and stores it. That something is missing is a report, not an error */
void                muster_context_check_tenant_async  (MusterContext        *self,
                                                        const char           *connection_id,
                                                        const char           *tenant,
                                                        GCancellable         *cancellable,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
MusterTenantReport *muster_context_check_tenant_finish (MusterContext        *self,
                                                        GAsyncResult         *result,
                                                        GError              **error);

/* (transfer full) (nullable): as it was found last, without asking the vendor; NULL without an error: never looked at */
void                muster_context_load_tenant_async   (MusterContext        *self,
                                                        const char           *connection_id,
                                                        const char           *tenant,
                                                        GCancellable         *cancellable,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
MusterTenantReport *muster_context_load_tenant_finish  (MusterContext        *self,
                                                        GAsyncResult         *result,
                                                        GError              **error);

/* (transfer full) (element-type MusterPermissionItem): what the tools that are enabled anywhere need, then what is granted
 * in the MSP's own tenant or any checked one without need. Works before anything is connected: @delegated is used then */
void        muster_context_list_permissions_async  (MusterContext        *self,
                                                    const char           *connection_id,
                                                    gboolean              delegated,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
GListModel *muster_context_list_permissions_finish (MusterContext        *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

G_END_DECLS
