/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-run-detail.h"
#include "muster-record-private.h"

/**
 * MusterRunDetail:
 *
 * A run with everything that was recorded about it.
 */

struct _MusterRunDetail
{
  MusterRecord parent_instance;

  MusterRun *run;
  MusterTicket *ticket;
  GPtrArray *calls;
  GPtrArray *effects;
  GPtrArray *revisions;
};

G_DEFINE_FINAL_TYPE (MusterRunDetail, muster_run_detail, MUSTER_TYPE_RECORD)

ACCESSORS_OBJECT (MusterRunDetail, muster_run_detail, run, MusterRun)
ACCESSORS_OBJECT (MusterRunDetail, muster_run_detail, ticket, MusterTicket)
ACCESSORS_ARRAY (MusterRunDetail, muster_run_detail, calls)
ACCESSORS_ARRAY (MusterRunDetail, muster_run_detail, effects)
ACCESSORS_ARRAY (MusterRunDetail, muster_run_detail, revisions)

static void
muster_run_detail_class_init (MusterRunDetailClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_OBJECT (MusterRunDetail, run, muster_run_get_type),
    FIELD_OBJECT (MusterRunDetail, ticket, muster_ticket_get_type),
    FIELD_ARRAY (MusterRunDetail, calls),
    FIELD_ARRAY (MusterRunDetail, effects),
    FIELD_ARRAY (MusterRunDetail, revisions),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_run_detail_init (MusterRunDetail *self)
{
}

MusterRunDetail *
muster_run_detail_new (void)
{
  return g_object_new (MUSTER_TYPE_RUN_DETAIL, NULL);
}
