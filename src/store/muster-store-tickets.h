/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-store-types.h"
#include "muster-enums.h"
#include "muster-ticket.h"

G_BEGIN_DECLS

/* Tickets as they came from the PSA. */

/* Stores what is new or changed (by connection, ticket and version, and by what the ticket says) and moves the watermark, in one
 * transaction. A closed ticket is stored only when it is known already. @watermark: (nullable). Gives back (element-type MusterTicket) only the new and changed */
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

/* Leaves the ticket alone until it changes or is given a place again. @reason: why, for people */
void muster_store_set_ticket_ignored_async (MusterStore        *self,
                                            const char         *ticket_id,
                                            const char         *reason,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
gboolean muster_store_set_ticket_ignored_finish (MusterStore  *self,
                                                 GAsyncResult *result,
                                                 GError      **error);

/* Where the PSA's tickets name their contact by id alone: what is known of them. @name, @email: (nullable) */
void muster_store_set_ticket_contact_async (MusterStore        *self,
                                            const char         *ticket_id,
                                            const char         *name,
                                            const char         *email,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
gboolean muster_store_set_ticket_contact_finish (MusterStore  *self,
                                                 GAsyncResult *result,
                                                 GError      **error);

/* These tickets become unhandled, although nothing on them is known to be new. @external_ids: (element-type utf8) */
void muster_store_look_again_async (MusterStore        *self,
                                    const char         *connection_id,
                                    GPtrArray          *external_ids,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
gboolean muster_store_look_again_finish (MusterStore  *self,
                                         GAsyncResult *result,
                                         GError      **error);

/* (element-type MusterTicket): open tickets of @connection_id that are left alone, newest first */
void muster_store_list_ignored_tickets_async (MusterStore        *self,
                                              const char         *connection_id,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
GPtrArray *muster_store_list_ignored_tickets_finish (MusterStore  *self,
                                                     GAsyncResult *result,
                                                     GError      **error);

/* What was said on the ticket (description, notes, the hash of both), who changed it last, and what its list did not
 * show (company's name, address, origin). Its version and its place stay as they are */
void muster_store_save_conversation_async (MusterStore        *self,
                                           MusterTicket       *ticket,
                                           GCancellable       *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data);
gboolean muster_store_save_conversation_finish (MusterStore  *self,
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
