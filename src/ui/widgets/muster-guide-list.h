/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_GUIDE_LIST (muster_guide_list_get_type ())
G_DECLARE_FINAL_TYPE (MusterGuideList, muster_guide_list, MUSTER, GUIDE_LIST, AdwBin)

GtkWidget *muster_guide_list_new  (MusterContext   *context);
void       muster_guide_list_show (MusterGuideList *self,
                                   const char      *method,
                                   const char      *cloud);

G_END_DECLS
