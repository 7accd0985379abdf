/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_SIGN_IN_BOX (muster_sign_in_box_get_type ())
G_DECLARE_FINAL_TYPE (MusterSignInBox, muster_sign_in_box, MUSTER, SIGN_IN_BOX, AdwBin)

GtkWidget *muster_sign_in_box_new        (MusterContext        *context,
                                          MusterIntegration    *integration);
gboolean   muster_sign_in_box_has_codes  (MusterSignInBox      *self);
void       muster_sign_in_box_run_async  (MusterSignInBox      *self,
                                          GHashTable           *fields,
                                          gboolean              with_code,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
gboolean   muster_sign_in_box_run_finish (MusterSignInBox      *self,
                                          GAsyncResult         *result,
                                          GError              **error);

G_END_DECLS
