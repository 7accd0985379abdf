/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_MAIN_VIEW (muster_main_view_get_type ())
G_DECLARE_FINAL_TYPE (MusterMainView, muster_main_view, MUSTER, MAIN_VIEW, AdwBin)

GtkWidget *muster_main_view_new (MusterContext  *context);
void       muster_main_view_focus         (MusterMainView *self);
void       muster_main_view_show_page     (MusterMainView *self,
                                           const char     *name);
GtkWidget *muster_main_view_open          (MusterMainView *self,
                                           const char     *name,
                                           const char     *id);
const char *muster_main_view_get_page     (MusterMainView *self);
void       muster_main_view_show_approval (MusterMainView *self,
                                           const char     *approval_id,
                                           gboolean        reject);
void       muster_main_view_create_client (MusterMainView *self);
void       muster_main_view_search        (MusterMainView *self);
void       muster_main_view_back          (MusterMainView *self);

G_END_DECLS
