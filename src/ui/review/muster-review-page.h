/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_REVIEW_PAGE (muster_review_page_get_type ())
G_DECLARE_FINAL_TYPE (MusterReviewPage, muster_review_page, MUSTER, REVIEW_PAGE, AdwBin)

GtkWidget *muster_review_page_new (MusterContext *context);

G_END_DECLS
