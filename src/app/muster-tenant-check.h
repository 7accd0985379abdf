/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"
#include "muster-readiness.h"

G_BEGIN_DECLS

/* Asks Microsoft what a customer's tenant gave: one read after the other, each with its own outcome. Nothing is stored.
 * @customers: (nullable) (element-type MusterCustomer): who they are, when it is known already */
void                  muster_tenant_check_async  (MusterContext        *context,
                                                  MusterConnection     *connection,
                                                  const char           *tenant,
                                                  GPtrArray            *customers,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
/* (transfer full): only our own faults and a closed keyring are errors */
MusterReadinessFacts *muster_tenant_check_finish (GAsyncResult         *result,
                                                  GError              **error);

/* The same read for all customers. (transfer full) (element-type MusterCustomer) */
void                  muster_tenant_list_async   (MusterContext        *context,
                                                  MusterConnection     *connection,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
GPtrArray            *muster_tenant_list_finish  (GAsyncResult         *result,
                                                  GError              **error);

G_END_DECLS
