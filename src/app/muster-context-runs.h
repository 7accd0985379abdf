/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"

G_BEGIN_DECLS

/* What a technician does about a run that is being carried out, by the name of the person who has signed in */

/* (transfer full): the run alone, without what it read and did */
void       muster_context_look_at_run_async     (MusterContext        *self,
                                                 const char           *run_id,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
MusterRun *muster_context_look_at_run_finish    (MusterContext        *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);

/* The technician has made sure who asks, such as by calling back on the number on file: level V2 for this run, which is
 * planned again with it. @how: in words, not empty. CONFLICT when somebody has done so already */
void     muster_context_confirm_identity_async  (MusterContext        *self,
                                                 const char           *run_id,
                                                 const char           *how,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
gboolean muster_context_confirm_identity_finish (MusterContext        *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);

/* Looks now at what nobody knows, or what the vendor is still at; sends nothing. @state: (out): what the ledger says now */
void     muster_context_check_effect_async      (MusterContext        *self,
                                                 const char           *effect_id,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
gboolean muster_context_check_effect_finish     (MusterContext        *self,
                                                 GAsyncResult         *result,
                                                 MusterEffectState    *state,
                                                 GError              **error);

/* A person's word for what nobody could find out. @happened: whether it was done; @why: how they know, not empty.
 * CONFLICT when it is not UNKNOWN */
void     muster_context_settle_effect_async     (MusterContext        *self,
                                                 const char           *effect_id,
                                                 gboolean              happened,
                                                 const char           *why,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
gboolean muster_context_settle_effect_finish    (MusterContext        *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);

/* Ends the plan where it is and hands the ticket over as the settings say. @reason: for colleagues, not empty */
void     muster_context_escalate_run_async      (MusterContext        *self,
                                                 const char           *run_id,
                                                 const char           *reason,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
gboolean muster_context_escalate_run_finish     (MusterContext        *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);

/**
 * MusterEnding:
 * @done: (nullable): status of a ticket that is done; %NULL: left as it is
 * @waiting: (nullable): status while the requester is asked
 * @handover: (nullable): status when a person has to go on
 * @board: (nullable): id of the board or queue for what is handed over
 * @team: (nullable): id of the team
 * @member: (nullable): id of the technician
 *
 * What becomes of a PSA's tickets at the end of a run in Execute mode.
 */
typedef struct
{
  char *done;
  char *waiting;
  char *handover;
  char *board;
  char *team;
  char *member;
} MusterEnding;

void          muster_ending_free               (MusterEnding         *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterEnding, muster_ending_free)

void          muster_context_get_ending_async  (MusterContext        *self,
                                                const char           *connection_id,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
MusterEnding *muster_context_get_ending_finish (MusterContext        *self,
                                                GAsyncResult         *result,
                                                GError              **error);
void          muster_context_set_ending_async  (MusterContext        *self,
                                                const char           *connection_id,
                                                const MusterEnding   *ending,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gboolean      muster_context_set_ending_finish (MusterContext        *self,
                                                GAsyncResult         *result,
                                                GError              **error);

G_END_DECLS
