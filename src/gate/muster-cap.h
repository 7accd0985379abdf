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
/* A tool that does not work for this client now, such as one whose permission its tenant did not give.
 * @code: what the vendor would answer; @reason: a sentence for people */
void          muster_cap_set_unavailable   (MusterRunCap        *self,
                                            const char          *tool,
                                            int                  code,
                                            const char          *reason);
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
/* (nullable): why @tool does not work for this client now; @code: (out) (optional) */
const char         *muster_cap_get_unavailable     (MusterRunCap *self,
                                                    const char   *tool,
                                                    int          *code);
gboolean            muster_cap_has_approval        (MusterRunCap *self,
                                                    const char   *effect_id,
                                                    const char   *args_hash);
gboolean            muster_cap_allows_connection   (MusterRunCap *self,
                                                    const char   *connection_id);
MusterPolicy        muster_cap_lookup_policy       (MusterRunCap *self,
                                                    const char   *tool,
                                                    MusterPolicy  fallback);

G_END_DECLS
