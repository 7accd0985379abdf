/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include "muster-tab-stop.h"

/**
 * MusterTabStop:
 *
 * Around a list: Tab goes into it and out of it again, and the arrow keys move
 * within. A list view of GTK 4.8 alone stops at every one of its rows.
 */
struct _MusterTabStop
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (MusterTabStop, muster_tab_stop, ADW_TYPE_BIN)

static gboolean
muster_tab_stop_focus (GtkWidget        *widget,
                       GtkDirectionType  direction)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  if ((direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD) &&
      focus != NULL && gtk_widget_is_ancestor (focus, widget))
    return FALSE;
  return GTK_WIDGET_CLASS (muster_tab_stop_parent_class)->focus (widget, direction);
}

static void
muster_tab_stop_class_init (MusterTabStopClass *klass)
{
  GTK_WIDGET_CLASS (klass)->focus = muster_tab_stop_focus;
}

static void
muster_tab_stop_init (MusterTabStop *self)
{
}
