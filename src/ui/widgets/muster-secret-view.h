/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "muster-secret.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_SECRET_VIEW (muster_secret_view_get_type ())
G_DECLARE_FINAL_TYPE (MusterSecretView, muster_secret_view, MUSTER, SECRET_VIEW, GtkWidget)

GtkWidget *muster_secret_view_new         (const char       *kind,
                                           MusterSecret     *secret);
void       muster_secret_view_set_covered (MusterSecretView *self,
                                           gboolean          covered);
gboolean   muster_secret_view_get_covered (MusterSecretView *self);
void       muster_secret_view_set_spoken  (MusterSecretView *self,
                                           gboolean          spoken);
gboolean   muster_secret_view_get_spoken  (MusterSecretView *self);

G_END_DECLS
