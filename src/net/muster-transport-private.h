/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "muster-lane.h"
#include "muster-transport.h"

G_BEGIN_DECLS

/* Between muster-transport.c, which sends, and muster-transport-lanes.c, which knows
 * what each connection may send. */

struct _MusterTransport
{
  GObject parent_instance;

  MusterClock *clock;    /* (owned) */
  MusterEgress *egress;  /* (owned) */
  SoupSession *session;  /* (owned) */
  GHashTable *queues;    /* (owned) (element-type utf8 Queue): by connection id, or "@" and a host */
  double time_scale;     /* of pauses, for tests */

  MusterUsageFunc usage_func;
  gpointer usage_data;
  GDestroyNotify usage_destroy;
};

/* The calls of one connection */
typedef struct {
  MusterTransport *self;  /* (unowned) */
  char *connection_id;    /* "" for none */
  MusterLane *lane;       /* (owned): of owned tasks */
  GSource *timer;         /* (owned) (nullable): when the first one may begin */
  gint64 timer_at;
  GSource *report;        /* (owned) (nullable): when what was sent is told */
  guint unreported;
  guint64 total;
} Queue;

Queue *muster_transport_ensure_queue (MusterTransport  *self,
                                      const char       *key);
/* The one of a tenant, where the connection's limits are each tenant's; else the connection's */
Queue *muster_transport_tenant_queue (MusterTransport  *self,
                                      const char       *connection_id,
                                      const char       *tenant);
void   muster_transport_queue_free   (gpointer          data);
/* A request of the queue begins */
void   muster_transport_count        (Queue            *queue,
                                      GMainContext     *context);
/* Begins what may begin, and sets the alarm for what must wait */
void   muster_transport_pump         (MusterTransport  *self,
                                      Queue            *queue);

G_END_DECLS
