/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-enums.h"
#include "muster-request.h"
#include "muster-scope.h"

G_BEGIN_DECLS

/**
 * MusterCapKind:
 * @MUSTER_CAP_RUN: one client, one mode
 * @MUSTER_CAP_INTAKE: reads across the MSP: polling, documentation sync
 * @MUSTER_CAP_SETUP: reads while connecting
 * @MUSTER_CAP_ADMIN: one named write after an admin's click
 */
typedef enum
{
  MUSTER_CAP_RUN,
  MUSTER_CAP_INTAKE,
  MUSTER_CAP_SETUP,
  MUSTER_CAP_ADMIN
} MusterCapKind;

/**
 * MusterLabel:
 * @MUSTER_LABEL_T: from a technician
 * @MUSTER_LABEL_P: from policy or configuration
 * @MUSTER_LABEL_B: from a workflow that a person approved
 * @MUSTER_LABEL_A: an id that the program resolved inside the bound client
 * @MUSTER_LABEL_U: everything else
 *
 * Where a value comes from, best first; joining takes the worst.
 */
typedef enum
{
  MUSTER_LABEL_T,
  MUSTER_LABEL_P,
  MUSTER_LABEL_B,
  MUSTER_LABEL_A,
  MUSTER_LABEL_U
} MusterLabel;

#define MUSTER_TYPE_RUN_CAP (muster_run_cap_get_type ())
G_DECLARE_FINAL_TYPE (MusterRunCap, muster_run_cap, MUSTER, RUN_CAP, GObject)

/**
 * MusterPolicyLookup:
 * @tool: full name, such as `microsoft365:get-user`
 * @fallback: the tool's own default
 *
 * The client's policy for a tool, else the MSP's, else @fallback. Floors are
 * the gate's work.
 */
typedef MusterPolicy (*MusterPolicyLookup) (const char   *tool,
                                            MusterPolicy  fallback,
                                            gpointer      user_data);

MusterRunCap *muster_cap_new_run           (const char          *run_id,
                                            const char          *client_id,
                                            MusterMode           mode,
                                            gint64               policy_revision,
                                            MusterScope         *scope,
                                            const char * const  *connection_ids);
MusterRunCap *muster_cap_new_intake        (const char          *connection_id);
MusterRunCap *muster_cap_new_setup         (const char          *connection_id);
MusterRunCap *muster_cap_new_admin         (const char          *member_id,
                                            const char          *tool,
                                            const char          *connection_id);

void          muster_cap_set_scope         (MusterRunCap        *self,
                                            MusterScope         *scope);
void          muster_cap_set_ticket        (MusterRunCap        *self,
                                            const char          *external_ticket_id);
void          muster_cap_set_requester     (MusterRunCap        *self,
                                            const char          *requester,
                                            MusterIdentityLevel  level);
void          muster_cap_set_priority      (MusterRunCap        *self,
                                            MusterPriority       priority);
void          muster_cap_set_policy_lookup (MusterRunCap        *self,
                                            MusterPolicyLookup   lookup,
                                            gpointer             user_data,
                                            GDestroyNotify       destroy);
void          muster_cap_add_resolved      (MusterRunCap        *self,
                                            const char          *ref);
/* A value that somebody stands for: T, P or B. A worse label never takes the place of a better one */
void          muster_cap_add_trusted       (MusterRunCap        *self,
                                            MusterLabel          label,
                                            const char          *value);
/* The verified mail domains of the client; %NULL: not known, and then every address is outside */
void          muster_cap_set_domains       (MusterRunCap        *self,
                                            const char * const  *domains);
/* Whether nobody has told it yet what the run has found out about its client */
gboolean      muster_cap_is_fresh          (MusterRunCap        *self);
void          muster_cap_set_fresh         (MusterRunCap        *self,
                                            gboolean             fresh);
/* Until when it may be used (UTC µs); 0: as long as it is there */
void          muster_cap_set_expiry        (MusterRunCap        *self,
                                            gint64               expiry);
/* A tool that does not work for this client now, such as one whose permission its tenant did not give.
 * @code: what the vendor would answer; @reason: a sentence for people */
void          muster_cap_set_unavailable   (MusterRunCap        *self,
                                            const char          *tool,
                                            int                  code,
                                            const char          *reason);
/* How many different things the run's plan changes with @tool; @tool NULL: forget all of them */
void          muster_cap_set_breadth       (MusterRunCap        *self,
                                            const char          *tool,
                                            guint                n);
/* A technician granted exactly this effect with exactly these arguments */
void          muster_cap_add_approval      (MusterRunCap        *self,
                                            const char          *effect_id,
                                            const char          *args_hash);

MusterCapKind       muster_cap_get_kind            (MusterRunCap *self);
const char         *muster_cap_get_run_id          (MusterRunCap *self);
const char         *muster_cap_get_client_id       (MusterRunCap *self);
const char         *muster_cap_get_member_id       (MusterRunCap *self);
const char         *muster_cap_get_tool            (MusterRunCap *self);
const char         *muster_cap_get_ticket          (MusterRunCap *self);
MusterMode          muster_cap_get_mode            (MusterRunCap *self);
MusterPriority      muster_cap_get_priority        (MusterRunCap *self);
gint64              muster_cap_get_policy_revision (MusterRunCap *self);
MusterScope        *muster_cap_get_scope           (MusterRunCap *self);
const char         *muster_cap_get_requester       (MusterRunCap *self);
MusterIdentityLevel muster_cap_get_identity_level  (MusterRunCap *self);
const char * const *muster_cap_get_connection_ids  (MusterRunCap *self);
gboolean            muster_cap_has_resolved        (MusterRunCap *self,
                                                    const char   *ref);
/* Where @value comes from: T, P or B when somebody stands for it, A when it was found inside the client, else U */
MusterLabel         muster_cap_label_of            (MusterRunCap *self,
                                                    const char   *value);
/* Whether mail to @address stays inside the client's own domains */
gboolean            muster_cap_is_inside           (MusterRunCap *self,
                                                    const char   *address);
gint64              muster_cap_get_expiry          (MusterRunCap *self);
/* (nullable): why @tool does not work for this client now; @code: (out) (optional) */
const char         *muster_cap_get_unavailable     (MusterRunCap *self,
                                                    const char   *tool,
                                                    int          *code);
guint               muster_cap_get_breadth         (MusterRunCap *self,
                                                    const char   *tool);
gboolean            muster_cap_has_approval        (MusterRunCap *self,
                                                    const char   *effect_id,
                                                    const char   *args_hash);
gboolean            muster_cap_allows_connection   (MusterRunCap *self,
                                                    const char   *connection_id);
MusterPolicy        muster_cap_lookup_policy       (MusterRunCap *self,
                                                    const char   *tool,
                                                    MusterPolicy  fallback);

G_END_DECLS
