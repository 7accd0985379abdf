/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"
#include "muster-oauth-device.h"
#include "muster-oauth-flow.h"

G_BEGIN_DECLS

/* A technician's sign-in to their own tenant, for the files of this folder. @trial: the connection as the form describes
 * it; @fields gets the refresh token and who signed in. One of @open_uri (browser) and @prompt (device code) is given. */
void     muster_entra_sign_in_async   (MusterContext       *context,
                                       MusterConnection    *trial,
                                       GHashTable          *fields,
                                       MusterOpenUriFunc    open_uri,
                                       MusterDevicePrompt   prompt,
                                       gpointer             show_data,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
gboolean muster_entra_sign_in_finish  (GAsyncResult        *result,
                                       GError             **error);

/* (transfer full): an endpoint of a connection's sign-in server, such as "oauth2/v2.0/token" of @tenant */
char    *muster_entra_sign_in_url     (MusterConnection    *connection,
                                       const char          *tenant,
                                       const char          *endpoint);

G_END_DECLS
