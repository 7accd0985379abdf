/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_CONNECT_DIALOG (muster_connect_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MusterConnectDialog, muster_connect_dialog, MUSTER, CONNECT_DIALOG, AdwWindow)

GtkWidget *muster_connect_dialog_new (GtkWidget        *parent,
                                      MusterContext    *context,
                                      const char       *category);
GtkWidget *muster_connect_dialog_new_credentials (GtkWidget        *parent,
                                                  MusterContext    *context,
                                                  MusterConnection *connection);

G_END_DECLS
