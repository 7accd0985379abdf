/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"

G_BEGIN_DECLS

GHashTable *muster_connection_secrets_new         (void);
GHashTable *muster_connection_secrets_take        (MusterConnection     *connection,
                                                   GHashTable           *fields);

/* field → MusterSecret; an error says which of the keyring's states it is in */
void        muster_connection_secrets_load_async  (MusterContext        *context,
                                                   MusterConnection     *connection,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
GHashTable *muster_connection_secrets_load_finish (GAsyncResult         *result,
                                                   GError              **error);
void        muster_connection_secrets_save_async  (MusterContext        *context,
                                                   MusterConnection     *connection,
                                                   GHashTable           *secrets,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
void        muster_connection_secrets_clear_async (MusterContext        *context,
                                                   MusterConnection     *connection,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
/* Of the two above */
gboolean    muster_connection_secrets_finish      (GAsyncResult         *result,
                                                   GError              **error);

G_END_DECLS
