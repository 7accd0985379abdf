/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-enums.h"
#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_PLAN (muster_plan_get_type ())
G_DECLARE_FINAL_TYPE (MusterPlan, muster_plan, MUSTER, PLAN, MusterRecord)

MusterPlan         *muster_plan_new                (void);
MusterOutcome       muster_plan_get_outcome        (MusterPlan *self);
void                muster_plan_set_outcome        (MusterPlan *self, MusterOutcome value);
const char         *muster_plan_get_diagnosis      (MusterPlan *self);
void                muster_plan_set_diagnosis      (MusterPlan *self, const char *value);
GPtrArray          *muster_plan_get_findings       (MusterPlan *self);
void                muster_plan_set_findings       (MusterPlan *self, GPtrArray *value);
GPtrArray          *muster_plan_get_steps          (MusterPlan *self);
void                muster_plan_set_steps          (MusterPlan *self, GPtrArray *value);
GPtrArray          *muster_plan_get_questions      (MusterPlan *self);
void                muster_plan_set_questions      (MusterPlan *self, GPtrArray *value);
GPtrArray          *muster_plan_get_unsure         (MusterPlan *self);
void                muster_plan_set_unsure         (MusterPlan *self, GPtrArray *value);
const char         *muster_plan_get_reply_draft    (MusterPlan *self);
void                muster_plan_set_reply_draft    (MusterPlan *self, const char *value);
const char         *muster_plan_get_confidence     (MusterPlan *self);
void                muster_plan_set_confidence     (MusterPlan *self, const char *value);
const char         *muster_plan_get_workflow_id    (MusterPlan *self);
void                muster_plan_set_workflow_id    (MusterPlan *self, const char *value);
const char         *muster_plan_get_planner        (MusterPlan *self);
void                muster_plan_set_planner        (MusterPlan *self, const char *value);
const char         *muster_plan_get_requester_id   (MusterPlan *self);
void                muster_plan_set_requester_id   (MusterPlan *self, const char *value);
const char         *muster_plan_get_requester_name (MusterPlan *self);
void                muster_plan_set_requester_name (MusterPlan *self, const char *value);
MusterIdentityLevel muster_plan_get_identity_level (MusterPlan *self);
void                muster_plan_set_identity_level (MusterPlan *self, MusterIdentityLevel value);

JsonNode   *muster_plan_to_json         (MusterPlan *self);
MusterPlan *muster_plan_from_json       (JsonNode   *node,
                                         GError    **error);

G_END_DECLS
