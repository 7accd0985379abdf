/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-gate.h"

G_BEGIN_DECLS

/**
 * GateSandbox:
 * @world: the world file as it was read
 * @ready: the ready line
 *
 * Connections are called CW, HP, AT, MS, HU and IG.
 */
typedef struct
{
  GSubprocess     *process;
  JsonNode        *ready;
  JsonNode        *world;
  MusterCatalog   *catalog;
  MusterClock     *clock;
  MusterEgress    *egress;
  MusterTransport *transport;
  MusterGate      *gate;
} GateSandbox;

GateSandbox *gate_sandbox_start (MusterStore *store,
                                 const char  *world);
void         gate_sandbox_stop  (GateSandbox *self);

G_END_DECLS
