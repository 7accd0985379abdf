/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-gate.h"
#include "muster-tool-exec.h"

G_BEGIN_DECLS

/* One connection as the gate knows it. Reference counted by GRcBox. */
typedef struct
{
  MusterConnection    *connection;      /* (owned) */
  MusterAuthenticator *authenticator;   /* (owned) (nullable) */
  MusterIntegration   *integration;     /* (owned) */
  MusterEndpoints     *endpoints;       /* (owned) */
  MusterPsa           *psa;             /* (owned) (nullable) */
  char                *own_tenant;      /* (nullable): the MSP's own, for the engine's reads */
  gint64               skew;            /* by which the vendor's clock is ahead of ours, as its last answer told */
  gboolean             skew_known;
} MusterGateLink;

MusterGateLink  *muster_gate_link_ref          (MusterGateLink       *link);
void             muster_gate_link_unref        (MusterGateLink       *link);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterGateLink, muster_gate_link_unref)

MusterStore     *muster_gate_get_store         (MusterGate           *self);
MusterTransport *muster_gate_get_transport     (MusterGate           *self);
MusterEgress    *muster_gate_get_egress        (MusterGate           *self);

/* (transfer full) (nullable): where @tool of @cap goes; the connection must be the capability's */
MusterGateLink  *muster_gate_find_link         (MusterGate           *self,
                                                MusterRunCap         *cap,
                                                MusterTool           *tool,
                                                const char           *connection_id,
                                                GError              **error);
/* Whether @tool may be used there; one behind an interface without a published contract has to be accepted first */
gboolean         muster_gate_link_takes        (MusterGateLink       *link,
                                                MusterTool           *tool,
                                                JsonObject           *args,
                                                GError              **error);
/* (transfer full): the scope of the capability, or the MSP's own tenant */
MusterScope     *muster_gate_scope_for         (MusterRunCap         *cap,
                                                MusterGateLink       *link);
/* (transfer full) (nullable): what stands in the ledger for @args in plan notation; @marker: (nullable) */
JsonObject      *muster_gate_bare_args         (MusterTool           *tool,
                                                const char           *target,
                                                JsonObject           *args,
                                                const char           *marker,
                                                GError              **error);
void             muster_gate_turn_notes_off    (MusterGate           *self,
                                                MusterGateLink       *link);
/* After a refusal: when it says that a customer's tenant lacks something, the signal "refused" is sent */
void             muster_gate_tell_refused      (MusterGate           *self,
                                                MusterRunCap         *cap,
                                                MusterTool           *tool,
                                                const GError         *error);

/* One act in flight per target */
gboolean         muster_gate_lock_target       (MusterGate           *self,
                                                const char           *target);
void             muster_gate_unlock_target     (MusterGate           *self,
                                                const char           *target);

/* --- Sending the requests of one use of a tool --- */

typedef enum
{
  MUSTER_SENT_ALL,         /* the tool has come to its end */
  MUSTER_SENT_TO_EFFECT    /* the next request changes something and was not sent */
} MusterSent;

/* Sends until the end or, unless @effects, up to the first request that changes something */
void             muster_gate_send_async        (MusterGate           *self,
                                                MusterGateLink       *link,
                                                MusterToolExec       *exec,
                                                gboolean              effects,
                                                MusterPriority        priority,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
/* *lost: nobody knows whether the last request had its effect */
gboolean         muster_gate_send_finish       (MusterGate           *self,
                                                GAsyncResult         *result,
                                                MusterSent           *sent,
                                                gboolean             *lost,
                                                GError              **error);

G_END_DECLS
