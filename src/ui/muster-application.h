/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_APPLICATION (muster_application_get_type ())
G_DECLARE_FINAL_TYPE (MusterApplication, muster_application, MUSTER, APPLICATION, AdwApplication)

MusterApplication *muster_application_new              (void);
MusterContext     *muster_application_get_context      (MusterApplication *self);
void               muster_application_reopen           (MusterApplication *self);
gboolean           muster_application_get_opened       (MusterApplication *self);
void               muster_application_set_opened       (MusterApplication *self);
void               muster_application_set_secret_store (MusterApplication *self,
                                                        MusterSecretStore *secret_store);

G_END_DECLS
