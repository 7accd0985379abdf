/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_CLIENT_VIEW (muster_client_view_get_type ())
G_DECLARE_FINAL_TYPE (MusterClientView, muster_client_view, MUSTER, CLIENT_VIEW, AdwBin)

GtkWidget *muster_client_view_new (MusterContext *context,
                                   const char    *client_id);

G_END_DECLS
