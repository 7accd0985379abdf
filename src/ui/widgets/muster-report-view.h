/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-connection-report.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_REPORT_VIEW (muster_report_view_get_type ())
G_DECLARE_FINAL_TYPE (MusterReportView, muster_report_view, MUSTER, REPORT_VIEW, AdwBin)

GtkWidget *muster_report_view_new        (void);
void       muster_report_view_set_report (MusterReportView       *self,
                                          MusterConnectionReport *report);
void       muster_report_view_set_checks (MusterReportView       *self,
                                          const char             *title,
                                          const char             *description,
                                          GListModel             *checks);
void       muster_report_view_clear      (MusterReportView       *self);

G_END_DECLS
