/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-sandbox-server.h"

G_BEGIN_DECLS

/* The parts of the control interface, each below /sandbox/. */
void muster_control_refuse  (MusterCall          *call,
                             guint                status,
                             const char          *message);
void muster_control_tickets (MusterSandboxServer *self,
                             MusterCall          *call);
void muster_control_clients (MusterSandboxServer *self,
                             MusterCall          *call);
void muster_control_entra   (MusterSandboxServer *self,
                             MusterCall          *call);

G_END_DECLS
