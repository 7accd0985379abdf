/* SPDX-License-Identifier: GPL-3.0-or-later */

/* All nouns at once */

#pragma once

#include "muster-activity-entry.h"
#include "muster-approval.h"
#include "muster-client.h"
#include "muster-connection.h"
#include "muster-effect.h"
#include "muster-enums.h"
#include "muster-finding.h"
#include "muster-judgement.h"
#include "muster-language-model.h"
#include "muster-mapping.h"
#include "muster-member.h"
#include "muster-model-usage.h"
#include "muster-note.h"
#include "muster-past-decision.h"
#include "muster-plan.h"
#include "muster-prompt-version.h"
#include "muster-run.h"
#include "muster-run-call.h"
#include "muster-step.h"
#include "muster-ticket.h"
#include "muster-tool-policy.h"
#include "muster-trace-item.h"
#include "muster-workspace.h"
