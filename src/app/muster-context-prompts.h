/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"
#include "muster-line-diff.h"
#include "muster-prompt.h"
#include "muster-prompt-version.h"
#include "muster-tokens.h"

G_BEGIN_DECLS

/* (transfer full): what a planner is told. @client_id: (nullable): NULL: without any client's text */
void muster_context_get_prompt_async (MusterContext       *self,
                                      const char          *client_id,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
MusterPrompt *muster_context_get_prompt_finish (MusterContext  *self,
                                                GAsyncResult   *result,
                                                GError        **error);

/* A new version; the next run is planned with it. @text NULL or empty: none */
void muster_context_set_prompt_async (MusterContext       *self,
                                      const char          *client_id,
                                      const char          *text,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
gboolean muster_context_set_prompt_finish (MusterContext  *self,
                                           GAsyncResult   *result,
                                           GError        **error);

/* (element-type MusterPromptVersion) (transfer full): newest first */
void muster_context_list_prompts_async (MusterContext       *self,
                                        const char          *client_id,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
GPtrArray *muster_context_list_prompts_finish (MusterContext  *self,
                                               GAsyncResult   *result,
                                               GError        **error);

/* The text of an earlier version becomes the newest one */
void muster_context_restore_prompt_async (MusterContext       *self,
                                          const char          *client_id,
                                          gint64               version,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
gboolean muster_context_restore_prompt_finish (MusterContext  *self,
                                               GAsyncResult   *result,
                                               GError        **error);

G_END_DECLS
