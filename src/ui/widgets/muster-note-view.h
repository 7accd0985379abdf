/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MUSTER_TYPE_NOTE_VIEW (muster_note_view_get_type ())
G_DECLARE_FINAL_TYPE (MusterNoteView, muster_note_view, MUSTER, NOTE_VIEW, AdwBin)

GtkWidget *muster_note_view_new      (void);
void       muster_note_view_set_text (MusterNoteView *self,
                                      const char     *text);

G_END_DECLS
