/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-gate-effect.h"
#include "muster-secret-store.h"
#include "muster-vault.h"

G_BEGIN_DECLS

MusterSecretStore *muster_gate_get_secret_store   (MusterGate           *self);

/* --- Reading --- */

/* Before a read begins: whether its values are kept */
void               muster_gate_secrets_begin      (MusterRunCap         *cap,
                                                   MusterTool           *tool,
                                                   MusterToolExec       *exec);
/* Handles in the place of the values; @args: bare */
void               muster_gate_secrets_mint       (MusterGate           *self,
                                                   MusterRunCap         *cap,
                                                   MusterTool           *tool,
                                                   MusterToolExec       *exec,
                                                   JsonObject           *args,
                                                   JsonNode             *result);
/* Whether a handle stands where none may stand, or is somebody else's. @handles: (nullable): those that may stay */
gboolean           muster_gate_secrets_misused    (MusterGate           *self,
                                                   MusterRunCap         *cap,
                                                   MusterTool           *tool,
                                                   JsonObject           *args,
                                                   GPtrArray            *handles);

/* --- One act --- */

/* Before the tool's first request: handles are looked up or read again, a password is made and stored */
void               muster_gate_secrets_prepare_async  (MusterGate           *self,
                                                       MusterGateAct        *act,
                                                       MusterToolExec       *exec,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean           muster_gate_secrets_prepare_finish (MusterGate           *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
/* After the vendor said yes, before the ledger says so: what it answered goes into the keyring */
void               muster_gate_secrets_keep_async     (MusterGate           *self,
                                                       MusterGateAct        *act,
                                                       MusterToolExec       *exec,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean           muster_gate_secrets_keep_finish    (MusterGate           *self,
                                                       GAsyncResult         *result,
                                                       GError              **error);
/* After the ledger: a password that was never set is deleted. Never fails; what is left over is swept later */
void               muster_gate_secrets_settle_async   (MusterGate           *self,
                                                       MusterGateAct        *act,
                                                       gboolean              used,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
void               muster_gate_secrets_settle_finish  (MusterGate           *self,
                                                       GAsyncResult         *result);
/* While an operation is under way no sweep touches its password */
void               muster_gate_hold_secret            (MusterGate           *self,
                                                       const char           *effect_id);
void               muster_gate_release_secret         (MusterGate           *self,
                                                       const char           *effect_id);
gboolean           muster_gate_is_secret_held         (MusterGate           *self,
                                                       const char           *effect_id);
void               muster_gate_set_unseen             (MusterGate           *self,
                                                       const char           *effect_id,
                                                       gboolean              unseen);

/* What others wrote may hold a secret that is live: it is taken out of @result, and the alarm is raised */
void               muster_gate_clean_result           (MusterGate           *self,
                                                       JsonNode             *result);
/* No live secret in what a person reads or a log keeps */
void               muster_gate_clean_error            (MusterGate           *self,
                                                       GError              **error);

G_END_DECLS
