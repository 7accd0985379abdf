/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "muster-app"

#include "config.h"

#include "muster-connection-report.h"
#include "muster-record-private.h"

/**
 * MusterConnectionReport:
 *
 * What a live test of a connection said. Everything a vendor or the network can answer is in here, never an error.
 */

struct _MusterConnectionReport
{
  MusterRecord parent_instance;

  gboolean ok;
  char *account;
  char *problem;
  char *field;
  char *title;
  char *advice;
  char *detail;
  char *settings;
  GListModel *checks;
  GListModel *questions;
};

G_DEFINE_FINAL_TYPE (MusterConnectionReport, muster_connection_report, MUSTER_TYPE_RECORD)

ACCESSORS_BOOLEAN (MusterConnectionReport, muster_connection_report, ok)
ACCESSORS_STRING (MusterConnectionReport, muster_connection_report, account)
ACCESSORS_STRING (MusterConnectionReport, muster_connection_report, problem)
ACCESSORS_STRING (MusterConnectionReport, muster_connection_report, field)
ACCESSORS_STRING (MusterConnectionReport, muster_connection_report, title)
ACCESSORS_STRING (MusterConnectionReport, muster_connection_report, advice)
ACCESSORS_STRING (MusterConnectionReport, muster_connection_report, detail)
ACCESSORS_STRING (MusterConnectionReport, muster_connection_report, settings)
ACCESSORS_OBJECT (MusterConnectionReport, muster_connection_report, checks, GListModel)
ACCESSORS_OBJECT (MusterConnectionReport, muster_connection_report, questions, GListModel)

static void
muster_connection_report_class_init (MusterConnectionReportClass *klass)
{
  static const MusterRecordField fields[] = {
    FIELD_BOOLEAN (MusterConnectionReport, ok),
    FIELD_STRING (MusterConnectionReport, account),
    FIELD_STRING (MusterConnectionReport, problem),
    FIELD_STRING (MusterConnectionReport, field),
    FIELD_STRING (MusterConnectionReport, title),
    FIELD_STRING (MusterConnectionReport, advice),
    FIELD_STRING (MusterConnectionReport, detail),
    FIELD_STRING (MusterConnectionReport, settings),
    FIELD_OBJECT (MusterConnectionReport, checks, g_list_model_get_type),
    FIELD_OBJECT (MusterConnectionReport, questions, g_list_model_get_type),
  };

  muster_record_class_install (MUSTER_RECORD_CLASS (klass), fields, G_N_ELEMENTS (fields));
}

static void
muster_connection_report_init (MusterConnectionReport *self)
{
  self->checks = G_LIST_MODEL (g_list_store_new (MUSTER_TYPE_CHECK));
  self->questions = G_LIST_MODEL (g_list_store_new (MUSTER_TYPE_QUESTION));
}

MusterConnectionReport *
muster_connection_report_new (void)
{
  return g_object_new (MUSTER_TYPE_CONNECTION_REPORT, NULL);
}
