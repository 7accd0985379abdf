/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"
#include "muster-judgement.h"

G_BEGIN_DECLS

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

/* How many plans are looked at before somebody switches */
#define MUSTER_MODE_PREVIEW_LIMIT 20

/**
 * MusterModePreview:
 * @from: what holds now, after inheriting
 * @to: what would hold, after inheriting
 * @n_clients: how many clients it is about
 * @by_itself: (element-type MusterToolPolicy): changes that would be made without asking
 * @asked: (element-type MusterToolPolicy): those that would be asked about
 * @n_off: how many are switched off
 * @plans: (element-type MusterJudgement): the last plans, newest first, with what was said about them
 * @n_right: how many of them were right
 * @n_partly: how many were partly right
 * @n_wrong: how many were wrong
 *
 * What a switch to Execute would mean.
 */
typedef struct
{
  MusterMode from;
  MusterMode to;
  guint      n_clients;
  GPtrArray *by_itself;
  GPtrArray *asked;
  guint      n_off;
  GPtrArray *plans;
  guint      n_right;
  guint      n_partly;
  guint      n_wrong;
} MusterModePreview;

void muster_mode_preview_free (MusterModePreview *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterModePreview, muster_mode_preview_free)

void muster_context_preview_mode_async (MusterContext       *self,
                                        const char          *client_id,
                                        MusterMode           mode,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
MusterModePreview *muster_context_preview_mode_finish (MusterContext  *self,
                                                       GAsyncResult   *result,
                                                       GError        **error);

/* A technician's word about the newest plan of a run: right, partly, wrong. @word (nullable): what was not right */
void muster_context_judge_plan_async (MusterContext       *self,
                                      const char          *run_id,
                                      const char          *verdict,
                                      const char          *word,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
gboolean muster_context_judge_plan_finish (MusterContext  *self,
                                           GAsyncResult   *result,
                                           GError        **error);

/* (transfer full) (nullable): NULL and no error: nobody said anything yet */
void muster_context_get_judgement_async (MusterContext       *self,
                                         const char          *run_id,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
MusterJudgement *muster_context_get_judgement_finish (MusterContext  *self,
                                                      GAsyncResult   *result,
                                                      GError        **error);

G_END_DECLS
