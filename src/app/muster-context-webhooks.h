/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context.h"
#include "muster-webhook.h"

G_BEGIN_DECLS

/* Webhooks: hints that make a change seen in seconds. Off until an admin turns the listener on; polling is the truth
 * and enough for a computer without a public address. */

/**
 * MusterListenerSettings:
 * @enabled: whether it listens
 * @address: (nullable): where; NULL: this computer only (127.0.0.1)
 * @port: 0: one that is free, another at each start
 * @base: (nullable): what the vendor calls, `https://hooks.example.com`; the proxy or tunnel in front of it
 */
typedef struct
{
  gboolean  enabled;
  char     *address;
  guint16   port;
  char     *base;
} MusterListenerSettings;

void muster_listener_settings_clear (MusterListenerSettings *settings);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MusterListenerSettings, muster_listener_settings_clear)

/* Copies */
void muster_context_get_listener_settings (MusterContext           *self,
                                           MusterListenerSettings  *settings);

/* Checks, stores and applies them. What cannot be is MUSTER_ERROR_INVALID_INPUT with a translated text; a port that is
 * taken is MUSTER_ERROR_IN_USE and nothing is changed. Registered webhooks follow a new public address by the next check. */
void muster_context_set_listener_async (MusterContext                *self,
                                        const MusterListenerSettings *settings,
                                        GCancellable                 *cancellable,
                                        GAsyncReadyCallback           callback,
                                        gpointer                      user_data);
gboolean muster_context_set_listener_finish (MusterContext  *self,
                                             GAsyncResult   *result,
                                             GError        **error);

/* 0: it does not listen */
guint16 muster_context_get_listener_port (MusterContext *self);

/* (nullable): translated: why it does not listen although it should */
const char *muster_context_get_listener_problem (MusterContext *self);

/* (transfer none) (element-type MusterWebhook): live; one per PSA connection, its properties notify */
GListModel *muster_context_get_webhooks (MusterContext *self);

/* (nullable) (transfer none) */
MusterWebhook *muster_context_find_webhook (MusterContext *self,
                                            const char    *connection_id);

/* Makes path and secret where there are none yet, and registers at the vendor where its API can. An admin's act, in the
 * ledger. Where a person has to do it, path and secret are made and the webhook's steps say what to click. */
void muster_context_register_webhook_async (MusterContext       *self,
                                            const char          *connection_id,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
gboolean muster_context_register_webhook_finish (MusterContext  *self,
                                                 GAsyncResult   *result,
                                                 GError        **error);

/* Looks at the vendor: is it there, does it send? One that the vendor disabled is put back. Once a day by itself. */
void muster_context_check_webhook_async (MusterContext       *self,
                                         const char          *connection_id,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
gboolean muster_context_check_webhook_finish (MusterContext  *self,
                                              GAsyncResult   *result,
                                              GError        **error);

/* Takes it back at the vendor where the API can, and forgets path and secret */
void muster_context_remove_webhook_async (MusterContext       *self,
                                          const char          *connection_id,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
gboolean muster_context_remove_webhook_finish (MusterContext  *self,
                                               GAsyncResult   *result,
                                               GError        **error);

/* (transfer full): to paste at the vendor; shown once by a click, never logged */
void muster_context_read_webhook_secret_async (MusterContext       *self,
                                               const char          *connection_id,
                                               GCancellable        *cancellable,
                                               GAsyncReadyCallback  callback,
                                               gpointer             user_data);
MusterSecret *muster_context_read_webhook_secret_finish (MusterContext  *self,
                                                         GAsyncResult   *result,
                                                         GError        **error);

G_END_DECLS
