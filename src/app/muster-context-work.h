/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"

G_BEGIN_DECLS

/* Starts polling every minute and working; again is fine. Stops with the context */
void muster_context_start (MusterContext *self);
void muster_context_stop (MusterContext *self);

/* One look at the PSA; returns when new tickets are stored (their runs go on by themselves) */
void muster_context_poll_now_async (MusterContext       *self,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
gboolean muster_context_poll_now_finish (MusterContext  *self,
                                         GAsyncResult   *result,
                                         GError        **error);

/**
 * MusterWorkCounts:
 * @done: runs that ended with their note
 * @needs_human: runs that a person must look at
 * @waiting: tickets that have no run yet
 * @stuck: runs that wait for a connection, the keyring or the network
 * @new_tickets: stored or changed in this pass
 * @for_approval: runs that wait for a technician's yes now, whenever they began to
 * @for_answer: those that wait for the requester's answer
 * @for_person: those that a person must look at
 */
typedef struct
{
  guint    done;
  guint    needs_human;
  guint    waiting;
  guint    stuck;
  guint    new_tickets;
  guint    for_approval;
  guint    for_answer;
  guint    for_person;
  gboolean timed_out;
} MusterWorkCounts;

/* Polls once and works until nothing can move any more, at most @timeout_s seconds (0: no limit) */
void muster_context_process_until_idle_async (MusterContext       *self,
                                              guint                timeout_s,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
gboolean muster_context_process_until_idle_finish (MusterContext     *self,
                                                   GAsyncResult      *result,
                                                   MusterWorkCounts  *counts,
                                                   GError           **error);

/* A ticket made in the PSA without mailing the customer; the one ticket of ours that is worked. Returns the PSA's
 * ticket id. (transfer full) */
void muster_context_create_test_ticket_async (MusterContext       *self,
                                              const char          *client_id,
                                              const char          *contact_id,
                                              const char          *summary,
                                              const char          *description,
                                              GCancellable        *cancellable,
                                              GAsyncReadyCallback  callback,
                                              gpointer             user_data);
char *muster_context_create_test_ticket_finish (MusterContext  *self,
                                                GAsyncResult   *result,
                                                GError        **error);

/* (element-type MusterNote) (transfer full): the notes of a ticket as the PSA shows them now, oldest first */
void muster_context_read_notes_async (MusterContext       *self,
                                      const char          *external_ticket_id,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data);
GPtrArray *muster_context_read_notes_finish (MusterContext  *self,
                                             GAsyncResult   *result,
                                             GError        **error);

/* (transfer full) (nullable): NULL without an error while there is none */
void muster_context_find_run_async (MusterContext       *self,
                                    const char          *external_ticket_id,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
MusterRun *muster_context_find_run_finish (MusterContext  *self,
                                           GAsyncResult   *result,
                                           GError        **error);

/* (transfer full) */
void muster_context_get_run_async (MusterContext       *self,
                                   const char          *run_id,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
MusterRunDetail *muster_context_get_run_finish (MusterContext  *self,
                                                GAsyncResult   *result,
                                                GError        **error);

/* Work again on a run that needs a person or waits */
void muster_context_retry_run_async (MusterContext       *self,
                                     const char          *run_id,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data);
gboolean muster_context_retry_run_finish (MusterContext  *self,
                                          GAsyncResult   *result,
                                          GError        **error);

/* Live models (transfer full); @client_id (nullable): NULL: all. The first three page through the store: their items
 * are MusterPagedItem, whose record is what is named here, or NULL while its page is fetched. */
GListModel *muster_context_get_clients_model  (MusterContext *self);       /* MusterClient, by name */
GListModel *muster_context_get_runs_model     (MusterContext *self,
                                               const char    *client_id);  /* MusterRun, newest first */
GListModel *muster_context_get_activity_model (MusterContext *self,
                                               const char    *client_id);  /* MusterActivityEntry, newest first */
GListModel *muster_context_get_waiting_model  (MusterContext *self,
                                               const char    *client_id);  /* MusterTicket itself, oldest first */

/* Translated: why a ticket waits; where a run is, in the few words the interface shows */
const char *muster_context_wait_text      (MusterWaitReason reason);
const char *muster_context_run_state_text (MusterRun        *run);

/* The chain of the activity log, and that its head fits the anchor in the keyring. (transfer full) */
void muster_context_audit_verify_async (MusterContext       *self,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data);
MusterAuditReport *muster_context_audit_verify_finish (MusterContext  *self,
                                                       GAsyncResult   *result,
                                                       GError        **error);

G_END_DECLS
