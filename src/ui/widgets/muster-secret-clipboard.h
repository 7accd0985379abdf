/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "muster-secret.h"

G_BEGIN_DECLS

void     muster_secret_clipboard_copy  (GtkWidget    *widget,
                                        MusterSecret *secret,
                                        guint         seconds);
void     muster_secret_clipboard_clear (void);
gboolean muster_secret_clipboard_holds (void);

G_END_DECLS
