/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"
#include "muster-guide-step.h"
#include "muster-oauth-device.h"
#include "muster-oauth-flow.h"

G_BEGIN_DECLS

/* What only Microsoft 365 has. @connection may be %NULL where @fields are given: the form before it is saved. */

/* MusterContext's sign-in of a person without a browser on this computer: @prompt gets the code and where to type it in.
 * Ends like muster_context_sign_in_connection_async (): the token and who signed in are put into @fields */
void     muster_context_sign_in_device_async       (MusterContext       *self,
                                                    const char          *integration,
                                                    GHashTable          *fields,
                                                    MusterDevicePrompt   prompt,
                                                    gpointer             prompt_data,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
gboolean muster_context_sign_in_device_finish      (MusterContext       *self,
                                                    GAsyncResult        *result,
                                                    GError             **error);

/* Makes a key and a certificate into the form's @fields ("certificate", "certificateKey"); the key is nowhere else.
 * @pem: (out): to be saved as .cer and uploaded; @thumbprint: (out): as the portal shows it then */
void     muster_context_create_certificate_async   (MusterContext       *self,
                                                    GHashTable          *fields,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
gboolean muster_context_create_certificate_finish  (MusterContext       *self,
                                                    GAsyncResult        *result,
                                                    char               **pem,
                                                    char               **thumbprint,
                                                    GError             **error);
/* Whether @certificate and @key (PEM) are a pair that Microsoft takes; @thumbprint, @expires: (out) (optional) */
gboolean muster_context_check_certificate          (MusterContext       *self,
                                                    const char          *certificate,
                                                    MusterSecret        *key,
                                                    char               **thumbprint,
                                                    gint64              *expires,
                                                    GError             **error);

/* (transfer full) (nullable): the page on which an administrator of @tenant accepts the app, to be sent or opened */
char    *muster_context_admin_consent_url          (MusterContext       *self,
                                                    MusterConnection    *connection,
                                                    const char          *tenant);
/* The same in this computer's browser, with the answer taken from its way back */
void     muster_context_admin_consent_async        (MusterContext       *self,
                                                    MusterConnection    *connection,
                                                    const char          *tenant,
                                                    MusterOpenUriFunc    open_uri,
                                                    gpointer             open_data,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
gboolean muster_context_admin_consent_finish       (MusterContext       *self,
                                                    GAsyncResult        *result,
                                                    GError             **error);

/* Whether muster_context_grant_consent_async () can work for it: a person signs in and the cloud has Partner Center */
gboolean muster_context_can_grant_consent          (MusterContext       *self,
                                                    MusterConnection    *connection);
/* Consent for delegated permissions in @tenant through Partner Center; a written act of the member who is signed in.
 * @scopes: (nullable): names such as "User.Read.All"; %NULL: what the enabled tools need */
void     muster_context_grant_consent_async        (MusterContext       *self,
                                                    MusterConnection    *connection,
                                                    const char          *tenant,
                                                    const char * const  *scopes,
                                                    GCancellable        *cancellable,
                                                    GAsyncReadyCallback  callback,
                                                    gpointer             user_data);
gboolean muster_context_grant_consent_finish       (MusterContext       *self,
                                                    GAsyncResult        *result,
                                                    GError             **error);

/* Delegated permissions that came with the newest token of @tenant for @host ("graph", "exchange"); NULL: none was
 * needed yet, or the app signs in as itself */
GStrv    muster_context_get_granted_scopes         (MusterContext       *self,
                                                    MusterConnection    *connection,
                                                    const char          *tenant,
                                                    const char          *host);

/* "exchangeUnpublished": "accepted" or NULL; an administrator's choice, with their name and the day beside it */
void     muster_context_set_connection_option_async  (MusterContext       *self,
                                                      MusterConnection    *connection,
                                                      const char          *name,
                                                      const char          *value,
                                                      GCancellable        *cancellable,
                                                      GAsyncReadyCallback  callback,
                                                      gpointer             user_data);
gboolean muster_context_set_connection_option_finish (MusterContext       *self,
                                                      GAsyncResult        *result,
                                                      GError             **error);

/* (transfer full) (element-type MusterGuideStep): what to click to register the app, with the permissions that the enabled
 * tools need. @method: "secret", "certificate" or "person"; @cloud: (nullable) */
void        muster_context_load_microsoft365_guide_async  (MusterContext       *self,
                                                           const char          *method,
                                                           const char          *cloud,
                                                           GCancellable        *cancellable,
                                                           GAsyncReadyCallback  callback,
                                                           gpointer             user_data);
GListModel *muster_context_load_microsoft365_guide_finish (MusterContext       *self,
                                                           GAsyncResult        *result,
                                                           GError             **error);

G_END_DECLS
