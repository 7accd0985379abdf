/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_GUIDE_STEP (muster_guide_step_get_type ())
G_DECLARE_FINAL_TYPE (MusterGuideStep, muster_guide_step, MUSTER, GUIDE_STEP, MusterRecord)

MusterGuideStep *muster_guide_step_new       (void);
const char      *muster_guide_step_get_id    (MusterGuideStep *self); /* such as "register", "permission:User.Read.All" */
void             muster_guide_step_set_id    (MusterGuideStep *self, const char *value);
const char      *muster_guide_step_get_title (MusterGuideStep *self);
void             muster_guide_step_set_title (MusterGuideStep *self, const char *value);
const char      *muster_guide_step_get_text  (MusterGuideStep *self); /* one or two sentences on what to click and why */
void             muster_guide_step_set_text  (MusterGuideStep *self, const char *value);
const char      *muster_guide_step_get_copy  (MusterGuideStep *self); /* (nullable): what is pasted there */
void             muster_guide_step_set_copy  (MusterGuideStep *self, const char *value);
const char      *muster_guide_step_get_link  (MusterGuideStep *self); /* (nullable): the page where it is done */
void             muster_guide_step_set_link  (MusterGuideStep *self, const char *value);

G_END_DECLS
