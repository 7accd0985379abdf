/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_SIGN_IN_PAGE (muster_sign_in_page_get_type ())
G_DECLARE_FINAL_TYPE (MusterSignInPage, muster_sign_in_page, MUSTER, SIGN_IN_PAGE, AdwBin)

GtkWidget *muster_sign_in_page_new (MusterContext *context);

G_END_DECLS
