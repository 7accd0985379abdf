/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-model"

#include "config.h"

#include "muster-record-private.h"
#include "muster-tool-policy.h"

/**
 * MusterToolPolicy:
 *
 * One row of the policy list.
 */

struct _MusterToolPolicy
{
  MusterRecord parent_instance;

  char             *tool;
  char             *title;
  char             *integration;
  MusterEffectClass effect_class;
  gboolean          engine;             /* the agent's own writing on the ticket */
  MusterPolicy      policy;
  gboolean          manager;            /* beside a technician, the requester's manager has to agree */
  char             *source;             /* msp, client, default; in a change also inherit: back to what is above */
  gboolean          available;
  char             *unavailable_reason;
};

G_DEFINE_FINAL_TYPE (MusterToolPolicy, muster_tool_policy, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterToolPolicy, muster_tool_policy, tool)
ACCESSORS_STRING (MusterToolPolicy, muster_tool_policy, title)
ACCESSORS_STRING (MusterToolPolicy, muster_tool_policy, integration)
ACCESSORS_ENUM (MusterToolPolicy, muster_tool_policy, effect_class, MusterEffectClass)
ACCESSORS_BOOLEAN (MusterToolPolicy, muster_tool_policy, engine)
ACCESSORS_ENUM (MusterToolPolicy, muster_tool_policy, policy, MusterPolicy)
ACCESSORS_BOOLEAN (MusterToolPolicy, muster_tool_policy, manager)
ACCESSORS_STRING (MusterToolPolicy, muster_tool_policy, source)
ACCESSORS_BOOLEAN (MusterToolPolicy, muster_tool_policy, available)
ACCESSORS_STRING (MusterToolPolicy, muster_tool_policy, unavailable_reason)

static void
muster_tool_policy_class_init (MusterToolPolicyClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterToolPolicy, tool),
    FIELD_STRING (MusterToolPolicy, title),
    FIELD_STRING (MusterToolPolicy, integration),
    FIELD_ENUM (MusterToolPolicy, effect_class, muster_effect_class_get_type),
    FIELD_BOOLEAN (MusterToolPolicy, engine),
    FIELD_ENUM (MusterToolPolicy, policy, muster_policy_get_type),
    FIELD_BOOLEAN (MusterToolPolicy, manager),
    FIELD_STRING (MusterToolPolicy, source),
    FIELD_BOOLEAN (MusterToolPolicy, available),
    FIELD_STRING (MusterToolPolicy, unavailable_reason),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_tool_policy_init (MusterToolPolicy *self)
{
  self->available = TRUE;
  self->policy = MUSTER_POLICY_APPROVAL_NEEDED;
}

MusterToolPolicy *
muster_tool_policy_new (void)
{
  return g_object_new (MUSTER_TYPE_TOOL_POLICY, NULL);
}
