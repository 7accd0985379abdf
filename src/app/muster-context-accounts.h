/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"

G_BEGIN_DECLS

gboolean muster_context_has_account (MusterContext *self);

/* Makes the workspace and its first admin, who is then signed in. @language of the notes: "en" or "de".
 * A weak password or a bad address is MUSTER_ERROR_INVALID_INPUT with a translated text. */
void muster_context_create_account_async (MusterContext       *self,
                                          const char          *msp_name,
                                          const char          *person,
                                          const char          *email,
                                          MusterSecret        *password,
                                          const char          *language,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
gboolean muster_context_create_account_finish (MusterContext  *self,
                                               GAsyncResult   *result,
                                               GError        **error);

/* A wrong e-mail or password is MUSTER_ERROR_SIGNED_OUT, with the same text for both. (transfer full) */
void muster_context_sign_in_async (MusterContext       *self,
                                   const char          *email,
                                   MusterSecret        *password,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
MusterMember *muster_context_sign_in_finish (MusterContext  *self,
                                             GAsyncResult   *result,
                                             GError        **error);

void muster_context_sign_out (MusterContext *self);

/* Name, language, time zone of the MSP */
void muster_context_save_workspace_async (MusterContext       *self,
                                          MusterWorkspace     *workspace,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
gboolean muster_context_save_workspace_finish (MusterContext  *self,
                                               GAsyncResult   *result,
                                               GError        **error);

G_END_DECLS
