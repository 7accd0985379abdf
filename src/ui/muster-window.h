/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-application.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_WINDOW (muster_window_get_type ())
G_DECLARE_FINAL_TYPE (MusterWindow, muster_window, MUSTER, WINDOW, AdwApplicationWindow)

GtkWidget *muster_window_new (MusterApplication *application);
void       muster_window_add_toast (MusterWindow      *self,
                                    const char        *text);
void       muster_window_tell      (GtkWidget         *widget,
                                    const char        *text);
void       muster_window_open      (MusterWindow      *self,
                                    const char        *what,
                                    const char        *id);
const char *muster_window_get_page (MusterWindow      *self);

G_END_DECLS
