/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"

G_BEGIN_DECLS

/* (element-type MusterToolPolicy) (transfer full): every tool with the policy that applies. @client_id (nullable): NULL: the MSP's */
void muster_context_list_tool_policies_async (MusterContext       *self,
                                              const char          *client_id,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
GListModel *muster_context_list_tool_policies_finish (MusterContext  *self,
                                                      GAsyncResult   *result,
                                                      GError        **error);

/* MUSTER_ERROR_REFUSED_BY_POLICY when it is under the tool's floor */
void muster_context_set_policy_async (MusterContext       *self,
                                      const char          *client_id,
                                      const char          *tool,
                                      MusterPolicy         policy,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
gboolean muster_context_set_policy_finish (MusterContext  *self,
                                           GAsyncResult   *result,
                                           GError        **error);

/* Back to the MSP's value (or, with @client_id NULL, to the default of the tool's class) */
void muster_context_clear_policy_async (MusterContext       *self,
                                        const char          *client_id,
                                        const char          *tool,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
gboolean muster_context_clear_policy_finish (MusterContext  *self,
                                             GAsyncResult   *result,
                                             GError        **error);

/* The least strict policy that @tool may have; @reason: (optional) (nullable) translated, why it is not "auto" */
MusterPolicy muster_context_policy_floor (MusterContext  *self,
                                          const char     *tool,
                                          const char    **reason);

/* @client_id (nullable): NULL: the workspace's default (not INHERIT). Holds for new runs only */
void muster_context_set_mode_async (MusterContext       *self,
                                    const char          *client_id,
                                    MusterMode           mode,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
gboolean muster_context_set_mode_finish (MusterContext  *self,
                                         GAsyncResult   *result,
                                         GError        **error);

/**
 * MusterPrompt:
 * @base: fixed, part of the program
 * @msp: (nullable): the MSP's own
 * @client: (nullable): the client's own
 * @effective: all of them in that order, as a planner gets it
 */
typedef struct
{
  char *base;
  char *msp;
  char *client;
  char *effective;
} MusterPrompt;

void muster_prompt_free (MusterPrompt *prompt);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterPrompt, muster_prompt_free)

/* (transfer full) */
void muster_context_get_prompt_async (MusterContext       *self,
                                      const char          *client_id,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
MusterPrompt *muster_context_get_prompt_finish (MusterContext  *self,
                                                GAsyncResult   *result,
                                                GError        **error);

/* @text NULL or empty: none */
void muster_context_set_prompt_async (MusterContext       *self,
                                      const char          *client_id,
                                      const char          *text,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
gboolean muster_context_set_prompt_finish (MusterContext  *self,
                                           GAsyncResult   *result,
                                           GError        **error);

G_END_DECLS
