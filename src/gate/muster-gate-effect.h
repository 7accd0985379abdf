/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-approval.h"

#include "muster-gate-private.h"

G_BEGIN_DECLS

#define MUSTER_REPAIR_CALL "repair"

/* One effect from the ledger, ready to be acted on. Owned by the operation. */
typedef struct
{
  MusterRunCap   *cap;        /* (owned) */
  MusterEffect   *effect;     /* (owned) */
  MusterTool     *tool;       /* (owned) */
  MusterGateLink *link;       /* (owned) */
  MusterScope    *scope;      /* (owned) (nullable) */
  JsonObject     *args;       /* (owned): bare */
  gint64          skew;       /* of the vendor's clock, when it was sent */
  gboolean        skew_known; /* this process has sent it */
} MusterGateAct;

/* What the run has done, and what was approved, as the store has it just before an act */
typedef struct
{
  MusterRunHistory  history;
  GPtrArray        *effects;    /* (owned) (nullable) (element-type MusterEffect): of the run */
  MusterApproval   *approval;   /* (owned) (nullable): that the effect names */
  MusterApproval   *shown;      /* (owned) (nullable): the newest request of the run, for a step that names none */
} MusterGateFacts;

void             muster_gate_facts_free        (MusterGateFacts      *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterGateFacts, muster_gate_facts_free)

void             muster_gate_load_facts_async  (MusterGate           *self,
                                                MusterRunCap         *cap,
                                                MusterEffect         *effect,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
MusterGateFacts *muster_gate_load_facts_finish (MusterGate           *self,
                                                GAsyncResult         *result,
                                                GError              **error);

/* What the run has made is the client's */
void             muster_gate_own_made          (MusterGate           *self,
                                                MusterRunCap         *cap,
                                                GPtrArray            *effects);

/* Decides again, checks the approval again, and looks at everything else that must hold before an effect is sent */
MusterGateAct  *muster_gate_act_authorize      (MusterGate      *self,
                                                MusterRunCap    *cap,
                                                MusterEffect    *effect,
                                                MusterGateFacts *facts,
                                                GError         **error);
/* (transfer full) (nullable): English: what is otherwise than it was when the step was shown. @exec has made its own reads.
 * @again: what the tool itself writes may be of an attempt before this one, and is left out */
char           *muster_gate_act_drift          (MusterGate      *self,
                                                MusterGateAct   *act,
                                                MusterGateFacts *facts,
                                                MusterToolExec  *exec,
                                                gboolean         again);
/* The same for looking only: nothing may be sent on it but the tool's reads and its look */
MusterGateAct  *muster_gate_act_open           (MusterGate     *self,
                                                MusterRunCap   *cap,
                                                MusterEffect   *effect,
                                                GError        **error);
void            muster_gate_act_free           (MusterGateAct  *act);
MusterToolExec *muster_gate_act_new_exec       (MusterGateAct  *act);
/* (nullable): the read that tells what is true. @lenient: the vendor said yes, so its clock may be a little behind ours */
MusterToolExec *muster_gate_act_new_look       (MusterGateAct  *act,
                                                gboolean        lenient);
gboolean        muster_gate_act_is_note        (MusterGateAct  *act);
/* What somebody reads or has approved goes before the rest */
MusterPriority  muster_gate_act_priority       (MusterGateAct  *act);
/* The ledger's row for taking a visible note back */
MusterEffect   *muster_gate_act_new_repair     (MusterGate     *self,
                                                MusterGateAct  *act,
                                                const char     *note_id,
                                                GError        **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MusterGateAct, muster_gate_act_free)

/* Takes a visible note back: the ledger first, then DELETE. Finishes with TRUE when it is gone. */
void            muster_gate_repair_async       (MusterGate           *self,
                                                MusterGateAct        *act,
                                                const char           *note_id,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gboolean        muster_gate_repair_finish      (MusterGate           *self,
                                                GAsyncResult         *result,
                                                GError              **error);

#define MUSTER_GATE_ACTOR "engine"

gboolean        muster_gate_is_passing         (const GError   *error);
char           *muster_gate_made_id            (MusterToolExec *exec);
char           *muster_gate_json_text          (JsonObject     *object);
/* (transfer full): for people: the vendor has taken it and did not do it, with its own words for why */
char           *muster_gate_failure_text       (MusterGate     *self,
                                                MusterToolExec *look);
gint64          muster_gate_next_look          (MusterGate     *self,
                                                MusterTool     *tool,
                                                MusterEffectState state,
                                                gboolean        was_lost);
gboolean        muster_gate_must_look_before   (MusterTool     *tool);
char           *muster_gate_boot_stamp         (MusterGate     *self);

G_END_DECLS
