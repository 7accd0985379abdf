/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * MusterMode:
 *
 * How far a client's agent may go.
 */
typedef enum
{
  MUSTER_MODE_INHERIT,
  MUSTER_MODE_PLAN,
  MUSTER_MODE_EXECUTE
} MusterMode;

#define MUSTER_TYPE_MODE (muster_mode_get_type ())
GType       muster_mode_get_type    (void) G_GNUC_CONST;
const char *muster_mode_to_string   (MusterMode value);
gboolean    muster_mode_from_string (const char *string,
                                     MusterMode *value);

/**
 * MusterClientStatus:
 *
 * Where a client stands; only active clients are worked for.
 */
typedef enum
{
  MUSTER_CLIENT_STATUS_PENDING,
  MUSTER_CLIENT_STATUS_PROVISIONING,
  MUSTER_CLIENT_STATUS_ACTIVE,
  MUSTER_CLIENT_STATUS_INACTIVE
} MusterClientStatus;

#define MUSTER_TYPE_CLIENT_STATUS (muster_client_status_get_type ())
GType       muster_client_status_get_type    (void) G_GNUC_CONST;
const char *muster_client_status_to_string   (MusterClientStatus value);
gboolean    muster_client_status_from_string (const char *string,
                                              MusterClientStatus *value);

/**
 * MusterPolicy:
 *
 * What a tool may do without being asked, from the most to the least.
 */
typedef enum
{
  MUSTER_POLICY_AUTO,
  MUSTER_POLICY_APPROVAL_NEEDED,
  MUSTER_POLICY_DISABLED
} MusterPolicy;

#define MUSTER_TYPE_POLICY (muster_policy_get_type ())
GType       muster_policy_get_type    (void) G_GNUC_CONST;
const char *muster_policy_to_string   (MusterPolicy value);
gboolean    muster_policy_from_string (const char *string,
                                       MusterPolicy *value);

/**
 * MusterOutcome:
 *
 * What a plan comes to.
 */
typedef enum
{
  MUSTER_OUTCOME_PLAN,
  MUSTER_OUTCOME_ANSWER,
  MUSTER_OUTCOME_ASK,
  MUSTER_OUTCOME_HANDOVER,
  MUSTER_OUTCOME_IGNORE
} MusterOutcome;

#define MUSTER_TYPE_OUTCOME (muster_outcome_get_type ())
GType       muster_outcome_get_type    (void) G_GNUC_CONST;
const char *muster_outcome_to_string   (MusterOutcome value);
gboolean    muster_outcome_from_string (const char *string,
                                        MusterOutcome *value);

/**
 * MusterRunState:
 *
 * The states of a run; the stored names are never changed.
 */
typedef enum
{
  MUSTER_RUN_STATE_RECEIVED,
  MUSTER_RUN_STATE_PLANNING,
  MUSTER_RUN_STATE_PLANNED,
  MUSTER_RUN_STATE_AWAITING_APPROVAL,
  MUSTER_RUN_STATE_EXECUTING,
  MUSTER_RUN_STATE_REPORTING,
  MUSTER_RUN_STATE_WAITING_ANSWER,
  MUSTER_RUN_STATE_DONE,
  MUSTER_RUN_STATE_REJECTED,
  MUSTER_RUN_STATE_EXPIRED,
  MUSTER_RUN_STATE_NEEDS_HUMAN
} MusterRunState;

#define MUSTER_TYPE_RUN_STATE (muster_run_state_get_type ())
GType       muster_run_state_get_type    (void) G_GNUC_CONST;
const char *muster_run_state_to_string   (MusterRunState value);
gboolean    muster_run_state_from_string (const char *string,
                                          MusterRunState *value);

/**
 * MusterEffectState:
 *
 * The states of one outward act.
 */
typedef enum
{
  MUSTER_EFFECT_STATE_PREPARED,
  MUSTER_EFFECT_STATE_DISPATCHED,
  MUSTER_EFFECT_STATE_CONFIRMED,
  MUSTER_EFFECT_STATE_ABSENT,
  MUSTER_EFFECT_STATE_UNKNOWN
} MusterEffectState;

#define MUSTER_TYPE_EFFECT_STATE (muster_effect_state_get_type ())
GType       muster_effect_state_get_type    (void) G_GNUC_CONST;
const char *muster_effect_state_to_string   (MusterEffectState value);
gboolean    muster_effect_state_from_string (const char *string,
                                             MusterEffectState *value);

/**
 * MusterEffectClass:
 *
 * What kind of act a tool is.
 */
