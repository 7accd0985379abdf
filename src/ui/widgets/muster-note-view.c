/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-note-view.h"
#include "muster-ui.h"

/**
 * MusterNoteView:
 *
 * An internal note as it stands on the ticket: plain text on a card, complete,
 * selectable and never markup.
 */
struct _MusterNoteView
{
  AdwBin parent_instance;

  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (MusterNoteView, muster_note_view, ADW_TYPE_BIN)

static void
muster_note_view_class_init (MusterNoteViewClass *klass)
{
}

static void
muster_note_view_init (MusterNoteView *self)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *pill = muster_ui_pill_new (_("Internal note"), MUSTER_TONE_WAIT);

  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_wrap_mode (self->label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_selectable (self->label, TRUE);
  gtk_widget_set_halign (pill, GTK_ALIGN_START);
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "muster-note");
  gtk_box_append (GTK_BOX (card), pill);
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (self->label));
  adw_bin_set_child (ADW_BIN (self), card);
}

GtkWidget *
muster_note_view_new (void)
{
  return g_object_new (MUSTER_TYPE_NOTE_VIEW, NULL);
}

/**
 * muster_note_view_set_text:
 * @self: view
 * @text: (nullable): the note; NULL hides the view
 */
void
muster_note_view_set_text (MusterNoteView *self,
                           const char     *text)
{
  g_return_if_fail (MUSTER_IS_NOTE_VIEW (self));

  gtk_label_set_text (self->label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self), text != NULL);
}
