/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-context-tenants.h"
#include "muster-gate.h"

G_BEGIN_DECLS

/* For the files about tenants, permissions and the life of a connection only */

/* (transfer none) (nullable) */
MusterConnection *muster_context_find_tenants_connection (MusterContext    *self,
                                                          const char       *connection_id,
                                                          GError          **error);

/* (element-type MusterToolPolicy) → tool → policy + 1 */
GHashTable       *muster_tool_policies_index             (GPtrArray        *rows);
/* The client's, else the MSP's, else the tool's own; both (nullable) */
MusterPolicy      muster_tool_policy_of                  (MusterTool       *tool,
                                                          GHashTable       *msp,
                                                          GHashTable       *client);

/* Tenants of clients that were not looked at for a day are looked at, one after the other */
void              muster_context_check_tenants           (MusterContext    *self);
/* A tool was refused there: what is stored is looked at again, at most once in a while */
void              muster_context_recheck_tenant          (MusterContext    *self,
                                                          const char       *connection_id,
                                                          const char       *tenant);
/* The gate's signal "refused" */
void              muster_context_tenant_refused_cb       (MusterGate       *gate,
                                                          const char       *connection_id,
                                                          const char       *tenant,
                                                          MusterContext    *self);
/* Which relationships end soon, for the trouble list */
void              muster_context_refresh_expiry          (MusterContext    *self);
void              muster_context_refresh_expiry_trouble  (MusterContext    *self);

G_END_DECLS
