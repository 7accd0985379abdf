/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MUSTER_TYPE_FACES (muster_faces_get_type ())
G_DECLARE_FINAL_TYPE (MusterFaces, muster_faces, MUSTER, FACES, AdwBin)

GtkWidget *muster_faces_new (void);
void       muster_faces_show_loading (MusterFaces  *self);
void       muster_faces_show_empty   (MusterFaces  *self);
void       muster_faces_show_content (MusterFaces  *self);
void       muster_faces_show_error   (MusterFaces  *self,
                                      const GError *error);
void       muster_faces_show_model   (MusterFaces  *self,
                                      GListModel   *model);
void       muster_faces_focus_inside (GtkWidget    *widget);

G_END_DECLS
