/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-enums.h"
#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_WORKSPACE (muster_workspace_get_type ())
G_DECLARE_FINAL_TYPE (MusterWorkspace, muster_workspace, MUSTER, WORKSPACE, MusterRecord)

MusterWorkspace *muster_workspace_new                 (void);
const char      *muster_workspace_get_id              (MusterWorkspace *self);
void             muster_workspace_set_id              (MusterWorkspace *self, const char *value);
const char      *muster_workspace_get_name            (MusterWorkspace *self);
void             muster_workspace_set_name            (MusterWorkspace *self, const char *value);
const char      *muster_workspace_get_language        (MusterWorkspace *self);
void             muster_workspace_set_language        (MusterWorkspace *self, const char *value);
const char      *muster_workspace_get_time_zone       (MusterWorkspace *self);
void             muster_workspace_set_time_zone       (MusterWorkspace *self, const char *value);
MusterMode       muster_workspace_get_default_mode    (MusterWorkspace *self);
void             muster_workspace_set_default_mode    (MusterWorkspace *self, MusterMode value);
gint64           muster_workspace_get_policy_revision (MusterWorkspace *self);
void             muster_workspace_set_policy_revision (MusterWorkspace *self, gint64 value);

G_END_DECLS
