/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_CLIENT_FORM (muster_client_form_get_type ())
G_DECLARE_FINAL_TYPE (MusterClientForm, muster_client_form, MUSTER, CLIENT_FORM, GtkBox)

void        muster_client_form_set_context (MusterClientForm *self,
                                            MusterContext    *context);
const char *muster_client_form_get_name    (MusterClientForm *self);
const char *muster_client_form_get_slug    (MusterClientForm *self);
gboolean    muster_client_form_get_valid   (MusterClientForm *self);
void        muster_client_form_set_values  (MusterClientForm *self,
                                            const char       *name,
                                            const char       *slug);

G_END_DECLS
