/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-store-types.h"
#include "muster-approval.h"
#include "muster-effect.h"
#include "muster-enums.h"
#include "muster-run.h"
#include "muster-run-call.h"

G_BEGIN_DECLS

/* Runs, their calls and the activity log. @client_id is NULL only where a whole workspace is meant. */

/**
 * MusterRunChange:
 * @plan: (nullable): the plan that was made
 * @note_text: (nullable): the note as it is to be posted
 * @note_external_id: (nullable): the id the PSA gave it
 * @planner: (nullable): who made the plan
 * @error_text: (nullable): why the run stopped
 * @effects: (nullable) (element-type MusterEffect): put into the ledger as PREPARED
 * @approval: (nullable): a request for a technician's yes, stored as open. CONFLICT when the ticket has too many
 * @add_requests: counted onto the run's requests
 * @add_attempts: counted onto the run's attempts
 * @add_active_us: counted onto the time that it was worked on
 * @prompt_hash: (nullable): of the prompt that @plan was made with
 * @revise: keep the plan as an earlier revision and begin the next, for the ticket's newest conversation
 *
 * What is stored together with a change of state. Members that are %NULL stay as they were.
 */
typedef struct
{
  MusterPlan *plan;
  const char *note_text;
  const char *note_external_id;
  const char *planner;
  const char *error_text;
  GPtrArray  *effects;
  MusterApproval *approval;
  gint64      add_requests;
  gint64      add_attempts;
  gint64      add_active_us;
  const char *prompt_hash;
  gboolean    revise;
} MusterRunChange;

/* CONFLICT when this ticket of this connection already has a run */
void muster_store_create_run_async (MusterStore        *self,
                                    MusterRun          *run,
                                    const char         *actor,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
gboolean muster_store_create_run_finish (MusterStore  *self,
                                         GAsyncResult *result,
                                         GError      **error);

/* With its plan */
void muster_store_get_run_async (MusterStore        *self,
                                 const char         *run_id,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);
MusterRun *muster_store_get_run_finish (MusterStore  *self,
                                        GAsyncResult *result,
                                        GError      **error);

/* (nullable): NULL and no error when the ticket has none */
void muster_store_find_run_async (MusterStore        *self,
                                  const char         *connection_id,
                                  const char         *external_ticket_id,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
MusterRun *muster_store_find_run_finish (MusterStore  *self,
                                         GAsyncResult *result,
                                         GError      **error);

/* (element-type MusterRun), oldest first: all that are neither done, rejected, expired nor with a person, and those
 * that are but whose ticket has been written on since, or whose requester was confirmed since */
void muster_store_list_unfinished_runs_async (MusterStore        *self,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
GPtrArray *muster_store_list_unfinished_runs_finish (MusterStore  *self,
                                                     GAsyncResult *result,
                                                     GError      **error);

/* (element-type MusterRun), newest first: what the run was before each new plan. They have the plan, its revision, its
 * planner and what made it, and no state */
void muster_store_list_revisions_async (MusterStore        *self,
                                        const char         *run_id,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
GPtrArray *muster_store_list_revisions_finish (MusterStore  *self,
                                               GAsyncResult *result,
                                               GError      **error);

/* (element-type MusterRun), newest first */
void muster_store_list_runs_async (MusterStore        *self,
                                   const char         *client_id,
                                   guint               limit,
                                   guint               offset,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
GPtrArray *muster_store_list_runs_finish (MusterStore  *self,
                                          GAsyncResult *result,
                                          GError      **error);

void muster_store_count_runs_async (MusterStore        *self,
                                    const char         *client_id,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
gint64 muster_store_count_runs_finish (MusterStore  *self,
                                       GAsyncResult *result,
                                       GError      **error);

/* Moves the run and does everything in @change with it, or nothing. CONFLICT when it is not in @from.
 * @change: (nullable) */
void muster_store_advance_run_async (MusterStore           *self,
                                     const char            *run_id,
                                     MusterRunState         from,
                                     MusterRunState         to,
                                     const MusterRunChange *change,
                                     const char            *actor,
                                     GCancellable          *cancellable,
                                     GAsyncReadyCallback    callback,
                                     gpointer               user_data);
gboolean muster_store_advance_run_finish (MusterStore  *self,
                                          GAsyncResult *result,
                                          GError      **error);

/* A person has made sure who asks. Only ever raised; the next plan of the run is made with it.
 * @actor: who; @how: in words. CONFLICT when it is as sure already */
void muster_store_confirm_identity_async (MusterStore        *self,
                                          const char         *run_id,
                                          MusterIdentityLevel level,
                                          const char         *how,
                                          const char         *actor,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
gboolean muster_store_confirm_identity_finish (MusterStore  *self,
                                               GAsyncResult *result,
                                               GError      **error);

/* CONFLICT when this run has a call of this number. client_id may be left out */
void muster_store_add_call_async (MusterStore        *self,
                                  MusterRunCall      *call,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
gboolean muster_store_add_call_finish (MusterStore  *self,
                                       GAsyncResult *result,
                                       GError      **error);

/* (element-type MusterRunCall), in their order */
void muster_store_list_calls_async (MusterStore        *self,
                                    const char         *run_id,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
GPtrArray *muster_store_list_calls_finish (MusterStore  *self,
                                           GAsyncResult *result,
                                           GError      **error);

/* (element-type MusterActivityEntry), newest first */
void muster_store_list_activity_async (MusterStore        *self,
                                       const char         *client_id,
                                       guint               limit,
                                       guint               offset,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
GPtrArray *muster_store_list_activity_finish (MusterStore  *self,
                                              GAsyncResult *result,
                                              GError      **error);

void muster_store_count_activity_async (MusterStore        *self,
                                        const char         *client_id,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
gint64 muster_store_count_activity_finish (MusterStore  *self,
                                           GAsyncResult *result,
                                           GError      **error);

G_END_DECLS
