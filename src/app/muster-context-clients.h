/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"

G_BEGIN_DECLS

/* (transfer full) */
char *muster_context_suggest_slug (MusterContext *self,
                                   const char    *name);

/* (nullable): why the form of @slug cannot be used, translated; NULL: fine */
const char *muster_context_slug_problem (const char *slug);

/* As above (MUSTER_ERROR_INVALID_INPUT), and that no other client has it (_CONFLICT); texts are translated */
void muster_context_check_slug_async (MusterContext       *self,
                                      const char          *slug,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
gboolean muster_context_check_slug_finish (MusterContext  *self,
                                           GAsyncResult   *result,
                                           GError        **error);

/* New clients are pending. (transfer full) */
void muster_context_create_client_async (MusterContext       *self,
                                         const char          *name,
                                         const char          *slug,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
MusterClient *muster_context_create_client_finish (MusterContext  *self,
                                                   GAsyncResult   *result,
                                                   GError        **error);

/* MUSTER_ERROR_NOT_FOUND when there is none. (transfer full) */
void muster_context_get_client_async (MusterContext       *self,
                                      const char          *id_or_slug,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
MusterClient *muster_context_get_client_finish (MusterContext  *self,
                                                GAsyncResult   *result,
                                                GError        **error);

/* Name, language, time zone, status (active, inactive) and mode as set on @client. Waiting tickets are looked at
 * again when the status changed. */
void muster_context_save_client_async (MusterContext       *self,
                                       MusterClient        *client,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
gboolean muster_context_save_client_finish (MusterContext  *self,
                                            GAsyncResult   *result,
                                            GError        **error);

/* (element-type MusterCheck) (transfer full): one per part, ids "policies", "company", "tenant", "docs". Seeds the
 * policies, tries every mapped system, and makes the client active. A part that fails says so and can be tried
 * again by calling this again; what is not mapped yet is a warning. Status: pending → provisioning → active. */
void muster_context_provision_client_async (MusterContext       *self,
                                            const char          *client_id,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
GListModel *muster_context_provision_client_finish (MusterContext  *self,
                                                    GAsyncResult   *result,
                                                    GError        **error);

/* (element-type MusterSuggestion) (transfer full): every company of the kind's connection, best first, so that one
 * list serves search and suggestion. Empty when nothing of that kind is connected. */
void muster_context_suggest_mappings_async (MusterContext       *self,
                                            const char          *client_id,
                                            MusterMappingKind    kind,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
GListModel *muster_context_suggest_mappings_finish (MusterContext  *self,
                                                    GAsyncResult   *result,
                                                    GError        **error);

/* @external_id NULL: clear. Waiting tickets are looked at again. What another client is mapped to is
 * MUSTER_ERROR_CONFLICT and names that client. */
void muster_context_set_mapping_async (MusterContext       *self,
                                       const char          *client_id,
                                       MusterMappingKind    kind,
                                       const char          *external_id,
                                       const char          *external_name,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
gboolean muster_context_set_mapping_finish (MusterContext  *self,
                                            GAsyncResult   *result,
                                            GError        **error);

/* (element-type MusterMapping) (transfer full) */
void muster_context_list_mappings_async (MusterContext       *self,
                                         const char          *client_id,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
GPtrArray *muster_context_list_mappings_finish (MusterContext  *self,
                                                GAsyncResult   *result,
                                                GError        **error);

G_END_DECLS
