/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MUSTER_TYPE_TAB_STOP (muster_tab_stop_get_type ())
G_DECLARE_FINAL_TYPE (MusterTabStop, muster_tab_stop, MUSTER, TAB_STOP, AdwBin)

G_END_DECLS
