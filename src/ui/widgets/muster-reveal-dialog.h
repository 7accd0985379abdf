/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_REVEAL_DIALOG (muster_reveal_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MusterRevealDialog, muster_reveal_dialog, MUSTER, REVEAL_DIALOG, AdwWindow)

GtkWidget *muster_reveal_dialog_new_for_tool   (GtkWidget          *parent,
                                                MusterContext      *context,
                                                const char         *client_id,
                                                const char         *tool,
                                                JsonObject         *args,
                                                const char         *what);
GtkWidget *muster_reveal_dialog_new_for_effect (GtkWidget          *parent,
                                                MusterContext      *context,
                                                const char         *effect_id,
                                                const char         *what);
void       muster_reveal_dialog_show_reveal    (MusterRevealDialog *self,
                                                MusterReveal       *reveal);

G_END_DECLS
