/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-store-types.h"
#include "muster-client.h"
#include "muster-connection.h"
#include "muster-enums.h"
#include "muster-mapping.h"
#include "muster-tool-policy.h"

G_BEGIN_DECLS

/* Connections, clients, mappings and policies. Every change has its audit row. */

/* Makes or replaces it, by id */
void muster_store_save_connection_async (MusterStore        *self,
                                         MusterConnection   *connection,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
gboolean muster_store_save_connection_finish (MusterStore  *self,
                                              GAsyncResult *result,
                                              GError      **error);

/* (element-type MusterConnection), oldest first */
void muster_store_list_connections_async (MusterStore        *self,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
GPtrArray *muster_store_list_connections_finish (MusterStore  *self,
                                                 GAsyncResult *result,
                                                 GError      **error);

/* With its mappings and watermark; tickets and runs stay */
void muster_store_delete_connection_async (MusterStore        *self,
                                           const char         *connection_id,
                                           GCancellable       *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data);
gboolean muster_store_delete_connection_finish (MusterStore  *self,
                                                GAsyncResult *result,
                                                GError      **error);

/* Makes or replaces it, by id. CONFLICT when the slug is taken */
void muster_store_save_client_async (MusterStore        *self,
                                     MusterClient       *client,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
gboolean muster_store_save_client_finish (MusterStore  *self,
                                          GAsyncResult *result,
                                          GError      **error);

/* By id or slug; NOT_FOUND otherwise */
void muster_store_get_client_async (MusterStore        *self,
                                    const char         *id_or_slug,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
MusterClient *muster_store_get_client_finish (MusterStore  *self,
                                              GAsyncResult *result,
                                              GError      **error);

/* (element-type MusterClient), by name. @search: (nullable): part of name or slug */
void muster_store_list_clients_async (MusterStore        *self,
                                      const char         *search,
                                      guint               limit,
                                      guint               offset,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
GPtrArray *muster_store_list_clients_finish (MusterStore  *self,
                                             GAsyncResult *result,
                                             GError      **error);

void muster_store_count_clients_async (MusterStore        *self,
                                       const char         *search,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
gint64 muster_store_count_clients_finish (MusterStore  *self,
                                          GAsyncResult *result,
                                          GError      **error);

/* CONFLICT when it has runs: such a client is set inactive instead */
void muster_store_delete_client_async (MusterStore        *self,
                                       const char         *client_id,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
gboolean muster_store_delete_client_finish (MusterStore  *self,
                                            GAsyncResult *result,
                                            GError      **error);

void muster_store_set_mapping_async (MusterStore        *self,
                                     MusterMapping      *mapping,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
gboolean muster_store_set_mapping_finish (MusterStore  *self,
                                          GAsyncResult *result,
                                          GError      **error);

void muster_store_clear_mapping_async (MusterStore        *self,
                                       const char         *client_id,
                                       const char         *connection_id,
                                       MusterMappingKind   kind,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
gboolean muster_store_clear_mapping_finish (MusterStore  *self,
                                            GAsyncResult *result,
                                            GError      **error);

/* (element-type MusterMapping). @client_id: (nullable): NULL gives those of all clients */
void muster_store_list_mappings_async (MusterStore        *self,
                                       const char         *client_id,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
GPtrArray *muster_store_list_mappings_finish (MusterStore  *self,
                                              GAsyncResult *result,
                                              GError      **error);

/* (element-type MusterClient): none, one, or the several that make a ticket ambiguous */
void muster_store_find_clients_by_mapping_async (MusterStore        *self,
                                                 const char         *connection_id,
                                                 MusterMappingKind   kind,
                                                 const char         *external_id,
                                                 GCancellable       *cancellable,
                                                 GAsyncReadyCallback callback,
                                                 gpointer            user_data);
GPtrArray *muster_store_find_clients_by_mapping_finish (MusterStore  *self,
                                                        GAsyncResult *result,
                                                        GError      **error);

/* Tool, policy and manager of each row are read, all rows or none are written; one whose source is "inherit" is taken away
 * instead. @client_id: (nullable): NULL is the workspace. Counts up the workspace's policy revision, and open approvals
 * that were made under an earlier one are void */
void muster_store_set_policies_async (MusterStore        *self,
                                      const char         *client_id,
                                      GPtrArray          *policies,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
gboolean muster_store_set_policies_finish (MusterStore  *self,
                                           GAsyncResult *result,
                                           GError      **error);

/* The client goes back to the workspace's policy for this tool */
void muster_store_clear_policy_async (MusterStore        *self,
                                      const char         *client_id,
                                      const char         *tool,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
gboolean muster_store_clear_policy_finish (MusterStore  *self,
                                           GAsyncResult *result,
                                           GError      **error);

/* (element-type MusterToolPolicy) with tool, policy and source only, exactly what was set at this level */
void muster_store_list_policies_async (MusterStore        *self,
                                       const char         *client_id,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
GPtrArray *muster_store_list_policies_finish (MusterStore  *self,
                                              GAsyncResult *result,
                                              GError      **error);

G_END_DECLS
