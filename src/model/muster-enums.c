/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-model"

#include "config.h"

#include <string.h>

#include "muster-enums.h"

/* Each enumeration is one table: the values in their order, with the names under
 * which they are stored and shown in JSON. The name doubles as the GEnum nick. */

static gboolean
find_name (GType       type,
           const char *name,
           int        *value)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (type);
  GEnumValue *found = name != NULL ? g_enum_get_value_by_nick (klass, name) : NULL;

  if (found == NULL)
    return FALSE;
  *value = found->value;
  return TRUE;
}

#define VALUE(constant, name) { constant, #constant, name }

#define DEFINE_ENUM(Type, prefix, values)                                            \
  GType                                                                              \
  prefix##_get_type (void)                                                           \
  {                                                                                  \
    static gsize type_id = 0;                                                        \
    if (g_once_init_enter (&type_id))                                                \
      {                                                                              \
        GType type = g_enum_register_static (g_intern_static_string (#Type), values); \
        g_once_init_leave (&type_id, type);                                          \
      }                                                                              \
    return (GType) type_id;                                                          \
  }                                                                                  \
  const char *                                                                       \
    prefix##_to_string (Type value)                                                    \
  {                                                                                  \
    g_return_val_if_fail ((guint) value < G_N_ELEMENTS (values) - 1, NULL);          \
    return values[value].value_nick;                                                 \
  }                                                                                  \
  gboolean                                                                           \
    prefix##_from_string (const char *string,                                          \
                          Type       *value)                                           \
  {                                                                                  \
    int found;                                                                       \
    if (!find_name (prefix##_get_type (), string, &found))                           \
    return FALSE;                                                                  \
    *value = (Type) found;                                                           \
    return TRUE;                                                                     \
  }

static const GEnumValue mode_values[] = {
  VALUE (MUSTER_MODE_INHERIT, "inherit"),
  VALUE (MUSTER_MODE_PLAN, "plan"),
  VALUE (MUSTER_MODE_EXECUTE, "execute"),
  { 0, NULL, NULL }
};
DEFINE_ENUM (MusterMode, muster_mode, mode_values)

static const GEnumValue client_status_values[] = {
  VALUE (MUSTER_CLIENT_STATUS_PENDING, "pending"),
  VALUE (MUSTER_CLIENT_STATUS_PROVISIONING, "provisioning"),
  VALUE (MUSTER_CLIENT_STATUS_ACTIVE, "active"),
  VALUE (MUSTER_CLIENT_STATUS_INACTIVE, "inactive"),
  { 0, NULL, NULL }
};
DEFINE_ENUM (MusterClientStatus, muster_client_status, client_status_values)

static const GEnumValue policy_values[] = {
  VALUE (MUSTER_POLICY_AUTO, "auto"),
  VALUE (MUSTER_POLICY_APPROVAL_NEEDED, "approval_needed"),
  VALUE (MUSTER_POLICY_DISABLED, "disabled"),
  { 0, NULL, NULL }
};
DEFINE_ENUM (MusterPolicy, muster_policy, policy_values)

static const GEnumValue outcome_values[] = {
  VALUE (MUSTER_OUTCOME_PLAN, "plan"),
  VALUE (MUSTER_OUTCOME_ANSWER, "answer"),
  VALUE (MUSTER_OUTCOME_ASK, "ask"),
  VALUE (MUSTER_OUTCOME_HANDOVER, "handover"),
  VALUE (MUSTER_OUTCOME_IGNORE, "ignore"),
  { 0, NULL, NULL }
};
DEFINE_ENUM (MusterOutcome, muster_outcome, outcome_values)

static const GEnumValue run_state_values[] = {
  VALUE (MUSTER_RUN_STATE_RECEIVED, "received"),
  VALUE (MUSTER_RUN_STATE_PLANNING, "planning"),
  VALUE (MUSTER_RUN_STATE_PLANNED, "planned"),
  VALUE (MUSTER_RUN_STATE_AWAITING_APPROVAL, "awaiting-approval"),
  VALUE (MUSTER_RUN_STATE_EXECUTING, "executing"),
  VALUE (MUSTER_RUN_STATE_REPORTING, "reporting"),
  VALUE (MUSTER_RUN_STATE_WAITING_ANSWER, "waiting-answer"),
  VALUE (MUSTER_RUN_STATE_DONE, "done"),
  VALUE (MUSTER_RUN_STATE_REJECTED, "rejected"),
  VALUE (MUSTER_RUN_STATE_EXPIRED, "expired"),
  VALUE (MUSTER_RUN_STATE_NEEDS_HUMAN, "needs-human"),
  { 0, NULL, NULL }
};
DEFINE_ENUM (MusterRunState, muster_run_state, run_state_values)

static const GEnumValue effect_state_values[] = {
  VALUE (MUSTER_EFFECT_STATE_PREPARED, "prepared"),
  VALUE (MUSTER_EFFECT_STATE_DISPATCHED, "dispatched"),
  VALUE (MUSTER_EFFECT_STATE_CONFIRMED, "confirmed"),
  VALUE (MUSTER_EFFECT_STATE_ABSENT, "absent"),
  VALUE (MUSTER_EFFECT_STATE_UNKNOWN, "unknown"),
  { 0, NULL, NULL }
};
DEFINE_ENUM (MusterEffectState, muster_effect_state, effect_state_values)

static const GEnumValue effect_class_values[] = {
  VALUE (MUSTER_EFFECT_CLASS_READ, "read"),
  VALUE (MUSTER_EFFECT_CLASS_READ_SENSITIVE, "read-sensitive"),
  VALUE (MUSTER_EFFECT_CLASS_NOTE_INTERNAL, "note-internal"),
  VALUE (MUSTER_EFFECT_CLASS_REPLY, "reply"),
  VALUE (MUSTER_EFFECT_CLASS_WRITE, "write"),
  VALUE (MUSTER_EFFECT_CLASS_CREDENTIAL, "credential"),
  VALUE (MUSTER_EFFECT_CLASS_PRIVILEGE, "privilege"),
  VALUE (MUSTER_EFFECT_CLASS_DESTRUCTIVE, "destructive"),
  { 0, NULL, NULL }
};
DEFINE_ENUM (MusterEffectClass, muster_effect_class, effect_class_values)

static const GEnumValue ticket_origin_values[] = {
  VALUE (MUSTER_TICKET_ORIGIN_UNKNOWN, "unknown"),
  VALUE (MUSTER_TICKET_ORIGIN_PORTAL, "portal"),
  VALUE (MUSTER_TICKET_ORIGIN_EMAIL, "email"),
  VALUE (MUSTER_TICKET_ORIGIN_PHONE, "phone"),
  { 0, NULL, NULL }
};
DEFINE_ENUM (MusterTicketOrigin, muster_ticket_origin, ticket_origin_values)

static const GEnumValue identity_level_values[] = {
  VALUE (MUSTER_IDENTITY_LEVEL_V0, "v0"),
  VALUE (MUSTER_IDENTITY_LEVEL_V1, "v1"),
  VALUE (MUSTER_IDENTITY_LEVEL_V2, "v2"),
  { 0, NULL, NULL }
};
DEFINE_ENUM (MusterIdentityLevel, muster_identity_level, identity_level_values)

static const GEnumValue mapping_kind_values[] = {
  VALUE (MUSTER_MAPPING_KIND_COMPANY, "company"),
  VALUE (MUSTER_MAPPING_KIND_TENANT, "tenant"),
  VALUE (MUSTER_MAPPING_KIND_DOCS, "docs"),
  { 0, NULL, NULL }
};
DEFINE_ENUM (MusterMappingKind, muster_mapping_kind, mapping_kind_values)

static const GEnumValue wait_reason_values[] = {
  VALUE (MUSTER_WAIT_REASON_NONE, "none"),
  VALUE (MUSTER_WAIT_REASON_UNMAPPED, "unmapped"),
  VALUE (MUSTER_WAIT_REASON_AMBIGUOUS, "ambiguous"),
  VALUE (MUSTER_WAIT_REASON_CLIENT_INACTIVE, "client-inactive"),
  VALUE (MUSTER_WAIT_REASON_CONNECTION, "connection"),
  VALUE (MUSTER_WAIT_REASON_KEYRING, "keyring"),
  { 0, NULL, NULL }
};
DEFINE_ENUM (MusterWaitReason, muster_wait_reason, wait_reason_values)

static const GEnumValue approval_state_values[] = {
  VALUE (MUSTER_APPROVAL_STATE_OPEN, "open"),
  VALUE (MUSTER_APPROVAL_STATE_GRANTED, "granted"),
  VALUE (MUSTER_APPROVAL_STATE_USED, "used"),
  VALUE (MUSTER_APPROVAL_STATE_REJECTED, "rejected"),
  VALUE (MUSTER_APPROVAL_STATE_EXPIRED, "expired"),
  VALUE (MUSTER_APPROVAL_STATE_VOID, "void"),
  VALUE (MUSTER_APPROVAL_STATE_WITHDRAWN, "withdrawn"),
  { 0, NULL, NULL }
};
DEFINE_ENUM (MusterApprovalState, muster_approval_state, approval_state_values)
