/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "muster-run.h"
#include "muster-ticket.h"
#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_RUN_DETAIL (muster_run_detail_get_type ())
G_DECLARE_FINAL_TYPE (MusterRunDetail, muster_run_detail, MUSTER, RUN_DETAIL, MusterRecord)

MusterRunDetail *muster_run_detail_new         (void);
MusterRun       *muster_run_detail_get_run     (MusterRunDetail *self);
void             muster_run_detail_set_run     (MusterRunDetail *self, MusterRun *value);
MusterTicket    *muster_run_detail_get_ticket  (MusterRunDetail *self); /* (nullable) */
void             muster_run_detail_set_ticket  (MusterRunDetail *self, MusterTicket *value);
GPtrArray       *muster_run_detail_get_calls   (MusterRunDetail *self); /* (element-type MusterRunCall) */
void             muster_run_detail_set_calls   (MusterRunDetail *self, GPtrArray *value);
GPtrArray       *muster_run_detail_get_effects (MusterRunDetail *self); /* (element-type MusterEffect) */
void             muster_run_detail_set_effects (MusterRunDetail *self, GPtrArray *value);
/* (element-type MusterRun): what the run was before each new plan, newest first */
GPtrArray       *muster_run_detail_get_revisions (MusterRunDetail *self);
void             muster_run_detail_set_revisions (MusterRunDetail *self, GPtrArray *value);

G_END_DECLS
