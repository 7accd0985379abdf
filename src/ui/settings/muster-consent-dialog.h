/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

GtkWidget *muster_consent_dialog_new        (GtkWindow  *parent,
                                             const char *customer,
                                             GListModel *permissions);
GStrv      muster_consent_dialog_get_scopes (GtkWidget  *dialog);

G_END_DECLS
