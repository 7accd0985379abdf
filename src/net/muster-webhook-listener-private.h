/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "muster-webhook-head.h"
#include "muster-webhook-listener.h"
#include "muster-webhook-rate.h"

G_BEGIN_DECLS

/* Between muster-webhook-listener.c, which accepts connections, and
 * muster-webhook-conn.c, which lives through one. */

struct _MusterWebhookListener
{
  GObject parent_instance;

  MusterHookFunc handler;
  gpointer user_data;
  GDestroyNotify destroy;

  char **hosts;              /* (owned) */
  GHashTable *paths;         /* (owned) (element-type utf8 utf8): path → connection id */
  MusterWebhookRate *rate;   /* (owned) */
  guint idle_s;              /* without a byte */
  guint total_s;             /* from the first byte to the last */

  /* While it runs */
  GSocketService *service;   /* (owned) (nullable) */
  SoupServer *server;        /* (owned) (nullable) */
  GHashTable *conns;         /* (owned) (element-type Conn): a set */
  guint16 port;

  MusterWebhookStats stats;
};

/* One connection, and its one request. It ends with the socket. */
typedef struct {
  MusterWebhookListener *self;  /* (unowned) */
  GSocketConnection *stream;    /* (unowned) (nullable): weakly referenced */
  GSource *timer;               /* (owned): the end, whatever happens */

  /* Until the head is there */
  GSocketConnection *pending;   /* (owned) (nullable): @stream, as long as it is not libsoup's */
  GSource *readable;            /* (owned) (nullable) */
  GSocketAddress *remote;       /* (owned): also tells whose message it is */
  gsize peeked;

  /* From then on */
  MusterWebhookHead head;
  char *connection_id;          /* (owned) (nullable): whose path it is */
  SoupServerMessage *message;   /* (owned) (nullable): until it was answered or went away */
  MusterHookReply *reply;       /* (unowned) (nullable): while the handler owes an answer */
  GByteArray *body;             /* (owned) (nullable): what is kept of it */
} MusterWebhookConn;

MusterWebhookConn *muster_webhook_conn_new          (MusterWebhookListener *listener,
                                                     GSocketConnection     *stream,
                                                     GSocketAddress        *remote);
void               muster_webhook_conn_free         (MusterWebhookConn     *self);
/* Closes it, whatever it is doing; may end @self */
void               muster_webhook_conn_shut         (MusterWebhookConn     *self);
/* libsoup begins to read it */
void               muster_webhook_conn_take_message (MusterWebhookConn     *self,
                                                     SoupServerMessage     *message);

G_END_DECLS
