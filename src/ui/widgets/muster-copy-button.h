/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MUSTER_TYPE_COPY_BUTTON (muster_copy_button_get_type ())
G_DECLARE_FINAL_TYPE (MusterCopyButton, muster_copy_button, MUSTER, COPY_BUTTON, GtkButton)

GtkWidget *muster_copy_button_new (const char *text,
                                   const char *label,
                                   const char *name);

G_END_DECLS
