/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"
#include "muster-oauth-flow.h"

G_BEGIN_DECLS

/* @fields: field id of the integration's form → what was typed, secrets included, and the answers to the questions of an
 * earlier report (muster_connection_report_get_questions()) under the questions' ids. Nothing is saved. Everything that a vendor or the network can say is a report; a GError is a fault of our own. (transfer full) */
void muster_context_test_connection_async (MusterContext       *self,
                                           const char          *integration,
                                           GHashTable          *fields,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
MusterConnectionReport *muster_context_test_connection_finish (MusterContext  *self,
                                                               GAsyncResult   *result,
                                                               GError        **error);

/* The same with the stored secrets; the connection's status is updated. (transfer full) */
void muster_context_test_saved_connection_async (MusterContext       *self,
                                                 const char          *connection_id,
                                                 GCancellable        *cancellable,
                                                 GAsyncReadyCallback  callback,
                                                 gpointer             user_data);
MusterConnectionReport *muster_context_test_saved_connection_finish (MusterContext  *self,
                                                                     GAsyncResult   *result,
                                                                     GError        **error);

/* Tests again, stores the secrets in the keyring, then the connection. One connection per integration: a second
 * call renews it. One PSA per workspace: another one is MUSTER_ERROR_CONFLICT and names the one that is there. A test that
 * does not pass is an error with the report's code and text. What the test found out (API root, zone, tenant, our own
 * account, outcomes, the internal publish value) is stored with it. (transfer full) */
void muster_context_connect_async (MusterContext       *self,
                                   const char          *integration,
                                   GHashTable          *fields,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
MusterConnection *muster_context_connect_finish (MusterContext  *self,
                                                 GAsyncResult   *result,
                                                 GError        **error);

/* A person's sign-in at the vendor, for integrations whose form offers it (HaloPSA's method "person"): @open_uri is given
 * the vendor's sign-in page for the person's browser; when they have signed in, the token is put into @fields as one more
 * secret field, and they are ready to be tested and connected. Cancelling closes the loopback page. */
void muster_context_sign_in_connection_async (MusterContext       *self,
                                              const char          *integration,
                                              GHashTable          *fields,
                                              MusterOpenUriFunc    open_uri,
                                              gpointer             open_data,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
gboolean muster_context_sign_in_connection_finish (MusterContext  *self,
                                                   GAsyncResult   *result,
                                                   GError        **error);

/* (transfer full): what @error of that sign-in means for the person in front of it, and what to do */
MusterConnectionReport *muster_context_explain_sign_in (MusterContext *self,
                                                        const char    *integration,
                                                        const GError  *error);

/* Whether what was chosen in the form asks for that sign-in first */
gboolean muster_context_needs_sign_in (MusterContext *self,
                                       const char    *integration,
                                       GHashTable    *fields);

/* (transfer none): live model of MusterConnection */
GListModel *muster_context_get_connections (MusterContext *self);

/* (transfer none) (nullable): @what is a category ("psa", "cloud", "docs"), an integration or an id */
MusterConnection *muster_context_find_connection (MusterContext *self,
                                                  const char    *what);

/* FALSE while its secrets could not be had: the keyring is closed, or something is missing in it */
gboolean muster_context_connection_ready (MusterContext    *self,
                                          MusterConnection *connection);

/* The kind that a connection's companies are mapped as */
MusterMappingKind muster_context_mapping_kind (MusterContext    *self,
                                               MusterConnection *connection);

/* (element-type MusterCompany) (transfer full): companies, tenants or documentation companies, by name */
void muster_context_list_companies_async (MusterContext       *self,
                                          const char          *connection_id,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
GListModel *muster_context_list_companies_finish (MusterContext  *self,
                                                  GAsyncResult   *result,
                                                  GError        **error);

/* (element-type MusterContact) (transfer full): active contacts of the client's PSA company, by name */
void muster_context_list_contacts_async (MusterContext       *self,
                                         const char          *client_id,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
GListModel *muster_context_list_contacts_finish (MusterContext  *self,
                                                 GAsyncResult   *result,
                                                 GError        **error);

G_END_DECLS
