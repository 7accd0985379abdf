/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_CREATE_CLIENT_DIALOG (muster_create_client_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MusterCreateClientDialog, muster_create_client_dialog, MUSTER, CREATE_CLIENT_DIALOG, AdwWindow)

GtkWidget *muster_create_client_dialog_new (GtkWidget     *parent,
                                            MusterContext *context);

G_END_DECLS
