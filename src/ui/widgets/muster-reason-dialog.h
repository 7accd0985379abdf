/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MUSTER_TYPE_REASON_DIALOG (muster_reason_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MusterReasonDialog, muster_reason_dialog, MUSTER, REASON_DIALOG, AdwWindow)

GtkWidget  *muster_reason_dialog_new      (GtkWidget          *parent,
                                           const char         *title,
                                           const char         *text,
                                           const char         *field,
                                           const char         *confirm,
                                           gboolean            destructive);
const char *muster_reason_dialog_get_text (MusterReasonDialog *self);
void        muster_reason_dialog_done     (MusterReasonDialog *self);
void        muster_reason_dialog_fail     (MusterReasonDialog *self,
                                           const char         *problem);

G_END_DECLS
