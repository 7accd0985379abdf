/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_MODEL_REPORT (muster_model_report_get_type ())
G_DECLARE_FINAL_TYPE (MusterModelReport, muster_model_report, MUSTER, MODEL_REPORT, MusterRecord)

MusterModelReport *muster_model_report_new            (void);
gboolean           muster_model_report_get_ok         (MusterModelReport *self); /* it answers and can call tools */
void               muster_model_report_set_ok         (MusterModelReport *self, gboolean value);
const char        *muster_model_report_get_model      (MusterModelReport *self); /* (nullable): as the vendor names it */
void               muster_model_report_set_model      (MusterModelReport *self, const char *value);
gint64             muster_model_report_get_latency_ms (MusterModelReport *self);
void               muster_model_report_set_latency_ms (MusterModelReport *self, gint64 value);
gboolean           muster_model_report_get_tools      (MusterModelReport *self);
void               muster_model_report_set_tools      (MusterModelReport *self, gboolean value);
gboolean           muster_model_report_get_streaming  (MusterModelReport *self);
void               muster_model_report_set_streaming  (MusterModelReport *self, gboolean value);
const char        *muster_model_report_get_title      (MusterModelReport *self); /* translated, always set */
void               muster_model_report_set_title      (MusterModelReport *self, const char *value);
const char        *muster_model_report_get_problem    (MusterModelReport *self); /* (nullable): name of an error code, or "no-tools" */
void               muster_model_report_set_problem    (MusterModelReport *self, const char *value);
const char        *muster_model_report_get_advice     (MusterModelReport *self); /* (nullable): translated */
void               muster_model_report_set_advice     (MusterModelReport *self, const char *value);
const char        *muster_model_report_get_detail     (MusterModelReport *self); /* (nullable): English, for a details panel */
void               muster_model_report_set_detail     (MusterModelReport *self, const char *value);
gint64             muster_model_report_get_prompt     (MusterModelReport *self); /* tokens of the test */
void               muster_model_report_set_prompt     (MusterModelReport *self, gint64 value);
gint64             muster_model_report_get_output     (MusterModelReport *self);
void               muster_model_report_set_output     (MusterModelReport *self, gint64 value);
gboolean           muster_model_report_get_estimated  (MusterModelReport *self); /* the vendor gave no numbers */
void               muster_model_report_set_estimated  (MusterModelReport *self, gboolean value);
gint64             muster_model_report_get_cost       (MusterModelReport *self); /* millionths; 0 with no prices */
void               muster_model_report_set_cost       (MusterModelReport *self, gint64 value);

G_END_DECLS
