/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-clock.h"
#include "muster-integration.h"
#include "muster-secret.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_ENDPOINTS (muster_endpoints_get_type ())

/**
 * MusterEndpoints:
 *
 * Where one connection's requests go: for each host of the integration the
 * base URL, with the vendor's codebase or version where there is one.
 */
typedef struct _MusterEndpoints MusterEndpoints;

GType            muster_endpoints_get_type      (void) G_GNUC_CONST;
MusterEndpoints *muster_endpoints_new           (MusterIntegration *integration,
                                                 JsonObject        *settings,
                                                 const char        *connection_id);
MusterEndpoints *muster_endpoints_ref           (MusterEndpoints   *self);
void             muster_endpoints_unref         (MusterEndpoints   *self);
const char      *muster_endpoints_get_base      (MusterEndpoints   *self,
                                                 const char        *host);
const char      *muster_endpoints_get_connection_id (MusterEndpoints *self);
MusterIntegration *muster_endpoints_get_integration (MusterEndpoints *self);
JsonObject      *muster_endpoints_get_settings  (MusterEndpoints   *self);
void             muster_endpoints_set_clock     (MusterEndpoints   *self,
                                                 MusterClock       *clock);
gint64           muster_endpoints_get_now       (MusterEndpoints   *self);
void             muster_endpoints_set_secret    (MusterEndpoints   *self,
                                                 const char        *name,
                                                 MusterSecret      *secret);
MusterSecret    *muster_endpoints_get_secret    (MusterEndpoints   *self,
                                                 const char        *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterEndpoints, muster_endpoints_unref)

G_END_DECLS
