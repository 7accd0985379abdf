/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-enums.h"
#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_STEP (muster_step_get_type ())
G_DECLARE_FINAL_TYPE (MusterStep, muster_step, MUSTER, STEP, MusterRecord)

MusterStep       *muster_step_new              (void);
const char       *muster_step_get_tool         (MusterStep *self);
void              muster_step_set_tool         (MusterStep *self, const char *value);
const char       *muster_step_get_target       (MusterStep *self);
void              muster_step_set_target       (MusterStep *self, const char *value);
const char       *muster_step_get_target_name  (MusterStep *self);
void              muster_step_set_target_name  (MusterStep *self, const char *value);
JsonObject       *muster_step_get_args         (MusterStep *self);
void              muster_step_set_args         (MusterStep *self, JsonObject *value);
JsonObject       *muster_step_get_arg_names    (MusterStep *self);
void              muster_step_set_arg_names    (MusterStep *self, JsonObject *value);
const char       *muster_step_get_explain      (MusterStep *self);
void              muster_step_set_explain      (MusterStep *self, const char *value);
const char       *muster_step_get_expected     (MusterStep *self);
void              muster_step_set_expected     (MusterStep *self, const char *value);
const char       *muster_step_get_reason       (MusterStep *self);
void              muster_step_set_reason       (MusterStep *self, const char *value);
const char       *muster_step_get_policy       (MusterStep *self);
void              muster_step_set_policy       (MusterStep *self, const char *value);
GPtrArray        *muster_step_get_rules        (MusterStep *self);
void              muster_step_set_rules        (MusterStep *self, GPtrArray *value);
MusterEffectClass muster_step_get_effect_class (MusterStep *self);
void              muster_step_set_effect_class (MusterStep *self, MusterEffectClass value);

JsonNode   *muster_step_to_json         (MusterStep *self);
MusterStep *muster_step_from_json       (JsonNode   *node,
                                         GError    **error);

G_END_DECLS
