/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "muster-record.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_USAGE_REPORT (muster_usage_report_get_type ())
G_DECLARE_FINAL_TYPE (MusterUsageReport, muster_usage_report, MUSTER, USAGE_REPORT, MusterRecord)

MusterUsageReport *muster_usage_report_new               (void);
const char        *muster_usage_report_get_connection_id (MusterUsageReport *self);
void               muster_usage_report_set_connection_id (MusterUsageReport *self, const char *value);
const char        *muster_usage_report_get_name          (MusterUsageReport *self);
void               muster_usage_report_set_name          (MusterUsageReport *self, const char *value);
gint64             muster_usage_report_get_window_s      (MusterUsageReport *self); /* length of the vendor’s window */
void               muster_usage_report_set_window_s      (MusterUsageReport *self, gint64 value);
gint64             muster_usage_report_get_used          (MusterUsageReport *self); /* ours in this window */
void               muster_usage_report_set_used          (MusterUsageReport *self, gint64 value);
gint64             muster_usage_report_get_allowed       (MusterUsageReport *self); /* what Muster may take of it */
void               muster_usage_report_set_allowed       (MusterUsageReport *self, gint64 value);
gint64             muster_usage_report_get_limit         (MusterUsageReport *self); /* what the vendor allows everybody together */
void               muster_usage_report_set_limit         (MusterUsageReport *self, gint64 value);
gint64             muster_usage_report_get_vendor_used   (MusterUsageReport *self); /* everybody’s requests in the window as the vendor counts them; -1: it does not tell */
void               muster_usage_report_set_vendor_used   (MusterUsageReport *self, gint64 value);
gint64             muster_usage_report_get_last_hour     (MusterUsageReport *self); /* ours since the full hour */
void               muster_usage_report_set_last_hour     (MusterUsageReport *self, gint64 value);
gint64             muster_usage_report_get_last_day      (MusterUsageReport *self); /* ours in the last 24 hours */
void               muster_usage_report_set_last_day      (MusterUsageReport *self, gint64 value);
gboolean           muster_usage_report_get_slowed        (MusterUsageReport *self); /* what can wait is slowed down */
void               muster_usage_report_set_slowed        (MusterUsageReport *self, gboolean value);
gint64             muster_usage_report_get_paused_until  (MusterUsageReport *self); /* UTC microseconds: the vendor asked for a pause */
void               muster_usage_report_set_paused_until  (MusterUsageReport *self, gint64 value);
const char        *muster_usage_report_get_text          (MusterUsageReport *self); /* translated: the gauge in one sentence */
void               muster_usage_report_set_text          (MusterUsageReport *self, const char *value);

G_END_DECLS
