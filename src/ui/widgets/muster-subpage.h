/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MUSTER_TYPE_SUBPAGE (muster_subpage_get_type ())
G_DECLARE_FINAL_TYPE (MusterSubpage, muster_subpage, MUSTER, SUBPAGE, AdwBin)

void       muster_subpage_set_title   (MusterSubpage *self,
                                       const char    *title,
                                       const char    *subtitle);
GtkWidget *muster_subpage_get_content (MusterSubpage *self);

G_END_DECLS
