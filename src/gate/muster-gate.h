/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "muster-authenticator.h"
#include "muster-cap.h"
#include "muster-catalog.h"
#include "muster-clock.h"
#include "muster-connection.h"
#include "muster-redact.h"
#include "muster-gate-decision.h"
#include "muster-psa.h"
#include "muster-step.h"
#include "muster-store.h"
#include "muster-transport.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_GATE (muster_gate_get_type ())
G_DECLARE_FINAL_TYPE (MusterGate, muster_gate, MUSTER, GATE, GObject)

/* Signal: "notes-off" (connection_id): a note came out visible to the customer; it was repaired and the connection writes no more notes */

MusterGate         *muster_gate_new                (MusterCatalog        *catalog,
                                                    MusterStore          *store,
                                                    MusterTransport      *transport,
                                                    MusterClock          *clock,
                                                    MusterEgress         *egress);
void                muster_gate_add_connection     (MusterGate           *self,
                                                    MusterConnection     *connection,
                                                    MusterAuthenticator  *authenticator);
/* A secret that a tool's document names, such as a webhook's; @secret: (nullable). Adding the connection again forgets it */
void                muster_gate_set_connection_secret (MusterGate        *self,
                                                       const char        *connection_id,
                                                       const char        *name,
                                                       MusterSecret      *secret);
void                muster_gate_remove_connection  (MusterGate           *self,
                                                    const char           *connection_id);
MusterConnection   *muster_gate_get_connection     (MusterGate           *self,
                                                    const char           *connection_id);
MusterPsa          *muster_gate_get_psa            (MusterGate           *self,
                                                    const char           *connection_id);

GPtrArray          *muster_gate_offered_tools      (MusterGate           *self,
                                                    MusterRunCap         *cap);
MusterPolicy        muster_gate_policy_for         (MusterGate           *self,
                                                    MusterRunCap         *cap,
                                                    MusterTool           *tool);
MusterGateDecision *muster_gate_preview            (MusterGate           *self,
                                                    MusterRunCap         *cap,
                                                    MusterStep           *step,
                                                    MusterLabel           target_label,
                                                    const MusterRunHistory *history);

void                muster_gate_read_async         (MusterGate           *self,
                                                    MusterRunCap         *cap,
                                                    const char           *tool,
                                                    JsonObject           *args,
                                                    const MusterRunHistory *history,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
JsonNode           *muster_gate_read_finish        (MusterGate           *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
/* After read_finish, on the same result: what was decided and how many requests went out (also when it failed) */
MusterGateDecision *muster_gate_read_get_decision  (GAsyncResult         *result);
guint               muster_gate_read_get_requests  (GAsyncResult         *result);

/* After a restart: what a stored answer proved to be the client's counts again */
void                muster_gate_replay_answer      (MusterGate           *self,
                                                    MusterRunCap         *cap,
                                                    const char           *tool,
                                                    JsonNode             *result);

void                muster_gate_dispatch_async     (MusterGate           *self,
                                                    MusterRunCap         *cap,
                                                    const char           *effect_id,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean            muster_gate_dispatch_finish    (MusterGate           *self,
                                                    GAsyncResult         *result,
                                                    MusterEffectState    *state,
                                                    char                **external_ref,
                                                    GError              **error);
void                muster_gate_recover_async      (MusterGate           *self,
                                                    MusterRunCap         *cap,
                                                    const char           *effect_id,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean            muster_gate_recover_finish     (MusterGate           *self,
                                                    GAsyncResult         *result,
                                                    MusterEffectState    *state,
                                                    char                **external_ref,
                                                    GError              **error);

/* A fresh effect, PREPARED, for the engine's own act or an approved step; the caller stores it with advance_run or prepare_effect */
MusterEffect       *muster_gate_new_effect         (MusterGate           *self,
                                                    MusterRunCap         *cap,
                                                    const char           *tool,
                                                    int                   step,
                                                    const char           *target,
                                                    JsonObject           *args,
                                                    GError              **error);

/* The same effect with other arguments, before it is stored; the marker is put in where it is missing */
gboolean            muster_gate_set_effect_args    (MusterGate           *self,
                                                    MusterEffect         *effect,
                                                    JsonObject           *args,
                                                    GError              **error);

G_END_DECLS
