/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

GtkWidget *muster_policies_view_new (MusterContext *context,
                                     const char    *id);
GtkWidget *muster_prompt_view_new   (MusterContext *context,
                                     const char    *id);

G_END_DECLS
