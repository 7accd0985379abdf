/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-model-report.h"
#include "muster-record-private.h"

/**
 * MusterModelReport:
 *
 * What a test call to a language model found out.
 */

struct _MusterModelReport
{
  MusterRecord parent_instance;

  gboolean ok;
  char    *model;
  gint64   latency_ms;
  gboolean tools;
  gboolean streaming;
  char    *title;
  char    *problem;
  char    *advice;
  char    *detail;
  gint64   prompt;
  gint64   output;
  gboolean estimated;
  gint64   cost;
};

G_DEFINE_FINAL_TYPE (MusterModelReport, muster_model_report, MUSTER_TYPE_RECORD)

ACCESSORS_BOOLEAN (MusterModelReport, muster_model_report, ok)
ACCESSORS_STRING (MusterModelReport, muster_model_report, model)
ACCESSORS_INT64 (MusterModelReport, muster_model_report, latency_ms)
ACCESSORS_BOOLEAN (MusterModelReport, muster_model_report, tools)
ACCESSORS_BOOLEAN (MusterModelReport, muster_model_report, streaming)
ACCESSORS_STRING (MusterModelReport, muster_model_report, title)
ACCESSORS_STRING (MusterModelReport, muster_model_report, problem)
ACCESSORS_STRING (MusterModelReport, muster_model_report, advice)
ACCESSORS_STRING (MusterModelReport, muster_model_report, detail)
ACCESSORS_INT64 (MusterModelReport, muster_model_report, prompt)
ACCESSORS_INT64 (MusterModelReport, muster_model_report, output)
ACCESSORS_BOOLEAN (MusterModelReport, muster_model_report, estimated)
ACCESSORS_INT64 (MusterModelReport, muster_model_report, cost)

static void
muster_model_report_class_init (MusterModelReportClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_BOOLEAN (MusterModelReport, ok),
    FIELD_STRING (MusterModelReport, model),
    FIELD_INT64 (MusterModelReport, latency_ms),
    FIELD_BOOLEAN (MusterModelReport, tools),
    FIELD_BOOLEAN (MusterModelReport, streaming),
    FIELD_STRING (MusterModelReport, title),
    FIELD_STRING (MusterModelReport, problem),
    FIELD_STRING (MusterModelReport, advice),
    FIELD_STRING (MusterModelReport, detail),
    FIELD_INT64 (MusterModelReport, prompt),
    FIELD_INT64 (MusterModelReport, output),
    FIELD_BOOLEAN (MusterModelReport, estimated),
    FIELD_INT64 (MusterModelReport, cost),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_model_report_init (MusterModelReport *self)
{
}

MusterModelReport *
muster_model_report_new (void)
{
  return g_object_new (MUSTER_TYPE_MODEL_REPORT, NULL);
}
