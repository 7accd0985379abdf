/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-approval.h"
#include "muster-context.h"

G_BEGIN_DECLS

/* What waits for a technician's yes. The context's signal "approval-requested" (id) is emitted once for each new one. */

/* (transfer full): MusterApproval that are open, the gravest first and of one class the oldest first; equal requests of
 * several runs are one row, the oldest. @client_id: (nullable): of all clients. Live. */
GListModel     *muster_context_get_approvals_model       (MusterContext        *self,
                                                          const char           *client_id);
/* (element-type MusterApproval) (transfer full): the others that ask for the very same, oldest first */
GPtrArray      *muster_context_get_same_approvals        (MusterContext        *self,
                                                          MusterApproval       *approval);
/* (nullable) (transfer full): what a technician writes on the ticket instead; NULL while the keyring is locked */
char           *muster_context_get_approval_code         (MusterContext        *self,
                                                          MusterApproval       *approval);
/* (transfer full): the request in words, as the note on the ticket has it */
char           *muster_context_get_approval_text         (MusterContext        *self,
                                                          MusterApproval       *approval);
/* Translated */
const char     *muster_context_approval_state_text       (MusterApprovalState   state);

void            muster_context_get_approval_async        (MusterContext        *self,
                                                          const char           *approval_id,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
MusterApproval *muster_context_get_approval_finish       (MusterContext        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);

/* (element-type MusterApproval), newest first. @client_id: (nullable); @states: bits, 0: all */
void            muster_context_list_approvals_async      (MusterContext        *self,
                                                          const char           *client_id,
                                                          guint                 states,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
GPtrArray      *muster_context_list_approvals_finish     (MusterContext        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);

/* (element-type MusterApproval): all there ever were for a run, newest first */
void            muster_context_list_run_approvals_async  (MusterContext        *self,
                                                          const char           *run_id,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
GPtrArray      *muster_context_list_run_approvals_finish (MusterContext        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);

/* (transfer full): what became of it, who decided and by which way, translated */
void            muster_context_describe_approval_async   (MusterContext        *self,
                                                          MusterApproval       *approval,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
char           *muster_context_describe_approval_finish  (MusterContext        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);
/* (transfer full): `R3` in a translated sentence */
char           *muster_context_rule_text                 (const char           *rule);
/* UTC µs, by the clock that ages and expiries are counted with */
gint64          muster_context_get_now                   (MusterContext        *self);

/* By the person who has signed in, for what they saw: @approvals (element-type MusterApproval) are those of one row that
 * the person chose. Decides all or reports the first that was not; those before it are decided. @declined: numbers of
 * steps that are not to be done */
void            muster_context_grant_approvals_async     (MusterContext        *self,
                                                          GPtrArray            *approvals,
                                                          const gint64         *declined,
                                                          guint                 n_declined,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
gboolean        muster_context_grant_approvals_finish    (MusterContext        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);

/* @reason: for the agent's next plan and for the note; may not be empty */
void            muster_context_reject_approvals_async    (MusterContext        *self,
                                                          GPtrArray            *approvals,
                                                          const char           *reason,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
gboolean        muster_context_reject_approvals_finish   (MusterContext        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);

/* Takes a yes back while nothing has run on it */
void            muster_context_withdraw_approval_async   (MusterContext        *self,
                                                          const char           *approval_id,
                                                          const char           *reason,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
gboolean        muster_context_withdraw_approval_finish  (MusterContext        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);

/* The technician who has signed in has asked the manager. @how: whom and how, such as "called Jane Boss" */
void            muster_context_confirm_manager_async     (MusterContext        *self,
                                                          const char           *approval_id,
                                                          const char           *how,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
gboolean        muster_context_confirm_manager_finish    (MusterContext        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);

/* (transfer full) (nullable): the name of a technician of the PSA who did something, from how that is recorded */
char           *muster_context_technician_name           (const char           *actor);

/* --- Settings --- */

/**
 * MusterApprover:
 * @id: the PSA's
 * @email: (nullable)
 * @active: works there
 * @listed: may decide by a note on the ticket
 *
 * A technician of the PSA.
 */
typedef struct
{
  char    *id;
  char    *name;
  char    *email;
  gboolean active;
  gboolean listed;
} MusterApprover;

void            muster_approver_free                     (MusterApprover       *self);

/* (element-type MusterApprover): the PSA's technicians, asked now; @shows_mail: (out) (optional): FALSE: the PSA does not
 * tell which notes came by e-mail, and grave steps cannot be decided by note */
void            muster_context_list_approvers_async      (MusterContext        *self,
                                                          const char           *connection_id,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
GPtrArray      *muster_context_list_approvers_finish     (MusterContext        *self,
                                                          GAsyncResult         *result,
                                                          gboolean             *shows_mail,
                                                          GError              **error);

/* Replaces the list. @ids: (nullable): none: nobody decides by note */
void            muster_context_set_approvers_async       (MusterContext        *self,
                                                          const char           *connection_id,
                                                          const char * const   *ids,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
gboolean        muster_context_set_approvers_finish      (MusterContext        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);

/* Minutes: how long a request stands (1 … 24 h), and after how long somebody is reminded (0: never) */
void            muster_context_get_approval_times_async  (MusterContext        *self,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
gboolean        muster_context_get_approval_times_finish (MusterContext        *self,
                                                          GAsyncResult         *result,
                                                          guint                *expiry,
                                                          guint                *reminder,
                                                          GError              **error);
void            muster_context_set_approval_times_async  (MusterContext        *self,
                                                          guint                 expiry,
                                                          guint                 reminder,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
gboolean        muster_context_set_approval_times_finish (MusterContext        *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);

G_END_DECLS
