/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-model"

#include "config.h"

#include "muster-record-private.h"
#include "muster-step.h"

/**
 * MusterStep:
 *
 * One action of a plan.
 */

struct _MusterStep
{
  MusterRecord parent_instance;

  char             *tool;
  char             *target;       /* canonical: user:GUID */
  char             *target_name;
  JsonObject       *args;         /* (nullable) */
  JsonObject       *arg_names;    /* (nullable): readable names of the arguments' values */
  char             *explain;
  char             *expected;     /* what is true afterwards */
  char             *reason;       /* (nullable): in the words of a language model; unverified */
  char             *policy;       /* auto, approval_needed, disabled */
  GPtrArray        *rules;        /* (element-type utf8): gate rules that were hit */
  MusterEffectClass effect_class;
};

G_DEFINE_FINAL_TYPE (MusterStep, muster_step, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterStep, muster_step, tool)
ACCESSORS_STRING (MusterStep, muster_step, target)
ACCESSORS_STRING (MusterStep, muster_step, target_name)
ACCESSORS_JSON (MusterStep, muster_step, args)
ACCESSORS_JSON (MusterStep, muster_step, arg_names)
ACCESSORS_STRING (MusterStep, muster_step, explain)
ACCESSORS_STRING (MusterStep, muster_step, expected)
ACCESSORS_STRING (MusterStep, muster_step, reason)
ACCESSORS_STRING (MusterStep, muster_step, policy)
ACCESSORS_ARRAY (MusterStep, muster_step, rules)
ACCESSORS_ENUM (MusterStep, muster_step, effect_class, MusterEffectClass)

static void
muster_step_class_init (MusterStepClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterStep, tool),
    FIELD_STRING (MusterStep, target),
    FIELD_STRING (MusterStep, target_name),
    FIELD_JSON (MusterStep, args),
    FIELD_JSON (MusterStep, arg_names),
    FIELD_STRING (MusterStep, explain),
    FIELD_STRING (MusterStep, expected),
    FIELD_STRING (MusterStep, reason),
    FIELD_STRING (MusterStep, policy),
    FIELD_ARRAY (MusterStep, rules),
    FIELD_ENUM (MusterStep, effect_class, muster_effect_class_get_type),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_step_init (MusterStep *self)
{
  self->rules = g_ptr_array_new_with_free_func (g_free);
  self->effect_class = MUSTER_EFFECT_CLASS_WRITE;
}

MusterStep *
muster_step_new (void)
{
  return g_object_new (MUSTER_TYPE_STEP, NULL);
}
