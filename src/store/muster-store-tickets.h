/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-store-types.h"
#include "muster-enums.h"
#include "muster-ticket.h"

G_BEGIN_DECLS

/* Tickets as they came from the PSA. */

/* Stores what is new or changed (by connection, ticket and version) and moves the watermark, in one
 * transaction. @watermark: (nullable). Gives back (element-type MusterTicket) only the new and changed */
void muster_store_ingest_async (MusterStore        *self,
                                const char         *connection_id,
                                GPtrArray          *tickets,
                                const char         *watermark,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
GPtrArray *muster_store_ingest_finish (MusterStore  *self,
                                       GAsyncResult *result,
                                       GError      **error);

/* (nullable): NULL and no error before the first poll */
void muster_store_get_watermark_async (MusterStore        *self,
                                       const char         *connection_id,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
char *muster_store_get_watermark_finish (MusterStore  *self,
                                         GAsyncResult *result,
                                         GError      **error);

/* (element-type MusterTicket): those that have a wait reason, oldest first */
void muster_store_list_waiting_tickets_async (MusterStore        *self,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
GPtrArray *muster_store_list_waiting_tickets_finish (MusterStore  *self,
                                                     GAsyncResult *result,
                                                     GError      **error);

/* (element-type MusterTicket), oldest first: stored or changed, but neither given a run nor a wait reason since then.
 * After a crash they are where intake goes on */
void muster_store_list_unhandled_tickets_async (MusterStore        *self,
                                                GCancellable       *cancellable,
                                                GAsyncReadyCallback callback,
                                                gpointer            user_data);
GPtrArray *muster_store_list_unhandled_tickets_finish (MusterStore  *self,
                                                       GAsyncResult *result,
                                                       GError      **error);

/* @reason NONE ends the waiting, or says that nothing is to be done. @client_id: (nullable): the client once it is known */
void muster_store_set_ticket_wait_async (MusterStore        *self,
                                         const char         *ticket_id,
                                         const char         *client_id,
                                         MusterWaitReason    reason,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
gboolean muster_store_set_ticket_wait_finish (MusterStore  *self,
                                              GAsyncResult *result,
                                              GError      **error);

/* By our id */
void muster_store_get_ticket_async (MusterStore        *self,
                                    const char         *ticket_id,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
MusterTicket *muster_store_get_ticket_finish (MusterStore  *self,
                                              GAsyncResult *result,
                                              GError      **error);

/* By the PSA's id */
void muster_store_find_ticket_async (MusterStore        *self,
                                     const char         *connection_id,
                                     const char         *external_id,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
MusterTicket *muster_store_find_ticket_finish (MusterStore  *self,
                                               GAsyncResult *result,
                                               GError      **error);

G_END_DECLS
