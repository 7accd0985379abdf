/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "muster-hook.h"

G_BEGIN_DECLS

#define MUSTER_WEBHOOK_MAX_BODY         (256 * 1024)
#define MUSTER_WEBHOOK_MAX_HEADERS      (16 * 1024)
#define MUSTER_WEBHOOK_MAX_CONNECTIONS  64
#define MUSTER_WEBHOOK_IDLE_S           5
#define MUSTER_WEBHOOK_TOTAL_S          10
#define MUSTER_WEBHOOK_PER_SECOND       10
#define MUSTER_WEBHOOK_BURST            50

#define MUSTER_TYPE_WEBHOOK_LISTENER (muster_webhook_listener_get_type ())
G_DECLARE_FINAL_TYPE (MusterWebhookListener, muster_webhook_listener, MUSTER, WEBHOOK_LISTENER, GObject)

#define MUSTER_TYPE_HOOK_REPLY (muster_hook_reply_get_type ())

/**
 * MusterHookReply:
 *
 * The answer that a webhook waits for. It may be sent later and from where the
 * handler's work ends; one that is let go without an answer says 500, and one
 * whose sender has gone says nothing.
 */
typedef struct _MusterHookReply MusterHookReply;

/**
 * MusterHookFunc:
 * @self: the listener
 * @connection_id: whose path it was
 * @hook: what came; nothing of it is checked but its form
 * @reply: (transfer none): where the answer goes; take a reference to answer later
 * @user_data: as it was given
 *
 * A webhook has come.
 */
typedef void (*MusterHookFunc) (MusterWebhookListener *self,
                                const char            *connection_id,
                                MusterHook            *hook,
                                MusterHookReply       *reply,
                                gpointer               user_data);

/**
 * MusterWebhookStats:
 * @connections: open now
 * @peak: the most that were open at once
 * @accepted: handed to the handler
 * @refused: answered with an error by the listener itself
 * @rate_limited: those of @refused that were too many
 * @shut: closed without an answer: too large, too slow, too many
 *
 * What the listener has done since it was made.
 */
typedef struct {
  guint connections;
  guint peak;
  guint64 accepted;
  guint64 refused;
  guint64 rate_limited;
  guint64 shut;
} MusterWebhookStats;

MusterWebhookListener *muster_webhook_listener_new         (void);
void                   muster_webhook_listener_set_handler (MusterWebhookListener  *self,
                                                            MusterHookFunc          handler,
                                                            gpointer                user_data,
                                                            GDestroyNotify          destroy);
gboolean               muster_webhook_listener_start       (MusterWebhookListener  *self,
                                                            const char             *address,
                                                            guint16                 port,
                                                            const char * const     *hosts,
                                                            GError                **error);
void                   muster_webhook_listener_stop        (MusterWebhookListener  *self);
gboolean               muster_webhook_listener_is_running  (MusterWebhookListener  *self);
guint16                muster_webhook_listener_get_port    (MusterWebhookListener  *self);
void                   muster_webhook_listener_add_path    (MusterWebhookListener  *self,
                                                            const char             *path,
                                                            const char             *connection_id);
void                   muster_webhook_listener_remove_path (MusterWebhookListener  *self,
                                                            const char             *path);
void                   muster_webhook_listener_get_stats   (MusterWebhookListener  *self,
                                                            MusterWebhookStats     *stats);
void                   muster_webhook_listener_set_times   (MusterWebhookListener  *self,
                                                            guint                   idle_s,
                                                            guint                   total_s);
char                  *muster_webhook_new_path             (void);

GType                  muster_hook_reply_get_type          (void) G_GNUC_CONST;
MusterHookReply       *muster_hook_reply_ref               (MusterHookReply        *reply);
void                   muster_hook_reply_unref             (MusterHookReply        *reply);
void                   muster_hook_reply_send              (MusterHookReply        *reply,
                                                            guint                   status);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterHookReply, muster_hook_reply_unref)

G_END_DECLS
