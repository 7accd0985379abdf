/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_PRODUCT_LIST (muster_product_list_get_type ())
G_DECLARE_FINAL_TYPE (MusterProductList, muster_product_list, MUSTER, PRODUCT_LIST, AdwBin)

GPtrArray         *muster_product_list_collect (MusterContext     *context,
                                                const char        *category);
GtkWidget         *muster_product_list_new          (MusterContext     *context,
                                                     const char        *category);
guint              muster_product_list_get_n        (MusterProductList *self);
MusterIntegration *muster_product_list_get_selected (MusterProductList *self);
void               muster_product_list_select       (MusterProductList *self,
                                                     const char        *integration);

G_END_DECLS
