/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-sandbox-call.h"

G_BEGIN_DECLS

/* The doors of the look-alikes: each answers whatever comes to its paths. */
void        muster_connectwise_handle (MusterCall *call);
void        muster_autotask_handle    (MusterCall *call);
void        muster_halopsa_handle     (MusterCall *call);
void        muster_entra_handle       (MusterCall *call);
void        muster_graph_handle       (MusterCall *call);
void        muster_exchange_handle    (MusterCall *call);
void        muster_hudu_handle        (MusterCall *call);
void        muster_itglue_handle      (MusterCall *call);

/* An error in the vendor's own shape, also for injected faults. */
void        muster_connectwise_fail   (MusterCall *call,
                                       guint       status,
                                       const char *code,
                                       const char *message,
                                       const char *field);
void        muster_autotask_fail      (MusterCall *call,
                                       guint       status,
                                       const char *message);
void        muster_halopsa_fail       (MusterCall *call,
                                       guint       status,
                                       const char *message);
void        muster_halopsa_fault      (MusterCall *call,
                                       guint       status);
void        muster_graph_fail         (MusterCall *call,
                                       guint       status,
                                       const char *code,
                                       const char *message);
void        muster_hudu_fail          (MusterCall *call,
                                       guint       status,
                                       const char *message);
char       *muster_itglue_key         (MusterWorld *world);
gint64      muster_itglue_organization (MusterWorld *world,
                                       JsonObject *client);
void        muster_itglue_reply       (MusterCall *call,
                                       guint       status,
                                       JsonObject *object);
void        muster_itglue_fail        (MusterCall *call,
                                       guint       status,
                                       const char *detail);
void        muster_itglue_fault       (MusterCall *call,
                                       guint       status);
void        muster_entra_fail         (MusterCall *call,
                                       guint       status,
                                       const char *error,
                                       int         number,
                                       const char *message);

/* What Autotask does to a call before it is answered. */
guint       muster_autotask_delay     (MusterCall *call);
gboolean    muster_autotask_refuse_parallel
                                      (MusterCall *call,
                                       guint       in_flight);

const char *muster_sandbox_vendor_of  (char      **segments);
const char *muster_sandbox_effect_of  (const char *vendor,
                                       const char *method,
                                       char      **segments,
                                       JsonNode   *body);

G_END_DECLS
