/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-sandbox-call.h"

G_BEGIN_DECLS

/* The doors of the look-alikes: each answers whatever comes to its paths. */
void        muster_connectwise_handle (MusterCall *call);
void        muster_entra_handle       (MusterCall *call);
void        muster_graph_handle       (MusterCall *call);
void        muster_exchange_handle    (MusterCall *call);
void        muster_hudu_handle        (MusterCall *call);

/* An error in the vendor's own shape, also for injected faults. */
void        muster_connectwise_fail   (MusterCall *call,
                                       guint       status,
                                       const char *code,
                                       const char *message,
                                       const char *field);
void        muster_graph_fail         (MusterCall *call,
                                       guint       status,
                                       const char *code,
                                       const char *message);
void        muster_hudu_fail          (MusterCall *call,
                                       guint       status,
                                       const char *message);
void        muster_entra_fail         (MusterCall *call,
                                       guint       status,
                                       const char *error,
                                       int         number,
                                       const char *message);

const char *muster_sandbox_vendor_of  (char      **segments);
const char *muster_sandbox_effect_of  (const char *vendor,
                                       const char *method,
                                       char      **segments,
                                       JsonNode   *body);

G_END_DECLS
