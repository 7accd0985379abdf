/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"
#include "muster-trouble.h"

G_BEGIN_DECLS

/* What a connection lives through after it was made: other credentials, a key that is taken back, its end. */

/* New credentials for a connection that is there. @fields: as in the form; what is left out or empty stays as it is
 * stored, secrets too. It is tested first: a test that does not pass changes nothing and is an error with the report's
 * code and text. Mappings, watch filter, webhooks and runs stay; what waited for the connection goes on. (transfer full) */
void muster_context_replace_credentials_async (MusterContext       *self,
                                               const char          *connection_id,
                                               GHashTable          *fields,
                                               GCancellable        *cancellable,
                                               GAsyncReadyCallback  callback,
                                               gpointer             user_data);
MusterConnection *muster_context_replace_credentials_finish (MusterContext  *self,
                                                             GAsyncResult   *result,
                                                             GError        **error);

/* The same as a report, and nothing is saved. (transfer full) */
void muster_context_test_credentials_async (MusterContext       *self,
                                            const char          *connection_id,
                                            GHashTable          *fields,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
MusterConnectionReport *muster_context_test_credentials_finish (MusterContext  *self,
                                                                GAsyncResult   *result,
                                                                GError        **error);

/* (transfer full) (element-type utf8 utf8): what the form of a saved connection starts with; never a secret */
GHashTable *muster_context_get_connection_values (MusterContext    *self,
                                                  MusterConnection *connection);

/* Takes the webhook back at the vendor where its API can, forgets mappings, filter, tokens and secrets, then the
 * connection itself. Clients, tickets and runs are kept. That the vendor cannot be reached does not keep it from being
 * removed; see muster_context_get_removal_text(). */
void muster_context_remove_connection_async (MusterContext       *self,
                                             const char          *connection_id,
                                             GCancellable        *cancellable,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
gboolean muster_context_remove_connection_finish (MusterContext  *self,
                                                  GAsyncResult   *result,
                                                  GError        **error);
/* After the above, on the same result. (nullable) (transfer none): translated: what a person has to take back at the vendor by hand */
const char *muster_context_remove_connection_get_rest (GAsyncResult *result);

/* (transfer full): translated: what removing it means, for the question before it is done */
char *muster_context_get_removal_text (MusterContext    *self,
                                       MusterConnection *connection);

/* (transfer none) (element-type MusterTrouble): live; empty while everything works. One row per connection that does
 * not work, those with the most clients first; the first one is the banner's. */
GListModel *muster_context_get_trouble (MusterContext *self);

/* (transfer none) (nullable): why @client's runs wait now; the row above that it is about */
MusterTrouble *muster_context_find_trouble_of_client (MusterContext *self,
                                                      const char    *client_id);

G_END_DECLS
