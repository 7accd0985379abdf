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
#include "muster-secret-store.h"
#include "muster-step.h"
#include "muster-store.h"
#include "muster-tool-exec.h"
#include "muster-transport.h"
#include "muster-vault.h"

G_BEGIN_DECLS

/* What the rows of a plan's steps are called in the ledger from its second revision on; "" in its first */
#define MUSTER_REVISION_CALL "revision-%" G_GINT64_FORMAT

#define MUSTER_TYPE_GATE (muster_gate_get_type ())
G_DECLARE_FINAL_TYPE (MusterGate, muster_gate, MUSTER, GATE, GObject)

/* Signal: "refused" (connection_id, tenant): a run's tool met a right or a licence that is missing at a customer */
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
void                muster_gate_set_psa            (MusterGate           *self,
                                                    const char           *connection_id,
                                                    MusterPsa            *psa);
MusterPsa          *muster_gate_get_psa            (MusterGate           *self,
                                                    const char           *connection_id);

GPtrArray          *muster_gate_offered_tools      (MusterGate           *self,
                                                    MusterRunCap         *cap);
MusterCatalog      *muster_gate_get_catalog        (MusterGate           *self);
MusterClock        *muster_gate_get_clock          (MusterGate           *self);
GPtrArray          *muster_gate_unaccepted_tools   (MusterGate           *self,
                                                    MusterRunCap         *cap,
                                                    const char          **reason);
/* (element-type MusterTool): those that only the client's systems are not ready for; the capability has the reasons */
GPtrArray          *muster_gate_unready_tools      (MusterGate           *self,
                                                    MusterRunCap         *cap);
MusterPolicy        muster_gate_policy_for         (MusterGate           *self,
                                                    MusterRunCap         *cap,
                                                    MusterTool           *tool);
/* (nullable): English, to be translated: why what @tool does cannot be taken back; NULL: it can, or it only reads */
const char         *muster_gate_irreversible       (MusterGate           *self,
                                                    const char           *tool);
/* What does the same to several things in several steps counts as doing it to all of them. (element-type MusterStep) */
void                muster_gate_weigh_plan         (MusterRunCap         *cap,
                                                    GPtrArray            *steps);
MusterGateDecision *muster_gate_preview            (MusterGate           *self,
                                                    MusterRunCap         *cap,
                                                    MusterStep           *step,
                                                    const MusterRunHistory *history);

/* What makes and checks the codes of approvals; nothing is approved by comment without it. @key: (nullable) */
void                muster_gate_set_app_key        (MusterGate           *self,
                                                    MusterSecret         *key);
MusterSecret       *muster_gate_get_app_key        (MusterGate           *self);

/* Puts into a step of an approval what it is bound to: "version", "connection", "class" and "scope" */
gboolean            muster_gate_bind_item          (MusterGate           *self,
                                                    MusterRunCap         *cap,
                                                    JsonObject           *item,
                                                    GError              **error);

/* @args in plan notation, in which `new:NAME` has become what a confirmed effect of the run has made.
 * @effects: (element-type MusterEffect): of the run; @resolved_target: (out) (optional) (nullable) */
JsonObject         *muster_gate_resolve_args       (MusterGate           *self,
                                                    const char           *tool,
                                                    const char           *target,
                                                    JsonObject           *args,
                                                    GPtrArray            *effects,
                                                    char                **resolved_target,
                                                    GError              **error);

/* What the step's guard says now, for a request's "before": path → value. Without members when it cannot be read yet, because
 * an earlier step makes what it is about */
