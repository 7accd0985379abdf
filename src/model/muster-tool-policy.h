/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-enums.h"
#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_TOOL_POLICY (muster_tool_policy_get_type ())
G_DECLARE_FINAL_TYPE (MusterToolPolicy, muster_tool_policy, MUSTER, TOOL_POLICY, MusterRecord)

/* The source of a change that takes a policy away, so that what is above holds again */
#define MUSTER_POLICY_SOURCE_INHERIT "inherit"

MusterToolPolicy *muster_tool_policy_new                    (void);
const char       *muster_tool_policy_get_tool               (MusterToolPolicy *self);
void              muster_tool_policy_set_tool               (MusterToolPolicy *self, const char *value);
const char       *muster_tool_policy_get_title              (MusterToolPolicy *self);
void              muster_tool_policy_set_title              (MusterToolPolicy *self, const char *value);
const char       *muster_tool_policy_get_integration        (MusterToolPolicy *self);
void              muster_tool_policy_set_integration        (MusterToolPolicy *self, const char *value);
MusterEffectClass muster_tool_policy_get_effect_class       (MusterToolPolicy *self);
void              muster_tool_policy_set_effect_class       (MusterToolPolicy *self, MusterEffectClass value);
gboolean          muster_tool_policy_get_engine             (MusterToolPolicy *self);
void              muster_tool_policy_set_engine             (MusterToolPolicy *self, gboolean value);
MusterPolicy      muster_tool_policy_get_policy             (MusterToolPolicy *self);
void              muster_tool_policy_set_policy             (MusterToolPolicy *self, MusterPolicy value);
gboolean          muster_tool_policy_get_manager            (MusterToolPolicy *self);
void              muster_tool_policy_set_manager            (MusterToolPolicy *self, gboolean value);
const char       *muster_tool_policy_get_source             (MusterToolPolicy *self);
void              muster_tool_policy_set_source             (MusterToolPolicy *self, const char *value);
gboolean          muster_tool_policy_get_available          (MusterToolPolicy *self);
void              muster_tool_policy_set_available          (MusterToolPolicy *self, gboolean value);
const char       *muster_tool_policy_get_unavailable_reason (MusterToolPolicy *self);
void              muster_tool_policy_set_unavailable_reason (MusterToolPolicy *self, const char *value);

G_END_DECLS
