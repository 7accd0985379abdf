/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "muster-context.h"

G_BEGIN_DECLS

#define MUSTER_TYPE_LESSON_DIALOG (muster_lesson_dialog_get_type ())
G_DECLARE_FINAL_TYPE (MusterLessonDialog, muster_lesson_dialog, MUSTER, LESSON_DIALOG, AdwWindow)

GtkWidget *muster_lesson_dialog_new (GtkWidget       *parent,
                                     MusterContext   *context,
                                     MusterRunDetail *detail);

G_END_DECLS
