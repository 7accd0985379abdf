/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MUSTER_TYPE_PROBLEM_PAGE (muster_problem_page_get_type ())
G_DECLARE_FINAL_TYPE (MusterProblemPage, muster_problem_page, MUSTER, PROBLEM_PAGE, AdwBin)

GtkWidget *muster_problem_page_new (const GError *error,
                                    const char   *data_dir,
                                    gboolean      can_continue);

G_END_DECLS
