/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_CONNECT_FORM (muster_connect_form_get_type ())
G_DECLARE_FINAL_TYPE (MusterConnectForm, muster_connect_form, MUSTER, CONNECT_FORM, AdwBin)

GtkWidget       *muster_connect_form_new (MusterContext        *context,
                                          MusterIntegration    *integration,
                                          MusterConnection     *connection);
gboolean         muster_connect_form_get_needs_browser (MusterConnectForm    *self);
gboolean         muster_connect_form_get_complete      (MusterConnectForm    *self);
const char      *muster_connect_form_get_value         (MusterConnectForm    *self,
                                                        const char           *field);
void             muster_connect_form_set_value         (MusterConnectForm    *self,
                                                        const char           *field,
                                                        const char           *value);
gboolean         muster_connect_form_is_secret         (MusterConnectForm    *self,
                                                        const char           *field);
void             muster_connect_form_fill              (MusterConnectForm    *self);
void             muster_connect_form_wipe              (MusterConnectForm    *self);
void             muster_connect_form_show_fields       (MusterConnectForm    *self,
                                                        gboolean              visible);
void             muster_connect_form_connect_async     (MusterConnectForm    *self,
                                                        GCancellable         *cancellable,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
gboolean         muster_connect_form_connect_finish    (MusterConnectForm    *self,
                                                        GAsyncResult         *result,
                                                        GError              **error);

G_END_DECLS
