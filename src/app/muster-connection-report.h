/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "muster-check.h"
#include "muster-question.h"
#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_CONNECTION_REPORT (muster_connection_report_get_type ())
G_DECLARE_FINAL_TYPE (MusterConnectionReport, muster_connection_report, MUSTER, CONNECTION_REPORT, MusterRecord)

MusterConnectionReport *muster_connection_report_new          (void);
gboolean                muster_connection_report_get_ok       (MusterConnectionReport *self);
void                    muster_connection_report_set_ok       (MusterConnectionReport *self, gboolean value);
const char             *muster_connection_report_get_account  (MusterConnectionReport *self); /* (nullable): who we are there */
void                    muster_connection_report_set_account  (MusterConnectionReport *self, const char *value);
const char             *muster_connection_report_get_problem  (MusterConnectionReport *self); /* (nullable): as MusterAdvice: "wrong-key", "missing-right", "no-network", "tls" … */
void                    muster_connection_report_set_problem  (MusterConnectionReport *self, const char *value);
const char             *muster_connection_report_get_field    (MusterConnectionReport *self); /* (nullable): form field to look at */
void                    muster_connection_report_set_field    (MusterConnectionReport *self, const char *value);
const char             *muster_connection_report_get_title    (MusterConnectionReport *self); /* translated, always set */
void                    muster_connection_report_set_title    (MusterConnectionReport *self, const char *value);
const char             *muster_connection_report_get_advice   (MusterConnectionReport *self); /* (nullable): translated */
void                    muster_connection_report_set_advice   (MusterConnectionReport *self, const char *value);
const char             *muster_connection_report_get_detail   (MusterConnectionReport *self); /* (nullable): English, for a details panel */
void                    muster_connection_report_set_detail   (MusterConnectionReport *self, const char *value);
const char             *muster_connection_report_get_settings (MusterConnectionReport *self); /* discovered, a JSON object */
void                    muster_connection_report_set_settings (MusterConnectionReport *self, const char *value);
GListModel             *muster_connection_report_get_checks   (MusterConnectionReport *self); /* (element-type MusterCheck) */
void                    muster_connection_report_set_checks   (MusterConnectionReport *self, GListModel *value);
/* (element-type MusterQuestion): what only a person can decide. While one has no answer the report is not ok, its problem
 * is "question"; with an answer it is there to be changed. */
GListModel             *muster_connection_report_get_questions (MusterConnectionReport *self);
void                    muster_connection_report_set_questions (MusterConnectionReport *self, GListModel *value);

G_END_DECLS
