/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-prompt.h"
#include "muster-prompt-version.h"
#include "muster-store-types.h"

G_BEGIN_DECLS

/* What a planner is told: the MSP's text and its clients', with everything that they ever were */

/* (transfer full): what holds now, with its hash. @client_id: (nullable): NULL: without any client's text */
void muster_store_get_prompt_async (MusterStore        *self,
                                    const char         *client_id,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
MusterPrompt *muster_store_get_prompt_finish (MusterStore  *self,
                                              GAsyncResult *result,
                                              GError      **error);

/* A new version, unless the text is the same. @client_id: (nullable): NULL: the MSP's. @text: (nullable): NULL or empty: none
 * any more. INVALID_INPUT when it is too long */
void muster_store_save_prompt_async (MusterStore        *self,
                                     const char         *client_id,
                                     const char         *text,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
gboolean muster_store_save_prompt_finish (MusterStore  *self,
                                          GAsyncResult *result,
                                          GError      **error);

/* (element-type MusterPromptVersion), newest first. @client_id: (nullable): NULL: the MSP's */
void muster_store_list_prompts_async (MusterStore        *self,
                                      const char         *client_id,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
GPtrArray *muster_store_list_prompts_finish (MusterStore  *self,
                                             GAsyncResult *result,
                                             GError      **error);

/* NOT_FOUND when that version is not this client's (or, with NULL, the MSP's) */
void muster_store_restore_prompt_async (MusterStore        *self,
                                        const char         *client_id,
                                        gint64              version,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
gboolean muster_store_restore_prompt_finish (MusterStore  *self,
                                             GAsyncResult *result,
                                             GError      **error);

G_END_DECLS
