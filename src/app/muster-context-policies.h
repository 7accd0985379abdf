/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"
#include "muster-tool-policy.h"

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

/* Back to the MSP's value (or, with @client_id NULL, to the tool's own default) */
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

/* The same for several tools in one go, all or none: tool, policy and manager of each row count, and the source "inherit"
 * takes one back. Who is to ask the manager also asks a technician */
void muster_context_save_policies_async (MusterContext       *self,
                                         const char          *client_id,
                                         GPtrArray           *changes,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
gboolean muster_context_save_policies_finish (MusterContext  *self,
                                              GAsyncResult   *result,
                                              GError        **error);

/* Whether the manager of the requester can be asked about this tool */
gboolean muster_context_may_ask_manager (MusterContext *self,
                                         const char    *tool);

/* How many of the last decisions a change is tried on */
#define MUSTER_POLICY_PREVIEW_LIMIT 200

/**
 * MusterPolicyDifference:
 * @time: when it was
 * @kind: `call`, `step` of a plan, or `act` of the engine's own
 * @client: name of the client
 * @ticket: its number
 * @title: of the tool, translated
 * @target: (nullable): what it was about
 * @was: as the policies of now decide: by itself, after approval, or not at all
 * @would_be: as the changed ones would
 * @asked_manager: whether the manager is asked now
 * @would_ask_manager: whether the manager would be asked
 *
 * One thing of the past that would be decided otherwise.
 */
typedef struct
{
  gint64       time;
  char        *kind;
  char        *run_id;
  char        *client;
  char        *ticket;
  char        *tool;
  char        *title;
  char        *target;
  MusterPolicy was;
  MusterPolicy would_be;
  gboolean     asked_manager;
  gboolean     would_ask_manager;
} MusterPolicyDifference;

/**
 * MusterPolicyPreview:
 * @looked_at: how many decisions were looked at, at most %MUSTER_POLICY_PREVIEW_LIMIT
 * @used: how many of them were about the tools that change
 * @changed: (element-type MusterPolicyDifference): newest first
 */
typedef struct
{
  guint      looked_at;
  guint      used;
  GPtrArray *changed;
} MusterPolicyPreview;

void muster_policy_preview_free (MusterPolicyPreview *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterPolicyPreview, muster_policy_preview_free)

/* What a change would have meant for the last 200 calls, planned steps and acts, all taken as if in Execute mode.
 * Fails like saving would */
void muster_context_preview_policy_async (MusterContext       *self,
                                          const char          *client_id,
                                          GPtrArray           *changes,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
MusterPolicyPreview *muster_context_preview_policy_finish (MusterContext  *self,
                                                           GAsyncResult   *result,
                                                           GError        **error);

G_END_DECLS
