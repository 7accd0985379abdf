/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-authenticator.h"
#include "muster-clock.h"
#include "muster-redact.h"

G_BEGIN_DECLS

#define MUSTER_TRANSPORT_TIMEOUT_MS 30000
#define MUSTER_TRANSPORT_MAX_BYTES  (8 * 1024 * 1024)

/**
 * MusterUsage:
 * @waiting: requests that wait for their turn
 * @running: requests under way
 * @total: requests that were begun since the start of the program
 * @window_s: length of the rolling window in seconds; 0 if the connection has none
 * @limit: what the vendor allows everybody together in it
 * @allowed: what Muster may take of it
 * @used: what Muster has taken in it
 * @slowed: whether what can wait is slowed down because of @used
 * @paused_until: UTC microseconds until which the vendor asked for a pause; 0 if it did not
 *
 * What a connection has used of what it may send.
 */
typedef struct {
  guint waiting;
  guint running;
  guint64 total;
  guint window_s;
  guint limit;
  guint allowed;
  guint used;
  gboolean slowed;
  gint64 paused_until;
} MusterUsage;

/**
 * MusterUsageFunc:
 * @self: the transport
 * @connection_id: a connection
 * @requests: how many it has begun since the last call
 * @user_data: as it was given
 *
 * Requests were sent. Called at most once a second for a connection while it sends.
 */
typedef struct _MusterTransport MusterTransport;
typedef void (*MusterUsageFunc) (MusterTransport *self,
                                 const char      *connection_id,
                                 guint            requests,
                                 gpointer         user_data);

#define MUSTER_TYPE_TRANSPORT (muster_transport_get_type ())
G_DECLARE_FINAL_TYPE (MusterTransport, muster_transport, MUSTER, TRANSPORT, GObject)

MusterTransport *muster_transport_new            (MusterClock          *clock,
                                                  MusterEgress         *egress);
MusterClock     *muster_transport_get_clock      (MusterTransport      *self);
MusterEgress    *muster_transport_get_egress     (MusterTransport      *self);
void             muster_transport_set_limits     (MusterTransport      *self,
                                                  const char           *connection_id,
                                                  double                per_second,
                                                  guint                 parallel);
void             muster_transport_set_rate       (MusterTransport      *self,
                                                  const char           *connection_id,
                                                  const MusterRate     *rate);
void             muster_transport_add_usage      (MusterTransport      *self,
                                                  const char           *connection_id,
                                                  guint                 requests);
gboolean         muster_transport_get_usage      (MusterTransport      *self,
                                                  const char           *connection_id,
                                                  MusterUsage          *out);
void             muster_transport_set_usage_func (MusterTransport      *self,
                                                  MusterUsageFunc       func,
                                                  gpointer              user_data,
                                                  GDestroyNotify        destroy);
void             muster_transport_set_time_scale (MusterTransport      *self,
                                                  double                scale);
void             muster_transport_send_async     (MusterTransport      *self,
                                                  MusterRequest        *request,
                                                  MusterAuthenticator  *authenticator,
                                                  const char           *auth_scope,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
MusterAnswer    *muster_transport_send_finish    (MusterTransport      *self,
                                                  GAsyncResult         *result,
                                                  GError              **error);

G_END_DECLS
