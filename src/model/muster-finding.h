/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_FINDING (muster_finding_get_type ())
G_DECLARE_FINAL_TYPE (MusterFinding, muster_finding, MUSTER, FINDING, MusterRecord)

MusterFinding *muster_finding_new        (void);
const char    *muster_finding_get_text   (MusterFinding *self);
void           muster_finding_set_text   (MusterFinding *self, const char *value);
const char    *muster_finding_get_source (MusterFinding *self);
void           muster_finding_set_source (MusterFinding *self, const char *value);
gint64         muster_finding_get_time   (MusterFinding *self);
void           muster_finding_set_time   (MusterFinding *self, gint64 value);

G_END_DECLS