typedef enum
{
  MUSTER_EFFECT_CLASS_READ,
  MUSTER_EFFECT_CLASS_READ_SENSITIVE,
  MUSTER_EFFECT_CLASS_NOTE_INTERNAL,
  MUSTER_EFFECT_CLASS_REPLY,
  MUSTER_EFFECT_CLASS_WRITE,
  MUSTER_EFFECT_CLASS_CREDENTIAL,
  MUSTER_EFFECT_CLASS_PRIVILEGE,
  MUSTER_EFFECT_CLASS_DESTRUCTIVE
} MusterEffectClass;

#define MUSTER_TYPE_EFFECT_CLASS (muster_effect_class_get_type ())
GType       muster_effect_class_get_type    (void) G_GNUC_CONST;
const char *muster_effect_class_to_string   (MusterEffectClass value);
gboolean    muster_effect_class_from_string (const char *string,
                                             MusterEffectClass *value);

/**
 * MusterTicketOrigin:
 *
 * How a ticket came into the PSA.
 */
typedef enum
{
  MUSTER_TICKET_ORIGIN_UNKNOWN,
  MUSTER_TICKET_ORIGIN_PORTAL,
  MUSTER_TICKET_ORIGIN_EMAIL,
  MUSTER_TICKET_ORIGIN_PHONE
} MusterTicketOrigin;

#define MUSTER_TYPE_TICKET_ORIGIN (muster_ticket_origin_get_type ())
GType       muster_ticket_origin_get_type    (void) G_GNUC_CONST;
const char *muster_ticket_origin_to_string   (MusterTicketOrigin value);
gboolean    muster_ticket_origin_from_string (const char *string,
                                              MusterTicketOrigin *value);

/**
 * MusterIdentityLevel:
 *
 * How well the requester is known.
 */
typedef enum
{
  MUSTER_IDENTITY_LEVEL_V0,
  MUSTER_IDENTITY_LEVEL_V1,
  MUSTER_IDENTITY_LEVEL_V2
} MusterIdentityLevel;

#define MUSTER_TYPE_IDENTITY_LEVEL (muster_identity_level_get_type ())
GType       muster_identity_level_get_type    (void) G_GNUC_CONST;
const char *muster_identity_level_to_string   (MusterIdentityLevel value);
gboolean    muster_identity_level_from_string (const char *string,
                                               MusterIdentityLevel *value);

/**
 * MusterMappingKind:
 *
 * Which side of a client an outside id stands for.
 */
typedef enum
{
  MUSTER_MAPPING_KIND_COMPANY,
  MUSTER_MAPPING_KIND_TENANT,
  MUSTER_MAPPING_KIND_DOCS
} MusterMappingKind;

#define MUSTER_TYPE_MAPPING_KIND (muster_mapping_kind_get_type ())
GType       muster_mapping_kind_get_type    (void) G_GNUC_CONST;
const char *muster_mapping_kind_to_string   (MusterMappingKind value);
gboolean    muster_mapping_kind_from_string (const char *string,
                                             MusterMappingKind *value);

/**
 * MusterWaitReason:
 *
 * Why a ticket has no run yet.
 */
typedef enum
{
  MUSTER_WAIT_REASON_NONE,
  MUSTER_WAIT_REASON_UNMAPPED,
  MUSTER_WAIT_REASON_AMBIGUOUS,
  MUSTER_WAIT_REASON_CLIENT_INACTIVE,
  MUSTER_WAIT_REASON_CONNECTION,
  MUSTER_WAIT_REASON_KEYRING
} MusterWaitReason;

#define MUSTER_TYPE_WAIT_REASON (muster_wait_reason_get_type ())
GType       muster_wait_reason_get_type    (void) G_GNUC_CONST;
const char *muster_wait_reason_to_string   (MusterWaitReason value);
gboolean    muster_wait_reason_from_string (const char *string,
                                            MusterWaitReason *value);

/**
 * MusterApprovalState:
 *
 * What became of a request for a technician's yes; the stored names are never changed.
 */
typedef enum
{
  MUSTER_APPROVAL_STATE_OPEN,
  MUSTER_APPROVAL_STATE_GRANTED,
  MUSTER_APPROVAL_STATE_USED,
  MUSTER_APPROVAL_STATE_REJECTED,
  MUSTER_APPROVAL_STATE_EXPIRED,
  MUSTER_APPROVAL_STATE_VOID,
  MUSTER_APPROVAL_STATE_WITHDRAWN
} MusterApprovalState;

#define MUSTER_TYPE_APPROVAL_STATE (muster_approval_state_get_type ())
GType       muster_approval_state_get_type    (void) G_GNUC_CONST;
const char *muster_approval_state_to_string   (MusterApprovalState value);
gboolean    muster_approval_state_from_string (const char *string,
                                               MusterApprovalState *value);

G_END_DECLS
