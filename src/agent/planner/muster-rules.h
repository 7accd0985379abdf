/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "muster-inquiry.h"
#include "muster-plan.h"

G_BEGIN_DECLS

gboolean    muster_rules_hold   (MusterInquiry        *self,
                                 JsonArray            *conditions);
MusterPlan *muster_rules_run    (MusterInquiry        *self,
                                 const MusterWorkflow *workflow,
                                 const char          **jump);
void        muster_rules_reads  (MusterInquiry        *self,
                                 const MusterWorkflow *workflow);
char       *muster_rules_fill   (MusterInquiry        *self,
                                 const char           *text);
const char *muster_sentence     (const char           *id);
char       *muster_reply_text   (const char           *id,
                                 const char           *language);

G_END_DECLS
