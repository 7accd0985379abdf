/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-gauge-row.h"
#include "muster-ui.h"

/**
 * MusterGaugeRow:
 *
 * Something of which an amount was used: its name, the amount in words, and, where there is a limit, a bar. The words
 * say all that the bar does.
 */
struct _MusterGaugeRow
{
  AdwPreferencesRow parent_instance;

  GtkLabel       *title;
  GtkProgressBar *bar;
  GtkLabel       *text;
};

G_DEFINE_FINAL_TYPE (MusterGaugeRow, muster_gauge_row, ADW_TYPE_PREFERENCES_ROW)

/* From this share on somebody should look */
#define NEARLY 0.8

static void
muster_gauge_row_class_init (MusterGaugeRowClass *klass)
{
}

static GtkLabel *
add_label (GtkWidget *box)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
muster_gauge_row_init (MusterGaugeRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_add_css_class (box, "muster-advice");
  self->title = add_label (box);
  self->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->bar), "muster-gauge");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->bar));
  self->text = add_label (box);
  gtk_widget_add_css_class (GTK_WIDGET (self->text), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->text), "dim-label");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
}

GtkWidget *
muster_gauge_row_new (void)
{
  return g_object_new (MUSTER_TYPE_GAUGE_ROW, NULL);
}

/**
 * muster_gauge_row_show:
 * @self: row
 * @title: plain text
 * @text: what was used, and of how much
 * @used: the amount
 * @limit: how much it may be; 0: there is no limit, and no bar
 */
void
muster_gauge_row_show (MusterGaugeRow *self,
                       const char     *title,
                       const char     *text,
                       gint64          used,
                       gint64          limit)
{
  double share = limit > 0 ? CLAMP ((double) used / (double) limit, 0, 1) : 0;

  g_return_if_fail (MUSTER_IS_GAUGE_ROW (self));

  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->text, text);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), limit > 0);
  gtk_progress_bar_set_fraction (self->bar, share);
  gtk_widget_remove_css_class (GTK_WIDGET (self->bar), "warning");
  gtk_widget_remove_css_class (GTK_WIDGET (self->bar), "error");
  if (share >= NEARLY)
    gtk_widget_add_css_class (GTK_WIDGET (self->bar), share >= 1 ? "error" : "warning");
  muster_ui_set_name (GTK_WIDGET (self->bar), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, share,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}
