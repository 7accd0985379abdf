/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-store-types.h"
#include "muster-approval.h"
#include "muster-effect.h"
#include "muster-enums.h"

G_BEGIN_DECLS

/* What waits for a technician's yes. A request is stored with the change of its run (MusterRunChange.approval). The
 * clock is the store's own. */

/* So many wrong codes void a request; so many requests of one ticket may be open */
#define MUSTER_APPROVAL_WRONG_CODES 5
#define MUSTER_APPROVAL_OPEN_PER_TICKET 3

/* One bit for each MusterApprovalState, for lists */
#define MUSTER_APPROVAL_STATE_BIT(state) (1u << (state))
#define MUSTER_APPROVAL_STATES_WAITING \
  (MUSTER_APPROVAL_STATE_BIT (MUSTER_APPROVAL_STATE_OPEN) | MUSTER_APPROVAL_STATE_BIT (MUSTER_APPROVAL_STATE_GRANTED))

/**
 * MusterApprovalDecision:
 * @from: the state it has to be in
 * @to: granted, rejected, expired, void or withdrawn
 * @plan_hash: (nullable): of what the person saw; it must be the stored one. Required for a grant
 * @items: (nullable): the steps with the choice of each, for a grant
 * @by: who: `member:` and an id, `psa:` and an id, or a part of the engine
 * @via: app, comment, engine
 * @reason: (nullable): for people
 * @note_connection_id: (nullable): where the note stands that says so
 * @note_id: (nullable): and which it is: it is dealt with in the same transaction, and never looked at again
 *
 * A change of a request's state.
 */
typedef struct
{
  MusterApprovalState from;
  MusterApprovalState to;
  const char         *plan_hash;
  const char         *items;
  const char         *by;
  const char         *via;
  const char         *reason;
  const char         *note_connection_id;
  const char         *note_id;
} MusterApprovalDecision;

/* With the number and summary of its ticket. NOT_FOUND */
void muster_store_get_approval_async (MusterStore        *self,
                                      const char         *approval_id,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
MusterApproval *muster_store_get_approval_finish (MusterStore  *self,
                                                  GAsyncResult *result,
                                                  GError      **error);

/* (nullable): the newest request of the run that is open or granted; NULL and no error when there is none */
void muster_store_find_open_approval_async (MusterStore        *self,
                                            const char         *run_id,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
MusterApproval *muster_store_find_open_approval_finish (MusterStore  *self,
                                                        GAsyncResult *result,
                                                        GError      **error);

/* (nullable): the newest request of the run, whatever became of it */
void muster_store_find_approval_async (MusterStore        *self,
                                       const char         *run_id,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
MusterApproval *muster_store_find_approval_finish (MusterStore  *self,
                                                   GAsyncResult *result,
                                                   GError      **error);

/* (element-type MusterApproval), newest first. @client_id, @run_id: (nullable): of all. @states: bits; 0: all */
void muster_store_list_approvals_async (MusterStore        *self,
                                        const char         *client_id,
                                        const char         *run_id,
                                        guint               states,
                                        guint               limit,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
GPtrArray *muster_store_list_approvals_finish (MusterStore  *self,
                                               GAsyncResult *result,
                                               GError      **error);

/* (element-type MusterApproval), oldest first: those of a ticket that are open */
void muster_store_list_ticket_approvals_async (MusterStore        *self,
                                               const char         *connection_id,
                                               const char         *external_ticket_id,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
GPtrArray *muster_store_list_ticket_approvals_finish (MusterStore  *self,
                                                      GAsyncResult *result,
                                                      GError      **error);

/* Exactly one of many who decide at the same moment succeeds. CONFLICT: decided already, or not what was seen;
 * a grant also needs that it has not expired and that a manager who has to agree has agreed */
void muster_store_decide_approval_async (MusterStore                  *self,
                                         const char                   *approval_id,
                                         const MusterApprovalDecision *decision,
                                         GCancellable                 *cancellable,
                                         GAsyncReadyCallback           callback,
                                         gpointer                      user_data);
gboolean muster_store_decide_approval_finish (MusterStore  *self,
                                              GAsyncResult *result,
                                              GError      **error);

/* The one use: granted becomes used, @first is put into the ledger (its approval_id is set) and the run goes from
 * @from to EXECUTING, in one transaction. CONFLICT: used already, expired, another hash, run elsewhere. @first: (nullable) */
void muster_store_use_approval_async (MusterStore        *self,
                                      const char         *approval_id,
                                      const char         *plan_hash,
                                      MusterRunState      from,
                                      MusterEffect       *first,
                                      const char         *actor,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
gboolean muster_store_use_approval_finish (MusterStore  *self,
                                           GAsyncResult *result,
                                           GError      **error);

/* Voids all that are open or granted, of one run, of one client or (both NULL) of all; gives the ids of the runs
 * whose requests were voided (element-type utf8) */
void muster_store_void_approvals_async (MusterStore        *self,
                                        const char         *client_id,
                                        const char         *run_id,
                                        const char         *reason,
                                        const char         *actor,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
GPtrArray *muster_store_void_approvals_finish (MusterStore  *self,
                                               GAsyncResult *result,
                                               GError      **error);

/* How many wrong codes it has had now; the fifth voids it. -1 on error */
void muster_store_count_wrong_code_async (MusterStore        *self,
                                          const char         *approval_id,
                                          const char         *by,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
gint64 muster_store_count_wrong_code_finish (MusterStore  *self,
                                             GAsyncResult *result,
                                             GError      **error);

/* Notes that somebody was reminded, now */
void muster_store_remind_approval_async (MusterStore        *self,
                                         const char         *approval_id,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
gboolean muster_store_remind_approval_finish (MusterStore  *self,
                                              GAsyncResult *result,
                                              GError      **error);

/* @by: the technician; @how: in words. CONFLICT when it is not open or was confirmed already */
void muster_store_confirm_manager_async (MusterStore        *self,
                                         const char         *approval_id,
                                         const char         *by,
                                         const char         *how,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
gboolean muster_store_confirm_manager_finish (MusterStore  *self,
                                              GAsyncResult *result,
                                              GError      **error);

/**
 * MusterNoteSight:
 * @MUSTER_NOTE_SIGHT_NEW: never seen before, or seen and not dealt with: the text counts
 * @MUSTER_NOTE_SIGHT_SETTLED: dealt with already
 * @MUSTER_NOTE_SIGHT_CHANGED: the text is another than at first sight, and never counts
 *
 * What is known of a note that holds a command.
 */
typedef enum
{
  MUSTER_NOTE_SIGHT_NEW,
  MUSTER_NOTE_SIGHT_SETTLED,
  MUSTER_NOTE_SIGHT_CHANGED
} MusterNoteSight;

/* The text at first sight decides: remembers its hash. FALSE with @error, else @sight is set */
void muster_store_see_note_async (MusterStore        *self,
                                  const char         *connection_id,
                                  const char         *note_id,
                                  const char         *text,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
gboolean muster_store_see_note_finish (MusterStore     *self,
                                       GAsyncResult    *result,
                                       MusterNoteSight *sight,
                                       GError         **error);

/* What came of the note; it is not looked at again */
void muster_store_settle_note_async (MusterStore        *self,
                                     const char         *connection_id,
                                     const char         *note_id,
                                     const char         *outcome,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
gboolean muster_store_settle_note_finish (MusterStore  *self,
                                          GAsyncResult *result,
                                          GError      **error);

G_END_DECLS
