/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context-private.h"

G_BEGIN_DECLS

#define MUSTER_WEBHOOK_SECRET "webhookSecret"
#define MUSTER_WEBHOOK_PATH   "webhookPath"
#define MUSTER_WEBHOOK_USER   "muster"

/* How a vendor's webhooks come to be */
typedef struct
{
  const char *integration;
  const char *suffix;      /* of the address: ConnectWise appends the record's id to it */
  gboolean    own_secret;  /* we make it; else the vendor signs with a key of its own */
  gboolean    basic;       /* the secret is the password of a Basic sign-in */
  const char *steps;       /* (nullable): N_(): what a person clicks, one step a line */
} MusterWebhookVendor;

const MusterWebhookVendor *muster_webhook_vendor_of (MusterConnection *connection);

/* Rows follow the connections and say what they are like now */
void     muster_context_sync_webhooks        (MusterContext        *self);
void     muster_context_tell_webhook         (MusterContext        *self,
                                              MusterWebhook        *webhook);
void     muster_context_save_webhook         (MusterContext        *self,
                                              MusterWebhook        *webhook);
char    *muster_context_webhook_url          (MusterContext        *self,
                                              MusterConnection     *connection);

void     muster_context_keep_webhook_secret  (MusterContext        *self,
                                              const char           *connection_id,
                                              MusterSecret         *secret);

/* What is stored of one connection's webhook, its secret too */
void     muster_context_load_webhook_async   (MusterContext        *self,
                                              MusterConnection     *connection,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
void     muster_context_load_webhook_finish  (MusterContext        *self,
                                              GAsyncResult         *result);
void     muster_context_load_listener_async  (MusterContext        *self,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
void     muster_context_load_listener_finish (MusterContext        *self,
                                              GAsyncResult         *result);
/* While the engine works; nothing happens when it is switched off */
gboolean muster_context_start_listener       (MusterContext        *self,
                                              GError              **error);
void     muster_context_stop_listener        (MusterContext        *self);
void     muster_context_listen_to            (MusterContext        *self,
                                              MusterConnection     *connection);

/* A delivery, of which nothing is believed yet */
void     muster_context_receive_hook         (MusterWebhookListener *listener,
                                              const char            *connection_id,
                                              MusterHook            *hook,
                                              MusterHookReply       *reply,
                                              gpointer               user_data);
GHashTable *muster_hook_keys_new             (void);
/* Once a day, and when a vendor says that it has switched one off */
void     muster_context_check_webhooks       (MusterContext         *self);

G_END_DECLS
