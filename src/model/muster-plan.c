/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-model"

#include "config.h"

#include "muster-plan.h"
#include "muster-record-private.h"

/**
 * MusterPlan:
 *
 * What a planner proposes for one ticket.
 */

struct _MusterPlan
{
  MusterRecord parent_instance;

  MusterOutcome       outcome;
  char               *diagnosis;
  GPtrArray          *findings;       /* (element-type MusterFinding) */
  GPtrArray          *steps;          /* (element-type MusterStep) */
  GPtrArray          *questions;      /* (element-type utf8) */
  GPtrArray          *unsure;         /* (element-type utf8): what the planner says it does not know */
  char               *reply_draft;
  char               *confidence;     /* high, medium, low */
  char               *workflow_id;
  char               *planner;        /* built-in, model:x */
  char               *requester_id;   /* canonical, NULL: not known */
  char               *requester_name;
  MusterIdentityLevel identity_level;
};

G_DEFINE_FINAL_TYPE (MusterPlan, muster_plan, MUSTER_TYPE_RECORD)

ACCESSORS_ENUM (MusterPlan, muster_plan, outcome, MusterOutcome)
ACCESSORS_STRING (MusterPlan, muster_plan, diagnosis)
ACCESSORS_ARRAY (MusterPlan, muster_plan, findings)
ACCESSORS_ARRAY (MusterPlan, muster_plan, steps)
ACCESSORS_ARRAY (MusterPlan, muster_plan, questions)
ACCESSORS_ARRAY (MusterPlan, muster_plan, unsure)
ACCESSORS_STRING (MusterPlan, muster_plan, reply_draft)
ACCESSORS_STRING (MusterPlan, muster_plan, confidence)
ACCESSORS_STRING (MusterPlan, muster_plan, workflow_id)
ACCESSORS_STRING (MusterPlan, muster_plan, planner)
ACCESSORS_STRING (MusterPlan, muster_plan, requester_id)
ACCESSORS_STRING (MusterPlan, muster_plan, requester_name)
ACCESSORS_ENUM (MusterPlan, muster_plan, identity_level, MusterIdentityLevel)

static void
muster_plan_class_init (MusterPlanClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_ENUM (MusterPlan, outcome, muster_outcome_get_type),
    FIELD_STRING (MusterPlan, diagnosis),
    FIELD_ARRAY (MusterPlan, findings),
    FIELD_ARRAY (MusterPlan, steps),
    FIELD_ARRAY (MusterPlan, questions),
    FIELD_ARRAY (MusterPlan, unsure),
    FIELD_STRING (MusterPlan, reply_draft),
    FIELD_STRING (MusterPlan, confidence),
    FIELD_STRING (MusterPlan, workflow_id),
    FIELD_STRING (MusterPlan, planner),
    FIELD_STRING (MusterPlan, requester_id),
    FIELD_STRING (MusterPlan, requester_name),
    FIELD_ENUM (MusterPlan, identity_level, muster_identity_level_get_type),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_plan_init (MusterPlan *self)
{
  self->outcome = MUSTER_OUTCOME_HANDOVER;
  self->findings = g_ptr_array_new_with_free_func (g_object_unref);
  self->steps = g_ptr_array_new_with_free_func (g_object_unref);
  self->questions = g_ptr_array_new_with_free_func (g_free);
  self->unsure = g_ptr_array_new_with_free_func (g_free);
}

MusterPlan *
muster_plan_new (void)
{
  return g_object_new (MUSTER_TYPE_PLAN, NULL);
}
