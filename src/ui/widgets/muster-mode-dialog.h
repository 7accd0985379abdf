/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_MODE_DIALOG (muster_mode_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MusterModeDialog, muster_mode_dialog, MUSTER, MODE_DIALOG, AdwWindow)

/* Signal: "done" (gboolean switched), once: the mode was switched, or nobody wants that */

gboolean   muster_mode_dialog_is_needed (MusterContext *context,
                                         MusterMode     from,
                                         MusterMode     to);
GtkWidget *muster_mode_dialog_new       (GtkWidget     *parent,
                                         MusterContext *context,
                                         const char    *client_id,
                                         MusterMode     mode);

G_END_DECLS
