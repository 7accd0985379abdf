/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MUSTER_TYPE_BUTTON_LAYOUT (muster_button_layout_get_type ())
G_DECLARE_FINAL_TYPE (MusterButtonLayout, muster_button_layout, MUSTER, BUTTON_LAYOUT, GtkLayoutManager)

GtkLayoutManager *muster_button_layout_new (void);

G_END_DECLS
