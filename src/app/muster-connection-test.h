/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-connection-report.h"
#include "muster-context.h"

G_BEGIN_DECLS

/* Tries a connection that may not be saved yet. @connection gets what was discovered (the API's root, our own
 * name) and answered; @secrets: field id → MusterSecret; @answers: (nullable): question id → answer */
void                    muster_connection_test_async  (MusterContext        *context,
                                                       MusterConnection     *connection,
                                                       GHashTable           *secrets,
                                                       GHashTable           *answers,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
/* Only finds out again where the vendor's API is, into @connection. Ends with muster_connection_test_finish() too */
void                    muster_connection_rediscover_async (MusterContext       *context,
                                                            MusterConnection    *connection,
                                                            GHashTable          *secrets,
                                                            GCancellable        *cancellable,
                                                            GAsyncReadyCallback  callback,
                                                            gpointer             user_data);
gboolean                muster_connection_can_rediscover (MusterConnection *connection);
MusterConnectionReport *muster_connection_test_finish (GAsyncResult         *result,
                                                       GError              **error);

/* For the context: the signers of refresh tokens that are being tried */
GHashTable             *muster_connection_trials_new  (void);

/* The newest refresh token into @secrets, when trying a person's sign-in has replaced the one there */
void                    muster_connection_test_settle_token_async  (MusterContext        *context,
                                                                    GHashTable           *secrets,
                                                                    GAsyncReadyCallback   callback,
                                                                    gpointer              user_data);
void                    muster_connection_test_settle_token_finish (GAsyncResult         *result);

/* A report of something that was wrong before anything was sent */
MusterConnectionReport *muster_connection_test_refuse (const char           *integration,
                                                       const char           *field,
                                                       const GError         *error);

G_END_DECLS