void                muster_gate_read_guard_async   (MusterGate           *self,
                                                    MusterRunCap         *cap,
                                                    const char           *tool,
                                                    const char           *target,
                                                    JsonObject           *args,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
JsonObject         *muster_gate_read_guard_finish  (MusterGate           *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

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

/* Where passwords that an act sets are kept until a person has seen them; without one such acts are refused */
void                muster_gate_set_secret_store   (MusterGate           *self,
                                                    MusterSecretStore    *secret_store);
MusterVault        *muster_gate_get_vault          (MusterGate           *self);

/**
 * MusterGateSecret:
 * @title: what it is called
 * @owner: (nullable): whose account it opens
 * @path: where in the tool's result it stands
 * @secret: its value
 */
typedef struct
{
  char         *title;
  char         *owner;
  char         *path;
  MusterSecret *secret;
} MusterGateSecret;

void                muster_gate_secret_free        (MusterGateSecret     *self);

/* For the eyes of the person whose click @cap (an administrator's, with a client's scope) stands for. (element-type MusterGateSecret) */
void                muster_gate_reveal_async       (MusterGate           *self,
                                                    MusterRunCap         *cap,
                                                    const char           *tool,
                                                    JsonObject           *args,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
GPtrArray          *muster_gate_reveal_finish      (MusterGate           *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

/* Passwords that acts have set: which wait for a person, deleting one, and deleting those that are worth nothing */
gboolean            muster_gate_has_unseen         (MusterGate           *self,
                                                    const char           *effect_id);
void                muster_gate_forget_generated_async  (MusterGate          *self,
                                                         const char          *effect_id,
                                                         GAsyncReadyCallback  callback,
                                                         gpointer             user_data);
gboolean            muster_gate_forget_generated_finish (MusterGate          *self,
                                                         GAsyncResult        *result);
void                muster_gate_sweep_secrets_async     (MusterGate          *self,
                                                         GAsyncReadyCallback  callback,
                                                         gpointer             user_data);
gboolean            muster_gate_sweep_secrets_finish    (MusterGate          *self,
                                                         GAsyncResult        *result,
                                                         GError             **error);

/* Whether a live secret is in @text, which then must neither be kept nor sent; the alarm is raised */
gboolean            muster_gate_blocks_text        (MusterGate           *self,
                                                    const char           *where,
                                                    const char           *text);

/* After a restart: the handles of a stored answer are known again, without their values */
void                muster_gate_replay_secrets     (MusterGate           *self,
                                                    MusterRunCap         *cap,
                                                    const char           *tool,
                                                    JsonObject           *args,
                                                    JsonNode             *result);

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

/**
 * MusterInspection:
 * @now: path → value: what the tool's own reads find now, by the paths of what was before
 * @looked: whether the tool has a look that tells what is true
 * @state: what it says
 * @count: how often the act's marker is there
 * @external_ref: (nullable): what was found by its mark
 * @failure: (nullable): why the vendor did not do it
 *
 * What is true now about an act that was done.
 */
typedef struct
{
  JsonObject     *now;
  gboolean        looked;
  MusterLookState state;
  guint           count;
  char           *external_ref;
  char           *failure;
} MusterInspection;

/* Effects that are not finished are asked for again after so long; what may be there twice, or nobody knows, once after so long */
#define MUSTER_GATE_POLL_MINUTES  5
#define MUSTER_GATE_SWEEP_MINUTES 15
/* So long what an earlier step has started may take to show, where a later one needs it */
#define MUSTER_GATE_SHOWS_MINUTES 30

void                muster_inspection_free         (MusterInspection     *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterInspection, muster_inspection_free)

/* Reads only; @effect: as the ledger has it */
void                muster_gate_inspect_async      (MusterGate           *self,
                                                    MusterRunCap         *cap,
                                                    MusterEffect         *effect,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
MusterInspection   *muster_gate_inspect_finish     (MusterGate           *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

/* An effect whose time to be looked at again has come; never sends it again. @state: (out) (optional): what the ledger says now */
void                muster_gate_look_later_async   (MusterGate           *self,
                                                    MusterRunCap         *cap,
                                                    MusterEffect         *effect,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean            muster_gate_look_later_finish  (MusterGate           *self,
                                                    GAsyncResult         *result,
                                                    MusterEffectState    *state,
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
