/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"

G_BEGIN_DECLS

/* @fields: field id of the integration's form → what was typed, secrets included. Nothing is saved.
 * Everything that a vendor or the network can say is a report; a GError is a fault of our own. (transfer full) */
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
 * call renews it. A test that does not pass is an error with the report's code and text. (transfer full) */
void muster_context_connect_async (MusterContext       *self,
                                   const char          *integration,
                                   GHashTable          *fields,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
MusterConnection *muster_context_connect_finish (MusterContext  *self,
                                                 GAsyncResult   *result,
                                                 GError        **error);

/* Forgets the connection, its mappings and its secrets */
void muster_context_remove_connection_async (MusterContext       *self,
                                             const char          *connection_id,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
gboolean muster_context_remove_connection_finish (MusterContext  *self,
                                                  GAsyncResult   *result,
                                                  GError        **error);

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
