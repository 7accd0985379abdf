/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-sandbox-call.h"
#include "muster-sandbox-faults.h"
#include "muster-sandbox-webhooks.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_SANDBOX_SERVER (muster_sandbox_server_get_type ())
G_DECLARE_FINAL_TYPE (MusterSandboxServer, muster_sandbox_server, MUSTER, SANDBOX_SERVER, GObject)

MusterSandboxServer *muster_sandbox_server_new       (MusterWorld          *world,
                                                      guint                 late_commit_ms);
gboolean             muster_sandbox_server_listen    (MusterSandboxServer  *self,
                                                      const char           *host,
                                                      guint                 port,
                                                      GTlsCertificate      *certificate,
                                                      GError              **error);
JsonObject          *muster_sandbox_server_ready     (MusterSandboxServer  *self);
MusterWorld         *muster_sandbox_server_get_world (MusterSandboxServer  *self);
MusterFaults        *muster_sandbox_server_get_faults (MusterSandboxServer *self);
MusterWebhooks      *muster_sandbox_server_get_webhooks (MusterSandboxServer *self);
GPtrArray           *muster_sandbox_server_get_log   (MusterSandboxServer  *self);

void                 muster_sandbox_control_handle   (MusterSandboxServer  *self,
                                                      MusterCall           *call);

G_END_DECLS
