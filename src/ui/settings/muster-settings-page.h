/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_SETTINGS_PAGE (muster_settings_page_get_type ())
G_DECLARE_FINAL_TYPE (MusterSettingsPage, muster_settings_page, MUSTER, SETTINGS_PAGE, AdwBin)

GtkWidget *muster_settings_page_new (MusterContext *context);

G_END_DECLS
