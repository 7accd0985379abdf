/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-authenticator.h"
#include "muster-clock.h"
#include "muster-redact.h"

G_BEGIN_DECLS

#define MUSTER_TRANSPORT_TIMEOUT_MS 30000
#define MUSTER_TRANSPORT_MAX_BYTES  (8 * 1024 * 1024)

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
