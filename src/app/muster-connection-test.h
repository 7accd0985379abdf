/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-connection-report.h"
#include "muster-context.h"

G_BEGIN_DECLS

/* Tries a connection that may not be saved yet. @connection gets what was discovered (the API's root, our own
 * name); @secrets: field id → MusterSecret */
void                    muster_connection_test_async  (MusterContext        *context,
                                                       MusterConnection     *connection,
                                                       GHashTable           *secrets,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
MusterConnectionReport *muster_connection_test_finish (GAsyncResult         *result,
                                                       GError              **error);

/* A report of something that was wrong before anything was sent */
MusterConnectionReport *muster_connection_test_refuse (const char           *integration,
                                                       const char           *field,
                                                       const GError         *error);

G_END_DECLS
