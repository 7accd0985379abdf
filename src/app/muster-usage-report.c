/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-record-private.h"
#include "muster-usage-report.h"

/**
 * MusterUsageReport:
 *
 * How much of its vendor’s limit a connection uses, for a gauge. What is not known is 0.
 */

struct _MusterUsageReport
{
  MusterRecord parent_instance;

  char *connection_id;
  char *name;
  gint64 window_s;
  gint64 used;
  gint64 allowed;
  gint64 limit;
  gint64 vendor_used;
  gint64 last_hour;
  gint64 last_day;
  gboolean slowed;
  gint64 paused_until;
  char *text;
};

G_DEFINE_FINAL_TYPE (MusterUsageReport, muster_usage_report, MUSTER_TYPE_RECORD)

ACCESSORS_STRING (MusterUsageReport, muster_usage_report, connection_id)
ACCESSORS_STRING (MusterUsageReport, muster_usage_report, name)
ACCESSORS_INT64 (MusterUsageReport, muster_usage_report, window_s)
ACCESSORS_INT64 (MusterUsageReport, muster_usage_report, used)
ACCESSORS_INT64 (MusterUsageReport, muster_usage_report, allowed)
ACCESSORS_INT64 (MusterUsageReport, muster_usage_report, limit)
ACCESSORS_INT64 (MusterUsageReport, muster_usage_report, vendor_used)
ACCESSORS_INT64 (MusterUsageReport, muster_usage_report, last_hour)
ACCESSORS_INT64 (MusterUsageReport, muster_usage_report, last_day)
ACCESSORS_BOOLEAN (MusterUsageReport, muster_usage_report, slowed)
ACCESSORS_INT64 (MusterUsageReport, muster_usage_report, paused_until)
ACCESSORS_STRING (MusterUsageReport, muster_usage_report, text)

static void
muster_usage_report_class_init (MusterUsageReportClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_STRING (MusterUsageReport, connection_id),
    FIELD_STRING (MusterUsageReport, name),
    FIELD_INT64 (MusterUsageReport, window_s),
    FIELD_INT64 (MusterUsageReport, used),
    FIELD_INT64 (MusterUsageReport, allowed),
    FIELD_INT64 (MusterUsageReport, limit),
    FIELD_INT64 (MusterUsageReport, vendor_used),
    FIELD_INT64 (MusterUsageReport, last_hour),
    FIELD_INT64 (MusterUsageReport, last_day),
    FIELD_BOOLEAN (MusterUsageReport, slowed),
    FIELD_INT64 (MusterUsageReport, paused_until),
    FIELD_STRING (MusterUsageReport, text),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_usage_report_init (MusterUsageReport *self)
{
}

MusterUsageReport *
muster_usage_report_new (void)
{
  return g_object_new (MUSTER_TYPE_USAGE_REPORT, NULL);
}
