/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-store-types.h"
#include "muster-member.h"
#include "muster-workspace.h"

G_BEGIN_DECLS

/* The workspace, its members and single values. */

/* (nullable): NULL and no error before the onboarding has made one */
void muster_store_load_workspace_async (MusterStore        *self,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
MusterWorkspace *muster_store_load_workspace_finish (MusterStore  *self,
                                                     GAsyncResult *result,
                                                     GError      **error);

void muster_store_save_workspace_async (MusterStore        *self,
                                        MusterWorkspace    *workspace,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
gboolean muster_store_save_workspace_finish (MusterStore  *self,
                                             GAsyncResult *result,
                                             GError      **error);

/* @password_hash: of muster_password_hash (). CONFLICT when the e-mail is taken */
void muster_store_add_member_async (MusterStore        *self,
                                    MusterMember       *member,
                                    const char         *password_hash,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
gboolean muster_store_add_member_finish (MusterStore  *self,
                                         GAsyncResult *result,
                                         GError      **error);

/* By e-mail, in any case. (nullable): NULL and no error when there is none */
void muster_store_find_member_async (MusterStore        *self,
                                     const char         *email,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
MusterMember *muster_store_find_member_finish (MusterStore  *self,
                                               GAsyncResult *result,
                                               char        **password_hash,
                                               GError      **error);

/* (element-type MusterMember) */
void muster_store_list_members_async (MusterStore        *self,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
GPtrArray *muster_store_list_members_finish (MusterStore  *self,
                                             GAsyncResult *result,
                                             GError      **error);

/* (nullable): NULL and no error when it was never set */
void muster_store_get_value_async (MusterStore        *self,
                                   const char         *key,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
char *muster_store_get_value_finish (MusterStore  *self,
                                     GAsyncResult *result,
                                     GError      **error);

/* @value: (nullable): NULL removes it */
void muster_store_set_value_async (MusterStore        *self,
                                   const char         *key,
                                   const char         *value,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
gboolean muster_store_set_value_finish (MusterStore  *self,
                                        GAsyncResult *result,
                                        GError      **error);

G_END_DECLS
